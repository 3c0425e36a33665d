"""The contract of ledgers, first part: opening one, and what then is forgotten."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import ClassVar

import pytest
from sqlalchemy import Engine, inspect, text

from afteraction.errors import LedgerError
from afteraction.ledger import Basis, Ledger, open_ledger, tables
from afteraction.ledger.journal import Intent
from afteraction.ledger.migrations import VERSION_TABLE
from tests.contracts.ledger_values import (
    BASIS,
    NOW,
    Place,
    awake,
    engine_of,
    opened_until,
    put_to_sleep,
    review,
    subject,
    take_in,
)

INTENT = Intent("review-1", "review-1", "markdown:1", "notes:0041", NOW)


def fill(place: Place) -> None:
    """One loop that rests, and one intent."""
    with open_ledger(place, BASIS) as ledger:
        take_in(ledger, subject(), review())
        put_to_sleep(ledger)
        ledger.journal.intend([INTENT])


def is_forgotten(ledger: Ledger) -> bool:
    """Whether nothing that was seen is left, and the journal is."""
    memory = ledger.view.memory("notes")
    left = (*ledger.view.all_loops(), *memory.ids(), memory.cursor)
    assert ledger.journal.open_intents() == (INTENT,)
    return left == ("",)


def run(place: Place, *statements: str) -> None:
    """Do something to the bare database."""
    with engine_of(place) as engine, engine.begin() as connection:
        for statement in statements:
            connection.execute(text(statement))


def _table_names(engine: Engine) -> set[str]:
    return set(inspect(engine).get_table_names())


class OpeningContract:
    """What opening a ledger promises."""

    step: ClassVar[int] = 1
    """How many statements are between two places where opening is interrupted."""

    def test_a_new_one_is_empty(self, ledger: Ledger) -> None:
        memory = ledger.view.memory("notes")

        assert memory.cursor == ""
        assert memory.count() == 0
        assert list(memory.ids()) == []
        assert memory.stamps(["0041"]) == {}
        assert memory.people(["ada"]) == frozenset()
        assert list(ledger.view.all_loops()) == []
        assert ledger.view.awake(NOW) == ()
        assert ledger.view.count_reviews() == 0
        assert ledger.journal.open_intents() == ()
        assert ledger.journal.made(["review-1"]) == {}
        assert ledger.journal.not_before("api.example.org") is None

    def test_what_was_stored_is_there_when_it_is_opened_again(
        self, place: Place
    ) -> None:
        fill(place)

        with open_ledger(place, BASIS) as ledger:
            [loop] = ledger.view.all_loops()
            assert loop.subject == subject().ticket
            assert loop.reviews == (review().ticket,)
            assert ledger.view.memory("notes").cursor == "1"
            assert awake(ledger) == []
            assert ledger.journal.open_intents() == (INTENT,)

    def test_for_other_tickets_the_view_is_forgotten_and_the_journal_kept(
        self, place: Place
    ) -> None:
        fill(place)

        with open_ledger(place, replace(BASIS, tickets="others")) as ledger:
            assert is_forgotten(ledger)

    def test_under_another_policy_everything_is_looked_at_again(
        self, place: Place
    ) -> None:
        fill(place)

        with open_ledger(place, replace(BASIS, policy="other")) as ledger:
            assert awake(ledger) == ["review-1"]
            assert ledger.view.memory("notes").cursor == "1"
            put_to_sleep(ledger)
        with open_ledger(place, replace(BASIS, policy="other")) as ledger:
            assert awake(ledger) == []

    def test_a_view_of_another_shape_is_made_anew(
        self, place: Place, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        fill(place)
        monkeypatch.setattr(tables, "SHAPE", "another")

        with open_ledger(place, BASIS) as ledger:
            assert is_forgotten(ledger)
            take_in(ledger, subject())
        with open_ledger(place, BASIS) as ledger:
            assert awake(ledger) == ["review-1"]

    @pytest.mark.parametrize(
        "statements",
        [
            pytest.param(["DELETE FROM view_basis"], id="no row"),
            pytest.param(["DROP TABLE view_basis"], id="no table"),
            pytest.param(
                ["ALTER TABLE view_basis DROP COLUMN policy"], id="an older table"
            ),
            pytest.param(
                ["ALTER TABLE view_basis ADD COLUMN more VARCHAR"], id="a newer table"
            ),
            pytest.param(["UPDATE view_basis SET shape = ''"], id="no shape"),
            pytest.param(
                ["DROP TABLE view_basis", "CREATE TABLE view_basis (x INTEGER)"],
                id="something else of that name",
            ),
        ],
    )
    def test_a_view_that_does_not_say_what_it_was_made_with_is_made_anew(
        self, place: Place, statements: list[str]
    ) -> None:
        fill(place)
        run(place, *statements)

        with open_ledger(place, BASIS) as ledger:
            assert is_forgotten(ledger)

    def test_forgetting_the_view_keeps_the_journal(self, place: Place) -> None:
        fill(place)
        with open_ledger(place, BASIS) as ledger:
            ledger.forget_view()

            assert is_forgotten(ledger)
            take_in(ledger, subject())
            assert awake(ledger) == ["review-1"]

    def test_opening_a_new_one_may_be_interrupted_anywhere(
        self, new_place: Callable[[], Place]
    ) -> None:
        statements = 0
        place = new_place()
        while opened_until(place, BASIS, statements):
            with open_ledger(place, BASIS) as ledger:
                take_in(ledger, subject())
                ledger.journal.intend([INTENT])
                assert awake(ledger) == ["review-1"]
            statements += self.step
            place = new_place()

        assert statements > 10

    def test_forgetting_may_be_interrupted_anywhere(self, place: Place) -> None:
        others = replace(BASIS, tickets="others")
        statements = 0
        fill(place)
        while opened_until(place, others, statements):
            with open_ledger(place, others) as ledger:
                assert is_forgotten(ledger)
            statements += self.step
            with open_ledger(place, BASIS) as ledger:
                take_in(ledger, subject(), review())

        assert statements > 10

    def test_a_newer_versions_database_is_left_alone(self, place: Place) -> None:
        fill(place)
        run(place, f"UPDATE {VERSION_TABLE} SET version_num = '9999'")

        with (
            pytest.raises(LedgerError, match="made by a newer afteraction") as told,
            open_ledger(place, Basis("others")),
        ):
            pass

        assert "install that version again" in told.value.hint
        with engine_of(place) as engine, engine.connect() as connection:
            assert connection.scalar(text("SELECT count(*) FROM view_loops")) == 1

    def test_other_tables_in_the_database_are_left_alone(self, place: Place) -> None:
        run(place, "CREATE TABLE diary (day INTEGER)", "INSERT INTO diary VALUES (1)")
        fill(place)
        with open_ledger(place, Basis("others")):
            pass

        with engine_of(place) as engine, engine.connect() as connection:
            assert connection.scalar(text("SELECT count(*) FROM diary")) == 1
            known = {*tables.view.tables, *tables.journal.tables, VERSION_TABLE}
            assert _table_names(engine) == {"diary", *known}

    def test_what_goes_wrong_in_use_is_a_ledger_error_too(self, place: Place) -> None:
        fill(place)

        def use() -> None:
            with open_ledger(place, BASIS) as ledger:
                run(place, "DROP TABLE view_loops")
                ledger.view.awake(NOW)

        with pytest.raises(LedgerError) as told:
            use()

        assert "view_loops" in told.value.message
        assert told.value.hint
        assert "\n" not in told.value.message
