"""From loops to the report's rows: which review counts as what, whose work is whose.

Pure: loops, policy and now in, rows out; the figures over them are in `report`.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace
from datetime import datetime

from afteraction.domain.findings import Finding
from afteraction.domain.follow_through import became, counts_of
from afteraction.domain.kinds import Counts, Kind
from afteraction.domain.loops import Loop, due_at, held_at, is_one
from afteraction.domain.people import NotAPerson, read_person
from afteraction.domain.policy import Policy, over_at
from afteraction.domain.reasons import NO_REASON
from afteraction.domain.tickets import Sprint, Ticket
from afteraction.reading import Reading, Standing, needs_text, read
from afteraction.report import (
    Link,
    Report,
    ReviewRow,
    ReviewState,
    WriteBackRow,
    make_report,
)


def report_on(loops: Iterable[Loop], policy: Policy, now: datetime) -> Report:
    """The report over all these loops."""
    reviews: list[ReviewRow] = []
    ours: dict[str, WriteBackRow] = {}
    linked: dict[str, WriteBackRow] = {}
    for loop in loops:
        review = loop.review
        if review is None:
            continue
        if not needs_text(loop, policy, now):
            # It may have been read once; whoever looks anew would not read it.
            loop = replace(loop, text=None)
        reading = read(loop, policy, now)
        reviews.append(_review_row(loop, review, reading, policy, now))
        for ref, row in _our_rows(loop, review, policy, now):
            ours.setdefault(ref, row)
        for ref, row in _linked_rows(loop, review, reading, policy, now):
            linked.setdefault(ref, row)
    write_backs = {**linked, **ours}.values()
    return make_report(reviews, write_backs, zone=policy.zone, now=now)


def _review_row(
    loop: Loop, review: Ticket, reading: Reading, policy: Policy, now: datetime
) -> ReviewRow:
    due = due_at(review, loop.subject, policy)
    held = None if review.declined else held_at(review)
    return ReviewRow(
        review=_link(review),
        subject=_subject(loop),
        state=_review_state(review, held, due, now),
        due=due,
        ended=_ended(loop.subject),
        held=held,
        why=_why(review) if review.declined else "",
        carried_by=_carrier(loop, review, policy),
        unfinished=_unfinished(reading) if held else (),
        without_owner=reading.without_owner if held else (),
        assignee=_name(review, policy),
    )


def _review_state(
    review: Ticket, held: datetime | None, due: datetime, now: datetime
) -> ReviewState:
    if review.declined:
        return ReviewState.NOT_HELD
    if held is not None:
        return ReviewState.HELD if held <= due else ReviewState.HELD_LATE
    return ReviewState.OVERDUE if now > due else ReviewState.DUE


def _unfinished(reading: Reading) -> tuple[str, ...]:
    return tuple(
        f"{lack.where}: {sentence}" if lack.where else sentence
        for lack in reading.lacks
        for sentence in lack.sentences
    )


def _carrier(loop: Loop, review: Ticket, policy: Policy) -> str | None:
    """Who takes the learning into the next cycle, if one person is named."""
    if loop.text is None or not loop.text.carried_by:
        return None
    person = read_person(
        loop.text.carried_by.text, policy.people, review.tracker, loop.confirmed
    )
    return None if isinstance(person, NotAPerson) else person.name


def _ended(subject: Ticket | Sprint | None) -> datetime | None:
    """When the subject was over, also if it was opened again since."""
    if subject is None or subject.gone:
        return None
    if isinstance(subject, Ticket):
        return subject.over
    return over_at(subject)


def _our_rows(
    loop: Loop, review: Ticket, policy: Policy, now: datetime
) -> Iterator[tuple[str, WriteBackRow]]:
    """The tickets that were made for this review's findings, by their refs."""
    counted: set[str] = set()
    for ticket in loop.write_backs:
        if ticket.gone or ticket.mark is None or ticket.mark.key in counted:
            continue
        counted.add(ticket.mark.key)
        counts, kind = counts_of(ticket), ticket.mark.kind
        if counts is not None and kind is not None:
            row = _write_back_row(loop, review, ticket, kind, counts, policy, now)
            yield ticket.ref, row


def _linked_rows(
    loop: Loop, review: Ticket, reading: Reading, policy: Policy, now: datetime
) -> Iterator[tuple[str, WriteBackRow]]:
    """The tickets that people named under *Tracked in*; or ours, not ours any more."""
    ours = [ticket.ref for ticket in loop.write_backs]
    for verdict, where in reading.gaps:
        match verdict, where:
            case Finding(), Standing(ticket) if ticket.ref not in ours:
                if any(is_one(one, ticket) for one in loop.write_backs):
                    continue
                kind, counts = verdict.kind, verdict.counts
                row = _write_back_row(loop, review, ticket, kind, counts, policy, now)
                yield ticket.ref, row


def _write_back_row(
    loop: Loop,
    review: Ticket,
    ticket: Ticket,
    kind: Kind,
    counts: Counts,
    policy: Policy,
    now: datetime,
) -> WriteBackRow:
    ticket = loop.instead(ticket)
    return WriteBackRow(
        ticket=_link(ticket),
        kind=kind,
        counts=counts,
        owner=_name(ticket, policy),
        opened=ticket.opened,
        finished=ticket.finished or (ticket.closed if ticket.completed else None),
        due=ticket.due,
        state=became(ticket, counts, policy.zone, now),
        why=_why(ticket) if ticket.declined else "",
        review=_link(review),
        subject=_subject(loop),
    )


def _why(ticket: Ticket) -> str:
    if ticket.same_as is not None:
        return f"a duplicate of {ticket.same_as}"
    return ticket.why or NO_REASON


def _name(ticket: Ticket, policy: Policy) -> str | None:
    """The name of who has a ticket, or the handle of somebody unknown."""
    handle = ticket.assignee
    return policy.people.name(ticket.tracker, handle) if handle else None


def _link(ticket: Ticket | Sprint) -> Link:
    return Link(ticket.ref, ticket.title, ticket.url)


def _subject(loop: Loop) -> Link:
    """The subject, or what is left of it when its tracker is not configured."""
    if loop.subject is None:
        return Link("", "", "")
    return _link(loop.subject)
