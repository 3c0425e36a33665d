"""A YAML file as strings, lists and mappings, with the line of everything in it.

Every value stays the text that was written (rule 25): `no`, `on`, `10:30` and `0057`
are typed later, by the model that knows what they are. Not here: what the keys mean.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import TypeAlias

import yaml

from afteraction.errors import ConfigError

Raw: TypeAlias = "str | list[Raw] | dict[str, Raw]"
Where: TypeAlias = tuple[str | int, ...]
"""The way to a value: keys, and positions from 0."""

# https://git-scm.com/docs/git-merge#_how_conflicts_are_presented
_CONFLICT = re.compile(r"^(?:<{7}|>{7})(?=\s|\Z)", re.MULTILINE)
# Ten times what the largest sensible team needs; aliases of aliases can grow without
# bound (https://en.wikipedia.org/wiki/Billion_laughs_attack).
_MOST_VALUES = 50_000
_NEXT = "correct that line, or the one before it"

# YAML's own words, of which some repeat the file's text, and what they mean.
_PLAINLY = (
    ("'\\t' that cannot", "a tab; indent with spaces"),
    ("cannot start any token", "a text that starts with this character needs quotes"),
    ("undefined alias", "a text that starts with * needs quotes"),
    ("another document", "a second document (---) begins; keep one in a file"),
    ("mapping values", "a : that can not stand here; a text with a : needs quotes"),
    ("expected ':'", "a key without a : after it"),
    ("expected <block end>", "it is indented unlike the lines that it belongs to"),
    ("expected ',' or", "a bracket is not closed, or a comma is missing"),
    ("end of stream", "a quote or a bracket is not closed"),
)
# Where these are noticed is the end; where they begin is of more help.
_OPEN = ("expected ',' or", "end of stream")


@dataclass(frozen=True, slots=True)
class Flaw:
    """One thing that is wrong in the file, and what to do about it."""

    where: Where
    words: str
    line: int | None = None
    """From 1; None: the line of what `where` leads to."""


@dataclass(frozen=True, slots=True)
class Document:
    """What stands in a file."""

    data: Mapping[str, Raw]
    lines: Mapping[Where, int]
    """Of keys and list items, from 1. Keys without a value are here only."""
    flaws: tuple[Flaw, ...] = ()

    def line(self, where: Where) -> int | None:
        """The line of the value, or of the nearest thing around it that has one."""
        while where and where not in self.lines:
            where = where[:-1]
        return self.lines.get(where)


def read_document(text: str, name: str) -> Document:
    """Read the YAML in `text`; `name` is what messages call the file.

    Raises `ConfigError` when it is no YAML, or no mapping.
    """
    root = _compose(text, name)
    if root is None:
        raise ConfigError(f"{name} is empty", "delete it, then run `afteraction init`")
    if not isinstance(root, yaml.MappingNode):
        raise ConfigError(
            f"{name} must start with a key, as in trackers:",
            "see `afteraction config schema` for what may stand there",
        )
    walk = _Walk(name)
    data = walk.mapping(root, (), ())
    return Document(data, walk.lines, tuple(walk.flaws))


def _compose(text: str, name: str) -> yaml.Node | None:
    conflict = _CONFLICT.search(text)
    if conflict:
        line = text.count("\n", 0, conflict.start()) + 1
        raise ConfigError(
            f"{name} (line {line}): a merge conflict was left here, {conflict[0]}",
            "keep one side and delete git's three lines",
        )
    try:
        node: yaml.Node | None = yaml.compose(text, Loader=yaml.BaseLoader)
    except yaml.MarkedYAMLError as error:
        raise ConfigError(
            f"{name}{_place(error)} is not YAML: {_plainly(error.problem or '')}", _NEXT
        ) from error
    except yaml.reader.ReaderError as error:
        line = text.count("\n", 0, error.position) + 1
        raise ConfigError(
            f"{name} (line {line}) holds a control character", "delete that character"
        ) from error
    except RecursionError:
        raise _too_much(name) from None
    return node


def _place(error: yaml.MarkedYAMLError) -> str:
    marks = [error.problem_mark, error.context_mark]
    if any(word in (error.problem or "") for word in _OPEN):
        marks.reverse()
    mark = next(filter(None, marks), None)
    return f" (line {mark.line + 1})" if mark else ""


def _plainly(problem: str) -> str:
    return next((plain for words, plain in _PLAINLY if words in problem), problem)


def _too_much(name: str) -> ConfigError:
    return ConfigError(
        f"{name} holds more than a configuration can",
        "look for aliases (*name) that stand within each other",
    )


class _Walk:
    """Turns YAML's nodes into plain values and notes the lines on the way."""

    def __init__(self, name: str) -> None:
        self.lines: dict[Where, int] = {}
        self.flaws: list[Flaw] = []
        self._name = name
        self._values = 0

    def mapping(
        self, node: yaml.MappingNode, where: Where, above: tuple[yaml.Node, ...]
    ) -> dict[str, Raw]:
        found: dict[str, Raw] = {}
        for key, value in node.value:
            line = key.start_mark.line + 1
            if not isinstance(key, yaml.ScalarNode):
                self._flaw(where, "a key must be a single word", line)
                continue
            here = (*where, key.value)
            if here in self.lines:
                first = self.lines[here]
                self._flaw(here, f"stands in line {first} already; keep one", line)
                continue
            self.lines[here] = line
            if not _nothing(value):
                found[key.value] = self._value(value, here, above)
        return found

    def _list(
        self, node: yaml.SequenceNode, where: Where, above: tuple[yaml.Node, ...]
    ) -> list[Raw]:
        found: list[Raw] = []
        for position, value in enumerate(node.value):
            here = (*where, position)
            self.lines[here] = value.start_mark.line + 1
            found.append(self._value(value, here, above))
        return found

    def _value(
        self, node: yaml.Node, where: Where, above: tuple[yaml.Node, ...]
    ) -> Raw:
        self._values += 1
        if node in above or self._values > _MOST_VALUES:
            raise _too_much(self._name)
        if not node.tag.startswith("tag:yaml.org,2002:"):
            self._flaw(where, "a tag (!…) means nothing here; write the value alone")
        match node:
            case yaml.MappingNode():
                return self.mapping(node, where, (*above, node))
            case yaml.SequenceNode():
                return self._list(node, where, (*above, node))
            case _:
                return str(node.value)

    def _flaw(self, where: Where, words: str, line: int | None = None) -> None:
        self.flaws.append(Flaw(where, words, line))


def _nothing(node: yaml.Node) -> bool:
    """Whether a key has no value at all: it counts as left out."""
    return isinstance(node, yaml.ScalarNode) and node.value == "" and node.style is None
