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
from afteraction.domain.checklists import Checklist
from afteraction.domain.kinds import Kind
from afteraction.domain.labels import carries
from afteraction.domain.people import People, Person
from afteraction.domain.posting import Posting
from afteraction.domain.reminders import Rules
from afteraction.domain.targets import Targets
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
    lead: timedelta | None = None
    """How long before a sprint's end its review is opened; None: when it is over."""


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

    follow_through: Rules | None = None
    """Who is reminded of what, and that people are listened to; None: nobody is."""
    posting: Posting | None = None
    """Where the report is posted; None: nowhere."""
    targets: Targets = Targets()  # noqa: RUF009 - it is frozen, too
    """How long findings may take, where they take the place of `write_back_due`."""
    declined_as: tuple[tuple[str, str], ...] = ()
    """What closing as declined is called in which tracker."""
    checklists: tuple[Checklist, ...] = ()
    """The standing checklists to which findings may add their steps."""

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
        """Whether a review is, or will be, to look back at this subject.

        That is when it is over, or when its review comes before its planned end.
        """
        ends = self.ends_at(subject)
        if ends is None or self.rule_for(subject) is None:
            return False
        begins = self.begins
        return begins is None or ends >= begins

    def ends_at(self, subject: Ticket | Sprint) -> datetime | None:
        """When a subject was over, or will be where that is known and matters."""
        return over_at(subject) or self._planned_end(subject)

    def opens_at(self, subject: Ticket | Sprint) -> datetime | None:
        """From when on a subject that is not over is looked back at; None: it is over.

        A sprint that has not begun is not looked back at, however long the lead is.
        """
        planned, rule = self._planned_end(subject), self.rule_for(subject)
        if planned is None or rule is None or rule.lead is None:
            return None
        assert isinstance(subject, Sprint)
        return max(subject.start, planned - rule.lead)

    def _planned_end(self, subject: Ticket | Sprint) -> datetime | None:
        """The end of a sprint that goes on and whose review is to come before that.

        A sprint without an end is told with that of its beginning.
        """
        if not isinstance(subject, Sprint) or subject.gone or over_at(subject):
            return None
        rule = self.rule_for(subject)
        if rule is None or rule.lead is None or subject.end <= subject.start:
            return None
        return subject.end

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
