"""Sprints by a project: whose it is, how long it is, and what else is on it."""

from __future__ import annotations

from datetime import date

import pytest

from tests.fakes.github.values import Field, Iteration, Project
from tests.github.team import REPO, Team

OTHER = "acme/other"


def with_board(team: Team, owner: str = "acme") -> tuple[Project, Field]:
    """Sprints are the iterations of this project, of which one is over."""
    build = team.github.build
    board = build.project(owner, 12)
    board.public = True
    one = Iteration(id="i1", title="One", start=date(2026, 11, 2), duration=14)
    field = build.iterations(board, "Iteration", one)
    team.later(days=1)
    team.configure('milestones: "Sprint *"', "iterations: Iteration")
    project = f"    readers: public\n    project: {owner}/12"
    team.configure("    readers: public", project)
    return board, field


def planned(team: Team, board: Project, field: Field, ref: str) -> str:
    item = team.github.build.item(board, ref)
    team.github.person("ada").plan(board, item, field, "i1")
    return ref


def figures(team: Team) -> list[str]:
    """What the one review says of done and open work."""
    (review,) = team.ours("review")
    lines = (review.body or "").splitlines()
    return [one for one in lines if one.startswith(("- Done:", "- Still open:"))]


@pytest.mark.parametrize("owner", ["acme", "ada"], ids=["organisation", "user"])
def test_a_project_of_an_organisation_or_a_user(team: Team, owner: str) -> None:
    board, field = with_board(team, owner)
    ada = team.github.person("ada")
    ada.close(planned(team, board, field, ada.open(REPO, "A story")))

    assert team.sync().problems == ()

    assert figures(team) == ["- Done: 1", "- Still open: 0"]


def test_what_stands_on_the_second_page_of_a_board_counts(team: Team) -> None:
    board, field = with_board(team)
    ada = team.github.person("ada")
    for number in range(100):
        team.github.build.item(board, draft=f"An idea {number}")
    ada.close(planned(team, board, field, ada.open(REPO, "A story")))
    planned(team, board, field, ada.open(REPO, "Another"))

    team.sync()

    assert figures(team) == ["- Done: 1", "- Still open: 1"]


def test_issues_of_another_repository_are_not_taken_for_ours(team: Team) -> None:
    """Though they are on the board, and one here has the same number."""
    board, field = with_board(team)
    team.github.build.repository(OTHER, roles={"ada": "write", "robot": "write"})
    ada = team.github.person("ada")
    here, there = ada.open(REPO, "Not planned"), ada.open(OTHER, "Planned there")
    assert here.rpartition("#")[2] == there.rpartition("#")[2]
    planned(team, board, field, there)
    ada.close(planned(team, board, field, ada.open(REPO, "A story")))

    team.sync()

    assert figures(team) == ["- Done: 1", "- Still open: 0"]
