"""The days that people write: "2026-12-01", "1 Dec", "by Friday", "in 2 weeks".

A small grammar that never guesses (rule 24): what can be read in two ways is a problem
that says what to write instead. A day comes out, never an hour: which day an instant
belongs to is the team's zone's business, in `calendar`. Not a general parser of dates,
and English only.

Decided here:

- "Friday" and "this Friday" are the first one after the day it was said, "next Friday"
  is the one in the calendar week after.
- "end of week" is the first Friday from the day it was said on, that day included.
- "by", "on" and "before" change nothing: the day that is named is the day it is due.
- A month and a day without a year are the first such day from the day it was said on.
- Numbers with slashes or dots are refused even where only one reading is a date, so
  that nobody learns to write them; the message has the reading.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from datetime import date, timedelta

from dateutil.relativedelta import FR, relativedelta

_WEEKDAYS = "Monday Tuesday Wednesday Thursday Friday Saturday Sunday".split()
_MONTHS = (
    "January February March April May June"
    " July August September October November December"
).split()
_COUNTS = "one two three four five six seven eight nine ten eleven twelve".split()


@dataclass(frozen=True, slots=True)
class DateProblem:
    """Text that is not one day, or not surely one."""

    message: str
    """What is wrong and what to write instead, as a clause without a full stop.

    It quotes the text as it was written: other people's words, not yet made inert.
    """


@dataclass(frozen=True, slots=True)
class _Said:
    """The days that other days are counted from."""

    on: date
    sprint_end: date | None


# What a rule makes of its words: a day, or the end of a message. A day that is in no
# calendar may also be raised as ValueError or OverflowError.
_Reading = date | str


@dataclass(frozen=True, slots=True)
class _Rule:
    words: re.Pattern[str]
    read: Callable[[re.Match[str], _Said], _Reading]


def read_date(
    text: str, *, said_on: date, sprint_end: date | None = None
) -> date | DateProblem:
    """The one day that `text` names, or why there is none.

    `said_on` is what "Friday" and "in 2 weeks" count from; `sprint_end` is what "end
    of sprint" means, None where there is no sprint. Never raises.
    """
    words = _plain(text)
    if not words:
        return DateProblem(f"there is no day: {_write_instead(said_on)}")
    said = _Said(said_on, sprint_end)
    reading = _read(words, said) or _why_not(words, said)
    if isinstance(reading, date):
        return reading
    return DateProblem(f"“{_quoted(text)}” {reading}")


# Before the rules: what may stand around a day without changing it.

_HYPHENS = str.maketrans({"\u2010": "-", "\u2011": "-", "*": None, "`": None})
_LEADING = re.compile(r"\A(?:(?:by|on|before) (?:the )?|the (?=[0-9]|end ))")
_END_OF_DAY = r"(?:eod|cob|end of (?:the )?day|close of business)"
_LEADING_EOD = re.compile(rf"\A{_END_OF_DAY},? (?:(?:on|of) )?(?=\S)")
_TRAILING_EOD = re.compile(rf",? {_END_OF_DAY}\Z")
_SHORT_FORMS = {"eow": "end of week", "eom": "end of month", "eoy": "end of year"}
_LONGEST_QUOTE = 60


def _plain(text: str) -> str:
    """Lower case, single spaces, without emphasis, brackets and leading words."""
    words = " ".join(text.translate(_HYPHENS).casefold().split()).strip(" ()_.,")
    words = _LEADING_EOD.sub("", _LEADING.sub("", words))
    words = _TRAILING_EOD.sub("", words)
    return _SHORT_FORMS.get(words, words)


def _quoted(text: str) -> str:
    line = " ".join(text.split())
    if len(line) <= _LONGEST_QUOTE:
        return line
    return f"{line[: _LONGEST_QUOTE - 1].rstrip()}…"


def _write_instead(said_on: date) -> str:
    return f"write the day like {said_on.year:04}-12-01"


# The rules, one for each way to name a day.


def _read_iso(found: re.Match[str], _said: _Said) -> _Reading:
    day = date(int(found["year"]), int(found["month"]), int(found["day"]))
    return _checked(day, found["weekday"])


def _read_named(found: re.Match[str], said: _Said) -> _Reading:
    month, day = _month(found["month"]), int(found["day"])
    if found["year"]:
        return _checked(date(int(found["year"]), month, day), found["weekday"])
    is_over = (month, day) < (said.on.month, said.on.day)
    year = said.on.year + is_over
    try:
        return _checked(date(year, month, day), found["weekday"])
    except ValueError:
        name = _MONTHS[month - 1]
        return f"is no day: there is no {day} {name} in {year}; add the year you mean"


def _checked(day: date, weekday: str | None) -> _Reading:
    """`day`, unless it falls on another day of the week than the one written."""
    if weekday is None or _weekday(weekday) == day.weekday():
        return day
    real, written = _WEEKDAYS[day.weekday()], _WEEKDAYS[_weekday(weekday)]
    return f"contradicts itself: {day} is a {real}, not a {written}; write the day only"


def _read_weekday(found: re.Match[str], said: _Said) -> _Reading:
    wanted = _weekday(found["weekday"])
    if found["next"]:
        monday = said.on + timedelta(days=7 - said.on.weekday())
        return monday + timedelta(days=wanted)
    return said.on + timedelta(days=(wanted - said.on.weekday() - 1) % 7 + 1)


def _read_today(_found: re.Match[str], said: _Said) -> _Reading:
    return said.on


def _read_tomorrow(_found: re.Match[str], said: _Said) -> _Reading:
    return said.on + timedelta(days=1)


def _read_distance(found: re.Match[str], said: _Said) -> _Reading:
    count = _count(found["count"])
    match found["unit"]:
        case "day":
            return said.on + relativedelta(days=count)
        case "week":
            return said.on + relativedelta(weeks=count)
        case "month":
            return said.on + relativedelta(months=count)
        case "year":
            return said.on + relativedelta(years=count)
        case _:
            return _working_days_after(said.on, count)


def _working_days_after(start: date, count: int) -> date:
    """Monday to Friday; holidays are not known here."""
    day = start
    while count > 0:
        day += timedelta(days=1)
        count -= day.weekday() <= FR.weekday
    return day


def _read_end(found: re.Match[str], said: _Said) -> _Reading:
    later = 1 if found["next"] else 0
    match found["span"]:
        case "week":
            if later:
                monday = said.on + timedelta(days=7 - said.on.weekday())
                return monday + timedelta(days=FR.weekday)
            return said.on + relativedelta(weekday=FR)
        case "month":
            return said.on + relativedelta(months=later, day=31)
        case _:
            return said.on + relativedelta(years=later, month=12, day=31)


def _read_end_of_month(found: re.Match[str], said: _Said) -> _Reading:
    month = _month(found["month"])
    year = int(found["year"] or said.on.year + (month < said.on.month))
    return date(year, month, 1) + relativedelta(day=31)


def _read_end_of_sprint(_found: re.Match[str], said: _Said) -> _Reading:
    if said.sprint_end is not None and said.sprint_end >= said.on:
        return said.sprint_end
    if said.sprint_end is not None:
        ended = f"the sprint ended on {said.sprint_end}"
        return f"is over, {ended}; {_write_instead(said.on)}"
    return f"is not known: this is no sprint's review; {_write_instead(said.on)}"


def _month(name: str) -> int:
    return [month[:3].casefold() for month in _MONTHS].index(name[:3]) + 1


def _weekday(name: str) -> int:
    return [day[:3].casefold() for day in _WEEKDAYS].index(name[:3])


def _count(word: str) -> int:
    if word in {"a", "an"}:
        return 1
    return _COUNTS.index(word) + 1 if word in _COUNTS else int(word)


_MONTH = (
    r"(?P<month>jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?"
    r"|aug(?:ust)?|sept?|september|oct(?:ober)?|nov(?:ember)?|dec(?:ember)?)\b\.?"
)
_WEEKDAY = (
    r"(?P<weekday>mon(?:day)?|tue(?:s(?:day)?)?|wed(?:s|nesday)?|thu(?:r(?:s(?:day)?)?)?"
    r"|fri(?:day)?|sat(?:urday)?|sun(?:day)?)\b\.?"
)
_FIRST_A_WEEKDAY = rf"(?:{_WEEKDAY},? (?:the )?)?"
_YEAR = r"(?P<year>[0-9]{4})"
_DAY = r"(?P<day>[0-9]{1,2})(?:st|nd|rd|th)?"
_COUNT = rf"(?P<count>an?|[0-9]{{1,4}}|{'|'.join(_COUNTS)})"
_UNIT = r"(?P<unit>day|week|month|year|(?:working|business|work) ?day)s?"


def _rule(words: str, read: Callable[[re.Match[str], _Said], _Reading]) -> _Rule:
    return _Rule(re.compile(words), read)


def _inside(rule: _Rule) -> _Rule:
    """`rule` for words that stand among others."""
    return _rule(rf"(?<![\w-])(?:{rule.words.pattern})(?![\w-])", rule.read)


_NAMED_DAYS = (
    _rule(
        rf"{_FIRST_A_WEEKDAY}{_YEAR}-(?P<month>[0-9]{{1,2}})-(?P<day>[0-9]{{1,2}})",
        _read_iso,
    ),
    _rule(
        rf"{_FIRST_A_WEEKDAY}{_DAY}[ -](?:of )?{_MONTH}(?:,?[ -]{_YEAR})?", _read_named
    ),
    _rule(rf"{_FIRST_A_WEEKDAY}{_MONTH} (?:the )?{_DAY}(?:,? {_YEAR})?", _read_named),
)
_NEAR_DAYS = (
    _rule(rf"(?:this |(?P<next>next ))?{_WEEKDAY}", _read_weekday),
    _rule(rf"today|{_END_OF_DAY}", _read_today),
    _rule(r"tomorrow", _read_tomorrow),
)
_DISTANT_DAYS = (
    _rule(rf"(?:in|within) {_COUNT} {_UNIT}", _read_distance),
    _rule(r"end of (?:the |this )?sprint|sprint end", _read_end_of_sprint),
    _rule(
        r"end of (?:the |this |(?P<next>next ))?(?P<span>week|month|year)", _read_end
    ),
    _rule(rf"end of {_MONTH}(?: {_YEAR})?", _read_end_of_month),
)
_RULES = (*_NAMED_DAYS, *_NEAR_DAYS, *_DISTANT_DAYS)
_RULES_INSIDE = tuple(_inside(rule) for rule in (*_NAMED_DAYS, *_NEAR_DAYS))


def _read(words: str, said: _Said) -> _Reading | None:
    for rule in _RULES:
        found = rule.words.fullmatch(words)
        if found:
            return _in_calendar(rule, found, said)
    return None


def _in_calendar(rule: _Rule, found: re.Match[str], said: _Said) -> _Reading:
    try:
        return rule.read(found, said)
    except (ValueError, OverflowError):
        return f"is in no calendar: {_write_instead(said.on)}"


# When no rule fits: what is wrong with it, in the words of who wrote it.

_INSTANT = re.compile(r"(?P<day>[0-9]{4}-[0-9]{2}-[0-9]{2})[t ][0-9]{2}:[0-9]{2}.*")
_YEAR_FIRST = re.compile(r"([0-9]{4})[/.]([0-9]{1,2})[/.]([0-9]{1,2})")
_YEAR_LAST = re.compile(r"([0-9]{1,2})[/.-]([0-9]{1,2})[/.-]([0-9]{4})")
_NOT_DAYS = tuple(
    (re.compile(words), what)
    for words, what in (
        (r"[0-9]+(?:st|nd|rd|th)?", "is a number without a month"),
        (rf"(?:this |next )?{_MONTH}(?:,? [0-9]{{4}})?", "is a month, not a day"),
        (r"(?:.* )?(?:q[1-4](?:\W+[0-9]+)?|quarter)", "is a quarter, not a day"),
        (
            r"p[0-9]|(?:very )?(?:high|low)|medium|urgent|critical",
            "is a priority, not a day",
        ),
        (
            r"(?:this |next |the )+(?:week|month|year|sprint|cycle)",
            "is a span of time, not a day",
        ),
        (r"[0-9]{1,2}[/.-][0-9]{1,2}(?:[/.-][0-9]{2})?", "can be read in two ways"),
    )
)


def _why_not(words: str, said: _Said) -> str:
    instead = _write_instead(said.on)
    instant = _INSTANT.fullmatch(words)
    if instant:
        day = instant["day"]
        return f"is a day with an hour, and a due date is a day: write it as {day}"
    for pattern, what in _NOT_DAYS:
        if pattern.fullmatch(words):
            return f"{what}: {instead}"
    return (
        _why_not_numbers(words, said)
        or _why_not_days_inside(words, said)
        or (
            f"is no day that can be read: {instead}"
            " (or as 1 Dec 2026, next Friday, in 2 weeks, end of sprint)"
        )
    )


def _why_not_numbers(words: str, said: _Said) -> str | None:
    """What is wrong with 1/12/2026 and the like."""
    if found := _YEAR_FIRST.fullmatch(words):
        year, second, third = (int(number) for number in found.groups())
        days = _days({(year, second, third)})
    elif found := _YEAR_LAST.fullmatch(words):
        first, second, year = (int(number) for number in found.groups())
        days = _days({(year, second, first), (year, first, second)})
    else:
        return None
    match days:
        case ():
            return f"is in no calendar: {_write_instead(said.on)}"
        case (day,):
            return f"is not how a day is written here: write it as {day}"
        case _:
            return f"may be {' or '.join(days)}: write the one you mean"


def _days(numbers: set[tuple[int, int, int]]) -> tuple[str, ...]:
    """Those of the (year, month, day) that are in the calendar, as ISO."""
    days = []
    for year, month, day in sorted(numbers):
        with suppress(ValueError):
            days.append(date(year, month, day).isoformat())
    return tuple(days)


def _why_not_days_inside(words: str, said: _Said) -> str | None:
    """What is wrong with a text that has a day in it and something else."""
    match _days_inside(words, said):
        case []:
            return None
        case [date() as day]:
            return f"says more than a day: if {day} is meant, write just that"
        case [_]:
            return f"says more than a day: {_write_instead(said.on)}"
        case _:
            return f"names more than one day: {_write_instead(said.on)}"


def _days_inside(words: str, said: _Said) -> list[_Reading]:
    readings: list[_Reading] = []
    for rule in _RULES_INSIDE:
        found = list(rule.words.finditer(words))
        readings += [_in_calendar(rule, each, said) for each in found]
        words = rule.words.sub(";", words)
    return readings
