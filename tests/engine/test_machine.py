"""A machine that drives the engine through whatever people and networks do.

People work in trackers that lose answers, list late, read stale and fall silent, while
syncs crash between any two writes and ledgers get lost. After each story everything
settles, and then what the loop promises has to be so (laws 1, 3 and 4, rules 5 to 15).
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TypeVar

from hypothesis import event, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    precondition,
    rule,
)

from afteraction.domain.checklists import Checklist
from afteraction.domain.kinds import Kind
from afteraction.domain.policy import Destination, SubjectRule
from afteraction.domain.tickets import Reason, Role, State, Ticket
from tests.engine import paper
from tests.engine.house import House, gap, policy
from tests.engine.settled import Story, place
from tests.engine.trouble import Trouble, Troubled
from tests.fakes.memory import Crash, MemoryTracker

T = TypeVar("T")

LAG = timedelta(minutes=10)
PERSONS = {"notes": ("ada", "lin"), "other": ("ada@other", "lin@other")}

LIST = Checklist("Runbook", "notes", file="list.md")


def _more_of(text: str) -> tuple[str, ...]:
    """The same gap with one more box ticked, or with a checklist."""
    ticked = text.replace("[ ]", "[x]", 1)
    listed = f"{text}{paper.CHECKLIST}runbook\n"
    return ticked, *([listed] * 3 if "[x] avoidable" in text else [])


which = st.integers(0, 7)
numbers = st.frozensets(st.integers(1, 6), max_size=3)
gaps = st.builds(
    gap,
    st.sampled_from(["No check", "The cache is small", "Retries helped"]),
    st.sampled_from(list(Kind)),
    what=st.sampled_from(["We check it", "\n  - Add a check\n  - Run it", ""]),
    owner=st.sampled_from(["ada", "Lin Chen", "@lin", "", "ada and lin", "the team"]),
    due=st.sampled_from(["2027-12-01", "in 2 weeks", "", paper.LONG_OVER]),
).flatmap(lambda text: st.sampled_from([text, text, *_more_of(text)]))
late = st.booleans()
deaths = st.builds(Trouble, crash_at=st.integers(1, 40), late=late)
losses = st.builds(
    Trouble,
    loses=numbers,
    refuses=numbers,
    crash_at=st.sampled_from([0, 0, 12]),
    late=late,
)
silences = st.builds(
    Trouble, silent=st.integers(1, 2), silent_from=st.integers(0, 9), late=late
)
block_edits = st.sampled_from(
    [
        paper.twice,
        paper.retitled,
        paper.of_other_kind,
        paper.owned,
        paper.disowned,
        paper.untracked,
        paper.taken_out,
    ]
)


def pick(among: Sequence[T], number: int) -> T:
    """One of them."""
    return among[number % len(among)]


class People(RuleBasedStateMachine):
    """What people do in the trackers, and the wheel that turns the loop."""

    def __init__(self) -> None:
        """A house whose ledger is in a folder that goes with it."""
        super().__init__()
        self.folder = TemporaryDirectory()
        self.house = House(Path(self.folder.name))
        self.story = Story(self.house)
        self.keys = 0
        self.broken = False

    @initialize(
        several=st.booleans(),
        lag=st.sampled_from([timedelta(0), LAG]),
        history=st.booleans(),
        network=st.booleans(),
        reopens=st.booleans(),
    )
    def set_up(
        self, several: bool, lag: timedelta, history: bool, network: bool, reopens: bool
    ) -> None:
        """An incident, and one tracker or a second one for most that comes of it."""
        house = self.house
        house.add("notes", lag=lag, history=history, network=network)
        if several:
            house.add("other", lag=LAG - lag, history=not history, network=network)
        there = "other" if several else "notes"
        usual = policy()
        house.policy = replace(
            usual,
            at_most=1000,
            reopens=reopens,
            incidents=(SubjectRule("notes", there, ("incident",)),),
            destinations=tuple(
                (kind, Destination(name, place.labels))
                for (kind, place), name in zip(
                    usual.destinations, ("notes", there, there), strict=True
                )
            ),
            stamped=frozenset(n for n, t in house.trackers.items() if not t.history),
            dated=frozenset(house.trackers),
            checklists=(replace(LIST, tracker=there),),
        )
        house.trackers[there].files["list.md"] = "- [ ] first\n"
        self.report_incident(over=True, person="ada")

    # What is there

    def incidents(self) -> list[Ticket]:
        """Tickets of people, in the order in which they were made."""
        return [t for t in self.house.notes.tickets() if t.mark is None]

    def ours(self, role: Role | None = None) -> list[tuple[MemoryTracker, Ticket]]:
        """Tickets of ours, with their trackers."""
        return [
            (tracker, ticket)
            for tracker in self.house.trackers.values()
            for ticket in tracker.tickets()
            if ticket.mark and role in (None, ticket.mark.role)
        ]

    def has(self, role: Role | None = None) -> bool:
        """Whether there is any ticket of ours."""
        return bool(self.ours(role))

    def unheld(self) -> list[tuple[MemoryTracker, Ticket]]:
        """Reviews that nobody filled in yet."""
        return [
            (tracker, review)
            for tracker, review in self.ours(Role.REVIEW)
            if not paper.is_filled(tracker.text(review.id))
        ]

    # Incidents and sprints

    @rule(over=st.booleans(), person=st.sampled_from(["ada", "lin", None]))
    def report_incident(self, over: bool, person: str | None) -> None:
        """An incident, which may be over already."""
        self.keys += 1
        values: dict[str, object] = {"assignee": person}
        if not over:
            values |= {"state": State.OPEN, "reason": None, "closed": None}
        self.house.incident(f"{self.keys}", **values)

    @rule(number=st.integers(44, 47), over=st.booleans())
    def plan_sprint(self, number: int, over: bool) -> None:
        """A sprint begins or ends."""
        start = self.house.now - timedelta(days=14)
        state = "closed" if over else "active"
        self.house.notes.put_sprint(f"{number}", start, self.house.now, state)

    @precondition(lambda self: self.incidents())
    @rule(number=which, what=st.sampled_from([*Reason, "completed", "reopen", "label"]))
    def change_incident(self, number: int, what: str) -> None:
        """It is over, was none, is not over after all, or is called something else."""
        notes, incident = self.house.notes, pick(self.incidents(), number)
        match what:
            case "reopen":
                self.reopen(notes, incident)
            case "label":
                self.toggle(notes, incident, "incident")
            case reason:
                notes.close(incident.id, Reason(reason))

    # Reviews

    @precondition(lambda self: self.unheld())
    @rule(number=which, some=st.lists(gaps, max_size=3), carried=which, closes=which)
    def hold(self, number: int, some: list[str], carried: int, closes: int) -> None:
        """A review is held, and usually closed."""
        tracker, review = pick(self.unheld(), number)
        self.house.fill_in(review, *some, carried_by="ada" if carried else "")
        self.story.wrote(tracker, review.id)
        if closes:
            tracker.close(review.id)

    @precondition(lambda self: self.has(Role.REVIEW))
    @rule(number=which, another=gaps)
    def name_another_gap(self, number: int, another: str) -> None:
        """One gap more."""
        tracker, review = pick(self.ours(Role.REVIEW), number)
        self.rewrite(tracker, review, lambda text: paper.with_gap(text, another))

    @precondition(lambda self: self.has(Role.REVIEW))
    @rule(number=which, block=which, edit=block_edits)
    def edit_a_gap(self, number: int, block: int, edit: Callable[[str], str]) -> None:
        """One block is copied, reworded, completed, or taken out."""
        tracker, review = pick(self.ours(Role.REVIEW), number)
        if edit in (paper.untracked, paper.taken_out):
            self.story.untied.add(place(review))
        self.rewrite(tracker, review, lambda text: paper.with_block(text, block, edit))

    @precondition(lambda self: self.has(Role.REVIEW) and self.incidents())
    @rule(number=which, block=which, ticket=which)
    def link_by_hand(self, number: int, block: int, ticket: int) -> None:
        """A person says where a gap is tracked already."""
        tracker, review = pick(self.ours(Role.REVIEW), number)
        link = tracker.link(pick(self.incidents(), ticket))
        self.story.untied.add(place(review))
        edit = paper.linked(link)
        self.rewrite(tracker, review, lambda text: paper.with_block(text, block, edit))

    # Any ticket of ours

    @precondition(lambda self: self.has())
    @rule(number=which, what=st.sampled_from([*Reason, "completed", "reopen", "ready"]))
    def change_ours(self, number: int, what: str) -> None:
        """Done, or declined, with or without a word; or not done after all."""
        tracker, ticket = pick(self.ours(), number)
        match what:
            case "reopen":
                self.reopen(tracker, ticket)
            case "ready":
                self.toggle(tracker, ticket, "ready")
            case reason:
                if reason == Reason.DECLINED:
                    tracker.say(
                        ticket.id, PERSONS[tracker.name][1], "It is not worth it."
                    )
                tracker.close(ticket.id, Reason(reason))

    @precondition(lambda self: self.has())
    @rule(number=which, what=st.sampled_from(["delete", "copy", "copy and touch"]))
    def harm_ours(self, number: int, what: str) -> None:
        """A ticket of ours is deleted, or cloned, mark and all."""
        tracker, ticket = pick(self.ours(), number)
        match what:
            case "delete":
                self.story.deletes(ticket)
                tracker.delete(ticket.id)
            case _:
                self.copy(tracker, ticket, "\n\nMine!" if "touch" in what else "")

    @precondition(lambda self: self.has(Role.WRITE_BACK))
    @rule(number=which, what=st.sampled_from(["text", "assignee", "due"]))
    def edit_a_write_back(self, number: int, what: str) -> None:
        """From now on it is a person's."""
        tracker, ticket = pick(self.ours(Role.WRITE_BACK), number)
        match what:
            case "text":
                self.rewrite(tracker, ticket, lambda text: f"My own words.\n{text}")
            case "assignee":
                tracker.change(ticket.id, assignee=PERSONS[tracker.name][number % 2])
            case _:
                tracker.change(ticket.id, due=date(2026, 12, 1 + number))

    # Time, and the loop

    @rule(hours=st.sampled_from([0.05, 0.2, 1, 12, 50, 200]))
    def wait(self, hours: float) -> None:
        """Time passes."""
        self.house.later(hours=hours)

    @rule(trouble=deaths)
    def sync_and_die(self, trouble: Trouble) -> None:
        """A sync that dies."""
        self.run(Troubled(self.house, trouble))

    @rule(trouble=losses)
    def sync_and_lose(self, trouble: Trouble) -> None:
        """A sync whose answers are lost or a no."""
        self.run(Troubled(self.house, trouble))

    @rule(trouble=silences)
    def sync_in_silence(self, trouble: Trouble) -> None:
        """A sync while a tracker does not answer any more."""
        self.run(Troubled(self.house, trouble))

    @rule(stale=st.booleans(), when=st.integers(1, 5), number=which, what=which)
    def sync_in_haste(self, stale: bool, when: int, number: int, what: int) -> None:
        """A sync that reads what was, and people who write before it does."""

        def people(write: int) -> None:
            if write == when:
                event("people wrote between a sync's reading and its writing")
                self.meddle(number, what)

        self.run(Troubled(self.house, Trouble(stale=stale), people))

    @rule()
    def sync_in_peace(self) -> None:
        """A sync, and nobody is in its way."""
        self.run(Troubled(self.house, Trouble(late=False)))

    @rule(what=st.sampled_from(["ledger", "view", "report", "rest"]))
    def forget_or_look(self, what: str) -> None:
        """The ledger is lost, or its view; or somebody looks at how things are."""
        match what:
            case "ledger":
                self.story.forgets()
                self.house.forget()
            case "view":
                with self.house.site() as site:
                    site.ledger.forget_view()
            case "report":
                self.house.report()
            case _:
                self.settle()

    def teardown(self) -> None:
        """The end of the story: everything settles, and is looked at."""
        try:
            if not self.broken:
                self.settle()
                self.story.check_the_report_without_a_ledger()
        finally:
            self.folder.cleanup()

    # Within

    def run(self, troubled: Troubled) -> None:
        """One sync, which may die."""
        self.broken = True
        with troubled, suppress(Crash):
            self.house.sync()
        for what in troubled.happened:
            event(f"a sync {what}")
        self.story.check_always()
        self.broken = False

    def settle(self) -> None:
        """Time enough, and syncs until nothing is planned; then all has to be well."""
        self.broken = True
        self.story.settle()
        self.broken = False

    def meddle(self, number: int, what: int) -> None:
        """Somebody does something to a ticket that we are about to write to."""
        reviews = self.ours(Role.REVIEW)
        if not reviews:
            return
        tracker, review = pick(reviews, number)
        match what:
            case 0:
                tracker.say(review.id, PERSONS[tracker.name][1], "Wait for me.")
            case 1:
                self.reopen(tracker, review)
            case 2:
                self.story.deletes(review)
                tracker.delete(review.id)
            case 3:
                tracker.close(review.id)
            case _:
                edits = (paper.twice, paper.retitled, paper.owned, paper.disowned)
                edit = pick(edits, what)
                self.rewrite(
                    tracker, review, lambda text: paper.with_block(text, number, edit)
                )

    def rewrite(
        self, tracker: MemoryTracker, ticket: Ticket, change: Callable[[str], str]
    ) -> None:
        """A person edits a text."""
        before = tracker.text(ticket.id)
        after = change(before)
        if after != before:
            tracker.write(ticket.id, after)
            self.story.wrote(tracker, ticket.id)

    def copy(self, tracker: MemoryTracker, ticket: Ticket, more: str) -> None:
        """A person clones a ticket, and may write something into it."""
        self.keys += 1
        copy = f"{ticket.id}-copy{self.keys}"
        values = {
            name: getattr(ticket, name)
            for name in ("title", "labels", "mark", "assignee", "due", "state")
        }
        values |= {"reason": ticket.reason, "closed": ticket.closed}
        tracker.put(copy, **values)
        tracker.write(copy, tracker.text(ticket.id) + more)
        if more:
            self.story.wrote(tracker, copy)

    def reopen(self, tracker: MemoryTracker, ticket: Ticket) -> None:
        """A person opens a ticket again."""
        tracker.change(ticket.id, state=State.OPEN, reason=None, closed=None)

    def toggle(self, tracker: MemoryTracker, ticket: Ticket, label: str) -> None:
        """A person puts a label on a ticket, or takes it off."""
        without = tuple(one for one in ticket.labels if one != label)
        labels = without if label in ticket.labels else (*without, label)
        tracker.change(ticket.id, labels=labels)


TestPeople = People.TestCase
TestPeople.settings = settings(
    max_examples=60, stateful_step_count=30, deadline=None, derandomize=True
)
