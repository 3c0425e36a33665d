"""What is to be said about write-backs that are due, to whom, in how few comments.

A part of `planning`, and pure like it. When something is to be said is decided in
`domain.reminders`, what goes into one comment in `domain.gathering`; here loops become
what those two know, and what they say becomes changes.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime

from afteraction.domain.calendar import DAY
from afteraction.domain.gathering import Told, gathered
from afteraction.domain.identity import loop_of
from afteraction.domain.loops import Loop
from afteraction.domain.people import Person, is_bot
from afteraction.domain.policy import Policy
from afteraction.domain.reminders import Duty, Nudge, next_moment, nudges_due
from afteraction.domain.settled import settled
from afteraction.domain.tickets import Ticket
from afteraction.plan_follow_through import Remind, reminder
from afteraction.planning_commands import pending
from afteraction.reading import carried_by

COUNTED = 2 * DAY
"""Comments of this time are counted: all of today's are among them in any zone."""


def speaking_of(loop: Loop) -> tuple[Ticket, ...]:
    """The tickets that carry the loop's findings and were made for them, one each."""
    found: dict[str, Ticket] = {}
    for ticket in loop.write_backs:
        if ticket.mark is not None and not ticket.gone:
            found.setdefault(ticket.mark.key, ticket)
    return tuple(found.values())


def spoken_to(loop: Loop, policy: Policy, now: datetime) -> set[tuple[str, str]]:
    """Trackers and handles of owners of whom something is to be said now."""
    return {
        (nudge.duty.ticket.tracker, nudge.duty.ticket.assignee)
        for nudge in _nudges(loop, policy, now)
        if nudge.duty.ticket.assignee is not None
    }


@dataclass(frozen=True, slots=True)
class Nudging:
    """What is said now, and when which loop has to be looked at again."""

    changes: tuple[Remind, ...] = ()
    busy: frozenset[str] = frozenset()
    """Loops of which something is said now."""
    waiting: frozenset[str] = frozenset()
    """Loops of which something is to be said on another day."""


def plan_nudges(
    loops: Iterable[Loop], told: Iterable[Told], policy: Policy, now: datetime
) -> Nudging:
    """One change for each comment; no person gets more of them a day than agreed."""
    rules = policy.follow_through
    if rules is None:
        return Nudging()
    nudges = [nudge for loop in loops for nudge in _nudges(loop, policy, now)]
    found = gathered(nudges, told, rules, now)
    return Nudging(
        tuple(map(reminder, found.messages)),
        frozenset(_loops_of(n for message in found.messages for n in message.nudges)),
        frozenset(_loops_of(found.waiting)),
    )


def next_nudge(loop: Loop, policy: Policy, now: datetime) -> datetime | None:
    """When time alone brings something to say of this loop; None: never."""
    rules = policy.follow_through
    if rules is None:
        return None
    moments = (
        next_moment(duty, rules, loop.said_of(duty.key), now)
        for duty in _duties(loop, policy)
    )
    return min((moment for moment in moments if moment is not None), default=None)


def _loops_of(nudges: Iterable[Nudge]) -> Iterator[str]:
    return (loop_of(nudge.key) for nudge in nudges)


def _nudges(loop: Loop, policy: Policy, now: datetime) -> Iterator[Nudge]:
    """What is to be said now; who just said something is answered before that."""
    rules = policy.follow_through
    if rules is None:
        return
    asked = {one.ticket.ref for one in pending(loop, policy, now)}
    for duty in _duties(loop, policy):
        if duty.ticket.ref not in asked:
            for nudge in nudges_due(duty, rules, loop.said_of(duty.key), now):
                if nudge.key not in loop.unsure:
                    yield nudge


def _duties(loop: Loop, policy: Policy) -> Iterator[Duty]:
    """The write-backs whose comments were read, and whom each concerns."""
    carrying = tuple(_carrying(loop, policy))
    for ticket in speaking_of(loop):
        mark = ticket.mark
        if mark is None or mark.kind is None or loop.talk(ticket) is None:
            continue
        subject, owner = loop.subject, _owner(ticket, policy)
        yield Duty(
            key=mark.key,
            ticket=ticket,
            kind=mark.kind,
            owner=owner,
            next_try=mark.next_try,
            owner_left=_left(loop, ticket),
            carrier=next((one for one in carrying if not _is(one, owner)), None),
            since=settled(mark.key, loop.said_of(mark.key)).promised(ticket.due),
            subject=None if subject is None or subject.gone else subject,
            tells=subject is not None and policy.may_tell_of(subject, ticket.tracker),
        )


def _owner(ticket: Ticket, policy: Policy) -> Person | None:
    """Who has it; a program is nobody."""
    handle = ticket.assignee
    if handle is None or is_bot(handle):
        return None
    known = policy.people.by_handle(ticket.tracker, handle)
    return known or Person(handle, ((ticket.tracker, handle),))


def _is(person: Person, owner: Person | None) -> bool:
    return owner is not None and person.name == owner.name


def _left(loop: Loop, ticket: Ticket) -> bool:
    """Whether nobody is there any more to read what is said to the owner."""
    here = (ticket.tracker, ticket.assignee or "")
    return ticket.left or (here in loop.looked_up and here not in loop.there)


def _carrying(loop: Loop, policy: Policy) -> Iterator[Person]:
    """Who may be asked for a hand: who carries the review, then who was given it."""
    given = None if loop.review is None else _owner(loop.review, policy)
    for person in (carried_by(loop, policy.people), given):
        if person is not None:
            yield person
