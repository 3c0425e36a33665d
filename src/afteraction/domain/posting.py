"""When a report is posted, and how the ticket is known that holds it.

Pure. A period begins with a day of the team's zone; its report is due as soon as that
day's quiet hours are over, on the first working day.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from afteraction.domain.calendar import day_of
from afteraction.domain.identity import digest
from afteraction.domain.reminders import Rules
from afteraction.domain.working_days import WEEKDAYS

DAILY, MONTHLY = "day", "month"
_KEY = "report-"


@dataclass(frozen=True, slots=True)
class Posting:
    """Where and how often the report is posted."""

    tracker: str
    labels: tuple[str, ...]
    every: str = "mon"
    """`day`, `month` (on its first day), or a weekday as in `WEEKDAYS`."""
    standing: bool = False
    """One ticket that is brought up to date, instead of one a period."""

    def period(self, today: date) -> date:
        """The day with which the period began in which `today` is."""
        if self.every == DAILY:
            return today
        if self.every == MONTHLY:
            return today.replace(day=1)
        since = (today.weekday() - WEEKDAYS.index(self.every)) % len(WEEKDAYS)
        return today - timedelta(days=since)

    def key(self, installation: str, period: date) -> str:
        """The key of the ticket that holds the report of a period."""
        which = "standing" if self.standing else str(period)
        return f"{_KEY}{digest(installation, self.tracker)}-{which}"


def is_report_key(key: str) -> bool:
    """Whether a key is that of a report, and not of a part of a loop."""
    return key.startswith(_KEY)


def due_from(period: date, rules: Rules) -> datetime:
    """From when on the report of a period is due."""
    return rules.working.opens(rules.working.at_or_after(period), rules.quiet_until)


def period_at(posting: Posting, rules: Rules, now: datetime) -> date:
    """The day with which the present period began."""
    return posting.period(day_of(now, rules.working.zone))
