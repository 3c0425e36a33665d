"""What Jira's API says, decoded: issues, people, sprints, histories.

Pure: bytes in, values out. Fields that we do not read are not decoded. What these
values mean for the loop is told in `states`, `tickets` and `history`.
https://developer.atlassian.com/cloud/jira/platform/rest/v3/api-group-issues/
"""

from __future__ import annotations

from datetime import UTC, datetime
from hashlib import blake2b
from typing import TypeVar

import msgspec
from msgspec import Raw, Struct

from afteraction.domain.labels import OUR_LABEL, carries

T = TypeVar("T")

PROPERTY = "afteraction"
"""The entity property of an issue, or of a comment, that holds our mark."""

NULL = Raw(b"null")

_LONG_AGO = datetime(1970, 1, 1, tzinfo=UTC)
_LATE = datetime(9000, 1, 1, tzinfo=UTC)


class User(Struct, rename="camel", gc=False):
    """An account; Cloud tells an id and often no address, Data Center a name."""

    account_id: str | None = None
    name: str | None = None
    display_name: str = ""
    email_address: str | None = None
    active: bool = True
    account_type: str | None = None

    @property
    def id(self) -> str:
        """By which the site knows it."""
        return self.account_id or self.name or ""


class Named(Struct, gc=False):
    """What of many things matters: what they are called."""

    name: str = ""
    id: str = ""


class Category(Struct, gc=False):
    """What a status amounts to."""

    key: str = ""


class Status(Struct, rename="camel", gc=False):
    """A step of a workflow."""

    name: str = ""
    id: str = ""
    status_category: Category = msgspec.field(default_factory=Category)

    @property
    def is_done(self) -> bool:
        """Whether Jira counts it as done."""
        return self.status_category.key == "done"


class IssueType(Struct, rename="camel", gc=False):
    """An issue type."""

    id: str = ""
    name: str = ""
    subtask: bool = False
    hierarchy_level: int = 0
    """Above 0 are epics and what is over them; only Cloud tells it."""


class Project(Struct, rename="camel", gc=False):
    """A project."""

    id: str
    key: str = ""
    name: str = ""
    archived: bool = False
    issue_types: list[IssueType] = []


class LinkType(Struct, gc=False):
    """How two issues belong together."""

    name: str = ""


class Linked(Struct, gc=False):
    """An issue at the other end of a link."""

    id: str = ""
    key: str = ""


class Link(Struct, rename="camel", gc=False):
    """A link, as one of its ends shows it."""

    type: LinkType = msgspec.field(default_factory=LinkType)
    inward_issue: Linked | None = None
    outward_issue: Linked | None = None


class Change(Struct, gc=False):
    """One field's change in a history."""

    field: str = ""
    before: str | None = msgspec.field(default=None, name="from")
    before_text: str | None = msgspec.field(default=None, name="fromString")
    after: str | None = msgspec.field(default=None, name="to")
    field_id: str | None = msgspec.field(default=None, name="fieldId")


class Entry(Struct, gc=False):
    """What somebody changed at one moment.

    In bulk the moment is a number of milliseconds, elsewhere a text.
    """

    created: datetime | int
    id: str = ""
    items: list[Change] = []
    author: User | None = None

    @property
    def at(self) -> datetime:
        """When, in UTC."""
        if isinstance(self.created, datetime):
            return utc(self.created)
        return utc(datetime.fromtimestamp(self.created / 1000, UTC))

    @property
    def place(self) -> tuple[datetime, int]:
        """Where it stands in its history; rules of a team's act within a moment."""
        return self.at, int(self.id) if self.id.isdecimal() else 0


class History(Struct, gc=False):
    """The history that comes with an issue; Cloud leaves out all but the newest."""

    histories: list[Entry] = []
    total: int = 0


class Held(Struct, gc=False):
    """A property of an issue or of a comment."""

    key: str
    value: Raw = NULL


class Visibility(Struct, gc=False):
    """The role or group that alone may read a comment."""

    value: str | None = None


class Comment(Struct, gc=False):
    """A comment."""

    id: str
    created: datetime
    author: User | None = None
    body: Raw = NULL
    visibility: Visibility | None = None
    properties: list[Held] = []


class Comments(Struct, rename="camel", gc=False):
    """A helping of comments."""

    comments: list[Comment] = []
    total: int = 0
    start_at: int = 0


class Fields(Struct, gc=False):
    """The fields that we read."""

    summary: str
    status: Status
    created: datetime
    updated: datetime
    issuetype: IssueType = msgspec.field(default_factory=IssueType)
    project: Project | None = None
    resolution: Named | None = None
    resolutiondate: datetime | None = None
    statuscategorychangedate: datetime | None = None
    duedate: str | None = None
    labels: list[str] = []
    priority: Named | None = None
    assignee: User | None = None
    creator: User | None = None
    issuelinks: list[Link] = []
    security: Raw = NULL
    """Who may read it, where not everybody may who sees the project."""
    comment: Comments | None = None
    description: Raw = NULL


class Issue(Struct, gc=False):
    """An issue."""

    id: str
    key: str
    fields: Fields
    properties: dict[str, Raw] = {}
    changelog: History | None = None
    sprint: str | None = None
    """The number of the sprint it is in, or was in last."""


READ = tuple(name for name in Fields.__struct_fields__ if name != "comment")
"""The fields that every reading of issues asks for."""

LEAST = ("summary", "status", "created", "updated")
"""Those without which an issue is none."""


class Bare(Struct, gc=False):
    """What every issue has."""

    id: str = ""
    key: str = ""


class Logs(Struct, rename="camel"):
    """Histories of many issues."""

    issue_change_logs: list[Log] = []
    next_page_token: str | None = None


class Log(Struct, rename="camel"):
    """The history of one of them."""

    issue_id: str
    change_histories: list[Entry] = []


class Site(Struct, rename="camel"):
    """What a Jira says of itself."""

    base_url: str = ""
    deployment_type: str = ""
    version: str = ""


class Schema(Struct):
    """What a field holds."""

    type: str = ""
    items: str = ""
    custom: str = ""
    system: str = ""


class Field(Struct):
    """A field of the site."""

    id: str
    name: str = ""
    schema: Schema = msgspec.field(default_factory=Schema)

    @property
    def type_name(self) -> str:
        """The type of a field that somebody added, with its maker."""
        return self.schema.custom


logs = msgspec.json.Decoder(Logs).decode
held = msgspec.json.Decoder(Held).decode
comments = msgspec.json.Decoder(Comments).decode
comment = msgspec.json.Decoder(Comment).decode
site = msgspec.json.Decoder(Site).decode
project = msgspec.json.Decoder(Project).decode
fields = msgspec.json.Decoder(list[Field]).decode
statuses = msgspec.json.Decoder(list[Status]).decode
users = msgspec.json.Decoder(list[User]).decode
user = msgspec.json.Decoder(User).decode


def nothing(body: bytes) -> None:
    """For answers of which only the status matters."""
    del body


def stamp(issue: Issue) -> str:
    """What tells two states of an issue apart.

    Whoever changes its description changes `updated`; what is ours is changed right
    after somebody else did, and some databases keep whole seconds, so there it counts.
    """
    fields = issue.fields
    if not carries(fields.labels, OUR_LABEL):
        fields = msgspec.structs.replace(fields, description=NULL)
    kept = msgspec.structs.replace(issue, fields=fields, changelog=None)
    return blake2b(msgspec.json.encode(kept), digest_size=12).hexdigest()


def utc(moment: datetime) -> datetime:
    """In UTC; what lies beyond every calendar is brought to where days can be added."""
    if moment.year <= _LONG_AGO.year:
        return _LONG_AGO
    return _LATE if moment.year >= _LATE.year else moment.astimezone(UTC)
