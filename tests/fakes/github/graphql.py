"""Runs queries of GraphQL: aliases, fragments, variables, directives, partial data.

Only what is asked of the fake is known, in the tables of the `graphql_*` modules.
What a query asks beyond them is a violation and is answered as GitHub answers a field
that it does not have. There are no mutations.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any

from graphql import (
    BooleanValueNode,
    DirectiveNode,
    DocumentNode,
    EnumValueNode,
    FieldNode,
    FloatValueNode,
    FragmentDefinitionNode,
    FragmentSpreadNode,
    GraphQLSyntaxError,
    InlineFragmentNode,
    IntValueNode,
    ListValueNode,
    NonNullTypeNode,
    ObjectValueNode,
    OperationDefinitionNode,
    OperationType,
    SelectionSetNode,
    StringValueNode,
    ValueNode,
    VariableNode,
    parse,
    print_ast,
)

from .call import ok
from .graphql_boards import BOARDS
from .graphql_issues import ISSUES
from .graphql_model import CONNECTION, PAGING, Context, Kind, Of, Trouble
from .graphql_repositories import REPOSITORIES
from .graphql_timeline import TIMELINE
from .graphql_world import WORLD
from .honesty import Honesty
from .wire import Answer, Refusal, Request

TYPES: Mapping[str, Kind] = {
    **PAGING,
    **WORLD,
    **REPOSITORIES,
    **ISSUES,
    **TIMELINE,
    **BOARDS,
}

Path = tuple[str | int, ...]


@dataclass(frozen=True, slots=True)
class Question:
    """A query and what came with it."""

    document: DocumentNode
    operation: OperationDefinitionNode
    given: dict[str, Any]
    variables: dict[str, Any]
    """What was given, and defaults for the rest."""

    @property
    def is_mutation(self) -> bool:
        """Whether it wants to change something."""
        return self.operation.operation is OperationType.MUTATION


class BadQuestion(Exception):
    """The whole query fails; `errors` is what GitHub answers."""

    def __init__(self, message: str, **more: object) -> None:
        super().__init__(message)
        self.errors = [{"message": message, **more}]


class UnknownField(BadQuestion):
    """The fake has no such field."""

    def __init__(self, kind: str, name: str) -> None:
        message = f"Field '{name}' doesn't exist on type '{kind}'"
        extensions = {"code": "undefinedField", "typeName": kind, "fieldName": name}
        super().__init__(message, extensions=extensions)


def read(request: Request) -> Question:
    """The query in a request.

    Raises:
        Refusal: 400, it is not JSON or holds no query.
        BadQuestion: it is none that can be run.
    """
    data = request.data
    if not isinstance(data, dict) or not isinstance(data.get("query"), str):
        raise Refusal(400, "A query attribute must be specified and must be a string.")
    try:
        document = _document(data["query"])
    except GraphQLSyntaxError as error:
        places = [
            {"line": at.line, "column": at.column} for at in error.locations or ()
        ]
        raise BadQuestion(f"Parse error: {error.message}", locations=places) from None
    operations = [
        one
        for one in document.definitions
        if isinstance(one, OperationDefinitionNode)
        and data.get("operationName") in {None, one.name.value if one.name else None}
    ]
    if len(operations) != 1:
        raise BadQuestion("An operation name is required")
    given = data.get("variables") or {}
    values = _variables(operations[0], given)
    return Question(document, operations[0], given, values)


@lru_cache(maxsize=256)
def _document(query: str) -> DocumentNode:
    """A query's tree. The same few texts come again and again, and it takes long."""
    return parse(query)


def _variables(
    operation: OperationDefinitionNode, given: dict[str, Any]
) -> dict[str, Any]:
    values = {}
    for definition in operation.variable_definitions or ():
        name = definition.variable.name.value
        if name in given:
            values[name] = given[name]
        elif definition.default_value is not None:
            values[name] = _value(definition.default_value, {})
        if values.get(name) is None and isinstance(definition.type, NonNullTypeNode):
            kind = print_ast(definition.type)
            text = f"Variable ${name} of type {kind} was provided invalid value"
            raise BadQuestion(text)
    return values


def execute(context: Context, request: Request, honesty: Honesty) -> Answer:
    """Answer a query; one that fails as a whole is 200 with errors and no data.

    Raises:
        Refusal: 400, there is no query in the request.
    """
    try:
        question = read(request)
        wrong = honesty.check_graphql(question.document, question.given)
        if wrong:
            return ok({"errors": [error.formatted for error in wrong]})
        if question.operation.operation is not OperationType.QUERY:
            raise UnknownField("Mutation", "anything")
        return run(context, question)
    except UnknownField as unknown:
        honesty.unknown_field(str(unknown))
        return ok({"errors": unknown.errors})
    except BadQuestion as bad:
        return ok({"errors": bad.errors})


def limited(whom: str) -> Answer:
    """No requests are left in this hour: that too is 200."""
    message = f"API rate limit exceeded for {whom}."
    return ok({"errors": [{"type": "RATE_LIMITED", "message": message}]})


def is_mutation(request: Request) -> bool:
    """Whether a request wants to change something."""
    try:
        return read(request).is_mutation
    except (Refusal, BadQuestion):
        return False


def run(context: Context, question: Question) -> Answer:
    """The answer to a query: data, and what went wrong beside it."""
    running = Running(context, question)
    root = Of("Query", None)
    try:
        data = running.thing(root, [question.operation.selection_set], ())
    except Upwards:
        data = None
    errors = {"errors": running.errors} if running.errors else {}
    return ok({"data": data, **errors})


class Upwards(Exception):
    """A field that may not be null is; what holds it becomes null."""


@dataclass(slots=True)
class Running:
    """One query while it is run."""

    context: Context
    question: Question
    errors: list[dict[str, Any]] = field(default_factory=list)

    def thing(self, of: Of, sets: list[SelectionSetNode], path: Path) -> dict[str, Any]:
        """The chosen fields of a thing."""
        fields: dict[str, list[FieldNode]] = {}
        for one in sets:
            for node in self._fields(of.type, one):
                key = node.alias.value if node.alias else node.name.value
                fields.setdefault(key, []).append(node)
        return {
            key: self._field(of, nodes, (*path, key)) for key, nodes in fields.items()
        }

    def _fields(self, kind: str, chosen: SelectionSetNode) -> Iterator[FieldNode]:
        """The fields of a selection, those of its fragments among them."""
        for one in chosen.selections:
            if not self._is_on(one.directives or ()):
                continue
            if isinstance(one, FieldNode):
                yield one
            elif isinstance(one, InlineFragmentNode):
                on = one.type_condition.name.value if one.type_condition else kind
                if _is_a(kind, on):
                    yield from self._fields(kind, one.selection_set)
            elif isinstance(one, FragmentSpreadNode):
                fragment = self._fragment(one.name.value)
                if _is_a(kind, fragment.type_condition.name.value):
                    yield from self._fields(kind, fragment.selection_set)

    def _fragment(self, name: str) -> FragmentDefinitionNode:
        for one in self.question.document.definitions:
            if isinstance(one, FragmentDefinitionNode) and one.name.value == name:
                return one
        raise BadQuestion(f"Fragment {name} was used, but not defined")

    def _is_on(self, directives: tuple[DirectiveNode, ...]) -> bool:
        """What `@include` and `@skip` say."""
        for one in directives:
            wanted = one.name.value == "include"
            values = [
                _value(x.value, self.question.variables) for x in one.arguments or ()
            ]
            if bool(values and values[0]) is not wanted:
                return False
        return True

    def _field(self, of: Of, nodes: list[FieldNode], path: Path) -> object:
        """The value of one field."""
        name = nodes[0].name.value
        if name == "__typename":
            return _type_name(of)
        resolver = _kind(of.type).fields.get(name)
        if resolver is None:
            raise UnknownField(of.type, name)
        variables = self.question.variables
        args = {
            one.name.value: _value(one.value, variables)
            for one in nodes[0].arguments or ()
            if not isinstance(one.value, VariableNode)
            or one.value.name.value in variables
        }
        sets = [node.selection_set for node in nodes if node.selection_set]
        try:
            value = resolver(self.context, of.source, args)
        except Trouble as trouble:
            self._note(trouble, path, nodes[0])
            if trouble.up:
                raise Upwards from None
            return None
        return self._complete(value, sets, path, nodes[0])

    def _complete(
        self, value: object, sets: list[SelectionSetNode], path: Path, node: FieldNode
    ) -> object:
        if isinstance(value, list):
            return [
                self._complete(one, sets, (*path, index), node)
                for index, one in enumerate(value)
            ]
        if isinstance(value, Trouble):
            self._note(value, path, node)
            return None
        if not isinstance(value, Of):
            return value
        if not sets:
            raise BadQuestion(f"Field must have selections (field '{node.name.value}')")
        try:
            return self.thing(value, sets, path)
        except Upwards:
            return None

    def _note(self, trouble: Trouble, path: Path, node: FieldNode) -> None:
        start = node.loc.start_token if node.loc else None
        places = [{"line": start.line, "column": start.column}] if start else []
        error = {"type": trouble.kind, "path": list(path), "locations": places}
        self.errors.append({**error, "message": trouble.message})


def _kind(name: str) -> Kind:
    if name.endswith("Connection"):
        return CONNECTION
    return TYPES[name]


def _is_a(kind: str, on: str) -> bool:
    return on == kind or on in _kind(kind).interfaces


def _type_name(of: Of) -> str:
    if of.type == "Edge":
        row, index = of.source
        return f"{row.thing(index).type}Edge"
    return of.type


def _value(node: ValueNode, variables: Mapping[str, Any]) -> Any:  # noqa: ANN401 - JSON
    """A value as it stands in a query."""
    match node:
        case VariableNode():
            return variables.get(node.name.value)
        case IntValueNode():
            return int(node.value)
        case FloatValueNode():
            return float(node.value)
        case StringValueNode() | BooleanValueNode() | EnumValueNode():
            return node.value
        case ListValueNode():
            return [_value(one, variables) for one in node.values]
        case ObjectValueNode():
            return {x.name.value: _value(x.value, variables) for x in node.fields}
        case _:
            return None
