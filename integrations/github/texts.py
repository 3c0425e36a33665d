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

from afteraction.domain.tickets import Line, Mark
from afteraction.shortening import shortened
from afteraction.text_edits import edited_texts
from afteraction.ticket_head import head_lines, head_of
from afteraction.tracker import Edit

from .marks import Stamps, mark_line, read_mark

MOST = 65_536
"""Characters in a body, for issues and comments (422 "body is too long")."""

_FENCE = re.compile(r" {0,3}(`{3,}|~{3,})")


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
    head = head_of(texts[:at])
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
    head = head_lines(body.due, body.owner)
    above, below = body.texts[: body.above], body.texts[body.above :]
    foot = [mark_line(body.mark, body.stamps)] if body.mark else []
    text = "\n\n".join(
        "\n".join(part) for part in ((*above, *head), below, foot) if part
    )
    return text.replace("\n", "\r\n") if body.crlf else text


def body_of(text: str, mark: Mark, due: date | None, owner: str | None = None) -> Body:
    """A new issue's body; an `owner` is named where nobody can be assigned."""
    texts = text.rstrip("\n").split("\n")
    return Body(_numbered(texts, range(len(texts))), mark, due=due, owner=owner)


def edited(ref: str, body: Body, edit: Edit, *, known: bool) -> Body:
    """A body after an edit. Raises `Changed` when a line is gone.

    A day that could not be read goes where another one is put in its place.
    """
    texts = edited_texts(ref, body.lines, edit, known=known)
    above, unread = body.above, body.unread
    if edit.due is not None and unread is not None:
        odd = f"**Due:** {unread}"
        at = next((i for i, text in enumerate(texts) if text.strip() == odd), None)
        texts = tuple(text for i, text in enumerate(texts) if i != at)
        above -= at is not None and at < above
    stamps = body.stamps
    if edit.missed and not stamps.missed:
        stamps = msgspec.structs.replace(stamps, missed=edit.missed)
    return replace(
        body,
        lines=_numbered(texts, range(len(texts))),
        mark=edit.mark or body.mark,
        stamps=stamps,
        due=edit.due or body.due,
        above=above,
        unread=unread if edit.due is None else None,
    )


def adopted(body: Body) -> Body:
    """A body that says that somebody settled whose it is."""
    stamps = msgspec.structs.replace(body.stamps, adopted=True)
    return replace(body, stamps=stamps)
