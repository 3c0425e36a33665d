"""The lines of a review sorted into its answers and its gaps' blocks.

One pass from top to bottom. It sorts and does not judge: what is wrong with a block is
said in `form_gaps`.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from afteraction.domain.form import QuestionId
from afteraction.domain.form_answers import Entry, Piece
from afteraction.domain.form_headings import (
    Heading,
    heading_of,
    title_in,
    title_line_of,
)
from afteraction.domain.form_marks import (
    BoxMark,
    Label,
    box_of,
    is_bullet,
    is_lead,
    is_like_a_field,
    is_others_field,
    is_rule,
    labels_of,
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
    rows: list[Row] = field(default_factory=list)
    """All that belongs to it, in order, without what is between."""

    @property
    def has_marks(self) -> bool:
        """Whether a box or a field stands in it already."""
        return bool(self.boxes or self.entries)


@dataclass(slots=True)
class Sorted:
    """A review's lines in their places."""

    answers: dict[QuestionId, list[Entry]] = field(default_factory=dict)
    blocks: list[Block] = field(default_factory=list)
    carried: list[Entry] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class _Seen:
    """A line with everything in it that may mean something."""

    row: Row
    heading: Heading | None
    title_line: Heading | None
    labels: tuple[Label, ...]
    box: BoxMark | None
    is_rule: bool

    @property
    def sort(self) -> str:
        """What it does to the lines above it."""
        first = self.labels[0].field.id if self.labels else ""
        if self.heading:
            return "heading"
        if self.box or first == "kind":
            return "choice"
        return "carrier" if first == "carried_by" else "field" if first else ""


def sort_rows(sections: Sequence[Section]) -> Sorted:
    """The answers, blocks and the carrier in the parts of a text."""
    result = Sorted()
    for section in sections:
        _Sorter(result, section).run()
    return result


class _Sorter:
    """Goes through one section, line by line, and remembers what is open."""

    def __init__(self, result: Sorted, section: Section) -> None:
        self._result = result
        self._section = section
        self._lines = [_seen(row) for row in section.rows]
        self._ahead = _ahead(self._lines)
        self._entry: Entry | None = None
        self._outer: Entry | None = None
        self._block: Block | None = None
        self._aside = section.question is None
        """Below a heading that is none of the form's."""
        self._idle = False
        """Below a ruler or the carrier: what stands there is said to nobody."""

    def run(self) -> None:
        """Sort all lines of the section."""
        question = self._section.question
        if question is not None and question.id != "kind":
            head = self._section.head
            self._entry = Entry(head, None)
            self._entry.pieces.append(Piece(head, *self._section.rest))
            self._result.answers.setdefault(question.id, []).append(self._entry)
        in_gaps = question is not None and question.id == "kind"
        for at, line in enumerate(self._lines):
            if in_gaps:
                self._in_gaps(at, line)
            else:
                self._in_answer(at, line)

    def _in_answer(self, at: int, line: _Seen) -> None:
        """Below one of the first three questions only the carrier is a field."""
        label = line.labels[0] if line.labels else None
        if label and label.field.id == "carried_by" and label.first and label.exact:
            outer = self._entry if self._entry and self._entry.is_long else self._outer
            self._open(line.row, label)
            self._outer = outer
        elif line.is_rule and self._entry is not None and not self._entry.is_long:
            self._entry, self._outer = self._outer, None
        elif not self._is_lead(at):
            self._text(line.row)

    def _in_gaps(self, at: int, line: _Seen) -> None:
        if line.is_rule:
            self._close(idle=True)
        elif self._is_title(at, line):
            self._begin(line)
        elif self._aside:
            self._in_answer(at, line)
        elif line.labels and self._are_fields(line):
            self._fields(line)
        elif line.box and (line.box.exact or not self._in_long()):
            self._box(line.row, line.box)
        elif line.heading or self._is_lead(at) or self._is_others_field(line.row):
            self._close(idle=self._idle)
        else:
            self._text(line.row)

    # Titles.

    def _is_title(self, at: int, line: _Seen) -> bool:
        """Whether a gap's block begins here."""
        if line.heading is None:
            return line.title_line is not None and self._is_title_line(at)
        if self._is_field_heading(line):
            return False
        level, ahead = line.heading.level, self._ahead[at]
        if level <= self._section.level:
            self._aside = ahead not in ("choice", "field")
            self._block = None if self._aside else self._block
            return not self._aside
        if self._aside:
            return ahead == "choice"
        if self._block is None or level <= self._block.level:
            return True
        return ahead == "choice" and not self._is_waiting()

    def _is_title_line(self, at: int) -> bool:
        """In bold type: a title where boxes follow and the block has had its own."""
        return self._ahead[at] == "choice" and not self._is_waiting()

    def _is_waiting(self) -> bool:
        """Whether the open block has a title and no boxes yet."""
        block = self._block
        return block is not None and bool(block.title) and not block.has_marks

    def _is_field_heading(self, line: _Seen) -> bool:
        """`#### Owner` is a field; `### Target: missed` may well be a title."""
        if not line.labels or line.heading is None:
            return False
        label = line.labels[0]
        below = self._block is not None and line.heading.level > self._block.level
        carrier = label.field.id == "carried_by" and label.exact
        return label.first and (label.is_bare or below or carrier)

    def _begin(self, line: _Seen) -> None:
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

    def _are_fields(self, line: _Seen) -> bool:
        """Whether labels in a line are meant as such, inside *What changes* as well."""
        label = line.labels[0]
        around = self._long()
        if line.heading:
            return self._is_field_heading(line)
        if around is None or around.field is None or not label.first:
            return True
        if label.field is around.field:
            return label.exact
        return not label.alias or line.row.indent <= around.row.indent

    def _fields(self, line: _Seen) -> None:
        row, first = line.row, line.labels[0]
        outer = self._long()
        if not first.first:
            self._words_before(row, first)
        elif outer is not None and row.indent <= outer.row.indent:
            outer = None
        for label in line.labels:
            self._open(row, label)
        self._outer = outer

    def _words_before(self, row: Row, label: Label) -> None:
        """`- add an alert (Owner: ada)`: the words before belong to what is open."""
        end = prefix_end(row, label)
        if self._entry is not None and not self._entry.is_long:
            self._entry = self._outer
        if self._entry is not None:
            self._entry.pieces.append(Piece(row, 0, end))
        elif self._block is not None:
            self._block.prose.append(row)

    def _is_others_field(self, row: Row) -> bool:
        """A team's own field beside ours; nested under one of ours it is an item."""
        around = self._long()
        beside = around is None or row.indent <= around.row.indent
        is_item = around is None or is_bullet(around.row)
        return beside and is_item and is_others_field(row)

    def _open(self, row: Row, label: Label) -> None:
        entry = Entry(row, label.field, inside=not label.first)
        entry.pieces.append(Piece(row, label.value, label.end))
        self._entry, self._idle = entry, False
        if label.field.id == "carried_by":
            self._result.carried.append(entry)
        else:
            block = self._here(row)
            block.entries.append(entry)
            block.rows.append(row)

    def _close(self, *, idle: bool = False) -> None:
        self._entry = self._outer = None
        self._idle = idle

    def _long(self) -> Entry | None:
        """The answer over several lines that is open, if one is."""
        entry = self._entry if self._entry and self._entry.is_long else self._outer
        return entry if entry is None or entry.is_long else None

    def _in_long(self) -> bool:
        return self._long() is not None

    # Text.

    def _text(self, row: Row) -> None:
        while self._entry is not None:
            if _takes(self._entry, row):
                self._entry.pieces.append(Piece(row, 0, len(row.shown)))
                self._belongs(row, self._entry)
                return
            self._idle = self._is_carrier(self._entry) and self._outer is None
            self._entry, self._outer = self._outer, None
        if self._block is not None and not row.is_blank and not self._idle:
            self._block.prose.append(row)
            self._block.rows.append(row)

    def _belongs(self, row: Row, entry: Entry) -> None:
        if self._block is not None and not self._is_carrier(entry):
            self._block.rows.append(row)

    def _is_carrier(self, entry: Entry) -> bool:
        return entry.field is not None and entry.field.id == "carried_by"

    def _is_lead(self, at: int) -> bool:
        """Whether a line leads to the list below it and says nothing itself."""
        row = self._lines[at].row
        if row.is_blank or row.block or not leads_on(row) or is_lead(row):
            return is_lead(row)
        below = (line for line in self._lines[at + 1 :] if not line.row.is_blank)
        follows = next((line.sort for line in below), "")
        above = at == 0 or self._lines[at - 1].row.is_blank
        return follows in self._led_to() and above

    def _led_to(self) -> tuple[str, ...]:
        question = self._section.question
        if question is not None and question.id == "kind":
            return ("choice", "field", "carrier")
        return ("carrier",)


def _takes(entry: Entry, row: Row) -> bool:
    """Whether a line without marks still belongs to the answer that is open."""
    if entry.is_long:
        return True
    before = entry.pieces[-1].row
    if row.block and row.block == before.block:
        return True
    if entry.inside or (entry.says_something and _is_link(entry)):
        return False
    if row.is_blank:
        return True
    is_item = is_bullet(entry.row)
    nested = is_item and row.indent > entry.row.indent
    if not entry.says_something:
        beside = is_item and (before.is_blank or is_like_a_field(row))
        return nested or not beside
    return nested or not (before.is_blank or is_bullet(row) or row.block)


def _is_link(entry: Entry) -> bool:
    """A link is one line, so that ours reads as it was written, whatever follows."""
    return entry.field is not None and entry.field.holds == "link"


def _seen(row: Row) -> _Seen:
    if row.block or row.is_blank:
        return _Seen(row, None, None, (), None, is_rule=False)
    heading = heading_of(row)
    labels = labels_of(row, heading=heading is not None)
    titled = None if heading or labels else title_line_of(row)
    return _Seen(row, heading, titled, labels, box_of(row), is_rule(row))


def _ahead(lines: Sequence[_Seen]) -> list[str]:
    """For each line the sort of the next one that is of any, "" from a heading on."""
    ahead: list[str] = []
    following = ""
    for line in reversed(lines):
        ahead.append(following)
        if line.sort == "heading":
            following = "choice" if _is_field(line, "kind") else ""
            following = following or ("field" if _is_bare_label(line) else "")
        elif line.sort:
            following = line.sort
    return ahead[::-1]


def _is_bare_label(line: _Seen) -> bool:
    return bool(line.labels) and line.labels[0].first and line.labels[0].is_bare


def _is_field(line: _Seen, wanted: str) -> bool:
    return _is_bare_label(line) and line.labels[0].field.id == wanted
