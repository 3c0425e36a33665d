"""Who may do what, and how GitHub says no: tokens, roles, limits."""

from __future__ import annotations

from datetime import timedelta

import pytest
from github import Auth, Github

from tests.fakes.github import GitHub
from tests.fakes.github.clients import ask, query
from tests.fakes.github.conftest import HOME
from tests.fakes.github.limits import DOCUMENTED, OBSERVED, Secondary

ISSUES = f"/repos/{HOME}/issues"
SECRET = "/repos/acme/secret/issues"
NEW = {"title": "It broke"}
ALL = {**NEW, "labels": ["new"], "assignees": ["lin"], "milestone": 1, "type": "Task"}


# --- tokens --------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("token", "status"),
    [(None, 401), ("nonsense", 401), ("ghp_stranger", 201), ("ghp_ada", 201)],
)
def test_only_somebody_writes(github: GitHub, token: str | None, status: int) -> None:
    assert ask(github, "POST", ISSUES, token, body=NEW).status == status


@pytest.mark.parametrize(
    ("token", "status"), [(None, 404), ("ghp_stranger", 404), ("ghp_ada", 200)]
)
def test_a_private_repository_is_not_there_for_strangers(
    github: GitHub, token: str | None, status: int
) -> None:
    assert ask(github, "GET", SECRET, token).status == status
    assert ask(github, "GET", "/repos/acme/secret", token).status == status


@pytest.mark.parametrize(
    ("token", "read", "write"),
    [
        ({"kind": "fine-grained", "issues": "none"}, 403, 403),
        ({"kind": "fine-grained", "issues": "read"}, 200, 403),
        ({"kind": "fine-grained", "issues": "write"}, 200, 201),
        ({"kind": "fine-grained", "repositories": (HOME,)}, 404, 404),
        ({"kind": "installation", "issues": "read"}, 200, 403),
        ({"scopes": ()}, 404, 404),
    ],
)
def test_a_token_may_less_than_its_owner(
    github: GitHub, token: dict[str, object], read: int, write: int
) -> None:
    github.build.token("ada", "less", **token)

    assert ask(github, "GET", SECRET, "less").status == read
    assert ask(github, "POST", SECRET, "less", body=NEW).status == write


def test_a_refusal_says_which_permission_is_missing(github: GitHub) -> None:
    github.build.token("ada", "less", kind="fine-grained", issues="read")
    got = ask(github, "POST", ISSUES, "less", body=NEW)

    text = "Resource not accessible by personal access token"
    assert got.json["message"] == text
    assert got.headers["x-accepted-github-permissions"] == "issues=write"


def test_a_token_shows_its_scopes_and_its_end(github: GitHub) -> None:
    soon = github.clock() + timedelta(hours=2)
    github.build.token("ada", "soon", expires=soon)
    got = ask(github, "GET", "/user", "soon")

    assert got.headers["x-oauth-scopes"] == "repo, project"
    end = "2026-11-20 11:00:00 UTC"
    assert got.headers["github-authentication-token-expiration"] == end
    github.clock.advance(timedelta(hours=2))
    assert ask(github, "GET", "/user", "soon").status == 401


def test_an_app_gets_a_token_for_an_hour(github: GitHub) -> None:
    github.build.installation(7, "acme-bot[bot]")
    app = Auth.AppAuth("1", sign_func=lambda _: "aa.bb.cc")
    client = Github(
        base_url=github.url,
        auth=app.get_installation_auth(7),
        retry=None,
        seconds_between_writes=None,
    )
    client.get_repo(HOME)
    client.get_repo(HOME)
    client.close()
    (asked, *_) = github.log
    assert str(asked) == "POST /app/installations/7/access_tokens → 201"
    assert len(github.log) == 3  # the token is kept as long as it lasts
    token = "ghs_acmebot0001"
    made = ask(github, "POST", ISSUES, token, body=NEW).json

    assert made["user"]["login"] == "acme-bot[bot]"
    assert made["user"]["type"] == "Bot"
    assert ask(github, "GET", "/user", token).status == 403
    viewer = query(github, "{ viewer { login } }", token)["data"]["viewer"]
    assert viewer == {"login": "acme-bot[bot]"}
    github.clock.advance(timedelta(hours=1))
    assert ask(github, "GET", ISSUES, token).status == 401


@pytest.mark.parametrize("auth", [None, "token ghp_ada", "Bearer not-a-jwt"])
def test_an_app_needs_a_jwt(github: GitHub, auth: str | None) -> None:
    github.build.installation(7, "acme-bot[bot]")
    path = "/app/installations/7/access_tokens"
    headers = {"Authorization": auth} if auth else {}

    assert ask(github, "POST", path, None, headers=headers).status == 401


# --- roles ---------------------------------------------------------------------------


def test_what_a_stranger_may_not_set_is_dropped_silently(github: GitHub) -> None:
    github.build.milestone(HOME, "Sprint 1")
    got = ask(github, "POST", ISSUES, "ghp_stranger", body=ALL)

    assert got.status == 201
    assert (got.json["labels"], got.json["assignees"]) == ([], [])
    assert (got.json["milestone"], got.json["type"]) == (None, None)


@pytest.mark.parametrize(("token", "labels"), [("ghp_kim", []), ("ghp_ada", ["new"])])
def test_only_who_may_push_makes_labels_on_the_way(
    github: GitHub, token: str, labels: list[str]
) -> None:
    github.build.milestone(HOME, "Sprint 1")
    got = ask(github, "POST", ISSUES, token, body=ALL).json

    assert [label["name"] for label in got["labels"]] == labels
    assert [one["login"] for one in got["assignees"]] == ["lin"]
    assert (got["milestone"]["number"], got["type"]["name"]) == (1, "Task")


def test_what_others_wrote_is_not_a_strangers_to_edit(github: GitHub) -> None:
    github.person("ada").open(HOME, "It broke")
    github.person("stranger").open(HOME, "Me too")
    closed = {"state": "closed"}

    def answer(number: int) -> int:
        path = f"{ISSUES}/{number}"
        return ask(github, "PATCH", path, "ghp_stranger", body=closed).status

    assert [answer(1), answer(2)] == [403, 200]


@pytest.mark.parametrize(
    ("field", "status"), [({"archived": True}, 403), ({"has_issues": False}, 410)]
)
def test_a_repository_may_take_no_issues(
    github: GitHub, field: dict[str, bool], status: int
) -> None:
    home = github.state.find_repository(HOME)
    for name, value in field.items():
        setattr(home, name, value)

    assert ask(github, "POST", ISSUES, body=NEW).status == status


# --- limits --------------------------------------------------------------------------


def test_the_hours_requests_are_counted(github: GitHub) -> None:
    first = ask(github, "GET", ISSUES)
    assert first.headers["x-ratelimit-remaining"] == "4999"
    github.limits.use_up("ghp_ada")
    refused = ask(github, "GET", ISSUES)

    assert refused.status == 403
    assert refused.headers["x-ratelimit-remaining"] == "0"
    assert refused.json["message"].startswith("API rate limit exceeded for user ID")
    assert ask(github, "GET", ISSUES, "ghp_lin").status == 200
    assert ask(github, "GET", "/rate_limit").json["rate"]["remaining"] == 0
    github.clock.advance(timedelta(hours=1))
    assert ask(github, "GET", ISSUES).status == 200


@pytest.mark.parametrize(
    ("rules", "most"), [(OBSERVED, 20), (DOCUMENTED, 80), (Secondary(), 90)]
)
def test_what_is_created_in_a_minute_is_counted(
    github: GitHub, rules: Secondary, most: int
) -> None:
    github.limits.secondary = rules
    made = [ask(github, "POST", ISSUES, body=NEW) for _ in range(min(most + 1, 90))]
    refused = [got for got in made if got.status == 403]

    assert len(github.state.places) == most
    if refused:
        assert refused[0].headers["retry-after"] == "60"
        assert "content creation" in refused[0].json["message"]
        assert int(refused[0].headers["x-ratelimit-remaining"]) > 0
        github.clock.advance(timedelta(minutes=1))
        assert ask(github, "POST", ISSUES, body=NEW).status == 201


def test_a_write_costs_five_points(github: GitHub) -> None:
    github.limits.secondary = Secondary(points_per_minute=12, tells_when=False)
    statuses = [ask(github, "POST", ISSUES, body=NEW).status for _ in range(3)]
    reads = [ask(github, "GET", ISSUES) for _ in range(3)]

    assert statuses == [201, 201, 403]
    assert [got.status for got in reads] == [200, 200, 403]
    assert "retry-after" not in reads[2].headers
    assert github.log.points == 3 * 5 + 3


# --- the server's clock, and Enterprise Server ---------------------------------------


def test_the_clock_may_be_ahead(github: GitHub) -> None:
    github.skew = timedelta(minutes=5)
    got = ask(github, "POST", ISSUES, body=NEW)

    assert got.headers["date"] == "Fri, 20 Nov 2026 09:05:00 GMT"
    assert got.json["created_at"] == "2026-11-20T09:05:00Z"


def test_enterprise_server_answers_elsewhere_and_without_limits() -> None:
    with GitHub(enterprise=True) as github:
        github.build.repository(HOME, roles={"ada": "write"})
        token = github.build.token("ada")
        got = ask(github, "POST", ISSUES, body=NEW)

        assert got.json["url"] == f"{github.root}/api/v3{ISSUES}/1"
        assert got.json["html_url"] == f"{github.root}/{HOME}/issues/1"
        assert got.headers["x-github-enterprise-version"] == "3.19.0"
        assert "x-ratelimit-limit" not in got.headers
        assert ask(github, "GET", "/rate_limit").status == 404
        client = Github(
            base_url=github.url,
            auth=Auth.Token(token.text),
            retry=None,
            seconds_between_writes=None,
        )
        _, data = client.requester.graphql_query("{ viewer { login } }", {})
        client.close()
        assert data["data"]["viewer"]["login"] == "ada"
        assert ask(github, "GET", f"{github.root}/repos/{HOME}").status == 404
        assert len(github.honesty.take()) == 1
