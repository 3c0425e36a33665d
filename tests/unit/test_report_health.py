"""The health of the loop: each figure with its near misses, and what is not known."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime, timedelta

import pytest

from afteraction.domain.follow_through import Became
from afteraction.domain.kinds import Kind
from afteraction.domain.telling import Telling
from afteraction.report import Health, ReviewRow, ReviewState, WriteBackRow, make_report
from tests.unit.a_report import BERLIN, NOW, link, review, write_back

DAY = timedelta(days=1)
HOUR = timedelta(hours=1)


def health(*rows: ReviewRow | WriteBackRow, since: datetime | None = None) -> Health:
    return make_report(
        (row for row in rows if isinstance(row, ReviewRow)),
        (row for row in rows if isinstance(row, WriteBackRow)),
        zone=BERLIN,
        now=NOW,
        telling=Telling(since=since),
    ).health


def held(key: str, after: float = 24, **values: object) -> ReviewRow:
    usual = review(key, "x", ReviewState.HELD, held_after=after)
    return replace(usual, **values)  # type: ignore[arg-type]


def work(key: str, state: Became = Became.OPEN, **values: object) -> WriteBackRow:
    usual = write_back(key, f"of {key}", state)
    return replace(usual, **values)  # type: ignore[arg-type]


def test_of_nothing_nothing_is_known() -> None:
    of_nothing = health()
    medians = (
        of_nothing.hours_to_report,
        of_nothing.hours_to_review,
        of_nothing.days_to_last_write_back,
        of_nothing.days_to_know,
    )
    assert [(each.value, each.of.n) for each in medians] == [(None, 0)] * 4
    assert (of_nothing.procedures.value, of_nothing.recurring.value) == (None, None)
    assert (of_nothing.days_since_shared, of_nothing.shared.n) == (None, 0)
    assert (of_nothing.carried_over.n, of_nothing.most_carried) == (0, 0)


class TestSpeed:
    def test_from_the_end_to_the_review(self) -> None:
        rows = (
            held("1", 10),
            held("2", 20.25),
            held("3", -5),
            review("4", "x", ReviewState.HELD, ended=None),
            review("5", "x", ReviewState.OVERDUE),
        )
        figure = health(*rows).hours_to_review
        assert (figure.value, figure.of.n) == (10.0, 3)

    def test_from_the_end_to_the_last_write_back(self) -> None:
        reviews = [held("1"), held("2"), held("3", ended=None)]
        rows = [
            work("1", opened=NOW - 12 * DAY),
            work("1", opened=NOW - 10 * DAY, ticket=link("last", "the last")),
            work("2", opened=NOW - 11 * DAY),
            work("3", opened=NOW - 1 * DAY),
        ]
        figure = health(*reviews, *rows).days_to_last_write_back
        # The subjects were over 14 days ago.
        assert (figure.value, figure.of.n) == (3.5, 2)
        assert "notes:last" in [row.link.ref for row in figure.of.rows]

    def test_from_the_beginning_to_the_report(self) -> None:
        rows = (
            held("1", began=NOW - 3 * HOUR, reported=NOW - HOUR),
            held("2", began=NOW - HOUR, reported=NOW - HOUR),
            held("3", began=NOW, reported=NOW - HOUR),
            held("4", began=None, reported=NOW - HOUR),
            held("5", began=NOW - HOUR, reported=None),
        )
        figure = health(*rows).hours_to_report
        assert (figure.value, figure.of.n) == (1.0, 2)

    def test_from_trying_to_knowing(self) -> None:
        taught = write_back("1", "x", Became.LEARNED, kind=Kind.EXPERIMENT, opened=10)
        tried = write_back(
            "2", "y", Became.DONE, kind=Kind.EXPERIMENT, next_try=True, took=6
        )
        trying = write_back(
            "3", "z", Became.OPEN, kind=Kind.EXPERIMENT, next_try=True, took=1
        )
        no_experiment = write_back("4", "w", Became.DONE, took=1)
        unknown = replace(taught, ended=None, ticket=link("5", "v"))
        told = health(taught, tried, trying, no_experiment, unknown)
        # 14 - 10 days after the end, and 6 after the opening.
        assert (told.days_to_know.value, told.days_to_know.of.n) == (5.0, 2)
        # The next try was done 14 - 6 days ago.
        assert told.days_since_shared == 8
        assert [row.link for row in told.shared.rows] == [tried.ticket]

    def test_days_since_the_last_experiment_are_the_teams_days(self) -> None:
        late = NOW.replace(hour=22, minute=59) - DAY
        early = late + timedelta(minutes=1)
        row = write_back("1", "x", Became.LEARNED, kind=Kind.EXPERIMENT)
        assert health(replace(row, opened=late)).days_since_shared == 1
        assert health(replace(row, opened=early)).days_since_shared == 0
        assert health(replace(row, opened=NOW + DAY)).days_since_shared == 0


class TestChanges:
    @pytest.mark.parametrize(("reviews", "rate"), [(2, None), (3, 1.333), (4, 1.0)])
    def test_procedures_for_each_review(self, reviews: int, rate: float | None) -> None:
        rows = [held(f"{at}") for at in range(reviews)]
        done = [work(f"{at}", Became.DONE) for at in range(3)]
        done.append(work("late", Became.DONE_LATE))
        others = (
            work("o", Became.OPEN),
            work("l", Became.DONE, kind=Kind.INHERENT),
        )
        figure = health(*rows, *done, *others).procedures
        assert (figure.value, figure.part.n, figure.of.n) == (rate, 4, reviews)

    def test_limits_and_what_was_learned(self) -> None:
        told = health(
            work("1", Became.IN_FORCE, kind=Kind.INHERENT),
            work("2", Became.LOOK_AGAIN, kind=Kind.INHERENT),
            work("3", Became.DONE, kind=Kind.INHERENT),
            work("4", Became.LEARNED, kind=Kind.EXPERIMENT),
        )
        assert (told.in_force.n, told.look_again.n, told.learned.n) == (2, 1, 1)


class TestComesAgain:
    FIRST = work("1", opened=NOW - 50 * DAY, names=())

    def again(self, *names: str, **values: object) -> WriteBackRow:
        usual = work("2", opened=NOW - 5 * DAY, names=names)
        return replace(usual, **values)  # type: ignore[arg-type]

    @pytest.mark.parametrize(
        ("names", "counts"),
        [
            ((FIRST.ticket.ref,), 1),
            (("notes:review-1",), 1),
            (("notes:1",), 1),
            (("notes:2", "notes:review-2"), 0),
            (("notes:unheard-of",), 0),
            ((), 0),
        ],
    )
    def test_what_names_an_earlier_loop(
        self, names: tuple[str, ...], counts: int
    ) -> None:
        rows = (held("1", ended=NOW - 60 * DAY), held("2"), self.FIRST)
        figure = health(*rows, self.again(*names), work("3", names=())).recurring
        assert (figure.part.n, figure.of.n) == (counts, 3)

    def test_the_earlier_one_does_not_come_again(self) -> None:
        later = self.again()
        earlier = replace(self.FIRST, names=(later.ticket.ref,))
        assert health(earlier, later).recurring.part.n == 0

    def test_by_its_address(self) -> None:
        there = replace(self.FIRST, ticket=link("7", "x", url="https://t.example/7"))
        assert health(there, self.again("https://t.example/7")).recurring.part.n == 1

    def test_what_was_not_read_is_left_out(self) -> None:
        figure = health(self.FIRST, work("2"), work("3")).recurring
        assert (figure.part.n, figure.of.n, figure.value) == (0, 1, None)

    def test_a_ticket_in_which_later_reviews_track_theirs(self) -> None:
        shared = replace(self.FIRST, again=(link("r2", "x"), link("r3", "y")))
        figure = health(shared).recurring
        assert (figure.part.n, figure.of.n, figure.value) == (2, 3, 0.667)

    def test_what_is_old_is_still_the_earlier_one(self) -> None:
        done = replace(self.FIRST, state=Became.DONE, closed=NOW - 40 * DAY)
        figure = health(
            done, self.again(done.ticket.ref), since=NOW - 9 * DAY
        ).recurring
        assert (figure.part.n, figure.of.n) == (1, 1)


class TestCarriedAlong:
    @staticmethod
    def retro(key: str, days_ago: int, **values: object) -> ReviewRow:
        ended = NOW - days_ago * DAY
        usual = held(key, ended=ended, held=ended + HOUR, retro=True)
        return replace(usual, **values)  # type: ignore[arg-type]

    @staticmethod
    def of_retro(**values: object) -> WriteBackRow:
        usual = work("s1", opened=NOW - 41 * DAY, ended=NOW - 42 * DAY, retro=True)
        return replace(usual, **values)  # type: ignore[arg-type]

    @pytest.mark.parametrize(
        ("values", "over"),
        [
            ({}, 2),
            ({"state": Became.DONE, "closed": NOW - 20 * DAY}, 1),
            ({"state": Became.DONE, "closed": NOW - 28 * DAY}, 0),
            ({"state": Became.DECLINED, "closed": NOW - 1 * DAY}, 2),
            ({"opened": NOW - 20 * DAY}, 1),
            ({"opened": NOW - 3 * DAY}, 0),
            ({"retro": False}, 0),
            ({"series": "elsewhere"}, 0),
            ({"counts": "learned"}, 0),
        ],
    )
    def test_over_how_many_retros(self, values: dict[str, object], over: int) -> None:
        retros = [self.retro("s1", 42), self.retro("s2", 28), self.retro("s3", 14)]
        to_come = self.retro("s4", -3)
        told = health(*retros, to_come, self.of_retro(**values))
        assert told.most_carried == over
        assert told.carried_over.n == bool(over)

    def test_an_incidents_review_is_no_retro(self) -> None:
        told = health(self.retro("s1", 42), held("2"), self.of_retro())
        assert told.carried_over.n == 0

    def test_what_nobody_has(self) -> None:
        told = health(
            work("1", owner=None),
            work("2", Became.OVERDUE, owner=None),
            work("3", Became.DONE, owner=None),
            work("4", Became.IN_FORCE, kind=Kind.INHERENT, owner=None),
            work("5"),
            review("6", "x", ReviewState.DUE),
            review("7", "x", ReviewState.HELD),
            replace(review("8", "x", ReviewState.DUE), assignee="Ada"),
        )
        assert [row.link.ref for row in told.ownerless.rows] == [
            "notes:review-6",
            "notes:review-1-f-0004",
            "notes:review-2-f-0004",
        ]

    def test_what_stands_with_a_closed_account(self) -> None:
        told = health(
            work("1", left=True),
            work("2", Became.OVERDUE, left=True),
            work("3", Became.LOOK_AGAIN, left=True, due=date(2026, 11, 1)),
            work("4", Became.DONE, left=True),
            work("5"),
            replace(review("6", "x", ReviewState.OVERDUE), left=True),
            held("7", left=True),
        )
        assert told.left.n == 4
