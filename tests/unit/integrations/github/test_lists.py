"""What else is in a list of issues: pull requests, and what can not be read."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from afteraction.applying import Ended
from tests.fakes.github import GitHub
from tests.fakes.github.values import PullRequest
from tests.github.team import REPO, Team


@pytest.fixture
def team(tmp_path: Path) -> Iterator[Team]:
    with GitHub(enterprise=True) as github:
        yield Team(github, tmp_path)


def test_pull_requests_are_no_issues(team: Team) -> None:
    """Not subjects, and nothing to be told of, whatever they are labelled."""
    ada = team.github.person("ada")
    for title in ("Mend the pool", "Mend it again"):
        ref = ada.open(
            REPO, title, "Fixes it.", labels=["incident"], pull_request=PullRequest()
        )
        ada.close(ref)

    synced = team.sync()

    assert (synced.problems, synced.plan.changes) == ((), ())
    team.incident()
    assert len(team.sync().plan.changes) == 1
    assert [review.title for review in team.ours("review")] == [
        "Review: Payments time out"
    ]


def test_a_ticket_of_ours_that_can_not_be_read_stops_no_other(team: Team) -> None:
    team.incident("First")
    team.sync()
    (review,) = team.ours("review")
    team.github.spoil(f"{REPO}#{review.number}")
    team.incident("Second")

    synced = team.sync()

    assert [result.ended for result in synced.results] == [Ended.DONE]
    assert [problem.ref for problem in synced.problems] == [f"platform#{review.number}"]
    assert len(team.ours("review")) == 2


def test_a_ticket_of_ours_that_can_not_be_read_is_not_made_again(team: Team) -> None:
    """Not even where no ledger knows that it was made."""
    team.incident("First")
    team.sync()
    (review,) = team.ours("review")
    team.github.spoil(f"{REPO}#{review.number}")
    team.forget()

    synced = team.sync()

    assert Ended.DONE not in [result.ended for result in synced.results]
    assert synced.problems
    assert len(team.ours("review")) == 1
    team.github.mend(f"{REPO}#{review.number}")
    team.later(minutes=5)
    team.sync()
    assert team.sync().problems == ()
    assert len(team.ours("review")) == 1
