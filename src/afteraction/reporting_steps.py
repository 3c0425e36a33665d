"""Findings whose steps stand in a checklist, as the report counts them.

Pure. What the review tells is all that is known: a step is work that was done on the
day on which it was added, by whoever owns the finding.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from afteraction.domain.calendar import begin_of, day_of
from afteraction.domain.checklists import chosen
from afteraction.domain.findings import due_of, owner_of
from afteraction.domain.loops import Loop, held_at
from afteraction.domain.policy import Policy
from afteraction.domain.reviews import Gap
from afteraction.domain.steps import Step, arrived
from afteraction.domain.tickets import Reason, State, Ticket
from afteraction.reading import Reading, surroundings


def step_tickets(
    loop: Loop, reading: Reading, policy: Policy, now: datetime
) -> Iterator[tuple[Ticket, Gap]]:
    """Each step as the ticket that it would be had it one of its own, with its gap."""
    for verdict, where in reading.gaps:
        if isinstance(where, Step) and loop.review is not None:
            yield (
                _ticket(verdict.gap, where, loop, loop.review, policy, now),
                verdict.gap,
            )


def _ticket(
    gap: Gap, step: Step, loop: Loop, review: Ticket, policy: Policy, now: datetime
) -> Ticket:
    around = surroundings(loop, review, policy, now)
    owner = owner_of(gap, around, [])
    checklist = chosen(step.name, policy.checklists)
    at = _moment(step, review, policy)
    return Ticket(
        tracker=checklist.tracker if checklist else review.tracker,
        id=step.token,
        key=step.token,
        ref=f"{step.name} {step.token}",
        url=arrived(step.href, review.url),
        title=gap.title,
        state=State.CLOSED,
        reason=Reason.COMPLETED,
        labels=(),
        assignee=owner.name if owner else None,
        author=None,
        opened=at,
        closed=at,
        finished=at,
        due=due_of(gap, around, []),
    )


def _moment(step: Step, review: Ticket, policy: Policy) -> datetime:
    """Some instant of its day, and none before the review was held."""
    begins = begin_of(step.day, policy.zone)
    held = held_at(review)
    same = held is not None and day_of(held, policy.zone) == step.day
    return held if held is not None and same else begins
