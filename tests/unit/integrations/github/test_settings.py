"""What a repository's settings take, and what they say to the rest."""

from __future__ import annotations

from typing import Any

import pytest
from pydantic import BaseModel, ValidationError

from afteraction.integrations.github.settings import (
    ByLabelsOrTypes,
    GithubSettings,
    Limits,
    MilestonesOrIterations,
)
from afteraction.secret import SecretRef

LEAST = {"type": "github", "repo": "acme/platform", "token": "env:GITHUB_TOKEN"}
APP = {"id": "12345", "installation": "678", "key": "env:APP_KEY"}


def settings(**more: object) -> GithubSettings:
    return GithubSettings.model_validate(LEAST | more)


def refusals(model: type[BaseModel], told: dict[str, Any]) -> list[str]:
    """Where, and why."""
    with pytest.raises(ValidationError) as caught:
        model.model_validate(told)
    return [
        ".".join(map(str, one["loc"])) + ": " + one["msg"].removeprefix("Value error, ")
        for one in caught.value.errors()
    ]


def test_the_least() -> None:
    found = settings()

    assert found.repo == "acme/platform"
    assert found.token == SecretRef("env", "GITHUB_TOKEN")
    assert found.api == "https://api.github.com"
    assert (found.limits, found.readers, found.sub_issues) == (
        "default",
        None,
        "yes",
    )
    assert (found.app, found.project, found.trusted) == (None, None, ())


def test_an_app_instead_of_a_token() -> None:
    found = settings(token=None, app=APP)

    assert found.app is not None
    assert (found.app.id, found.app.installation) == (12345, 678)
    assert found.app.key == SecretRef("env", "APP_KEY")


@pytest.mark.parametrize(
    ("more", "why"),
    [
        ({"app": APP}, ": has a token and an app to sign in; keep one of them"),
        (
            {"token": None},
            ": needs a token or an app to sign in; add token: env:GITHUB_TOKEN",
        ),
    ],
)
def test_one_way_to_sign_in(more: dict[str, object], why: str) -> None:
    assert refusals(GithubSettings, LEAST | more) == [why]


@pytest.mark.parametrize(
    ("text", "repo"),
    [
        ("acme/platform", "acme/platform"),
        (" acme/platform/ ", "acme/platform"),
        ("Acme/Plat.form_2", "Acme/Plat.form_2"),
        ("a/.github", "a/.github"),
        ("https://github.com/acme/platform", "acme/platform"),
        ("https://github.com/acme/platform/", "acme/platform"),
        ("https://github.com/acme/platform.git", "acme/platform"),
        ("https://GitHub.com/acme/platform", "acme/platform"),
        ("acme/...", "acme/..."),
        ("git@github.com:acme/platform.git", "acme/platform"),
        ("ssh://git@github.com/acme/platform.git", "acme/platform"),
        ("ssh://git@github.com:22/acme/platform", "acme/platform"),
        ("https://www.github.com/acme/platform", "acme/platform"),
    ],
)
def test_a_repository(text: str, repo: str) -> None:
    assert settings(repo=text).repo == repo


@pytest.mark.parametrize(
    "text",
    [
        "",
        "platform",
        "acme/",
        "/platform",
        "acme/platform/issues",
        "acme platform",
        "acme/plat form",
        "acme\\platform",
        "-acme/platform",
        "ac.me/platform",
        "git@github.com:acme",
        "git@github.com:acme/platform/issues",
        "https://github.com/acme",
        "https://github.com/acme/platform/issues",
        "https://github.com",
        "acme/plätform",
        "acme/.",
        "acme/..",
        "acme/.git",
        "https://github.com/acme/..",
        f"acme/{'x' * 101}",
    ],
)
def test_what_is_no_repository(text: str) -> None:
    (why,) = refusals(GithubSettings, LEAST | {"repo": text})

    assert why.startswith('repo: "')
    assert why.endswith('" is no repository; write it as in owner/name')


def test_a_repositorys_address_is_where_github_is() -> None:
    address = "https://ghe.acme.example:8443/acme/platform"

    assert settings(repo=address, url="https://GHE.acme.example:8443").repo == (
        "acme/platform"
    )
    for elsewhere in ({}, {"url": "https://ghe.acme.example"}):
        (why,) = refusals(GithubSettings, LEAST | {"repo": address} | elsewhere)
        where = elsewhere.get("url", "https://github.com")
        assert why == (
            f'repo: "{address}" is not at {where}; if it is where it should be, write'
            " url: https://ghe.acme.example:8443 beside it"
        )


def test_a_remote_of_another_host_is_not_at_github_com() -> None:
    remote = "git@ghe.acme.example:acme/platform.git"

    assert settings(repo=remote, url="https://ghe.acme.example").repo == "acme/platform"
    (why,) = refusals(GithubSettings, LEAST | {"repo": remote})
    assert why.startswith(f'repo: "{remote}" is not at https://github.com; if it is')


def test_a_password_in_a_repositorys_address_is_not_repeated() -> None:
    address = "https://ada:ghp_0123@github.com/acme/platform"

    (why,) = refusals(GithubSettings, LEAST | {"repo": address})

    assert why == "repo: holds a user or a password; write it as in owner/name"


@pytest.mark.parametrize(
    ("url", "api"),
    [
        ("https://github.com", "https://api.github.com"),
        ("https://github.com/", "https://api.github.com"),
        ("https://GitHub.com", "https://api.github.com"),
        ("https://acme.ghe.com", "https://api.acme.ghe.com"),
        ("https://ghe.acme.example", "https://ghe.acme.example/api/v3"),
        ("https://ghe.acme.example/", "https://ghe.acme.example/api/v3"),
        ("http://127.0.0.1:8080", "http://127.0.0.1:8080/api/v3"),
        ("http://localhost:8080", "http://localhost:8080/api/v3"),
        ("http://[::1]:8080", "http://[::1]:8080/api/v3"),
        # What people copy from elsewhere.
        ("https://www.github.com", "https://api.github.com"),
        ("https://api.github.com/", "https://api.github.com"),
        ("https://api.acme.ghe.com", "https://api.acme.ghe.com"),
        ("https://ghe.acme.example/api/v3/", "https://ghe.acme.example/api/v3"),
        # Near misses.
        ("https://github.com.example.org", "https://github.com.example.org/api/v3"),
        ("https://notghe.com", "https://notghe.com/api/v3"),
    ],
)
def test_where_the_api_is(url: str, api: str) -> None:
    assert settings(url=url).api == api


@pytest.mark.parametrize(
    ("more", "why"),
    [
        ({"repo": ["acme/platform"]},
         "repo: \"['acme/platform']\" is no repository; write it as in owner/name"),
        ({"project": "acme"},
         'project: "acme" is no project; write it as in owner/12'),
        ({"project": "acme/platform"},
         'project: "acme/platform" is no project; write it as in owner/12'),
        ({"project": "acme/0"},
         'project: "acme/0" is no project; write it as in owner/12'),
        ({"project": "acme/999999999999"},
         'project: "acme/999999999999" is no project; write it as in owner/12'),
        ({"project": "https://github.com/acme/platform/projects/12"},
         'project: "https://github.com/acme/platform/projects/12" is no project;'),
        ({"project": "https://ghe.acme.example/orgs/acme/projects/12"},
         'project: "https://ghe.acme.example/orgs/acme/projects/12" is not at https:'),
        ({"url": "https://github.com/acme/platform"},
         'url: "https://github.com/acme/platform" is more than where GitHub is; write'),
        ({"url": "https://ghe.acme.example?tab=1"},
         'url: "https://ghe.acme.example?tab=1" is more than where GitHub is; write'),
        ({"url": "http://ghe.acme.example"},
         'url: "http://ghe.acme.example" would send the token in clear text; write'),
        ({"url": "http://127.0.0.1.example.org"},
         'url: "http://127.0.0.1.example.org" would send the token in clear text'),
        ({"url": "ghe.acme.example"},
         'url: "ghe.acme.example" is not a web address; write it as in https://'),
        ({"url": "https://ada:x@ghe.acme.example"},
         "url: holds a user or a password; write the address without what stands"),
        ({"token": "ghp_0123456789"},
         "token: a secret must not stand here itself; put it into an environment"),
        ({"token": None, "app": APP | {"id": "my-app"}},
         'app.id: "my-app" is not a whole number from 1 up; write one, as in 20'),
        ({"token": None, "app": {"id": "1", "installation": "2"}},
         "app.key: Field required"),
        ({"readers": "everybody"},
         "readers: Input should be 'private' or 'public'"),
        ({"sub_issues": "maybe"}, "sub_issues: Input should be 'yes' or 'no'"),
        ({"trusted": [""]},
         "trusted.0: is empty; write what it should be, or leave it out"),
        ({"owner": "acme"}, "owner: Extra inputs are not permitted"),
    ],
)  # fmt: skip
def test_what_is_refused(more: dict[str, object], why: str) -> None:
    (found,) = refusals(GithubSettings, LEAST | more)

    assert found.startswith(why)


def test_a_secret_is_in_no_message() -> None:
    with pytest.raises(ValidationError) as caught:
        settings(token="ghp_0123456789")

    assert "0123456789" not in str(caught.value)


def test_a_project() -> None:
    assert settings(project=" acme-two/12 ").project == ("acme-two", 12)
    assert settings(project=("acme", 12)).project == ("acme", 12)
    for page in ("orgs/acme/projects/12", "users/acme/projects/12/views/1?layout=x"):
        found = settings(project=f"https://github.com/{page}").project
        assert found == ("acme", 12)


@pytest.mark.parametrize(
    ("told", "limits"),
    [
        ("default", "default"),
        ("none", "none"),
        ({}, Limits(per_minute=20, per_hour=150)),
        ({"per_minute": "5"}, Limits(per_minute=5, per_hour=150)),
        ({"per_hour": "500"}, Limits(per_minute=20, per_hour=500)),
    ],
)
def test_limits(told: object, limits: object) -> None:
    assert settings(limits=told).limits == limits


@pytest.mark.parametrize(
    ("told", "why"),
    [
        ("slow", 'limits: "slow" is no limit; write default, none (where GitHub has'),
        ("20", 'limits: "20" is no limit; write default, none (where GitHub has none)'),
        (["default"], "limits: \"['default']\" is no limit; write default, none"),
        ({"per_minute": "0"}, 'limits.numbers.per_minute: "0" is not a whole number'),
        ({"per_minutes": "5"}, "limits.numbers.per_minutes: Extra inputs are not"),
    ],
)
def test_what_is_no_limit_is_told_once(told: object, why: str) -> None:
    (found,) = refusals(GithubSettings, LEAST | {"limits": told})

    assert found.startswith(why)


# --- which issues and sprints ---------------------------------------------------------


@pytest.mark.parametrize(
    ("told", "labels", "types"),
    [
        ({"labels": ["incident", "sev 1"]}, ("incident", "sev 1"), ()),
        ({"types": ["Incident", "Bug"]}, (), ("Incident", "Bug")),
        ({"labels": ["sev1"], "types": ["Incident"]}, ("sev1",), ("Incident",)),
    ],
)
def test_which_issues_are_incidents(
    told: dict[str, Any], labels: tuple[str, ...], types: tuple[str, ...]
) -> None:
    found = ByLabelsOrTypes.model_validate(told)

    assert (found.chosen_labels, found.chosen_types) == (labels, types)


@pytest.mark.parametrize(
    ("told", "why"),
    [
        ({}, ": names neither labels nor types; add labels: [incident]"),
        ({"labels": []}, "labels: Tuple should have at least 1 item after validation"),
        ({"labels": "incident"}, "labels: Input should be a valid tuple"),
        ({"labels": [["a"]]}, "labels.0: must be a single value"),
        ({"types": [" "]}, "types.0: is empty"),
        ({"labels": ["a"], "milestones": "b"}, "milestones: Extra inputs"),
    ],
)
def test_what_chooses_no_issues(told: dict[str, Any], why: str) -> None:
    assert refusals(ByLabelsOrTypes, told)[0].startswith(why)


@pytest.mark.parametrize(
    ("told", "sort", "names"),
    [
        ({"milestones": "Sprint *"}, "milestone", "Sprint *"),
        ({"iterations": "Iteration"}, "iteration:Iteration", "*"),
    ],
)
def test_what_is_a_sprint(told: dict[str, Any], sort: str, names: str) -> None:
    found = MilestonesOrIterations.model_validate(told)

    assert (found.sort, found.names) == (sort, names)


@pytest.mark.parametrize(
    ("told", "why"),
    [
        ({}, ": names neither milestones nor iterations; add"),
        (
            {"milestones": "Sprint *", "iterations": "It"},
            ": names milestones and iterations; keep one, and write a second rule",
        ),
    ],
)
def test_one_sort_of_sprint_a_rule(told: dict[str, Any], why: str) -> None:
    (found,) = refusals(MilestonesOrIterations, told)

    assert found.startswith(why)
