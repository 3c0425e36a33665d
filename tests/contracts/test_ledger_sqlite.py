"""A ledger in a file of SQLite keeps the contract and says what a file lacks."""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from itertools import count
from pathlib import Path

import pytest
from sqlalchemy import Connection, Engine, event

from afteraction.errors import LedgerError
from afteraction.ledger import open_ledger
from tests.contracts.ledger_contract import LedgerContract
from tests.contracts.ledger_values import BASIS, Place, engine_of, subject, take_in


class TestSQLite(LedgerContract):
    """Every promise of a ledger."""

    @pytest.fixture(autouse=True)
    def few_variables(self) -> Iterator[None]:
        """As few as the oldest SQLite that people have allows in a statement."""

        def limit(connection: sqlite3.Connection, _record: object) -> None:
            connection.setlimit(sqlite3.SQLITE_LIMIT_VARIABLE_NUMBER, 999)

        event.listen(Engine, "connect", limit)
        yield
        event.remove(Engine, "connect", limit)

    @pytest.fixture
    def new_place(self, tmp_path: Path) -> Callable[[], Place]:
        numbers = count(1)
        return lambda: tmp_path / f"{next(numbers)}.db"


def refusal(place: Place) -> LedgerError:
    """Why a ledger can not be opened or used there; it has to say what to do."""

    def use() -> None:
        with open_ledger(place, BASIS) as ledger:
            take_in(ledger, subject())
            list(ledger.view.all_loops())

    with pytest.raises(LedgerError) as told:
        use()
    error = told.value
    for sentence in (error.message, error.hint):
        assert sentence
        assert sentence.isprintable()
        assert "sqlalche" not in sentence.casefold()
        assert "[SQL" not in sentence
    return error


def test_its_folder_is_made(tmp_path: Path) -> None:
    place = tmp_path / "a" / "b c" / "l%e?d#g&e=r.db"

    with open_ledger(place, BASIS) as ledger:
        take_in(ledger, subject())

    assert place.is_file()
    with open_ledger(place, BASIS) as ledger:
        assert len(list(ledger.view.all_loops())) == 1


def test_what_is_written_is_on_the_disk_before_it_is_acted_upon(tmp_path: Path) -> None:
    asked = ("journal_mode", "synchronous")
    with engine_of(tmp_path / "ledger.db") as engine, engine.connect() as connection:
        told = [connection.exec_driver_sql(f"PRAGMA {a}").scalar() for a in asked]

    assert told == ["wal", 2]


def test_only_what_can_not_be_seen_again_waits_for_the_disk(tmp_path: Path) -> None:
    levels = []

    def look(connection: Connection) -> None:
        levels.append(connection.exec_driver_sql("PRAGMA synchronous").scalar())

    with open_ledger(tmp_path / "ledger.db", BASIS) as ledger:
        event.listen(ledger._engine, "commit", look)
        take_in(ledger, subject())
        ledger.journal.identify("acme", "1")
        ledger.view.wake(["review-1"])

    assert levels == [1, 2, 1]


@pytest.mark.parametrize(
    "damage",
    [
        pytest.param(b"This is no database at all. " * 50, id="another file"),
        pytest.param(b"\x89PNG\r\n\x1a\n", id="a short other file"),
        pytest.param(b"SQLite format 3\x00" + b"\xff" * 5000, id="noise"),
    ],
)
def test_a_file_that_is_no_ledger(tmp_path: Path, damage: bytes) -> None:
    place = tmp_path / "ledger.db"
    place.write_bytes(damage)

    error = refusal(place)

    assert str(place) in error.message
    assert "delete it" in error.hint
    assert place.read_bytes() == damage


def test_a_ledger_that_was_damaged_in_the_middle(tmp_path: Path) -> None:
    place = tmp_path / "ledger.db"
    with open_ledger(place, BASIS) as ledger:
        take_in(ledger, *(subject(f"review-{n}", f"{n}") for n in range(300)))
    with closing(sqlite3.connect(place)) as connection:
        connection.execute("PRAGMA journal_mode=DELETE")
    whole = place.read_bytes()
    place.write_bytes(whole[:8192] + b"\xa5" * (len(whole) - 8192))

    error = refusal(place)

    assert str(place) in error.message
    assert "delete it" in error.hint


def test_an_empty_file_is_a_new_ledger(tmp_path: Path) -> None:
    place = tmp_path / "ledger.db"
    place.touch()

    with open_ledger(place, BASIS) as ledger:
        assert list(ledger.view.all_loops()) == []


def test_a_folder_where_the_file_should_be(tmp_path: Path) -> None:
    place = tmp_path / "ledger.db"
    place.mkdir()

    error = refusal(place)

    assert str(place) in error.message


def test_a_file_where_the_folder_should_be(tmp_path: Path) -> None:
    (tmp_path / "notes").write_text("mine")

    error = refusal(tmp_path / "notes" / "ledger.db")

    assert str(tmp_path / "notes") in error.message


@contextmanager
def nobody_special() -> Iterator[None]:
    """Without the rights of the administrator, who may write anywhere."""
    if not hasattr(os, "geteuid") or os.geteuid() != 0:
        yield
        return
    os.seteuid(65534)
    try:
        yield
    finally:
        os.seteuid(0)


@pytest.fixture
def shut(tmp_path: Path) -> Iterator[Path]:
    """A folder that can be looked into and not written to."""
    if os.name == "nt":
        pytest.skip("Windows has other rights")
    for folder in [tmp_path, *tmp_path.parents][:4]:
        folder.chmod(folder.stat().st_mode | 0o055)
    folder = tmp_path / "shut"
    folder.mkdir()
    with open_ledger(folder / "ledger.db", BASIS):
        pass
    (folder / "ledger.db").chmod(0o444)
    folder.chmod(0o555)
    yield folder
    folder.chmod(0o755)


@pytest.mark.parametrize("name", ["ledger.db", "new.db", "new/ledger.db"])
def test_a_place_that_can_not_be_written_to(shut: Path, name: str) -> None:
    with nobody_special():
        error = refusal(shut / name)

    assert str(shut / name.partition("/")[0]) in error.message


def test_a_database_that_can_only_be_read(tmp_path: Path) -> None:
    place = tmp_path / "ledger.db"
    with open_ledger(place, BASIS):
        pass

    error = refusal(f"sqlite:///file:{place}?mode=ro&uri=true")

    assert "readonly" in error.message


@pytest.mark.parametrize(
    "url",
    [
        "postgres://ada:hunter2@db.example.org/ledger",
        "mysql://ada:hunter2@db.example.org/ledger",
        "postgresql+nothing://ada:hunter2@db.example.org/ledger",
        "postgresql+psycopg://ada:hunter2@db.example.org:port/ledger",
        "ada:hunter2",
        "",
        "://",
    ],
)
def test_what_is_no_databases_address(url: str) -> None:
    error = refusal(url)

    assert "hunt" not in error.message + error.hint
    assert "`ledger:`" in error.hint
