"""Marks: what is written is read, and what is malformed is no mark."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from afteraction.domain.kinds import Kind
from afteraction.domain.tickets import CommentMark, Mark, Role
from afteraction.integrations.markdown.front_matter import parse
from afteraction.integrations.markdown.marks import (
    comment_mark_line,
    mark_text,
    read_comment_mark,
    read_mark,
)

REVIEW = Mark(Role.REVIEW, "review-12ab", "acme", "markdown:work#0041", "0011", "2233")
LETTERS = st.characters(exclude_categories=["Cs"], exclude_characters="\0")
WORDS = st.text(LETTERS, max_size=10)
FILLED = st.text(LETTERS, min_size=1, max_size=10)


def content_of(text: str) -> Mark | None:
    return read_mark(parse(f"---\nafteraction: {text}\n---\n")["afteraction"].content)


def test_how_a_mark_looks() -> None:
    assert mark_text(REVIEW) == (
        "{role: review, key: review-12ab, installation: acme,"
        " about: markdown:work#0041, text: 0011, said: 2233}"
    )


@given(
    st.builds(
        Mark,
        role=st.sampled_from(Role),
        key=FILLED,
        installation=FILLED,
        about=WORDS,
        text=WORDS,
        said=WORDS,
        kind=st.sampled_from([None, *Kind]),
        next_try=st.booleans(),
    )
)
def test_any_mark_is_read_back(mark: Mark) -> None:
    assert content_of(mark_text(mark)) == mark


@pytest.mark.parametrize(
    "text",
    [
        "",
        "true",
        "[role, review]",
        "{}",
        "{role: review, key: k, installation: i}",
        "{role: review, key: k, about: a}",
        "{role: review, key: '', installation: i, about: a}",
        "{role: review, key: k, installation: '', about: a}",
        "{role: reviews, key: k, installation: i, about: a}",
        "{role: review, key: [k], installation: i, about: a}",
        "{role: write-back, key: k, installation: i, about: a, kind: unknown}",
        "{role: write-back, key: k, installation: i, about: a, next_try: maybe}",
        "{role: review, role: write-back, key: k, installation: i, about: a}",
        # What no database takes.
        '{role: review, key: "k\\0", installation: i, about: a}',
        '{role: review, key: k, installation: i, about: "\\0"}',
        '{role: review, key: k, installation: i, about: a, text: "\\0"}',
    ],
)
def test_a_malformed_mark_is_none(text: str) -> None:
    assert content_of(text) is None


def test_keys_of_a_later_version_do_no_harm() -> None:
    text = "{role: review, key: k, installation: i, about: a, more: b}"

    assert content_of(text) == Mark(Role.REVIEW, "k", "i", "a")


def test_how_a_comments_mark_looks() -> None:
    assert comment_mark_line(CommentMark("k/remark", "acme", "1a", reopened=True)) == (
        "<!-- afteraction:"
        " {key: k/remark, installation: acme, said: 1a, reopened: true} -->"
    )


def test_how_the_mark_of_several_reminders_looks() -> None:
    mark = CommentMark("r.f-1/remind", "acme", covers=("r.f-2/remind", "a b"), to="1a")

    assert comment_mark_line(mark) == (
        "<!-- afteraction: {key: r.f-1/remind, installation: acme,"
        " covers: r.f-2/remind a%20b, to: 1a} -->"
    )


KEYS = st.lists(FILLED | st.sampled_from(["%", "%20", " ", "a b"]), max_size=3)


@given(
    st.builds(CommentMark, FILLED, FILLED, WORDS, st.booleans(), KEYS.map(tuple), WORDS)
)
def test_any_comment_mark_is_read_back(mark: CommentMark) -> None:
    line = comment_mark_line(mark)

    assert "\n" not in line
    assert line.count("-->") == 1
    assert read_comment_mark(line) == mark


@pytest.mark.parametrize(
    "line",
    [
        "",
        "<!-- afteraction -->",
        "<!-- afteraction: {} -->",
        "<!-- afteraction: {key: k} -->",
        "<!-- afteraction: {key: k, installation: ''} -->",
        "<!-- afteraction: {key: k, installation: i, reopened: 1} -->",
        "<!-- afteraction: {key: k, installation: i, covers: ''} -->",
        "<!-- afteraction: {key: k, installation: i, covers: 'a  b'} -->",
        "<!-- afteraction: {key: k, installation: i, covers: [a]} -->",
        "<!-- afteraction: {key: k, installation: i, covers: a%00} -->",
        '<!-- afteraction: {key: k, installation: i, to: "\\0"} -->',
        '<!-- afteraction: {key: k, installation: "\\0"} -->',
        "<!-- afteraction: {key: k, installation: i, to: [a]} -->",
        "<!-- afteraction: {key: k, installation: i -->",
        "<!-- afteraction: {key: k, installation: i} --> and more",
        "and <!-- afteraction: {key: k, installation: i} -->",
        "    <!-- afteraction: {key: k, installation: i} -->",
        "<!-- other: {key: k, installation: i} -->",
        "<!-- afteraction: {key: k, installation: i}} -->",
    ],
)
def test_a_line_that_is_no_comments_mark(line: str) -> None:
    assert read_comment_mark(line) is None
