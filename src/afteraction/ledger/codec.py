"""Tickets and texts as bytes for the view, and back.

The form is private to the ledger: whoever changes a value type in `domain.tickets`
changes `tables.SHAPE` with it.
"""

from __future__ import annotations

from datetime import UTC, datetime

import msgspec

from afteraction.domain.tickets import Details, Sprint, Ticket

_encoder = msgspec.json.Encoder()
_ticket = msgspec.json.Decoder(Ticket)
_sprint = msgspec.json.Decoder(Sprint)
_details = msgspec.json.Decoder(Details)

encode = _encoder.encode


def decode_subject(tracker_id: str, payload: bytes) -> Ticket | Sprint:
    """A ticket, or a sprint where the id says so."""
    if tracker_id.startswith("sprint:"):
        return _sprint.decode(payload)
    return _ticket.decode(payload)


decode_ticket = _ticket.decode
decode_details = _details.decode


def seconds(moment: datetime) -> int:
    """Whole seconds since 1970, rounded up so that a moment has come when it says."""
    return -int(-moment.timestamp() // 1)


def milliseconds(moment: datetime) -> int:
    """Milliseconds since 1970."""
    return round(moment.timestamp() * 1000)


def from_milliseconds(value: int) -> datetime:
    """The moment that `milliseconds` stands for."""
    return datetime.fromtimestamp(value / 1000, UTC)
