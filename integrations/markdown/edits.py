"""One change to a ticket's file: which lines of it become which.

Pure: text in, text out. The three parts of a file change each on their own, and the
result is read again before it is given back: when it would not be understood as it was
meant, nothing is changed.
"""

from __future__ import annotations

from collections.abc import Iterator

from afteraction.domain.tickets import LineEdit, Reason, State, Ticket
from afteraction.errors import Changed, Refused
from afteraction.text_edits import (
    READ_AGAIN,
    check_text,
    line_is_gone,
    meant,
    new_owner,
)
from afteraction.tracker import CommentDraft, Edit

from . import comments, front_matter
from .faults import Broken
from .fields import changed, instant, with_labels, word
from .lines import (
    Lines,
    Splice,
    ended_like,
    is_blank,
    newline_of,
    plain_lines,
    spliced,
    trimmed,
)
from .marks import KEY, mark_text
from .values import clean, shown
from .wire import (
    Document,
    Source,
    body_lines,
    body_texts,
    day,
    document,
    one_line,
    read_details,
    standing_comments,
)

_OURS_TO_CHANGE = frozenset(
    {
        *("title", "state", "reason", "labels", "closed", "finished", "missed"),
        *("assignee", "due", KEY),
    }
)


def edited(source: Source, text: str, edit: Edit, *, known: bool = True) -> str:
    """The file's text after `edit`; `text` itself when there is nothing to do.

    `known` says that the ticket's text is still the one from which the edit was made:
    only then a line's number says which of several equal lines is meant. Raises
    `Changed` when something to edit is no longer there, `Broken` when the file can
    not be understood, `Refused` when it is written in a way that can not be edited.
    """
    ticket = read_details(source, text).ticket
    before = document(text)
    newline = newline_of(before.head)
    head = _head(before.head, text, ticket, edit, newline)
    body = _body(source, before, edit, newline, known=known)
    if edit.comment and not before.comments:
        body = _finished(body, newline)
    section = _comments(source, before, edit.comment, newline)
    after = ended_like(head + body + section, before.file, newline).joined
    if after != text:
        _verify(source, text, after, Document(head, body, section), edit)
    return after


# --- the front matter ----------------------------------------------------------------


def _head(head: Lines, text: str, ticket: Ticket, edit: Edit, newline: str) -> Lines:
    values = front_matter.parse(text)
    changes = {
        key: written
        for key, written in _changes(ticket, edit).items()
        if written is not None or key in values
    }
    splices = changed(head, values, changes)
    missing = tuple(label for label in edit.labels if label not in ticket.labels)
    if missing:
        unique = tuple(dict.fromkeys(missing))
        splices += with_labels(head, values, ticket.labels, unique)
    return spliced(head, splices, newline)


def _changes(ticket: Ticket, edit: Edit) -> dict[str, str | None]:
    """Which keys get which new value; those that have it already are left out."""
    changes: dict[str, str | None] = dict(_state_changes(ticket, edit))
    if edit.title is not None and one_line(edit.title) != one_line(ticket.title):
        changes["title"] = one_line(edit.title)
    if edit.mark and edit.mark != ticket.mark:
        changes[KEY] = mark_text(edit.mark)
    if edit.due and edit.due != ticket.due:
        changes["due"] = day(edit.due)
    owner = new_owner(ticket.ref, edit)
    if owner is not None and owner != ticket.assignee:
        changes["assignee"] = word(owner)
    # First times: what stands there was first.
    if edit.finished and not ticket.finished:
        changes["finished"] = instant(edit.finished)
    if edit.missed and not ticket.missed:
        changes["missed"] = day(edit.missed)
    return changes


def _state_changes(ticket: Ticket, edit: Edit) -> Iterator[tuple[str, str | None]]:
    state = edit.state or ticket.state
    if state is not ticket.state:
        yield "state", state.value
    if state is State.OPEN:
        if ticket.state is State.CLOSED:
            yield from (("reason", None), ("closed", None))
        return
    reason = edit.reason or ticket.reason or Reason.COMPLETED
    if reason is not ticket.reason:
        yield "reason", reason.value
    if not ticket.closed and (edit.closed or edit.state):
        yield "closed", instant(edit.closed or edit.at)


# --- the text ------------------------------------------------------------------------


def _body(
    source: Source, parts: Document, edit: Edit, newline: str, *, known: bool
) -> Lines:
    lines = body_lines(parts)
    check_text(source.ref, lines, edit)
    if edit.text is not None:
        return _anew(parts, edit.text, newline)
    instead: dict[int, tuple[str, ...]] = {}
    after: dict[int, tuple[str, ...]] = {}
    for change in edit.lines:
        line = meant(source.ref, lines, change.line, known=known)
        index = int(line.anchor) - 1
        if change.where == "after":
            after[index] = (*after.get(index, ()), *_armed(change))
        elif index in instead:
            raise line_is_gone(source.ref, change.line.text)
        else:
            instead[index] = _armed(change)
    splices = [Splice(at, at + 1, new) for at, new in instead.items()]
    splices += [Splice(at + 1, at + 1, new) for at, new in after.items()]
    return spliced(parts.body, splices, newline)


def _anew(parts: Document, text: str, newline: str) -> Lines:
    """Another text in the place of all of it; the blank lines around it stay."""
    new = body_texts(text)
    old = trimmed(parts.body.texts)
    if not parts.body and parts.comments:
        new = (*new, "")
    return spliced(parts.body, [Splice(old.start, old.stop, new)], newline)


def _armed(change: LineEdit) -> tuple[str, ...]:
    return tuple(comments.armed(text) for text in plain_lines(clean(change.text)))


# --- the comments --------------------------------------------------------------------


def _comments(
    source: Source, parts: Document, draft: CommentDraft | None, newline: str
) -> Lines:
    if draft is None:
        return parts.comments
    written = comments.written(draft)
    section = parts.comments
    if draft.replaces is not None:
        return spliced(section, [_replaced(source, parts, draft, written)], newline)
    above = () if not section or is_blank(section.texts[-1]) else ("",)
    heading = () if section else (comments.SECTION, "")
    end = len(section)
    return spliced(section, [Splice(end, end, (*above, *heading, *written))], newline)


def _replaced(
    source: Source, parts: Document, draft: CommentDraft, written: tuple[str, ...]
) -> Splice:
    for standing in standing_comments(parts):
        if standing.comment.id == draft.replaces and standing.comment.mark:
            old = parts.comments.texts[standing.start : standing.stop]
            # The same words again are no change, whenever they are said.
            new = old if old[1:] == written[1:] else written
            return Splice(standing.start, standing.stop, new)
    name = shown(draft.replaces or "")
    raise Changed(f"{source.ref}: our comment {name} is not there any more", READ_AGAIN)


def _finished(body: Lines, newline: str) -> Lines:
    """A text below which comments can begin: its code is closed, then a blank line."""
    fence = comments.unclosed(body.texts)
    added = (fence,) if fence else ()
    if body and not is_blank((*body.texts, *added)[-1]):
        added = (*added, "")
    return body + Lines(added, (newline,) * len(added))


# --- the result ----------------------------------------------------------------------


def _verify(
    source: Source, before: str, after: str, parts: Document, edit: Edit
) -> None:
    """Raise `Refused` unless the new text is understood as it was meant."""
    try:
        told = len(read_details(source, before).comments)
        new = read_details(source, after)
        found = document(after)
    except Broken as error:
        raise _unfit(source, str(error)) from error
    told += edit.comment is not None and edit.comment.replaces is None
    if (
        found.head.texts != parts.head.texts
        or found.comments.texts != parts.comments.texts
        or len(new.comments) != told
        or not _fields_as_meant(before, after, new.ticket, edit)
    ):
        raise _unfit(source, "its parts would be told apart in another way")


def _fields_as_meant(before: str, after: str, ticket: Ticket, edit: Edit) -> bool:
    old, new = front_matter.parse(before), front_matter.parse(after)
    others = (old.keys() | new.keys()) - _OURS_TO_CHANGE
    return (
        set(edit.labels) <= set(ticket.labels)
        and ticket.state is (edit.state or ticket.state)
        and (edit.reason is None or ticket.reason in (None, edit.reason))
        and (edit.mark is None or ticket.mark == edit.mark)
        and (edit.title is None or one_line(ticket.title) == one_line(edit.title))
        and edit.due in (None, ticket.due)
        and new_owner(ticket.ref, edit) in (None, ticket.assignee)
        and all(
            key in old and key in new and old[key].content == new[key].content
            for key in others
        )
    )


def _unfit(source: Source, why: str) -> Refused:
    return Refused(
        f"{source.ref}: the file can not be edited line by line: {why}",
        "write its front matter as one `key: value` a line, and close all code fences",
    )
