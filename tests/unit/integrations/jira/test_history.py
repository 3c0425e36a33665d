"""What became of an issue, by its history."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Any

import pytest

from afteraction.domain.tickets import Reason
from afteraction.integrations.jira.history import (
    Past,
    SprintName,
    day_of,
    joining,
    past_of,
)
from afteraction.integrations.jira.states import States
from afteraction.integrations.jira.wire import Category, Entry, Status
from tests.unit.integrations.jira.told import (
    CLOSED,
    DONE,
    TO_DO,
    ZONE,
    change,
    entry,
    issue,
    status,
)

KNOWN = {
    one["id"]: Status(
        id=one["id"],
        name=one["name"],
        status_category=Category(key=one["statusCategory"]["key"]),
    )
    for one in (TO_DO, DONE, CLOSED)
}


def day(number: int, hour: int = 9) -> datetime:
    return datetime(2026, 11, number, hour, tzinfo=UTC)


def at(number: int, hour: int = 9) -> str:
    return day(number, hour).isoformat()


def past(*entries: Entry, states: States | None = None, **fields: object) -> Past:
    return past_of(issue(**fields), entries, states or States(), KNOWN)


def resolution(before: str, after: str) -> dict[str, Any]:
    was, now = (("1", one) if one else None for one in (before, after))
    return change("resolution", was, now)


def due(before: str, after: str) -> dict[str, Any]:
    days = (before, after)
    was, now = ((one, f"{one} 00:00:00.0") if one else None for one in days)
    return change("duedate", was, now)


def labels(before: str, after: str) -> dict[str, Any]:
    return change("labels", (None, before), (None, after))


def test_an_issue_without_a_history_stood_always_as_it_does() -> None:
    found = past(status=DONE)

    assert found.closed == found.finished(by_label=False) == day(16)


def test_the_first_finish_counts_and_the_last_closing() -> None:
    entries = [
        entry(at(17), status(TO_DO, DONE)),
        entry(at(18), status(DONE, TO_DO)),
        entry(at(19), status(TO_DO, CLOSED)),
        entry(at(20), status(CLOSED, DONE)),
    ]
    for told in (entries, entries[::-1]):
        found = past(*told, status=DONE)
        assert found.finished(by_label=False) == day(17)
        assert found.closed == day(19), "since then it is closed"


def test_what_happened_within_one_moment_has_an_order() -> None:
    entries = [
        entry(at(17), status(TO_DO, DONE), number=9),
        entry(at(19), status(DONE, TO_DO), number=10),
        entry(at(19), status(TO_DO, DONE), number=11),
    ]
    for told in (entries, entries[::-1]):
        found = past(*told, status=DONE)
        assert found.finished(by_label=False) == day(17)
        assert found.closed == day(19)


def test_what_was_declined_first_was_finished_when_it_was_done() -> None:
    found = past(
        entry(at(17), status(TO_DO, DONE), resolution("", "Won't Do")),
        entry(at(18), status(DONE, TO_DO), resolution("Won't Do", "")),
        entry(at(19), status(TO_DO, DONE), resolution("", "Done")),
        status=DONE,
        resolution={"name": "Done"},
    )

    assert found.finished(by_label=False) == day(19)
    assert [one.reason for one in found.standings] == [
        None,
        Reason.DECLINED,
        None,
        Reason.COMPLETED,
    ]


def test_a_status_that_nobody_knows_counts_by_its_name() -> None:
    gone = {"id": "99", "name": "Shipped"}
    entries = [entry(at(17), status(TO_DO, gone)), entry(at(18), status(gone, TO_DO))]

    assert past(*entries).finished(by_label=False) is None
    shipped = States(done=frozenset({"shipped"}))
    assert past(*entries, states=shipped).finished(by_label=False) == day(17)


def test_a_review_is_also_finished_when_it_is_first_labelled() -> None:
    entries = [
        entry(at(17), labels("review", "review ready")),
        entry(at(18), labels("review ready", "review")),
        entry(at(19), status(TO_DO, DONE)),
    ]
    found = past(*entries, status=DONE, labels=["review"])

    assert found.finished(by_label=True) == day(17)
    assert found.finished(by_label=False) == day(19)


@pytest.mark.parametrize(
    ("entries", "expected"),
    [
        ([], None),
        # In time, and on the last minute of the day in the team's zone.
        ([entry(at(18), due("2026-11-20", "2026-12-01"))], None),
        ([entry(at(20, 22), due("2026-11-20", "2026-12-01"))], None),
        ([entry(at(21), due("2026-11-20", "2026-12-01"))], date(2026, 11, 20)),
        ([entry(at(21), due("2026-11-20", ""))], date(2026, 11, 20)),
        # Set for the first time: nothing was missed.
        ([entry(at(21), due("", "2026-11-20"))], None),
        # The first one that was missed, whatever came then.
        (
            [
                entry(at(21), due("2026-11-20", "2026-11-22")),
                entry(at(25), due("2026-11-22", "2026-12-01")),
            ],
            date(2026, 11, 20),
        ),
        # Closed when it passed.
        (
            [
                entry(at(17), status(TO_DO, DONE)),
                entry(at(25), due("2026-11-20", "2026-12-01")),
            ],
            None,
        ),
        # Another change on that day is no move.
        ([entry(at(25), labels("a", "b"))], None),
    ],
)
def test_the_first_due_date_that_was_missed(
    entries: list[Entry], expected: date | None
) -> None:
    closed = any(one.items[0].field == "status" for one in entries)
    now = DONE if closed else TO_DO

    assert past(*entries, status=now, duedate="2026-12-01").missed(ZONE) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("2026-12-01", date(2026, 12, 1)),
        ("2026-12-01 00:00:00.0", date(2026, 12, 1)),
        ("", None),
        (None, None),
        ("soon", None),
        ("01/Dec/26", None),
    ],
)
def test_due_dates_as_histories_have_them(
    text: str | None, expected: date | None
) -> None:
    assert day_of(text) == expected


def test_the_story_tells_what_was_opened_and_closed_and_nothing_else() -> None:
    found = past(
        entry(at(17), due("", "2026-12-01")),
        entry(at(17), status(TO_DO, DONE)),
        entry(at(18), status(DONE, CLOSED)),
        entry(at(19), status(CLOSED, TO_DO)),
    )

    told = found.events(lambda user: user.display_name if user else None)
    assert [(one.at, one.who, one.what) for one in told] == [
        (day(16), "Ada Lovelace", "opened"),
        (day(17), "Ada Lovelace", "closed as completed"),
        (day(19), "Ada Lovelace", "reopened"),
    ]


def test_how_it_stood_at_a_moment() -> None:
    found = past(entry(at(17), status(TO_DO, DONE)), status=DONE)

    assert found.stood(day(16, 10)).reason is None
    assert found.stood(day(17)).reason is Reason.COMPLETED
    assert found.stood(day(1)).reason is None, "before it was there"


# --- sprints --------------------------------------------------------------------------


def moved(number: int, before: str, after: str) -> Entry:
    """Into and out of sprints, by their ids."""
    told = change("Sprint", (before, ""), (after, ""), field_id="customfield_10020")
    return entry(at(number), told)


@pytest.mark.parametrize(
    ("moves", "late", "from_another"),
    [
        # Made in it: before or after it began.
        ([], False, False),
        # Planned for it, then it began on the 18th.
        ([moved(17, "", "7")], False, False),
        ([moved(18, "", "7")], False, False),
        ([moved(19, "", "7")], True, False),
        # Carried over: the old sprint stays on it, or did not when both ran.
        ([moved(17, "5", "5, 7")], False, True),
        ([moved(19, "5", "5, 7")], True, True),
        ([moved(19, "5", "7")], True, True),
        ([moved(19, "9", "7")], True, False),
        ([moved(17, "9", "9, 7")], False, True),
        # Taken out and put back.
        ([moved(17, "", "7"), moved(19, "7", ""), moved(20, "", "7")], False, False),
        ([moved(17, "5", "5, 7"), moved(19, "5, 7", "5"), moved(20, "5", "5, 7")],
         False, True),
        # Out before it began, and back after.
        ([moved(16, "", "7"), moved(17, "7", ""), moved(19, "", "7")], True, False),
        # Gone on to the next one.
        ([moved(17, "", "7"), moved(25, "7", "7, 8")], False, False),
        ([moved(25, "7", "7, 8")], False, False),
        # What is no number is none.
        ([moved(19, "x, ", "x, 7")], True, False),
    ],
)  # fmt: skip
def test_how_an_issue_came_into_a_sprint(
    moves: list[Entry], late: bool, from_another: bool
) -> None:
    sprint = SprintName("7", "customfield_10020")
    for told in (moves, moves[::-1]):
        how = joining(issue(), told, sprint, day(18))
        assert (how.late, how.from_another) == (late, from_another)


def test_an_issue_that_was_made_in_a_sprint_that_runs_came_late() -> None:
    made = issue(created="2026-11-19T09:00:00.000+0000")

    assert joining(made, [], SprintName("7", None), day(18)).late


def test_other_fields_are_no_sprints_though_they_hold_its_number() -> None:
    told = entry(at(19), change("status", ("1", "To Do"), ("7", "Seventh")))

    for field in (None, "customfield_10020"):
        assert not joining(issue(), [told], SprintName("7", field), day(18)).late


def test_a_sprint_field_by_another_name_is_known_by_its_id() -> None:
    told = change("Iteration", ("", ""), ("7", ""), field_id="customfield_10020")
    sprint = SprintName("7", "customfield_10020")

    assert joining(issue(), [entry(at(19), told)], sprint, day(18)).late
