"""Fixtures for whole loops on a fake GitHub."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.fakes.github import GitHub
from tests.github.team import Team


@pytest.fixture
def team(tmp_path: Path) -> Iterator[Team]:
    """A team on a GitHub of its own."""
    with GitHub(enterprise=True) as github:
        yield Team(github, tmp_path)
