"""Figures over time: columns in the team's zone, whatever the clocks do there."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from afteraction.domain.follow_through import Became
from afteraction.domain.kinds import Kind
from afteraction.domain.telling import By, Telling
from afteraction.report import WriteBackRow, make_report
from afteraction.report_counts import follow_through
from afteraction.report_time import OverTime
from tests.unit.a_report import BERLIN, NOW, write_back

SAMOA = ZoneInfo("Pacific/Apia")


def time(
    *rows: WriteBackRow,
    zone: ZoneInfo = BERLIN,
    now: datetime = NOW,
    since: datetime | None = None,
) -> OverTime:
    telling = Telling(since=since)
    return make_report((), rows, zone=zone, now=now, telling=telling).time


def opened(at: datetime, state: Became = Became.OPEN, **values: object) -> WriteBackRow:
    usual = replace(write_back("1", "x", state), opened=at)
    return replace(usual, **values)  # type: ignore[arg-type]


class TestWeeks:
    def test_the_young_loop_has_a_few_weeks(self) -> None:
        made = time(write_back("1", "x", Became.OPEN, opened=1))
        assert [week.first.isoformat() for week in made.weeks] == [
            "2026-10-12",
            "2026-10-19",
            "2026-10-26",
            "2026-11-02",
            "2026-11-09",
            "2026-11-16",
            "2026-11-23",
            "2026-11-30",
        ]
        assert [(s, count.n) for s, count in made.weeks[-1].counts] == [
            (Became.OPEN, 1)
        ]

    def test_the_old_loop_has_half_a_year(self) -> None:
        made = time(
            write_back("1", "x", Became.DONE, opened=3000),
            write_back("2", "x", Became.OPEN, opened=7 * 25),
        )
        assert len(made.weeks) == 26
        assert made.before.n == 1
        assert [state for state, _ in made.weeks[0].counts] == [Became.OPEN]

    @pytest.mark.parametrize(
        ("at", "zone", "first"),
        [
            # Sunday in UTC, Monday in Berlin.
            (datetime(2026, 11, 22, 23, 30, tzinfo=UTC), BERLIN, date(2026, 11, 23)),
            (datetime(2026, 11, 22, 22, 59, tzinfo=UTC), BERLIN, date(2026, 11, 16)),
            # The night in which the clocks go back: Sunday has 25 hours.
            (datetime(2026, 10, 25, 22, 59, tzinfo=UTC), BERLIN, date(2026, 10, 19)),
            (datetime(2026, 10, 25, 23, 0, tzinfo=UTC), BERLIN, date(2026, 10, 26)),
            # A zone that is 13 hours ahead.
            (datetime(2026, 11, 22, 11, 0, tzinfo=UTC), SAMOA, date(2026, 11, 23)),
            (datetime(2026, 11, 22, 10, 59, tzinfo=UTC), SAMOA, date(2026, 11, 16)),
        ],
    )
    def test_weeks_are_the_teams(
        self, at: datetime, zone: ZoneInfo, first: date
    ) -> None:
        weeks = time(opened(at), zone=zone).weeks
        (week,) = [week for week in weeks if week.counts[0][1]]
        assert week.first == first

    def test_a_ticket_from_the_future_spoils_no_picture(self) -> None:
        made = time(write_back("1", "x", Became.OPEN, opened=-900))
        assert len(made.weeks) == 8
        assert made.before.n == 1

    def test_no_week_begins_before_what_is_asked_for(self) -> None:
        rows = [write_back(f"{at}", "x", Became.OPEN, opened=at) for at in range(60)]
        made = time(*rows, since=NOW - timedelta(days=20))
        assert [week.first.isoformat() for week in made.weeks] == [
            "2026-11-16",
            "2026-11-23",
            "2026-11-30",
        ]
        inside = sum(count.n for week in made.weeks for _, count in week.counts)
        assert inside + made.before.n == 60

    def test_this_week_is_always_there(self) -> None:
        made = time(opened(NOW), since=NOW - timedelta(hours=1))
        assert [week.first.isoformat() for week in made.weeks] == ["2026-11-30"]


class TestMonths:
    @pytest.mark.parametrize(
        ("ago", "months"), [(0, 3), (40, 3), (100, 5), (364, 12), (4000, 12)]
    )
    def test_how_many(self, ago: int, months: int) -> None:
        made = time(write_back("1", "x", Became.OPEN, opened=ago))
        assert len(made.months) == months
        assert made.months[-1].first == date(2026, 12, 1)

    def test_a_leap_day_is_in_february(self) -> None:
        now = datetime(2028, 3, 1, 12, tzinfo=UTC)
        leap = datetime(2028, 2, 29, 12, tzinfo=UTC)
        night = datetime(2028, 2, 29, 23, 30, tzinfo=UTC)  # March in Berlin
        months = time(opened(leap), opened(night), now=now).months
        counts = {month.first: month.counts[0][1].n for month in months}
        assert counts == {
            date(2028, 1, 1): 0,
            date(2028, 2, 1): 1,
            date(2028, 3, 1): 1,
        }

    def test_by_kind_zeros_too(self) -> None:
        made = time(opened(NOW, Became.LEARNED, kind=Kind.EXPERIMENT))
        assert [(kind, count.n) for kind, count in made.months[-1].counts] == [
            (Kind.AVOIDABLE, 0),
            (Kind.INHERENT, 0),
            (Kind.EXPERIMENT, 1),
        ]


class TestAges:
    @pytest.mark.parametrize(
        ("ago", "ages", "rotting"),
        [
            (-5, [1, 0, 0, 0], [0, 0, 0]),
            (0, [1, 0, 0, 0], [0, 0, 0]),
            (30, [1, 0, 0, 0], [0, 0, 0]),
            (31, [0, 1, 0, 0], [1, 0, 0]),
            (60, [0, 1, 0, 0], [1, 0, 0]),
            (61, [0, 0, 1, 0], [1, 1, 0]),
            (90, [0, 0, 1, 0], [1, 1, 0]),
            (91, [0, 0, 0, 1], [1, 1, 1]),
        ],
    )
    def test_bounds(self, ago: int, ages: list[int], rotting: list[int]) -> None:
        made = time(write_back("1", "x", Became.OVERDUE, opened=ago))
        assert [each.work.n for each in made.ages] == ages
        assert [work.n for _, work in made.rotting] == rotting

    @pytest.mark.parametrize(
        ("state", "kind"),
        [
            (Became.DONE, Kind.AVOIDABLE),
            (Became.DECLINED, Kind.AVOIDABLE),
            (Became.IN_FORCE, Kind.INHERENT),
            (Became.LEARNED, Kind.EXPERIMENT),
        ],
    )
    def test_only_open_work_has_an_age(self, state: Became, kind: Kind) -> None:
        made = time(write_back("1", "x", state, kind=kind, opened=99))
        assert not any(each.work for each in made.ages)


@pytest.mark.parametrize(
    ("ago", "now", "before"),
    [(0, 1, 0), (89, 1, 0), (90, 0, 1), (179, 0, 1), (180, 0, 0), (-1, 0, 0)],
)
def test_the_trend_compares_spans_of_one_length(
    ago: int, now: int, before: int
) -> None:
    trend = time(write_back("1", "x", Became.OPEN, opened=ago)).trend[0]
    assert (trend.kind, trend.now.n, trend.before.n) == (Kind.AVOIDABLE, now, before)


def test_the_trend_takes_the_days_that_are_asked_for() -> None:
    settled = write_back("1", "x", Became.DONE, opened=40, took=1)
    made = time(settled, since=NOW - timedelta(days=30))
    assert made.trend_days == 30
    assert made.trend[0].before.n == 1


class TestDays:
    """What is due this week, and how long something is overdue."""

    @pytest.mark.parametrize(
        ("today", "due", "this_week"),
        [
            ("2026-12-01", "2026-12-01", True),
            ("2026-12-01", "2026-12-06", True),
            ("2026-12-01", "2026-12-07", False),
            ("2026-12-06", "2026-12-06", True),
            ("2026-12-06", "2026-12-07", False),
            ("2028-02-28", "2028-02-29", True),
            ("2026-12-31", "2027-01-03", True),
            ("2026-12-31", "2027-01-04", False),
            ("2026-12-01", None, False),
        ],
    )
    def test_due_this_week(self, today: str, due: str | None, this_week: bool) -> None:
        row = write_back(
            "1", "x", Became.OPEN, due=date.fromisoformat(due) if due else None
        )
        (told,) = follow_through([row], By.OWNER, date.fromisoformat(today))
        assert bool(told.due_this_week) is this_week

    @pytest.mark.parametrize(
        ("now", "zone", "days"),
        [
            (datetime(2026, 11, 20, 23, 30, tzinfo=UTC), BERLIN, 1),
            (datetime(2026, 11, 21, 22, 30, tzinfo=UTC), BERLIN, 1),
            (datetime(2026, 11, 21, 23, 30, tzinfo=UTC), BERLIN, 2),
            (datetime(2026, 11, 20, 11, 30, tzinfo=UTC), SAMOA, 1),
        ],
    )
    def test_how_long_it_is_overdue(
        self, now: datetime, zone: ZoneInfo, days: int
    ) -> None:
        row = write_back("1", "x", Became.OVERDUE, due=date(2026, 11, 20))
        told = make_report((), [row], zone=zone, now=now).together
        assert (told.longest_overdue, told.days_overdue.value) == (days, days)
