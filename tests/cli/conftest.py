"""A place for every test of the command line, at 80 columns and with no one's shell."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from tests.cli.place import CONFIG, INCIDENT, Place


@pytest.fixture(autouse=True)
def eighty_columns(monkeypatch: pytest.MonkeyPatch) -> None:
    """Whatever the terminal and the environment of who runs the tests are."""
    for name in os.environ:
        if name.startswith("AFTERACTION_"):
            monkeypatch.delenv(name)
    monkeypatch.setenv("COLUMNS", "80")
    monkeypatch.setenv("LINES", "24")


@pytest.fixture
def place(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Place:
    """One incident that is over; nobody has synced yet."""
    home = tmp_path / "team"
    home.mkdir()
    monkeypatch.chdir(home)
    place = Place(home)
    place.write("afteraction.yml", CONFIG)
    place.write("0041", INCIDENT)
    (home / "work" / "sprints").mkdir()
    return place
