"""Answers in part, empty texts and closed accounts, all through a whole sync."""

from __future__ import annotations

import pytest

from tests.engine.house import gap
from tests.fakes.jira import faults
from tests.jira.team import Team
from tests.jira.test_failing_well import OWNER, SEARCH, held, settled, whys


def titles(team: Team) -> list[str]:
    """Of the reviews that there are."""
    return sorted(team.issue(key).summary for key in team.ours("review"))


def test_an_incident_that_can_not_be_read_is_told_of_and_comes_later(
    team: Team,
) -> None:
    one, _ = team.incident("One"), team.incident("Two")
    team.jira.spoil(one)

    synced = team.sync()

    (problem,) = synced.problems
    assert problem.ref == f"ops:{one}"
    assert problem.message == "Jira's answer for it can not be read"
    assert titles(team) == ["Review: Two"]
    assert team.sync().problems == (problem,), "told until it can be read"
    team.jira.mend(one)
    team.later(minutes=5)
    assert team.sync().problems == ()
    assert titles(team) == ["Review: One", "Review: Two"]


def test_a_story_that_is_kept_back_comes_later(team: Team) -> None:
    """Told by the search, and not to be seen a moment later."""
    one, _ = team.incident("One"), team.incident("Two")
    ada = team.jira.person("ada")
    hiding = faults.moving(lambda: ada.hide(one, "ada", "lin"))
    team.jira.faults.add("GET", "/agile/**", hiding)

    team.sync()

    assert "Review: Two" in titles(team)
    ada.unhide(one)
    for _ in range(2):
        team.later(minutes=5)
        team.sync()
    assert titles(team) == ["Review: One", "Review: Two"]
    assert team.sync().plan.changes == ()


@pytest.mark.parametrize("field", ["labels", "status", "created", "summary"])
def test_a_field_that_is_null_makes_up_nothing_and_loses_nothing(
    team: Team, field: str
) -> None:
    review = held(team)
    number = str(team.issue(review).id)
    when = "2026-11-16T11:02:00.000+0000"
    fields = {
        "summary": "Review: Payments time out",
        "status": {"name": "Done", "statusCategory": {"key": "done"}},
        "created": when,
        "updated": when,
        "labels": ["afteraction", "review"],
        field: None,
    }
    found = {"id": number, "key": review, "fields": fields}
    page = {"issues": [found], "isLast": True, "total": 1, "startAt": 0}
    team.jira.faults.add(*SEARCH, faults.answers(200, page))

    synced = team.sync()

    assert "Jira's answer for it can not be read" in whys(synced)
    settled(team)
    assert len(team.ours("checklist")) == 1


@pytest.mark.parametrize(
    "field", ["assignee", "creator", "resolution", "duedate", "description"]
)
def test_a_field_that_may_be_null_is_no_trouble(team: Team, field: str) -> None:
    key = team.incident("Another")
    when = "2026-11-16T11:00:00.000+0000"
    fields = {
        "summary": "Another",
        "status": {"name": "Done", "statusCategory": {"key": "done"}},
        "created": when,
        "updated": when,
        "issuetype": {"name": "Incident"},
        field: None,
    }
    found = {"id": str(team.issue(key).id), "key": key, "fields": fields}
    page = {"issues": [found], "isLast": True, "total": 1, "startAt": 0}
    team.jira.faults.add(*SEARCH, faults.answers(200, page))

    assert team.sync().problems == ()

    team.later(minutes=5)
    team.sync()
    assert titles(team) == ["Review: Another"]
    assert team.sync().plan.changes == ()


def test_the_whole_loop_among_closed_accounts_and_empty_texts(team: Team) -> None:
    """Who wrote, closed and was assigned has left; there is no text at all."""
    build = team.jira.build
    build.user("kei", "Kei Mori")
    build.allow("OPS", "kei")
    kei, lin = team.jira.person("kei"), team.jira.person("lin")
    key = kei.open("OPS", "No words", type="Incident", assignee="ada")
    kei.comment(key, "Hm.")
    team.later(hours=1)
    kei.close(key)
    build.change_user("kei", active=False)
    assert team.issue(key).description is None

    assert team.does() == ["open-review"]

    (review,) = team.ours("review")
    assert "Hm." in team.markdown(review)
    team.hold(review, gap("First", owner=OWNER), gap("Second", owner=OWNER))
    team.sync()
    first, _ = team.ours("checklist")
    lin.comment(first, "Too dear.")
    lin.transition(first, "Resolve", "Won't Do")
    build.change_user("lin", active=False)
    team.later(minutes=10)

    synced = team.sync()

    assert [problem.message for problem in synced.problems] == []
    rows = {row.ticket.ref: row for row in team.report().write_backs}
    assert len(rows) == 2
    row = rows[f"ops:{first}"]
    assert (row.state.value, row.why) == ("declined", "Too dear.")
    team.later(minutes=30)
    team.sync()
    before = team.report_text()
    team.forget()
    team.sync()
    assert team.report_text() == before
