"""What each job costs on GitHub, counted by the fake: requests are the cost (law 7)."""

from __future__ import annotations

from math import ceil

import pytest

from tests.engine.house import gap
from tests.fakes.github.log import Log
from tests.github.team import REPO, Team


def counted(team: Team) -> Log:
    with team.github.log.counted() as log:
        team.sync()
    return log


def calm(team: Team) -> None:
    """Our own writes were seen, and the overlap of lists is over."""
    for _ in range(3):
        team.later(minutes=5)
        team.sync()


@pytest.mark.parametrize("changed", [1, 99, 100, 250])
def test_many_changed_issues_come_in_full_pages(team: Team, changed: int) -> None:
    calm(team)
    team.github.build.fill(REPO, changed)

    log = counted(team)

    assert len(log.of("GET", "/repos/*/*/issues")) <= ceil(changed / 100) + 1
    assert len(log) <= ceil(changed / 100) + 2


def test_opening_reviews(team: Team) -> None:
    calm(team)
    for number in range(3):
        team.incident(f"Incident {number}")

    log = counted(team)

    creates = log.of("POST", "/repos/*/*/issues")
    assert len(creates) == 3
    # The list of changes, milestones, the list before the first create; two a prefill.
    assert len(log) <= 3 + 3 + 3 * 2


def test_writing_findings_back(team: Team) -> None:
    team.incident()
    calm(team)
    (review,) = team.ours("review")
    gaps = [gap(f"The {n}th check was missing") for n in range(4)]
    team.hold(review, *gaps, gap("Learned", "experiment", due=""))

    log = counted(team)

    assert len(log.of("POST", "/repos/*/*/issues")) == 5
    assert len(log.of("POST", "/repos/*/*/issues/*/sub_issues")) == 5
    assert len(log.of("PATCH", f"/repos/*/*/issues/{review.number}")) == 2
    closing = log.of("PATCH", "/repos/*/*/issues/*")
    assert len(closing) == 3, "two edits of the review, and one entry that is closed"
    reads = log.of("POST", "/graphql")
    # First finishes, the texts of changed reviews, and one right before each edit.
    assert len(reads) <= 2 + 2


def test_a_remark_is_one_request(team: Team) -> None:
    team.incident()
    calm(team)
    (review,) = team.ours("review")
    team.hold(review, gap("No owner", owner=""))

    log = counted(team)

    assert [entry.method for entry in log.writes] == ["POST"]
    assert len(log.of("POST", "/repos/*/*/issues/*/comments")) == 1


def test_a_rebuild_asks_for_our_tickets_in_hundreds(team: Team) -> None:
    for number in range(12):
        team.incident(f"Incident {number}")
    calm(team)
    team.forget()

    log = counted(team)

    assert len(log.of("GET", "/repos/*/*/issues")) == 2
    assert log.writes == []
