"""What the headers of an answer say about time: a server's clock, and how long to wait.

Pure. Header names are in lower case.
https://www.rfc-editor.org/rfc/rfc9110#field.retry-after
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime

# Of a span or since 1970: so many digits fit into dates and spans.
_SECONDS = re.compile(r"[0-9]{1,11}")


def seconds(text: str) -> int | None:
    """A number of seconds that a span or a date can hold."""
    return int(text) if _SECONDS.fullmatch(text) else None


def server_time(headers: Mapping[str, str]) -> datetime | None:
    """What the server's clock showed."""
    return _date(headers.get("date", ""))


def wait_of(headers: Mapping[str, str], now: datetime) -> timedelta | None:
    """How long the server asks us to stay away; `now` is our own clock.

    A date is compared with the server's clock where the answer tells it.
    """
    asked = headers.get("retry-after", "").strip()
    span = seconds(asked)
    if span is not None:
        return timedelta(seconds=span)
    until = _date(asked)
    return until - (server_time(headers) or now) if until else None


def _date(text: str) -> datetime | None:
    try:
        return parsedate_to_datetime(text).astimezone(UTC)
    except (TypeError, ValueError, OverflowError):
        return None
