"""Days and instants: when a day ends, when a review is due.

Instants are aware and in UTC, days belong to the team's zone. Reading what people
write as a date is in `dates`.
"""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

DAY = timedelta(days=1)


def end_of_day(day: date, zone: ZoneInfo) -> datetime:
    """The first instant after `day` in `zone`: due that day means before this."""
    if day == date.max:  # "9999-12-31" is how some people write "never".
        return datetime.max.replace(tzinfo=UTC)
    return datetime.combine(day + DAY, time(), zone).astimezone(UTC)


def begin_of(day: date, zone: ZoneInfo) -> datetime:
    """The first instant of `day` in `zone`."""
    return datetime.combine(day, time(), zone).astimezone(UTC)


def day_of(instant: datetime, zone: ZoneInfo) -> date:
    """The day on which `instant` falls in `zone`."""
    return instant.astimezone(zone).date()


def review_due(
    ended: datetime, opened: datetime, *, due: timedelta, grace: timedelta
) -> datetime:
    """When a review is due: nobody is late on the day it was opened (rule 18)."""
    return max(ended + due, opened + grace)
