"""The report as a ticket: once a period, whatever happens in between."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from afteraction.domain.posting import Posting
from afteraction.domain.tickets import Role, State, Ticket
from tests.engine.house import House, gap, policy
from tests.fakes.memory import Crash
from tests.unit.domain.duties import RULES

QUIET = replace(RULES, escalate_after=None, assigned_within=None, verify=None)
MONDAYS = Posting("notes", ("report",))


def house_that_posts(folder: Path, posting: Posting = MONDAYS) -> House:
    """A team with one finding that was written back on a Monday."""
    house = House(folder, policy=policy(follow_through=QUIET, posting=posting))
    house.notes.known_people |= {"ada", "lin"}
    house.incident("i1")
    house.sync()
    (review,) = house.reviews()
    house.fill_in(review, gap("Late alarm"), carried_by="lin")
    house.notes.close(review.id)
    house.later(minutes=5)
    house.sync()
    return house


def reports(house: House) -> list[Ticket]:
    return sorted(house.of(Role.REPORT), key=lambda ticket: ticket.title)


def at(house: House, day: str, hour: int = 12) -> None:
    house.now = datetime.fromisoformat(day).replace(hour=hour, tzinfo=UTC)
    house.sync()


def test_one_a_week_and_the_last_one_is_closed(tmp_path: Path) -> None:
    house = house_that_posts(tmp_path)
    for day in range(16, 31):
        at(house, f"2026-11-{day:02}")
    at(house, "2026-11-30", 13)

    found = reports(house)
    assert [one.title for one in found] == [
        "After action: report of 2026-11-16",
        "After action: report of 2026-11-23",
        "After action: report of 2026-11-30",
    ]
    assert [one.state for one in found] == [State.CLOSED, State.CLOSED, State.OPEN]
    assert found[0].labels == ("report", "afteraction")
    first, second, _ = (house.notes.text(one.id) for one in found)
    assert "Reviews to fill in" not in first, "it was written back in that very sync"
    assert "Late alarm" in second


def test_one_that_stands_is_not_told_to_be_deleted(tmp_path: Path) -> None:
    house = house_that_posts(tmp_path)
    for day in (17, 18):
        at(house, f"2026-11-{day}")
        assert house.sync().problems == ()


def test_not_before_the_quiet_hours_are_over_nor_on_a_day_off(tmp_path: Path) -> None:
    house = house_that_posts(tmp_path, replace(MONDAYS, every="sat"))
    assert len(reports(house)) == 1, "that of the week that is under way"
    at(house, "2026-11-21")
    at(house, "2026-11-23", 7)
    assert len(reports(house)) == 1
    at(house, "2026-11-23", 8)
    assert [one.title[-10:] for one in reports(house)] == ["2026-11-14", "2026-11-21"]


def test_nothing_is_posted_while_there_is_nothing_to_tell(tmp_path: Path) -> None:
    house = House(tmp_path, policy=policy(follow_through=QUIET, posting=MONDAYS))
    house.sync()

    assert reports(house) == []


def test_a_standing_one_is_brought_up_to_date(tmp_path: Path) -> None:
    house = house_that_posts(tmp_path, replace(MONDAYS, standing=True))
    (first,) = reports(house)
    at(house, "2026-11-20")
    assert reports(house) == [first]
    house.notes.close(first.id)
    at(house, "2026-11-23")
    (second,) = reports(house)
    assert second.id == first.id
    assert (second.title[-10:], second.state) == ("2026-11-23", State.OPEN)


def test_what_people_wrote_in_it_stays(tmp_path: Path) -> None:
    house = house_that_posts(tmp_path, replace(MONDAYS, standing=True))
    (ticket,) = reports(house)
    house.notes.write(ticket.id, "Mine now.")
    at(house, "2026-11-23")

    assert house.notes.text(ticket.id) == "Mine now."


@pytest.mark.parametrize("every", ["mon", "day", "month"])
def test_a_deleted_ledger_posts_nothing_twice(tmp_path: Path, every: str) -> None:
    house = house_that_posts(tmp_path, replace(MONDAYS, every=every))
    house.forget()
    for _ in range(2):
        house.later(minutes=10)
        house.sync()

    assert len(reports(house)) == 1
    assert house.sync().plan.changes == ()


def test_of_a_lost_answer_nothing_comes_twice(tmp_path: Path) -> None:
    house = house_that_posts(tmp_path)
    house.now = datetime(2026, 11, 23, 12, tzinfo=UTC)

    def die() -> None:
        raise Crash

    house.notes.faults.after_write = die
    with pytest.raises(Crash):
        house.sync()
    house.notes.faults.after_write = lambda: None
    for _ in range(2):
        house.later(minutes=10)
        house.sync()

    assert len(reports(house)) == 2
    assert house.sync().plan.changes == ()


def test_a_report_is_no_part_of_the_report(tmp_path: Path) -> None:
    house = house_that_posts(tmp_path)
    before = house.report()
    at(house, "2026-11-23")
    report = house.report()

    assert len(report.reviews) == len(before.reviews) == 1
    assert len(report.write_backs) == 1


def copied(house: House, report: Ticket) -> None:
    """Another machine made it at the same time."""
    details = house.notes.kept[report.id].details
    opened = report.opened + timedelta(seconds=1)
    copy = replace(report, id="copy", key="copy", ref="notes:copy", opened=opened)
    house.notes._keep(replace(details, ticket=copy))


@pytest.mark.parametrize("standing", [False, True])
def test_what_stands_is_no_problem(tmp_path: Path, standing: bool) -> None:
    house = house_that_posts(tmp_path, replace(MONDAYS, standing=standing))
    for day in range(17, 30):
        at(house, f"2026-11-{day:02}")
        house.sync()
        synced = house.sync()
        assert (synced.problems, synced.plan.changes) == ((), ())


@pytest.mark.parametrize("standing", [False, True])
@pytest.mark.parametrize("how", ["deleted", "without its label"])
def test_what_somebody_took_away_comes_no_sooner_than_the_next_one(
    tmp_path: Path, standing: bool, how: str
) -> None:
    house = house_that_posts(tmp_path, replace(MONDAYS, standing=standing))
    (report,) = reports(house)
    if how == "deleted":
        house.notes.delete(report.id)
    else:
        house.notes.change(report.id, labels=())
    before = len(reports(house))
    for day in range(17, 23):
        at(house, f"2026-11-{day:02}")
        house.sync()
        synced = house.sync()
        assert (synced.problems, synced.plan.changes) == ((), ())
    assert len(reports(house)) == before
    at(house, "2026-11-23")
    assert len(reports(house)) == before + 1


def test_copies_are_closed_with_the_next_one(tmp_path: Path) -> None:
    house = house_that_posts(tmp_path, replace(MONDAYS, standing=True))
    (first,) = reports(house)
    copied(house, first)
    at(house, "2026-11-23")
    house.sync()

    states = {one.id: (one.title[-10:], one.state) for one in reports(house)}
    assert states == {
        first.id: ("2026-11-23", State.OPEN),
        "copy": ("2026-11-16", State.CLOSED),
    }


def test_who_wants_one_that_stands_has_no_other_beside_it(tmp_path: Path) -> None:
    """Whoever turns `standing` on and off again is left with one that is open."""
    house = house_that_posts(tmp_path)
    for day, standing in ((23, True), (30, False)):
        posting = replace(MONDAYS, standing=standing)
        house.policy = policy(follow_through=QUIET, posting=posting)
        at(house, f"2026-11-{day}")
    house.policy = policy(follow_through=QUIET, posting=replace(MONDAYS, standing=True))
    at(house, "2026-12-07")
    house.sync()

    opened = [one.title[-10:] for one in reports(house) if one.state is State.OPEN]
    assert opened == ["2026-12-07"]
