"""Keys, tokens and digests: the same for the same thing, whatever happens to names."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from afteraction.domain.identity import (
    TOKEN,
    comment_key,
    digest,
    new_token,
    review_key,
    split_uid,
    text_digest,
    uid,
    write_back_key,
)


def test_keys_stay_what_they_are() -> None:
    """They stand in tickets: another key would make every ticket a second time."""
    review = review_key(uid("markdown:5b1f", "0041"))

    assert review == "review-3af1ef61d4fdf51c"
    assert new_token(review, "said", ()) == "f-21e0"
    assert write_back_key(review, "f-3a9c") == f"{review}.f-3a9c"
    assert comment_key(review, "remark") == f"{review}/remark"
    assert text_digest("A text.\n") == "3b6444e203f18aca"


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (("a", "b"), ("b", "a")),
        (("ab",), ("a", "b")),
        (("a", ""), ("a",)),
        (("a", "", "b"), ("a", "b", "")),
        (("A",), ("a",)),
        (("a ",), ("a",)),
        ((), ("", "")),
    ],
)
def test_other_parts_have_another_digest(
    one: tuple[str, ...], other: tuple[str, ...]
) -> None:
    assert digest(*one) != digest(*other)


@given(st.lists(st.text()))
def test_a_digest_is_sixteen_digits(parts: list[str]) -> None:
    found = digest(*parts)

    assert len(found) == 16
    assert set(found) <= set("0123456789abcdef")


@pytest.mark.parametrize("text", ["A text.", "A text.\n", "\n\n A text.  \n\n"])
def test_white_space_around_a_text_is_no_edit(text: str) -> None:
    assert text_digest(text) == text_digest("A text.")


@pytest.mark.parametrize("text", ["A text", "A  text.", "A text.\n.", "a text."])
def test_anything_else_is_an_edit(text: str) -> None:
    assert text_digest(text) != text_digest("A text.")


@pytest.mark.parametrize(
    ("tracker", "ticket"),
    [
        ("markdown:5b1f", "0041"),
        ("github:o/r", "sprint:2026-46"),
        ("jira:x", "a#b"),
        ("markdown:5b1f", "#"),
        ("markdown:5b1f", ""),
    ],
)
def test_a_uid_can_be_taken_apart(tracker: str, ticket: str) -> None:
    assert split_uid(uid(tracker, ticket)) == (tracker, ticket)


def test_two_subjects_never_share_a_review() -> None:
    uids = [
        uid(tracker, ticket)
        for tracker in ("markdown:1", "markdown:11")
        for ticket in ("1", "11", "sprint:1")
    ]

    assert len({review_key(each) for each in uids}) == len(uids)


class TestTokens:
    def test_the_same_finding_gets_the_same_one(self) -> None:
        assert new_token("review-1", "said", ()) == new_token("review-1", "said", ())

    def test_another_finding_or_review_gets_another_one(self) -> None:
        tokens = {
            new_token(review, said, ())
            for review in ("review-1", "review-2")
            for said in ("a", "b", "c")
        }

        assert len(tokens) == 6

    def test_one_that_is_taken_is_not_given_again(self) -> None:
        taken: set[str] = set()
        for _ in range(50):
            token = new_token("review-1", "said", taken)
            assert token not in taken
            assert TOKEN.fullmatch(token)
            taken.add(token)

    def test_when_all_short_ones_are_taken_it_is_a_long_one(self) -> None:
        taken = {f"f-{number:04x}" for number in range(0x1_0000)}

        token = new_token("review-1", "said", taken)

        assert len(token) == len("f-") + 16
        assert TOKEN.fullmatch(token)

    @pytest.mark.parametrize(
        ("text", "found"),
        [
            ("opening f-3a9c", "f-3a9c"),
            ("(f-3a9c)", "f-3a9c"),
            ("review-1.f-3a9c", "f-3a9c"),
            ("f-3a9cdef0", "f-3a9cdef0"),
            ("f-3a9", None),
            ("f-3a9cx", None),
            ("xf-3a9c", None),
            ("F-3a9c", None),
            ("f3a9c", None),
            ("f\u20113a9c", None),
        ],
    )
    def test_what_reads_as_one(self, text: str, found: str | None) -> None:
        match = TOKEN.search(text)

        assert (match[0] if match else None) == found
