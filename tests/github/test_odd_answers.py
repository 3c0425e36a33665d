"""Answers that say nothing, or never end: one line of trouble, and nothing lost."""

from __future__ import annotations

from datetime import date

import pytest

from tests.engine.house import gap
from tests.fakes.github import faults
from tests.fakes.github.values import Iteration
from tests.github.team import REPO, Team, _ref
from tests.github.test_failing_well import CREATE, LIST, settled, whys

JSON = {"Content-Type": "application/json"}
NESTED = "[" * 2000 + "]" * 2000
DEEP_MARK = f'<!-- afteraction {{"a":{NESTED}}} -->'


# --- no body where one is needed ------------------------------------------------------


@pytest.mark.parametrize("status", [204, 304])
def test_a_create_without_an_answer_may_stand(team: Team, status: int) -> None:
    team.incident()
    team.github.faults.add(*CREATE, faults.answers(status, b"", commit=True))

    synced = team.sync()

    assert [result.ended.value for result in synced.results] == ["unknown"]
    settled(team)


@pytest.mark.parametrize("status", [204, 304])
@pytest.mark.parametrize(
    "where",
    [
        ("GET", "/repos/*/*"),
        LIST,
        ("POST", "/graphql"),
        ("GET", "/repos/*/*/milestones"),
    ],
    ids=["repository", "list", "graphql", "milestones"],
)
def test_a_read_without_an_answer_is_asked_again(
    team: Team, where: tuple[str, str], status: int
) -> None:
    team.incident()
    team.github.faults.add(*where, faults.answers(status, b"", JSON), times=3)

    synced = team.sync()

    assert synced.problems == ()
    assert [result.ended.value for result in synced.results] == ["done"]


@pytest.mark.parametrize("status", [204, 304])
@pytest.mark.parametrize("where", [("GET", "/repos/*/*"), LIST])
def test_a_read_that_never_has_an_answer_is_told(
    team: Team, where: tuple[str, str], status: int
) -> None:
    team.github.faults.add(*where, faults.answers(status, b"", JSON), times=None)

    synced = team.sync()

    (problem,) = synced.problems
    assert problem.message.startswith(
        "an answer of GitHub's can not be read"
        if status == 204
        else "GitHub answered that nothing changed (304), which was not asked"
    )
    assert synced.unreachable == {"platform"}


@pytest.mark.parametrize("status", [204, 304])
def test_an_edit_without_an_answer_is_made_again(team: Team, status: int) -> None:
    team.incident()
    team.sync()
    (review,) = team.ours("review")
    team.hold(review, gap("First"))
    behaviour = faults.answers(status, b"", JSON, commit=True)
    team.github.faults.add("PATCH", "/repos/*/*/issues/*", behaviour)

    synced = team.sync()

    assert {result.ended.value for result in synced.results} == {"done"}
    assert len(team.ours("checklist")) == 1


# --- lists without an end -------------------------------------------------------------


@pytest.mark.parametrize("page", ["", "&page=1", "&page=2"])
def test_pages_that_lead_in_a_circle(team: Team, page: str) -> None:
    """To the first page under any name, or from the second one to itself."""
    team.incident()
    team.sync()
    team.forget()
    asked = (
        "/repositories/700001/issues?labels=afteraction&per_page=100&state=all"
        f"&sort=updated&direction=asc{page}"
    )
    link = {"Link": f'<{team.github.url}{asked}>; rel="next"'}
    team.github.faults.add(*LIST, faults.answers(200, [], link), times=None)

    with team.github.log.counted() as log:
        synced = team.sync()

    (problem,) = synced.problems
    assert problem.message == "GitHub's pages of a list lead in a circle"
    assert synced.unreachable == {"platform"}
    assert len(log.of(*LIST)) == (2 if page == "&page=2" else 1)


@pytest.mark.parametrize("cursor", [None, "again"])
def test_items_of_a_project_that_lead_in_a_circle(
    team: Team, cursor: str | None
) -> None:
    build = team.github.build
    first = Iteration(id="i1", title="One", start=date(2026, 11, 2), duration=14)
    build.iterations(build.project("acme", 12), "Iteration", first)
    team.later(days=1)
    team.configure('milestones: "Sprint *"', "iterations: Iteration")
    team.configure("readers: public", "readers: public\n    project: acme/12")
    info = {"hasNextPage": True, "endCursor": cursor}
    items = {"projectV2": {"items": {"pageInfo": info, "nodes": []}}}
    team.github.faults.add(
        "POST",
        "/graphql",
        faults.answers(200, {"data": {"repositoryOwner": items}}),
        times=None,
        holds="items(first",
    )

    assert "GitHub's pages of a list lead in a circle" in whys(team.sync())


# --- what can not be read -------------------------------------------------------------


@pytest.mark.parametrize("body", [b"[" * 200_000, b'[{"number": 1, "title": "\xff"}'])
def test_an_answer_that_nobody_can_read(team: Team, body: bytes) -> None:
    team.github.faults.add(*LIST, faults.answers(200, body, JSON), times=None)

    synced = team.sync()

    (problem,) = synced.problems
    assert problem.message.startswith("an answer of GitHub's can not be read")


def test_a_no_that_nobody_can_read(team: Team) -> None:
    body = b'{"errors": ' + b"[" * 200_000
    team.incident()
    team.github.faults.add(*CREATE, faults.answers(422, body, JSON), times=None)

    assert "it gave no reason" in whys(team.sync())


def test_a_strangers_mark_of_lists_within_lists_is_text(team: Team) -> None:
    mallory = team.github.person("mallory")
    mallory.open(REPO, "Hello", DEEP_MARK)
    mallory.comment(team.incident(), DEEP_MARK)
    team.sync()
    (review,) = team.ours("review")
    mallory.comment(_ref(review), DEEP_MARK)
    team.hold(review, gap("First"))

    assert team.sync().problems == ()

    assert len(team.ours("checklist")) == 1


@pytest.mark.parametrize("reset", ["x", "", "-5", "999999999999"])
def test_a_limit_whose_end_is_no_time(team: Team, reset: str) -> None:
    team.incident()
    headers = {
        "X-RateLimit-Remaining": "0",
        "X-RateLimit-Limit": reset,
        "X-RateLimit-Reset": reset,
    }
    limit = faults.says(403, "API rate limit exceeded", headers)
    team.github.faults.add(*CREATE, limit)

    assert [result.ended.value for result in team.sync().results] == ["done"]


# --- a repository that was made anew --------------------------------------------------


def replaced(team: Team) -> None:
    """Somebody deletes the repository and makes one of the same name."""
    state = team.github.state
    (home,) = state.repositories.values()
    del state.repositories[home.id], state.names[REPO.casefold()]
    roles = dict(home.roles)
    labels = ["incident", "review", "checklist", "constraint", "learning"]
    team.github.build.repository(REPO, private=False, roles=roles, labels=labels)


def test_another_repository_of_the_same_name_is_not_gone_on_with(team: Team) -> None:
    team.incident()
    team.sync()
    replaced(team)
    team.incident("New")
    team.later(minutes=5)

    synced = team.sync()

    (problem,) = synced.problems
    assert problem.message == (
        "acme/platform is another repository than the one that was here"
    )
    assert problem.hint.startswith("if it is meant, delete the ledger")
    assert synced.unreachable == {"platform"}
    assert team.ours("review") == []
    # As the hint says.
    team.forget()
    assert [result.ended.value for result in team.sync().results] == ["done"]
    settled(team)


def test_a_repository_that_is_not_there_any_more(team: Team) -> None:
    team.incident()
    team.sync()
    state = team.github.state
    (home,) = state.repositories.values()
    del state.repositories[home.id], state.names[REPO.casefold()]

    synced = team.sync()

    (problem,) = synced.problems
    assert "there is no repository acme/platform" in problem.message


def test_a_list_that_is_gone_though_the_repository_is_there(team: Team) -> None:
    team.incident()
    team.sync()
    team.github.faults.add(*LIST, faults.says(404, "Not Found"))

    with team.github.log.counted() as log:
        synced = team.sync()

    (problem,) = synced.problems
    assert problem.message == "it is not there, or not to be seen: Not Found"
    assert synced.unreachable == {"platform"}
    assert len(log) == 2
    settled(team)
