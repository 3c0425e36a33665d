"""Each fault does what it says, to the real PyGithub and on the wire."""

from __future__ import annotations

import time
from collections.abc import Iterator

import pytest
import requests
from github import Github, GithubException

from tests.fakes.github import GitHub, faults
from tests.fakes.github.clients import ask, client_of, query
from tests.fakes.github.conftest import HOME
from tests.fakes.github.faults import Behaviour
from tests.fakes.github.wire import Request

ISSUES = f"/repos/{HOME}/issues"
ANY = "/repos/*/*/issues"
NEW = {"title": "It broke"}


def made(github: GitHub) -> int:
    return len(github.state.places)


# --- what was asked for happens, or not ----------------------------------------------


@pytest.mark.parametrize(
    ("behaviour", "count"),
    [
        (faults.bad_gateway(), 0),
        (faults.bad_gateway(commit=True), 1),
        (faults.answers(503), 0),
        (faults.limited(), 0),
        (faults.too_many(), 0),
        (faults.html(), 0),
        (faults.html(commit=True), 1),
        (faults.truncates(), 1),
    ],
)
def test_a_create_happened_where_the_fault_says_so(
    github: GitHub, behaviour: Behaviour, count: int
) -> None:
    github.faults.add("POST", ANY, behaviour)
    ask(github, "POST", ISSUES, body=NEW)

    assert made(github) == count
    assert ask(github, "POST", ISSUES, body=NEW).status == 201


@pytest.mark.parametrize(("commit", "count"), [(True, 1), (False, 0)])
def test_a_connection_is_dropped(github: GitHub, commit: bool, count: int) -> None:
    github.faults.add("POST", ANY, faults.drops(commit=commit))
    with pytest.raises(requests.ConnectionError):
        ask(github, "POST", ISSUES, body=NEW)

    assert made(github) == count
    assert [entry.status for entry in github.log] == [0]


@pytest.mark.parametrize(("commit", "count"), [(True, 1), (False, 0)])
def test_an_answer_does_not_come(github: GitHub, commit: bool, count: int) -> None:
    github.faults.add("POST", ANY, faults.hangs(commit=commit))
    started = time.perf_counter()
    with pytest.raises(requests.ReadTimeout):
        ask(github, "POST", ISSUES, body=NEW, timeout=0.2)

    assert time.perf_counter() - started < 2
    assert made(github) == count


def test_a_body_is_torn(github: GitHub) -> None:
    github.faults.add("GET", ANY, faults.tears())
    github.build.fill(HOME, 5)
    with pytest.raises(requests.exceptions.RequestException):
        ask(github, "GET", ISSUES)


def test_half_of_the_json_looks_whole(github: GitHub) -> None:
    github.faults.add("GET", ANY, faults.truncates())
    github.build.fill(HOME, 5)
    got = ask(github, "GET", ISSUES)

    assert (got.status, len(got.text)) == (200, int(got.headers["content-length"]))
    with pytest.raises(ValueError, match=r"Unterminated|Expecting"):
        _ = got.json


# --- what PyGithub makes of it -------------------------------------------------------


@pytest.fixture
def impatient(github: GitHub) -> Iterator[Github]:
    """PyGithub with the shortest time-out that it takes."""
    with client_of(github, "ghp_ada", timeout=1) as client:
        yield client


@pytest.mark.parametrize(
    ("behaviour", "error", "status"),
    [
        (faults.bad_gateway(commit=True), GithubException, 502),
        (faults.limited(3000), GithubException, 403),
        (faults.limited_without_advice(), GithubException, 403),
        (faults.too_many(), GithubException, 429),
        (faults.gone(), GithubException, 410),
        (faults.withheld(), GithubException, 451),
        (faults.drops(commit=True), requests.ConnectionError, 0),
        (faults.hangs(commit=True), requests.ReadTimeout, 0),
    ],
    ids="bad told silent bare gone withheld drops hangs".split(),
)
def test_one_request_and_one_error(
    github: GitHub,
    impatient: Github,
    behaviour: Behaviour,
    error: type[Exception],
    status: int,
) -> None:
    github.faults.add("POST", ANY, behaviour)
    repo = impatient.get_repo(HOME)
    with pytest.raises(error) as raised:
        repo.create_issue("It broke")

    assert getattr(raised.value, "status", 0) == status
    assert len(github.log.of("POST")) == 1


def test_a_secondary_limit_tells_when_or_does_not(github: GitHub) -> None:
    github.faults.add("GET", ANY, faults.limited(3000))
    github.faults.add("GET", ANY, faults.limited_without_advice(), call=2)
    told, silent = ask(github, "GET", ISSUES), ask(github, "GET", ISSUES)

    assert told.headers["retry-after"] == "3000"
    assert "retry-after" not in silent.headers
    assert int(silent.headers["x-ratelimit-remaining"]) > 0
    assert silent.json["message"].startswith("You have exceeded a secondary rate limit")


@pytest.mark.parametrize("status", [301, 307])
def test_a_redirect_is_injected(github: GitHub, status: int) -> None:
    there = f"{github.url}/repositories/1/issues"
    github.faults.add("*", ANY, faults.redirects(status, there))
    got = ask(github, "POST", ISSUES, body=NEW)

    assert (got.status, got.headers["location"]) == (status, there)


# --- when ----------------------------------------------------------------------------


def test_a_fault_strikes_the_calls_it_was_told_to(github: GitHub) -> None:
    rule = github.faults.add("GET", ANY, faults.answers(500), call=2, times=2)
    got = [ask(github, "GET", ISSUES).status for _ in range(5)]

    assert got == [200, 500, 500, 200, 200]
    assert rule.struck == 2


def test_a_fault_knows_a_repository_by_its_name(github: GitHub) -> None:
    home = github.state.find_repository(HOME)
    assert home is not None
    github.faults.add("GET", f"/repos/{HOME}/**", faults.answers(500), times=None)

    assert ask(github, "GET", f"/repositories/{home.id}/issues").status == 500
    assert ask(github, "GET", f"/repositories/{home.id}").status == 200


def test_a_fault_can_look_into_a_query(github: GitHub) -> None:
    github.faults.add("POST", "/graphql", faults.answers(502), holds="rateLimit")

    assert query(github, "{ viewer { login } }")["data"]["viewer"]["login"] == "ada"
    address = f"{github.url}/graphql"
    body = {"query": "{ rateLimit { cost } }"}
    assert ask(github, "POST", address, body=body).status == 502


def test_people_act_just_before(github: GitHub) -> None:
    ref = github.person("ada").open(HOME, "It broke", "One.")
    edit = faults.acting(lambda: github.person("lin").edit(ref, body="Two."))
    github.faults.add("PATCH", f"{ANY}/1", edit)
    got = ask(github, "PATCH", f"{ISSUES}/1", body={"title": "It broke again"})

    assert (got.json["title"], got.json["body"]) == ("It broke again", "Two.")


def test_a_token_expires_in_the_middle(github: GitHub) -> None:
    token = github.build.token("ada", "short")
    assert ask(github, "GET", ISSUES, "short").status == 200

    token.revoked = True
    got = ask(github, "GET", ISSUES, "short")
    assert (got.status, got.json["message"]) == (401, "Bad credentials")


# --- hooks ---------------------------------------------------------------------------


class Crash(BaseException):
    """Somebody pulled the plug."""


@pytest.mark.parametrize(
    ("stage", "count"), [("before", 0), ("processed", 1), ("answered", 1)]
)
def test_a_hook_is_called_at_each_stage(github: GitHub, stage: str, count: int) -> None:
    seen: list[int] = []

    def look(request: Request) -> None:
        assert request.path == ISSUES
        seen.append(made(github))

    getattr(github.hooks, stage).append(look)
    ask(github, "POST", ISSUES, body=NEW)
    deadline = time.perf_counter() + 2
    while not seen and time.perf_counter() < deadline:
        time.sleep(0.01)

    assert seen == [count]


@pytest.mark.parametrize(("stage", "count"), [("before", 0), ("processed", 1)])
def test_a_hook_that_raises_drops_the_connection(
    github: GitHub, stage: str, count: int
) -> None:
    def crash(_: Request) -> None:
        raise Crash

    getattr(github.hooks, stage).append(crash)
    with pytest.raises(requests.ConnectionError):
        ask(github, "POST", ISSUES, body=NEW)

    assert made(github) == count
    assert [type(one) for one in github.raised] == [Crash]


def test_a_bug_of_the_fake_is_told(github: GitHub) -> None:
    home = github.state.find_repository(HOME)
    assert home is not None
    home.milestones[1] = None  # type: ignore[assignment]
    with pytest.raises(requests.ConnectionError):
        ask(github, "GET", f"/repos/{HOME}/milestones")

    (told,) = github.honesty.take()
    assert told.startswith("the fake itself broke")


def test_the_log_knows_of_requests_that_were_dropped(github: GitHub) -> None:
    def crash(_: Request) -> None:
        raise Crash

    github.hooks.before.append(crash)
    with pytest.raises(requests.ConnectionError):
        ask(github, "GET", ISSUES)

    assert [str(entry) for entry in github.log] == [f"GET {ISSUES} → 0"]
