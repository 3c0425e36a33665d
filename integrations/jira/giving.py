"""An issue's new due day and owner: in Jira's fields, or in lines above its text.

Pure. As when an issue is made, a field is what counts; where the project's screens do
not have it, or we may not set it, a line does. A line that stands there already says
the same as the field: people read both.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

from afteraction.domain.labels import OUR_LABEL, carries
from afteraction.domain.tickets import LineEdit
from afteraction.ticket_head import head_lines, with_due
from afteraction.tracker import Edit

from .answers import FieldsRefused
from .dress import Dress
from .tickets import Body
from .wire import Issue

DUE: Final = "duedate"
OWNER: Final = "assignee"


@dataclass(frozen=True, slots=True)
class Giving:
    """What changes; None for what stays as it is."""

    due: date | None = None
    owner: str | None = None
    """The handle of who gets it."""
    account: str = ""
    """Theirs."""
    without: frozenset[str] = frozenset()
    """The fields that have to do without, each with a line instead."""

    def fields(self, dress: Dress) -> dict[str, Any]:
        """What is sent as fields."""
        fields: dict[str, Any] = {}
        if self.due is not None and DUE not in self.without:
            fields[DUE] = self.due.isoformat()
        if self.owner is not None and OWNER not in self.without:
            fields[OWNER] = dress.person(self.account)
        return fields

    def head(self, body: Body) -> list[str]:
        """All lines that are to stand above a text that is made anew."""
        due, owner = body.head.due, body.head.owner
        if self.due is not None and (due or DUE in self.without):
            due = self.due
        if self.owner is not None and (owner or OWNER in self.without):
            owner = self.owner
        return head_lines(due, owner)

    def line_edits(self, body: Body) -> list[LineEdit]:
        """How the lines change that stand above the text."""
        edits: list[LineEdit] = []
        if self.due is not None and body.due is not None:
            edits.append(LineEdit(body.due, with_due(body.due.text, self.due)))
        if self.owner is not None and body.owner is not None:
            (text,) = head_lines(None, self.owner)
            edits.append(LineEdit(body.owner, text))
        return [edit for edit in edits if edit.text != edit.line.text]

    def new_lines(self, body: Body) -> list[str]:
        """The lines that have to be put there."""
        due = self.due if DUE in self.without and body.due is None else None
        lacks = OWNER in self.without and body.owner is None
        return head_lines(due, self.owner if lacks else None)


def can_do_without(
    error: FieldsRefused, sent: Collection[str], issue: Issue, edit: Edit
) -> frozenset[str]:
    """The fields that Jira refused, where lines can say it instead.

    Raises the error itself where they can not: for another field; in an issue that is
    not ours, where no lines count; and where the field holds something, which counts
    more than a line.
    """
    refused = frozenset(error.fields)
    fields = issue.fields
    held = {
        name
        for name, value in ((DUE, fields.duedate), (OWNER, fields.assignee))
        if value is not None
    }
    ours = carries((*fields.labels, *edit.labels), OUR_LABEL)
    wishes = {DUE, OWNER} & set(sent)
    if not ours or not refused <= wishes or refused & held:
        raise error
    return refused
