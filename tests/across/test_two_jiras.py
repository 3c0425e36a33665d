"""Jira on Cloud and on Data Center in one configuration, with GitHub beside them."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.across.spots import GithubSpot, JiraSpot
from tests.across.team import Mix, Team, jira_of, servers
from tests.engine.house import gap

GAPS = (
    gap("No check before a deploy", owner="Ada Lovelace"),
    gap("The link is slow", "inherent", owner="Lin Chen", due="2027-03-01"),
    gap("Retries helped", "experiment", owner="Ada Lovelace", due=""),
)


@pytest.fixture
def team(tmp_path: Path) -> Iterator[Team]:
    """OPS on Cloud, LAB on Data Center; numbers of issues are the same on both."""
    with servers(True, False) as (clock, github, (cloud, server)):
        team = Team(tmp_path, clock)
        team.add(JiraSpot(cloud, tmp_path))
        team.add(JiraSpot(server, tmp_path, "LAB"))
        team.add(GithubSpot(github, tmp_path, clock.advance))
        yield team


@pytest.mark.parametrize(
    ("first", "second"), [("ops", "lab"), ("lab", "ops")], ids=["there", "and back"]
)
def test_a_loop_from_one_dress_to_the_other(
    team: Team, first: str, second: str
) -> None:
    """To each other they are elsewhere, with all the same ids."""
    team.decide(Mix(first, second, first, second, "platform"))
    team.spots[first].incident("Payments time out", "502s.")
    assert team.does() == ["open-review"]
    where, review = team.the("review")
    assert where.name == second
    assert "Rolled back." in where.text(review)
    team.hold(where, review, *GAPS)
    team.sync()
    assert team.does() == []

    _, checklist = team.the("checklist")
    _, constraint = team.the("constraint")
    _, learning = team.the("learning")
    mine, theirs = jira_of(team, first), jira_of(team, second)
    address = f"{theirs.jira.url}/browse/{review}"
    incident = mine.all_keys()[0]
    assert mine.remotes(incident) == mine.remotes(checklist) == [address]
    assert sorted(theirs.remotes(review)) == sorted(
        [
            f"{mine.jira.url}/browse/{incident}",
            f"{mine.jira.url}/browse/{checklist}",
            f"{team.spots['platform'].github.root}/acme/platform/issues/{learning}",  # type: ignore[attr-defined]
        ]
    )
    assert theirs.jira.look.links(constraint) == [("Relates", constraint, review)]
    assert [row.name for row in team.report().owners] == ["Ada Lovelace"]
    before = team.report_text()
    team.forget()
    assert team.does() == []
    assert team.report_text() == before


def test_the_same_number_on_two_sites_is_two_issues(team: Team) -> None:
    team.decide(Mix("ops", "ops", "ops", "ops", "ops"))
    lab = team.spots["lab"].chosen
    team.configure(
        "  incidents: [", f"  incidents: [{{in: lab, {lab}, review_in: lab}}, "
    )
    for name in ("ops", "lab"):
        team.spots[name].incident(f"In {name}", "502s.")
    numbers = {
        name: jira_of(team, name).jira.look.issues(name.upper())[0].id
        for name in ("ops", "lab")
    }
    assert numbers["ops"] == numbers["lab"]

    assert team.does() == ["open-review", "open-review"]

    assert {name: len(keys) for name, keys in team.ours("review").items()} == {
        "ops": 1,
        "lab": 1,
    }
    assert team.does() == []
