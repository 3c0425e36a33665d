"""What goes wrong, and when: rules that a test adds, each with a way to misbehave.

    github.faults.add("POST", "/repos/*/*/issues", answers(502, commit=True), call=1)

`commit=True` means that the request is processed first: what it asked for happens, only
the answer is lost. Injected answers are not checked by `honesty`.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from functools import cache
from typing import Literal

from .limits import SECONDARY
from .payloads import encoded
from .wire import DOCS, Answer, Request

LONGEST_WAIT = 3.0
"""Seconds; a test with a time-out gives its client a shorter one."""

PAGE = b"<html><head><title>Sign in</title></head><body>Please sign in.</body></html>"


@cache
def _pattern(path: str) -> re.Pattern[str]:
    names = {"**": ".*", "*": "[^/]*"}
    parts = re.split(r"(\*\*|\*)", path)
    return re.compile("".join(names.get(part, re.escape(part)) for part in parts))


def matches(path: str, pattern: str) -> bool:
    """Whether a path is like a pattern: `*` is one part of it, `**` any of them."""
    return _pattern(pattern).fullmatch(path) is not None


@dataclass(frozen=True, slots=True, kw_only=True)
class Behaviour:
    """A way to misbehave; see the functions below."""

    name: str
    commit: bool = False
    """Whether the request is processed first."""
    answer: Answer | None = None
    """What is answered instead."""
    drop: bool = False
    """Whether the connection is closed without an answer."""
    wait: float = 0.0
    """Seconds until the answer."""
    cut: Literal["nowhere", "json", "connection"] = "nowhere"
    """Whether only half of the answer is sent: as a whole body, or as a torn one."""
    act: Callable[[], None] | None = None
    """What people do just before the request is processed."""


def answers(
    status: int,
    body: object = None,
    headers: dict[str, str] | None = None,
    *,
    commit: bool = False,
) -> Behaviour:
    """Answer so; a body that is not bytes is sent as JSON."""
    if body is None:
        body = {"message": f"Injected {status}", "documentation_url": DOCS}
    data = body if isinstance(body, bytes) else encoded(body)
    answer = Answer(status, data, headers or {})
    return Behaviour(name=f"answers {status}", commit=commit, answer=answer)


def says(status: int, message: str, headers: dict[str, str] | None = None) -> Behaviour:
    """Refuse in GitHub's form."""
    return answers(status, {"message": message, "documentation_url": DOCS}, headers)


def bad_gateway(*, commit: bool = False) -> Behaviour:
    """502, as GitHub answers when a request takes it too long; in HTML."""
    html = b"<html><title>502 Bad Gateway</title></html>"
    headers = {"Content-Type": "text/html"}
    return answers(502, html, headers, commit=commit)


def drops(*, commit: bool = False) -> Behaviour:
    """Close the connection without an answer."""
    return Behaviour(name="drops", commit=commit, drop=True)


def hangs(seconds: float = LONGEST_WAIT, *, commit: bool = False) -> Behaviour:
    """Do not answer for a while, then close the connection."""
    wait = min(seconds, LONGEST_WAIT)
    return Behaviour(name="hangs", commit=commit, drop=True, wait=wait)


def truncates() -> Behaviour:
    """Process, then send half of the JSON as if it were the whole."""
    return Behaviour(name="truncates", commit=True, cut="json")


def tears() -> Behaviour:
    """Process, then close the connection in the middle of the body."""
    return Behaviour(name="tears", commit=True, cut="connection")


def html(*, commit: bool = False) -> Behaviour:
    """200 with a page, as proxies answer."""
    return answers(200, PAGE, {"Content-Type": "text/html"}, commit=commit)


def redirects(status: int, location: str) -> Behaviour:
    """Point elsewhere, with or without a query."""
    body = {"message": "Moved Permanently", "url": location, "documentation_url": DOCS}
    return answers(status, body, {"Location": location})


def limited(retry_after: int = 3000, status: int = 403) -> Behaviour:
    """A secondary limit that says how long to wait, in seconds."""
    return says(status, SECONDARY, {"Retry-After": str(retry_after)})


def limited_without_advice() -> Behaviour:
    """A secondary limit that says nothing; requests of the hour are left."""
    return says(403, SECONDARY)


def too_many() -> Behaviour:
    """A bare 429."""
    return answers(429, b"")


def gone() -> Behaviour:
    """410."""
    return says(410, "This issue was deleted")


def withheld() -> Behaviour:
    """451, for legal reasons."""
    return says(451, "Repository access blocked")


def acting(act: Callable[[], None], then: Behaviour | None = None) -> Behaviour:
    """Let people act just before the request is processed; then as usual, or `then`."""
    if then is not None:
        return replace(then, act=act)
    return Behaviour(name="acts", commit=True, act=act)


@dataclass(slots=True, kw_only=True)
class Rule:
    """When a fault strikes."""

    method: str
    path: str
    behaviour: Behaviour
    call: int
    """The first of the matching requests that it strikes, counted from 1."""
    times: int | None
    """How many it strikes from there on; None: all."""
    holds: str
    """What the body or the query must hold."""
    seen: int = 0
    struck: int = 0

    def strikes(self, request: Request, named: str) -> bool:
        """Whether it strikes now; counts."""
        text = request.body.decode(errors="replace") + repr(request.query)
        if (
            self.method not in {"*", request.method}
            or not matches(named, self.path)
            or self.holds not in text
        ):
            return False
        self.seen += 1
        late = self.times is not None and self.seen >= self.call + self.times
        if self.seen < self.call or late:
            return False
        self.struck += 1
        return True


@dataclass(slots=True)
class Faults:
    """The rules of a server; the first one that strikes counts."""

    rules: list[Rule] = field(default_factory=list)

    def add(
        self,
        method: str,
        path: str,
        behaviour: Behaviour,
        *,
        call: int = 1,
        times: int | None = 1,
        holds: str = "",
    ) -> Rule:
        """One more rule.

        Args:
            method: `POST`, or `*` for any.
            path: like `/repos/*/*/issues`, by the repository's name even where the
                request names its id; `/graphql` for GraphQL; `**` for any.
            behaviour: what happens.
            call: the first of the matching requests that it strikes.
            times: how many it strikes from there on; None: all.
            holds: what the request's body or query must hold.
        """
        rule = Rule(
            method=method,
            path=path,
            behaviour=behaviour,
            call=call,
            times=times,
            holds=holds,
        )
        self.rules.append(rule)
        return rule

    def take(self, request: Request, named: str) -> Behaviour | None:
        """What happens to this request; None: nothing."""
        struck = [rule for rule in self.rules if rule.strikes(request, named)]
        return struck[0].behaviour if struck else None

    def clear(self) -> None:
        """Nothing goes wrong any more."""
        self.rules.clear()
