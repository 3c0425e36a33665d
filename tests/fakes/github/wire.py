"""One request and one answer, as values; and what a refusal is. No sockets in here."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from http import HTTPStatus
from typing import Any
from urllib.parse import parse_qsl, unquote, urlsplit

from .payloads import encoded

DOCS = "https://docs.github.com/rest"


@dataclass(frozen=True, slots=True)
class Request:
    """What a client sent."""

    method: str
    path: str
    """Decoded, without the prefix of Enterprise Server."""
    query: dict[str, str]
    headers: dict[str, str]
    """By their names in small letters."""
    body: bytes

    @property
    def data(self) -> Any:  # noqa: ANN401 - JSON
        """The body as JSON; an empty body is an empty object.

        Raises:
            Refusal: it is not JSON.
        """
        if not self.body:
            return {}
        try:
            return json.loads(self.body)
        except ValueError:
            raise Refusal(400, "Problems parsing JSON") from None


def parsed(
    method: str, target: str, headers: dict[str, str], body: bytes, prefix: str
) -> Request | None:
    """A request; None when it does not go to the API."""
    parts = urlsplit(target)
    if not parts.path.startswith(f"{prefix}/"):
        return None
    query = dict(parse_qsl(parts.query, keep_blank_values=True))
    path = parts.path.removeprefix(prefix)
    # A slash within a name (`area/api`) is not one that separates.
    path = "/".join(unquote(part).replace("/", "%2F") for part in path.split("/"))
    return Request(method, path, query, headers, body)


@dataclass(frozen=True, slots=True)
class Answer:
    """What a client gets."""

    status: int
    body: bytes = b""
    headers: dict[str, str] = field(default_factory=dict)
    """Beside those that every answer has."""


class Refusal(Exception):
    """GitHub says no; or says where else to look."""

    def __init__(
        self,
        status: int,
        message: str,
        *,
        errors: list[dict[str, Any]] | None = None,
        headers: dict[str, str] | None = None,
        url: str | None = None,
    ) -> None:
        super().__init__(message)
        self.status = status
        self.message = message
        self.errors = errors
        self.headers = headers or {}
        self.url = url

    def answer(self) -> Answer:
        """As JSON."""
        data: dict[str, Any] = {"message": self.message}
        if self.errors is not None:
            data["errors"] = self.errors
        if self.url is not None:
            data["url"] = self.url
        data["documentation_url"] = DOCS
        if self.url is None:
            data["status"] = str(self.status)
        return Answer(self.status, encoded(data), self.headers)


def not_found() -> Refusal:
    """It is not there, or nobody may know that it is."""
    return Refusal(404, "Not Found")


def invalid(resource: str, name: str, code: str, **more: object) -> Refusal:
    """A field's value will not do; `more` is `value` or `message`."""
    error = {"resource": resource, "field": name, "code": code, **more}
    return Refusal(422, "Validation Failed", errors=[error])


def too_long(resource: str, name: str, limit: int) -> Refusal:
    """A text is longer than GitHub takes."""
    text = f"{name} is too long (maximum is {limit} characters)"
    return invalid(resource, name, "custom", message=text)


def phrase(status: int) -> str:
    """The words beside a status."""
    try:
        return HTTPStatus(status).phrase
    except ValueError:
        return "Unknown"
