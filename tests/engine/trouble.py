"""Everything that goes wrong in one sync, as one value that a test can draw.

Moments are counted over all trackers and the ledger: before and after each write, and
before each commit.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta

from afteraction.tracker import Draft
from tests.engine.house import House
from tests.fakes.memory import Crash, Faults


@dataclass(frozen=True, slots=True)
class Trouble:
    """What goes wrong; nothing, as it is."""

    crash_at: int = 0
    """The moment at which the process dies; 0: never."""
    loses: frozenset[int] = frozenset()
    """Numbers of writes whose answer is lost."""
    refuses: frozenset[int] = frozenset()
    """Numbers of creates that are refused."""
    silent: int = 0
    """Which tracker gives no answer any more, counted from 1; 0: all do."""
    silent_from: int = 0
    """The number of its last call that is answered."""
    stale: bool = False
    """Whether everything is read as it was, by the lag."""
    late: bool = True
    """Whether the listing shows what was made as late as it may."""


class Troubled:
    """A house in trouble, until it is over; counts what happened."""

    def __init__(
        self,
        house: House,
        trouble: Trouble,
        people: Callable[[int], None] = lambda _: None,
    ) -> None:
        """`people` do something before each write, whose number they are told."""
        self.house = house
        self.trouble = trouble
        self.people = people
        self.happened: set[str] = set()
        self._moments = self._writes = self._drafts = 0
        self._calls: dict[str, int] = {}

    def __enter__(self) -> Troubled:
        """Everything goes wrong from now on."""
        self.house.watch = lambda: self._moment("a commit")
        for number, (name, tracker) in enumerate(self.house.trackers.items(), 1):
            tracker.faults = Faults(
                before_write=self._before_write,
                after_write=lambda: self._moment("an answer"),
                loses_answer=self._loses,
                refuses=self._refuses,
                reaches=self._reaches(name, number),
                late=self._late,
                behind=self._behind,
            )
        return self

    def __exit__(self, *_: object) -> None:
        """All is well again."""
        self.house.watch = lambda: None
        for tracker in self.house.trackers.values():
            tracker.faults = Faults()

    def _moment(self, what: str) -> None:
        self._moments += 1
        if self._moments == self.trouble.crash_at:
            self.happened.add(f"crashed before {what}")
            raise Crash

    def _before_write(self) -> None:
        self._writes += 1
        self._moment("a write")
        self.people(self._writes)

    def _loses(self) -> bool:
        lost = self._writes in self.trouble.loses
        if lost:
            self.happened.add("lost an answer")
        return lost

    def _refuses(self, draft: Draft) -> str:
        self._drafts += 1
        if self._drafts not in self.trouble.refuses:
            return ""
        self.happened.add("refused a ticket")
        return f"no more {draft.mark.role} today"

    def _reaches(self, name: str, number: int) -> Callable[[], bool]:
        def reaches() -> bool:
            self._calls[name] = self._calls.get(name, 0) + 1
            late = self._calls[name] > self.trouble.silent_from
            if number == self.trouble.silent and late:
                self.happened.add("found a tracker silent")
                return False
            return True

        return reaches

    def _behind(self, lag: timedelta) -> timedelta:
        if lag and self.trouble.stale:
            self.happened.add("read what was")
        return lag if self.trouble.stale else timedelta(0)

    def _late(self, lag: timedelta) -> timedelta:
        if lag and self.trouble.late:
            self.happened.add("listed late")
        return lag if self.trouble.late else timedelta(0)
