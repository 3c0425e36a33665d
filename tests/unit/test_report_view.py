"""What a report shows first, what it leaves out, and that it says so."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest

from afteraction.domain.follow_through import Became
from afteraction.domain.kinds import Kind
from afteraction.report import ReviewRow, ReviewState, WriteBackRow, make_report
from afteraction.report_shelf import WORST_FIRST
from afteraction.report_view import STACKED, ReportView, view
from tests.unit.a_report import BERLIN, NOW, empty, every_case, review, write_back


def seen(*rows: ReviewRow | WriteBackRow, shown: int = 200) -> ReportView:
    made = make_report(
        (row for row in rows if isinstance(row, ReviewRow)),
        (row for row in rows if isinstance(row, WriteBackRow)),
        zone=BERLIN,
        now=NOW,
    )
    return view(made, shown=shown)


def titles(rows: tuple[WriteBackRow, ...]) -> list[str]:
    return [row.ticket.title for row in rows]


def test_every_state_has_its_place() -> None:
    assert set(WORST_FIRST) == set(STACKED) == set(Became)


def test_nothing_is_empty() -> None:
    assert view(empty()).empty
    assert not view(every_case()).empty


def test_what_has_waited_longest_comes_first() -> None:
    made = seen(
        write_back("1", "later", Became.OVERDUE, due=date(2026, 11, 20)),
        write_back("2", "first", Became.OVERDUE, due=date(2026, 11, 2), opened=1),
        write_back("3", "none", Became.OPEN, due=None),
    )
    assert titles(made.overdue.rows) == ["first", "later"]
    assert titles(made.everything.rows) == ["first", "later", "none"]


def test_a_long_list_says_how_many_it_leaves_out() -> None:
    rows = [write_back(f"{at}", "x", Became.OVERDUE) for at in range(10)]
    made = seen(*rows, shown=4)
    assert (len(made.overdue.rows), made.overdue.total, made.overdue.more) == (4, 10, 6)
    assert [need.what for need in made.needs] == ["10 write-backs past their day"]


def test_too_many_owners_are_those_who_carry_the_most_by_name() -> None:
    made = seen(
        write_back("1", "x", Became.DONE, owner="Ann"),
        write_back("2", "x", Became.OVERDUE, owner="Zoe"),
        write_back("3", "x", Became.OPEN, owner="Kim"),
        shown=2,
    )
    assert [each.name for each in made.groups.rows] == ["Kim", "Zoe"]
    assert made.groups.more == 1


def test_without_an_owner_are_gaps_and_open_work() -> None:
    made = seen(
        review(
            "1",
            "x",
            ReviewState.HELD,
            unfinished=("a gap: it has no owner",),
            without_owner=("a gap",),
        ),
        write_back("2", "given back", Became.OPEN, owner=None),
        write_back("3", "done all the same", Became.DONE, owner=None),
        write_back("4", "a fact", Became.IN_FORCE, kind=Kind.INHERENT, owner=None),
    )
    assert [each.title for each in made.ownerless.rows] == ["a gap", "given back"]
    assert [each.ticket.ref for each in made.ownerless.rows] == [
        "notes:review-1",
        "notes:review-2-f-000a",
    ]
    # What lacks nothing but an owner is told once.
    assert not made.unfinished.total


@pytest.mark.parametrize(
    ("due", "soon"),
    [
        (date(2026, 12, 1), True),
        (date(2026, 12, 15), True),
        (date(2026, 12, 16), False),
        (None, False),
    ],
)
def test_what_is_due_soon(due: date | None, soon: bool) -> None:
    made = seen(write_back("1", "x", Became.OPEN, due=due))
    assert bool(made.due_soon.total) is soon


@pytest.mark.parametrize(
    ("due", "day"),
    [
        (date(2026, 12, 4), "2026-12-04"),
        (datetime(2026, 12, 4, 12, tzinfo=UTC), "2026-12-04"),
        # A due day is kept as the instant at which it is over.
        (datetime(2026, 12, 4, 23, tzinfo=UTC), "2026-12-04"),
        (datetime(2026, 12, 4, 23, 1, tzinfo=UTC), "2026-12-05"),
    ],
)
def test_the_last_day_that_is_in_time(due: date, day: str) -> None:
    assert view(empty()).last_day(due).isoformat() == day
