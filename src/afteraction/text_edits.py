"""Which lines of a ticket's text an edit changes, whether it still may, and for whom.

Pure, and the same in every tracker: the lines that stand there now and the edit in,
the places to change out, or `Changed`. How a line is written back is the adapter's.
"""

from __future__ import annotations

from collections.abc import Sequence

from afteraction.domain.identity import text_digest
from afteraction.domain.tickets import Line
from afteraction.errors import Changed, Refused
from afteraction.escaping import cut, one_line
from afteraction.tracker import Edit

READ_AGAIN = "sync again: it is read anew then"
_SHOWN = 60


def check_text(ref: str, lines: Sequence[Line], edit: Edit) -> None:
    """Raise `Changed` unless the text is still what the edit was made for."""
    texts = [line.text for line in lines]
    if edit.expected not in (None, text_digest("\n".join(texts))):
        raise Changed(f"{ref}: its text is not the one that was read", READ_AGAIN)
    for text in edit.unless_gone:
        if text not in texts:
            raise line_is_gone(ref, text)


def handle_of(text: str) -> str | None:
    """A person's handle, however it was typed: without the @; None for nobody."""
    return " ".join(text.split()).lstrip("@ ") or None


def new_owner(ref: str, edit: Edit) -> str | None:
    """The handle of who has the ticket from now on; None: that stays.

    Raises `Refused` when it can be nobody's handle: no tracker could keep it, and a
    line that shows it could not be read back.
    """
    if edit.assignee is None:
        return None
    handle = handle_of(edit.assignee)
    if handle is None or handle != one_line(handle) or "`" in handle:
        raise Refused(
            f'{ref}: "{cut(edit.assignee, _SHOWN)}" is nobody who could own it',
            "name one person by the handle that they have there",
        )
    return handle


def meant(ref: str, lines: Sequence[Line], line: Line, *, known: bool) -> Line:
    """The line that stands there and is meant by `line`, which was read before.

    `known` says that the text is still the one from which the edit was made: only then
    an anchor says which of several equal lines is meant.
    """
    same = [other for other in lines if other.text == line.text]
    if len(same) == 1 or (same and not line.anchor):
        return same[0]
    if known:
        for other in same:
            if other.anchor == line.anchor:
                return other
    raise line_is_gone(ref, line.text)


def line_is_gone(ref: str, text: str) -> Changed:
    """What to raise for a line that is not there as it was read."""
    told = f'{ref}: this line is not there as it was read: "{cut(text, _SHOWN)}"'
    return Changed(told, READ_AGAIN)


def edited_texts(
    ref: str, lines: Sequence[Line], edit: Edit, *, known: bool
) -> tuple[str, ...]:
    """The lines of a text after an edit, for trackers that take a text as a whole."""
    check_text(ref, lines, edit)
    if edit.text is not None:
        return tuple(edit.text.rstrip("\n").split("\n"))
    after: dict[str, list[str]] = {}
    instead: dict[str, str] = {}
    for change in edit.lines:
        line = meant(ref, lines, change.line, known=known)
        if change.where == "after":
            after.setdefault(line.anchor, []).append(change.text)
        elif line.anchor in instead:
            raise line_is_gone(ref, line.text)
        else:
            instead[line.anchor] = change.text
    texts: list[str] = []
    for line in lines:
        texts.append(instead.get(line.anchor, line.text))
        texts += after.get(line.anchor, [])
    return tuple(texts)
