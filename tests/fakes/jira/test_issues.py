"""One issue: edits, transitions, comments, properties, links, histories, who leaves."""

from __future__ import annotations

from datetime import timedelta

import pytest

from tests.fakes.jira import Jira
from tests.fakes.jira.clients import Got, ask
from tests.fakes.jira.texts import document


@pytest.fixture
def key(jira: Jira) -> str:
    return jira.person("ada").open("OPS", "It broke", "Because.", labels=["a", "b"])


def text(jira: Jira, said: str) -> object:
    return document(said) if jira.cloud else said


def edit(jira: Jira, key: str, **body: object) -> Got:
    return ask(jira, "PUT", f"/issue/{key}", body=body)


# Edits


def test_fields_are_edited(jira: Jira, key: str) -> None:
    fields = {"summary": "It broke twice", "description": text(jira, "Twice.")}
    assert edit(jira, key, fields=fields).status == 204

    assert jira.look.issue(key).summary == "It broke twice"
    assert jira.look.text(key) == "Twice."
    names = [one.field for one in jira.look.history(key)[0].changes]
    assert names == ["summary", "description"]


@pytest.mark.parametrize(
    ("steps", "labels"),
    [
        ([{"add": "c"}], ("a", "b", "c")),
        ([{"add": "a"}], ("a", "b")),
        ([{"remove": "a"}, {"add": "c"}], ("b", "c")),
        ([{"set": ["x"]}], ("x",)),
        ([{"remove": "none"}], ("a", "b")),
    ],
)
def test_labels_are_added_and_removed(
    jira: Jira, key: str, steps: list[object], labels: tuple[str, ...]
) -> None:
    assert edit(jira, key, update={"labels": steps}).status == 204
    assert jira.look.issue(key).labels == labels


def test_an_edit_is_all_or_nothing(jira: Jira, key: str) -> None:
    got = edit(jira, key, fields={"summary": "New", "status": {"name": "Done"}})

    assert got.status == 400
    assert set(got.json["errors"]) == {"status"}
    assert jira.look.issue(key).summary == "It broke"


def test_a_field_goes_into_one_place(jira: Jira, key: str) -> None:
    got = edit(jira, key, fields={"labels": []}, update={"labels": [{"add": "c"}]})

    assert set(got.json["errors"]) == {"labels"}


def test_an_edit_that_changes_nothing_leaves_no_trace(jira: Jira, key: str) -> None:
    before = jira.look.issue(key)
    jira.clock.advance(timedelta(minutes=1))
    edit(jira, key, fields={"labels": ["a", "b"]})

    assert jira.look.issue(key) == before


def test_who_may_not_edit_is_refused(jira: Jira, key: str) -> None:
    jira.build.forbid("OPS", "robot", "EDIT_ISSUES")

    assert edit(jira, key, fields={"summary": "New"}).status in {400, 403}
    assert jira.look.issue(key).summary == "It broke"


def test_an_issue_is_assigned(jira: Jira, key: str) -> None:
    user = jira.build.user("lin")
    body = {"accountId": user.account_id} if jira.cloud else {"name": "lin"}
    assert ask(jira, "PUT", f"/issue/{key}/assignee", body=body).status == 204
    assert jira.look.issue(key).assignee == "lin"

    nobody = dict.fromkeys(body)
    assert ask(jira, "PUT", f"/issue/{key}/assignee", body=nobody).status == 204
    assert jira.look.issue(key).assignee is None


# Transitions


def ways(jira: Jira, key: str, expand: str = "") -> dict[str, dict[str, object]]:
    got = ask(jira, "GET", f"/issue/{key}/transitions", expand=expand)
    return {one["name"]: one for one in got.json["transitions"]}


def go(jira: Jira, key: str, name: str, **more: object) -> Got:
    body = {"transition": {"id": ways(jira, key)[name]["id"]}, **more}
    return ask(jira, "POST", f"/issue/{key}/transitions", body=body)


def test_the_workflow_resolves_and_opens_again(jira: Jira, key: str) -> None:
    assert go(jira, key, "Done").status == 204
    assert (jira.look.status(key), jira.look.resolution(key)) == ("Done", "Done")
    shown = ask(jira, "GET", f"/issue/{key}").json["fields"]
    assert shown["resolutiondate"] is not None

    go(jira, key, "To Do")
    assert (jira.look.status(key), jira.look.resolution(key)) == ("To Do", None)
    assert jira.look.issue(key).resolved is None


def test_a_screen_asks_for_the_resolution(jira: Jira, key: str) -> None:
    jira.build.without_transition("OPS", "Done")
    jira.build.transition("OPS", "Resolve", "Closed", required=["resolution"])
    fields = ways(jira, key, expand="transitions.fields")["Resolve"]["fields"]
    assert isinstance(fields, dict)
    assert fields["resolution"]["required"] is True

    got = go(jira, key, "Resolve")
    assert got.json["errors"] == {"resolution": "Resolution is required."}
    chosen = {"resolution": {"name": "Won't Do"}}
    assert go(jira, key, "Resolve", fields=chosen).status == 204
    assert jira.look.resolution(key) == "Won't Do"


def test_a_way_without_screen_takes_no_resolution(jira: Jira, key: str) -> None:
    got = go(jira, key, "Done", fields={"resolution": {"name": "Done"}})

    assert "not on the appropriate screen" in got.json["errors"]["resolution"]


def test_a_way_that_does_not_start_here_is_refused(jira: Jira, key: str) -> None:
    way = jira.build.transition("OPS", "Reject", "Closed", sources=["In Progress"])
    assert "Reject" not in ways(jira, key)
    body = {"transition": {"id": way.id}}
    got = ask(jira, "POST", f"/issue/{key}/transitions", body=body)

    assert got.status == 400
    assert "not valid for the current state of this issue" in got.text


def test_who_may_not_has_no_ways(jira: Jira, key: str) -> None:
    jira.build.forbid("OPS", "robot", "TRANSITION_ISSUES")

    assert ways(jira, key) == {}
    body = {"transition": {"id": "31"}}
    assert ask(jira, "POST", f"/issue/{key}/transitions", body=body).status == 400


def test_a_comment_comes_with_a_transition(jira: Jira, key: str) -> None:
    said = {"comment": [{"add": {"body": text(jira, "Done.")}}]}
    go(jira, key, "Done", update=said)

    assert [one.author for one in jira.look.comments(key)] == ["robot"]


# Comments


def test_comments_are_said_and_edited(jira: Jira, key: str) -> None:
    jira.person("ada").comment(key, "First.")
    path = f"/issue/{key}/comment"
    body = {
        "body": text(jira, "Second."),
        "properties": [{"key": "mark", "value": [1]}],
    }
    made = ask(jira, "POST", path, body=body)
    assert made.status == 201
    number = made.json["id"]
    assert ask(jira, "GET", f"/comment/{number}/properties/mark").json["value"] == [1]

    body = {"body": text(jira, "Third.")}
    assert ask(jira, "PUT", f"{path}/{number}", body=body).status == 200
    shown = ask(jira, "GET", path).json
    assert [one["body"] for one in shown["comments"]] == [
        text(jira, "First."),
        text(jira, "Third."),
    ]
    assert ask(jira, "DELETE", f"{path}/{number}").status == 204
    assert len(jira.look.comments(key)) == 1


def test_others_comments_are_not_edited(jira: Jira, key: str) -> None:
    number = jira.person("ada").comment(key, "Mine.")
    path = f"/issue/{key}/comment/{number}"

    assert ask(jira, "PUT", path, body={"body": text(jira, "No.")}).status == 400
    assert ask(jira, "DELETE", path).status == 400


def test_a_comment_has_the_text_of_its_dress(jira: Jira, key: str) -> None:
    other = "wiki" if jira.cloud else document("no wiki")
    got = ask(jira, "POST", f"/issue/{key}/comment", body={"body": other})

    assert set(got.json["errors"]) == {"comment"}
    jira.honesty.take()


def test_version_two_of_cloud_speaks_wiki(cloud: Jira) -> None:
    key = cloud.person("ada").open("OPS", "It broke", "One.\n\nTwo.")
    path = f"/rest/api/2/issue/{key}"

    assert ask(cloud, "GET", path).json["fields"]["description"] == "One.\n\nTwo."
    ask(cloud, "PUT", path, body={"fields": {"description": "Three."}})
    assert cloud.look.issue(key).description == document("Three.")


# Properties


def test_properties_are_set_and_taken_away(jira: Jira, key: str) -> None:
    before = jira.look.issue(key).updated
    jira.clock.advance(timedelta(minutes=1))
    path = f"/issue/{key}/properties"
    assert ask(jira, "PUT", f"{path}/mark", body={"v": 1}).status == 201
    assert ask(jira, "PUT", f"{path}/mark", body={"v": 2}).status == 200

    assert ask(jira, "GET", f"{path}/mark").json["value"] == {"v": 2}
    assert [x["key"] for x in ask(jira, "GET", path).json["keys"]] == ["mark"]
    shown = ask(jira, "GET", f"/issue/{key}", fields="summary", properties="mark")
    assert shown.json["properties"] == {"mark": {"v": 2}}
    assert jira.look.issue(key).updated == before
    assert ask(jira, "DELETE", f"{path}/mark").status == 204
    assert ask(jira, "GET", f"{path}/mark").status == 404


def test_a_property_has_its_size(jira: Jira, key: str) -> None:
    path = f"/issue/{key}/properties"

    assert ask(jira, "PUT", f"{path}/{'k' * 256}", body=1).status == 400
    assert ask(jira, "PUT", f"{path}/k", body="v" * 32_768).status == 400


# Links


def link(jira: Jira, inward: str, outward: str, name: str = "Blocks") -> Got:
    body = {
        "type": {"name": name},
        "inwardIssue": {"key": inward},
        "outwardIssue": {"key": outward},
    }
    return ask(jira, "POST", "/issueLink", body=body)


def test_a_link_is_seen_from_both_ends(jira: Jira, key: str) -> None:
    other = jira.person("ada").open("PAY", "Other")
    assert link(jira, key, other).status == 201
    assert link(jira, key, other).status == 201

    assert jira.look.links(key) == [("Blocks", key, other)]
    [here] = ask(jira, "GET", f"/issue/{key}").json["fields"]["issuelinks"]
    [there] = ask(jira, "GET", f"/issue/{other}").json["fields"]["issuelinks"]
    assert here["outwardIssue"]["key"] == other
    assert there["inwardIssue"]["key"] == key
    assert here["type"]["outward"] == "blocks"
    number = here["id"]
    whole = ask(jira, "GET", f"/issueLink/{number}").json
    assert whole["inwardIssue"]["key"] == key
    assert ask(jira, "DELETE", f"/issueLink/{number}").status == 204
    assert jira.look.links(key) == []


def test_a_link_needs_both_ends_and_a_type(jira: Jira, key: str) -> None:
    assert link(jira, key, "OPS-99").status == 404
    other = jira.person("ada").open("PAY", "Other")
    assert link(jira, key, other, "Milk").status == 404


def test_a_hidden_end_is_not_shown(jira: Jira, key: str) -> None:
    ada = jira.person("ada")
    other = ada.open("PAY", "Other")
    ada.link(key, "Relates", other)
    ada.hide(other, "ada")

    assert ask(jira, "GET", f"/issue/{key}").json["fields"]["issuelinks"] == []


def test_a_link_elsewhere_is_known_by_its_global_id(jira: Jira, key: str) -> None:
    path = f"/issue/{key}/remotelink"
    there = {"url": "https://example.com/1", "title": "One"}
    body = {"globalId": "ours=1", "object": there, "relationship": "follows"}
    first = ask(jira, "POST", path, body=body)
    again = {"globalId": "ours=1", "object": {**there, "title": "Two"}}
    second = ask(jira, "POST", path, body=again)
    assert (first.status, second.status) == (201, 200)
    assert first.json["id"] == second.json["id"]

    [shown] = ask(jira, "GET", path).json
    assert shown["object"]["title"] == "Two"
    assert "relationship" not in shown
    one = ask(jira, "GET", path, globalId="ours=1").json
    assert one == shown
    assert ask(jira, "DELETE", path, globalId="ours=1").status == 204
    assert jira.look.remotes(key) == []


# Histories


def test_an_expanded_history(jira: Jira, key: str) -> None:
    lin = jira.person("lin")
    lin.label(key, "seen")
    lin.close(key)
    got = ask(jira, "GET", f"/issue/{key}", expand="changelog").json["changelog"]

    fields = [[x["field"] for x in one["items"]] for one in got["histories"]]
    oldest = [["labels"], ["resolution", "status"]]
    assert fields == (oldest[::-1] if jira.cloud else oldest)
    assert got["total"] == 2


def test_cloud_cuts_an_expanded_history_and_pages_the_whole(cloud: Jira) -> None:
    ada = cloud.person("ada")
    key = ada.open("OPS", "It broke")
    for number in range(120):
        ada.edit(key, summary=f"It broke {number}")
    shown = ask(cloud, "GET", f"/issue/{key}", expand="changelog").json["changelog"]
    assert (len(shown["histories"]), shown["total"]) == (100, 120)

    first = ask(cloud, "GET", f"/issue/{key}/changelog").json
    rest = ask(cloud, "GET", f"/issue/{key}/changelog", startAt=100).json
    assert (len(first["values"]), len(rest["values"])) == (100, 20)
    assert (first["isLast"], rest["isLast"]) == (False, True)
    assert first["values"][0]["items"][0]["toString"] == "It broke 0"


# What leaves


def test_a_moved_issue_is_found_by_its_old_key(jira: Jira, key: str) -> None:
    new = jira.person("ada").move(key, "PAY")
    got = ask(jira, "GET", f"/issue/{key}").json

    assert (new, got["key"], got["id"]) == ("PAY-1", "PAY-1", "10001")
    assert edit(jira, key, fields={"summary": "Still"}).status == 204
    names = [one.field for one in jira.look.history(key)[0].changes]
    assert names == ["project", "Key"]


def test_an_issue_is_deleted(jira: Jira, key: str) -> None:
    child = jira.person("ada").open("OPS", "Part", type="Sub-task", parent=key)
    assert ask(jira, "DELETE", f"/issue/{key}").status == 400
    gone = ask(jira, "DELETE", f"/issue/{key}", deleteSubtasks="true")

    assert gone.status == 204
    for one in (key, child):
        assert ask(jira, "GET", f"/issue/{one}").status == 404


def test_a_sub_task_is_shown_with_its_parent(jira: Jira, key: str) -> None:
    child = jira.person("ada").open("OPS", "Part", type="Sub-task", parent=key)

    [below] = ask(jira, "GET", f"/issue/{key}").json["fields"]["subtasks"]
    assert below["key"] == child
    above = ask(jira, "GET", f"/issue/{child}").json["fields"]["parent"]
    assert above["key"] == key
