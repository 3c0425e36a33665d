"""The contract of ledgers: the same on every database that it can be kept in.

A database's test file subclasses `LedgerContract` and gives it a `new_place` fixture:
a function that makes places with nothing in them.

    class TestSQLite(LedgerContract):
        @pytest.fixture
        def new_place(self, tmp_path): return lambda: tmp_path / "ledger.db"
"""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest

from afteraction.ledger import Ledger, open_ledger
from tests.contracts.ledger_journal import JournalContract
from tests.contracts.ledger_opening import OpeningContract
from tests.contracts.ledger_sharing import SharingContract
from tests.contracts.ledger_values import BASIS, Place
from tests.contracts.ledger_view import LoopsContract, MemoryContract, PagesContract


class LedgerContract(
    OpeningContract,
    MemoryContract,
    PagesContract,
    LoopsContract,
    JournalContract,
    SharingContract,
):
    """All of it."""

    @pytest.fixture
    def place(self, new_place: Callable[[], Place]) -> Place:
        """One place, with nothing in it yet."""
        return new_place()

    @pytest.fixture
    def ledger(self, place: Place) -> Iterator[Ledger]:
        """An open ledger."""
        with open_ledger(place, BASIS) as ledger:
            yield ledger
