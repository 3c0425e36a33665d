"""Two syncs at once on one folder: the second waits or says so.

It makes no second review of anything, whether the two share a ledger, a configuration,
or only the folder.
"""

from __future__ import annotations

import json
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path

import pytest

from afteraction.bootstrap import make_trackers, read_config
from tests.cli.shell import Ran, afteraction
from tests.markdown.team import CONFIG, FIRST, Team

ROOT = Path(__file__).resolve().parent.parent.parent
ROUNDS = 6
NOW = FIRST.isoformat()
REVIEWS = ["review-0041", "review-0042", "review-sprint-46"]


@dataclass
class Racers:
    """Two processes that run commands at the same moment."""

    processes: list[subprocess.Popen[str]]

    def run(self, *commands: list[str]) -> list[Ran]:
        """Run one command in each, and say what came of them."""
        begin = time.time() + 0.02
        for process, arguments in zip(self.processes, commands, strict=True):
            assert process.stdin
            process.stdin.write(json.dumps([begin, arguments]) + "\n")
            process.stdin.flush()
        return [self._answer(process) for process in self.processes]

    def _answer(self, process: subprocess.Popen[str]) -> Ran:
        assert process.stdout
        return Ran(*json.loads(process.stdout.readline()))


@pytest.fixture(scope="module")
def racers() -> Iterator[Racers]:
    """Two processes, ready to run."""
    command = [sys.executable, "-m", "tests.markdown.racer"]
    pipe = subprocess.PIPE
    with ExitStack() as stack:
        yield Racers(
            [
                stack.enter_context(
                    subprocess.Popen(
                        command, cwd=ROOT, stdin=pipe, stdout=pipe, text=True
                    )
                )
                for _ in range(2)
            ]
        )


def sync_with(config: Path, *more: str) -> list[str]:
    return ["sync", "--config", str(config), "--now", NOW, *more]


def same(team: Team) -> Path:
    """The very same configuration."""
    return team.folder / "afteraction.yml"


def other_ledger(team: Team) -> Path:
    """Another configuration beside the first, with a ledger of its own."""
    config = team.folder / "other.yml"
    config.write_text(f"{CONFIG}ledger: .afteraction/other.db\n", "utf-8")
    return config


def other_home(team: Team) -> Path:
    """A configuration in another folder, from which the tickets are elsewhere."""
    home = team.folder / "deeper" / "down"
    home.mkdir(parents=True)
    config = home / "afteraction.yml"
    config.write_text(CONFIG.replace("./work", "../../work"), "utf-8")
    return config


@pytest.mark.parametrize("second", [same, other_ledger, other_home])
@pytest.mark.parametrize("wait", ["30", "0"])
def test_never_two_reviews_of_one_subject(
    tmp_path: Path, racers: Racers, second: Callable[[Team], Path], wait: str
) -> None:
    for number in range(ROUNDS):
        team = Team.at(tmp_path / str(number))
        configs = (same(team), second(team))
        commands = [sync_with(config, "--wait", wait) for config in configs]

        ended = racers.run(*commands)
        again = [afteraction(*command) for command in commands]

        for ran in ended:
            assert ran.code == 0 or (wait == "0" and ran.code == 4), ran
            assert ran.code == 0 or f"{team.folder / 'work'} is held by" in ran.err
        assert [ran.code for ran in again] == [0, 0], again
        assert [n for n in team.files() if n.startswith("review-")] == REVIEWS
        assert team.left_over() == []


def test_whoever_comes_second_says_where_and_what_to_do(tmp_path: Path) -> None:
    team = Team.at(tmp_path)

    with team.site() as site, site.trackers["notes"].lock(0):
        began = time.monotonic()
        ran = afteraction(*sync_with(same(team), "--wait", "0.2"))
        took = time.monotonic() - began

    assert ran.code == 4
    assert f"{tmp_path / 'work'} is held by another sync: process " in ran.err
    assert "sync again" in ran.err
    assert took >= 0.2
    assert [n for n in team.files() if n.startswith("review-")] == []


def test_whoever_comes_second_waits(tmp_path: Path) -> None:
    team = Team.at(tmp_path)
    with team.site() as site:
        held = site.trackers["notes"].lock(0)
        held.__enter__()
        timer = threading.Timer(0.5, held.__exit__, (None, None, None))
        timer.start()
        began = time.monotonic()

        ran = afteraction(*sync_with(same(team)))

        took = time.monotonic() - began
        timer.join()
    assert ran.code == 0, ran
    assert took >= 0.5
    assert [n for n in team.files() if n.startswith("review-")] == REVIEWS


def test_whoever_waited_goes_by_the_name_that_the_folder_got(tmp_path: Path) -> None:
    team = Team.at(tmp_path)
    here, elsewhere = (read_config(make(team)) for make in (same, other_home))
    (first,) = make_trackers(here).values()
    (second,) = make_trackers(elsewhere).values()
    assert first.uid != second.uid

    with first.lock(0):
        pass
    with second.lock(0):
        assert second.uid == first.uid


def test_what_was_seen_before_the_folder_had_its_name_is_looked_at_again(
    tmp_path: Path,
) -> None:
    team = Team.at(tmp_path)
    here, elsewhere = same(team), other_home(team)

    ran = [
        afteraction("report", "--config", str(elsewhere), "--now", NOW),
        afteraction(*sync_with(here)),
        afteraction(*sync_with(elsewhere)),
    ]

    assert [each.code for each in ran] == [0, 0, 0], ran
    assert [n for n in team.files() if n.startswith("review-")] == REVIEWS
