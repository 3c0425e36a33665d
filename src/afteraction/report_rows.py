"""The rows from which a report is counted: one a review, one a write-back.

Pure values. They are made from loops in `reporting`; what they amount to is in
`report`. Nothing in them knows a tracker beyond its name.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from typing import NamedTuple

from afteraction.domain.follow_through import Became
from afteraction.domain.kinds import Counts, Kind

ON_THE_WAY = frozenset({Became.OPEN, Became.OVERDUE})
DONE = frozenset({Became.DONE, Became.DONE_LATE})
HOLDS = frozenset({Became.IN_FORCE, Became.LOOK_AGAIN})
_STANDS = ON_THE_WAY | HOLDS


class ReviewState(StrEnum):
    """Where a review stands."""

    DUE = "due"
    OVERDUE = "overdue"
    HELD = "held"
    HELD_LATE = "held-late"
    NOT_HELD = "not-held"


WAS_HELD = frozenset({ReviewState.HELD, ReviewState.HELD_LATE})
STILL_TO_HOLD = frozenset({ReviewState.DUE, ReviewState.OVERDUE})


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
    left: bool = False
    """The account of whoever was given it is closed."""
    retro: bool = False
    """Its subject is a sprint."""
    series: str = ""
    """The tracker in which its subject is: whose retros follow on each other."""
    began: datetime | None = None
    """When the subject began, where its ticket says so."""
    reported: datetime | None = None
    """When the subject was reported: its ticket's opening. None of a sprint."""
    declined: datetime | None = None
    """When it was closed without having been held."""

    @property
    def link(self) -> Link:
        """The ticket to open."""
        return self.review

    @property
    def settled(self) -> datetime | None:
        """When nothing was left to do for it; None as long as it is to be held."""
        if self.state in STILL_TO_HOLD:
            return None
        return self.held or self.declined or self.due


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
    tracker: str = ""
    team: str | None = None
    """The owner's team, if they are in one."""
    left: bool = False
    """The owner's account is closed."""
    closed: datetime | None = None
    """When it came to rest, done or declined; None while it is open."""
    ended: datetime | None = None
    """When the subject was over."""
    retro: bool = False
    series: str = ""
    """As in `ReviewRow`."""
    names: tuple[str, ...] | None = None
    """What its gap names, see `domain.naming`; None where the gap was not read."""
    holds: bool | None = None
    """Whether what was done holds; None as long as its owner did not say."""
    again: tuple[Link, ...] = ()
    """Later reviews that tracked a finding of theirs in the same ticket."""

    @property
    def link(self) -> Link:
        """The ticket to open."""
        return self.ticket

    @property
    def settled(self) -> datetime | None:
        """When nothing was left to follow; None while it is open or holds."""
        if self.state in _STANDS:
            return None
        if self.state is Became.LEARNED:
            return self.opened
        return self.closed or self.finished or self.opened


Row = ReviewRow | WriteBackRow
