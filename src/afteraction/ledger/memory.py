"""What the view remembers of one tracker, as an adapter asks for it.

This is the ledger's side of `tracker.Memory`.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator

from sqlalchemy import Engine

from afteraction.ledger import codec, statements, tables


class TrackerMemory:
    """Cursor, stamps and people of one tracker."""

    def __init__(self, engine: Engine, tracker: str) -> None:
        """Read what is stored under the tracker's name."""
        self._engine = engine
        self._of = {"tracker_": tracker}

    @property
    def cursor(self) -> str:
        """What the last complete observation left, "" before the first."""
        with self._engine.connect() as connection:
            return connection.scalar(statements.CURSOR, self._of) or ""

    def stamps(self, ids: Collection[str]) -> dict[str, str]:
        """The stamps left for these ids; the unknown ones are absent."""
        with self._engine.connect() as connection:
            rows = connection.execute(statements.STAMPS, {**self._of, "ids_": ids})
            return {row.id: row.stamp for row in rows}

    def count(self) -> int:
        """How many ids have a stamp."""
        with self._engine.connect() as connection:
            return connection.execute(statements.HOW_MANY_SEEN, self._of).scalar_one()

    def ids(self) -> Iterator[str]:
        """All ids that have a stamp, in no order."""
        with self._engine.connect() as connection:
            options = connection.execution_options(yield_per=1000)
            with options.scalars(statements.SEEN, self._of) as found:
                yield from found

    def kept(self, ids: Collection[str] | None = None) -> Iterator[str]:
        """Those ids, of all or of some, whose tickets play a part in a loop."""
        with self._engine.connect() as connection:
            if ids is None:
                found = connection.scalars(statements.KEPT, self._of)
            else:
                asked = {**self._of, "ids_": ids}
                found = connection.scalars(statements.KEPT_AMONG, asked)
            yield from found.all()

    def people(self, handles: Collection[str]) -> frozenset[str]:
        """Those of `handles` that were seen on a ticket that still stands."""
        return frozenset(handle for handle in handles if self._met(handle))

    def _met(self, handle: str) -> bool:
        sought = codec.barred([handle])
        if not sought:
            return False
        holds = tables.seen.c.people.contains(sought, autoescape=True)
        with self._engine.connect() as connection:
            options = connection.execution_options(yield_per=100)
            with options.scalars(statements.PEOPLE.where(holds), self._of) as found:
                # SQLite's LIKE does not tell "Ada" from "ada".
                return any(sought in people for people in found)
