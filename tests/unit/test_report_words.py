"""The sentences of a report: true, kind, and in good English."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from afteraction.domain.follow_through import Became
from afteraction.domain.kinds import Kind
from afteraction.report import ReviewRow, ReviewState, WriteBackRow, make_report
from afteraction.report_words import (
    KINDS,
    KINDS_MEAN,
    STATES,
    UNKNOWN,
    away,
    number,
    percent,
    some,
    tiles,
    well,
)
from tests.unit.a_report import BERLIN, NOW, empty, review, write_back

TODAY = date(2026, 12, 1)


def going_well(*rows: ReviewRow | WriteBackRow, ownerless: int = 0) -> tuple[str, ...]:
    made = make_report(
        (row for row in rows if isinstance(row, ReviewRow)),
        (row for row in rows if isinstance(row, WriteBackRow)),
        zone=BERLIN,
        now=NOW,
    )
    return well(made, ownerless=ownerless)


def held(after: float, state: ReviewState = ReviewState.HELD) -> ReviewRow:
    return review("0041", "x", state, held_after=after)


def became(state: Became, kind: Kind = Kind.AVOIDABLE) -> WriteBackRow:
    return write_back("0041", "x", state, kind=kind)


@pytest.mark.parametrize(
    ("days", "said"),
    [
        (-400, "400 days ago"),
        (-2, "2 days ago"),
        (-1, "yesterday"),
        (0, "today"),
        (1, "tomorrow"),
        (2, "in 2 days"),
    ],
)
def test_how_far_away_a_day_is(days: int, said: str) -> None:
    assert away(TODAY + timedelta(days=days), TODAY) == said


@pytest.mark.parametrize(
    ("count", "said"),
    [(0, "0 reviews"), (1, "1 review"), (2000, "2,000 reviews")],
)
def test_so_many(count: int, said: str) -> None:
    assert some(count, "review") == said


def test_so_many_of_a_word_with_its_own_plural() -> None:
    assert some(2, "day past", "days past") == "2 days past"


@pytest.mark.parametrize(
    ("rate", "said"),
    [
        (0.857, "86%"),
        (1.0, "100%"),
        (0.999, "99%"),
        (0.001, "1%"),
        (0.0, "0%"),
        (None, UNKNOWN),
    ],
)
def test_only_all_is_a_hundred_percent(rate: float | None, said: str) -> None:
    assert percent(rate) == said


@pytest.mark.parametrize(
    ("figure", "said"),
    [(2.5, "2.5"), (3.0, "3"), (0, "0"), (1234567, "1,234,567"), (None, UNKNOWN)],
)
def test_numbers_as_people_write_them(figure: float | None, said: str) -> None:
    assert number(figure) == said


@pytest.mark.parametrize(
    ("rows", "sentence"),
    [
        ([held(10)], "The review was held within 48 hours."),
        ([held(10)] * 2, "Every review was held within 48 hours."),
        ([held(60)], "The review was held in time."),
        ([held(10), held(60)], "Every review was held in time, 1 within 48 hours."),
        (
            [held(10), held(60), held(99, ReviewState.HELD_LATE)],
            "2 of 3 reviews were held in time, 1 within 48 hours.",
        ),
        (
            [held(60), held(99, ReviewState.HELD_LATE)],
            "1 of 2 reviews was held in time.",
        ),
        ([became(Became.DONE)], "1 improvement is done, by the agreed day."),
        ([became(Became.DONE)] * 2, "2 improvements are done, all by the agreed day."),
        (
            [became(Became.DONE), became(Became.DONE_LATE)],
            "2 improvements are done, 1 of them by the agreed day.",
        ),
        (
            [became(Became.LEARNED, Kind.EXPERIMENT)],
            "1 experiment taught us something.",
        ),
        (
            [became(Became.IN_FORCE, Kind.INHERENT)] * 2,
            "2 limits are known and planned with.",
        ),
    ],
)
def test_what_is_going_well(
    rows: list[ReviewRow | WriteBackRow], sentence: str
) -> None:
    assert going_well(*rows)[0] == sentence


def test_there_is_always_something_good_to_say() -> None:
    late = held(99, ReviewState.HELD_LATE)
    assert going_well(late) == going_well()
    assert len(going_well()) == 1


@pytest.mark.parametrize(("ownerless", "said"), [(0, True), (1, False)])
def test_every_finding_has_an_owner(ownerless: int, said: bool) -> None:
    sentences = going_well(became(Became.OPEN), ownerless=ownerless)
    assert ("Every finding has an owner." in sentences) is said


def test_the_rate_of_all_also_counts_those_who_have_none() -> None:
    rows = [
        write_back("0041", "x", Became.DONE, owner=name) for name in ("a", "b", "c")
    ]
    rows.append(write_back("0041", "x", Became.OVERDUE, owner="d"))
    made = make_report((), rows, zone=BERLIN, now=NOW)
    assert [each.on_time.value for each in made.owners] == [None] * 4
    rate = made.together.on_time
    assert (rate.value, rate.of.n) == (0.75, 4)


def test_the_figures_on_top_of_nothing() -> None:
    assert [(tile.value, tile.note) for tile in tiles(empty())] == [
        ("0", "of 0"),
        ("0", "none late"),
        (UNKNOWN, "too few to tell"),
        ("0", "none overdue"),
        ("0", "by experiment"),
    ]


def test_there_is_a_word_for_everything() -> None:
    assert set(STATES) == set(Became)
    assert set(KINDS) == set(KINDS_MEAN) == set(Kind)
