"""Figures over time: what was opened when, and how old what is open has become.

Pure: rows and days in, columns of counts out; how they are drawn is in `charts`. Each
write-back stands in the week or month in which it was opened, with what became of it
until now: so no past has to be guessed that no tracker remembers.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from itertools import chain
from typing import Generic, TypeVar
from zoneinfo import ZoneInfo

from afteraction.domain.calendar import begin_of, day_of, end_of_day
from afteraction.domain.follow_through import Became
from afteraction.domain.kinds import Counts, Kind
from afteraction.report_counts import NONE, Count
from afteraction.report_rows import ON_THE_WAY, WriteBackRow

WEEKS = 26
"""How far back the weeks go: half a year."""
FEWEST_WEEKS = 8
"""So many are shown even when the loop is younger: one column is no picture."""
MONTHS = 12
FEWEST_MONTHS = 3
OLD = (30, 60, 90)
"""Days after which open work is said to rot."""

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

Part = TypeVar("Part", Became, Kind)


@dataclass(frozen=True, slots=True)
class Span(Generic[Part]):
    """What was opened in the week or month that begins on the day `first`."""

    first: date
    counts: tuple[tuple[Part, Count], ...]
    """The same parts in every span, in one order, zeros too."""


@dataclass(frozen=True, slots=True)
class Age:
    """Open work that was opened more than `over` days ago, and at most `up_to`."""

    over: int
    """-1 in the first one, which holds also what was opened today."""
    up_to: int | None
    """None in the last one, which has no end."""
    work: Count


@dataclass(frozen=True, slots=True)
class Trend:
    """How many findings of a kind in the last days, and in as many before those."""

    kind: Kind
    now: Count
    before: Count


@dataclass(frozen=True, slots=True)
class OverTime:
    """What was opened when, and what became of it."""

    weeks: tuple[Span[Became], ...]
    before: Count
    """What was opened outside of `weeks`."""
    months: tuple[Span[Kind], ...]
    ages: tuple[Age, ...]
    rotting: tuple[tuple[int, Count], ...]
    """For each of `OLD`, the open work that is older than so many days."""
    trend_days: int
    trend: tuple[Trend, ...]


def over_time(
    rows: Sequence[WriteBackRow], zone: ZoneInfo, now: datetime, since: datetime | None
) -> OverTime:
    """All of it; no column begins before `since`."""
    today = day_of(now, zone)
    earliest = None if since is None else day_of(since, zone)
    dated = _by_day(rows, zone)
    weeks, before = _weeks(dated, today, earliest)
    ages = _ages(dated, today)
    days = 90 if earliest is None else max((today - earliest).days, 1)
    return OverTime(
        weeks=weeks,
        before=before,
        months=_months(dated, today, earliest),
        ages=ages,
        rotting=tuple((days, _older(ages, days)) for days in OLD),
        trend_days=days,
        trend=_trend(dated, today, days),
    )


Dated = dict[date, list[WriteBackRow]]
"""The rows by the day on which they were opened: far fewer days than rows."""


def _by_day(rows: Iterable[WriteBackRow], zone: ZoneInfo) -> Dated:
    """In one go where they come by their opening: a day is then asked for once."""
    dated: Dated = {}
    begin = end = datetime.min.replace(tzinfo=UTC)
    of_day: list[WriteBackRow] = []
    for row in rows:
        if not begin <= row.opened < end:
            day = day_of(row.opened, zone)
            begin, end = begin_of(day, zone), end_of_day(day, zone)
            of_day = dated.setdefault(day, [])
        of_day.append(row)
    return dated


def _weeks(
    dated: Dated, today: date, earliest: date | None
) -> tuple[tuple[Span[Became], ...], Count]:
    """The weeks up to this one, and what was opened in none of them."""
    if not dated:
        return (), NONE
    oldest = monday(min(dated))
    this = monday(today)
    ago = min(max((this - oldest).days // 7 + 1, FEWEST_WEEKS), WEEKS)
    firsts = [this - timedelta(weeks=back) for back in reversed(range(ago))]
    if earliest is not None:
        # A week that had begun before would lack what was settled before.
        firsts = [first for first in firsts if first >= earliest] or [this]
    found = _sorted(dated, firsts, monday, lambda row: row.state)
    states = [s for s in STACKED if any((first, s) in found for first in firsts)]
    known = frozenset(firsts)
    outside = [rows for day, rows in dated.items() if monday(day) not in known]
    return _spans(firsts, states, found), Count(tuple(chain.from_iterable(outside)))


def _months(dated: Dated, today: date, earliest: date | None) -> tuple[Span[Kind], ...]:
    if not dated:
        return ()
    oldest = min(dated)
    this = today.replace(day=1)
    ago = 12 * (today.year - oldest.year) + today.month - oldest.month + 1
    firsts = [this]
    for _ in range(min(max(ago, FEWEST_MONTHS), MONTHS) - 1):
        firsts.append((firsts[-1] - timedelta(days=1)).replace(day=1))
    if earliest is not None:
        firsts = [first for first in firsts if first >= earliest] or [this]
    firsts.reverse()
    found = _sorted(dated, firsts, lambda day: day.replace(day=1), lambda row: row.kind)
    return _spans(firsts, list(Kind), found)


def _sorted(
    dated: Dated,
    firsts: Sequence[date],
    first_of: Callable[[date], date],
    part_of: Callable[[WriteBackRow], Part],
) -> dict[tuple[date, Part], list[WriteBackRow]]:
    """The rows of each column and part, where there are any."""
    known = frozenset(firsts)
    found: dict[tuple[date, Part], list[WriteBackRow]] = {}
    for day, rows in dated.items():
        if (first := first_of(day)) in known:
            for row in rows:
                found.setdefault((first, part_of(row)), []).append(row)
    return found


def _spans(
    firsts: Iterable[date],
    parts: Sequence[Part],
    found: dict[tuple[date, Part], list[WriteBackRow]],
) -> tuple[Span[Part], ...]:
    return tuple(
        Span(first, tuple((p, Count(tuple(found.get((first, p), ())))) for p in parts))
        for first in firsts
    )


def monday(day: date) -> date:
    """The first day of its week."""
    return day - timedelta(days=day.weekday())


def _ages(dated: Dated, today: date) -> tuple[Age, ...]:
    """Open work by its age in days; a ticket from the future is of today."""
    bounds = [(-1, OLD[0]), *zip(OLD, (*OLD[1:], None), strict=True)]
    found: list[list[WriteBackRow]] = [[] for _ in bounds]
    for day, opened in dated.items():
        age = (today - day).days
        found[sum(age > bound for bound in OLD)] += [
            row
            for row in opened
            if row.state in ON_THE_WAY and row.counts is Counts.WORK
        ]
    return tuple(
        Age(over, up_to, Count(tuple(rows)))
        for (over, up_to), rows in zip(bounds, found, strict=True)
    )


def _older(ages: Iterable[Age], days: int) -> Count:
    return sum((age.work for age in ages if age.over >= days), NONE)


def _trend(dated: Dated, today: date, days: int) -> tuple[Trend, ...]:
    """The last `days` days, today among them, and as many before those."""
    begins = today - timedelta(days=days)
    before = begins - timedelta(days=days)
    lately: dict[Kind, list[WriteBackRow]] = {kind: [] for kind in Kind}
    earlier: dict[Kind, list[WriteBackRow]] = {kind: [] for kind in Kind}
    for day, rows in dated.items():
        if before < day <= today:
            into = lately if day > begins else earlier
            for row in rows:
                into[row.kind].append(row)
    return tuple(
        Trend(kind, Count(tuple(lately[kind])), Count(tuple(earlier[kind])))
        for kind in Kind
    )
