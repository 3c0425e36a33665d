"""The list of reminders as people write it, and the days that it names."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from afteraction.domain.schedule import (
    NEVER,
    Schedule,
    ScheduleProblem,
    read_schedule,
)

USUAL = Schedule((-2, 0, 3), 7)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("-2d, 0d, +3d, then every 7d", USUAL),
        ("-2d,0d,3d,every 1w", USUAL),
        (" -2D , 0 d ,+ 3d, THEN  EVERY 7 D", USUAL),
        ("\N{MINUS SIGN}2d, 0d", Schedule((-2, 0))),
        ("-1w, +2w", Schedule((-7, 14))),
        ("0d", Schedule((0,))),
        ("-0d", Schedule((0,))),
        ("+0d, then every 1d", Schedule((0,), 1)),
        ("-3650d, +3650d", Schedule((-3650, 3650))),
    ],
)
def test_what_is_understood(text: str, expected: Schedule) -> None:
    assert read_schedule(text.split(",")) == expected


def test_an_empty_list_reminds_nobody() -> None:
    assert read_schedule([]) == NEVER


@pytest.mark.parametrize(
    ("items", "words"),
    [
        (["2"], "“2” is no day around a due day; write -2d for two days before it"),
        (["-2h"], "“-2h” is no day around a due day"),
        (["soon"], "“soon” is no day around a due day"),
        ([""], "“” is no day around a due day"),
        (["0d", "then every week"], "“then every week” is no day"),
        (["0d", "then +7d"], "“then +7d” is no day around a due day"),
        (["- -2d"], "“- -2d” is no day around a due day"),
        (["every 7d", "0d"], "“every 7d” can only stand at the end, as in [0d, +3d, "),
        (["0d", "every 7d", "every 9d"], "“every 7d” can only stand at the end"),
        (["then every 7d"], "“then every 7d” has no day to count from; write one befo"),
        (["0d", "then every 0d"], "“then every 0d” must be at least one day"),
        (["0d", "every 3651d"], "“every 3651d” must be at least one day and at most"),
        (["3651d"], "“3651d” is more than ten years away; write less"),
        (["3d", "0d"], "0d comes after +3d; write the earliest first"),
        (["0d", "-2d", "3d"], "-2d comes after 0d; write the earliest first"),
        (["7d", "1w"], "+7d stands there twice; keep one"),
        (["0d", "-0d"], "0d stands there twice; keep one"),
    ],
)
def test_what_is_not_understood(items: list[str], words: str) -> None:
    problem = read_schedule(items)

    assert isinstance(problem, ScheduleProblem)
    assert problem.message.startswith(words)
    assert not problem.message.endswith(".")


@pytest.mark.parametrize(
    ("days", "latest"),
    [
        (-3, None),
        (-2, -2),
        (-1, -2),
        (0, 0),
        (2, 0),
        (3, 3),
        (9, 3),
        (10, 10),
        (700, 696),
    ],
)
def test_the_latest_one(days: int, latest: int | None) -> None:
    assert USUAL.latest(days) == latest


def test_the_next_one() -> None:
    assert [USUAL.next_after(n) for n in (None, -2, -1, 0, 3, 4, 10)] == [
        -2,
        0,
        0,
        3,
        10,
        10,
        17,
    ]
    assert Schedule((0, 3)).next_after(3) is None
    assert NEVER.next_after(None) is None
    assert NEVER.latest(1000) is None


SCHEDULES = st.builds(
    lambda offsets, every: Schedule(tuple(sorted(offsets)), every if offsets else None),
    st.sets(st.integers(-40, 40), max_size=6),
    st.none() | st.integers(1, 20),
)


def all_offsets(schedule: Schedule, most: int) -> list[int]:
    """The schedule's days up to `most`, one after the other."""
    found: list[int] = []
    offset = schedule.next_after(None)
    while offset is not None and offset <= most:
        found.append(offset)
        offset = schedule.next_after(offset)
    return found


@given(SCHEDULES, st.integers(-60, 120))
def test_latest_and_next_speak_of_the_same_days(schedule: Schedule, days: int) -> None:
    stand = all_offsets(schedule, 120)

    assert stand == sorted(set(stand))
    assert schedule.latest(days) == max((n for n in stand if n <= days), default=None)


@given(st.lists(st.text(max_size=20), max_size=4))
def test_whatever_stands_there_is_read_or_explained(items: list[str]) -> None:
    found = read_schedule(items)

    if isinstance(found, Schedule):
        assert list(found.offsets) == sorted(set(found.offsets))
    else:
        assert found.message
