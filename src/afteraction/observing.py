"""Looking at the trackers: what changed goes into the view, what a plan needs too.

This is the half of a sync that reads. It writes nothing to any tracker; what should
happen because of what it saw is decided in `planning`.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import datetime

from afteraction.domain.follow_through import counts_of
from afteraction.domain.identity import split_uid
from afteraction.domain.kinds import Counts
from afteraction.domain.loops import Loop, Made, View
from afteraction.domain.policy import Policy
from afteraction.domain.problems import Problem
from afteraction.domain.reasons import NO_REASON, decline_reason
from afteraction.domain.tickets import Details, Sprint, SprintFacts, State, Ticket
from afteraction.errors import TrackerError
from afteraction.ledger import Ledger
from afteraction.ledger.entries import Entry, Part
from afteraction.linking import found_at, led_to
from afteraction.progress import Progress, Silent
from afteraction.reconciling import reconcile
from afteraction.signing import sign_again
from afteraction.sorting import (
    entries_for,
    forged,
    gone,
    gone_sprint,
    gone_ticket,
    lost_its_mark,
)
from afteraction.tracker import Page, Tracker
from afteraction.wants import (
    LinkWanted,
    MoreWanted,
    PeopleWanted,
    StoryWanted,
    SubjectWanted,
    TextWanted,
    Want,
    WhyWanted,
    wants,
)


class _Away(Exception):
    """Asked of a tracker that gave no answer in this sync; that is told already."""


ROUNDS = 6
"""One look leads to the next (a text names links, a link a ticket): never more."""


@dataclass(slots=True)
class Seen:
    """What was learned about one loop in this sync and is not kept."""

    subject_details: Details | None = None
    sprint_facts: SprintFacts | None = None
    asked: frozenset[str] = frozenset()
    more: tuple[Details, ...] = ()


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
        self._by_uid = {tracker.uid: tracker for tracker in trackers.values()}
        self._ledger = ledger
        self._policy = policy
        self._progress = progress or Silent()
        self._problems: list[Problem] = []
        self._seen: dict[str, Seen] = {}
        self._asked: set[Want] = set()
        self._made: dict[str, tuple[Made, ...]] = {}
        self._unseen: set[str] = set()

    def observe(
        self, now: datetime, away: Mapping[str, TrackerError] | None = None
    ) -> Observed:
        """Everything that a plan or a report for `now` needs to know.

        Trackers that are `away` are known to be out of reach, and why.
        """
        self._problems, self._seen, self._asked = [], {}, set()
        self._unseen = set()
        for name, error in (away or {}).items():
            self._miss(name, error)
        self.look(now)
        open_intents = self._ledger.journal.open_intents()
        self._ledger.view.wake({intent.loop for intent in open_intents})
        loops = self._complete(now)
        open_keys: frozenset[str] = frozenset()
        if open_intents:
            open_keys = reconcile(
                open_intents, loops, self._seen_now(), self._ledger, now
            )
            loops = self._complete(now)
        unseen = frozenset(self._unseen)
        return Observed(self._view(loops), self._problems, unseen, open_keys)

    def look(self, now: datetime) -> None:
        """Take in what changed."""
        for tracker in self._trackers.values():
            if tracker.name in self._unseen:
                continue
            memory = self._ledger.view.memory(tracker.name)
            pages = self._progress.track(
                tracker.observe(memory), f"Reading {tracker.name}", None
            )
            try:
                for page in pages:
                    self._take_in(tracker, page, now)
            except TrackerError as error:
                self._miss(tracker.name, error)
            self._problems += self._ledger.view.problems(tracker.name)
        self._ledger.view.clear_away()

    def _miss(self, name: str, error: TrackerError) -> None:
        self._unseen.add(name)
        self._problems.append(Problem(name, error.message, error.hint))

    def _seen_now(self) -> dict[str, Tracker]:
        """The trackers that gave an answer, by their uids."""
        return {
            uid: tracker
            for uid, tracker in self._by_uid.items()
            if tracker.name not in self._unseen
        }

    def _tracker(self, name: str) -> Tracker:
        """A tracker to ask; raises `_Away` where it is known not to answer."""
        if name in self._unseen:
            raise _Away
        return self._trackers[name]

    def _take_in(self, tracker: Tracker, page: Page, now: datetime) -> None:
        """Store one page: each ticket in the parts that it plays."""
        view = self._ledger.view
        found: tuple[Ticket | Sprint, ...] = (*page.tickets, *page.sprints)
        self._problems += page.problems
        known = view.known(tracker.name, [*(t.id for t in found), *page.gone])
        entries: list[Entry] = []
        dropped: list[Entry] = []
        problems: dict[str, Problem | None] = {}
        for ticket in found:
            signed, problems[ticket.id] = self._signed(tracker, ticket)
            put, drop = entries_for(
                signed, known.get(ticket.id, ()), tracker.uid, self._policy, now
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

    def _signed(
        self, tracker: Tracker, ticket: Ticket | Sprint
    ) -> tuple[Ticket | Sprint, Problem | None]:
        """A ticket, signed again if it lost its mark; and what to say of it."""
        if forged(ticket):
            return ticket, Problem(
                ticket.ref,
                "claims to be ours, and its author is nobody whom this tracker trusts",
                f"take its label off, or run: afteraction adopt {ticket.ref}",
            )
        if not isinstance(ticket, Ticket):
            return ticket, None
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
        loops = {loop.key: self._with_seen(loop) for loop in awake}
        for _ in range(ROUNDS):
            asked = [
                want
                for want in wants(loops.values(), self._policy, now)
                if want not in self._asked
            ]
            if not asked:
                break
            self._asked.update(asked)
            self._look_up(asked)
            for loop in self._ledger.view.loops({want.loop for want in asked}):
                loops[loop.key] = self._with_seen(loop)
        return tuple(loops.values())

    def _with_seen(self, loop: Loop) -> Loop:
        """A loop with what the journal and this sync know of it."""
        seen = self._seen.get(loop.key, Seen())
        return replace(
            loop,
            subject_details=seen.subject_details,
            sprint_facts=seen.sprint_facts,
            asked=seen.asked,
            more_details=seen.more,
            made=self._made.get(loop.key, ()),
        )

    def _look_up(self, asked: Collection[Want]) -> None:
        """Answer wants; what could not be answered is a problem, and waits."""
        for tracker in self._trackers.values():
            texts = {
                want.review.id: want.loop
                for want in asked
                if isinstance(want, TextWanted) and want.review.tracker == tracker.name
            }
            if texts:
                with self._noting(tracker.name):
                    self._texts(self._tracker(tracker.name), texts)
        for want in self._progress.track(asked, "Looking closer", len(asked)):
            with self._noting(_ref(want)):
                self._answer(want)

    @contextmanager
    def _noting(self, ref: str) -> Iterator[None]:
        """What a tracker refuses here is a problem of `ref`, and the rest goes on."""
        try:
            yield
        except _Away:
            return
        except TrackerError as error:
            self._problems.append(Problem(ref, error.message, error.hint))

    def _texts(self, tracker: Tracker, texts: Mapping[str, str]) -> None:
        """Read reviews of one tracker together; `texts` says whose loop each is of."""
        for found in tracker.details(list(texts)):
            if isinstance(found, Problem):
                self._problems.append(found)
            else:
                self._ledger.view.put_text(texts[found.ticket.id], found)

    def _answer(self, want: Want) -> None:
        seen = self._seen.setdefault(want.loop, Seen())
        match want:
            case SubjectWanted(loop, about):
                self._find_subject(loop, about)
            case StoryWanted(_, subject):
                self._ask_for_story(seen, subject)
            case MoreWanted(_, ticket):
                found = self._one(ticket)
                seen.more = (*seen.more, *((found,) if found else ()))
            case WhyWanted(_, ticket):
                self._ask_why(ticket)
            case LinkWanted(loop, found_in, text):
                self._follow(loop, found_in, text)
            case PeopleWanted(_, name, handles):
                seen.asked |= frozenset(handles)
                self._confirm(want.loop, name, handles)
            case TextWanted():
                pass  # answered before, all of one tracker together

    def _ask_for_story(self, seen: Seen, subject: Ticket | Sprint) -> None:
        if isinstance(subject, Sprint):
            tracker = self._tracker(subject.tracker)
            seen.sprint_facts = tracker.sprint_facts(subject)
        else:
            seen.subject_details = self._one(subject)

    def _confirm(self, loop: str, name: str, handles: Collection[str]) -> None:
        """Ask a tracker which of these are people."""
        view = self._ledger.view
        confirmed = self._tracker(name).people(handles, view.memory(name))
        view.put_people(loop, confirmed)

    def _ask_why(self, ticket: Ticket) -> None:
        """Remember the reason with the ticket, until the ticket changes."""
        details = self._one(ticket)
        why = decline_reason(details) if details else NO_REASON
        known = self._ledger.view.known(ticket.tracker, [ticket.id])
        self._ledger.view.put(
            replace(entry, ticket=replace(entry.ticket, why=why))
            for entry in known.get(ticket.id, ())
            if isinstance(entry.ticket, Ticket)
        )

    def _one(self, ticket: Ticket) -> Details | None:
        for found in self._tracker(ticket.tracker).details([ticket.id]):
            if isinstance(found, Details):
                return found
            self._problems.append(found)
        return None

    def _find_subject(self, loop: str, about: str) -> None:
        """The subject of a review that the policy would not choose by itself."""
        uid, ticket_id = split_uid(about)
        tracker = self._seen_now().get(uid)
        if tracker is None:
            return
        found: Ticket | Sprint | None = None
        for one in tracker.fetch(ids=[ticket_id]):
            if isinstance(one, Problem):
                self._problems.append(one)
                return
            found = one
        if found is None:
            is_sprint = ticket_id.startswith("sprint:")
            make_gone = gone_sprint if is_sprint else gone_ticket
            found = make_gone(tracker.name, ticket_id)
        self._ledger.view.put([Entry(loop, Part.SUBJECT, found, about)])

    def _follow(self, loop: str, found_in: Ticket, text: str) -> None:
        """Find the ticket to which a text in another one points."""
        led = led_to(text, self._trackers[found_in.tracker], self._trackers)
        if led is None:
            self._ledger.view.put_link(loop, text, "", "")
            return
        tracker, key = led
        self._ledger.view.put_link(loop, text, tracker.name, key)
        self._fetch_followed(loop, tracker, key)

    def _fetch_followed(self, loop: str, tracker: Tracker, key: str) -> None:
        """Unless it plays a part in the loop already, be it as the subject."""
        for known in self._ledger.view.loops([loop]):
            if any(
                f.ticket and (f.tracker, f.key) == (tracker.name, key)
                for f in known.followed
            ):
                return
        found = found_at(self._tracker(tracker.name), key)
        if isinstance(found, Ticket):
            self._ledger.view.put([Entry(loop, Part.FOLLOWED, found)])

    def _view(self, loops: tuple[Loop, ...]) -> View:
        """The loops, and what a sprint's review has to tell beside its own."""
        if not any(loop.sprint_facts for loop in loops):
            return View(loops)
        view = self._ledger.view
        return View(
            loops,
            left_open=tuple(
                ticket
                for ticket in view.each(Part.WRITE_BACK)
                if ticket.state is State.OPEN and counts_of(ticket) is Counts.WORK
            ),
            incidents=tuple(view.each(Part.SUBJECT)),
        )


def _ref(want: Want) -> str:
    """What a want is about, for people."""
    match want:
        case SubjectWanted(_, about):
            return about
        case StoryWanted(_, subject):
            return subject.ref
        case TextWanted(_, review) | LinkWanted(_, review, _):
            return review.ref
        case MoreWanted(_, ticket) | WhyWanted(_, ticket):
            return ticket.ref
        case PeopleWanted(_, tracker, _):
            return tracker
