"""The figures of the loop: what became of reviews and findings, and who carries them.

Pure: rows in, one `Report` value out. It knows no tracker, no ledger and no page;
`report_page` and `report_text` turn the value into what people read, `report_json` and
`report_csv` into what other tools read. Every figure is defined in docs/figures.md;
its parts are counted in `report_counts`, `report_health` and `report_time`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from operator import attrgetter
from typing import TypeVar
from zoneinfo import ZoneInfo

from afteraction.domain.calendar import day_of
from afteraction.domain.kinds import Kind
from afteraction.domain.telling import By, Names, Telling, by_name, labels
from afteraction.report_counts import FEWEST as FEWEST
from afteraction.report_counts import Count as Count
from afteraction.report_counts import FollowThrough as FollowThrough
from afteraction.report_counts import follow_through, together
from afteraction.report_health import Health as Health
from afteraction.report_health import Rows, health
from afteraction.report_rows import Link as Link
from afteraction.report_rows import ReviewRow as ReviewRow
from afteraction.report_rows import ReviewState as ReviewState
from afteraction.report_rows import WriteBackRow as WriteBackRow
from afteraction.report_time import OverTime as OverTime
from afteraction.report_time import over_time

Told = TypeVar("Told", ReviewRow, WriteBackRow)


@dataclass(frozen=True, slots=True)
class Unseen:
    """A tracker that gave no answer: what stands here of it is as last seen."""

    tracker: str
    since: datetime | None
    """When it was last looked at; None: never."""


@dataclass(frozen=True, slots=True)
class ReviewFigures:
    """How many reviews stand where; the held ones are counted in every bound met."""

    due: Count
    held_within_48h: Count
    held_within_72h: Count
    held_in_time: Count
    held_late: Count
    overdue: Count
    not_held: Count
    unfinished: Count

    @property
    def judged(self) -> Count:
        """Those of which it can be said whether they were in time."""
        return self.held_in_time + self.held_late + self.overdue


@dataclass(frozen=True, slots=True)
class Report:
    """The state of the loop at one instant."""

    as_of: datetime
    zone: ZoneInfo
    telling: Telling
    owners: tuple[FollowThrough, ...]
    groups: tuple[FollowThrough, ...]
    """The same by what was asked for."""
    together: FollowThrough
    """The same of all work as one."""
    review_figures: ReviewFigures
    carriers: tuple[tuple[str | None, Count], ...]
    """Who carries what was learned on, of the reviews that were held; by name."""
    reviews: tuple[ReviewRow, ...]
    write_backs: tuple[WriteBackRow, ...]
    kinds: tuple[tuple[Kind, Count], ...]
    time: OverTime
    health: Health
    unseen: tuple[Unseen, ...] = ()


def make_report(
    reviews: Iterable[ReviewRow],
    write_backs: Iterable[WriteBackRow],
    *,
    zone: ZoneInfo,
    now: datetime,
    telling: Telling | None = None,
) -> Report:
    """The figures over these rows, everything in a fixed order."""
    telling = telling or Telling()
    named = _renamed(tuple(reviews), tuple(write_backs), telling.names)
    everything = _ordered(named[0], attrgetter("due"))
    all_work = _ordered(named[1], attrgetter("opened"))
    shown = _since(everything, telling.since)
    rows = _since(all_work, telling.since)
    today = day_of(now, zone)
    owners = follow_through(rows, By.OWNER, today)
    by = telling.by
    return Report(
        as_of=now,
        zone=zone,
        telling=telling,
        owners=owners,
        groups=owners if by is By.OWNER else follow_through(rows, by, today),
        together=together(rows, today),
        review_figures=_review_figures(shown),
        carriers=_carriers(shown),
        reviews=shown,
        write_backs=rows,
        kinds=_kinds(rows),
        time=over_time(all_work, zone, now, telling.since),
        health=health(Rows(shown, rows, everything, all_work), zone, now),
    )


def _ordered(
    rows: Iterable[Told], moment: Callable[[Told], datetime]
) -> tuple[Told, ...]:
    """By that moment, then by ref: sorted twice, which is quicker than by pairs."""
    by_ref = sorted(rows, key=lambda row: row.link.ref)
    return tuple(sorted(by_ref, key=moment))


def _since(rows: tuple[Told, ...], since: datetime | None) -> tuple[Told, ...]:
    """Without what was settled before; what is still open counts, however old it is."""
    if since is None:
        return rows
    return tuple(row for row in rows if row.settled is None or row.settled >= since)


def _renamed(
    reviews: tuple[ReviewRow, ...], rows: tuple[WriteBackRow, ...], names: Names
) -> tuple[tuple[ReviewRow, ...], tuple[WriteBackRow, ...]]:
    """The rows with people under the names by which they are told of."""
    if names is Names.FULL:
        return reviews, rows
    people = {name for row in reviews for name in (row.assignee, row.carried_by)}
    people |= {row.owner for row in rows}
    shown = labels({name for name in people if name}, names)

    def told(name: str | None) -> str | None:
        return None if name is None else shown[name]

    return (
        tuple(
            replace(row, assignee=told(row.assignee), carried_by=told(row.carried_by))
            for row in reviews
        ),
        tuple(replace(row, owner=told(row.owner)) for row in rows),
    )


def _kinds(rows: Sequence[WriteBackRow]) -> tuple[tuple[Kind, Count], ...]:
    found: dict[Kind, list[WriteBackRow]] = {kind: [] for kind in Kind}
    for row in rows:
        found[row.kind].append(row)
    return tuple((kind, Count(tuple(found[kind]))) for kind in Kind)


def _carriers(rows: Iterable[ReviewRow]) -> tuple[tuple[str | None, Count], ...]:
    found: dict[str | None, list[ReviewRow]] = {}
    for row in rows:
        if row.held is not None:
            found.setdefault(row.carried_by, []).append(row)
    return tuple(
        (name, Count(tuple(found[name]))) for name in sorted(found, key=by_name)
    )


def _review_figures(rows: Sequence[ReviewRow]) -> ReviewFigures:
    def those(holds: Callable[[ReviewRow], bool]) -> Count:
        return Count(tuple(row for row in rows if holds(row)))

    def standing(state: ReviewState) -> Count:
        return those(lambda row: row.state is state)

    return ReviewFigures(
        due=standing(ReviewState.DUE),
        held_within_48h=those(lambda row: _held_within(row, timedelta(hours=48))),
        held_within_72h=those(lambda row: _held_within(row, timedelta(hours=72))),
        held_in_time=standing(ReviewState.HELD),
        held_late=standing(ReviewState.HELD_LATE),
        overdue=standing(ReviewState.OVERDUE),
        not_held=standing(ReviewState.NOT_HELD),
        unfinished=those(lambda row: bool(row.unfinished)),
    )


def _held_within(row: ReviewRow, bound: timedelta) -> bool:
    return (
        row.held is not None and row.ended is not None and row.held - row.ended <= bound
    )
