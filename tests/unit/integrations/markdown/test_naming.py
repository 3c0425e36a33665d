"""Names of our files: the same on every clone, and fit for every disk."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from afteraction.domain.tickets import Mark, Role
from afteraction.integrations.markdown.links import is_stem
from afteraction.integrations.markdown.naming import sanitised, stems

MARK = Mark(Role.REVIEW, "review-1", "acme", "")


@pytest.mark.parametrize(
    ("name", "stem"),
    [
        ("review-0041", "review-0041"),
        ("review-0041-f3a9c", "review-0041-f3a9c"),
        ("review-Störung 7", "review-Störung-7"),
        ("review-OPS:7/8\\9", "review-OPS-7-8-9"),
        ("../../etc/passwd", "etc-passwd"),
        (".hidden", "hidden"),
        ("a.b.", "a.b"),
        ("sprint:7", "sprint-7"),
        ("con", "con-ticket"),
        ("NUL.txt", "NUL.txt-ticket"),
        ("com1", "com1-ticket"),
        ("console", "console"),
        ("readme", "readme-ticket"),
        ("", "ticket"),
        ("?*", "ticket"),
        ("x" * 300, "x" * 60),
        ("Sto\u0308rung", "Störung"),
    ],
)
def test_a_name(name: str, stem: str) -> None:
    assert sanitised(name) == stem


@given(st.text(max_size=80))
def test_any_name_is_a_files_name(name: str) -> None:
    for stem in stems(name, MARK):
        assert is_stem(stem)
        assert ":" not in stem
        assert len(stem.encode()) < 250


def test_other_names_follow_from_the_mark() -> None:
    first, second, third = stems("review-0041", MARK)

    assert first == "review-0041"
    assert second.startswith("review-0041-")
    assert len(second) == len(first) + 7
    assert third.startswith(second)
    assert list(stems("review-0041", MARK)) == [first, second, third]
    other = Mark(Role.REVIEW, "review-1", "other", "")
    assert list(stems("review-0041", other))[1] != second
