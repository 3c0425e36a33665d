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
MOST = {"jira first": 35, "github first": 32}
"""No fewer than a story takes; a test holds these numbers to account."""
LINKS = 2
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
    stopper, mix = Stopper(at, when), STORIES[story]
    with three(home, cloud=story == "jira first", check=False) as team:
        team.decide(mix)
        team.spots[mix.incident].incident("Payments time out", "502s.")
        if stopped(team, stopper, forget=forget):
            check_review(team, mix)
            return stopper.count
        team.hold(*team.the("review"), *GAPS)
        was = stopped(team, stopper, forget=forget)
        check(team, mix, forget=forget and was)
    assert was == (0 < at <= stopper.count), "it was stopped where it should be"
    return stopper.count


@contextmanager
def stops_after_an_edit() -> Iterator[None]:
    """The process ends as soon as an edit of ours is in a ticket."""
    asked = Caller.ask

    def ask(self: Caller, sort: Sort, attempt: Callable[[], Outcome]) -> Answer:
        answer = asked(self, sort, attempt)
        if sort is Sort.EDIT:
            raise Crash
        return answer

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Caller, "ask", ask)
        yield


def stopped(team: Team, stopper: Stopper, *, forget: bool) -> bool:
    """One sync; where it is stopped, others until nothing is left to do."""
    try:
        with stopper.at_work():
            team.sync()
    except Crash:
        if forget:
            team.forget()
        # Until a search would show what was created: over five minutes, in Jira.
        for _ in range(3):
            team.sync()
            team.later(minutes=3)
        return True
    return False


def check_review(team: Team, mix: Mix) -> None:
    """Exactly one review, where it belongs."""
    where, review = team.the("review")
    assert where.name == mix.review
    assert len(jira_of(team).all_keys()) + len(github_of(team).all_keys()) == 2
    assert len(jira_of(team).remotes(jira_of(team).all_keys()[0])) <= 1
    assert where.is_open(review)
    assert team.does() == []


def check(team: Team, mix: Mix, *, forget: bool) -> None:
    """Two write-backs, where they belong, and all linked."""
    where, review = team.the("review")
    for kind in ("avoidable", "inherent"):
        place, key = team.the(KINDS[kind])
        assert place.name == getattr(mix, kind)
        assert where.text(review).count(place.link(key)) == 1
    assert len(jira_of(team).all_keys()) + len(github_of(team).all_keys()) == 4
    ops = jira_of(team)
    links = [(key, to) for key in ops.all_keys() for to in ops.remotes(key)]
    assert len(set(links)) == len(links)
    # Without a ledger nobody knows of a link that was cut off: the text has it.
    assert len(links) == LINKS or (forget and len(links) < LINKS)
    assert team.does() == []


@pytest.mark.parametrize("part", range(3))
@pytest.mark.parametrize("story", STORIES)
def test_stopped_at_every_request(tmp_path: Path, story: str, part: int) -> None:
    # What was done before a request that is not sent is what was done after the one
    # before, but for the journal: a few of them are enough.
    for at in range(1 + part, MOST[story] + 1, 3):
        run(tmp_path / f"{at}", story, at, "before its answer", forget=False)
        if at % 5 == 0:
            run(tmp_path / f"{at} b", story, at, "before it is sent", forget=False)


@pytest.mark.parametrize("story", STORIES)
def test_stopped_and_without_a_ledger(tmp_path: Path, story: str) -> None:
    for at in range(2, MOST[story] + 1, 2):
        run(tmp_path / f"{at}", story, at, "before its answer", forget=True)


@pytest.mark.parametrize("story", STORIES)
def test_every_request_is_covered(tmp_path: Path, story: str) -> None:
    count = run(tmp_path / "whole", story, 0, "never", forget=False)
    assert 25 < count <= MOST[story]


@pytest.mark.parametrize("cloud", [True, False], ids=["cloud", "data center"])
def test_our_own_edit_in_the_moment_of_somebodys_is_seen(
    tmp_path: Path, cloud: bool
) -> None:
    """Some databases keep whole seconds: nothing but the text tells them apart."""
    with three(tmp_path, cloud=cloud) as team:
        team.decide(STORIES["github first"])
        team.spots["platform"].incident("Payments time out", "502s.")
        team.sync()
        where, review = team.the("review")
        team.hold(where, review, *GAPS)
        issue = jira_of(team).jira.look.issue(review)
        with stops_after_an_edit(), pytest.raises(Crash):
            team.sync()
        edited = jira_of(team).jira.look.issue(review)
        assert (edited.updated, edited != issue) == (issue.updated, True)

        team.sync()

        assert [len(keys) for keys in team.ours("constraint").values()] == [1]
        assert team.does() == []
