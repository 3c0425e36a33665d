"""A fake GitHub for each test: an organisation, two repositories, people and tokens."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from github import Github

from tests.fakes.github import GitHub
from tests.fakes.github.clients import client_of

HOME = "acme/platform"


def furnish(github: GitHub) -> None:
    """What most tests need."""
    github.build.organization("acme", members=["ada"], types=["Incident", "Task"])
    github.build.repository(
        HOME, roles={"ada": "write", "lin": "write", "kim": "triage"}
    )
    github.build.repository("acme/secret", private=True, roles={"ada": "write"})
    github.build.user("stranger")
    for login in ("ada", "lin", "kim", "stranger"):
        github.build.token(login)


@pytest.fixture
def github() -> Iterator[GitHub]:
    """A furnished fake; what goes wrong in it fails the test."""
    with GitHub() as github:
        furnish(github)
        yield github


@pytest.fixture
def client(github: GitHub) -> Iterator[Github]:
    """The real PyGithub, as ada."""
    with client_of(github, "ghp_ada") as client:
        yield client
