"""Where comments begin, what is in them, and that ours stay in their place."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from afteraction.domain.tickets import CommentMark
from afteraction.integrations.markdown.comments import (
    armed,
    begin,
    commenters,
    disarmed,
    read,
    unclosed,
    written,
)
from afteraction.integrations.markdown.faults import Broken
from afteraction.tracker import CommentDraft

AT = datetime(2026, 11, 20, 9, tzinfo=UTC)
MARK = CommentMark("review/remark", "acme", "1a")
HEADER = "### lin, 2026-11-18T09:20:00Z"
LINES = st.one_of(
    st.sampled_from(
        [
            "## Comments",
            HEADER,
            "```",
            "~~~~",
            "---",
            "",
            " ",
            "\\## Comments",
            "\\\\" + HEADER,
            "<!-- afteraction: {key: k, installation: i} -->",
        ]
    ),
    st.text(st.characters(exclude_characters="\r\n\x00", exclude_categories=["Cs"])),
)
TEXTS = st.lists(LINES, max_size=8).map("\n".join)


def draft(text: str) -> CommentDraft:
    return CommentDraft(text, MARK, AT)


@pytest.mark.parametrize(
    ("text", "line"),
    [
        (f"## Comments\n{HEADER}", 0),
        (f"a\n\n## Comments\n\n \n{HEADER}\nb", 2),
        ("  ## comments ##\n### Ada L., 2026-11-18 09:20 +01:00", 0),
        # The last one counts.
        (f"## Comments\n{HEADER}\na\n## Comments\n\n{HEADER}", 3),
        (f"## Comments\n{HEADER}\na\n## Comments\nno header", 0),
        # Code hides it, but only code that ends.
        (f"```\n## Comments\n{HEADER}\n```", None),
        (f"~~~ md\n## Comments\n{HEADER}\n~~~~", None),
        (f"````\n```\n## Comments\n{HEADER}\n````", None),
        (f"```\n## Comments\n{HEADER}", 1),
        (f"```\ncode\n```\n## Comments\n{HEADER}", 3),
        (f"``` a`b\n## Comments\n{HEADER}\n```", 1),
        (f"## Comments\n{HEADER}\n```\n## Comments\n{HEADER}\n```", 0),
        # Near misses.
        ("", None),
        ("## Comments", None),
        ("## Comments\n\ntext", None),
        (f"# Comments\n{HEADER}", None),
        (f"### Comments\n{HEADER}", None),
        (f"## Comments on this\n{HEADER}", None),
        (f"##Comments\n{HEADER}", None),
        (f"    ## Comments\n{HEADER}", None),
        (f"> ## Comments\n{HEADER}", None),
        (f"\\## Comments\n{HEADER}", None),
        ("## Comments\n### lin", None),
        ("## Comments\n### Monday, 2026-11-16", None),
        ("## Comments\n#### lin, 2026-11-18T09:20:00Z", None),
    ],
)
def test_where_comments_begin(text: str, line: int | None) -> None:
    assert begin(text.split("\n")) == line


@pytest.mark.parametrize(
    ("text", "fence"),
    [
        ("a", None),
        ("```\na\n```", None),
        ("```\na", "```"),
        ("~~~~ sh\n~~~\n```", "~~~~"),
        ("```\na\n``` b", "```"),
        ("    ```\na", None),
    ],
)
def test_code_that_nobody_closed(text: str, fence: str | None) -> None:
    assert unclosed(text.split("\n")) == fence


def test_what_is_in_comments() -> None:
    texts = [
        "## Comments",
        "",
        "### @lin, 2026-11-18T10:20:00+01:00 ###",
        "",
        "one",
        "",
        "two",
        "",
        HEADER,
        "",
        "### Lovelace, Ada, 2026-11-18 09:21Z",
        "<!-- afteraction: {key: k, installation: i} -->",
        "",
    ]

    found = read(texts, 10)

    comments = [standing.comment for standing in found]
    assert [(c.author, c.text) for c in comments] == [
        ("lin", "one\n\ntwo"),
        ("lin", ""),
        ("Lovelace, Ada", ""),
    ]
    assert [c.id for c in comments] == [
        "lin, 2026-11-18T09:20:00Z",
        "lin, 2026-11-18T09:20:00Z (2)",
        "k",
    ]
    assert comments[2].mark == CommentMark("k", "i")
    assert [(s.start, s.stop) for s in found] == [(2, 7), (8, 9), (10, 12)]
    assert list(commenters(texts, 10)) == ["lin", "lin", "Lovelace, Ada"]


@pytest.mark.parametrize(
    "header",
    [
        "### kei, 2026-11-18T09:20:00",
        "### kei, 2026-11-18 09:20",
        "### kei, 2026-11-31T09:20:00Z",
        "### kei, 2026-11-18T09:20:00Z (edited)",
    ],
)
def test_a_comment_without_a_usable_time(header: str) -> None:
    texts = ["## Comments", HEADER, "a", header, "b"]

    for reading in (read, lambda *given: list(commenters(*given))):
        with pytest.raises(Broken) as caught:
            reading(texts, 10)
        (fault,) = caught.value.faults
        assert fault.line == 14
        assert "2026-11-18T09:20:00Z" in fault.hint


@pytest.mark.parametrize(
    "line",
    [
        "## Comments",
        "  ##  comments #",
        HEADER,
        "### a, b, 2026-11-18 9:20",
        f"\\{HEADER}",
        "\\\\## Comments",
    ],
)
def test_what_looks_like_structure_is_armed(line: str) -> None:
    assert "\\" in armed(line, comment=True)
    assert disarmed(armed(line, comment=True)) == line


@pytest.mark.parametrize(
    "line", ["## Comment", "# Comments", "### lin", "x ## Comments", "\\# a", ""]
)
def test_what_does_not_stays_as_it_is(line: str) -> None:
    assert armed(line, comment=True) == disarmed(line) == line


@given(LINES)
def test_arming_can_be_undone(line: str) -> None:
    for comment in (True, False):
        assert disarmed(armed(line, comment=comment), comment=comment) == line


def without_blank_ends(text: str) -> str:
    lines = text.split("\n")
    while lines and not lines[0].strip():
        del lines[0]
    while lines and not lines[-1].strip():
        del lines[-1]
    return "\n".join(lines)


@given(TEXTS, TEXTS)
def test_our_comments_are_read_back_as_they_were(one: str, two: str) -> None:
    texts = ["## Comments", "", *written(draft(one)), "", *written(draft(two))]

    first, second = (standing.comment for standing in read(texts, 0))

    assert begin(texts) == 0
    assert first.text == without_blank_ends(one)
    assert second.text == without_blank_ends(two)
    assert first.mark == second.mark == MARK
    assert first.at == second.at == AT
    assert (first.id, second.id) == ("review/remark", "review/remark (2)")


def test_how_a_comment_looks() -> None:
    assert written(draft("\nStill to do:\r\n\n- Owner\n")) == (
        "### afteraction, 2026-11-20T09:00:00Z",
        "Still to do:",
        "",
        "- Owner",
        "<!-- afteraction: {key: review/remark, installation: acme, said: 1a} -->",
    )
