"""GitHub's own descriptions, read from the shared folder, once a process.

The folder lies beside the project, or where AFTERACTION_SHARED points. It may be
absent: then there is nothing to compare with, and `rest_description` and
`graphql_schema` are None.
"""

from __future__ import annotations

import os
import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import msgspec
from graphql import GraphQLSchema, build_ast_schema, parse
from jsonschema import Draft202012Validator, FormatChecker
from referencing import Registry, Resource
from referencing.jsonschema import DRAFT202012

from .contents_described import CONTENTS

ROOT = Path(__file__).resolve().parents[3]
NAME = "urn:github"

# What GitHub has and the shared copy of its schema, which is older, has not.
NEWER = """
extend type Issue { issueType: IssueType duplicateOf: IssueOrPullRequest }
extend type Organization {
  issueTypes(after: String, before: String, first: Int, last: Int): IssueTypeConnection
}
type IssueType implements Node {
  id: ID! name: String! description: String color: String! isEnabled: Boolean!
}
type IssueTypeConnection {
  nodes: [IssueType] edges: [IssueTypeEdge] pageInfo: PageInfo! totalCount: Int!
}
type IssueTypeEdge { cursor: String! node: IssueType }
"""

Json = dict[str, Any]


def shared() -> Path:
    """The shared folder, whether it is there or not."""
    return Path(os.environ.get("AFTERACTION_SHARED", ROOT.parent / "shared"))


@dataclass(frozen=True, slots=True)
class Operation:
    """One method of one path."""

    method: str
    template: str
    pattern: re.Pattern[str]
    parameters: dict[str, Json]
    """The schema of each parameter of the query."""
    body: str | None
    """Where the schema of the request's body stands."""
    answers: dict[str, str]
    """Where the schema of each answer stands; empty for one without a body."""


class Description:
    """OpenAPI's description of the REST API, with a validator for each schema."""

    def __init__(self, document: Json) -> None:
        self._document = _translated(document, lone=True)
        resource = Resource.from_contents(
            self._document, default_specification=DRAFT202012
        )
        self._registry: Registry[Any] = Registry().with_resource(NAME, resource)
        self._validators: dict[str, Draft202012Validator] = {}
        self.operations = tuple(self._read())

    def operation(self, method: str, path: str) -> Operation | None:
        """What is described for a request."""
        found = (
            one
            for one in self.operations
            if one.method == method and one.pattern.fullmatch(path)
        )
        return next(found, None)

    def validator(self, pointer: str) -> Draft202012Validator:
        """The validator of the schema that stands there."""
        if pointer not in self._validators:
            self._validators[pointer] = Draft202012Validator(
                {"$ref": f"{NAME}#{pointer}"},
                registry=self._registry,
                format_checker=FORMATS,
            )
        return self._validators[pointer]

    def items(self, pointer: str) -> str | None:
        """Where the schema of a list's elements stands; None: it is no list."""
        schema = self.at(pointer)
        return f"{pointer}/items" if schema.get("type") == "array" else None

    def at(self, pointer: str) -> Json:
        """The schema that stands there."""
        here: Any = self._document
        for part in pointer.split("/")[1:]:
            here = here[part.replace("~1", "/").replace("~0", "~")]
        return dict(here)

    def _read(self) -> Iterator[Operation]:
        for template, methods in self._document["paths"].items():
            shared_by_all = methods.get("parameters", [])
            for method, details in methods.items():
                if method in {"get", "post", "put", "patch", "delete"}:
                    yield self._operation(template, method, details, shared_by_all)

    def _operation(
        self, template: str, method: str, details: Json, common: list[Json]
    ) -> Operation:
        start = f"/paths/{template.replace('/', '~1')}/{method}"
        given = [
            self._resolved(one) for one in [*common, *details.get("parameters", [])]
        ]
        answers = {}
        for status, answer in details["responses"].items():
            where = f"{start}/responses/{status}"
            if "$ref" in answer:
                where = answer["$ref"].removeprefix("#")
                answer = self.at(where)
            has_json = "application/json" in answer.get("content", {})
            schema = f"{where}/content/application~1json/schema" if has_json else ""
            answers[status] = schema
        content = details.get("requestBody", {}).get("content", {})
        body = f"{start}/requestBody/content/application~1json/schema"
        return Operation(
            method=method.upper(),
            template=template,
            pattern=re.compile(re.sub(r"\{(\w+)\}", _group, template)),
            parameters={x["name"]: x["schema"] for x in given if x["in"] == "query"},
            body=body if "application/json" in content else None,
            answers=answers,
        )

    def _resolved(self, parameter: Json) -> Json:
        if "$ref" in parameter:
            return self.at(parameter["$ref"].removeprefix("#"))
        return parameter


def _group(match: re.Match[str]) -> str:
    if match[1] == "path":
        return ".+"
    return "[0-9]+" if match[1].endswith(("_number", "_id")) else "[^/]+"


def _translated(schema: Any, *, lone: bool) -> Any:  # noqa: ANN401 - JSON
    """OpenAPI 3.0 as JSON Schema: `nullable` is a type; keys must be described.

    `lone` is false for a part of `allOf`, where other parts describe the other keys.
    """
    if isinstance(schema, list):
        return [_translated(one, lone=lone) for one in schema]
    if not isinstance(schema, dict):
        return schema
    new = {
        key: _translated(value, lone=key != "allOf")
        for key, value in schema.items()
        if key not in {"example", "examples", "description", "nullable"}
        or not isinstance(value, str | bool | list)
    }
    if lone and isinstance(new.get("properties"), dict) and new.get("type") == "object":
        new.setdefault("additionalProperties", False)
    if schema.get("nullable") is True:
        return _or_null(new)
    return new


def _or_null(schema: Json) -> Json:
    if isinstance(schema.get("type"), str):
        schema["type"] = [schema["type"], "null"]
    elif "type" not in schema:
        return {"anyOf": [schema, {"type": "null"}]}
    if "enum" in schema:
        schema["enum"] = [*schema["enum"], None]
    return schema


FORMATS = FormatChecker(formats=())


@FORMATS.checks("date-time")
def _is_time(value: object) -> bool:
    pattern = r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:\d\d)"
    return not isinstance(value, str) or re.fullmatch(pattern, value) is not None


@FORMATS.checks("uri")
def _is_address(value: object) -> bool:
    pattern = r"[a-z][a-z+.-]*:[^\s<>\"]+"
    return not isinstance(value, str) or re.fullmatch(pattern, value) is not None


@cache
def rest_description() -> Description | None:
    """The description of the REST API; None where the shared folder is absent."""
    file = shared() / "specs" / "github-rest.api.github.com.json"
    if not file.is_file():
        return None
    document = msgspec.json.decode(file.read_bytes())
    document["paths"] |= CONTENTS
    return Description(document)


@cache
def graphql_schema() -> GraphQLSchema | None:
    """The schema of GraphQL; None where the shared folder is absent."""
    file = shared() / "specs" / "github-graphql.schema.graphql"
    if not file.is_file():
        return None
    text = file.read_text(encoding="utf-8") + NEWER
    return build_ast_schema(parse(text, no_location=True), assume_valid=True)
