"""What a loop's review amounts to: its findings, and what it still lacks.

Pure, and asked by the plan and by the report alike, so that a remark and a figure
never contradict each other.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import datetime, timedelta

from afteraction.domain.calendar import day_of
from afteraction.domain.findings import (
    OPENING,
    Finding,
    Incomplete,
    Lack,
    Surroundings,
    judge,
    lacking,
    lacks_carrier,
    token_of,
    unclaimed,
)
from afteraction.domain.identity import text_digest
from afteraction.domain.loops import Loop, due_at, held_at, is_ready
from afteraction.domain.people import NotAPerson, People, Person, read_person
from afteraction.domain.policy import Policy
from afteraction.domain.reviews import Gap
from afteraction.domain.steps import Step, read_step
from afteraction.domain.tickets import Details, Role, Sprint, State, Ticket

REMARK_AHEAD = timedelta(hours=24)
"""How long before its due time a review that is still open is remarked on."""

_TOKEN_ONLY = re.compile(rf"(?:{OPENING}\s+)?`?f-[0-9a-f]{{4,}}`?", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Untracked:
    """The gap has no ticket and no token yet."""


@dataclass(frozen=True, slots=True)
class Opening:
    """A token was written; its ticket may or may not stand."""

    token: str


@dataclass(frozen=True, slots=True)
class Standing:
    """The gap links to a ticket that stands, ours or one that a person named."""

    ticket: Ticket


@dataclass(frozen=True, slots=True)
class Lost:
    """The gap links to a ticket that is not there."""


@dataclass(frozen=True, slots=True)
class Unreadable:
    """The gap says where it is tracked, but it is no link to a known tracker."""


@dataclass(frozen=True, slots=True)
class Circular:
    """The gap links to a review, or to what this review is of: that carries nothing."""


Tracking = Untracked | Opening | Step | Standing | Lost | Unreadable | Circular
"""A `Step` stands in a standing checklist; what the review tells of it is all."""


@dataclass(frozen=True, slots=True)
class Reading:
    """A review as it was read: each gap with its verdict and where it is tracked."""

    gaps: tuple[tuple[Finding | Incomplete, Tracking], ...]
    lacks: tuple[Lack, ...]

    @property
    def without_owner(self) -> tuple[str, ...]:
        """Titles of the gaps that have no owner and no ticket."""
        return tuple(
            verdict.gap.title or "a gap without a title"
            for verdict, tracking in self.gaps
            if isinstance(verdict, Incomplete)
            and verdict.no_owner
            and not isinstance(tracking, Standing | Step)
        )


def read(loop: Loop, policy: Policy, now: datetime) -> Reading:
    """What the loop's review says; nothing at all where its text was not read."""
    if loop.text is None or loop.review is None:
        return Reading((), ())
    around = surroundings(loop, loop.review, policy, now)
    gaps = unclaimed(loop.text.gaps)
    judged = tuple((judge(gap, around), tracking(loop, gap)) for gap in gaps)
    open_ends = tuple(v for v, w in judged if not isinstance(w, Standing | Step))
    lacks = list(lacking(loop.text, open_ends))
    lacks += [
        lack for verdict, where in judged for lack in _astray(verdict, where, policy)
    ]
    carrier = lacks_carrier(loop.text, around)
    return Reading(judged, (*lacks, *((carrier,) if carrier else ())))


def _astray(
    verdict: Finding | Incomplete, where: Tracking, policy: Policy
) -> tuple[Lack, ...]:
    """What a tracked gap says that its ticket can not follow."""
    match where, verdict:
        case Unreadable(), _:
            sentence = (
                "what stands under Tracked in is no link to a ticket; put one there,"
                " or empty it"
            )
        case Circular(), _:
            sentence = (
                "what stands under Tracked in is a review or what it looks back at;"
                " put the ticket there that carries the finding, or empty it"
            )
        case Lost(), _:
            sentence = "its ticket is gone; empty Tracked in to have it made again"
        case Standing(ticket), Finding() if _moved(ticket, verdict):
            sentence = (
                "its kind changed after it was written back; to have it made again,"
                f" close its ticket as {policy.declining(ticket.tracker)} and empty"
                " Tracked in"
            )
        case _:
            return ()
    return (Lack(verdict.gap.title, verdict.gap.number, (sentence,), later=True),)


def _moved(ticket: Ticket, finding: Finding) -> bool:
    return ticket.mark is not None and ticket.mark.kind not in (None, finding.kind)


def surroundings(
    loop: Loop, review: Ticket, policy: Policy, now: datetime
) -> Surroundings:
    """What the words of this loop's review depend on."""
    subject = loop.subject
    sprint_end = subject.end if isinstance(subject, Sprint) else None
    return Surroundings(
        tracker=review.tracker,
        people=policy.people,
        confirmed=loop.confirmed,
        said_on=day_of(held_at(review) or now, policy.zone),
        sprint_end=day_of(sprint_end, policy.zone) if sprint_end else None,
        destinations=tuple(
            (kind, destination.tracker) for kind, destination in policy.destinations
        ),
        checklists=policy.checklists,
    )


def carried_by(loop: Loop, people: People) -> Person | None:
    """Who takes the learning into the next cycle, if the review names one person."""
    if loop.review is None or loop.text is None or not loop.text.carried_by:
        return None
    said, tracker = loop.text.carried_by.text, loop.review.tracker
    person = read_person(said, people, tracker, loop.confirmed)
    return None if isinstance(person, NotAPerson) else person


def tracking(loop: Loop, gap: Gap) -> Tracking:
    """Where a gap is tracked (rule 10)."""
    if not gap.tracked:
        return Untracked()
    token = token_of(gap)
    if token and _TOKEN_ONLY.fullmatch(gap.tracked.text.strip()):
        return Opening(token)
    if step := read_step(gap.tracked.text):
        return step
    for followed in loop.followed:
        if followed.text == gap.tracked.text and followed.tracker:
            return _followed(loop, followed.ticket)
    return Unreadable()


def _followed(loop: Loop, ticket: Ticket | None) -> Tracking:
    if ticket is None or ticket.gone:
        return Lost()
    is_review = ticket.mark is not None and ticket.mark.role is Role.REVIEW
    is_subject = loop.subject is not None and ticket.ref == loop.subject.ref
    return Circular() if is_review or is_subject else Standing(ticket)


def remark_is_due(loop: Loop, policy: Policy, now: datetime) -> bool:
    """Whether it is time to say what a review lacks (rule 19)."""
    review = loop.review
    if review is None or review.declined:
        return False
    if is_ready(review):
        return True
    return review.state is State.OPEN and now >= remark_from(loop, review, policy)


def remark_from(loop: Loop, review: Ticket, policy: Policy) -> datetime:
    """From when on an open review is remarked on.

    A review that is opened with little time left is not remarked on at once: half of
    its time belongs to those who write it.
    """
    due = due_at(review, loop.subject, policy)
    return max(due - REMARK_AHEAD, review.opened + (due - review.opened) / 2)


def subject_reopened(loop: Loop) -> bool:
    """Whether the incident under review was opened again (rule 7)."""
    subject = loop.subject
    return (
        isinstance(subject, Ticket) and not subject.gone and subject.state is State.OPEN
    )


def needs_text(loop: Loop, policy: Policy, now: datetime) -> bool:
    """Whether plan or report have to know what stands in the loop's review."""
    review = loop.review
    if review is None or review.declined:
        return False
    if held_at(review) is not None or subject_reopened(loop):
        return True
    return remark_is_due(loop, policy, now)


def untouched(details: Details, closing: str) -> bool:
    """Whether nobody edited this ticket of ours or said anything on it.

    Nor opened it again, after the comment `closing` had said why it was closed.
    """
    mark = details.ticket.mark
    if mark is None or mark.text != text_digest(details.text):
        return False
    said = [comment.mark for comment in details.comments]
    return all(one is not None and one.key != closing for one in said)
