"""Rule 24: the days people write, and what is never guessed."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from afteraction.domain.dates import DateProblem, read_date

WEDNESDAY = date(2026, 11, 18)
SPRINT_END = date(2026, 11, 27)


def read(text: str, said_on: date = WEDNESDAY) -> date | DateProblem:
    return read_date(text, said_on=said_on, sprint_end=SPRINT_END)


def problem(text: str, said_on: date = WEDNESDAY) -> str:
    found = read(text, said_on)
    assert isinstance(found, DateProblem), found
    return found.message


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        # a day by its name
        ("2026-12-01", "2026-12-01"),
        ("2026-12-1", "2026-12-01"),
        ("2020-02-29", "2020-02-29"),
        ("2026\u201112\u201101", "2026-12-01"),
        ("1 Dec 2026", "2026-12-01"),
        ("01 Dec 2026", "2026-12-01"),
        ("1-Dec-2026", "2026-12-01"),
        ("1 December, 2026", "2026-12-01"),
        ("1st of December 2026", "2026-12-01"),
        ("the 1st of December 2026", "2026-12-01"),
        ("Dec 1, 2026", "2026-12-01"),
        ("Dec. 1st 2026", "2026-12-01"),
        ("DECEMBER 1 2026", "2026-12-01"),
        ("Sept 3, 2027", "2027-09-03"),
        ("Sep. 3 2027", "2027-09-03"),
        ("May 5 2027", "2027-05-05"),
        ("28 Feb 2025", "2025-02-28"),
        # without its year: the first from the day it was said on
        ("December 1", "2026-12-01"),
        ("1 Dec", "2026-12-01"),
        ("the 1st of December", "2026-12-01"),
        ("December the 1st", "2026-12-01"),
        ("18 Nov", "2026-11-18"),
        ("17 Nov", "2027-11-17"),
        ("Jan 2", "2027-01-02"),
        # with its day of the week
        ("Tuesday 2026-12-01", "2026-12-01"),
        ("Tue, 1 Dec 2026", "2026-12-01"),
        ("Tuesday, December 1", "2026-12-01"),
        ("Tuesday the 1st of December", "2026-12-01"),
        # a day of the week: the first one after
        ("Friday", "2026-11-20"),
        ("fri", "2026-11-20"),
        ("Thurs.", "2026-11-19"),
        ("on Friday", "2026-11-20"),
        ("this Friday", "2026-11-20"),
        ("by Friday", "2026-11-20"),
        ("before Friday", "2026-11-20"),
        ("Tuesday", "2026-11-24"),
        ("Wednesday", "2026-11-25"),
        ("this Wednesday", "2026-11-25"),
        ("next Friday", "2026-11-27"),
        ("next Wednesday", "2026-11-25"),
        ("next Monday", "2026-11-23"),
        ("by next Sunday", "2026-11-29"),
        # the end of a day is that day
        ("by EOD Tuesday", "2026-11-24"),
        ("EOD on 1 Dec", "2026-12-01"),
        ("by end of day Friday", "2026-11-20"),
        ("Friday EOD", "2026-11-20"),
        ("Friday, close of business", "2026-11-20"),
        ("EOD", "2026-11-18"),
        ("by end of day", "2026-11-18"),
        # a distance
        ("today", "2026-11-18"),
        ("tomorrow", "2026-11-19"),
        ("by EOD tomorrow", "2026-11-19"),
        ("in 0 days", "2026-11-18"),
        ("in 1 day", "2026-11-19"),
        ("in ten days", "2026-11-28"),
        ("in a week", "2026-11-25"),
        ("in 2 weeks", "2026-12-02"),
        ("within two weeks", "2026-12-02"),
        ("in 3 months", "2027-02-18"),
        ("in a year", "2027-11-18"),
        ("in 2 working days", "2026-11-20"),
        ("in 3 working days", "2026-11-23"),
        ("in 5 working days", "2026-11-25"),
        ("in one business day", "2026-11-19"),
        ("in 10 workdays", "2026-12-02"),
        # the end of a time
        ("end of week", "2026-11-20"),
        ("by the end of the week", "2026-11-20"),
        ("EOW", "2026-11-20"),
        ("end of next week", "2026-11-27"),
        ("end of the month", "2026-11-30"),
        ("end of this month", "2026-11-30"),
        ("EOM", "2026-11-30"),
        ("end of next month", "2026-12-31"),
        ("end of November", "2026-11-30"),
        ("the end of October", "2027-10-31"),
        ("end of February 2028", "2028-02-29"),
        ("end of the year", "2026-12-31"),
        ("end of sprint", "2026-11-27"),
        ("end of the sprint", "2026-11-27"),
        ("by end of this sprint", "2026-11-27"),
        ("before the end of the sprint", "2026-11-27"),
        # how it is written
        ("  By\n  FRIDAY.  ", "2026-11-20"),
        ("`2026-12-01`", "2026-12-01"),
        ("**2026-12-01**", "2026-12-01"),
        ("by **Friday**", "2026-11-20"),
        ("_(by Friday)_", "2026-11-20"),
        ("(2026-12-01).", "2026-12-01"),
        ("2026-12-01,", "2026-12-01"),
        ("on\u00a01\u00a0Dec", "2026-12-01"),
    ],
)
def test_a_day_is_read(text: str, expected: str) -> None:
    assert read(text) == date.fromisoformat(expected)


@pytest.mark.parametrize(
    ("text", "said_on", "expected"),
    [
        # the days around a weekend, and a year's end
        ("Friday", "2026-11-20", "2026-11-27"),
        ("Friday", "2026-11-21", "2026-11-27"),
        ("next Friday", "2026-11-20", "2026-11-27"),
        ("next Friday", "2026-11-22", "2026-11-27"),
        ("next Friday", "2026-11-23", "2026-12-04"),
        ("Monday", "2026-11-22", "2026-11-23"),
        ("end of week", "2026-11-20", "2026-11-20"),
        ("end of week", "2026-11-21", "2026-11-27"),
        ("end of next week", "2026-11-21", "2026-11-27"),
        ("in 1 working day", "2026-11-20", "2026-11-23"),
        ("in 1 working day", "2026-11-21", "2026-11-23"),
        ("in 5 working days", "2026-11-21", "2026-11-27"),
        ("end of month", "2026-11-30", "2026-11-30"),
        ("end of next month", "2027-01-31", "2027-02-28"),
        ("in a month", "2027-01-31", "2027-02-28"),
        ("in a year", "2028-02-29", "2029-02-28"),
        ("tomorrow", "2026-12-31", "2027-01-01"),
        ("1 Jan", "2026-12-31", "2027-01-01"),
        ("29 Feb", "2028-01-05", "2028-02-29"),
        ("29 Feb", "2027-03-01", "2028-02-29"),
    ],
)
def test_a_day_counts_from_when_it_was_said(
    text: str, said_on: str, expected: str
) -> None:
    assert read(text, date.fromisoformat(said_on)) == date.fromisoformat(expected)


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("", "there is no day: write the day like 2026-12-01"),
        ("12", "“12” is a number without a month: write the day like 2026-12-01"),
        ("the 12th", "“the 12th” is a number without a month"),
        ("20261201", "“20261201” is a number without a month"),
        ("may", "“may” is a month, not a day: write the day like 2026-12-01"),
        ("Dec 2026", "“Dec 2026” is a month, not a day"),
        ("next December", "“next December” is a month, not a day"),
        ("1/12/2026", "may be 2026-01-12 or 2026-12-01: write the one you mean"),
        ("01.12.2026", "may be 2026-01-12 or 2026-12-01: write the one you mean"),
        ("01-12-2026", "may be 2026-01-12 or 2026-12-01: write the one you mean"),
        ("25/12/2026", "write it as 2026-12-25"),
        ("12/12/2026", "write it as 2026-12-12"),
        ("2026/12/01", "write it as 2026-12-01"),
        ("2026.12.01", "write it as 2026-12-01"),
        ("40/40/2026", "is in no calendar: write the day like 2026-12-01"),
        ("12/1", "“12/1” can be read in two ways: write the day like 2026-12-01"),
        ("1/12/26", "can be read in two ways"),
        ("soon", "“soon” is no day that can be read: write the day like 2026-12-01"),
        ("asap", "is no day that can be read"),
        ("two weeks", "is no day that can be read"),
        ("in some days", "is no day that can be read"),
        ("in 2 sprints", "is no day that can be read"),
        ("in 12345 days", "is no day that can be read"),
        ("next sprint", "is a span of time, not a day"),
        ("next week", "is a span of time, not a day"),
        ("by the next month", "is a span of time, not a day"),
        ("Q4", "is a quarter, not a day"),
        ("Q4 2025", "is a quarter, not a day"),
        ("(Target: Q4 2025)", "“(Target: Q4 2025)” is a quarter, not a day"),
        ("end of the quarter", "is a quarter, not a day"),
        ("P0", "is a priority, not a day"),
        ("**HIGH**", "is a priority, not a day"),
        ("31 Feb 2026", "“31 Feb 2026” is in no calendar"),
        ("2026-13-01", "is in no calendar"),
        ("2026-02-29", "is in no calendar"),
        ("0 Dec", "is no day: there is no 0 December"),
        ("0000-01-01", "is in no calendar"),
        ("in 9999 years", "is in no calendar"),
        ("Feb 29", "there is no 29 February in 2027; add the year you mean"),
        ("Friday 2026-12-01", "2026-12-01 is a Tuesday, not a Friday"),
        ("Fri 1 Dec", "2026-12-01 is a Tuesday, not a Friday; write the day only"),
        ("1 Dec or 8 Dec", "names more than one day"),
        ("2026-12-01 or 2026-12-08", "names more than one day"),
        ("2026-12-01 2026-12-01", "names more than one day"),
        ("Tuesday - Friday", "names more than one day"),
        ("today or tomorrow", "names more than one day"),
        ("2026-12-01T10:00Z", "a due date is a day: write it as 2026-12-01"),
        ("2026-12-01 10:00", "a due date is a day: write it as 2026-12-01"),
        ("2026-12-01 Europe/Berlin", "if 2026-12-01 is meant, write just that"),
        ("2026-12-01?", "if 2026-12-01 is meant, write just that"),
        ("around 1 Dec", "if 2026-12-01 is meant, write just that"),
        ("1 Dec 26", "says more than a day"),
        ("Friday 10:00 CET", "if 2026-11-20 is meant, write just that"),
        ("31 Feb 2026 at the latest", "says more than a day: write the day like"),
        ("not today", "says more than a day"),
        ("Fridays", "is no day that can be read"),
        ("mayday 5", "is no day that can be read"),
        ("\u0661\u0662", "is no day that can be read"),
    ],
)
def test_what_is_no_day_is_a_problem(text: str, message: str) -> None:
    assert message in problem(text)


def test_the_end_of_no_sprint_is_a_problem() -> None:
    found = read_date("end of sprint", said_on=WEDNESDAY)

    assert found == DateProblem(
        "“end of sprint” is not known: this is no sprint's review; "
        "write the day like 2026-12-01"
    )


def test_a_long_text_is_quoted_in_part() -> None:
    assert problem("when\n we " + "find time " * 20).startswith(
        "“when we find time find time find time find time find time f…” is no day"
    )


@pytest.mark.parametrize("text", ["tomorrow", "next Friday", "in 2 weeks", "in a year"])
def test_there_is_no_day_after_the_last(text: str) -> None:
    assert "write the day like 9999-12-01" in problem(text, date.max)


@given(st.dates(), st.dates())
def test_a_day_in_iso_reads_as_itself(day: date, said_on: date) -> None:
    assert read(day.isoformat(), said_on) == day


@given(st.dates(), st.dates())
def test_a_day_reads_as_itself_in_words(day: date, said_on: date) -> None:
    in_words = f"{day:%A}, the {day.day}th of {day:%B} {day.year:04}"

    assert read(in_words, said_on) == day


WORDS = st.sampled_from(
    "by on before this next in a 2 12 1st 29 31 Feb may dec. 2026 2026-12-01 1/12/2026"
    " the of end EOD week month sprint friday mon tomorrow days working or , . ` ( )"
    " 9999 ten years quarter q4 T10:00Z -".split()
)
LIKE_DATES = st.lists(WORDS, max_size=6).map(" ".join)


@given(st.text() | LIKE_DATES, st.dates(), st.none() | st.dates())
@example("\u0130", date.min, None)
@example("9" * 5000, date.max, None)
def test_no_text_is_too_much(text: str, said_on: date, sprint_end: date | None) -> None:
    found = read_date(text, said_on=said_on, sprint_end=sprint_end)

    if isinstance(found, DateProblem):
        assert len(found.message) < 250
        assert not found.message.endswith(".")
    else:
        assert read_date(found.isoformat(), said_on=said_on) == found
