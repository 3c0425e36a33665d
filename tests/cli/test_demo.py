"""`afteraction demo`: the whole loop, aloud, in a folder that one can go on with."""

from __future__ import annotations

import json
import os
import re
import shlex
import time
from pathlib import Path

import pytest
from syrupy.assertion import SnapshotAssertion

from tests.cli.shell import Ran, afteraction
from tests.cli.test_report import needs_of

SECONDS = 10
"""The issue's bound; measured as the processor's time, whatever else it has to do."""


@pytest.fixture(scope="module")
def walked(tmp_path_factory: pytest.TempPathFactory) -> tuple[Ran, Path, float]:
    """One demo for all tests that only look at it, its folder and what it took."""
    folder = tmp_path_factory.mktemp("demo") / "a demo"
    started = time.process_time()
    ran = afteraction("demo", str(folder), COLUMNS="80")
    return ran, folder, time.process_time() - started


def test_what_it_says(
    walked: tuple[Ran, Path, float], snapshot: SnapshotAssertion
) -> None:
    ran, folder, _ = walked

    assert (ran.code, ran.err) == (0, "")
    assert str(folder) in ran.out.splitlines()[0]
    assert ran.out.replace(str(folder), "<folder>") == snapshot


def test_it_takes_less_than_ten_seconds(walked: tuple[Ran, Path, float]) -> None:
    assert walked[2] < SECONDS


def test_the_page_needs_nothing_else(walked: tuple[Ran, Path, float]) -> None:
    page = (walked[1] / "report.html").read_text("utf-8")

    assert page.startswith("<!DOCTYPE html>")
    assert "<svg" in page
    assert needs_of(page) == []
    for link in re.findall(r'href="([^"#]+)"', page):
        assert (walked[1] / link).is_file(), link


def _what_to_type(out: str) -> list[list[str]]:
    """The indented lines below "Go on from here", as a shell splits them."""
    _, _, rest = out.partition("Go on from here")
    lines = [line for line in rest.splitlines() if line.startswith("  ")]
    return [shlex.split(line) for line in lines]


@pytest.mark.skipif(os.name == "nt", reason="a shell of another kind")
def test_what_it_says_to_type_next_works(
    walked: tuple[Ran, Path, float],
    monkeypatch: pytest.MonkeyPatch,
    tmp_path: Path,
    snapshot: SnapshotAssertion,
) -> None:
    """In this order, from wherever one is."""
    monkeypatch.chdir(tmp_path)
    (_, folder), *commands = _what_to_type(walked[0].out)
    monkeypatch.chdir(folder)

    answers = {}
    for program, *arguments in commands:
        assert program == "afteraction"
        answers[" ".join(arguments[:2])] = afteraction(*arguments, COLUMNS="80")

    assert {name: ran.code for name, ran in answers.items()} == {
        "sync --dry-run": 0,
        "report --now": 0,
        "review lint": 1,
    }
    assert {ran.err for ran in answers.values()} == {""}
    assert answers["sync --dry-run"].out == snapshot(name="sync")
    assert answers["review lint"].out == snapshot(name="lint")
    assert answers["report --now"].out in walked[0].out


def test_one_can_go_on_with_it(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Give the last finding its owner: it is written back, like at home."""
    afteraction("demo", str(tmp_path / "d"), "--quiet")
    monkeypatch.chdir(tmp_path / "d")
    now = ("--now", "2026-12-01T09:00:00+01:00")
    review = Path("work/tickets/review-0017.md")
    text = review.read_text("utf-8")
    review.write_text(re.sub(r"(?m)^- \*\*Owner:\*\* ?$", "- **Owner:** Sam", text))

    assert afteraction("check").code == 0
    first = afteraction("sync", *now, "--format", "json")
    second = afteraction("sync", *now)

    plan = [change["does"] for change in json.loads(first.out)["plan"]]
    assert plan.count("write-back") == 1
    assert second.out == "Nothing to do.\n"
    assert afteraction("review", "lint", "notes:review-0017", *now).code == 0


def test_a_folder_of_its_own(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    import tempfile

    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))

    ran = afteraction("demo", "--quiet")

    (folder,) = tmp_path.iterdir()
    assert (ran.code, ran.err) == (0, "")
    assert (folder / "report.html").is_file()
    assert f"  cd {folder}\n" in ran.out


def test_quiet_shows_the_report_and_what_to_type(
    walked: tuple[Ran, Path, float], tmp_path: Path
) -> None:
    ran = afteraction("demo", str(tmp_path / "d"), "--quiet", COLUMNS="80")

    _, _, rest = walked[0].out.partition("afteraction report\n\n")
    said = shlex.quote(str(walked[1]))
    told = rest.replace(said, "<folder>").replace(str(walked[1]), "<folder>")
    assert ran.out.replace(str(tmp_path / "d"), "<folder>") == told


def test_a_folder_that_holds_something(tmp_path: Path) -> None:
    (tmp_path / "mine.txt").write_text("mine")

    ran = afteraction("demo", str(tmp_path))

    assert ran == Ran(
        2,
        "",
        f"error: {tmp_path} is not empty\n  name a folder that does not exist yet\n",
    )
    assert [path.name for path in tmp_path.iterdir()] == ["mine.txt"]


def test_an_empty_folder_will_do(tmp_path: Path) -> None:
    assert afteraction("demo", str(tmp_path), "--quiet").code == 0


def test_where_no_folder_can_be(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("mine")

    below = afteraction("demo", str(tmp_path / "file" / "demo"))
    itself = afteraction("demo", str(tmp_path / "file"))

    assert (below.code, itself.code) == (2, 2)
    assert "the demo can not be laid out in" in below.err
    assert "name a folder that you may write to" in below.err
    assert "is a file" in itself.err
