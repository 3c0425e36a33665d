"""Workflows of all sorts: statuses that say no, screens that lack a field."""

from __future__ import annotations

import pytest

from tests.engine.house import gap
from tests.fakes.jira.faults import answers
from tests.jira.team import Team


@pytest.mark.parametrize("name", ["Cancelled", "Won't Do", "Rejected"])
def test_a_status_that_says_no_is_a_no(team: Team, name: str) -> None:
    team.jira.build.status(name, "done")
    team.jira.build.transition("OPS", "Give up", name)
    team.incident()
    team.sync()
    (review,) = team.ours("review")
    team.hold(review, gap("No check", owner="Ada Lovelace"))
    team.sync()
    (checklist,) = team.ours("checklist")
    ada = team.jira.person("ada")
    ada.comment(checklist, "Not worth it.")
    ada.transition(checklist, "Give up")
    other = ada.open("OPS", "A false alarm", type="Incident")
    ada.transition(other, "Give up")

    assert team.does() == []

    (row,) = team.report().write_backs
    assert (row.state.value, row.why) == ("declined", "Not worth it.")


def test_what_was_learned_is_not_filed_as_given_up(team: Team) -> None:
    team.jira.build.status("Abandoned", "done")
    for way in ("Done", "Resolve"):
        team.jira.build.without_transition("OPS", way)
    team.jira.build.transition("OPS", "A", "Abandoned")
    team.jira.build.transition("OPS", "Z", "Closed")
    lin = team.jira.person("lin")
    key = lin.open("OPS", "Payments time out", type="Incident", assignee="ada")
    team.later(hours=2)
    team.jira.person("ada").transition(key, "Z")
    team.sync()
    (review,) = team.ours("review")
    learned = gap("Retries helped", "experiment", owner="Ada Lovelace", due="")
    team.edit(review, lambda body: team.answered(body, learned))
    team.jira.person("ada").transition(review, "Z")

    team.sync()

    (entry,) = team.ours("learning")
    assert team.jira.look.status(entry) == "Closed"


def test_a_screen_without_links_gets_them_afterwards(team: Team) -> None:
    team.jira.build.take_off("OPS", "Task", "issuelinks")
    incident = team.incident()

    synced = team.sync()

    (review,) = team.ours("review")
    assert team.jira.look.links(review) == [("Relates", review, incident)]
    assert synced.problems == ()


def test_what_jira_could_not_tell_of_is_not_gone(team: Team) -> None:
    """Cloud says which issues it could not read this time."""
    team.incident()
    team.sync()
    (review,) = team.ours("review")
    number = str(team.issue(review).id)
    team.later(days=8)
    if team.jira.cloud:
        missing = {
            "issues": [],
            "issueErrors": [{"id": number, "errorMessage": "Busy"}],
        }
        team.jira.faults.add("POST", "/issue/bulkfetch", answers(200, missing), call=1)

    synced = team.sync()

    assert not any("deleted" in one.message for one in synced.problems)
    assert team.does() == []
