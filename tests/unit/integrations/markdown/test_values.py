"""Times and days as people write them, with the near misses."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

import pytest

from afteraction.integrations.markdown.values import (
    clean,
    read_day,
    read_end,
    read_instant,
    read_start,
    shown,
)

NINE = datetime(2026, 11, 18, 9, 12, tzinfo=UTC)
BERLIN = ZoneInfo("Europe/Berlin")


@pytest.mark.parametrize(
    "text",
    [
        "2026-11-18T09:12:00Z",
        "2026-11-18T09:12Z",
        "2026-11-18t09:12:00z",
        "2026-11-18 09:12:00 UTC",
        "2026-11-18T9:12:00Z",
        "2026-11-18 10:12:00 +01:00",
        "2026-11-18T10:12:00+0100",
        "2026-11-18T10:12+01",
        "2026-11-18T04:12:00.000-05:00",
    ],
)
def test_an_instant(text: str) -> None:
    assert read_instant(text) == NINE
    assert read_instant(text).tzinfo is UTC


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("2026-11-18T09:12:00", "has no time zone"),
        ("2026-11-18 09:12", "has no time zone"),
        ("2026-11-18", "is no time"),
        ("yesterday", "is no time"),
        ("2026-11-31T09:12:00Z", "is no time"),
        ("2026-11-18T25:12:00Z", "is no time"),
        ("2026-11-18T09:12:00 CET", "is no time"),
        ("2026-11-18T09:12:00+99:00", "is no time"),
        ("0001-01-01T00:00:00+02:00", "is no time"),
        ("1763457120", "is no time"),
        ("9999-12-30T23:59:59Z", "is too far away"),
        ("0202-11-18T09:12:00Z", "is too far away"),
        ("20261118T091200Z", "is no time"),
        ("٢٠٢٦-11-18T09:12:00Z", "is no time"),
        ("", "is no time"),
    ],
)
def test_no_instant(text: str, why: str) -> None:
    with pytest.raises(ValueError, match=why):
        read_instant(text)


def test_a_day() -> None:
    assert read_day("2026-12-01") == date(2026, 12, 1)


@pytest.mark.parametrize(
    "text", ["2026-12-1", "2026-12-32", "01.12.2026", "20261201", "2026-W49-2", ""]
)
def test_no_day(text: str) -> None:
    with pytest.raises(ValueError, match="is no day"):
        read_day(text)


def test_a_sprint_begins_and_ends_with_a_day_of_its_zone() -> None:
    assert read_start("2026-11-16", BERLIN) == datetime(2026, 11, 15, 23, tzinfo=UTC)
    assert read_end("2026-11-27", BERLIN) == datetime(
        2026, 11, 27, 22, 59, 59, tzinfo=UTC
    )


@pytest.mark.parametrize("read", [read_start, read_end])
def test_a_sprint_begins_and_ends_at_a_time(
    read: Callable[[str, ZoneInfo], datetime],
) -> None:
    assert read("2026-11-18T10:12:00+01:00", BERLIN) == NINE


def test_days_at_the_end_of_the_calendar_are_no_bug() -> None:
    with pytest.raises(ValueError, match="is too far away"):
        read_end("9999-12-31", BERLIN)
    with pytest.raises(ValueError, match="is no day"):
        read_start("0001-01-01", BERLIN)


def test_what_is_shown_is_one_short_line() -> None:
    assert shown("a\n b\x1b[31m") == '"a b\ufffd[31m"'
    assert len(shown("x" * 1000)) < 70


def test_what_no_file_can_hold_is_replaced() -> None:
    assert clean("a\x00b\ud83dc🙂\x1b") == "a\ufffdb\ufffdc🙂\x1b"
