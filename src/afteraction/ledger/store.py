"""Opening the ledger's database and the statements that differ between dialects.

SQLite by default, PostgreSQL by URL. What is kept in it is in `view` and `journal`.
"""

from __future__ import annotations

import sqlite3
import time
from collections.abc import Collection, Iterable, Iterator, Mapping
from contextlib import contextmanager
from functools import lru_cache
from operator import itemgetter
from pathlib import Path
from typing import Any

import msgspec
from sqlalchemy import (
    URL,
    ColumnElement,
    Connection,
    Dialect,
    Engine,
    String,
    Table,
    Text,
    TypeDecorator,
    bindparam,
    create_engine,
    event,
    func,
    make_url,
    select,
)
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.engine.interfaces import DBAPIConnection
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql.compiler import SQLCompiler
from sqlalchemy.sql.functions import FunctionElement
from sqlalchemy.types import TypeEngine

from afteraction.errors import LedgerError
from afteraction.own_folder import make_folder

PATIENCE = 30
"""Seconds that one writer waits for another, or we for a server to answer."""
_THE_WRITER = 0x4146_5445_5241_4354
"""The number of PostgreSQL's advisory lock that the one writer holds."""


def open_engine(where: Path | str) -> Engine:
    """An engine for a file or a database URL; a file's folder is made.

    Its connections are its own; what statements look like in SQL is remembered for
    whoever opens the same place again. Raises `LedgerError` when there can be no such
    database.
    """
    url = _file(where) if isinstance(where, Path) else _address(where)
    usual, compiled = _usual(url)
    remembering = {"compiled_cache": compiled}
    return Engine(
        usual.pool.recreate(), usual.dialect, url, execution_options=remembering
    )


@lru_cache(maxsize=4)
def _usual(url: URL) -> tuple[Engine, dict[object, object]]:
    """An engine to make others like it, and the statements they all have compiled."""
    try:
        engine = create_engine(url, connect_args=_patience(url))
    except (SQLAlchemyError, ImportError) as error:
        raise LedgerError(
            f"the ledger {safe_name(url)} can not be opened: there is nothing installed"
            " that speaks to such a database",
            "check `ledger:`; PostgreSQL needs: pip install 'afteraction[postgres]'",
        ) from error
    match engine.dialect.name:
        case "sqlite":
            event.listen(engine, "connect", _set_up_sqlite)
        case "postgresql":
            event.listen(engine, "connect", _set_up_postgresql)
        case name:
            raise LedgerError(
                f"a ledger can not be kept in {name}",
                "name a file or a PostgreSQL database under `ledger:`",
            )
    return engine, {}


def _file(path: Path) -> URL:
    try:
        make_folder(path.parent)
    except OSError as error:
        raise LedgerError(
            f"the ledger's folder {path.parent} can not be made: {error.strerror}",
            "make it yourself, or name another place under `ledger:`",
        ) from error
    return URL.create("sqlite", database=str(path.absolute()))


def _patience(url: URL) -> dict[str, int]:
    """No server that hangs makes us wait forever; what the address says wins."""
    if url.get_backend_name() != "postgresql" or "connect_timeout" in url.query:
        return {}
    return {"connect_timeout": PATIENCE}


def _address(text: str) -> URL:
    """The URL in `text`, of which no message repeats anything: it may be a secret."""
    try:
        url = make_url(text)
    except (SQLAlchemyError, ValueError):
        raise LedgerError(
            "the ledger's address can not be read",
            "check `ledger:`; it is a path, or an address like"
            " postgresql+psycopg://host/database with %40 and %2F for @ and / in names",
        ) from None
    if url.drivername in {"postgres", "postgresql"}:
        return url.set(drivername="postgresql+psycopg")
    return url


def _set_up_sqlite(connection: sqlite3.Connection, _record: object) -> None:
    """Readers do not block the writer, and a second writer waits its turn."""
    connection.execute(f"PRAGMA busy_timeout={PATIENCE * 1000}")
    _use_wal(connection)
    connection.execute("PRAGMA synchronous=FULL")


def _use_wal(connection: sqlite3.Connection) -> None:
    """Wait for whoever sets up the same new file: SQLite itself does not, for this.

    https://sqlite.org/c3ref/busy_handler.html (it is not always asked)
    """
    until = time.monotonic() + PATIENCE
    while True:
        try:
            connection.execute("PRAGMA journal_mode=WAL")
        except sqlite3.OperationalError as error:
            if "locked" not in str(error) or time.monotonic() > until:
                raise
            time.sleep(0.01)
        else:
            return


def _set_up_postgresql(connection: DBAPIConnection, _record: object) -> None:
    """Nobody waits forever for somebody who hangs."""
    cursor = connection.cursor()
    cursor.execute(f"SET lock_timeout = '{PATIENCE}s'")
    cursor.close()
    connection.commit()


@contextmanager
def writing(engine: Engine, *, lasting: bool = True) -> Iterator[Connection]:
    """A transaction, with tables made or dropped as a part of it.

    There is one writer at a time. Another one waits from the very beginning, so that
    no two can wait for each other. One that is not `lasting` does not wait for the
    disk: until the next one that is, a power failure may undo it.
    """
    with engine.begin() as connection:
        if connection.dialect.name == "sqlite":
            level = "FULL" if lasting else "NORMAL"
            connection.exec_driver_sql(f"PRAGMA synchronous={level}")
            # Python itself would begin too late: not before tables are made.
            connection.exec_driver_sql("BEGIN IMMEDIATE")
        else:
            connection.execute(select(func.pg_advisory_xact_lock(_THE_WRITER)))
            if not lasting:
                connection.exec_driver_sql("SET LOCAL synchronous_commit TO off")
        yield connection


@contextmanager
def speaking_plainly(engine: Engine) -> Iterator[None]:
    """Turn the database's errors into ours."""
    try:
        yield
    except SQLAlchemyError as error:
        cause = getattr(error, "orig", None) or error
        said = " ".join(str(cause).split())
        raise LedgerError(
            f"the ledger {safe_name(engine.url)} can not be used: {said}",
            _HINTS[engine.dialect.name],
        ) from error


_HINTS = {
    "sqlite": "see that it can be written to; if it is damaged, delete it:"
    " it is made anew from the trackers",
    "postgresql": "check `ledger:`, and that this PostgreSQL can be reached and lets"
    " you make tables",
}


def safe_name(url: URL) -> str:
    """The database's name for messages, without a password."""
    if url.get_backend_name() == "sqlite":
        return url.database or "?"
    port = f":{url.port}" if url.port else ""
    host = url.host or url.query.get("host") or ""
    return f"{url.drivername}://{host}{port}/{url.database or ''}"


def upsert(
    connection: Connection,
    table: Table,
    rows: Iterable[Mapping[str, object]],
    changing: tuple[str, ...] | None = None,
) -> None:
    """Insert rows, or take the place of those with the same primary key.

    Rows have all columns. Of what is there only the columns `changing` change, all of
    them when None.
    """
    if found := list(rows):
        dialect = connection.dialect
        statement = _upsert(table, changing, dialect)
        # SQLAlchemy would look at each value, which takes longer than storing it.
        if dialect.positional:
            values = itemgetter(*table.columns.keys())
            connection.exec_driver_sql(statement, [values(row) for row in found])
        else:
            connection.exec_driver_sql(statement, found)


@lru_cache(maxsize=128)
def _upsert(table: Table, changing: tuple[str, ...] | None, dialect: Dialect) -> str:
    keys = [column.name for column in table.primary_key]
    rest = [column.name for column in table.columns if column.name not in keys]
    insert = (
        sqlite.insert(table) if dialect.name == "sqlite" else postgresql.insert(table)
    )
    if changes := {name: insert.excluded[name] for name in changing or rest}:
        statement = insert.on_conflict_do_update(index_elements=keys, set_=changes)
    else:
        statement = insert.on_conflict_do_nothing()
    return str(statement.compile(dialect=dialect))


class _Listed(TypeDecorator[Collection[str]]):
    """Texts that travel as one parameter: databases bound how many there may be."""

    impl = Text
    cache_ok = True

    def load_dialect_impl(self, dialect: Dialect) -> TypeEngine[Any]:
        if dialect.name == "sqlite":
            return dialect.type_descriptor(Text())
        return dialect.type_descriptor(postgresql.ARRAY(String))

    def process_bind_param(
        self, value: Collection[str] | None, dialect: Dialect
    ) -> object:
        listed = sorted(value or ())
        return (
            msgspec.json.encode(listed).decode() if dialect.name == "sqlite" else listed
        )


class _Among(FunctionElement[bool]):
    """A column and the values that it may have.

    Not said to be a boolean: SQLite, which has none, would be asked whether it is 1,
    and then look at every row.
    """

    inherit_cache = True


@compiles(_Among)
def _among(element: _Among, compiler: SQLCompiler, **how: Any) -> str:  # noqa: ANN401
    column, listed = (compiler.process(one, **how) for one in element.clauses)
    if compiler.dialect.name == "sqlite":
        return f"{column} IN (SELECT value FROM json_each({listed}))"
    return f"{column} = ANY ({listed})"


def among(column: ColumnElement[str], name: str) -> ColumnElement[bool]:
    """Whether a column has one of the values given as `name`, however many they are.

    SQLAlchemy's own `in_` writes each of them into the statement.
    """
    return _Among(column, bindparam(name, type_=_Listed()))
