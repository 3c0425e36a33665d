"""Stopped at every request of a sync that spans Jira and GitHub, then started again.

Two stories, each the other way round: an incident in Jira with its review on GitHub, an
incident on GitHub with its review in Jira; findings go to both. What every request of
one tracker alone can break is tested with that tracker.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from afteraction.network.caller import Caller
from afteraction.network.outcomes import Answer, Outcome, Sort
from tests.across.team import KINDS, Mix, Team, github_of, jira_of, three
from tests.engine.house import gap
from tests.fakes.memory import Crash

STORIES = {
    "jira first": Mix("ops", "platform", "platform", "ops", "ops"),
    "github first": Mix("platform", "ops", "platform", "ops", "platform"),
}
GAPS = (
    gap("No check before a deploy", owner="Ada Lovelace"),
    gap("The link is slow", "inherent", owner="Lin Chen", due="2027-03-01"),
)
MOST = 36
"""More requests than a story takes; a test holds this number to account."""
LINKS = {"jira first": 2, "github first": 2}
"""Native links to elsewhere that Jira shows in the end."""


class Stopper:
    """Counts requests, and stops the process at one of them."""

    def __init__(self, at: int, when: str) -> None:
        self.count = 0
        self.at = at
        self.when = when

    @contextmanager
    def at_work(self) -> Iterator[None]:
        """Stand between both trackers' clients and the wire."""
        asked, stopper = Caller.ask, self

        def ask(self: Caller, sort: Sort, attempt: Callable[[], Outcome]) -> Answer:
            return asked(self, sort, lambda: stopper.around(attempt))

        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(Caller, "ask", ask)
            yield

    def around(self, attempt: Callable[[], Outcome]) -> Outcome:
        """Send it, or die."""
        self.count += 1
        mine = self.count == self.at
        if mine and self.when == "before it is sent":
            raise Crash
        outcome = attempt()
        if mine:
            raise Crash
        return outcome


def run(home: Path, story: str, at: int, when: str, *, forget: bool) -> int:
    """A story, stopped at one request; how many requests there were until then."""
    home.mkdir()
    stopper, stopped = Stopper(at, when), 0
    with three(home, cloud=story == "jira first", check=False) as team:
        team.decide(STORIES[story])
        team.spots[STORIES[story].incident].incident("Payments time out", "502s.")
        for holding in (False, True):
            if holding:
                team.hold(*team.the("review"), *GAPS)
            try:
                with stopper.at_work():
                    team.sync()
            except Crash:
                stopped += 1
                if forget:
                    team.forget()
            for _ in range(2):
                team.sync()
                team.later(minutes=3)
        check(team, story, forget=forget)
    assert stopped == (0 < at <= stopper.count), "it was stopped where it should be"
    return stopper.count


def check(team: Team, story: str, *, forget: bool) -> None:
    """Exactly one review and two write-backs, where they belong, and all linked."""
    where, review = team.the("review")
    for kind in ("avoidable", "inherent"):
        place, key = team.the(KINDS[kind])
        assert place.name == getattr(STORIES[story], kind)
        assert where.text(review).count(place.link(key)) == 1
    assert len(jira_of(team).all_keys()) + len(github_of(team).all_keys()) == 4
    ops = jira_of(team)
    links = [(key, to) for key in ops.all_keys() for to in ops.remotes(key)]
    assert len(set(links)) == len(links)
    # Without a ledger nobody knows of a link that was cut off: the text has it.
    assert len(links) == LINKS[story] or (forget and len(links) < LINKS[story])
    assert team.does() == []


@pytest.mark.parametrize("part", range(4))
@pytest.mark.parametrize("story", STORIES)
@pytest.mark.parametrize("forget", [False, True], ids=["journal", "no ledger"])
def test_stopped_at_every_request(
    tmp_path: Path, story: str, part: int, forget: bool
) -> None:
    # What was done before a request that is not sent is what was done after the one
    # before, but for the journal: a few of them are enough.
    for at in range(1 + part, MOST + 1, 4):
        run(tmp_path / f"{at}", story, at, "before its answer", forget=forget)
        if not forget and at % 3 == 0:
            run(tmp_path / f"{at} b", story, at, "before it is sent", forget=False)


@pytest.mark.parametrize("story", STORIES)
def test_every_request_is_covered(tmp_path: Path, story: str) -> None:
    count = run(tmp_path / "whole", story, 0, "never", forget=False)
    assert 20 < count <= MOST
