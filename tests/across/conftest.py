"""Fixtures for whole loops across trackers, with Jira in both dresses."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.across.team import Team, three


@pytest.fixture(params=["cloud", "data center"])
def team(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Team]:
    """A team with tickets in three trackers."""
    with three(tmp_path, cloud=request.param == "cloud") as found:
        yield found


@pytest.fixture
def on_cloud(tmp_path: Path) -> Iterator[Team]:
    """The same, where the dress makes no difference."""
    with three(tmp_path) as found:
        yield found
