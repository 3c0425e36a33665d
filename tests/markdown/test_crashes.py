"""Crashed at every single write, with the journal and without any ledger (law 3).

First the story runs unbroken, counting its writes: each primitive of the disk and each
commit to the ledger. Then it runs again for every one of them, and dies right before
it; everything is made new, and the same step is done again. Dying after a write leaves
what dying before the next one leaves, and a step's end is a point of its own, so no
point is left out. Without a ledger, commits to it make no difference and are no points.
"""

from __future__ import annotations

import os
from collections.abc import Callable
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from sqlalchemy import Column, Table, select

from afteraction.domain.identity import digest
from afteraction.integrations.markdown.disk import Disk
from afteraction.ledger import tables
from tests.markdown.team import LAST, WRITES, Team, story

STRIDE = 4
"""The points are dealt to so many tests, which run side by side."""

Outcome = tuple[dict[str, str], str]
"""The tickets' names and titles, and the report."""


class Crash(BaseException):
    """The process died here."""


class Fuse:
    """Counts writes and burns at the one it is told; whoever is dead writes no more."""

    def __init__(self, burns_at: int | None = None) -> None:
        self.count = 0
        self.burns_at = burns_at

    def spark(self, _: str = "") -> None:
        """One more moment at which a process could die."""
        burnt = self.count == self.burns_at
        self.count += not burnt
        if self.count == self.burns_at:
            raise Crash

    def mend(self) -> None:
        """Begin anew after a death."""
        self.count += 1


def fused(fuse: Fuse) -> Callable[[], Disk]:
    """Disks that spark the fuse before every write."""

    class FusedDisk(Disk):
        """Nothing waits for a disk that is never unplugged."""

        def sync_folder(self, folder: Path) -> None:
            """The names are as safe as the test needs them."""

    def fuse_in(name: str) -> None:
        original = getattr(Disk, name)

        def method(self: Disk, *arguments: object) -> object:
            fuse.spark()
            return original(self, *arguments)

        setattr(FusedDisk, name, method)

    for name in WRITES:
        fuse_in(name)
    return FusedDisk


def run(folder: Path, fuse: Fuse, *, keeps_ledger: bool) -> Outcome:
    """The whole story, and where it dies one step of it again; what comes of it."""
    team = Team.at(folder)
    team.disk = fused(fuse)
    team.watch = fuse.spark if keeps_ledger else team.watch
    steps = story(team)
    for number, (step, is_ours) in enumerate(steps, 1):
        try:
            step()
            if is_ours:
                fuse.spark()
        except Crash:
            fuse.mend()
            if not keeps_ledger:
                team.forget()
            step()
            return rest(team, number)
    return outcome_of(team)


KNOWN: dict[tuple[int, str], Outcome] = {}


def rest(team: Team, done: int) -> Outcome:
    """What comes of the story after so many steps; from equal states the same does."""
    known = (done, state(team))
    if known not in KNOWN:
        for step, _ in story(team)[done:]:
            step()
        KNOWN[known] = outcome_of(team)
    return KNOWN[known]


def outcome_of(team: Team) -> Outcome:
    """What came of it all; nobody dies any more."""
    team.disk, team.watch = Disk, lambda _: None
    return team.files(), team.report(LAST)


def state(team: Team) -> str:
    """All that the rest of the story can depend on."""
    with team.site() as site, site.ledger._engine.connect() as connection:
        memory = site.ledger.view.memory("notes")
        pages = tuple(site.trackers["notes"].observe(memory))
        changed = sorted(
            [t.id for page in pages for t in page.tickets]
            + [s.id for page in pages for s in page.sprints]
        )
        rows = [
            sorted(map(repr, connection.execute(select(*_without_stamps(table)))))
            for metadata in (tables.view, tables.journal)
            for table in metadata.sorted_tables
        ]
    found = repr((changed, rows, team.everything(), team.left_over()))
    return digest(found.replace(str(team.folder), ""))


def _without_stamps(table: Table) -> list[Column[object]]:
    """Stamps are new each time; whether they fit, `changed` says."""
    return [column for column in table.columns if column.name != "stamp"]


@cache
def unbroken(keeps_ledger: bool) -> tuple[int, Outcome]:
    """How many points there are to die at, and what comes of the story."""
    with TemporaryDirectory() as folder:
        fuse = Fuse()
        outcome = run(Path(folder), fuse, keeps_ledger=keeps_ledger)
        return fuse.count, outcome


@pytest.fixture(autouse=True)
def _quick(monkeypatch: pytest.MonkeyPatch) -> None:
    """No waiting for platters: what dies here is a process, not a machine."""
    monkeypatch.setattr(os, "fsync", lambda _: None)


def test_the_unbroken_story_is_worth_breaking() -> None:
    with_journal, (files, report) = unbroken(keeps_ledger=True)
    disk_alone, _ = unbroken(keeps_ledger=False)

    assert with_journal > 200
    assert disk_alone > 80
    assert len(files) == 2 + 3 + 4
    assert '"done_late": 1' in report
    assert '"unfinished": 0' in report


@pytest.mark.parametrize("keeps_ledger", [True, False])
@pytest.mark.parametrize("first", range(1, STRIDE + 1))
def test_nothing_twice_and_nothing_lost(
    tmp_path: Path, first: int, keeps_ledger: bool
) -> None:
    count, expected = unbroken(keeps_ledger)

    for at in range(first, count + 1, STRIDE):
        fuse = Fuse(at)
        found = run(tmp_path / str(at), fuse, keeps_ledger=keeps_ledger)
        assert fuse.count > at, "it died, and went on"
        assert found == expected, f"died at write {at}"
