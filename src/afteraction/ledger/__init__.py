"""What afteraction remembers between runs: a view of the trackers and a journal.

The view can be rebuilt from the trackers at any time; the journal holds the intent of
each create before it is made. Not here: what should happen next (`planning`).
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy import Connection, Engine, inspect, select, text

from afteraction.errors import LedgerError
from afteraction.ledger import tables
from afteraction.ledger.journal import Journal
from afteraction.ledger.migrations import HEAD, VERSION_TABLE
from afteraction.ledger.store import open_engine, speaking_plainly, writing
from afteraction.ledger.view import View


@dataclass(frozen=True, slots=True)
class Basis:
    """What a view depends on beside the trackers."""

    tickets: str
    """Fingerprint of what decides which tickets matter."""
    policy: str = ""
    """Fingerprint of everything else that a team decided."""


MakeBasis = Callable[[Journal], Basis]
"""Finds out what a view depends on, with the journal's help."""


class Ledger:
    """An open ledger, its view and its journal ready to use."""

    def __init__(self, engine: Engine, basis: Basis | MakeBasis) -> None:
        """Bring the journal up to date, and the view to the present shape.

        A view made for other tickets is forgotten; under another policy all that it
        holds is looked at again. What the basis is may have to be looked up in the
        journal first.
        """
        self._engine = engine
        self.view = View(engine)
        self.journal = Journal(engine)
        if not isinstance(basis, Basis):
            _ready_journal(engine)
            basis = basis(self.journal)
        self._basis = basis
        with engine.connect() as connection:
            ready = _version(connection) == HEAD and _basis(connection) == basis
        if not ready:
            with writing(engine) as connection:
                _make_ready(connection, basis)

    def forget_view(self) -> None:
        """Drop everything that was seen; the journal is kept."""
        with writing(self._engine) as connection:
            _forget_view(connection, self._basis)

    def close(self) -> None:
        """Give the connections back."""
        self._engine.dispose()


@contextmanager
def open_ledger(where: Path | str, basis: Basis | MakeBasis) -> Iterator[Ledger]:
    """The ledger in a file or behind a database URL.

    Raises `LedgerError`, here or in use, whatever the database has to say.
    """
    engine = open_engine(where)
    try:
        with speaking_plainly(engine):
            yield Ledger(engine, basis)
    finally:
        engine.dispose()


def _ready_journal(engine: Engine) -> None:
    with engine.connect() as connection:
        ready = _version(connection) == HEAD
    if not ready:
        with writing(engine) as connection:
            _migrate(connection)


def _make_ready(connection: Connection, basis: Basis) -> None:
    """All or nothing, and looked at again: another process may have done it."""
    _migrate(connection)
    before = _basis(connection)
    if before is None or before.tickets != basis.tickets:
        _forget_view(connection, basis)
    elif before.policy != basis.policy:
        _begin_again(connection, basis)


def _migrate(connection: Connection) -> None:
    """Make the journal, or run its missing steps, for which Alembic is loaded."""
    if not inspect(connection).has_table(VERSION_TABLE):
        tables.journal.create_all(connection)
        tables.version.create(connection)
        connection.execute(tables.version.insert().values(version_num=HEAD))
    if _version(connection) == HEAD:
        return
    from alembic import command
    from alembic.config import Config
    from alembic.util import CommandError

    config = Config()
    config.set_main_option("script_location", "afteraction.ledger:migrations")
    config.attributes["connection"] = connection
    try:
        command.upgrade(config, "head")
    except CommandError as error:
        raise LedgerError(
            f"the ledger was made by a newer afteraction: {error}",
            "install that version again, or name another file under `ledger:`",
        ) from error


def _version(connection: Connection) -> str | None:
    if not inspect(connection).has_table(VERSION_TABLE):
        return None
    version: str | None = connection.scalar(
        text(f"SELECT version_num FROM {VERSION_TABLE}")
    )
    return version


def _basis(connection: Connection) -> Basis | None:
    """What the view was made with; None where it has another shape or is none."""
    inspector = inspect(connection)
    if not inspector.has_table(tables.basis.name):
        return None
    names = {column["name"] for column in inspector.get_columns(tables.basis.name)}
    if names != {column.name for column in tables.basis.columns}:
        return None
    row = connection.execute(select(tables.basis)).first()
    if row is None or row.shape != tables.SHAPE:
        return None
    return Basis(row.fingerprint, row.policy)


def _forget_view(connection: Connection, basis: Basis) -> None:
    tables.view.drop_all(connection)
    tables.view.create_all(connection)
    connection.execute(tables.basis.insert().values(_basis_row(basis)))


def _basis_row(basis: Basis) -> dict[str, str]:
    return {
        "shape": tables.SHAPE,
        "fingerprint": basis.tickets,
        "policy": basis.policy,
    }


def _begin_again(connection: Connection, basis: Basis) -> None:
    """Look at every loop again: what was fine may lack something now."""
    connection.execute(tables.basis.update().values(_basis_row(basis)))
    connection.execute(tables.loops.update().values(wake=0))
