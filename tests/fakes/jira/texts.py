"""Texts: an Atlassian document from wiki markup and back, roughly; ticking boxes.

The real conversion is large. This one keeps what people wrote readable, which is all
that a test needs where a client reads one form and wrote the other.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from .values import Text

Node = dict[str, Any]


def document(text: str) -> Node:
    """A document with one paragraph for each block of a text."""
    blocks = re.split(r"\n{2,}", text.replace("\r\n", "\n").strip("\n"))
    return {
        "type": "doc",
        "version": 1,
        "content": [_paragraph(block) for block in blocks if block],
    }


def _paragraph(block: str) -> Node:
    inline: list[Node] = []
    for line in block.split("\n"):
        if inline:
            inline.append({"type": "hardBreak"})
        inline += _inline(line)
    return {"type": "paragraph", "content": inline}


def _inline(line: str) -> Iterator[Node]:
    """A line with its mentions."""
    for place, part in enumerate(re.split(r"\[~accountid:([^\]\s]+)\]", line)):
        if place % 2:
            yield {"type": "mention", "attrs": {"id": part, "text": "@"}}
        elif part:
            yield {"type": "text", "text": part}


def plain(text: Text) -> str:
    """What a text says, whichever form it has."""
    if text is None or isinstance(text, str):
        return text or ""
    return "\n\n".join(_said(block) for block in text.get("content", []))


def _said(node: Node) -> str:
    match node.get("type"):
        case "text":
            return str(node.get("text", ""))
        case "hardBreak":
            return "\n"
        case "mention":
            return f"[~accountid:{node['attrs']['id']}]"
        case "heading":
            return f"h{node['attrs']['level']}. {_inside(node)}"
        case "listItem" | "taskItem" | "tableRow":
            return f"* {_inside(node)}\n"
        case _:
            return _inside(node)


def _inside(node: Node) -> str:
    return "".join(_said(one) for one in node.get("content", []))


def stored(text: str | None, *, cloud: bool) -> Text:
    """What is kept of wiki markup: Cloud turns it into a document."""
    if text is None or not text:
        return None
    return document(text) if cloud else text


def shown(text: Text, version: int) -> Text:
    """A text as a version of the API shows it."""
    if text is None or version == 3:
        return text
    return plain(text)


def ticked(text: Text, item: str) -> Text:
    """The text with one box ticked: the first open one that says `item`.

    Raises:
        LookupError: there is none.
    """
    if isinstance(text, dict):
        return _ticked_node(text, item)
    lines = (text or "").split("\n")
    for number, line in enumerate(lines):
        if item in line and ("[ ]" in line or "(x)" in line):
            new = line.replace("[ ]", "[x]", 1).replace("(x)", "(/)", 1)
            return "\n".join([*lines[:number], new, *lines[number + 1 :]])
    raise LookupError(f"there is no open box that says {item!r}")


def _ticked_node(node: Node, item: str) -> Node:
    """A copy; the original stays in the history."""
    copy: Node = _copied(node)
    for task in _tasks(copy):
        if item in _said(task) and task["attrs"]["state"] == "TODO":
            task["attrs"]["state"] = "DONE"
            return copy
    raise LookupError(f"there is no open box that says {item!r}")


def _tasks(node: Node) -> Iterator[Node]:
    if node.get("type") == "taskItem":
        yield node
    for child in node.get("content", []):
        yield from _tasks(child)


def _copied(value: Any) -> Any:  # noqa: ANN401 - JSON
    if isinstance(value, dict):
        return {key: _copied(one) for key, one in value.items()}
    if isinstance(value, list):
        return [_copied(one) for one in value]
    return value
