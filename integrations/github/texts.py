"""An issue's body in its parts, and back: due date, owner, our text, our mark.

Pure. GitHub has no due date, and drops an assignee whom it does not take: both stand in
lines that people see and edit, above the text. The mark is the last line. Bodies that
were edited in a browser have CRLF.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import date

import msgspec

from afteraction.domain.dates import read_date
from afteraction.domain.tickets import Line, Mark
from afteraction.text_edits import edited_texts
from afteraction.tracker import Edit

from .marks import Stamps, mark_line, read_mark

MOST = 65_536
"""Characters in a body, for issues and comments (422 "body is too long")."""

_ANY_TWO_DAYS = (date(2024, 2, 29), date(2026, 7, 6))
_OWNER = re.compile(r"\*\*Owner:\*\*[ \t]*`?@?([A-Za-z0-9_-]+)`?[ \t]*")
_DUE = re.compile(r"(?:[-*+] )?\**Due(?: date)?\**:\**[ \t]*(.*)", re.IGNORECASE)
_FENCE = re.compile(r" {0,3}(`{3,}|~{3,})")
_BLANK = " \t"
_HEADING = re.compile(r" {0,3}#{1,6}([ \t]|$)")
_CUTS = (32_000, 16_000, 8_000, 4_000, 2_000, 1_000, 500)
_FEW_CUTS = 2_000
"""Rather than cut lines below this, those in the middle are left out."""
_BEGINNING = 40
_LEFT_OUT = "*({} lines are left out here: GitHub takes no longer texts)*"
_CODE = re.compile(r"(?<!`)(`+)(?!`).*?(?<!`)\1(?!`)")
_FORM = 60
"""So many lines stay at the end: there the form is."""


@dataclass(frozen=True, slots=True)
class Body:
    """An issue's body."""

    lines: tuple[Line, ...] = ()
    """The text alone; an anchor is a line's number in the body, from 1."""
    mark: Mark | None = None
    stamps: Stamps = field(default_factory=Stamps)
    due: date | None = None
    owner: str | None = None
    above: int = 0
    """So many lines of people's stand above those two."""
    unread: str | None = None
    """What stands in the place of a due date and is none."""
    torn: bool = False
    """It has the marks of two tickets: the first one counts."""
    crlf: bool = False

    @property
    def texts(self) -> tuple[str, ...]:
        """The lines as strings."""
        return tuple(line.text for line in self.lines)


def may_be_signed(body: str | None) -> bool:
    """Whether a mark could stand in a body; to be asked of thousands."""
    return body is not None and "<!-- afteraction " in body


def read_body(body: str | None, *, ours: bool = False) -> Body:
    """The parts of a body; all of it is text unless it has a mark or is `ours`."""
    text = body or ""
    crlf = "\r\n" in text
    texts = text.replace("\r\n", "\n").rstrip("\n").split("\n") if text else []
    marks = _signed(texts)
    if not marks and not ours:
        return Body(_numbered(texts, range(len(texts))), crlf=crlf)
    at, (mark, stamps) = marks[0] if marks else (len(texts), (None, Stamps()))
    head = _head(texts[:at])
    kept = [i for i in range(len(texts)) if i != at and i not in head.lines]
    last = max(head.lines, default=0)
    while kept and kept[-1] >= last and not texts[kept[-1]].strip():
        kept.pop()
    return Body(
        _numbered(texts, kept),
        mark,
        stamps,
        head.due,
        head.owner,
        sum(i < min(head.lines, default=0) for i in kept),
        head.unread,
        len({found.key for _, (found, _) in marks}) > 1,
        crlf,
    )


def _signed(texts: Sequence[str]) -> list[tuple[int, tuple[Mark, Stamps]]]:
    """Where marks stand: people may write below ours, or quote one in code."""
    marks: list[tuple[int, tuple[Mark, Stamps]]] = []
    fence, before = "", 0
    for at, text in enumerate(texts):
        opened = _FENCE.match(text)
        if opened and not fence:
            fence, before = opened[1], len(marks)
        elif opened and opened[1].startswith(fence):
            # What it holds was a quotation; in one that never ends it may be ours.
            fence = ""
            del marks[before:]
        elif text.startswith("<!--") and (found := read_mark(text)):
            marks.append((at, found))
    return marks


@dataclass(slots=True)
class _Head:
    """What stands above the first heading and is not text."""

    due: date | None = None
    owner: str | None = None
    unread: str | None = None
    lines: set[int] = field(default_factory=set)


def _head(texts: Sequence[str]) -> _Head:
    """Due date and owner, and the lines that belong to them, with the empty one after.

    People may write above them, but a line below a heading is an answer of theirs.
    """
    head = _Head()
    for at, text in enumerate(texts):
        if _HEADING.match(text):
            break
        if head.due is None and (found := _DUE.fullmatch(text)):
            head.due = _day(found[1])
            if head.due is None:
                head.unread = head.unread or found[1].strip() or None
            else:
                head.lines.add(at)
        elif head.owner is None and (found := _OWNER.fullmatch(text)):
            head.owner = found[1]
            head.lines.add(at)
    if head.due is not None:
        head.unread = None
    head.lines |= _empty_beside(texts, head.lines)
    return head


def _empty_beside(texts: Sequence[str], lines: set[int]) -> set[int]:
    """The empty lines between these, after them, and before them at the very top."""
    if not lines:
        return set()
    first, after = min(lines), max(lines) + 1
    while after < len(texts) and not texts[after].strip(_BLANK):
        after += 1
    start = first if any(text.strip(_BLANK) for text in texts[:first]) else 0
    return {at for at in range(start, after) if not texts[at].strip(_BLANK)}


def _day(text: str) -> date | None:
    """A day that is the same whenever it was said: no "Friday", no "24 December"."""
    days = {read_date(text, said_on=day) for day in _ANY_TWO_DAYS}
    day = days.pop()
    return day if isinstance(day, date) and not days else None


def _numbered(texts: Sequence[str], indices: Sequence[int]) -> tuple[Line, ...]:
    return tuple(Line(str(at + 1), texts[at]) for at in indices)


def written(body: Body) -> str:
    """The body as GitHub gets it; shortened where it is too long (`shortened`).

    Only for texts of ours: nobody else's words are cut.
    """
    text = whole(body)
    if len(text) <= MOST:
        return text
    around = len(whole(replace(body, lines=()))) + 200
    return whole(with_texts(body, shortened(body.texts, MOST - around)))


def with_texts(body: Body, texts: Sequence[str]) -> Body:
    """The body with another text."""
    return replace(body, lines=_numbered(texts, range(len(texts))))


def whole(body: Body) -> str:
    """The body with all of its text."""
    head = [f"**Due:** {body.due}"] if body.due else []
    head += [f"**Owner:** {body.owner}"] if body.owner else []
    above, below = body.texts[: body.above], body.texts[body.above :]
    foot = [mark_line(body.mark, body.stamps)] if body.mark else []
    text = "\n\n".join(
        "\n".join(part) for part in ((*above, *head), below, foot) if part
    )
    return text.replace("\n", "\r\n") if body.crlf else text


def shortened(texts: Sequence[str], room: int) -> list[str]:
    """Lines that fit; what is longest goes first, the form and the last line stay."""
    kept = list(texts)
    for most in _CUTS:
        if _size(kept) <= room:
            break
        kept = [_cut(text, most) for text in kept]
        if most <= _FEW_CUTS:
            kept = _without_middle(kept, room)
    return kept


def _without_middle(texts: list[str], room: int) -> list[str]:
    over = _size(texts) - room
    if over <= 0:
        return texts
    over += _size([_LEFT_OUT.format("0" * 6)])
    start = end = min(len(texts) // 8, _BEGINNING)
    while over > 0 and end < len(texts) - _FORM:
        over -= len(texts[end]) + 2
        end += 1
    said = [_LEFT_OUT.format(f"{end - start:,}")] if end > start else []
    return texts[:start] + said + texts[end:]


def _cut(text: str, most: int) -> str:
    """A line's beginning; never half of a code span, whose words would come alive."""
    if len(text) <= most:
        return text
    at = most - 1
    for span in _CODE.finditer(text):
        if span.start() < at < span.end():
            at = span.start()
    return f"{text[:at]}…"


def _size(texts: Sequence[str]) -> int:
    """With two characters for each line's end."""
    return sum(len(text) + 2 for text in texts)


def body_of(text: str, mark: Mark, due: date | None, owner: str | None = None) -> Body:
    """A new issue's body; an `owner` is named where nobody can be assigned."""
    texts = text.rstrip("\n").split("\n")
    return Body(_numbered(texts, range(len(texts))), mark, due=due, owner=owner)


def edited(ref: str, body: Body, edit: Edit, *, known: bool) -> Body:
    """A body after an edit. Raises `Changed` when a line is gone."""
    texts = edited_texts(ref, body.lines, edit, known=known)
    stamps = body.stamps
    if edit.missed and not stamps.missed:
        stamps = msgspec.structs.replace(stamps, missed=edit.missed)
    return replace(
        body,
        lines=_numbered(texts, range(len(texts))),
        mark=edit.mark or body.mark,
        stamps=stamps,
    )


def adopted(body: Body) -> Body:
    """A body that says that somebody settled whose it is."""
    stamps = msgspec.structs.replace(body.stamps, adopted=True)
    return replace(body, stamps=stamps)
