"""One request of Jira's API, as a value; and what a refusal is. No sockets in here."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any
from urllib.parse import parse_qsl, unquote, urlsplit

import msgspec

from tests.fakes.github.wire import Answer
from tests.fakes.github.wire import Request as Bare

__all__ = ["Answer", "Refusal", "Request", "encoded", "missing", "parsed"]

ADDRESS = re.compile(
    r"/rest/(?:api/(?P<version>2|3|latest)|(?P<other>agile|applinks)/(?:1\.0|latest))(?=/)"
)


def encoded(value: object) -> bytes:
    """As JSON."""
    return msgspec.json.encode(value)


@dataclass(frozen=True, slots=True)
class Request(Bare):
    """What a client sent.

    `path` begins with `/rest/`; a parameter that came several times, as the `jira`
    library sends lists, is one with commas.
    """

    named: str = ""
    """The path without `/rest/api/3`; `/agile/…` for boards and sprints."""
    version: int = 0
    """Of the API: 2 or 3; boards speak version 2."""

    @property
    def data(self) -> Any:  # noqa: ANN401 - JSON
        """The body as JSON.

        Raises:
            Refusal: there is none, or it is not JSON.
        """
        if not self.body:
            # https://github.com/brekkylab/backlot/issues/191
            raise Refusal(415, "Content-Type 'null' is not supported.")
        try:
            return msgspec.json.decode(self.body)
        except msgspec.DecodeError as error:
            raise Refusal(400, f"Unexpected character: {error}") from None

    @property
    def writes(self) -> bool:
        """Whether it changes something."""
        reading = ("/search", "/jql", "/issue/bulkfetch", "/changelog/bulkfetch")
        if self.method == "POST":
            return not self.named.startswith((*reading, "/comment/list"))
        return self.method not in {"GET", "HEAD"}


def parsed(
    method: str,
    target: str,
    headers: dict[str, str],
    body: bytes,
    *,
    cloud: bool,
    context: str = "",
) -> Request | None:
    """A request; None when it does not go to the API below `context`."""
    parts = urlsplit(target)
    start = parts.path[: len(context)]
    match = ADDRESS.match(parts.path, len(context))
    if match is None or start != context:
        return None
    query: dict[str, str] = {}
    for name, value in parse_qsl(parts.query, keep_blank_values=True):
        query[name] = f"{query[name]},{value}" if name in query else value
    rest = "/".join(unquote(part) for part in parts.path[match.end() :].split("/"))
    path = f"{match.group()}{rest}"
    named = rest if match["version"] else f"/{match['other']}{rest}"
    latest = 3 if cloud else 2
    version = {"2": 2, "3": 3, "latest": latest}.get(match["version"] or "2", 2)
    return Request(method, path, query, headers, body, named, version)


class Refusal(Exception):
    """Jira says no.

    Args:
        status: 400 and above.
        messages: about the request as a whole.
        errors: by the field.
        headers: beside those that every answer has.
    """

    def __init__(
        self,
        status: int,
        *messages: str,
        errors: dict[str, str] | None = None,
        headers: dict[str, str] | None = None,
        body: bytes | None = None,
    ) -> None:
        super().__init__(*messages)
        self.status = status
        self.messages = list(messages)
        self.errors = errors or {}
        self.headers = headers or {}
        self.body = body

    @property
    def collection(self) -> dict[str, Any]:
        """As Jira puts errors: https://developer.atlassian.com/cloud/jira/platform/rest/v3/intro/."""
        return {"errorMessages": self.messages, "errors": self.errors}

    def answer(self) -> Answer:
        """As JSON, or as the page that it came with."""
        if self.body is not None:
            return Answer(self.status, self.body, self.headers)
        return Answer(self.status, encoded(self.collection), self.headers)


def missing(what: str = "Issue", *, cloud: bool = True) -> Refusal:
    """It is not there, or nobody may know that it is."""
    if what == "Issue" and not cloud:
        return Refusal(404, "Issue Does Not Exist")
    text = f"{what} does not exist or you do not have permission to see it."
    return Refusal(404, text)
