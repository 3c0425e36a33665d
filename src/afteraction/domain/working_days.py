"""Which days a team works, and from which hour of them it may be spoken to.

Pure: days belong to the team's zone, instants are aware and in UTC. A span is counted
in calendar days, as people mean "seven days", and what then falls on a day off moves
to the nearest working day. Which days are holidays is read by `holidays`.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from afteraction.domain.calendar import DAY, day_of
from afteraction.domain.holidays import NO_HOLIDAYS, Holidays

WEEKDAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
"""As the configuration calls them, in `date.weekday`'s order."""

_FARTHEST = 366
"""A calendar that takes off a whole year is a mistake: then no day is looked for."""


@dataclass(frozen=True, slots=True)
class WorkingDays:
    """The days on which a team works."""

    zone: ZoneInfo
    skip: tuple[int, ...] = ()
    """Days of the week that are off, Monday being 0."""
    holidays: Holidays = NO_HOLIDAYS

    def works(self, day: date) -> bool:
        """Whether `day` is a working day."""
        return day.weekday() not in self.skip and day not in self.holidays

    def at_or_after(self, day: date) -> date:
        """The first working day from `day` on, that day included."""
        return self._nearest(day, DAY)

    def at_or_before(self, day: date) -> date:
        """The last working day up to `day`, that day included."""
        return self._nearest(day, -DAY)

    def after(self, day: date, span: timedelta) -> date:
        """The first working day when `span`, of whole days, is over."""
        return self.at_or_after(_plus(day, span))

    def opens(self, day: date, until: time) -> datetime:
        """The instant of `day` when its quiet hours are over, in UTC.

        Where the clocks skip that hour, as much later as they skip; where they show
        it twice, the first time.
        """
        moment = datetime.combine(day, until, self.zone)
        try:
            return moment.astimezone(UTC)
        except OverflowError:  # at the very ends of the calendar
            return moment.replace(tzinfo=UTC)

    def is_open(self, now: datetime, until: time) -> bool:
        """Whether `now` is on a working day and its quiet hours are over."""
        return self.next_open(now, until) == now

    def next_open(self, now: datetime, until: time) -> datetime:
        """The first instant from `now` on, on a working day, after its quiet hours."""
        today = day_of(now, self.zone)
        return max(now, self.opens(self.at_or_after(today), until))

    def _nearest(self, day: date, step: timedelta) -> date:
        found = day
        for _ in range(_FARTHEST):
            if self.works(found):
                return found
            found = _plus(found, step)
        return day


def _plus(day: date, span: timedelta) -> date:
    """Some write 9999-12-31 for "never", and there is no later day."""
    try:
        return day + span
    except OverflowError:
        return date.max if span > timedelta(0) else date.min
