"""What there is on a Jira, as values. No rules and no JSON in here.

People are named by their account's name in here, whatever the dress: an answer shows an
account id on Cloud, and name and key on Data Center.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Literal
from uuid import NAMESPACE_URL, uuid5

Text = str | dict[str, Any] | None
"""Wiki markup on Data Center, an Atlassian document on Cloud."""
Category = Literal["new", "indeterminate", "done"]
Kind = Literal[
    "text",
    "textarea",
    "number",
    "select",
    "multiselect",
    "user",
    "date",
    "datetime",
    "labels",
    "sprint",
    "priority",
    "resolution",
    "issuetype",
    "project",
    "parent",
    "links",
    "none",
]
SprintState = Literal["future", "active", "closed"]

PERMISSIONS = (
    "BROWSE_PROJECTS",
    "CREATE_ISSUES",
    "EDIT_ISSUES",
    "ASSIGN_ISSUES",
    "ASSIGNABLE_USER",
    "TRANSITION_ISSUES",
    "RESOLVE_ISSUES",
    "SCHEDULE_ISSUES",
    "LINK_ISSUES",
    "MOVE_ISSUES",
    "DELETE_ISSUES",
    "ADD_COMMENTS",
    "EDIT_OWN_COMMENTS",
    "EDIT_ALL_COMMENTS",
    "DELETE_OWN_COMMENTS",
    "MODIFY_REPORTER",
    "MANAGE_SPRINTS_PERMISSION",
    "ADMINISTER_PROJECTS",
)
"""The permissions of a project that the fake knows."""
GLOBAL = ("ADMINISTER", "BULK_CHANGE", "USER_PICKER")
"""The permissions of the site that the fake knows."""
MEMBER = frozenset(PERMISSIONS) - {"ADMINISTER_PROJECTS", "EDIT_ALL_COMMENTS"}
"""What those have whom a test puts into a project."""


@dataclass(frozen=True, slots=True, kw_only=True)
class User:
    """An account."""

    id: int
    name: str
    display: str
    email: str
    zone: str = "UTC"
    active: bool = True
    shows_email: bool = False
    """On Cloud, whether others see the address; few do."""
    app: bool = False
    """Whether it is a program's."""

    @property
    def account_id(self) -> str:
        """What Cloud calls the account."""
        return f"712020:{uuid5(NAMESPACE_URL, f'{self.id}/{self.name}')}"

    @property
    def key(self) -> str:
        """What Data Center calls the account, beside its name."""
        return f"JIRAUSER{self.id}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Named:
    """A resolution or a priority."""

    id: str
    name: str
    description: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Status:
    """A status of the workflows."""

    id: str
    name: str
    category: Category


@dataclass(frozen=True, slots=True, kw_only=True)
class LinkType:
    """A kind of link between issues."""

    id: str
    name: str
    inward: str
    outward: str


@dataclass(frozen=True, slots=True, kw_only=True)
class IssueType:
    """A type of issues."""

    id: str
    name: str
    subtask: bool = False
    description: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Option:
    """One of the values that a field allows."""

    id: str
    value: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Field:
    """A field of issues, the system's or one's own."""

    id: str
    name: str
    kind: Kind
    custom: bool = False
    options: tuple[Option, ...] = ()
    navigable: bool = True
    clauses: tuple[str, ...] = ()
    """What JQL calls it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Transition:
    """A way from one status to another."""

    id: str
    name: str
    to: str
    """Id of the status."""
    sources: frozenset[str] | None = None
    """Ids of the statuses that it starts from; None: all."""
    screen: tuple[str, ...] = ()
    """Ids of the fields that it asks for."""
    required: frozenset[str] = frozenset()
    resolution: str | None = None
    """Id of the resolution that the workflow sets by itself."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """One field's change, within an entry of a history."""

    field: str
    field_id: str
    custom: bool
    before: str | None
    before_text: str | None
    after: str | None
    after_text: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class History:
    """What somebody changed at one time."""

    id: int
    author: str | None
    at: datetime
    changes: tuple[Change, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Comment:
    """Something that was said."""

    id: int
    author: str | None
    body: Text
    created: datetime
    updated: datetime
    editor: str | None
    properties: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Link:
    """A link between two issues, from `source` outward to `target`."""

    id: int
    type: str
    source: int
    target: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Remote:
    """A link from an issue to somewhere else."""

    id: int
    global_id: str | None
    data: Mapping[str, Any]
    """`object`, `application` and `relationship`, as they were sent."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Issue:
    """An issue as it stood at one time."""

    id: int
    project: int
    number: int
    type: str
    status: str
    creator: str | None
    created: datetime
    updated: datetime
    category_changed: datetime
    resolution: str | None = None
    resolved: datetime | None = None
    fields: Mapping[str, Any] = field(default_factory=dict)
    """Field id to value; texts as they are, people by name, options by id."""
    properties: Mapping[str, Any] = field(default_factory=dict)
    comments: tuple[Comment, ...] = ()
    histories: tuple[History, ...] = ()

    @property
    def summary(self) -> str:
        """Its title."""
        return str(self.fields.get("summary") or "")

    @property
    def labels(self) -> tuple[str, ...]:
        """Its labels."""
        return tuple(self.fields.get("labels") or ())

    @property
    def assignee(self) -> str | None:
        """Who carries it, by the account's name."""
        who: str | None = self.fields.get("assignee")
        return who

    @property
    def description(self) -> Text:
        """Its text."""
        text: Text = self.fields.get("description")
        return text


@dataclass(slots=True, kw_only=True)
class Board:
    """A board of the agile part."""

    id: int
    name: str
    kind: Literal["scrum", "kanban", "simple"]
    project: int
    readers: frozenset[str] | None = None
    """Who may see it; None: all who may see the project."""


@dataclass(slots=True, kw_only=True)
class Sprint:
    """A sprint of a board."""

    id: int
    board: int
    name: str
    created: datetime
    state: SprintState = "future"
    goal: str = ""
    start: datetime | None = None
    end: datetime | None = None
    complete: datetime | None = None
