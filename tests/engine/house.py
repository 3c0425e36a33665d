"""A whole site over trackers in this process, and people who use it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

from sqlalchemy import event

from afteraction.domain.kinds import Kind
from afteraction.domain.people import People, Person
from afteraction.domain.policy import Destination, Invite, Policy, SubjectRule
from afteraction.domain.tickets import Reason, Role, State, Ticket
from afteraction.ledger import Basis, open_ledger
from afteraction.rendering import Renderer
from afteraction.report import Report
from afteraction.report_json import report_json_text
from afteraction.report_making import make
from afteraction.sync import Site, Synced, sync
from tests.fakes.memory import MemoryTracker

ZONE = ZoneInfo("Europe/Berlin")
RENDERER = Renderer(None, ZONE)
START = datetime(2026, 11, 16, 9, tzinfo=UTC)

PEOPLE = People(
    (
        Person("Ada Lovelace", (("notes", "ada"), ("other", "ada@other"))),
        Person("Lin Chen", (("notes", "lin"), ("other", "lin@other"))),
    )
)


def policy(**changes: object) -> Policy:
    """A usual policy over one tracker."""
    usual = Policy(
        incidents=(SubjectRule("notes", "notes", ("incident",)),),
        sprints=(SubjectRule("notes", "notes"),),
        since=date(2026, 11, 1),
        at_most=20,
        due=timedelta(hours=72),
        grace=timedelta(hours=24),
        review_label="review",
        reopens=False,
        invite=Invite.ASSIGNEE,
        prefill_full=False,
        destinations=tuple(
            (kind, Destination("notes", (label,)))
            for kind, label in (
                (Kind.AVOIDABLE, "checklist"),
                (Kind.INHERENT, "constraint"),
                (Kind.EXPERIMENT, "learning"),
            )
        ),
        write_back_due=timedelta(days=14),
        look_again=timedelta(days=90),
        people=PEOPLE,
        zone=ZONE,
        installation="main",
        stamped=frozenset({"notes", "other"}),
        dated=frozenset({"notes", "other"}),
    )
    return replace(usual, **changes)  # type: ignore[arg-type]


@dataclass
class House:
    """Trackers, a ledger on disk and a clock, used like a team would."""

    folder: Path
    now: datetime = START
    policy: Policy = field(default_factory=policy)
    trackers: dict[str, MemoryTracker] = field(default_factory=dict)
    watch: Callable[[], None] = lambda: None
    """Told of each commit to the ledger, right before it."""

    def __post_init__(self) -> None:
        self.add("notes")

    def add(self, name: str, **abilities: object) -> MemoryTracker:
        """One more tracker."""
        tracker = MemoryTracker(name, lambda: self.now, **abilities)  # type: ignore[arg-type]
        self.trackers[name] = tracker
        return tracker

    @property
    def notes(self) -> MemoryTracker:
        return self.trackers["notes"]

    def later(self, **span: float) -> None:
        """Let time pass."""
        self.now += timedelta(**span)

    @contextmanager
    def site(self) -> Iterator[Site]:
        """Everything new but the trackers, as after a restart."""
        place = self.folder / "ledger.db"
        with open_ledger(place, Basis("tickets", repr(self.policy))) as ledger:
            event.listen(ledger._engine, "commit", lambda _: self.watch())
            yield Site(self.trackers, self.policy, ledger, RENDERER)

    def sync(self, **options: object) -> Synced:
        """One run of `afteraction sync`."""
        with self.site() as site:
            return sync(site, self.now, **options)  # type: ignore[arg-type]

    def report(self) -> Report:
        """One run of `afteraction report`."""
        with self.site() as site:
            return make(site, self.now).report

    def report_text(self) -> str:
        """The report's JSON, byte for byte."""
        return report_json_text(self.report())

    def forget(self) -> None:
        """Delete the ledger, journal and all."""
        for path in self.folder.glob("ledger.db*"):
            path.unlink()

    # What is there

    def incident(self, key: str, **values: object) -> Ticket:
        """A closed incident that was over an hour ago."""
        hour = timedelta(hours=1)
        return self.notes.put(
            key,
            **{
                "state": State.CLOSED,
                "reason": Reason.COMPLETED,
                "labels": ("incident",),
                "assignee": "ada",
                "opened": self.now - 2 * hour,
                "closed": self.now - hour,
                **values,
            },
        )

    def of(self, role: Role, name: str = "notes") -> list[Ticket]:
        """Tickets of ours, in the order of their ids."""
        return sorted(
            (
                t
                for t in self.trackers[name].tickets()
                if t.mark and t.mark.role is role
            ),
            key=lambda ticket: ticket.id,
        )

    def reviews(self) -> list[Ticket]:
        return [t for name in self.trackers for t in self.of(Role.REVIEW, name)]

    def write_backs(self) -> list[Ticket]:
        return [t for name in self.trackers for t in self.of(Role.WRITE_BACK, name)]

    # What people do

    def fill_in(self, review: Ticket, *gaps: str, carried_by: str = "ada") -> None:
        """Answer all questions, with these gaps (see `gap`)."""
        tracker = self.trackers[review.tracker]
        text = tracker.text(review.id)
        before, _, rest = text.partition("## 1.")
        signature = rest[rest.rindex("\n---\n") :]
        tracker.write(
            review.id, before + filled(*gaps, carried_by=carried_by) + signature
        )

    def edit(self, review: Ticket, change: Callable[[str], str]) -> None:
        """A person edits a text."""
        tracker = self.trackers[review.tracker]
        tracker.write(review.id, change(tracker.text(review.id)))


def gap(
    title: str,
    kind: str = "avoidable",
    *,
    what: str = "We check it before each release",
    owner: str = "ada",
    due: str = "2026-12-01",
    more: str = "",
) -> str:
    """One gap, filled in the way the form asks for."""
    boxes = "\n".join(
        f"- [{'x' if kind == one else ' '}] {one}: as the form says" for one in Kind
    )
    return (
        f"### {title}\n\nTick one:\n\n{boxes}\n\nAnd say:\n\n"
        f"- **What changes:** {what}\n- **Owner:** {owner}\n- **Due:** {due}\n{more}"
    )


def filled(*gaps: str, carried_by: str = "ada") -> str:
    """A whole form, filled in."""
    blocks = "\n".join(gaps)
    third = "The check was missing." if gaps else "No gap."
    return (
        "## 1. What did we intend to happen?\n\nA quiet deploy.\n\n"
        "## 2. What actually happened?\n\nIt was loud.\n\n"
        f"## 3. What gap exists between the two?\n\n{third}\n\n"
        "## 4. Is the gap avoidable, inherent, or a valuable experiment?\n\n"
        f"{blocks}\nAnd for the whole review:\n\n- **Carried by:** {carried_by}\n"
    )
