"""Single lines of a document (ADF) changed; every other node stays as it is.

Pure. A line is found by the anchor that `adf_reading` gave it, and changed only as far
as its words changed: a mention, a smart link or an emoji beside them is the same node
as before. What can not be changed safely raises ValueError with a sentence that says
why.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from itertools import groupby
from typing import Any

from afteraction.domain.tickets import Line, LineEdit

from .adf_nodes import (
    FLOWS,
    Name,
    Node,
    Nodes,
    Path,
    content,
    mention_link,
    node_at,
    sort_of,
)
from .adf_placing import list_for, opened, put_items, remove_item, top_of
from .adf_reading import Reader, place_of, read
from .adf_tables import edit_row
from .adf_words import lines_of
from .adf_words_editing import NewLine, new_line, with_words
from .adf_writing import blocks

TEXTS = frozenset({"paragraph", "heading", "taskItem", "decisionItem"})
_NOT_WORDS = "what stands in this line is not made of words alone"
_IN_THE_MIDDLE = "nothing can be put into the middle of this block"


@dataclass(slots=True)
class _Changes:
    """What happens to the lines of one node, by the line's number in it."""

    instead: dict[int, str] = field(default_factory=dict)
    after: dict[int, list[str]] = field(default_factory=dict)


def edited(
    document: Mapping[str, Any], edits: Sequence[LineEdit], name: Name = mention_link
) -> Node:
    """The document after these edits, which change lines that stand there.

    `name` has to be the one with which the lines were read. The document that is given
    stays as it is. Raises ValueError when a line is not there as it was read, or can
    not be changed safely.
    """
    lines = read(document, name)
    made: Node = dict(document)
    by_node = _by_node(lines, edits)
    # From the end on, so that what is added moves nothing that is still to be changed.
    for path in sorted(by_node, reverse=True):
        made = opened(made, path)
        _Edit(made, path, lines, name).make(by_node[path])
    return made


def _by_node(lines: Sequence[Line], edits: Sequence[LineEdit]) -> dict[Path, _Changes]:
    there = {line.anchor: line.text for line in lines}
    found: dict[Path, _Changes] = {}
    for edit in edits:
        if there.get(edit.line.anchor) != edit.line.text:
            raise ValueError("the line is not there as it was read")
        if "\n" in edit.text or "\r" in edit.text:
            raise ValueError("one line can not become several")
        path, part = place_of(edit.line.anchor)
        changes = found.setdefault(path, _Changes())
        if edit.where == "after":
            changes.after.setdefault(part, []).append(edit.text)
        elif part in changes.instead:
            raise ValueError("two changes want the same line")
        else:
            changes.instead[part] = edit.text
    for line in lines:
        path, part = place_of(line.anchor)
        if path in found and found[path].instead.get(part) == line.text:
            del found[path].instead[part]
    return found


@dataclass(frozen=True, slots=True)
class _Piece:
    """A part of a text after the edit: words that stay in it, or a line beside it."""

    words: Nodes | None = None
    line: NewLine | None = None

    @property
    def stays(self) -> bool:
        """Whether it is a part of the node that is edited."""
        return self.words is not None


class _Edit:
    """The changes of one node; `document` is changed, where it was opened."""

    def __init__(
        self, document: Node, path: Path, lines: Sequence[Line], name: Name
    ) -> None:
        self._document = document
        self._path = path
        self._lines = lines
        self._name = name
        self._node = node_at(document, path)
        self._parent = node_at(document, path[:-1])

    def make(self, changes: _Changes) -> None:
        """Make all of them."""
        above = changes.after.pop(-1, [])
        if -1 in changes.instead or (above and sort_of(self._parent) not in FLOWS):
            raise ValueError("there is no place for words in this blank line")
        if sort_of(self._node) in TEXTS:
            self._text(changes)
        else:
            self._other(changes)
        at = self._path[-1]
        self._parent["content"][at:at] = _blocks([new_line(text) for text in above])

    # Words.

    def _text(self, changes: _Changes) -> None:
        """A node of words: its own line, and those below hard breaks."""
        if not changes.instead and not changes.after:
            return
        pieces: list[_Piece] = []
        first = min(self._parts_read(), default=0)
        parts = lines_of(content(self._node))
        for at, part in enumerate(parts):
            text = changes.instead.get(at)
            if text is None:
                pieces.append(_Piece(words=part))
            else:
                pieces.append(self._instead(new_line(text), part, is_first=at == first))
            pieces += map(self._after, map(new_line, changes.after.get(at, [])))
        self._put(pieces)

    def _parts_read(self) -> list[int]:
        places = (place_of(line.anchor) for line in self._lines)
        return [part for path, part in places if path == self._path and part >= 0]

    def _instead(self, new: NewLine, part: Nodes, *, is_first: bool) -> _Piece:
        words = self._words_of(new, is_first=is_first)
        if words is None:
            return _Piece(line=new)
        start = sort_of(self._node) != "heading"
        return _Piece(words=with_words(part, words, self._name, start=start))

    def _words_of(self, new: NewLine, *, is_first: bool) -> str | None:
        """What a new line says in this node; None where it is none of its lines."""
        items = self._items()
        if sort_of(self._node) == "heading":
            if new.heading:
                attrs = self._node.get("attrs") or {}
                self._node["attrs"] = {**attrs, "level": new.heading}
            return new.words if new.heading else None
        if items is None or not is_first or self._is_below_words():
            return new.bare if new.is_plain else None
        if sort_of(self._node) == "taskItem" and new.box:
            state = "TODO" if new.box == " " else "DONE"
            self._node["attrs"] = {**self._node["attrs"], "state": state}
            return new.words
        if sort_of(self._node) != "taskItem" and new.item_of(sort_of(items)):
            return new.boxed_words
        return None

    def _items(self) -> Node | None:
        """The list of which this is an item, or in whose item it stands."""
        if sort_of(self._node) in ("taskItem", "decisionItem"):
            return self._parent
        if sort_of(self._parent) == "listItem":
            return node_at(self._document, self._path[:-2])
        return None

    def _is_below_words(self) -> bool:
        return sort_of(self._parent) == "listItem" and self._path[-1] > 0

    def _after(self, new: NewLine) -> _Piece:
        if new.is_plain and sort_of(self._node) != "heading":
            return _Piece(words=with_words([], new.bare, self._name))
        return _Piece(line=new)

    def _put(self, pieces: Sequence[_Piece]) -> None:
        """What stays as one text where it can be, other lines where they belong."""
        groups = [list(group) for _, group in groupby(pieces, lambda p: p.stays)]
        if len(groups) == 1 and pieces[0].stays:
            self._node["content"] = _with_breaks(pieces)
        elif sort_of(self._parent) in FLOWS:
            self._part(groups)
        elif len(groups) == 2 and pieces[0].stays:
            self._node["content"] = _with_breaks(groups[0])
            self._put_after(_lines(groups[1]), is_last=self._is_last_part())
        elif len(groups) == 1:
            self._put_instead(_lines(pieces))
        else:
            raise ValueError(_IN_THE_MIDDLE)

    def _is_last_part(self) -> bool:
        return self._is_last(self._path, self._path)

    def _part(self, groups: Sequence[Sequence[_Piece]]) -> None:
        """Blocks between the lines of a paragraph part it."""
        made: Nodes = []
        for group in groups:
            if group[0].stays:
                own = {**self._node, "content": _with_breaks(group)}
                made.append(own if not made else _without_id(own))
            else:
                made += _blocks(_lines(group))
        at = self._path[-1]
        self._parent["content"][at : at + 1] = made

    def _put_instead(self, lines: Sequence[NewLine]) -> None:
        """Other lines in the place of an item, or of words in one."""
        items = self._items()
        if items is None:
            raise ValueError("in this place of the text there can be no such line")
        if self._is_below_words():
            self._put_after(lines, is_last=True)
            del self._parent["content"][self._path[-1]]
            return
        is_task = sort_of(self._node) in ("taskItem", "decisionItem")
        path = self._path if is_task else self._path[:-1]
        beside = content(items)[path[-1] + 1 : path[-1] + 2]
        has_more = [sort_of(each) for each in beside] == ["taskList"]
        if has_more or (not is_task and len(content(self._parent)) > 1):
            raise ValueError("what belongs to this line would lose its place")
        put_items(self._document, path[:-1], path[-1], _blocks(lines))
        remove_item(self._document, path[:-1], path[-1])

    # Beside a node.

    def _put_after(self, lines: Sequence[NewLine], *, is_last: bool) -> None:
        """Put lines behind the item or the block in which the node stands."""
        new = lines[0]
        where = None
        if all(line.item for line in lines):
            where = list_for(
                self._document, self._path, new.indent, quoted=new.is_quoted
            )
        if where is not None and is_last:
            put_items(self._document, where, self._path[len(where)], _blocks(lines))
            return
        top = top_of(self._document, self._path)
        if not self._is_last(self._path, top):
            raise ValueError(_IN_THE_MIDDLE)
        inside = node_at(self._document, top[:-1])["content"]
        inside[top[-1] + 1 : top[-1] + 1] = _blocks(lines)

    def _is_last(self, path: Path, within: Path, part: int | None = None) -> bool:
        """Whether a node's line, by default its last one, is the last of another's."""
        places = [place_of(line.anchor) for line in self._lines]
        inside = [p for p in places if p[0][: len(within)] == within and p[1] >= 0]
        if sort_of(node_at(self._document, within)) == "table":
            inside = [p for p in inside if p[0] != within]  # The line below a header.
        own = [p for p in inside if p[0] == path]
        if not own:
            return False
        return inside[-1] == (own[-1] if part is None else (path, part))

    # What is not made of words.

    def _other(self, changes: _Changes) -> None:
        if changes.instead and sort_of(self._node) != "tableRow":
            raise ValueError(_NOT_WORDS)
        for text in changes.instead.values():
            table = node_at(self._document, self._path[:-1])
            reader = Reader(self._name)
            edit_row(table, self._path[-1], text, reader.cell, self._edit_cell)
        for part, texts in changes.after.items():
            is_last = self._is_last(self._path, self._path, part)
            if not is_last:
                raise ValueError(_IN_THE_MIDDLE)
            self._put_after([new_line(text) for text in texts], is_last=is_last)

    def _edit_cell(self, cell: Node, text: str) -> Node:
        """A cell with another line of words."""
        inside = content(cell)
        if len(inside) != 1 or sort_of(inside[0]) != "paragraph":
            raise ValueError("the cell holds more than a line of words")
        parts = lines_of(content(inside[0]))
        if len(parts) > 1:
            raise ValueError("the cell holds more than a line of words")
        words = with_words(parts[0], text, self._name, start=False)
        return {**cell, "content": [{**inside[0], "content": words}]}


def _without_id(node: Node) -> Node:
    """A node made after another one, whose id it can not have as well."""
    attrs = {k: v for k, v in (node.get("attrs") or {}).items() if k != "localId"}
    bare = {key: value for key, value in node.items() if key != "attrs"}
    return bare | ({"attrs": attrs} if attrs else {})


def _lines(pieces: Sequence[_Piece]) -> list[NewLine]:
    return [piece.line for piece in pieces if piece.line is not None]


def _blocks(lines: Sequence[NewLine]) -> Nodes:
    return blocks("\n".join(line.text for line in lines), "doc")


def _with_breaks(pieces: Sequence[_Piece]) -> Nodes:
    made: Nodes = []
    for at, piece in enumerate(pieces):
        made += [{"type": "hardBreak"}] if at else []
        made += piece.words or []
    return made
