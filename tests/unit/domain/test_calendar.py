"""When days end, also where the clocks change, the date line moves or a year leaps."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from afteraction.domain.calendar import day_of, end_of_day, review_due


def utc(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


# A day ends where the next one begins, whatever the clocks do in between.
ENDS = [
    ("UTC", "2026-11-21", "2026-11-22T00:00"),
    ("Europe/Berlin", "2026-11-21", "2026-11-21T23:00"),
    ("America/New_York", "2026-11-21", "2026-11-22T05:00"),
    ("Asia/Kathmandu", "2026-11-21", "2026-11-21T18:15"),
    ("Pacific/Kiritimati", "2026-11-21", "2026-11-21T10:00"),
    # The days on which the clocks change: 23 and 25 hours long.
    ("Europe/Berlin", "2026-03-28", "2026-03-28T23:00"),
    ("Europe/Berlin", "2026-03-29", "2026-03-29T22:00"),
    ("Europe/Berlin", "2026-10-24", "2026-10-24T22:00"),
    ("Europe/Berlin", "2026-10-25", "2026-10-25T23:00"),
    # There is no midnight: the clocks go from 24:00 to 1:00.
    ("America/Santiago", "2026-09-05", "2026-09-06T04:00"),
    # There are two: at 24:00 they go back to 23:00, and the day goes on.
    ("America/Santiago", "2026-04-04", "2026-04-05T04:00"),
    # A day that never was: Samoa crossed the date line.
    ("Pacific/Apia", "2011-12-29", "2011-12-30T10:00"),
    ("Pacific/Apia", "2011-12-30", "2011-12-30T10:00"),
    ("UTC", "2028-02-28", "2028-02-29T00:00"),
    ("UTC", "2028-02-29", "2028-03-01T00:00"),
    ("UTC", "2027-02-28", "2027-03-01T00:00"),
    ("UTC", "2026-12-31", "2027-01-01T00:00"),
    ("America/New_York", "9999-12-30", "9999-12-31T05:00"),
]


@pytest.mark.parametrize(("zone", "day", "end"), ENDS)
def test_the_end_of_a_day(zone: str, day: str, end: str) -> None:
    assert end_of_day(date.fromisoformat(day), ZoneInfo(zone)) == utc(end)


def test_a_day_that_never_ends() -> None:
    end = end_of_day(date.max, ZoneInfo("America/New_York"))
    assert end == datetime.max.replace(tzinfo=UTC)


@pytest.mark.parametrize(("zone", "day", "end"), ENDS)
def test_the_last_moment_of_a_day_is_in_it(zone: str, day: str, end: str) -> None:
    there = ZoneInfo(zone)
    assert day_of(utc(end) - datetime.resolution, there) <= date.fromisoformat(day)
    assert day_of(utc(end), there) > date.fromisoformat(day)


@pytest.mark.parametrize(
    ("zone", "day"),
    [
        ("UTC", "2026-11-21"),
        ("Europe/Berlin", "2026-11-22"),
        ("America/New_York", "2026-11-21"),
    ],
)
def test_the_day_of_an_instant(zone: str, day: str) -> None:
    late = utc("2026-11-21T23:30")
    assert day_of(late, ZoneInfo(zone)) == date.fromisoformat(day)


@pytest.mark.parametrize(
    ("opened", "due"),
    [
        ("2026-11-18T12:00", "2026-11-21T12:00"),
        ("2026-11-20T12:00", "2026-11-21T12:00"),
        # Opened long after the end: nobody is late on the first day.
        ("2026-12-20T12:00", "2026-12-21T12:00"),
    ],
)
def test_when_a_review_is_due(opened: str, due: str) -> None:
    made = review_due(
        utc("2026-11-18T12:00"),
        utc(opened),
        due=timedelta(hours=72),
        grace=timedelta(hours=24),
    )
    assert made == utc(due)
