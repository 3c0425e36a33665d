"""Working days and quiet hours, also where clocks change and years leap."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from afteraction.domain.calendar import day_of
from afteraction.domain.holidays import Holidays, Repeated
from afteraction.domain.working_days import WEEKDAYS, WorkingDays

WEEKEND = (5, 6)
BERLIN = ZoneInfo("Europe/Berlin")
NINE = time(9)
CHRISTMAS = Holidays(
    (date(2028, 2, 29),),
    (Repeated(date(2020, 12, 25), timedelta(days=2), "FREQ=YEARLY"),),
)
AT_WORK = WorkingDays(BERLIN, WEEKEND, CHRISTMAS)


def day(text: str) -> date:
    return date.fromisoformat(text)


def utc(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


@pytest.mark.parametrize(
    ("asked", "before", "after"),
    [
        ("2026-11-18", "2026-11-18", "2026-11-18"),  # a Wednesday
        ("2026-11-20", "2026-11-20", "2026-11-20"),
        ("2026-11-21", "2026-11-20", "2026-11-23"),
        ("2026-11-22", "2026-11-20", "2026-11-23"),
        # Friday and Saturday off by the calendar, then Sunday.
        ("2026-12-25", "2026-12-24", "2026-12-28"),
        ("2026-12-27", "2026-12-24", "2026-12-28"),
        ("2028-02-29", "2028-02-28", "2028-03-01"),
        ("2032-02-29", "2032-02-27", "2032-03-01"),  # a Sunday
        # The ends of the calendar: both on days that are worked.
        ("9999-12-31", "9999-12-31", "9999-12-31"),
        ("0001-01-01", "0001-01-01", "0001-01-01"),
    ],
)
def test_the_nearest_working_day(asked: str, before: str, after: str) -> None:
    assert AT_WORK.at_or_before(day(asked)) == day(before)
    assert AT_WORK.at_or_after(day(asked)) == day(after)
    assert AT_WORK.works(day(asked)) is (before == after)


@pytest.mark.parametrize(
    ("start", "days", "expected"),
    [
        ("2026-11-18", 0, "2026-11-18"),
        ("2026-11-18", 3, "2026-11-23"),
        ("2026-11-18", 7, "2026-11-25"),
        ("2026-12-18", 7, "2026-12-28"),
        ("2028-02-22", 7, "2028-03-01"),
        ("9999-12-30", 7, "9999-12-31"),
    ],
)
def test_a_span_ends_on_a_working_day(start: str, days: int, expected: str) -> None:
    assert AT_WORK.after(day(start), timedelta(days=days)) == day(expected)


def test_a_team_that_never_works_is_taken_at_its_word() -> None:
    """It would be a mistake in a calendar; nothing may wait for ever."""
    never = WorkingDays(BERLIN, tuple(range(7)))

    assert never.at_or_after(day("2026-11-18")) == day("2026-11-18")
    assert never.next_open(utc("2026-11-18T03:00"), NINE) == utc("2026-11-18T08:00")


def test_all_days_are_worked_where_nothing_else_is_said() -> None:
    assert all(WorkingDays(BERLIN).works(date(2026, 11, n)) for n in range(1, 31))
    assert WEEKDAYS[date(2026, 11, 18).weekday()] == "wed"


@pytest.mark.parametrize(
    ("zone", "until", "now", "expected"),
    [
        # Wednesday: at night, at nine, later on.
        ("Europe/Berlin", "09:00", "2026-11-18T02:00", "2026-11-18T08:00"),
        ("Europe/Berlin", "09:00", "2026-11-18T07:59:59", "2026-11-18T08:00"),
        ("Europe/Berlin", "09:00", "2026-11-18T08:00", "2026-11-18T08:00"),
        ("Europe/Berlin", "09:00", "2026-11-18T22:59", "2026-11-18T22:59"),
        # It is Thursday already where the team is.
        ("Europe/Berlin", "09:00", "2026-11-18T23:00", "2026-11-19T08:00"),
        ("Asia/Kathmandu", "09:00", "2026-11-18T18:15", "2026-11-19T03:15"),
        # Friday night, and the weekend.
        ("Europe/Berlin", "09:00", "2026-11-20T23:00", "2026-11-23T08:00"),
        ("Europe/Berlin", "09:00", "2026-11-21T12:00", "2026-11-23T08:00"),
        ("Europe/Berlin", "00:00", "2026-11-21T12:00", "2026-11-22T23:00"),
        # Over the nights in which the clocks change.
        ("Europe/Berlin", "09:00", "2026-03-27T23:30", "2026-03-30T07:00"),
        ("Europe/Berlin", "09:00", "2026-10-23T22:30", "2026-10-26T08:00"),
        # At Christmas, and on a leap day that is off.
        ("Europe/Berlin", "09:00", "2026-12-24T23:30", "2026-12-28T08:00"),
        ("Europe/Berlin", "09:00", "2028-02-28T23:30", "2028-03-01T08:00"),
    ],
)
def test_when_somebody_may_be_spoken_to(
    zone: str, until: str, now: str, expected: str
) -> None:
    working = WorkingDays(ZoneInfo(zone), WEEKEND, CHRISTMAS)
    hour = time.fromisoformat(until)

    assert working.next_open(utc(now), hour) == utc(expected)
    assert working.is_open(utc(now), hour) is (now == expected)


@pytest.mark.parametrize(
    ("zone", "until", "on", "expected"),
    [
        # 02:30 is skipped in spring and comes twice in autumn.
        ("Europe/Berlin", "02:30", "2026-03-29", "2026-03-29T01:30"),
        ("Europe/Berlin", "02:30", "2026-10-25", "2026-10-25T00:30"),
        # There is no midnight: the clocks go from 24:00 to 1:00.
        ("America/Santiago", "00:00", "2026-09-06", "2026-09-06T04:00"),
        ("Asia/Kathmandu", "23:59", "2026-11-18", "2026-11-18T18:14"),
        ("America/New_York", "09:00", "9999-12-31", "9999-12-31T14:00"),
        # Where the ends of the calendar are, nothing is added and nothing breaks.
        ("Asia/Tokyo", "09:00", "0001-01-01", "0001-01-01T09:00"),
        ("America/New_York", "23:00", "9999-12-31", "9999-12-31T23:00"),
    ],
)
def test_when_a_day_opens(zone: str, until: str, on: str, expected: str) -> None:
    working = WorkingDays(ZoneInfo(zone))

    assert working.opens(day(on), time.fromisoformat(until)) == utc(expected)


ZONES = st.sampled_from(
    ["UTC", "Europe/Berlin", "America/Santiago", "Asia/Kathmandu", "Pacific/Apia"]
)


@given(
    st.datetimes(
        datetime(2011, 1, 1),  # noqa: DTZ001 - hypothesis adds the zone
        datetime(2040, 1, 1),  # noqa: DTZ001
        timezones=st.just(UTC),
    ),
    ZONES,
    st.times(),
    st.sets(st.integers(0, 6), max_size=6),
)
@example(utc("2026-10-25T01:30"), "Europe/Berlin", time(2, 45), set())
@example(utc("2026-03-29T01:10"), "Europe/Berlin", time(2, 45), set())
def test_the_next_open_instant(
    now: datetime, zone: str, until: time, skip: set[int]
) -> None:
    """Never before now, on a working day, and when it is there it stays."""
    working = WorkingDays(ZoneInfo(zone), tuple(sorted(skip)), CHRISTMAS)

    found = working.next_open(now, until)

    assert found >= now
    assert found - now < timedelta(days=14)
    assert working.is_open(found, until)
    assert working.works(day_of(found, working.zone))
