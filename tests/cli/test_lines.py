"""Lines on a terminal are broken between words; elsewhere they are whole."""

from __future__ import annotations

import os
import subprocess
import sys

import pytest

from afteraction.cli.lines import broken
from tests.cli.place import Place

ADDRESS = "https://ghe.acme.example/acme/platform/settings/branches"


def test_what_fits_stays_as_it_is() -> None:
    assert list(broken("  a   b", 40)) == ["  a   b"]


def test_elsewhere_a_line_stays_whole() -> None:
    assert list(broken("words " * 50, None)) == ["words " * 50]


@pytest.mark.parametrize("width", [20, 40, 80, 300])
def test_what_follows_stands_deeper_and_addresses_stay_whole(width: int) -> None:
    lines = list(broken("  " + "mend it " * 20 + ADDRESS, width))

    assert all(len(line) <= max(40, min(width, 100)) for line in lines[:-1])
    assert [len(line) - len(line.lstrip()) for line in lines] == [
        2,
        *[6] * (len(lines) - 1),
    ]
    assert lines[-1].endswith(ADDRESS)


@pytest.mark.skipif(os.name == "nt", reason="no pseudo-terminals on Windows")
def test_problems_with_the_configuration_fit_a_terminal(place: Place) -> None:
    place.edit("afteraction.yml", "type: markdown", "type: markdown, url: ftp://x")
    place.edit("afteraction.yml", "labels: [checklist]", "labels: checklist")
    said = _on_a_terminal("check")

    assert "trackers.notes.url (line 2): " in said
    assert max(map(len, said.splitlines())) <= 60
    assert "\n      " in said, "what follows stands deeper than its first line"


@pytest.mark.skipif(os.name == "nt", reason="no pseudo-terminals on Windows")
def test_what_could_not_be_read_fits_a_terminal(place: Place) -> None:
    place.edit("0041", "opened: 2026-11-18T09:12:00Z", "opened: 2026-11-18T09:12:00")
    said = _on_a_terminal("sync")

    assert "has no time" in said
    assert max(map(len, said.splitlines())) <= 60


def _on_a_terminal(command: str) -> str:
    """What is told on stderr, where that is a terminal of 60 columns."""
    ours, terminal = os.openpty()
    try:
        subprocess.run(
            [sys.executable, "-m", "afteraction.cli.main", command],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=terminal,
            env={**os.environ, "COLUMNS": "60", "TERM": "dumb"},
            timeout=60,
        )
        return os.read(ours, 65_536).decode().replace("\r\n", "\n")
    finally:
        os.close(ours)
        os.close(terminal)
