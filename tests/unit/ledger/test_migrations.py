"""The journal's steps lead to the very tables that the code works with."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, inspect
from sqlalchemy.schema import SchemaItem

from afteraction.ledger import open_ledger, tables
from afteraction.ledger.migrations import HEAD, VERSION_TABLE
from tests.contracts.ledger_values import BASIS, Place, engine_of
from tests.contracts.postgresql import PostgreSQL, postgresql

__all__ = ["postgresql"]


@pytest.fixture(params=["sqlite", "postgresql"])
def place(request: pytest.FixtureRequest, tmp_path: Path) -> Place:
    """A place for a ledger, with nothing in it."""
    if request.param == "sqlite":
        return tmp_path / "ledger.db"
    server: PostgreSQL = request.getfixturevalue("postgresql")
    return server.new_schema()


@contextmanager
def connected(place: Place) -> Iterator[Connection]:
    with engine_of(place) as engine, engine.begin() as connection:
        yield connection


def steps(connection: Connection | None = None) -> Config:
    config = Config()
    config.set_main_option("script_location", "afteraction.ledger:migrations")
    config.attributes["connection"] = connection
    return config


def is_the_journals(_item: SchemaItem, name: str | None, kind: str, *_: object) -> bool:
    return kind != "table" or (name or "").startswith("journal_")


def test_the_steps_give_exactly_the_journals_tables(place: Place) -> None:
    with open_ledger(place, BASIS):
        pass

    with connected(place) as connection:
        options = {
            "version_table": VERSION_TABLE,
            "include_object": is_the_journals,
            "compare_server_default": True,
        }
        context = MigrationContext.configure(connection, opts=options)
        found = compare_metadata(context, tables.journal)

    assert found == []


def test_a_difference_would_be_seen(place: Place) -> None:
    with open_ledger(place, BASIS):
        pass

    with connected(place) as connection:
        connection.exec_driver_sql("ALTER TABLE journal_intents DROP COLUMN why")
        connection.exec_driver_sql("DROP INDEX ix_journal_intents_loop")
        context = MigrationContext.configure(connection)
        found = compare_metadata(context, tables.journal)

    assert {"add_column", "add_index"} <= {change[0] for change in found}


def test_the_keys_and_columns_are_those_of_the_code(place: Place) -> None:
    with open_ledger(place, BASIS):
        pass

    with connected(place) as connection:
        inspector = inspect(connection)
        for table in tables.journal.sorted_tables:
            keys = inspector.get_pk_constraint(table.name)["constrained_columns"]
            columns = inspector.get_columns(table.name)
            assert keys == [column.name for column in table.primary_key]
            assert [(c["name"], c["nullable"]) for c in columns] == [
                (column.name, column.nullable) for column in table.columns
            ]


def test_every_step_can_be_taken_back(place: Place) -> None:
    with open_ledger(place, BASIS):
        pass

    with connected(place) as connection:
        command.downgrade(steps(connection), "base")
        left = inspect(connection).get_table_names()
        assert [name for name in left if name in tables.journal.tables] == []
    with open_ledger(place, BASIS) as ledger:
        assert ledger.journal.open_intents() == ()


def test_the_code_knows_the_last_step() -> None:
    directory = ScriptDirectory.from_config(steps())

    assert directory.get_heads() == [HEAD]


OPEN = """
import sys
from pathlib import Path
from afteraction.ledger import Basis, open_ledger

place = sys.argv[1]
with open_ledger(place if "://" in place else Path(place), Basis("tickets", "policy")):
    print("alembic" in sys.modules)
"""


def test_alembic_is_loaded_only_where_steps_are_missing(place: Place) -> None:
    run = [sys.executable, "-c", OPEN, str(place)]

    said = [
        subprocess.run(run, capture_output=True, text=True, check=True).stdout
        for _ in range(2)
    ]

    assert said == ["True\n", "False\n"]
