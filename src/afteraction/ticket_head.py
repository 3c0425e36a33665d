"""Due date and owner in lines that people see, where a tracker has no field for them.

Pure. They stand above the first heading of a ticket of ours, in any plain form, and
people edit them there; they are no part of its text.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date

from afteraction.domain.dates import read_date

_ANY_TWO_DAYS = (date(2024, 2, 29), date(2026, 7, 6))
# In a code span a handle may be anything: an address, a name of two words.
_OWNER = re.compile(r"\*\*Owner:\*\*[ \t]*(?:`@?([^`]+)`|@?([A-Za-z0-9_-]+))[ \t]*")
_DUE = re.compile(r"(?:[-*+] )?\**Due(?: date)?\**:\**[ \t]*(.*)", re.IGNORECASE)
_DUE_AS_WE_WRITE_IT = "**Due:**"
_BLANK = " \t"
_HEADING = re.compile(r" {0,3}#{1,6}([ \t]|$)")


@dataclass(slots=True)
class Head:
    """What stands above the first heading and is not text."""

    due: date | None = None
    owner: str | None = None
    unread: str | None = None
    lines: set[int] = field(default_factory=set)
    due_at: int | None = None
    """Which line is for the due date, also where nobody can read what it says."""
    owner_at: int | None = None


def head_of(texts: Sequence[str]) -> Head:
    """Due date and owner, and the lines that belong to them, with the empty one after.

    People may write above them, but a line below a heading is an answer of theirs.
    """
    head = Head()
    for at, text in enumerate(texts):
        if _HEADING.match(text):
            break
        if head.due is None and (found := _DUE.fullmatch(text)):
            head.due = _day(found[1])
            if head.due is None:
                head.unread = head.unread or found[1].strip() or None
                if head.due_at is None and text.startswith(_DUE_AS_WE_WRITE_IT):
                    head.due_at = at
            else:
                head.due_at = at
                head.lines.add(at)
        elif head.owner is None and (found := _OWNER.fullmatch(text)):
            head.owner = found[1] or found[2]
            head.owner_at = at
            head.lines.add(at)
    if head.due is not None:
        head.unread = None
    head.lines |= _empty_beside(texts, head.lines)
    return head


def _empty_beside(texts: Sequence[str], lines: set[int]) -> set[int]:
    """The empty lines between these, after them, and before them at the very top."""
    if not lines:
        return set()
    first, after = min(lines), max(lines) + 1
    while after < len(texts) and not texts[after].strip(_BLANK):
        after += 1
    start = first if any(text.strip(_BLANK) for text in texts[:first]) else 0
    return {at for at in range(start, after) if not texts[at].strip(_BLANK)}


def _day(text: str) -> date | None:
    """A day that is the same whenever it was said: no "Friday", no "24 December"."""
    days = {read_date(text, said_on=day) for day in _ANY_TWO_DAYS}
    day = days.pop()
    return day if isinstance(day, date) and not days else None


def with_due(text: str, due: date) -> str:
    """A line for a due date with another day, in the form in which it stands there."""
    found = _DUE.fullmatch(text)
    if found is None:
        return text
    label = text[: found.start(1)]
    return f"{label}{due}" if label.endswith((" ", "\t")) else f"{label} {due}"


def head_lines(due: date | None, owner: str | None) -> list[str]:
    """The lines for these two, as we write them."""
    lines = [f"**Due:** {due}"] if due else []
    if owner is None:
        return lines
    plain = _OWNER.fullmatch(f"**Owner:** {owner}")
    return [*lines, f"**Owner:** {owner}" if plain else f"**Owner:** `{owner}`"]
