"""Fixtures for whole loops on a fake Jira: every test runs in both dresses."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.fakes.jira import Jira
from tests.jira.team import Team


@pytest.fixture(params=["cloud", "data center"])
def team(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Team]:
    """A team on a Jira of its own."""
    cloud = request.param == "cloud"
    with Jira(cloud=cloud, context="" if cloud else "/jira") as jira:
        yield Team(jira, tmp_path)
