"""What follows from one attempt: nothing is created twice, and no limit is ignored."""

from __future__ import annotations

from datetime import timedelta

import pytest

from afteraction.errors import Refused
from afteraction.network.outcomes import (
    LONGEST_PAUSE,
    TRIES,
    Again,
    Answer,
    Denied,
    Done,
    Doubt,
    Garbled,
    GiveUp,
    Limited,
    Outcome,
    Refuse,
    Silence,
    Sort,
    Step,
    next_step,
)

NOT_SENT, LOST = Silence("no route", sent=False), Silence("cut off", sent=True)
PAGE = Garbled("a proxy's page")
SECOND = timedelta(seconds=1)


def step(sort: Sort, outcome: Outcome, attempt: int = 1) -> Step:
    return next_step(sort, outcome, attempt, chance=1)


@pytest.mark.parametrize("sort", Sort)
def test_what_is_settled_whatever_was_asked(sort: Sort) -> None:
    answer, no = Answer(200), Refused("no", "ask somebody")

    assert step(sort, answer) == Done(answer)
    assert step(sort, Denied(no)) == Refuse(no)


@pytest.mark.parametrize("outcome", [LOST, PAGE])
def test_a_create_that_may_stand_is_never_sent_again(outcome: Outcome) -> None:
    for attempt in range(1, TRIES + 2):
        assert isinstance(step(Sort.CREATE, outcome, attempt), Doubt)


@pytest.mark.parametrize(
    ("sort", "outcome"),
    [
        (Sort.READ, LOST),
        (Sort.READ, PAGE),
        (Sort.SET, LOST),
        (Sort.SET, PAGE),
        *((sort, NOT_SENT) for sort in Sort),
    ],
)
def test_what_can_be_said_again_is_said_a_few_times(
    sort: Sort, outcome: Outcome
) -> None:
    steps = [step(sort, outcome, attempt) for attempt in range(1, TRIES + 1)]

    pauses = [one.pause for one in steps[:-1] if isinstance(one, Again)]
    assert pauses == [SECOND, 2 * SECOND, 4 * SECOND]
    assert isinstance(steps[-1], GiveUp)


@pytest.mark.parametrize("sort", Sort)
def test_a_limit_is_kept_however_long_it_is_and_by_all(sort: Sort) -> None:
    """Nothing was done then: a create may be sent again."""
    asked = step(sort, Limited("slow down", timedelta(seconds=3000)), 9)
    unsaid = [step(sort, Limited("slow down"), attempt) for attempt in (1, 2, 3)]

    assert asked == Again(timedelta(seconds=3000), "slow down", everybody=True)
    assert [one.pause for one in unsaid if isinstance(one, Again)] == [
        timedelta(minutes=1),
        timedelta(minutes=2),
        timedelta(minutes=4),
    ]


@pytest.mark.parametrize("chance", [0, 0.25, 1])
def test_chance_shortens_a_pause_by_half_at_most(chance: float) -> None:
    found = next_step(Sort.READ, NOT_SENT, 3, chance)

    assert isinstance(found, Again)
    assert 2 * SECOND <= found.pause <= 4 * SECOND <= LONGEST_PAUSE
