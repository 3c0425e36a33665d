"""A gap's block as a value, with what can not be read in it and what to do about it.

Messages are clauses without a full stop, as `findings` puts them together, about the
text and never about who wrote it. They quote other people's words as they are and name
no line numbers: our own edits move lines, and a remark would change with them.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace

from afteraction.domain.form import FORM, FieldId
from afteraction.domain.form_answers import Entry, items_of, says_no_gap
from afteraction.domain.form_blocks import Block
from afteraction.domain.form_boxes import in_order, kinds_in
from afteraction.domain.form_headings import heading_of
from afteraction.domain.form_rows import Row, Rows
from afteraction.domain.kinds import Kind
from afteraction.domain.reviews import Answer, FormProblem, Gap

_LONGEST_QUOTE = 60
_INSIDE_AN_ITEM = 2
"""What is indented so far belongs to the list item above it."""


def gap_of(block: Block, text: Rows) -> Gap | None:
    """The gap that a block describes; None for a blank block that nobody filled in."""
    if not (block.title or _is_filled_in(block) or block.prose):
        return None
    what = answer_in(block.entries, "what")
    rows = _rows_of(block, text.rows)
    last = _last_row(block, text.rows)
    return Gap(
        title=block.title,
        ticked=_ticked(block),
        what=what,
        items=items_of(what.text),
        owner=answer_in(block.entries, "owner"),
        due=answer_in(block.entries, "due"),
        next_try=answer_in(block.entries, "next_try"),
        checklist=answer_in(block.entries, "checklist"),
        tracked=answer_in(block.entries, "tracked"),
        lines=tuple(row.line for row in rows),
        last=last.line,
        number=rows[0].number,
        problems=tuple(_problems(block, rows, text.unclosed)),
    )


def says_none(block: Block) -> bool:
    """Whether a block has just "no gap" for a title."""
    return not _is_filled_in(block) and not block.prose and says_no_gap(block.title)


def answer_in(entries: Iterable[Entry], wanted: FieldId) -> Answer:
    """The answer in one field: the first that says something."""
    answers = [e.answer() for e in entries if e.field and e.field.id == wanted]
    return next((a for a in answers if a), answers[0] if answers else Answer())


def said_twice(entries: Iterable[Entry], wanted: FieldId) -> Iterator[FormProblem]:
    """A problem for each place where a field says something else than the first."""
    label = FORM.field(wanted).label
    first = ""
    for entry in entries:
        answer = entry.answer() if entry.field and entry.field.id == wanted else None
        if not answer:
            continue
        if first and _words(answer.text) != _words(first):
            yield problem(
                f"{label} stands here twice, with “{quoted(first)}” and with"
                f" “{quoted(answer.text)}”: keep the one that holds",
                entry.row,
            )
        first = first or answer.text


def problem(message: str, row: Row) -> FormProblem:
    """A problem with the line that it is about."""
    return FormProblem(message, row.line, row.number)


def quoted(text: str) -> str:
    """The beginning of a text in one line, to be told again in a message."""
    line = " ".join(text.split())
    if len(line) <= _LONGEST_QUOTE:
        return line
    return f"{line[: _LONGEST_QUOTE - 1].rstrip()}…"


def _words(text: str) -> str:
    return " ".join(text.casefold().split())


def _is_filled_in(block: Block) -> bool:
    """Whether a box or a field says anything; what is just left standing does not."""
    return any(box.mark.ticked or box.mark.unclear for box in block.boxes) or any(
        entry.answer() for entry in block.entries
    )


def _ticked(block: Block) -> tuple[Kind, ...]:
    ticked = [kind for box in block.boxes if box.mark.ticked for kind in box.mark.kinds]
    named = [kind for entry in block.entries for kind in _named(entry)]
    return in_order([*ticked, *named])


def _named(entry: Entry) -> tuple[Kind, ...]:
    """The kinds in a `Kind:` field; none where it is in doubt."""
    if entry.field is None or entry.field.id != "kind":
        return ()
    kinds, rest = kinds_in(entry.answer().text)
    return () if rest.lstrip(" *_)”\"'").startswith("?") else kinds


# Where it stands.


def _rows_of(block: Block, rows: Sequence[Row]) -> Sequence[Row]:
    """From the block's first line to its last that is not blank."""
    first, last = block.rows[0], block.rows[0]
    for row in block.rows:
        first = row if row.at < first.at else first
        last = row if row.at > last.at and not row.is_blank else last
    return rows[first.at : last.at + 1]


def _last_row(block: Block, rows: Sequence[Row]) -> Row:
    """After this line a new field can stand without breaking anything apart.

    It is the last of the last field; without any field, that of the block.
    """
    ends = [entry.last_row for entry in block.entries] or [
        row for row in block.rows if not row.is_blank
    ]
    last = max((row.at for row in ends), default=block.rows[0].at)
    while rows[last].goes_on and last + 1 < len(rows):
        last += 1
    # Code that is indented below would become a part of a list item of ours: its fence
    # would not close any more, or its labels would be read.
    for row in rows[last + 1 :]:
        same = row.block and row.block == rows[last].block
        if not (same or row.is_blank or row.indent >= _INSIDE_AN_ITEM):
            break
        last = row.at if row.block else last
    return rows[last]


# What is wrong with it.


def _problems(
    block: Block, rows: Sequence[Row], unclosed: Row | None
) -> Iterator[FormProblem]:
    if not block.title:
        yield _without_title(block, rows[0])
    for found in (*_unclear_boxes(block), *_kind_problems(block)):
        yield replace(found, of_kind=True)
    for field in FORM.fields:
        if field.id not in ("kind", "carried_by"):
            yield from said_twice(block.entries, field.id)
    if unclosed is not None and rows[0].at < unclosed.at <= rows[-1].at:
        yield not_closed(unclosed)


def not_closed(row: Row) -> FormProblem:
    """The problem with a code block that has no end."""
    return problem(
        f"a code block begins with “{quoted(row.shown)}” and never ends, so that all"
        " below it is code: close it with a line of the same signs",
        row,
    )


def _without_title(block: Block, row: Row) -> FormProblem:
    if block.again:
        return problem(
            "a second set of boxes stands here without a heading of its own: put"
            " “### ” and the gap in a few words above it, or take it out",
            row,
        )
    if block.heading is None:
        return problem(
            "the gap has no heading: put “### ” and the gap in a few words above it",
            row,
        )
    heading = heading_of(block.heading)
    words = heading.text(block.heading) if heading else ""
    if words.startswith("(") and _words(words) != _words(FORM.gap_title):
        return problem(
            f"the gap's title “{quoted(words)}” is in brackets, as hints are: take the"
            " brackets away",
            row,
        )
    return problem("the gap has no title: say it in a few words in its heading", row)


def _unclear_boxes(block: Block) -> Iterator[FormProblem]:
    for box in block.boxes:
        if box.mark.unclear:
            yield problem(
                f"the box before “{box.mark.kinds[0]}” holds “{quoted(box.mark.sign)}”:"
                " put an x in it if this is the kind, else nothing",
                box.row,
            )


def _kind_problems(block: Block) -> Iterator[FormProblem]:
    """Kinds that contradict each other, or that none can be read from."""
    fields = [e for e in block.entries if e.field and e.field.id == "kind"]
    for entry in fields:
        if entry.answer() and not _named(entry):
            yield problem(
                f"the kind “{quoted(entry.answer().text)}” is none of ours: write"
                " avoidable, inherent or experiment",
                entry.row,
            )
    ticked = _ticked(block)
    if len(ticked) > 1:
        rows = [box.row for box in block.boxes if box.mark.ticked]
        rows += [entry.row for entry in fields if _named(entry)]
        yield problem(
            f"{_listed(ticked)} are chosen at once: keep the one that fits best, or"
            " copy the block for a second gap",
            max(rows, key=lambda row: row.at),
        )


def _listed(kinds: Sequence[Kind]) -> str:
    return f"{', '.join(kinds[:-1])} and {kinds[-1]}"
