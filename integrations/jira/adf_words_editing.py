"""A line of Markdown taken apart into signs and words, and words put into nodes (ADF).

Pure. Nodes whose Markdown is the same before and after stay the very same.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from .adf_inline import inline
from .adf_nodes import Name, Nodes, sort_of
from .adf_words import words

_SIGNS = re.compile(
    r"(?P<quote>(?:[ \t]{0,3}>[ \t]?)*)(?P<indent>[ \t]*)"
    r"(?:(?P<heading>\#{1,6})(?:[ \t]+|\Z)"
    r"|(?P<bullet>[-*+])(?:[ \t]+|\Z)(?P<box>\[(?P<tick>[ xX])\](?:[ \t]+|\Z))?"
    r"|(?P<number>\d{1,9})[.)](?:[ \t]+|\Z))?"
)
_RULE = re.compile(r"[ \t]*(?:(?:-[ \t]*){3,}|(?:\*[ \t]*){3,}|(?:_[ \t]*){3,})")
_BREAK = re.compile(r"(?:[ \t]+|\\)\Z")


@dataclass(frozen=True, slots=True)
class NewLine:
    """A line of Markdown that comes instead of another or after it."""

    text: str
    """All of it, without the signs of a quote and without indent."""
    is_quoted: bool
    indent: int
    heading: int
    """The level; 0 for no heading."""
    marker: str
    """`-` or a number: what makes it an item."""
    box: str
    """What stands in its box; "" for no box."""
    boxed_words: str
    """What stands behind the signs of an item, a box included."""
    words: str

    @property
    def item(self) -> bool:
        """Whether it is an item of a list."""
        return bool(self.marker)

    @property
    def is_plain(self) -> bool:
        """Whether it is words alone."""
        return not self.heading and not self.item

    @property
    def bare(self) -> str:
        """The line as one of a paragraph, without what would end it in a break."""
        return _BREAK.sub("", self.text)

    def item_of(self, sort: str) -> bool:
        """Whether it is an item of this sort of list."""
        if sort == "orderedList":
            return self.marker.isdigit()
        return self.marker == "-"


def new_line(text: str) -> NewLine:
    """A line as what it is in Markdown."""
    found = _SIGNS.match(text)
    if found is None or _RULE.fullmatch(text[found.end("quote") :]):
        return NewLine(text.strip(), False, 0, 0, "", "", text.strip(), text.strip())
    bullet = "-" if found["bullet"] else found["number"] or ""
    boxed = found.start("box") if found["box"] else found.end()
    return NewLine(
        text=text[found.end("indent") :],
        is_quoted=bool(found["quote"]),
        indent=len(found["indent"].expandtabs(4)),
        heading=len(found["heading"] or ""),
        marker=bullet,
        box=found["tick"] or "",
        boxed_words=text[boxed:],
        words=text[found.end() :],
    )


def with_words(
    nodes: Sequence[dict[str, object]], text: str, name: Name, *, start: bool = True
) -> Nodes:
    """Inline nodes that say `text`; those that said a part of it already are kept."""
    kept = _kept(list(nodes), text, name, start=start)
    if words(kept, name, start=start) == text:
        return kept
    anew = _parsed(text)
    return anew if words(anew, name, start=start) == text else kept


def _kept(nodes: Nodes, text: str, name: Name, *, start: bool) -> Nodes:
    """The nodes with the ones in their middle replaced: all that had to change."""
    before = words(nodes, name, start=start)
    heads = [words(nodes[:at], name, start=start) for at in range(len(nodes) + 1)]
    tails = [
        words(nodes[at:], name, start=start and not at) for at in range(len(nodes) + 1)
    ]
    cuts = [at for at in range(len(nodes) + 1) if heads[at] + tails[at] == before]
    first = max((at for at in cuts if text.startswith(heads[at])), default=0)
    room = len(text) - len(heads[first])
    last = min(
        (
            at
            for at in cuts
            if at >= first and len(tails[at]) <= room and text.endswith(tails[at])
        ),
        default=len(nodes),
    )
    middle = text[len(heads[first]) : len(text) - len(tails[last])]
    return [*nodes[:first], *_parsed(middle), *nodes[last:]]


def _parsed(text: str) -> Nodes:
    """Words as nodes; at the end of a line a backslash breaks nothing."""
    made = inline(text)
    return [node for node in made if sort_of(node) != "hardBreak"]
