"""What a figure is: a number, its unit, and the tickets behind it.

Pure. No figure stands alone: a count knows its rows, a rate over how many it is, and
none is given over fewer than three cases. Whose work went how is counted here too.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import chain
from statistics import median

from afteraction.domain.follow_through import Became
from afteraction.domain.kinds import Counts
from afteraction.domain.telling import By, by_name
from afteraction.report_rows import Link, Row, WriteBackRow

FEWEST = 3
"""No rate is given over fewer cases: it would be a person, not a figure."""
DAY = timedelta(days=1)
HOUR = timedelta(hours=1)


@dataclass(frozen=True, slots=True)
class Count:
    """So many tickets, and which ones."""

    rows: tuple[Row, ...] = ()

    @property
    def n(self) -> int:
        """How many."""
        return len(self.rows)

    def __bool__(self) -> bool:
        """Whether there is any."""
        return bool(self.rows)

    def __add__(self, other: Count) -> Count:
        return Count(self.rows + other.rows)


NONE = Count()


@dataclass(frozen=True, slots=True)
class Rate:
    """So many of so many; or so many for each of them, as it is named."""

    part: Count
    of: Count

    @property
    def value(self) -> float | None:
        """The quotient with three decimals; None over fewer than `FEWEST`."""
        if self.of.n < FEWEST:
            return None
        return round(self.part.n / self.of.n, 3)


@dataclass(frozen=True, slots=True)
class Middle:
    """The median over some rows, with one decimal; None where there are none."""

    value: float | None
    of: Count


def middle(rows: Iterable[tuple[Row, timedelta]], unit: timedelta) -> Middle:
    """The median of these spans, counted in `unit`."""
    known: list[Row] = []
    seconds: list[float] = []
    for row, span in rows:
        known.append(row)
        seconds.append(span.total_seconds())
    if not known:
        return Middle(None, NONE)
    value = median(seconds) / unit.total_seconds()
    return Middle(round(value, 1), Count(tuple(known)))


@dataclass(frozen=True, slots=True)
class FollowThrough:
    """What became of some people's or some place's work; work only.

    `open` counts all that is not done and not declined; `due_this_week` and `overdue`
    are parts of it.
    """

    name: str | None
    """A name as it is shown; None: of nobody, or of nobody's team."""
    link: Link | None
    """The subject, where it is told by subject."""
    open: Count
    due_this_week: Count
    overdue: Count
    in_time: Count
    late: Count
    declined: Count
    days_overdue: Middle
    """How long what is overdue has been so."""
    longest_overdue: int
    """Days, of the one that has been so for the longest; 0 where none is."""
    days_to_done: Middle
    """From the opening to the first finish."""

    @property
    def done(self) -> Count:
        """All that is done, in time or late."""
        return self.in_time + self.late

    @property
    def on_time(self) -> Rate:
        """Done in time, of all that is done or overdue."""
        return Rate(self.in_time, self.in_time + self.late + self.overdue)


def follow_through(
    rows: Iterable[WriteBackRow], by: By, today: date
) -> tuple[FollowThrough, ...]:
    """One entry a group, by name; what belongs to none comes last."""
    groups: dict[tuple[str | None, Link | None], list[WriteBackRow]] = {}
    key = _KEYS[by]
    for row in rows:
        if row.counts is Counts.WORK:
            groups.setdefault(key(row), []).append(row)
    ordered = sorted(groups, key=lambda one: (*by_name(one[0]), one[1] or ()))
    return tuple(_told(name, link, groups[name, link], today) for name, link in ordered)


def together(rows: Iterable[WriteBackRow], today: date) -> FollowThrough:
    """The same of all work as one."""
    work = [row for row in rows if row.counts is Counts.WORK]
    return _told(None, None, work, today)


def _by_subject(row: WriteBackRow) -> tuple[str | None, Link | None]:
    if not row.subject.ref:
        return None, None
    return row.subject.title or row.subject.ref, row.subject


_KEYS: dict[By, Callable[[WriteBackRow], tuple[str | None, Link | None]]] = {
    By.OWNER: lambda row: (row.owner, None),
    By.TEAM: lambda row: (row.team, None),
    By.KIND: lambda row: (row.kind.value, None),
    By.TRACKER: lambda row: (row.tracker or None, None),
    By.SUBJECT: _by_subject,
}


def _told(
    name: str | None, link: Link | None, rows: Sequence[WriteBackRow], today: date
) -> FollowThrough:
    by_state: dict[Became, list[WriteBackRow]] = {state: [] for state in Became}
    for row in rows:
        by_state[row.state].append(row)
    overdue = by_state[Became.OVERDUE]
    done = chain(by_state[Became.DONE], by_state[Became.DONE_LATE])
    return FollowThrough(
        name=name,
        link=link,
        open=Count((*overdue, *by_state[Became.OPEN])),
        due_this_week=Count(_due_by(by_state[Became.OPEN], _sunday(today))),
        overdue=Count(tuple(overdue)),
        in_time=Count(tuple(by_state[Became.DONE])),
        late=Count(tuple(by_state[Became.DONE_LATE])),
        declined=Count(tuple(by_state[Became.DECLINED])),
        days_overdue=middle(_days_since_due(overdue, today), DAY),
        longest_overdue=max(
            (span.days for _, span in _days_since_due(overdue, today)), default=0
        ),
        days_to_done=middle(
            ((row, row.finished - row.opened) for row in done if row.finished), DAY
        ),
    )


def _days_since_due(
    rows: Iterable[WriteBackRow], today: date
) -> Iterator[tuple[WriteBackRow, timedelta]]:
    return ((row, today - row.due) for row in rows if row.due is not None)


def _sunday(today: date) -> date:
    """The last day of the week in which `today` is."""
    return today + timedelta(days=6 - today.weekday())


def _due_by(rows: Iterable[WriteBackRow], last: date) -> tuple[WriteBackRow, ...]:
    return tuple(row for row in rows if row.due is not None and row.due <= last)
