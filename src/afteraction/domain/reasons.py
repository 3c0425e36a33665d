"""Why a ticket was declined, as far as somebody said so (rule 8)."""

from __future__ import annotations

from datetime import timedelta

from afteraction.domain.people import is_bot
from afteraction.domain.tickets import Details

NO_REASON = "no reason given"
AROUND = timedelta(days=1)
"""How far from the closing a comment may be to count as its reason."""
MOST = 300
"""Characters of a reason that are kept; the ticket has the rest."""


def decline_reason(details: Details) -> str:
    """The closer's last comment within a day of the closing; never a program's.

    Where the tracker does not say who closed the ticket, anybody's counts.
    """
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
    text = " ".join(last.text.split())
    return text if len(text) <= MOST else f"{text[: MOST - 1]}…"
