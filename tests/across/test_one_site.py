"""Two projects of one Jira in one configuration, and tickets that move between them."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.across.spots import JiraSpot
from tests.across.team import Mix, Team, jira_of, servers
from tests.engine.house import gap

HERE = Mix("ops", "ops", "ops", "net", "ops")
GAPS = (
    gap("No check before a deploy", owner="Ada Lovelace"),
    gap("The link is slow", "inherent", owner="Lin Chen", due="2027-03-01"),
)


@pytest.fixture(params=["cloud", "data center"])
def team(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Team]:
    """A team with two projects on one Jira."""
    with servers(request.param == "cloud") as (clock, _, (jira,)):
        team = Team(tmp_path, clock)
        for project in ("OPS", "NET"):
            team.add(JiraSpot(jira, tmp_path, project))
        team.decide(HERE)
        yield team


def only(name: str) -> Mix:
    """Everything in one project."""
    return Mix(name, name, name, name, name)


def loop(team: Team, mix: Mix) -> None:
    """A whole loop, of an incident to two findings."""
    team.decide(mix)
    team.spots[mix.incident].incident("Payments time out", "502s.")
    team.sync()
    team.hold(*team.the("review"), *GAPS)
    team.sync()
    assert team.does() == []


def test_links_within_the_site_are_links_between_issues(team: Team) -> None:
    loop(team, Mix("ops", "net", "ops", "net", "ops"))

    look = jira_of(team).jira.look
    _, review = team.the("review")
    _, checklist = team.the("checklist")
    _, constraint = team.the("constraint")
    assert look.links(review) == [
        ("Relates", review, "OPS-1"),
        ("Relates", constraint, review),
        ("Relates", checklist, review),
    ]
    assert not any(look.remotes(k) for k in ("OPS-1", review, checklist, constraint))


@pytest.mark.parametrize("label", ["incident", "review", "checklist", "constraint"])
@pytest.mark.parametrize("way", ["there", "and back"])
def test_a_ticket_that_is_moved_to_the_other_project(
    team: Team, label: str, way: str
) -> None:
    """It is one ticket: under its new name, with all that it had."""
    names = ("ops", "net") if way == "there" else ("net", "ops")
    loop(team, only(names[0]))
    jira = jira_of(team).jira
    key = f"{names[0].upper()}-1" if label == "incident" else team.the(label)[1]
    team.later(minutes=10)

    moved = jira.person("ada").move(key, names[1].upper())

    for _ in range(2):
        synced = team.sync()
        assert (synced.plan.changes, synced.problems) == ((), ())
        team.later(days=4)
    before = team.report_text()
    assert f'"{names[1]}:{moved}"' in before
    assert f'"{names[0]}:{moved}"' not in before
    team.forget()
    assert team.does() == []
    assert team.report_text() == before


@pytest.mark.parametrize("way", ["there", "and back"])
def test_what_is_done_with_a_moved_ticket_is_noticed(team: Team, way: str) -> None:
    names = ("ops", "net") if way == "there" else ("net", "ops")
    loop(team, only(names[0]))
    jira = jira_of(team).jira
    moved = jira.person("ada").move(team.the("checklist")[1], names[1].upper())
    team.sync()
    team.later(days=1)
    jira.person("ada").close(moved)
    team.sync()

    rows = {row.ticket.ref: row.state.value for row in team.report().write_backs}
    assert rows[f"{names[1]}:{moved}"] == "done"
    assert len(rows) == 2


def test_a_ticket_that_somebody_named_is_moved(team: Team) -> None:
    """Its former key stands in the review, and leads on."""
    team.decide(only("ops"))
    ops = jira_of(team)
    ops.incident("Payments time out", "502s.")
    team.sync()
    other = ops.ticket("Rule out the pool")
    link = f"- **Tracked in:** {ops.jira.url}/browse/{other}\n"
    team.hold(
        *team.the("review"),
        gap("No check", owner="Ada Lovelace", more=link),
        carried_by="Ada Lovelace",
    )
    team.sync()
    team.later(minutes=10)
    moved = ops.jira.person("lin").move(other, "NET")
    team.later(days=8)

    assert team.does() == []
    (row,) = team.report().write_backs
    assert (row.ticket.ref, row.owner) == (f"net:{moved}", "Lin Chen")
    before = team.report_text()
    team.forget()
    assert team.does() == []
    assert team.report_text() == before


def test_one_is_moved_while_the_other_project_gives_no_answer(team: Team) -> None:
    """What both show for a while is no copy of itself."""
    loop(team, only("ops"))
    jira = jira_of(team).jira
    _, checklist = team.the("checklist")
    moved = jira.person("ada").move(checklist, "NET")
    for away in (True, False):
        if away:
            jira.build.forbid("NET", "robot", "BROWSE_PROJECTS")
        else:
            jira.build.allow("NET", "robot")
        team.sync()
        team.later(minutes=10)

    assert jira.look.status(moved) == "To Do"
    assert team.does() == []
    refs = [row.ticket.ref for row in team.report().write_backs]
    assert f"net:{moved}" in refs
    assert len(refs) == 2
