"""What a line means to the form: labels and their values, rulers, list items.

People write the same label in many ways, and all of the tolerance for them is here,
drawn from the names that `form` lists. Boxes are in `form_boxes`, headings in
`form_headings`; which answer a line belongs to is in `form_blocks`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace

from afteraction.domain.form import FORM, Field
from afteraction.domain.form_rows import FILLER, Row
from afteraction.domain.words import is_empty

BULLET = re.compile(r"\s*(?:[-*+•‣◦·–]|\d{1,3}[.)]|[a-z][)])(?=\s|\Z)\s*")  # noqa: RUF001 - people's bullets
_TASK = re.compile(r"[*_]*\[[^\[\]]{0,8}\](?=\s|\Z)\s*")
_HEADING = re.compile(r"\s*#{1,6}\s+")
_RULE = re.compile(r" {0,3}(?:(?:-\s*){3,}|(?:\*\s*){3,}|(?:_\s*){3,}|=+\s*)")
_WORD = re.compile(rf"[\w{FILLER}]")


@dataclass(frozen=True, slots=True)
class Label:
    """A label in a line and the value behind it; places are those in the line."""

    field: Field
    start: int
    """Where the label begins, with its emphasis."""
    stop: int
    """Behind its last sign, be that a colon or the end of bold type."""
    value: int
    end: int
    first: bool
    """Whether nothing but list and emphasis signs stand before it."""
    exact: bool
    """Whether it is the form's own label and not one of its other names."""
    alias: bool
    """Whether it is a name that means the field only where a line begins."""

    @property
    def is_bare(self) -> bool:
        """Whether no value stands behind it in this line."""
        return self.value >= self.end


def is_bullet(row: Row) -> bool:
    """Whether the line begins a list item."""
    return bool(BULLET.match(row.bare))


def content_start(row: Row) -> int:
    """Where the words of a line begin, after the signs of a heading or a list."""
    signs = _HEADING.match(row.shown)
    place = signs.end() if signs else len(row.bare) - len(row.bare.lstrip())
    while found := (BULLET.match(row.bare, place) or _TASK.match(row.bare, place)):
        place = found.end()
    return place


def is_rule(row: Row) -> bool:
    """Whether the line is a ruler, or the line under a heading."""
    return not row.block and bool(_RULE.fullmatch(row.shown.rstrip()))


def is_hint(row: Row) -> bool:
    """Whether the line is a template's hint: all of it in italics or in brackets."""
    return bool(_ITALIC.fullmatch(row.bare.strip())) or is_empty(row.shown)


def leads_on(row: Row) -> bool:
    """Whether the line may be one that leads to a list: `Tick one:`."""
    words = row.bare.strip().strip("*_")
    return words.endswith(":") and not row.indent and not is_bullet(row)


_OTHERS_FIELD = re.compile(
    rf"{BULLET.pattern}(?:\*\*|__)[^*_:]{{1,40}}(?::(?:\*\*|__)|(?:\*\*|__)\s*:)"
)
_LIKE_A_FIELD = re.compile(rf"{BULLET.pattern}[*_]*\w[\w ]{{0,30}}[*_]*:(?=\W|\Z)")


def is_others_field(row: Row) -> bool:
    """Whether the line is a field in bold type that a team has added to the form."""
    return bool(_OTHERS_FIELD.match(row.bare))


def is_like_a_field(row: Row) -> bool:
    """Whether the line is a list item that begins with what may be a label."""
    return bool(_LIKE_A_FIELD.match(row.bare))


_ITALIC = re.compile(r"([*_])(?![*_\s])[^*_]+\1")
_LEADS = frozenset(lead.casefold() for lead in FORM.leads)


def is_lead(row: Row) -> bool:
    """Whether the line is one of the form's own that lead to a list."""
    return row.bare.strip().strip("*_").casefold() in _LEADS


# Labels.


def loose(name: str) -> str:
    """A pattern for a name, however its words are parted."""
    return r"[\s-]+".join(re.escape(word) for word in re.split(r"[\s-]", name))


def name_key(name: str) -> str:
    """A name as it is looked up, however its words were parted."""
    return " ".join(re.split(r"[\s-]+", name.casefold()))


def _names() -> Iterator[tuple[str, Field]]:
    for field in FORM.fields:
        for name in (field.label, *field.names, *field.first_only):
            yield name_key(name), field


_FIELD_OF = dict(_names())
_FIRST_ONLY = frozenset(name_key(n) for field in FORM.fields for n in field.first_only)
_LABELS = frozenset(name_key(field.label) for field in FORM.fields)
_NAMES = "|".join(map(loose, sorted(_FIELD_OF, key=len, reverse=True)))
_LABEL = re.compile(
    rf"(?<![^\W_])(?<![/@#.\-{FILLER}])(?P<name>{_NAMES})(?![^\W_])(?:\(s\))?",
    re.IGNORECASE,
)

# Behind the name. A hint may stand in brackets: `Owner (one person):`.
_COLON = re.compile(
    r"(?:[\s*_]*\([^()]{0,60}\))?[\s*_]*+(?:\?[\s*_]*+)?:(?!//)"
    r"(?: \* \*| _ _|[*_]*)"
)
_ASKED = re.compile(r"[\s*_]*\?[*_]*(?=\s|\Z)")
_DASH = re.compile(r"[*_]*\s[-–—]\s")  # noqa: RUF001 - people's dashes
_MENTION = re.compile(rf"[*_]*\s+(?=@\w|{FILLER})")
_BOLD_ENDS = re.compile(r"(?:\*\*|__)(?=\s|\Z)")
_LINE_ENDS = re.compile(r"[\s*_#]*\Z")

# One of these is needed for any label but a heading; most lines have none.
_NEEDED = re.compile(rf"[:?@{FILLER}]|\*\*|__|\s[-–—]\s")  # noqa: RUF001

# Before a name in the middle of a line.
_SEPARATOR = re.compile(
    r"(?:[,;|•·(\[/]\s*|[.!?)]\s+|\s[-–—]\s+|\s{2,}|\t)[*_]*\Z"  # noqa: RUF001
    r"|(?:\A|\s)(?:\*\*|__)\Z"
)
_LONGEST_SEPARATOR = 12


def labels_of(row: Row, *, heading: bool = False) -> tuple[Label, ...]:
    """The form's labels in a line, in their order.

    In the middle of a line a label needs a colon and a separator before it. At the
    start of one a dash, a question mark or bold type do as well, and a heading may
    have nothing else in it.
    """
    if not (heading or _NEEDED.search(row.bare)):
        return ()
    found: list[Label] = []
    for name in _LABEL.finditer(row.bare):
        label = _label(row, name, found, heading=heading)
        if label is not None and (not found or label.start >= found[-1].stop):
            found.append(label)
    return tuple(_with_ends(row, found))


def _label(
    row: Row, name: re.Match[str], before: list[Label], *, heading: bool
) -> Label | None:
    bare, key = row.bare, name_key(name["name"])
    start = len(bare[: name.start()].rstrip("*_"))
    first = not before and not _WORD.search(bare, content_start(row), start)
    field, exact, alias = _FIELD_OF[key], key in _LABELS, key in _FIRST_ONLY
    stop = _stop_at_start(bare, name, field, exact, alias) if first else None
    if first and stop is None and heading:
        stop = _end_of(_LINE_ENDS, bare, name.end())
    if not first and not alias and _may_stand_inside(bare, name, before):
        stop = _end_of(_COLON, bare, name.end())
    if stop is None:
        return None
    return Label(field, start, stop, stop, len(bare), first, exact, alias)


def _stop_at_start(
    bare: str, name: re.Match[str], field: Field, exact: bool, alias: bool
) -> int | None:
    """Where a label at the start of a line stops, if it is one."""
    ways = [_COLON]
    if not alias:
        ways += [_ASKED, _DASH]
    if field.holds == "person":
        ways.append(_MENTION)
    if exact and bare[: name.start()].endswith(("**", "__")):
        ways.append(_BOLD_ENDS)
    stops = (_end_of(way, bare, name.end()) for way in ways)
    return next((stop for stop in stops if stop is not None), None)


def _end_of(pattern: re.Pattern[str], text: str, place: int) -> int | None:
    found = pattern.match(text, place)
    return None if found is None else found.end()


def _may_stand_inside(bare: str, name: re.Match[str], before: list[Label]) -> bool:
    place = name.start()
    if _SEPARATOR.search(bare[max(0, place - _LONGEST_SEPARATOR) : place]):
        return True
    # `Owner: ada Due: Friday`, but not in prose, where "Owner:" may be just a word.
    after_a_short_one = bool(before) and not before[-1].field.is_long
    return after_a_short_one and name["name"][0].isupper() and bare[place - 1] == " "


_BEFORE_THE_NEXT = " \t,;|•·/([-–—"  # noqa: RUF001 - people's dashes
_AND = re.compile(r"\s(?:and|&)\Z", re.IGNORECASE)
_BEHIND_A_VALUE = " \t,;|•·.\\"
_CLOSED_BY = {")": "(", "]": "["}


def _with_ends(row: Row, labels: list[Label]) -> Iterator[Label]:
    """Each label with the value that reaches to the next one, trimmed."""
    for label, following in zip(labels, [*labels, None][1:], strict=True):
        stop = following.start if following else len(row.bare)
        yield _trimmed(row.bare, label, stop, is_last=following is None)


def prefix_end(row: Row, label: Label) -> int:
    """Where the words before a label in the middle of a line end."""
    return len(row.bare[: label.start].rstrip(_BEFORE_THE_NEXT))


def _trimmed(bare: str, label: Label, stop: int, *, is_last: bool) -> Label:
    text = bare[:stop].rstrip(" \t" if is_last else _BEFORE_THE_NEXT)
    if not is_last:
        text = _AND.sub("", text)
    if not label.field.is_long:
        text = _without_end(text, label)
    value = label.stop
    while value < len(text) and text[value].isspace():
        value += 1
    value, end = _without_emphasis(text, value, max(value, len(text)))
    return replace(label, value=value, end=end)


def _without_end(text: str, label: Label) -> str:
    """`text` without separators and brackets that close nothing in the value."""
    start = label.stop
    while len(text) > start:
        last = text[-1]
        if last == "." and label.field.holds == "words":
            break
        opening = _CLOSED_BY.get(last)
        surplus = opening and text.count(last, start) > text.count(opening, start)
        if last not in _BEHIND_A_VALUE and not surplus:
            break
        text = text[:-1]
    return text


_STARS = re.compile(r"\*+")


def _without_emphasis(text: str, start: int, end: int) -> tuple[int, int]:
    """The part of `text[start:end]` that is inside emphasis, if all of it is.

    One end of it may stand outside: in `**Owner: ada**` the label has the other.
    """
    runs = _STARS.findall(text, start, end)
    if len(runs) % 2:
        if text[:end].endswith(runs[-1]):
            end -= len(runs[-1])
        elif text.startswith(runs[0], start):
            start += len(runs[0])
    for mark in ("**", "__", "*", "_"):
        inner = text[start:end]
        wrapped = inner.startswith(mark) and inner.endswith(mark)
        if wrapped and len(inner) > 2 * len(mark) and inner.count(mark) <= 2:
            start, end = start + len(mark), end - len(mark)
    while start < end and text[start].isspace():
        start += 1
    return start, len(text[:end].rstrip()) if start < end else start
