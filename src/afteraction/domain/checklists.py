"""Standing checklists: which one a review means, and what stands in its text.

Pure. A checklist is a ticket or a Markdown file to which findings add their steps. Not
here: how a step reads (`steps`), and when one is to be added (`planning_steps`).
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from difflib import get_close_matches

from afteraction.domain.form_rows import Row, read_rows, unescaped
from afteraction.domain.identity import TOKEN
from afteraction.domain.problems import Problem
from afteraction.domain.tickets import Line, Ticket

_LINKED = re.compile(r"!?\[(?P<words>(?:[^\[\]\\]|\\.)*)\]\([^()]*\)")
_AROUND = " \t.,;:`*_\"'“”„«»"
_ITEM = re.compile(r"\s*(?:[-*+]|\d{1,9}[.)])\s+(?P<box>\[[ xX]\](?:\s|\Z))?")
_INSIDE = 2
"""What is indented so much more than an item belongs to it."""
_LINE = re.compile(r"[^\n]*\n|[^\n]+")
_BYTE_ORDER = "\ufeff"
"""What some editors put before a text."""
_DAY = re.compile(r"\b\d{4}-\d\d-\d\d\b")


@dataclass(frozen=True, slots=True)
class Checklist:
    """A standing checklist, as the configuration names it."""

    name: str
    tracker: str
    ticket: str = ""
    """The key of the ticket that holds it; "" where a file does."""
    file: str = ""
    """The path of the Markdown file that holds it."""

    @property
    def ref(self) -> str:
        """Where it is, as messages say it."""
        return f"{self.tracker}:{self.ticket or self.file}"


@dataclass(frozen=True, slots=True)
class ChecklistText:
    """A checklist as it was read a moment ago."""

    name: str
    """As the configuration names it."""
    ref: str
    url: str = ""
    """Where it is: a web address, or a path as from the configuration's folder."""
    lines: tuple[Line, ...] = ()
    ticket: Ticket | None = None
    """None for a file."""
    source: str = ""
    """Of a file, the text as it is."""
    fixed: str = ""
    """Of a file, why it can not be changed; "" if it can."""
    problem: Problem | None = None
    """Why it could not be read."""

    @property
    def text(self) -> str:
        """All of it."""
        return "\n".join(line.text for line in self.lines)


# Names


def chosen(text: str, known: Sequence[Checklist]) -> Checklist | None:
    """The checklist that people call so, in any case and with any marks around it."""
    name = _plain(text)
    return next((one for one in known if _plain(one.name) == name), None)


def unknown(text: str, known: Sequence[Checklist]) -> str:
    """What to say of a name that is no checklist's."""
    said = " ".join(text.split())
    if not known:
        return (
            "no standing checklists are configured; add it under checklists in the"
            " configuration, or take the Checklist line out"
        )
    names = {_plain(one.name): one.name for one in known}
    close = get_close_matches(_plain(text), names, n=1, cutoff=0.6)
    if close:
        return f"there is no checklist “{said}”; did you mean “{names[close[0]]}”?"
    *others, last = (f"“{name}”" for name in names.values())
    listed = f"{', '.join(others)} or {last}" if others else last
    return f"there is no checklist “{said}”; write {listed}"


def _plain(text: str) -> str:
    bare = unescaped(_LINKED.sub(r"\g<words>", text)).strip(_AROUND)
    return " ".join(bare.split()).casefold()


# Texts


def tokens_in(lines: Sequence[Line]) -> frozenset[str]:
    """The tokens of all steps that stand in a checklist."""
    return frozenset(token for line in lines for token in TOKEN.findall(line.text))


def stands(lines: Sequence[Line], token: str) -> bool:
    """Whether a finding's steps were added, wherever and in which words they stand."""
    return token in tokens_in(lines)


def added_on(lines: Sequence[Line], token: str) -> date | None:
    """The day that stands beside a token; None where it was taken out."""
    for line in lines:
        before, found, _ = line.text.partition(token)
        days = _DAY.findall(before) if found else []
        if days:
            try:
                return date.fromisoformat(days[-1])
            except ValueError:
                return None
    return None


def boxes(lines: Sequence[Line]) -> int:
    """How many items with a box there are."""
    return sum(_box(row) for row in read_rows(lines).rows)


@dataclass(frozen=True, slots=True)
class Place:
    """Where the next step goes."""

    after: int
    """The place of the line after which it goes, from 0; -1: the text is empty."""
    indent: str = ""
    """The blanks before it."""
    beside: bool = True
    """Another item with a box stands before it; else it begins a list."""


def place_for_step(lines: Sequence[Line]) -> Place:
    """After the last item with a box and all that belongs to it; else at the end."""
    rows = read_rows(lines).rows
    boxed = [row for row in rows if _box(row)]
    if not boxed:
        said = [row.at for row in rows if row.line.text.strip()]
        return Place(max(said, default=-1), beside=False)
    item = _outermost(rows, boxed[-1])
    text = item.line.text
    return Place(_end_of(rows, item), text[: len(text) - len(text.lstrip())])


def with_steps(source: str, steps: Sequence[str]) -> str:
    """A file's text with these lines in their place; its other bytes stay."""
    lines = _ended(source)
    while lines and not lines[-1].strip():
        lines.pop()
    bare = [line.rstrip("\r\n") for line in lines]
    bare[:1] = [line.removeprefix(_BYTE_ORDER) for line in bare[:1]]
    place = place_for_step([Line("", line) for line in bare])
    new = [f"{place.indent}{step}" for step in steps]
    if not place.beside and bare and not _ITEM.match(bare[place.after]):
        new.insert(0, "")
    at = place.after + 1
    end = "\r\n" if "".join(lines[:at] or source).endswith("\r\n") else "\n"
    return "".join([*lines[:at], *(f"{line}{end}" for line in new), *lines[at:]])


def _ended(source: str) -> list[str]:
    """Lines with the ends that they have, which may be of both sorts; the last too."""
    lines = _LINE.findall(source)
    if lines and not lines[-1].endswith("\n"):
        lines[-1] += "\r\n" if "\r\n" in source else "\n"
    return lines


def _box(row: Row) -> bool:
    found = None if row.block else _ITEM.match(row.shown)
    return bool(found and found["box"])


def _outermost(rows: Sequence[Row], item: Row) -> Row:
    """The item with a box in which this one stands, if it stands in one."""
    for row in reversed(rows[: item.at]):
        if row.is_blank or row.indent >= item.indent:
            continue
        if not _box(row):
            break
        item = row
    return item


def _end_of(rows: Sequence[Row], item: Row) -> int:
    """The last line of an item: what is indented below it, and its paragraph's rest."""
    last, parted = item.at, False
    for row in rows[item.at + 1 :]:
        if row.is_blank:
            parted = True
            continue
        inside = row.indent >= item.indent + _INSIDE
        goes_on = not parted and not (_ITEM.match(row.shown) or _begins(row))
        if not (inside or goes_on):
            break
        last, parted = row.at, False
    return last


def _begins(row: Row) -> bool:
    """Whether a line begins something of its own, and ends the paragraph before it."""
    return bool(row.block) or row.shown.lstrip()[:1] in ("#", "|", ">", "<", "-", "=")
