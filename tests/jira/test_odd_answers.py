"""Answers that say nothing, or never end: one line of trouble, and nothing lost."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import Any

import pytest

from tests.engine.house import gap
from tests.fakes.jira import faults
from tests.fakes.jira.faults import Behaviour
from tests.jira.team import Team
from tests.jira.test_failing_well import (
    CREATE,
    OWNER,
    SEARCH,
    ended,
    held,
    settled,
    whys,
)

JSON = {"Content-Type": "application/json"}
DEEP = "[" * 2000 + "]" * 2000
SPRINTS = ("GET", "/agile/board/*/sprint")


# --- no body where one is needed ------------------------------------------------------


def test_a_create_without_an_answer_is_looked_for(team: Team) -> None:
    team.incident()
    team.jira.faults.add(*CREATE, faults.answers(204, b"", commit=True))

    assert ended(team.sync()) == ["done"]
    settled(team)


def test_a_create_that_tells_of_nothing_is_looked_for(team: Team) -> None:
    """Neither made nor refused: it is not known what became of it."""
    team.incident()
    silent = faults.answers(201, {"issues": [], "errors": []}, commit=True)
    team.jira.faults.add(*CREATE, silent)

    assert ended(team.sync()) == ["unknown"]
    settled(team)


@pytest.mark.parametrize("where", ["/serverInfo", "/search**", "/agile/**"])
def test_a_read_without_an_answer_is_asked_again(team: Team, where: str) -> None:
    team.incident()
    team.jira.faults.add("*", where, faults.answers(200, b"", JSON), times=3)

    synced = team.sync()

    assert (synced.problems, ended(synced)) == ((), ["done"])


def test_a_read_that_never_has_an_answer_is_told(team: Team) -> None:
    team.jira.faults.add(*SEARCH, faults.answers(204, b"", JSON), times=None)

    synced = team.sync()

    (problem,) = synced.problems
    assert problem.message.startswith("an answer of Jira's can not be read")
    assert synced.unreachable == {"ops"}


@pytest.mark.parametrize("behaviour", [faults.html(commit=True), faults.tears()])
def test_an_edit_whose_answer_is_lost_is_made_again(
    team: Team, behaviour: Behaviour
) -> None:
    review = held(team)
    team.jira.faults.add("PUT", "/issue/*", behaviour, times=2)

    synced = team.sync()

    assert set(ended(synced)) == {"done"}
    assert len(team.ours("checklist")) == 1
    assert team.markdown(review).count("**Tracked in:**") == 1
    settled(team)


@pytest.mark.parametrize("commit", [True, False])
def test_a_way_that_may_have_been_taken_is_taken_once(team: Team, commit: bool) -> None:
    held(team, gap("Learned", "experiment", owner=OWNER, due=""))
    lost = faults.drops(commit=commit)
    team.jira.faults.add("POST", "/issue/*/transitions", lost)

    synced = team.sync()

    assert set(ended(synced)) == {"done"}
    (key,) = team.ours("learning")
    assert team.jira.look.status(key) == "Done"
    settled(team)


@pytest.mark.parametrize("forget", [False, True], ids=["journal", "no ledger"])
@pytest.mark.parametrize("commit", [True, False])
def test_a_remark_whose_answer_is_lost_is_made_once(
    team: Team, commit: bool, forget: bool
) -> None:
    review = held(team, gap("First", owner=""))
    lost = faults.drops(commit=commit)
    team.jira.faults.add("POST", "/issue/*/comment", lost)

    assert ended(team.sync()) == ["unknown"]

    if forget:
        team.forget()
    settled(team)
    assert len(team.jira.look.comments(review)) == 1


# --- lists without an end -------------------------------------------------------------


def test_pages_of_a_search_that_lead_in_a_circle(cloud_team: Team) -> None:
    team = cloud_team
    page = {"issues": [], "nextPageToken": "again"}
    team.jira.faults.add(*SEARCH, faults.answers(200, page), times=None)

    synced = team.sync()

    (problem,) = synced.problems
    assert problem.message == "a list in Jira broke off: its pages lead in a circle"
    assert synced.unreachable == {"ops"}
    assert len(team.jira.log.of(*SEARCH)) == 2


def test_a_page_that_comes_whatever_number_is_asked_for(server_team: Team) -> None:
    team = server_team
    page = {"issues": [issue("10001")], "total": 50, "startAt": 0}
    team.jira.faults.add(*SEARCH, faults.answers(200, page), times=None)

    synced = team.sync()

    assert "its pages lead in a circle" in whys(synced)
    assert len(team.jira.log.of(*SEARCH)) == 2


def test_sprints_that_never_end(team: Team) -> None:
    values = [{"id": 7, "state": "active", "name": "Again"}]
    page = {"values": values, "isLast": False, "startAt": 0}
    team.jira.faults.add(*SPRINTS, faults.answers(200, page), times=None)

    assert "its pages lead in a circle" in whys(team.sync())
    assert len(team.jira.log.of(*SPRINTS)) == 2


def test_histories_that_never_end(cloud_team: Team) -> None:
    team = cloud_team
    team.incident()
    page = {"issueChangeLogs": [], "nextPageToken": "again"}
    logs = ("POST", "/changelog/bulkfetch")
    team.jira.faults.add(*logs, faults.answers(200, page), times=None)

    assert "its pages lead in a circle" in whys(team.sync())
    assert team.ours("review") == []
    team.jira.faults.clear()
    settled(team)


# --- what can not be read -------------------------------------------------------------


@pytest.mark.parametrize(
    ("body", "said"),
    [
        (b"[" * 200_000, "an answer of Jira's can not be read"),
        (b'{"issues": [{"id": "\xff"}]}', "an answer of Jira's can not be read"),
        (b'{"issues": [{"id": 5}], "total": 1}', "an answer of Jira's can not be read"),
        (b'{"issues": ["OPS-1"], "total": 1}', "an answer of Jira's can not be read"),
    ],
)
def test_an_answer_that_nobody_can_read(team: Team, body: bytes, said: str) -> None:
    team.jira.faults.add(*SEARCH, faults.answers(200, body, JSON), times=None)

    synced = team.sync()

    (problem,) = synced.problems
    assert said in problem.message
    assert synced.unreachable == {"ops"}


def test_a_no_that_nobody_can_read(team: Team) -> None:
    body = b'{"errors": ' + b"[" * 200_000
    team.incident()
    team.jira.faults.add(*CREATE, faults.answers(400, body, JSON))

    assert "it does not say why" in whys(team.sync())
    settled(team)


def issue(number: str, **more: Any) -> dict[str, Any]:  # noqa: ANN401 - JSON
    """An issue as a search tells of it, with what every one has."""
    when = "2026-11-16T11:00:00.000+0000"
    done = {"name": "Done", "id": "3", "statusCategory": {"key": "done"}}
    fields = {
        "summary": "Payments time out",
        "status": done,
        "created": when,
        "updated": when,
        "resolutiondate": when,
        "issuetype": {"name": "Incident"},
    }
    return {"id": number, "key": f"OPS-{number[-1]}", "fields": fields, **more}


def test_lists_within_lists_that_a_stranger_wrote_keep_nobody_from_the_rest(
    team: Team,
) -> None:
    """A property of an issue can be anything; it comes with each search on Cloud."""
    key = team.incident()
    number = str(team.issue(key).id)
    found = issue(number, properties={"afteraction": "HERE"})
    page = json.dumps({"issues": [found], "isLast": True, "total": 1})
    body = page.replace('"HERE"', DEEP).encode()
    team.jira.faults.add(*SEARCH, faults.answers(200, body, JSON))

    synced = team.sync()

    assert (synced.problems, ended(synced)) == ((), ["done"])
    settled(team)


def test_a_text_of_quotes_within_quotes_keeps_nobody_from_the_rest(
    cloud_team: Team,
) -> None:
    team = cloud_team
    text: dict[str, Any] = {"type": "paragraph", "content": []}
    for _ in range(200):
        text = {"type": "blockquote", "content": [text]}
    deep = {"type": "doc", "version": 1, "content": [text]}
    lin = team.jira.person("lin")
    key = lin.open("OPS", "Deep", deep, type="Incident")
    lin.comment(key, deep)
    lin.close(key)

    synced = team.sync()

    assert (synced.problems, ended(synced)) == ((), ["done"])
    settled(team)


@pytest.mark.parametrize("retry_after", ["x", "", "-5", "999999999999"])
def test_a_wait_that_is_no_time(team: Team, retry_after: str) -> None:
    team.incident()
    team.jira.faults.add(*CREATE, faults.too_many(retry_after))

    assert ended(team.sync()) == ["done"]


def test_another_project_of_the_same_key_is_not_gone_on_with(team: Team) -> None:
    """Somebody deletes the project and makes one of the same key: another one."""
    team.incident()
    team.sync()
    home = team.jira.state.project("OPS")
    assert home is not None
    del team.jira.state.projects[home.id]
    team.jira.state.issues.clear()
    people = ["ada", "lin", "robot"]
    made = team.jira.build.project("OPS", people=people, private=True)
    board = replace(team.board, project=made.id)
    team.jira.state.boards[board.id] = board
    team.incident("New")
    team.later(minutes=5)

    synced = team.sync()

    assert synced.unreachable == {"ops"}
    (problem,) = synced.problems
    assert problem.message == "OPS is another project than the one that was here"
    assert problem.hint.startswith("if it is meant, delete the ledger")
    assert team.ours("review") == []
    # As the hint says.
    team.forget()
    assert ended(team.sync()) == ["done"]
    settled(team)
