"""The nodes of Jira Cloud's documents (ADF): what is in one, what sorts there are.

Pure. A document is decoded JSON: each node has a `type`, and may have `attrs`, `marks`,
`text` and `content`. What people's apps put there is not ours to check, so reading any
of it never fails. https://developer.atlassian.com/cloud/jira/platform/apis/document/
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from typing import Any
from urllib.parse import quote, unquote
from uuid import UUID, uuid5

Node = dict[str, Any]
Nodes = list[Node]
Path = tuple[int, ...]
Name = Callable[[str, str], str]
"""From a person's account id and the text shown, `@Ada`, to how that is in Markdown."""

TEXT_BLOCKS = frozenset({"paragraph", "heading", "taskItem", "decisionItem", "caption"})
"""Their content is inline, and each of their lines can be edited."""
LISTS = frozenset({"bulletList", "orderedList", "taskList", "decisionList"})
ASIDES = frozenset({"blockquote", "panel"})
"""Their lines begin with `>` in Markdown."""
FLOWS = frozenset(
    "doc layoutColumn expand nestedExpand bodiedExtension bodiedSyncBlock".split()
)
"""What holds blocks without any sign of it in their Markdown."""
INLINE = frozenset(
    (
        "text hardBreak mention emoji date status inlineCard placeholder mediaInline"
        " inlineExtension"
    ).split()
)

PANELS = {
    "info": "NOTE",
    "custom": "NOTE",
    "tip": "TIP",
    "success": "TIP",
    "note": "IMPORTANT",
    "warning": "WARNING",
    "error": "CAUTION",
}
PANEL_OF = {
    "NOTE": "info",
    "TIP": "success",
    "IMPORTANT": "note",
    "WARNING": "warning",
    "CAUTION": "error",
}
"""GitHub's alerts, which have other names for much the same."""

_IDS = UUID("6f1f4f5e-8f0b-5b7e-9a4b-0c5a3c1d2e4f")
_LARGEST = 10**8
_MENTION = "mention:"
_LABEL_SIGNS = re.compile(r"[\\\[\]`*_<>~|&]")


def content(node: Mapping[str, Any]) -> Nodes:
    """The nodes in a node."""
    inside = node.get("content")
    nodes = inside if isinstance(inside, list) else []
    return [each for each in nodes if isinstance(each, dict)]


def attr(node: Mapping[str, Any], name: str) -> Any:  # noqa: ANN401 - decoded JSON
    """An attribute's value; None where there is none."""
    attrs = node.get("attrs")
    return attrs.get(name) if isinstance(attrs, dict) else None


def said(node: Mapping[str, Any], *names: str) -> str:
    """The first of these attributes that is a text with something in it."""
    values = (attr(node, name) for name in names)
    return next((v for v in values if isinstance(v, str) and v.strip()), "")


def sort_of(node: Mapping[str, Any]) -> str:
    """A node's type; "" where it does not say."""
    found = node.get("type")
    return found if isinstance(found, str) else ""


def text_of(nodes: Sequence[Mapping[str, Any]]) -> str:
    """The bare text in nodes, at any depth."""
    texts: list[str] = []
    ahead = list(reversed(nodes))
    while ahead:
        node = ahead.pop()
        if isinstance(node.get("text"), str):
            texts.append(node["text"])
        ahead += reversed(content(node))
    return "".join(texts)


def whole(node: Mapping[str, Any], name: str, otherwise: int) -> int:
    """An attribute that is a number and not absurdly large, as a whole one."""
    number = attr(node, name)
    fits = isinstance(number, int | float) and abs(number) < _LARGEST
    return int(number) if fits else otherwise


def is_text(node: Mapping[str, Any]) -> bool:
    """Whether a node holds words, and not blocks."""
    inside = content(node)
    return sort_of(node) in TEXT_BLOCKS or any(sort_of(n) in INLINE for n in inside)


def node_at(document: Node, path: Path) -> Node:
    """The node at a path. Raises ValueError when there is none."""
    node = document
    for place in path:
        inside = content(node)
        if place >= len(inside):
            raise ValueError("the text is not the one that was read")
        node = inside[place]
    return node


def chain(document: Node, path: Path) -> list[Node]:
    """The document, and every node down to the one at a path."""
    return [node_at(document, path[:depth]) for depth in range(len(path) + 1)]


def local_id(of: str) -> str:
    """An id for a node that needs one, always the same for the same words."""
    return str(uuid5(_IDS, of))


# Mentions.


def mention_link(account_id: str, text: str) -> str:
    """A mention in Markdown, as `written` turns into one: `[@Ada](mention:5b10)`."""
    label = _LABEL_SIGNS.sub(r"\\\g<0>", " ".join(text.split()))
    return f"[{label}]({_MENTION}{quote(account_id, safe=':')})"


def mentioned(address: str) -> str:
    """The account id in the address of such a link; "" for any other address."""
    return unquote(address.removeprefix(_MENTION)) if is_mention(address) else ""


def is_mention(address: str) -> bool:
    """Whether an address names a person."""
    return address.startswith(_MENTION)
