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
from tests.contracts.ledger_values import BASIS, NOW, Place, engine_of
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


@pytest.fixture(params=["at once", "step by step"])
def made(request: pytest.FixtureRequest, place: Place) -> Place:
    """A place with a ledger, which may have come from the very first one's journal."""
    if request.param == "step by step":
        with connected(place) as connection:
            command.upgrade(steps(connection), "head")
    with open_ledger(place, BASIS):
        pass
    return place


def test_the_journals_tables_are_exactly_the_codes(made: Place) -> None:
    with connected(made) as connection:
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


def test_the_keys_and_columns_are_those_of_the_code(made: Place) -> None:
    with connected(made) as connection:
        inspector = inspect(connection)
        for table in tables.journal.sorted_tables:
            keys = inspector.get_pk_constraint(table.name)["constrained_columns"]
            columns = inspector.get_columns(table.name)
            assert keys == [column.name for column in table.primary_key]
            assert [(c["name"], c["nullable"]) for c in columns] == [
                (column.name, column.nullable) for column in table.columns
            ]


def test_alembic_knows_where_it_stands(made: Place) -> None:
    with connected(made) as connection:
        options = {"version_table": VERSION_TABLE}
        context = MigrationContext.configure(connection, opts=options)
        assert context.get_current_heads() == (HEAD,)
        keys = inspect(connection).get_pk_constraint(VERSION_TABLE)
        columns = inspect(connection).get_columns(VERSION_TABLE)

    assert keys["name"] == f"{VERSION_TABLE}_pkc"
    assert [(c["name"], str(c["type"]), c["nullable"]) for c in columns] == [
        ("version_num", "VARCHAR(32)", False)
    ]


@pytest.mark.parametrize("step", ["base", "0001", "0002"])
def test_every_step_can_be_taken_back_and_made_up_for(made: Place, step: str) -> None:
    with connected(made) as connection:
        command.downgrade(steps(connection), step)
        left = inspect(connection).get_table_names()
        assert "journal_creates" not in left
        assert ("journal_intents" in left) == (step != "base")

    with open_ledger(made, BASIS) as ledger:
        assert ledger.journal.open_intents() == ()
        ledger.journal.note_create("notes", NOW)


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

    def said() -> str:
        return subprocess.run(run, capture_output=True, text=True, check=True).stdout

    assert said() == "False\n"
    with connected(place) as connection:
        command.downgrade(steps(connection), "0002")
    assert said() == "True\n"
    assert said() == "False\n"
