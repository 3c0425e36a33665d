"""Whose an issue is from now on, and until when: fields of GitHub's, or our lines.

Pure. One person owns a ticket, so an assignee takes the place of all others. Whom
GitHub does not take, and the due day, which it does not know, stand in lines above the
text; such lines are read in tickets of ours alone.
"""

from __future__ import annotations

from dataclasses import replace

from afteraction.domain.labels import OUR_LABEL, carries
from afteraction.domain.tickets import Ticket
from afteraction.errors import Refused
from afteraction.tracker import Edit

from . import wire
from .texts import Body
from .wire import Issue


def logins(issue: Issue) -> list[str]:
    """Whom GitHub says that an issue is assigned to."""
    return [user.login for user in issue.assignees or []]


def is_owner(issue: Issue, body: Body, owner: str) -> bool:
    """Whether an issue is this person's and nobody else's, by all that it shows."""
    assigned = [login.lower() for login in logins(issue)]
    shown = body.owner.lower() if body.owner else None
    if not assigned:
        return shown == owner.lower()
    return assigned == [owner.lower()] and shown in (None, owner.lower())


def check_lines_count(ticket: Ticket, body: Body, edit: Edit) -> None:
    """Raise `Refused` where a line above the text would mean nothing to us.

    `body` is the one that is to be.
    """
    labels = (*ticket.labels, *edit.labels)
    if body.mark is None and not carries(labels, OUR_LABEL):
        raise Refused(
            f"{ticket.ref}: GitHub has no field for that, and our lines count in"
            " tickets of ours alone",
            f"give it the label {OUR_LABEL}, or change it on GitHub",
        )


def in_a_line(ticket: Ticket, issue: Issue, body: Body, owner: str) -> Body | None:
    """The body that says whose an issue is; None where GitHub took them, or it does.

    `issue` and `body` are as they stand after GitHub was asked to assign it. Raises
    `Refused` where it left the issue with somebody else.
    """
    assigned = logins(issue)
    if not wire.dropped([owner], assigned) or is_owner(issue, body, owner):
        return None
    if assigned:
        raise Refused(
            f"{ticket.ref}: GitHub leaves it with {assigned[0]}: this sign-in may not"
            " assign issues here",
            "give it the role Triage or Write, or assign the issue on GitHub",
        )
    return replace(body, owner=owner)
