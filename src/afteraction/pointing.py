"""Native links between a ticket of ours and what it is about, in another tracker.

The link in the ticket's text is the one that counts; these are for those who look where
a tracker shows its own. Within one tracker they come with the create. That they are to
be made stands in the journal from before the create on, so that a sync that was cut off
in between costs none: the next one makes them, and making one again changes nothing.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, MutableMapping
from datetime import datetime

from afteraction.domain.identity import pointing_key
from afteraction.domain.problems import Problem
from afteraction.domain.tickets import Sprint, Ticket
from afteraction.errors import TrackerError, Unreachable
from afteraction.ledger.journal import Intent, Journal, Outcome
from afteraction.plan import OpenReview, WriteBack
from afteraction.tracker import Tracker


class Pointer:
    """Makes such links, and notes in the journal which are still to be made."""

    def __init__(
        self,
        trackers: Mapping[str, Tracker],
        journal: Journal,
        unreachable: MutableMapping[str, TrackerError],
    ) -> None:
        """What is `unreachable` is not asked; what turns out to be is noted there."""
        self._trackers = trackers
        self._journal = journal
        self._unreachable = unreachable

    def intents(
        self, change: OpenReview | WriteBack, loop: str, now: datetime
    ) -> Iterator[Intent]:
        """What is to be noted before a change makes its ticket."""
        names = {change.tracker, about(change).tracker}
        if len(names) > 1 and any(self._links(name) for name in names):
            uid = self._trackers[change.tracker].uid
            key = pointing_key(change.key)
            yield Intent(key, loop, uid, change.about, now)

    def nothing_made(self, key: str) -> None:
        """The ticket was not made, so there is nothing to link."""
        self._journal.settle(pointing_key(key), Outcome.REFUSED)

    def point(self, made: Ticket, to: Ticket | Sprint) -> TrackerError | None:
        """Link both ways; what speaks against that, if anything does.

        What was out of reach is left for the next sync; what was refused is not.
        """
        assert made.mark is not None
        if made.tracker == to.tracker:
            return None
        errors = [
            self._point(made, to, made.mark.about),
            self._point(to, made, made.mark.key),
        ]
        error = next((one for one in errors if one is not None), None)
        key = pointing_key(made.mark.key)
        if not any(isinstance(one, Unreachable) for one in errors):
            outcome = Outcome.REFUSED if error else Outcome.DONE
            why = error.message if error else ""
            self._journal.settle(key, outcome, ticket_id=made.id, ref=made.ref, why=why)
        return error

    def _point(
        self, here: Ticket | Sprint, there: Ticket | Sprint, name: str
    ) -> TrackerError | None:
        if isinstance(here, Sprint) or not self._links(here.tracker):
            return None
        known = self._unreachable.get(here.tracker)
        if known is not None:
            return known
        try:
            self._trackers[here.tracker].point(here.id, there, name)
        except Unreachable as error:
            self._unreachable[here.tracker] = error
            return error
        except TrackerError as error:
            return error
        return None

    def _links(self, name: str) -> bool:
        return self._trackers[name].abilities.links


def about(change: OpenReview | WriteBack) -> Ticket | Sprint:
    """What the ticket of a change is about."""
    return change.subject if isinstance(change, OpenReview) else change.review


def not_linked(made: Ticket, to: Ticket | Sprint, error: TrackerError) -> Problem:
    """What to say where a link was refused."""
    return Problem(
        made.ref,
        f"was made, and is not linked with {to.ref} but in its text: {error.message}",
        error.hint,
    )
