"""Killed for real, with the journal and without any ledger (law 3).

A process tells the story and sends itself SIGKILL in the middle of it; a new one does
the same step again and goes on. What comes of it has to be what comes of a story that
nobody interrupts, byte for byte.
"""

from __future__ import annotations

import json
import os
import shutil
import signal
import subprocess
import sys
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pytest

from tests.markdown.team import Team

pytestmark = pytest.mark.skipif(os.name == "nt", reason="Windows has no SIGKILL")

POINTS = 12
ROOT = Path(__file__).resolve().parent.parent.parent


def tell(folder: Path, first: int = 0, kill_at: int = 0) -> tuple[int, list[str]]:
    """How a process that tells the story ended, and the lines that it printed."""
    command = [sys.executable, "-m", "tests.markdown.storyteller", str(folder)]
    done = subprocess.run(
        [*command, str(first), str(kill_at)],
        cwd=ROOT,
        stdout=subprocess.PIPE,
        text=True,
        check=False,
    )
    return done.returncode, done.stdout.splitlines()


def tell_to_the_end(folder: Path, first: int = 0) -> dict[str, Any]:
    """What came of the story."""
    code, lines = tell(folder, first)
    assert code == 0
    told: dict[str, Any] = json.loads(lines[-1])
    return told


@cache
def unbroken() -> dict[str, Any]:
    """What comes of a story that nobody interrupts."""
    with TemporaryDirectory() as folder:
        return tell_to_the_end(Team.at(Path(folder)).folder)


def killed_at(team: Team, moment: int) -> int:
    """Tell the story until it dies at this moment, and in which step that was."""
    code, lines = tell(team.folder, kill_at=moment)
    assert code == -signal.SIGKILL
    return int(lines[-1])


@pytest.mark.parametrize("point", range(POINTS))
def test_nothing_twice_and_nothing_lost(tmp_path: Path, point: int) -> None:
    expected = unbroken()
    moment = len(expected["moments"]) * (2 * point + 1) // (2 * POINTS)
    team = Team.at(tmp_path / "with the journal")

    step = killed_at(team, moment)
    forgetful = Team(tmp_path / "without any ledger")
    shutil.copytree(team.folder, forgetful.folder)
    forgetful.forget()

    for one in (team, forgetful):
        found = tell_to_the_end(one.folder, step)
        told = f"{one.folder.name}, killed {expected['moments'][moment - 1]}"
        assert found["files"] == expected["files"], told
        assert found["report"] == expected["report"], told
        assert found["left_over"] == [], told


def test_what_is_left_of_a_write_is_cleared_away(tmp_path: Path) -> None:
    moments = unbroken()["moments"]
    moment = 1 + moments.index("before link")
    assert moments[moment - 2] == "after write_temporary"
    team = Team.at(tmp_path)

    step = killed_at(team, moment)

    assert len(team.left_over()) == 1
    assert tell_to_the_end(tmp_path, step)["left_over"] == []
    assert team.left_over() == []
