"""What people write in Jira Cloud's editor, as Markdown lines with anchors."""

from __future__ import annotations

import re
from collections import Counter

import pytest
from hypothesis import HealthCheck, given, settings

from afteraction.domain.tickets import Line
from afteraction.integrations.jira.adf_nodes import Node, text_of
from afteraction.integrations.jira.adf_reading import place_of, read
from afteraction.integrations.jira.adf_writing import written
from tests.unit.integrations.jira.adf_schema import faults
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

SLOW = settings(
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
)


def item(*inside: Node) -> Node:
    return node("listItem", *inside)


@pytest.mark.parametrize("empty", [None, {}, doc(), doc(p()), doc(p("  "))])
def test_where_nothing_is_said_there_are_no_lines(empty: Node | None) -> None:
    assert read(empty) == ()


def test_an_anchor_is_the_path_of_the_node() -> None:
    found = read(
        doc(
            node("heading", text("A"), level=2),
            node("bulletList", item(p("b", BR, "c"), node("bulletList", item(p("d"))))),
        )
    )

    assert found == (
        Line("0", "## A"),
        Line("1-", ""),
        Line("1.0.0", "- b  "),
        Line("1.0.0+1", "  c"),
        Line("1.0.1.0.0", "  - d"),
    )
    assert place_of("1.0.0+1") == ((1, 0, 0), 1)
    assert place_of("1-") == ((1,), -1)


@pytest.mark.parametrize("wrong", ["", "a", "1..2", "1+", "-", "1.2+-"])
def test_what_is_no_anchor_is_an_error(wrong: str) -> None:
    with pytest.raises(ValueError, match="anchor"):
        place_of(wrong)


@pytest.mark.parametrize(
    ("given", "markdown"),
    [
        (p(text("Due:", "strong"), " ", ADA), "**Due:** [@Ada](mention:557058:ada)"),
        (p(text("Owner: ", "strong"), ADA), "**Owner:** [@Ada](mention:557058:ada)"),
        (p(text("Owner:", "strong"), "ada"), "Owner:ada"),
        (p("a * b *c* d_e _f_"), "a * b \\*c\\* d_e \\_f\\_"),
        (p("- Owner: ada"), "\\- Owner: ada"),
        (p("# no heading"), "\\# no heading"),
        (p("1. no list"), "1\\. no list"),
        (p("[x](y) ![z](a) [b]: c"), "[x\\](y) ![z\\](a) [b\\]: c"),
        (p("<!-- a --> <b> &amp; `x`"), "\\<!-- a --> \\<b> \\&amp; \\`x\\`"),
        (p("    four spaces"), "four spaces"),
        (p("a\nb\r\nc"), "a b c"),
        (p(node("date", timestamp="1796083200000")), "2026-12-01"),
        (p(node("date", timestamp="soon")), "soon"),
        (p(node("status", text="In *work*", color="blue")), "In \\*work\\*"),
        (p(node("emoji", shortName=":tada:", text="🎉")), "🎉"),
        (p(node("emoji", shortName=":acme_logo:")), ":acme_logo:"),
        (p(node("inlineCard", url="https://a.b/c_d")), "<https://a.b/c_d>"),
        (p(node("inlineCard", data={"url": "https://a.b"})), "<https://a.b>"),
        (p(text("see", href="https://a.b/c d)")), "[see](https://a.b/c%20d%29)"),
        (p(text("a", "underline"), text("b", "textColor")), "ab"),
        (p(text("a", "strong", "em"), text("b", "strong")), "***a*b**"),
        (p(text("a`b", "code")), "``a`b``"),
        (p(node("inlineExtension", extensionKey="k", extensionType="t")),
         "Not shown here: inlineExtension"),
        (node("blockCard", url="https://a.b/c"), "<https://a.b/c>"),
        (node("rule"), "---"),
        (node("mystery", p("kept")), "kept"),
        (node("mystery"), "Not shown here: mystery"),
        (node("heading", text("a"), BR, text("b #"), level=3), "### a b \\#"),
        (node("codeBlock", text("a\n```\nb"), language="sh"),
         "````sh\na\n```\nb\n````"),
        (node("blockquote", p("a"), p("b")), "> a\n>\n> b"),
        (node("panel", p("a"), panelType="warning"), "> [!WARNING]\n> a"),
        (node("expand", p("a"), title="More"), "**More**\n\na"),
        (node("layoutSection", node("layoutColumn", p("a"), width=50),
              node("layoutColumn", p("b"), width=50)), "a\n\nb"),
        (node("taskList", node("taskItem", text("a"), localId="1", state="DONE"),
              node("taskList", node("taskItem", localId="2", state="TODO"), localId=""),
              localId="4"), "- [x] a\n  - [ ]"),
        (node("decisionList", node("decisionItem", text("a"), localId="1", state="D"),
              localId="2"), "- a"),
        (node("orderedList", item(p("a")), item(p(), p("b")), order=9),
         "9. a\n10.\n    b"),
        (node("bulletList", item(p("a"), node("bulletList", item(p())))), "- a\n\n  -"),
        (node("mediaSingle", node("media", type="file", id="1", collection="",
              alt="a.png"), node("caption", text("b")), layout="center"),
         "Attached: a.png  \nb"),
    ],
)  # fmt: skip
def test_how_a_node_is_in_markdown(given: Node, markdown: str) -> None:
    assert shown(doc(given)) == markdown


def test_the_caller_says_how_a_person_is_written() -> None:
    found = read(doc(p("by ", ADA)), lambda account, shown: f"<{account}|{shown}>")

    assert found == (Line("0", "by <557058:ada|@Ada>"),)


def test_merged_cells_and_blocks_in_cells() -> None:
    table = node(
        "table",
        node("tableRow", node("tableCell", p("a|b"), colspan=2, rowspan=2),
             node("tableCell", node("bulletList", item(p("c")), item(p("d"))))),
        node("tableRow", node("tableCell", p("e"), p("f"))),
        node("tableRow", node("tableCell", p(text("g|h", "code")))),
    )  # fmt: skip

    assert shown(doc(table)).split("\n") == [
        "|  |  |  |",
        "|:--|:--|:--|",
        "| a\\|b |  | - c<br>- d |",
        "|  |  | e<br>f |",
        "| `g\\|h` |  |  |",
    ]


def test_a_document_of_any_depth_is_read() -> None:
    deep = p("the bottom")
    for _ in range(200):
        deep = node("bulletList", item(deep))

    assert "the bottom" in shown(doc(deep))


@pytest.mark.parametrize(
    "broken",
    [
        doc({"type": "paragraph", "content": None}),
        doc({"type": "text"}, {"content": [{}]}, {}),
        doc({"type": "heading", "attrs": []}, {"type": "table", "content": [{}]}),
        doc({"type": "taskList", "content": [p("a"), {"type": "taskItem"}]}),
        doc({"type": "bulletList", "content": [p("a"), text("b")]}),
        doc({"type": 7, "attrs": {"text": 8}}),
        {"type": "doc", "content": ["a", 1, None]},
        doc(node("orderedList", item(p("a")), order=float("inf"))),
        doc(node("table", node("tableRow", node("tableCell", p("a"), colspan=10**9)))),
    ],
)
def test_documents_that_are_none_are_read_all_the_same(broken: Node) -> None:
    assert text_of(broken["content"][:0]) == ""
    assert all("\n" not in line.text for line in read(broken))


@SLOW
@given(DOCUMENTS)
def test_no_text_is_lost_and_what_is_read_can_be_sent(document: Node) -> None:
    assert faults(document) == []
    found = read(document)
    again = written("\n".join(line.text for line in found))

    assert len({line.anchor for line in found}) == len(found)
    assert faults(again) == []
    assert not _letters(document) - _letters(again)


def _letters(document: Node) -> Counter[str]:
    return Counter(re.sub(r"\W", "", text_of(document["content"])))
