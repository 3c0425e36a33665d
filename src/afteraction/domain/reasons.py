"""Why a ticket was declined, as far as somebody said so (rule 8)."""

from __future__ import annotations

from datetime import timedelta

from afteraction.domain.command_table import read_commands
from afteraction.domain.commands import Decline
from afteraction.domain.people import is_bot
from afteraction.domain.settled import decline_comment
from afteraction.domain.tickets import Details, Role

NO_REASON = "no reason given"
AROUND = timedelta(days=1)
"""How far from the closing a comment may be to count as its reason."""
MOST = 300
"""Characters of a reason that are kept; the ticket has the rest."""


def decline_reason(details: Details) -> str:
    """The closer's last comment within a day of the closing; never a program's.

    Where the tracker does not say who closed the ticket, anybody's counts; where we
    closed it because somebody asked for that, what they said.
    """
    asked = _asked_for(details)
    if asked is not None:
        return _short(asked)
    closed = details.ticket.closed
    if closed is None:
        return NO_REASON
    closers = [e.who for e in details.events if e.what.startswith("closed") and e.who]
    said = [
        comment
        for comment in details.comments
        if comment.mark is None
        and comment.text.strip()
        and not is_bot(comment.author)
        and abs(comment.at - closed) <= AROUND
        and (not closers or comment.author == closers[-1])
    ]
    if not said:
        return NO_REASON
    last = sorted(said, key=lambda comment: comment.at)[-1]
    return _short(last.text)


def _asked_for(details: Details) -> str | None:
    """The reason in the command that was obeyed last; None where there is none."""
    answers = [c for c in details.comments if c.mark and decline_comment(c.mark.covers)]
    if not answers:
        return None
    answer = max(answers, key=lambda comment: comment.at)
    wanted = decline_comment(answer.mark.covers) if answer.mark else None
    asked = next((c for c in details.comments if c.id == wanted), None)
    if asked is None:
        return None
    said = read_commands(asked.text, Role.WRITE_BACK, said_on=asked.at.date())
    return next((one.reason for one in said if isinstance(one, Decline)), None)


def _short(reason: str) -> str:
    text = " ".join(reason.split())
    return text if len(text) <= MOST else f"{text[: MOST - 1]}…"
