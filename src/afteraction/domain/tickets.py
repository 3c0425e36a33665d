"""Tickets, sprints and their texts, as every tracker hands them over.

These are the values on which the whole loop works; a tracker's own words and formats
end in its `wire` module. All times are aware and in UTC, all texts are Markdown.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from typing import Literal

from afteraction.domain.kinds import Kind
from afteraction.domain.problems import Problem


class State(StrEnum):
    """Whether a ticket is still to be worked on."""

    OPEN = "open"
    CLOSED = "closed"


class Reason(StrEnum):
    """Why a ticket was closed."""

    COMPLETED = "completed"
    DECLINED = "declined"
    DUPLICATE = "duplicate"


class Role(StrEnum):
    """What a ticket of ours is."""

    REVIEW = "review"
    WRITE_BACK = "write-back"
    REPORT = "report"
    """It belongs to no loop."""


@dataclass(frozen=True, slots=True)
class Mark:
    """The signature in a ticket that afteraction made (rule 11).

    It holds what a rebuilt ledger needs to know and no more.
    """

    role: Role
    key: str
    """The key of the change that made the ticket: `identity.review_key` and so on."""
    installation: str
    about: str
    """What it is about: the subject's uid for a review, the review's key otherwise."""
    text: str = ""
    """Digest of the text as we wrote it: equal as long as no person edited it."""
    said: str = ""
    """Digest of the finding from which the text was made."""
    kind: Kind | None = None
    """Of a write-back."""
    next_try: bool = False
    """Of an experiment that stays open as work."""


@dataclass(frozen=True, slots=True)
class Ticket:
    """One issue in a tracker, without its text."""

    tracker: str
    """The tracker's name in the configuration."""
    id: str
    """Durable: survives renaming and moving within the tracker."""
    key: str
    """What people call it there: `0041`, `41`, `OPS-7`."""
    ref: str
    """What people type and what we print: the tracker's name and the key."""
    url: str
    """Where it is: a web address, or a file's path."""
    title: str
    state: State
    reason: Reason | None
    labels: tuple[str, ...]
    assignee: str | None
    author: str | None
    opened: datetime
    closed: datetime | None = None
    ended: datetime | None = None
    """When what it tells of was over, where the ticket says so (rule 18)."""
    finished: datetime | None = None
    """First finish: by the tracker's history, or by our `finished:` line."""
    due: date | None = None
    missed: date | None = None
    """The first due date that passed while the ticket was open."""
    sprint: str | None = None
    mark: Mark | None = None
    gone: bool = False
    """Deleted, or no longer to be seen; only tracker and id are true then."""
    same_as: str | None = None
    """The address of the ticket of which this one was closed as a duplicate."""
    why: str | None = None
    """Why it was declined; None as long as nobody looked."""
    unstamped: bool = False
    """Closed without saying when: `closed` is when that was noticed."""
    unsigned: bool = False
    """Somebody deleted our mark: `mark` was made again from what is visible."""
    issue_type: str | None = None
    """The type that the tracker gives it, as in Incident, where it has types."""
    answers: tuple[str, ...] = ()
    """The configuration's queries to which it answers: only its tracker can tell."""
    problem: Problem | None = None
    """What stands in it and can not be understood, though the rest can."""
    stranger: bool = False
    """Nobody vouches for who wrote it: a mark in it counts for nothing (rule 11)."""
    began: datetime | None = None
    """When what it tells of began, where the ticket says so."""
    restricted: bool = False
    """Fewer people can read it than the rest of its tracker (rule 21)."""
    left: bool = False
    """Its assignee's account is closed: nobody is there to work on it."""
    priority: str | None = None
    """How urgent people say it is, where the tracker has a field for that: `High`."""

    @property
    def declined(self) -> bool:
        """Closed as something else than done."""
        return self.state is State.CLOSED and self.reason is not Reason.COMPLETED

    @property
    def completed(self) -> bool:
        """Closed as done."""
        return self.state is State.CLOSED and self.reason is Reason.COMPLETED

    @property
    def over(self) -> datetime | None:
        """When what it tells of was over: `ended:` wins over the closing (rule 18)."""
        return self.ended or self.closed


@dataclass(frozen=True, slots=True)
class Sprint:
    """A sprint of a tracker."""

    tracker: str
    id: str
    key: str
    ref: str
    url: str
    name: str
    goal: str
    start: datetime
    end: datetime
    state: Literal["active", "closed"]
    gone: bool = False
    sort: str = ""
    """What the tracker makes a sprint of, where there are several: `milestone`."""

    @property
    def title(self) -> str:
        """What people call it."""
        return self.name


@dataclass(frozen=True, slots=True)
class Line:
    """One line of a ticket's Markdown and where it was found.

    The anchor belongs to the tracker (a line's number, a node's path); "" means that
    the first line with this text is meant.
    """

    anchor: str
    text: str


@dataclass(frozen=True, slots=True)
class LineEdit:
    """One change to a text: instead of a line, or after it.

    The line must still be there when the edit is made, else the edit fails (rule 5).
    """

    line: Line
    text: str
    where: Literal["instead", "after"] = "instead"


@dataclass(frozen=True, slots=True)
class CommentMark:
    """The signature in a comment of ours."""

    key: str
    installation: str
    said: str = ""
    """Digest of what it says, so that nothing is said twice."""
    reopened: bool = False
    """This comment reopened the review; once is enough (rule 6)."""
    covers: tuple[str, ...] = ()
    """Keys of what else is said with it, also about other tickets."""
    to: str = ""
    """Digest of who is spoken to (`gathering.addressed`), so that they are counted."""

    @property
    def keys(self) -> tuple[str, ...]:
        """The keys of everything that this comment says, its own first."""
        return (self.key, *self.covers)


@dataclass(frozen=True, slots=True)
class Comment:
    """One comment on a ticket."""

    id: str
    author: str
    at: datetime
    text: str
    mark: CommentMark | None = None
    may_edit: bool = False
    """Whether who wrote it may edit the ticket; looked up only where it may matter:
    for comments with a line that begins with a slash."""


@dataclass(frozen=True, slots=True)
class Event:
    """One change of state that the tracker remembers."""

    at: datetime
    who: str | None
    what: str
    """In plain words: `opened`, `closed as completed`, `reopened`."""


@dataclass(frozen=True, slots=True)
class Details:
    """A ticket with its text, its comments and its history."""

    ticket: Ticket
    lines: tuple[Line, ...]
    comments: tuple[Comment, ...] = ()
    events: tuple[Event, ...] = ()

    @property
    def text(self) -> str:
        """The ticket's Markdown."""
        return "\n".join(line.text for line in self.lines)


@dataclass(frozen=True, slots=True)
class SprintFacts:
    """What a tracker knows of a sprint (rule 26: `None` means not known)."""

    sprint: Sprint
    done: tuple[Ticket, ...]
    still_open: tuple[Ticket, ...]
    carried_over: int | None = None
    """How many came from an earlier sprint."""
    added: int | None = None
    """How many came after it had begun."""
    committed: int | None = None
    """How many were in it when it began, and still are."""
