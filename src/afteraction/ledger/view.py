"""The view: what the trackers showed at the last look, as far as a loop is concerned.

It can be dropped at any time and is rebuilt by observing again; nothing is true only
because it stands here. Tickets that belong to no loop are not kept.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from contextlib import AbstractContextManager
from dataclasses import replace
from datetime import datetime

from sqlalchemy import Connection, Engine

from afteraction.domain.gathering import Told
from afteraction.domain.identity import digest
from afteraction.domain.loops import Loop
from afteraction.domain.problems import Problem
from afteraction.domain.tickets import Details, Ticket
from afteraction.ledger import codec, statements, tables
from afteraction.ledger.assembly import (
    assemble,
    entry_of,
    heard_of,
    links_of,
    parts_of,
    talks_of,
    texts_of,
)
from afteraction.ledger.entries import Entry, Part, said_rows, seen_row, ticket_row
from afteraction.ledger.memory import TrackerMemory
from afteraction.ledger.store import upsert, writing
from afteraction.tracker import Seen

TOGETHER = 400
"""So many loops are in memory at once."""


class View:
    """Everything that was seen and matters, in one transaction a page."""

    def __init__(self, engine: Engine) -> None:
        """Work on an engine whose view tables have the present shape."""
        self._engine = engine

    def _writing(self) -> AbstractContextManager[Connection]:
        """What is lost of a view is seen again: the disk need not be waited for."""
        return writing(self._engine, lasting=False)

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
        with self._writing() as connection:
            _tell(connection, tracker, told)
            upsert(
                connection,
                tables.seen,
                [seen_row(tracker, i, s) for i, s in seen.items()],
            )
            self._put(connection, entries)
            for statement in statements.GONE if gone else ():
                connection.execute(statement, {"tracker_": tracker, "ids_": gone})
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
        with self._engine.connect() as connection:
            at = connection.scalar(statements.LAST_LOOK, {"tracker_": tracker})
        return None if at is None else codec.from_milliseconds(at)

    def problems(self, tracker: str) -> tuple[Problem, ...]:
        """What is to be told of a tracker's tickets, in the order of their ids."""
        with self._engine.connect() as connection:
            found = connection.scalars(statements.PROBLEMS, {"tracker_": tracker})
            return tuple(map(codec.decode_problem, found))

    def put(self, entries: Iterable[Entry]) -> None:
        """Store tickets that were looked up one by one."""
        with self._writing() as connection:
            self._put(connection, entries)

    def _put(self, connection: Connection, entries: Iterable[Entry]) -> None:
        entries = tuple(entries)
        upsert(connection, tables.tickets, [ticket_row(entry) for entry in entries])
        _wake(connection, entries)
        ours = [
            {"tracker_": entry.ticket.tracker, "id_": entry.ticket.id}
            for entry in entries
            if entry.part in (Part.REVIEW, Part.WRITE_BACK)
        ]
        for statement in statements.NOW_STALE if ours else ():
            connection.execute(statement, ours)

    def drop(self, entries: Collection[Entry]) -> None:
        """Forget tickets that play no part in their loop any more; it is woken."""
        left = [
            {"tracker_": one.ticket.tracker, "id_": one.ticket.id, "loop_": one.loop}
            for one in entries
        ]
        if left:
            with self._writing() as connection:
                connection.execute(statements.NO_PART, left)
                _set_wake(connection, {entry.loop: 0 for entry in entries})

    def known(self, tracker: str, ids: Collection[str]) -> dict[str, list[Entry]]:
        """The entries of these tickets, each with its part in a loop."""
        found: dict[str, list[Entry]] = {}
        with self._engine.connect() as connection:
            asked = {"tracker_": tracker, "ids_": ids}
            for row in connection.execute(statements.KNOWN, asked):
                found.setdefault(row.id, []).append(entry_of(row))
        return found

    def id_of(self, loop: str, tracker: str, key: str) -> str | None:
        """The id of the ticket with this key, if it stands in a loop."""
        asked = {"loop_": loop, "tracker_": tracker, "key_": key}
        with self._engine.connect() as connection:
            found: str | None = connection.scalar(statements.IN_LOOP, asked)
        return found

    def clear_away(self) -> None:
        """Forget subjects that are neither chosen nor reviewed, and empty loops."""
        with self._writing() as connection:
            connection.execute(statements.NEITHER_CHOSEN_NOR_REVIEWED)
            connection.execute(statements.EMPTY_LOOPS)

    # Texts and links of reviews

    def put_text(self, loop: str, details: Details) -> None:
        """Store a review's text; the links in it are to be looked up anew."""
        row = {
            "tracker": details.ticket.tracker,
            "id": details.ticket.id,
            "stale": False,
            "payload": codec.encode(details),
        }
        with self._writing() as connection:
            upsert(connection, tables.texts, [row])
            connection.execute(statements.NO_LINKS, {"loop_": loop})
            connection.execute(statements.NOT_ASKED, {"loop_": loop})

    # What was said on write-backs

    def put_talk(self, details: Details) -> None:
        """Store what was said on a write-back."""
        ticket = details.ticket
        here: dict[str, object] = {"tracker": ticket.tracker, "id": ticket.id}
        payload = codec.encode(details.comments)
        with self._writing() as connection:
            upsert(
                connection, tables.talks, [{**here, "stale": False, "payload": payload}]
            )
            gone = {"tracker_": ticket.tracker, "id_": ticket.id}
            connection.execute(statements.NOT_SAID, gone)
            said = {row["key"]: {**here, **row} for row in said_rows(details.comments)}
            upsert(connection, tables.said, list(said.values()))

    def listen_again(self, loops: Collection[str]) -> None:
        """Have it read anew what was said on the write-backs of these loops."""
        with self._writing() as connection:
            connection.execute(statements.LISTEN_AGAIN, {"loops_": loops})

    def told(self, since: datetime) -> tuple[Told, ...]:
        """Whom our comments on write-backs have spoken to since then."""
        asked = {"since_": codec.milliseconds(since)}
        with self._engine.connect() as connection:
            found = connection.execute(statements.TALKED_TO, asked)
            return tuple(
                Told(row.told, codec.from_milliseconds(row.at)) for row in found
            )

    # Where links lead, and who is meant

    def ask_links(self, loops: Collection[str]) -> None:
        """Have it looked up anew where the links in these loops lead."""
        with self._writing() as connection:
            for loop in loops:
                connection.execute(statements.NO_LINKS, {"loop_": loop})

    def put_link(
        self, loop: str, text: str, tracker: str, key: str, ticket_id: str = ""
    ) -> None:
        """Store where a *Tracked in* answer points to; tracker "" is nowhere.

        Keys change where tickets are moved: what stands there is known by its id.
        """
        row = {
            "loop": loop,
            "digest": digest(text),
            "text": text.encode(),
            "tracker": tracker,
            "key": key,
            "id": ticket_id,
        }
        with self._writing() as connection:
            upsert(connection, tables.links, [row])

    def put_people(
        self,
        loop: str,
        confirmed: Collection[str],
        asked: Collection[str],
        now: datetime,
    ) -> None:
        """Store about which handles a review's tracker was asked, and its answer."""
        with self._writing() as connection:
            connection.execute(
                statements.ASKED,
                {
                    "loop_": loop,
                    "people_": codec.barred(confirmed),
                    "asked_": codec.barred(asked),
                    "asked_at_": codec.seconds(now),
                },
            )

    def ask_again(self, asked_before: datetime) -> None:
        """Forget that trackers were asked about people that long ago."""
        with self._writing() as connection:
            connection.execute(
                statements.NOT_ASKED_LATELY, {"before_": codec.seconds(asked_before)}
            )

    # Loops

    def awake(self, now: datetime) -> tuple[Loop, ...]:
        """The loops that have to be looked at by now."""
        with self._engine.connect() as connection:
            found = connection.scalars(statements.AWAKE, {"now_": codec.seconds(now)})
            keys = tuple(found)
        return tuple(self.loops(keys))

    def wake(self, loops: Collection[str]) -> None:
        """Have these loops looked at again."""
        self._set_wake(dict.fromkeys(loops, 0))

    def sleep(self, until: Mapping[str, datetime | None]) -> None:
        """Let loops rest until then, or until one of their tickets changes."""
        wakes = {
            loop: None if moment is None else codec.seconds(moment)
            for loop, moment in until.items()
        }
        self._set_wake(wakes)

    def _set_wake(self, wakes: Mapping[str, int | None]) -> None:
        if wakes:
            with self._writing() as connection:
                _set_wake(connection, wakes)

    def all_loops(self) -> Iterator[Loop]:
        """Every loop, a helping at a time; memory does not grow with their number."""
        after = ""
        while True:
            asked = {"after_": after, "most_": TOGETHER}
            with self._engine.connect() as connection:
                keys = tuple(connection.scalars(statements.NEXT_LOOPS, asked))
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
            found = connection.execute(statements.LOOPS, {"loops_": keys})
            rows = {row.key: row for row in found}
            parts = parts_of(connection, keys)
            links = links_of(connection, keys)
            texts = texts_of(connection, keys)
            talks = talks_of(connection, keys)
            heard = heard_of(connection, keys)
        for key, row in sorted(rows.items()):
            loop = assemble(key, parts.get(key, ()), links.get(key, ()), texts)
            yield replace(
                loop,
                about=row.about,
                confirmed=codec.unbarred(row.people),
                asked=codec.unbarred(row.asked),
                talks=talks.get(key, ()),
                heard=heard.get(key, ()),
            )

    def count_reviews(self) -> int:
        """How many reviews there are."""
        with self._engine.connect() as connection:
            return connection.execute(statements.HOW_MANY_REVIEWS).scalar_one()

    def each(self, part: Part) -> Iterator[Ticket]:
        """Every ticket that plays this part, by ref; sprints are left out."""
        asked = {"part_": part.value}
        with self._engine.connect() as connection:
            for row in connection.execute(statements.OF_A_PART, asked):
                yield codec.decode_ticket(row.payload)


def _tell(
    connection: Connection, tracker: str, problems: Mapping[str, Problem | None]
) -> None:
    standing = set(connection.scalars(statements.TOLD, {"tracker_": tracker}))
    if settled := standing.intersection(problems):
        connection.execute(statements.SETTLED, {"tracker_": tracker, "ids_": settled})
    rows: list[dict[str, object]] = [
        {"tracker": tracker, "id": ticket_id, "payload": codec.encode(problem)}
        for ticket_id, problem in problems.items()
        if problem is not None
    ]
    upsert(connection, tables.problems, rows)


def _wake(connection: Connection, entries: Iterable[Entry]) -> None:
    """A loop is looked at again when any of its tickets changed."""
    about: dict[str, str] = {}
    for entry in entries:
        if entry.part is Part.REPORT:
            continue  # It is of no loop: nothing about it has to be looked at again.
        about[entry.loop] = entry.about or about.get(entry.loop, "")
    usual = {"people": "", "asked": "", "asked_at": 0, "wake": 0}
    rows = [{"key": key, "about": said, **usual} for key, said in about.items()]
    # What a loop is about is not forgotten when a ticket of it does not tell.
    told = [row for row in rows if row["about"]]
    untold = [row for row in rows if not row["about"]]
    upsert(connection, tables.loops, told, changing=("about", "wake"))
    upsert(connection, tables.loops, untold, changing=("wake",))


def _set_wake(connection: Connection, wakes: Mapping[str, int | None]) -> None:
    connection.execute(
        statements.WAKE_AT,
        [{"loop_": loop, "moment_": wake} for loop, wake in wakes.items()],
    )
