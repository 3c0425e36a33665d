"""What GitHub keeps, as values: people, labels, issues, comments, events, boards.

A change makes a new value; the old one stays as it was, so that a list may lag behind.
Values know nothing of JSON (see `payloads`) and nothing of who may do what (`rest`).
Times are aware and in UTC. People are named by their logins.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Literal

Role = Literal["none", "read", "triage", "write", "maintain", "admin"]
ROLES: tuple[Role, ...] = ("none", "read", "triage", "write", "maintain", "admin")
UserKind = Literal["User", "Bot", "Organization"]


def node_id(prefix: str, number: int) -> str:
    """The global id of GraphQL: what it is, then which one."""
    return f"{prefix}_kwDO{number:x}"


def number_in(node: str) -> tuple[str, int] | None:
    """The prefix and the number in a global id; None when it is none of ours."""
    prefix, mark, digits = node.partition("_kwDO")
    try:
        return (prefix, int(digits, 16)) if mark else None
    except ValueError:
        return None


@dataclass(frozen=True, slots=True, kw_only=True)
class User:
    """A person, a bot (`acme-bot[bot]`) or an organisation."""

    id: int
    login: str
    name: str | None = None
    kind: UserKind = "User"

    @property
    def node(self) -> str:
        """The global id."""
        prefix = {"User": "U", "Bot": "BOT", "Organization": "O"}[self.kind]
        return node_id(prefix, self.id)


@dataclass(frozen=True, slots=True, kw_only=True)
class Label:
    """A label of a repository."""

    id: int
    name: str
    color: str = "ededed"
    description: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Milestone:
    """A milestone of a repository."""

    id: int
    number: int
    title: str
    creator: str
    created_at: datetime
    updated_at: datetime
    description: str | None = None
    due_on: datetime | None = None
    closed_at: datetime | None = None

    @property
    def state(self) -> str:
        """`open` or `closed`."""
        return "open" if self.closed_at is None else "closed"


@dataclass(frozen=True, slots=True, kw_only=True)
class IssueType:
    """An issue type of an organisation."""

    id: int
    name: str
    created_at: datetime
    description: str | None = None
    color: str = "gray"


@dataclass(frozen=True, slots=True, kw_only=True)
class Comment:
    """A comment on an issue."""

    id: int
    issue: int
    """The issue's number."""
    author: str | None
    body: str
    created_at: datetime
    updated_at: datetime
    edited_at: datetime | None = None
    editor: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Event:
    """One entry of an issue's timeline; only the fields of its kind are set."""

    id: int
    kind: str
    """As REST calls it: `closed`, `labeled`, `cross-referenced`, `committed`…"""
    actor: str | None
    at: datetime
    label: Label | None = None
    assignee: str | None = None
    milestone: str | None = None
    was: str = ""
    """The old title, or the old name of the repository."""
    now: str = ""
    state_reason: str | None = None
    commit: str | None = None
    """The hash of a commit."""
    text: str = ""
    """A commit's message, or why an issue was locked."""
    issue: int | None = None
    """The id of another issue: the source, the parent, the original."""
    comment: int | None = None
    type: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class PullRequest:
    """What makes an entry of the list of issues a pull request."""

    merged_at: datetime | None = None
    draft: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Issue:
    """An issue, or a pull request as the list of issues shows it."""

    id: int
    repository: int
    """The repository's id."""
    number: int
    title: str
    body: str | None
    author: str | None
    """None: a ghost, an account that was deleted."""
    created_at: datetime
    updated_at: datetime
    state: Literal["open", "closed"] = "open"
    state_reason: str | None = None
    closed_at: datetime | None = None
    closed_by: str | None = None
    labels: tuple[int, ...] = ()
    """Ids, in the order in which they were put on."""
    assignees: tuple[str, ...] = ()
    milestone: int | None = None
    type: str | None = None
    lock_reason: str | None = None
    locked: bool = False
    comments: int = 0
    edited_at: datetime | None = None
    editor: str | None = None
    parent: int | None = None
    """The id of the parent."""
    sub_issues: tuple[int, ...] = ()
    """The ids of the sub-issues."""
    duplicate_of: int | None = None
    pull_request: PullRequest | None = None

    @property
    def node(self) -> str:
        """The global id."""
        return node_id("PR" if self.pull_request else "I", self.id)


@dataclass(frozen=True, slots=True, kw_only=True)
class Iteration:
    """An iteration of a board: `duration` days from `start`."""

    id: str
    title: str
    start: date
    duration: int

    @property
    def end(self) -> date:
        """The day after its last day."""
        return self.start + timedelta(days=self.duration)


@dataclass(frozen=True, slots=True, kw_only=True)
class Option:
    """What can be chosen in a field with options."""

    id: str
    name: str


@dataclass(slots=True, kw_only=True)
class Field:
    """A field of a board: text, or iterations, or options."""

    id: int
    name: str
    kind: Literal["TITLE", "TEXT", "ITERATION", "SINGLE_SELECT"]
    created_at: datetime
    iterations: tuple[Iteration, ...] = ()
    options: tuple[Option, ...] = ()


@dataclass(slots=True, kw_only=True)
class Item:
    """An entry of a board: an issue, or a draft with a title of its own."""

    id: int
    created_at: datetime
    updated_at: datetime
    issue: int | None = None
    """The issue's id."""
    draft: str = ""
    archived: bool = False
    values: dict[int, str] = field(default_factory=dict)
    """Field id to text, or to the id of an iteration or option."""


@dataclass(slots=True, kw_only=True)
class Project:
    """A board of Projects v2."""

    id: int
    number: int
    owner: str
    title: str
    created_at: datetime
    public: bool = False
    closed: bool = False
    fields: list[Field] = field(default_factory=list)
    items: list[Item] = field(default_factory=list)
