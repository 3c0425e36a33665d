"""Stopped at every request, then started again: nothing twice, nothing lost (law 3).

The story opens three reviews and writes six findings back. It is stopped before each
request is sent, after it was sent and carried out, and after its answer was read; a
dozen times for real.
"""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from shutil import rmtree

import pytest

from afteraction.integrations.github import line
from afteraction.network.caller import Caller
from afteraction.network.outcomes import Answer, Outcome, Sort
from tests.engine.house import gap
from tests.fakes.github import GitHub
from tests.fakes.github.values import Issue
from tests.fakes.github.wire import Request
from tests.fakes.memory import Crash
from tests.github.team import Team

REQUESTS = 44
"""More than the story takes; a test holds this number to account."""
PARTS = 4
NO_LAG = timedelta(0)
WHENS = ("before it is sent", "before its answer", "after its answer")


class Stopper:
    """Counts requests, and stops the process at one of them."""

    def __init__(self, at: int, when: str) -> None:
        self.count = 0
        self.at = at
        self.when = when

    @contextmanager
    def at_work(self) -> Iterator[None]:
        """Stand between PyGithub and the wire."""
        usual = line._Seeing.getresponse
        stopper = self

        def getresponse(self: line._Seeing) -> object:
            stopper.count += 1
            mine = stopper.count == stopper.at
            if mine and stopper.when == "before it is sent":
                raise Crash
            answer = usual(self)
            if mine and stopper.when == "before its answer":
                raise Crash
            return answer

        def ask(self: Caller, sort: Sort, attempt: Callable[[], Outcome]) -> Answer:
            answer = asked(self, sort, attempt)
            if stopper.count == stopper.at and stopper.when == "after its answer":
                raise Crash
            return answer

        asked = Caller.ask
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(line._Seeing, "getresponse", getresponse)
            patch.setattr(Caller, "ask", ask)
            yield


def tell(team: Team) -> None:
    """Three incidents are over."""
    for number in range(3):
        team.incident(f"Incident {number}")


def hold(team: Team) -> None:
    """Their reviews are held, each with two findings."""
    for review in team.ours("review"):
        if review.state == "open":
            team.hold(review, gap("One"), gap("Two", "inherent", due="2027-03-01"))


def settle(team: Team) -> None:
    """Sync until nothing is left to do; lists may lag that long."""
    for _ in range(2):
        team.sync()
        team.later(minutes=3)


def check(team: Team) -> None:
    """Exactly three reviews and six write-backs, all linked."""
    reviews = team.ours("review")
    made = [*team.ours("checklist"), *team.ours("constraint")]
    assert (len(reviews), len(made)) == (3, 6)
    bodies = "".join(review.body or "" for review in reviews)
    for issue in made:
        assert bodies.count(f"/issues/{issue.number})") == 1
    assert team.sync().plan.changes == ()


def check_open(team: Team) -> None:
    """However many there are, three reviews and six write-backs are not copies."""
    reviews = [one for one in team.ours("review") if not is_copy(one)]
    made = [*team.ours("checklist"), *team.ours("constraint")]
    standing = [one for one in made if not is_copy(one)]
    assert (len(reviews), len(standing)) == (3, 6)
    assert all(one.state == "open" for one in standing)
    # A review may link to a copy, which leads on to what it is a copy of.
    rows = team.report().write_backs
    told = sorted(row.ticket.ref for row in rows)
    assert told == sorted(f"platform#{one.number}" for one in standing)
    assert team.sync().plan.changes == ()


def is_copy(issue: Issue) -> bool:
    """Whether it was closed as a duplicate."""
    return (issue.state, issue.state_reason) == ("closed", "duplicate")


def run(
    home: Path, at: int, when: str, *, forget: bool, lag: timedelta = NO_LAG
) -> int:
    """The story, stopped at one request; how many requests there were until then.

    What lists do not show yet may be made twice where the ledger is lost, too. The
    home is gone afterwards: the next story may use it, which is faster than a new one.
    """
    home.mkdir()
    stopper, stopped = Stopper(at, when), 0
    with GitHub(enterprise=True, check=False) as github:
        team = Team(github, home)
        tell(team)
        team.later(minutes=5)
        github.lag = lag
        for holding in (False, True):
            if holding:
                hold(team)
            try:
                with stopper.at_work():
                    team.sync()
            except Crash:
                stopped += 1
                if forget:
                    team.forget()
            settle(team)
        (check_open if lag and forget else check)(team)
    assert stopped == (0 < at <= stopper.count), "it was stopped where it should be"
    rmtree(home)
    return stopper.count


@pytest.mark.parametrize("part", range(PARTS))
@pytest.mark.parametrize("forget", [False, True], ids=["journal", "no ledger"])
def test_stopped_at_every_request(tmp_path: Path, part: int, forget: bool) -> None:
    # Without a ledger nothing is left of a process but what GitHub has: where it was
    # stopped between one request and the next makes no difference then.
    whens = ("before its answer",) if forget else WHENS
    for at in range(1 + part, REQUESTS + 1, PARTS):
        for when in whens:
            run(tmp_path / "home", at, when, forget=forget)


@pytest.mark.parametrize("when", WHENS[1:])
@pytest.mark.parametrize("forget", [False, True], ids=["journal", "no ledger"])
def test_stopped_at_creates_that_lists_show_late(
    tmp_path: Path, forget: bool, when: str
) -> None:
    """Without a ledger copies are made then, and closed once they are seen."""
    for at in range(3, REQUESTS + 1, 5):
        lag = timedelta(seconds=30)
        run(tmp_path / "home", at, when, forget=forget, lag=lag)


def test_every_request_is_covered(tmp_path: Path) -> None:
    assert 30 < run(tmp_path / "whole", 0, "never", forget=False) <= REQUESTS


@pytest.mark.skipif(os.name == "nt", reason="Windows has no such signal")
@pytest.mark.parametrize("at", range(2, 40, 3))
def test_killed_for_real(tmp_path: Path, at: int) -> None:
    """SIGKILL right after a request was carried out."""
    with GitHub(enterprise=True, check=False) as github:
        team = Team(github, tmp_path)
        # The processes have a clock of their own: what they do must not lie ahead.
        github.clock.set(datetime.now(UTC) - timedelta(hours=8))
        team.configure("    readers: public", "    readers: public\n    limits: none")
        tell(team)
        killer = Killer(github, at)
        killer.sync(tmp_path)
        github.clock.set(datetime.now(UTC) + timedelta(minutes=1))
        settle(team)
        hold(team)
        killer.sync(tmp_path)
        settle(team)
        check(team)


class Killer:
    """Runs syncs in processes of their own, and kills one at a request."""

    def __init__(self, github: GitHub, at: int) -> None:
        self.count = 0
        self.at = at
        self.child: subprocess.Popen[bytes] | None = None
        self.known = threading.Event()
        github.hooks.processed.append(self.processed)

    def processed(self, request: Request) -> None:
        """A request was carried out; its sender may not live to hear of it."""
        del request
        self.count += 1
        if self.count == self.at:
            self.known.wait(10)
            assert self.child is not None
            self.child.send_signal(signal.SIGKILL)
            self.child.wait(10)

    def sync(self, home: Path) -> None:
        """One sync, killed or not."""
        self.known.clear()
        self.child = subprocess.Popen(
            [sys.executable, "-m", "afteraction.cli.main", "sync"],
            cwd=home,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        self.known.set()
        self.child.wait(60)
