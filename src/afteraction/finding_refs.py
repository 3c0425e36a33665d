"""From a ref as people type it to the ticket that it names."""

from __future__ import annotations

import re
from collections.abc import Mapping
from difflib import get_close_matches

from afteraction.domain.problems import Problem
from afteraction.domain.tickets import Ticket
from afteraction.errors import UsageError
from afteraction.linking import led_to
from afteraction.tracker import Tracker

_REF = re.compile(r"(?P<tracker>[^:#]+)[:#](?P<key>.+)")
_NUMBER = re.compile(r"#?[0-9]*")


def find_ticket(trackers: Mapping[str, Tracker], ref: str) -> Ticket:
    """The ticket that `ref` names, as in `notes:0007` or `platform#41`.

    A ticket's address will do as well, and whatever else leads to one in the trackers
    themselves, as in `acme/platform#41` and `OPS-7`.

    Raises `UsageError` when the ref, the tracker or the ticket is not to be found, or
    the ticket can not be read.
    """
    text = ref.strip()
    tracker, key = _led_to(trackers, text) or _named(trackers, text)
    for ticket in tracker.fetch(keys=[key]):
        if isinstance(ticket, Problem):
            raise UsageError(f"{ticket.ref}: {ticket.message}", ticket.hint)
        if isinstance(ticket, Ticket):
            return ticket
    raise UsageError(
        f"there is no ticket {key} in {tracker.name}",
        "look up its key in the tracker",
    )


def _led_to(trackers: Mapping[str, Tracker], text: str) -> tuple[Tracker, str] | None:
    """Where an address leads, or a key that names its project, too.

    A number alone could mean any tracker's.
    """
    if "/" not in text and (_REF.fullmatch(text) or _NUMBER.fullmatch(text)):
        return None
    led = (led_to(text, tracker, trackers) for tracker in trackers.values())
    found = {f"{one.name}:{key}": (one, key) for one, key in filter(None, led)}
    if not found and "://" in text:
        raise UsageError(
            f"no tracker of the configuration has a ticket at {text}",
            f"the trackers are: {', '.join(trackers)}",
        )
    if len(found) > 1:
        raise UsageError(
            f"“{text}” may be {' or '.join(found)}", "write the one that is meant"
        )
    return next(iter(found.values()), None)


def _named(trackers: Mapping[str, Tracker], text: str) -> tuple[Tracker, str]:
    found = _REF.fullmatch(text)
    if found is None:
        raise UsageError(
            f"“{text}” is no ref of a ticket",
            f"write the tracker's name and the ticket's key, as in {example(trackers)}",
        )
    return _tracker(trackers, found["tracker"]), found["key"]


def example(trackers: Mapping[str, Tracker], stem: str = "") -> str:
    """A ref as the first tracker has them; `stem`: what its files' names begin with."""
    first = next(iter(trackers.values()))
    return first.name + (first.abilities.example or f":{stem}0007")


def _tracker(trackers: Mapping[str, Tracker], name: str) -> Tracker:
    if name in trackers:
        return trackers[name]
    close = get_close_matches(name, trackers, n=1)
    hint = f"did you mean {close[0]}?" if close else f"there are: {', '.join(trackers)}"
    raise UsageError(f"there is no tracker {name} in the configuration", hint)
