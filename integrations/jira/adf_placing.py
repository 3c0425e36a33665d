"""Where new nodes go in a document (ADF): beside items of lists, and between blocks.

Pure but for the document that it is given, of which it changes only what `opened` has
copied. Which nodes they are is decided in `adf_editing`.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

from .adf_nodes import (
    ASIDES,
    FLOWS,
    LISTS,
    Node,
    Nodes,
    Path,
    attr,
    chain,
    content,
    local_id,
    node_at,
    sort_of,
    whole,
)
from .adf_reading import marker_of

_ONE_LIST = ({"bulletList", "taskList"}, {"decisionList", "bulletList"})


def opened(document: Node, path: Path) -> Node:
    """The document with every node down to the one at a path copied."""
    made = dict(document)
    if "content" in document:
        made["content"] = content(document)
    if path:
        place = path[0]
        made["content"][place] = opened(node_at(document, path[:1]), path[1:])
    return made


def list_for(document: Node, path: Path, indent: int, *, quoted: bool) -> Path | None:
    """The list in which an item with this indent follows what is at a path.

    None where it follows in no list: also where it would have to begin with `>`.
    """
    nodes = chain(document, path)
    found: Path | None = None
    column = 0
    for depth, (node, inside) in enumerate(pairwise(nodes)):
        if sort_of(node) in ASIDES:
            if not quoted:
                return None
            found, column = None, 0
        if sort_of(node) in LISTS and (found is None or column <= indent):
            found = path[:depth]
        if sort_of(node) in LISTS and sort_of(inside) != "taskList":
            column += len(marker_of(node, path[depth]))
        elif sort_of(node) == "taskList":
            column += 2
    return found


def put_items(document: Node, items: Path, at: int, nodes: Nodes) -> None:
    """Put lists after an item and all that belongs to it; others part its list."""
    parent, target = node_at(document, items[:-1]), node_at(document, items)
    _check_may_hold(parent, nodes)
    inside = target["content"]
    end = at + 1
    while end < len(inside) and sort_of(inside[end]) == "taskList":
        end += 1
    if [sort_of(node) for node in nodes] == [sort_of(target)]:
        inside[end:end] = content(nodes[0])
        return
    rest, inside[end:] = inside[end:], []
    place = items[-1] + 1
    following = parent["content"][place : place + 1]
    if rest:
        nodes = [*nodes, _rest_of(target, rest, end)]
    elif following and _is_one_list(target, nodes[-1], following[0]):
        joined = [*content(nodes[-1]), *content(following[0])]
        parent["content"][place] = {**following[0], "content": joined}
        nodes = nodes[:-1]
    parent["content"][place:place] = nodes


def _is_one_list(target: Node, last: Node, following: Node) -> bool:
    """Whether the next list is the same one in Markdown, without a blank line."""
    sorts = {sort_of(target), sort_of(following)}
    return sort_of(last) == sort_of(following) and sorts in _ONE_LIST


def _rest_of(target: Node, rest: Nodes, after: int) -> Node:
    """A list with the items that were the end of another one."""
    made = {**target, "content": rest}
    attrs = dict(target.get("attrs") or {})
    if isinstance(attrs.get("localId"), str):
        attrs["localId"] = local_id(f"rest {after} {attr(target, 'localId')}")
    if sort_of(target) == "orderedList":
        attrs["order"] = whole(target, "order", 1) + after
    return made | ({"attrs": attrs} if attrs else {})


def remove_item(document: Node, items: Path, at: int) -> None:
    """Take an item out of a list, and the list with its last one."""
    parent, target = node_at(document, items[:-1]), node_at(document, items)
    del target["content"][at]
    if not target["content"]:
        del parent["content"][items[-1]]


def _check_may_hold(parent: Node, nodes: Sequence[Node]) -> None:
    sort, sorts = sort_of(parent), {sort_of(node) for node in nodes}
    if sort == "taskList":
        may = sorts <= {"taskList"}
    elif sort == "blockquote":
        may = sorts <= LISTS - {"taskList", "decisionList"}
    else:
        may = sort in FLOWS or sorts <= LISTS - {"decisionList"}
    if not may:
        raise ValueError("in this place of the text there can be no such line")


def top_of(document: Node, path: Path) -> Path:
    """The block around a node, or the node itself, beside which any block may stand."""
    nodes = chain(document, path)
    for depth in range(len(path) - 1, -1, -1):
        if sort_of(nodes[depth]) in FLOWS:
            return path[: depth + 1]
    raise ValueError("nothing can stand beside this line")
