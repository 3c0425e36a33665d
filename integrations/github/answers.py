"""What an answer of GitHub's means: fine, a limit, a no, or nothing that can be used.

Pure. https://docs.github.com/en/rest/using-the-rest-api/rate-limits-for-the-rest-api
and, where GitHub does otherwise than it says, what was seen.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime, timedelta

import msgspec

from afteraction.errors import Gone, Refused, TrackerError, Unreachable
from afteraction.network.headers import seconds, server_time, wait_of
from afteraction.network.outcomes import Answer, Denied, Garbled, Limited, Outcome
from afteraction.network.unreadable import UNREADABLE

_SOON = timedelta(seconds=1)
_LONGEST = 200


class Moved(Gone):
    """What was asked for is somewhere else now: transferred, or renamed."""

    def __init__(self, message: str, hint: str, location: str) -> None:
        """`location` is where GitHub points to."""
        super().__init__(message, hint)
        self.location = location


class Conflict(Refused):
    """It does not fit to what stands there by now; or a rule forbids it."""


class _Detail(msgspec.Struct):
    message: str | None = None
    field: str | None = None
    code: str | None = None


class _Error(msgspec.Struct):
    message: str | None = None
    type: str | None = None
    errors: msgspec.Raw = msgspec.Raw(b"null")


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
    # A list has no errors beside it, and may be too long to be searched for nothing.
    if not answer.body.startswith(b"[") and b'"RATE_LIMIT' in answer.body:
        for error in _graph_errors(answer.body):
            if error.type in ("RATE_LIMITED", "RATE_LIMIT"):
                return Limited(_said(error.message), _until_reset(answer.headers, now))
    return answer


def _graph_errors(body: bytes) -> list[_Error]:
    try:
        return msgspec.json.decode(body, type=_GraphErrors).errors
    except UNREADABLE:
        return []


def _limit(answer: Answer, now: datetime) -> Limited | None:
    """A limit, whatever its form: 403 or 429, with or without a word on how long."""
    if answer.status not in (403, 429):
        return None
    message = _error(answer.body).message
    said = (message or "").lower()
    headers = answer.headers
    asked = wait_of(headers, now)
    if asked is not None:
        return Limited(_said(message), max(asked, _SOON))
    if headers.get("x-ratelimit-remaining") == "0":
        return Limited(_said(message), _until_reset(headers, now))
    if answer.status == 429 or "rate limit" in said or "abuse" in said:
        return Limited(_said(message))
    return None


def _until_reset(headers: Mapping[str, str], now: datetime) -> timedelta | None:
    """How long until the limit is lifted, by GitHub's own clock where it is given."""
    reset = seconds(headers.get("x-ratelimit-reset", ""))
    if reset is None:
        return None
    theirs = server_time(headers) or now
    return max(datetime.fromtimestamp(reset, UTC) - theirs, _SOON)


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
        case 409:
            return Conflict(f"GitHub refused it: {said}", "mend what it names")
        case _:
            why = "; ".join(_details(error.errors)) or said
            return Refused(f"GitHub refused it: {why}", "mend what it names")


def _details(errors: msgspec.Raw) -> list[str]:
    try:
        found = msgspec.json.decode(errors, type=list[_Detail | str] | None)
    except UNREADABLE:
        return []  # the message says enough
    return [
        _said(one)
        if isinstance(one, str)
        else _said(one.message or f"{one.field or ''} {one.code or ''}")
        for one in found or []
    ]


def _error(body: bytes) -> _Error:
    try:
        return msgspec.json.decode(body, type=_Error)
    except UNREADABLE:
        return _Error()


def _said(message: str | None) -> str:
    """GitHub's own words, on one line."""
    words = " ".join((message or "").split()) or "it gave no reason"
    return words if len(words) <= _LONGEST else f"{words[: _LONGEST - 1]}…"
