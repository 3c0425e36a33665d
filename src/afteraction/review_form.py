"""A review's Markdown in, what people wrote out, and back: edits of single lines.

Pure, and made for people (rule 4): it reads what was meant in many ways of writing it,
never guesses, and never raises on any text. The form itself is in `domain.form`, how
lines are read in the `domain.form_*` modules. Who or which day is meant by an answer
is not decided here but in `domain.people` and `domain.dates`.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date

from afteraction.domain.form import FORM, FieldId, QuestionId
from afteraction.domain.form_answers import Entry, says_no_gap
from afteraction.domain.form_blocks import Block, Sorted, sort_rows
from afteraction.domain.form_gaps import (
    answer_in,
    gap_of,
    not_closed,
    problem,
    quoted,
    said_twice,
    says_none,
)
from afteraction.domain.form_headings import heading_of
from afteraction.domain.form_marks import Label, content_start, labels_of
from afteraction.domain.form_rows import Row, Rows, read_row, read_rows
from afteraction.domain.form_sections import Section, sections_of
from afteraction.domain.reviews import Answer, FormProblem, Gap, ReviewText
from afteraction.domain.tickets import Line, LineEdit


def read_review(lines: Sequence[Line]) -> ReviewText:
    """What people wrote in a review.

    Everything above the first question is ignored. What can not be read is a problem
    that says what to do, with its line; those of one gap stand with the gap.
    """
    text = read_rows(lines)
    sections = sections_of(text.rows)
    found = sort_rows(sections)
    answers = {each: _answer(found, each) for each in _ANSWERED}
    gap = answers["gap"]
    nowhere = [block for block in found.blocks if says_none(block)]
    no_gap = says_no_gap(gap.text) or (bool(nowhere) and not gap)
    blocks = [b for b in found.blocks if not (no_gap and b in nowhere)]
    gaps = tuple(each for block in blocks if (each := gap_of(block, text)))
    return ReviewText(
        intended=answers["intended"],
        happened=answers["happened"],
        gap=gap,
        no_gap=no_gap,
        gaps=gaps,
        carried_by=answer_in(found.carried, "carried_by"),
        problems=tuple(_problems(text, sections, found, gaps, no_gap=no_gap)),
        asks=any(section.question for section in sections),
    )


_ANSWERED: tuple[QuestionId, ...] = ("intended", "happened", "gap")


def _answer(found: Sorted, question: QuestionId) -> Answer:
    answers = [entry.answer() for entry in found.answers.get(question, ())]
    return next((a for a in answers if a), answers[0] if answers else Answer())


# What is wrong with the review as a whole.


def _problems(
    text: Rows,
    sections: Sequence[Section],
    found: Sorted,
    gaps: Sequence[Gap],
    *,
    no_gap: bool,
) -> Iterator[FormProblem]:
    yield from _lost_questions(sections, no_gap=no_gap)
    for question in _ANSWERED:
        yield from _answered_twice(found.answers.get(question, ()), question)
    if no_gap and gaps:
        yield _contradiction(found, gaps[0])
    yield from said_twice(found.carried, "carried_by")
    if text.unclosed and not any(_holds(gap, text.unclosed) for gap in gaps):
        yield not_closed(text.unclosed)


def _holds(gap: Gap, row: Row) -> bool:
    return gap.number <= row.number < gap.number + len(gap.lines)


def _lost_questions(
    sections: Sequence[Section], *, no_gap: bool
) -> Iterator[FormProblem]:
    there = {section.question.id for section in sections if section.question}
    if not there:
        yield FormProblem(
            "none of the four questions can be found: put their headings back, each"
            " above its answer"
        )
        return
    for question in FORM.questions:
        if question.id not in there and not (question.id == "kind" and no_gap):
            yield FormProblem(
                f"the heading “{question.heading}” can not be found: put it back above"
                " its answer"
            )


def _answered_twice(
    entries: Sequence[Entry], question: QuestionId
) -> Iterator[FormProblem]:
    said = [entry for entry in entries if entry.answer()]
    for entry in said[1:]:
        if entry.answer().text != said[0].answer().text:
            yield problem(
                f"“{FORM.question(question).heading}” is answered twice: put both"
                " answers under one heading",
                entry.row,
            )


def _contradiction(found: Sorted, gap: Gap) -> FormProblem:
    said = [entry for entry in found.answers.get("gap", ()) if entry.answer()]
    title = f", “{quoted(gap.title)}”" if gap.title else ""
    message = (
        f"“no gap” stands under 3 and a gap under 4{title}: take out the one that is"
        " not so"
    )
    if said:
        return problem(message, said[0].last_row)
    return FormProblem(message, gap.lines[0], gap.number)


# Whether a template still has the whole form.


def blank_fields(lines: Sequence[Line]) -> tuple[str, ...]:
    """What a rendered template has lost of the form, in the form's words.

    The empty tuple for a complete one; headings, boxes and labels may have been
    renamed, as long as they still read as what they are.
    """
    sections = sections_of(read_rows(lines).rows)
    found = sort_rows(sections)
    there = {section.question.id for section in sections if section.question}
    lost = [q.heading for q in FORM.questions if q.id not in there]
    lost += _lost_in_block(max(found.blocks, key=_size, default=None))
    if not found.carried:
        lost.append(FORM.carried_by.label)
    return tuple(lost)


def _size(block: Block) -> int:
    return len(block.boxes) + len(block.entries)


def _lost_in_block(block: Block | None) -> Iterator[str]:
    """A block is copied for the next gap: all of it has to stand in one block."""
    if block is None or block.heading is None or block.title:
        yield FORM.gap_title
    boxes = {kind for box in block.boxes for kind in box.mark.kinds} if block else set()
    yield from (box.kind.value for box in FORM.boxes if box.kind not in boxes)
    fields = {e.field.id for e in block.entries if e.field} if block else set()
    yield from (f.label for f in FORM.gap_fields if f.id not in fields)


# Edits.


def tracked_line(text: str) -> str:
    """The line that `put_tracked` writes, by which it can be found again."""
    return f"- **{FORM.field('tracked').label}:** {' '.join(text.split())}"


def put_tracked(gap: Gap, text: str) -> LineEdit:
    """Say in a gap's block where it is tracked: in the place for it, or a new line.

    In a line of its own it becomes `tracked_line(text)`; where other fields share the
    line, only its value changes.
    """
    line = tracked_line(text)
    if not gap.tracked.lines:
        return LineEdit(gap.last, line, "after")
    row, label = _place(gap.tracked, "tracked")
    if label is None:
        return LineEdit(row.line, line)
    if _is_alone(row, label):
        return LineEdit(row.line, line)
    if label.is_bare:
        return LineEdit(gap.last, line, "after")
    return LineEdit(row.line, _with_value(row, label, " ".join(text.split())))


def put_due(gap: Gap, day: date) -> LineEdit | None:
    """Write a gap's due date as ISO, the rest of its line as it was.

    None where it stands so already, where there is no such line, and where the date
    goes over several lines, because an edit is about one.
    """
    iso = day.isoformat()
    if not gap.due.lines or gap.due.text == iso:
        return None
    row, label = _place(gap.due, "due")
    value_lines = [line for line in gap.due.lines[1:] if not read_row(line).is_blank]
    if label is None:
        return LineEdit(row.line, _with_content(row, iso))
    if value_lines:
        return None
    return LineEdit(row.line, _with_value(row, label, iso))


def _place(answer: Answer, field: FieldId) -> tuple[Row, Label | None]:
    """The line with the value: the label's, else the one line below it."""
    row = read_row(answer.lines[0])
    label = _label_in(row, field)
    below = [each for each in map(read_row, answer.lines[1:]) if not each.is_blank]
    if len(below) == 1 and (label is None or label.is_bare):
        return below[0], None
    return row, label


def _label_in(row: Row, field: FieldId) -> Label | None:
    labels = labels_of(row, heading=heading_of(row) is not None)
    return next((label for label in labels if label.field.id == field), None)


def _is_alone(row: Row, label: Label) -> bool:
    """Whether a line holds this field and nothing else."""
    return label.first and len(labels_of(row)) <= 1


def _with_value(row: Row, label: Label, value: str) -> str:
    """The line with another value; a blank one is put behind the label."""
    text = row.line.text
    if label.is_bare:
        return f"{text[: label.stop].rstrip()} {value}{text[label.stop :].rstrip(' ')}"
    return f"{text[: label.value]}{value}{text[label.end :]}"


def _with_content(row: Row, value: str) -> str:
    """The line with other words, behind the signs of a list item."""
    text = row.line.text
    end = len(row.shown.rstrip())
    return f"{text[: content_start(row)]}{value}{text[end:]}"
