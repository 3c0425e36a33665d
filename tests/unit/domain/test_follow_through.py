"""What became of a write-back, case by case."""

from __future__ import annotations

from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

import pytest

from afteraction.domain.follow_through import Became, became, finished_late
from afteraction.domain.kinds import Counts
from afteraction.domain.tickets import Reason, State, Ticket

BERLIN = ZoneInfo("Europe/Berlin")
NEW_YORK = ZoneInfo("America/New_York")
DUE = date(2026, 11, 21)
BEFORE = datetime(2026, 11, 20, 12, tzinfo=UTC)
LAST = datetime(2026, 11, 21, 22, 59, 59, tzinfo=UTC)
"""The last second of the due day in Berlin."""
MIDNIGHT = datetime(2026, 11, 21, 23, tzinfo=UTC)
AFTER = datetime(2026, 11, 25, 12, tzinfo=UTC)


def ticket(
    reason: Reason | None = None,
    *,
    due: date | None = DUE,
    closed: datetime | None = None,
    finished: datetime | None = None,
    missed: date | None = None,
) -> Ticket:
    """A write-back; it is closed when there is a reason."""
    return Ticket(
        tracker="notes",
        id="1",
        key="1",
        ref="notes:1",
        url="",
        title="Alarm on slow queries",
        state=State.CLOSED if reason else State.OPEN,
        reason=reason,
        labels=(),
        assignee="ada",
        author=None,
        opened=datetime(2026, 11, 1, tzinfo=UTC),
        closed=closed,
        finished=finished,
        due=due,
        missed=missed,
    )


@pytest.mark.parametrize(
    ("now", "state"),
    [
        (BEFORE, Became.OPEN),
        (LAST, Became.OPEN),
        (MIDNIGHT, Became.OVERDUE),
        (AFTER, Became.OVERDUE),
    ],
)
def test_work_is_overdue_when_its_day_is_over(now: datetime, state: Became) -> None:
    assert became(ticket(), Counts.WORK, BERLIN, now) is state


def test_the_day_is_the_teams() -> None:
    assert became(ticket(), Counts.WORK, BERLIN, MIDNIGHT) is Became.OVERDUE
    assert became(ticket(), Counts.WORK, NEW_YORK, MIDNIGHT) is Became.OPEN


@pytest.mark.parametrize("day", [None, date.max])
def test_work_without_a_day_is_never_overdue(day: date | None) -> None:
    assert became(ticket(due=day), Counts.WORK, BERLIN, AFTER) is Became.OPEN


@pytest.mark.parametrize(
    ("now", "state"),
    [
        (BEFORE, Became.IN_FORCE),
        (LAST, Became.IN_FORCE),
        (MIDNIGHT, Became.LOOK_AGAIN),
    ],
)
def test_a_limit_is_looked_at_again_and_never_overdue(
    now: datetime, state: Became
) -> None:
    assert became(ticket(), Counts.CONSTRAINT, BERLIN, now) is state


def test_a_limit_that_holds_no_longer_is_done() -> None:
    lifted = ticket(Reason.COMPLETED, closed=AFTER)
    assert became(lifted, Counts.CONSTRAINT, BERLIN, AFTER) is Became.DONE


@pytest.mark.parametrize("reason", [None, Reason.COMPLETED])
def test_what_was_learned_stays_learned(reason: Reason | None) -> None:
    knowledge = ticket(reason)
    assert became(knowledge, Counts.LEARNED, BERLIN, AFTER) is Became.LEARNED


@pytest.mark.parametrize("counts", list(Counts))
@pytest.mark.parametrize("reason", [Reason.DECLINED, Reason.DUPLICATE])
def test_anything_can_be_declined(counts: Counts, reason: Reason) -> None:
    closed = ticket(reason, closed=AFTER)
    assert became(closed, counts, BERLIN, AFTER) is Became.DECLINED


# What is told of a finished piece of work, and whether that was late in Berlin.
FINISHES = [
    ("on its day", {"closed": LAST}, False),
    ("at midnight", {"closed": MIDNIGHT}, True),
    ("days later", {"closed": AFTER}, True),
    ("without a day", {"closed": AFTER, "due": None}, False),
    ("no instant known", {}, False),
    ("first in time, then again", {"finished": BEFORE, "closed": AFTER}, False),
    ("first late, then again", {"finished": AFTER, "closed": AFTER}, True),
    ("day moved in time", {"closed": AFTER, "due": date(2026, 12, 1)}, False),
    (
        "day moved when it had passed",
        {"closed": AFTER, "due": date(2026, 12, 1), "missed": DUE},
        True,
    ),
    (
        "day taken away when it had passed",
        {"closed": AFTER, "due": None, "missed": DUE},
        True,
    ),
    (
        "finished in time, a later day missed after reopening",
        {"finished": BEFORE, "closed": AFTER, "missed": DUE},
        False,
    ),
]


@pytest.mark.parametrize(
    ("told", "late"),
    [each[1:] for each in FINISHES],
    ids=[each[0].replace(" ", "-") for each in FINISHES],
)
def test_a_finish_is_late_after_the_first_day_that_was_missed(
    told: dict[str, datetime | date | None], late: bool
) -> None:
    done = ticket(Reason.COMPLETED, **told)  # type: ignore[arg-type]
    assert finished_late(done, BERLIN) is late
    state = became(done, Counts.WORK, BERLIN, AFTER)
    assert state is (Became.DONE_LATE if late else Became.DONE)


@pytest.mark.parametrize(
    ("finish", "late"),
    [
        # 25 hours: both of the hours between two and three belong to the day.
        (datetime(2026, 10, 25, 22, 59, tzinfo=UTC), False),
        (datetime(2026, 10, 25, 23, tzinfo=UTC), True),
    ],
)
def test_a_day_of_twenty_five_hours(finish: datetime, late: bool) -> None:
    done = ticket(Reason.COMPLETED, due=date(2026, 10, 25), closed=finish)
    assert finished_late(done, BERLIN) is late


def test_a_leap_day() -> None:
    leap = ticket(due=date(2028, 2, 29))
    last = datetime(2028, 2, 29, 22, 59, tzinfo=UTC)
    assert became(leap, Counts.WORK, BERLIN, last) is Became.OPEN
    over = datetime(2028, 2, 29, 23, tzinfo=UTC)
    assert became(leap, Counts.WORK, BERLIN, over) is Became.OVERDUE
