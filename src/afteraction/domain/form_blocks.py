"""The lines of a review sorted into its answers and its gaps' blocks.

One pass from top to bottom. It sorts and does not judge: what is wrong with a block is
said in `form_gaps`.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from afteraction.domain.form import QuestionId
from afteraction.domain.form_answers import Entry, Piece
from afteraction.domain.form_boxes import BoxMark
from afteraction.domain.form_headings import title_in
from afteraction.domain.form_lines import FormLine, Sort, marks_ahead, see
from afteraction.domain.form_marks import (
    Label,
    is_bullet,
    is_hint,
    is_lead,
    is_others_field,
    leads_on,
    prefix_end,
)
from afteraction.domain.form_rows import Row
from afteraction.domain.form_sections import Section


@dataclass(frozen=True, slots=True)
class Box:
    """A box as it stands in a block."""

    row: Row
    mark: BoxMark


@dataclass(slots=True)
class Block:
    """One gap's part of the text."""

    level: int
    heading: Row | None
    """None where the block has no heading of its own."""
    title: str
    again: bool = False
    """It begins with a second set of boxes below another block's."""
    boxes: list[Box] = field(default_factory=list)
    entries: list[Entry] = field(default_factory=list)
    prose: list[Row] = field(default_factory=list)
    """Words in no field that are no template's hint either."""
    rows: list[Row] = field(default_factory=list)
    """All that was sorted into it, the first one first."""

    @property
    def is_waiting(self) -> bool:
        """Whether it has a title, but no box or field yet."""
        return bool(self.title) and not self.boxes and not self.entries


@dataclass(slots=True)
class Sorted:
    """A review's lines in their places."""

    answers: dict[QuestionId, list[Entry]] = field(default_factory=dict)
    blocks: list[Block] = field(default_factory=list)
    carried: list[Entry] = field(default_factory=list)


def sort_rows(sections: Sequence[Section]) -> Sorted:
    """The answers, blocks and the carrier in the parts of a text."""
    result = Sorted()
    for section in sections:
        if section.question and section.question.id == "kind":
            _Blocks(result, section).run()
        else:
            _Answer(result, section).run()
    return result


class _Section:
    """Goes through one part of a text, line by line, and remembers what is open."""

    def __init__(self, result: Sorted, section: Section) -> None:
        self._result = result
        self._section = section
        self._lines = [see(row) for row in section.rows]
        self._entry: Entry | None = None
        self._outer: Entry | None = None
        """The long answer that goes on after the short one in its middle."""

    def _open(self, row: Row, label: Label, outer: Entry | None) -> Entry:
        entry = Entry(row, label.field, inside=not label.first)
        entry.pieces.append(Piece(row, label.value, label.end))
        self._entry, self._outer = entry, outer
        if entry.is_carrier:
            self._result.carried.append(entry)
        return entry

    def _takes(self, row: Row) -> Entry | None:
        """The open answer to which a line without marks belongs."""
        while self._entry is not None and not self._entry.takes(row):
            self._entry, self._outer = self._outer, None
        if self._entry is not None:
            self._entry.pieces.append(Piece(row, 0, len(row.shown)))
        return self._entry

    def _long(self) -> Entry | None:
        """The answer over several lines that is open, if one is."""
        entry = self._entry if self._entry and self._entry.is_long else self._outer
        return entry if entry and entry.is_long else None

    def _leads_on(self, at: int) -> FormLine | None:
        """The line that follows, if this one may lead to it and say no more."""
        row = self._lines[at].row
        if row.is_blank or row.block or not leads_on(row):
            return None
        if at and not self._lines[at - 1].row.is_blank:
            return None
        below = (line for line in self._lines[at + 1 :] if not line.row.is_blank)
        return next(below, None)


class _Answer(_Section):
    """A question's answer, in which only the carrier is a field of its own."""

    def run(self) -> None:
        """Sort all lines of the section."""
        question = self._section.question
        if question is not None:
            self._entry = Entry(self._section.head, None)
            self._entry.pieces.append(Piece(self._section.head, *self._section.rest))
            self._result.answers.setdefault(question.id, []).append(self._entry)
        for at, line in enumerate(self._lines):
            self._line(at, line)

    def _line(self, at: int, line: FormLine) -> None:
        label = line.label
        if label and label.field.id == "carried_by" and label.first and label.exact:
            self._open(line.row, label, self._long())
        elif line.is_rule and self._entry and self._entry.is_carrier:
            self._entry, self._outer = self._outer, None
        elif not self._is_lead(at):
            self._takes(line.row)

    def _is_lead(self, at: int) -> bool:
        following = self._leads_on(at)
        leads = following is not None and following.sort == "carrier"
        return leads or is_lead(self._lines[at].row)


class _Blocks(_Section):
    """The gaps' blocks under the fourth question, and the carrier below them."""

    def __init__(self, result: Sorted, section: Section) -> None:
        super().__init__(result, section)
        self._ahead: list[Sort] = marks_ahead(self._lines)
        self._block: Block | None = None
        self._aside = False
        """Below a heading that is none of the form's."""
        self._idle = False
        """Below a ruler or the carrier: what stands there is said to nobody."""

    def run(self) -> None:
        """Sort all lines of the section."""
        for at, line in enumerate(self._lines):
            if line.is_rule:
                self._close(idle=True)
            elif self._is_title(at, line):
                self._begin(line)
            elif self._are_fields(line):
                self._fields(line)
            elif line.box and self._is_box(line.row, line.box):
                self._box(line.row, line.box)
            elif line.heading or self._is_lead(at) or self._is_others_field(line.row):
                self._close(idle=self._idle)
            else:
                self._text(line.row)

    # Titles.

    def _is_title(self, at: int, line: FormLine) -> bool:
        """Whether a gap's block begins here."""
        chooses = self._ahead[at] == "choice" and not (
            self._block and self._block.is_waiting
        )
        if line.heading is None:
            return line.title_line is not None and chooses
        if self._is_field_heading(line):
            return False
        if line.heading.level <= self._section.level:
            self._aside = self._ahead[at] not in ("choice", "field")
            self._block = None if self._aside else self._block
            return not self._aside
        if self._aside:
            return chooses
        is_next = self._block is None or line.heading.level <= self._block.level
        return is_next or chooses

    def _is_field_heading(self, line: FormLine) -> bool:
        """`#### Owner` is a field; `### Target: missed` may well be a title."""
        label, heading = line.label, line.heading
        if label is None or heading is None or not label.first:
            return False
        below = self._block is not None and heading.level > self._block.level
        carrier = label.field.id == "carried_by" and label.exact
        return label.is_bare or below or carrier

    def _begin(self, line: FormLine) -> None:
        heading = line.heading or line.title_line
        assert heading is not None
        self._close()
        self._aside = False
        title = title_in(heading, line.row)
        self._start(Block(heading.level, line.row, title), line.row)

    def _start(self, block: Block, row: Row) -> None:
        block.rows.append(row)
        self._block = block
        self._result.blocks.append(block)

    def _here(self, row: Row) -> Block:
        """The open block; one without a heading, where there is none."""
        if self._block is None:
            self._start(Block(self._section.level + 1, None, ""), row)
        assert self._block is not None
        return self._block

    # Boxes and fields.

    def _is_box(self, row: Row, mark: BoxMark) -> bool:
        """A step of *What changes* may have a box of its own, and begin like a kind."""
        around = self._long()
        if self._aside or around is None:
            return not self._aside
        return mark.exact and row.indent <= around.row.indent

    def _box(self, row: Row, mark: BoxMark) -> None:
        self._close()
        block = self._here(row)
        had = {kind for box in block.boxes for kind in box.mark.kinds}
        first = block.boxes[0].row.at if block.boxes else row.at
        said = any(entry.row.at > first for entry in block.entries)
        if said and had.intersection(mark.kinds):
            block = Block(block.level, None, "", again=True)
            self._start(block, row)
        block.boxes.append(Box(row, mark))
        block.rows.append(row)

    def _are_fields(self, line: FormLine) -> bool:
        """Whether labels in a line are meant as such, inside *What changes* as well."""
        label, around = line.label, self._long()
        if label is None or (self._aside and label.field.id != "carried_by"):
            return False
        if line.heading:
            return self._is_field_heading(line)
        if around is None or not label.first:
            return True
        if label.field is around.field:
            return label.exact
        return not label.alias or line.row.indent <= around.row.indent

    def _fields(self, line: FormLine) -> None:
        row, first, outer = line.row, line.labels[0], self._long()
        if not first.first:
            self._words_before(row, first)
        elif outer is not None and row.indent <= outer.row.indent:
            outer = None
        self._idle = False
        for label in line.labels:
            entry = self._open(row, label, outer)
            if not entry.is_carrier:
                self._here(row).entries.append(entry)
                self._here(row).rows.append(row)

    def _words_before(self, row: Row, label: Label) -> None:
        """`- add an alert (Owner: ada)`: the words before belong to what is open."""
        around = self._long()
        if around is not None:
            around.pieces.append(Piece(row, 0, prefix_end(row, label)))
        elif self._block is not None:
            self._block.prose.append(row)

    def _is_others_field(self, row: Row) -> bool:
        """A team's own field beside ours; nested under one of ours it is an item."""
        around = self._long()
        beside = around is None or row.indent <= around.row.indent
        is_item = around is None or is_bullet(around.row)
        return beside and is_item and is_others_field(row)

    def _is_lead(self, at: int) -> bool:
        following = self._leads_on(at)
        leads = following is not None and (
            following.sort not in ("text", "heading") or is_others_field(following.row)
        )
        return leads or is_lead(self._lines[at].row)

    # Text.

    def _text(self, row: Row) -> None:
        below_the_carrier = self._entry is not None and self._entry.is_carrier
        entry = self._takes(row)
        if entry is None:
            self._idle = self._idle or below_the_carrier
            self._prose(row)
        elif not entry.is_carrier:
            self._here(row).rows.append(row)

    def _prose(self, row: Row) -> None:
        if self._block is not None and not row.is_blank and not self._idle:
            self._block.prose += [] if is_hint(row) else [row]
            self._block.rows.append(row)

    def _close(self, *, idle: bool = False) -> None:
        self._entry = self._outer = None
        self._idle = idle
