"""Our signatures on GitHub: a comment that nobody sees, at the end of a text.

Pure. A mark that is malformed is no mark; whether one counts (rule 11) depends on who
wrote it, and is decided where the author is known.
"""

from __future__ import annotations

import re
from datetime import date

import msgspec

from afteraction.domain.tickets import CommentMark, Mark
from afteraction.network.unreadable import UNREADABLE

_LINE = re.compile(r"<!-- afteraction (\{.*\}) -->[ \t]*")


class Stamps(msgspec.Struct, frozen=True, omit_defaults=True):
    """What stands beside a mark because GitHub does not remember it."""

    missed: date | None = None
    """The first due date that passed while the ticket was open."""
    adopted: bool = False
    """Somebody settled that it is ours; the journal says so too, and is believed."""


_mark = msgspec.json.Decoder(Mark)
_stamps = msgspec.json.Decoder(Stamps)
_comment = msgspec.json.Decoder(CommentMark)


def mark_line(mark: Mark, stamps: Stamps) -> str:
    """A ticket's mark as the line that carries it."""
    return _line({**_filled(mark), **_filled(stamps)})


def read_mark(line: str) -> tuple[Mark, Stamps] | None:
    """The mark that a line is; None when it is text."""
    found = _LINE.fullmatch(line)
    if found is None:
        return None
    try:
        mark = _mark.decode(found[1])
        stamps = _stamps.decode(found[1])
    except UNREADABLE:
        return None
    words = (mark.key, mark.installation, mark.about, mark.text, mark.said)
    return (mark, stamps) if mark.key and _storable(words) else None


def comment_mark_line(mark: CommentMark) -> str:
    """The last line of a comment of ours."""
    return _line(_filled(mark))


def read_comment_mark(line: str) -> CommentMark | None:
    """The mark that a comment's last line is; None when it is text."""
    found = _LINE.fullmatch(line)
    if found is None:
        return None
    try:
        mark = _comment.decode(found[1])
    except UNREADABLE:
        return None
    return mark if mark.key and _storable((mark.key, mark.installation)) else None


def _storable(words: tuple[str, ...]) -> bool:
    """Whether a database takes these: PostgreSQL takes every sign but NUL."""
    return bool(words[1]) and not any("\0" in word for word in words)


def _filled(value: object) -> dict[str, object]:
    """The fields that say something."""
    fields = msgspec.to_builtins(value)
    return {name: field for name, field in fields.items() if field}


def _line(fields: dict[str, object]) -> str:
    text = msgspec.json.encode(fields).decode()
    # Two dashes in a row would end what nobody is to see.
    safe = text.replace("--", "-\\u002d")
    return f"<!-- afteraction {safe} -->"
