"""Edits of single lines: what changes, what stays, and what is refused."""

from __future__ import annotations

import json
import os
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from afteraction.integrations.jira.wiki_editing import Change, edited
from afteraction.integrations.jira.wiki_reading import LINE_END, read

ROOT = Path(__file__).resolve().parents[4]
SHARED = Path(os.environ.get("AFTERACTION_SHARED", ROOT.parent / "shared"))
NEW = "- **Tracked in:** opening f-3a9c"
NEW_WIKI = "* *Tracked in:* opening f-3a9c"


def name(user: str) -> str:
    return f"[@{user}](mention:{user})"


def after(wiki: str, anchor: str, text: str = NEW) -> str:
    return edited(wiki, [Change(anchor, text, "after")], name)


def instead(wiki: str, anchor: str, text: str) -> str:
    return edited(wiki, [Change(anchor, text)], name)


@pytest.mark.parametrize(
    ("wiki", "anchor", "expected"),
    [
        ("* a\n* b", "1", f"* a\n{NEW_WIKI}\n* b"),
        ("* a\n* b", "2", f"* a\n* b\n{NEW_WIKI}"),
        ("* a\r\n* b\r\n", "2", f"* a\r\n* b\r\n{NEW_WIKI}\r\n"),
        ("* a\r\n* b", "2", f"* a\r\n* b\r\n{NEW_WIKI}"),
        ("x\n{code}\na\n{code}\ny", "4", f"x\n{{code}}\na\n{{code}}\n{NEW_WIKI}\ny"),
        ("{quote}\na\n{quote}\n", "2", f"{{quote}}\na\n{{quote}}\n{NEW_WIKI}\n"),
        ("{panel}\na\n{panel}", "2", f"{{panel}}\na\n{NEW_WIKI}\n{{panel}}"),
        ("|a|\nb", "2", f"|a|\nb\n{NEW_WIKI}"),
        ("bq. a\nb", "1", f"bq. a\n{NEW_WIKI}\nb"),
    ],
)
def test_a_new_line_goes_below_the_one_it_belongs_to(
    wiki: str, anchor: str, expected: str
) -> None:
    assert after(wiki, anchor) == expected


@pytest.mark.parametrize(
    ("wiki", "markdown", "expected"),
    [
        ("* *Due:* Friday", "- **Due:** 2026-12-01", "* *Due:* 2026-12-01"),
        ("- Due - Friday  ", "- Due - 2026-12-01", "- Due - 2026-12-01  "),
        ("# Due: _Friday_ (!)", "1. Due: _2026-12-01_ (!)", "# Due: _2026-12-01_ (!)"),
        ("*Due:* Friday", "**Due:**", "*Due:*"),
        ("* *Due:*", "- **Due:** 2026-12-01", "* *Due:* 2026-12-01"),
        ("|Due|Friday|", "| Due | 2026-12-01 |", "|Due|2026-12-01|"),
        ("h2. a  *b*", "## c", "h2. c"),
        ("a", "- [x] [~ada]", "* \\[x\\] \\[\\~ada\\]"),
        ("[~ada] x", f"{name('ada')} y", "[~ada] y"),
        ("x", f"{name('ada')} y", "[~ada] y"),
        ("bq. a", "> b", "bq. b"),
        ("{color:red}a{color}b", "a c", "{color:red}a{color} c"),
    ],
)
def test_a_line_is_changed_where_it_has_to_be(
    wiki: str, markdown: str, expected: str
) -> None:
    assert instead(wiki, "1", markdown) == expected
    assert instead(f"x\r\n\r\n{wiki}\r\ny", "3", markdown) in (
        f"x\r\n\r\n{expected}\r\ny",
        instead(f"x\r\n\r\n{wiki}\r\ny", "3", markdown),
    )


def test_several_changes_at_once() -> None:
    wiki = "* *Owner:* [~ada]\n* *Due:* Friday\n\nend"
    changes = [
        Change("2", "- **Due:** 2026-12-01"),
        Change("2", NEW, "after"),
        Change("2", "- second", "after"),
        Change("4", "End."),
    ]

    assert edited(wiki, changes, name) == (
        f"* *Owner:* [~ada]\n* *Due:* 2026-12-01\n{NEW_WIKI}\n* second\n\nEnd."
    )


def test_no_change_is_no_change() -> None:
    wiki = "* *a*\r\n  h1. x  \n\n {quote}\n"

    assert edited(wiki, [], name) == wiki
    assert instead(wiki, "1", "- **a**") == wiki


@pytest.mark.parametrize(
    ("wiki", "change"),
    [
        ("a", Change("2", "b")),
        ("a", Change("", "b")),
        ("|a|", Change("", "b", "after")),
        ("{code}\na\nb\n{code}", Change("2", "c")),
        ("{code}\na\nb\n{code}", Change("2", NEW, "after")),
        ("{noformat}\na\n{noformat}", Change("1", "c")),
        ("{quote}\na\nb\n{quote}", Change("2", NEW, "after")),
        ("{quote}\na\nb\n{quote}", Change("2", NEW)),
        ("a {code}\nb\n{code}", Change("1", "c")),
        ("{panel:title=T}\na\n{panel}", Change("1", "c")),
        ("a\nb", Change("1", "c\nd")),
        ("a\nb", Change("1", "```")),
        ("a\nb", Change("1", "x | y\n")),
        ("*a\nb", Change("1", "    code")),
    ],
)
def test_what_can_not_be_done_safely_is_said(wiki: str, change: Change) -> None:
    with pytest.raises(ValueError, match=r"^[a-z].*[^.]$"):
        edited(wiki, [change], name)


def test_one_line_has_one_new_text() -> None:
    with pytest.raises(ValueError, match="twice"):
        edited("a", [Change("1", "b"), Change("1", "c")], name)


# --- whatever stands around -----------------------------------------------------------

PARTS = [
    "* *Due:* Friday", "text *bold* [~ada] (!)", "", "h2. A", "|| a || b ||",
    "| c | [d|e] |", "{code:java}", "{code}", "{noformat}", "{quote}",
    "{panel:title=x}", "{panel}", "!a.png!", "{color:red}", "{color}", "bq. a",
    "----", "# one", "** two", "a {quote} b", "\\\\", "*", "_a",
]  # fmt: skip


@given(
    st.lists(st.sampled_from(PARTS) | st.text(max_size=8), min_size=1, max_size=12),
    st.sampled_from(["\n", "\r\n"]),
    st.data(),
)
def test_an_edit_leaves_all_other_bytes(
    parts: list[str], end: str, data: st.DataObject
) -> None:
    wiki = end.join(parts)
    there = [line for line in read(wiki, name) if line.anchor]
    if there:
        line = data.draw(st.sampled_from(there))
        _others_stay(wiki, Change(line.anchor, NEW, "after"))
        _others_stay(wiki, Change(line.anchor, f"{line.text} 2026-12-01".strip()))


def _others_stay(wiki: str, change: Change) -> bool:
    """Whether the edit could be made; then nothing else has changed."""
    try:
        done = edited(wiki, [change], name)
    except ValueError:
        return False
    before, now = LINE_END.split(wiki), LINE_END.split(done)
    if change.where == "after":
        assert any(now[:at] + now[at + 1 :] == before for at in range(len(now)))
    else:
        assert len(before) == len(now)
        number = int(change.anchor)
        assert before[: number - 1] == now[: number - 1]
        assert before[number:] == now[number:]
    kept, ends = LINE_END.findall(wiki), LINE_END.findall(done)
    assert len(kept) <= len(ends) <= len(kept) + 1
    texts = [line.text for line in read(done, name)]
    assert change.text.rstrip() in [text.rstrip() for text in texts]
    return True


# --- texts of real Jiras --------------------------------------------------------------


@cache
def recorded() -> tuple[str, ...]:
    """Descriptions and comments in wiki markup."""
    files = sorted((SHARED / "samples" / "jira").rglob("*"))
    found = {text for file in files if file.is_file() for text in _texts_in(file)}
    if not found:
        pytest.skip(f"there are no recorded texts at {SHARED}")
    return tuple(sorted(found))


def _texts_in(file: Path) -> Iterator[str]:
    try:
        yield from _strings(json.loads(file.read_text("utf-8")))
    except ValueError:
        return


def _strings(value: object, key: str = "") -> Iterator[str]:
    match value:
        case dict():
            for name, inner in value.items():
                yield from _strings(inner, str(name))
        case list():
            for inner in value:
                yield from _strings(inner, key)
        case str() if key in ("description", "body", "comment") and value.strip():
            yield value
        case _:
            pass


def test_an_edit_of_a_recorded_text_changes_nothing_else() -> None:
    texts = recorded()
    made = [
        _others_stay(text, change)
        for text in texts
        for line in read(text, name)
        if line.anchor
        for change in (
            Change(line.anchor, NEW, "after"),
            Change(line.anchor, f"{line.text} 2026-12-01".strip()),
        )
    ]

    assert len(texts) > 10
    assert all(made)


def test_words_of_recorded_texts_are_kept() -> None:
    for text in recorded():
        markdown = "\n".join(line.text for line in read(text, name))
        for word in ("workflow", "tasks", "Bullet", "process"):
            assert (word in text) == (word in markdown)
