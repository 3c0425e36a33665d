"""What docs/jira.md says to type leads from nothing to a report, step by step."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path

import pytest

from afteraction.integrations.jira.dress import Cloud, DataCenter
from tests.cli.shell import Ran, afteraction
from tests.engine.house import filled, gap
from tests.fakes.github import GitHub
from tests.fakes.jira import Jira
from tests.github.team import REPO
from tests.guards.repository import ROOT

PAGE = (ROOT / "docs" / "jira.md").read_text(encoding="utf-8")
PATH = PAGE.partition("## From nothing")[2].partition("\n## ")[0]
TOGETHER = PAGE.partition("## Jira and GitHub together")[2].partition("\n## ")[0]
SITE = "https://acme.atlassian.net"


@contextmanager
def a_jira(*, cloud: bool) -> Iterator[Jira]:
    """Its clock goes on as this machine's does: commands are told no time."""
    context = "" if cloud else "/jira"
    with Jira(lambda: datetime.now(UTC), cloud=cloud, context=context) as jira:
        jira.build.user("ada", "Ada Lovelace")
        jira.build.user("lin", "Lin Chen")
        jira.build.project("OPS", people=["ada", "lin", "robot"], private=True)
        jira.build.transition("OPS", "Resolve", "Done", screen=["resolution"])
        jira.build.board("OPS")
        yield jira


@pytest.fixture(params=["cloud", "data center"])
def jira(request: pytest.FixtureRequest) -> Iterator[Jira]:
    """One of each dress."""
    with a_jira(cloud=request.param == "cloud") as jira:
        yield jira


@pytest.fixture(autouse=True)
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder of their own."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("COLUMNS", "80")
    return tmp_path


def sign_in(jira: Jira, monkeypatch: pytest.MonkeyPatch) -> None:
    """What the page says to export."""
    monkeypatch.setenv("JIRA_TOKEN", jira.build.token("robot"))
    if jira.cloud:
        monkeypatch.setenv("JIRA_EMAIL", jira.email("robot"))


def typed_in(text: str) -> list[list[str]]:
    """What a text says to type, without what only explains it."""
    lines = re.findall(r"^    afteraction (.*?)(?: {2,}#.*)?$", text, re.MULTILINE)
    return [
        [word.strip('"') for word in re.findall(r'"[^"]*"|\S+', line)] for line in lines
    ]


def typed(step: int) -> list[list[str]]:
    """What the page says to type at a step."""
    return typed_in(PATH.partition(f"**{step}. ")[2].partition("\n**")[0])


def runs(step: int) -> list[Ran]:
    return [afteraction(*words) for words in typed(step)]


def change(path: Path, edit: Callable[[str], str]) -> None:
    """Somebody edits a file."""
    text = path.read_text("utf-8")
    assert edit(text) != text
    path.write_text(edit(text), "utf-8")


def test_from_nothing_to_the_first_report(
    here: Path, jira: Jira, monkeypatch: pytest.MonkeyPatch
) -> None:
    sign_in(jira, monkeypatch)
    _, ready_made = typed(3)
    words = [word.replace(SITE, jira.url) for word in ready_made]
    assert afteraction(*words).code == 0
    if jira.cloud:  # which no name of the fake's tells
        change(here / "afteraction.yml", lambda x: x.replace("# email:", "email:"))
    (looked,) = runs(4)
    assert looked.code == 0, looked.out

    incident(jira)
    would, did = runs(6)
    assert "would open a review of ops:OPS-1" in would.out
    assert "opened a review of ops:OPS-1" in did.out
    assert "given to ada@acme.example" in did.out

    (lint,) = typed(7)
    asked = afteraction(*(word.replace("OPS-42", "OPS-2") for word in lint))
    assert asked.code == 1
    assert "question 1 has no answer yet" in asked.out
    hold(jira, gap("No check before a deploy", owner="Ada Lovelace"))
    assert runs(8) == []  # it says: sync again
    assert "wrote back “No check before a deploy”" in afteraction("sync").out
    assert jira.look.issue("OPS-3").fields["assignee"] == "ada"

    shown, written = runs(9)
    assert (shown.code, written.code) == (0, 0)
    assert "Ada Lovelace" in shown.out
    page = (here / "report.html").read_text("utf-8")
    assert f'href="{jira.url}/browse/OPS-3"' in page


def incident(jira: Jira) -> None:
    key = jira.person("lin").open(
        "OPS", "Payments time out", type="Incident", assignee="ada"
    )
    jira.person("ada").close(key)


def hold(jira: Jira, *gaps: str) -> None:
    """As somebody does in the browser, with the label that the page names."""
    dress = Cloud() if jira.cloud else DataCenter()
    text = jira.look.issue("OPS-2").description
    lines = dress.read(text, lambda _, shown: shown)
    answered = filled_in("\n".join(line.text for line in lines), *gaps)
    jira.person("ada").edit("OPS-2", description=dress.written(answered))
    jira.person("ada").label("OPS-2", "ready")


def filled_in(text: str, *gaps: str) -> str:
    form = filled(*gaps, carried_by="Ada Lovelace")
    return text.partition("## 1.")[0] + form + text[text.rindex("\n---\n") :]


def test_the_steps_are_the_ones_that_are_typed_here() -> None:
    assert [len(typed(step)) for step in range(1, 10)] == [0, 0, 2, 1, 0, 2, 1, 0, 2]


def test_boxes_and_mentions_as_the_page_says_for_data_center(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    with a_jira(cloud=False) as jira:
        sign_in(jira, monkeypatch)
        _, ready_made = typed(3)
        afteraction(*(word.replace(SITE, jira.url) for word in ready_made))
        incident(jira)
        afteraction("sync")
        text = str(jira.look.issue("OPS-2").description)
        for heading in ("happen?", "happened?", "between the two?"):
            text = text.replace(heading, f"{heading}\n\nThe pool ran dry.", 1)
        for old, new in (
            ("(the gap in a few words)", "Nobody knew the pool"),
            (r"\[ \] inherent", r"\[x\] inherent"),
            ("*What changes:*", "*What changes:* we plan with it"),
            ("*Owner:*", "*Owner:* [~ada]"),
            ("*Due:*", "*Due:* in 2 weeks"),
            ("*Carried by:*", "*Carried by:* [~ada]"),
        ):
            assert old in text
            text = text.replace(old, new, 1)
        jira.person("ada").edit("OPS-2", description=text)
        jira.person("ada").close("OPS-2")

        assert "wrote back “Nobody knew the pool”" in afteraction("sync").out


def test_a_team_on_jira_and_github(here: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with a_jira(cloud=True) as jira, a_github() as github:
        sign_in(jira, monkeypatch)
        monkeypatch.setenv("GITHUB_TOKEN", github.build.token("ada").text)
        (here / "afteraction.yml").write_text(configured(jira, github), "utf-8")
        check, fix, dry, first, second, report = typed_in(TOGETHER)
        assert afteraction(*check).code == 1  # for labels
        made = afteraction(*fix)
        assert made.code == 0, made.out

        incident(jira)
        assert "would open a review of ops:OPS-1" in afteraction(*dry).out
        assert "platform#1" in afteraction(*first).out
        body = github.look.issue(f"{REPO}#1").body or ""
        gaps = (
            gap("No check", owner="Ada Lovelace"),
            gap("The pool is small", "inherent", owner="Lin Chen"),
        )
        answered = filled_in(body.replace("\r\n", "\n"), *gaps)
        github.person("ada").edit(f"{REPO}#1", body=answered)
        github.person("ada").close(f"{REPO}#1")
        done = afteraction(*second).out
        assert "wrote back “No check” from platform#1: platform#2, given to ada" in done
        assert "platform#1: ops:OPS-2, given to lin@acme.example" in done
        review = f"{github.root}/{REPO}/issues/1"
        assert far(jira, "OPS-1") == far(jira, "OPS-2") == [review]

        assert "Ada Lovelace" in afteraction(*report).out


def far(jira: Jira, key: str) -> list[str]:
    """Where an issue's web links lead."""
    return [one.data["object"]["url"] for one in jira.look.remotes(key)]


@contextmanager
def a_github() -> Iterator[GitHub]:
    with GitHub(lambda: datetime.now(UTC), enterprise=True) as github:
        github.build.organization("acme", members=["ada", "lin"])
        github.build.repository(
            REPO, roles={"ada": "write", "lin": "write"}, private=True
        )
        yield github


def configured(jira: Jira, github: GitHub) -> str:
    """The configuration of the page, at the addresses of this test."""
    block = TOGETHER.partition("    trackers:\n")[2].partition("\n\n")[0]
    text = re.sub(r"^    ", "", f"    trackers:\n{block}\n", flags=re.MULTILINE)
    text = text.replace(SITE, jira.url).replace("acme/platform", REPO)
    return text.replace("{type: github,", f"{{type: github, url: {github.root},")
