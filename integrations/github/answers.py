"""What an answer of GitHub's means: fine, a limit, a no, or nothing that can be used.

Pure. https://docs.github.com/en/rest/using-the-rest-api/rate-limits-for-the-rest-api
and, where GitHub does otherwise than it says, what was seen.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime

import msgspec

from afteraction.errors import Gone, Refused, TrackerError, Unreachable
from afteraction.network.outcomes import Answer, Denied, Garbled, Limited, Outcome

_SOON = timedelta(seconds=1)
_LONGEST = 200


class Moved(Gone):
    """What was asked for is somewhere else now: transferred, or renamed."""

    def __init__(self, message: str, hint: str, location: str) -> None:
        """`location` is where GitHub points to."""
        super().__init__(message, hint)
        self.location = location


class _Detail(msgspec.Struct):
    message: str = ""
    field: str = ""
    code: str = ""


class _Error(msgspec.Struct):
    message: str = ""
    type: str = ""
    errors: list[_Detail | str] | None = None


class _GraphErrors(msgspec.Struct):
    errors: list[_Error] = []


def meaning(answer: Answer, now: datetime) -> Outcome:
    """What came of a request whose answer is this; `now` is our own clock."""
    status = answer.status
    if status == 304:
        return answer
    if 200 <= status < 300:
        return _usable(answer, now)
    if status >= 500 or status == 408:
        return Garbled(f"GitHub answered with an error of its own ({status})")
    limit = _limit(answer, now)
    return limit or Denied(_no(answer))


def _usable(answer: Answer, now: datetime) -> Outcome:
    if answer.status == 204:
        return answer
    if "json" not in answer.headers.get("content-type", ""):
        return Garbled("a page came instead of data; is there a proxy in between?")
    if b'"RATE_LIMIT' in answer.body:
        for error in _graph_errors(answer.body):
            if error.type in ("RATE_LIMITED", "RATE_LIMIT"):
                return Limited(_said(error.message), _until_reset(answer.headers, now))
    return answer


def _graph_errors(body: bytes) -> list[_Error]:
    try:
        return msgspec.json.decode(body, type=_GraphErrors).errors
    except msgspec.DecodeError:
        return []


def _limit(answer: Answer, now: datetime) -> Limited | None:
    """A limit, whatever its form: 403 or 429, with or without a word on how long."""
    if answer.status not in (403, 429):
        return None
    message = _error(answer.body).message
    said = message.lower()
    headers = answer.headers
    asked = _seconds(headers.get("retry-after"))
    if asked is not None:
        return Limited(_said(message), max(asked, _SOON))
    if headers.get("x-ratelimit-remaining") == "0":
        return Limited(_said(message), _until_reset(headers, now))
    if answer.status == 429 or "rate limit" in said or "abuse" in said:
        return Limited(_said(message))
    return None


def _until_reset(headers: Mapping[str, str], now: datetime) -> timedelta | None:
    """How long until the limit is lifted, by GitHub's own clock where it is given."""
    reset = headers.get("x-ratelimit-reset", "")
    if not reset.isdigit():
        return None
    theirs = server_time(headers) or now
    return max(datetime.fromtimestamp(int(reset), UTC) - theirs, _SOON)


def server_time(headers: Mapping[str, str]) -> datetime | None:
    """What GitHub's clock showed."""
    try:
        return parsedate_to_datetime(headers.get("date", "")).astimezone(UTC)
    except (TypeError, ValueError):
        return None


def _seconds(text: str | None) -> timedelta | None:
    return timedelta(seconds=int(text)) if text and text.isdigit() else None


def _no(answer: Answer) -> TrackerError:
    error = _error(answer.body)
    said = _said(error.message)
    match answer.status:
        case 401:
            return Unreachable(
                f"GitHub does not accept our sign-in: {said}",
                "renew the token, or check which one `token:` names",
            )
        case 403:
            return Refused(
                f"GitHub does not allow it: {said}",
                "give the token or App the right to read and write issues",
            )
        case 404 | 410 | 451:
            return Gone(
                f"it is not there, or not to be seen: {said}",
                "look it up on GitHub; a missing right looks the same",
            )
        case 301 | 302 | 307 | 308:
            where = answer.headers.get("location", "")
            return Moved(f"it was moved to {where}", "look it up there", where)
        case _:
            why = "; ".join(_details(error)) or said
            return Refused(f"GitHub refused it: {why}", "mend what it names")


def _details(error: _Error) -> list[str]:
    return [
        _said(one)
        if isinstance(one, str)
        else _said(one.message or f"{one.field} {one.code}".strip())
        for one in error.errors or []
    ]


def _error(body: bytes) -> _Error:
    try:
        return msgspec.json.decode(body, type=_Error)
    except msgspec.DecodeError:
        return _Error()


def _said(message: str) -> str:
    """GitHub's own words, on one line."""
    words = " ".join(message.split()) or "it gave no reason"
    return words if len(words) <= _LONGEST else f"{words[: _LONGEST - 1]}…"
