"""Asking until there is an answer: pauses are kept, within the budget, by everybody."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest

from afteraction.errors import Refused, Unreachable
from afteraction.network.caller import Caller, Doubtful
from afteraction.network.outcomes import (
    Answer,
    Denied,
    Garbled,
    Limited,
    Outcome,
    Silence,
    Sort,
)
from afteraction.network.patience import Patience
from tests.fakes.book import MemoryBook

HOST = "tracker.example"
FINE = Answer(200, body=b"{}")


class Clock:
    """Time that passes only when somebody sleeps."""

    def __init__(self) -> None:
        self.now = datetime(2026, 11, 21, 9, tzinfo=UTC)
        self.slept: list[float] = []

    def sleep(self, span: timedelta) -> None:
        self.slept.append(span.total_seconds())
        self.now += span


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def waits() -> MemoryBook:
    return MemoryBook()


@pytest.fixture
def caller(clock: Clock, waits: MemoryBook) -> Caller:
    return Caller(HOST, patience(clock, waits))


def patience(clock: Clock, waits: MemoryBook | None) -> Patience:
    return Patience(lambda: clock.now, clock.sleep, lambda: 1.0, book=waits)


def saying(*outcomes: Outcome) -> Callable[[], Outcome]:
    return iter(outcomes).__next__


def test_an_answer_is_given_back(caller: Caller, clock: Clock) -> None:
    assert caller.ask(Sort.READ, saying(FINE)) is FINE
    assert (caller.requests, clock.slept) == (1, [])


def test_it_asks_again_after_a_pause(caller: Caller, clock: Clock) -> None:
    cut = Silence("cut off", sent=True)

    assert caller.ask(Sort.SET, saying(cut, Garbled("502"), FINE)) is FINE
    assert (caller.requests, clock.slept) == (3, [1, 2])


def test_it_gives_up(caller: Caller) -> None:
    with pytest.raises(Unreachable, match="no route"):
        caller.ask(Sort.CREATE, saying(*[Silence("no route", sent=False)] * 9))

    assert caller.requests == 4


def test_a_create_in_doubt_is_sent_once(caller: Caller) -> None:
    with pytest.raises(Doubtful, match="502"):
        caller.ask(Sort.CREATE, saying(Garbled("502"), FINE))

    assert caller.requests == 1


def test_a_no_is_a_no(caller: Caller) -> None:
    no = Refused("you may not", "ask for the right")

    with pytest.raises(Refused, match="you may not"):
        caller.ask(Sort.CREATE, saying(Denied(no), FINE))


def test_a_limit_is_waited_for(caller: Caller, clock: Clock) -> None:
    limit = Limited("slow down", timedelta(seconds=30))

    assert caller.ask(Sort.CREATE, saying(limit, FINE)) is FINE
    assert clock.slept == [30]


def test_beyond_the_budget_it_says_when_to_come_back(
    clock: Clock, waits: MemoryBook
) -> None:
    """And the next process does not ask before either."""
    limit = Limited("slow down", timedelta(seconds=3000))
    first, second = (Caller(HOST, patience(clock, waits)) for _ in range(2))

    with pytest.raises(Unreachable) as caught:
        first.ask(Sort.READ, saying(limit, FINE))
    with pytest.raises(Unreachable):
        second.ask(Sort.READ, saying(FINE))

    assert caught.value.message == "slow down, until 2026-11-21 09:50:00 UTC"
    assert (first.requests, second.requests, clock.slept) == (1, 0, [])

    clock.now += timedelta(seconds=3001)
    assert Caller(HOST, patience(clock, waits)).ask(Sort.READ, saying(FINE)) is FINE


def test_who_was_sent_away_once_does_not_ask_again_before(
    clock: Clock, waits: MemoryBook
) -> None:
    """Else the host would name another time, and a sync would tell two of them."""
    caller = Caller(HOST, patience(clock, waits))
    long, short = (Limited("slow down", timedelta(seconds=s)) for s in (3000, 600))

    said = []
    for _ in range(2):
        with pytest.raises(Unreachable) as caught:
            caller.ask(Sort.CREATE, saying(long, short))
        said.append(caught.value.message)

    assert caller.requests == 1
    assert said == [
        "slow down, until 2026-11-21 09:50:00 UTC",
        f"{HOST} asked us to wait, until 2026-11-21 09:50:00 UTC",
    ]


def test_a_shorter_wait_does_not_end_a_longer_one(
    clock: Clock, waits: MemoryBook
) -> None:
    """Two processes may be sent away at the same time."""
    mine = patience(clock, waits)
    mine.ready(HOST)
    waits.wait(HOST, "limit", clock.now + timedelta(seconds=3000))
    clock.now += timedelta(seconds=2)

    with pytest.raises(Unreachable, match="until 2026-11-21 09:50:00 UTC"):
        mine.stay_away(HOST, "limit", timedelta(seconds=600), "slow down")

    assert waits.not_before(HOST) == datetime(2026, 11, 21, 9, 50, tzinfo=UTC)


@pytest.mark.parametrize("end", ["", ".", "!", ", "])
def test_a_sentence_of_the_hosts_goes_on(clock: Clock, end: str) -> None:
    limit = Limited(f"wait a few minutes{end}", timedelta(seconds=3000))

    with pytest.raises(Unreachable, match=r"^wait a few minutes, until 2026"):
        Caller(HOST, patience(clock, None)).ask(Sort.READ, saying(limit))


def test_the_budget_is_for_all_requests_together(clock: Clock) -> None:
    caller = Caller(HOST, patience(clock, None))
    limit = Limited("slow down", timedelta(seconds=25))
    caller.ask(Sort.READ, saying(limit, FINE))
    caller.ask(Sort.READ, saying(limit, FINE))

    with pytest.raises(Unreachable):
        caller.ask(Sort.READ, saying(limit, FINE))

    assert clock.slept == [25, 25]
