"""Single values as people write them in a file: times, days, names.

Pure. Every function raises `ValueError` with words that continue the name of the
field: `opened` "has no time zone".
"""

from __future__ import annotations

import re
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from afteraction.domain.calendar import end_of_day

_INSTANT = re.compile(
    r"(\d{4}-\d\d-\d\d)(?:[Tt]|[ \t]+)(\d\d?:\d\d(?::\d\d(?:\.\d{1,6})?)?)"
    r"[ \t]*(Z|z|UTC|[+-]\d\d(?::?\d\d)?)?"
)
_DAY = re.compile(r"\d{4}-\d\d-\d\d")
_SHOWN = 60
_YEARS = range(1970, 9000)
"""Anything else is a slip of the pen, and counting on from it leads nowhere."""


def read_instant(text: str) -> datetime:
    """A point in time, in UTC."""
    found = _INSTANT.fullmatch(text)
    if found is None:
        raise ValueError(f"{shown(text)} is no time")
    day, clock, zone = found.groups()
    if zone is None:
        raise ValueError(f"{shown(text)} has no time zone")
    offset = "+00:00" if zone.upper() in ("Z", "UTC") else zone
    hours = "0" if clock[1] == ":" else ""
    try:
        at = datetime.fromisoformat(f"{day}T{hours}{clock}{offset}").astimezone(UTC)
    except (ValueError, OverflowError) as error:
        raise ValueError(f"{shown(text)} is no time") from error
    return _in_our_days(at, text)


def read_day(text: str) -> date:
    """A day of the calendar."""
    try:
        if _DAY.fullmatch(text):
            return date.fromisoformat(text)
    except ValueError:
        pass
    raise ValueError(f"{shown(text)} is no day")


def read_start(text: str, zone: ZoneInfo) -> datetime:
    """A time, or the beginning of a day in `zone`."""
    if not _DAY.fullmatch(text):
        return read_instant(text)
    try:
        begin = datetime.combine(read_day(text), time(), zone).astimezone(UTC)
    except OverflowError as error:
        raise ValueError(f"{shown(text)} is no day") from error
    return _in_our_days(begin, text)


def read_end(text: str, zone: ZoneInfo) -> datetime:
    """A time, or the last second of a day in `zone`: it still is that day."""
    if not _DAY.fullmatch(text):
        return read_instant(text)
    try:
        end = end_of_day(read_day(text), zone) - timedelta(seconds=1)
    except OverflowError as error:
        raise ValueError(f"{shown(text)} is no day") from error
    return _in_our_days(end, text)


def _in_our_days(at: datetime, text: str) -> datetime:
    if at.year not in _YEARS:
        raise ValueError(f"{shown(text)} is too far away")
    return at


def shown(text: str) -> str:
    """A value as a message shows it: on one line, not too long."""
    line = printable(" ".join(text.split()))
    return f'"{line[:_SHOWN]}…"' if len(line) > _SHOWN else f'"{line}"'


def printable(text: str) -> str:
    """`text` without what would disturb a terminal or could not be stored."""
    return "".join(c if c.isprintable() else "\ufffd" for c in text)


def clean(text: str) -> str:
    """`text` without what no text file can hold."""
    return re.sub("[\x00\ud800-\udfff]", "\ufffd", text)
