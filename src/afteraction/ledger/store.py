"""Opening the ledger's database and the statements that differ between dialects.

SQLite by default, PostgreSQL by URL. What is kept in it is in `view` and `journal`.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TypeVar

from sqlalchemy import Connection, Engine, Table, create_engine, event, make_url
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.exc import SQLAlchemyError

from afteraction.errors import LedgerError

_T = TypeVar("_T")

BATCH = 400
"""Rows a statement: below SQLite's bound of variables for every table of ours."""


def open_engine(where: Path | str) -> Engine:
    """An engine for a file or a database URL; a file's folder is made.

    Raises `LedgerError` when there is no such database.
    """
    if isinstance(where, Path):
        where.parent.mkdir(parents=True, exist_ok=True)
        url = f"sqlite:///{where}"
    else:
        url = where
    try:
        engine = create_engine(url)
    except (SQLAlchemyError, ImportError) as error:
        raise LedgerError(
            f"the ledger can not be opened: {error}",
            "check `ledger:`; PostgreSQL needs: pip install 'afteraction[postgres]'",
        ) from error
    if engine.dialect.name == "sqlite":
        event.listen(engine, "connect", _set_up_sqlite)
    return engine


def _set_up_sqlite(connection: sqlite3.Connection, _record: object) -> None:
    """Readers do not block the writer, and a second writer waits its turn."""
    connection.execute("PRAGMA journal_mode=WAL")
    connection.execute("PRAGMA synchronous=FULL")
    connection.execute("PRAGMA busy_timeout=30000")


@contextmanager
def speaking_plainly(where: str) -> Iterator[None]:
    """Turn the database's errors into ours."""
    try:
        yield
    except SQLAlchemyError as error:
        cause = getattr(error, "orig", None) or error
        raise LedgerError(
            f"the ledger {where} can not be used: {cause}",
            "if it is damaged, delete it: it is made anew from the trackers",
        ) from error


def safe_name(engine: Engine) -> str:
    """The database's name for messages, without a password."""
    url = make_url(engine.url)
    return url.database or "?" if url.drivername.startswith("sqlite") else repr(url)


def upsert(
    connection: Connection, table: Table, rows: Iterable[Mapping[str, object]]
) -> None:
    """Insert rows, or take the place of those with the same primary key."""
    keys = [column.name for column in table.primary_key]
    rest = [column.name for column in table.columns if column.name not in keys]
    insert = (
        sqlite.insert(table)
        if connection.dialect.name == "sqlite"
        else postgresql.insert(table)
    )
    statement = insert.on_conflict_do_update(
        index_elements=keys, set_={name: insert.excluded[name] for name in rest}
    )
    for some in chunks(list(rows)):
        connection.execute(statement, some)


def chunks(values: Sequence[_T]) -> Iterator[Sequence[_T]]:
    """`values` in helpings that one statement can hold."""
    for start in range(0, len(values), BATCH):
        yield values[start : start + BATCH]
