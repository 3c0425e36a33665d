"""Ledger deleted after any step: nothing is created twice, the report stays (law 1).

The story goes on to its end after each way of forgetting, and has to end as if nothing
had been forgotten; on the way the report is the same, byte for byte.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Callable
from datetime import datetime
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest

from afteraction.plan import Does
from tests.cli.shell import afteraction
from tests.markdown.team import FIRST, LAST, SECOND, THIRD, Team, story

AFTER = (FIRST, SECOND, SECOND, SECOND, THIRD, THIRD, LAST, LAST)
"""The time after each step of the story."""
CREATES = {Does.OPEN_REVIEW, Does.WRITE_BACK}


def delete_ledger(team: Team, now: datetime) -> None:
    """The ledger's files are gone."""
    del now
    team.forget()


def delete_view(team: Team, now: datetime) -> None:
    """Only what was seen is gone, the journal is kept."""
    del now
    with sqlite3.connect(team.folder / ".afteraction" / "ledger.db") as connection:
        names = connection.execute(
            "SELECT name FROM sqlite_master WHERE type = 'table' AND name LIKE 'view%'"
        )
        for (name,) in names.fetchall():
            connection.execute(f"DROP TABLE {name}")
    connection.close()


def rebuild(team: Team, now: datetime) -> None:
    """`afteraction ledger rebuild`."""
    config = str(team.folder / "afteraction.yml")
    ran = afteraction("ledger", "rebuild", "--config", config, "--now", now.isoformat())
    assert ran.code == 0, ran
    assert "3 reviews found" in ran.out


@cache
def unbroken() -> tuple[tuple[dict[str, str], str], ...]:
    """All tickets' texts and the report after each step of the story."""
    with TemporaryDirectory() as folder:
        team = Team.at(Path(folder))
        told = []
        for (step, _), now in zip(story(team), AFTER, strict=True):
            step()
            told.append((team.everything(), team.report(now)))
        return tuple(told)


def test_the_story_changes_what_can_be_seen() -> None:
    reports = [report for _, report in unbroken()]

    assert len(set(reports)) >= 6
    assert len(unbroken()[-1][0]) == 2 + 3 + 4


@pytest.mark.parametrize("forget", [delete_ledger, delete_view, rebuild])
@pytest.mark.parametrize("last", range(len(AFTER)))
def test_nothing_twice_and_the_same_report(
    tmp_path: Path, forget: Callable[[Team, datetime], None], last: int
) -> None:
    team, now = Team.at(tmp_path), AFTER[last]
    steps = [step for step, _ in story(team)]
    for step in steps[: last + 1]:
        step()

    forget(team, now)

    assert (team.everything(), team.report(now)) == unbroken()[last]
    for step, told in zip(steps[last + 1 :], unbroken()[last + 1 :], strict=True):
        step()
        assert team.everything() == told[0]
    assert team.report(LAST) == unbroken()[-1][1]


@pytest.mark.parametrize("forget", [delete_ledger, delete_view, rebuild])
@pytest.mark.parametrize("last", [0, 2, 3, 5, 7])
def test_the_next_sync_creates_nothing_that_exists(
    tmp_path: Path, forget: Callable[[Team, datetime], None], last: int
) -> None:
    """After each sync of the story: there, whatever had to be made was made."""
    team, now = Team.at(tmp_path), AFTER[last]
    for step, _ in story(team)[: last + 1]:
        step()
    team.sync(now)
    before = team.everything()

    forget(team, now)
    synced = team.sync(now)

    assert {change.does for change in synced.plan.changes} & CREATES == set()
    assert team.everything() == before
