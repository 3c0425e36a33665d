"""Creating issues: what createmeta says, what is refused, and how; one and many."""

from __future__ import annotations

from typing import Any

import pytest

from tests.fakes.jira import Jira
from tests.fakes.jira.clients import ask
from tests.fakes.jira.texts import document


def task(**fields: object) -> dict[str, Any]:
    """A body that creates an issue."""
    home = {"project": {"key": "OPS"}, "issuetype": {"name": "Task"}}
    return {"fields": {**home, "summary": "It broke", **fields}}


def person(jira: Jira, name: str) -> dict[str, str]:
    user = jira.build.user(name)
    return {"accountId": user.account_id} if jira.cloud else {"name": user.name}


def errors(jira: Jira, **fields: object) -> dict[str, str]:
    """What is wrong with a new issue."""
    got = ask(jira, "POST", "/issue", body=task(**fields))
    assert got.status == 400, got
    return dict(got.json["errors"])


def test_an_issue_is_created(jira: Jira) -> None:
    text = document("Because.") if jira.cloud else "Because."
    body = task(
        description=text,
        labels=["a", "b"],
        assignee=person(jira, "ada"),
        duedate="2026-12-01",
        priority={"name": "High"},
    )
    got = ask(jira, "POST", "/issue", body=body)

    assert got.status == 201
    assert got.json["key"] == "OPS-1"
    issue = jira.look.issue("OPS-1")
    assert (issue.labels, issue.assignee) == (("a", "b"), "ada")
    assert jira.look.text("OPS-1") == "Because."
    shown = ask(jira, "GET", "/issue/OPS-1").json["fields"]
    assert shown["description"] == text
    assert shown["status"]["statusCategory"]["key"] == "new"
    assert shown["reporter"]["displayName"] == "Robot"


def test_all_comes_in_one_request(jira: Jira) -> None:
    subject = jira.person("ada").open("OPS", "Payments time out", type="Incident")
    link = {"type": {"name": "Relates"}, "outwardIssue": {"key": subject}}
    body = {
        **task(),
        "properties": [{"key": "mark", "value": {"v": 1}}],
        "update": {"labels": [{"add": "x"}], "issuelinks": [{"add": link}]},
    }
    got = ask(jira, "POST", "/issue/bulk", body={"issueUpdates": [body, task()]})

    assert [one["key"] for one in got.json["issues"]] == ["OPS-2", "OPS-3"]
    assert jira.look.issue("OPS-2").properties == {"mark": {"v": 1}}
    assert jira.look.issue("OPS-2").labels == ("x",)
    assert jira.look.links(subject) == [("Relates", "OPS-2", subject)]
    assert len(jira.log) == 1


def test_good_ones_are_created_and_bad_ones_named(jira: Jira) -> None:
    body = {"issueUpdates": [task(summary=""), task(), task(labels=["a b"])]}
    got = ask(jira, "POST", "/issue/bulk", body=body)

    assert got.status == 201
    assert [one["key"] for one in got.json["issues"]] == ["OPS-1"]
    assert [one["failedElementNumber"] for one in got.json["errors"]] == [0, 2]
    first, second = (one["elementErrors"] for one in got.json["errors"])
    assert first["errors"] == {"summary": "You must specify a summary of the issue."}
    text = "The label 'a b' contains spaces which is invalid."
    assert second == {"errorMessages": [], "errors": {"labels": text}}


def test_when_all_are_bad_nothing_is_created(jira: Jira) -> None:
    got = ask(jira, "POST", "/issue/bulk", body={"issueUpdates": [task(summary="")]})

    assert got.status == 400
    assert got.json["issues"] == []
    assert got.json["errors"][0]["status"] == 400
    assert jira.look.issues("OPS") == []


def test_fifty_are_enough(jira: Jira) -> None:
    got = ask(jira, "POST", "/issue/bulk", body={"issueUpdates": [task()] * 51})
    assert got.status == 400
    got = ask(jira, "POST", "/issue/bulk", body={"issueUpdates": [task()] * 50})
    assert len(got.json["issues"]) == 50


@pytest.mark.parametrize(
    ("fields", "name", "text"),
    [
        ({"summary": "a\nb"}, "summary", "contains newline characters"),
        ({"summary": "a" * 256}, "summary", "255 characters."),
        ({"labels": "a"}, "labels", "data was not an array"),
        ({"duedate": "soon"}, "duedate", "Error parsing date string: soon"),
        ({"duedate": "2026-02-30"}, "duedate", "Error parsing date string"),
        ({"priority": {"name": "Huge"}}, "priority", "'Huge' is not valid"),
        ({"status": {"name": "Done"}}, "status", "not on the appropriate screen"),
        ({"customfield_99": 1}, "customfield_99", "or unknown."),
        ({"issuetype": {"name": "Milk"}}, "issuetype", "issue type"),
        ({"project": {"key": "NONE"}}, "project", "valid project"),
        ({"project": {"key": "SEC"}}, "project", "valid project"),
        ({"issuetype": {"name": "Sub-task"}}, "parent", "parent issue key"),
    ],
)
def test_what_is_wrong_is_told_by_field(
    jira: Jira, fields: dict[str, object], name: str, text: str
) -> None:
    assert text in errors(jira, **fields)[name]
    assert jira.look.issues("OPS") == []


def test_each_dress_has_its_text(jira: Jira) -> None:
    other = "wiki" if jira.cloud else document("no wiki")
    text = "must be an Atlassian Document" if jira.cloud else "must be a string"

    assert text in errors(jira, description=other)["description"]


def test_each_dress_names_people_its_way(jira: Jira) -> None:
    other = {"name": "ada"} if jira.cloud else {"name": "712020:ada"}
    text = "GDPR strict mode" if jira.cloud else "does not exist"

    assert text in errors(jira, assignee=other)["assignee"]


def test_only_those_can_be_assigned_who_may_be(jira: Jira) -> None:
    jira.build.user("stranger")
    jira.build.change_user("lin", active=False)

    for name in ("stranger", "lin"):
        text = errors(jira, assignee=person(jira, name))["assignee"]
        assert "cannot be assigned issues." in text


# Fields of one's own


def test_a_required_field_appears_over_night(jira: Jira) -> None:
    team = jira.build.field("Team", "select", options=["Platform", "Payments"])
    assert ask(jira, "POST", "/issue", body=task()).status == 201
    jira.build.require("OPS", "Task", "Team")

    assert errors(jira) == {team.id: "Team is required."}
    text = "Option value 'Milk' is not valid"
    assert errors(jira, **{team.id: {"value": "Milk"}}) == {team.id: text}
    body = task(**{team.id: {"value": "Platform"}})
    key = ask(jira, "POST", "/issue", body=body).json["key"]
    shown = ask(jira, "GET", f"/issue/{key}").json["fields"][team.id]
    assert shown["value"] == "Platform"


def test_fields_of_all_kinds(jira: Jira) -> None:
    build = jira.build
    sent: dict[str, object] = {}
    for name, kind, value in (
        ("Cost", "number", 1.5),
        ("Word", "text", "a word"),
        ("Day", "date", "2026-01-31"),
        ("Areas", "multiselect", [{"value": "b"}, {"value": "a"}]),
        ("Owner", "user", person(jira, "lin")),
        ("Tags", "labels", ["one"]),
    ):
        options = ["a", "b"] if kind == "multiselect" else []
        field = build.field(name, kind, options=options)  # type: ignore[arg-type]
        build.show("OPS", "Task", name)
        sent[field.id] = value
    key = ask(jira, "POST", "/issue", body=task(**sent)).json["key"]

    shown = ask(jira, "GET", f"/issue/{key}").json["fields"]
    cost, word, day, areas, owner, tags = (shown[name] for name in sent)
    assert (cost, word, day, tags) == (1.5, "a word", "2026-01-31", ["one"])
    assert [one["value"] for one in areas] == ["b", "a"]
    assert owner["displayName"] == "Lin Chen"


def test_a_field_is_taken_off_the_screen(jira: Jira) -> None:
    jira.build.take_off("OPS", "Task", "labels")

    assert "not on the appropriate screen" in errors(jira, labels=["a"])["labels"]


def test_a_default_is_set(jira: Jira) -> None:
    jira.build.require("OPS", "Task", "priority")
    key = ask(jira, "POST", "/issue", body=task()).json["key"]

    assert ask(jira, "GET", f"/issue/{key}").json["fields"]["priority"]["name"] == (
        "Medium"
    )


# createmeta


def test_createmeta_tells_types_and_fields(jira: Jira) -> None:
    team = jira.build.field("Team", "select", options=["Platform"])
    jira.build.require("OPS", "Task", "Team")
    types = ask(jira, "GET", "/issue/createmeta/OPS/issuetypes").json
    by_name = {x["name"]: x for x in types["issueTypes" if jira.cloud else "values"]}
    number = by_name["Task"]["id"]
    got = ask(jira, "GET", f"/issue/createmeta/OPS/issuetypes/{number}").json
    fields = {x["fieldId"]: x for x in got["fields" if jira.cloud else "values"]}

    assert by_name["Sub-task"]["subtask"] is True
    needed = {
        name
        for name, one in fields.items()
        if one["required"] and not one["hasDefaultValue"]
    }
    assert needed == {"summary", "issuetype", "project", team.id}
    assert fields[team.id]["allowedValues"][0]["value"] == "Platform"
    assert fields[team.id]["schema"]["type"] == "option"
    assert ("isLast" in got) is not jira.cloud


def test_createmeta_shows_no_field_that_one_may_not_set(jira: Jira) -> None:
    number = jira.build.type("Task").id
    path = f"/issue/createmeta/OPS/issuetypes/{number}"
    jira.build.forbid("OPS", "robot", "ASSIGN_ISSUES", "SCHEDULE_ISSUES")
    got = ask(jira, "GET", path).json
    shown = {one["fieldId"] for one in got["fields" if jira.cloud else "values"]}

    assert shown & {"assignee", "duedate", "issuelinks"} == {"issuelinks"}


def test_createmeta_pages(jira: Jira) -> None:
    path = "/issue/createmeta/OPS/issuetypes"
    name = "issueTypes" if jira.cloud else "values"
    first = ask(jira, "GET", path, maxResults=4).json
    rest = ask(jira, "GET", path, startAt=4, maxResults=4).json

    assert (len(first[name]), len(rest[name])) == (4, 2)
    assert first["total"] == 6


# Who may


def test_without_permission_the_message_is_for_the_whole(jira: Jira) -> None:
    jira.build.forbid("OPS", "robot", "CREATE_ISSUES")
    got = ask(jira, "POST", "/issue", body=task())

    text = "You do not have permission to create issues in this project."
    assert got.json == {"errorMessages": [text], "errors": {}}


@pytest.mark.parametrize(
    ("permission", "field"),
    [("ASSIGN_ISSUES", "assignee"), ("LINK_ISSUES", "issuelinks")],
)
def test_what_one_may_not_set_is_as_good_as_absent(
    jira: Jira, permission: str, field: str
) -> None:
    jira.build.forbid("OPS", "robot", permission)
    body = task()
    if field == "assignee":
        body["fields"]["assignee"] = person(jira, "ada")
    else:
        other = jira.person("ada").open("OPS", "Other")
        link = {"type": {"name": "Relates"}, "outwardIssue": {"key": other}}
        body["update"] = {"issuelinks": [{"add": link}]}
    got = ask(jira, "POST", "/issue", body=body)

    assert "not on the appropriate screen" in got.json["errors"][field]


def test_nobody_creates_nothing(jira: Jira) -> None:
    assert ask(jira, "POST", "/issue", None, body=task()).status == 401
    assert jira.look.issues("OPS") == []
