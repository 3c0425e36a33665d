"""Marks in hidden comments: what is written is read, what is malformed is no mark."""

from __future__ import annotations

import json
from datetime import date

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from afteraction.domain.kinds import Kind
from afteraction.domain.tickets import CommentMark, Mark, Role
from afteraction.integrations.github.marks import (
    Stamps,
    comment_mark_line,
    mark_line,
    read_comment_mark,
    read_mark,
)

REVIEW = Mark(Role.REVIEW, "review-12ab", "acme", "github:77#41", "0011", "2233")
WORDS = st.text(
    st.characters(exclude_categories=["Cs"], exclude_characters="\0"), max_size=10
)
FILLED = st.text(
    st.characters(exclude_categories=["Cs"], exclude_characters="\0"),
    min_size=1,
    max_size=10,
)
# What would end a comment, and what would be JSON of its own.
NASTY = st.sampled_from(
    ["--", "-->", "--!>", "<!--", "a---b", "}", '"} -->', "\\u002d"]
)
MARKS = st.builds(
    Mark,
    role=st.sampled_from(Role),
    key=FILLED | NASTY,
    installation=FILLED | NASTY,
    about=FILLED | NASTY,
    text=WORDS,
    said=WORDS,
    kind=st.sampled_from([None, *Kind]),
    next_try=st.booleans(),
)


def test_how_a_mark_looks() -> None:
    assert mark_line(REVIEW, Stamps()) == (
        '<!-- afteraction {"role":"review","key":"review-12ab","installation":"acme",'
        '"about":"github:77#41","text":"0011","said":"2233"} -->'
    )


def test_a_stamp_stands_beside_the_mark() -> None:
    line = mark_line(REVIEW, Stamps(missed=date(2026, 12, 1)))

    assert '"missed":"2026-12-01"' in line
    assert read_mark(line) == (REVIEW, Stamps(missed=date(2026, 12, 1)))


@given(MARKS, st.builds(Stamps, st.none() | st.dates()))
@example(Mark(Role.REVIEW, "a--b", "-->", "<!-- --><script>"), Stamps())
def test_any_mark_is_read_back(mark: Mark, stamps: Stamps) -> None:
    line = mark_line(mark, stamps)

    assert "\n" not in line
    # Within the comment nothing may end it.
    assert "--" not in line.removeprefix("<!--").removesuffix("-->")
    assert read_mark(line) == (mark, stamps)


NESTED = "[" * 2000 + "]" * 2000
WHOLE = '"role":"review","key":"k","installation":"i","about":"a"'


def instead(old: str, new: str) -> str:
    """The whole mark, but for one value."""
    return f"<!-- afteraction {{{WHOLE.replace(old, new)}}} -->"


@pytest.mark.parametrize(
    "line",
    [
        f"<!-- afteraction {{{WHOLE}}} -->",
        f"<!-- afteraction {{{WHOLE}}} --> \t",
        f'<!-- afteraction {{ {WHOLE}, "text": "" }} -->',
        f'<!-- afteraction {{{WHOLE},"of a later version":[1]}} -->',
        f'<!-- afteraction {{{WHOLE},"reopened":true}} -->',
    ],
)
def test_a_mark(line: str) -> None:
    assert read_mark(line) == (Mark(Role.REVIEW, "k", "i", "a"), Stamps())


@pytest.mark.parametrize(
    "line",
    [
        "",
        "<!-- -->",
        "<!-- Describe the bug -->",
        "<!-- afteraction -->",
        "<!-- afteraction {} -->",
        "<!-- afteraction [1] -->",
        '<!-- afteraction {"role":"review"} -->',
        '<!-- afteraction {"role":"review","key":"k","installation":"i"} -->',
        instead("review", "reviews"),
        instead('"k"', '""'),
        instead('"i"', '""'),
        instead('"k"', "7"),
        instead('"a"', "null"),
        f'<!-- afteraction {{{WHOLE},"kind":"unknown"}} -->',
        f'<!-- afteraction {{{WHOLE},"next_try":"maybe"}} -->',
        f'<!-- afteraction {{{WHOLE},"missed":"soon"}} -->',
        f"<!-- afteraction {{{WHOLE} -->",
        f"<!-- afteraction {{{WHOLE}}} -->.",
        f"<!-- afteraction {{{WHOLE}}}",
        f"<!-- afteraction: {{{WHOLE}}} -->",
        f'<!-- afteraction {{{WHOLE},"deep":{NESTED}}} -->',
        f"<!-- Afteraction {{{WHOLE}}} -->",
        f"<!-- other {{{WHOLE}}} -->",
        f" <!-- afteraction {{{WHOLE}}} -->",
        f"and <!-- afteraction {{{WHOLE}}} -->",
        f"> <!-- afteraction {{{WHOLE}}} -->",
        f"    <!-- afteraction {{{WHOLE}}} -->",
        f"`<!-- afteraction {{{WHOLE}}} -->`",
        f"<!-- afteraction {{{WHOLE}}} -->\n",
        # A comment's mark is none of a ticket's.
        '<!-- afteraction {"key":"k/remark","installation":"i"} -->',
    ],
)
def test_a_line_that_is_no_mark(line: str) -> None:
    assert read_mark(line) is None


def test_how_a_comments_mark_looks() -> None:
    assert comment_mark_line(CommentMark("k/remark", "acme", "1a", reopened=True)) == (
        '<!-- afteraction {"key":"k/remark","installation":"acme","said":"1a",'
        '"reopened":true} -->'
    )


@given(
    st.builds(
        CommentMark,
        FILLED | NASTY,
        FILLED | NASTY,
        WORDS | NASTY,
        st.booleans(),
        st.lists(FILLED | NASTY, max_size=3).map(tuple),
        WORDS | NASTY,
    )
)
def test_any_comment_mark_is_read_back(mark: CommentMark) -> None:
    line = comment_mark_line(mark)

    assert "\n" not in line
    assert "--" not in line.removeprefix("<!--").removesuffix("-->")
    assert read_comment_mark(line) == mark


@pytest.mark.parametrize(
    "line",
    [
        "",
        "<!-- afteraction -->",
        "<!-- afteraction {} -->",
        '<!-- afteraction {"key":"k"} -->',
        '<!-- afteraction {"key":"","installation":"i"} -->',
        '<!-- afteraction {"key":"k","installation":""} -->',
        '<!-- afteraction {"key":"k","installation":"i","reopened":1} -->',
        '<!-- afteraction {"key":"k","installation":"i","covers":"a"} -->',
        '<!-- afteraction {"key":"k","installation":"i","covers":[""]} -->',
        '<!-- afteraction {"key":"k","installation":"i","covers":[7]} -->',
        '<!-- afteraction {"key":"k","installation":"i","to":null} -->',
        '<!-- afteraction {"key":"k","installation":"i" -->',
        '<!-- afteraction {"key":"k","installation":"i"} --> and more',
        'and <!-- afteraction {"key":"k","installation":"i"} -->',
        '    <!-- afteraction {"key":"k","installation":"i"} -->',
        '<!-- other {"key":"k","installation":"i"} -->',
        '<!-- afteraction {"key":"k","installation":"i"}} -->',
        f'<!-- afteraction {{"key":"k","installation":"i","deep":{NESTED}}} -->',
    ],
)
def test_a_line_that_is_no_comments_mark(line: str) -> None:
    assert read_comment_mark(line) is None


def test_a_mark_that_no_database_takes_is_text() -> None:
    for where in ("key", "about", "installation", "said", "text"):
        fields = {"role": "review", "key": "k", "installation": "i", "about": "a"}
        line = json.dumps(fields | {where: "\0"})
        assert read_mark(f"<!-- afteraction {line} -->") is None
    for more in ({"key": "\0"}, {"to": "\0"}, {"covers": ["a", "b\0"]}):
        comment = json.dumps({"key": "k", "installation": "i", **more})
        assert read_comment_mark(f"<!-- afteraction {comment} -->") is None
