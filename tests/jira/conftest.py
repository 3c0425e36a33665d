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


@pytest.fixture
def cloud_team(tmp_path: Path) -> Iterator[Team]:
    """A team on Cloud, for what Data Center does not know."""
    with Jira(cloud=True) as jira:
        yield Team(jira, tmp_path)


@pytest.fixture
def server_team(tmp_path: Path) -> Iterator[Team]:
    """A team on Data Center, for what Cloud does not know."""
    with Jira(cloud=False, context="/jira") as jira:
        yield Team(jira, tmp_path)
