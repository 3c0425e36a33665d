"""Reminders, escalations and questions, through whole syncs: each is said once."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from itertools import count
from pathlib import Path

import pytest

from afteraction.domain.schedule import Schedule
from afteraction.domain.targets import Targets
from afteraction.domain.tickets import Comment, Reason, Role, Ticket
from afteraction.plan_follow_through import Remind
from tests.engine.house import House, gap, policy
from tests.fakes.memory import Crash
from tests.unit.domain.duties import DAY, RULES

DUE = date(2026, 12, 1)
REMIND_ONLY = replace(RULES, escalate_after=None, assigned_within=None, verify=None)


def house_with(folder: Path, *gaps: str, **rules: object) -> House:
    """A team whose review was held, and its findings written back."""
    follow_through = replace(RULES, **rules)  # type: ignore[arg-type]
    house = House(folder, policy=policy(follow_through=follow_through))
    house.notes.known_people |= {"ada", "lin"}
    house.incident("i1")
    house.sync()
    (review,) = house.reviews()
    house.fill_in(review, *(gaps or (gap("Late alarm"),)), carried_by="lin")
    house.notes.close(review.id)
    house.later(minutes=5)
    house.sync()
    return house


def on(house: House, day: date, hour: int = 9) -> None:
    """It is that hour of that day, by UTC."""
    house.now = datetime(day.year, day.month, day.day, hour, tzinfo=UTC)


def said(house: House, ticket: Ticket | None = None) -> list[str]:
    """What our comments on a write-back begin with, the oldest first."""
    (only, *_) = house.write_backs()
    kept = house.trackers[(ticket or only).tracker].kept[(ticket or only).id]
    return [c.text.split("\n")[0] for c in kept.details.comments if c.mark]


def ours(house: House) -> list[Comment]:
    """All our comments on all write-backs."""
    return [
        comment
        for ticket in house.write_backs()
        for comment in house.notes.kept[ticket.id].details.comments
        if comment.mark
    ]


def every_day(house: House, until: date, hour: int = 9) -> None:
    """Sync at this hour of each day, that day included."""
    while house.now.date() < until:
        on(house, house.now.date() + timedelta(days=1), hour)
        house.sync()


def test_each_reminder_is_said_once_and_then_somebody_is_asked_for_a_hand(
    tmp_path: Path,
) -> None:
    house = house_with(tmp_path)
    every_day(house, date(2026, 12, 21))

    assert said(house) == [
        "A reminder: this is due on 2026-12-01, in 4 days.",
        "A reminder: this is due today.",
        "A reminder: this was due on 2026-12-01, 3 days ago.",
        (
            "@lin, this may need a hand: it was due on 2026-12-01. Often something is"
            " in the way, or it turned out bigger than it looked."
        ),
        "A reminder: this was due on 2026-12-01, 10 days ago.",
        "A reminder: this was due on 2026-12-01, 17 days ago.",
    ]
    assert house.sync().plan.changes == ()


def test_nothing_is_said_without_follow_through(tmp_path: Path) -> None:
    house = house_with(tmp_path)
    house.policy = policy()
    every_day(house, date(2026, 12, 21))

    assert said(house) == []


@pytest.mark.parametrize("reason", [Reason.COMPLETED, Reason.DECLINED])
def test_it_stops_by_itself(tmp_path: Path, reason: Reason) -> None:
    house = house_with(tmp_path, verify=None)
    every_day(house, DUE)
    (ticket,) = house.write_backs()
    house.notes.close(ticket.id, reason)
    every_day(house, date(2026, 12, 21))

    assert len(said(house)) == 2


def test_nothing_is_said_before_the_quiet_hours_are_over(tmp_path: Path) -> None:
    house = house_with(tmp_path)
    on(house, DUE, 7)
    house.sync()
    assert said(house) == []

    house.later(hours=1)
    house.sync()
    assert said(house) == ["A reminder: this is due today."]


def test_a_dry_run_shows_it_and_says_nothing(tmp_path: Path) -> None:
    house = house_with(tmp_path)
    on(house, DUE)

    assert [c.does.value for c in house.sync(dry_run=True).plan.changes] == ["remind"]
    assert said(house) == []


def test_a_fresh_runner_says_nothing_again(tmp_path: Path) -> None:
    house = house_with(tmp_path)
    while house.now.date() < date(2026, 12, 21):
        on(house, house.now.date() + timedelta(days=1))
        house.forget()
        house.sync()

    assert len(said(house)) == len(set(said(house))) == 6


def test_a_comment_that_somebody_deleted_is_not_said_again(tmp_path: Path) -> None:
    house = house_with(tmp_path)
    on(house, DUE)
    house.sync()
    (ticket,) = house.write_backs()
    details = house.notes.kept[ticket.id].details
    house.notes._keep(replace(details, comments=()))
    house.later(hours=1)
    house.sync()
    house.later(hours=3)
    house.sync()

    assert said(house) == []


# --- several to one person ------------------------------------------------------------


def test_several_are_gathered_into_one_comment(tmp_path: Path) -> None:
    house = house_with(tmp_path, gap("First"), gap("Second"), gap("Third", owner="lin"))
    on(house, DUE)
    house.sync()

    counts = [len(said(house, one)) for one in house.write_backs()]
    assert sorted(counts) == [0, 1, 1]
    text = next(c.text for c in ours(house) if "These 2" in c.text)
    assert [t in text for t in ("First", "Second", "Third")] == [True, True, False]


def test_what_was_gathered_elsewhere_is_not_said_again(tmp_path: Path) -> None:
    """Also when its own ticket's comments are all that a fresh runner is shown."""
    house = house_with(tmp_path, gap("First"), gap("Second"), escalate_after=None)
    on(house, DUE)
    house.sync()
    assert len(ours(house)) == 1
    host = next(t for t in house.write_backs() if said(house, t))

    house.notes.close(host.id)
    house.forget()
    house.later(hours=1)
    house.sync()

    assert len(ours(house)) == 1


def test_no_person_gets_more_comments_a_day_than_agreed(tmp_path: Path) -> None:
    gaps = [gap(f"Alarm {number:02} came late") for number in range(20)]
    house = house_with(tmp_path, *gaps, at_most_a_day=1, escalate_after=None)
    on(house, DUE)
    house.sync()
    assert len(ours(house)) == 1, "ten of them; the others wait for another day"
    house.later(hours=2)
    house.sync()
    assert len(ours(house)) == 1

    on(house, date(2026, 12, 2))
    house.sync()
    assert len(ours(house)) == 2
    covered = {key for c in ours(house) if c.mark for key in c.mark.keys}
    assert len(covered) == 20


# --- people who are not there ---------------------------------------------------------


def test_of_an_owner_who_left_somebody_else_is_told(tmp_path: Path) -> None:
    house = house_with(tmp_path)
    (ticket,) = house.write_backs()
    house.notes.change(ticket.id, left=True)
    every_day(house, date(2026, 12, 14))

    assert said(house) == [
        "@lin, this needs a new owner: the one it has is no longer active here."
    ]


def test_of_who_left_and_carried_the_review_whoever_was_given_it_is_told(
    tmp_path: Path,
) -> None:
    house = house_with(tmp_path, gap("Late alarm", owner="lin"))
    (ticket,) = house.write_backs()
    house.notes.change(ticket.id, left=True)
    every_day(house, date(2026, 12, 14))

    assert said(house) == [
        "@ada, this needs a new owner: the one it has is no longer active here."
    ]


def test_of_what_nobody_owns_somebody_is_told(tmp_path: Path) -> None:
    house = house_with(tmp_path)
    (ticket,) = house.write_backs()
    house.notes.change(ticket.id, assignee=None)
    every_day(house, date(2026, 12, 14))

    assert said(house) == ["@lin, this needs an owner: nobody has it yet."]


def test_reassigned_is_reassigned(tmp_path: Path) -> None:
    house = house_with(tmp_path, escalate_after=None)
    (ticket,) = house.write_backs()
    on(house, DUE)
    house.sync()
    house.notes.change(ticket.id, assignee="lin")
    every_day(house, date(2026, 12, 4))

    assert len(said(house)) == 2
    to = [c.mark.to for c in ours(house) if c.mark]
    assert to[0] != to[1]


def test_a_limit_is_looked_at_again_and_never_late(tmp_path: Path) -> None:
    house = house_with(tmp_path, gap("Slow link", "inherent"))
    every_day(house, date(2026, 12, 21))

    assert said(house) == [
        "The day has come to look at this limit again: does it still hold?"
    ]


def test_whether_it_holds_is_asked_once(tmp_path: Path) -> None:
    house = house_with(tmp_path)
    (ticket,) = house.write_backs()
    house.notes.close(ticket.id)
    every_day(house, date(2027, 2, 1))

    assert said(house) == ["This was done on 2026-11-16. Does it hold?"]


# --- crashes --------------------------------------------------------------------------


@pytest.mark.parametrize("forget", [False, True])
def test_stopped_at_every_write(tmp_path: Path, forget: bool) -> None:
    """Before and after each write and commit: every reminder is there, once."""
    for at in count():
        folder = tmp_path / str(at)
        folder.mkdir()
        house = house_with(folder, gap("First"), gap("Second", owner="lin"))
        on(house, DUE)
        ticks = count()

        def tick(at: int = at, ticks: Callable[[], int] = ticks.__next__) -> None:
            if ticks() == at:
                raise Crash

        house.watch = house.notes.faults.before_write = tick
        house.notes.faults.after_write = tick
        stopped = False
        try:
            house.sync()
        except Crash:
            stopped = True
        house.watch = house.notes.faults.before_write = lambda: None
        house.notes.faults.after_write = lambda: None
        if forget:
            house.forget()
        for _ in range(3):
            house.later(minutes=5)
            house.sync()
        assert len(ours(house)) == 2, at
        if not stopped:
            break
    assert at > 4


def test_of_a_lost_answer_nothing_comes_twice(tmp_path: Path) -> None:
    house = house_with(tmp_path)
    on(house, DUE)
    losing = iter([True])
    house.notes.faults.loses_answer = lambda: next(losing, False)
    house.sync()
    for _ in range(3):
        house.later(minutes=30)
        house.sync()

    assert len(ours(house)) == 1


def test_after_an_outage_only_the_latest_is_said(tmp_path: Path) -> None:
    house = house_with(tmp_path, escalate_after=None)
    on(house, date(2026, 12, 21))
    house.sync()

    assert said(house) == ["A reminder: this was due on 2026-12-01, 20 days ago."]


@pytest.mark.parametrize(
    ("label", "due"),
    [
        ("severity: Critical", date(2026, 11, 23)),
        ("sev-high", date(2026, 11, 30)),
        ("not-critical", date(2026, 12, 16)),
    ],
)
def test_a_finding_is_due_by_how_severe_its_subject_was(
    tmp_path: Path, label: str, due: date
) -> None:
    targets = Targets((("critical", 7 * DAY), ("high", 14 * DAY)), 30 * DAY)
    house = House(tmp_path, policy=policy(follow_through=RULES, targets=targets))
    house.notes.known_people.add("ada")
    house.incident("i1", labels=("incident", label))
    house.sync()
    (review,) = house.reviews()
    house.fill_in(review, gap("Late alarm", due=""))
    house.notes.close(review.id)
    house.sync()

    assert [one.due for one in house.write_backs()] == [due]


def test_no_schedule_means_no_reminder(tmp_path: Path) -> None:
    house = house_with(tmp_path, schedule=Schedule(), escalate_after=None)
    every_day(house, date(2026, 12, 21))

    assert said(house) == []
    assert len(house.of(Role.WRITE_BACK)) == 1


def test_a_ticket_that_lets_nobody_speak_keeps_no_other_waiting(
    tmp_path: Path,
) -> None:
    """What is said of several stands on one of them; that one may be locked."""
    house = house_with(tmp_path, *(gap(f"Alarm {n} was late") for n in range(3)))
    on(house, DUE)
    (locked, *_) = [
        change.message.host.duty.ticket.id
        for change in house.sync(dry_run=True).plan.changes
        if isinstance(change, Remind)
    ]
    house.notes.locked.add(locked)
    synced = house.sync()

    assert [one.ended.value for one in synced.results] == ["refused"]
    (comment,) = ours(house)
    assert comment.mark
    assert len(comment.mark.keys) == 2
    for forget in (False, True):
        if forget:
            house.forget()
        house.later(minutes=20)
        (result,) = house.sync().results
        assert (result.ended.value, len(ours(house))) == ("refused", 1)
    house.notes.locked.clear()
    house.later(minutes=20)
    house.sync()
    assert len(ours(house)) == 2
