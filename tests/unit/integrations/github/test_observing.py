"""Where the last look ended, as the ledger keeps it."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from afteraction.integrations.github.observing import SWEEP, Cursor

NOW = datetime(2026, 11, 18, 9, tzinfo=UTC)
WORDS = st.text(st.characters(exclude_categories=["Cs"]), max_size=20)


def test_how_a_cursor_looks() -> None:
    cursor = Cursor("2026-11-18T08:58:00Z", 'W/"1a"', NOW, '"2b"', [41])

    assert cursor.written() == (
        '{"since":"2026-11-18T08:58:00Z","etag":"W/\\"1a\\"",'
        '"swept":"2026-11-18T09:00:00Z","milestones":"\\"2b\\"","broken":[41]}'
    )
    assert Cursor().written() == "{}"


@given(
    st.builds(
        Cursor,
        since=WORDS,
        etag=WORDS,
        swept=st.none() | st.datetimes(timezones=st.just(UTC)),
        milestones=WORDS,
        broken=st.lists(st.integers(0, 10**9)),
    )
)
def test_any_cursor_is_read_back(cursor: Cursor) -> None:
    assert Cursor.read(cursor.written()) == cursor


@pytest.mark.parametrize(
    "text",
    [
        "",
        "{}",
        "null",
        "[]",
        "41",
        '"2026-11-18T08:58:00Z"',
        "2026-11-18T08:58:00Z",
        '{"since": 41}',
        '{"since": "2026-11-18T08:58:00Z", "swept": "lately"}',
        '{"since": "2026-11-18T08:58:00Z", "broken": ["41"]}',
        '{"since": "2026-11-18T08:58:00Z"',
    ],
)
def test_what_is_no_cursor_begins_anew(text: str) -> None:
    assert Cursor.read(text) == Cursor()


def test_what_a_later_version_adds_does_no_harm() -> None:
    text = '{"since":"2026-11-18T08:58:00Z","more":[1]}'

    assert Cursor.read(text) == Cursor("2026-11-18T08:58:00Z")


def test_two_cursors_share_nothing() -> None:
    one, other = Cursor(), Cursor()
    one.broken.append(41)

    assert other.broken == []


def test_the_first_look_needs_no_sweep() -> None:
    cursor = Cursor()

    assert not cursor.sweep_is_due(NOW)
    assert cursor.swept == NOW


@pytest.mark.parametrize(
    ("later", "due"),
    [
        (timedelta(0), False),
        (SWEEP - timedelta(seconds=1), False),
        (SWEEP, True),
        (SWEEP * 9, True),
        # The clock was put back.
        (-SWEEP, False),
    ],
)
def test_a_sweep_a_week(later: timedelta, due: bool) -> None:
    cursor = Cursor(swept=NOW)

    assert cursor.sweep_is_due(NOW + later) is due
    # It is over only when it was made.
    assert cursor.swept == NOW
