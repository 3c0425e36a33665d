"""What every implementation of a port has to pass, and its implementations' tests."""

from __future__ import annotations

import pytest

# They are no test modules by name, but their asserts are tests' asserts.
pytest.register_assert_rewrite(
    "tests.contracts.ledger_journal",
    "tests.contracts.ledger_opening",
    "tests.contracts.ledger_sharing",
    "tests.contracts.ledger_view",
    "tests.contracts.tracker_reading",
    "tests.contracts.tracker_writing",
)
