"""The figures of the loop: what became of reviews and findings, and who carries them.

Pure: rows in, one `Report` value out. It knows no tracker, no ledger and no page;
`report_page` and `report_text` turn the value into what people read, `report_json` into
JSON. Every figure is defined in docs/figures.md.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum
from statistics import median
from typing import NamedTuple
from unicodedata import combining, normalize
from zoneinfo import ZoneInfo

from afteraction.domain.follow_through import Became
from afteraction.domain.kinds import Counts, Kind

FEWEST = 3
"""No rate is given over fewer cases: it would be a person, not a figure."""

DONE = frozenset({Became.DONE, Became.DONE_LATE})


class ReviewState(StrEnum):
    """Where a review stands."""

    DUE = "due"
    OVERDUE = "overdue"
    HELD = "held"
    HELD_LATE = "held-late"
    NOT_HELD = "not-held"


class Link(NamedTuple):
    """A ticket as the report names it."""

    ref: str
    title: str
    url: str


@dataclass(frozen=True, slots=True)
class ReviewRow:
    """One review, as the figures need it."""

    review: Link
    subject: Link
    state: ReviewState
    due: datetime
    """When it was or is due."""
    ended: datetime | None
    """When the subject was over; None when the subject is gone."""
    held: datetime | None
    why: str
    """Of a review that was not held."""
    carried_by: str | None
    unfinished: tuple[str, ...]
    """What its findings still lack, one sentence each."""
    without_owner: tuple[str, ...] = ()
    """The titles of its gaps that have no owner yet."""
    assignee: str | None = None
    """Who was given the review, by name; nobody is the one to hold it otherwise."""


@dataclass(frozen=True, slots=True)
class WriteBackRow:
    """One write-back, as the figures need it."""

    ticket: Link
    kind: Kind
    counts: Counts
    owner: str | None
    """The person's name, or the handle of somebody unknown."""
    opened: datetime
    finished: datetime | None
    due: date | None
    state: Became
    why: str
    """Of one that was declined."""
    review: Link
    subject: Link


@dataclass(frozen=True, slots=True)
class OwnerFigures:
    """Follow-through of one person, over all trackers; work only.

    `open` counts all that is not done and not declined, `overdue` is a part of it.
    `on_time_rate` is done in time / (done + overdue), between 0 and 1, over
    `on_time_of` cases; None below `FEWEST`. `median_days_to_done` is from the opening
    to the first finish.
    """

    owner: str | None
    open: int
    done: int
    done_late: int
    declined: int
    overdue: int
    on_time_rate: float | None
    on_time_of: int
    median_days_to_done: float | None


@dataclass(frozen=True, slots=True)
class ReviewFigures:
    """How many reviews stand where; the held ones are counted in every bound met."""

    due: int
    held_within_48h: int
    held_within_72h: int
    held_in_time: int
    held_late: int
    overdue: int
    not_held: int
    unfinished: int


@dataclass(frozen=True, slots=True)
class Report:
    """The state of the loop at one instant."""

    as_of: datetime
    zone: ZoneInfo
    owners: tuple[OwnerFigures, ...]
    review_figures: ReviewFigures
    reviews: tuple[ReviewRow, ...]
    write_backs: tuple[WriteBackRow, ...]
    kinds: tuple[tuple[Kind, int], ...]
    unseen: tuple[str, ...] = ()
    """Trackers that gave no answer: what stands here of them is as last seen."""


def make_report(
    reviews: Iterable[ReviewRow],
    write_backs: Iterable[WriteBackRow],
    *,
    zone: ZoneInfo,
    now: datetime,
) -> Report:
    """The figures over these rows, everything in a fixed order."""
    review_rows = tuple(sorted(reviews, key=lambda row: (row.due, row.review.ref)))
    rows = tuple(sorted(write_backs, key=lambda row: (row.opened, row.ticket.ref)))
    by_kind = Counter(row.kind for row in rows)
    return Report(
        as_of=now,
        zone=zone,
        owners=_owners(rows),
        review_figures=_review_figures(review_rows),
        reviews=review_rows,
        write_backs=rows,
        kinds=tuple((kind, by_kind[kind]) for kind in Kind),
    )


def _owners(rows: Iterable[WriteBackRow]) -> tuple[OwnerFigures, ...]:
    """One entry a person, by name; work without an owner comes last."""
    by_owner: dict[str | None, list[WriteBackRow]] = {}
    for row in rows:
        if row.counts is Counts.WORK:
            by_owner.setdefault(row.owner, []).append(row)
    return tuple(
        _owner(name, by_owner[name]) for name in sorted(by_owner, key=_by_name)
    )


def _by_name(name: str | None) -> tuple[bool, str, str]:
    """The alphabet's order, where Änne stands with Anne; nobody comes last."""
    letters = normalize("NFKD", name or "").casefold()
    plain = "".join(each for each in letters if not combining(each))
    return name is None, plain, name or ""


def _owner(name: str | None, rows: list[WriteBackRow]) -> OwnerFigures:
    states = Counter(row.state for row in rows)
    done = states[Became.DONE] + states[Became.DONE_LATE]
    judged = done + states[Became.OVERDUE]
    rate = states[Became.DONE] / judged if judged >= FEWEST else None
    return OwnerFigures(
        owner=name,
        open=states[Became.OPEN] + states[Became.OVERDUE],
        done=done,
        done_late=states[Became.DONE_LATE],
        declined=states[Became.DECLINED],
        overdue=states[Became.OVERDUE],
        on_time_rate=None if rate is None else round(rate, 3),
        on_time_of=judged,
        median_days_to_done=_median_days(rows),
    )


def _median_days(rows: list[WriteBackRow]) -> float | None:
    """Days from opening to first finish, of what was done."""
    days = [
        (row.finished - row.opened) / timedelta(days=1)
        for row in rows
        if row.state in DONE and row.finished is not None
    ]
    return round(median(days), 1) if days else None


def _review_figures(rows: Iterable[ReviewRow]) -> ReviewFigures:
    rows = tuple(rows)
    states = Counter(row.state for row in rows)
    return ReviewFigures(
        due=states[ReviewState.DUE],
        held_within_48h=sum(_held_within(row, timedelta(hours=48)) for row in rows),
        held_within_72h=sum(_held_within(row, timedelta(hours=72)) for row in rows),
        held_in_time=states[ReviewState.HELD],
        held_late=states[ReviewState.HELD_LATE],
        overdue=states[ReviewState.OVERDUE],
        not_held=states[ReviewState.NOT_HELD],
        unfinished=sum(bool(row.unfinished) for row in rows),
    )


def _held_within(row: ReviewRow, bound: timedelta) -> bool:
    return (
        row.held is not None and row.ended is not None and row.held - row.ended <= bound
    )
