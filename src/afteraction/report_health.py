"""How well the loop itself runs: what it changes, what it carries along, how fast.

Pure: rows in, figures out. What the tickets do not tell is None, never a guess: when
something began, whether a finding names an earlier one. Some figures look further back
than the report is asked to: a finding that comes again is not new because the first one
is old.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from afteraction.domain.calendar import day_of
from afteraction.domain.follow_through import Became
from afteraction.domain.kinds import Counts, Kind
from afteraction.domain.naming import names_of
from afteraction.report_counts import DAY, HOUR, Count, Middle, Rate, middle
from afteraction.report_rows import (
    DONE,
    STILL_TO_HOLD,
    WAS_HELD,
    ReviewRow,
    Row,
    WriteBackRow,
)


@dataclass(frozen=True, slots=True)
class Health:
    """The state of the loop, beside who carries what."""

    hours_to_review: Middle
    """From a subject's end to its review being held."""
    days_to_last_write_back: Middle
    """From a subject's end to the last write-back of its review."""
    procedures: Rate
    """Avoidable findings that are done, for each review that was held."""
    recurring: Rate
    """Findings that name an earlier one, of those whose words are known."""
    fixes: Rate
    """Fixes that hold, of those whose owners said whether they do."""
    carried_over: Count
    """Work of a retro that was still open when a later one was due."""
    most_carried: int
    """Over how many retros the one of them went that went over the most."""
    ownerless: Count
    """Reviews to hold and open work that nobody has."""
    left: Count
    """What stands with a person whose account is closed."""
    in_force: Count
    """Limits that hold, those to look at again among them."""
    look_again: Count
    learned: Count
    hours_to_report: Middle
    """From when something began to when it was reported."""
    days_to_know: Middle
    """From a try to what it taught."""
    shared: Count
    """The last experiment that was shared, if there is one."""
    days_since_shared: int | None


@dataclass(frozen=True, slots=True)
class Rows:
    """What is told of, and everything that there is."""

    reviews: Sequence[ReviewRow]
    work: Sequence[WriteBackRow]
    all_reviews: Sequence[ReviewRow]
    all_work: Sequence[WriteBackRow]


def health(rows: Rows, zone: ZoneInfo, now: datetime) -> Health:
    """All of it, as of `now`."""
    held = [row for row in rows.reviews if row.state in WAS_HELD]
    work = _by_state(rows.work)
    carried = dict(_carried(rows, now))
    over = [row for row in rows.work if row.ticket.ref in carried] if carried else []
    tries = [row for row in rows.all_work if row.kind is Kind.EXPERIMENT]
    shared = max(_shared(tries), key=lambda one: one[0], default=None)
    holds = [*work[Became.IN_FORCE], *work[Became.LOOK_AGAIN]]
    on_the_way = [*work[Became.OPEN], *work[Became.OVERDUE]]
    done = [*work[Became.DONE], *work[Became.DONE_LATE]]
    return Health(
        hours_to_review=middle(_to_review(held), HOUR),
        days_to_last_write_back=middle(_to_last(rows), DAY),
        procedures=Rate(
            Count(tuple([row for row in done if row.kind is Kind.AVOIDABLE])),
            Count(tuple(held)),
        ),
        recurring=_recurring(rows),
        fixes=_fixes(done),
        carried_over=Count(tuple(over)),
        most_carried=max((carried[row.ticket.ref] for row in over), default=0),
        ownerless=Count(
            (
                *_to_give(rows.reviews),
                *[row for row in on_the_way if row.owner is None],
            )
        ),
        left=Count(
            (
                *_left(rows.reviews),
                *[row for row in (*on_the_way, *holds) if row.left],
            )
        ),
        in_force=Count(tuple(holds)),
        look_again=Count(tuple(work[Became.LOOK_AGAIN])),
        learned=Count(tuple(work[Became.LEARNED])),
        hours_to_report=middle(_to_report(rows.reviews), HOUR),
        days_to_know=middle(_to_know([*work[Became.LEARNED], *done]), DAY),
        shared=Count((shared[1],) if shared else ()),
        days_since_shared=_days_since(shared[0], zone, now) if shared else None,
    )


def _fixes(done: Iterable[WriteBackRow]) -> Rate:
    known = [row for row in done if row.holds is not None]
    return Rate(Count(tuple([row for row in known if row.holds])), Count(tuple(known)))


def _by_state(rows: Iterable[WriteBackRow]) -> dict[Became, list[WriteBackRow]]:
    found: dict[Became, list[WriteBackRow]] = {state: [] for state in Became}
    for row in rows:
        found[row.state].append(row)
    return found


def _to_give(reviews: Iterable[ReviewRow]) -> Iterator[ReviewRow]:
    return (r for r in reviews if r.assignee is None and r.state in STILL_TO_HOLD)


def _left(reviews: Iterable[ReviewRow]) -> Iterator[ReviewRow]:
    return (row for row in reviews if row.left and row.state in STILL_TO_HOLD)


def _days_since(moment: datetime, zone: ZoneInfo, now: datetime) -> int:
    return max((day_of(now, zone) - day_of(moment, zone)).days, 0)


# --- how long things take ------------------------------------------------------------


def _to_review(held: Iterable[ReviewRow]) -> Iterator[tuple[Row, timedelta]]:
    """A review that was held before the end took no time at all."""
    for row in held:
        if row.ended is not None and row.held is not None:
            yield row, max(row.held - row.ended, timedelta(0))


def _to_last(rows: Rows) -> Iterator[tuple[Row, timedelta]]:
    """Of each review that led to anything."""
    last: dict[str, WriteBackRow] = {}
    for row in rows.all_work:
        there = last.get(row.review.ref)
        if there is None or row.opened > there.opened:
            last[row.review.ref] = row
    for review in rows.reviews:
        final = last.get(review.review.ref)
        if final is not None and review.ended is not None:
            yield final, max(final.opened - review.ended, timedelta(0))


def _to_report(reviews: Iterable[ReviewRow]) -> Iterator[tuple[Row, timedelta]]:
    """A beginning after the report is a mistake, and none is made of it."""
    for row in reviews:
        began, reported = row.began, row.reported
        if began is not None and reported is not None and reported >= began:
            yield row, reported - began


def _to_know(rows: Iterable[WriteBackRow]) -> Iterator[tuple[Row, timedelta]]:
    """What a subject taught counts from its end, a next try from when it was opened."""
    for row in rows:
        known = _known_at(row)
        tried = row.ended if row.counts is Counts.LEARNED else row.opened
        if known is not None and tried is not None:
            yield row, max(known - tried, timedelta(0))


def _shared(rows: Iterable[WriteBackRow]) -> Iterator[tuple[datetime, WriteBackRow]]:
    for row in rows:
        known = _known_at(row)
        if known is not None:
            yield known, row


def _known_at(row: WriteBackRow) -> datetime | None:
    """When an experiment's answer stood where others can read it."""
    if row.kind is not Kind.EXPERIMENT:
        return None
    if row.state is Became.LEARNED:
        return row.opened
    return row.finished if row.state in DONE else None


# --- what comes again ----------------------------------------------------------------


def _recurring(rows: Rows) -> Rate:
    """By what findings name, and by tickets in which two reviews track one finding."""
    known = [row for row in rows.work if row.names is not None]
    first = _first_named(rows, {name for row in known for name in row.names or ()})
    naming = [row for row in known if row.names and _names_earlier(row, first)]
    again = [row for row in rows.work if row.again for _ in row.again]
    return Rate(Count((*naming, *again)), Count((*known, *again)))


def _first_named(
    rows: Rows, asked: Collection[str]
) -> Mapping[str, tuple[datetime, str]]:
    """What each of these names stands for: since when, and its review's ref."""
    first: dict[str, tuple[datetime, str]] = {}
    if not asked:
        return first
    for work in rows.all_work:
        for name in names_of(work.ticket.ref, work.ticket.url):
            if name in asked:
                first[name] = (work.opened, work.review.ref)
    for review in rows.all_reviews:
        since = review.ended or review.due
        for link in (review.review, review.subject):
            for name in names_of(link.ref, link.url):
                if name in asked:
                    first.setdefault(name, (since, review.review.ref))
    return first


def _names_earlier(
    row: WriteBackRow, first: Mapping[str, tuple[datetime, str]]
) -> bool:
    found = (first[name] for name in row.names or () if name in first)
    own = row.review.ref
    return any(at < row.opened and review != own for at, review in found)


# --- what is carried along -----------------------------------------------------------


def _carried(rows: Rows, now: datetime) -> Iterator[tuple[str, int]]:
    """Work of retros that was still open when a later retro's sprint was over.

    All sprints of one tracker are one series. An interval in which something was done
    and opened again is not known, and not counted.
    """
    ends: dict[str, list[datetime]] = {}
    for review in rows.all_reviews:
        if review.retro and review.ended is not None and review.ended <= now:
            ends.setdefault(review.series, []).append(review.ended)
    for series in ends.values():
        series.sort()
    for row in rows.all_work:
        if row.retro and row.counts is Counts.WORK and row.series in ends:
            later = ends[row.series]
            begin = bisect_right(later, max(row.opened, row.ended or row.opened))
            end = len(later) if row.closed is None else bisect_left(later, row.closed)
            if (over := end - begin) > 0:
                yield row.ticket.ref, over
