"""Filling in a blank block of a review for somebody who named a gap in a comment.

Pure: a review's lines and the gaps in, edits of single lines out. The block's heading
becomes the gap's title and its kind is ticked; the rest is left to people.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from afteraction.domain.form_blocks import Block, sort_rows
from afteraction.domain.form_gaps import gap_of
from afteraction.domain.form_rows import read_rows
from afteraction.domain.form_sections import sections_of
from afteraction.domain.kinds import Kind
from afteraction.domain.tickets import Line, LineEdit

_HEADING = re.compile(r"\s{0,3}#{1,6}\s+")
_EMPTY_BOX = re.compile(r"\[[ \xa0]?\]")


def fill_blanks(
    lines: Sequence[Line], gaps: Sequence[tuple[Kind, str]]
) -> tuple[tuple[LineEdit, ...], int]:
    """Edits that put the gaps into blank blocks, and for how many there was one."""
    blanks = list(_blanks(lines))
    edits: list[LineEdit] = []
    placed = 0
    for (kind, title), block in zip(gaps, blanks, strict=False):
        edits += _filled(block, kind, title)
        placed += 1
    return tuple(edits), placed


def _blanks(lines: Sequence[Line]) -> Iterator[Block]:
    """Blocks with a heading and a box for each kind, in which nothing was written."""
    text = read_rows(lines)
    for block in sort_rows(sections_of(text.rows)).blocks:
        kinds = {kind for box in block.boxes for kind in box.mark.kinds}
        heading = block.heading.line.text if block.heading else ""
        blank = gap_of(block, text) is None and kinds >= set(Kind)
        if blank and _HEADING.match(heading):
            yield block


def _filled(block: Block, kind: Kind, title: str) -> Iterator[LineEdit]:
    assert block.heading is not None
    heading = block.heading.line
    signs = _HEADING.match(heading.text)
    yield LineEdit(heading, f"{signs[0] if signs else '### '}{' '.join(title.split())}")
    box = next(box for box in block.boxes if kind in box.mark.kinds)
    line = box.row.line
    yield LineEdit(line, _EMPTY_BOX.sub("[x]", line.text, count=1))
