"""Why a ticket was declined: the closer's last comment near the closing (rule 8)."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from afteraction.domain.reasons import MOST, NO_REASON, decline_reason
from afteraction.domain.tickets import (
    Comment,
    CommentMark,
    Details,
    Event,
    Reason,
    State,
    Ticket,
)

CLOSED = datetime(2026, 11, 20, 12, tzinfo=UTC)
DAY = timedelta(days=1)
SECOND = timedelta(seconds=1)


def comment(
    text: str = "Too dear for what it saves.",
    *,
    author: str = "lin",
    after: timedelta = -SECOND,
    ours: bool = False,
) -> Comment:
    mark = CommentMark("review-1/remark", "main") if ours else None
    return Comment(text, author, CLOSED + after, text, mark)


def reason(
    *comments: Comment,
    closers: tuple[str | None, ...] = ("lin",),
    closed: datetime | None = CLOSED,
) -> str:
    """Of a ticket that was closed once by each of `closers`."""
    ticket = Ticket(
        tracker="notes",
        id="1",
        key="1",
        ref="notes:1",
        url="",
        title="Alarm on slow queries",
        state=State.CLOSED,
        reason=Reason.DECLINED,
        labels=(),
        assignee="ada",
        author="ada",
        opened=CLOSED - 9 * DAY,
        closed=closed,
    )
    events = [Event(CLOSED - 9 * DAY, "ada", "opened")]
    for who in closers:
        events += [
            Event(CLOSED, who, "closed as declined"),
            Event(CLOSED, "sam", "reopened"),
        ]
    return decline_reason(Details(ticket, (), comments, tuple(events)))


def test_what_the_closer_said() -> None:
    assert reason(comment()) == "Too dear for what it saves."


def test_nothing_said_is_no_reason() -> None:
    assert reason() == NO_REASON
    assert reason(comment(), closed=None) == NO_REASON


@pytest.mark.parametrize(
    ("after", "counts"),
    [
        (-DAY - SECOND, False),
        (-DAY, True),
        (timedelta(0), True),
        (DAY, True),
        (DAY + SECOND, False),
    ],
)
def test_only_within_a_day_of_the_closing(after: timedelta, counts: bool) -> None:
    assert (reason(comment(after=after)) != NO_REASON) is counts


@pytest.mark.parametrize(
    ("author", "closers", "counts"),
    [
        ("lin", ("lin",), True),
        ("ada", ("lin",), False),
        ("ada", ("ada", "lin"), False),
        ("lin", ("ada", "lin"), True),
        ("ada", (None,), True),
        ("ada", (), True),
        ("ada", (None, "lin"), False),
    ],
)
def test_only_the_last_closers_where_it_is_known(
    author: str, closers: tuple[str | None, ...], counts: bool
) -> None:
    said = reason(comment(author=author), closers=closers)

    assert (said != NO_REASON) is counts


@pytest.mark.parametrize(
    "one",
    [
        comment(author="renovate[bot]"),
        comment(author="afteraction"),
        comment(ours=True),
    ],
)
def test_never_a_programs(one: Comment) -> None:
    assert reason(one, closers=()) == NO_REASON


def test_the_last_one_counts_also_in_the_same_minute() -> None:
    early = comment("Let us see.", after=-2 * SECOND)
    first, last = comment("First.", after=SECOND), comment("Last.", after=SECOND)

    assert reason(first, last, early) == "Last."


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("Too dear.\n\nSee\tthe plan.\n", "Too dear. See the plan."),
        ("x" * MOST, "x" * MOST),
        ("x" * (MOST + 1), "x" * (MOST - 1) + "…"),
        (" \n ", NO_REASON),
    ],
)
def test_it_is_told_in_one_line(text: str, said: str) -> None:
    assert reason(comment(text)) == said
