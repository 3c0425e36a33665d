"""Loops put together from the view's rows: one statement a table, never one a loop."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from functools import lru_cache

from sqlalchemy import Connection, Row

from afteraction.domain.loops import Followed, Loop, Said, Talk, count_first
from afteraction.domain.reviews import ReviewText
from afteraction.domain.tickets import Details, Line, Sprint, Ticket
from afteraction.ledger import codec, statements
from afteraction.ledger.entries import Entry, Part
from afteraction.review_form import read_review

Links = tuple[tuple[str, str, str, str], ...]
"""Text, tracker, key and id of each *Tracked in* link."""
Texts = Mapping[tuple[str, str], tuple[Details, bool]]
"""Tracker and id of a review to its text and whether that is stale."""


def entry_of(row: Row[tuple[object, ...]]) -> Entry:
    """The entry that a row of `view_tickets` holds."""
    ticket = codec.decode_subject(row.id, row.payload)
    return Entry(row.loop, Part(row.part), ticket, selected=row.selected)


def parts_of(
    connection: Connection, keys: Collection[str]
) -> dict[str, tuple[Entry, ...]]:
    """The tickets of these loops."""
    found: dict[str, list[Entry]] = {}
    for row in connection.execute(statements.PARTS, {"loops_": keys}):
        found.setdefault(row.loop, []).append(entry_of(row))
    return {key: tuple(entries) for key, entries in found.items()}


def links_of(connection: Connection, keys: Collection[str]) -> dict[str, Links]:
    """The links of these loops' reviews."""
    found: dict[str, list[tuple[str, str, str, str]]] = {}
    for row in connection.execute(statements.LINKS, {"loops_": keys}):
        link = (row.text.decode(), row.tracker, row.key, row.id)
        found.setdefault(row.loop, []).append(link)
    return {key: tuple(links) for key, links in found.items()}


def texts_of(
    connection: Connection, keys: Collection[str]
) -> dict[tuple[str, str], tuple[Details, bool]]:
    """The texts of these loops' reviews, as far as they were read."""
    return {
        (row.tracker, row.id): (codec.decode_details(row.payload), row.stale)
        for row in connection.execute(statements.TEXTS, {"loops_": keys})
    }


def talks_of(
    connection: Connection, keys: Collection[str]
) -> dict[str, tuple[Talk, ...]]:
    """What was said on these loops' write-backs, as far as it was read."""
    found: dict[str, list[Talk]] = {}
    for row in connection.execute(statements.TALKS, {"loops_": keys}):
        comments = codec.decode_comments(row.payload)
        talk = Talk(row.tracker, row.id, comments, stale=row.stale)
        found.setdefault(row.loop, []).append(talk)
    return {key: tuple(talks) for key, talks in found.items()}


def heard_of(
    connection: Connection, keys: Collection[str]
) -> dict[str, tuple[Said, ...]]:
    """What our comments say about these loops' write-backs, wherever they stand."""
    found: dict[str, list[Said]] = {}
    for row in connection.execute(statements.HEARD, {"loops_": keys}):
        said = Said(row.key, codec.from_milliseconds(row.at))
        found.setdefault(row.loop, []).append(said)
    return {key: tuple(said) for key, said in found.items()}


def assemble(key: str, entries: Collection[Entry], links: Links, texts: Texts) -> Loop:
    """One loop from its rows."""
    reviews = _tickets(entries, Part.REVIEW)
    write_backs = _tickets(entries, Part.WRITE_BACK)
    review = next((one for one in reviews if not one.gone), None)
    details, stale = (None, False)
    if review is not None and (review.tracker, review.id) in texts:
        details, stale = texts[review.tracker, review.id]
    tickets = [e.ticket for e in entries if isinstance(e.ticket, Ticket)]
    return Loop(
        key=key,
        subject=_subject(entries),
        reviews=reviews,
        write_backs=write_backs,
        followed=tuple(
            Followed(text, tracker, key, _at(tickets, tracker, key, ticket_id))
            for text, tracker, key, ticket_id in links
        ),
        details=details,
        stale=stale,
        text=_read(details.lines) if details else None,
    )


@lru_cache(maxsize=128)
def _read(lines: tuple[Line, ...]) -> ReviewText:
    """What a review says. A sync comes back to it, and reading takes long."""
    return read_review(lines)


def _tickets(entries: Collection[Entry], part: Part) -> tuple[Ticket, ...]:
    return count_first(
        tuple(
            entry.ticket
            for entry in entries
            if entry.part is part and isinstance(entry.ticket, Ticket)
        )
    )


def _subject(entries: Collection[Entry]) -> Ticket | Sprint | None:
    """What the loop is of; two trackers may show it, if it was moved between them."""
    found = [entry.ticket for entry in entries if entry.part is Part.SUBJECT]
    return next((one for one in found if not one.gone), next(iter(found), None))


def _at(
    tickets: Collection[Ticket], tracker: str, key: str, ticket_id: str
) -> Ticket | None:
    """Where a link leads: by the id that was found there, once something was."""
    here = (ticket for ticket in tickets if ticket.tracker == tracker)
    if ticket_id:
        return next((ticket for ticket in here if ticket.id == ticket_id), None)
    return next((ticket for ticket in here if ticket.key == key), None)
