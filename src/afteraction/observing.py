"""Looking at the trackers: what changed goes into the view, what a plan needs too.

This is the half of a sync that reads. It writes nothing to any tracker; what should
happen because of what it saw is decided in `planning`.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta

from afteraction.answering import Answering
from afteraction.domain.follow_through import counts_of
from afteraction.domain.kinds import Counts
from afteraction.domain.loops import Loop, Made, View
from afteraction.domain.policy import Policy
from afteraction.domain.posting import period_at
from afteraction.domain.problems import Problem
from afteraction.domain.tickets import Sprint, State, Ticket
from afteraction.errors import TrackerError
from afteraction.ledger import Ledger
from afteraction.ledger.entries import Entry, Part
from afteraction.moving import home_of, neighbours
from afteraction.planning_nudges import COUNTED
from afteraction.progress import Progress, Silent
from afteraction.reconciling import reconcile, settle_steps, unpointed
from afteraction.signing import sign_again
from afteraction.sorting import entries_for, forged, gone, lost_its_mark
from afteraction.tracker import Page, Tracker
from afteraction.wants import Want, wants

NEWS = timedelta(days=1)
"""So long a tracker's word on who is a person counts, unless the review changes."""
ROUNDS = 6
"""One look leads to the next (a text names links, a link a ticket): never more."""


@dataclass(slots=True)
class Observed:
    """The outcome of one look at all trackers."""

    view: View
    problems: list[Problem] = field(default_factory=list)
    unseen: frozenset[str] = frozenset()
    """Trackers that could not be looked at: nothing may be written there."""
    open_keys: frozenset[str] = frozenset()
    """What may stand although nobody saw it, and is not to be tried again yet."""


class Observer:
    """Looks at trackers and keeps the view up to date."""

    def __init__(
        self,
        trackers: Mapping[str, Tracker],
        ledger: Ledger,
        policy: Policy,
        progress: Progress | None = None,
    ) -> None:
        """Trackers by their names in the configuration."""
        self._trackers = trackers
        self._ledger = ledger
        self._policy = policy
        self._progress = progress or Silent()
        self._problems: list[Problem] = []
        self._asked: set[Want] = set()
        self._made: dict[str, tuple[Made, ...]] = {}
        self._unseen: set[str] = set()
        self._answers = self._answering()

    def _answering(self) -> Answering:
        return Answering(
            self._trackers, self._ledger, self._progress, self._unseen, self._problems
        )

    def observe(
        self, now: datetime, away: Mapping[str, TrackerError] | None = None
    ) -> Observed:
        """Everything that a plan or a report for `now` needs to know.

        Trackers that are `away` are known to be out of reach, and why.
        """
        self._problems, self._unseen, self._asked = [], set(), set()
        self._answers = self._answering()
        self._ledger.view.ask_again(now - NEWS)
        for name, error in (away or {}).items():
            self._miss(name, error)
        self.look(now)
        open_intents = self._ledger.journal.open_intents()
        unsettled = {intent.loop for intent in open_intents}
        self._ledger.view.wake(unsettled)
        self._ledger.view.listen_again(unsettled)
        loops = self._complete(now)
        open_keys: frozenset[str] = frozenset()
        if open_intents:
            answered = {
                tracker.uid: tracker
                for name, tracker in self._trackers.items()
                if name not in self._unseen
            }
            installation = self._policy.installation
            open_keys = reconcile(
                open_intents, loops, answered, self._ledger, now, installation
            )
            loops = self._complete(now)
            settle_steps(open_intents, loops, self._ledger)
            left = unpointed(open_intents, loops, open_keys, self._ledger)
            loops = tuple(
                replace(loop, unpointed=left.get(loop.key, ()), unsure=open_keys)
                for loop in loops
            )
        unseen = frozenset(self._unseen)
        return Observed(self._view(loops, now), self._problems, unseen, open_keys)

    def catch_up(self, now: datetime) -> None:
        """Learn what our own writes of this sync led to: where the links in them lead.

        Nothing is listed anew, and nothing asked twice.
        """
        self._complete(now)

    def look(self, now: datetime) -> None:
        """Take in what changed."""
        for tracker in self._trackers.values():
            if tracker.name in self._unseen:
                continue
            try:
                for page in self._pages(tracker):
                    self._take_in(tracker, page, now)
                self._ledger.view.looked(tracker.name, now)
            except TrackerError as error:
                self._miss(tracker.name, error)
            self._problems += self._ledger.view.problems(tracker.name)
        self._ledger.view.clear_away()

    def _pages(self, tracker: Tracker) -> Iterable[Page]:
        """What changed there, page by page."""
        memory = self._ledger.view.memory(tracker.name)
        pages = tracker.observe(memory)
        return self._progress.track(pages, f"Reading {tracker.name}", None)

    def _miss(self, name: str, error: TrackerError) -> None:
        self._unseen.add(name)
        self._problems.append(Problem(name, error.message, error.hint))

    def _take_in(self, tracker: Tracker, page: Page, now: datetime) -> None:
        """Store one page: each ticket in the parts that it plays."""
        view = self._ledger.view
        found = (*self._stayed(page.tickets, now), *page.sprints)
        self._problems += page.problems
        known = view.known(tracker.name, [*(t.id for t in found), *page.gone])
        tickets = [one.id for one in found if isinstance(one, Ticket)]
        moved = self._moved_here(tracker, tickets)
        for entry in moved:
            known.setdefault(entry.ticket.id, []).append(entry)
        entries: list[Entry] = []
        dropped: list[Entry] = []
        problems: dict[str, Problem | None] = {}
        for ticket in found:
            signed, problems[ticket.id] = self._signed(tracker, ticket)
            put, drop = entries_for(
                signed, known.get(ticket.id, ()), tracker.realm, self._policy, now
            )
            entries += put
            dropped += drop
        for ticket_id in page.gone:
            entries += [
                replace(entry, ticket=gone(entry.ticket), selected=False)
                for entry in known.get(ticket_id, ())
            ]
        view.drop(dropped)
        view.remember(
            tracker.name,
            seen=page.seen,
            entries=entries,
            gone=page.gone,
            cursor=page.cursor,
            problems=problems,
        )
        if moved:
            view.drop(moved)
            view.ask_links({entry.loop for entry in moved})

    # What was moved from one tracker to another

    def _stayed(
        self, found: tuple[Ticket, ...], now: datetime
    ) -> tuple[Ticket | Sprint, ...]:
        """Tickets without those that were moved to other trackers, which show them."""
        stayed: list[Ticket | Sprint] = []
        left: dict[str, list[str]] = {}
        for ticket in found:
            home = home_of(ticket, self._trackers)
            if home is None or home.name in self._unseen:
                stayed.append(ticket)
            else:
                left.setdefault(home.name, []).append(ticket.id)
        for name, ids in left.items():
            shown = self._trackers[name].fetch(ids=ids)
            there = tuple(one for one in shown if isinstance(one, Ticket))
            self._take_in(self._trackers[name], Page(there), now)
        return tuple(stayed)

    def _moved_here(self, tracker: Tracker, ids: Collection[str]) -> list[Entry]:
        """The parts that tickets still play under the trackers where they were."""
        return [
            entry
            for name in neighbours(tracker, self._trackers)
            for entries in self._ledger.view.known(name, ids).values()
            for entry in entries
        ]

    def _signed(
        self, tracker: Tracker, ticket: Ticket | Sprint
    ) -> tuple[Ticket | Sprint, Problem | None]:
        """A ticket, signed again if it lost its mark; and what to say of it."""
        if not isinstance(ticket, Ticket):
            return ticket, None
        if forged(ticket):
            return ticket, Problem(
                ticket.ref,
                "claims to be ours, and its author is nobody whom this tracker trusts",
                f"take its label off, or run: afteraction adopt {ticket.ref};"
                f" or list {ticket.author} under trackers.{tracker.name}.trusted",
            )
        if not lost_its_mark(ticket):
            return ticket, ticket.problem
        signed = sign_again(ticket, tracker, self._trackers, self._policy)
        if signed is not None:
            return signed, signed.problem
        return ticket, Problem(
            ticket.ref,
            "carries our label but neither a mark nor our last line",
            "take the label `afteraction` off, or restore the ticket's end",
        )

    # What a plan wants to know beside

    def _complete(self, now: datetime) -> tuple[Loop, ...]:
        """The loops that are awake, looked at until nothing is wanted any more."""
        awake = self._ledger.view.awake(now)
        self._made = self._ledger.journal.made([loop.key for loop in awake])
        loops = {loop.key: self._known(loop) for loop in awake}
        for _ in range(ROUNDS):
            asked = [
                want
                for want in wants(loops.values(), self._policy, now)
                if want not in self._asked
            ]
            if not asked:
                break
            self._asked.update(asked)
            self._answers.answer(asked, now)
            for loop in self._ledger.view.loops({want.loop for want in asked}):
                loops[loop.key] = self._known(loop)
        return tuple(
            loop for key, loop in loops.items() if key not in self._answers.unanswered
        )

    def _known(self, loop: Loop) -> Loop:
        """A loop with what the journal and this sync know of it."""
        made = self._made.get(loop.key, ())
        return replace(self._answers.with_seen(loop), made=made)

    def _were_posted(self, now: datetime) -> tuple[Made, ...]:
        """What the journal knows of this period's report."""
        posting, rules = self._policy.posting, self._policy.follow_through
        if posting is None or rules is None:
            return ()
        key = posting.key(self._policy.installation, period_at(posting, rules, now))
        return self._ledger.journal.made([key]).get(key, ())

    def _view(self, loops: tuple[Loop, ...], now: datetime) -> View:
        """The loops, and what a sprint's review has to tell beside its own."""
        view = self._ledger.view
        seen = View(loops, told=view.told(now - COUNTED))
        if self._policy.posting is not None:
            seen = replace(
                seen,
                posted=tuple(view.each(Part.REPORT)),
                were_posted=self._were_posted(now),
                reviews=view.count_reviews(),
            )
        if not any(loop.sprint_facts for loop in loops):
            return seen
        return replace(
            seen,
            left_open=tuple(
                ticket
                for ticket in view.each(Part.WRITE_BACK)
                if ticket.state is State.OPEN and counts_of(ticket) is Counts.WORK
            ),
            incidents=tuple(view.each(Part.SUBJECT)),
        )
