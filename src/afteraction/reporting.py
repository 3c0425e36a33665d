"""From loops to the report's rows: which review counts as what, whose work is whose.

Pure: loops, policy and now in, rows out; the figures over them are in `report`.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from functools import partial
from zoneinfo import ZoneInfo

from afteraction.domain.calendar import end_of_day
from afteraction.domain.findings import Finding
from afteraction.domain.follow_through import became, counts_of
from afteraction.domain.kinds import Counts, Kind
from afteraction.domain.loops import Loop, due_at, held_at, is_one
from afteraction.domain.naming import named_in
from afteraction.domain.policy import Policy
from afteraction.domain.reasons import NO_REASON
from afteraction.domain.reminders import owner_gone_key
from afteraction.domain.reviews import Gap
from afteraction.domain.settled import Settled, settled
from afteraction.domain.telling import Names, Telling
from afteraction.domain.tickets import Sprint, State, Ticket
from afteraction.reading import Reading, Standing, carried_by, needs_text, read
from afteraction.report import (
    Link,
    Report,
    ReviewRow,
    ReviewState,
    WriteBackRow,
    make_report,
)
from afteraction.reporting_steps import step_tickets


def report_on(
    loops: Iterable[Loop],
    policy: Policy,
    now: datetime,
    telling: Telling | None = None,
) -> Report:
    """The report over all these loops, told as asked for."""
    telling = telling or Telling()
    around = _Around(
        policy, now, telling.way, dict(telling.teams), _hides(policy, telling.names)
    )
    reviews: list[ReviewRow] = []
    found = _Found()
    for loop in loops:
        review = loop.review
        if review is None:
            continue
        if not needs_text(loop, policy, now):
            # It may have been read once; whoever looks anew would not read it.
            loop = replace(loop, text=None)
        reading = read(loop, policy, now)
        reviews.append(_review_row(loop, review, reading, around))
        makes = partial(_write_back_row, around, loop, review)
        for ref, row in _our_rows(loop, reading, makes):
            found.ours.setdefault(ref, row)
        for ref, row in _linked_rows(loop, reading, makes):
            found.linked.setdefault(ref, []).append((review.opened, row))
        for step, gap in step_tickets(loop, reading, policy, now):
            row = makes(step, Kind.AVOIDABLE, Counts.WORK, _names(gap, loop))
            found.ours.setdefault(f"{step.ref} {review.ref}", row)
    return make_report(
        reviews, found.rows(), zone=policy.zone, now=now, telling=telling
    )


@dataclass(frozen=True, slots=True)
class _Around:
    """What every row depends on beside its loop."""

    policy: Policy
    now: datetime
    way: str
    """See `Telling.way`."""
    teams: Mapping[str, str]
    """Each person's team, by name."""
    hides: Callable[[str], str]
    """Takes names out of a sentence, where none are told."""

    def link(self, ticket: Ticket | Sprint) -> Link:
        """The ticket as it is to be found from where the report is read."""
        url = ticket.url
        on_the_web = "://" in url or not url or self.way in ("", ".")
        moved = url if on_the_web else f"{self.way}/{url}"
        return Link(ticket.ref, ticket.title, moved)

    def subject(self, loop: Loop) -> Link:
        """The subject, or what is left of it when its tracker is not configured."""
        return Link("", "", "") if loop.subject is None else self.link(loop.subject)


@dataclass(slots=True)
class _Found:
    """Write-backs by the refs of their tickets, while loops are gone through."""

    ours: dict[str, WriteBackRow] = field(default_factory=dict)
    linked: dict[str, list[tuple[datetime, WriteBackRow]]] = field(default_factory=dict)
    """With the opening of the review that tracks a finding there."""

    def rows(self) -> Iterator[WriteBackRow]:
        """One a ticket: the review that found it first has it, others found it again.

        A ticket of ours belongs to the review for which it was made.
        """
        for ref, ours in self.ours.items():
            yield _with_again(ours, [row for _, row in self.linked.get(ref, ())])
        for ref, several in self.linked.items():
            if ref not in self.ours:
                several.sort(key=lambda one: (one[0], one[1].review.ref))
                first, *others = (row for _, row in several)
                yield _with_again(first, others)


def _with_again(row: WriteBackRow, others: Iterable[WriteBackRow]) -> WriteBackRow:
    again = {other.review for other in others} - {row.review}
    return replace(row, again=tuple(sorted(again))) if again else row


def _review_row(
    loop: Loop, review: Ticket, reading: Reading, around: _Around
) -> ReviewRow:
    policy = around.policy
    subject = loop.subject
    incident = subject if isinstance(subject, Ticket) and not subject.gone else None
    due = due_at(review, loop.subject, policy)
    held = None if review.declined else held_at(review)
    carrier = carried_by(loop, policy.people)
    return ReviewRow(
        review=around.link(review),
        subject=around.subject(loop),
        state=_review_state(review, held, due, around.now),
        due=due,
        ended=_ended(loop.subject, policy),
        held=held,
        why=_why(review) if review.declined else "",
        carried_by=carrier.name if carrier else None,
        unfinished=tuple(map(around.hides, _unfinished(reading))) if held else (),
        without_owner=reading.without_owner if held else (),
        assignee=_name(review, policy),
        left=review.left,
        retro=isinstance(subject, Sprint),
        series=subject.tracker if subject else "",
        began=incident.began if incident else None,
        reported=incident.opened if incident else None,
        declined=review.closed if review.declined else None,
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


def _hides(policy: Policy, names: Names) -> Callable[[str], str]:
    """What takes people's names out of a sentence of ours, where they are not told.

    What was written for an owner stands there between quotes, and may be any name.
    """
    if names is Names.FULL:
        return lambda sentence: sentence
    known = [name for one in policy.people.known for name in (one.name, *one.aliases)]
    longest_first = sorted(filter(None, known), key=len, reverse=True)
    either = "|".join(["“[^”]*”", *map(re.escape, longest_first)])
    pattern = re.compile(either)
    return lambda sentence: pattern.sub("…", sentence)


def _ended(subject: Ticket | Sprint | None, policy: Policy) -> datetime | None:
    """When the subject was over, also if it was opened again since.

    A sprint that goes on ends as planned where its review comes before that.
    """
    if subject is None or subject.gone:
        return None
    if isinstance(subject, Ticket):
        return subject.over
    return policy.ends_at(subject)


Make = Callable[[Ticket, Kind, Counts, tuple[str, ...] | None], WriteBackRow]
"""Makes a row of a ticket that carries a finding, and of what its gap names."""


def _our_rows(
    loop: Loop, reading: Reading, make: Make
) -> Iterator[tuple[str, WriteBackRow]]:
    """The tickets that were made for this review's findings, by their refs."""
    gaps = {
        where.ticket.ref: verdict.gap
        for verdict, where in reading.gaps
        if isinstance(where, Standing)
    }
    counted: set[str] = set()
    for ticket in loop.write_backs:
        if ticket.gone or ticket.mark is None or ticket.mark.key in counted:
            continue
        counted.add(ticket.mark.key)
        counts, kind = counts_of(ticket), ticket.mark.kind
        if counts is not None and kind is not None:
            names = _names(gaps.get(ticket.ref), loop)
            yield ticket.ref, make(ticket, kind, counts, names)


def _linked_rows(
    loop: Loop, reading: Reading, make: Make
) -> Iterator[tuple[str, WriteBackRow]]:
    """The tickets that people named under *Tracked in*; or ours, not ours any more."""
    ours = [ticket.ref for ticket in loop.write_backs]
    for verdict, where in reading.gaps:
        match verdict, where:
            case Finding(), Standing(ticket) if ticket.ref not in ours:
                if any(is_one(one, ticket) for one in loop.write_backs):
                    continue
                names = _names(verdict.gap, loop)
                row = make(ticket, verdict.kind, verdict.counts, names)
                yield ticket.ref, row


def _names(gap: Gap | None, loop: Loop) -> tuple[str, ...] | None:
    """What a gap names besides its own ticket; None where it was not read."""
    if gap is None or loop.review is None:
        return None
    own = set(gap.tracked.lines)
    text = "\n".join(line.text for line in gap.lines if line not in own)
    return named_in(text, loop.review.tracker)


def _write_back_row(
    around: _Around,
    loop: Loop,
    review: Ticket,
    ticket: Ticket,
    kind: Kind,
    counts: Counts,
    names: tuple[str, ...] | None,
) -> WriteBackRow:
    zone = around.policy.zone
    facts = _facts(ticket, loop)
    ticket = _as_settled(loop.instead(ticket), facts, zone)
    owner = _name(ticket, around.policy)
    return WriteBackRow(
        ticket=around.link(ticket),
        kind=kind,
        counts=counts,
        owner=owner,
        opened=ticket.opened,
        finished=ticket.finished or (ticket.closed if ticket.completed else None),
        due=ticket.due,
        state=became(ticket, counts, zone, around.now),
        why=_why(ticket) if ticket.declined else "",
        review=around.link(review),
        subject=around.subject(loop),
        tracker=ticket.tracker,
        team=around.teams.get(owner or ""),
        left=ticket.left or _was_found_gone(ticket, loop),
        closed=_settled(ticket),
        ended=_ended(loop.subject, around.policy),
        retro=isinstance(loop.subject, Sprint),
        series=loop.subject.tracker if loop.subject else "",
        names=_all_names(names, facts),
        holds=facts.holds,
    )


def _facts(ticket: Ticket, loop: Loop) -> Settled:
    """What people settled in comments on a ticket of ours."""
    if ticket.mark is None:
        return Settled()
    return settled(ticket.mark.key, loop.said_of(ticket.mark.key))


def _was_found_gone(ticket: Ticket, loop: Loop) -> bool:
    """Whether somebody was told that who has it is not there any more."""
    if ticket.mark is None or ticket.assignee is None:
        return False
    key = owner_gone_key(ticket.mark.key, ticket.assignee)
    return key in loop.said_of(ticket.mark.key)


def _as_settled(ticket: Ticket, facts: Settled, zone: ZoneInfo) -> Ticket:
    """It was done when somebody said so, and not when we heard of it."""
    finished = ticket.finished or (ticket.closed if ticket.completed else None)
    if finished is not None and facts.done is not None:
        finished = min(finished, facts.done)
    missed = ticket.missed
    if missed is not None and any(
        one.before == missed and one.at < end_of_day(missed, zone)
        for one in facts.promises
    ):
        missed = None
    return replace(ticket, finished=finished, missed=missed)


def _all_names(names: tuple[str, ...] | None, facts: Settled) -> tuple[str, ...] | None:
    """What its gap names, and what people said in comments that it goes back to."""
    if not facts.names:
        return names
    return tuple(dict.fromkeys((*(names or ()), *facts.names)))


def _settled(ticket: Ticket) -> datetime | None:
    """When a ticket was done for the first time, or declined; None while it is open."""
    if ticket.state is State.OPEN:
        return None
    return (ticket.finished or ticket.closed) if ticket.completed else ticket.closed


def _why(ticket: Ticket) -> str:
    if ticket.same_as is not None:
        return f"a duplicate of {ticket.same_as}"
    return ticket.why or NO_REASON


def _name(ticket: Ticket, policy: Policy) -> str | None:
    """The name of who has a ticket, or the handle of somebody unknown."""
    handle = ticket.assignee
    return policy.people.name(ticket.tracker, handle) if handle else None
