"""Our signatures as JSON, for trackers that keep them so; and back.

Pure. A mark that is malformed is no mark; whether one counts (rule 11) depends on who
wrote it, and is decided where the author is known.
"""

from __future__ import annotations

from typing import TypeVar

import msgspec

from afteraction.domain.tickets import CommentMark, Mark
from afteraction.network.unreadable import UNREADABLE

T = TypeVar("T", Mark, CommentMark)

_mark = msgspec.json.Decoder(Mark)
_comment = msgspec.json.Decoder(CommentMark)


def filled(value: object) -> dict[str, object]:
    """The fields of a mark that say something."""
    fields = msgspec.to_builtins(value)
    return {name: field for name, field in fields.items() if field}


def read_mark(data: str | bytes | msgspec.Raw) -> Mark | None:
    """The mark of a ticket; None for what is none."""
    mark = _read(data, _mark)
    return mark if mark and _storable(mark, mark.about, mark.text, mark.said) else None


def read_comment_mark(data: str | bytes | msgspec.Raw) -> CommentMark | None:
    """The mark of a comment; None for what is none."""
    mark = _read(data, _comment)
    if mark is None or not all(mark.covers):
        return None
    return mark if _storable(mark, mark.said, mark.to, *mark.covers) else None


def _read(
    data: str | bytes | msgspec.Raw, decoder: msgspec.json.Decoder[T]
) -> T | None:
    try:
        return decoder.decode(data)
    except UNREADABLE:
        return None


def _storable(mark: Mark | CommentMark, *words: str) -> bool:
    """Whether it says what it must, and PostgreSQL takes it, which takes no NUL."""
    said = (mark.key, mark.installation, *words)
    return bool(mark.key and mark.installation) and not any("\0" in one for one in said)
