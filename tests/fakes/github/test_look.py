"""What tests look at, and threads of the real GitHub put into the fake."""

from __future__ import annotations

from datetime import timedelta

import pytest

from tests.fakes.github import GitHub
from tests.fakes.github.clients import ask, query
from tests.fakes.github.conftest import HOME
from tests.fakes.github.exports import put
from tests.fakes.github.test_recordings import threads

ISSUES = f"/repos/{HOME}/issues"


def test_a_picture_changes_with_what_people_see(github: GitHub) -> None:
    ref = github.person("ada").open(HOME, "It broke", labels=["incident"])
    before = github.look.picture()
    assert github.look.picture() == before
    github.clock.advance(timedelta(minutes=1))
    github.person("ada").comment(ref, "Me too.")

    assert github.look.picture() != before
    assert github.look.labels(ref) == ["incident"]
    assert [one.body for one in github.look.comments(ref)] == ["Me too."]
    assert [one.kind for one in github.look.timeline(ref)] == ["labeled", "commented"]
    assert [one.title for one in github.look.issues(HOME)] == ["It broke"]


def test_the_past_may_be_told_in_any_order(github: GitHub) -> None:
    ada = github.person("ada")
    early, late = (github.clock() - timedelta(hours=hours) for hours in (2, 1))
    ref = ada.at(early).open(HOME, "It broke")
    ada.comment(ref, "Third.")
    ada.at(late).comment(ref, "Second.")
    ada.at(early).label(ref, "first")

    assert [one.body for one in github.look.comments(ref)] == ["Second.", "Third."]
    told = ask(github, "GET", f"{ISSUES}/1/timeline").json
    assert [one.get("body", one["event"]) for one in told] == [
        "labeled",
        "Second.",
        "Third.",
    ]
    assert github.issue(ref).updated_at == github.clock()


def test_people_who_name_nothing_are_told(github: GitHub) -> None:
    with pytest.raises(LookupError, match="there is no acme/platform#7"):
        github.person("ada").close(f"{HOME}#7")
    with pytest.raises(LookupError, match="there is no acme/other"):
        github.person("ada").open("acme/other", "It broke")


def test_an_issue_can_be_spoilt_and_mended(github: GitHub) -> None:
    ref = github.person("ada").open(HOME, "It broke")
    text = f'{{ node(id: "{github.issue(ref).node}") {{ ... on Issue {{ title }} }} }}'
    github.spoil(ref)
    assert ask(github, "GET", f"{ISSUES}/1").json["title"] is None
    assert query(github, text)["data"]["node"] == {"title": None}

    github.mend(ref)
    assert ask(github, "GET", f"{ISSUES}/1").json["title"] == "It broke"
    assert query(github, text)["data"]["node"] == {"title": "It broke"}


def test_a_reference_from_where_one_may_not_look_is_hidden(github: GitHub) -> None:
    ref = github.person("ada").open(HOME, "It broke")
    github.person("ada").open("acme/secret", "Because of that", f"See {ref}")
    path = f"{ISSUES}/1/timeline"

    assert len(ask(github, "GET", path).json) == 1
    assert ask(github, "GET", path, "ghp_stranger").json == []


def test_a_ghost_is_in_the_timeline_too(github: GitHub) -> None:
    gone = github.person("gone")
    ref = gone.open(HOME, "It broke")
    gone.comment(ref, "Me too.")
    gone.close(ref)
    gone.leave()
    told = ask(github, "GET", f"{ISSUES}/1/timeline").json

    assert [one["actor"] for one in told] == [None, None]


def test_real_threads_happen_again(github: GitHub) -> None:
    for thread in threads():
        ref = put(github, HOME, thread)
        number = ref.partition("#")[2]
        told, issue = thread["issue"], github.issue(ref)
        got = ask(github, "GET", f"{ISSUES}/{number}").json
        talk = ask(github, "GET", f"{ISSUES}/{number}/comments?per_page=100").json
        ask(github, "GET", f"{ISSUES}/{number}/timeline?per_page=100")
        said = [one["body"] for one in thread["events"] if one["event"] == "commented"]

        assert got["title"] == told["title"]
        assert got["created_at"] == told["created_at"]
        assert (issue.state, issue.author) == (told["state"], told["user"]["login"])
        texts = [one["body"].replace("\r\n", "\n") for one in talk]
        assert texts == [text.replace("\r\n", "\n") for text in said[:100]]
