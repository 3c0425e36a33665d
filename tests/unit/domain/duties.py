"""Write-backs to be reminded of, for the tests of what is said; no test in here."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from afteraction.domain.kinds import Kind
from afteraction.domain.people import Person
from afteraction.domain.reminders import Duty, Rules
from afteraction.domain.schedule import Schedule
from afteraction.domain.tickets import Reason, State, Ticket
from afteraction.domain.working_days import WorkingDays

DAY = timedelta(days=1)
BERLIN = ZoneInfo("Europe/Berlin")
ADA = Person("Ada Lovelace", (("notes", "ada"), ("plans", "ada.l")))
LIN = Person("Lin Clark", (("notes", "lin"), ("plans", "lin.c")))
BO = Person("Bo Diddley", (("notes", "bo"),))
DUE = date(2026, 12, 1)  # a Tuesday

RULES = Rules(
    working=WorkingDays(BERLIN, (5, 6)),
    schedule=Schedule((-2, 0, 3), 7),
    quiet_until=time(9),
    at_most_a_day=3,
    escalate_after=7 * DAY,
    assigned_within=3 * DAY,
    verify=30 * DAY,
)


def at(text: str) -> datetime:
    """An instant by the clocks in Berlin."""
    return datetime.fromisoformat(text).replace(tzinfo=BERLIN).astimezone(UTC)


def ticket(key: str = "0107", /, **values: object) -> Ticket:
    """A write-back's open ticket, but for these values."""
    usual = Ticket(
        tracker="notes",
        id=key,
        key=key,
        ref=f"notes:{key}",
        url=f"work/tickets/{key}.md",
        title="The alarm came an hour late",
        state=State.OPEN,
        reason=None,
        labels=("checklist", "afteraction"),
        assignee="ada",
        author="bot",
        opened=at("2026-11-16T10:00"),
        due=DUE,
    )
    return replace(usual, **values)  # type: ignore[arg-type]


def duty(key: str = "0107", /, **values: object) -> Duty:
    """What Ada owns and Lin carries on; the ticket's own values go to the ticket."""
    own = {name: values.pop(name) for name in (*values,) if hasattr(Ticket, name)}
    usual = Duty(
        key=f"review-1.f-{key}",
        ticket=ticket(key, **own),
        kind=Kind.AVOIDABLE,
        owner=ADA,
        carrier=LIN,
    )
    return replace(usual, **values)  # type: ignore[arg-type]


def done(when: str, **values: object) -> Duty:
    """What was done at this time."""
    return duty(state=State.CLOSED, reason=Reason.COMPLETED, closed=at(when), **values)
