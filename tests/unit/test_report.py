"""The figures, each with its near misses."""

from __future__ import annotations

import random
from dataclasses import replace
from datetime import datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from afteraction.domain.follow_through import Became
from afteraction.domain.kinds import Kind
from afteraction.domain.telling import By, Names, Telling
from afteraction.report import (
    FollowThrough,
    Link,
    Report,
    ReviewRow,
    ReviewState,
    WriteBackRow,
    make_report,
)
from afteraction.report_csv import report_csv
from afteraction.report_json import report_json_text
from tests.unit.a_report import BERLIN, NOW, every_case, review, write_back

DAY = timedelta(days=1)


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


class TestBy:
    ROWS = (
        replace(write_back("1", "a", Became.OPEN), team="Platform", tracker="notes"),
        replace(write_back("2", "b", Became.DONE, took=1), team="Platform"),
        replace(write_back("3", "c", Became.OVERDUE, owner=None), tracker="ops"),
        replace(
            write_back("1", "d", Became.OPEN, kind=Kind.EXPERIMENT, next_try=True),
            team="Search",
        ),
        write_back("1", "a limit", Became.IN_FORCE, kind=Kind.INHERENT),
    )

    @pytest.mark.parametrize(
        ("by", "told"),
        [
            (By.OWNER, [("Ada Lovelace", 2, 1), (None, 1, 0)]),
            (By.TEAM, [("Platform", 1, 1), ("Search", 1, 0), (None, 1, 0)]),
            (By.KIND, [("avoidable", 2, 1), ("experiment", 1, 0)]),
            (By.TRACKER, [("notes", 2, 1), ("ops", 1, 0)]),
        ],
    )
    def test_each_work_in_one_group(
        self, by: By, told: list[tuple[str | None, int, int]]
    ) -> None:
        made = make_report((), self.ROWS, zone=BERLIN, now=NOW, telling=Telling(by=by))
        assert [(e.name, e.open.n, e.done.n) for e in made.groups] == told
        assert sum(each.open.n for each in made.groups) == made.together.open.n == 3
        assert [each.name for each in made.owners] == ["Ada Lovelace", None]

    def test_two_subjects_of_one_title_are_two(self) -> None:
        made = make_report(
            (), self.ROWS, zone=BERLIN, now=NOW, telling=Telling(by=By.SUBJECT)
        )
        refs = [each.link.ref if each.link else None for each in made.groups]
        assert refs == ["notes:1", "notes:2", "notes:3"]
        assert len({each.name for each in made.groups}) == 1

    def test_a_subject_that_is_not_known_comes_last(self) -> None:
        unknown = write_back("9", "x", Became.OPEN, subject=Link("", "", ""))
        made = make_report(
            (),
            (unknown, *self.ROWS),
            zone=BERLIN,
            now=NOW,
            telling=Telling(by=By.SUBJECT),
        )
        assert (made.groups[-1].name, made.groups[-1].link) == (None, None)


class TestNames:
    ROWS = (
        write_back("1", "a", Became.OPEN),
        write_back("2", "b", Became.OPEN, owner="Anna Lee"),
        write_back("3", "c", Became.OPEN, owner=None),
    )
    REVIEWS = (
        review("1", "x", ReviewState.HELD, held_after=1, carried_by="Anna Lee"),
        replace(review("2", "x", ReviewState.DUE), assignee="Lin Chen"),
    )

    def told(self, names: Names) -> Report:
        telling = Telling(names=names)
        return make_report(
            self.REVIEWS, self.ROWS, zone=BERLIN, now=NOW, telling=telling
        )

    @pytest.mark.parametrize(
        ("names", "owners", "carrier", "assignee"),
        [
            (Names.FULL, ["Ada Lovelace", "Anna Lee", None], "Anna Lee", "Lin Chen"),
            (Names.INITIALS, ["AL", "AL 2", None], "AL 2", "LC"),
            (Names.NONE, ["somebody", None], "somebody", "somebody"),
        ],
    )
    def test_whose_names_are_told(
        self, names: Names, owners: list[str | None], carrier: str, assignee: str
    ) -> None:
        made = self.told(names)
        assert [each.name for each in made.owners] == owners
        assert [name for name, _ in made.carriers] == [carrier]
        assert made.reviews[1].assignee == assignee
        shown = report_json_text(made) + report_csv(made, grouped=False)
        assert ("Ada Lovelace" in shown) is (names is Names.FULL)
        assert ("Lin Chen" in shown) is (names is Names.FULL)


class TestSince:
    SINCE = NOW - timedelta(days=10)

    @pytest.mark.parametrize(
        ("row", "counts"),
        [
            (write_back("1", "x", Became.OPEN, opened=400), True),
            (write_back("1", "x", Became.OVERDUE, opened=400), True),
            (write_back("1", "x", Became.IN_FORCE, kind=Kind.INHERENT), True),
            (write_back("1", "x", Became.DONE, opened=40, took=30), True),
            (write_back("1", "x", Became.DONE, opened=40, took=29.9), False),
            (write_back("1", "x", Became.DECLINED, opened=40, took=2), False),
            (write_back("1", "x", Became.DONE, opened=40), False),
            (write_back("1", "x", Became.LEARNED, opened=10), True),
            (write_back("1", "x", Became.LEARNED, opened=11), False),
        ],
    )
    def test_what_was_settled_before_is_left_out(
        self, row: WriteBackRow, counts: bool
    ) -> None:
        telling = Telling(since=self.SINCE)
        made = make_report((), [row], zone=BERLIN, now=NOW, telling=telling)
        assert bool(made.write_backs) is counts
        assert any(count.n for _, count in made.kinds) is counts

    @pytest.mark.parametrize(
        ("row", "counts"),
        [
            (review("1", "x", ReviewState.OVERDUE, ended=NOW - 99 * DAY), True),
            (review("1", "x", ReviewState.DUE), True),
            (review("1", "x", ReviewState.HELD, held_after=24 * 4), True),
            (review("1", "x", ReviewState.HELD_LATE, held_after=24 * 3.9), False),
            (replace(review("1", "x", ReviewState.NOT_HELD), declined=NOW), True),
            (review("1", "x", ReviewState.NOT_HELD), False),
        ],
    )
    def test_of_reviews_too(self, row: ReviewRow, counts: bool) -> None:
        telling = Telling(since=self.SINCE)
        made = make_report([row], (), zone=BERLIN, now=NOW, telling=telling)
        assert bool(made.reviews) is counts


STATES = st.sampled_from([Became.OPEN, Became.OVERDUE, Became.DONE, Became.DONE_LATE])


@given(
    st.lists(
        st.tuples(STATES, st.sampled_from(["Ada", "Lin", None]), st.integers(0, 99)),
        max_size=30,
    )
)
def test_the_figures_add_up(cases: list[tuple[Became, str | None, int]]) -> None:
    """Counted here once more, in another way."""
    rows = [
        write_back(f"{at}", "x", state, owner=owner, opened=ago)
        for at, (state, owner, ago) in enumerate(cases)
    ]
    made = make_report((), rows, zone=BERLIN, now=NOW)
    for each in made.owners:
        mine = [state for state, owner, _ in cases if owner == each.name]
        judged = len(mine) - mine.count(Became.OPEN)
        assert each.open.n == mine.count(Became.OPEN) + mine.count(Became.OVERDUE)
        assert each.on_time.of.n == judged
        if judged >= 3:
            assert each.on_time.value == round(mine.count(Became.DONE) / judged, 3)
    still = [ago for state, _, ago in cases if state in (Became.OPEN, Became.OVERDUE)]
    assert sum(each.work.n for each in made.time.ages) == len(still)
    assert {days: work.n for days, work in made.time.rotting} == {
        days: sum(ago > days for ago in still) for days in (30, 60, 90)
    }
    weeks = sum(count.n for week in made.time.weeks for _, count in week.counts)
    assert weeks + made.time.before.n == len(cases)
