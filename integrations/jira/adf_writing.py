"""A Markdown text of ours as a document of Jira Cloud (ADF).

Pure, and the same text always gives the same document. Jira refuses a whole ticket for
one node in the wrong place, so a block that may not stand where the Markdown has it
becomes one that may: its words are never lost. Hidden comments are. What is alive in
the lines is decided in `adf_inline`; the way back is `adf_reading`.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby

from markdown_it.tree import SyntaxTreeNode

from .adf_inline import inline, inline_nodes, parser
from .adf_nodes import PANEL_OF, Node, Nodes, content, local_id, sort_of, text_of

_BOX = re.compile(r"\[(?P<tick>[ xX])\](?:[ \t]+|(?=\n)|\Z)")
_ALERT = re.compile(r"\[!(?P<label>[A-Za-z]+)\][ \t]*(?:\n|\Z)")
_COMMENT = re.compile(r"<!--.*?(?:-->|\Z)", re.DOTALL)
_CONTROLS = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f]")
_SIDES = {"text-align:right": "end", "text-align:center": "center"}

_WORDS = frozenset("paragraph bulletList orderedList codeBlock".split())
_MAY_HOLD = {
    "doc": _WORDS | {"heading", "taskList", "blockquote", "panel", "table", "rule"},
    "panel": _WORDS | {"heading", "taskList", "rule"},
    "listItem": _WORDS | {"taskList"},
    "blockquote": _WORDS,
}


def written(markdown: str) -> Node:
    """The document that shows a text; an empty one for an empty text."""
    made = _Writer().text(markdown, "doc")
    return {"type": "doc", "version": 1, "content": made}


def blocks(markdown: str, within: str) -> Nodes:
    """The blocks of a text as they may stand within `doc`, `listItem` and so on."""
    return _Writer().text(markdown, within)


@dataclass(frozen=True, slots=True)
class _Item:
    """An item of a list and what decides in which of ours it stands."""

    node: SyntaxTreeNode
    number: int
    is_task: bool
    group: int
    """Goes up at each blank line between two items."""


class _Writer:
    """Walks the parser's tree; counts, so that equal boxes get different ids."""

    def __init__(self) -> None:
        self._seen: Counter[str] = Counter()
        self._source: list[str] = []

    def text(self, markdown: str, within: str, *, html: bool = True) -> Nodes:
        """The blocks of a text."""
        outer, self._source = self._source, _source_lines(markdown)
        tree = SyntaxTreeNode(parser(html=html).parse("\n".join(self._source)))
        made = self._blocks(tree.children, within)
        self._source = outer
        return made

    def _blocks(self, nodes: Sequence[SyntaxTreeNode], within: str) -> Nodes:
        return [made for node in nodes for made in self._block(node, within)]

    def _block(self, node: SyntaxTreeNode, within: str) -> Nodes:
        match node.type:
            case "heading":
                return [_heading(node, within)]
            case "paragraph":
                return [paragraph(self._inline(node))]
            case "bullet_list" | "ordered_list":
                return self._list(node, within)
            case "fence" | "code_block":
                return [_code_block(node)]
            case "blockquote":
                return self._quote(node, within)
            case "table":
                return _table(node, within)
            case "html_block":
                return self._html(node.content, within)
            case _:
                may = "rule" in _MAY_HOLD[within]
                return [{"type": "rule"} if may else paragraph(inline("---"))]

    def _inline(self, node: SyntaxTreeNode) -> Nodes:
        """The words of a paragraph, with the white space that its last line ends in."""
        made = _words(node)
        if made and node.map:
            last = self._source[node.map[1] - 1]
            _add_text(made, last[len(last.rstrip(" \t")) :])
        return made

    def _html(self, html: str, within: str) -> Nodes:
        """Tags are words and what is between them Markdown; comments are not there."""
        return self.text(_COMMENT.sub("", html), within, html=False)

    def _quote(self, node: SyntaxTreeNode, within: str) -> Nodes:
        alert = _alert_of(node) if "panel" in _MAY_HOLD[within] else None
        if alert:
            label, words = alert
            first = [paragraph(words)] if words else []
            inside = first + self._blocks(node.children[1:], "panel")
            attrs = {"panelType": label}
            return [{"type": "panel", "attrs": attrs, "content": _filled(inside)}]
        if "blockquote" not in _MAY_HOLD[within]:
            return self._blocks(node.children, within)
        inside = self._blocks(node.children, "blockquote")
        return [{"type": "blockquote", "content": _filled(inside)}]

    # Lists.

    def _list(self, node: SyntaxTreeNode, within: str) -> Nodes:
        """One list, or several: boxes and a blank line between items part it."""
        tasks = "taskList" in _MAY_HOLD[within]
        items = list(self._items(node, tasks=tasks))
        made: Nodes = []
        for (_, is_task), group in groupby(items, lambda i: (i.group, i.is_task)):
            if is_task:
                made.append(self._task_list([item.node for item in group]))
            else:
                made.append(self._plain_list(node, list(group)))
        return made

    def _items(self, node: SyntaxTreeNode, *, tasks: bool) -> Iterator[_Item]:
        first, group = _first_number(node), 0
        for at, item in enumerate(node.children):
            group += at > 0 and self._is_apart(item)
            yield _Item(item, first + at, tasks and _is_task(item), group)

    def _is_apart(self, item: SyntaxTreeNode) -> bool:
        above = self._source[item.map[0] - 1] if item.map else ""
        return not above.strip(" \t>")

    def _plain_list(self, node: SyntaxTreeNode, items: list[_Item]) -> Node:
        made: Node = {"type": "bulletList"}
        if node.type == "ordered_list":
            made = {"type": "orderedList"}
            if items[0].number != 1:
                made["attrs"] = {"order": items[0].number}
        inside = [self._blocks(item.node.children, "listItem") for item in items]
        made["content"] = [
            {"type": "listItem", "content": _filled(each)} for each in inside
        ]
        return made

    def _task_list(self, items: Sequence[SyntaxTreeNode]) -> Node:
        made: Nodes = []
        for item in items:
            words, done = self._task(item)
            state = "DONE" if done else "TODO"
            attrs = {"localId": self._id(f"box {text_of(words)}"), "state": state}
            made.append({"type": "taskItem", "attrs": attrs, "content": words})
            for inside in item.children[1:]:
                made += self._list(inside, "listItem")
        attrs = {"localId": self._id(f"list {text_of(content(made[0]))}")}
        return {"type": "taskList", "attrs": attrs, "content": made}

    def _task(self, item: SyntaxTreeNode) -> tuple[Nodes, bool]:
        line = item.children[0]
        text = _raw(line)
        box = _BOX.match(text)
        words = inline(text[box.end() :] if box else text)
        if words and line.map:
            last = self._source[line.map[1] - 1]
            _add_text(words, last[len(last.rstrip(" \t")) :])
        return words, bool(box and box["tick"] != " ")

    def _id(self, of: str) -> str:
        self._seen[of] += 1
        return local_id(f"{self._seen[of]} {of}")


def _source_lines(markdown: str) -> list[str]:
    """The lines as the parser counts them, without what nobody sees or Jira takes."""
    text = markdown.replace("\r\n", "\n").replace("\r", "\n")
    return _CONTROLS.sub("", text).split("\n")


def _is_task(item: SyntaxTreeNode) -> bool:
    """Whether an item is a box with one paragraph, and nothing in it but such boxes."""
    parent = item.parent
    if parent is None or parent.type != "bullet_list" or not item.children:
        return False
    line, *inside = item.children
    if line.type != "paragraph" or not _BOX.match(_raw(line)):
        return False
    return all(
        each.type == "bullet_list" and all(map(_is_task, each.children))
        for each in inside
    )


def _raw(node: SyntaxTreeNode) -> str:
    """A paragraph's or a heading's Markdown."""
    return node.children[0].content if node.children else ""


def _words(node: SyntaxTreeNode) -> Nodes:
    """The inline nodes in a paragraph, a heading or a cell."""
    token = node.children[0].token if node.children else None
    return inline_nodes(token.children or []) if token else []


def _add_text(nodes: Nodes, text: str) -> None:
    last = nodes[-1]
    if text and sort_of(last) == "text" and not last.get("marks"):
        last["text"] += text
    elif text and sort_of(last) != "hardBreak":
        nodes.append({"type": "text", "text": text})


def paragraph(words: Nodes) -> Node:
    """A paragraph with these words."""
    return {"type": "paragraph", "content": words}


def _filled(nodes: Nodes) -> Nodes:
    """What holds blocks has to hold one."""
    return nodes or [paragraph([])]


def _heading(node: SyntaxTreeNode, within: str) -> Node:
    """A heading; in a list or a quote there are none, only bold type."""
    if "heading" in _MAY_HOLD[within]:
        attrs = {"level": int(node.tag[1:])}
        return {"type": "heading", "attrs": attrs, "content": _words(node)}
    text = " ".join(_raw(node).split())
    return paragraph(inline(f"**{text}**") if text else [])


def _code_block(node: SyntaxTreeNode) -> Node:
    made: Node = {"type": "codeBlock"}
    language = "".join(node.info.split()[:1]) if node.type == "fence" else ""
    if language:
        made["attrs"] = {"language": language}
    text = node.content.removesuffix("\n")
    made["content"] = [{"type": "text", "text": text}] if text else []
    return made


def _first_number(node: SyntaxTreeNode) -> int:
    return int(node.attrs.get("start", 1)) if node.type == "ordered_list" else 1


def _alert_of(node: SyntaxTreeNode) -> tuple[str, Nodes] | None:
    """The sort of panel that a quote is, and what else its first paragraph says."""
    first = node.children[0] if node.children else None
    if first is None or first.type != "paragraph":
        return None
    found = _ALERT.match(_raw(first))
    sort = PANEL_OF.get(found["label"].upper()) if found else None
    if found is None or sort is None:
        return None
    return sort, inline(_raw(first)[found.end() :])


def _table(node: SyntaxTreeNode, within: str) -> Nodes:
    """A table; where none may stand, a paragraph for each row."""
    rows = [row for part in node.children for row in part.children]
    if "table" not in _MAY_HOLD[within]:
        return [paragraph(_row_as_words(row)) for row in rows]
    made = [_row(row) for row in rows]
    if len(made) > 1 and not _says_anything(made[0]):
        made = made[1:]
    return [{"type": "table", "content": made}]


def _says_anything(row: Node) -> bool:
    return any(content(block) for cell in content(row) for block in content(cell))


def _row(row: SyntaxTreeNode) -> Node:
    return {"type": "tableRow", "content": [_cell(cell) for cell in row.children]}


def _cell(cell: SyntaxTreeNode) -> Node:
    inside = paragraph(_words(cell))
    side = _SIDES.get(str(cell.attrs.get("style")))
    if side:
        inside["marks"] = [{"type": "alignment", "attrs": {"align": side}}]
    sort = "tableHeader" if cell.type == "th" else "tableCell"
    return {"type": sort, "content": [inside]}


def _row_as_words(row: SyntaxTreeNode) -> Nodes:
    made: Nodes = []
    for at, cell in enumerate(row.children):
        made += [{"type": "text", "text": " | "}] if at else []
        made += _words(cell)
    return made
