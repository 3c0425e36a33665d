"""What a sync did, but not quite: how it stands now, and what is told of it."""

from __future__ import annotations

from collections.abc import Collection, Mapping

from afteraction.domain.problems import Problem
from afteraction.domain.tickets import Details, Ticket
from afteraction.errors import Refused, TrackerError
from afteraction.plan import Change
from afteraction.tracker import Tracker


def as_it_is(trackers: Mapping[str, Tracker], ticket: Ticket) -> Details | None:
    """A ticket read anew; None where it is not to be read."""
    try:
        found = trackers[ticket.tracker].details([ticket.id])
        return next((one for one in found if isinstance(one, Details)), None)
    except TrackerError:
        return None


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
