"""One line changes, and every other node stays as it is."""

from __future__ import annotations

import json
from collections.abc import Iterator
from copy import deepcopy
from random import Random
from typing import Literal

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from afteraction.domain.tickets import Line, LineEdit
from afteraction.integrations.jira.adf_editing import edited
from afteraction.integrations.jira.adf_nodes import Node
from afteraction.integrations.jira.adf_reading import read
from tests.unit.integrations.jira.adf_schema import SHARED, faults
from tests.unit.integrations.jira.documents import (
    ADA,
    BR,
    DOCUMENTS,
    doc,
    node,
    p,
    shown,
    text,
)

Where = Literal["instead", "after"]
TRACKED = "- **Tracked in:** opening f-3a9c"
SLOW = settings(
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
)
CARD = node("inlineCard", url="https://acme.example/browse/OPS-7")
BESIDE = "<https://acme.example/browse/OPS-7>[@Ada](mention:557058:ada):a:"
TASK = node("taskItem", text("a"), localId="mine", state="TODO")


def item(*inside: Node) -> Node:
    return node("listItem", *inside)


def change(document: Node, old: str, new: str, where: Where = "instead") -> Node:
    line = next(line for line in read(document) if line.text == old)
    made = edited(document, [LineEdit(line, new, where)])
    assert faults(made) == []
    return made


@pytest.mark.parametrize(
    ("given", "old", "new", "wanted"),
    [
        # The nodes beside the words that change are the same.
        (p("Due: Friday ", CARD, ADA, node("emoji", shortName=":a:")),
         f"Due: Friday {BESIDE}", f"Due: 2026-12-01 {BESIDE}",
         [p("Due: 2026-12-01 ", CARD, ADA, node("emoji", shortName=":a:"))]),
        # The other lines of a paragraph stay.
        (p("a", BR, "b", BR, ADA), "b  ", "c  ", [p("a", BR, "c", BR, ADA)]),
        # So do the lists in an item.
        (node("bulletList", item(p("a"), node("bulletList", item(p(ADA)))), localId=""),
         "- a", "- b",
         [node("bulletList", item(p("b"), node("bulletList", item(p(ADA)))),
               localId="")]),
        (node("taskList", TASK, localId="l"), "- [ ] a", "- [x] b",
         [node("taskList", node("taskItem", text("b"), localId="mine", state="DONE"),
               localId="l")]),
        (node("heading", text("a"), level=3), "### a", "## b",
         [node("heading", text("b"), level=2)]),
        (node("panel", p("a"), panelType="info"), "> a", "> b",
         [node("panel", p("b"), panelType="info")]),
        # A line that becomes an item leaves its paragraph.
        (p("a", BR, "b", BR, "c"), "b  ", "- d",
         [p("a"), node("bulletList", item(p("d"))), p("c")]),
        (node("table", node("tableRow", node("tableCell", p("a"), colspan=2),
                            node("tableCell", p(ADA)), node("tableCell", p("b")))),
         "| a |  | [@Ada](mention:557058:ada) | b |",
         "| a |  | [@Ada](mention:557058:ada) | c |",
         [node("table", node("tableRow", node("tableCell", p("a"), colspan=2),
                             node("tableCell", p(ADA)), node("tableCell", p("c"))))]),
    ],
)  # fmt: skip
def test_a_line_instead_of_another(
    given: Node, old: str, new: str, wanted: list[Node]
) -> None:
    document = doc(p(ADA), given, p(CARD))
    before = deepcopy(document)

    assert change(document, old, new) == doc(p(ADA), *wanted, p(CARD))
    assert document == before


@pytest.mark.parametrize(
    ("given", "old", "wanted"),
    [
        (node("bulletList", item(p("a")), item(p("b"))), "- a",
         ["- a", TRACKED, "- b"]),
        (node("bulletList", item(p("a"), node("bulletList", item(p("b"))))), "  - b",
         ["- a", "  - b", TRACKED]),
        (node("taskList", TASK, localId="l"), "- [ ] a", ["- [ ] a", TRACKED]),
        (node("orderedList", item(p("a")), item(p("b"))), "1. a",
         ["1. a", "", TRACKED, "", "2. b"]),
        (p("a"), "a", ["a", "", TRACKED]),
        (p("a", BR, "b"), "a  ", ["a", "", TRACKED, "", "b"]),
        (node("heading", text("a"), level=2), "## a", ["## a", "", TRACKED]),
        (node("codeBlock", text("a")), "```", ["```", "a", "```", "", TRACKED]),
        (node("blockquote", p("a")), "> a", ["> a", "", TRACKED]),
        (node("panel", p("a"), panelType="info"), "> a",
         ["> [!NOTE]", "> a", "", TRACKED]),
        (node("expand", node("bulletList", item(p("a"))), title=""), "- a",
         ["- a", TRACKED]),
        (node("rule"), "---", ["---", "", TRACKED]),
        (node("table", node("tableRow", node("tableHeader", p("a")))), "| a |",
         ["| a |", "|:--|", "", TRACKED]),
    ],
)  # fmt: skip
def test_a_line_after_another(given: Node, old: str, wanted: list[str]) -> None:
    document = doc(given, p("the rest"))
    line = [line for line in read(document) if line.text == old][-1]

    after = edited(document, [LineEdit(line, TRACKED, "after")])

    assert faults(after) == []
    assert shown(after).split("\n") == [*wanted, "", "the rest"]
    assert after["content"][-1] == p("the rest")


def test_boxes_below_a_new_line_keep_their_ids() -> None:
    tasks = [{**TASK, "attrs": {"localId": f"{n}", "state": "TODO"}} for n in range(3)]
    document = doc(node("taskList", *tasks, localId="l"))
    line = read(document)[0]

    after = edited(document, [LineEdit(line, TRACKED, "after")])

    first, _, rest = after["content"]
    assert first["content"] == tasks[:1]
    assert rest["content"] == tasks[1:]
    assert rest["attrs"]["localId"] not in ("l", "0", "1", "2")


def test_several_edits_go_by_the_lines_that_were_read() -> None:
    document = doc(
        node("bulletList", *(item(p(word)) for word in "abc")), p("d"), p(ADA)
    )
    lines = {line.text: line for line in read(document)}

    after = edited(
        document,
        [
            LineEdit(lines["- a"], "- one", "after"),
            LineEdit(lines["- a"], "- two", "after"),
            LineEdit(lines["- c"], "- C"),
            LineEdit(lines["d"], "D"),
        ],
    )

    assert shown(after).split("\n")[:7] == [
        *("- a", "- one", "- two", "- b", "- C", "", "D")
    ]
    assert after["content"][-1] == p(ADA)


@pytest.mark.parametrize(
    ("given", "old", "where"),
    [
        (node("codeBlock", text("a")), "a", "instead"),
        (node("codeBlock", text("a")), "a", "after"),
        (node("rule"), "---", "instead"),
        (node("panel", p("a"), panelType="info"), "> [!NOTE]", "instead"),
        (node("blockCard", url="https://a.b"), "<https://a.b>", "instead"),
        (node("blockquote", p("a"), p("b")), "> a", "after"),
        (node("bulletList", item(p("a"), p("b")), item(p("c"))), "  b", None),
    ],
)
def test_what_can_not_be_edited_safely_is_an_error(
    given: Node, old: str, where: Where | None
) -> None:
    document = doc(given)
    line = next(line for line in read(document) if line.text == old)
    wrong = LineEdit(Line(line.anchor, "other"), TRACKED)
    edit = LineEdit(line, TRACKED, where) if where else wrong

    with pytest.raises(ValueError, match=r"^[a-z][a-z ]+$"):
        edited(document, [edit])


def _documents(value: object) -> Iterator[Node]:
    if isinstance(value, dict):
        if value.get("type") == "doc" and isinstance(value.get("content"), list):
            yield value
        for each in value.values():
            yield from _documents(each)
    elif isinstance(value, list):
        for each in value:
            yield from _documents(each)


def samples() -> list[Node]:
    folder = SHARED / "samples" / "jira"
    found: list[Node] = []
    for file in sorted(folder.rglob("*.json")):
        try:
            found += _documents(json.loads(file.read_text("utf-8")))
        except ValueError:
            continue  # Some of the samples are no JSON, and meant to be none.
    return found or pytest.skip(f"there are no samples at {folder}")


def test_edits_of_recorded_documents_change_one_line_alone() -> None:
    edits = 0
    for document in samples():
        lines = read(document)
        for at, line in enumerate(lines):
            new = f"{line.text.rstrip()} more" if line.text.strip() else line.text
            try:
                after = edited(document, [LineEdit(line, new)])
            except ValueError:
                continue
            edits += new != line.text
            texts = [found.text.rstrip() for found in read(after)]
            wanted = [each.text.rstrip() for each in lines]
            assert texts == [*wanted[:at], new.rstrip(), *wanted[at + 1 :]]
    assert edits > 30


@SLOW
@given(DOCUMENTS, st.randoms(), st.sampled_from(["same", "more", "after"]))
def test_any_document_stays_valid_and_keeps_its_other_lines(
    document: Node, random: Random, what: str
) -> None:
    lines = read(document)
    if not lines:
        return
    line = random.choice(lines)
    edit = {
        "same": LineEdit(line, line.text),
        "more": LineEdit(line, f"{line.text.rstrip()} more"),
        "after": LineEdit(line, TRACKED, "after"),
    }[what]
    before = deepcopy(document)
    try:
        after = edited(document, [edit])
    except ValueError:
        assert what != "same"
        return
    finally:
        assert document == before

    assert faults(after) == []
    # A blank line may come or go: an empty item stands apart from words above it.
    kept, now = (
        [each.text.strip() for each in found if each.text.strip(" >")]
        for found in (lines, read(after))
    )
    if what == "same":
        assert after == document
    elif what == "more" and line.text.strip(" >"):
        assert len(now) == len(kept)
        assert sum(a != b for a, b in zip(kept, now, strict=True)) <= 1
    elif what == "after":
        assert TRACKED in now
