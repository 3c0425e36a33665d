"""A line of a review with everything in it that may mean something to the form.

Looked at once and then asked often: `form_blocks` decides by these what belongs where.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from afteraction.domain.form_boxes import BoxMark, box_of, kinds_in
from afteraction.domain.form_headings import Heading, heading_of, title_line_of
from afteraction.domain.form_marks import Label, is_rule, labels_of
from afteraction.domain.form_rows import Row

Sort = Literal["text", "heading", "choice", "field", "carrier"]
"""What a line is; a choice is a box or a field that says the kind."""


@dataclass(frozen=True, slots=True)
class FormLine:
    """A line and its marks."""

    row: Row
    heading: Heading | None = None
    title_line: Heading | None = None
    """The heading that a line in bold type may be meant as."""
    labels: tuple[Label, ...] = ()
    box: BoxMark | None = None
    is_rule: bool = False

    @property
    def label(self) -> Label | None:
        """The first label."""
        return self.labels[0] if self.labels else None

    @property
    def is_bare_label(self) -> bool:
        """Whether the line says which field follows, and no more."""
        return self.label is not None and self.label.first and self.label.is_bare

    @property
    def sort(self) -> Sort:
        """What the line is, if it is one thing only."""
        if self.heading:
            return "heading"
        if self.box:
            return "choice"
        return "text" if self.label is None else _sort_of(self.label)


def _sort_of(label: Label) -> Sort:
    match label.field.id:
        case "kind":
            return "choice"
        case "carried_by":
            return "carrier"
        case _:
            return "field"


def see(row: Row) -> FormLine:
    """Everything in a line that may mean something; in code and quotes nothing does."""
    if row.block or row.is_blank:
        return FormLine(row)
    heading = heading_of(row)
    labels = tuple(
        label
        for label in labels_of(row, heading=heading is not None)
        if not _is_another_type(label, row)
    )
    title_line = None if heading or labels else title_line_of(row)
    return FormLine(row, heading, title_line, labels, box_of(row), is_rule(row))


def _is_another_type(label: Label, row: Row) -> bool:
    """`Type: outage` is a team's own field; only `Type: inherent` is ours."""
    if not label.alias or label.field.id != "kind":
        return False
    kinds, _ = kinds_in(row.shown[label.value : label.end])
    return not kinds


def marks_ahead(lines: Sequence[FormLine]) -> list[Sort]:
    """For each line the sort of the next one with a mark; text where none is.

    A heading ends the search, unless it is a field in a heading's clothes.
    """
    ahead: list[Sort] = []
    following: Sort = "text"
    for line in reversed(lines):
        ahead.append(following)
        if line.heading:
            is_field = line.label and line.is_bare_label
            following = _sort_of(line.label) if line.label and is_field else "text"
        elif line.sort != "text":
            following = line.sort
    return ahead[::-1]
