"""Issues that leave, repositories that are renamed, and what a text sets off."""

from __future__ import annotations

import pytest
from github import Github

from tests.fakes.github import GitHub
from tests.fakes.github.clients import ask, query
from tests.fakes.github.conftest import HOME
from tests.fakes.github.references import mentioned, referred

ISSUES = f"/repos/{HOME}/issues"


def id_of(github: GitHub, full_name: str) -> int:
    home = github.state.find_repository(full_name)
    assert home is not None
    return home.id


# --- renamed -------------------------------------------------------------------------


def test_an_old_name_redirects_without_the_query(github: GitHub) -> None:
    github.person("ada").rename(HOME, "acme/core")
    there = f"{github.url}/repositories/{id_of(github, HOME)}/issues"
    got = ask(github, "GET", f"{ISSUES}?state=all&per_page=100")

    assert (got.status, got.headers["location"]) == (301, there)
    assert got.json["message"] == "Moved Permanently"
    posted = ask(github, "POST", ISSUES, body={"title": "It broke"})
    assert (posted.status, posted.headers["location"]) == (307, there)
    assert github.state.places == {}


def test_pygithub_follows_and_loses_its_question(
    github: GitHub, client: Github
) -> None:
    """The trap of facts.md, section 1.1: closed issues are missing in the answer."""
    ada = github.person("ada")
    ada.close(ada.open(HOME, "It broke"))
    repo = client.get_repo(HOME)
    assert len(list(repo.get_issues(state="all"))) == 1
    ada.rename(HOME, "acme/core")

    assert list(repo.get_issues(state="all")) == []
    assert repo.create_issue("New")._rawData.get("number") is None


def test_the_id_stays(github: GitHub) -> None:
    github.person("ada").open(HOME, "It broke")
    github.person("ada").rename(HOME, "acme/core")
    got = ask(github, "GET", f"/repositories/{id_of(github, HOME)}/issues/1")

    assert got.json["url"] == f"{github.url}/repos/acme/core/issues/1"


def test_a_name_that_is_taken_again_is_another_repository(github: GitHub) -> None:
    github.person("ada").rename(HOME, "acme/core")
    github.build.repository(HOME)

    assert ask(github, "GET", ISSUES).json == []


# --- transferred, deleted ------------------------------------------------------------


def test_a_transferred_issue_redirects(github: GitHub) -> None:
    ada = github.person("ada")
    ref = ada.open(HOME, "It broke", labels=["incident"])
    ada.comment(ref, "Me too.")
    node = github.issue(ref).node
    github.build.label("acme/secret", "incident")
    moved = ada.transfer(ref, "acme/secret")
    got = ask(github, "GET", f"{ISSUES}/1")
    there = f"/repositories/{id_of(github, 'acme/secret')}/issues/1"

    assert (got.status, got.headers["location"]) == (301, f"{github.url}{there}")
    assert ask(github, "GET", there).json["labels"][0]["name"] == "incident"
    assert ask(github, "GET", f"{there}/comments").json[0]["body"] == "Me too."
    assert ask(github, "PATCH", f"{ISSUES}/1", body={"title": "x"}).status == 307
    assert ask(github, "GET", f"{ISSUES}/1", "ghp_stranger").status == 404
    assert ask(github, "GET", ISSUES).json == []
    assert github.issue(moved).node != node
    answer = query(github, f'{{ node(id: "{node}") {{ id }} }}')
    assert answer["errors"][0]["type"] == "NOT_FOUND"


def test_a_deleted_issue_is_gone(github: GitHub) -> None:
    ada = github.person("ada")
    ref = ada.open(HOME, "It broke")
    ada.comment(ref, "Me too.")
    ada.delete(ref)
    ada.delete(ada.open(HOME, "It broke"), traceless=True)

    assert ask(github, "GET", f"{ISSUES}/1").status == 410
    assert ask(github, "POST", f"{ISSUES}/1/comments", body={"body": "x"}).status == 410
    assert ask(github, "GET", f"{ISSUES}/2").status == 404
    assert ask(github, "GET", f"{ISSUES}/comments").json == []


def test_a_parent_forgets_a_deleted_sub_issue(github: GitHub) -> None:
    ada = github.person("ada")
    parent, child = ada.open(HOME, "Review"), ada.open(HOME, "Finding")
    ada.add_sub_issue(parent, child)
    ada.delete(child)

    assert github.issue(parent).sub_issues == ()


# --- what a text sets off ------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "logins"),
    [
        ("@ada and @lin, @ada", ("ada", "lin")),
        ("mail to ada@example.org", ()),
        ("`@ada` and ``a ` @ada``", ()),
        ("```\n@ada\n```\n@lin", ("lin",)),
        ("~~~\n@ada", ()),
        ("<!-- @ada --> (@lin)", ("lin",)),
        ("@\u200bada", ()),
        ("one ` tick @ada", ("ada",)),
        ("@acme/team", ()),
        ("a `` b ` @ada `` c", ()),
    ],
)
def test_whom_a_text_mentions(text: str, logins: tuple[str, ...]) -> None:
    assert mentioned(text) == logins


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("fixes #1, see acme/secret#2", (("acme/a", 1), ("acme/secret", 2))),
        ("GH-7", (("acme/a", 7),)),
        ("https://github.com/acme/b/issues/3.", (("acme/b", 3),)),
        ("`#1` and <!-- #2 -->", ()),
        ("colour #123456a, page#1", ()),
        ("https://redirect.github.com/acme/b/issues/3", ()),
        ("# 1", ()),
    ],
)
def test_to_what_a_text_refers(text: str, found: tuple[tuple[str, int], ...]) -> None:
    assert referred(text, "acme/a") == found


def test_a_mention_pings(github: GitHub) -> None:
    ask(github, "POST", ISSUES, body={"title": "It broke", "body": "@lin, see #2"})

    (issue_id,) = github.state.places
    assert github.state.mentions == [("lin", issue_id)]
    told = [one["event"] for one in ask(github, "GET", f"{ISSUES}/1/timeline").json]
    assert told == ["mentioned", "subscribed"]
