"""What resolvers of GraphQL are made of: things of a type, troubles, connections.

A type is a table: the name of a field, and a function of who asks, the thing, and the
field's arguments. What it returns is a plain value, another thing, or a list of them.
"""

from __future__ import annotations

import base64
import binascii
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Protocol

from .access import Viewer
from .call import Server
from .pages import MOST, Row
from .values import Issue
from .wire import Refusal

Args = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Context:
    """Who asks, and of which server."""

    server: Server
    viewer: Viewer


Resolver = Callable[[Context, Any, Args], Any]


@dataclass(frozen=True, slots=True)
class Of:
    """A thing and the name of its type."""

    type: str
    source: Any


@dataclass(frozen=True, slots=True)
class Kind:
    """A type: what else it is, and its fields."""

    interfaces: frozenset[str]
    fields: Mapping[str, Resolver]


class Trouble(Exception):
    """A field has no value; its error stands beside the rest of the data.

    Args:
        kind: `NOT_FOUND`, `FORBIDDEN`…
        message: what GitHub says.
        up: the field may not be null, so that what holds it is.
    """

    def __init__(self, kind: str, message: str, *, up: bool = False) -> None:
        super().__init__(message)
        self.kind = kind
        self.message = message
        self.up = up


# --- connections ---------------------------------------------------------------------


class Things(Protocol):
    """Things in an order, with cursors."""

    def __len__(self) -> int: ...

    def thing(self, index: int) -> Of:
        """What stands there."""

    def cursor(self, index: int) -> str:
        """The cursor of what stands there."""

    def after(self, text: str) -> int:
        """Where what follows a cursor begins."""

    def before(self, text: str) -> int:
        """Where what precedes a cursor ends."""


@dataclass(frozen=True, slots=True)
class Plain:
    """A list; a cursor is a place in it."""

    things: Sequence[Of]

    def __len__(self) -> int:
        return len(self.things)

    def thing(self, index: int) -> Of:
        return self.things[index]

    def cursor(self, index: int) -> str:
        return base64.b64encode(f"place:{index}".encode()).decode()

    def after(self, text: str) -> int:
        return self.before(text) + 1

    def before(self, text: str) -> int:
        try:
            return int(base64.b64decode(text).decode().removeprefix("place:"))
        except (ValueError, binascii.Error):
            raise _bad_cursor(text) from None


@dataclass(frozen=True, slots=True)
class Issues:
    """A row of issues; a cursor is an issue's place in the order."""

    row: Row
    wrap: Callable[[Issue], Of]

    def __len__(self) -> int:
        return len(self.row)

    def thing(self, index: int) -> Of:
        return self.wrap(self.row[index])

    def cursor(self, index: int) -> str:
        return self.row.cursor(index)

    def after(self, text: str) -> int:
        return self._found(self.row.after, text)

    def before(self, text: str) -> int:
        return self._found(self.row.before, text)

    def _found(self, where: Callable[[str], int], text: str) -> int:
        try:
            return where(text)
        except Refusal:
            raise _bad_cursor(text) from None


def _bad_cursor(text: str) -> Trouble:
    message = f"`{text}` does not appear to be a valid cursor."
    return Trouble("INVALID_CURSOR_ARGUMENTS", message, up=True)


@dataclass(frozen=True, slots=True)
class Part:
    """Which part of a row a connection shows."""

    row: Things
    start: int
    end: int


def connection(name: str, of: str, row: Things, args: Args) -> Of:
    """A part of a row, as `first`, `last`, `after` and `before` say.

    Args:
        name: the field, for messages.
        of: the type of the things, or of the connection where that ends so.
        row: all of them.
        args: the field's arguments.
    """
    first, last = args.get("first"), args.get("last")
    _check_size(name, first, last)
    start = row.after(args["after"]) if args.get("after") else 0
    end = min(row.before(args["before"]), len(row)) if args.get("before") else len(row)
    if first is not None:
        end = min(end, start + first)
    elif last is not None:
        start = max(start, end - last)
    return Of(f"{of}Connection", Part(row, min(start, end), end))


def _check_size(name: str, first: int | None, last: int | None) -> None:
    if first is None and last is None:
        text = (
            "You must provide a `first` or `last` value to properly paginate the "
            f"`{name}` connection."
        )
        raise Trouble("MISSING_PAGINATION_BOUNDARIES", text, up=True)
    side = "first" if first is not None else "last"
    size = first if first is not None else last or 0
    if size > MOST:
        text = (
            f"Requesting {size} records on the `{name}` connection exceeds the "
            f"`{side}` limit of {MOST} records."
        )
        raise Trouble("EXCESSIVE_PAGINATION", text, up=True)


def _nodes(_: Context, part: Part, __: Args) -> list[Of]:
    return [part.row.thing(index) for index in range(part.start, part.end)]


def _edges(_: Context, part: Part, __: Args) -> list[Of]:
    return [Of("Edge", (part.row, index)) for index in range(part.start, part.end)]


def _page_info(_: Context, part: Part, __: Args) -> Of:
    return Of("PageInfo", part)


def _end(part: Part, index: int) -> str | None:
    return part.row.cursor(index) if part.start < part.end else None


CONNECTION = Kind(
    frozenset(),
    {
        "nodes": _nodes,
        "edges": _edges,
        "pageInfo": _page_info,
        "totalCount": lambda _, part, __: len(part.row),
    },
)

PAGING: dict[str, Kind] = {
    "Edge": Kind(
        frozenset(),
        {
            "node": lambda _, pair, __: pair[0].thing(pair[1]),
            "cursor": lambda _, pair, __: pair[0].cursor(pair[1]),
        },
    ),
    "PageInfo": Kind(
        frozenset(),
        {
            "hasNextPage": lambda _, part, __: part.end < len(part.row),
            "hasPreviousPage": lambda _, part, __: part.start > 0,
            "startCursor": lambda _, part, __: _end(part, part.start),
            "endCursor": lambda _, part, __: _end(part, part.end - 1),
        },
    ),
}
