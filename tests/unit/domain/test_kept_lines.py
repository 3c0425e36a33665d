"""Lines of ours that are kept up to date: what changes, and what is left alone."""

from __future__ import annotations

import pytest

from afteraction.domain.form import FORM
from afteraction.domain.kept_lines import (
    MOST,
    above_the_form,
    as_read,
    record_of,
    renewed,
)
from afteraction.domain.tickets import Line
from afteraction.text_edits import edited_texts
from afteraction.tracker import Edit

HEAD = "This looks back at [46](46.md) and is due by Monday."
DONE, OPEN, FROM = "- Done: 1", "- Still open: 1", "- From Monday to Friday"
ONE, TWO = "- Done: [1](1.md) Invoices", "- Still open: [2](2.md) Reminders"
WROTE = (HEAD, DONE, OPEN, FROM, ONE, TWO)
TWO_DONE = "- Done: [2](2.md) Reminders"
THREE = "- Still open: [3](3.md) A wish"


def lines(*texts: str) -> tuple[Line, ...]:
    return tuple(Line(str(at), text) for at, text in enumerate(texts, 1))


def after(there: tuple[str, ...], wanted: tuple[str, ...]) -> tuple[str, ...]:
    """What a text becomes of which we wrote `WROTE`."""
    made = renewed(record_of(WROTE), lines(*there), wanted)
    edit = Edit(at=None, lines=made.edits)  # type: ignore[arg-type]
    return edited_texts("notes:1", lines(*there), edit, known=True)


@pytest.mark.parametrize(
    ("there", "wanted", "becomes"),
    [
        pytest.param(WROTE, WROTE, WROTE, id="nothing"),
        pytest.param(
            WROTE,
            (HEAD.replace("Mon", "Tues"), "- Done: 2", *WROTE[2:]),
            (HEAD.replace("Mon", "Tues"), "- Done: 2", *WROTE[2:]),
            id="figures and sentences",
        ),
        pytest.param(
            WROTE,
            (*WROTE[:4], ONE, TWO_DONE),
            (*WROTE[:4], ONE, TWO_DONE),
            id="a ticket is done",
        ),
        pytest.param(
            WROTE,
            (*WROTE[:4], TWO_DONE, ONE),
            (*WROTE[:4], ONE, TWO_DONE),
            id="their order means nothing",
        ),
        pytest.param(
            WROTE, (*WROTE, THREE), (*WROTE, THREE), id="a new one after the last"
        ),
        pytest.param(
            WROTE,
            (*WROTE[:5], THREE, TWO),
            (*WROTE[:5], THREE, TWO),
            id="a new one after the one that precedes it",
        ),
        pytest.param(
            WROTE,
            (*WROTE[:4], ONE),
            (*WROTE[:5], "- No longer listed: Still open: [2](2.md) Reminders"),
            id="one fell away",
        ),
        pytest.param(
            (*WROTE[:5], f"{TWO}, for Lin"),
            (*WROTE[:4], ONE, TWO_DONE),
            (*WROTE[:5], f"{TWO}, for Lin"),
            id="one that somebody changed",
        ),
        pytest.param(
            WROTE[:5], (*WROTE[:4], ONE, TWO_DONE), WROTE[:5], id="one that was deleted"
        ),
        pytest.param(
            WROTE[:5], (*WROTE[:4], ONE), WROTE[:5], id="deleted and fallen away"
        ),
        pytest.param(
            ("", "Ours:", *reversed(WROTE)),
            (HEAD, "- Done: 2", *WROTE[2:]),
            ("", "Ours:", TWO, ONE, FROM, OPEN, "- Done: 2", HEAD),
            id="moved about",
        ),
        pytest.param(
            (HEAD,), (*WROTE, THREE), (HEAD,), id="no list is left to put one in"
        ),
        pytest.param(
            WROTE, (*WROTE, "", "A paragraph:"), WROTE, id="no list takes a paragraph"
        ),
        pytest.param(
            WROTE, WROTE[1:], WROTE, id="a sentence that fell away can not say so"
        ),
        pytest.param(
            (*WROTE, DONE),
            (HEAD, "- Done: 2", *WROTE[2:]),
            (HEAD, "- Done: 2", *WROTE[2:], DONE),
            id="the first of two that say the same",
        ),
    ],
)
def test_what_becomes_of_a_text(
    there: tuple[str, ...], wanted: tuple[str, ...], becomes: tuple[str, ...]
) -> None:
    wanted = tuple(text for text in wanted if text)
    assert after(there, wanted) == becomes


@pytest.mark.parametrize(
    "wanted",
    [WROTE, (*WROTE[:4], ONE, TWO_DONE, THREE), (*WROTE[:4], ONE), WROTE[1:], ()],
)
def test_a_second_time_changes_nothing(wanted: tuple[str, ...]) -> None:
    once = renewed(record_of(WROTE), lines(*WROTE), wanted)

    assert renewed(once.record, lines(*after(WROTE, wanted)), wanted).edits == ()


def test_what_is_theirs_stays_theirs_for_good() -> None:
    theirs = (*WROTE[:5], f"{TWO}, for Lin")
    once = renewed(record_of(WROTE), lines(*theirs), (*WROTE[:5], TWO_DONE))

    again = renewed(once.record, lines(*theirs), (*WROTE[:5], TWO, THREE))
    assert [edit.text for edit in again.edits] == [THREE]


def test_a_list_does_not_grow_without_end() -> None:
    wanted = tuple(f"- Done: [{n}]({n}.md) A story" for n in range(2 * MOST))

    made = renewed(record_of(WROTE), lines(*WROTE), (*WROTE, *wanted))
    assert len(made.edits) == MOST - len(WROTE)


@pytest.mark.parametrize(
    ("sent", "read", "counts"),
    [
        ((HEAD, ONE), (HEAD, ONE), True),
        ((HEAD, "", ONE), ("", HEAD, ONE), True),
        ((HEAD, ONE), (HEAD, ONE.replace("[1]", "[\\1]")), True),
        ((HEAD, ONE), (HEAD, "- and", ONE.replace("[1]", "[\\1]")), False),
    ],
)
def test_a_tracker_that_shows_them_otherwise(
    sent: tuple[str, ...], read: tuple[str, ...], counts: bool
) -> None:
    record = as_read(record_of([HEAD, ONE]), "\n".join(sent), "\n".join(read))

    made = renewed(record, lines(*read), (HEAD, ONE.replace("Done", "Still open")))
    assert bool(made.edits) is counts


@pytest.mark.parametrize("form", [FORM.guidance, f"## {FORM.questions[0].heading}"])
def test_what_stands_above_the_form(form: str) -> None:
    texts = (HEAD, "", "## What the tracker knows", "", DONE, "", form, DONE)

    above = above_the_form(lines(*texts))
    assert [line.text for line in above] == [HEAD, "## What the tracker knows", DONE]


@pytest.mark.parametrize("record", ["", "abc", "xyz" * 9])
def test_a_record_that_means_nothing_touches_nothing(record: str) -> None:
    assert renewed(record, lines(*WROTE), ()).edits == ()
