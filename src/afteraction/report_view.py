"""What a report shows: its rows put into lists that people can read.

Pure: the figures in, lists and sentences out. Every surface for people (terminal,
Markdown, HTML) is made from this one value, so that they agree; JSON is made from the
figures themselves. A long list shows what waits longest and says how many are left
out.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from heapq import nsmallest
from typing import Generic, TypeVar

from afteraction import report_words as words
from afteraction.domain.calendar import day_of
from afteraction.domain.follow_through import Became
from afteraction.domain.kinds import Kind
from afteraction.report import FollowThrough, Link, Report, ReviewRow, ReviewState
from afteraction.report_rows import ON_THE_WAY, STILL_TO_HOLD, WriteBackRow
from afteraction.report_shelf import REFS, Order, first_links, worst_first
from afteraction.report_time import STACKED as STACKED
from afteraction.report_time import Span

SOON = timedelta(days=14)
_BACKGROUND = 10
"""Lists that ask nothing of anybody show a tenth of the rows."""

Row = TypeVar("Row")


@dataclass(frozen=True, slots=True)
class Rows(Generic[Row]):
    """The first of many rows, and how many there are altogether."""

    rows: tuple[Row, ...]
    total: int
    refs: tuple[Link, ...] = ()
    """Those that come next, to be shown by their refs only."""

    @property
    def more(self) -> int:
        """How many are left out."""
        return self.total - len(self.rows) - len(self.refs)


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
    left: Rows[Link]
    """What stands with somebody whose account is closed."""
    groups: Rows[FollowThrough]
    """By name; where there are too many, those that carry the most."""
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

    @property
    def weeks(self) -> tuple[Span[Became], ...]:
        """What was opened in which week, and what became of it."""
        return self.report.time.weeks

    @property
    def months(self) -> tuple[Span[Kind], ...]:
        """What was found in which month."""
        return self.report.time.months

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
    left = report.health.left
    few = max(shown // _BACKGROUND, 1)
    return ReportView(
        report=report,
        today=today,
        well=words.well(report, ownerless=len(ownerless)),
        needs=_needs(rows, reviews, len(ownerless), left.n, len(unfinished)),
        overdue=_first(rows[Became.OVERDUE], shown, _by_due),
        look_again=_first(rows[Became.LOOK_AGAIN], shown, _by_due),
        reviews_overdue=_cut(reviews[ReviewState.OVERDUE], shown),
        ownerless=_cut(ownerless, shown),
        unfinished=_cut(unfinished, shown),
        reviews_to_come=_cut(reviews[ReviewState.DUE], few),
        due_soon=_first(_soon(rows[Became.OPEN], today), few, _by_due),
        left=Rows(tuple(first_links(left.rows, shown)), left.n),
        groups=_heaviest(report.groups, shown),
        not_held=_cut(reviews[ReviewState.NOT_HELD][::-1], few),
        in_force=_first(rows[Became.IN_FORCE], few, _by_due),
        learned=_cut(rows[Became.LEARNED][::-1], few),
        declined=_cut(rows[Became.DECLINED][::-1], few),
        everything=_everything(report.write_backs, shown),
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


def _everything(rows: Sequence[WriteBackRow], shown: int) -> Rows[WriteBackRow]:
    first = nsmallest(shown * (1 + REFS), rows, key=worst_first)
    refs = tuple(row.ticket for row in first[shown:])
    return Rows(tuple(first[:shown]), len(rows), refs)


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
    left: int,
    unfinished: int,
) -> tuple[Need, ...]:
    overdue, late = len(rows[Became.OVERDUE]), len(reviews[ReviewState.OVERDUE])
    again = len(rows[Became.LOOK_AGAIN])
    found = (
        (overdue, "write-back past its day", "write-backs past their day", "overdue"),
        (late, "review still to be held", "reviews still to be held", "reviews-due"),
        (ownerless, "thing without an owner", "things without an owner", "owner"),
        (left, "thing with a closed account", "things with closed accounts", "left"),
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


def _heaviest(groups: Sequence[FollowThrough], shown: int) -> Rows[FollowThrough]:
    """Those with the most to do, in the order of their names: nobody is ranked."""
    chosen = nsmallest(shown, groups, key=lambda each: (-each.overdue.n, -each.open.n))
    kept = {(each.name, each.link) for each in chosen}
    rows = tuple(each for each in groups if (each.name, each.link) in kept)
    return Rows(rows, len(groups))
