"""Native links to elsewhere: both ways, once, and made up for after an outage."""

from __future__ import annotations

import pytest

from afteraction.applying import Ended
from tests.across.team import Mix, Team, github_of, jira_of
from tests.engine.house import gap
from tests.fakes.jira import faults

REMOTE = "/issue/*/remotelink"
ACROSS = Mix("ops", "platform", "platform", "ops", "ops")
BACK = Mix("platform", "ops", "platform", "ops", "platform")
GAPS = (
    gap("No check before a deploy", owner="Ada Lovelace"),
    gap("The link is slow", "inherent", owner="Lin Chen", due="2027-03-01"),
)


def loop(team: Team, mix: Mix) -> None:
    """A whole loop, of an incident to two findings."""
    team.decide(mix)
    team.spots[mix.incident].incident("Payments time out", "502s.")
    team.sync()
    team.hold(*team.the("review"), *GAPS)
    team.sync()
    assert team.does() == []


def test_an_incident_in_jira_and_its_review_on_github(team: Team) -> None:
    """Jira shows both ends; the constraint in its backlog leads to the review, too."""
    loop(team, ACROSS)

    ops, platform = jira_of(team), github_of(team)
    _, review = team.the("review")
    _, constraint = team.the("constraint")
    address = f"{platform.github.root}/acme/platform/issues/{review}"
    for key in ("OPS-1", constraint):
        (link,) = ops.jira.look.remotes(key)
        assert link.data["object"] == {
            "url": address,
            "title": f"acme/platform#{review}",
        }
        assert (link.global_id or "").startswith("afteraction:review-")
    assert ops.jira.look.links(constraint) == []


def test_a_review_in_jira_and_its_finding_on_github(team: Team) -> None:
    """It leads to the incident and to the ticket elsewhere, and within as usual."""
    loop(team, BACK)

    ops = jira_of(team)
    _, review = team.the("review")
    _, checklist = team.the("checklist")
    _, constraint = team.the("constraint")
    web = f"{github_of(team).github.root}/acme/platform/issues"
    assert sorted(ops.remotes(review)) == [f"{web}/1", f"{web}/{checklist}"]
    assert ops.remotes(constraint) == []
    assert ops.jira.look.links(constraint) == [("Relates", constraint, review)]


@pytest.mark.parametrize("mix", [ACROSS, BACK], ids=["there", "and back"])
def test_no_second_link_whatever_happens(team: Team, mix: Mix) -> None:
    loop(team, mix)
    ops = jira_of(team)
    before = {key: ops.jira.look.remotes(key) for key in ops.all_keys()}
    for _ in range(2):
        team.forget()
        team.later(minutes=10)
        with ops.jira.log.counted() as log:
            assert team.does() == []
        assert log.of("POST", REMOTE) == [], "none where there is nothing to do"

    assert {key: ops.jira.look.remotes(key) for key in ops.all_keys()} == before


def test_links_cost_one_request_each_and_none_within_a_tracker(team: Team) -> None:
    team.decide(BACK)
    team.spots["platform"].incident("Payments time out", "502s.")
    ops = jira_of(team)
    with ops.jira.log.counted() as log:
        team.sync()
        team.hold(*team.the("review"), *GAPS)
        team.sync()

    assert len(log.of("POST", REMOTE)) == 2
    assert log.of("GET", REMOTE) == []
    assert log.of("*", "/issueLink**") == []


@pytest.mark.parametrize("mix", [ACROSS, BACK], ids=["there", "and back"])
def test_jira_is_away_when_the_link_is_due(team: Team, mix: Mix) -> None:
    """The review and the ticket stand; the link follows when Jira is back."""
    team.decide(mix)
    team.spots[mix.incident].incident("Payments time out", "502s.")
    ops = jira_of(team)
    ops.jira.faults.add("POST", REMOTE, faults.unavailable(), times=None)

    team.sync()

    assert len(team.ours("review")) == 1
    again = team.sync()
    assert [result.ended for result in again.results] == [Ended.SKIPPED]
    ops.jira.faults.clear()
    assert team.does() == ["edit"]
    assert sum(len(ops.remotes(key)) for key in ops.all_keys()) == 1
    assert team.does() == []


def test_who_may_not_link_is_told_once(team: Team) -> None:
    team.decide(ACROSS)
    ops = jira_of(team)
    ops.jira.build.forbid("OPS", "robot", "LINK_ISSUES")
    ops.incident("Payments time out", "502s.")

    (problem,) = team.sync().problems

    _, review = team.the("review")
    assert problem.ref == f"platform#{review}"
    assert "is not linked with ops:OPS-1 but in its text" in problem.message
    assert team.sync().problems == ()
    assert team.does() == []


def test_what_was_to_be_linked_is_deleted_meanwhile(team: Team) -> None:
    team.decide(ACROSS)
    ops = jira_of(team)
    incident = ops.incident("Payments time out", "502s.")
    ops.jira.faults.add("POST", REMOTE, faults.unavailable(), times=None)
    team.sync()
    ops.jira.faults.clear()
    ops.jira.person("ada").delete(incident)

    (result,) = team.sync().results
    assert result.ended is Ended.REFUSED
    assert team.does() == []
    with team.site() as site:
        assert site.ledger.journal.open_intents() == ()
