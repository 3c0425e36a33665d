"""What people wrote in a review: the form's answers, before they are judged.

`review_form` reads these from Markdown; `findings` says what they amount to.
"""

from __future__ import annotations

from dataclasses import dataclass

from afteraction.domain.kinds import Kind
from afteraction.domain.tickets import Line


@dataclass(frozen=True, slots=True)
class Answer:
    """What stands in one place of the form.

    `text` is Markdown without the label, "" when nothing was filled in; `lines` are
    the lines that hold it, the first one being the label's own.
    """

    text: str = ""
    lines: tuple[Line, ...] = ()

    def __bool__(self) -> bool:
        """Whether anything was written."""
        return bool(self.text)


@dataclass(frozen=True, slots=True)
class FormProblem:
    """Something in the form that can not be read, and what to do about it."""

    message: str
    line: Line | None = None
    number: int = 0
    """The line's number in the text, from 1; 0 when no line is to blame."""
    of_kind: bool = False
    """It says why the kind can not be read."""


@dataclass(frozen=True, slots=True)
class Gap:
    """One block under the fourth question, as it stands there."""

    title: str
    ticked: tuple[Kind, ...]
    """The kinds that were chosen, in the form's order; one is right."""
    what: Answer
    items: tuple[str, ...]
    """*What changes*, one text an item or paragraph."""
    owner: Answer
    due: Answer
    next_try: Answer
    checklist: Answer
    tracked: Answer
    lines: tuple[Line, ...]
    """The whole block, its heading first."""
    last: Line
    """The line after which a new field of this block belongs."""
    number: int
    """The heading's line number, from 1."""
    problems: tuple[FormProblem, ...] = ()


@dataclass(frozen=True, slots=True)
class ReviewText:
    """A review as it was filled in."""

    intended: Answer
    happened: Answer
    gap: Answer
    no_gap: bool
    """The third question was answered with "no gap": the form ends there."""
    gaps: tuple[Gap, ...]
    carried_by: Answer
    problems: tuple[FormProblem, ...] = ()
    """Of the review as a whole; those of one gap stand with the gap."""
    asks: bool = True
    """Whether any of the four questions stands in it."""
