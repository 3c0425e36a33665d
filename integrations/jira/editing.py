"""Changing issues: our lines in a text, fields, states, comments.

Every issue is read right before it is written, and only what has to change is sent: of
a text the nodes or lines that are ours, of the labels those that are missing. Text and
mark go in one request.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

import msgspec
from msgspec import Raw

from afteraction.domain.labels import carries
from afteraction.domain.tickets import Comment, Details, LineEdit, Reason, State
from afteraction.errors import Changed, Gone, Refused, Unreachable
from afteraction.marking import filled
from afteraction.network.caller import Doubtful, Outdated
from afteraction.network.outcomes import TRIES
from afteraction.text_edits import READ_AGAIN, check_text, meant, new_owner
from afteraction.tracker import CommentDraft, Edit

from . import tickets, wire
from .addresses import NUMBER
from .answers import FieldsRefused
from .closing import Closing
from .dress import MOST, Text, decoded
from .giving import DUE, OWNER, Giving, can_do_without
from .project import Project, Whole, key_label
from .texts import fitting, signed
from .tickets import Body, body_of
from .wire import PROPERTY, Issue


@dataclass(slots=True)
class _Changed:
    """What is sent, and the issue as it will stand then."""

    issue: Issue
    body: dict[str, Any]


class Editor:
    """Changes issues of one project."""

    def __init__(self, project: Project, closing: Closing) -> None:
        """Nothing is asked before it is needed."""
        self._project = project
        self._closing = closing

    def edit(self, ticket_id: str, edit: Edit) -> Details:
        if not NUMBER.fullmatch(ticket_id):
            raise Gone(
                f"{self._project.name}: there is no issue {ticket_id}",
                "sync again: what is gone is left out then",
            )
        try:
            return self._project.hand_out(self._edited(ticket_id, edit))
        except Doubtful as error:
            raise Unreachable(
                f"{self._project.name}: {error}",
                "sync again: it is looked for then",
            ) from error

    def _edited(self, ticket_id: str, edit: Edit) -> Whole:
        shown = self._project.shown.get(ticket_id)
        if shown is not None and edit == Edit(at=edit.at, comment=edit.comment):
            whole = shown[0]
        else:
            whole = self._written(ticket_id, edit)
        if edit.comment is not None:
            whole = self._spoken(whole, edit.comment)
        return whole

    def _written(self, ticket_id: str, edit: Edit) -> Whole:
        """One read, and one write of what should be, if anything should change."""
        shown = self._project.shown.get(ticket_id)
        whole = self._project.whole(ticket_id)
        before = self._project.as_details(whole)
        known = shown is None or shown[1].lines == before.lines
        check_text(before.ticket.ref, before.lines, edit)
        self._check_replaced(whole, edit.comment)
        wanted = _wanted(before, edit)
        way = self._closing.way(whole.issue, wanted[0]) if wanted else None
        issue = self._sent(whole.issue, before, edit, known=known)
        at, us = self._project.around.patience.clock(), self._project.accounts.us
        reason = self._project.reason(issue)
        past = whole.past.then(at, us, reason, issue.fields)
        if way is not None:
            issue, past = self._closing.take(way, issue, past)
        return Whole(issue, past, whole.comments)

    def _sent(self, issue: Issue, before: Details, edit: Edit, *, known: bool) -> Issue:
        """The issue after the change, as it was sent; read and made anew after a wait.

        Raises `Changed` when a line is gone by then, `Unreachable` when it never went
        through.
        """
        why = ""
        for _ in range(TRIES):
            made, why = self._tried(issue, before, edit, known=known)
            if not why:
                return made
            whole = self._project.whole(issue.id)
            issue, after = whole.issue, self._project.as_details(whole)
            if self._stands(made, issue, edit):
                return issue
            known = known and after.lines == before.lines
            before = after
            check_text(before.ticket.ref, before.lines, edit)
        raise Unreachable(why, "try again later: nothing was lost")

    def _tried(
        self,
        issue: Issue,
        before: Details,
        edit: Edit,
        *,
        known: bool,
        without: frozenset[str] = frozenset(),
    ) -> tuple[Issue, str]:
        """The issue as it was sent, and why it may not have arrived, if so.

        What Jira's screens have no field for goes once more, `without` these, in lines.
        """
        giving = self._giving(issue, before, edit, without)
        change = self._change(issue, before, edit, giving, known=known)
        if edit.mark is not None and before.ticket.stranger:
            self._adopt(issue.id, edit.mark.key)
        if not change.body:
            return change.issue, ""
        try:
            path = f"{self._project.site.api}/issue/{issue.id}"
            self._project.client.edit(path, change.body)
        except Outdated as error:
            return change.issue, str(error)
        except FieldsRefused as error:
            sent = change.body.get("fields", {})
            lacks = without | can_do_without(error, sent, issue, edit)
            return self._tried(issue, before, edit, known=known, without=lacks)
        return change.issue, ""

    def _giving(
        self, issue: Issue, before: Details, edit: Edit, without: frozenset[str]
    ) -> Giving:
        """Its new due day and owner. Raises `Refused` for whom it can not be given."""
        ticket, owner = before.ticket, new_owner(before.ticket.ref, edit)
        due = edit.due if edit.due != ticket.due else None
        if due is not None and ticket.due is not None and not issue.fields.duedate:
            without |= {DUE}  # it was refused once: the line is what people know
        has = issue.fields.assignee
        if owner is None or owner.casefold() == (ticket.assignee or "").casefold():
            return Giving(due, without=without)
        account = self._project.accounts.owner(owner)
        if has is not None and has.id == account:
            return Giving(due, without=without)
        return Giving(due, owner, account, without)

    def _stands(self, wanted: Issue, now: Issue, edit: Edit) -> bool:
        """Whether an edit of which no answer was seen was made."""
        missing = set(wanted.fields.labels) - set(now.fields.labels)
        return not missing and self._asked(wanted, edit) == self._asked(now, edit)

    def _asked(self, issue: Issue, edit: Edit) -> tuple[object, ...]:
        """All of an issue that an edit may have changed, but for labels."""
        fields, body = issue.fields, body_of(issue, self._project.whose)
        user = fields.assignee.id if fields.assignee else ""
        return (
            [line.text for line in body.lines],
            fields.summary,
            tickets.mark_in(issue),
            (fields.duedate, body.head.due) if edit.due else None,
            (user, body.head.owner) if edit.assignee else None,
        )

    def _change(
        self,
        issue: Issue,
        before: Details,
        edit: Edit,
        giving: Giving,
        *,
        known: bool,
    ) -> _Changed:
        fields = giving.fields(self._project.site.dress)
        if edit.title is not None and edit.title != before.ticket.title:
            fields["summary"] = edit.title
        text = self._text(issue, before, edit, giving, known=known)
        if text is not None:
            fields["description"] = text
        after = self._with(issue, fields)
        body: dict[str, Any] = {"fields": fields} if fields else {}
        if labels := _missing(issue, edit):
            body["update"] = {"labels": [{"add": label} for label in labels]}
            labels = [*issue.fields.labels, *labels]
            after = msgspec.structs.replace(
                after, fields=msgspec.structs.replace(after.fields, labels=labels)
            )
        if edit.mark is not None:
            lines = body_of(after, self._project.whose).lines
            mark = signed(edit.mark, edit.text, lines) if edit.text else edit.mark
            if mark != before.ticket.mark:
                held = filled(mark)
                body["properties"] = [{"key": PROPERTY, "value": held}]
                after = msgspec.structs.replace(
                    after, properties={PROPERTY: Raw(msgspec.json.encode(held))}
                )
        return _Changed(after, body)

    def _with(self, issue: Issue, fields: dict[str, Any]) -> Issue:
        """The issue with other fields."""
        made = issue.fields
        if DUE in fields:
            made = msgspec.structs.replace(made, duedate=fields[DUE])
        if OWNER in fields:
            (account,) = fields[OWNER].values()
            user = self._project.accounts.user(account)
            made = msgspec.structs.replace(made, assignee=user)
        if "summary" in fields:
            made = msgspec.structs.replace(made, summary=fields["summary"])
        if "description" in fields:
            raw = Raw(msgspec.json.encode(fields["description"]))
            made = msgspec.structs.replace(made, description=raw)
        return msgspec.structs.replace(issue, fields=made)

    def _text(
        self,
        issue: Issue,
        before: Details,
        edit: Edit,
        giving: Giving,
        *,
        known: bool,
    ) -> Text | None:
        """The text after an edit; None where it stays. Raises `Changed`."""
        body, dress = body_of(issue, self._project.whose), self._project.site.dress
        if edit.text is not None:
            return fitting(edit.text, giving.head(body), dress)
        ref = before.ticket.ref
        edits = _resolved(ref, body, edit.lines, known=known)
        edits += giving.line_edits(body)
        new = giving.new_lines(body)
        if not edits and not new:
            return None
        text, name = decoded(issue.fields.description), self._project.accounts.name
        try:
            text = dress.edited(text, edits, name) if edits else text
        except ValueError as error:
            raise Refused(
                f"{ref}: a line of its text can not be changed: {error}",
                "write it there by hand, or put it on a line of its own",
            ) from error
        text = dress.below(new, text) if new else text
        if dress.size(text) > MOST:
            raise Refused(
                f"{ref}: with our lines its text is longer than Jira takes",
                "shorten it; then sync again",
            )
        return text

    def _adopt(self, ticket_id: str, key: str) -> None:
        book = self._project.around.patience.book
        if book is not None:
            book.identify(f"adopted:{self._project.uid}#{ticket_id}", key)

    # --- comments ---------------------------------------------------------------------

    def _check_replaced(self, whole: Whole, draft: CommentDraft | None) -> None:
        """Raise `Changed` when the comment to be replaced is not there, or not ours."""
        if draft is None or draft.replaces is None:
            return
        ours = [comment.id for comment in whole.comments if comment.mark]
        if draft.replaces not in ours:
            raise self._comment_is_gone(whole)

    def _comment_is_gone(self, whole: Whole) -> Changed:
        ref = f"{self._project.name}:{whole.issue.key}"
        return Changed(f"{ref}: our comment is not there any more", READ_AGAIN)

    def _spoken(self, whole: Whole, draft: CommentDraft) -> Whole:
        """Say something, or say it otherwise."""
        self._check_replaced(whole, draft)
        draft = _not_twice(whole, draft)
        site, client = self._project.site, self._project.client
        body = {
            "body": site.dress.written(draft.text),
            "properties": [{"key": PROPERTY, "value": filled(draft.mark)}],
        }
        path = f"{site.api}/issue/{whole.issue.id}/comment"
        if draft.replaces is None:
            made = self._ours(client.create(path, body, wire.comment), draft)
            return replace(whole, comments=(*whole.comments, made))
        try:
            client.put("PUT", f"{path}/{draft.replaces}", body)
        except Gone as error:
            raise self._comment_is_gone(whole) from error
        said = tuple(
            replace(one, text=self._as_read(draft), mark=draft.mark)
            if one.id == draft.replaces
            else one
            for one in whole.comments
        )
        return replace(whole, comments=said)

    def _ours(self, made: wire.Comment, draft: CommentDraft) -> Comment:
        self._project.accounts.remember_us()
        said = tickets.said(made, self._project.whose)
        return replace(said, mark=draft.mark, may_edit=False)

    def _as_read(self, draft: CommentDraft) -> str:
        dress, name = self._project.site.dress, self._project.accounts.name
        return "\n".join(
            line.text for line in dress.read(dress.written(draft.text), name)
        )


def _not_twice(whole: Whole, draft: CommentDraft) -> CommentDraft:
    """A comment of which an earlier answer was lost is said otherwise, not again."""
    same = (c.id for c in whole.comments if c.mark and c.mark.key == draft.mark.key)
    stands = next(same, None)
    if draft.replaces is not None or stands is None:
        return draft
    return replace(draft, replaces=stands)


def _resolved(
    ref: str, body: Body, edits: Sequence[LineEdit], *, known: bool
) -> list[LineEdit]:
    """The edits, each at the line that it means; those that change nothing left out."""
    there = [
        replace(edit, line=meant(ref, body.lines, edit.line, known=known))
        for edit in edits
    ]
    return [e for e in there if e.where == "after" or e.line.text != e.text]


def _missing(issue: Issue, edit: Edit) -> list[str]:
    """The labels that have to be added."""
    wanted = [*edit.labels, *([key_label(edit.mark.key)] if edit.mark else [])]
    has = issue.fields.labels
    return [label for label in dict.fromkeys(wanted) if not carries(has, label)]


def _wanted(before: Details, edit: Edit) -> tuple[Reason | None] | None:
    """Why it is to be closed, or that it is to be open (None); None: it may stay so."""
    ticket = before.ticket
    state = edit.state or ticket.state
    if state is State.OPEN:
        return None if ticket.state is State.OPEN else (None,)
    reason = edit.reason or ticket.reason or Reason.COMPLETED
    if ticket.state is State.CLOSED and reason is ticket.reason:
        return None
    return (reason,)
