"""What GitHub shows late, and whom it does not know: seen and known all the same."""

from __future__ import annotations

from datetime import timedelta

from tests.engine.house import gap
from tests.github.team import REPO, Team
from tests.github.test_as_an_app import sign_in


def test_what_a_list_shows_late_is_seen_all_the_same(team: Team) -> None:
    """Something newer was seen by then: each look goes back a little."""
    lin = team.github.person("lin")
    ref = lin.open(REPO, "It broke", "", labels=["incident"])
    team.later(minutes=10)
    lin.open(REPO, "Newer", "")
    for _ in range(2):
        assert team.does() == []
    closed = team.github.clock() - timedelta(seconds=100)
    lin.at(closed).close(ref)
    issue = team.github.look.issue(ref)
    assert issue.updated_at < team.github.clock()

    assert team.does() == ["open-review"]


def test_what_we_made_is_known_by_who_we_are(team: Team) -> None:
    """An App is no member of anything: that its marks count has to be remembered."""
    sign_in(team)
    team.incident()
    team.sync()
    team.later(minutes=5)
    assert team.sync().problems == ()
    (review,) = team.ours("review")
    team.hold(review, gap("First"), gap("Second", owner=""))

    assert team.does() == ["edit", "write-back", "edit", "remark"]

    team.later(minutes=5)
    synced = team.sync()
    assert (synced.problems, synced.plan.changes) == ((), ())
    (row,) = team.report().write_backs
    assert row.state.value == "open"
