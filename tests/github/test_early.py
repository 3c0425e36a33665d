"""Reviews that are opened before their milestone or iteration ends."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest

from tests.engine.house import filled, gap
from tests.fakes.github.values import Issue, Iteration
from tests.github.team import REPO, Team

END = datetime(2026, 11, 27, 16, tzinfo=UTC)


def text_of(team: Team) -> str:
    """What the one review says."""
    (review,) = team.ours("review")
    return review.body or ""


@pytest.fixture
def stories(team: Team) -> tuple[str, str]:
    """A milestone with a story that is done and one that is not."""
    team.configure('milestones: "Sprint *"', 'milestones: "Sprint *", open: -1d')
    number = team.github.build.milestone(REPO, "Sprint 47", due_on=END).number
    ada = team.github.person("ada")
    done, still = (
        ada.open(REPO, title, milestone=number) for title in ("Invoices", "Reminders")
    )
    ada.close(done)
    return done, still


def at(team: Team, moment: datetime) -> None:
    team.later(seconds=(moment - team.github.clock()).total_seconds())


def ready(team: Team, review: Issue) -> None:
    """Its form is filled in, and it gets that label."""
    before, _, rest = (review.body or "").partition("## 1.")
    signature = rest[rest.rindex("\n---\n") :]
    text = before + filled(gap("Too much at once")) + signature
    team.github.person("ada").edit(f"{REPO}#{review.number}", body=text)
    team.github.person("ada").label(f"{REPO}#{review.number}", "ready")


@pytest.mark.usefixtures("stories")
def test_a_milestone(team: Team) -> None:
    assert team.does() == []
    at(team, END - timedelta(days=1, seconds=60))
    assert team.does() == []
    at(team, END - timedelta(days=1))

    assert team.does() == ["open-review"]

    text = text_of(team)
    assert "**Due:** 2026-11-30" in text
    assert "- Done: 1" in text
    assert "- Still open: 1" in text
    team.forget()
    assert "open-review" not in team.does()
    team.github.person("ada").close_milestone(REPO, 1)
    assert "open-review" not in team.does()


def test_a_milestone_without_a_date_waits_until_it_is_closed(team: Team) -> None:
    team.configure('milestones: "Sprint *"', 'milestones: "Sprint *", open: -1d')
    team.github.build.milestone(REPO, "Sprint 47")
    team.later(days=30)
    assert team.does() == []
    team.github.person("ada").close_milestone(REPO, 1)

    assert team.does() == ["open-review"]


def test_an_iteration_but_none_that_is_to_come(team: Team) -> None:
    build = team.github.build
    board = build.project("acme", 12)
    board.public = True
    begins = date(2026, 11, 16)
    weeks = [
        Iteration(
            id=f"i{n}",
            title=f"Week {n}",
            start=begins + timedelta(days=7 * n),
            duration=7,
        )
        for n in range(3)
    ]
    build.iterations(board, "Iteration", *weeks)
    team.configure('milestones: "Sprint *"', 'iterations: Iteration, open: "-12h"')
    team.configure("    readers: public", "    readers: public\n    project: acme/12")
    assert team.does() == []
    at(team, datetime(2026, 11, 22, 12, tzinfo=UTC))

    assert team.does() == ["open-review"]
    (review,) = team.ours("review")
    assert review.title == "Review: Week 0"


@pytest.mark.usefixtures("stories")
def test_ready_before_the_end_is_written_back_by_the_next_sync(team: Team) -> None:
    at(team, END - timedelta(days=1))
    team.sync()
    ready(team, team.ours("review")[0])

    team.sync()

    (made,) = team.ours("checklist")
    assert made.title == "Too much at once"
    assert f"#{made.number}" in text_of(team)
