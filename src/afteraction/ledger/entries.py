"""A ticket as it stands in the view, with the part that it plays in a loop."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from enum import StrEnum

from afteraction.domain.identity import loop_of
from afteraction.domain.tickets import Comment, Role, Sprint, Ticket
from afteraction.ledger import codec
from afteraction.tracker import Seen


class Part(StrEnum):
    """The part that a ticket plays in a loop."""

    SUBJECT = "subject"
    REVIEW = "review"
    WRITE_BACK = "write-back"
    FOLLOWED = "followed"
    REPORT = "report"
    """It is no part of a loop: its own key stands in that one's place."""


@dataclass(frozen=True, slots=True)
class Entry:
    """A ticket in the view, with its part in a loop."""

    loop: str
    part: Part
    ticket: Ticket | Sprint
    about: str = ""
    """The subject's uid, where the ticket tells it."""
    selected: bool = False
    """A subject that the policy chooses, beside those that have a review."""


def part_of(ticket: Ticket) -> Part:
    """The part that a ticket of ours was made for."""
    match ticket.mark.role if ticket.mark else None:
        case Role.REVIEW:
            return Part.REVIEW
        case Role.REPORT:
            return Part.REPORT
        case _:
            return Part.WRITE_BACK


def ticket_row(entry: Entry) -> dict[str, object]:
    """The row of `view_tickets` for an entry."""
    return {
        "tracker": entry.ticket.tracker,
        "id": entry.ticket.id,
        "loop": entry.loop,
        "part": entry.part.value,
        "key": entry.ticket.key,
        "selected": entry.selected,
        "payload": codec.encode(entry.ticket),
    }


def seen_row(tracker: str, ticket_id: str, seen: Seen) -> dict[str, object]:
    """The row of `view_seen`."""
    return {
        "tracker": tracker,
        "id": ticket_id,
        "stamp": seen.stamp,
        "people": codec.barred(seen.people),
    }


def said_rows(comments: Iterable[Comment]) -> Iterator[dict[str, object]]:
    """What of `view_said` depends on the comments of a ticket, a row a key."""
    for comment in comments:
        for key in comment.mark.keys if comment.mark else ():
            own = comment.mark is not None and key == comment.mark.key
            yield {
                "key": key,
                "loop": loop_of(key),
                "at": codec.milliseconds(comment.at),
                "told": comment.mark.to if comment.mark and own else "",
            }
