"""Times in JQL: as a day and minute of the account's zone, relative, or as a number.

A number is in milliseconds since 1970, the one form that no zone changes.
"""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

FORMATS = ("%Y/%m/%d %H:%M", "%Y-%m-%d %H:%M", "%Y/%m/%d", "%Y-%m-%d")
UNITS = {
    "w": timedelta(weeks=1),
    "d": timedelta(days=1),
    "h": timedelta(hours=1),
    "m": timedelta(minutes=1),
}
RELATIVE = re.compile(r"([+-]?)((?:\d+[wdhm]\s*)+)")


def time_of(text: str, zone: str, now: datetime) -> datetime | None:
    """The time that is meant; None: it is none.

    Args:
        text: as in the query, without quotes.
        zone: the account's.
        now: the server's time.
    """
    if re.fullmatch(r"-?\d+", text):
        return datetime.fromtimestamp(int(text) / 1000, UTC)
    relative = RELATIVE.fullmatch(text.strip())
    if relative is not None:
        pieces = re.findall(r"(\d+)([wdhm])", relative[2])
        span = sum((int(n) * UNITS[unit] for n, unit in pieces), timedelta())
        return now - span if relative[1] == "-" else now + span
    for form in FORMATS:
        try:
            local = datetime.strptime(text.strip(), form)  # noqa: DTZ007 - set below
        except ValueError:
            continue
        return local.replace(tzinfo=ZoneInfo(zone))
    return None


def invalid(text: str, field: str) -> str:
    """What Jira says of a time that is none."""
    forms = "'yyyy/MM/dd HH:mm', 'yyyy-MM-dd HH:mm', 'yyyy/MM/dd', 'yyyy-MM-dd'"
    return (
        f"Date value '{text}' for field '{field}' is invalid. Valid formats include: "
        f"{forms}, or a period format e.g. '-5d', '4w 2d'."
    )
