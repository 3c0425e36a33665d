"""What docs/markdown.md says is so."""

from __future__ import annotations

import re
from textwrap import dedent
from zoneinfo import ZoneInfo

from afteraction.integrations.markdown.fields import ORDER
from afteraction.integrations.markdown.front_matter import parse
from afteraction.integrations.markdown.marks import KEY, mark_text, read_mark
from afteraction.integrations.markdown.settings import MarkdownSettings
from afteraction.integrations.markdown.wire import Source, read_details, read_sprint
from tests.guards.repository import ROOT
from tests.unit.integrations.markdown.test_wire import EXAMPLE

DOCS = (ROOT / "docs" / "markdown.md").read_text(encoding="utf-8")
SOURCE = Source("notes", "0041", "0041", "")


def section(title: str) -> str:
    found = re.search(rf"^## {title}\n(.*?)(?=^## |\Z)", DOCS, re.DOTALL | re.MULTILINE)
    assert found is not None
    return found[1]


def example(title: str) -> str:
    """The first indented block of a section."""
    found = re.search(r"(?:^(?:    .*)?\n)+", section(title).lstrip("\n"), re.MULTILINE)
    assert found is not None
    return dedent(found[0]).strip() + "\n"


def first_cells(text: str) -> set[str]:
    return set(re.findall(r"^\| `(\w+)`", text, re.MULTILINE))


def test_the_example_of_a_ticket() -> None:
    shown = example("A ticket").replace(" | duplicate;", ";")

    assert shown == EXAMPLE
    assert read_details(SOURCE, example("A ticket")).comments


def test_the_example_of_a_sprint() -> None:
    sprint = read_sprint(SOURCE, example("A sprint"), ZoneInfo("UTC"))

    assert sprint.name == "Sprint 46"


def test_every_key_is_explained() -> None:
    assert first_cells(section("A ticket")) == set(ORDER) - {KEY}


def test_every_setting_is_explained() -> None:
    inherited = {"type_name"}

    assert first_cells(DOCS.split("## ")[0]) == (
        set(MarkdownSettings.model_fields) - inherited
    )


def test_the_example_of_a_mark() -> None:
    found = re.search(r"^ +(afteraction: \{.*\})$", DOCS, re.MULTILINE)
    assert found is not None

    mark = read_mark(parse(f"---\n{found[1]}\n---\n")[KEY].content)

    assert mark is not None
    assert f"{KEY}: {mark_text(mark)}".replace('"', "") == found[1]
