"""The journal: what was about to be created, written down before it is (law 3).

With it a change is made exactly once whatever crashes in between. It is kept when the
view is rebuilt, and its tables are migrated, never dropped.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from sqlalchemy import Engine, Row, bindparam, delete, select, update

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


_intents, _creates = tables.intents, tables.creates
_SETTLED = (
    update(_intents)
    .where(_intents.c.key == bindparam("key_"))
    .values(
        outcome=bindparam("outcome_"),
        id=bindparam("id_"),
        ref=bindparam("ref_"),
        why=bindparam("why_"),
    )
)
_OPEN = (
    select(_intents)
    .where(_intents.c.outcome.in_((Outcome.INTENDED.value, Outcome.UNKNOWN.value)))
    .order_by(_intents.c.at, _intents.c.key)
)
_MADE = (
    select(_intents)
    .where(among(_intents.c.loop, "loops_"))
    .where(_intents.c.outcome == Outcome.DONE.value)
    .order_by(_intents.c.key)
)
_FORGET = delete(_intents).where(_intents.c.ref == bindparam("ref_"))
_NOT_BEFORE = select(tables.waits.c.until).where(
    tables.waits.c.host == bindparam("host_")
)
_IDENTITY = select(tables.identities.c.id).where(
    tables.identities.c.name == bindparam("name_")
)
_LONG_AGO = delete(_creates).where(_creates.c.at < bindparam("since_"))
_LATELY = (
    select(_creates.c.at)
    .where(_creates.c.tracker == bindparam("tracker_"))
    .where(_creates.c.at >= bindparam("since_"))
    .order_by(_creates.c.at)
)


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
        if intents:
            with writing(self._engine) as connection:
                upsert(connection, tables.intents, [_row(each) for each in intents])

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
        self.settle_all([key], outcome, ticket_id=ticket_id, ref=ref, why=why)

    def settle_all(
        self,
        keys: Collection[str],
        outcome: Outcome,
        *,
        ticket_id: str = "",
        ref: str = "",
        why: str = "",
    ) -> None:
        """Commit what became of several intents, of all of them or of none."""
        became = {"outcome_": outcome.value, "id_": ticket_id, "ref_": ref, "why_": why}
        if keys:
            with writing(self._engine) as connection:
                connection.execute(_SETTLED, [{"key_": key, **became} for key in keys])

    def open_intents(self) -> tuple[Intent, ...]:
        """Everything that may stand although nobody saw it, oldest first."""
        with self._engine.connect() as connection:
            return tuple(_intent(row) for row in connection.execute(_OPEN))

    def made(self, loops: Collection[str]) -> dict[str, tuple[Made, ...]]:
        """What is known to have been created for each of these loops."""
        found: dict[str, tuple[Made, ...]] = {}
        with self._engine.connect() as connection:
            for row in connection.execute(_MADE, {"loops_": loops}):
                intent = _intent(row)
                made = Made(intent.key, intent.ref, intent.at)
                found[intent.loop] = (*found.get(intent.loop, ()), made)
        return found

    def forget(self, ref: str) -> int:
        """Forget that the ticket `ref` was made; how many entries that were."""
        if not ref:
            return 0  # What nobody saw yet has none.
        with writing(self._engine) as connection:
            return connection.execute(_FORGET, {"ref_": ref}).rowcount

    def wait(self, host: str, reason: str, until: datetime) -> None:
        """Remember not to ask `host` again before `until`."""
        row = {"host": host, "reason": reason, "until": milliseconds(until)}
        with writing(self._engine) as connection:
            upsert(connection, tables.waits, [row])

    def not_before(self, host: str) -> datetime | None:
        """When `host` may be asked again, if it said so."""
        with self._engine.connect() as connection:
            found = connection.scalars(_NOT_BEFORE, {"host_": host})
            latest = max(found, default=None)
        return None if latest is None else from_milliseconds(latest)

    def identity(self, name: str) -> str | None:
        """What `name` was found to stand for, if anybody asked before."""
        with self._engine.connect() as connection:
            return connection.scalar(_IDENTITY, {"name_": name})

    def identify(self, name: str, identity: str) -> None:
        """Remember what `name` stands for."""
        with writing(self._engine) as connection:
            upsert(connection, tables.identities, [{"name": name, "id": identity}])

    def note_create(self, tracker: str, at: datetime) -> None:
        """Remember that something is made in a tracker (its uid); for an hour."""
        row = {"tracker": tracker, "at": milliseconds(at)}
        with writing(self._engine) as connection:
            connection.execute(_LONG_AGO, {"since_": milliseconds(at - _AN_HOUR)})
            upsert(connection, _creates, [row])

    def creates_since(self, tracker: str, since: datetime) -> tuple[datetime, ...]:
        """When something was made in a tracker, oldest first."""
        asked = {"tracker_": tracker, "since_": milliseconds(since)}
        with self._engine.connect() as connection:
            return tuple(map(from_milliseconds, connection.scalars(_LATELY, asked)))


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
