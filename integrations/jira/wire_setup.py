"""What Jira's API says of how a project is set up: screens, permissions, boards.

Pure: bytes in, values out; what only `check` reads. Issues and people are `wire`'s.
https://developer.atlassian.com/cloud/jira/platform/rest/v3/api-group-issues/#api-rest-api-3-issue-createmeta-projectidorkey-issuetypes-issuetypeid-get
"""

from __future__ import annotations

from contextlib import suppress

import msgspec
from msgspec import Raw, Struct

from afteraction.network.unreadable import UNREADABLE

from .wire import Named, Schema, Status


class Permission(Struct, rename="camel"):
    """Whether we have a permission."""

    have_permission: bool = False


class Permissions(Struct):
    """What we may do, by the permissions' keys."""

    permissions: dict[str, Permission] = {}


class Holder(Struct):
    """Who has a permission: `anyone` are those who are not signed in, too."""

    type: str = ""


class Grant(Struct):
    """A permission, and one of those who have it."""

    holder: Holder = msgspec.field(default_factory=Holder)
    permission: str = ""


class Scheme(Struct):
    """Who may what in a project."""

    permissions: list[Grant] = []


class Allowed(Struct):
    """One of the values that a field allows: an option, a priority, a version."""

    id: str | int = ""
    value: str = ""
    name: str = ""

    @property
    def shown(self) -> str:
        """As people see it."""
        return self.value or self.name


class ScreenField(Struct, rename="camel"):
    """A field on the screen by which issues are made."""

    name: str = ""
    field_id: str = ""
    key: str = ""
    required: bool = False
    has_default_value: bool = False
    schema: Schema = msgspec.field(default_factory=Schema)
    allowed_values: list[Raw] | None = None

    @property
    def id(self) -> str:
        """By which requests name it."""
        return self.field_id or self.key

    @property
    def allowed(self) -> tuple[Allowed, ...] | None:
        """The values that it can have; None where Jira lists none that we can read."""
        with suppress(*UNREADABLE):
            values = [_allowed(one) for one in self.allowed_values or ()]
            return tuple(values) or None
        return None


class Screen(Struct):
    """A helping of such fields: `fields` on Cloud, `values` on Data Center."""

    fields: list[ScreenField] = []
    values: list[ScreenField] = []
    total: int = 0

    @property
    def shown(self) -> list[ScreenField]:
        """The fields."""
        return self.fields or self.values


class Workflow(Struct):
    """The statuses that issues of a type can have."""

    id: str
    statuses: list[Status] = []


class LinkTypes(Struct, rename="camel"):
    """The types of links."""

    issue_link_types: list[Named] = []


class Location(Struct, rename="camel"):
    """Where a board belongs."""

    project_id: int | None = None
    project_key: str = ""


class Board(Struct):
    """A board; that of a person belongs to no project."""

    id: int
    name: str = ""
    type: str = ""
    location: Location = msgspec.field(default_factory=Location)


class Boards(Struct):
    """A helping of boards."""

    values: list[Board] = []


_allowed = msgspec.json.Decoder(Allowed).decode
permissions = msgspec.json.Decoder(Permissions).decode
scheme = msgspec.json.Decoder(Scheme).decode
screen = msgspec.json.Decoder(Screen).decode
workflows = msgspec.json.Decoder(list[Workflow]).decode
resolutions = msgspec.json.Decoder(list[Named]).decode
link_types = msgspec.json.Decoder(LinkTypes).decode
board = msgspec.json.Decoder(Board).decode
boards = msgspec.json.Decoder(Boards).decode
