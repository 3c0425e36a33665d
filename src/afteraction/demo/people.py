"""What people do in the demo: fill in reviews, close tickets, give reasons.

They do it as people would, in the files; nothing here uses the tracker's adapter.
"""

from __future__ import annotations

import re
import shutil
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from importlib import resources
from pathlib import Path

import yaml

from afteraction.errors import UsageError

_FORM = re.compile(r"^## 1\. .*?(?=^---$)", re.DOTALL | re.MULTILINE)
_CLOSES_AS = {"done": "completed", "late": "completed", "declined": "declined"}


@dataclass(frozen=True, slots=True)
class Story:
    """What happens in the demo, and when."""

    first_sync: datetime
    second_sync: datetime
    report: datetime
    reviews: tuple[Mapping[str, str], ...]
    write_backs: tuple[Mapping[str, str], ...]


def lay_out(folder: Path) -> Story:
    """Copy the demo's workspace and configuration to `folder`; what happens there.

    Raises `UsageError` when the folder holds something already or can not be made.
    """
    here = resources.files("afteraction.demo")
    try:
        if folder.exists() and any(folder.iterdir()):
            raise UsageError(
                f"{folder} is not empty", "name a folder that does not exist yet"
            )
        folder.mkdir(parents=True, exist_ok=True)
        with resources.as_file(here) as files:
            shutil.copytree(files / "workspace", folder / "work")
            shutil.copy(files / "afteraction.yml", folder)
    except OSError as error:
        raise UsageError(
            f"the demo can not be laid out in {folder}: {error.strerror or error}",
            "name a folder that you may write to",
        ) from error
    text = (here / "story.yml").read_text("utf-8")
    # Everything is a string, as in every YAML of ours; nothing can be constructed.
    told = yaml.load(text, Loader=yaml.BaseLoader)  # noqa: S506
    times = {name: datetime.fromisoformat(at) for name, at in told["clock"].items()}
    return Story(
        **times,
        reviews=tuple(told["reviews"]),
        write_backs=tuple(told["write_backs"]),
    )


def hold_reviews(folder: Path, story: Story) -> int:
    """Fill in and close the reviews, or decline them; how many were held."""
    answers = resources.files("afteraction.demo") / "answers"
    held = 0
    for told in story.reviews:
        path = folder / "work" / "tickets" / f"{told['review']}.md"
        if told["reason"] == "completed":
            answer = (answers / path.name).read_text("utf-8")
            _fill_in(path, answer)
            held += 1
        _close(path, told["reason"], told["closed"], told["by"], told.get("comment"))
    return held


def _fill_in(path: Path, answer: str) -> None:
    text = path.read_text("utf-8")
    filled = _FORM.sub(lambda _: answer.rstrip() + "\n\n", text, count=1)
    path.write_text(filled, "utf-8", newline="\n")


def work_on(folder: Path, story: Story) -> dict[str, int]:
    """Let two weeks pass over the write-backs; how many became what."""
    became = dict.fromkeys(("done", "late", "declined", "open"), 0)
    for told in story.write_backs:
        became[told["becomes"]] += 1
        if told["becomes"] in _CLOSES_AS:
            path = _write_back(folder, told["review"], told["gap"])
            reason = _CLOSES_AS[told["becomes"]]
            _close(path, reason, told["on"], told["by"], told.get("comment"))
    return became


def _write_back(folder: Path, review: str, gap: str) -> Path:
    """The ticket that carries the gap of this title."""
    for path in sorted((folder / "work" / "tickets").glob(f"{review}-f*.md")):
        if gap in path.read_text("utf-8").partition("\nstate:")[0]:
            return path
    raise AssertionError(f"no ticket of {review} carries {gap}")


def _close(path: Path, reason: str, at: str, by: str, comment: str | None) -> None:
    """Close a ticket, as somebody with an editor does."""
    when = datetime.fromisoformat(at).astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
    text = path.read_text("utf-8")
    closed = f"state: closed\nreason: {reason}\nclosed: {when}"
    text = text.replace("state: open", closed, 1)
    if comment:
        heading = "" if "\n## Comments\n" in text else "\n## Comments\n"
        text = f"{text.rstrip()}\n{heading}\n### {by}, {when}\n{comment}\n"
    path.write_text(text, "utf-8", newline="\n")
