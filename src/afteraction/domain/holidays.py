"""Days off, read from a calendar file (iCalendar, RFC 5545), as offices publish them.

A small reader: whole-day events, over several days or repeated, with their exceptions.
An event with an hour is a meeting and no day off, and is passed over. What repeats
when is dateutil's knowledge; it is read here, and not by a library for calendars,
because none of those says in which line a file is broken.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field, replace
from datetime import date, datetime, time, timedelta
from functools import lru_cache
from typing import cast

from dateutil.rrule import rrule, rrulestr

DAY = timedelta(days=1)

# https://datatracker.ietf.org/doc/html/rfc5545#section-3.1
_PARAMETER = r';[A-Za-z0-9-]+=(?:"[^"]*"|[^";:])*'
_CONTENT = re.compile(
    rf"(?P<name>[A-Za-z0-9-]+)(?P<parameters>(?:{_PARAMETER})*):(?P<value>.*)"
)
_DAY = re.compile(r"(?P<day>\d{8})(?:T(?P<hour>\d{6})(?P<utc>Z?))?")
_LENGTH = re.compile(r"\+?P(?:(?P<weeks>\d{1,3})W|(?P<days>\d{1,4})D)(?:T0+[HMS])?")
_UNTIL_HOUR = re.compile(r"(?<=UNTIL=\d{8})T\d{6}Z?")
# What repeats by the hour is no day off, and counting its seconds would take forever.
_RULE = re.compile(
    r"(?=(?:.*;)?FREQ=(?:YEARLY|MONTHLY|WEEKLY|DAILY)(?:;|\Z))"
    r"(?!.*BY(?:HOUR|MINUTE|SECOND)=)(?!.*INTERVAL=0*(?:;|\Z))"
    r"[A-Z]+=[^;=]+(?:;[A-Z]+=[^;=]+)*;?"
)
_MIDNIGHT = "000000"
_YEARS = range(1000, 9000)
"""Within these nothing that is added to a day leads out of the calendar."""
_LONGEST_QUOTE = 60


@dataclass(frozen=True, slots=True)
class Repeated:
    """Days off that come again."""

    first: date
    span: timedelta
    """Of each time: whole days."""
    rule: str
    """As RFC 5545 writes it: `FREQ=YEARLY`."""
    but: tuple[date, ...] = ()
    """First days that were taken out."""


@dataclass(frozen=True, slots=True)
class Holidays:
    """The days off that a calendar names."""

    days: tuple[date, ...] = ()
    repeated: tuple[Repeated, ...] = ()

    def __contains__(self, day: date) -> bool:
        """Whether `day` is one of them."""
        return day in self.days or any(
            day in _in_year(each, day.year) for each in self.repeated
        )


NO_HOLIDAYS = Holidays()


@dataclass(frozen=True, slots=True)
class HolidayProblem:
    """Why a calendar can not be read."""

    line: int
    """From 1."""
    message: str
    """What is wrong there, as a clause without a full stop."""


def read_holidays(data: bytes) -> Holidays | HolidayProblem:
    """The days off in an .ics file, or the first thing in it that is wrong."""
    try:
        contents = tuple(_contents(data))
        if not contents:
            return HolidayProblem(1, "there is nothing in it")
        return _holidays(_events(contents))
    except _Wrong as error:
        return HolidayProblem(error.line, error.message)


class _Wrong(Exception):
    """Something in the file; never leaves this module."""

    def __init__(self, line: int, message: str) -> None:
        super().__init__(message)
        self.line = line
        self.message = message


# --- lines ---------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class _Content:
    """One line of a calendar, unfolded."""

    line: int
    name: str
    value: str


def _contents(data: bytes) -> Iterator[_Content]:
    for line, raw in _unfolded(data):
        try:
            text = raw.decode("utf-8")
        except UnicodeDecodeError:
            raise _Wrong(line, "is not UTF-8 text") from None
        if text.strip():
            found = _CONTENT.fullmatch(text.rstrip())
            if found is None:
                raise _Wrong(line, f"{_quoted(text)} is no line of a calendar")
            yield _Content(line, found["name"].upper(), found["value"].strip())


def _unfolded(data: bytes) -> Iterator[tuple[int, bytes]]:
    """Each line with its number; bytes, because some programs fold within a letter."""
    number, joined = 1, b""
    for at, raw in enumerate(data.removeprefix(b"\xef\xbb\xbf").splitlines(), 1):
        if raw[:1] in (b" ", b"\t"):
            joined += raw[1:]
        else:
            yield number, joined
            number, joined = at, raw
    yield number, joined


def _quoted(text: str) -> str:
    line = " ".join(text.split())
    return f"“{line if len(line) < _LONGEST_QUOTE else line[:_LONGEST_QUOTE] + '…'}”"


# --- events --------------------------------------------------------------------------


@dataclass(slots=True)
class _Event:
    """The lines of one VEVENT, but for those of what stands within it."""

    line: int
    contents: list[_Content] = field(default_factory=list)

    def first(self, name: str) -> _Content | None:
        return next((each for each in self.contents if each.name == name), None)

    def all(self, name: str) -> list[_Content]:
        return [each for each in self.contents if each.name == name]


def _events(contents: Iterable[_Content]) -> Iterator[_Event]:
    within: list[_Content] = []
    event = _Event(0)
    for each in contents:
        _check_nesting(each, within)
        if each.name == "BEGIN":
            within.append(each)
            if _is_event(each):
                event = _Event(each.line)
        elif each.name == "END":
            if _is_event(within.pop()):
                yield event
        elif _is_event(within[-1]):
            event.contents.append(each)
    for left in within:
        raise _Wrong(left.line, f"{left.value} does not end; the file is cut off")


def _is_event(begin: _Content) -> bool:
    return begin.value.upper() == "VEVENT"


def _check_nesting(each: _Content, within: Sequence[_Content]) -> None:
    kind = each.value.upper()
    if not within and (each.name, kind) != ("BEGIN", "VCALENDAR"):
        raise _Wrong(each.line, "BEGIN:VCALENDAR is expected here")
    if each.name == "END" and kind != within[-1].value.upper():
        raise _Wrong(each.line, f"ends {each.value}, which is not open")


# --- days ----------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class _Off:
    """What one event takes off."""

    uid: str
    first: date
    span: timedelta
    rule: str
    more: tuple[date, ...]
    but: tuple[date, ...]
    instead_of: date | None
    """The day of its series in whose place this event stands."""


def _holidays(events: Iterable[_Event]) -> Holidays:
    offs = [off for event in events if (off := _off(event)) is not None]
    moved: dict[str, list[date]] = {}
    for off in offs:
        if off.instead_of is not None:
            moved.setdefault(off.uid, []).append(off.instead_of)
    series = [_without(off, moved) for off in offs if off.rule]
    once = [off for off in offs if not off.rule]
    starts = [(day, off) for off in once for day in (off.first, *off.more)]
    starts += [(day, off) for off in series for day in off.more]
    days = {
        day
        for start, off in starts
        if start not in off.but
        for day in _span(start, off.span)
    }
    repeated = (Repeated(off.first, off.span, off.rule, off.but) for off in series)
    return Holidays(tuple(sorted(days)), tuple(repeated))


def _without(off: _Off, moved: Mapping[str, list[date]]) -> _Off:
    others = moved.get(off.uid, []) if off.uid else []
    return replace(off, but=tuple(sorted({*off.but, *others})))


def _off(event: _Event) -> _Off | None:
    """What an event takes off; None for a meeting, and for what was called off."""
    status = event.first("STATUS")
    if status is not None and status.value.upper() == "CANCELLED":
        return None
    start = event.first("DTSTART")
    if start is None:
        raise _Wrong(event.line, "this event does not say when it is (DTSTART)")
    first = _whole_day(start, start.value)
    if first is None:
        return None
    rule, uid = event.first("RRULE"), event.first("UID")
    instead_of = event.first("RECURRENCE-ID")
    return _Off(
        uid.value if uid else "",
        first,
        _length(event, first),
        _rule(rule, first) if rule else "",
        tuple(_days_in(event.all("RDATE"))),
        tuple(_days_in(event.all("EXDATE"))),
        _calendar_day(instead_of, instead_of.value) if instead_of else None,
    )


def _length(event: _Event, first: date) -> timedelta:
    end, length = event.first("DTEND"), event.first("DURATION")
    if end is not None:
        last = _calendar_day(end, end.value)
        if last < first:
            raise _Wrong(end.line, "ends before it begins")
        return max(last - first, DAY)  # The end is the day after the last one.
    if length is not None:
        found = _LENGTH.fullmatch(length.value.upper())
        if found is None:
            raise _Wrong(length.line, f"{_quoted(length.value)} is no number of days")
        weeks, days = int(found["weeks"] or 0), int(found["days"] or 0)
        return max(timedelta(weeks=weeks, days=days), DAY)
    return DAY


def _days_in(contents: Iterable[_Content]) -> Iterator[date]:
    for content in contents:
        for value in content.value.split(","):
            yield _calendar_day(content, value.partition("/")[0])


def _whole_day(content: _Content, value: str) -> date | None:
    """The day of what begins with a day; None where it begins within one."""
    day = _calendar_day(content, value)
    found = _DAY.fullmatch(value)
    hour = f"{found['hour']}{found['utc']}" if found and found["hour"] else _MIDNIGHT
    return day if hour == _MIDNIGHT else None


def _calendar_day(content: _Content, value: str) -> date:
    found = _DAY.fullmatch(value.strip())
    with suppress(ValueError):
        day = date.fromisoformat(found["day"]) if found else date.min
        if day.year in _YEARS:
            return day
    raise _Wrong(content.line, f"{_quoted(value)} is no day; 20261225 would be one")


def _rule(content: _Content, first: date) -> str:
    # Days are compared without an hour, so the last one must not have one either.
    rule = _UNTIL_HOUR.sub("", content.value.upper())
    with suppress(ValueError):
        if _RULE.fullmatch(rule) and next(iter(_parsed(rule, first)), None) is not None:
            return rule
    raise _Wrong(
        content.line,
        f"{_quoted(content.value)} does not say on which days it comes again",
    )


def _parsed(rule: str, first: date) -> rrule:
    # Only several rules in one text would make a set.
    return cast("rrule", rrulestr(rule, dtstart=_midnight(first)))


def _midnight(day: date) -> datetime:
    """The way dateutil knows days: as hours without a zone."""
    return datetime.combine(day, time())


def _span(start: date, span: timedelta) -> Iterator[date]:
    for number in range(span.days):
        yield start + number * DAY


@lru_cache(maxsize=1000)
def _in_year(repeated: Repeated, year: int) -> frozenset[date]:
    """The days on which it is, at least all those in `year`."""
    begin, end = date(year, 1, 1), date(year, 12, 31)
    early = max(begin.toordinal() - repeated.span.days, 1)
    rule = _parsed(repeated.rule, repeated.first)
    starts = (
        moment.date()
        for moment in rule.between(
            _midnight(date.fromordinal(early)), _midnight(end), inc=True
        )
    )
    return frozenset(
        day
        for start in starts
        if start not in repeated.but
        for day in _span(start, repeated.span)
    )
