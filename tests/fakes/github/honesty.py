"""Whether requests and answers are as GitHub describes them.

REST is compared with GitHub's OpenAPI description, GraphQL with its schema, where the
shared folder is there (see `specs`). What differs is collected; `settle` raises it, so
that the test fails that caused it. Answers that a test injected are not looked at. What
the fake itself does not know is a violation too, wherever it runs.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from typing import Any

import msgspec
from graphql import (
    DocumentNode,
    GraphQLError,
    GraphQLSchema,
    OperationDefinitionNode,
    validate,
)
from graphql.execution.values import get_variable_values
from jsonschema.exceptions import best_match

from .specs import Description, Operation, graphql_schema, rest_description
from .wire import Answer, Request

# Where the description is known to be wrong or loose.
NOT_DESCRIBED = ("/app/", "/graphql")
"""Paths that the shared copy leaves out, and what is no REST."""
CURSORS = {"after", "before"}
"""Issue lists page by cursor since 2025; the description knows page numbers only."""
ALWAYS = {"301", "304", "307", "401", "403", "404", "410", "422", "429"}
"""GitHub answers so everywhere, also where it is not described."""
ERRORS = {
    "422": "/components/responses/validation_failed/content/application~1json/schema"
}
"""Its `status`, which GitHub sends since 2024, is described for other errors only."""
ERROR = "/components/responses/not_found/content/application~1json/schema"
BARE_LISTS = ("labels",)
"""Bodies that may be a list alone: GitHub takes both, PyGithub sends that."""

SPECIAL_EVENTS = {
    "assigned": "timeline-assigned-issue-event",
    "commented": "timeline-comment-event",
    "committed": "timeline-committed-event",
    "cross-referenced": "timeline-cross-referenced-event",
    "demilestoned": "demilestoned-issue-event",
    "issue_type_added": "issue-type-added-issue-event",
    "issue_type_changed": "issue-type-changed-issue-event",
    "issue_type_removed": "issue-type-removed-issue-event",
    "labeled": "labeled-issue-event",
    "locked": "locked-issue-event",
    "milestoned": "milestoned-issue-event",
    "parent_issue_added": "parent-issue-added-issue-event",
    "parent_issue_removed": "parent-issue-removed-issue-event",
    "renamed": "renamed-issue-event",
    "sub_issue_added": "sub-issue-added-issue-event",
    "sub_issue_removed": "sub-issue-removed-issue-event",
    "unassigned": "timeline-unassigned-issue-event",
    "unlabeled": "unlabeled-issue-event",
}
"""The description of a timeline's entries fits any of its kinds: here the right one."""


class Violated(AssertionError):
    """Something was not as GitHub describes it."""


class Honesty:
    """Collects what was not as described.

    Args:
        on: compare with the descriptions; off for benchmarks.
    """

    def __init__(self, *, on: bool) -> None:
        self.on = on
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
            raise Violated(f"not as GitHub describes it:\n{lines}")

    # What the fake does not know

    def stray(self, method: str, target: str) -> None:
        """A request that does not even go to the API."""
        self.violations.append(f"{method} {target}: that is not the API's address")

    def unknown(self, request: Request, named: str) -> None:
        """A route that the fake has not."""
        self.violations.append(
            f"{request.method} {named}: the fake has no such route; add it to rest.py"
        )

    def unknown_field(self, message: str) -> None:
        """A field of GraphQL that the fake has not."""
        self.violations.append(f"GraphQL: {message}; if it does, add it to the fake")

    # REST

    def check_request(self, request: Request, named: str) -> None:
        """Compare a request with the description."""
        description = rest_description() if self.on else None
        if description is None or named.startswith(NOT_DESCRIBED):
            return
        found = description.operation(request.method, named)
        if found is None:
            self._say(request, named, "is not described")
            return
        for text in _in_query(found, request):
            self._say(request, named, f"query: {text}")
        for text in self._in_body(description, found, request):
            self._say(request, named, f"body: {text}")

    def check_answer(self, request: Request, named: str, answer: Answer) -> None:
        """Compare an answer with the description."""
        description = rest_description() if self.on else None
        if description is None or named.startswith(NOT_DESCRIBED):
            return
        found = description.operation(request.method, named)
        for text in self._in_answer(description, found, answer) if found else ():
            self._say(request, named, f"answer {answer.status}: {text}")

    def _say(self, request: Request, named: str, text: str) -> None:
        self.violations.append(f"{request.method} {named}: {text}")

    def _in_body(
        self, description: Description, operation: Operation, request: Request
    ) -> Iterator[str]:
        if not request.body:
            return
        if operation.body is None:
            yield "there is one, and none is described"
            return
        try:
            data = msgspec.json.decode(request.body)
        except msgspec.DecodeError as error:
            yield f"is not JSON: {error}"
            return
        if isinstance(data, list) and operation.template.endswith(BARE_LISTS):
            data = {"labels": data}
        yield from self._against(description, operation.body, data)

    def _in_answer(
        self, description: Description, operation: Operation, answer: Answer
    ) -> Iterator[str]:
        status = str(answer.status)
        if status not in operation.answers and status not in ALWAYS:
            yield "no such status is described"
            return
        default = ERRORS.get(status, ERROR) if answer.status > 304 else ""
        pointer = operation.answers.get(status, default)
        if not pointer or not answer.body:
            if pointer or answer.body:
                yield "there is a body and none is described, or the other way round"
            return
        data = msgspec.json.decode(answer.body)
        if answer.status == 422:
            data.pop("status", None)
        element = description.items(pointer)
        if element is None:
            yield from self._against(description, pointer, data)
        else:
            for one in data:
                where = _schema_of_event(one) or element
                yield from self._against(description, where, one)

    def _against(
        self, description: Description, pointer: str, data: object
    ) -> Iterator[str]:
        """What differs; what was compared once is not compared again."""
        digest = hashlib.blake2b(pointer.encode() + msgspec.json.encode(data)).digest()
        if digest in self._known:
            return
        errors = description.validator(pointer).iter_errors(data)
        error = best_match(
            one for one in errors if not _is_ghost(pointer, one.json_path, one.instance)
        )
        if error is None:
            self._known.add(digest)
        else:
            yield f"{error.json_path}: {error.message[:300]}"

    # GraphQL

    def check_graphql(
        self, document: DocumentNode, variables: dict[str, Any]
    ) -> list[GraphQLError]:
        """What is wrong with a query; remembered, too."""
        schema = graphql_schema() if self.on else None
        if schema is None:
            return []
        errors = _misasked(schema, document)
        for one in document.definitions:
            if isinstance(one, OperationDefinitionNode) and not errors:
                values = get_variable_values(
                    schema, one.variable_definitions or (), variables
                )
                errors += values if isinstance(values, list) else []
        self.violations += [f"GraphQL: {error.message}" for error in errors]
        return errors


_RIGHT: set[str] = set()
"""Queries that are as the schema wants them: most come again and again."""


def _misasked(schema: GraphQLSchema, document: DocumentNode) -> list[GraphQLError]:
    """What is wrong with a query; what was right once is not looked at again."""
    text = document.loc.source.body if document.loc else ""
    if text in _RIGHT:
        return []
    errors = list(validate(schema, document))
    if text and not errors:
        _RIGHT.add(text)
    return errors


def _in_query(operation: Operation, request: Request) -> Iterator[str]:
    cursors = CURSORS if operation.template.endswith("/issues") else set()
    for name, value in request.query.items():
        if name in cursors:
            continue
        schema = operation.parameters.get(name)
        if schema is None:
            yield f"no parameter {name!r} is described"
        elif schema.get("type") == "integer" and not value.isdecimal():
            yield f"{name} is {value!r} and should be a number"
        elif "enum" in schema and value not in schema["enum"]:
            yield f"{name} is {value!r} and should be one of {schema['enum']}"


def _schema_of_event(data: object) -> str | None:
    """The schema of an entry of a timeline; None where it is none."""
    if not isinstance(data, dict) or "event" not in data:
        return None
    name = SPECIAL_EVENTS.get(data["event"], "state-change-issue-event")
    return f"/components/schemas/{name}"


def _is_ghost(pointer: str, path: str, instance: object) -> bool:
    """An event of a deleted account: GitHub says null and describes an account."""
    ghosts = {"$.actor", "$.user", "$.assignee"}
    return pointer.endswith("-event") and path in ghosts and instance is None
