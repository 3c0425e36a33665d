"""A ledger in PostgreSQL keeps the contract, and never shows a password."""

from __future__ import annotations

import traceback
from collections.abc import Callable
from pathlib import Path

import pytest
from sqlalchemy import Connection, event

from afteraction.errors import LedgerError
from afteraction.ledger import open_ledger
from tests.contracts.ledger_contract import LedgerContract
from tests.contracts.ledger_values import BASIS, Place, subject, take_in
from tests.contracts.postgresql import GUEST, PASSWORD, PostgreSQL, postgresql

__all__ = ["postgresql"]

WRONG = "wr0ng-and-s3cret"


class TestPostgreSQL(LedgerContract):
    """Every promise of a ledger."""

    step = 5

    @pytest.fixture
    def new_place(self, postgresql: PostgreSQL) -> Callable[[], Place]:
        return postgresql.new_schema


def test_only_what_can_not_be_seen_again_waits_for_the_disk(
    postgresql: PostgreSQL,
) -> None:
    settings = []

    def look(connection: Connection) -> None:
        settings.append(connection.exec_driver_sql("SHOW synchronous_commit").scalar())

    with open_ledger(postgresql.new_schema(), BASIS) as ledger:
        event.listen(ledger._engine, "commit", look)
        take_in(ledger, subject())
        ledger.journal.identify("acme", "1")

    assert settings == ["off", "on"]


def refusal(url: str) -> LedgerError:
    """Why a ledger can not be opened there; all that is told about it is looked at."""
    with pytest.raises(LedgerError) as told, open_ledger(url, BASIS):
        pass
    error = told.value
    everything = "".join(traceback.format_exception(error))
    assert WRONG not in f"{everything}{error.message}{error.hint}"
    assert error.message.isprintable()
    assert error.hint.isprintable()
    assert error.hint
    return error


def test_the_right_password_opens_it(postgresql: PostgreSQL) -> None:
    url = postgresql.url(role=f"{GUEST}:{PASSWORD}")

    with open_ledger(url, BASIS) as ledger:
        take_in(ledger, subject())
        assert len(list(ledger.view.all_loops())) == 1


@pytest.mark.parametrize("where", ["before the host", "in the query"])
def test_a_wrong_password_is_not_repeated(postgresql: PostgreSQL, where: str) -> None:
    if where == "in the query":
        url = postgresql.url(role=GUEST) + f"&password={WRONG}"
    else:
        url = postgresql.url(role=f"{GUEST}:{WRONG}")

    error = refusal(url)

    assert "password authentication failed" in error.message
    assert "PostgreSQL" in error.hint
    assert "delete it" not in error.hint


def test_no_such_database(postgresql: PostgreSQL) -> None:
    url = postgresql.url(role=f"postgres:{WRONG}").replace("/postgres?", "/nothing?")

    error = refusal(url)

    assert '"nothing" does not exist' in error.message


@pytest.mark.parametrize("host", ["{folder}", "127.0.0.1", "::1"])
def test_nobody_answers_there(
    postgresql: PostgreSQL, tmp_path: Path, host: str
) -> None:
    place = host.format(folder=tmp_path)

    error = refusal(f"postgresql+psycopg://ada:{WRONG}@/ledger?host={place}&port=9")

    assert place in error.message


def test_no_right_to_make_tables(postgresql: PostgreSQL) -> None:
    schema = postgresql.new_schema().rpartition("%3D")[2]
    url = postgresql.url(role=f"{GUEST}:{PASSWORD}", schema=schema)

    error = refusal(url)

    assert "denied" in error.message or "no schema" in error.message
