"""What a report shows: its rows put into lists that people can read.

Pure: the figures in, lists and sentences out. Every surface for people (terminal,
Markdown, HTML) is made from this one value, so that they agree; JSON is made from the
figures themselves. A long list shows what waits longest and says how many are left
out.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from heapq import nsmallest
from typing import Generic, TypeVar

from afteraction import report_words as words
from afteraction.domain.calendar import day_of
from afteraction.domain.follow_through import Became
from afteraction.report import (
    Link,
    OwnerFigures,
    Report,
    ReviewRow,
    ReviewState,
    WriteBackRow,
)

WEEKS = 26
"""How far back the weeks go: half a year."""
FEWEST_WEEKS = 8
"""So many are shown even when the loop is younger: one column is no picture."""
SOON = timedelta(days=14)
_BACKGROUND = 10
"""Lists that ask nothing of anybody show a tenth of the rows."""

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
STACKED = (
    Became.DONE,
    Became.DONE_LATE,
    Became.LEARNED,
    Became.IN_FORCE,
    Became.LOOK_AGAIN,
    Became.OPEN,
    Became.OVERDUE,
    Became.DECLINED,
)
"""From what is settled to what is not: the order of parts in every chart."""
ON_THE_WAY = frozenset({Became.OPEN, Became.OVERDUE})
STILL_TO_HOLD = frozenset({ReviewState.DUE, ReviewState.OVERDUE})

Row = TypeVar("Row")
Order = tuple[int | date | str, ...]


@dataclass(frozen=True, slots=True)
class Rows(Generic[Row]):
    """The first of many rows, and how many there are altogether."""

    rows: tuple[Row, ...]
    total: int

    @property
    def more(self) -> int:
        """How many are left out."""
        return self.total - len(self.rows)


@dataclass(frozen=True, slots=True)
class Need:
    """One thing that somebody should look at; `where` is its list's anchor."""

    what: str
    where: str


@dataclass(frozen=True, slots=True)
class Ownerless:
    """A review, a finding or its ticket that nobody has taken on yet."""

    title: str
    ticket: Link
    """Where the owner is to be named: the review, or the finding's own ticket."""
    subject: Link


@dataclass(frozen=True, slots=True)
class Week:
    """What was opened in the week that begins on Monday `first`."""

    first: date
    counts: tuple[tuple[Became, int], ...]
    """In the order of `STACKED`; the same states in every week, zeros too."""


@dataclass(frozen=True, slots=True)
class ReportView:
    """A report as it is shown."""

    report: Report
    today: date
    well: tuple[str, ...]
    needs: tuple[Need, ...]
    overdue: Rows[WriteBackRow]
    look_again: Rows[WriteBackRow]
    reviews_overdue: Rows[ReviewRow]
    ownerless: Rows[Ownerless]
    unfinished: Rows[ReviewRow]
    reviews_to_come: Rows[ReviewRow]
    due_soon: Rows[WriteBackRow]
    """Open work that is due within `SOON`, the next first."""
    owners: Rows[OwnerFigures]
    """By name; where there are too many, those who carry the most."""
    weeks: tuple[Week, ...]
    before: int
    """How many write-backs were opened outside of `weeks`."""
    not_held: Rows[ReviewRow]
    in_force: Rows[WriteBackRow]
    learned: Rows[WriteBackRow]
    declined: Rows[WriteBackRow]
    everything: Rows[WriteBackRow]

    @property
    def empty(self) -> bool:
        """Whether nothing has been reviewed or written back yet."""
        return not self.report.reviews and not self.report.write_backs

    @property
    def states(self) -> tuple[Became, ...]:
        """The states that occur in `weeks`, in their order."""
        return tuple(state for week in self.weeks[:1] for state, _ in week.counts)

    def last_day(self, due: date | datetime) -> date:
        """The last day that is in time; what is due at midnight is due the day before.

        A due day is kept as the instant at which it is over.
        """
        if isinstance(due, datetime):
            return day_of(due - datetime.resolution, self.report.zone)
        return due

    def away(self, due: date | datetime) -> str:
        """How far away that is from today: `9 days ago`, `today`, `in 2 days`."""
        return words.away(self.last_day(due), self.today)


def view(report: Report, *, shown: int = 200) -> ReportView:
    """What `report` shows in lists of at most `shown` rows."""
    today = day_of(report.as_of, report.zone)
    rows = _by_state(report.write_backs)
    reviews = _by_review_state(report.reviews)
    ownerless = tuple(_ownerless(report))
    unfinished = [row for row in report.reviews if _lacks_more(row)]
    weeks, before = _weeks(report, today)
    few = max(shown // _BACKGROUND, 1)
    return ReportView(
        report=report,
        today=today,
        well=words.well(report, ownerless=len(ownerless)),
        needs=_needs(rows, reviews, len(ownerless), len(unfinished)),
        overdue=_first(rows[Became.OVERDUE], shown, _by_due),
        look_again=_first(rows[Became.LOOK_AGAIN], shown, _by_due),
        reviews_overdue=_cut(reviews[ReviewState.OVERDUE], shown),
        ownerless=_cut(ownerless, shown),
        unfinished=_cut(unfinished, shown),
        reviews_to_come=_cut(reviews[ReviewState.DUE], few),
        due_soon=_first(_soon(rows[Became.OPEN], today), few, _by_due),
        owners=_heaviest(report.owners, shown),
        weeks=weeks,
        before=before,
        not_held=_cut(reviews[ReviewState.NOT_HELD][::-1], few),
        in_force=_first(rows[Became.IN_FORCE], few, _by_due),
        learned=_cut(rows[Became.LEARNED][::-1], few),
        declined=_cut(rows[Became.DECLINED][::-1], few),
        everything=_first(report.write_backs, shown, _worst_first),
    )


def _cut(rows: Sequence[Row], shown: int) -> Rows[Row]:
    return Rows(tuple(rows[:shown]), len(rows))


def _first(
    rows: Sequence[WriteBackRow], shown: int, order: Callable[[WriteBackRow], Order]
) -> Rows[WriteBackRow]:
    return Rows(tuple(nsmallest(shown, rows, key=order)), len(rows))


def _by_due(row: WriteBackRow) -> Order:
    """What has waited longest comes first, what has no date last."""
    return row.due or date.max, row.ticket.ref


def _worst_first(row: WriteBackRow) -> Order:
    return _RANK[row.state], *_by_due(row)


def _by_state(rows: Iterable[WriteBackRow]) -> dict[Became, list[WriteBackRow]]:
    found: dict[Became, list[WriteBackRow]] = {state: [] for state in Became}
    for row in rows:
        found[row.state].append(row)
    return found


def _by_review_state(rows: Iterable[ReviewRow]) -> dict[ReviewState, list[ReviewRow]]:
    found: dict[ReviewState, list[ReviewRow]] = {state: [] for state in ReviewState}
    for row in rows:
        found[row.state].append(row)
    return found


def _ownerless(report: Report) -> Iterable[Ownerless]:
    """Reviews to hold, findings not written back, then tickets without an owner."""
    for review in report.reviews:
        if review.assignee is None and review.state in STILL_TO_HOLD:
            yield Ownerless(review.review.title, review.review, review.subject)
    for review in report.reviews:
        for title in review.without_owner:
            yield Ownerless(title, review.review, review.subject)
    for row in report.write_backs:
        if row.owner is None and row.state in ON_THE_WAY:
            yield Ownerless(row.ticket.title, row.ticket, row.subject)


def _lacks_more(row: ReviewRow) -> bool:
    """Whether something besides owners is left to fill in; those are told apart."""
    return len(row.unfinished) > len(row.without_owner)


def _needs(
    rows: dict[Became, list[WriteBackRow]],
    reviews: dict[ReviewState, list[ReviewRow]],
    ownerless: int,
    unfinished: int,
) -> tuple[Need, ...]:
    overdue, late = len(rows[Became.OVERDUE]), len(reviews[ReviewState.OVERDUE])
    again = len(rows[Became.LOOK_AGAIN])
    found = (
        (overdue, "write-back past its day", "write-backs past their day", "overdue"),
        (late, "review still to be held", "reviews still to be held", "reviews-due"),
        (ownerless, "thing without an owner", "things without an owner", "owner"),
        (again, "limit to look at again", "limits to look at again", "look-again"),
        (unfinished, "review to fill in", "reviews to fill in", "unfinished"),
    )
    return tuple(
        Need(words.some(count, one, many), where)
        for count, one, many, where in found
        if count
    )


def _soon(rows: Iterable[WriteBackRow], today: date) -> list[WriteBackRow]:
    return [row for row in rows if row.due is not None and row.due - today <= SOON]


def _heaviest(owners: Sequence[OwnerFigures], shown: int) -> Rows[OwnerFigures]:
    """Those with the most to do, in the order of their names: nobody is ranked."""
    chosen = nsmallest(shown, owners, key=lambda each: (-each.overdue, -each.open))
    names = {each.owner for each in chosen}
    return Rows(tuple(each for each in owners if each.owner in names), len(owners))


def _weeks(report: Report, today: date) -> tuple[tuple[Week, ...], int]:
    """The weeks up to this one, and how many write-backs are in none of them."""
    counts: Counter[tuple[date, Became]] = Counter(
        (_monday(day_of(row.opened, report.zone)), row.state)
        for row in report.write_backs
    )
    if not counts:
        return (), 0
    oldest = min(first for first, _ in counts)
    ago = min(max((_monday(today) - oldest).days // 7 + 1, FEWEST_WEEKS), WEEKS)
    firsts = [_monday(today) - timedelta(weeks=back) for back in reversed(range(ago))]
    states = [
        state for state in STACKED if any(counts[first, state] for first in firsts)
    ]
    weeks = tuple(
        Week(first, tuple((state, counts[first, state]) for state in states))
        for first in firsts
    )
    inside = sum(count for week in weeks for _, count in week.counts)
    return weeks, len(report.write_backs) - inside


def _monday(day: date) -> date:
    return day - timedelta(days=day.weekday())
