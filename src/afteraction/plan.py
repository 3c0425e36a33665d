"""The plan: what a sync would do, as a value that can be sorted, printed and applied.

Changes are data; which ones there should be is decided in `planning`, and `applying`
takes nothing but a plan. `--dry-run` prints this very value (law 2).
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from typing import ClassVar

from afteraction.domain.checklists import Checklist
from afteraction.domain.findings import Finding, Lack
from afteraction.domain.loops import Loop
from afteraction.domain.problems import Problem
from afteraction.domain.tickets import (
    Details,
    Line,
    LineEdit,
    Mark,
    Reason,
    Sprint,
    SprintFacts,
    State,
    Ticket,
)


class Does(StrEnum):
    """What a change does, in the words of the plan."""

    EDIT = "edit"
    OPEN_REVIEW = "open-review"
    WRITE_BACK = "write-back"
    REMARK = "remark"
    REOPEN = "reopen"
    COMMENT = "comment"
    CLOSE = "close"
    ANSWER = "answer"
    POST = "post-report"
    REMIND = "remind"


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """One thing that a sync would do.

    `order` sorts changes into the sequence in which they have to happen.
    """

    order: ClassVar[int]
    key: str
    tracker: str
    """Where it is done."""
    about: str
    """The ref of what it is about."""
    title: str

    @property
    def does(self) -> Does:
        """What it does, in one word."""
        raise NotImplementedError

    @property
    def turn(self) -> str:
        """Its place among the changes with its order that are about one ticket."""
        return self.key


@dataclass(frozen=True, slots=True, kw_only=True)
class Amend(Change):
    """Change fields or lines of a ticket."""

    order: ClassVar[int] = 0
    ticket: Ticket
    why: str
    lines: tuple[LineEdit, ...] = ()
    expected: str | None = None
    """Digest of the text from which `lines` were made."""
    state: State | None = None
    reason: Reason | None = None
    closed: datetime | None = None
    finished: datetime | None = None
    missed: date | None = None
    mark: Mark | None = None
    labels: tuple[str, ...] = ()

    @property
    def does(self) -> Does:
        """It edits."""
        return Does.EDIT


@dataclass(frozen=True, slots=True, kw_only=True)
class OpenReview(Change):
    """Make the one review ticket of a subject."""

    order: ClassVar[int] = 1
    subject: Ticket | Sprint
    subject_uid: str
    details: Details | None
    """What the incident's ticket tells; None where its text must not move."""
    facts: SprintFacts | None
    """What is known of a sprint."""
    due: datetime
    assignee: str | None
    invited: tuple[str, ...]
    left_open: tuple[Ticket, ...] = ()
    incidents: tuple[Ticket, ...] = ()
    kept_up: bool = False
    """The sprint goes on: what it tells of it is brought up to date until its end."""

    @property
    def does(self) -> Does:
        """It opens a review."""
        return Does.OPEN_REVIEW


@dataclass(frozen=True, slots=True, kw_only=True)
class PutTokens(Change):
    """Write the findings' tokens and ISO dates into a review (rules 10 and 24)."""

    order: ClassVar[int] = 2
    review: Ticket
    lines: tuple[LineEdit, ...]
    expected: str

    @property
    def does(self) -> Does:
        """It edits."""
        return Does.EDIT


@dataclass(frozen=True, slots=True, kw_only=True)
class WriteBack(Change):
    """Make the ticket that carries one finding."""

    order: ClassVar[int] = 3
    finding: Finding
    token: str
    review: Ticket
    subject: Ticket | Sprint | None
    due: date | None
    labels: tuple[str, ...]
    tells: bool
    """Whether the review's words may stand where the ticket goes (rule 21)."""
    needs: str | None
    """The key of the change that must be done first."""

    @property
    def does(self) -> Does:
        """It writes back."""
        return Does.WRITE_BACK


@dataclass(frozen=True, slots=True, kw_only=True)
class Reword(Change):
    """Let the text of a write-back that no person edited follow the review's."""

    order: ClassVar[int] = 4
    finding: Finding
    token: str
    review: Ticket
    subject: Ticket | Sprint | None
    details: Details
    tells: bool

    @property
    def does(self) -> Does:
        """It edits."""
        return Does.EDIT


@dataclass(frozen=True, slots=True, kw_only=True)
class AddStep(Change):
    """Add the steps of one finding to a standing checklist."""

    order: ClassVar[int] = 4
    finding: Finding
    token: str
    review: Ticket
    checklist: Checklist
    day: date
    """The day that is told with them."""
    tells: bool
    """As in `WriteBack`."""
    needs: str | None
    """As in `WriteBack`."""

    @property
    def does(self) -> Does:
        """It writes back."""
        return Does.WRITE_BACK


@dataclass(frozen=True, slots=True)
class StepTold:
    """What is to stand in a review once a finding's steps stand in their checklist."""

    token: str
    key: str
    """Of the change that adds them; "" where they stand already."""
    line: Line | None
    """The line in which the token stands, where known."""
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class PutLinks(Change):
    """Write the links to the tickets in the place of the findings' tokens."""

    order: ClassVar[int] = 5
    review: Ticket
    tokens: tuple[tuple[str, str, Line | None], ...]
    """A token, its write-back's key, and the line it stands in, where known."""
    standing: tuple[Ticket, ...]
    """The write-backs among them that stand already."""
    steps: tuple[StepTold, ...] = ()

    @property
    def does(self) -> Does:
        """It edits."""
        return Does.EDIT


@dataclass(frozen=True, slots=True, kw_only=True)
class KeepUp(Change):
    """Bring what a review tells of its sprint up to date, for the last time at the end.

    After the links to its findings, though it depends on no other change.
    """

    order: ClassVar[int] = 5
    review: Ticket
    details: Details
    """The review as it was read."""
    anew: OpenReview
    """The review as it would be opened now."""
    said: str
    """Digest of what it tells then."""
    due: date | None
    """The due day that follows the sprint's end; None: it stays."""

    @property
    def final(self) -> bool:
        """Whether the sprint is over: nothing of it changes from now on."""
        subject = self.anew.subject
        return isinstance(subject, Sprint) and subject.state == "closed"

    @property
    def does(self) -> Does:
        """It edits."""
        return Does.EDIT


@dataclass(frozen=True, slots=True, kw_only=True)
class Remark(Change):
    """Say what a review still lacks, or that it lacks nothing any more."""

    order: ClassVar[int] = 6
    review: Ticket
    lacks: tuple[Lack, ...]
    said: str
    replaces: str | None
    """The id of our earlier remark."""
    reopened: bool
    """An earlier remark, or this one, reopened the review."""
    reopens: bool

    @property
    def does(self) -> Does:
        """It remarks, or reopens."""
        return Does.REOPEN if self.reopens else Does.REMARK


@dataclass(frozen=True, slots=True, kw_only=True)
class TellReopened(Change):
    """Say on a review, once, that its subject was opened again."""

    order: ClassVar[int] = 7
    review: Ticket
    subject: Ticket

    @property
    def does(self) -> Does:
        """It comments."""
        return Does.COMMENT


@dataclass(frozen=True, slots=True, kw_only=True)
class CloseCopy(Change):
    """Close a second ticket with one key that nobody touched (rule 12)."""

    order: ClassVar[int] = 8
    copy: Ticket
    original: Ticket

    @property
    def does(self) -> Does:
        """It closes."""
        return Does.CLOSE


@dataclass(frozen=True, slots=True, kw_only=True)
class Point(Change):
    """Link a ticket of ours natively where an earlier sync was cut off before that."""

    order: ClassVar[int] = 9
    made: Ticket
    to: Ticket | Sprint

    @property
    def does(self) -> Does:
        """It edits."""
        return Does.EDIT


COMMENTS = frozenset({Does.REMARK, Does.REOPEN, Does.COMMENT})


@dataclass(frozen=True, slots=True)
class HeldBack:
    """A sort of change of which there were too many at once (rule 17)."""

    sort: str
    count: int
    at_most: int


@dataclass(frozen=True, slots=True)
class Plan:
    """Everything a sync would do, in the order in which it would."""

    changes: tuple[Change, ...] = ()
    held_back: tuple[HeldBack, ...] = ()
    problems: tuple[Problem, ...] = ()
    looked_at: tuple[tuple[Loop, datetime | None], ...] = ()
    """Each loop the plan was made from, and when time alone may change it."""


def in_order(changes: list[Change]) -> tuple[Change, ...]:
    """Changes in the order in which they have to happen, the same every time."""
    return tuple(sorted(changes, key=lambda c: (c.order, c.tracker, c.about, c.turn)))
