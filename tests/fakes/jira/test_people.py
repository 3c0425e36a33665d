"""Accounts, sign-in, permissions, and the people in the browser."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from tests.fakes.jira import Jira
from tests.fakes.jira.clients import ask
from tests.fakes.jira.values import Text

# Accounts


def test_cloud_shows_ids_and_hides_addresses(cloud: Jira) -> None:
    lin = cloud.build.user("lin")
    got = ask(cloud, "GET", "/user", accountId=lin.account_id).json

    assert got["accountId"] == lin.account_id
    assert not {"emailAddress", "name", "key"} & set(got)
    assert ask(cloud, "GET", "/myself").json["emailAddress"] == "robot@acme.example"


def test_server_shows_names(server: Jira) -> None:
    got = ask(server, "GET", "/user", username="lin").json

    assert (got["name"], got["emailAddress"]) == ("lin", "lin@acme.example")
    assert got["key"].startswith("JIRAUSER")
    assert "accountId" not in got


@pytest.mark.parametrize("asked", ["lin@acme.example", "Lin", "chen"])
def test_an_account_is_found_by_address_or_name(jira: Jira, asked: str) -> None:
    name = "query" if jira.cloud else "username"
    found = ask(jira, "GET", f"/user/search?{name}={asked}").json

    assert [one["displayName"] for one in found] == ["Lin Chen"]


def test_a_deactivated_account_is_not_found(jira: Jira) -> None:
    lin = jira.build.change_user("lin", active=False)
    name = "query" if jira.cloud else "username"
    assert ask(jira, "GET", f"/user/search?{name}=lin").json == []

    path = f"/user?accountId={lin.account_id}" if jira.cloud else "/user?username=lin"
    assert ask(jira, "GET", path).json["active"] is False
    if not jira.cloud:
        path = "/user/search?username=lin&includeInactive=true"
        assert len(ask(jira, "GET", path).json) == 1


def test_cloud_does_not_know_names(cloud: Jira) -> None:
    got = ask(cloud, "GET", "/user/search", username="lin")

    assert got.status == 400
    assert "GDPR strict mode" in got.text


def test_only_active_members_can_be_assigned(jira: Jira) -> None:
    jira.build.change_user("lin", active=False)
    found = ask(jira, "GET", "/user/assignable/search", project="OPS").json

    assert [one["displayName"] for one in found] == ["Ada Lovelace", "Robot"]


def test_who_left_is_still_shown_on_issues(jira: Jira) -> None:
    key = jira.person("ada").open("OPS", "It broke", assignee="lin")
    jira.build.change_user("lin", active=False)

    shown = ask(jira, "GET", f"/issue/{key}").json["fields"]["assignee"]
    assert (shown["displayName"], shown["active"]) == ("Lin Chen", False)


def test_several_accounts_at_once(cloud: Jira) -> None:
    users = [cloud.build.user(name) for name in ("ada", "lin")]
    ids = ",".join(one.account_id for one in users)
    got = ask(cloud, "GET", "/user/bulk", accountId=f"{ids},none").json

    assert [one["displayName"] for one in got["values"]] == ["Ada Lovelace", "Lin Chen"]


def test_times_are_in_the_zone_of_the_one_who_asks(jira: Jira) -> None:
    key = jira.person("ada").open("OPS", "It broke")

    def created(who: str) -> object:
        return ask(jira, "GET", f"/issue/{key}", who).json["fields"]["created"]

    assert created("ada") == "2026-11-20T10:00:00.000+0100"
    assert created("robot") == "2026-11-20T09:00:00.000+0000"


# Sign-in


def test_an_expired_token_is_nobody_and_no_error(jira: Jira) -> None:
    jira.build.project("PUB", people=["ada"], public=True)
    key = jira.person("ada").open("PUB", "It broke")
    jira.tokens.expire("token-robot")
    got = ask(jira, "GET", f"/issue/{key}")

    assert got.status == 200
    assert got.headers["x-seraph-loginreason"] == "AUTHENTICATED_FAILED"
    assert ask(jira, "GET", "/issue/OPS-1").status == 404
    assert ask(jira, "GET", "/myself").status == 401
    assert ask(jira, "GET", "/serverInfo").status == 200
    path = "/search/jql" if jira.cloud else "/search"
    body = {"jql": "updated >= -1d"}
    assert len(ask(jira, "POST", path, body=body).json["issues"]) == 1


def test_a_token_expires_by_the_clock(jira: Jira) -> None:
    jira.build.token("robot", expires=jira.clock() + timedelta(hours=1))
    assert ask(jira, "GET", "/myself").status == 200

    jira.clock.advance(timedelta(hours=1))
    assert ask(jira, "GET", "/myself").status == 401


def test_a_token_that_was_taken_back_is_refused(jira: Jira) -> None:
    jira.tokens.revoke("token-robot")
    got = ask(jira, "GET", "/serverInfo")

    assert got.status == 401
    if jira.cloud:
        assert "Client must be authenticated" in got.json["message"]
        assert "errorMessages" not in got.json
    else:
        assert got.headers["content-type"].startswith("text/html")


def test_cloud_wants_the_right_address(cloud: Jira) -> None:
    cloud.build.change_user("robot", email="new@acme.example")
    assert ask(cloud, "GET", "/myself").status == 200
    cloud.tokens.known["token-robot"].name = "lin"
    assert ask(cloud, "GET", "/myself").status == 401


# Permissions


def test_permissions_are_told(jira: Jira) -> None:
    jira.build.forbid("OPS", "robot", "LINK_ISSUES")
    got = ask(
        jira,
        "GET",
        "/mypermissions",
        projectKey="OPS",
        permissions="BROWSE_PROJECTS,LINK_ISSUES,ADMINISTER",
    ).json["permissions"]

    have = {name: one["havePermission"] for name, one in got.items()}
    assert have == {
        "BROWSE_PROJECTS": True,
        "LINK_ISSUES": False,
        "ADMINISTER": False,
    }


def test_a_private_project_is_not_there(jira: Jira) -> None:
    assert ask(jira, "GET", "/project/SEC").status == 404
    assert ask(jira, "GET", "/project/SEC", "ada").status == 200
    keys = [one["key"] for one in ask(jira, "GET", "/project").json]
    assert keys == ["OPS", "PAY"]


def test_who_only_reads_creates_nothing(jira: Jira) -> None:
    assert ask(jira, "GET", "/project/OPS", "stranger").status == 200
    got = ask(jira, "GET", "/issue/createmeta/OPS/issuetypes", "stranger")
    assert got.status in {400, 403}


def test_who_sees_a_project_is_told_to_its_administrators(jira: Jira) -> None:
    path = "/project/OPS/permissionscheme"
    assert ask(jira, "GET", path, expand="permissions").status == 403
    jira.build.allow("OPS", "robot", "ADMINISTER_PROJECTS")
    got = ask(jira, "GET", path, expand="permissions").json["permissions"]

    browse = [x["holder"] for x in got if x["permission"] == "BROWSE_PROJECTS"]
    kinds = [one["type"] for one in browse]
    assert kinds == ["applicationRole", "user", "user", "user"]


def test_who_sees_a_project_is_found(jira: Jira) -> None:
    def seen(**query: object) -> list[str]:
        got = ask(jira, "GET", "/user/viewissue/search", "ada", **query)  # type: ignore[arg-type]
        return [one["displayName"] for one in got.json]

    assert seen(projectKey="SEC") == ["Ada Lovelace"]
    assert len(seen(projectKey="OPS")) == 4
    key = jira.person("ada").open("OPS", "It broke")
    jira.person("ada").hide(key, "ada", "lin")
    assert seen(issueKey=key, projectKey="OPS") == ["Ada Lovelace", "Lin Chen"]


def test_a_mention_sends_a_mail(jira: Jira) -> None:
    def call(name: str) -> str:
        user = jira.build.user(name)
        return f"[~accountid:{user.account_id}]" if jira.cloud else f"[~{name}]"

    ada = jira.person("ada")
    key = ada.open("OPS", "It broke", f"Ask {call('lin')}.")
    ada.edit(key, description=f"Ask {call('lin')} and {call('robot')}.")
    ada.comment(key, "As [~nobody] and lin said.")
    if not jira.cloud:
        ada.comment(
            key, "Not \\[~lin], {code:java}[~lin]{code} {noformat}[~lin]{noformat}"
        )

    assert jira.look.mentions() == [("lin", key), ("robot", key)]


# Browsers

TASKS: dict[str, Any] = {
    "type": "doc",
    "version": 1,
    "content": [
        {
            "type": "taskList",
            "attrs": {"localId": "1"},
            "content": [
                {
                    "type": "taskItem",
                    "attrs": {"localId": str(number), "state": "TODO"},
                    "content": [{"type": "text", "text": said}],
                }
                for number, said in enumerate(("First", "Second"))
            ],
        }
    ],
}


def test_a_box_is_ticked(jira: Jira) -> None:
    ada = jira.person("ada")
    text: Text = TASKS if jira.cloud else "* [ ] First\n* [ ] Second"
    key = ada.open("OPS", "List", text)
    ada.tick(key, "Second")

    after = jira.look.issue(key).description
    if isinstance(after, dict):
        items = after["content"][0]["content"]
        assert [one["attrs"]["state"] for one in items] == ["TODO", "DONE"]
        assert TASKS["content"][0]["content"][1]["attrs"]["state"] == "TODO"
    else:
        assert after == "* [ ] First\n* [x] Second"
    with pytest.raises(LookupError, match="no open box"):
        ada.tick(key, "Second")


def test_people_do_what_they_do(jira: Jira) -> None:
    ada = jira.person("ada")
    key = ada.open("OPS", "It broke", labels=["a"], due="2026-12-01")
    other = ada.open("OPS", "Other")
    jira.clock.advance(timedelta(minutes=5))
    number = ada.comment(key, "Said.")
    ada.edit_comment(key, number, "Said better.")
    ada.label(key, "b")
    ada.unlabel(key, "a")
    ada.assign(key, "lin")
    ada.edit(key, summary="It broke again")
    ada.transition(key, "In Progress")
    ada.close(key, "Duplicate")
    ada.link(key, "Duplicate", other)
    ada.unlink(key, other)

    issue = jira.look.issue(key)
    assert (issue.labels, issue.assignee) == (("b",), "lin")
    assert jira.look.resolution(key) == "Duplicate"
    assert issue.updated == jira.clock()
    names = [x.field for one in issue.histories for x in one.changes]
    expected = "labels labels assignee summary status resolution status Link Link"
    assert names == expected.split()
    ada.reopen(key)
    assert jira.look.resolution(key) is None


def test_people_act_at_another_time(jira: Jira) -> None:
    then = jira.clock() - timedelta(days=3)
    key = jira.person("ada").at(then).open("OPS", "It broke")

    assert jira.look.issue(key).created == then


def test_who_sees_a_hidden_issue_again(jira: Jira) -> None:
    ada = jira.person("ada")
    key = ada.open("OPS", "It broke")
    ada.hide(key, "ada")
    assert ask(jira, "GET", f"/issue/{key}").status == 404
    ada.unhide(key)
    assert ask(jira, "GET", f"/issue/{key}").status == 200
