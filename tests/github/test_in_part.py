"""Answers in part, empty texts and deleted accounts, all through a whole sync."""

from __future__ import annotations

import pytest

from tests.engine.house import gap
from tests.fakes.github import faults
from tests.github.team import REPO, Team

GRAPHQL = ("POST", "/graphql")


def ref_of(number: int) -> str:
    return f"{REPO}#{number}"


@pytest.mark.parametrize("error", ["FORBIDDEN", "SERVICE_UNAVAILABLE", ""])
def test_a_story_that_is_kept_back_is_told_of_and_comes_later(
    team: Team, error: str
) -> None:
    one, two = team.incident("One"), team.incident("Two")
    number = one.rpartition("#")[2]
    team.github.faults.add(
        *GRAPHQL,
        faults.answers(
            200,
            {
                "data": {"node": {f"i{number}": None}},
                "errors": [{"type": error, "path": ["node", f"i{number}"]}],
            },
        ),
        holds=f"i{number}:",
    )

    synced = team.sync()

    assert f"platform#{number}" in [problem.ref for problem in synced.problems]
    titles = [review.title for review in team.ours("review")]
    assert "Review: Two" in titles, two
    for _ in range(2):
        team.later(minutes=5)
        team.sync()
    titles = [review.title for review in team.ours("review")]
    assert sorted(titles) == ["Review: One", "Review: Two"]


@pytest.mark.parametrize("part", ["comments", "history", "closings", "labels"])
def test_a_part_of_an_issue_that_is_null_is_no_reason_to_stop(
    team: Team, part: str
) -> None:
    """What can not be read is told of; nothing is made up, and nothing lost."""
    team.incident()
    team.sync()
    (review,) = team.ours("review")
    team.hold(review, gap("First"))
    nodes = {"nodes": [None], "pageInfo": {"hasNextPage": False}}
    whole = {
        "number": review.number,
        "title": review.title,
        "url": f"{team.github.root}/{REPO}/issues/{review.number}",
        "state": "CLOSED",
        "createdAt": "2026-11-16T11:00:00Z",
        "updatedAt": "2026-11-16T11:02:00Z",
        "closedAt": "2026-11-16T11:02:00Z",
        part: nodes,
    }
    answer = {
        "data": {"node": {f"i{review.number}": whole}},
        "errors": [{"message": "Something", "path": ["node", "x", part, "nodes", 0]}],
    }
    team.github.faults.add(*GRAPHQL, faults.answers(200, answer), times=2)

    team.sync()

    for _ in range(3):
        team.later(minutes=10)
        team.sync()
    assert len(team.ours("review")) == 1
    assert len(team.ours("checklist")) == 1
    assert team.sync().plan.changes == ()


def test_the_whole_loop_among_ghosts_and_empty_texts(team: Team) -> None:
    """Who wrote, closed and was assigned has left; texts are null, not empty."""
    kei, lin = team.github.person("kei"), team.github.person("lin")
    ref = kei.open(REPO, "No words", None, labels=["incident"])
    kei.comment(ref, "Hm.")
    team.github.person("ada").assign(ref, "ada")
    team.later(hours=1)
    kei.close(ref)
    kei.leave()
    assert team.github.look.issue(ref).body is None

    assert team.does() == ["open-review"]

    (review,) = team.ours("review")
    assert "ghost: Hm." in (review.body or "")
    assert "CET: closed as completed" in (review.body or ""), "nobody is named"
    assert "kei" not in (review.body or "")
    team.hold(review, gap("First", owner="ada"), gap("Second", owner="ada"))
    team.sync()
    first, _ = team.ours("checklist")
    lin.comment(ref_of(first.number), "Too dear.")
    lin.close(ref_of(first.number), "not_planned")
    lin.leave()
    team.later(minutes=10)

    synced = team.sync()

    assert [problem.message for problem in synced.problems] == []
    rows = {row.ticket.ref: row for row in team.report().write_backs}
    assert len(rows) == 2
    row = rows[f"platform#{first.number}"]
    assert (row.state.value, row.why) == ("declined", "Too dear.")
    before = team.report_text()
    team.forget()
    team.sync()
    assert team.report_text() == before
