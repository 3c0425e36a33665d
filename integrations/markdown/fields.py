"""Front matter as we write it: values as YAML, and changes that leave the rest alone.

Pure. Only the lines of the keys that change are touched: other people's comments,
quotes, order and unknown keys stay as they are.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from datetime import UTC, datetime

from .front_matter import FrontMatter, Value
from .lines import Lines, Splice

ORDER = (
    "title",
    "state",
    "reason",
    "labels",
    "assignee",
    "author",
    "opened",
    "closed",
    "ended",
    "finished",
    "due",
    "missed",
    "sprint",
    "priority",
    "afteraction",
)
"""A ticket's keys in the order in which we write them."""

Changes = Mapping[str, str | None]
"""Keys with their new value, written as YAML; None takes the key away."""

# Words and lists that any YAML reader takes for text, without quotes.
_PLAIN = re.compile(r"\w(?:[^\x00-\x1f:#]|:(?=\S)|(?<=\S)#)*", re.DOTALL)
# The question mark is one for PyYAML without libyaml only.
_INDICATORS_IN_FLOW = frozenset(",[]{}?")
# What YAML 1.1 takes for something else than text: a number, a date, a truth.
_NO_TEXT = re.compile(
    r"[\d._:eETZ+ -]+|0[xob][\da-fA-F_]+|y|n|yes|no|on|off|true|false|null|nan|inf",
    re.IGNORECASE,
)
_ITEM = re.compile(r"\s*-[ \t]+")
_ESCAPES = {'"': '\\"', "\\": "\\\\", "\n": "\\n", "\r": "\\r", "\t": "\\t"}


def word(text: str, *, flow: bool = False) -> str:
    """`text` as YAML, in quotes only where it would not be read as this very text.

    `flow` is for inside of brackets.
    """
    plain = (
        text == text.strip()
        and text.isprintable()
        and _PLAIN.fullmatch(text)
        and not _NO_TEXT.fullmatch(text)
        and not (flow and _INDICATORS_IN_FLOW.intersection(text))
    )
    return text if plain else quoted(text)


def quoted(text: str) -> str:
    """`text` in double quotes, in one line that can not end an HTML comment either."""
    return '"' + "".join(_escaped(character) for character in text) + '"'


def _escaped(character: str) -> str:
    if character in _ESCAPES:
        return _ESCAPES[character]
    if "\ud800" <= character <= "\udfff":
        return "\\ufffd"
    if character == ">" or not character.isprintable():
        code = ord(character)
        return f"\\u{code:04x}" if code < 0x10000 else f"\\U{code:08x}"
    return character


def words(items: Iterable[str]) -> str:
    """A list in brackets."""
    return f"[{', '.join(word(item, flow=True) for item in items)}]"


def pairs(items: Iterable[tuple[str, str]]) -> str:
    """A mapping in braces, on one line."""
    written = (f"{key}: {word_in_mark(value)}" for key, value in items)
    return f"{{{', '.join(written)}}}"


def word_in_mark(text: str) -> str:
    """Like `word` inside of brackets; only we read it, so numbers need no quotes."""
    if re.fullmatch(r"[0-9a-f]+|true", text):
        return text
    # It may stand in an HTML comment, which ends with the first of these.
    return quoted(text) if ">" in text else word(text, flow=True)


def instant(at: datetime) -> str:
    """`2026-11-18T09:12:00Z`: to the second, in UTC."""
    utc = at.astimezone(UTC).replace(microsecond=0, tzinfo=None)
    return f"{utc.isoformat()}Z"


def changed(head: Lines, values: FrontMatter, changes: Changes) -> list[Splice]:
    """The splices in `head` (the front matter with its two `---`) for `changes`."""
    splices = []
    for key in sorted(changes, key=_rank):
        written = changes[key]
        if key in values and written is None:
            where = extent(head, values, key)
            splices.append(Splice(where.start, where.stop))
        elif key in values and written is not None:
            splices.append(_replaced(head, values, key, written))
        elif written is not None:
            at = _place_for(head, values, key)
            line = f"{_indent(values)}{key}: {written}"
            splices.append(Splice(at, at, (line,)))
    return splices


def extent(head: Lines, values: FrontMatter, key: str) -> range:
    """The lines of a key and its value, without comments and blank lines below."""
    first, indent = values[key].key
    later = [value.key[0] for value in values.values() if value.key[0] > first]
    stop = min(later, default=len(head) - 1)
    while stop - 1 > first and _is_aside(head.texts[stop - 1], indent):
        stop -= 1
    return range(first, stop)


def _is_aside(text: str, indent: int) -> bool:
    """A blank line, or a comment that belongs to no value's text."""
    inner = text.lstrip(" \t")
    return not inner or (inner.startswith("#") and len(text) - len(inner) <= indent)


def _rank(key: str) -> int:
    return ORDER.index(key)


def _indent(values: FrontMatter) -> str:
    first = next(iter(values.values()), None)
    return " " * first.key[1] if first else ""


def _place_for(head: Lines, values: FrontMatter, key: str) -> int:
    """Below the key that stands before it in our order."""
    before = [other for other in ORDER[: _rank(key)] if other in values]
    return extent(head, values, before[-1]).stop if before else 1


def _replaced(head: Lines, values: FrontMatter, key: str, written: str) -> Splice:
    value = values[key]
    line = value.key[0]
    if isinstance(value.content, str) and value.start[0] == value.stop[0] == line:
        return _within_line(head, value, written)
    where = extent(head, values, key)
    return Splice(where.start, where.stop, (f"{_indent(values)}{key}: {written}",))


def _within_line(head: Lines, value: Value, written: str) -> Splice:
    """The comment behind the value stays."""
    line = value.start[0]
    text = head.texts[line]
    before, after = text[: value.start[1]], text[value.stop[1] :]
    gap = "" if before.endswith((" ", "\t")) else " "
    return Splice(line, line + 1, (f"{before}{gap}{written}{after}",))


def with_labels(
    head: Lines, values: FrontMatter, old: tuple[str, ...], new: tuple[str, ...]
) -> list[Splice]:
    """The splices that add the labels `new` in the form that the list has already."""
    value = values.get("labels")
    if value and value.content == () and value.start[0] == value.stop[0]:
        return [_within_line(head, value, words(new))]
    if value is None or not old:
        return changed(head, values, {"labels": words(new)})
    if isinstance(value.content, str):
        return _with_words(head, values, old, new)
    if value.flow:
        added = "".join(f", {word(label, flow=True)}" for label in new)
        return [_inserted(head, value.stop, added)]
    item = _ITEM.match(head.texts[value.stop[0]])
    if item is None:
        return changed(head, values, {"labels": words((*old, *new))})
    at = value.stop[0] + 1
    return [Splice(at, at, tuple(f"{item[0]}{word(label)}" for label in new))]


def _with_words(
    head: Lines, values: FrontMatter, old: tuple[str, ...], new: tuple[str, ...]
) -> list[Splice]:
    """`a, b` grows a `, c`; where that would not be read again it becomes `[…]`."""
    value = values["labels"]
    simple = value.plain and value.start[0] == value.stop[0]
    if simple and all(word(label, flow=True) == label for label in new):
        added = "".join(f", {label}" for label in new)
        return [_inserted(head, value.stop, added)]
    return changed(head, values, {"labels": words((*old, *new))})


def _inserted(head: Lines, place: tuple[int, int], added: str) -> Splice:
    line, column = place
    text = head.texts[line]
    return Splice(line, line + 1, (f"{text[:column]}{added}{text[column:]}",))
