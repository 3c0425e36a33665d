"""Crashed at every single write, with the journal and without any ledger (law 3).

First the story runs unbroken, counting its writes: each primitive of the disk and each
commit to the ledger. Then it runs again for every one of them, and dies there, before
or after it; everything is made new, and the same step is done again.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest

from afteraction.integrations.markdown.disk import Disk
from tests.markdown.team import LAST, Team, story

WRITES = ("write_temporary", "link", "claim", "replace", "remove", "make_folder")
STRIDE = 5
"""The points are dealt to so many tests, which run side by side."""


class Crash(BaseException):
    """The process died here."""


class Fuse:
    """Counts writes, and burns at the one it is told."""

    def __init__(self, burns_at: int | None = None) -> None:
        self.count = 0
        self.burns_at = burns_at

    def spark(self, _: str = "") -> None:
        """One more moment at which a process could die."""
        self.count += 1
        if self.count == self.burns_at:
            raise Crash


def fused(fuse: Fuse) -> Callable[[], Disk]:
    """Disks that spark the fuse before and after every write."""

    class FusedDisk(Disk):
        pass

    def fuse_in(name: str) -> None:
        original = getattr(Disk, name)

        def method(self: Disk, *arguments: object) -> object:
            fuse.spark()
            result = original(self, *arguments)
            fuse.spark()
            return result

        setattr(FusedDisk, name, method)

    for name in WRITES:
        fuse_in(name)
    return FusedDisk


def run(folder: Path, fuse: Fuse, *, keeps_ledger: bool) -> tuple[dict[str, str], str]:
    """The whole story, done again wherever it dies; the tickets and the report."""
    team = Team.at(folder)
    team.disk, team.watch = fused(fuse), fuse.spark
    for step, _ in story(team):
        try:
            step()
        except Crash:
            if not keeps_ledger:
                team.forget()
            step()
    team.disk, team.watch = Disk, lambda _: None
    return team.files(), team.report(LAST)


@cache
def unbroken() -> tuple[int, tuple[dict[str, str], str]]:
    """How many writes the story makes, and what comes of it."""
    with TemporaryDirectory() as folder:
        fuse = Fuse()
        return fuse.count, run(Path(folder), fuse, keeps_ledger=True)


def count_writes() -> int:
    with TemporaryDirectory() as folder:
        fuse = Fuse()
        run(Path(folder), fuse, keeps_ledger=True)
        return fuse.count


def test_the_unbroken_story_is_worth_breaking() -> None:
    _, (files, report) = unbroken()

    assert count_writes() > 100
    assert len(files) == 2 + 3 + 4
    assert '"done_late": 1' in report
    assert '"unfinished": 0' in report


@pytest.mark.parametrize("keeps_ledger", [True, False])
@pytest.mark.parametrize("first", range(1, STRIDE + 1))
def test_nothing_twice_and_nothing_lost(
    tmp_path: Path, first: int, keeps_ledger: bool
) -> None:
    _, expected = unbroken()

    for at in range(first, count_writes() + 1, STRIDE):
        fuse = Fuse(at)
        found = run(tmp_path / str(at), fuse, keeps_ledger=keeps_ledger)
        assert fuse.count > at, "it died, and went on"
        assert found == expected, f"died at write {at}"
