"""Lines keep their ends, and a splice touches nothing else."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from afteraction.integrations.markdown.lines import (
    Lines,
    Splice,
    ended_like,
    newline_of,
    plain_lines,
    spliced,
    split,
    trimmed,
)

TEXTS = st.text(st.sampled_from("ab\n\r \x0b\x85\u2028\ufeff"), max_size=20)


@given(TEXTS)
def test_lines_joined_are_the_text(text: str) -> None:
    assert split(text).joined == text


@pytest.mark.parametrize(
    ("text", "texts", "ends"),
    [
        ("", (), ()),
        ("a", ("a",), ("",)),
        ("a\n", ("a",), ("\n",)),
        ("a\r\nb\nc", ("a", "b", "c"), ("\r\n", "\n", "")),
        ("\n\n", ("", ""), ("\n", "\n")),
        ("a\rb\x0bc\u2028d\x85e\n", ("a\rb\x0bc\u2028d\x85e",), ("\n",)),
    ],
)
def test_only_lf_and_crlf_end_a_line(
    text: str, texts: tuple[str, ...], ends: tuple[str, ...]
) -> None:
    assert split(text) == Lines(texts, ends)


def test_a_splice_keeps_the_ends_of_the_lines_it_replaces() -> None:
    lines = split("a\r\nb\nc\r\n")

    after = spliced(lines, [Splice(1, 2, ("x", "y"))], "\r\n")

    assert after.joined == "a\r\nx\ny\r\nc\r\n"


def test_splices_are_counted_in_the_lines_before() -> None:
    lines = split("a\nb\nc\n")
    splices = [Splice(3, 3, ("end",)), Splice(0, 1), Splice(2, 2, ("1",))]

    assert spliced(lines, [*splices, Splice(2, 2, ("2",))], "\n").joined == (
        "b\n1\n2\nc\nend\n"
    )


@pytest.mark.parametrize(
    "splices", [[Splice(0, 2), Splice(1, 2)], [Splice(1, 2, ("x",)), Splice(1, 2)]]
)
def test_splices_must_not_overlap(splices: list[Splice]) -> None:
    with pytest.raises(ValueError, match="overlap"):
        spliced(split("a\nb\nc\n"), splices, "\n")


@pytest.mark.parametrize(
    ("model", "expected"),
    [("x", "a\nb"), ("x\n", "a\nb\n"), ("x\r\ny\r\n", "a\nb\n"), ("", "a\nb\n")],
)
def test_the_last_line_ends_as_the_files_did(model: str, expected: str) -> None:
    lines = Lines(("a", "b"), ("", ""))

    assert ended_like(lines, split(model), "\n").joined == expected


@given(TEXTS)
def test_ends_that_are_there_stay(text: str) -> None:
    lines = split(text)

    assert ended_like(lines, lines, newline_of(lines)) == lines


def test_our_own_text_may_have_any_line_breaks() -> None:
    assert plain_lines("a\r\nb\rc\nd") == ["a", "b", "c", "d"]


@pytest.mark.parametrize(
    ("texts", "expected"),
    [
        ((), range(0)),
        (("", " "), range(0)),
        (("a",), range(1)),
        (("", "a", "", "b", "\t"), range(1, 4)),
    ],
)
def test_blank_lines_around_are_left_out(
    texts: tuple[str, ...], expected: range
) -> None:
    assert trimmed(texts) == expected
