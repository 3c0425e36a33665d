"""The journal: what was about to be created, written down before it is (law 3).

With it a change is made exactly once whatever crashes in between. It is kept when the
view is rebuilt, and its tables are migrated, never dropped.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from sqlalchemy import Engine, Row, delete, select, update

from afteraction.domain.loops import Made
from afteraction.ledger import tables
from afteraction.ledger.codec import from_milliseconds, milliseconds
from afteraction.ledger.store import among, upsert, writing

_AN_HOUR = timedelta(hours=1)


class Outcome(StrEnum):
    """What is known of something that was to be created."""

    INTENDED = "intended"
    """No answer was recorded: it may stand."""
    UNKNOWN = "unknown"
    """An answer was waited for and did not come: it may stand."""
    DONE = "done"
    REFUSED = "refused"
    """Nothing was made; another try is safe."""


@dataclass(frozen=True, slots=True)
class Intent:
    """One thing that was to be created."""

    key: str
    loop: str
    tracker: str
    """The tracker's uid."""
    about: str
    at: datetime
    """When it was first intended."""
    outcome: Outcome = Outcome.INTENDED
    id: str = ""
    ref: str = ""
    why: str = ""


class Journal:
    """Intents and their outcomes, each in a transaction of its own."""

    def __init__(self, engine: Engine) -> None:
        """Work on an engine whose journal tables are up to date."""
        self._engine = engine

    def intend(self, intents: Collection[Intent]) -> None:
        """Commit what is about to be created; nothing is created before this."""
        with writing(self._engine) as connection:
            upsert(connection, tables.intents, [_row(intent) for intent in intents])

    def settle(
        self,
        key: str,
        outcome: Outcome,
        *,
        ticket_id: str = "",
        ref: str = "",
        why: str = "",
    ) -> None:
        """Commit what became of an intent."""
        statement = (
            update(tables.intents)
            .where(tables.intents.c.key == key)
            .values(outcome=outcome.value, id=ticket_id, ref=ref, why=why)
        )
        with writing(self._engine) as connection:
            connection.execute(statement)

    def open_intents(self) -> tuple[Intent, ...]:
        """Everything that may stand although nobody saw it, oldest first."""
        statement = (
            select(tables.intents)
            .where(
                tables.intents.c.outcome.in_(
                    (Outcome.INTENDED.value, Outcome.UNKNOWN.value)
                )
            )
            .order_by(tables.intents.c.at, tables.intents.c.key)
        )
        with self._engine.connect() as connection:
            return tuple(_intent(row) for row in connection.execute(statement))

    def made(self, loops: Collection[str]) -> dict[str, tuple[Made, ...]]:
        """What is known to have been created for each of these loops."""
        found: dict[str, tuple[Made, ...]] = {}
        with self._engine.connect() as connection:
            statement = (
                select(tables.intents)
                .where(among(connection, tables.intents.c.loop, loops))
                .where(tables.intents.c.outcome == Outcome.DONE.value)
                .order_by(tables.intents.c.key)
            )
            for row in connection.execute(statement):
                intent = _intent(row)
                made = Made(intent.key, intent.ref, intent.at)
                found[intent.loop] = (*found.get(intent.loop, ()), made)
        return found

    def forget(self, ref: str) -> int:
        """Forget that the ticket `ref` was made; how many entries that were."""
        if not ref:
            return 0  # What nobody saw yet has none.
        statement = delete(tables.intents).where(tables.intents.c.ref == ref)
        with writing(self._engine) as connection:
            return connection.execute(statement).rowcount

    def wait(self, host: str, reason: str, until: datetime) -> None:
        """Remember not to ask `host` again before `until`."""
        row = {"host": host, "reason": reason, "until": milliseconds(until)}
        with writing(self._engine) as connection:
            upsert(connection, tables.waits, [row])

    def not_before(self, host: str) -> datetime | None:
        """When `host` may be asked again, if it said so."""
        statement = select(tables.waits.c.until).where(tables.waits.c.host == host)
        with self._engine.connect() as connection:
            latest = max(connection.scalars(statement), default=None)
        return None if latest is None else from_milliseconds(latest)

    def identity(self, name: str) -> str | None:
        """What `name` was found to stand for, if anybody asked before."""
        statement = select(tables.identities.c.id).where(
            tables.identities.c.name == name
        )
        with self._engine.connect() as connection:
            return connection.scalar(statement)

    def identify(self, name: str, identity: str) -> None:
        """Remember what `name` stands for."""
        with writing(self._engine) as connection:
            upsert(connection, tables.identities, [{"name": name, "id": identity}])

    def note_create(self, tracker: str, at: datetime) -> None:
        """Remember that something is made in a tracker (its uid); for an hour."""
        creates, long_ago = tables.creates, milliseconds(at - _AN_HOUR)
        with writing(self._engine) as connection:
            connection.execute(delete(creates).where(creates.c.at < long_ago))
            upsert(connection, creates, [{"tracker": tracker, "at": milliseconds(at)}])

    def creates_since(self, tracker: str, since: datetime) -> tuple[datetime, ...]:
        """When something was made in a tracker, oldest first."""
        statement = (
            select(tables.creates.c.at)
            .where(tables.creates.c.tracker == tracker)
            .where(tables.creates.c.at >= milliseconds(since))
            .order_by(tables.creates.c.at)
        )
        with self._engine.connect() as connection:
            return tuple(map(from_milliseconds, connection.scalars(statement)))


def _row(intent: Intent) -> dict[str, object]:
    return {
        "key": intent.key,
        "loop": intent.loop,
        "tracker": intent.tracker,
        "about": intent.about,
        "at": milliseconds(intent.at),
        "outcome": intent.outcome.value,
        "id": intent.id,
        "ref": intent.ref,
        "why": intent.why,
    }


def _intent(row: Row[tuple[object, ...]]) -> Intent:
    return Intent(
        key=row.key,
        loop=row.loop,
        tracker=row.tracker,
        about=row.about,
        at=from_milliseconds(row.at),
        outcome=Outcome(row.outcome),
        id=row.id,
        ref=row.ref,
        why=row.why,
    )
