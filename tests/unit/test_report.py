"""The figures, each with its near misses."""

from __future__ import annotations

import random
from datetime import datetime, timedelta

import pytest

from afteraction.domain.follow_through import Became
from afteraction.domain.kinds import Kind
from afteraction.report import (
    FollowThrough,
    Report,
    ReviewRow,
    ReviewState,
    WriteBackRow,
    make_report,
)
from tests.unit.a_report import BERLIN, NOW, every_case, review, write_back


def owners(*rows: WriteBackRow) -> tuple[FollowThrough, ...]:
    return make_report((), rows, zone=BERLIN, now=NOW).owners


def of_ada(*states: Became) -> FollowThrough:
    (figures,) = owners(*(write_back("0041", "x", state) for state in states))
    return figures


class TestOwners:
    def test_overdue_is_open_and_late_is_done(self) -> None:
        figures = of_ada(
            Became.OPEN,
            Became.OVERDUE,
            Became.OVERDUE,
            Became.DONE,
            Became.DONE_LATE,
            Became.DECLINED,
        )
        assert (figures.open.n, figures.overdue.n) == (3, 2)
        assert (figures.done.n, figures.in_time.n, figures.late.n) == (2, 1, 1)
        assert figures.declined.n == 1

    @pytest.mark.parametrize(
        ("states", "rate", "of"),
        [
            ([Became.DONE] * 2, None, 2),
            ([Became.DONE] * 3, 1.0, 3),
            ([Became.DONE, Became.DONE_LATE, Became.OVERDUE], 0.333, 3),
            ([Became.OVERDUE] * 3, 0.0, 3),
            # Neither says anything about dates.
            ([Became.DONE] * 2 + [Became.OPEN, Became.DECLINED], None, 2),
        ],
    )
    def test_the_rate_is_over_what_is_done_or_overdue(
        self, states: list[Became], rate: float | None, of: int
    ) -> None:
        figures = of_ada(*states)
        assert (figures.on_time.value, figures.on_time.of.n) == (rate, of)

    @pytest.mark.parametrize(
        ("took", "days"),
        [([1.0], 1.0), ([1.0, 4.0], 2.5), ([1.0, 2.0, 90.0], 2.0), ([0.26], 0.3)],
    )
    def test_the_median_of_days_to_the_first_finish(
        self, took: list[float], days: float
    ) -> None:
        rows = [write_back("0041", "x", Became.DONE, took=each) for each in took]
        (figures,) = owners(*rows)
        assert figures.days_to_done.value == days
        assert figures.days_to_done.of.n == len(took)

    def test_what_is_not_done_has_no_days(self) -> None:
        # It was finished once and opened again.
        (figures,) = owners(write_back("0041", "x", Became.OPEN, took=2))
        assert figures.days_to_done.value is None

    def test_limits_and_knowledge_are_nobodys_work(self) -> None:
        assert not owners(
            write_back("0041", "x", Became.LOOK_AGAIN, kind=Kind.INHERENT),
            write_back("0041", "y", Became.LEARNED, kind=Kind.EXPERIMENT),
        )

    def test_an_experiment_with_a_next_try_is_work(self) -> None:
        row = write_back(
            "0041", "x", Became.OPEN, kind=Kind.EXPERIMENT, next_try=True, owner="Lin"
        )
        (figures,) = owners(row)
        assert (figures.name, figures.open.n) == ("Lin", 1)

    def test_by_name_as_in_a_dictionary_and_nobody_last(self) -> None:
        names = ["Zoë", None, "ada", "Änne", "Bo", "Ada", "Anna"]
        rows = [write_back("0041", "x", Became.OPEN, owner=name) for name in names]
        assert [each.name for each in owners(*rows)] == [
            "Ada",
            "ada",
            "Anna",
            "Änne",
            "Bo",
            "Zoë",
            None,
        ]


class TestReviews:
    @pytest.mark.parametrize(
        ("held_after", "within"),
        [
            (-2.0, (1, 1)),
            (48.0, (1, 1)),
            (48.001, (0, 1)),
            (72.0, (0, 1)),
            (72.001, (0, 0)),
        ],
    )
    def test_the_bounds_are_in_the_bounds(
        self, held_after: float, within: tuple[int, int]
    ) -> None:
        row = review("0041", "x", ReviewState.HELD, held_after=held_after)
        figures = make_report([row], (), zone=BERLIN, now=NOW).review_figures
        assert (figures.held_within_48h.n, figures.held_within_72h.n) == within

    def test_a_subject_that_is_gone_has_no_end_to_count_from(self) -> None:
        row = review("0041", "x", ReviewState.HELD, ended=None)
        figures = make_report([row], (), zone=BERLIN, now=NOW).review_figures
        assert figures.held_in_time.n == 1
        assert figures.held_within_72h.n == 0

    def test_each_is_in_one_state(self) -> None:
        figures = every_case().review_figures
        assert (figures.due.n, figures.overdue.n, figures.not_held.n) == (2, 1, 2)
        assert (figures.held_in_time.n, figures.held_late.n) == (3, 1)
        assert figures.unfinished.n == 1


def test_findings_by_kind_also_those_that_do_not_occur() -> None:
    row = write_back("0041", "x", Became.LEARNED, kind=Kind.EXPERIMENT)
    made = make_report((), [row], zone=BERLIN, now=NOW)
    assert tuple((kind, count.n) for kind, count in made.kinds) == (
        (Kind.AVOIDABLE, 0),
        (Kind.INHERENT, 0),
        (Kind.EXPERIMENT, 1),
    )


def shuffled(seed: int) -> Report:
    there = every_case()
    reviews: list[ReviewRow] = list(there.reviews)
    rows: list[WriteBackRow] = list(there.write_backs)
    random.Random(seed).shuffle(reviews)
    random.Random(seed).shuffle(rows)
    return make_report(reviews, rows, zone=BERLIN, now=NOW)


@pytest.mark.parametrize("seed", range(5))
def test_the_order_in_which_rows_come_does_not_matter(seed: int) -> None:
    assert shuffled(seed) == every_case()


def test_rows_stand_in_the_order_of_their_time() -> None:
    made = every_case()
    assert [row.due for row in made.reviews] == sorted(row.due for row in made.reviews)
    opened = [row.opened for row in made.write_backs]
    assert opened == sorted(opened)
    assert isinstance(opened[0], datetime)
    assert NOW - opened[0] > timedelta(0)
