"""What holds for every review, however it is written.

The texts are put together from what people and trackers write, in any order and in
any state of disrepair.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from afteraction.domain.reviews import Answer, Gap, ReviewText
from afteraction.domain.tickets import Line
from afteraction.review_form import blank_fields, put_due, put_tracked, tracked_line
from tests.unit.a_review import (
    apply,
    block,
    boxes,
    is_blank,
    lines,
    read,
    rendered_form,
    review,
)

DAY = date(2026, 12, 1)
TOKEN = "opening f-3a9c"

PIECES = [
    "",
    "",
    "## 1. What did we intend to happen?",
    "## 2. What actually happened?",
    "## 3. What gap exists between the two?",
    "## 4. Is the gap avoidable, inherent, or a valuable experiment?",
    "### (the gap in a few words)",
    "### The alert came late",
    "#### Owner",
    "**The alert came late**",
    "The alert came late\n---",
    "Tick one:",
    "And say:",
    "And last, for the whole review:",
    *boxes("a").split("\n"),
    "- [x] inherent",
    "- [?] experiment",
    "Kind: avoidable",
    "- **What changes:**",
    "- **What changes:** An alert",
    "- **Owner:** ada",
    "- **Owner:**",
    "Owner: ada, Due: Friday",
    "- an alert (owner: ada)",
    "- **Due:** in 2 weeks",
    "- **Due:**",
    "Due: Friday <!-- or",
    "so -->",
    "- **Tracked in:**",
    "- **Tracked in:** opening f-1111",
    "Checklist: A | Tracked in: opening f-1111",
    "- **Next try:** With two",
    "- **Carried by:** lin",
    "- **Severity:** high",
    "  - nested",
    "  nested words",
    "- an item",
    "1. an item",
    "words",
    "words and `owner: code`",
    "No gap.",
    "> quoted",
    "> - **Owner:** lin",
    "```",
    "  ```",
    "~~~",
    "    code",
    "\tcode",
    "---",
    "***",
    "<!--",
    "-->",
    "<details>",
    "</details>",
    "<pre>",
    "</pre>",
    "|a|b|",
    "|---|---|",
    "Review of [0041](0041.md)",
    "\\- \\*\\*Owner:\\*\\* ada",
    "\u00a0",
    "\r",
]

signs = st.text(
    alphabet="-*_#>`~[]()<>!|\\:\uff1axX \t\u00a0\r\0aé1.\ufffc\ud800", max_size=40
)
words = st.sampled_from(PIECES) | st.text(max_size=40) | signs
texts = st.lists(words, max_size=40).map("\n".join)
# A comment that nothing closes hides the rest, and every edit could be what opens it.
WHOLE = [piece for piece in PIECES if piece not in ("<!--", "-->")]
forms = st.lists(st.sampled_from(WHOLE), max_size=24).map(
    lambda pieces: review("\n".join(pieces))
)
fields = st.lists(st.sampled_from(WHOLE[18:]), min_size=1, max_size=8).map(
    lambda pieces: review(block(fields="\n".join(pieces)), block("The other"))
)


def answers_in(gap: Gap) -> dict[str, Answer]:
    names = ("what", "owner", "due", "next_try", "checklist", "tracked")
    return {name: getattr(gap, name) for name in names}


def said(found: ReviewText) -> list[tuple[object, ...]]:
    """All that the gaps say, but where they are tracked."""
    return [
        (
            gap.title,
            gap.ticked,
            gap.items,
            *(a.text for name, a in answers_in(gap).items() if name != "tracked"),
        )
        for gap in found.gaps
    ]


@given(texts | forms | fields)
@example("## 4. Kind of gap\n<!-- \n- Owner: a")
@example("## 3. What gap\n\n0. \n- [x")
def test_no_text_is_too_odd_to_be_read(text: str) -> None:
    there = set(lines(text))

    found = read(text)
    blank_fields(lines(text))

    for answer in (found.intended, found.happened, found.gap, found.carried_by):
        assert set(answer.lines) <= there
    for gap in found.gaps:
        assert set(gap.lines) <= there
        assert gap.last in there
        assert gap.lines[0].anchor == str(gap.number)
        for answer in answers_in(gap).values():
            assert set(answer.lines) <= there
            assert answer.lines or not answer.text
    for problem in (*found.problems, *(p for g in found.gaps for p in g.problems)):
        assert problem.line is None or problem.line.anchor == str(problem.number)
        assert not problem.message.endswith(".")


@given(st.lists(st.text(), max_size=6))
def test_lines_may_hold_anything(pieces: list[str]) -> None:
    read("\n".join(pieces))
    blank_fields([Line("", piece) for piece in pieces])


@given(forms | fields)
def test_an_edit_changes_one_line_and_says_what_it_was_made_for(text: str) -> None:
    before = read(text)
    for place, gap in enumerate(before.gaps):
        tracked = put_tracked(gap, TOKEN)
        changed = apply(text, [tracked])
        assert _others_stay(text, changed, instead=tracked.where == "instead")
        if gap.problems or before.problems:
            continue
        after = read(changed)
        assert after.gaps[place].tracked.text == TOKEN
        assert said(after) == said(before)
        assert after.problems == before.problems


@given(forms | fields)
def test_a_date_changes_one_line_and_nothing_else_that_is_said(text: str) -> None:
    before = read(text)
    for place, gap in enumerate(before.gaps):
        edit = put_due(gap, DAY)
        if edit is None or "<!--" in gap.due.text:
            continue
        changed = apply(text, [edit])
        assert _others_stay(text, changed, instead=True)
        if gap.problems or before.problems:
            continue
        after = read(changed).gaps[place]
        assert after.due.text == DAY.isoformat()
        for name, answer in answers_in(after).items():
            assert name == "due" or answer.text == answers_in(gap)[name].text


@given(fields)
def test_both_edits_of_a_gap_go_together(text: str) -> None:
    before = read(text)
    gap = before.gaps[0]
    due, tracked = put_due(gap, DAY), put_tracked(gap, TOKEN)
    same_line = due and due.line == tracked.line and tracked.where == "instead"
    in_a_comment = "<!--" in gap.due.text
    if due is None or gap.problems or before.problems or same_line or in_a_comment:
        return

    after = read(apply(text, [tracked, due])).gaps[0]

    assert (after.due.text, after.tracked.text) == (DAY.isoformat(), TOKEN)
    assert after.items == gap.items


def _others_stay(text: str, changed: str, *, instead: bool) -> bool:
    old, new = text.split("\n"), changed.split("\n")
    same = len([1 for one, other in zip(old, new, strict=False) if one == other])
    if instead:
        return len(old) == len(new) and same >= len(old) - 1
    added = [at for at in range(len(new)) if new[:at] + new[at + 1 :] == old]
    return bool(added) and new[added[0]] == tracked_line(TOKEN)


# The form survives what editors and trackers do to it.

FULL = review(
    block(
        fields="- **What changes:**\n  - An alert\n  - A page\n- **Owner:** @ada\n"
        "- **Due:** in 2 weeks"
    ),
    block("Nobody knew the owner", ticked="i"),
)
TRANSFORMATIONS: dict[str, Callable[[str], str]] = {
    "stars": lambda text: re.sub(r"(?m)^(\s*)- ", r"\1* ", text),
    "plus": lambda text: re.sub(r"(?m)^(\s*)- ", r"\1+ ", text),
    "numbers": lambda text: re.sub(r"(?m)^- ", "1. ", text),
    "no bold": lambda text: text.replace("**", ""),
    "underscores": lambda text: text.replace("**", "__"),
    "colon outside": lambda text: text.replace(":**", "**:"),
    "escaped dashes": lambda text: re.sub(r"(?m)^- ", r"\- ", text),
    "escaped boxes": lambda text: text.replace("[", r"\[").replace("]", r"\]"),
    "escaped stars": lambda text: text.replace("*", r"\*"),
    "loose lists": lambda text: re.sub(r"(?m)^(- .*)$", r"\1\n", text),
    "no blank lines": lambda text: re.sub(r"\n\n+", "\n", text),
    "more blank lines": lambda text: text.replace("\n", "\n\n"),
    "carriage returns": lambda text: text.replace("\n", "\r\n"),
    "no-break spaces": lambda text: re.sub("(?<=[-:]) ", "\u00a0", text),
    "trailing spaces": lambda text: text.replace("\n", "  \n"),
    "no numbers": lambda text: re.sub(r"(?m)^## \d\. ", "## ", text),
    "deeper headings": lambda text: re.sub(r"(?m)^#", "##", text),
    "closed headings": lambda text: re.sub(r"(?m)^(#+)(.*)$", r"\1\2 \1", text),
    "bold headings": lambda text: re.sub(r"(?m)^#+ (.*)$", r"**\1**", text),
    "underlined": lambda text: re.sub(r"(?m)^## (.*)$", r"\1\n---", text),
    "upper case": str.upper,
    "lower case": str.lower,
    "no leads": lambda text: re.sub(r"(?m)^[A-Z][\w, ]+:\n", "", text),
    "kinds by name": lambda text: re.sub(
        r"(?m)^- \[ \].*\n", "", re.sub(r"(?m)^- \[x\] (\w+).*$", r"Kind: \1", text)
    ),
    "moved to the right": lambda text: re.sub(r"(?m)^(\s*- )", r" \1", text),
    "html": lambda text: re.sub(r"\*\*(.+?)\*\*", r"<b>\1</b>", text),
    "full width": lambda text: text.replace(":**", "\uff1a**"),
}


@pytest.mark.parametrize("name", TRANSFORMATIONS)
def test_the_form_survives(name: str) -> None:
    text = TRANSFORMATIONS[name](FULL)
    assert text != FULL

    ours, theirs = read(FULL), read(text)

    assert theirs.problems == ()
    assert _folded(said(theirs)) == _folded(said(ours))
    assert theirs.carried_by.text.casefold() == ours.carried_by.text.casefold()
    assert theirs.gap.text.casefold() == ours.gap.text.casefold()
    assert [gap.problems for gap in theirs.gaps] == [(), ()]


@pytest.mark.parametrize("name", TRANSFORMATIONS)
def test_the_blank_form_stays_blank(name: str) -> None:
    found = read(TRANSFORMATIONS[name](rendered_form()))

    assert is_blank(found)
    assert found.problems == ()


def _folded(values: list[tuple[object, ...]]) -> str:
    """As text, however it was shifted, escaped, or written in capitals."""
    return re.sub(r"\\n|[\\*+-]|\s", "", str(values).casefold())
