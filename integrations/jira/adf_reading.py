"""A document of Jira Cloud (ADF) as lines of Markdown.

Pure. Each line has an anchor, the path of the node it came from: `3.1.0`, with `+2` for
the third line of a node, and `3-` for the blank line above a node. People's mentions,
dates and boxes arrive as text that the form understands; what a node can not be in
Markdown is there as its words. No document makes this fail. The way back is
`adf_writing`, single lines are changed by `adf_editing`.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from typing import Any

from afteraction.domain.tickets import Line

from .adf_nodes import (
    INLINE,
    LISTS,
    PANELS,
    Name,
    Node,
    Nodes,
    Path,
    attr,
    content,
    is_text,
    mention_link,
    said,
    sort_of,
    text_of,
    whole,
)
from .adf_tables import table_lines
from .adf_words import code, escaped, lines_of, shown_of, words

BREAK = "  "
"""Ends a line that goes on in the next one."""

_ANCHOR = re.compile(r"(?P<path>\d+(?:\.\d+)*)(?:\+(?P<part>\d+)|(?P<above>-))?")
_LINE_ENDS = re.compile(r"\r\n|[\r\n]")
_ENDS_PARAGRAPH = re.compile(r"(?:-|1\.) ")
_DEEPEST = 60
"""What lies deeper is told as bare words."""
_ONE_LIST = frozenset({"bulletList", "taskList"})
"""Boxes and plain items in one Markdown list are two lists here."""


def read(
    document: Mapping[str, Any] | None, name: Name = mention_link
) -> tuple[Line, ...]:
    """A document as Markdown; no lines where there is none.

    `name` says how a person is written, from the account id and the text shown.
    """
    return tuple(Reader(name).blocks(content(document or {}), ()))


def anchor(path: Path, part: int = 0) -> str:
    """The anchor of a node's line."""
    return ".".join(map(str, path)) + (f"+{part}" if part else "")


def place_of(anchor: str) -> tuple[Path, int]:
    """The node and its line that an anchor means; -1 is the blank line above it.

    Raises ValueError for what is no anchor.
    """
    found = _ANCHOR.fullmatch(anchor)
    if found is None:
        raise ValueError("nothing in the text has this anchor")
    path = tuple(map(int, found["path"].split(".")))
    return path, -1 if found["above"] else int(found["part"] or 0)


class Reader:
    """Reads blocks; paths are those of the whole document."""

    def __init__(self, name: Name) -> None:
        self._name = name
        self._by_sort: dict[str, Callable[[Node, Path], list[Line]]] = {
            "heading": self._heading,
            "bulletList": self._list,
            "decisionList": self._list,
            "orderedList": self._list,
            "taskList": self._task_list,
            "table": self._table,
            "codeBlock": _code_block,
            "blockquote": self._quote,
            "panel": self._quote,
            "expand": self._expand,
            "nestedExpand": self._expand,
            "rule": lambda _, path: [Line(anchor(path), "---")],
            "mediaGroup": self._media,
            "mediaSingle": self._media,
            "media": self._medium,
            "inlineCard": self._card,
            "blockCard": self._card,
            "embedCard": self._card,
        }

    def blocks(self, nodes: Nodes, path: Path, *, item: bool = False) -> list[Line]:
        """The lines of blocks, with a blank one between two.

        In an `item` of a list, a list within may follow its words at once.
        """
        if len(path) > _DEEPEST:
            return self._with_words(escaped(text_of(nodes)), path)
        lines: list[Line] = []
        before = ""
        for at, node in enumerate(nodes):
            here = (*path, at)
            found = self._block(node, here)
            if not found:
                continue
            if lines and not _goes_on(before, sort_of(node), found[0], item=item):
                lines.append(Line(f"{anchor(here)}-", ""))
            lines += found
            before = sort_of(node)
        return lines

    def _block(self, node: Node, path: Path) -> list[Line]:
        sort = sort_of(node)
        if sort in self._by_sort:
            return self._by_sort[sort](node, path)
        if is_text(node):
            return self.paragraph(node, path)
        if sort in INLINE:
            return self._with_words(words([node], self._name), path)
        if content(node):
            return self.blocks(content(node), path)
        return self._with_words(escaped(shown_of(node)), path)

    def _with_words(self, text: str, path: Path) -> list[Line]:
        return [Line(anchor(path), text)] if text.strip() else []

    def paragraph(self, node: Node, path: Path) -> list[Line]:
        """A line for each part between hard breaks that says something."""
        texts = [words(line, self._name) for line in lines_of(content(node))]
        lines = [Line(anchor(path, at), t) for at, t in enumerate(texts) if t.strip()]
        return broken(lines)

    def _heading(self, node: Node, path: Path) -> list[Line]:
        """Signs and words; a heading of Markdown's has one line."""
        signs = "#" * min(max(whole(node, "level", 1), 1), 6)
        inside = [
            {"type": "text", "text": " "} if sort_of(each) == "hardBreak" else each
            for each in content(node)
        ]
        text = words(inside, self._name, start=False).strip()
        return [Line(anchor(path), f"{signs} {text}".rstrip())]

    # Lists.

    def _list(self, node: Node, path: Path) -> list[Line]:
        lines: list[Line] = []
        for at, item in enumerate(content(node)):
            lines += self._item(item, (*path, at), marker_of(node, at))
        return lines

    def _item(self, item: Node, path: Path, marker: str) -> list[Line]:
        """Its first words behind the marker; what begins with no words, below it."""
        inside = content(item)
        if is_text(item):
            where, lines = path, self.paragraph(item, path)
        else:
            has_words = bool(inside) and sort_of(inside[0]) == "paragraph"
            where = (*path, 0) if has_words else path
            lines = self.blocks(inside, path, item=True)
        if lines and place_of(lines[0].anchor)[0] == where:
            return indented(lines, marker, " " * len(marker))
        head = Line(anchor(where), marker.rstrip())
        return [head, *indented(lines, " " * len(marker))]

    def _task_list(self, node: Node, path: Path) -> list[Line]:
        """Boxes; a list within stands below the box that it belongs to."""
        lines: list[Line] = []
        for at, item in enumerate(content(node)):
            here = (*path, at)
            if sort_of(item) == "taskList" and len(here) < _DEEPEST:
                inside = self._task_list(item, here)
                lines += indented(inside, "  ") if lines else inside
                continue
            box = "[x]" if attr(item, "state") == "DONE" else "[ ]"
            found = (
                self.paragraph(item, here)
                if is_text(item)
                else self.blocks(content(item), here, item=True)
            )
            lines += indented(found, f"- {box} ", "  ") or [
                Line(anchor(here), f"- {box}")
            ]
        return lines

    # What holds other blocks.

    def _quote(self, node: Node, path: Path) -> list[Line]:
        inside = self.blocks(content(node), path)
        if sort_of(node) == "panel":
            label = PANELS.get(said(node, "panelType"), "NOTE")
            inside = [Line(anchor(path), f"[!{label}]"), *inside]
        return indented(inside or [Line(anchor(path), "")], "> ")

    def _expand(self, node: Node, path: Path) -> list[Line]:
        """The title in bold type, then what it hides: the form may stand in it."""
        title = [{"type": "text", "text": said(node, "title"), "marks": _STRONG}]
        head = self._with_words(words(title, self._name), path)
        inside = self.blocks(content(node), path)
        above = f"{anchor((*path, 0))}-"
        between = [Line(above, "")] if head and inside else []
        return [*head, *between, *inside]

    # What is not text.

    def _table(self, node: Node, path: Path) -> list[Line]:
        found = table_lines(node, self.cell)
        return [
            Line(anchor(path if row is None else (*path, row), part), text)
            for row, part, text in found
        ]

    def cell(self, cell: Node) -> list[str]:
        """The lines in a cell, as they may stand in a row."""
        texts: list[str] = []
        for node in content(cell):
            if sort_of(node) == "codeBlock":
                lines = _LINE_ENDS.split(text_of(content(node)))
                texts += [code(line) for line in lines if line.strip()]
            elif sort_of(node) == "paragraph":
                parts = lines_of(content(node))
                texts += [words(part, self._name, start=False) for part in parts]
            else:
                texts += [line.text for line in self._block(node, (0,))]
        return [text.strip() for text in texts if text.strip()]

    def _media(self, node: Node, path: Path) -> list[Line]:
        lines: list[Line] = []
        for at, each in enumerate(content(node)):
            lines += self._block(each, (*path, at))
        return broken(lines)

    def _medium(self, node: Node, path: Path) -> list[Line]:
        address = said(node, "url")
        if not address:
            return self._with_words(escaped(shown_of(node)), path)
        mark = {"type": "link", "attrs": {"href": address}}
        label = said(node, "alt") or address
        linked = {"type": "text", "text": label, "marks": [mark]}
        return self._with_words(words([linked], self._name), path)

    def _card(self, node: Node, path: Path) -> list[Line]:
        card = {"type": "inlineCard", "attrs": {"url": shown_of(node)}}
        inside = node if sort_of(node) == "inlineCard" else card
        return self._with_words(words([inside], self._name), path)


_STRONG = [{"type": "strong"}]


def marker_of(node: Node, at: int) -> str:
    """What stands before an item of a list."""
    if sort_of(node) == "orderedList":
        return f"{max(whole(node, 'order', 1), 0) + at}. "
    return "- "


def _goes_on(before: str, sort: str, first: Line, *, item: bool) -> bool:
    """Whether a block needs no blank line above it.

    An empty item, or one with another number than 1, does not end a paragraph.
    """
    if item and before == "paragraph" and sort in LISTS:
        return _ENDS_PARAGRAPH.match(first.text) is not None
    return before != sort and {before, sort} == _ONE_LIST


def broken(lines: Sequence[Line]) -> list[Line]:
    """Lines of one paragraph: all but the last one say that another follows."""
    above = (replace(line, text=line.text.rstrip() + BREAK) for line in lines[:-1])
    return [*above, *lines[-1:]]


def indented(lines: Sequence[Line], first: str, rest: str | None = None) -> list[Line]:
    """Lines with something before them, the first one with something else perhaps."""
    if not lines:
        return []
    below = first if rest is None else rest
    signs = [first, *[below] * (len(lines) - 1)]
    return [
        replace(line, text=sign + line.text if line.text else sign.rstrip())
        for sign, line in zip(signs, lines, strict=True)
    ]


def _code_block(node: Node, path: Path) -> list[Line]:
    """Between fences that no line of the code can close."""
    texts = _LINE_ENDS.split(text_of(content(node)).replace("\0", "\ufffd"))
    ticks = max(
        (len(run) for text in texts for run in re.findall("`+", text)), default=0
    )
    fence = "`" * max(3, ticks + 1)
    language = "".join(said(node, "language").replace("`", "").split())
    lines = [fence + language, *(texts if texts != [""] else []), fence]
    return [Line(anchor(path, at), text) for at, text in enumerate(lines)]
