"""How long we wait, and what other processes have to know of it.

One `Patience` serves all trackers of a sync: it holds the clock, the budget of waiting
and, through the journal, the times before which a host does not want to be asked.
"""

from __future__ import annotations

import random
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Protocol

from afteraction.errors import Unreachable

BUDGET = timedelta(seconds=60)
"""All the waiting that one sync does; beyond it, it ends with what it did."""
UNWATCHED = timedelta(minutes=10)
"""The same where nobody sits in front of it: a job that comes back in an hour."""
NEWS = timedelta(seconds=1)
"""How long what the journal said of a host counts: it is asked before every request."""


class Book(Protocol):
    """What the journal remembers for this process and others."""

    def wait(self, host: str, reason: str, until: datetime) -> None:
        """Remember not to ask `host` again before `until`."""

    def not_before(self, host: str) -> datetime | None:
        """When `host` may be asked again, if it said so."""

    def identity(self, name: str) -> str | None:
        """What `name` was found to stand for, if anybody asked before."""

    def identify(self, name: str, identity: str) -> None:
        """Remember what `name` stands for."""

    def note_create(self, tracker: str, at: datetime) -> None:
        """Remember that something is made in a tracker (its uid); for an hour."""

    def creates_since(self, tracker: str, since: datetime) -> tuple[datetime, ...]:
        """When something was made in a tracker, oldest first."""


def _now() -> datetime:
    return datetime.now(UTC)


def _sleep(span: timedelta) -> None:
    time.sleep(span.total_seconds())


@dataclass(slots=True)
class Patience:
    """The clock and the budget of one sync."""

    clock: Callable[[], datetime] = _now
    sleep: Callable[[timedelta], None] = _sleep
    chance: Callable[[], float] = random.random
    budget: timedelta = BUDGET
    book: Book | None = None
    """The journal, as soon as it is open."""
    _asked: dict[str, datetime] = field(default_factory=dict, init=False)
    """When the journal was last asked about a host."""
    _closed: dict[str, datetime] = field(default_factory=dict, init=False)
    """Until when a host wants to be left alone, as far as this process was told."""
    _spent: timedelta = field(default=timedelta(0), init=False)

    def ready(self, host: str) -> None:
        """Wait until `host` may be asked.

        Raises `Unreachable` when that takes longer than the budget allows.
        """
        until = self._closed_until(host)
        if until > self.clock():
            self._wait_until(until, f"{host} asked us to wait")

    def _closed_until(self, host: str) -> datetime:
        """When a host may be asked again, by what this and other processes know."""
        now, asked = self.clock(), self._asked.get(host)
        if self.book is not None and (asked is None or now - asked >= NEWS):
            self._asked[host] = now
            told = self.book.not_before(host)
            if told is not None:
                self._closed[host] = max(told, self._closed.get(host, told))
        return self._closed.get(host, now)

    def stay_away(self, host: str, reason: str, span: timedelta, why: str) -> None:
        """Leave `host` alone that long, in this process and in every other.

        Where it asked for longer before, that still counts. Raises `Unreachable` when
        it takes longer than the budget allows.
        """
        until = max(self.clock() + span, self._closed_until(host))
        self._closed[host] = until
        if self.book is not None:
            self.book.wait(host, reason, until)
        self._wait_until(until, why)

    def pause(self, span: timedelta, why: str) -> None:
        """Wait that long; raises `Unreachable` when the budget does not allow it."""
        self._wait_until(self.clock() + span, why)

    def _wait_until(self, until: datetime, why: str) -> None:
        span = until - self.clock()
        if self._spent + span > self.budget:
            raise Unreachable(
                # A tracker's own words may end a sentence.
                f"{why.rstrip(' .,;:!')}, until {until:%Y-%m-%d %H:%M:%S} UTC",
                "try again then: it goes on from here",
            )
        self._spent += span
        self.sleep(span)
