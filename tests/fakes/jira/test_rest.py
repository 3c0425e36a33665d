"""What can be read, what is refused, and the shape of each: one line a case."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from tests.fakes.jira import Jira
from tests.fakes.jira.clients import ask
from tests.fakes.jira.texts import document
from tests.fakes.jira.values import Kind


@pytest.fixture
def key(jira: Jira) -> str:
    ada = jira.person("ada")
    key = ada.open("OPS", "It broke", "Because.")
    ada.comment(key, "Said.")
    ada.link(key, "Relates", ada.open("OPS", "Other"))
    jira.build.board("OPS")
    return key


@pytest.mark.parametrize(
    "path",
    [
        "/serverInfo",
        "/myself",
        "/mypermissions?permissions=BROWSE_PROJECTS&issueKey=OPS-1",
        "/project",
        "/project/OPS",
        "/project/10001",
        "/project/OPS/statuses",
        "/field",
        "/issuetype",
        "/priority",
        "/resolution",
        "/status",
        "/statuscategory",
        "/issueLinkType",
        "/issue/OPS-1",
        "/issue/10001?fields=*navigable,-description",
        "/issue/OPS-1/editmeta",
        "/issue/OPS-1/transitions?transitionId=31",
        "/issue/OPS-1/comment?orderBy=-created&expand=properties&maxResults=1",
        "/issue/OPS-1/comment/20001",
        "/comment/20001/properties",
        "/issueLink/40001",
        "/user/assignable/search?issueKey=OPS-1",
        "/agile/board/1",
        "/agile/board/1/issue",
    ],
)
def test_it_can_be_read(jira: Jira, key: str, path: str) -> None:
    got = ask(jira, "GET", path)

    assert got.status == 200, got
    assert got.json


@pytest.mark.parametrize(
    "path", ["/project/search?query=op", "/users/search", "/issue/OPS-1/changelog"]
)
def test_cloud_has_more(cloud: Jira, path: str) -> None:
    cloud.person("ada").open("OPS", "It broke")

    assert ask(cloud, "GET", path).status == 200


@pytest.mark.parametrize(
    ("method", "path", "body", "status"),
    [
        ("GET", "/issue/OPS-9", None, 404),
        ("GET", "/issue/9", None, 404),
        ("GET", "/project/NONE", None, 404),
        ("GET", "/issue/OPS-1/comment/9", None, 404),
        ("GET", "/comment/9/properties", None, 404),
        ("GET", "/comment/20001/properties/none", None, 404),
        ("GET", "/issue/OPS-1/properties/none", None, 404),
        ("DELETE", "/issue/OPS-1/properties/none", None, 404),
        ("GET", "/issue/OPS-1/remotelink/9", None, 404),
        ("GET", "/issue/OPS-1/remotelink?globalId=none", None, 404),
        ("GET", "/issueLink/9", None, 404),
        ("GET", "/issue/createmeta/NONE/issuetypes", None, 404),
        ("GET", "/issue/createmeta/OPS/issuetypes/9", None, 404),
        ("GET", "/mypermissions?permissions=MILK", None, 400),
        ("GET", "/mypermissions?permissions=LINK_ISSUES&projectKey=NO", None, 404),
        ("GET", "/user/assignable/search?project=NONE", None, 404),
        ("GET", "/agile/sprint/9", None, 404),
        ("GET", "/agile/board?projectKeyOrId=NONE", None, 400),
        ("GET", "/agile/board/1/sprint?state=milk", None, 400),
        ("POST", "/issue", {"fields": {}}, 400),
        ("POST", "/issue", {}, 400),
        ("POST", "/issue/bulk", {"issueUpdates": []}, 400),
        ("PUT", "/issue/OPS-1", {}, 400),
        ("PUT", "/issue/OPS-1", {"fields": {"summary": None}}, 400),
        ("POST", "/issue/OPS-1/transitions", {}, 400),
        ("POST", "/issue/OPS-1/transitions", {"transition": {"id": "9"}}, 400),
        (
            "POST",
            "/issue/OPS-1/remotelink",
            {"object": {"url": "", "title": ""}},
            400,
        ),
    ],
)
def test_it_is_refused(
    jira: Jira, key: str, method: str, path: str, body: object, status: int
) -> None:
    got = ask(jira, method, path, body=body)

    assert got.status == status, got
    assert got.json["errorMessages"] or got.json["errors"]


@pytest.mark.parametrize("method", ["POST", "PUT"])
def test_a_body_is_json(jira: Jira, method: str) -> None:
    key = jira.person("ada").open("OPS", "It broke")
    path = "/issue" if method == "POST" else f"/issue/{key}"

    assert ask(jira, method, path).status == 415
    assert ask(jira, method, path, body=[1]).status == 400
    jira.honesty.take()


@pytest.mark.parametrize(
    ("kind", "value", "text"),
    [
        ("text", 1, "must be a string"),
        ("text", "a" * 256, "It exceeds the allowed limit of 255 characters."),
        ("number", "1", "must be a number"),
        ("number", True, "must be a number"),
        ("select", "a", "Specify a valid 'id' or 'name' for Own"),
        ("select", {"id": "9"}, "Option id '9' is not valid"),
        ("select", {"value": "c"}, "Option value 'c' is not valid"),
        ("multiselect", {"value": "a"}, "data was not an array"),
        ("multiselect", [{"value": "c"}], "Option value 'c' is not valid"),
        ("user", "ada", "data was not an object"),
        ("date", 1, "Error parsing date string"),
        ("labels", ["a" * 256], "exceeds the maximum length"),
        ("sprint", "1", "Number value expected as the Sprint id."),
        ("sprint", 9, "Sprint with id '9' does not exist."),
        ("textarea", 1, "Operation value must be a"),
    ],
)
def test_a_value_of_the_wrong_form_is_refused(
    jira: Jira, key: str, kind: Kind, value: object, text: str
) -> None:
    options = ["a", "b"] if "select" in kind else []
    name = "customfield_10020"
    if kind != "sprint":
        name = jira.build.field("Own", kind, options=options).id
        jira.build.show("OPS", "Task", "Own")
    got = ask(jira, "PUT", f"/issue/{key}", body={"fields": {name: value}})

    assert text in got.json["errors"][name]


@pytest.mark.parametrize("field", ["priority", "parent", "assignee"])
def test_what_a_field_names_must_be_there(jira: Jira, key: str, field: str) -> None:
    for value in ({"id": "99"}, {"key": "OPS-99", "name": "none"}, "text"):
        got = ask(jira, "PUT", f"/issue/{key}", body={"fields": {field: value}})
        if got.status != 204:
            assert set(got.json["errors"]) == {field}
    issue = jira.look.issue(key)
    assert (issue.fields["priority"], issue.assignee) == ("3", None)


def test_texts_have_their_length(jira: Jira, key: str) -> None:
    long = "a" * 140_000
    text = document(long) if jira.cloud else long
    got = ask(jira, "PUT", f"/issue/{key}", body={"fields": {"description": text}})

    assert set(got.json["errors"]) == {"description"}


def test_options_are_added_and_removed(jira: Jira, key: str) -> None:
    field = jira.build.field("Areas", "multiselect", options=["a", "b"])
    jira.build.show("OPS", "Task", "Areas")
    for step in ({"add": {"value": "a"}}, {"add": {"value": "b"}}):
        body: dict[str, Any] = {"update": {field.id: [step]}}
        assert ask(jira, "PUT", f"/issue/{key}", body=body).status == 204
    body = {"update": {field.id: [{"remove": {"value": "a"}}]}}
    ask(jira, "PUT", f"/issue/{key}", body=body)

    shown = ask(jira, "GET", f"/issue/{key}").json["fields"][field.id]
    assert [one["value"] for one in shown] == ["b"]
    texts = [x.after_text for one in jira.look.history(key) for x in one.changes]
    assert texts[-3:] == ["a", "a,b", "b"]


def test_a_verb_that_a_field_has_not_is_refused(jira: Jira, key: str) -> None:
    body = {"update": {"summary": [{"add": "more"}]}}
    got = ask(jira, "PUT", f"/issue/{key}", body=body)

    assert "does not support operation 'add'" in got.json["errors"]["summary"]


def test_properties_come_with_an_edit(jira: Jira, key: str) -> None:
    body = {"properties": [{"key": "mark", "value": 1}]}
    assert ask(jira, "PUT", f"/issue/{key}", body=body).status == 204
    assert jira.look.issue(key).properties == {"mark": 1}


def test_a_comment_has_properties(jira: Jira, key: str) -> None:
    own = ask(
        jira,
        "POST",
        f"/issue/{key}/comment",
        body={"body": document("Mine.") if jira.cloud else "Mine."},
    ).json["id"]
    path = f"/comment/{own}/properties/mark"
    assert ask(jira, "PUT", path, body={"v": 1}).status == 201
    assert ask(jira, "PUT", path, body={"v": 2}).status == 200
    assert ask(jira, "GET", path).json == {"key": "mark", "value": {"v": 2}}
    empty = ask(jira, "POST", f"/issue/{key}/comment", body={"body": ""})
    assert empty.status == 400
    jira.honesty.take()


def test_a_comment_comes_with_a_link(jira: Jira, key: str) -> None:
    said = document("See there.") if jira.cloud else "See there."
    body = {
        "type": {"name": "Blocks"},
        "inwardIssue": {"key": key},
        "outwardIssue": {"key": "OPS-2"},
        "comment": {"body": said},
    }
    assert ask(jira, "POST", "/issueLink", body=body).status == 201
    assert len(jira.look.comments(key)) == 2
    same = {**body, "outwardIssue": {"key": key}}
    assert ask(jira, "POST", "/issueLink", body=same).status == 400
    jira.build.forbid("OPS", "robot", "LINK_ISSUES")
    assert ask(jira, "POST", "/issueLink", body=body).status == 401


def test_a_link_elsewhere_is_read_and_deleted_by_its_id(jira: Jira, key: str) -> None:
    path = f"/issue/{key}/remotelink"
    there = {"url": "https://example.com/1", "title": "One"}
    number = ask(jira, "POST", path, body={"object": there}).json["id"]
    ask(jira, "POST", path, body={"object": there})

    assert len(jira.look.remotes(key)) == 2, "without a global id each is new"
    assert ask(jira, "GET", f"{path}/{number}").json["object"] == there
    assert ask(jira, "DELETE", f"{path}/{number}").status == 204
    assert len(jira.look.remotes(key)) == 1


def test_the_server_may_be_ahead(jira: Jira) -> None:
    jira.skew = timedelta(minutes=7)
    key = jira.person("ada").open("OPS", "It broke")
    got = ask(jira, "GET", f"/issue/{key}")

    assert got.json["fields"]["created"] == "2026-11-20T09:07:00.000+0000"
    assert got.headers["date"] == "Fri, 20 Nov 2026 09:07:00 GMT"
    assert jira.skew == timedelta(minutes=7)


def test_statuses_and_resolutions_are_built(jira: Jira, key: str) -> None:
    jira.build.status("Rejected", "done")
    jira.build.resolution("Out of date")
    jira.build.transition("OPS", "Reject", "Rejected", resolution="Out of date")
    jira.person("ada").transition(key, "Reject")

    assert jira.look.status(key) == "Rejected"
    assert jira.look.resolution(key) == "Out of date"
    with pytest.raises(LookupError, match="no way leads"):
        jira.person("ada").transition(key, "Milk")


def test_administrators_are_known(jira: Jira) -> None:
    jira.build.admin("robot")
    got = ask(jira, "GET", "/mypermissions", permissions="ADMINISTER,BULK_CHANGE")

    told = got.json["permissions"].values()
    assert [one["havePermission"] for one in told] == [True, True]


def test_what_is_not_built_is_told(jira: Jira) -> None:
    for wrong in (
        lambda: jira.build.forbid("NONE", "ada"),
        lambda: jira.build.forbid("OPS", "ada", "MILK"),
        lambda: jira.build.require("OPS", "Task", "Milk"),
        lambda: jira.build.transition("OPS", "Go", "Milk"),
        lambda: jira.person("ada").open("NONE", "It broke"),
        lambda: jira.look.issue("OPS-9"),
    ):
        with pytest.raises(LookupError):
            wrong()


def test_a_project_answers_to_its_former_key(jira: Jira, key: str) -> None:
    jira.build.rename("OPS", "CORE")

    assert ask(jira, "GET", "/project/OPS").json["key"] == "CORE"
    assert ask(jira, "GET", f"/issue/{key}").json["key"] == "CORE-1"
    assert ask(jira, "GET", "/issue/CORE-1").json["key"] == "CORE-1"


def test_a_project_says_that_it_is_archived(jira: Jira) -> None:
    assert "archived" not in ask(jira, "GET", "/project/OPS").json

    jira.build.archive("OPS")

    assert ask(jira, "GET", "/project/OPS").json["archived"] is True
