"""Tickets that were moved from one tracker of a realm to another.

All trackers of a realm can show such a ticket, as any project of a Jira shows every
issue by its id. It is kept once: under the tracker where it is by now, which is the one
that knows its address as one of its own.
"""

from __future__ import annotations

from collections.abc import Mapping

from afteraction.domain.tickets import Ticket
from afteraction.tracker import Tracker


def neighbours(tracker: Tracker, trackers: Mapping[str, Tracker]) -> tuple[str, ...]:
    """The names of the other trackers of its realm."""
    return tuple(
        name
        for name, other in trackers.items()
        if name != tracker.name and other.realm == tracker.realm
    )


def home_of(ticket: Ticket, trackers: Mapping[str, Tracker]) -> Tracker | None:
    """The other tracker where a ticket is by now.

    None where it stayed, or was moved to where no tracker looks: then the one that
    showed it goes on with it.
    """
    here = trackers[ticket.tracker]
    others = neighbours(here, trackers)
    if not others or here.key_at(ticket.url) is not None:
        return None
    homes = (trackers[name] for name in others)
    return next((one for one in homes if one.key_at(ticket.url) is not None), None)
