"""Helpings of issues: many in one answer, of which one that is odd spoils no other.

Pure: bytes in, issues out. All of a helping are read at once, as nearly always all are
as Jira describes issues; else one by one.
"""

from __future__ import annotations

from contextlib import suppress
from dataclasses import dataclass, field
from typing import Generic, TypeVar, cast

import msgspec
from msgspec import Raw, Struct

from afteraction.domain.labels import OUR_LABEL, carries
from afteraction.network.unreadable import UNREADABLE

from .wire import NULL, Bare, Fields, Issue

T = TypeVar("T")


class Told(Struct, Generic[T], rename="camel"):
    """An answer: by token on Cloud, by number on Data Center."""

    issues: list[T] = []
    issue_errors: list[Bare] = []
    """Those that are there and could not be told of this time (Cloud)."""
    next_page_token: str | None = None
    total: int = 0


@dataclass(slots=True)
class Page:
    """One helping of issues."""

    issues: list[Issue] = field(default_factory=list)
    broken: list[tuple[str, str]] = field(default_factory=list)
    """Ids and keys of those that can not be read."""
    token: str | None = None
    """Where it goes on (Cloud)."""
    total: int = 0
    """Of all helpings (Data Center)."""

    @property
    def ids(self) -> list[str]:
        """Of all that are on it."""
        return [*(one.id for one in self.issues), *(id_ for id_, _ in self.broken)]

    def add(self, other: Page) -> None:
        """Take over what is on another one."""
        self.issues += other.issues
        self.broken += other.broken


_one_by_one = msgspec.json.Decoder(Told[Raw]).decode
_bare = msgspec.json.Decoder(Bare).decode
_names = msgspec.json.Decoder(Told[Bare]).decode


def names(body: bytes) -> Page:
    """A helping of which only ids were asked for: all of them are `broken`."""
    told = _names(body)
    heads = [(one.id, one.key) for one in told.issues]
    return Page([], heads, told.next_page_token, told.total)


class _Sprinted(Fields, gc=False):
    """The fields of issues on a site that has sprints; who asks knows their name."""

    sprints: Raw = NULL


def let_go(issue: Issue) -> None:
    """Free an issue of the answer that it came in: what is `Raw` holds on to all of it.

    Of what is not ours nobody reads the text.
    """
    fields = issue.fields
    ours = carries(fields.labels, OUR_LABEL)
    fields.description = fields.description.copy() if ours else NULL
    fields.security = fields.security.copy()
    if isinstance(fields, _Sprinted):
        fields.sprints = fields.sprints.copy()
    for name, held in issue.properties.items():
        issue.properties[name] = held.copy()


class Reader:
    """Reads the issues of a site on which sprints stand in this field."""

    def __init__(self, sprint_field: str | None = None) -> None:
        """None: nobody asks for sprints."""
        kind = Issue if sprint_field is None else _with_sprint(sprint_field)
        self._kind = kind
        self._all = msgspec.json.Decoder(Told[kind]).decode  # type: ignore[valid-type]
        self._one = msgspec.json.Decoder(kind).decode

    def page(self, body: bytes) -> Page:
        """A helping. Raises what is `UNREADABLE` where it is none."""
        try:
            told = self._all(body)
        except (msgspec.ValidationError, UnicodeDecodeError):
            return self._each(_one_by_one(body))
        issues = self._finished(told.issues)
        page = Page(issues, [], told.next_page_token, told.total)
        # Not gone: Jira could not tell of them this time.
        page.broken += [(one.id, one.key) for one in told.issue_errors]
        return page

    def issue(self, data: bytes) -> Issue:
        """One issue. Raises what is `UNREADABLE`."""
        return self._finished([self._one(data)])[0]

    def alone(self, body: bytes) -> Page:
        """An answer that is one issue."""
        return self._each(Told(issues=[Raw(body)]))

    def _each(self, told: Told[Raw]) -> Page:
        page = Page(token=told.next_page_token, total=told.total)
        for one in told.issues:
            try:
                page.issues.append(self.issue(one))
            except UNREADABLE:
                head = _bare(one)
                page.broken.append((head.id, head.key))
        page.broken += [(one.id, one.key) for one in told.issue_errors]
        return page

    def _finished(self, issues: list[Issue]) -> list[Issue]:
        if self._kind is not Issue:
            for issue in issues:
                issue.sprint = _last_sprint(getattr(issue.fields, "sprints", NULL))
        return issues


def _with_sprint(sprint_field: str) -> type[Issue]:
    fields = msgspec.defstruct(
        "FieldsWithSprint",
        [("sprints", Raw, NULL)],
        bases=(_Sprinted,),
        gc=False,
        rename={"sprints": sprint_field},
    )
    made = msgspec.defstruct(
        "IssueWithSprint", [("fields", fields)], bases=(Issue,), gc=False
    )
    return cast("type[Issue]", made)


class _Sprint(Struct, gc=False):
    id: int = 0


def _last_sprint(raw: Raw) -> str | None:
    """The newest sprint of an issue: Data Center tells them in a text of Java's."""
    with suppress(*UNREADABLE):
        sprints = msgspec.json.decode(raw, type=list[_Sprint | str] | None) or []
        ids = [_sprint_id(one) for one in sprints]
        return max(filter(None, ids), key=int, default=None)
    return None


def _sprint_id(told: _Sprint | str) -> str | None:
    if isinstance(told, _Sprint):
        return str(told.id) if told.id else None
    _, _, inside = told.partition("[")
    pairs = (part.partition("=") for part in inside.rstrip("]").split(","))
    number = next((value for name, _, value in pairs if name == "id"), "")
    return number if number.isdecimal() else None
