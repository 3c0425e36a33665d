"""A fake Jira for each test, in both dresses: two projects, people, tokens, a field."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.fakes.jira import Jira


def furnish(jira: Jira) -> None:
    """What most tests need."""
    build = jira.build
    build.user("ada", "Ada Lovelace", zone="Europe/Berlin")
    build.user("lin", "Lin Chen")
    build.project("OPS", "Operations", people=["ada", "lin", "robot"])
    build.project("PAY", "Payments", people=["ada", "robot"])
    build.project("SEC", "Secrets", people=["ada"], private=True)
    for name in ("ada", "lin", "robot", "stranger"):
        build.token(name)


@pytest.fixture(params=[True, False], ids=["cloud", "server"])
def jira(request: pytest.FixtureRequest) -> Iterator[Jira]:
    """A furnished fake in both dresses; what goes wrong in it fails the test."""
    with Jira(cloud=request.param) as jira:
        furnish(jira)
        yield jira


@pytest.fixture
def cloud() -> Iterator[Jira]:
    """A furnished Cloud."""
    with Jira(cloud=True) as jira:
        furnish(jira)
        yield jira


@pytest.fixture
def server() -> Iterator[Jira]:
    """A furnished Data Center."""
    with Jira(cloud=False) as jira:
        furnish(jira)
        yield jira
