"""Tickets, texts, handles and times as the ledger's columns hold them, and back.

The form is private to the ledger: whoever changes a value type in `domain.tickets`
changes `tables.SHAPE` with it.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, datetime, timedelta

import msgspec

from afteraction.domain.problems import Problem
from afteraction.domain.tickets import Comment, Details, Sprint, Ticket

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)

_encoder = msgspec.json.Encoder()
_ticket = msgspec.json.Decoder(Ticket)
_sprint = msgspec.json.Decoder(Sprint)
_details = msgspec.json.Decoder(Details)
_comments = msgspec.json.Decoder(tuple[Comment, ...])
_problem = msgspec.json.Decoder(Problem)

encode = _encoder.encode


def decode_subject(tracker_id: str, payload: bytes) -> Ticket | Sprint:
    """A ticket, or a sprint where the id says so."""
    if tracker_id.startswith("sprint:"):
        return _sprint.decode(payload)
    return _ticket.decode(payload)


decode_ticket = _ticket.decode
decode_details = _details.decode
decode_comments = _comments.decode
decode_problem = _problem.decode


def seconds(moment: datetime) -> int:
    """Whole seconds since 1970, rounded up so that a moment has come when it says."""
    return -((_EPOCH - moment) // timedelta(seconds=1))


def milliseconds(moment: datetime) -> int:
    """Whole milliseconds since 1970, rounded up like `seconds`."""
    return -((_EPOCH - moment) // timedelta(milliseconds=1))


def from_milliseconds(value: int) -> datetime:
    """The moment that `milliseconds` stands for."""
    return _EPOCH + timedelta(milliseconds=value)


def barred(handles: Iterable[str]) -> str:
    """Handles between bars, so that one can be sought: `|ada|lin|`, "" for none."""
    names = "|".join(_without_bars(handle) for handle in sorted(set(handles)) if handle)
    return f"|{names}|" if names else ""


def unbarred(text: str) -> frozenset[str]:
    """The handles that `barred` put between bars."""
    return frozenset(_with_bars(name) for name in text.split("|") if name)


# PostgreSQL's text columns take every sign but NUL.


def _without_bars(handle: str) -> str:
    return handle.replace("%", "%25").replace("|", "%7C").replace("\0", "%00")


def _with_bars(name: str) -> str:
    return name.replace("%00", "\0").replace("%7C", "|").replace("%25", "%")
