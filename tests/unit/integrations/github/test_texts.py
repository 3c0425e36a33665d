"""Bodies in parts and back: due date, owner, text, mark, as people leave them."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from afteraction.domain.tickets import Line, LineEdit, Mark, Role
from afteraction.errors import Changed
from afteraction.integrations.github.marks import Stamps, mark_line
from afteraction.integrations.github.texts import (
    MOST,
    Body,
    body_of,
    edited,
    read_body,
    written,
)
from afteraction.shortening import _CODE, _cut, shortened
from afteraction.tracker import Edit

MARK = Mark(Role.WRITE_BACK, "review-12ab.f-3a9c", "acme", "review-12ab", "0011")
SIGNED = mark_line(MARK, Stamps())
AT = datetime(2026, 11, 18, 9, tzinfo=UTC)
DUE = date(2026, 12, 1)
LATER = date(2026, 12, 15)
FIRST = date(2026, 11, 20)


def lines(*texts: str, start: int = 1) -> tuple[Line, ...]:
    return tuple(Line(str(at), text) for at, text in enumerate(texts, start))


def body(*texts: str) -> str:
    """A body as GitHub gives it."""
    return "\n".join(texts)


# --- how it looks ---------------------------------------------------------------------


def test_how_a_body_looks() -> None:
    made = body_of("Check it.\n\n- [ ] twice\n\n", MARK, DUE)

    assert written(made) == body(
        "**Due:** 2026-12-01", "", "Check it.", "", "- [ ] twice", "", SIGNED
    )
    assert written(replace(made, owner="ada")) == body(
        "**Due:** 2026-12-01",
        "**Owner:** ada",
        "",
        "Check it.",
        "",
        "- [ ] twice",
        "",
        SIGNED,
    )
    assert written(replace(made, due=None)).startswith("Check it.\n")


def test_an_anchor_is_the_number_of_a_line_in_the_whole_body() -> None:
    found = read_body(written(body_of("One\nTwo", MARK, DUE)))

    assert found.lines == lines("One", "Two", start=3)
    assert found.texts == ("One", "Two")


# --- there and back -------------------------------------------------------------------

# What stands in somebody's text: no line end, and nothing at its ends that is not seen.
TEXT = (
    st.lists(
        st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\r\n"))
        | st.sampled_from(["", "- [ ] a", "**Due:** tomorrow", "<!-- a -->", "---"]),
        min_size=1,
        max_size=8,
    )
    .map("\n".join)
    .filter(lambda text: text.strip("\n") == text and text.strip() != "")
)
PLAIN = TEXT.filter(lambda text: text[0] not in "* \t")


@given(
    PLAIN.filter(lambda text: bool(text.split("\n")[-1].strip())),
    st.none() | st.dates(),
    st.none() | st.from_regex(r"[a-z0-9]+(-[a-z0-9]+)?", fullmatch=True),
    st.none() | st.dates(),
    st.booleans(),
)
def test_any_body_is_read_back(
    text: str, due: date | None, owner: str | None, missed: date | None, crlf: bool
) -> None:
    made = replace(
        body_of(text, MARK, due), owner=owner, stamps=Stamps(missed), crlf=crlf
    )

    found = read_body(written(made))

    assert found.texts == made.texts
    assert (found.mark, found.stamps) == (MARK, Stamps(missed))
    assert (found.due, found.owner, found.crlf) == (due, owner, crlf)
    assert written(found) == written(made)


@given(TEXT, st.booleans())
def test_a_body_without_a_mark_is_text_alone(text: str, crlf: bool) -> None:
    given = text.replace("\n", "\r\n") if crlf else text

    found = read_body(given)

    assert found == Body(lines(*text.split("\n")), crlf="\r\n" in given)
    assert written(found) == given


@pytest.mark.parametrize("empty", [None, "", "\n"])
def test_an_empty_body(empty: str | None) -> None:
    found = read_body(empty)

    assert "".join(found.texts) == ""
    assert (found.mark, found.due, found.owner) == (None, None, None)


def test_a_body_without_text() -> None:
    for text in (SIGNED, body("**Due:** 2026-12-01", "", SIGNED)):
        found = read_body(text)
        assert (found.texts, found.mark) == ((), MARK)
        assert written(found) == text


def test_an_edit_in_a_browser_keeps_its_line_ends() -> None:
    text = written(body_of("One\nTwo", MARK, DUE)).replace("\n", "\r\n")

    found = read_body(text)
    after = edited("p#1", found, Edit(at=AT, title="x"), known=True)

    assert found.texts == ("One", "Two")
    assert written(after) == text


# --- what people do with our lines ----------------------------------------------------


@pytest.mark.parametrize(
    ("above", "due", "owner"),
    [
        (["**Due:** 2026-12-01", ""], DUE, None),
        (["**Due:** 2026-12-01"], DUE, None),
        (["**Due:** 2026-12-01  \t", ""], DUE, None),
        (["**Due:**2026-12-01", ""], DUE, None),
        (["Due: 2026-12-01", ""], DUE, None),
        (["- **Due:** 2026-12-01", ""], DUE, None),
        (["**Due**: 1 Dec 2026", ""], DUE, None),
        (["**Due date:** 2026-12-1", ""], DUE, None),
        (["", "**Due:** 2026-12-01", "", ""], DUE, None),
        (["**Owner:** ada", ""], None, "ada"),
        (["**Owner:** @ada", ""], None, "ada"),
        (["**Owner:** `ada-l`", ""], None, "ada-l"),
        # In the other order, or with a line between them.
        (["**Owner:** ada", "**Due:** 2026-12-01", ""], DUE, "ada"),
        (["**Due:** 2026-12-01", "", "**Owner:** ada", ""], DUE, "ada"),
        # Deleted.
        ([], None, None),
    ],
)
def test_lines_of_ours_as_people_leave_them(
    above: list[str], due: date | None, owner: str | None
) -> None:
    found = read_body(body(*above, "The text.", "", SIGNED))

    assert (found.due, found.owner) == (due, owner)
    assert found.texts == ("The text.",)
    assert found.lines[0].anchor == str(len(above) + 1)


@pytest.mark.parametrize(
    "line",
    [
        "**Due:** next Friday",
        "**Due:** 2026-12-32",
        "**Due:** 2026-12-01 or so",
        "**Due:**",
        "Due to 2026-12-01",
        "> **Due:** 2026-12-01",
        "**Owner:**",
        "**Owner:** Ada Lovelace",
        "**Owner:** acme/team",
    ],
)
def test_what_is_no_line_of_ours_stays_in_the_text(line: str) -> None:
    text = body(line, "", "The text.", "", SIGNED)

    found = read_body(text)

    assert (found.due, found.owner) == (None, None)
    assert found.texts == (line, "", "The text.")
    assert written(found) == text


@pytest.mark.parametrize(
    ("above", "below"),
    [
        (["Read this."], []),
        (["Read this.", ""], []),
        (["Read this.", "", "And this."], ["The text."]),
        (["- [ ] one", "- [x] two"], ["- [ ] three"]),
    ],
)
def test_people_may_write_above_the_due_date(
    above: list[str], below: list[str]
) -> None:
    foot = [*below, *([""] if below else []), SIGNED]
    text = body(*above, "**Due:** 2026-12-01", "", *foot)

    found = read_body(text)

    assert found.due == DUE
    assert found.texts == (*above, *below)
    assert written(found) == text
    changed = edited("a#1", found, Edit(at=AT, mark=MARK), known=True)
    assert written(changed) == text


def test_a_due_line_below_a_heading_is_an_answer() -> None:
    text = body("## What happened", "", "**Due:** 2026-12-01", "", SIGNED)

    found = read_body(text)

    assert found.due is None
    assert "**Due:** 2026-12-01" in found.texts


@pytest.mark.parametrize(
    ("text", "texts"),
    [
        (body("One", SIGNED), ("One",)),
        (body("One", "", "", SIGNED, "", ""), ("One",)),
        # People write below the mark: that is text, too.
        (body("One", "", SIGNED, "Two"), ("One", "", "Two")),
        (body("One", "", SIGNED, "", "Two", ""), ("One", "", "", "Two")),
        (body(SIGNED, "One"), ("One",)),
        # An older mark above it is text: the last one counts.
        (body("<!-- afteraction {} -->", "One", SIGNED),
         ("<!-- afteraction {} -->", "One")),
    ],
)  # fmt: skip
def test_where_the_mark_stands(text: str, texts: tuple[str, ...]) -> None:
    found = read_body(text)

    assert found.mark == MARK
    assert found.texts == texts
    assert read_body(written(found)).texts == texts


def test_the_first_of_two_marks_counts_and_is_told_of() -> None:
    other = mark_line(replace(MARK, key="another"), Stamps())

    found = read_body(body("One", "", SIGNED, "", "Pasted", other))

    assert (found.mark, found.torn) == (MARK, True)
    assert found.texts == ("One", "", "", "Pasted", other)
    assert not read_body(body("One", "", SIGNED, "", SIGNED)).torn


@pytest.mark.parametrize(
    "text",
    [
        body("**Due:** 2026-12-01", "", "The text."),
        body("**Due:** 2026-12-01", "", "The text.", "", f"`{SIGNED}`"),
        body("**Due:** 2026-12-01", "", "The text.", "", f"> {SIGNED}"),
        body("**Due:** 2026-12-01", "", "The text.", "", SIGNED[:-5]),
    ],
)
def test_where_the_mark_was_deleted_all_is_text(text: str) -> None:
    found = read_body(text)

    assert (found.mark, found.due) == (None, None)
    assert written(found) == text


# --- edits ----------------------------------------------------------------------------


def test_an_edit_changes_its_lines_alone() -> None:
    text = written(replace(body_of("One\nTwo\nOne", MARK, DUE), owner="ada"))
    found = read_body(text)
    edit = Edit(
        at=AT,
        lines=(
            LineEdit(found.lines[2], "Three"),
            LineEdit(found.lines[1], "and a half", "after"),
        ),
    )

    after = edited("p#1", found, edit, known=True)

    assert written(after) == text.replace("Two\nOne\n", "Two\nand a half\nThree\n")


def test_an_edit_of_a_line_that_is_gone() -> None:
    found = read_body(written(body_of("One\nTwo", MARK, DUE)))

    with pytest.raises(Changed):
        edited(
            "p#1",
            found,
            Edit(at=AT, lines=(LineEdit(Line("3", "Gone"), "x"),)),
            known=True,
        )


def test_the_due_date_that_was_missed_first_is_kept() -> None:
    found = read_body(written(body_of("One", MARK, DUE)))

    once = edited("p#1", found, Edit(at=AT, missed=FIRST), known=True)
    twice = edited("p#1", once, Edit(at=AT, missed=DUE), known=True)

    assert once.stamps == twice.stamps == Stamps(FIRST)
    assert read_body(written(twice)).stamps == Stamps(FIRST)


@pytest.mark.parametrize(
    ("above", "head"),
    [
        ([], []),
        (["**Due:** 2026-12-01", ""], []),
        (["Due: 1 Dec 2026"], []),
        (["**Owner:** ada", ""], ["**Owner:** ada"]),
        (["**Owner:** ada", "", "- **Due date:** 2026-12-01", ""], ["**Owner:** ada"]),
        # It takes the place of what nobody could read.
        (["**Due:** next Friday", ""], []),
        (["**Due:** next Friday", "**Owner:** ada", ""], ["**Owner:** ada"]),
    ],
)
@pytest.mark.parametrize("newline", ["\n", "\r\n"])
def test_a_day_is_moved_in_its_line(
    above: list[str], head: list[str], newline: str
) -> None:
    text = body(*above, "One", "", "Two", "", SIGNED).replace("\n", newline)
    found = read_body(text)

    after = edited("p#1", found, Edit(at=AT, due=LATER), known=True)

    asked = body(f"**Due:** {LATER}", *head, "", "One", "", "Two", "", SIGNED)
    assert written(after).replace("\r\n", "\n").replace("\n\n\n", "\n\n") == asked
    assert (read_body(written(after)).due, after.unread) == (LATER, None)


def test_a_day_is_moved_below_what_people_wrote() -> None:
    text = body("Read this.", "**Due:** 2026-12-01", "", "One", "", SIGNED)

    after = edited("p#1", read_body(text), Edit(at=AT, due=LATER), known=True)

    assert written(after) == text.replace("2026-12-01", str(LATER))


@given(PLAIN, st.dates(), st.dates(), st.booleans())
def test_another_day_leaves_every_text_alone(
    text: str, due: date, later: date, crlf: bool
) -> None:
    found = read_body(written(replace(body_of(text, MARK, due), crlf=crlf)))

    after = edited("p#1", found, Edit(at=AT, due=later), known=True)

    again = read_body(written(after))
    assert (again.due, again.texts, again.mark) == (later, found.texts, MARK)
    same = edited("p#1", found, Edit(at=AT, due=due), known=True)
    assert written(same) == written(found)


def test_a_mark_is_written_anew() -> None:
    found = read_body(written(body_of("One", MARK, DUE)))
    anew = replace(MARK, text="ffff")

    after = edited("p#1", found, Edit(at=AT, text="Two\n", mark=anew), known=True)

    assert written(after) == body(
        "**Due:** 2026-12-01", "", "Two", "", mark_line(anew, Stamps())
    )


# --- too long -------------------------------------------------------------------------

FORM = [
    "## 1. What did we mean to do?",
    "",
    *(line for n in range(8) for line in (f"### Gap {n}", "- **Owner:**", "")),
    "---",
    "Review of [#41](https://github.com/acme/platform/issues/41)",
]
LONG = {
    "one long line": ["Top", "x" * 100_000, *FORM],
    "a few": ["Top", *("x" * 9_000 for _ in range(12)), *FORM],
    "no single one is long": ["Top", *(["x" * 1_900] * 40), *FORM],
    "many": ["Top", *(["x" * 100] * 10_000), *FORM],
    "very many": ["Top", *(["x"] * 200_000), *FORM],
    "many long ones": ["Top", *(["x" * 1_990] * 480), *FORM],
    "beyond the basic plane": ["Top", *(["🙂" * 1_000] * 200), *FORM],
}


@pytest.mark.parametrize("texts", LONG.values(), ids=LONG)
@pytest.mark.parametrize("crlf", [False, True])
def test_what_is_too_long_fits(texts: list[str], crlf: bool) -> None:
    made = replace(body_of("\n".join(texts), MARK, DUE), owner="ada", crlf=crlf)

    text = written(made)

    assert MOST // 3 < len(text) <= MOST
    found = read_body(text)
    assert (found.mark, found.due, found.owner) == (MARK, DUE, "ada")
    assert found.texts[0] == "Top"
    assert found.texts[-len(FORM) :] == tuple(FORM)


@pytest.mark.parametrize(
    "text", ["x" * 60_000, "\n".join(["x" * 99] * 652), "x\n" * 32_000 + "x"]
)
def test_what_fits_is_left_alone(text: str) -> None:
    made = body_of(text, MARK, DUE)
    assert len(text) < MOST - 300

    assert read_body(written(made)).texts == made.texts


@given(st.lists(st.integers(0, 9_000), max_size=300))
def test_lines_of_any_length_fit(lengths: list[int]) -> None:
    texts = ["x" * length for length in lengths]

    kept = shortened(texts, MOST - 1_000)

    assert sum(len(text) + 2 for text in kept) <= MOST - 1_000
    if sum(lengths) + 2 * len(lengths) <= MOST - 1_000:
        assert kept == texts


def test_a_mark_in_a_fence_is_a_quotation() -> None:
    other = mark_line(replace(MARK, key="review-77"), Stamps())
    for fence in ("```", "~~~~"):
        text = body("The text.", "", SIGNED, "", fence, other, fence)
        assert read_body(text).mark == MARK
    text = body("```", "The text.", "", SIGNED)
    assert read_body(text).mark == MARK, "somebody forgot to end it"


@pytest.mark.parametrize("size", [10, 14, 15, 20, 40, 60])
def test_a_cut_never_opens_a_code_span(size: int) -> None:
    line = "Said `cc @lin and` or ``a ` @kei`` " * 3
    cut = _cut(line, size)
    assert len(cut) <= size
    assert cut.endswith("…")
    rest = _CODE.sub("", cut)
    assert "`" not in rest
    assert "@" not in rest


def test_what_is_left_out_is_told_of() -> None:
    texts = ["This looks back.", *(f"- [ ] step {n} {'x' * 300}" for n in range(600))]
    kept = shortened(texts, 60_000)
    (said,) = (line for line in kept if "left out" in line)
    assert said.startswith(f"*({601 - len(kept) + 1} lines are left out here: ")
    assert sum(len(line) + 2 for line in kept) <= 60_000
    assert shortened(kept, 60_000) == kept
