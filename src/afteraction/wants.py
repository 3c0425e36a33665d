"""What has to be looked at before a plan can be made (rule 16).

Pure: the loops as far as they are known → what is still unknown about them. Asked
again after each look, until nothing is wanted.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime

from afteraction.domain.checklists import Checklist
from afteraction.domain.findings import Finding
from afteraction.domain.loops import Loop, is_ready
from afteraction.domain.people import People, candidates
from afteraction.domain.policy import Policy
from afteraction.domain.steps import Step
from afteraction.domain.tickets import Sprint, Ticket
from afteraction.planning import is_told, opens
from afteraction.planning_commands import hears, named
from afteraction.planning_findings import rewordable
from afteraction.planning_nudges import speaking_of, spoken_to
from afteraction.planning_sprints import keeps_up
from afteraction.planning_steps import pending
from afteraction.planning_upkeep import copies
from afteraction.reading import Opening, Standing, needs_text, read, tracking


@dataclass(frozen=True, slots=True)
class SubjectWanted:
    """The subject of a review, of which only the uid is known."""

    loop: str
    about: str


@dataclass(frozen=True, slots=True)
class StoryWanted:
    """What an incident's ticket or a sprint tells, for a review's first text."""

    loop: str
    subject: Ticket | Sprint


@dataclass(frozen=True, slots=True)
class TextWanted:
    """The text of a review."""

    loop: str
    review: Ticket


@dataclass(frozen=True, slots=True)
class LinkWanted:
    """The ticket to which a text in another one points: a *Tracked in* answer."""

    loop: str
    found_in: Ticket
    text: str


@dataclass(frozen=True, slots=True)
class PeopleWanted:
    """Whether these handles are people in the review's tracker."""

    loop: str
    tracker: str
    handles: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class MoreWanted:
    """The text of another ticket of ours: to reword it, or to close a copy."""

    loop: str
    ticket: Ticket


@dataclass(frozen=True, slots=True)
class WhyWanted:
    """Why a ticket of ours was declined."""

    loop: str
    ticket: Ticket


@dataclass(frozen=True, slots=True)
class TalkWanted:
    """What was said on a write-back."""

    loop: str
    ticket: Ticket


@dataclass(frozen=True, slots=True)
class OwnersWanted:
    """Whether these handles are people where a write-back is.

    They may have been once, and nobody is reminded who is not there any more.
    """

    loop: str
    tracker: str
    handles: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class ChecklistWanted:
    """The text of a standing checklist to which a finding is to add its steps."""

    loop: str
    checklist: Checklist


Want = (
    SubjectWanted
    | StoryWanted
    | TextWanted
    | LinkWanted
    | PeopleWanted
    | MoreWanted
    | WhyWanted
    | TalkWanted
    | OwnersWanted
    | ChecklistWanted
)


def wants(loops: Iterable[Loop], policy: Policy, now: datetime) -> tuple[Want, ...]:
    """What is still unknown about these loops and needed for a plan."""
    loops = tuple(loops)
    to_open = sum(opens(loop, policy, now) for loop in loops)
    return tuple(
        want
        for loop in loops
        for want in _of_loop(loop, policy, now, opening=to_open <= policy.at_most)
    )


def _of_loop(
    loop: Loop, policy: Policy, now: datetime, *, opening: bool
) -> Iterator[Want]:
    if loop.subject is None and loop.about:
        yield SubjectWanted(loop.key, loop.about)
    if opening and loop.subject is not None and _untold(loop, policy, now):
        yield StoryWanted(loop.key, loop.subject)
    for _, copy in copies(loop):
        if loop.more(copy) is None:
            yield MoreWanted(loop.key, copy)
    for ticket in (*loop.reviews, *loop.write_backs, *_followed(loop)):
        if ticket.gone or not ticket.declined:
            continue
        if ticket.same_as is not None:
            if not loop.follows(ticket.same_as):
                yield LinkWanted(loop.key, ticket, ticket.same_as)
        elif ticket.why is None:
            yield WhyWanted(loop.key, ticket)
    yield from _of_talks(loop, policy, now)
    yield from _to_keep_up(loop, policy, now)
    yield from _of_review(loop, policy, now)


def _of_talks(loop: Loop, policy: Policy, now: datetime) -> Iterator[Want]:
    """What was said on write-backs; then, who is spoken of or would be spoken to."""
    if policy.follow_through is None:
        return
    unheard = [one for one in speaking_of(loop) if loop.talk(one) is None]
    yield from (TalkWanted(loop.key, ticket) for ticket in unheard)
    if unheard:
        return
    meant = {*named(loop, policy, now), *spoken_to(loop, policy, now)} - loop.looked_up
    for tracker in sorted({tracker for tracker, _ in meant}):
        handles = sorted(handle for where, handle in meant if where == tracker)
        yield OwnersWanted(loop.key, tracker, tuple(handles))


def _to_keep_up(loop: Loop, policy: Policy, now: datetime) -> Iterator[Want]:
    """What a review tells of its sprint by now, and what it told so far."""
    if loop.review is None or loop.subject is None or not keeps_up(loop, policy, now):
        return
    if not is_told(loop, policy):
        yield StoryWanted(loop.key, loop.subject)
    unread = loop.text is None or loop.stale
    if unread and not needs_text(loop, policy, now):
        yield TextWanted(loop.key, loop.review)


def _followed(loop: Loop) -> tuple[Ticket, ...]:
    """Tickets to which the review links, beside those that were made for it."""
    ours = {ticket.ref for ticket in loop.write_backs}
    tickets = (followed.ticket for followed in loop.followed)
    return tuple(t for t in tickets if t is not None and t.ref not in ours)


def _untold(loop: Loop, policy: Policy, now: datetime) -> bool:
    return opens(loop, policy, now) and not is_told(loop, policy)


def _of_review(loop: Loop, policy: Policy, now: datetime) -> Iterator[Want]:
    review = loop.review
    if review is None or not (needs_text(loop, policy, now) or hears(review, policy)):
        return
    if loop.text is None or loop.stale:
        yield TextWanted(loop.key, review)
        return
    if not needs_text(loop, policy, now):
        return
    yield from text_wants(loop, review, policy.people)
    if is_ready(review):
        yield from _to_reword(loop, policy, now)
        for checklist in pending(loop, read(loop, policy, now)):
            if loop.checklist(checklist.name) is None:
                yield ChecklistWanted(loop.key, checklist)


def text_wants(loop: Loop, review: Ticket, people: People) -> Iterator[Want]:
    """What a review's text names that has to be looked up; `people` are known."""
    if loop.text is None:
        return
    for gap in loop.text.gaps:
        text = gap.tracked.text
        is_ours = isinstance(tracking(loop, gap), Opening | Step)
        if text and not is_ours and not loop.follows(text):
            yield LinkWanted(loop.key, review, text)
    answers = (*(gap.owner for gap in loop.text.gaps), loop.text.carried_by)
    handles = {
        name
        for answer in answers
        if answer
        for name in candidates(answer.text)
        if people.by_handle(review.tracker, name) is None
    }
    if handles - loop.asked:
        yield PeopleWanted(loop.key, review.tracker, tuple(sorted(handles)))


def _to_reword(loop: Loop, policy: Policy, now: datetime) -> Iterator[Want]:
    for verdict, where in read(loop, policy, now).gaps:
        if not isinstance(verdict, Finding) or not isinstance(where, Standing):
            continue
        ticket = where.ticket
        if rewordable(loop, verdict, ticket) and loop.more(ticket) is None:
            yield MoreWanted(loop.key, ticket)
