"""GraphQL: boards of Projects v2, with iterations, options and entries."""

from __future__ import annotations

from .graphql_model import Args, Context, Kind, Of, Plain, Resolver, connection
from .graphql_world import actor, related, small
from .payloads import stamp
from .values import Field, Item, Iteration, Project, node_id

Entry = tuple[Project, Item]
Valued = tuple[Project, Item, Field, str]

FIELD_TYPES = {
    "TITLE": "ProjectV2Field",
    "TEXT": "ProjectV2Field",
    "ITERATION": "ProjectV2IterationField",
    "SINGLE_SELECT": "ProjectV2SingleSelectField",
}
VALUE_TYPES = {
    "TITLE": "ProjectV2ItemFieldTextValue",
    "TEXT": "ProjectV2ItemFieldTextValue",
    "ITERATION": "ProjectV2ItemFieldIterationValue",
    "SINGLE_SELECT": "ProjectV2ItemFieldSingleSelectValue",
}


def _url(context: Context, board: Project, _: Args) -> str:
    kind = (
        "orgs" if board.owner.casefold() in context.server.state.organizations else ""
    )
    owner = f"{kind or 'users'}/{board.owner}"
    return f"{context.server.payloads.web}/{owner}/projects/{board.number}"


# --- fields --------------------------------------------------------------------------


def _of_field(board: Project, field: Field) -> Of:
    return Of(FIELD_TYPES[field.kind], (board, field))


def _fields(_: Context, board: Project, args: Args) -> Of:
    row = Plain([_of_field(board, field) for field in board.fields])
    return connection("fields", "ProjectV2FieldConfiguration", row, args)


def _field(_: Context, board: Project, args: Args) -> Of | None:
    found = _named(board, args["name"])
    return _of_field(board, found) if found else None


def _named(board: Project, name: str) -> Field | None:
    wanted = name.casefold()
    return next((one for one in board.fields if one.name.casefold() == wanted), None)


def _iterations(context: Context, field: Field, *, over: bool) -> list[Of]:
    """Those that are over, the last one first; or the others, in order."""
    today = context.server.state.now().date()
    found = [one for one in field.iterations if (one.end <= today) is over]
    found.sort(key=lambda one: one.start, reverse=over)
    return [Of("ProjectV2IterationFieldIteration", one) for one in found]


FIELD: dict[str, Resolver] = {
    "id": lambda _, pair, __: node_id("PVTF", pair[1].id),
    "databaseId": lambda _, pair, __: pair[1].id,
    "name": lambda _, pair, __: pair[1].name,
    "dataType": lambda _, pair, __: pair[1].kind,
    "createdAt": lambda _, pair, __: stamp(pair[1].created_at),
    "updatedAt": lambda _, pair, __: stamp(pair[1].created_at),
    "project": lambda _, pair, __: Of("ProjectV2", pair[0]),
}
FIELDS = frozenset({"Node", "ProjectV2FieldCommon", "ProjectV2FieldConfiguration"})


# --- entries -------------------------------------------------------------------------


def _items(_: Context, board: Project, args: Args) -> Of:
    row = Plain([Of("ProjectV2Item", (board, item)) for item in board.items])
    return connection("items", "ProjectV2Item", row, args)


def _content(context: Context, entry: Entry, _: Args) -> Of | None:
    """The issue; null where the one who asks may not see it."""
    if entry[1].issue is None:
        return Of("DraftIssue", entry)
    return related(context, entry[1].issue)


def _type(context: Context, entry: Entry, args: Args) -> str:
    content = _content(context, entry, args)
    names = {
        "DraftIssue": "DRAFT_ISSUE",
        "Issue": "ISSUE",
        "PullRequest": "PULL_REQUEST",
    }
    return names[content.type] if content else "REDACTED"


def _title(context: Context, entry: Entry) -> str:
    found = context.server.state.find_issue(entry[1].issue or 0)
    return found[1].title if found else entry[1].draft


def _values(context: Context, entry: Entry) -> list[Of]:
    board, item = entry
    found = []
    for field in board.fields:
        value = item.values.get(field.id)
        if field.kind == "TITLE":
            value = _title(context, entry)
        if value is not None:
            found.append(Of(VALUE_TYPES[field.kind], (board, item, field, value)))
    return found


def _field_values(context: Context, entry: Entry, args: Args) -> Of:
    row = Plain(_values(context, entry))
    return connection("fieldValues", "ProjectV2ItemFieldValue", row, args)


def _value_by_name(context: Context, entry: Entry, args: Args) -> Of | None:
    wanted = _named(entry[0], args["name"])
    values = _values(context, entry)
    return next((one for one in values if one.source[2] is wanted), None)


def _iteration(valued: Valued) -> Iteration:
    return next(one for one in valued[2].iterations if one.id == valued[3])


def _option(_: Context, valued: Valued, __: Args) -> str:
    return next(one.name for one in valued[2].options if one.id == valued[3])


VALUE: dict[str, Resolver] = {
    "id": lambda _, valued, __: node_id("PVTFV", valued[1].id * 1000 + valued[2].id),
    "field": lambda _, valued, __: _of_field(valued[0], valued[2]),
    "item": lambda _, valued, __: Of("ProjectV2Item", (valued[0], valued[1])),
    "createdAt": lambda _, valued, __: stamp(valued[1].created_at),
    "updatedAt": lambda _, valued, __: stamp(valued[1].updated_at),
}
VALUES = frozenset({"Node", "ProjectV2ItemFieldValueCommon", "ProjectV2ItemFieldValue"})

BOARDS: dict[str, Kind] = {
    "ProjectV2": Kind(
        frozenset({"Node", "Closable", "Updatable"}),
        {
            "id": lambda _, board, __: node_id("PVT", board.id),
            "databaseId": lambda _, board, __: small(board.id),
            "fullDatabaseId": lambda _, board, __: str(board.id),
            "number": lambda _, board, __: board.number,
            "title": lambda _, board, __: board.title,
            "url": _url,
            "closed": lambda _, board, __: board.closed,
            "public": lambda _, board, __: board.public,
            "createdAt": lambda _, board, __: stamp(board.created_at),
            "owner": lambda c, board, _: actor(c, board.owner),
            "fields": _fields,
            "field": _field,
            "items": _items,
        },
    ),
    "ProjectV2Field": Kind(FIELDS, FIELD),
    "ProjectV2IterationField": Kind(
        FIELDS,
        {
            **FIELD,
            "configuration": lambda _, pair, __: Of(
                "ProjectV2IterationFieldConfiguration", pair[1]
            ),
        },
    ),
    "ProjectV2IterationFieldConfiguration": Kind(
        frozenset(),
        {
            "iterations": lambda c, field, _: _iterations(c, field, over=False),
            "completedIterations": lambda c, field, _: _iterations(c, field, over=True),
            "duration": lambda _, field, __: (
                field.iterations[-1].duration if field.iterations else 14
            ),
            "startDay": lambda _, field, __: (
                field.iterations[-1].start.isoweekday() if field.iterations else 1
            ),
        },
    ),
    "ProjectV2IterationFieldIteration": Kind(
        frozenset(),
        {
            "id": lambda _, iteration, __: iteration.id,
            "title": lambda _, iteration, __: iteration.title,
            "startDate": lambda _, iteration, __: iteration.start.isoformat(),
            "duration": lambda _, iteration, __: iteration.duration,
        },
    ),
    "ProjectV2SingleSelectField": Kind(
        FIELDS,
        {
            **FIELD,
            "options": lambda _, pair, __: [
                Of("ProjectV2SingleSelectFieldOption", one) for one in pair[1].options
            ],
        },
    ),
    "ProjectV2SingleSelectFieldOption": Kind(
        frozenset(),
        {
            "id": lambda _, option, __: option.id,
            "name": lambda _, option, __: option.name,
        },
    ),
    "ProjectV2Item": Kind(
        frozenset({"Node"}),
        {
            "id": lambda _, entry, __: node_id("PVTI", entry[1].id),
            "databaseId": lambda _, entry, __: small(entry[1].id),
            "fullDatabaseId": lambda _, entry, __: str(entry[1].id),
            "type": _type,
            "content": _content,
            "isArchived": lambda _, entry, __: entry[1].archived,
            "createdAt": lambda _, entry, __: stamp(entry[1].created_at),
            "updatedAt": lambda _, entry, __: stamp(entry[1].updated_at),
            "project": lambda _, entry, __: Of("ProjectV2", entry[0]),
            "fieldValues": _field_values,
            "fieldValueByName": _value_by_name,
        },
    ),
    "DraftIssue": Kind(
        frozenset({"Node", "ProjectV2ItemContent"}),
        {
            "id": lambda _, entry, __: node_id("DI", entry[1].id),
            "title": lambda _, entry, __: entry[1].draft,
            "body": lambda _, __, ___: "",
            "createdAt": lambda _, entry, __: stamp(entry[1].created_at),
            "updatedAt": lambda _, entry, __: stamp(entry[1].updated_at),
        },
    ),
    "ProjectV2ItemFieldTextValue": Kind(
        VALUES, {**VALUE, "text": lambda _, valued, __: valued[3]}
    ),
    "ProjectV2ItemFieldSingleSelectValue": Kind(
        VALUES,
        {**VALUE, "name": _option, "optionId": lambda _, valued, __: valued[3]},
    ),
    "ProjectV2ItemFieldIterationValue": Kind(
        VALUES,
        {
            **VALUE,
            "iterationId": lambda _, valued, __: valued[3],
            "title": lambda _, valued, __: _iteration(valued).title,
            "startDate": lambda _, valued, __: _iteration(valued).start.isoformat(),
            "duration": lambda _, valued, __: _iteration(valued).duration,
        },
    ),
}
