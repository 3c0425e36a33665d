"""Pages follow `Link`; tags belong to a token; lists lag; many issues cost little."""

from __future__ import annotations

import time
from datetime import timedelta
from urllib.parse import parse_qs, urlsplit

import pytest
from github import Github

from tests.fakes.github import GitHub
from tests.fakes.github.clients import Got, ask
from tests.fakes.github.conftest import HOME, furnish

ISSUES = f"/repos/{HOME}/issues"


def walk(github: GitHub, path: str) -> list[Got]:
    """All pages, by `rel="next"`."""
    pages = [ask(github, "GET", path)]
    while "next" in pages[-1].links:
        pages.append(ask(github, "GET", pages[-1].links["next"]))
    return pages


def numbers(pages: list[Got]) -> list[int]:
    return [one["number"] for page in pages for one in page.json]


@pytest.mark.parametrize("direction", ["asc", "desc"])
@pytest.mark.parametrize("sort", ["created", "updated", "comments"])
def test_every_issue_is_on_one_page(github: GitHub, sort: str, direction: str) -> None:
    github.build.fill(HOME, 25)
    pages = walk(github, f"{ISSUES}?per_page=10&sort={sort}&direction={direction}")

    expected = list(range(1, 26))
    assert [len(page.json) for page in pages] == [10, 10, 5]
    assert numbers(pages) == (expected if direction == "asc" else expected[::-1])


def test_issue_lists_have_a_cursor_and_no_last_page(github: GitHub) -> None:
    github.build.fill(HOME, 25)
    first, second, third = walk(github, f"{ISSUES}?per_page=10&state=all")
    asked = {k: v[0] for k, v in parse_qs(urlsplit(first.links["next"]).query).items()}

    assert set(asked) == {"per_page", "state", "after", "page"}
    assert asked["page"] == "2"
    home = github.state.find_repository(HOME)
    assert home is not None
    assert urlsplit(first.links["next"]).path == f"/repositories/{home.id}/issues"
    assert set(first.links) == {"next"}
    assert set(second.links) == {"next", "prev"}
    assert set(third.links) == {"prev"}
    assert ask(github, "GET", third.links["prev"]).json == second.json


def test_what_is_new_between_two_pages_moves_none_of_them(github: GitHub) -> None:
    github.build.fill(HOME, 20)
    first = ask(github, "GET", f"{ISSUES}?per_page=10")
    github.person("ada").open(HOME, "New")
    second = ask(github, "GET", first.links["next"])

    assert numbers([first, second]) == list(range(20, 0, -1))


def test_a_page_number_works_until_it_is_deep(github: GitHub) -> None:
    github.build.fill(HOME, 10_200)
    deep = ask(github, "GET", f"{ISSUES}?per_page=100&page=100&direction=asc")
    deeper = ask(github, "GET", f"{ISSUES}?per_page=100&page=101&direction=asc")

    assert deep.json[0]["number"] == 9_901
    assert deeper.status == 422
    assert "cursor" in deeper.json["message"]
    assert ask(github, "GET", deep.links["next"]).json[0]["number"] == 10_001


def test_other_lists_have_page_numbers(github: GitHub) -> None:
    ref = github.person("ada").open(HOME, "It broke")
    for number in range(5):
        github.person("ada").comment(ref, f"Comment {number}")
    first, second, third = walk(github, f"{ISSUES}/1/comments?per_page=2")

    assert set(first.links) == {"next", "last"}
    assert set(second.links) == {"prev", "next", "last", "first"}
    assert [one["body"] for one in third.json] == ["Comment 4"]


# --- tags ----------------------------------------------------------------------------


def test_a_tag_makes_an_unchanged_list_free(github: GitHub) -> None:
    github.person("ada").open(HOME, "It broke")
    first = ask(github, "GET", ISSUES)
    known = {"If-None-Match": first.headers["etag"]}
    again = ask(github, "GET", ISSUES, headers=known)
    used = github.limits.window("ghp_ada", "core").used

    assert (again.status, again.text) == (304, "")
    assert used == 1
    assert [entry.primary for entry in github.log] == [1, 0]

    github.clock.advance(timedelta(seconds=1))
    github.person("lin").comment(f"{HOME}#1", "Me too.")
    assert ask(github, "GET", ISSUES, headers=known).status == 200


def test_a_tag_is_a_tokens_own(github: GitHub) -> None:
    first = ask(github, "GET", ISSUES)
    known = {"If-None-Match": first.headers["etag"]}

    assert ask(github, "GET", ISSUES, "ghp_lin", headers=known).status == 200


# --- lag -----------------------------------------------------------------------------


def test_a_created_issue_is_found_by_number_before_it_is_listed(github: GitHub) -> None:
    github.lag = timedelta(seconds=30)
    made = ask(github, "POST", ISSUES, body={"title": "It broke"}).json
    assert ask(github, "GET", f"{ISSUES}/{made['number']}").status == 200
    assert ask(github, "GET", ISSUES).json == []

    github.clock.advance(timedelta(seconds=29))
    assert ask(github, "GET", ISSUES).json == []
    github.clock.advance(timedelta(seconds=1))
    assert numbers([ask(github, "GET", ISSUES)]) == [1]


def test_a_list_shows_an_update_late(github: GitHub) -> None:
    github.person("ada").open(HOME, "It broke")
    github.clock.advance(timedelta(minutes=10))
    since = f"{ISSUES}?since=2026-11-20T09:05:00Z"
    github.person("ada").edit(f"{HOME}#1", title="It broke again")
    github.person("ada").comment(f"{HOME}#1", "See above.")
    github.lag = timedelta(seconds=30)

    assert ask(github, "GET", since).json == []
    assert ask(github, "GET", ISSUES).json[0]["title"] == "It broke"
    assert ask(github, "GET", f"{ISSUES}/1").json["title"] == "It broke again"
    assert ask(github, "GET", f"{ISSUES}/comments").json == []

    github.clock.advance(timedelta(seconds=30))
    assert ask(github, "GET", since).json[0]["title"] == "It broke again"
    assert len(ask(github, "GET", f"{ISSUES}/comments").json) == 1


# --- many ----------------------------------------------------------------------------


def test_a_hundred_thousand_issues_are_listed_in_pages() -> None:
    with GitHub(check=False) as github:
        furnish(github)
        github.build.fill(HOME, 100_000, labels=["incident"])
        pages = f"{ISSUES}?state=all&sort=updated&direction=asc&per_page=100"
        page = ask(github, "GET", pages)
        started = time.perf_counter()
        seen = 1
        while "next" in page.links and seen < 200:
            page = ask(github, "GET", page.links["next"])
            seen += 1
        each = (time.perf_counter() - started) / seen

        assert page.json[-1]["number"] == seen * 100
        # About 10 ms on one slow core, most of it the client's; sorting 100,000 for
        # each page would take a quarter of a second.
        assert each < 0.1


def test_pygithub_follows_the_pages(github: GitHub, client: Github) -> None:
    github.build.fill(HOME, 70)
    found = client.get_repo(HOME).get_issues(sort="updated", direction="asc")

    with github.log.counted() as counted:
        assert [issue.number for issue in found] == list(range(1, 71))
    assert len(counted) == 3
