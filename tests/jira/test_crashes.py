"""Stopped at every request, then started again: nothing twice, nothing lost (law 3).

The story opens a review and writes two findings back, one of which is closed at once.
It is stopped before each request is sent, after it was sent and carried out, and after
its answer was read. Where it was stopped in what is the same in both dresses, one of
them is played.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path

import pytest
import requests

from afteraction.network.caller import Caller
from afteraction.network.outcomes import Answer, Outcome, Sort
from tests.engine.house import gap
from tests.fakes.jira import Jira
from tests.fakes.memory import Crash
from tests.jira.team import Team

REQUESTS = 34
"""More than the story takes; a test holds this number to account."""
NO_LAG = timedelta(0)
BEFORE, MEANWHILE, AFTER = "before it is sent", "before its answer", "after its answer"
OWNER = "Ada Lovelace"


class Stopper:
    """Counts requests, and stops the process at one of them."""

    def __init__(self, at: int, when: str) -> None:
        self.count = 0
        self.at = at
        self.when = when

    @contextmanager
    def at_work(self) -> Iterator[None]:
        """Stand between the library's session and the wire."""
        usual, asked, stopper = requests.Session.send, Caller.ask, self

        def send(
            self: requests.Session, request: requests.PreparedRequest, **more: object
        ) -> requests.Response:
            stopper.count += 1
            mine = stopper.count == stopper.at
            if mine and stopper.when == BEFORE:
                raise Crash
            answer = usual(self, request, **more)
            if mine and stopper.when == MEANWHILE:
                raise Crash
            return answer

        def ask(self: Caller, sort: Sort, attempt: Callable[[], Outcome]) -> Answer:
            answer = asked(self, sort, attempt)
            if stopper.count == stopper.at and stopper.when == AFTER:
                raise Crash
            return answer

        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(requests.Session, "send", send)
            patch.setattr(Caller, "ask", ask)
            yield


def settle(team: Team) -> None:
    """Sync until nothing is left to do; searches may lag that long."""
    for _ in range(2):
        team.sync()
        team.later(minutes=5)


def check(team: Team) -> None:
    """Exactly one review and two write-backs, all linked, one of them closed."""
    (review,) = team.ours("review")
    (checklist,) = team.ours("checklist")
    (learning,) = team.ours("learning")
    text = team.markdown(review)
    for key in (checklist, learning):
        assert text.count(f"/browse/{key})") == 1
        assert team.jira.look.links(key) == [("Relates", key, review)]
    assert team.jira.look.status(learning) == "Done"
    assert team.jira.look.comments(review) == []
    assert team.sync().plan.changes == ()


def check_open(team: Team) -> None:
    """However many there are, one review and two write-backs are not copies."""
    (review,) = standing(team, "review")
    made = [*standing(team, "checklist"), *standing(team, "learning")]
    assert len(made) == 2
    # A review may link to a copy, which leads on to what it is a copy of.
    rows = team.report().write_backs
    assert sorted(row.ticket.ref for row in rows) == sorted(f"ops:{x}" for x in made)
    assert {row.review.ref for row in rows} == {f"ops:{review}"}
    assert team.sync().plan.changes == ()


def standing(team: Team, label: str) -> list[str]:
    """Those that were not closed as copies."""
    look = team.jira.look
    return [one for one in team.ours(label) if look.resolution(one) != "Duplicate"]


def run(
    home: Path,
    at: int,
    when: str,
    *,
    cloud: bool,
    forget: bool,
    lag: timedelta = NO_LAG,
) -> int:
    """The story, stopped at one request; how many requests there were until then.

    What searches do not show yet may be made twice where the ledger is lost, too.
    """
    home.mkdir()
    stopper, stopped = Stopper(at, when), 0
    with Jira(cloud=cloud, context="" if cloud else "/jira", check=False) as jira:
        team = Team(jira, home)
        team.incident()
        team.later(minutes=5)
        jira.lag = lag
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
    return stopper.count


def hold(team: Team) -> None:
    """The review is held, with two findings."""
    (review,) = standing(team, "review")
    learned = gap("Two", "experiment", owner=OWNER, due="")
    team.hold(review, gap("One", owner=OWNER), learned)
    team.later(seconds=1)


@pytest.mark.parametrize("part", range(2))
@pytest.mark.parametrize("cloud", [True, False], ids=["cloud", "data center"])
def test_stopped_at_every_request_with_the_journal(
    tmp_path: Path, part: int, cloud: bool
) -> None:
    for at in range(1 + part, REQUESTS + 1, 2):
        run(tmp_path / str(at), at, MEANWHILE, cloud=cloud, forget=False)


@pytest.mark.parametrize("when", [BEFORE, AFTER])
def test_stopped_beside_every_request_with_the_journal(
    tmp_path: Path, when: str
) -> None:
    """Before it is sent, or once it was read; the dresses take turns."""
    for at in range(1 if when == BEFORE else 2, REQUESTS + 1, 2):
        run(tmp_path / str(at), at, when, cloud=at % 4 < 2, forget=False)


@pytest.mark.parametrize("part", range(2))
def test_stopped_at_every_request_without_a_ledger(tmp_path: Path, part: int) -> None:
    """Nothing is left of a process then but what Jira has; the dresses take turns."""
    for at in range(1 + part, REQUESTS + 1, 2):
        run(tmp_path / str(at), at, MEANWHILE, cloud=at % 4 < 2, forget=True)


@pytest.mark.parametrize(
    ("forget", "cloud"),
    [(False, False), (True, True), (True, False)],
    ids=["journal", "no ledger, cloud", "no ledger, data center"],
)
def test_stopped_at_creates_that_searches_show_late(
    tmp_path: Path, forget: bool, cloud: bool
) -> None:
    """Without a ledger copies are made then, and closed once they are seen."""
    lag = timedelta(seconds=60)
    for at in range(9, REQUESTS + 1, 3):
        run(tmp_path / str(at), at, MEANWHILE, cloud=cloud, forget=forget, lag=lag)


@pytest.mark.parametrize("cloud", [True, False], ids=["cloud", "data center"])
def test_every_request_is_covered(tmp_path: Path, cloud: bool) -> None:
    count = run(tmp_path / "whole", 0, "never", cloud=cloud, forget=False)

    assert 20 < count <= REQUESTS
