"""Reviews that are opened before their sprint ends, on both sorts of Jira."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

import pytest

from tests.engine.house import gap
from tests.fakes.jira.values import Sprint
from tests.jira.team import Team

OWNER = "Ada Lovelace"
END = datetime(2026, 11, 27, 16, tzinfo=UTC)


@dataclass
class Running:
    """A sprint that goes on, with a story that is done and one that is not."""

    team: Team
    sprint: Sprint
    done: str
    still: str

    @property
    def review(self) -> str:
        """The key of its one review."""
        (review,) = self.team.ours("review")
        return review

    @property
    def text(self) -> str:
        """What the review says."""
        return self.team.markdown(self.review)

    def at(self, moment: datetime) -> None:
        """Let time pass."""
        self.team.later(seconds=(moment - self.team.jira.clock()).total_seconds())


@pytest.fixture
def running(team: Team) -> Running:
    team.configure(f"board: {team.board.id}", f"board: {team.board.id}, open: -1d")
    sprint = team.jira.build.sprint(team.board, "Sprint 47", goal="Pay by invoice")
    ada = team.jira.person("ada")
    done, still = (
        ada.open("OPS", title, type="Story", sprint=sprint)
        for title in ("Invoices", "Reminders")
    )
    team.later(hours=1)
    ada.start_sprint(sprint, end=END)
    team.later(hours=1)
    ada.close(done)
    return Running(team, sprint, done, still)


def test_time_alone_opens_it(running: Running) -> None:
    team = running.team
    assert team.does() == []
    running.at(END - timedelta(days=1, seconds=60))
    assert team.does() == []
    running.at(END - timedelta(days=1))

    assert team.does() == ["open-review"]

    assert "- Done: 1\n- Still open: 1\n" in running.text
    assert "is due by 2026-11-30 17:00 CET" in running.text
    team.forget()
    assert "open-review" not in team.does()
    team.jira.person("ada").close_sprint(running.sprint)
    assert "open-review" not in team.does()


def test_a_sprint_that_nobody_closed_is_told_of_as_it_stands(running: Running) -> None:
    running.at(END + timedelta(days=2))
    running.team.jira.person("ada").close(running.still)

    running.team.sync()

    assert "- Done: 2\n- Still open: 0\n" in running.text


def test_ready_before_the_end_is_written_back_by_the_next_sync(
    running: Running,
) -> None:
    team = running.team
    running.at(END - timedelta(days=1))
    team.sync()
    team.later(minutes=10)
    review = running.review
    team.edit(review, lambda text: team.answered(text, gap("Too much", owner=OWNER)))
    team.jira.person("ada").label(review, "ready")
    team.later(minutes=1)

    team.sync()

    assert "opening" not in running.text
    (made,) = team.ours("checklist")
    assert team.issue(made).summary == "Too much"
    assert f"/browse/{made})" in running.text
