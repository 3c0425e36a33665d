"""What the view remembers of one tracker, as an adapter asks for it.

This is the ledger's side of `tracker.Memory`.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator

from sqlalchemy import Engine, func, select

from afteraction.ledger import codec, tables
from afteraction.ledger.store import among


class TrackerMemory:
    """Cursor, stamps and people of one tracker."""

    def __init__(self, engine: Engine, tracker: str) -> None:
        """Read what is stored under the tracker's name."""
        self._engine = engine
        self._tracker = tracker

    @property
    def cursor(self) -> str:
        """What the last complete observation left, "" before the first."""
        statement = select(tables.cursors.c.cursor).where(
            tables.cursors.c.tracker == self._tracker
        )
        with self._engine.connect() as connection:
            return connection.scalar(statement) or ""

    def stamps(self, ids: Collection[str]) -> dict[str, str]:
        """The stamps left for these ids; the unknown ones are absent."""
        with self._engine.connect() as connection:
            statement = (
                select(tables.seen.c.id, tables.seen.c.stamp)
                .where(tables.seen.c.tracker == self._tracker)
                .where(among(connection, tables.seen.c.id, ids))
            )
            return {row.id: row.stamp for row in connection.execute(statement)}

    def count(self) -> int:
        """How many ids have a stamp."""
        statement = select(func.count()).where(tables.seen.c.tracker == self._tracker)
        with self._engine.connect() as connection:
            return connection.execute(statement).scalar_one()

    def ids(self) -> Iterator[str]:
        """All ids that have a stamp, in no order."""
        statement = select(tables.seen.c.id).where(
            tables.seen.c.tracker == self._tracker
        )
        with self._engine.connect() as connection:
            options = connection.execution_options(yield_per=1000)
            with options.scalars(statement) as found:
                yield from found

    def kept(self, ids: Collection[str] | None = None) -> Iterator[str]:
        """Those ids, of all or of some, whose tickets play a part in a loop."""
        column = tables.tickets.c.id
        asked = select(column).where(tables.tickets.c.tracker == self._tracker)
        with self._engine.connect() as connection:
            if ids is not None:
                asked = asked.where(among(connection, column, ids))
            yield from connection.scalars(asked.distinct()).all()

    def people(self, handles: Collection[str]) -> frozenset[str]:
        """Those of `handles` that were seen on a ticket that still stands."""
        return frozenset(handle for handle in handles if self._met(handle))

    def _met(self, handle: str) -> bool:
        sought = codec.barred([handle])
        if not sought:
            return False
        statement = (
            select(tables.seen.c.people)
            .where(tables.seen.c.tracker == self._tracker)
            .where(tables.seen.c.people.contains(sought, autoescape=True))
        )
        with self._engine.connect() as connection:
            options = connection.execution_options(yield_per=100)
            with options.scalars(statement) as found:
                # SQLite's LIKE does not tell "Ada" from "ada".
                return any(sought in people for people in found)
