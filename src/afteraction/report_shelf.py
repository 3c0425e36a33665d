"""The tickets behind each figure, collected while a page is being made.

A template asks for a figure's address when it writes the figure; what was asked for is
listed at the page's end. Nothing here knows HTML or Markdown.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from heapq import nsmallest

from afteraction.domain.follow_through import Became
from afteraction.escaping import link
from afteraction.report_counts import Count
from afteraction.report_rows import Link, ReviewRow, Row

WORST_FIRST = (
    Became.OVERDUE,
    Became.LOOK_AGAIN,
    Became.OPEN,
    Became.DECLINED,
    Became.IN_FORCE,
    Became.DONE_LATE,
    Became.DONE,
    Became.LEARNED,
)
_RANK = {state: rank for rank, state in enumerate(WORST_FIRST)}
REFS = 3
"""After those that are shown with their titles, so many times as many by refs only."""

Order = tuple[int | date | str, ...]


def worst_first(row: Row) -> Order:
    """What has waited longest comes first, what has no date last."""
    if isinstance(row, ReviewRow):
        return 0, _day(row.due), row.review.ref
    return _RANK[row.state], row.due or date.max, row.ticket.ref


def _day(due: datetime) -> date:
    return due.date()


@dataclass(frozen=True, slots=True)
class Behind:
    """The list of the tickets behind one figure."""

    id: str
    said: str
    """What the figure is, in words."""
    total: int
    rows: tuple[Link, ...]
    refs: tuple[Link, ...]
    """Those that come next, to be shown by their refs."""

    @property
    def more(self) -> int:
        """How many are left out."""
        return self.total - len(self.rows) - len(self.refs)


@dataclass(slots=True)
class Shelf:
    """What was asked for so far; no list shows more than `shown` titles."""

    shown: int
    refs: int = REFS
    """So many times as many are shown by their refs, after those."""
    lists: list[Behind] = field(default_factory=list)

    def put(self, count: Count, said: str) -> str:
        """Where the tickets behind a figure are to be found; "" where there are none.

        The address of the ticket itself where it is only one, else the list's id.
        """
        if not count.rows:
            return ""
        if count.n == 1 and (address := link(count.rows[0].link.url)):
            return address
        behind = f"t{len(self.lists) + 1}"
        links = first_links(count.rows, self.shown * (1 + self.refs))
        rows, refs = tuple(links[: self.shown]), tuple(links[self.shown :])
        self.lists.append(Behind(behind, said, count.n, rows, refs))
        return f"#{behind}"


def first_links(rows: Iterable[Row], most: int) -> Sequence[Link]:
    """The tickets of the first rows, the worst first."""
    order: Callable[[Row], Order] = worst_first
    return [row.link for row in nsmallest(most, rows, key=order)]
