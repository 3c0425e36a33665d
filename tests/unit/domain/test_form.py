"""The form as data, and how single lines are read by it."""

from __future__ import annotations

import pytest

from afteraction.domain.form import FORM
from afteraction.domain.form_answers import items_of
from afteraction.domain.form_boxes import kinds_in
from afteraction.domain.form_lines import see
from afteraction.domain.form_marks import Label, labels_of
from afteraction.domain.form_rows import Row, read_row, read_rows, unescaped
from afteraction.domain.inert import inert
from afteraction.domain.kinds import Kind
from afteraction.domain.tickets import Line
from tests.unit.a_review import lines, read, rendered_form, review


def labels(text: str) -> list[tuple[str, str]]:
    """Each label in a line, with its value."""
    row = read_row(Line("", text))
    return [(found.field.id, _value(row, found)) for found in labels_of(row)]


def _value(row: Row, label: Label) -> str:
    return row.shown[label.value : label.end]


# The data.


def test_the_four_questions_in_their_order() -> None:
    assert [question.heading for question in FORM.questions] == [
        "1. What did we intend to happen?",
        "2. What actually happened?",
        "3. What gap exists between the two?",
        "4. Is the gap avoidable, inherent, or a valuable experiment?",
    ]


def test_every_kind_has_its_box() -> None:
    assert [box.kind for box in FORM.boxes] == list(Kind)
    for box in FORM.boxes:
        assert kinds_in(box.text)[0] == (box.kind,)


def test_the_blank_form_asks_for_four_things() -> None:
    assert [field.label for field in FORM.gap_fields] == [
        "What changes",
        "Owner",
        "Due",
    ]
    assert FORM.carried_by.label == "Carried by"


def test_no_name_means_two_things() -> None:
    names = [
        name.casefold()
        for field in FORM.fields
        for name in (field.label, *field.names, *field.first_only)
    ]
    headings = [
        heading.casefold()
        for question in FORM.questions
        for heading in (*question.beginnings, *question.aliases)
    ]

    assert len(names) == len(set(names))
    assert len(headings) == len(set(headings))


def test_names_are_in_lower_case() -> None:
    for field in FORM.fields:
        for name in (*field.names, *field.first_only):
            assert name == name.casefold()
            assert labels(f"- {name}: x") or field.id == "kind"


@pytest.mark.parametrize("field", FORM.fields, ids=lambda field: field.id)
def test_every_label_reads_as_its_field(field: object) -> None:
    assert any(
        labels(f"- **{each.label}:** avoidable") == [(each.id, "avoidable")]
        for each in FORM.fields
        if each is field
    )


def test_the_rendered_form_is_the_one_of_the_project() -> None:
    assert (
        rendered_form()
        == f"""\
{FORM.guidance}

## 1. What did we intend to happen?

## 2. What actually happened?

## 3. What gap exists between the two?

## 4. Is the gap avoidable, inherent, or a valuable experiment?

### (the gap in a few words)

Tick one:

- [ ] avoidable: a step or an assumption of ours was wrong; we change how we work
- [ ] inherent: a real limit that we now know; we change the strategy
- [ ] experiment: it was worth finding out; we change the next question

And say:

- **What changes:**
- **Owner:**
- **Due:**

And last, for the whole review:

- **Carried by:**
"""
    )


def test_the_guidance_is_one_line_that_reads_as_nothing_wherever_it_stands() -> None:
    row = read_row(Line("", FORM.guidance))

    assert "\n" not in FORM.guidance
    assert see(row).sort == "text"
    assert labels_of(row) == ()
    found = read(review(FORM.guidance, gap=""))
    assert (found.gaps, found.problems) == ((), ())
    assert not read(FORM.guidance).intended


@pytest.mark.parametrize("lead", FORM.leads)
def test_leads_read_as_nothing(lead: str) -> None:
    assert labels(lead) == []


# Labels, and what only looks like one.


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("Owner: ada", [("owner", "ada")]),
        ("- [ ] **Due**: Friday.", [("due", "Friday")]),
        ("What needs to change: all", [("what", "all")]),
        ("Follow-up: all", [("what", "all")]),
        ("Follow up: all", [("what", "all")]),
        ("Owner: a, b; Due: Dec 1, 2026", [("owner", "a, b"), ("due", "Dec 1, 2026")]),
        ("Owner: a (b), Due: (Friday)", [("owner", "a (b)"), ("due", "(Friday)")]),
        ("an alert (Owner: ada)", [("owner", "ada")]),
        ("Owner: Due: Carried by:", [("owner", ""), ("due", ""), ("carried_by", "")]),
        ("Target: Friday", [("due", "Friday")]),
        ("Owner: ada, target: Friday", [("owner", "ada, target: Friday")]),
        ("What changes: the owner: label", [("what", "the owner: label")]),
        ("Owner: https://a.org/b,Due:x", [("owner", "https://a.org/b,Due:x")]),
        ("Owner://ada", []),
        ("owners_of: x", []),
        ("Owner", []),
        ("Owner ada", []),
        ("the Owner: ada", []),
        ("re-action: x", []),
        ("`Owner:` ada", []),
        ("", []),
    ],
)
def test_labels_in_a_line(text: str, found: list[tuple[str, str]]) -> None:
    assert labels(text) == found


@pytest.mark.parametrize(
    "text",
    [
        "Owner: ada",
        "- **Owner:** ada, **Due:** Friday",
        "- [x] avoidable: all of it",
        "Kind: inherent",
        "## 1. What did we intend to happen?",
        "### A gap",
        "> Carried by: lin",
        "(Owner: ada)",
        "Due\uff1a Friday",
    ],
)
def test_text_of_others_that_was_made_inert_is_no_part_of_the_form(text: str) -> None:
    line = see(read_row(Line("", f"- 09:20 UTC, lin: {inert(text)}")))
    alone = see(read_row(Line("", inert(text))))

    assert (line.labels, line.box, line.heading) == ((), None, None)
    assert (alone.labels, alone.box, alone.heading) == ((), None, None)


@pytest.mark.parametrize(
    ("text", "kinds"),
    [
        ("avoidable", (Kind.AVOIDABLE,)),
        ("Avoidable: ours", (Kind.AVOIDABLE,)),
        ("an experiment", (Kind.EXPERIMENT,)),
        ("valuable experiment", (Kind.EXPERIMENT,)),
        ("inherent or avoidable", (Kind.AVOIDABLE, Kind.INHERENT)),
        ("avoidable, inherent, or an experiment", tuple(Kind)),
        ("avoidable | inherent | experiment", tuple(Kind)),
        ("avoidable because inherent limits", (Kind.AVOIDABLE,)),
        ("unavoidable", ()),
        ("not inherent", ()),
        ("experiments", ()),
        ("", ()),
    ],
)
def test_kinds_by_name(text: str, kinds: tuple[Kind, ...]) -> None:
    assert kinds_in(text)[0] == kinds


# Rows: what is code, what is hidden, what is text.


def rows(text: str) -> tuple[Row, ...]:
    return read_rows(lines(text)).rows


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("a\n```\nb\n```\nc", [1, 2, 3]),
        ("a\n~~~\nb\n```\n~~~\nc", [1, 2, 3, 4]),
        ("- a\n  ```\n  b\n- c", [1, 2]),
        ("- a\n\n  ```\n  b\n  ```\n- c", [2, 3, 4]),
        ("a\n\n    b\n\nc", [2]),
        ("a\n    b", []),
        ("- a\n    b", []),
        ("> a\nb\n\nc", [0, 1]),
        ("> a\n- b", [0]),
        ("a\n<pre>\nb\n</pre>\nc", [1, 2, 3]),
        ("<details>\na\n\nb\n</details>", []),
        ("```\na", [0, 1]),
        ("a ```b``` c", []),
        ("\t\ta", [0]),
    ],
)
def test_code_and_quotes_are_found(text: str, code: list[int]) -> None:
    assert [row.at for row in rows(text) if row.block] == code


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("a <!-- b --> c", "a            c"),
        ("a <!-- b", "a <!-- b"),
        ("a <!-- b\nc --> d", "a       \n      d"),
        ("a <!-- b\n\nc --> d", "a <!-- b\n\nc --> d"),
        ("- a <!-- b\n- c --> d", "- a <!-- b\n- c --> d"),
        ("<!-- a\n\nb --> c", "      \n\n      c"),
        ("<!-- a\n\nb", "      \n\n "),
        ("a <!-- b --> c <!-- d -->", "a            c           "),
        ("`<!--` a -->", "`<!--` a -->"),
        ("```\n<!-- a -->\n```", "```\n<!-- a -->\n```"),
        ("a\u00a0b&nbsp;c\r", "a b      c "),
    ],
)
def test_what_is_hidden_is_blank_and_keeps_its_place(text: str, shown: str) -> None:
    found = rows(text)

    assert "\n".join(row.shown for row in found) == shown
    for row in found:
        assert len(row.shown) == len(row.line.text)
        assert len(row.bare) in (0, len(row.shown))


def test_code_without_an_end_is_told() -> None:
    assert read_rows(lines("a\n```\nb\n\nc")).unclosed == rows("a\n```\nb\n\nc")[1]
    assert read_rows(lines("a\n```\nb\n```\nc")).unclosed is None
    assert read_rows(lines("- a\n  ```\n  b")).unclosed is None


@pytest.mark.parametrize(
    ("text", "plain"),
    [
        (r"2026\-12\-01", "2026-12-01"),
        (r"a\\b \a", r"a\b \a"),
        (r"`a\-b` \-", r"`a\-b` -"),
        (r"[a\_b](c\_d) \_", r"[a\_b](c\_d) _"),
    ],
)
def test_escapes_are_taken_off_outside_of_links_and_code(text: str, plain: str) -> None:
    assert unescaped(text) == plain


# Items.


@pytest.mark.parametrize(
    ("text", "items"),
    [
        ("", ()),
        ("a", ("a",)),
        ("a\nb", ("a b",)),
        ("a  \nb", ("a", "b")),
        ("a\n\nb", ("a", "b")),
        ("- a\n- b", ("a", "b")),
        ("a:\n- b\n- c", ("b", "c")),
        ("a:\n\nb", ("a:", "b")),
        ("- a:\n  - b\n  - c\n- d", ("a: b; c", "d")),
        ("- a\n\n  b\n\n  c\n- d", ("a; b; c", "d")),
        ("1. a\n2. b\n\nc", ("a", "b", "c")),
        ("a\n```sh\nb\n\nc\n```\nd", ("a\n```sh\nb\n\nc\n```", "d")),
        ("```\na\n```", ("```\na\n```",)),
        ("- [ ] a\n- \\[x\\] b", ("a", "b")),
        ("> a", ("a",)),
        ("- TBD\n- n/a\n- <a fix>", ()),
        ("- - a", ("a",)),
    ],
)
def test_items(text: str, items: tuple[str, ...]) -> None:
    assert items_of(text) == items
