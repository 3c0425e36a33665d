"""What an edit makes of a ticket in the in-process tracker."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from afteraction.domain.identity import text_digest
from afteraction.domain.tickets import Comment, Details, Line, LineEdit, State
from afteraction.errors import Changed
from afteraction.text_edits import new_owner
from afteraction.tracker import CommentDraft, Edit


def lines_of(text: str) -> tuple[Line, ...]:
    return tuple(
        Line(str(number), line)
        for number, line in enumerate(text.rstrip("\n").split("\n"), 1)
    )


def edited(
    details: Details, edit: Edit, number: Callable[[], str], *, known: bool
) -> Details:
    """A ticket's details after an edit; raises `Changed`, as the port says.

    `number` gives ids to comments; `known` says that the lines stand as they were last
    handed out, so that their anchors still mean something.
    """
    if edit.expected is not None and text_digest(details.text) != edit.expected:
        raise Changed("the text changed", "the next sync looks again")
    texts = [line.text for line in details.lines]
    if any(text not in texts for text in edit.unless_gone):
        raise Changed("a line is gone", "the next sync looks again")
    ticket = details.ticket
    lines = lines_of(edit.text) if edit.text is not None else None
    comments = _with_comment(details.comments, edit.comment, number)
    state = edit.state or ticket.state
    reopened = state is State.OPEN and ticket.state is State.CLOSED
    closing = edit.at if state is State.CLOSED else None
    missing = tuple(label for label in edit.labels if label not in ticket.labels)
    return replace(
        details,
        ticket=replace(
            ticket,
            title=edit.title or ticket.title,
            state=state,
            reason=None if reopened else (edit.reason or ticket.reason),
            closed=None if reopened else (edit.closed or ticket.closed or closing),
            finished=ticket.finished or edit.finished,
            missed=ticket.missed or edit.missed,
            mark=edit.mark or ticket.mark,
            labels=(*ticket.labels, *missing),
            due=edit.due or ticket.due,
            assignee=new_owner(ticket.ref, edit) or ticket.assignee,
        ),
        lines=lines
        if lines is not None
        else _with_lines(details.lines, edit.lines, known),
        comments=comments,
    )


def _with_lines(
    lines: tuple[Line, ...], edits: tuple[LineEdit, ...], known: bool
) -> tuple[Line, ...]:
    texts = [[line.text] for line in lines]
    for edit in edits:
        at = _position(lines, edit.line, known)
        if edit.where == "instead":
            texts[at][0] = edit.text
        else:
            texts[at].append(edit.text)
    return lines_of("\n".join(text for group in texts for text in group))


def _position(lines: tuple[Line, ...], wanted: Line, known: bool) -> int:
    """Where a line stands: at its anchor, or wherever its text stands alone."""
    found = [at for at, line in enumerate(lines) if line.text == wanted.text]
    if known and wanted.anchor.isdigit() and int(wanted.anchor) - 1 in found:
        return int(wanted.anchor) - 1
    if found and (len(found) == 1 or wanted.anchor == ""):
        return found[0]
    raise Changed(f"“{wanted.text}” is not there any more", "the next sync looks again")


def _with_comment(
    comments: tuple[Comment, ...], draft: CommentDraft | None, number: Callable[[], str]
) -> tuple[Comment, ...]:
    if draft is None:
        return comments
    made = Comment(
        draft.replaces or number(), "afteraction", draft.at, draft.text, draft.mark
    )
    if draft.replaces is None:
        return (*comments, made)
    if not any(c.mark and c.id == draft.replaces for c in comments):
        raise Changed("that comment is gone", "the next sync looks again")
    return tuple(made if c.id == draft.replaces else c for c in comments)
