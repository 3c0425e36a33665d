"""What was seen once is seen again; what could not be asked is no no."""

from __future__ import annotations

from datetime import timedelta

import pytest

from tests.engine.house import gap
from tests.fakes.jira import faults
from tests.fakes.jira.wire import Request
from tests.jira.team import Team

OWNER = "Ada Lovelace"


def held(team: Team, *gaps: str) -> str:
    team.incident()
    team.sync()
    (review,) = team.ours("review")
    team.hold(review, *(gaps or (gap("First", owner=OWNER),)))
    return review


def test_what_changes_among_a_crowd_is_seen(team: Team) -> None:
    review = held(team)
    team.jira.build.fill("OPS", 230)
    team.sync()

    assert len(team.ours("checklist")) == 1
    assert team.does() == []
    assert review


def test_an_incident_opened_again_during_the_first_look_is_none(
    server_team: Team,
) -> None:
    """Cloud shows a list as it was when its first page was asked for."""
    team = server_team
    key = team.incident()
    team.later(hours=3)
    team.jira.build.fill("OPS", 150)
    pages: list[str] = []

    def reopen(request: Request) -> None:
        if "/search" in request.path:
            pages.append(request.path)
            if len(pages) == 1:
                team.later(minutes=1)
                team.jira.person("ada").reopen(key)

    team.jira.hooks.answered.append(reopen)
    team.sync()

    assert len(pages) > 1
    assert team.ours("review") == []


def test_a_crowd_is_not_read_in_full_for_ever(team: Team) -> None:
    team.sync()
    team.jira.build.fill("OPS", 250)
    team.sync()
    team.later(minutes=30)
    team.sync()
    with team.jira.log.counted() as log:
        team.sync()
    path = "/search/jql" if team.jira.cloud else "/search"
    assert len(log.of("POST", path)) == 1


def test_a_linked_issue_of_a_person_is_followed_and_left_alone(team: Team) -> None:
    lin = team.jira.person("lin")
    linked = lin.open("OPS", "Planned already", "By us.", assignee="lin")
    held(team, gap("First", owner=OWNER, more=f"- **Tracked in:** {linked}\n"))
    team.sync()
    (row,) = team.report().write_backs
    assert (row.ticket.title, row.state.value) == ("Planned already", "open")
    team.later(hours=1)
    lin.close(linked)

    team.sync()

    (row,) = team.report().write_backs
    assert row.state.value == "done"
    finished = row.finished
    team.later(days=10)
    lin.reopen(linked)
    team.sync()
    lin.close(linked)
    team.sync()
    (row,) = team.report().write_backs
    assert row.finished == finished, "the first finish counts"
    issue = team.issue(linked)
    assert (issue.labels, dict(issue.properties)) == ((), {})


def test_a_linked_issue_that_is_a_duplicate_is_followed(team: Team) -> None:
    lin = team.jira.person("lin")
    linked = lin.open("OPS", "Planned already")
    other = lin.open("OPS", "Planned before that")
    last = lin.open("OPS", "Planned first of all")
    held(team, gap("First", owner=OWNER, more=f"- **Tracked in:** {linked}\n"))
    team.sync()
    for one, two in ((linked, other), (other, last)):
        team.later(minutes=5)
        lin.link(one, "Duplicate", two)
        lin.transition(one, "Resolve", "Duplicate")
        team.sync()

    (row,) = team.report().write_backs
    assert (row.ticket.title, row.state.value) == ("Planned first of all", "open")


def test_duplicates_in_a_circle_end(team: Team) -> None:
    lin = team.jira.person("lin")
    held(team)
    team.sync()
    (ticket,) = team.ours("checklist")
    other = lin.open("OPS", "The other")
    for one, two in ((ticket, other), (other, ticket)):
        lin.link(one, "Duplicate", two)
        lin.transition(one, "Resolve", "Duplicate")
    team.sync()

    (row,) = team.report().write_backs
    assert row.state.value == "declined"


def test_a_finding_that_duplicates_its_incident_is_not_done_by_it(team: Team) -> None:
    held(team)
    team.sync()
    (ticket,) = team.ours("checklist")
    ada = team.jira.person("ada")
    ada.link(ticket, "Duplicate", "OPS-1")
    ada.transition(ticket, "Resolve", "Duplicate")

    team.sync()

    (row,) = team.report().write_backs
    assert row.state.value == "declined"


def test_two_findings_in_one_issue_stay_two(team: Team) -> None:
    held(team, gap("First", owner=OWNER), gap("Second", owner="Lin Chen"))
    team.sync()
    lin = team.jira.person("lin")
    other = lin.open("OPS", "Both at once")
    for key in team.ours("checklist"):
        lin.link(key, "Duplicate", other)
        lin.transition(key, "Resolve", "Duplicate")

    team.sync()

    rows = team.report().write_backs
    assert [row.ticket.title for row in rows] == ["Both at once"] * 2


@pytest.mark.parametrize("field", ["summary", "labels"])
def test_a_search_that_lags_hides_nothing_for_ever(team: Team, field: str) -> None:
    """What was changed while the index was old is found by the overlap."""
    held(team)
    team.sync()
    (ticket,) = team.ours("checklist")
    team.jira.lag = timedelta(seconds=90)
    team.later(minutes=5)
    lin = team.jira.person("lin")
    if field == "summary":
        lin.edit(ticket, summary="Said better")
    else:
        lin.close(ticket)
    team.jira.person("ada").open("OPS", "Something else")
    team.sync()
    team.later(minutes=2)
    team.sync()

    (row,) = team.report().write_backs
    told = row.ticket.title if field == "summary" else row.state.value
    assert told == ("Said better" if field == "summary" else "done")


def test_who_could_not_be_asked_about_is_no_stranger(team: Team) -> None:
    team.configure("zone: ", "review: {gate: reopen}\nzone: ")
    team.jira.build.user("kim", "Kim Poe")
    team.jira.build.allow("OPS", "kim")
    account = team.jira.state.users["kim"].account_id if team.jira.cloud else "kim"
    review = held(team, gap("First", owner=f"[@Kim Poe](mention:{account})"))
    bad = faults.answers(502, b"<html>", {"Content-Type": "text/html"})
    team.jira.faults.add("GET", "/user/assignable/search", bad, times=None)
    team.sync()
    assert team.jira.look.status(review) == "Done", "it is not opened again"
    assert team.jira.look.comments(review) == []
    team.jira.faults.clear()

    team.sync()

    assert len(team.ours("checklist")) == 1


def test_a_link_that_could_not_be_followed_is_not_lost(team: Team) -> None:
    linked = team.jira.person("lin").open("OPS", "Planned already")
    review = held(team, gap("First", owner=OWNER, more=f"- **Tracked in:** {linked}\n"))
    bad = faults.answers(502, b"<html>", {"Content-Type": "text/html"})
    team.jira.faults.add("GET", f"/issue/{linked}", bad, times=None)

    team.sync()

    assert team.jira.look.comments(review) == []
    team.jira.faults.clear()
    team.sync()
    (row,) = team.report().write_backs
    assert row.ticket.title == "Planned already"
