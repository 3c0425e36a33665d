"""Where a link in a ticket leads, across all trackers of the configuration."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from afteraction.domain.identity import split_uid
from afteraction.domain.loops import Followed
from afteraction.domain.problems import Problem
from afteraction.domain.tickets import Sprint, Ticket
from afteraction.errors import Refused
from afteraction.tracker import Tracker


def led_to(
    text: str, tracker: Tracker, trackers: Mapping[str, Tracker]
) -> tuple[Tracker, str] | None:
    """The tracker and the key to which a link in a ticket of `tracker` leads."""
    address = tracker.locate(text)
    for other in trackers.values() if address else ():
        key = other.key_at(address or "")
        if key is not None:
            return other, key
    return None


def found_at(tracker: Tracker, key: str) -> Ticket | Sprint | None:
    """What stands under a key, if it is there.

    Raises `Refused` when it can not be read.
    """
    for found in tracker.fetch(keys=[key]):
        if isinstance(found, Problem):
            raise Refused(f"{found.ref}: {found.message}", found.hint)
        return found
    return None


def named(about: str, trackers: Iterable[Tracker]) -> Ticket | Sprint | Problem | None:
    """What has this durable name, as the tracker shows it where it is by now."""
    realm, ticket_id = split_uid(about)
    found: Ticket | Sprint | Problem | None = None
    for tracker in trackers:
        if tracker.realm != realm:
            continue
        found = next(iter(tracker.fetch(ids=[ticket_id])), found)
        if not isinstance(found, Ticket) or tracker.key_at(found.url) is not None:
            break
    return found


def followed(text: str, tracker: Tracker, trackers: Mapping[str, Tracker]) -> Followed:
    """What a *Tracked in* answer of a review in `tracker` points to."""
    led = led_to(text, tracker, trackers)
    if led is None:
        return Followed(text, "", "", None)
    other, key = led
    ticket = found_at(other, key)
    return Followed(
        text, other.name, key, ticket if isinstance(ticket, Ticket) else None
    )
