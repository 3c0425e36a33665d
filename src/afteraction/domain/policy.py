"""What a team decided, as the pure core needs it.

Made from the configuration by `bootstrap`; everything in it is resolved: no path, no
secret, no text that still has to be read.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum
from fnmatch import fnmatchcase
from typing import assert_never
from zoneinfo import ZoneInfo

from afteraction.domain.calendar import begin_of
from afteraction.domain.kinds import Kind
from afteraction.domain.labels import carries
from afteraction.domain.people import People, Person
from afteraction.domain.tickets import Reason, Sprint, State, Ticket


class Invite(StrEnum):
    """Whom a new review mentions, once (rule 20)."""

    ASSIGNEE = "assignee"
    CLOSEST = "closest"
    NONE = "none"


@dataclass(frozen=True, slots=True)
class SubjectRule:
    """Which tickets or sprints of one tracker are subjects."""

    tracker: str
    review_in: str
    labels: tuple[str, ...] = ()
    """All of them, for incidents; sprints have none."""
    assign: Person | None = None
    types: tuple[str, ...] = ()
    """One of them, for incidents of trackers that have types; empty: any."""
    query: str = ""
    """One that incidents answer to, in the tracker's own language; empty: none."""
    sort: str = ""
    """Of sprints, where a tracker has several sorts; empty: any."""
    names: str = "*"
    """Of sprints: a pattern as in `Sprint *`."""


@dataclass(frozen=True, slots=True)
class Destination:
    """Where the tickets of one kind go."""

    tracker: str
    labels: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Policy:
    """Everything that plan and report depend on beside the view and the time."""

    incidents: tuple[SubjectRule, ...]
    sprints: tuple[SubjectRule, ...]
    since: date | None
    at_most: int
    due: timedelta
    grace: timedelta
    review_label: str
    reopens: bool
    """The gate: an unfinished review is reopened, once."""
    invite: Invite
    prefill_full: bool
    destinations: tuple[tuple[Kind, Destination], ...]
    write_back_due: timedelta
    look_again: timedelta
    people: People
    zone: ZoneInfo
    installation: str
    public: frozenset[str] = frozenset()
    """The trackers that more people can read than the others (rule 21)."""
    unsure: frozenset[str] = frozenset()
    """The trackers of which nobody said who can read them."""
    stamped: frozenset[str] = frozenset()
    """The trackers without a history, where first finishes are stamped."""
    dated: frozenset[str] = frozenset()
    """The trackers that forget due dates, where the first one missed is stamped."""

    declined_as: tuple[tuple[str, str], ...] = ()
    """What closing as declined is called in which tracker."""

    def declining(self, tracker: str) -> str:
        """What closing as declined is called there."""
        return dict(self.declined_as).get(tracker, "declined")

    def destination(self, kind: Kind) -> Destination:
        """Where a finding of this kind goes."""
        return dict(self.destinations)[kind]

    def rule_for(self, subject: Ticket | Sprint) -> SubjectRule | None:
        """The first rule that chooses this subject, whatever its state."""
        match subject:
            case Sprint():
                return next((r for r in self.sprints if _chooses(r, subject)), None)
            case Ticket():
                return next((r for r in self.incidents if _takes(r, subject)), None)
            case _:
                assert_never(subject)

    def selects(self, subject: Ticket | Sprint) -> bool:
        """Whether this subject is over and a review is to look back at it."""
        over = over_at(subject)
        if over is None or self.rule_for(subject) is None:
            return False
        begins = self.begins
        return begins is None or over >= begins

    @property
    def begins(self) -> datetime | None:
        """The first instant of the day from which subjects count (rule 17)."""
        if self.since is None:
            return None
        return begin_of(self.since, self.zone)

    def may_tell(self, source: str, destination: str) -> bool:
        """Whether text of `source` may stand in `destination` (rule 21)."""
        if self.prefill_full or source == destination or source in self.public:
            return True
        return destination not in self.public | self.unsure

    def may_tell_of(self, source: Ticket | Sprint, destination: str) -> bool:
        """Whether what stands in a ticket may stand in `destination` (rule 21)."""
        restricted = isinstance(source, Ticket) and source.restricted
        if restricted and not self.prefill_full:
            return False
        return self.may_tell(source.tracker, destination)


def _takes(rule: SubjectRule, ticket: Ticket) -> bool:
    return (
        rule.tracker == ticket.tracker
        and is_chosen(rule.labels, rule.types, ticket.labels, ticket.issue_type)
        and (not rule.query or rule.query in ticket.answers)
    )


def is_chosen(
    labels: Collection[str],
    types: Collection[str],
    has_labels: Collection[str],
    has_type: str | None,
) -> bool:
    """Whether a ticket carries all of these labels and is of one of these types."""
    return carries(has_labels, *labels) and (not types or has_type in types)


def _chooses(rule: SubjectRule, sprint: Sprint) -> bool:
    return (
        rule.tracker == sprint.tracker
        and rule.sort in ("", sprint.sort)
        and fnmatchcase(sprint.name, rule.names)
    )


def over_at(subject: Ticket | Sprint) -> datetime | None:
    """When a subject was over; None while it is not, or will never be a subject.

    Declined and duplicate tickets and tickets that carry a mark are never subjects
    (rule 7).
    """
    match subject:
        case Sprint():
            return subject.end if subject.state == "closed" else None
        case Ticket():
            ours = subject.mark is not None
            done = subject.state is State.CLOSED and subject.reason is Reason.COMPLETED
            return subject.over if done and not ours else None
        case _:
            assert_never(subject)
