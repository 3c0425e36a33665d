"""Reviews of sprints that are opened before the sprint ends: rules 6, 17, 18."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import replace
from datetime import date, datetime, timedelta

import pytest

from afteraction.domain.policy import SubjectRule
from afteraction.domain.tickets import State
from afteraction.report import ReviewState
from afteraction.sync import Synced
from tests.engine.house import START, House, gap, policy
from tests.engine.trouble import Trouble, Troubled
from tests.fakes.memory import Crash

DAY = timedelta(days=1)
END = START + 10 * DAY
EARLY = policy(sprints=(SubjectRule("notes", "notes", lead=DAY),))


def does(synced: Synced) -> list[str]:
    return [change.does.value for change in synced.plan.changes]


def sprint(
    house: House, end: datetime = END, state: str = "active", key: str = "46"
) -> None:
    """The sprint, as it stands from now on."""
    house.notes.put_sprint(key, START - DAY, end, state)


@pytest.fixture(autouse=True)
def opened_a_day_before(house: House) -> None:
    house.policy = EARLY


def test_a_review_is_opened_a_day_before_the_sprint_ends(house: House) -> None:
    sprint(house)

    assert does(house.sync()) == []
    house.later(days=9, seconds=-1)
    assert does(house.sync()) == []
    # Nothing changed in the tracker: time alone opens it.
    house.later(seconds=1)
    assert does(house.sync(dry_run=True)) == ["open-review"]
    assert does(house.sync()) == ["open-review"]

    (review,) = house.reviews()
    assert review.due == date(2026, 11, 29)
    assert "is due by 2026-11-29 10:00 CET" in house.notes.text(review.id)
    assert "open-review" not in does(house.sync())


def test_a_loop_that_waits_for_that_day_is_not_looked_at_before(house: House) -> None:
    sprint(house)
    house.sync()
    with house.site() as site:
        assert site.ledger.view.awake(house.now) == ()
        assert site.ledger.view.awake(END - DAY - timedelta(seconds=1)) == ()
        assert len(site.ledger.view.awake(END - DAY)) == 1


def test_it_is_opened_on_a_fresh_ledger_too(house: House) -> None:
    sprint(house)
    house.later(days=9)

    assert does(house.sync()) == ["open-review"]
    house.forget()
    assert "open-review" not in does(house.sync())
    assert len(house.reviews()) == 1


def test_somebody_configures_it_in_the_last_day(house: House) -> None:
    """What was seen before it mattered is not told again by every tracker."""
    sprint(house)
    house.later(days=9, hours=1)
    house.policy = policy()
    assert does(house.sync()) == []
    house.policy = EARLY
    house.forget()

    assert does(house.sync()) == ["open-review"]


@pytest.mark.parametrize("end", [END, END + 9 * DAY], ids=["in time", "much later"])
def test_the_end_of_the_sprint_opens_nothing_more(house: House, end: datetime) -> None:
    sprint(house)
    house.later(days=9)
    house.sync()

    sprint(house, END + DAY)
    assert "open-review" not in does(house.sync())
    house.later(days=2)
    sprint(house, end, "closed")
    assert "open-review" not in does(house.sync())
    house.forget()
    assert "open-review" not in does(house.sync())
    assert len(house.reviews()) == 1


def test_an_end_that_is_moved_before_the_review_moves_its_opening(house: House) -> None:
    sprint(house)
    house.sync()
    sprint(house, END + 2 * DAY)
    house.later(days=9)

    assert does(house.sync()) == []
    house.later(days=2)
    assert does(house.sync()) == ["open-review"]


def test_a_sprint_that_is_closed_before_its_day_is_reviewed_at_once(
    house: House,
) -> None:
    sprint(house)
    house.sync()
    house.later(days=3)
    sprint(house, house.now, "closed")

    assert does(house.sync()) == ["open-review"]


def test_a_sprint_that_has_not_begun_waits_for_its_beginning(house: House) -> None:
    house.policy = policy(sprints=(SubjectRule("notes", "notes", lead=9 * DAY),))
    house.notes.put_sprint("47", START + 3 * DAY, START + 5 * DAY, "active")

    assert does(house.sync()) == []
    house.later(days=3)
    assert does(house.sync()) == ["open-review"]


def test_a_sprint_that_is_deleted_gets_none(house: House) -> None:
    sprint(house)
    house.sync()
    house.notes.delete("sprint:46")
    house.later(days=9)

    assert does(house.sync()) == []


def test_one_that_is_deleted_or_opened_again_afterwards_keeps_its_one_review(
    house: House,
) -> None:
    sprint(house)
    sprint(house, key="47")
    house.later(days=9)
    house.sync()
    sprint(house, house.now, "closed")
    house.sync()
    sprint(house)
    house.notes.delete("sprint:47")

    assert does(house.sync()) == []
    assert does(house.sync()) == []
    assert len(house.reviews()) == 2


@pytest.mark.parametrize("moment", range(1, 9))
@pytest.mark.parametrize("forgets", [False, True], ids=["", "the ledger is lost"])
def test_a_crash_makes_no_second_one(house: House, moment: int, forgets: bool) -> None:
    sprint(house)
    house.later(days=9)
    with Troubled(house, Trouble(crash_at=moment)), suppress(Crash):
        house.sync()
    if forgets:
        house.forget()
    house.later(hours=2)
    house.sync()
    house.sync()

    assert len(house.reviews()) == 1


def test_too_many_at_once_wait_for_somebody_to_allow_them(house: House) -> None:
    house.policy = replace(EARLY, at_most=1)
    sprint(house)
    sprint(house, key="47")
    house.later(days=9)

    synced = house.sync()
    assert does(synced) == []
    assert synced.plan.held_back[0].count == 2


def test_a_review_that_is_ready_before_the_end_is_written_back_at_once(
    house: House,
) -> None:
    """While people are still in the room."""
    sprint(house)
    house.later(days=9)
    house.sync()
    (review,) = house.reviews()
    house.fill_in(review, gap("Too much at once", due="end of sprint"))
    labels = (*house.notes.kept[review.id].details.ticket.labels, "ready")
    house.notes.change(review.id, labels=labels)
    house.later(minutes=1)

    synced = house.sync()

    assert "write-back" in does(synced)
    (made,) = house.write_backs()
    assert (made.due, made.state) == (END.date(), State.OPEN)
    (row,) = house.report().reviews
    assert (row.state, row.ended) == (ReviewState.HELD, END)


def test_a_review_held_before_the_end_took_no_time(house: House) -> None:
    sprint(house)
    house.later(days=9)
    house.sync()
    (review,) = house.reviews()
    house.fill_in(review, gap("Too much at once"))
    house.later(hours=1)
    house.notes.close(review.id)
    house.sync()

    report = house.report()
    (row,) = report.reviews
    assert (row.state, row.ended, row.due) == (ReviewState.HELD, END, END + 3 * DAY)
    assert report.review_figures.held_within_48h.n == 1
    assert report.health.hours_to_review.value == 0


def test_it_is_overdue_by_the_planned_end(house: House) -> None:
    sprint(house)
    house.later(days=9)
    house.sync()
    house.later(days=4)

    assert [row.state for row in house.report().reviews] == [ReviewState.DUE]
    house.later(seconds=1)
    assert [row.state for row in house.report().reviews] == [ReviewState.OVERDUE]
