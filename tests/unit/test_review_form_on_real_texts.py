"""Real post-mortems and retrospectives, read as if they were reviews of ours.

Nobody wrote them for this form: it must never crash on one, and never find an owner
where nobody named one. The texts lie outside of the project (see `shared`).
"""

from __future__ import annotations

import os
import re
from datetime import date
from functools import cache
from pathlib import Path

import pytest

from afteraction.domain.form import FORM
from afteraction.domain.kinds import Kind
from afteraction.domain.reviews import Gap, ReviewText
from afteraction.review_form import blank_fields, put_due, put_tracked
from tests.unit.a_review import apply, block, lines, read, review

ROOT = Path(__file__).resolve().parents[2]
SHARED = Path(os.environ.get("AFTERACTION_SHARED", ROOT.parent / "shared"))
DAY = date(2026, 12, 1)
FOLDERS = ("postmortems", "retros")

OWNER = FORM.field("owner")
# Much simpler than what is tested: any of the names anywhere before a sign.
HAS_OWNER_LABEL = re.compile(
    rf"(?i)\b(?:{'|'.join((OWNER.label, *OWNER.names))})\b(?:\(s\))?.{{0,70}}?[:?@–-]"  # noqa: RUF001
)


@cache
def texts() -> dict[str, str]:
    """The real texts, by where they lie."""
    files = [
        file for each in FOLDERS for file in (SHARED / "data" / each).rglob("*.md")
    ]
    if not files:
        pytest.skip(f"there are no real texts at {SHARED}")
    return {
        str(file.relative_to(SHARED)): file.read_text("utf-8", errors="replace")
        for file in sorted(files)
    }


@cache
def as_reviews() -> tuple[tuple[str, str, ReviewText], ...]:
    """Each text as it is, as an answer to a question, and as what stands under 4."""
    return tuple(
        (name, text, read(text))
        for name, plain in texts().items()
        for text in (plain, review(gap=plain), review(plain))
    )


def gaps() -> list[tuple[str, str, Gap]]:
    return [
        (name, text, gap) for name, text, found in as_reviews() for gap in found.gaps
    ]


def test_none_of_them_is_too_much() -> None:
    found = as_reviews()

    assert len(found) == 3 * len(texts())
    assert all(blank_fields(lines(text)) for text in texts().values())


def test_as_they_are_they_hold_no_gap_of_ours() -> None:
    assert {name for name, text in texts().items() if read(text).gaps} == set()


def test_what_is_told_under_2_does_not_disturb_what_stands_below() -> None:
    form = review(block())
    expected = read(form)

    for name, text in texts().items():
        found = read(form.replace("Checkout was down for an hour.", text))

        assert (found.gap.text, found.carried_by.text) == (
            expected.gap.text,
            expected.carried_by.text,
        ), name
        (gap,) = found.gaps
        assert (gap.title, gap.ticked) == ("The alert came late", (Kind.AVOIDABLE,))
        assert (gap.owner.text, gap.due.text) == ("@ada", "2026-12-01"), name
        assert (found.problems, gap.problems) == ((), ()), name


def test_every_owner_stands_in_a_line_with_an_owners_label() -> None:
    for name, _, gap in gaps():
        if gap.owner:
            label = gap.owner.lines[0].text
            said = " ".join(line.text for line in gap.owner.lines)
            assert HAS_OWNER_LABEL.search(label), name
            assert all(word in said for word in gap.owner.text.split()), name


def test_no_owner_and_no_kind_is_made_up() -> None:
    with_label = {n for n, text in texts().items() if HAS_OWNER_LABEL.search(text)}

    for name, _, gap in gaps():
        assert not (gap.owner and gap.ticked), name
        assert name in with_label or not gap.owner, name


def test_an_edit_leaves_all_other_lines_as_they_are() -> None:
    for name, text, gap in gaps():
        tracked = put_tracked(gap, "opening f-3a9c")
        due = put_due(gap, DAY)
        changed = apply(text, [tracked, *([due] if due else [])]).split("\n")
        before = text.split("\n")

        lost = [line for line in before if line not in changed]
        assert len(lost) <= (due is not None) + (tracked.where == "instead"), name
