"""What docs/github.md says to type leads from nothing to a report, step by step."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from tests.cli.shell import Ran, afteraction
from tests.engine.house import filled, gap
from tests.fakes.github import GitHub
from tests.github.team import REPO
from tests.guards.repository import ROOT

PAGE = (ROOT / "docs" / "github.md").read_text(encoding="utf-8")
PATH = PAGE.partition("## From nothing")[2].partition("\n## ")[0]


@pytest.fixture
def github() -> Iterator[GitHub]:
    """Its clock goes on as this machine's does: commands are told no time."""
    with GitHub(lambda: datetime.now(UTC), enterprise=True) as github:
        github.build.organization("acme", members=["ada"])
        github.build.repository(REPO, roles={"ada": "write", "lin": "write"})
        yield github


@pytest.fixture(autouse=True)
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, github: GitHub) -> Path:
    """A folder of their own, and the token where the page says."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("COLUMNS", "80")
    monkeypatch.setenv("GITHUB_TOKEN", github.build.token("ada").text)
    return tmp_path


def typed(step: int) -> list[list[str]]:
    """What the page says to type at a step, without what only explains it."""
    text = PATH.partition(f"**{step}. ")[2].partition("\n**")[0]
    lines = re.findall(r"^    afteraction (.*?)(?: {2,}#.*)?$", text, re.MULTILINE)
    return [
        [word.strip('"') for word in re.findall(r'"[^"]*"|\S+', line)] for line in lines
    ]


def runs(step: int) -> list[Ran]:
    return [afteraction(*words) for words in typed(step)]


def test_from_nothing_to_the_first_report(here: Path, github: GitHub) -> None:
    _, ready_made = typed(3)
    at = ready_made.index(REPO)
    ready_made[at] = f"{github.root}/{REPO}"
    assert afteraction(*ready_made, "--readers", "public").code == 0
    looked, fixed = runs(4)
    assert (looked.code, fixed.code) == (1, 0), fixed.out

    lin, ada = github.person("lin"), github.person("ada")
    lin.open(REPO, "Payments time out", labels=["incident"], assignees=["ada"])
    ada.close(f"{REPO}#1")
    would, did = runs(6)
    assert "would open a review of platform#1" in would.out
    assert "opened a review of platform#1" in did.out
    assert "given to ada" in did.out

    (lint,) = typed(7)
    asked = afteraction(*(word.replace("#42", "#2") for word in lint))
    assert asked.code == 1
    assert "question 1 has no answer yet" in asked.out
    hold(github, gap("No check before a deploy", due="in 2 weeks"))
    assert runs(8) == []  # it says: sync again
    assert "wrote back “No check before a deploy”" in afteraction("sync").out
    assert github.look.issue(f"{REPO}#3").assignees == ("ada",)

    shown, written = runs(9)
    assert (shown.code, written.code) == (0, 0)
    assert "\nAL  " in shown.out, "a public repository: initials"
    assert "<html" in (here / "report.html").read_text(encoding="utf-8")


def hold(github: GitHub, *gaps: str) -> None:
    """As somebody does in the browser, with the label that the page names."""
    (review,) = [
        issue for issue in github.look.issues(REPO) if issue.title.startswith("Review:")
    ]
    body = review.body or ""
    github.person("ada").edit(f"{REPO}#{review.number}", body=filled_in(body, *gaps))
    github.person("ada").label(f"{REPO}#{review.number}", "ready")


def filled_in(body: str, *gaps: str) -> str:
    text = body.replace("\r\n", "\n")
    return text.partition("## 1.")[0] + filled(*gaps) + text[text.rindex("\n---\n") :]


def test_the_steps_are_the_ones_that_are_typed_here() -> None:
    assert [len(typed(step)) for step in range(1, 10)] == [0, 0, 2, 2, 0, 2, 1, 0, 2]
