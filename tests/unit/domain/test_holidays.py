"""Days off as calendars publish them, and in which line one is broken."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from afteraction.domain.holidays import HolidayProblem, Holidays, read_holidays

DAY = timedelta(days=1)


def calendar(*events: str, end: str = "\r\n") -> bytes:
    """A calendar as programs write it; each event is its lines."""
    lines = ["BEGIN:VCALENDAR", "VERSION:2.0"]
    for event in events:
        lines += ["BEGIN:VEVENT", *event.strip().split("\n"), "END:VEVENT"]
    return end.join([*lines, "END:VCALENDAR", ""]).encode()


def read(data: bytes) -> Holidays:
    found = read_holidays(data)
    assert isinstance(found, Holidays), found
    return found


def days(*events: str, years: tuple[int, int] = (2026, 2029)) -> list[str]:
    """The days off that these events make in some years."""
    holidays = read(calendar(*events))
    first, last = date(years[0], 1, 1), date(years[1], 1, 1)
    every = (first + number * DAY for number in range((last - first).days))
    return [str(day) for day in every if day in holidays]


CHRISTMAS = "DTSTART;VALUE=DATE:20261225\nDTEND;VALUE=DATE:20261227"


@pytest.mark.parametrize(
    ("event", "expected"),
    [
        ("DTSTART;VALUE=DATE:20261225", ["2026-12-25"]),
        ("DTSTART:20261225", ["2026-12-25"]),
        # The end is the day after the last one, or no end at all.
        (CHRISTMAS, ["2026-12-25", "2026-12-26"]),
        ("DTSTART:20261225\nDTEND:20261225", ["2026-12-25"]),
        ("DTSTART:20261225\nDURATION:P2D", ["2026-12-25", "2026-12-26"]),
        (
            "DTSTART:20261228\nDURATION:P1W",
            [f"2026-12-{n}" for n in (28, 29, 30, 31)]
            + [f"2027-01-0{n}" for n in (1, 2, 3)],
        ),
        # A whole day as Outlook writes it; a meeting and a half day are none.
        (
            "DTSTART;TZID=Europe/Berlin:20261225T000000\nDTEND:20261226T000000",
            ["2026-12-25"],
        ),
        ("DTSTART:20261224T120000\nDTEND:20261225T000000", []),
        ("DTSTART:20261224T000000Z\nDTEND:20261225T000000Z", []),
        ("DTSTART:20261225\nSTATUS:CANCELLED", []),
        # Public calendars say so of every holiday: it blocks no meeting.
        ("DTSTART:20261225\nTRANSP:TRANSPARENT", ["2026-12-25"]),
        ("dtstart;value=date:20261225", ["2026-12-25"]),
        ("DTSTART:20261225\nRDATE:20261231,20270105", None),
        ('DTSTART;X-NOTE="a;b:c";VALUE=DATE:20261225', ["2026-12-25"]),
        # What stands within an event is not the event's.
        (
            "DTSTART:20261225\nBEGIN:VALARM\nDTSTART:20270101\nEND:VALARM",
            ["2026-12-25"],
        ),
        # Folded, in the middle of a word and of a day.
        ("DTST\n ART:2026\n\t1225", ["2026-12-25"]),
    ],
)
def test_an_event(event: str, expected: list[str] | None) -> None:
    more = ["2026-12-25", "2026-12-31", "2027-01-05"]
    assert days(event) == (more if expected is None else expected)


@pytest.mark.parametrize(
    ("event", "expected"),
    [
        (
            "DTSTART:20200501\nRRULE:FREQ=YEARLY",
            ["2026-05-01", "2027-05-01", "2028-05-01"],
        ),
        (
            "DTSTART:20201225\nDTEND:20201227\nRRULE:FREQ=YEARLY",
            [f"{year}-12-{n}" for year in (2026, 2027, 2028) for n in (25, 26)],
        ),
        # It begins in one year and ends in the next.
        (
            "DTSTART:20251231\nDTEND:20260102\nRRULE:FREQ=YEARLY;COUNT=2",
            ["2026-01-01", "2026-12-31", "2027-01-01"],
        ),
        # Leap days, and the fourth Thursday in November.
        ("DTSTART:20240229\nRRULE:FREQ=YEARLY", ["2028-02-29"]),
        (
            "DTSTART:20201126\nRRULE:FREQ=YEARLY;BYMONTH=11;BYDAY=4TH",
            ["2026-11-26", "2027-11-25", "2028-11-23"],
        ),
        # The last day counts, with an hour and without.
        (
            "DTSTART:20200501\nRRULE:FREQ=YEARLY;UNTIL=20270501",
            ["2026-05-01", "2027-05-01"],
        ),
        (
            "DTSTART:20200501\nRRULE:UNTIL=20270501T000000Z;FREQ=YEARLY",
            ["2026-05-01", "2027-05-01"],
        ),
        (
            "DTSTART:20200501\nRRULE:FREQ=YEARLY\nEXDATE:20270501",
            ["2026-05-01", "2028-05-01"],
        ),
        ("DTSTART:20261218\nRRULE:FREQ=WEEKLY;COUNT=2", ["2026-12-18", "2026-12-25"]),
        ("DTSTART:20261218\nRRULE:FREQ=YEARLY;COUNT=1\nRDATE:20261221", None),
    ],
)
def test_what_comes_again(event: str, expected: list[str] | None) -> None:
    more = ["2026-12-18", "2026-12-21"]
    assert days(event) == (more if expected is None else expected)


def test_one_of_a_series_that_was_moved() -> None:
    series = "UID:a\nDTSTART:20260501\nRRULE:FREQ=YEARLY"
    moved = "UID:a\nDTSTART:20270503\nRECURRENCE-ID;VALUE=DATE:20270501"

    assert days(series, moved) == ["2026-05-01", "2027-05-03", "2028-05-01"]


def test_every_way_to_end_a_line() -> None:
    for end in ("\n", "\r\n", "\r"):
        assert date(2026, 12, 25) in read(calendar(CHRISTMAS, end=end))


def test_a_letter_that_is_folded_in_its_middle() -> None:
    data = calendar("SUMMARY:Dreikönigstag\nDTSTART:20270106")
    cut = data.index("ö".encode()) + 1

    assert date(2027, 1, 6) in read(data[:cut] + b"\r\n " + data[cut:])


def test_a_mark_of_byte_order_and_no_event_at_all() -> None:
    assert read(b"\xef\xbb\xbf" + calendar()) == Holidays()


@pytest.mark.parametrize(
    ("data", "line", "words"),
    [
        (b"", 1, "there is nothing in it"),
        (b"\r\n\r\n", 1, "there is nothing in it"),
        (b"<html>", 1, "“<html>” is no line of a calendar"),
        (b"DTSTART:20261225", 1, "BEGIN:VCALENDAR is expected here"),
        (b"BEGIN:VEVENT\nEND:VEVENT", 1, "BEGIN:VCALENDAR is expected here"),
        (b"BEGIN:VCALENDAR\nEND:VEVENT", 2, "ends VEVENT, which is not open"),
        (
            b"BEGIN:VCALENDAR\nBEGIN:VEVENT\nDTSTART:20261225",
            1,
            "VCALENDAR does not end; the file is cut off",
        ),
        (b"BEGIN:VCALENDAR\nSUMMARY:\xff", 2, "is not UTF-8 text"),
        (calendar("SUMMARY:a"), 3, "this event does not say when it is (DTSTART)"),
        (calendar("SUMMARY:a\nDTSTART:soon"), 5, "“soon” is no day"),
        (calendar("DTSTART:20260230"), 4, "“20260230” is no day"),
        (calendar("DTSTART:02260225"), 4, "“02260225” is no day"),
        (calendar("DTSTART:2026-12-25"), 4, "“2026-12-25” is no day"),
        (calendar("DTSTART:20261225\nDTEND:20261224"), 5, "ends before it begins"),
        (calendar("DTSTART:20261225\nDURATION:PT1H"), 5, "“PT1H” is no number of days"),
        (calendar("DTSTART:20261225\nEXDATE:x"), 5, "“x” is no day"),
        (calendar("DTSTART:20261225\nno colon"), 5, "“no colon” is no line"),
        # Lines are those of the file, not those after unfolding.
        (calendar("SUMMARY:a\n b\n c\nDTSTART:x"), 7, "“x” is no day"),
    ],
)
def test_what_can_not_be_read(data: bytes, line: int, words: str) -> None:
    problem = read_holidays(data)

    assert isinstance(problem, HolidayProblem)
    assert problem.line == line
    assert words in problem.message


@pytest.mark.parametrize(
    "rule",
    [
        "FREQ=SOMETIMES",
        "FREQ=HOURLY",
        "FREQ=SECONDLY;COUNT=3",
        "FREQ=YEARLY;INTERVAL=0",
        "FREQ=YEARLY;INTERVAL=00",
        "FREQ=YEARLY;BYSECOND=1",
        "FREQ=YEARLY;COUNT=many",
        "FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=30",
        "FREQ",
        "every year",
        "COUNT=2",
    ],
)
def test_a_rule_that_says_nothing(rule: str) -> None:
    problem = read_holidays(calendar(f"DTSTART:20261225\nRRULE:{rule}"))

    assert isinstance(problem, HolidayProblem)
    assert problem.line == 5
    assert "does not say on which days it comes again" in problem.message


@given(st.binary(max_size=200))
def test_whatever_the_file_holds_it_is_read_or_its_line_named(data: bytes) -> None:
    found = read_holidays(b"BEGIN:VCALENDAR\n" + data)

    if isinstance(found, HolidayProblem):
        assert 1 <= found.line <= data.count(b"\n") + data.count(b"\r") + 20
        assert found.message


@given(st.dates(date(2000, 1, 1), date(2100, 1, 1)), st.integers(1, 20))
def test_an_event_takes_off_its_days_and_no_others(first: date, count: int) -> None:
    end = first + count * DAY
    holidays = read(calendar(f"DTSTART:{first:%Y%m%d}\nDTEND:{end:%Y%m%d}"))

    assert first - DAY not in holidays
    assert all(first + number * DAY in holidays for number in range(count))
    assert end not in holidays
