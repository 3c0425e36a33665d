"""Documents (ADF) for the tests: by hand, and random ones as people make them."""

from __future__ import annotations

from typing import Any

from hypothesis import strategies as st

from afteraction.integrations.jira.adf_nodes import Node, content
from afteraction.integrations.jira.adf_reading import read
from afteraction.integrations.jira.adf_writing import written


def doc(*nodes: Node) -> Node:
    return {"type": "doc", "version": 1, "content": list(nodes)}


def node(sort: str, *inside: Node, **attrs: object) -> Node:
    made: Node = {"type": sort}
    if attrs:
        made["attrs"] = attrs
    if inside:
        made["content"] = list(inside)
    return made


def text(words: str, *marks: str, href: str = "") -> Node:
    made: Node = {"type": "text", "text": words}
    found: list[dict[str, Any]] = [{"type": mark} for mark in marks]
    if href:
        found.append({"type": "link", "attrs": {"href": href}})
    return made | ({"marks": found} if found else {})


def p(*inside: Node | str) -> Node:
    nodes = [text(each) if isinstance(each, str) else each for each in inside]
    return {"type": "paragraph", "content": nodes}


BR = node("hardBreak")
ADA = node("mention", id="557058:ada", text="@Ada")


def shown(document: Node | None) -> str:
    """The Markdown of a document."""
    return "\n".join(line.text for line in read(document))


def back(markdown: str) -> str:
    """A text out and back."""
    return shown(written(markdown))


def sorts(document: Node) -> list[str]:
    """The types of all nodes, in their order."""
    found: list[str] = []
    for inside in content(document):
        found += [inside["type"], *sorts(inside)]
    return found


# Random documents.

WORDS = st.text(
    st.characters(exclude_categories=["Cs", "Cc"]), min_size=1, max_size=12
) | st.sampled_from(
    [
        *("*", "_", "**a**", "- a", "# a", "> a", "1. a", "```", "~~~", "---", "==="),
        *("[x] a", "[ ]", "[a](b)", "](", "<b>", "<!--", "-->", "&amp;", "\\", "a|b"),
        *(
            " ",
            "  ",
            "\t",
            "a ",
            " a",
            ":--",
            "[a]: b",
            "![",
            "`",
            "``a`",
            "#",
            "https://a.b",
        ),
    ]
)
MARKS = st.sampled_from(["strong", "em", "strike", "underline"])
TEXTS = st.builds(
    lambda words, marks, href: text(words, *sorted(marks), href=href),
    WORDS,
    st.sets(MARKS, max_size=3),
    st.sampled_from(["", "", "", "https://a.b/c_(d)", "https://a.b/ c)"]),
)
CODES = st.builds(lambda words: text(words, "code"), WORDS)
OTHERS = st.sampled_from(
    [
        BR,
        ADA,
        node("mention", id="x"),
        node("date", timestamp="1793577600000"),
        node("emoji", shortName=":tada:", text="🎉"),
        node("status", text="DONE", color="green"),
        node("inlineCard", url="https://acme.example/browse/OPS-7"),
        node("inlineCard", data={"name": "A page"}),
        node("placeholder", text="what to write"),
        node("inlineExtension", extensionKey="k", extensionType="t", text="macro"),
        node("mediaInline", id="1", collection="c", alt="a.png"),
    ]
)
INLINE = st.lists(TEXTS | TEXTS | CODES | OTHERS, max_size=5)
PARAGRAPHS = INLINE.map(lambda inside: {"type": "paragraph", "content": inside})
HEADINGS = st.builds(
    lambda inside, level: {**node("heading", level=level), "content": inside},
    INLINE,
    st.integers(1, 6),
)
CODE_BLOCKS = st.builds(
    lambda words, language: {
        **node("codeBlock", language=language),
        "content": [text(w) for w in words],
    },
    st.lists(WORDS | st.just("\n"), max_size=4),
    st.sampled_from(["", "python", "a`b", "c d"]),
)
MEDIA = st.sampled_from(
    [
        node(
            "mediaSingle",
            node("media", type="external", url="https://a.b/c.png"),
            layout="center",
        ),
        node(
            "mediaSingle",
            node("media", type="file", id="1", collection="", alt="c.png"),
            layout="center",
        ),
    ]
)
RULES = st.just(node("rule"))
CARDS = st.sampled_from(
    [
        node("blockCard", url="https://a.b/c"),
        node("embedCard", url="https://a.b/c", layout="center"),
        node("extension", extensionKey="toc", extensionType="macro"),
    ]
)


def _holding(
    sort: str, inside: st.SearchStrategy[Node], **attrs: object
) -> st.SearchStrategy[Node]:
    return st.lists(inside, min_size=1, max_size=3).map(
        lambda nodes: node(sort, *nodes, **attrs)
    )


TASKS = st.builds(
    lambda inside, state, at: {
        **node("taskItem", localId=f"i{at}", state=state),
        "content": inside,
    },
    INLINE,
    st.sampled_from(["TODO", "DONE"]),
    st.integers(0, 10**6),
)
TASK_LISTS = _holding(
    "taskList", TASKS | _holding("taskList", TASKS, localId="in"), localId="l"
)
DECISIONS = _holding(
    "decisionList",
    INLINE.map(
        lambda inside: {
            **node("decisionItem", localId="d", state="DECIDED"),
            "content": inside,
        }
    ),
    localId="ds",
)


def _lists(inside: st.SearchStrategy[Node]) -> st.SearchStrategy[Node]:
    items = _holding("listItem", PARAGRAPHS | PARAGRAPHS | inside)
    return _holding("bulletList", items) | _holding("orderedList", items, order=3)


LISTS = st.recursive(_lists(CODE_BLOCKS | MEDIA | TASK_LISTS), _lists, max_leaves=4)
QUOTES = _holding("blockquote", PARAGRAPHS | LISTS | CODE_BLOCKS)
PANELS = _holding("panel", PARAGRAPHS | HEADINGS | LISTS | TASK_LISTS, panelType="info")
CELLS = _holding("tableCell", PARAGRAPHS | PARAGRAPHS | LISTS | CODE_BLOCKS | PANELS)
WIDE = _holding("tableCell", PARAGRAPHS, colspan=2, rowspan=2)
HEADS = _holding("tableHeader", PARAGRAPHS)
TABLES = _holding("table", _holding("tableRow", CELLS | WIDE | HEADS))
PLAIN = PARAGRAPHS | HEADINGS | LISTS | CODE_BLOCKS | TASK_LISTS | MEDIA | RULES
EXPANDS = _holding("expand", PLAIN | QUOTES | PANELS, title="More *of it*")
COLUMNS = _holding("layoutColumn", PLAIN | QUOTES, width=50)
LAYOUTS = st.builds(lambda a, b: node("layoutSection", a, b), COLUMNS, COLUMNS)
BLOCKS = PLAIN | QUOTES | PANELS | TABLES | EXPANDS | LAYOUTS | DECISIONS | CARDS
DOCUMENTS = st.lists(BLOCKS, max_size=5).map(lambda nodes: doc(*nodes))
