"""What the real GitHub answered, and what the fake answers there: the same keys.

The recordings lie outside of the project (see `specs`) and are some years old. A key
that was recorded must be there; one that was not must be known to have come later.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from functools import cache
from typing import Any

import pytest

from tests.fakes.github import GitHub
from tests.fakes.github.clients import ask
from tests.fakes.github.conftest import HOME
from tests.fakes.github.specs import shared

ISSUES = f"/repos/{HOME}/issues"

LATER = {
    "closed_by",
    "has_discussions",
    "issue_dependencies_summary",
    "sub_issues_summary",
    "type",
    "user_view_type",
    "verified_at",
}
"""Keys that GitHub added after the recordings were made."""
# `name` and `patch_url` were added by the tool that wrote the exports.
NOT_GITHUBS = {"name", "patch_url"}
# Recorded for an owner of the repository: the fake has no such settings.
OWNERS_ONLY = {
    "allow_update_branch",
    "merge_commit_message",
    "merge_commit_title",
    "security_and_analysis",
    "squash_merge_commit_message",
    "squash_merge_commit_title",
    "use_squash_pr_title_as_default",
}


@cache
def scenario(name: str) -> tuple[dict[str, Any], ...]:
    """The recorded requests of a scenario."""
    folder = shared() / "samples" / "github" / "octokit-fixtures" / "scenarios"
    file = folder / "api.github.com" / name / "normalized-fixture.json"
    if not file.is_file():
        pytest.skip(f"there are no recordings at {shared()}")
    return tuple(json.loads(file.read_text(encoding="utf-8")))


@cache
def threads() -> tuple[dict[str, Any], ...]:
    """Exported issues with their timelines."""
    folder = shared() / "data" / "incidents" / "github_api_threads"
    if not folder.is_dir():
        pytest.skip(f"there are no recordings at {shared()}")
    files = sorted(folder.glob("*.json"))
    return tuple(json.loads(file.read_text(encoding="utf-8")) for file in files)


def paths(data: object, start: str = "") -> Iterator[str]:
    """Every key with the keys above it; the entries of lists are taken together."""
    if isinstance(data, list):
        for one in data:
            yield from paths(one, start)
    elif isinstance(data, dict):
        for key, value in data.items():
            yield f"{start}{key}"
            yield from paths(value, f"{start}{key}.")


def compare(fake: object, recorded: object) -> None:
    """The same keys, but for those that came later."""
    ours, theirs = set(paths(fake)), set(paths(recorded))
    missing = {one for one in theirs - ours if not OWNERS_ONLY & {*one.split(".")}}
    added = {one for one in ours - theirs if not LATER & {*one.split(".")}}

    assert missing == set()
    assert added == set()


def test_a_list_of_issues(github: GitHub) -> None:
    github.person("ada").open(HOME, "It broke")

    compare(ask(github, "GET", ISSUES).json, scenario("paginate-issues")[0]["response"])


def test_an_issue_that_was_created(github: GitHub) -> None:
    recorded = scenario("add-labels-to-issue")
    made = ask(github, "POST", ISSUES, body={"title": "It broke"})
    labels = ask(github, "POST", f"{ISSUES}/1/labels", body={"labels": ["a"]})

    compare(made.json, recorded[0]["response"])
    compare(labels.json, recorded[1]["response"])


def test_files(github: GitHub) -> None:
    """One that is made, and a folder's list."""
    made = scenario("create-file")
    put = next(one for one in made if one["method"] == "put")
    path = f"/repos/{HOME}/contents/docs/test.txt"

    answer = ask(github, "PUT", path, body=put["body"])

    compare(answer.json, put["response"])
    listed = ask(github, "GET", f"/repos/{HOME}/contents/docs")
    compare(listed.json, scenario("get-content")[0]["response"])


def test_labels(github: GitHub) -> None:
    recorded = scenario("labels")
    path = f"/repos/{HOME}/labels"
    body = {"name": "test-label", "color": "663399"}

    compare(ask(github, "POST", path, body=body).json, recorded[1]["response"])
    compare(ask(github, "GET", path).json, recorded[0]["response"])


def test_an_error(github: GitHub) -> None:
    (recorded,) = scenario("errors")
    body = {"name": "x", "color": "invalid"}
    got = ask(github, "POST", f"/repos/{HOME}/labels", body=body)

    assert got.status == recorded["status"]
    assert got.json["errors"] == recorded["response"]["errors"]
    assert got.json["message"] == recorded["response"]["message"]
    assert set(got.json) - set(recorded["response"]) == {"status"}


def test_a_repository(github: GitHub) -> None:
    (recorded,) = scenario("get-repository")

    compare(ask(github, "GET", f"/repos/{HOME}").json, recorded["response"])


def test_a_repository_that_was_renamed(github: GitHub) -> None:
    recorded = scenario("rename-repository")
    github.person("ada").rename(HOME, "acme/core")
    moved = ask(github, "GET", f"/repos/{HOME}")

    assert moved.status == recorded[1]["status"]
    compare(moved.json, recorded[1]["response"])
    assert recorded[3]["status"] == 307
    posted = ask(github, "POST", ISSUES, body={"title": "It broke"})
    compare(posted.json, recorded[3]["response"])


def test_the_headers(github: GitHub) -> None:
    recorded = scenario("paginate-issues")[0]["headers"]
    github.build.fill(HOME, 5)
    got = ask(github, "GET", f"{ISSUES}?per_page=3").headers

    # Headers about browsers and proxies say nothing to a client of the API.
    about = {name for name in recorded if name.startswith(("x-ratelimit", "x-oauth"))}
    about |= {"date", "etag", "link", "cache-control", "content-type", "content-length"}
    assert about - set(got) == set()


def test_exported_issues(github: GitHub) -> None:
    github.person("ada").close(github.person("ada").open(HOME, "It broke"))
    got = ask(github, "GET", f"{ISSUES}/1").json

    exported = {key for thread in threads() for key in thread["issue"]}
    known = {*got, "pull_request", "draft"}
    assert exported - known - NOT_GITHUBS == set()


@pytest.mark.parametrize(
    "kind", ["closed", "labeled", "commented", "renamed", "locked"]
)
def test_exported_events(github: GitHub, kind: str) -> None:
    ada = github.person("ada")
    ref = ada.open(HOME, "It broke", labels=["incident"])
    ada.comment(ref, "Me too.")
    ada.edit(ref, title="It broke again")
    ada.lock(ref, "resolved")
    ada.close(ref)
    told = ask(github, "GET", f"{ISSUES}/1/timeline").json
    (ours,) = [one for one in told if one["event"] == kind]
    exported = [
        one for thread in threads() for one in thread["events"] if one["event"] == kind
    ]

    # What the export leaves empty or adds: comments have no commit at GitHub.
    extra = {"commit_id", "commit_url"} if kind == "commented" else set()
    assert exported
    assert {key for one in exported for key in one} - set(ours) - extra == set()
