"""From a ref as people type it to the ticket that it names."""

from __future__ import annotations

import re
from collections.abc import Mapping
from difflib import get_close_matches

from afteraction.domain.problems import Problem
from afteraction.domain.tickets import Ticket
from afteraction.errors import UsageError
from afteraction.tracker import Tracker

_REF = re.compile(r"(?P<tracker>[^:#]+)[:#](?P<key>.+)")


def find_ticket(trackers: Mapping[str, Tracker], ref: str) -> Ticket:
    """The ticket that `ref` names, as in `notes:0007` or `platform#41`.

    Raises `UsageError` when the ref, the tracker or the ticket is not to be found, or
    the ticket can not be read.
    """
    found = _REF.fullmatch(ref.strip())
    if found is None:
        raise UsageError(
            f"“{ref}” is no ref of a ticket",
            "write the tracker's name and the ticket's key, as in notes:0007",
        )
    tracker = _tracker(trackers, found["tracker"])
    for ticket in tracker.fetch(keys=[found["key"]]):
        if isinstance(ticket, Problem):
            raise UsageError(f"{ticket.ref}: {ticket.message}", ticket.hint)
        if isinstance(ticket, Ticket):
            return ticket
    raise UsageError(
        f"there is no ticket {found['key']} in {tracker.name}",
        "look up its key in the tracker",
    )


def _tracker(trackers: Mapping[str, Tracker], name: str) -> Tracker:
    if name in trackers:
        return trackers[name]
    close = get_close_matches(name, trackers, n=1)
    hint = f"did you mean {close[0]}?" if close else f"there are: {', '.join(trackers)}"
    raise UsageError(f"there is no tracker {name} in the configuration", hint)
