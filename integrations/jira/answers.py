"""What an answer of Jira's means: fine, a limit, a no, or nothing that can be used.

Pure. https://developer.atlassian.com/cloud/jira/platform/rate-limiting/ and, where Jira
does otherwise than it says, what was seen.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta

import msgspec

from afteraction.errors import Gone, Refused, TrackerError, Unreachable
from afteraction.network.headers import wait_of
from afteraction.network.outcomes import Answer, Denied, Garbled, Limited, Outcome
from afteraction.network.unreadable import UNREADABLE

_SOON = timedelta(seconds=1)
_LONGEST = 200
_SEVERAL = 4
"""So many of its sentences are told."""
_NO_ENTRY = ("AUTHENTICATED_FAILED", "AUTHENTICATION_DENIED")


class FieldsRefused(Refused):
    """Jira refused a request for what single fields hold."""

    def __init__(self, message: str, hint: str, fields: Mapping[str, str]) -> None:
        """`fields`: what it says of each, by the field's id."""
        super().__init__(message, hint)
        self.fields = fields


class Errors(msgspec.Struct, rename="camel"):
    """How Jira says no: sentences, and sentences by field."""

    error_messages: list[str] | None = None
    errors: dict[str, str] | None = None
    message: str | None = None

    @property
    def sentences(self) -> tuple[str, ...]:
        """All that it says."""
        by_field = [f"{name}: {text}" for name, text in (self.errors or {}).items()]
        said = [*(self.error_messages or []), *by_field]
        return tuple(said or ([self.message] if self.message else []))

    def __str__(self) -> str:
        """In one line that is not too long."""
        told = "; ".join(map(_told, self.sentences[:_SEVERAL]))
        return told or "it does not say why"


def meaning(answer: Answer, now: datetime) -> Outcome:
    """What came of a request whose answer is this; `now` is our own clock."""
    status = answer.status
    limit = _limit(answer, now)
    if limit is not None:
        return limit
    # It lets us in as nobody, and shows what nobody may see: an empty project, or none.
    # https://jira.atlassian.com/browse/JRASERVER-41559
    reason = answer.headers.get("x-seraph-loginreason", "")
    if status < 500 and any(word in reason for word in _NO_ENTRY):
        return Denied(_sign_in(_why_not_in(answer)))
    if 200 <= status < 300:
        return _usable(answer)
    if status >= 500 or status == 408:
        return Garbled(f"Jira answered with an error of its own ({status})")
    return Denied(_no(answer))


def _usable(answer: Answer) -> Outcome:
    if answer.status == 204 or not answer.body:
        return answer
    if "json" not in answer.headers.get("content-type", ""):
        return Garbled("a page came instead of data; is there a proxy in between?")
    return answer


def _limit(answer: Answer, now: datetime) -> Limited | None:
    """A limit; its body may be a page, and its wait a number, a date or nothing."""
    wait = wait_of(answer.headers, now)
    if answer.status == 503 and wait is None:
        return None
    if answer.status not in (429, 503):
        return None
    which = answer.headers.get("ratelimit-reason", "")
    said = f"Jira asks us to slow down ({_told(which)})" if which else ""
    wait = None if wait is None else max(wait, _SOON)
    return Limited(said or "Jira asks us to slow down", wait)


def _no(answer: Answer) -> TrackerError:
    errors = errors_in(answer.body)
    match answer.status:
        case 401:
            return _sign_in(_why_not_in(answer))
        case 403:
            return Refused(
                f"Jira does not allow it: {errors}",
                "give the account of the token that right in the project",
            )
        case 404:
            return Gone(
                f"it is not there, or not to be seen: {errors}",
                "look it up in Jira; a missing right looks the same",
            )
        case 410:
            return Refused(
                f"Jira does not offer this any more: {errors}",
                "install a newer afteraction, or tell its authors",
            )
        case status if 300 <= status < 400:
            where = answer.headers.get("location", "").partition("?")[0]
            return Unreachable(
                f"Jira leads to another address: {_told(where) or 'none'}",
                "write the address that a browser ends up at as the tracker's url",
            )
        case 400 if errors.errors:
            return FieldsRefused(
                f"Jira refused it: {errors}", "mend what it names", errors.errors
            )
        case _:
            return Refused(f"Jira refused it: {errors}", "mend what it names")


def _sign_in(why: str) -> Unreachable:
    return Unreachable(
        f"Jira does not accept our sign-in: {why}",
        "renew the token, or correct `token:`; beside it Jira Cloud wants `email:`, and"
        " Data Center must not have it",
    )


def _why_not_in(answer: Answer) -> str:
    """What Jira says itself is no help: that who asks must be authenticated."""
    if "CAPTCHA" in answer.headers.get("x-authentication-denied-reason", "").upper():
        return "it wants to see a captcha solved; sign in once with a browser"
    if "scope" in str(errors_in(answer.body)).casefold():
        return "the token lacks a scope, which docs/jira.md lists"
    return "the token is wrong or has expired"


def errors_in(body: bytes) -> Errors:
    """What an answer says went wrong; nothing where that can not be read."""
    try:
        return msgspec.json.decode(body, type=Errors)
    except UNREADABLE:
        return Errors()


def _told(text: str) -> str:
    """Their words in one line, and not too many of them."""
    line = " ".join(text.split())
    return line if len(line) <= _LONGEST else f"{line[: _LONGEST - 1]}…"
