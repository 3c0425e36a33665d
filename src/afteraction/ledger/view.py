"""The view: what the trackers showed at the last look, as far as a loop is concerned.

It can be dropped at any time and is rebuilt by observing again; nothing is true only
because it stands here. Tickets that belong to no loop are not kept.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import replace
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Engine, Row, delete, func, select, update

from afteraction.domain.identity import digest
from afteraction.domain.loops import Loop
from afteraction.domain.problems import Problem
from afteraction.domain.tickets import Details, Ticket
from afteraction.ledger import codec, tables
from afteraction.ledger.assembly import assemble, entry_of, links_of, parts_of, texts_of
from afteraction.ledger.entries import Entry, Part, seen_row, ticket_row
from afteraction.ledger.memory import TrackerMemory
from afteraction.ledger.store import among, upsert, writing
from afteraction.tracker import Seen

TOGETHER = 400
"""So many loops are in memory at once."""


class View:
    """Everything that was seen and matters, in one transaction a page."""

    def __init__(self, engine: Engine) -> None:
        """Work on an engine whose view tables have the present shape."""
        self._engine = engine

    # What a tracker's observation needs and leaves

    def memory(self, tracker: str) -> TrackerMemory:
        """What is remembered of one tracker, as its adapter asks for it."""
        return TrackerMemory(self._engine, tracker)

    def remember(
        self,
        tracker: str,
        *,
        seen: Mapping[str, Seen],
        entries: Iterable[Entry],
        gone: Collection[str] = (),
        cursor: str | None = None,
        problems: Mapping[str, Problem | None] | None = None,
    ) -> None:
        """Store one page: what was seen, which of it matters, what is gone.

        `problems` says for each ticket what is to be told of it from now on, if
        anything.
        """
        told = dict.fromkeys(gone) | dict(problems or {})
        with writing(self._engine) as connection:
            _tell(connection, tracker, told)
            upsert(
                connection,
                tables.seen,
                [seen_row(tracker, i, s) for i, s in seen.items()],
            )
            self._put(connection, entries)
            for table in (tables.seen, tables.texts) if gone else ():
                connection.execute(
                    delete(table)
                    .where(table.c.tracker == tracker)
                    .where(among(connection, table.c.id, gone))
                )
            if cursor is not None:
                row = {"tracker": tracker, "cursor": cursor}
                upsert(connection, tables.cursors, [row])

    def looked(self, tracker: str, at: datetime) -> None:
        """Remember that a tracker was looked at to the end."""
        row = {"tracker": tracker, "at": codec.milliseconds(at)}
        with writing(self._engine) as connection:
            upsert(connection, tables.looks, [row])

    def last_look(self, tracker: str) -> datetime | None:
        """When a tracker was last looked at to the end; None: never."""
        statement = select(tables.looks.c.at).where(tables.looks.c.tracker == tracker)
        with self._engine.connect() as connection:
            at = connection.scalar(statement)
        return None if at is None else codec.from_milliseconds(at)

    def problems(self, tracker: str) -> tuple[Problem, ...]:
        """What is to be told of a tracker's tickets, in the order of their ids."""
        statement = (
            select(tables.problems.c.payload)
            .where(tables.problems.c.tracker == tracker)
            .order_by(tables.problems.c.id)
        )
        with self._engine.connect() as connection:
            return tuple(map(codec.decode_problem, connection.scalars(statement)))

    def put(self, entries: Iterable[Entry]) -> None:
        """Store tickets that were looked up one by one."""
        with writing(self._engine) as connection:
            self._put(connection, entries)

    def _put(self, connection: Connection, entries: Iterable[Entry]) -> None:
        entries = tuple(entries)
        upsert(connection, tables.tickets, [ticket_row(entry) for entry in entries])
        self._wake(connection, entries)
        for entry in entries:
            if entry.part is Part.REVIEW:
                connection.execute(
                    update(tables.texts)
                    .where(tables.texts.c.tracker == entry.ticket.tracker)
                    .where(tables.texts.c.id == entry.ticket.id)
                    .values(stale=True)
                )

    def _wake(self, connection: Connection, entries: Iterable[Entry]) -> None:
        """A loop is looked at again when any of its tickets changed."""
        about: dict[str, str] = {}
        for entry in entries:
            about[entry.loop] = entry.about or about.get(entry.loop, "")
        known = _loop_rows(connection, about) if about else {}
        upsert(
            connection,
            tables.loops,
            [
                {
                    "key": key,
                    "about": said or (known[key].about if key in known else ""),
                    "people": known[key].people if key in known else "",
                    "asked": known[key].asked if key in known else "",
                    "asked_at": known[key].asked_at if key in known else 0,
                    "wake": 0,
                }
                for key, said in sorted(about.items())
            ],
        )

    def drop(self, entries: Collection[Entry]) -> None:
        """Forget tickets that play no part in their loop any more; it is woken."""
        with writing(self._engine) as connection:
            for entry in entries:
                connection.execute(
                    delete(tables.tickets)
                    .where(tables.tickets.c.tracker == entry.ticket.tracker)
                    .where(tables.tickets.c.id == entry.ticket.id)
                    .where(tables.tickets.c.loop == entry.loop)
                )
            _set_wake(connection, {entry.loop: 0 for entry in entries})

    def known(self, tracker: str, ids: Collection[str]) -> dict[str, list[Entry]]:
        """The entries of these tickets, each with its part in a loop."""
        found: dict[str, list[Entry]] = {}
        with self._engine.connect() as connection:
            rows = connection.execute(
                select(tables.tickets)
                .where(tables.tickets.c.tracker == tracker)
                .where(among(connection, tables.tickets.c.id, ids))
            )
            for row in rows:
                found.setdefault(row.id, []).append(entry_of(row))
        return found

    def plays_a_part(self, loop: str, tracker: str, key: str) -> bool:
        """Whether the ticket with this key stands in a loop."""
        t = tables.tickets
        statement = (
            select(t.c.id)
            .where(t.c.loop == loop)
            .where(t.c.tracker == tracker)
            .where(t.c.key == key)
        )
        with self._engine.connect() as connection:
            return connection.scalar(statement) is not None

    def clear_away(self) -> None:
        """Forget subjects that are neither chosen nor reviewed, and empty loops."""
        t, other = tables.tickets, tables.tickets.alias()
        reviewed = select(other.c.loop).where(other.c.part == Part.REVIEW.value)
        with writing(self._engine) as connection:
            connection.execute(
                delete(t)
                .where(t.c.part == Part.SUBJECT.value)
                .where(t.c.selected.is_(False))
                .where(t.c.loop.not_in(reviewed))
            )
            connection.execute(
                delete(tables.loops).where(tables.loops.c.key.not_in(select(t.c.loop)))
            )

    # Texts and links of reviews

    def put_text(self, loop: str, details: Details) -> None:
        """Store a review's text; the links in it are to be looked up anew."""
        row = {
            "tracker": details.ticket.tracker,
            "id": details.ticket.id,
            "stale": False,
            "payload": codec.encode(details),
        }
        with writing(self._engine) as connection:
            upsert(connection, tables.texts, [row])
            connection.execute(delete(tables.links).where(tables.links.c.loop == loop))
            connection.execute(
                update(tables.loops).where(tables.loops.c.key == loop).values(asked="")
            )

    def put_link(self, loop: str, text: str, tracker: str, key: str) -> None:
        """Store where a *Tracked in* answer points to; tracker "" is nowhere."""
        row = {
            "loop": loop,
            "digest": digest(text),
            "text": text.encode(),
            "tracker": tracker,
            "key": key,
        }
        with writing(self._engine) as connection:
            upsert(connection, tables.links, [row])

    def put_people(
        self,
        loop: str,
        confirmed: Collection[str],
        asked: Collection[str],
        now: datetime,
    ) -> None:
        """Store about which handles a review's tracker was asked, and its answer."""
        with writing(self._engine) as connection:
            connection.execute(
                update(tables.loops)
                .where(tables.loops.c.key == loop)
                .values(
                    people=codec.barred(confirmed),
                    asked=codec.barred(asked),
                    asked_at=codec.seconds(now),
                )
            )

    def ask_again(self, asked_before: datetime) -> None:
        """Forget that trackers were asked about people that long ago."""
        with writing(self._engine) as connection:
            connection.execute(
                update(tables.loops)
                .where(tables.loops.c.asked != "")
                .where(tables.loops.c.asked_at < codec.seconds(asked_before))
                .values(asked="")
            )

    # Loops

    def awake(self, now: datetime) -> tuple[Loop, ...]:
        """The loops that have to be looked at by now."""
        statement = (
            select(tables.loops.c.key)
            .where(tables.loops.c.wake <= codec.seconds(now))
            .order_by(tables.loops.c.key)
        )
        with self._engine.connect() as connection:
            keys = tuple(connection.scalars(statement))
        return tuple(self.loops(keys))

    def wake(self, loops: Collection[str]) -> None:
        """Have these loops looked at again."""
        with writing(self._engine) as connection:
            _set_wake(connection, dict.fromkeys(loops, 0))

    def sleep(self, until: Mapping[str, datetime | None]) -> None:
        """Let loops rest until then, or until one of their tickets changes."""
        wakes = {
            loop: None if moment is None else codec.seconds(moment)
            for loop, moment in until.items()
        }
        with writing(self._engine) as connection:
            _set_wake(connection, wakes)

    def all_loops(self) -> Iterator[Loop]:
        """Every loop, a helping at a time; memory does not grow with their number."""
        after = ""
        while True:
            statement = (
                select(tables.loops.c.key)
                .where(tables.loops.c.key > after)
                .order_by(tables.loops.c.key)
                .limit(TOGETHER)
            )
            with self._engine.connect() as connection:
                keys = tuple(connection.scalars(statement))
            if not keys:
                return
            yield from self.loops(keys)
            after = keys[-1]

    def loops(self, keys: Collection[str]) -> Iterator[Loop]:
        """These loops by their keys, put together from what is stored of them."""
        wanted = sorted(keys)
        for start in range(0, len(wanted), TOGETHER):
            yield from self._some_loops(wanted[start : start + TOGETHER])

    def _some_loops(self, keys: Collection[str]) -> Iterator[Loop]:
        with self._engine.connect() as connection:
            rows = _loop_rows(connection, keys)
            parts = parts_of(connection, keys)
            links = links_of(connection, keys)
            texts = texts_of(connection, keys)
        for key, row in sorted(rows.items()):
            loop = assemble(key, parts.get(key, ()), links.get(key, ()), texts)
            yield replace(
                loop,
                about=row.about,
                confirmed=codec.unbarred(row.people),
                asked=codec.unbarred(row.asked),
            )

    def count_reviews(self) -> int:
        """How many reviews there are."""
        review = Part.REVIEW.value
        statement = select(func.count()).where(tables.tickets.c.part == review)
        with self._engine.connect() as connection:
            return connection.execute(statement).scalar_one()

    def each(self, part: Part) -> Iterator[Ticket]:
        """Every ticket that plays this part, by ref; sprints are left out."""
        statement = (
            select(tables.tickets)
            .where(tables.tickets.c.part == part.value)
            .where(tables.tickets.c.id.not_like("sprint:%"))
            .order_by(tables.tickets.c.tracker, tables.tickets.c.id)
        )
        with self._engine.connect() as connection:
            for row in connection.execute(statement):
                yield codec.decode_ticket(row.payload)


def _tell(
    connection: Connection, tracker: str, problems: Mapping[str, Problem | None]
) -> None:
    told = tables.problems.c.tracker == tracker
    standing = set(connection.scalars(select(tables.problems.c.id).where(told)))
    if settled := standing.intersection(problems):
        connection.execute(
            delete(tables.problems)
            .where(tables.problems.c.tracker == tracker)
            .where(among(connection, tables.problems.c.id, settled))
        )
    rows: list[dict[str, object]] = [
        {"tracker": tracker, "id": ticket_id, "payload": codec.encode(problem)}
        for ticket_id, problem in problems.items()
        if problem is not None
    ]
    upsert(connection, tables.problems, rows)


def _set_wake(connection: Connection, wakes: Mapping[str, int | None]) -> None:
    for loop, wake in wakes.items():
        connection.execute(
            update(tables.loops).where(tables.loops.c.key == loop).values(wake=wake)
        )


def _loop_rows(
    connection: Connection, keys: Collection[str]
) -> dict[str, Row[tuple[Any, ...]]]:
    statement = select(tables.loops).where(among(connection, tables.loops.c.key, keys))
    return {row.key: row for row in connection.execute(statement)}
