"""Whether requests are as Atlassian describes them; and, loosely, answers.

Paths, methods, parameters and bodies are compared with the OpenAPI descriptions of the
shared folder (see `specs`), documents with their JSON Schema. Of answers only statuses
and outermost keys are compared: real ones break the description's letter. What differs
is collected; `settle` raises it, so that the test fails that caused it. Answers that a
test injected are not looked at. What the fake itself does not know is a violation too.

Data Center has no description of its own here: Cloud's version 2 comes closest, and
`SERVER_ONLY` is what that lacks.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from typing import Any

import msgspec
from jsonschema.exceptions import ValidationError, best_match

from .specs import Operation, Specs, document_schema, read
from .wire import Answer, Request

NOT_DESCRIBED = "/applinks/"
"""What the `jira` library asks for with each remote link, and no description has."""
SERVER_ONLY = {"/user/search": {"includeActive", "includeInactive"}}
"""Parameters that Data Center has and Cloud's description has not."""
ALWAYS = {"400", "401", "403", "404", "409", "410", "413", "415", "429"}
"""Jira answers so everywhere, also where it is not described."""
WORDS = {"true", "false"}


class Violated(AssertionError):
    """Something was not as Atlassian describes it."""


class Honesty:
    """Collects what was not as described.

    Args:
        on: compare with the descriptions; off for benchmarks.
        cloud: which dress.
    """

    def __init__(self, *, on: bool, cloud: bool) -> None:
        self.on = on
        self._cloud = cloud
        self.violations: list[str] = []
        self._known: set[bytes] = set()

    def take(self) -> list[str]:
        """The violations so far, which are forgiven by that."""
        taken, self.violations = self.violations, []
        return taken

    def settle(self) -> None:
        """Fail if there was one.

        Raises:
            Violated: with all of them.
        """
        if self.violations:
            lines = "\n".join(f"- {one}" for one in self.violations)
            raise Violated(f"not as Atlassian describes it:\n{lines}")

    # What the fake does not know

    def stray(self, method: str, target: str) -> None:
        """A request that does not even go to the API."""
        self.violations.append(f"{method} {target}: that is not the API's address")

    def unknown(self, request: Request) -> None:
        """A route that the fake has not."""
        text = "the fake has no such route; add it to routes.py"
        self.violations.append(f"{request.method} {request.path}: {text}")

    # Requests and answers

    def check_request(self, request: Request) -> None:
        """Compare a request with the description."""
        description, path = self._described(request)
        if description is None:
            return
        found = description.operation(request.method, path)
        if found is None:
            self._say(request, "is not described")
            return
        for text in _in_query(found, request, cloud=self._cloud):
            self._say(request, f"query: {text}")
        for text in self._in_body(description, found, request):
            self._say(request, f"body: {text}")

    def check_answer(self, request: Request, answer: Answer) -> None:
        """Compare an answer's status and outermost keys with the description."""
        description, path = self._described(request)
        found = description.operation(request.method, path) if description else None
        if description is None or found is None or str(answer.status) in ALWAYS:
            return
        pointer = found.answers.get(str(answer.status))
        if pointer is None:
            self._say(request, f"answer {answer.status}: no such status is described")
        elif pointer and answer.body and self._cloud:
            for text in _outermost(description, pointer, answer.body):
                self._say(request, f"answer {answer.status}: {text}")

    def _described(self, request: Request) -> tuple[Specs | None, str]:
        """The description that fits, and the request's path in its words."""
        if not self.on or request.named.startswith(NOT_DESCRIBED):
            return None, ""
        if request.named.startswith("/agile/"):
            return read("agile"), request.path
        version = str(request.version)
        return read(version), f"/rest/api/{version}{request.named}"

    def _say(self, request: Request, text: str) -> None:
        self.violations.append(f"{request.method} {request.path}: {text}")

    def _in_body(
        self, description: Specs, operation: Operation, request: Request
    ) -> Iterator[str]:
        if not request.body:
            return
        if operation.body is None:
            yield "there is one, and none is described"
            return
        try:
            data = _softened(msgspec.json.decode(request.body), cloud=self._cloud)
        except msgspec.DecodeError as error:
            yield f"is not JSON: {error}"
            return
        yield from self._against(description, operation.body, data)
        if request.version == 3 and "/properties" not in request.path:
            yield from _in_documents(data)

    def _against(self, description: Specs, pointer: str, data: object) -> Iterator[str]:
        """What differs; what was compared once is not compared again."""
        digest = hashlib.blake2b(pointer.encode() + msgspec.json.encode(data)).digest()
        if digest in self._known:
            return
        error = best_match(description.validator(pointer).iter_errors(data))
        if error is None:
            self._known.add(digest)
        else:
            yield f"{error.json_path}: {error.message[:300]}"


def _softened(data: Any, *, cloud: bool) -> Any:  # noqa: ANN401 - JSON
    """What Jira takes though it is described more narrowly.

    The `jira` library sends a transition's id as a number and `comment: null`; Data
    Center takes a boolean for `validateQuery`.
    """
    if not isinstance(data, dict):
        return data
    way = data.get("transition")
    if isinstance(way, dict) and isinstance(way.get("id"), int):
        data = {**data, "transition": {**way, "id": str(way["id"])}}
    # "If accountId is set to null, the issue is set to unassigned."
    if data in ({"accountId": None}, {"name": None}):
        return {}
    if data.get("comment", ...) is None:
        data = {name: one for name, one in data.items() if name != "comment"}
    if not cloud and isinstance(data.get("validateQuery"), bool):
        data = {**data, "validateQuery": str(data["validateQuery"]).lower()}
    return data


def _in_query(operation: Operation, request: Request, *, cloud: bool) -> Iterator[str]:
    more = set() if cloud else SERVER_ONLY.get(request.named, set())
    for name, value in request.query.items():
        if name in more:
            continue
        schema = operation.parameters.get(name)
        if schema is None:
            yield f"no parameter {name!r} is described"
            continue
        kind = schema.get("type")
        if kind == "integer" and not value.lstrip("-").isdecimal():
            yield f"{name} is {value!r} and should be a number"
        elif kind == "boolean" and value.casefold() not in WORDS:
            yield f"{name} is {value!r} and should be true or false"
        elif "enum" in schema and value.casefold() not in {
            str(one).casefold() for one in schema["enum"]
        }:
            yield f"{name} is {value!r} and should be one of {schema['enum']}"


_RIGHT: set[bytes] = set()
"""Documents of one block that are as described: most come again and again."""


def _in_documents(data: object) -> Iterator[str]:
    """What is wrong with the documents within a body."""
    for where, document in _documents(data, "$"):
        for number, part in enumerate(_parts(document)):
            error = _misdescribed(part)
            if error is not None:
                place = f"block {number}, {error.json_path}"
                yield f"{where}: no document: {place}: {error.message[:300]}"


def _parts(document: dict[str, Any]) -> list[dict[str, Any]]:
    """Each block of a document in one of its own.

    A document is described as a list of blocks of any sort: each counts for itself.
    """
    blocks = document.get("content")
    if not isinstance(blocks, list) or not blocks:
        return [document]
    return [{**document, "content": [block]} for block in blocks]


def _misdescribed(document: dict[str, Any]) -> ValidationError | None:
    """What is wrong with a document; what was right once is not looked at again."""
    schema = document_schema()
    digest = hashlib.blake2b(msgspec.json.encode(document)).digest()
    if schema is None or digest in _RIGHT:
        return None
    error: ValidationError | None = best_match(schema.iter_errors(document))
    if error is None:
        _RIGHT.add(digest)
    return error


def _documents(data: Any, where: str) -> Iterator[tuple[str, Any]]:  # noqa: ANN401
    if isinstance(data, list):
        for number, one in enumerate(data):
            yield from _documents(one, f"{where}[{number}]")
    if not isinstance(data, dict):
        return
    for name, value in data.items():
        if name == "properties":
            continue
        if isinstance(value, dict) and value.get("type") == "doc":
            yield f"{where}.{name}", value
        else:
            yield from _documents(value, f"{where}.{name}")


def _outermost(description: Specs, pointer: str, body: bytes) -> Iterator[str]:
    data = msgspec.json.decode(body)
    described = _keys(description, pointer)
    if not isinstance(data, dict) or not described:
        return
    for name in sorted(set(data) - described - UNDESCRIBED):
        yield f"no key {name!r} is described"


def _keys(description: Specs, pointer: str) -> set[str]:
    """The keys of an answer's schema; some of the agile part have but examples."""
    if "schema" not in description.at(pointer.rpartition("/")[0]):
        return set()
    schema = description.at(pointer)
    while "$ref" in schema:
        schema = description.at(schema["$ref"].removeprefix("#"))
    return set(schema.get("properties", {}))


UNDESCRIBED = {"defaultLocale", "expand", "key", "locale"}
"""Keys that Jira answers though they are not described."""
