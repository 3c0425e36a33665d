"""What is to be said about a write-back, to whom, and from when on.

Pure: a write-back with its people, what was said about it already and the present
instant go in. Each thing to say has a key that is made from the write-back, its due
day and the place in the schedule, so that it is said once however often this is asked.
Only the latest reminder that is due is ever said: after an outage nobody gets a heap
of old ones. How several to one person become one comment is in `gathering`.

Decided here:

- What falls on a day off is said on the working day before it, as long as the due day
  is still to come, and on the working day after it from then on.
- A reminder whose time was over before the ticket, or its present date, was there is
  left out: who has just promised a day need not be reminded of it.
- Nobody is escalated who was never reminded, nor on the day of the first reminder.
- A constraint is nothing to be late with: on its day its owner is asked to look again.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from enum import StrEnum

from afteraction.domain.calendar import DAY, day_of
from afteraction.domain.identity import comment_key, digest
from afteraction.domain.kinds import Counts, Kind, counts_as
from afteraction.domain.people import Person
from afteraction.domain.schedule import NEVER, Schedule
from afteraction.domain.tickets import Sprint, State, Ticket
from afteraction.domain.working_days import WorkingDays

STILL_ASKED = timedelta(days=30)
"""After this long nobody is asked any more whether what they did holds."""
_OFFSET = re.compile(r"[+-][0-9]{1,7}")


class Sort(StrEnum):
    """What is to be said."""

    REMIND = "remind"
    """To the owner: it is due, soon or since."""
    LOOK_AGAIN = "look-again"
    """To a constraint's owner: its day has come."""
    ESCALATE = "escalate"
    """To who carries the review: it has been due for long."""
    OWNER_GONE = "owner-gone"
    """To who carries the review: the owner is no longer there."""
    UNASSIGNED = "unassigned"
    """To who carries the review: nobody owns it."""
    VERIFY = "verify"
    """To the owner of what was done: does it hold?"""


@dataclass(frozen=True, slots=True)
class Rules:
    """What a team decided about reminders; what is None or empty does not happen."""

    working: WorkingDays
    schedule: Schedule = NEVER
    quiet_until: time = time(9)
    at_most_a_day: int = 3
    """Comments to one person; each may speak of several tickets."""
    escalate_after: timedelta | None = None
    """Whole days after the due day."""
    escalate_to: Person | None = None
    """None: who carries the review."""
    assigned_within: timedelta | None = None
    """Whole days after the ticket was opened."""
    verify: timedelta | None = None
    """Whole days after it was done."""

    @property
    def watches_owners(self) -> bool:
        """Whether anything is said that an owner who is gone would not read."""
        return (
            self.schedule != NEVER
            or self.escalate_after is not None
            or self.assigned_within is not None
        )


@dataclass(frozen=True, slots=True)
class Duty:
    """A write-back, and whom it concerns."""

    key: str
    """The write-back's key."""
    ticket: Ticket
    kind: Kind
    owner: Person | None
    """Who is assigned; None: nobody."""
    next_try: bool = False
    owner_left: bool = False
    """Deactivated or removed: nobody reads what is said to them."""
    carrier: Person | None = None
    """Who carries the review on; or else who was given it, if the owner does."""
    since: datetime | None = None
    """From when on the present due date holds, where the tracker remembers it."""
    subject: Ticket | Sprint | None = None
    tells: bool = True
    """Whether the subject's title may stand in the ticket's tracker (rule 21)."""

    @property
    def counts(self) -> Counts:
        """How it counts in the report."""
        return counts_as(self.kind, next_try=self.next_try)


@dataclass(frozen=True, slots=True)
class Nudge:
    """One thing to say about one write-back."""

    key: str
    sort: Sort
    duty: Duty
    to: Person
    at: datetime
    """Since when it is to be said."""
    before: datetime | None = None
    """When the owner was last reminded of the same write-back."""


Said = Mapping[str, datetime]
"""What was said about a write-back: the keys in our comments, and when it was."""


def nudges_due(
    duty: Duty, rules: Rules, said: Said, now: datetime
) -> tuple[Nudge, ...]:
    """What is to be said about a write-back at this instant; in quiet hours nothing.

    Of what is in `said` nothing comes again, even if the schedule was changed.
    """
    if not rules.working.is_open(now, rules.quiet_until):
        return ()
    return tuple(
        nudge
        for nudge in _nudges(duty, rules, said, now)
        if nudge.at <= now and nudge.key not in said
    )


def next_moment(duty: Duty, rules: Rules, said: Said, now: datetime) -> datetime | None:
    """The first instant from `now` on with something to say; None: never.

    As things stand: a change of the ticket may bring another one.
    """
    first = rules.working.next_open(now, rules.quiet_until)
    moments = {first, *(max(first, at) for at in _moments(duty, rules, said, first))}
    for moment in sorted(moments):
        if nudges_due(duty, rules, said, moment):
            return moment
    return None


def _moments(duty: Duty, rules: Rules, said: Said, now: datetime) -> Iterator[datetime]:
    """Instants at which time alone may bring something to say."""
    due = duty.ticket.due
    if due is not None:
        latest = _latest(due, rules, day_of(now, rules.working.zone))
        offsets = _offsets_said(duty, due, said) + ([] if latest is None else [latest])
        following = rules.schedule.next_after(max(offsets, default=None))
        if following is not None:
            yield _reminder_moment(due, following, rules)
    yield from (nudge.at for nudge in _nudges(duty, rules, said, now))


def _nudges(duty: Duty, rules: Rules, said: Said, now: datetime) -> Iterator[Nudge]:
    """What was, is or will be to say, as far as that can be seen today."""
    if duty.ticket.gone:
        return
    if duty.ticket.state is State.CLOSED:
        yield from _question(duty, rules, now)
        return
    match duty.counts:
        case Counts.WORK:
            yield from _work(duty, rules, said, now)
        case Counts.CONSTRAINT:
            yield from _look_again(duty, rules)
        case Counts.LEARNED:
            pass  # It is closed, or somebody opened it again and knows why.


def _work(duty: Duty, rules: Rules, said: Said, now: datetime) -> Iterator[Nudge]:
    if duty.owner is None:
        yield from _unassigned(duty, rules)
    elif duty.owner_left:
        yield from _owner_gone(duty, rules, duty.owner)
    else:
        reminders = tuple(_reminder(duty, rules, said, duty.owner, now))
        yield from reminders
        yield from _escalation(duty, rules, said, reminders)


# --- the owner -----------------------------------------------------------------------


def _reminder(
    duty: Duty, rules: Rules, said: Said, owner: Person, now: datetime
) -> Iterator[Nudge]:
    """The latest reminder whose time has come, unless a later one was said."""
    due = duty.ticket.due
    if due is None:
        return
    offset = _latest(due, rules, day_of(now, rules.working.zone))
    if offset is None or any(each >= offset for each in _offsets_said(duty, due, said)):
        return
    at = _reminder_moment(due, offset, rules)
    if at > _holds_since(duty):
        key = comment_key(duty.key, f"{Sort.REMIND}:{due}:{offset:+d}")
        yield Nudge(key, Sort.REMIND, duty, owner, at, _last_reminder(duty, said))


def _last_reminder(duty: Duty, said: Said) -> datetime | None:
    begin = comment_key(duty.key, f"{Sort.REMIND}:")
    return max((at for key, at in said.items() if key.startswith(begin)), default=None)


def _latest(due: date, rules: Rules, today: date) -> int | None:
    """The offset of the latest reminder that stands on `today` or before."""
    latest = rules.schedule.latest((today - due).days)
    # Those before the due day may have been moved to an earlier working day.
    while (following := rules.schedule.next_after(latest)) is not None:
        if following >= 0 or _reminder_day(due, following, rules) > today:
            break
        latest = following
    return latest


def _reminder_day(due: date, offset: int, rules: Rules) -> date:
    if offset < 0:
        return rules.working.at_or_before(_shifted(due, offset))
    return rules.working.after(due, offset * DAY)


def _shifted(day: date, offset: int) -> date:
    return day + max(offset, (date.min - day).days) * DAY


def _reminder_moment(due: date, offset: int, rules: Rules) -> datetime:
    day = _reminder_day(due, offset, rules)
    return rules.working.opens(day, rules.quiet_until)


def _offsets_said(duty: Duty, due: date, said: Said) -> list[int]:
    return [int(key.rpartition(":")[2]) for key in _reminders_said(duty, due, said)]


def _reminders_said(duty: Duty, due: date, said: Said) -> list[str]:
    """Keys as we make them: what else a mark may hold was put there by somebody."""
    begin = comment_key(duty.key, f"{Sort.REMIND}:{due}:")
    return [
        key
        for key in said
        if key.startswith(begin) and _OFFSET.fullmatch(key, len(begin))
    ]


def _holds_since(duty: Duty) -> datetime:
    """Since when the owner can know of the present due date."""
    return duty.since or duty.ticket.opened


def _look_again(duty: Duty, rules: Rules) -> Iterator[Nudge]:
    due = duty.ticket.due
    to = _who_is_told(duty, rules) if duty.owner_left else duty.owner
    to = to or _who_is_told(duty, rules)
    if due is None or to is None or not rules.schedule.offsets:
        return
    if (at := _opens(due, rules)) > _holds_since(duty):
        key = comment_key(duty.key, f"{Sort.LOOK_AGAIN}:{due}")
        yield Nudge(key, Sort.LOOK_AGAIN, duty, to, at)


def _question(duty: Duty, rules: Rules, now: datetime) -> Iterator[Nudge]:
    """Once, and not about what was done ages before anybody thought of asking."""
    ticket, owner = duty.ticket, duty.owner
    if not ticket.completed or ticket.closed is None or rules.verify is None:
        return
    if duty.kind is not Kind.AVOIDABLE or owner is None or duty.owner_left:
        return
    done = day_of(ticket.closed, rules.working.zone)
    at = _opens(done, rules, rules.verify)
    if now - STILL_ASKED < at:
        yield Nudge(comment_key(duty.key, Sort.VERIFY), Sort.VERIFY, duty, owner, at)


# --- who carries it on ---------------------------------------------------------------


def _escalation(
    duty: Duty, rules: Rules, said: Said, reminders: tuple[Nudge, ...]
) -> Iterator[Nudge]:
    due, to = duty.ticket.due, _who_is_told(duty, rules)
    if due is None or to is None or rules.escalate_after is None:
        return
    known = day_of(_holds_since(duty), rules.working.zone)
    at = _opens(max(due, known), rules, rules.escalate_after)
    told = [said[key] for key in _reminders_said(duty, due, said)]
    if told:
        first = day_of(min(told), rules.working.zone)
        at = max(at, _opens(first, rules, DAY))
    elif reminders:
        return  # The owner comes first.
    key = comment_key(duty.key, f"{Sort.ESCALATE}:{due}")
    yield Nudge(key, Sort.ESCALATE, duty, to, at)


def _owner_gone(duty: Duty, rules: Rules, owner: Person) -> Iterator[Nudge]:
    to = _who_is_told(duty, rules)
    if to is not None and rules.watches_owners:
        key = owner_gone_key(duty.key, duty.ticket.assignee or owner.name)
        yield Nudge(key, Sort.OWNER_GONE, duty, to, duty.ticket.opened)


def owner_gone_key(write_back: str, handle: str) -> str:
    """The key of saying that who has a write-back is no longer there."""
    return comment_key(write_back, f"{Sort.OWNER_GONE}:{digest(handle)}")


def _unassigned(duty: Duty, rules: Rules) -> Iterator[Nudge]:
    ticket, to = duty.ticket, _who_is_told(duty, rules)
    opened = day_of(ticket.opened, rules.working.zone)
    if rules.assigned_within is not None:
        at = _opens(opened, rules, rules.assigned_within)
    elif rules.escalate_after is not None and ticket.due is not None:
        at = _opens(ticket.due, rules, rules.escalate_after)
    else:
        return
    if to is not None:
        key = comment_key(duty.key, f"{Sort.UNASSIGNED}:{ticket.due or 'no-date'}")
        yield Nudge(key, Sort.UNASSIGNED, duty, to, at)


def _who_is_told(duty: Duty, rules: Rules) -> Person | None:
    """Who is told what the owner does not settle; never the owner."""
    owner = duty.owner.name if duty.owner else ""
    others = (rules.escalate_to, duty.carrier)
    return next((one for one in others if one and one.name != owner), None)


def _opens(day: date, rules: Rules, span: timedelta = timedelta(0)) -> datetime:
    """When the quiet hours of the working day are over on which `span` ends."""
    return rules.working.opens(rules.working.after(day, span), rules.quiet_until)
