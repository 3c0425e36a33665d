"""Our signatures in a file: in the front matter, and below a comment of ours.

Pure. A mark that is malformed is no mark; whether one counts (rule 11) is the
engine's affair. Not here: where in a file they stand.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from urllib.parse import quote, unquote

import yaml

from afteraction.domain.kinds import Kind
from afteraction.domain.tickets import CommentMark, Mark, Role

from .faults import Broken
from .fields import pairs
from .front_matter import Content, parse

KEY = "afteraction"
"""The front matter's key, and the first word of a comment's mark."""

# What parts the keys in a list of keys, and the sign that stands for what does.
_PARTING = re.compile(r"[\s%]")
_BELOW_COMMENT = re.compile(r"<!-- afteraction: (\{.*\}) -->[ \t]*")


def mark_text(mark: Mark) -> str:
    """A ticket's mark as the value of its key, on one line."""
    items = [
        ("role", mark.role.value),
        ("key", mark.key),
        ("installation", mark.installation),
        ("about", mark.about),
    ]
    items += [(name, text) for name, text in _texts(mark) if text]
    return pairs(items)


def _texts(mark: Mark) -> tuple[tuple[str, str], ...]:
    return (
        ("text", mark.text),
        ("said", mark.said),
        ("kind", mark.kind.value if mark.kind else ""),
        ("next_try", "true" if mark.next_try else ""),
    )


def read_mark(content: Content) -> Mark | None:
    """The mark that stands in a front matter."""
    if not isinstance(content, Mapping):
        return None
    try:
        return Mark(
            role=Role(content["role"]),
            key=_filled(content["key"]),
            installation=_filled(content["installation"]),
            about=_storable(content["about"]),
            text=_storable(content.get("text", "")),
            said=_storable(content.get("said", "")),
            kind=Kind(content["kind"]) if content.get("kind") else None,
            next_try=_truth(content.get("next_try")),
        )
    except (KeyError, ValueError):
        return None


def comment_mark_line(mark: CommentMark) -> str:
    """The last line of a comment of ours; Markdown does not show it."""
    items = [("key", mark.key), ("installation", mark.installation)]
    if mark.said:
        items.append(("said", mark.said))
    if mark.reopened:
        items.append(("reopened", "true"))
    if mark.covers:
        items.append(("covers", _joined(mark.covers)))
    if mark.to:
        items.append(("to", mark.to))
    return f"<!-- {KEY}: {pairs(items)} -->"


def read_comment_mark(line: str) -> CommentMark | None:
    """The mark that a comment's last line is; None when it is text."""
    found = _BELOW_COMMENT.fullmatch(line)
    content = _braces(found[1]) if found else None
    if content is None:
        return None
    try:
        return CommentMark(
            key=_filled(content["key"]),
            installation=_filled(content["installation"]),
            said=_storable(content.get("said", "")),
            reopened=_truth(content.get("reopened")),
            covers=_parted(content.get("covers")),
            to=_storable(content.get("to", "")),
        )
    except (KeyError, ValueError):
        return None


def _braces(text: str) -> Mapping[str, str] | None:
    """`{a: b}` as YAML reads it."""
    try:
        value = parse(f"---\nmark: {text}\n---\n")["mark"].content
    except (Broken, KeyError, yaml.YAMLError):
        return None
    return value if isinstance(value, Mapping) else None


def _joined(keys: Sequence[str]) -> str:
    """Keys in one word of YAML, parted by spaces: lists in braces are not read."""
    return " ".join(_PARTING.sub(lambda sign: quote(sign[0]), key) for key in keys)


def _parted(text: str | None) -> tuple[str, ...]:
    if text is None:
        return ()
    return tuple(_filled(unquote(key)) for key in text.split(" "))


def _filled(text: str) -> str:
    if not text:
        raise ValueError("is empty")
    return _storable(text)


def _storable(text: str) -> str:
    """PostgreSQL takes no NUL."""
    if "\0" in text:
        raise ValueError("holds a NUL")
    return text


def _truth(text: str | None) -> bool:
    if text not in (None, "", "true", "false"):
        raise ValueError("is neither true nor false")
    return text == "true"
