"""What people write in Jira while we wait is not written over, in both dresses."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from tests.engine.house import gap
from tests.fakes.jira.faults import answers, drops
from tests.fakes.jira.wire import Request
from tests.jira.team import Team

WORDS = "It was loud, and it was the pool."


def held(team: Team) -> str:
    """A review that was held, with one finding to be written back."""
    team.incident()
    team.sync()
    (review,) = team.ours("review")
    team.hold(review, gap("No check", owner="Ada Lovelace"))
    return review


def then_somebody_writes(team: Team, review: str) -> Callable[[Request], None]:
    """Once, right after the first edit of the review was asked for."""
    wrote: list[str] = []

    def hook(request: Request) -> None:
        if request.method == "PUT" and "/issue/" in request.path and not wrote:
            wrote.append(review)
            text = team.markdown(review).replace("It was loud.", WORDS)
            person = team.jira.person("lin")
            person.edit(review, description=team.dress.written(text))

    return hook


@pytest.mark.parametrize("wait", ["limited", "lost"])
def test_an_edit_that_had_to_wait_is_made_anew(team: Team, wait: str) -> None:
    review = held(team)
    fault = {
        "limited": answers(429, headers={"Retry-After": "30"}),
        "lost": drops(commit=False),
    }[wait]
    team.jira.faults.add("PUT", "/issue/*", fault, call=1)
    team.jira.hooks.answered.append(then_somebody_writes(team, review))

    team.sync()
    team.later(minutes=10)
    team.sync()

    assert WORDS in team.markdown(review)
    (checklist,) = team.ours("checklist")
    assert f"/browse/{checklist})" in team.markdown(review)
    assert team.does() == []


def test_an_edit_whose_answer_was_lost_is_made_once(team: Team) -> None:
    review = held(team)
    team.jira.faults.add("PUT", "/issue/*", drops(commit=True), call=1)

    assert [one.ended.value for one in team.sync().results] == ["done"] * 3

    assert team.markdown(review).count("Tracked in") == 1
    assert team.does() == []
