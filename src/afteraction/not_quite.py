"""What a sync did, but not quite: what is told of it to whoever runs the sync. Pure."""

from __future__ import annotations

from collections.abc import Collection

from afteraction.domain.problems import Problem
from afteraction.domain.tickets import Ticket
from afteraction.errors import Refused
from afteraction.plan import Change


def not_taken(ticket: Ticket, dropped: Collection[str]) -> Problem:
    """A ticket was made without what its tracker left out."""
    return Problem(
        ticket.ref,
        f"was made, but its tracker did not take {' and '.join(dropped)}",
        "give our sign-in the right to set it, or put it there by hand",
    )


def not_obeyed(change: Change, error: Refused) -> Problem:
    """A comment was answered, but what it asks for was refused."""
    asked = f"what a comment on it asks for was refused: {error.message}"
    return Problem(change.about, asked, error.hint)
