"""Searches in both dresses: pages, tokens, the index that lags, and what is refused."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from tests.fakes.jira import Jira
from tests.fakes.jira.clients import Got, ask

LONG = timedelta(days=8)


def fill(jira: Jira, count: int) -> list[str]:
    ada = jira.person("ada")
    return [ada.open("OPS", f"Case {number}") for number in range(1, count + 1)]


def test_many_issues_are_built_at_once(jira: Jira) -> None:
    made = jira.build.fill("OPS", 150, labels=["a"], text="Because.")
    jql = 'project = OPS and created >= "-10m"'

    assert len(keys(search(jira, jql, fields=["key"], maxResults=50))) == 10
    assert jira.look.issue(made[0]).labels == ("a",)


def search(jira: Jira, jql: str, who: str | None = "robot", **asked: object) -> Got:
    path = "/search/jql" if jira.cloud else "/search"
    return ask(jira, "POST", path, who, body={"jql": jql, **asked})


def keys(got: Got) -> list[str]:
    assert got.status == 200, got
    return [one["key"] for one in got.json["issues"]]


# Cloud


def test_cloud_shows_ids_alone_by_default(cloud: Jira) -> None:
    fill(cloud, 1)

    got = search(cloud, "project = OPS")
    assert got.json == {"issues": [{"id": "10001"}], "isLast": True}


def test_cloud_pages_by_tokens(cloud: Jira) -> None:
    made = fill(cloud, 5)
    asked: dict[str, Any] = {"fields": ["key"], "maxResults": 2}
    pages: list[Got] = []
    for _ in range(3):
        pages.append(search(cloud, "project = OPS order by created", **asked))
        asked["nextPageToken"] = pages[-1].json.get("nextPageToken")

    assert sorted(key for page in pages for key in keys(page)) == made
    assert [page.json["isLast"] for page in pages] == [False, False, True]
    assert "nextPageToken" not in pages[-1].json
    assert "total" not in pages[0].json


def test_cloud_may_give_less_than_asked(cloud: Jira) -> None:
    cloud.searches.most = 2
    fill(cloud, 3)

    got = search(cloud, "project = OPS", fields=["summary"], maxResults=100)
    assert len(keys(got)) == 2
    assert got.json["isLast"] is False


@pytest.mark.parametrize("how", ["time", "test", "bogus", "other query"])
def test_a_token_grows_old(cloud: Jira, how: str) -> None:
    fill(cloud, 3)
    token = search(cloud, "project = OPS", maxResults=2).json["nextPageToken"]
    if how == "time":
        cloud.clock.advance(LONG)
    elif how == "test":
        cloud.searches.expire()
    elif how == "bogus":
        token = "BOGUS"
    jql = "project = PAY" if how == "other query" else "project = OPS"
    got = search(cloud, jql, maxResults=2, nextPageToken=token)

    assert got.status == 400
    assert token in got.json["errorMessages"][0]


@pytest.mark.parametrize("jql", ["", "order by created"])
def test_cloud_wants_bounds(cloud: Jira, jql: str) -> None:
    got = search(cloud, jql)

    assert got.status == 400
    assert got.json["errorMessages"][0].startswith("Unbounded JQL queries are not")


@pytest.mark.parametrize("count", [0, -1, 5001])
def test_cloud_wants_a_size_within_bounds(cloud: Jira, count: int) -> None:
    assert search(cloud, "project = OPS", maxResults=count).status == 400


def test_cloud_shows_properties(cloud: Jira) -> None:
    [key] = fill(cloud, 1)
    ask(cloud, "PUT", f"/issue/{key}/properties/mark", body={"v": 1})
    got = search(cloud, "project = OPS", fields=["key"], properties=["mark", "none"])

    assert got.json["issues"][0]["properties"] == {"mark": {"v": 1}}


def test_cloud_takes_a_query_in_the_address(cloud: Jira) -> None:
    fill(cloud, 1)
    got = ask(cloud, "GET", "/search/jql", jql="project = OPS", fields="summary,status")

    assert sorted(got.json["issues"][0]["fields"]) == ["status", "summary"]


@pytest.mark.parametrize("method", ["GET", "POST"])
def test_the_old_search_is_gone(cloud: Jira, method: str) -> None:
    body = {"jql": "project = OPS"} if method == "POST" else None
    got = ask(cloud, method, "/search", body=body)

    assert got.status == 410
    assert "The requested API has been removed." in got.json["errorMessages"][0]


def test_cloud_counts(cloud: Jira) -> None:
    fill(cloud, 3)
    body = {"jql": "project = OPS"}

    got = ask(cloud, "POST", "/search/approximate-count", body=body)
    assert got.json == {"count": 3}


def test_cloud_says_what_is_wrong_with_queries(cloud: Jira) -> None:
    body = {"queries": ["project = OPS", "project = NO", "type Bug"]}
    got = ask(cloud, "POST", "/jql/parse", body=body, validation="strict").json
    good, absent, broken = got["queries"]

    assert "errors" not in good
    text = "The value 'NO' does not exist for the field 'project'."
    assert absent["errors"] == [text]
    assert broken["errors"][0].endswith("(line 1, character 6)")


# Data Center


def test_server_pages_by_numbers(server: Jira) -> None:
    server.searches.most_server = 2
    made = fill(server, 3)
    jql = "project = OPS order by key"
    first = search(server, jql, fields=["summary"], maxResults=100)
    rest = search(server, jql, fields=["summary"], maxResults=100, startAt=2)

    assert keys(first) + keys(rest) == made
    assert (first.json["total"], first.json["maxResults"]) == (3, 2)


def test_server_shows_histories(server: Jira) -> None:
    [key] = fill(server, 1)
    server.person("lin").close(key)
    got = search(server, "project = OPS", fields=["status"], expand=["changelog"])

    log = got.json["issues"][0]["changelog"]
    items = [one["field"] for one in log["histories"][0]["items"]]
    assert items == ["resolution", "status"]
    assert "fieldId" not in log["histories"][0]["items"][0]


def test_server_refuses_properties_in_a_body(server: Jira) -> None:
    server.honesty.on = False
    got = search(server, "project = OPS", properties=["mark"])

    assert got.status == 400
    assert got.json["errorMessages"] == ['Unrecognized field "properties"']


def test_one_dead_key_fails_the_query(jira: Jira) -> None:
    alive, dead = fill(jira, 2)
    jira.person("ada").delete(dead)
    got = search(jira, f"key in ({alive}, {dead})", fields=["key"])

    text = f"An issue with key '{dead}' does not exist for field 'key'."
    assert (got.status, got.json["errorMessages"]) == (400, [text])
    got = search(jira, "id in (10001, 10002)", fields=["key"])
    text = "A value with ID '10002' does not exist for the field 'id'."
    assert (got.status, got.json["errorMessages"]) == (400, [text])


def test_server_can_pass_over_dead_ones(server: Jira) -> None:
    alive, dead = fill(server, 2)
    server.person("ada").delete(dead)
    got = search(server, "id in (10001, 10002)", validateQuery=False)

    assert keys(got) == [alive]
    assert len(got.json["warningMessages"]) == 1


# Both


def test_the_index_lags_and_reading_does_not(jira: Jira) -> None:
    jira.lag = timedelta(seconds=60)
    [key] = fill(jira, 1)
    assert keys(search(jira, "project = OPS", fields=["key"])) == []
    assert ask(jira, "GET", f"/issue/{key}").status == 200

    jira.clock.advance(timedelta(seconds=60))
    jira.person("ada").label(key, "late")
    assert keys(search(jira, "project = OPS", fields=["key"])) == [key]
    assert keys(search(jira, "labels = late", fields=["key"])) == []
    jira.clock.advance(timedelta(seconds=60))
    assert keys(search(jira, "labels = late", fields=["key"])) == [key]


def test_cloud_reconciles_named_issues(cloud: Jira) -> None:
    cloud.lag = timedelta(seconds=60)
    key, _ = fill(cloud, 2)
    number = cloud.look.issue(key).id
    got = search(cloud, "project = OPS", fields=["key"], reconcileIssues=[number])

    assert keys(got) == [key]


def test_what_is_hidden_is_not_found(jira: Jira) -> None:
    key, other = fill(jira, 2)
    jira.person("ada").hide(key, "ada")

    assert keys(search(jira, "project = OPS", fields=["key"])) == [other]
    assert len(keys(search(jira, "project = OPS", "ada", fields=["key"]))) == 2
    assert ask(jira, "GET", f"/issue/{key}").status == 404


def test_a_project_that_is_not_to_be_seen_is_not_there(jira: Jira) -> None:
    got = search(jira, "project = SEC")

    text = "The value 'SEC' does not exist for the field 'project'."
    assert (got.status, got.json["errorMessages"]) == (400, [text])


# Many by id


def test_bulkfetch_leaves_out_what_is_not_seen(cloud: Jira) -> None:
    ada = cloud.person("ada")
    first, moved, hidden, dead = fill(cloud, 4)
    new = ada.move(moved, "PAY")
    ada.hide(hidden, "ada")
    ada.delete(dead)
    ask(cloud, "PUT", f"/issue/{first}/properties/mark", body=1)
    body = {
        "issueIdsOrKeys": [dead, hidden, moved, "10001", "NONE-1", first],
        "fields": ["summary"],
        "properties": ["mark"],
    }
    got = ask(cloud, "POST", "/issue/bulkfetch", body=body)

    assert keys(got) == [first, new]
    assert got.json["issues"][0]["properties"] == {"mark": 1}
    assert got.json["issueErrors"] == []


def test_bulkfetch_takes_a_hundred(cloud: Jira) -> None:
    body = {"issueIdsOrKeys": [str(one) for one in range(101)]}

    assert ask(cloud, "POST", "/issue/bulkfetch", body=body).status == 400


def test_histories_come_in_bulk(cloud: Jira) -> None:
    one, two, three = fill(cloud, 3)
    lin = cloud.person("lin")
    cloud.clock.advance(timedelta(hours=1))
    for key in (one, two):
        lin.label(key, "seen")
        lin.close(key)
    body: dict[str, Any] = {
        "issueIdsOrKeys": [one, two, three],
        "fieldIds": ["status"],
        "maxResults": 1,
    }
    first = ask(cloud, "POST", "/changelog/bulkfetch", body=body).json
    body["nextPageToken"] = first["nextPageToken"]
    second = ask(cloud, "POST", "/changelog/bulkfetch", body=body).json

    logs = first["issueChangeLogs"] + second["issueChangeLogs"]
    assert [log["issueId"] for log in logs] == ["10001", "10002"]
    [history] = logs[0]["changeHistories"]
    assert history["created"] == int(cloud.clock().timestamp() * 1000)
    assert {"from": "10000", "toString": "Done"}.items() <= history["items"][1].items()
    assert "nextPageToken" not in second


def test_data_center_has_nothing_in_bulk(server: Jira) -> None:
    for path in ("/issue/bulkfetch", "/changelog/bulkfetch", "/search/jql"):
        assert ask(server, "POST", path, body={"issueIdsOrKeys": ["1"]}).status == 404
    server.honesty.take()
