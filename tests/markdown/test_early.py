"""Reviews that are opened before their sprint ends, in a folder of files."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest

from afteraction.domain.tickets import State
from afteraction.sync import Synced
from tests.engine.house import gap
from tests.markdown.team import FIRST, INCIDENT, Team

END = datetime(2026, 11, 27, 16, tzinfo=UTC)
DAY = timedelta(days=1)
SPRINT = """\
---
name: Sprint 47
goal: Pay by invoice
start: 2026-11-16
end: 2026-11-27T16:00:00Z
state: active
---
"""
STORY = """\
---
title: {title}
state: {state}
opened: 2026-11-16T09:00:00Z{more}
sprint: '47'
---
Text.
"""


def does(synced: Synced) -> list[str]:
    return [change.does.value for change in synced.plan.changes]


def story(team: Team, stem: str, title: str, *, done: bool = False) -> None:
    more = "\nreason: completed\nclosed: 2026-11-20T09:00:00Z" if done else ""
    state = "closed" if done else "open"
    text = STORY.format(title=title, state=state, more=more)
    (team.tickets / f"{stem}.md").write_text(text, "utf-8")


def sprint(team: Team, text: str = SPRINT) -> None:
    (team.folder / "work" / "sprints" / "47.md").write_text(text, "utf-8")


@pytest.fixture
def team(tmp_path: Path) -> Team:
    """A sprint goes on, in which one thing is done and another is not."""
    made = Team.at(tmp_path)
    for path in (*made.tickets.glob("*.md"), made.folder / "work/sprints/46.md"):
        path.unlink()
    config = made.folder / "afteraction.yml"
    text = config.read_text("utf-8").replace(
        "sprints: [{in: notes}]", "sprints: [{in: notes, open: -1d}]"
    )
    config.write_text(text, "utf-8")
    sprint(made)
    story(made, "0050", "Invoices", done=True)
    story(made, "0051", "Reminders")
    return made


def test_time_alone_opens_it(team: Team) -> None:
    assert does(team.sync(END - DAY - timedelta(seconds=1))) == []
    assert does(team.sync(END - DAY)) == ["open-review"]

    review = team.ticket("review-sprint-47")
    assert review.due == date(2026, 11, 30)
    text = (team.tickets / "review-sprint-47.md").read_text("utf-8")
    assert "is due by 2026-11-30 17:00 CET" in text
    assert "- Done: 1\n- Still open: 1\n" in text
    team.forget()
    assert "open-review" not in does(team.sync(END))


def ready(team: Team, stem: str) -> None:
    """A review is filled in and labelled."""
    team.fill_in(stem, gap("Too much at once"))
    path = team.tickets / f"{stem}.md"
    text = path.read_text("utf-8")
    path.write_text(text.replace("labels: [", "labels: [ready, ", 1), "utf-8")


def test_ready_is_written_back_by_the_next_sync(team: Team) -> None:
    (team.tickets / "0041.md").write_text(INCIDENT, "utf-8")
    team.sync(FIRST)
    ready(team, "review-0041")

    team.sync(FIRST + timedelta(minutes=1))

    (made,) = team.tickets.glob("review-0041-f*.md")
    text = (team.tickets / "review-0041.md").read_text("utf-8")
    assert f"]({made.name})" in text
    assert "state: open" in text


def test_ready_before_the_end_is_written_back_by_the_next_sync(team: Team) -> None:
    team.sync(END - DAY)
    ready(team, "review-sprint-47")

    team.sync(END - DAY + timedelta(minutes=1))

    (made,) = team.tickets.glob("review-sprint-47-f*.md")
    assert team.ticket(made.stem).state is State.OPEN
    assert f"]({made.name})" in (team.tickets / "review-sprint-47.md").read_text(
        "utf-8"
    )
