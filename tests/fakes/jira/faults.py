"""What goes wrong with a Jira, as ways to misbehave; the rules are the GitHub fake's.

    jira.faults.add("POST", "/issue/bulk", drops(commit=True), call=1)

Paths are without `/rest/api/3`, and `/agile/…` for boards and sprints, the same in both
dresses: `*` is one part, `**` any of them. `commit=True` means that the request is
processed first: what it asked for happens, only the answer is lost.
"""

from __future__ import annotations

from collections.abc import Callable

from tests.fakes.github.faults import (
    Behaviour,
    Faults,
    Rule,
    acting,
    drops,
    hangs,
    tears,
    truncates,
)

from .access import CLOUD_401, FAILED
from .pages import (
    CLOUD_TOO_MANY,
    SIGN_IN,
    TOMCAT_TOO_MANY,
    UNAUTHORIZED,
    UNAVAILABLE,
)
from .wire import Answer, encoded

__all__ = [
    "Behaviour",
    "Faults",
    "Rule",
    "acting",
    "anonymous",
    "answers",
    "drops",
    "hangs",
    "html",
    "moving",
    "redirects",
    "refuses",
    "shim",
    "tears",
    "too_many",
    "truncates",
    "unauthorized",
    "unavailable",
]

PAGE = {"Content-Type": "text/html;charset=UTF-8"}


def answers(
    status: int,
    body: object = None,
    headers: dict[str, str] | None = None,
    *,
    commit: bool = False,
) -> Behaviour:
    """Answer so; a body that is not bytes is sent as JSON."""
    if body is None:
        body = {"errorMessages": [f"Injected {status}"], "errors": {}}
    data = body if isinstance(body, bytes) else encoded(body)
    answer = Answer(status, data, headers or {})
    return Behaviour(name=f"answers {status}", commit=commit, answer=answer)


def refuses(
    status: int, *messages: str, errors: dict[str, str] | None = None
) -> Behaviour:
    """Refuse in Jira's form."""
    body = {"errorMessages": list(messages), "errors": errors or {}}
    return answers(status, body)


def html(status: int = 200, *, commit: bool = False) -> Behaviour:
    """A page to sign in, as proxies answer."""
    return answers(status, SIGN_IN, PAGE, commit=commit)


def unauthorized(*, page: bool = True) -> Behaviour:
    """401 in HTML, or in the form that has no `errorMessages`."""
    if page:
        return answers(401, UNAUTHORIZED, FAILED | PAGE)
    return answers(401, CLOUD_401, dict(FAILED))


def anonymous(body: object) -> Behaviour:
    """200 with what nobody may see, and the header that a token is out of date."""
    return answers(200, body, dict(FAILED))


def unavailable(retry_after: str | None = None, *, commit: bool = False) -> Behaviour:
    """503 in HTML, with or without advice."""
    headers = dict(PAGE)
    if retry_after is not None:
        headers["Retry-After"] = retry_after
    return answers(503, UNAVAILABLE, headers, commit=commit)


def too_many(
    retry_after: str | int | None = None,
    *,
    reason: str = "jira-burst-based",
    server: bool = False,
) -> Behaviour:
    """429 with a page; `retry_after` in seconds, as 0, or as an HTTP date."""
    headers = dict(PAGE)
    if retry_after is not None:
        headers["Retry-After"] = str(retry_after)
    if server:
        headers["X-RateLimit-FillRate"] = "5"
        headers["X-RateLimit-Interval-Seconds"] = "1"
    else:
        headers["RateLimit-Reason"] = reason
    return answers(429, TOMCAT_TOO_MANY if server else CLOUD_TOO_MANY, headers)


def redirects(status: int, location: str) -> Behaviour:
    """Point elsewhere."""
    return answers(status, b"", {"Location": location})


def shim() -> Behaviour:
    """A search without a token and without `isLast`, as a proxy answered.

    https://github.com/shridhar-tl/jira-assistant/pull/418
    """
    body = {"startAt": 0, "maxResults": 1000, "total": 24, "issues": []}
    return answers(200, {**body, "warningMessages": None, "names": None})


def moving(act: Callable[[], object], then: Behaviour | None = None) -> Behaviour:
    """Let people act just before the request is processed; then as usual, or `then`."""

    def run() -> None:
        act()

    return acting(run, then)
