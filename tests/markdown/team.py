"""A small team with a folder of tickets, and a story that always goes the same way.

The people's side is done in the files, as with an editor; the loop's side by the very
code of `afteraction sync`, each time from a fresh start.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cache, cached_property
from pathlib import Path

from afteraction.around import Around
from afteraction.bootstrap import make_policy, read_config
from afteraction.config import Config
from afteraction.domain.identity import digest
from afteraction.domain.tickets import Ticket
from afteraction.integrations.markdown.disk import TEMPORARY, Disk
from afteraction.integrations.markdown.tracker import MarkdownTracker
from afteraction.ledger import Basis, open_ledger
from afteraction.rendering import Renderer
from afteraction.report_json import report_json_text
from afteraction.report_making import make
from afteraction.sync import Site, Synced, sync
from tests.engine.house import filled, gap

CONFIG = """\
trackers:
  notes: {type: markdown, path: ./work}
subjects:
  incidents: [{in: notes, labels: [incident]}]
  sprints: [{in: notes}]
  since: 2026-11-01
review: {gate: reopen}
write_back:
  avoidable: {in: notes, labels: [checklist]}
  inherent: {in: notes, labels: [constraint]}
  experiment: {in: notes, labels: [learning]}
people:
  - {name: Ada Lovelace, handles: {notes: ada}}
  - {name: Lin Chen, handles: {notes: lin}}
zone: Europe/Berlin
"""

INCIDENT = """\
---
title: Payments time out at checkout
state: closed
reason: completed
labels: [incident, payments]
assignee: ada
author: lin
opened: 2026-11-16T07:12:00Z
closed: 2026-11-16T08:40:00Z
---
Requests took too long.

## Comments

### lin, 2026-11-16T07:20:00Z
502s from the gateway since the deploy.
"""

UNSTAMPED = INCIDENT.replace("closed: 2026-11-16T08:40:00Z\n", "")

SPRINT = """\
---
name: Sprint 46
goal: Nothing breaks
start: 2026-11-02
end: 2026-11-15
state: closed
---
"""

FIRST = datetime(2026, 11, 16, 9, tzinfo=UTC)
SECOND = datetime(2026, 11, 17, 9, tzinfo=UTC)
THIRD = datetime(2026, 11, 19, 9, tzinfo=UTC)
LAST = datetime(2026, 12, 7, 9, tzinfo=UTC)
WRITES = ("write_temporary", "link", "claim", "replace", "remove", "make_folder")
"""The disk's methods that change something."""

_renderer = cache(lambda zone: Renderer(None, zone))
"""Templates do not change in a story: they are compiled once."""


@dataclass
class Team:
    """A folder, a configuration, and what the team does."""

    folder: Path
    disk: Callable[[], Disk] = Disk
    watch: Callable[[str], None] = lambda _: None
    """Told of each commit to the ledger, right before it."""

    @classmethod
    def at(cls, folder: Path) -> Team:
        """A team whose incidents and sprint are over, and nobody looked yet."""
        tickets = folder / "work" / "tickets"
        tickets.mkdir(parents=True)
        (folder / "work" / "sprints").mkdir()
        (folder / "afteraction.yml").write_text(CONFIG, "utf-8")
        (tickets / "0041.md").write_text(INCIDENT, "utf-8")
        (tickets / "0042.md").write_text(UNSTAMPED, "utf-8")
        (folder / "work" / "sprints" / "46.md").write_text(SPRINT, "utf-8")
        return cls(folder)

    @property
    def tickets(self) -> Path:
        return self.folder / "work" / "tickets"

    @cached_property
    def config(self) -> Config:
        return read_config(self.folder / "afteraction.yml")

    @contextmanager
    def site(self) -> Iterator[Site]:
        """What bootstrap puts together, with the test's own disk."""
        config = self.config
        notes = MarkdownTracker(
            "notes",
            config.trackers["notes"],  # type: ignore[arg-type]
            Around(config.folder, config.zone),
            self.disk(),
        )
        trackers = {"notes": notes}
        policy = make_policy(config, trackers)
        assert isinstance(config.ledger, Path)
        basis = Basis(config.fingerprint(), digest(repr(policy)))
        with open_ledger(config.ledger, basis) as ledger:
            self._watch(ledger)
            yield Site(trackers, policy, ledger, _renderer(config.zone))

    def _watch(self, ledger: object) -> None:
        from sqlalchemy import event

        engine = ledger._engine  # type: ignore[attr-defined]
        event.listen(engine, "commit", lambda _: self.watch("commit"))

    def sync(self, now: datetime) -> Synced:
        """`afteraction sync`."""
        with self.site() as site:
            return sync(site, now)

    def report(self, now: datetime) -> str:
        """`afteraction report --format json`."""
        with self.site() as site:
            return report_json_text(make(site, now).report)

    def forget(self) -> None:
        """Delete the ledger, journal and all."""
        for path in (self.folder / ".afteraction").glob("ledger.db*"):
            path.unlink()

    # What the people do; each may be done again without harm

    def hold_reviews(self) -> None:
        """Fill in the reviews, one of them not quite, and close them."""
        self.fill_in(
            "review-0041",
            gap("No check", what="\n  - Add a check\n  - Run it"),
            gap("The cache is small", "inherent", owner="lin", due="2027-03-01"),
        )
        self.fill_in("review-0042", gap("Retries helped", "experiment", due=""))
        self.fill_in("review-sprint-46", gap("Too much", due="in 2 weeks", owner=""))
        for stem in ("review-0041", "review-0042", "review-sprint-46"):
            self.close(stem, "2026-11-17T08:00:00Z")

    def mend_the_third(self) -> None:
        """Give the last finding its owner, and close its review again."""
        self._replace("review-sprint-46", "- **Owner:** \n", "- **Owner:** ada\n")
        self.close("review-sprint-46", "2026-11-19T08:00:00Z")

    def work(self) -> None:
        """One thing is done, one late."""
        for path in sorted(self.tickets.glob("review-0041-f*.md")):
            self.close(path.stem, "2026-11-30T10:00:00Z")
        for path in sorted(self.tickets.glob("review-sprint-46-f*.md")):
            self.close(path.stem, "2026-12-06T10:00:00Z")

    def close(self, stem: str, when: str, reason: str = "completed") -> None:
        """Close a ticket in an editor."""
        closed = f"state: closed\nreason: {reason}\nclosed: {when}\n"
        self._replace(stem, "state: open\n", closed)

    def fill_in(self, stem: str, *gaps: str) -> None:
        """Answer all questions of a review, with these gaps."""
        path = self.tickets / f"{stem}.md"
        text = path.read_text("utf-8")
        if "A quiet deploy" in text:
            return
        form = re.compile(r"^## 1\. .*?(?=^---$)", re.DOTALL | re.MULTILINE)
        path.write_text(form.sub(lambda _: filled(*gaps) + "\n", text), "utf-8")

    def _replace(self, stem: str, old: str, new: str) -> None:
        path = self.tickets / f"{stem}.md"
        text = path.read_text("utf-8")
        path.write_text(text.replace(old, new, 1), "utf-8")

    # What is there

    def ticket(self, stem: str) -> Ticket:
        """A ticket as the tracker reads it."""
        with self.site() as site:
            (found,) = site.trackers["notes"].fetch(ids=[stem])
        assert isinstance(found, Ticket)
        return found

    def files(self) -> dict[str, str]:
        """Every ticket's name and title."""
        return {
            path.stem: re.search(r"^title: (.*)$", path.read_text("utf-8"), re.M)[1]  # type: ignore[index]
            for path in sorted(self.tickets.glob("*.md"))
        }

    def left_over(self) -> list[str]:
        """Files that exist only while something is written."""
        return sorted(str(p) for p in self.folder.rglob(f"{TEMPORARY}*"))

    def everything(self) -> dict[str, str]:
        """Every ticket's name and text."""
        return {p.stem: p.read_text("utf-8") for p in sorted(self.tickets.glob("*.md"))}


def story(team: Team) -> tuple[tuple[Callable[[], object], bool], ...]:
    """The story's steps, and whether each is the loop's (so that it may crash)."""
    return (
        (lambda: team.sync(FIRST), True),
        (team.hold_reviews, False),
        (lambda: team.sync(SECOND), True),
        (lambda: team.sync(SECOND), True),
        (team.mend_the_third, False),
        (lambda: team.sync(THIRD), True),
        (team.work, False),
        (lambda: team.sync(LAST), True),
    )
