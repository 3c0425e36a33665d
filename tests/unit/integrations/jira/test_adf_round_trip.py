"""Our texts go out to Jira Cloud and come back as they were, also after every edit."""

from __future__ import annotations

import re
from datetime import date
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from afteraction.domain.kinds import Kind
from afteraction.domain.tickets import LineEdit
from afteraction.integrations.jira.adf_editing import edited
from afteraction.integrations.jira.adf_nodes import Node, mention_link
from afteraction.integrations.jira.adf_reading import read
from afteraction.integrations.jira.adf_writing import written
from afteraction.review_form import (
    blank_fields,
    put_due,
    put_tracked,
    read_review,
    tracked_line,
)
from tests.unit import test_ticket_texts as texts_of_tickets
from tests.unit.a_review import (
    block,
    boxes,
    is_blank,
    lines,
    rendered_form,
    review,
)
from tests.unit.integrations.jira.adf_schema import faults
from tests.unit.integrations.jira.documents import back, shown, sorts
from tests.unit.test_review_form_properties import texts as any_lines

SNAPSHOTS = Path(texts_of_tickets.__file__).parent / "__snapshots__"
OURS = sorted((SNAPSHOTS / "test_ticket_texts").glob("*.md"))
ADA = mention_link("557058:ada", "@Ada Lovelace")
DAY = date(2026, 12, 1)

SLOW = settings(
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
)


@pytest.mark.parametrize("file", OURS, ids=lambda file: file.stem)
def test_every_text_of_ours_comes_back_as_it_went(file: Path) -> None:
    text = file.read_text("utf-8").rstrip("\n")

    assert back(text) == text
    assert faults(written(text)) == []


FILLED = [
    rendered_form(),
    review(),
    review(block()),
    review(block(), block("Another", ticked="e")),
    review(block(fields=f"- **What changes:** a\n- **Owner:** {ADA}\n- **Due:** soon")),
    review(block(fields="- **What changes:**\n- **Owner:** \n- **Due:**")),
    review(block(ticked="aie"), gap="*No* gap, `really` [none](https://a.b/c)."),
    review(block(fields="Owner: ada, Due: Friday\n\n- **Tracked in:** opening f-1")),
    f"- [x] avoidable\n- **Owner:** {ADA}\n- **Due:** -\n\n- **Carried by:** lin",
]


@pytest.mark.parametrize("form", FILLED)
def test_a_form_comes_back_equal_and_reads_as_the_same_review(form: str) -> None:
    text = form.rstrip("\n").replace("\n\n\n", "\n\n")
    document = written(text)

    assert faults(document) == []
    assert shown(document) == text
    assert _said(read_review(read(document))) == _said(read_review(lines(text)))


def _said(found: object) -> str:
    return re.sub(r"anchor='[^']*'", "", repr(found))


def test_the_blank_form_is_blank_in_jira() -> None:
    found = read(written(rendered_form()))

    assert is_blank(read_review(found))
    assert blank_fields(found) == ()


def test_the_form_is_made_of_real_headings_and_boxes_to_click() -> None:
    made = sorts(written(rendered_form()))

    assert made.count("heading") == 5
    assert made.count("taskItem") == 3
    assert made.count("listItem") == 4


def _tick(document: Node) -> Node:
    """The first box ticked, as its readers do it."""
    items = next(n for n in document["content"] if n["type"] == "taskList")
    items["content"][0]["attrs"]["state"] = "DONE"
    return document


def _field(document: Node, label: str, *nodes: Node) -> None:
    for each in document["content"]:
        for item in each.get("content", []) if each["type"] == "bulletList" else []:
            words = item["content"][0]["content"]
            if words[0]["text"] == f"{label}:":
                words += [{"type": "text", "text": " "}, *nodes]


def _filled_in() -> Node:
    """The blank form, filled in with Jira's editor."""
    document = _tick(written(rendered_form()))
    mention = {"type": "mention", "attrs": {"id": "557058:ada", "text": "@Ada"}}
    day = {"type": "date", "attrs": {"timestamp": "1796083200000"}}
    _field(document, "Owner", mention, {"type": "text", "text": " "})
    _field(document, "Due", day, {"type": "text", "text": " "})
    _field(document, "What changes", {"type": "text", "text": "An alert"})
    _field(document, "Carried by", mention)
    title = next(
        n
        for n in document["content"]
        if n["type"] == "heading" and n["attrs"]["level"] == 3
    )
    title["content"] = [{"type": "text", "text": "The alert came late"}]
    return document


def test_what_people_fill_in_in_jira_is_read() -> None:
    document = _filled_in()
    found = read_review(read(document))

    (gap,) = found.gaps
    assert gap.title == "The alert came late"
    assert gap.owner.text == "[@Ada](mention:557058:ada)"
    assert gap.due.text == "2026-12-01"
    assert gap.what.text == "An alert"
    assert gap.ticked == (Kind.AVOIDABLE,)
    assert found.carried_by.text == "[@Ada](mention:557058:ada)"
    assert faults(document) == []


def test_a_token_and_then_a_link_go_into_the_form_and_nothing_else_changes() -> None:
    document = _filled_in()
    (gap,) = read_review(read(document)).gaps

    once = edited(document, [put_tracked(gap, "opening f-3a9c")])
    (tracked,) = read_review(read(once)).gaps
    link = "[OPS-7](https://acme.example/browse/OPS-7)"
    twice = edited(once, [put_tracked(tracked, link)])

    assert faults(once) == []
    assert faults(twice) == []
    assert tracked_line("opening f-3a9c") in shown(once).split("\n")
    assert shown(twice) == shown(once).replace("opening f-3a9c", link)
    without = [n for n in shown(twice).split("\n") if link not in n]
    assert without == shown(document).split("\n")


@pytest.mark.parametrize(
    "fields",
    [
        "- **Owner:** ada\n- **Due:** Friday",
        f"- **Owner:** {ADA} **Due:** Friday",
        "Owner: ada\n\nDue: Friday",
        "Owner: ada\nDue: Friday\nChecklist: A",
        "1. Owner: ada\n2. Due: Friday",
        "| Owner: ada | Due: Friday |\n|:--|:--|",
        "- **Due:** Friday\n- **Tracked in:**",
        "- **Due:** Friday\n  - **Tracked in:**",
        "Tracked in: opening f-1\nDue: Friday",
        "- Tracked in:\n  Due: Friday",
        "- **Due:** Friday\n- **What changes:** this:\n\n  ```\n  code\n  ```",
        "- **Due:** Friday\n- **What changes:** this:\n\n> quoted",
        "- **Due:** Friday\n- **What changes:**\n  - one\n  - two",
    ],
)
def test_every_edit_of_ours_comes_back(fields: str) -> None:
    document = written(review(block(fields=fields)))
    (gap,) = read_review(read(document)).gaps
    due = put_due(gap, DAY)
    edits = [put_tracked(gap, "opening f-3a9c"), *([due] if due else [])]

    after = edited(document, edits)

    assert faults(after) == []
    (found,) = read_review(read(after)).gaps
    assert found.tracked.text == "opening f-3a9c"
    assert found.owner.text == gap.owner.text
    assert found.what.text == gap.what.text
    assert found.due.text == ("2026-12-01" if due else gap.due.text)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "##",
        "-",
        "- **Owner:**",
        "- **Owner:** ",
        "- **Owner:**  ",
        "> - [ ] a box in a quote",
        "1. [ ] a box in a numbered list",
        "- [ ] a box\n- an item\n- [x] a box",
        "- an item\n  - [ ] a box in it\n- [ ]",
        "- [ ] a box\n  - [x] a box in it",
        "> [!WARNING]\n> Mind this.\n>\n> - and\n> - that",
        "1. one\n2. two\n\n   more of two\n3. three",
        "3. three\n4. four",
        "- a\n  - b\n    1. c\n- d",
        "```python\nx = 1\n```",
        "````\n```\n````",
        "- a:\n\n  ```\n  code\n\n  more\n  ```",
        "| a | b |\n|:--|--:|\n| `x` | **y** [z](https://a.b/c) |\n|  | c \\| d |",
        "**a [b](https://c.d/e_(f)) c** *d* ~~e~~ ***f*** <https://g.h/i>",
        "2 * 3, snake_case, \\*not_it\\*, C:\\\\, \\<b>, \\&amp; & 5 \\| 6",
        "\\# a\n\n\\> b\n\n1\\. c\n\n\\- d\n\n\\---\n\n\\===",
        "one line  \nand one below it",
        f"{ADA} and {mention_link('a b/c', '@B [x]')}",
        "a\n\n---\n\nReview of [OPS-7](https://acme.example/browse/OPS-7)",
    ],
)
def test_what_comes_back_equal(text: str) -> None:
    assert faults(written(text)) == []
    assert back(text) == text


@SLOW
@given(any_lines | st.text("-*_#>`~[]()<>!|\\: \t\nxab1.+=&;\ré", max_size=60))
def test_any_markdown_is_a_document_that_jira_takes(text: str) -> None:
    sent = text.encode("utf-8", "ignore").decode()
    document = written(sent)

    assert faults(document) == []
    assert document == written(sent)
    once = shown(document)
    assert back(once) == once


@SLOW
@given(any_lines.map(lambda text: review(block(fields=text))))
def test_edits_of_any_review_leave_a_document_that_jira_takes(text: str) -> None:
    document = written(text.encode("utf-8", "ignore").decode())
    for gap in read_review(read(document)).gaps:
        for edit in (put_tracked(gap, "opening f-3a9c"), put_due(gap, DAY)):
            after = _tried(document, edit)
            assert faults(after) == []


def _tried(document: Node, edit: LineEdit | None) -> Node:
    try:
        return edited(document, [edit]) if edit else document
    except ValueError:
        return document


def test_boxes_keep_their_ids_and_have_different_ones() -> None:
    document = written(f"{boxes()}\n- [ ] again\n- [ ] again")
    (tasks,) = document["content"]
    ids = [item["attrs"]["localId"] for item in tasks["content"]]

    assert len(set(ids)) == 5
    assert document == written(f"{boxes()}\n- [ ] again\n- [ ] again")
