"""Boards and sprints: what is shown of them, and what issues remember."""

from __future__ import annotations

from datetime import timedelta

import pytest

from tests.fakes.jira import Jira
from tests.fakes.jira.clients import ask
from tests.fakes.jira.values import Board


@pytest.fixture
def board(jira: Jira) -> Board:
    return jira.build.board("OPS", "Team")


def test_boards_are_listed(jira: Jira, board: Board) -> None:
    jira.build.board("SEC")
    kanban = jira.build.board("PAY", "Flow", kind="kanban")
    got = ask(jira, "GET", "/agile/board").json

    assert [one["name"] for one in got["values"]] == ["Team", "Flow"]
    assert got["isLast"] is True
    one = ask(jira, "GET", "/agile/board", projectKeyOrId="OPS", type="scrum").json
    assert [x["id"] for x in one["values"]] == [board.id]
    assert one["values"][0]["location"]["projectKey"] == "OPS"
    assert ask(jira, "GET", f"/agile/board/{kanban.id}/sprint").status == 400
    assert ask(jira, "GET", "/agile/board/99").status == 404


def test_a_sprint_lives(jira: Jira, board: Board) -> None:
    ada = jira.person("ada")
    sprint = jira.build.sprint(board, goal="Less waiting")
    after = jira.build.sprint(board)
    done = ada.open("OPS", "Done in time", sprint=sprint)
    late = ada.open("OPS", "Too late", sprint=sprint)
    ada.start_sprint(sprint)
    jira.clock.advance(timedelta(days=2))
    added = ada.open("OPS", "Came between")
    ada.plan(added, sprint)
    dropped = ada.open("OPS", "Dropped", sprint=sprint)
    ada.plan(dropped, None)
    ada.close(done)
    jira.clock.advance(timedelta(days=12))
    ada.close_sprint(sprint, after)

    path = f"/agile/board/{board.id}/sprint"
    [closed] = ask(jira, "GET", path, state="closed").json["values"]
    assert (closed["goal"], closed["state"]) == ("Less waiting", "closed")
    assert {"startDate", "endDate", "completeDate"} <= set(closed)
    assert len(ask(jira, "GET", path).json["values"]) == 2
    [future] = ask(jira, "GET", path, state="active,future").json["values"]
    assert "startDate" not in future
    assert ask(jira, "GET", f"/agile/sprint/{sprint.id}").json == closed
    got = ask(jira, "GET", f"/agile/sprint/{sprint.id}/issue", fields="summary").json
    assert [one["key"] for one in got["issues"]] == [done, late, added]
    got = ask(jira, "GET", f"/agile/sprint/{after.id}/issue", fields="sprint").json
    assert [one["key"] for one in got["issues"]] == [late, added]


def test_the_history_tells_of_sprints(jira: Jira, board: Board) -> None:
    ada = jira.person("ada")
    first, second = (jira.build.sprint(board) for _ in range(2))
    key = ada.open("OPS", "Too late")
    ada.plan(key, first)
    ada.start_sprint(first)
    ada.close_sprint(first, second)

    shown = [
        (x.field, x.before, x.before_text, x.after, x.after_text)
        for one in jira.look.history(key)
        for x in one.changes
    ]
    assert shown == [
        ("Sprint", "", "", "1", "Sprint 1"),
        ("Sprint", "1", "Sprint 1", "1, 2", "Sprint 1, Sprint 2"),
    ]


def test_an_issue_names_its_sprints(jira: Jira, board: Board) -> None:
    sprint = jira.build.sprint(board, goal="Less")
    key = jira.person("ada").open("OPS", "Planned", sprint=sprint)
    fields = ask(jira, "GET", f"/issue/{key}").json["fields"]
    [shown] = fields["customfield_10020"]

    if jira.cloud:
        assert (shown["id"], shown["state"], shown["goal"]) == (1, "future", "Less")
        assert shown["boardId"] == board.id
    else:
        assert shown.startswith("com.atlassian.greenhopper.service.sprint.Sprint@")
        assert "state=FUTURE,name=Sprint 1,startDate=<null>" in shown
    agile = ask(jira, "GET", f"/agile/sprint/{sprint.id}/issue").json["issues"][0]
    assert agile["fields"]["sprint"]["name"] == "Sprint 1"


def test_the_backlog_is_what_is_not_planned(jira: Jira, board: Board) -> None:
    ada = jira.person("ada")
    sprint = jira.build.sprint(board)
    ada.open("OPS", "Planned", sprint=sprint)
    waiting = ada.open("OPS", "Waiting")
    ada.close(ada.open("OPS", "Done"))
    got = ask(jira, "GET", f"/agile/board/{board.id}/backlog", fields="summary").json

    assert [one["key"] for one in got["issues"]] == [waiting]


def test_texts_are_wiki_on_boards(jira: Jira, board: Board) -> None:
    jira.person("ada").open("OPS", "It broke", "Because.")
    got = ask(jira, "GET", f"/agile/board/{board.id}/issue", fields="description")

    assert got.json["issues"][0]["fields"]["description"] == "Because."


def test_a_sprint_is_run_over_the_api(jira: Jira, board: Board) -> None:
    body = {"name": "New", "originBoardId": board.id, "goal": "More"}
    made = ask(jira, "POST", "/agile/sprint", body=body)
    assert made.status == 201
    path = f"/agile/sprint/{made.json['id']}"
    key = jira.person("ada").open("OPS", "Planned")
    assert ask(jira, "POST", f"{path}/issue", body={"issues": [key]}).status == 204
    dates = {
        "startDate": "2026-11-20T09:00:00.000Z",
        "endDate": "2026-12-04T09:00:00.000Z",
    }
    assert ask(jira, "POST", path, body={"state": "active", **dates}).status == 200
    assert ask(jira, "POST", path, body={"state": "closed"}).json["state"] == "closed"
    assert ask(jira, "POST", f"{path}/issue", body={"issues": [key]}).status == 400
    moved = ask(jira, "POST", "/agile/backlog/issue", body={"issues": [key]})
    assert moved.status == 204


def test_sprints_are_found_by_jql(jira: Jira, board: Board) -> None:
    ada = jira.person("ada")
    sprint = jira.build.sprint(board)
    key = ada.open("OPS", "Planned", sprint=sprint)
    ada.start_sprint(sprint)
    path = "/search/jql" if jira.cloud else "/search"

    for jql in ("sprint = 1", 'sprint = "Sprint 1"', "sprint in openSprints()"):
        got = ask(jira, "POST", path, body={"jql": jql, "fields": ["key"]})
        assert [one["key"] for one in got.json["issues"]] == [key], jql
