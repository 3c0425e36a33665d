"""Tickets and ledgers for the contract of ledgers; no test in here."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

from sqlalchemy import Engine, event

from afteraction.domain.kinds import Kind
from afteraction.domain.loops import Loop
from afteraction.domain.tickets import (
    Details,
    Line,
    Mark,
    Reason,
    Role,
    Sprint,
    State,
    Ticket,
)
from afteraction.ledger import Basis, Ledger
from afteraction.ledger.entries import Entry, Part
from afteraction.ledger.store import open_engine
from afteraction.tracker import Seen

Place = Path | str
"""What `ledger:` in a configuration becomes: a file or a URL."""

BASIS = Basis("tickets", "policy")
NOW = datetime(2026, 11, 20, 9, tzinfo=UTC)
HOUR = timedelta(hours=1)


def ticket(ticket_id: str = "0041", tracker: str = "notes", **values: object) -> Ticket:
    """A ticket of a person."""
    usual = Ticket(
        tracker=tracker,
        id=ticket_id,
        key=ticket_id,
        ref=f"{tracker}:{ticket_id}",
        url=f"work/tickets/{ticket_id}.md",
        title="Payments time out “again”",
        state=State.CLOSED,
        reason=Reason.COMPLETED,
        labels=("incident", "payments"),
        assignee="ada",
        author="lin",
        opened=NOW - 2 * HOUR,
        closed=NOW - HOUR,
    )
    return replace(usual, **values)  # type: ignore[arg-type]


def sprint(key: str = "46", tracker: str = "notes") -> Sprint:
    """A finished sprint."""
    return Sprint(
        tracker=tracker,
        id=f"sprint:{key}",
        key=key,
        ref=f"{tracker}:sprint:{key}",
        url="",
        name=f"Sprint {key}",
        goal="A goal",
        start=NOW - 14 * 24 * HOUR,
        end=NOW,
        state="closed",
    )


def subject(loop: str = "review-1", ticket_id: str = "0041", **values: object) -> Entry:
    """A subject that the policy chose."""
    found = replace(ticket(ticket_id), **values)  # type: ignore[arg-type]
    return Entry(loop, Part.SUBJECT, found, f"notes#{ticket_id}", selected=True)


def review(
    loop: str = "review-1", ticket_id: str = "review-0041", **values: object
) -> Entry:
    """A loop's review."""
    mark = Mark(Role.REVIEW, loop, "main", "notes#0041")
    found = replace(ticket(ticket_id, mark=mark), **values)  # type: ignore[arg-type]
    return Entry(loop, Part.REVIEW, found, "notes#0041")


def write_back(
    loop: str = "review-1", token: str = "f-3a9c", **values: object
) -> Entry:
    """A ticket that carries a finding."""
    key = f"{loop}.{token}"
    mark = Mark(Role.WRITE_BACK, key, "main", loop, kind=Kind.AVOIDABLE)
    ours = ticket(f"review-0041-{token}", mark=mark)
    found = replace(ours, **values)  # type: ignore[arg-type]
    return Entry(loop, Part.WRITE_BACK, found)


def followed(loop: str = "review-1", ticket_id: str = "0099") -> Entry:
    """A ticket to which a review links."""
    return Entry(loop, Part.FOLLOWED, ticket(ticket_id))


def details(entry: Entry, text: str = "## 1. What did we intend to happen?") -> Details:
    """A review's text."""
    assert isinstance(entry.ticket, Ticket)
    lines = tuple(Line(str(n), line) for n, line in enumerate(text.split("\n"), 1))
    return Details(entry.ticket, lines)


def take_in(ledger: Ledger, *entries: Entry, tracker: str = "notes") -> None:
    """One page with these tickets, as an observation stores it."""
    seen = {entry.ticket.id: Seen("1", ("ada",)) for entry in entries}
    ledger.view.remember(tracker, seen=seen, entries=entries, cursor="1")


def put_to_sleep(ledger: Ledger) -> None:
    """Let every loop rest until one of its tickets changes."""
    ledger.view.sleep({loop.key: None for loop in ledger.view.all_loops()})


def awake(ledger: Ledger, now: datetime = NOW) -> list[str]:
    """The keys of the loops that have to be looked at."""
    return [loop.key for loop in ledger.view.awake(now)]


def the_loop(ledger: Ledger, key: str = "review-1") -> Loop:
    """One loop, as the view puts it together."""
    [loop] = ledger.view.loops([key])
    return loop


@contextmanager
def engine_of(place: Place) -> Iterator[Engine]:
    """The bare database, to look where users do not."""
    engine = open_engine(place)
    try:
        yield engine
    finally:
        engine.dispose()


class Died(BaseException):
    """The process died here."""


def opened_until(place: Place, basis: Basis, statements: int) -> bool:
    """Open a ledger, and die before so many statements; whether it came that far."""
    with engine_of(place) as engine:
        event.listen(engine, "before_cursor_execute", _dying_after(statements))
        try:
            Ledger(engine, basis)
        except Died:
            return True
    return False


def _dying_after(statements: int) -> Callable[..., None]:
    left = [statements]

    def hook(*_: object) -> None:
        if left[0] == 0:
            raise Died
        left[0] -= 1

    return hook
