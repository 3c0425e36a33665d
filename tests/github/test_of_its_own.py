"""What PyGithub does of its own accord, and must not do for us (facts of its source).

It follows a 301 without the query, and makes a create's issue where that leads; it
takes a 307 for success; it sleeps and asks again when it sees a 202.
"""

from __future__ import annotations

import pytest

from tests.fakes.github import faults
from tests.github.team import REPO, Team
from tests.github.test_failing_well import CREATE, LIST, settled, whys

JSON = {"Content-Type": "application/json"}
HERE = "/repositories/700001/issues"


@pytest.mark.parametrize("status", [301, 302, 307, 308])
def test_a_create_that_is_led_elsewhere_makes_nothing(team: Team, status: int) -> None:
    team.incident()
    elsewhere = f"{team.github.url}{HERE}"
    team.github.faults.add(*CREATE, faults.redirects(status, elsewhere))

    with team.github.log.counted() as log:
        synced = team.sync()

    assert len(log.of(*CREATE)) == 1
    assert team.ours("review") == []
    assert [result.ended.value for result in synced.results] == ["refused"]
    assert f"it was moved to {elsewhere}" in whys(synced)
    settled(team)


@pytest.mark.parametrize("status", [301, 302, 307, 308])
def test_a_list_is_never_asked_for_without_its_query(team: Team, status: int) -> None:
    """Without it open issues would come, thirty of them, and pass for all."""
    team.incident()
    elsewhere = f"{team.github.url}{HERE}"
    team.github.faults.add(*LIST, faults.redirects(status, elsewhere))

    with team.github.log.counted() as log:
        synced = team.sync()

    (asked,) = log.of(*LIST)
    assert asked.query["state"] == "all"
    assert "it was moved to" in whys(synced)
    assert synced.unreachable == {"platform"}
    settled(team)


def test_an_edit_that_is_led_elsewhere_edits_nothing(team: Team) -> None:
    team.incident()
    team.sync()
    (review,) = team.ours("review")
    team.edit(review, lambda body: body.partition("<!-- afteraction")[0].rstrip())
    before = team.now(review).body
    elsewhere = f"{team.github.url}{HERE}/{review.number}"
    team.github.faults.add(
        "PATCH", "/repos/*/*/issues/*", faults.redirects(301, elsewhere)
    )

    with team.github.log.counted() as log:
        synced = team.sync()

    assert len(log.of("PATCH")) == 1
    assert team.now(review).body == before
    assert "it was moved to" in whys(synced)
    settled(team)


def test_what_was_only_accepted_is_not_asked_for_again(team: Team) -> None:
    lin = team.github.person("lin")
    lin.open(REPO, "A question", "")
    team.github.faults.add(*LIST, faults.answers(202, [], JSON), times=2)

    with team.github.log.counted() as log:
        synced = team.sync()

    assert synced.problems == ()
    assert len(log.of(*LIST)) == 2, "ours, and what changed"
