"""PyGithub's objects work on the fake, and REST does what GitHub's does."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from github import Github, GithubException

from tests.fakes.github import GitHub
from tests.fakes.github.clients import ask
from tests.fakes.github.conftest import HOME
from tests.fakes.github.values import PullRequest

ISSUES = f"/repos/{HOME}/issues"


def test_an_issue_is_created_read_edited_and_closed(
    github: GitHub, client: Github
) -> None:
    repo = client.get_repo(HOME)
    issue = repo.create_issue("It broke", "At noon.", labels=["new"], assignee="lin")

    assert (issue.number, issue.title, issue.body) == (1, "It broke", "At noon.")
    assert [label.name for label in issue.labels] == ["new"]
    assert issue.assignees[0].login == "lin"
    assert issue.user is not None
    assert issue.user.login == "ada"
    assert issue.url == f"{github.url}{ISSUES}/1"

    github.clock.advance(timedelta(minutes=5))
    issue.edit(title="It broke again", state="closed", state_reason="not_planned")
    again = repo.get_issue(1)

    assert (again.title, again.state) == ("It broke again", "closed")
    assert again.state_reason == "not_planned"
    assert again.closed_by is not None
    assert again.closed_by.login == "ada"
    assert again.updated_at == datetime(2026, 11, 20, 9, 5, tzinfo=UTC)


@pytest.mark.parametrize(
    ("sent", "told"),
    [
        ({"state": "closed"}, ("closed", "completed")),
        ({"state": "closed", "state_reason": "completed"}, ("closed", "completed")),
        ({"state": "closed", "state_reason": "duplicate"}, ("closed", "duplicate")),
        ({"state_reason": "not_planned"}, ("open", None)),
        ({"state": "open", "state_reason": "reopened"}, ("open", None)),
    ],
)
def test_a_reason_counts_where_the_state_changes(
    github: GitHub, sent: dict[str, str], told: tuple[str, str | None]
) -> None:
    github.person("ada").open(HOME, "It broke")
    got = ask(github, "PATCH", f"{ISSUES}/1", body=sent).json

    assert (got["state"], got["state_reason"]) == told


def test_an_issue_opened_again_says_so(github: GitHub) -> None:
    ref = github.person("ada").open(HOME, "It broke")
    github.person("lin").close(ref)
    got = ask(github, "PATCH", f"{ISSUES}/1", body={"state": "open"}).json

    assert (got["state_reason"], got["closed_at"], got["closed_by"]) == (
        "reopened",
        None,
        None,
    )


def test_the_timeline_tells_what_happened(github: GitHub, client: Github) -> None:
    ada, lin = github.person("ada"), github.person("lin")
    ref = ada.open(HOME, "It broke", labels=["incident"], assignees=["lin"])
    other = lin.open(HOME, "Me too", f"See {ref}.")
    lin.comment(ref, "On it.")
    lin.close(ref, commit="c0ffee")
    ada.reopen(ref)
    ada.edit(ref, title="It really broke")

    found = client.get_repo(HOME).get_issue(1).get_timeline()
    told = [event.event for event in found]
    assert told == [
        "labeled",
        "assigned",
        "cross-referenced",
        "commented",
        "closed",
        "reopened",
        "renamed",
    ]
    source = next(one for one in found if one.event == "cross-referenced").source
    assert source is not None
    assert source.issue.number == github.issue(other).number
    closed = next(one for one in found if one.event == "closed")
    assert (closed.commit_id, closed.raw_data["state_reason"]) == (
        "c0ffee",
        "completed",
    )


def test_comments_are_listed_of_an_issue_and_of_the_repository(
    github: GitHub, client: Github
) -> None:
    ada = github.person("ada")
    ref, other = ada.open(HOME, "One"), ada.open(HOME, "Two")
    first = ada.comment(ref, "First.")
    github.clock.advance(timedelta(minutes=1))
    ada.comment(other, "Second.")
    repo = client.get_repo(HOME)

    assert [c.body for c in repo.get_issue(1).get_comments()] == ["First."]
    since = datetime(2026, 11, 20, 9, 1, tzinfo=UTC)
    assert [c.body for c in repo.get_issues_comments(since=since)] == ["Second."]

    repo.get_issue(1).get_comment(first).edit("First, better.")
    assert {c.body for c in repo.get_issues_comments(since=since)} == {
        "First, better.",
        "Second.",
    }
    assert repo.get_issue(1).comments == 1


def test_labels_are_made_put_on_and_taken_off(github: GitHub, client: Github) -> None:
    repo = client.get_repo(HOME)
    repo.create_label("Action Item", "ff0000", "What to do")
    github.person("ada").open(HOME, "It broke")
    issue = repo.get_issue(1)
    issue.add_to_labels("action item", "quite new")
    assert [label.name for label in issue.get_labels()] == ["Action Item", "quite new"]

    issue.remove_from_labels("quite new")
    assert [label.name for label in repo.get_issue(1).labels] == ["Action Item"]
    issue.set_labels("quite new")
    assert [label.name for label in repo.get_issue(1).labels] == ["quite new"]


def test_a_label_may_have_any_name(github: GitHub, client: Github) -> None:
    name = "area/api: größer 50%?"
    github.person("ada").open(HOME, "It broke", labels=[name])
    label = ask(github, "GET", f"{ISSUES}/1").json["labels"][0]

    assert ask(github, "GET", label["url"]).json["name"] == name
    found = client.get_repo(HOME).get_issues(labels=[name])
    assert [issue.number for issue in found] == [1]


def test_writing_the_same_again_is_no_change(github: GitHub) -> None:
    github.build.milestone(HOME, "Sprint 1")
    body = {"labels": ["a"], "assignees": ["lin"], "milestone": 1, "type": "Task"}
    ask(github, "POST", ISSUES, body={"title": "It broke", **body})
    before = github.look.picture()
    github.clock.advance(timedelta(minutes=1))
    ask(github, "PATCH", f"{ISSUES}/1", body={"title": "It broke", **body})

    assert github.look.picture() == before


def test_milestones_count_their_issues(github: GitHub, client: Github) -> None:
    github.build.milestone(HOME, "Sprint 1", closed_at=github.clock())
    due = datetime(2026, 12, 1, tzinfo=UTC)
    github.build.milestone(HOME, "Sprint 2", due_on=due)
    ada = github.person("ada")
    ada.open(HOME, "One", milestone=2)
    ada.close(ada.open(HOME, "Two", milestone=2))
    repo = client.get_repo(HOME)

    assert [m.title for m in repo.get_milestones(state="closed")] == ["Sprint 1"]
    (sprint,) = repo.get_milestones()
    assert (sprint.open_issues, sprint.closed_issues, sprint.due_on) == (1, 1, due)
    assert {i.title for i in repo.get_issues(milestone=sprint, state="all")} == {
        "One",
        "Two",
    }
    inside = ask(github, "GET", f"{ISSUES}/1").json["milestone"]
    assert (inside["open_issues"], inside["closed_issues"]) == (1, 1)


def test_sub_issues_have_one_parent(github: GitHub, client: Github) -> None:
    ada = github.person("ada")
    ada.open(HOME, "Review")
    ada.open(HOME, "Finding")
    repo = client.get_repo(HOME)
    parent, child = repo.get_issue(1), repo.get_issue(2)
    parent.add_sub_issue(child)

    assert [one.number for one in parent.get_sub_issues()] == [2]
    assert ask(github, "GET", f"{ISSUES}/2/parent").json["number"] == 1
    assert repo.get_issue(1).sub_issues_summary.total == 1
    with pytest.raises(GithubException) as refused:
        parent.add_sub_issue(child)
    assert refused.value.status == 422
    parent.remove_sub_issue(child)
    assert list(parent.get_sub_issues()) == []


def test_issue_types_are_the_organisations(github: GitHub, client: Github) -> None:
    ask(github, "POST", ISSUES, body={"title": "It broke", "type": "incident"})
    types = ask(github, "GET", "/orgs/acme/issue-types").json

    assert [one["name"] for one in types] == ["Incident", "Task"]
    assert [i.number for i in client.get_repo(HOME).get_issues(type="Incident")] == [1]


def test_people_can_be_looked_up(github: GitHub, client: Github) -> None:
    repo = client.get_repo(HOME)

    assert repo.has_in_assignees("lin")
    assert not repo.has_in_assignees("stranger")
    assert [one.login for one in repo.get_assignees()] == ["ada", "kim", "lin"]
    assert repo.get_collaborator_permission("kim") == "read"
    assert repo.get_collaborator_role_name("kim") == "triage"
    assert client.get_user().login == "ada"


def test_pull_requests_are_among_the_issues(github: GitHub, client: Github) -> None:
    github.person("ada").open(HOME, "Fix it", pull_request=PullRequest())
    (issue,) = client.get_repo(HOME).get_issues()

    assert issue.pull_request is not None
    assert issue.html_url == f"https://github.com/{HOME}/pull/1"


def test_ghosts_empty_bodies_and_browsers(github: GitHub) -> None:
    gone = github.person("gone")
    gone.open(HOME, "It broke")
    github.person("ada").open(HOME, "Me too", "One\nTwo")
    gone.leave()
    listed = ask(github, "GET", f"{ISSUES}?direction=asc").json

    assert (listed[0]["user"], listed[0]["body"]) == (None, None)
    assert listed[1]["body"] == "One\r\nTwo"


@pytest.mark.parametrize(
    ("login", "association"),
    [("ada", "MEMBER"), ("lin", "COLLABORATOR"), ("stranger", "NONE")],
)
def test_authors_are_something_to_the_repository(
    github: GitHub, login: str, association: str
) -> None:
    github.person(login).open(HOME, "It broke")

    got = ask(github, "GET", f"{ISSUES}/1").json
    assert got["author_association"] == association


def test_a_list_is_filtered_and_sorted(github: GitHub, client: Github) -> None:
    ada = github.person("ada")
    for minute, labels in enumerate((["a"], ["a", "b"], ["b"])):
        when = github.clock() - timedelta(hours=1, minutes=-minute)
        ada.at(when).open(HOME, f"Issue {minute + 1}", labels=labels)
    ada.close(f"{HOME}#3")
    repo = client.get_repo(HOME)

    assert [i.number for i in repo.get_issues()] == [2, 1]
    assert [i.number for i in repo.get_issues(labels=["A", "b"])] == [2]
    found = repo.get_issues(state="all", sort="updated", direction="asc")
    assert [i.number for i in found] == [1, 2, 3]
    found = repo.get_issues(state="all", since=github.clock())
    assert [i.number for i in found] == [3]
    assert ask(github, "GET", f"{ISSUES}?creator=lin").json == []
    assert [i.number for i in repo.get_issues(assignee="none")] == [2, 1]


LONG = "x" * 65_537


@pytest.mark.parametrize(
    ("path", "body", "message"),
    [
        (ISSUES, {"title": "t", "body": LONG}, "body is too long"),
        (ISSUES, {"title": "t" * 257}, "title is too long"),
        (ISSUES, {"title": " "}, None),
        (ISSUES, {"title": "t", "labels": ["x" * 51]}, "name is too long"),
        (ISSUES, {"title": "t", "milestone": 7}, None),
        (ISSUES, {"title": "t", "assignees": ["stranger"]}, None),
        (ISSUES, {"title": "t", "type": "Epic"}, None),
        (f"{ISSUES}/1/comments", {"body": LONG}, "body is too long"),
        (f"{ISSUES}/1/comments", {"body": ""}, None),
        (f"/repos/{HOME}/labels", {"name": "x" * 51}, "name is too long"),
        (
            f"/repos/{HOME}/labels",
            {"name": "x", "description": "x" * 101},
            "description is too long",
        ),
        (f"/repos/{HOME}/labels", {"name": "x", "color": "#fff"}, None),
        (f"/repos/{HOME}/labels", {"name": "Taken"}, None),
    ],
)
def test_what_will_not_do_is_refused(
    github: GitHub, path: str, body: dict[str, object], message: str | None
) -> None:
    github.build.label(HOME, "taken")
    github.person("ada").open(HOME, "It broke")
    got = ask(github, "POST", path, body=body)

    assert (got.status, got.json["message"]) == (422, "Validation Failed")
    assert (message or "") in got.json["errors"][0].get("message", "")
    assert len(github.state.places) == 1


def test_a_body_may_be_as_long_as_github_takes(github: GitHub) -> None:
    body = {"title": "t", "body": LONG[1:]}

    assert ask(github, "POST", ISSUES, body=body).status == 201


def test_a_locked_issue_takes_comments_of_collaborators_only(github: GitHub) -> None:
    ref = github.person("ada").open(HOME, "It broke")
    github.person("ada").lock(ref, "resolved")
    path, said = f"{ISSUES}/1/comments", {"body": "Hello."}

    assert ask(github, "POST", path, "ghp_stranger", body=said).status == 403
    assert ask(github, "POST", path, body=said).status == 201
    assert ask(github, "GET", f"{ISSUES}/1").json["active_lock_reason"] == "resolved"
