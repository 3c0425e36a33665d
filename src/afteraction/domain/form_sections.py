"""Which part of a review answers which question.

The questions' headings are found wherever they stand and however they were changed;
everything above the first one is the tracker's facts and none of the form. What stands
in a part is read in `form_blocks`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from afteraction.domain.form import FORM, Question
from afteraction.domain.form_headings import (
    BOLD_LEVEL,
    Asked,
    Heading,
    asked_by,
    heading_of,
    plain_line_of,
    title_line_of,
)
from afteraction.domain.form_marks import is_rule
from afteraction.domain.form_rows import FILLER, Row

_WORD = re.compile(rf"[\w{FILLER}]")


@dataclass(frozen=True, slots=True)
class Section:
    """A question's heading and the lines up to the next one."""

    question: Question | None
    """None for a part that is not of our form, between those that are."""
    level: int
    head: Row
    rest: tuple[int, int]
    """The part of the heading's own line that is an answer already."""
    rows: tuple[Row, ...]


@dataclass(frozen=True, slots=True)
class _Candidate:
    row: Row
    heading: Heading
    asked: Asked
    rank: int
    """How sure it is to be a question: 0 is surest."""


def sections_of(rows: Sequence[Row]) -> tuple[Section, ...]:
    """The parts of a text, from its first question on."""
    marks = _chosen(_surest(list(_candidates(rows))))
    ends = [*(mark.row.at for mark in marks), len(rows)][1:]
    signature = _signature(rows)
    sections: list[Section] = []
    for mark, end in zip(marks, ends, strict=True):
        below = rows[mark.row.at + 1 : end]
        if below and is_rule(below[0]):
            below = below[1:]  # It underlines the heading.
        inside = tuple(row for row in below if row not in signature)
        sections += _parts(mark, inside)
    return tuple(sections)


def _candidates(rows: Sequence[Row]) -> Iterator[_Candidate]:
    """Every line that may be a question: by heading, bold type or the very words."""
    for row in rows:
        if row.is_blank or row.block:
            continue
        heading = heading_of(row) or title_line_of(row) or plain_line_of(row)
        asked = asked_by(heading, row) if heading else None
        if heading is None or asked is None:
            continue
        if heading.level < BOLD_LEVEL:
            yield _Candidate(row, heading, asked, 0 if asked.surely else 3)
        elif asked.surely:
            yield _Candidate(row, heading, asked, 1 + heading.level - BOLD_LEVEL)


def _surest(candidates: list[_Candidate]) -> Iterator[_Candidate]:
    """For each question the lines that are it most surely, in the text's order.

    Below a real heading a line in bold type, or a plain one, will do as well; above
    the first one are the tracker's facts.
    """
    best: dict[str, int] = {}
    for each in candidates:
        key = each.asked.question.id
        best[key] = min(each.rank, best.get(key, each.rank))
    first = next((each.row.at for each in candidates if each.rank == 0), -1)
    for each in candidates:
        if each.rank == best[each.asked.question.id] and (
            each.heading.level < BOLD_LEVEL or each.row.at > first
        ):
            yield each


def _chosen(candidates: Iterator[_Candidate]) -> list[_Candidate]:
    """Without those that are a part of an answer or a gap's title."""
    chosen: list[_Candidate] = []
    levels: dict[str, int] = {}
    for each in candidates:
        key, level = each.asked.question.id, each.heading.level
        if key in levels:
            # Asked again, in a second copy of the form; else just a part of an answer.
            counts = each.asked.surely and level <= levels[key]
        else:
            below_the_gaps = bool(chosen) and chosen[-1].asked.question.id == "kind"
            counts = each.asked.surely or not (
                below_the_gaps and level > chosen[-1].heading.level
            )
        if counts:
            levels.setdefault(key, level)
            chosen.append(each)
    return chosen


def _parts(mark: _Candidate, rows: tuple[Row, ...]) -> Iterator[Section]:
    """An answer ends at the next heading of its rank, also if that is none of ours."""
    question, level = mark.asked.question, mark.heading.level
    split = len(rows)
    if question.id != "kind" and level < BOLD_LEVEL:
        for place, row in enumerate(rows):
            heading = heading_of(row)
            if heading and heading.level <= level:
                split = place
                break
    rest = (mark.asked.rest, max(mark.asked.rest, mark.heading.end))
    if not _WORD.search(mark.row.bare, *rest):
        rest = (0, 0)
    yield Section(question, level, mark.row, rest, rows[:split])
    if split < len(rows):
        yield Section(None, level, rows[split], (0, 0), rows[split + 1 :])


def _signature(rows: Sequence[Row]) -> tuple[Row, ...]:
    """Our visible last line, with the ruler above it (rule 11)."""
    visible = [row for row in rows if not row.is_blank]
    for above, row in zip([None, *visible], visible, strict=False):
        words = row.bare.strip(" *_")
        if not words.startswith(FORM.signature) or above is None:
            continue
        points = words.removeprefix(FORM.signature).lstrip().startswith(FILLER)
        ruled = is_rule(above)
        if (points and ruled) or (row is visible[-1] and (points or ruled)):
            return (above, row) if ruled else (row,)
    return ()
