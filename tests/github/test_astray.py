"""What people and GitHub do to one thing does not stop the others, and is told of."""

from __future__ import annotations

from datetime import date

import pytest

from afteraction.sync import Synced
from tests.engine.house import gap
from tests.fakes.github import faults
from tests.fakes.github.faults import Behaviour
from tests.fakes.github.values import Iteration
from tests.github.team import REPO, Team

SECOND = "acme/second"


def told(synced: Synced) -> dict[str, str]:
    return {problem.ref: problem.message for problem in synced.problems}


def with_a_second(team: Team) -> str:
    """Another repository with an incident that was closed; its ref."""
    team.github.build.repository(
        SECOND,
        private=False,
        roles={"lin": "write", "robot": "write"},
        labels=["incident", "review"],
    )
    team.configure(
        "subjects:\n",
        "  second: {type: github, repo: acme/second, token: file:token,"
        f" url: {team.github.root}, readers: public}}\nsubjects:\n",
    )
    team.configure(
        "incidents: [{in: platform, labels: [incident]}]",
        "incidents: [{in: platform, labels: [incident]},"
        " {in: second, labels: [incident]}]",
    )
    lin = team.github.person("lin")
    ref = lin.open(SECOND, "The second's", "", labels=["incident"])
    lin.close(ref)
    return ref


@pytest.mark.parametrize(
    ("path", "behaviour"),
    [
        ("/repos/acme/platform/issues", faults.says(404, "Not Found")),
        ("/repos/acme/platform/issues", faults.says(410, "Issues are disabled")),
        ("/repos/acme/platform/issues", faults.says(403, "Not accessible by token")),
        ("/repos/acme/platform/issues", faults.says(422, "Validation Failed")),
        ("/repos/acme/platform/milestones", faults.says(404, "Not Found")),
        ("/repos/acme/platform", faults.says(403, "Protected by SAML enforcement")),
    ],
    ids=["404", "410", "403", "422", "milestones", "repository"],
)
def test_one_repository_does_not_stop_another(
    team: Team, path: str, behaviour: Behaviour
) -> None:
    with_a_second(team)
    team.incident()
    team.github.faults.add("GET", path, behaviour, times=None)

    synced = team.sync()

    assert list(told(synced)) == ["platform"]
    titles = [issue.title for issue in team.github.look.issues(SECOND)]
    assert "Review: The second's" in titles


@pytest.mark.parametrize(
    "answer",
    [
        {"data": None},
        {},
        {
            "data": {"node": None},
            "errors": [{"type": "NOT_FOUND", "path": ["node"], "message": "No node"}],
        },
        {"data": None, "errors": [{"message": "Something went wrong"}]},
    ],
    ids=["null", "empty", "not found", "an error"],
)
def test_a_sweep_without_an_answer_deletes_nothing(team: Team, answer: object) -> None:
    team.incident()
    team.sync()
    (review,) = team.ours("review")
    team.hold(review, gap("First"))
    team.sync()
    before = team.report_text()
    team.later(days=8)
    team.github.faults.add("POST", "/graphql", faults.answers(200, answer), times=None)

    assert list(told(team.sync())) == ["platform"]

    team.github.faults.clear()
    assert team.sync().problems == ()
    assert [row.ticket.title for row in team.report().write_backs] == ["First"]
    assert "write_backs" in before


def test_one_issue_that_graphql_keeps_back(team: Team) -> None:
    for title in ("One", "Two"):
        team.incident(title)
    team.sync()
    one, two = team.ours("review")
    for review in (one, two):
        team.hold(review, gap(f"Of {review.title}"))
    kept_back = {
        "data": {"node": {f"i{one.number}": None}},
        "errors": [{"type": "FORBIDDEN", "path": ["node", f"i{one.number}"]}],
    }
    team.github.faults.add(
        "POST", "/graphql", faults.answers(200, kept_back), holds=f"i{one.number}:"
    )

    synced = team.sync()

    assert f"platform#{one.number}" in told(synced)
    team.sync()
    assert len(team.ours("checklist")) == 2


def test_an_issue_that_was_broken_for_a_while_is_read_later(team: Team) -> None:
    ref = team.incident("Hard to read")
    team.github.spoil(ref)
    assert list(told(team.sync())) == [f"platform#{ref.rpartition('#')[2]}"]
    team.later(hours=5)
    team.github.person("lin").open(REPO, "Newer, so that nobody looks back", "")
    for _ in range(2):
        assert list(told(team.sync())) == [f"platform#{ref.rpartition('#')[2]}"]
        team.later(hours=1)

    team.github.mend(ref)

    assert team.sync().problems == ()
    assert [review.title for review in team.ours("review")] == ["Review: Hard to read"]


def test_a_sprint_waits_for_the_issue_that_can_not_be_read(team: Team) -> None:
    """Its figures would be made up (rule 26)."""
    number = team.github.build.milestone(REPO, "Sprint 46").number
    ada = team.github.person("ada")
    good = ada.open(REPO, "A story", "", milestone=number)
    bad = ada.open(REPO, "Another", "", milestone=number)
    ada.close(good)
    team.github.spoil(bad)
    ada.close_milestone(REPO, number)
    team.incident("Another subject")

    synced = team.sync()

    assert "can not be read" in told(synced)[f"platform:sprint:milestone-{number}"]
    assert [one.title for one in team.ours("review")] == ["Review: Another subject"]
    team.github.mend(bad)
    team.sync()
    review = team.ours("review")[-1]
    assert "- Done: 1\n- Still open: 1\n" in (review.body or "")


def test_a_board_that_answers_in_part_makes_up_no_figures(team: Team) -> None:
    build = team.github.build
    board = build.project("acme", 12)
    one = Iteration(id="i1", title="One", start=date(2026, 11, 2), duration=14)
    field = build.iterations(board, "Iteration", one)
    ada = team.github.person("ada")
    for n in range(130):
        ada.plan(board, build.item(board, ada.open(REPO, f"S{n}", "")), field, "i1")
    team.later(days=1)
    team.configure('milestones: "Sprint *"', "iterations: Iteration")
    team.configure("    readers: public", "    readers: public\n    project: acme/12")
    partial = {
        "data": {"repositoryOwner": None},
        "errors": [{"message": "Something went wrong while executing your query."}],
    }
    team.github.faults.add(
        "POST", "/graphql", faults.answers(200, partial), times=None, holds='"after": "'
    )

    team.sync()
    assert team.ours("review") == []

    team.github.faults.clear()
    with team.github.log.counted() as log:
        team.sync()
    (review,) = team.ours("review")
    assert "- Still open: 130\n" in (review.body or "")
    assert log.of("GET", "/repos/*/*/issues/*") == [], "a hundred at once"


@pytest.mark.parametrize("label", ["AfterAction", "AFTERACTION"])
def test_our_label_in_the_spelling_of_the_repository(team: Team, label: str) -> None:
    team.github.build.label(REPO, label)
    team.incident()
    team.sync()
    (review,) = (i for i in team.github.look.issues(REPO) if i.title[:6] == "Review")
    assert label in team.github.look.labels(f"{REPO}#{review.number}")
    team.hold(review, gap("First"))
    team.forget()

    team.sync()

    assert [row.ticket.title for row in team.report().write_backs] == ["First"]
    assert team.sync().plan.changes == ()


def test_labels_are_the_same_in_any_spelling(team: Team) -> None:
    team.configure("labels: [incident]}", "labels: [Incident]}")
    team.github.build.label(REPO, "Ready")
    team.incident()
    team.sync()
    (review,) = team.ours("review")
    team.hold(review, gap("First"))
    ref = f"{REPO}#{review.number}"
    team.github.person("ada").reopen(ref)
    team.github.person("ada").label(ref, "Ready")

    team.sync()

    assert len(team.ours("checklist")) == 1


def test_a_review_that_lost_our_label_is_told_of(team: Team) -> None:
    team.incident()
    team.sync()
    (review,) = team.ours("review")
    team.github.person("ada").unlabel(f"{REPO}#{review.number}", "afteraction")
    assert team.sync().plan.changes == ()
    team.later(hours=2)

    for _ in range(2):
        assert told(team.sync()) == {
            f"platform#{review.number}": "was made by us and is deleted, or lost its"
            " label afteraction"
        }

    team.github.person("ada").label(f"{REPO}#{review.number}", "afteraction")
    assert team.sync().problems == ()
