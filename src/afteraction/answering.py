"""Answering what a plan wants to know: texts, stories, links, people, reasons.

What is learned goes into the view where it is kept, and into `seen` where it only
counts for this sync. Which questions there are is `wants`' business.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass, replace
from datetime import datetime

from afteraction.checklist_reading import seen_checklist
from afteraction.domain.checklists import Checklist, ChecklistText
from afteraction.domain.identity import split_uid
from afteraction.domain.loops import Loop
from afteraction.domain.problems import Problem
from afteraction.domain.reasons import NO_REASON, decline_reason
from afteraction.domain.tickets import Details, Reason, Sprint, SprintFacts, Ticket
from afteraction.errors import Gone, Refused, TrackerError
from afteraction.ledger import Ledger
from afteraction.ledger.entries import Entry, Part
from afteraction.linking import found_at, led_to, named
from afteraction.moving import home_of
from afteraction.progress import Progress
from afteraction.sorting import gone_sprint, gone_ticket
from afteraction.tracker import Tracker
from afteraction.wants import (
    ChecklistWanted,
    LinkWanted,
    MoreWanted,
    OwnersWanted,
    PeopleWanted,
    StoryWanted,
    SubjectWanted,
    TalkWanted,
    TextWanted,
    Want,
    WhyWanted,
)


class _Away(Exception):
    """Asked of a tracker that gave no answer in this sync; that is told already."""


@dataclass(slots=True)
class Seen:
    """What was learned about one loop in this sync and is not kept."""

    subject_details: Details | None = None
    sprint_facts: SprintFacts | None = None
    asked: frozenset[str] = frozenset()
    more: tuple[Details, ...] = ()
    looked_up: frozenset[tuple[str, str]] = frozenset()
    there: frozenset[tuple[str, str]] = frozenset()
    checklists: tuple[ChecklistText, ...] = ()


class Answering:
    """Asks trackers, in one sync, what is wanted of them."""

    def __init__(
        self,
        trackers: Mapping[str, Tracker],
        ledger: Ledger,
        progress: Progress,
        unseen: Collection[str],
        problems: list[Problem],
    ) -> None:
        """Nothing is asked of trackers that are `unseen`; what fails is a problem."""
        self._trackers = trackers
        self._ledger = ledger
        self._progress = progress
        self._unseen = unseen
        self._problems = problems
        self._seen: dict[str, Seen] = {}
        self._checklists: dict[str, ChecklistText] = {}
        self.unanswered: set[str] = set()
        """Loops of which something could not be asked: they are left alone."""

    def with_seen(self, loop: Loop) -> Loop:
        """A loop with what was learned of it in this sync."""
        seen = self._seen.get(loop.key, Seen())
        # Who costs no request to ask may change his mind at any time.
        review = self._trackers.get(loop.review.tracker) if loop.review else None
        known = loop.asked if review and review.abilities.network else frozenset()
        return replace(
            loop,
            subject_details=seen.subject_details,
            sprint_facts=seen.sprint_facts,
            asked=known | seen.asked,
            more_details=seen.more,
            looked_up=seen.looked_up,
            there=seen.there,
            checklists=seen.checklists,
        )

    def answer(self, asked: Collection[Want], now: datetime) -> None:
        """Answer wants; what could not be answered is a problem, and waits."""
        for tracker in self._trackers.values():
            self._answer_together(tracker, asked)
        for want in self._progress.track(asked, "Looking closer", len(asked)):
            with self._asking(_ref(want), want.loop):
                self._answer(want, now)

    def _answer_together(self, tracker: Tracker, asked: Collection[Want]) -> None:
        """What one tracker can tell of many tickets at once."""
        declined: dict[str, str] = {}
        texts: dict[str, str] = {}
        stories: dict[str, StoryWanted] = {}
        talks: dict[str, str] = {}
        for want in asked:
            match want:
                case TalkWanted(loop, ticket) if ticket.tracker == tracker.name:
                    talks[ticket.id] = loop
                case WhyWanted(loop, ticket) if ticket.tracker == tracker.name:
                    declined[ticket.id] = loop
                case TextWanted(loop, review) if review.tracker == tracker.name:
                    texts[review.id] = loop
                case StoryWanted(_, Ticket() as t) if t.tracker == tracker.name:
                    stories[t.id] = want
        if stories:
            with self._asking(tracker.name, *(one.loop for one in stories.values())):
                self._stories(self._tracker(tracker.name), stories)
        if declined:
            with self._asking(tracker.name, *declined.values()):
                self._ask_why(self._tracker(tracker.name), declined, talks)
        if texts:
            with self._asking(tracker.name, *texts.values()):
                put_text = self._ledger.view.put_text
                self._keep(self._tracker(tracker.name), texts, put_text)
        if talks:
            with self._asking(tracker.name, *talks.values()):
                put_talk = self._ledger.view.put_talk
                there = self._tracker(tracker.name)
                self._keep(there, talks, lambda _, found: put_talk(found))

    @contextmanager
    def _asking(self, ref: str, *loops: str) -> Iterator[None]:
        """What a tracker refuses here is a problem of `ref`, and the rest goes on.

        The loops that needed the answer rest until there is one: what could not be
        asked is no no.
        """
        try:
            yield
        except _Away:
            self.unanswered.update(loops)
        except TrackerError as error:
            self.unanswered.update(loops)
            self._problems.append(Problem(ref, error.message, error.hint))

    def _unread(self, problem: Problem, loop: str) -> None:
        self.unanswered.add(loop)
        self._problems.append(problem)

    def _keep(
        self,
        tracker: Tracker,
        wanted: Mapping[str, str],
        put: Callable[[str, Details], None],
    ) -> None:
        """Read tickets of one tracker together; `wanted` says whose loop each is of."""
        missing = dict(wanted)
        for found in tracker.details(list(wanted)):
            if isinstance(found, Problem):
                self._problems.append(found)
            else:
                put(missing.pop(found.ticket.id), found)
        self.unanswered.update(missing.values())

    def _stories(self, tracker: Tracker, stories: Mapping[str, StoryWanted]) -> None:
        """Read incidents of one tracker together.

        What is left out of the answer, or refused with the others, is asked for by
        itself: one ticket must not keep the rest waiting.
        """
        loops = {want.subject.ref: want.loop for want in stories.values()}
        with suppress(Gone, Refused):
            for found in tracker.details(list(stories)):
                if isinstance(found, Details):
                    loop = stories[found.ticket.id].loop
                    self._seen.setdefault(loop, Seen()).subject_details = found
                elif found.ref in loops:
                    self._unread(found, loops[found.ref])

    def _answer(self, want: Want, now: datetime) -> None:
        seen = self._seen.setdefault(want.loop, Seen())
        match want:
            case SubjectWanted(loop, about):
                self._find_subject(loop, about)
            case StoryWanted(loop, subject):
                self._ask_for_story(seen, subject, loop)
            case MoreWanted(loop, ticket):
                found = self._one(ticket, loop)
                seen.more = (*seen.more, *((found,) if found else ()))
            case LinkWanted(loop, found_in, text):
                self._follow(loop, found_in, text)
            case PeopleWanted(loop, name, handles):
                self._confirm(loop, name, handles, now)
                seen.asked |= frozenset(handles)
            case OwnersWanted(_, name, handles):
                memory = self._ledger.view.memory(name)
                there = self._tracker(name).people(handles, memory)
                seen.looked_up |= {(name, handle) for handle in handles}
                seen.there |= {(name, handle) for handle in there}
            case ChecklistWanted(_, checklist):
                seen.checklists = (*seen.checklists, self._checklist(checklist))
            case TextWanted() | WhyWanted() | TalkWanted():
                pass  # answered before, all of one tracker together

    def _checklist(self, checklist: Checklist) -> ChecklistText:
        """As it stands now, read once a sync; or why it can not be read."""
        name = checklist.name
        if name not in self._checklists:
            tracker = self._trackers.get(checklist.tracker)
            there = tracker if checklist.tracker not in self._unseen else None
            self._checklists[name] = seen_checklist(checklist, there)
        return self._checklists[name]

    def _ask_for_story(self, seen: Seen, subject: Ticket | Sprint, loop: str) -> None:
        """What a sprint tells, or an incident that was left out before."""
        if isinstance(subject, Sprint):
            tracker = self._tracker(subject.tracker)
            seen.sprint_facts = tracker.sprint_facts(subject)
        elif seen.subject_details is None and loop not in self.unanswered:
            seen.subject_details = self._one(subject, loop)

    def _confirm(
        self, loop: str, name: str, handles: Collection[str], now: datetime
    ) -> None:
        """Ask a tracker which of these are people."""
        view = self._ledger.view
        confirmed = self._tracker(name).people(handles, view.memory(name))
        view.put_people(loop, confirmed, handles, now)

    def _ask_why(
        self, tracker: Tracker, declined: Mapping[str, str], talks: dict[str, str]
    ) -> None:
        """Remember the reasons with their tickets, until those change.

        Whatever of the `talks` that are wanted too was read for that is kept as well,
        and not wanted any more.
        """
        heard: list[Details] = []
        told = dict.fromkeys(declined, (NO_REASON, None))
        reasons: dict[str, tuple[str, str | None]] = dict(told)
        for found in tracker.details(list(declined)):
            if isinstance(found, Problem):
                self._problems.append(found)
            else:
                why = decline_reason(found)
                same_as = found.ticket.same_as or self._instead(found.ticket, why)
                reasons[found.ticket.id] = why, same_as
                heard += [found] if found.ticket.id in talks else []
        known = self._ledger.view.known(tracker.name, list(reasons))
        self._ledger.view.put(
            replace(entry, ticket=_with_reason(entry.ticket, *reasons[ticket_id]))
            for ticket_id, entries in known.items()
            for entry in entries
            if isinstance(entry.ticket, Ticket)
        )
        for found in heard:  # not before: what is put changed, and is to be heard anew
            self._ledger.view.put_talk(found)
            del talks[found.ticket.id]

    def _instead(self, ticket: Ticket, why: str) -> str | None:
        """Where a duplicate goes on in another tracker: no link of its own says so."""
        if ticket.reason is not Reason.DUPLICATE:
            return None
        here = self._trackers[ticket.tracker]
        return here.locate(why) if led_to(why, here, self._trackers) else None

    def _one(self, ticket: Ticket, loop: str) -> Details | None:
        for found in self._tracker(ticket.tracker).details([ticket.id]):
            if isinstance(found, Details):
                return found
            self._unread(found, loop)
        return None

    def _find_subject(self, loop: str, about: str) -> None:
        """The subject of a review that the policy would not choose by itself."""
        realm, ticket_id = split_uid(about)
        trackers = self._of(realm)
        if not trackers:
            return
        found = named(about, trackers)
        if isinstance(found, Problem):
            self._unread(found, loop)
            return
        if found is None:
            is_sprint = ticket_id.startswith("sprint:")
            make_gone = gone_sprint if is_sprint else gone_ticket
            found = make_gone(trackers[0].name, ticket_id)
        self._ledger.view.put([Entry(loop, Part.SUBJECT, found, about)])

    def _follow(self, loop: str, found_in: Ticket, text: str) -> None:
        """Find the ticket to which a text in another one points."""
        led = led_to(text, self._trackers[found_in.tracker], self._trackers)
        if led is None:
            self._ledger.view.put_link(loop, text, "", "")
            return
        tracker, key = led
        # It may play a part in the loop already, be it as the subject.
        ticket_id = self._ledger.view.id_of(loop, tracker.name, key)
        if ticket_id is None:
            found = found_at(self._tracker(tracker.name), key)
            if isinstance(found, Ticket):
                found = self._at_home(found)
                tracker, ticket_id = self._tracker(found.tracker), found.id
                self._join(loop, found)
        # Not before the ticket is there: a link without one leads to what is gone.
        self._ledger.view.put_link(loop, text, tracker.name, key, ticket_id or "")

    def _at_home(self, found: Ticket) -> Ticket:
        """A ticket as the tracker shows it to which it was moved, if it was."""
        home = home_of(found, self._trackers)
        if home is None:
            return found
        there = self._tracker(home.name).fetch(ids=[found.id])
        return next((one for one in there if isinstance(one, Ticket)), found)

    def _join(self, loop: str, found: Ticket) -> None:
        """A ticket that was looked up, in the part that it plays under another key."""
        known = self._ledger.view.known(found.tracker, [found.id]).get(found.id, [])
        if not any(entry.loop == loop for entry in known):
            self._ledger.view.put([Entry(loop, Part.FOLLOWED, found)])

    def _tracker(self, name: str) -> Tracker:
        """A tracker to ask; raises `_Away` where it is known not to answer."""
        if name in self._unseen:
            raise _Away
        return self._trackers[name]

    def _of(self, realm: str) -> list[Tracker]:
        """The trackers of a realm; raises `_Away` where one gives no answer."""
        names = [name for name, one in self._trackers.items() if one.realm == realm]
        return [self._tracker(name) for name in names]


def _with_reason(ticket: Ticket | Sprint, why: str, same_as: str | None) -> Ticket:
    assert isinstance(ticket, Ticket)
    return replace(ticket, why=why, same_as=ticket.same_as or same_as)


def _ref(want: Want) -> str:
    """What a want is about, for people."""
    match want:
        case SubjectWanted(_, about):
            return about
        case StoryWanted(_, subject):
            return subject.ref
        case TextWanted(_, review) | LinkWanted(_, review, _):
            return review.ref
        case MoreWanted(_, ticket) | WhyWanted(_, ticket) | TalkWanted(_, ticket):
            return ticket.ref
        case PeopleWanted(_, tracker, _) | OwnersWanted(_, tracker, _):
            return tracker
        case ChecklistWanted(_, checklist):
            return checklist.ref
