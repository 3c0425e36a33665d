"""Adding steps to standing checklists: read anew, and written where nothing moved.

Whatever was read before, the text is read again right before it is written, and written
only as the very text that was read: so that a step is added once, whoever writes in the
same moment. When that is to be done is decided in `planning_steps`.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime

from afteraction.checklist_reading import read_checklist
from afteraction.domain.checklists import (
    ChecklistText,
    place_for_step,
    stands,
    with_steps,
)
from afteraction.domain.identity import text_digest
from afteraction.domain.steps import leading, step_lines, way
from afteraction.domain.tickets import LineEdit
from afteraction.errors import Changed
from afteraction.plan import AddStep
from afteraction.tracker import Edit, Tracker

TRIES = 3
"""So often a text is read again that changed while we wrote."""
UNTOLD = "what the review says under What changes"


class StepAdder:
    """Adds steps, and remembers which ones."""

    def __init__(self, trackers: Mapping[str, Tracker], now: datetime) -> None:
        """One adder a plan."""
        self._trackers = trackers
        self._now = now
        self.added: set[str] = set()
        """Keys of the changes whose steps stand."""

    def add(self, change: AddStep) -> str:
        """Add the steps of a change, if they do not stand there; the checklist's ref.

        Raises a `TrackerError` when they could not be added.
        """
        tracker = self._trackers[change.checklist.tracker]
        for left in reversed(range(TRIES)):
            text = read_checklist(change.checklist, tracker)
            try:
                if not stands(text.lines, change.token):
                    self._write(change, text, tracker)
            except Changed:
                if not left:
                    raise
                continue
            self.added.add(change.key)
            return text.ref
        raise AssertionError(change)

    def _write(self, change: AddStep, text: ChecklistText, tracker: Tracker) -> None:
        if text.ticket is None:
            self._write_file(change, text, tracker)
            return
        lines = _lines(change, tracker.link(change.review))
        expected = text_digest(text.text)
        tracker.edit(text.ticket.id, _edit(self._now, text, lines, expected))

    def _write_file(
        self, change: AddStep, text: ChecklistText, tracker: Tracker
    ) -> None:
        link = leading(tracker.link(change.review), way(change.review.url, text.url))
        after = with_steps(text.source, _lines(change, link))
        why = (
            f"Add a step to {text.name}\n\nFinding {change.token} of"
            f" {change.review.url}"
        )
        tracker.change_file(change.checklist.file, text.source, after, why)


def _lines(change: AddStep, review: str) -> tuple[str, ...]:
    items = change.finding.items if change.tells else (UNTOLD,)
    return step_lines(items, change.token, change.day, review)


def _edit(
    now: datetime, text: ChecklistText, lines: Sequence[str], expected: str
) -> Edit:
    place = place_for_step(text.lines)
    if place.after < 0:
        return Edit(at=now, text="\n".join(lines), expected=expected)
    after = text.lines[place.after]
    edits = tuple(LineEdit(after, f"{place.indent}{line}", "after") for line in lines)
    return Edit(at=now, lines=edits, expected=expected)
