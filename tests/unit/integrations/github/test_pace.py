"""How far apart creates are kept, in one process and across several."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

import pytest

from afteraction.errors import Unreachable
from afteraction.integrations.github.pace import Pace
from afteraction.integrations.github.settings import Limits
from afteraction.network.patience import Patience
from tests.fakes.book import MemoryBook

START = datetime(2026, 11, 18, 9, tzinfo=UTC)
UID = "github:77"


@dataclass
class Clock:
    """Time passes only while somebody waits."""

    now: datetime = START
    slept: list[timedelta] = field(default_factory=list)

    def __call__(self) -> datetime:
        return self.now

    def sleep(self, span: timedelta) -> None:
        self.slept.append(span)
        self.now += span


def made_before(creates: list[datetime]) -> MemoryBook:
    return MemoryBook(creates={UID: creates})


def patience(clock: Clock, **more: object) -> Patience:
    return Patience(clock, clock.sleep, lambda: 1.0, **more)  # type: ignore[arg-type]


def made(pace: Pace, clock: Clock, count: int) -> list[float]:
    """So many creates, each of which takes no time; the seconds at which they were."""
    seconds = []
    for _ in range(count):
        pace.before_create(UID)
        seconds.append((clock.now - START).total_seconds())
    return seconds


def within(seconds: list[float], span: float) -> int:
    """The most that were made in any such span."""
    return max(sum(at <= one < at + span for one in seconds) for at in seconds)


def test_a_second_apart() -> None:
    clock = Clock()
    pace = Pace.of("default", patience(clock))

    assert made(pace, clock, 4) == [0, 1, 2, 3]
    assert clock.slept == [Limits.apart] * 3


def test_who_took_that_long_anyway_does_not_wait() -> None:
    clock = Clock()
    pace = Pace.of("default", patience(clock))
    for _ in range(5):
        pace.before_create(UID)
        clock.now += timedelta(seconds=4)

    assert clock.slept == []


def test_twenty_a_minute_and_a_hundred_and_fifty_an_hour() -> None:
    clock = Clock()
    pace = Pace.of("default", patience(clock, budget=timedelta(days=1)))

    seconds = made(pace, clock, 320)

    assert seconds == sorted(seconds)
    assert within(seconds, 1) == 1
    assert within(seconds, 60) == 20
    assert within(seconds, 3600) == 150
    # No slower than that, either.
    assert seconds[19:21] == [19, 60]
    assert seconds[149:151] == [429, 3600]


@pytest.mark.parametrize(
    ("limits", "minute", "hour"),
    [
        (Limits(per_minute=2, per_hour=5), 2, 5),
        (Limits(per_minute=1, per_hour=1), 1, 1),
        (Limits(per_minute=40, per_hour=600), 40, 600),
    ],
)
def test_numbers_of_ones_own(limits: Limits, minute: int, hour: int) -> None:
    clock = Clock()
    pace = Pace.of(limits, patience(clock, budget=timedelta(days=9)))

    seconds = made(pace, clock, hour + minute + 1)

    assert within(seconds, 60) == minute
    assert within(seconds, 3600) == hour


def test_no_limits_at_all() -> None:
    clock = Clock()
    pace = Pace.of("none", patience(clock))

    assert set(made(pace, clock, 1000)) == {0}


def test_what_other_processes_made_counts() -> None:
    clock = Clock()
    earlier = tuple(START - timedelta(minutes=at) for at in range(59, 1, -1)) * 3
    book = made_before(sorted(earlier)[-149:])
    pace = Pace.of("default", patience(clock, book=book, budget=timedelta(days=1)))

    first, second = made(pace, clock, 2)

    # 149 others: one more is free, the next waits until the oldest is an hour ago.
    oldest = (book.creates[UID][0] - START).total_seconds()
    assert (first, second) == (0, oldest + 3600)


def test_what_is_made_is_known_to_the_next_process_at_once() -> None:
    clock, book = Clock(), MemoryBook()
    first = Pace.of("default", patience(clock, book=book))
    assert made(first, clock, 20) == list(range(20))

    second = Pace.of("default", patience(clock, book=book))

    assert made(second, clock, 2) == [60, 61]


def test_each_limit_that_github_had_to_impose_doubles_the_pause() -> None:
    clock = Clock()
    pace = Pace.of("default", patience(clock, budget=timedelta(days=1)))

    for limited in (0, 1, 2, 6, 60):
        pace.before_create(UID, limited=limited)

    assert [slept.total_seconds() for slept in clock.slept] == [2, 4, 64, 64]


@pytest.mark.parametrize(
    "book",
    [
        # Of another repository, and from more than an hour ago.
        MemoryBook(creates={"github:78": [START - timedelta(minutes=5)] * 200}),
        made_before([START - timedelta(minutes=61)] * 200),
        # By a machine whose clock is a day ahead.
        made_before([START + timedelta(days=1)] * 200),
        None,
    ],
)
def test_what_does_not_count(book: MemoryBook | None) -> None:
    clock = Clock()
    pace = Pace.of("default", patience(clock, book=book))

    assert made(pace, clock, 2) == [0, 1]


def test_who_would_wait_too_long_hears_until_when() -> None:
    clock = Clock()
    pace = Pace.of("default", patience(clock))
    made(pace, clock, 20)

    # 19 of the 60 seconds are spent, and 41 more are needed: just enough.
    made(pace, clock, 1)
    with pytest.raises(Unreachable) as caught:
        pace.before_create(UID)

    assert caught.value.message == (
        "GitHub wants a pause between two creates, until 2026-11-18 09:01:01 UTC"
    )
    assert "try again then" in caught.value.hint


@pytest.mark.parametrize(
    ("limits", "message"),
    [
        (
            Limits(per_minute=2, per_hour=9),
            "2 issues and comments a minute are made on GitHub, until 09:01:00",
        ),
        (
            Limits(per_minute=9, per_hour=2),
            "2 issues and comments an hour are made on GitHub, until 10:00:00",
        ),
    ],
)
def test_the_limit_that_is_met_is_named(limits: Limits, message: str) -> None:
    clock = Clock()
    pace = Pace.of(limits, patience(clock, budget=timedelta(seconds=30)))
    made(pace, clock, 2)

    for _ in range(2):
        with pytest.raises(Unreachable) as caught:
            pace.before_create(UID)
        said = caught.value.message.replace("2026-11-18 ", "")
        assert said == f"no more than {message} UTC"
    # What was not made does not count.
    clock.now = START + timedelta(hours=1)
    pace.before_create(UID)
