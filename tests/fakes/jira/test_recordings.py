"""What real Jiras answered, and what the fake answers there: the same keys and kinds.

The recordings lie outside of the project (see `specs`); other projects made them for
their own tests, so that some are cut short. A key that was recorded must be there, and
what it holds must be of the same kind.
"""

from __future__ import annotations

import json
from functools import cache
from typing import Any

import pytest

from tests.fakes.jira import Jira, faults
from tests.fakes.jira.clients import ask
from tests.fakes.jira.specs import shared

Json = dict[str, Any]

# What the fake has no room for: watchers, work logs, the looks of a project.
ELSEWHERE = {"avatarId", "projectCategory", "visibility", "votes", "watches", "worklog"}
# Recorded by a tool that wrote keys of its own, or before Cloud hid names.
NOT_JIRAS = {"statusColor", "iconurl", "epic"}


# What `expand` asks for and the fake has not.
UNEXPANDED = {"editmeta", "names", "operations", "renderedFields", "schema"}
UNEXPANDED |= {"transitions"}


@cache
def recorded(name: str) -> Any:  # noqa: ANN401 - JSON
    """A recording in JSON."""
    file = shared() / "samples" / "jira" / name
    if not file.is_file():
        pytest.skip(f"there are no recordings at {shared()}")
    return json.loads(file.read_text(encoding="utf-8"))


@cache
def failure(name: str) -> Json:
    """A recorded refusal."""
    file = shared() / "samples" / "errors" / f"{name}.json"
    if not file.is_file():
        pytest.skip(f"there are no recordings at {shared()}")
    return dict(json.loads(file.read_text(encoding="utf-8")))


def differing(real: Any, ours: Any, where: str = "$") -> list[str]:  # noqa: ANN401
    """Where something recorded is not there, or of another kind."""
    if real is None or ours is None:
        return []
    if type(real) is not type(ours):
        return [f"{where}: {type(real).__name__} and not {type(ours).__name__}"]
    if isinstance(real, list):
        pairs = [(one, ours[0]) for one in real] if ours else []
        return [x for one, two in pairs for x in differing(one, two, f"{where}[]")]
    if not isinstance(real, dict):
        return []
    found: list[str] = []
    for key in sorted(set(real) - ELSEWHERE - NOT_JIRAS):
        if key not in ours:
            found.append(f"{where}.{key} is missing")
        else:
            found += differing(real[key], ours[key], f"{where}.{key}")
    return found


def lived(jira: Jira) -> str:
    """An issue with something in most of its fields, in a sprint."""
    ada = jira.person("ada")
    sprint = jira.build.sprint(jira.build.board("OPS"), goal="Less waiting")
    key = ada.open(
        "OPS",
        "It broke",
        "Because.",
        labels=["a"],
        assignee="lin",
        due="2026-12-01",
        sprint=sprint,
    )
    ada.link(key, "Blocks", ada.open("OPS", "Other"))
    ada.comment(key, "Said.")
    ada.close(key)
    ada.start_sprint(sprint)
    ada.close_sprint(sprint)
    body = {
        "globalId": "system=one",
        "application": {"type": "com.acme", "name": "Acme"},
        "relationship": "causes",
        "object": recorded("go-jira/remote_links.json")[0]["object"],
    }
    ask(jira, "POST", f"/issue/{key}/remotelink", body=body)
    return key


@pytest.mark.parametrize(
    ("name", "path"),
    [
        ("jira-cli/serverinfo.json", "/serverInfo"),
        ("jira-cli/myself.json", "/myself"),
        ("jira-cli/transitions.json", "/issue/OPS-1/transitions"),
        ("jira-cli/issue.json", "/issue/OPS-1"),
        ("jira-cli/issue-link-types.json", "/issueLinkType"),
        ("jira-cli/boards.json", "/agile/board"),
        ("jira-cli/sprint-get.json", "/agile/sprint/1"),
        ("jira-cli/sprints.json", "/agile/board/1/sprint"),
        ("jira-cli/projects.json", "/project?expand=lead"),
        ("go-jira/remote_links.json", "/issue/OPS-1/remotelink"),
        ("go-jira/all_statuscategories.json", "/statuscategory"),
    ],
)
def test_cloud_answers_as_recorded(cloud: Jira, name: str, path: str) -> None:
    real = recorded(name)
    lived(cloud)

    assert differing(real, ask(cloud, "GET", path).json) == []


@pytest.mark.parametrize(
    ("name", "path"),
    [
        ("jira-cli/createmetav9.json", "/issue/createmeta/OPS/issuetypes"),
        ("go-jira/all_projects.json", "/project"),
        ("go-jira/all_priorities.json", "/priority"),
        ("go-jira/all_resolutions.json", "/resolution"),
        ("go-jira/all_statuses.json", "/status"),
        ("go-jira/all_boards.json", "/agile/board"),
        ("php-jira-rest-client/comment.json", "/issue/OPS-1/comment/20001"),
    ],
)
def test_data_center_answers_as_recorded(server: Jira, name: str, path: str) -> None:
    real = recorded(name)
    if name.endswith("all_priorities.json"):
        real = [{x: y for x, y in one.items() if x != "description"} for one in real]
    lived(server)

    assert differing(real, ask(server, "GET", path).json) == []


def test_an_issue_is_as_recorded(server: Jira) -> None:
    """Fields that both have are of the same kind, down to the last key."""
    real = recorded("php-jira-rest-client/issue.json")
    ours = ask(server, "GET", f"/issue/{lived(server)}", expand="changelog").json
    both = set(real["fields"]) & set(ours["fields"])

    assert len(both) > 12
    outer = {name: real[name] for name in set(real) - UNEXPANDED}
    assert differing({**outer, "fields": {}}, ours) == []
    for name in sorted(both):
        assert differing(real["fields"][name], ours["fields"][name], name) == []


def test_a_page_of_a_search_is_as_recorded(cloud: Jira) -> None:
    real = recorded("jira-cli/search.json")
    lived(cloud)
    body = {"jql": "project = OPS", "fields": ["*all"]}
    ours = ask(cloud, "POST", "/search/jql", body=body).json

    # The names that `expand` offers are left out by the new search.
    assert differing({**real, "expand": None}, {**ours, "expand": None}) == []


@pytest.mark.parametrize("cloud_", [True, False])
def test_fields_of_screens_are_as_recorded(cloud_: bool) -> None:
    start = "cloud" if cloud_ else "server"
    name = f"{start}-get-create-issue-metadata-for-project-many-fields.json"
    real = recorded(f"mattermost-createmeta/{name}")["projects"][0]["issuetypes"]
    with Jira(cloud=cloud_) as jira:
        jira.build.project("OPS", people=["robot"])
        jira.build.token("robot")
        types = ask(jira, "GET", "/issue/createmeta/OPS/issuetypes").json
        number = types["issueTypes" if cloud_ else "values"][0]["id"]
        got = ask(jira, "GET", f"/issue/createmeta/OPS/issuetypes/{number}").json
    ours = {one["fieldId"]: one for one in got["fields" if cloud_ else "values"]}

    compared = 0
    for type_ in real:
        for field, shown in type_["fields"].items():
            if field in ours and field not in {"issuetype", "project"}:
                compared += 1
                assert differing(shown, ours[field], field) == []
    assert compared > 5


def test_boards_show_issues_as_recorded(server: Jira) -> None:
    """Recorded on Cloud when it still had names, as Data Center has."""
    real = recorded("go-jira/issues_in_sprint.json")
    lived(server)
    ours = ask(server, "GET", "/agile/sprint/1/issue").json

    assert differing({**real, "issues": []}, ours) == []
    shown = ours["issues"][0]["fields"]
    for issue in real["issues"]:
        both = set(issue["fields"]) & set(shown)
        for name in sorted(both):
            assert differing(issue["fields"][name], shown[name], name) == []


# Refusals


def test_the_removed_search_is_as_recorded(cloud: Jira) -> None:
    real = failure("jira-cloud-410-search-2025-08")
    got = ask(cloud, "GET", "/search", jql="project = OPS")

    assert (got.status, got.json) == (real["status"], real["body"])


def test_nobody_is_refused_as_recorded(cloud: Jira) -> None:
    real = failure("jira-cloud-401-client-must-be-authenticated")
    got = ask(cloud, "GET", "/myself", None)

    assert (got.status, got.json) == (real["status"], real["body"])


def test_an_expired_token_is_told_as_recorded(cloud: Jira) -> None:
    real = failure("jira-cloud-200-authenticated-failed-2026")
    cloud.tokens.expire("token-robot")
    got = ask(cloud, "GET", "/serverInfo")

    assert got.status == real["status"]
    name = "x-seraph-loginreason"
    assert got.headers[name] == real["headers"][name]


def test_limits_are_as_recorded(jira: Jira) -> None:
    name = "jira-cloud-429-html-2020-2022" if jira.cloud else "jira-dc-429-tomcat"
    real = failure(name if jira.cloud else f"{name}-html-2024")
    jira.faults.add("GET", "/myself", faults.too_many(0, server=not jira.cloud))
    got = ask(jira, "GET", "/myself")

    assert got.status == real["status"]
    title = real["body"].partition("<title>")[2].partition("</title>")[0]
    assert f"<title>{title}</title>" in got.text
