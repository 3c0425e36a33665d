"""Our signatures on GitHub: a comment that nobody sees, at the end of a text.

Pure. A mark that is malformed is no mark; whether one counts (rule 11) depends on who
wrote it, and is decided where the author is known.
"""

from __future__ import annotations

import re
from datetime import date

import msgspec

from afteraction import marking
from afteraction.domain.tickets import CommentMark, Mark
from afteraction.marking import filled
from afteraction.network.unreadable import UNREADABLE

_LINE = re.compile(r"<!-- afteraction (\{.*\}) -->[ \t]*")


class Stamps(msgspec.Struct, frozen=True, omit_defaults=True):
    """What stands beside a mark because GitHub does not remember it."""

    missed: date | None = None
    """The first due date that passed while the ticket was open."""
    adopted: bool = False
    """Somebody settled that it is ours; the journal says so too, and is believed."""


_stamps = msgspec.json.Decoder(Stamps)


def mark_line(mark: Mark, stamps: Stamps) -> str:
    """A ticket's mark as the line that carries it."""
    return _line({**filled(mark), **filled(stamps)})


def read_mark(line: str) -> tuple[Mark, Stamps] | None:
    """The mark that a line is; None when it is text."""
    found = _LINE.fullmatch(line)
    mark = marking.read_mark(found[1]) if found else None
    if found is None or mark is None:
        return None
    try:
        return mark, _stamps.decode(found[1])
    except UNREADABLE:
        return None


def comment_mark_line(mark: CommentMark) -> str:
    """The last line of a comment of ours."""
    return _line(filled(mark))


def read_comment_mark(line: str) -> CommentMark | None:
    """The mark that a comment's last line is; None when it is text."""
    found = _LINE.fullmatch(line)
    return marking.read_comment_mark(found[1]) if found else None


def _line(fields: dict[str, object]) -> str:
    text = msgspec.json.encode(fields).decode()
    # Two dashes in a row would end what nobody is to see.
    safe = text.replace("--", "-\\u002d")
    return f"<!-- afteraction {safe} -->"
