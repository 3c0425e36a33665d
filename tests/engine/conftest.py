"""A house for every test of the engine."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.engine.house import House


@pytest.fixture
def house(tmp_path: Path) -> House:
    """Trackers in memory, a ledger in a folder of its own."""
    return House(tmp_path)
