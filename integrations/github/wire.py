"""What GitHub's API says, decoded, as tickets and sprints.

Pure: bytes in, values out. Fields that we do not read are not decoded. REST and GraphQL
name things differently; both end in the same `Issue`.
https://docs.github.com/en/rest/issues/issues
"""

from __future__ import annotations

from collections.abc import Callable, Collection
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from hashlib import blake2b
from typing import TypeVar
from zoneinfo import ZoneInfo

import msgspec
from msgspec import Raw, Struct

from afteraction.domain.comment_lines import may_hold_commands
from afteraction.domain.labels import OUR_LABEL, carries
from afteraction.domain.problems import Problem
from afteraction.domain.tickets import (
    Comment,
    Reason,
    Sprint,
    State,
    Ticket,
)
from afteraction.network.unreadable import UNREADABLE
from afteraction.settings import quoted

from .marks import read_comment_mark
from .settings import ITERATION, MILESTONE
from .texts import Body, may_be_signed, read_body

T = TypeVar("T")
GHOST = "ghost"
"""Whose account was deleted."""
MEMBERS = frozenset({"OWNER", "MEMBER", "COLLABORATOR"})
_LONG_AGO = datetime(1970, 1, 1, tzinfo=UTC)
_LATE = datetime(9000, 1, 1, tzinfo=UTC)
_REASONS = {
    "completed": Reason.COMPLETED,
    "not_planned": Reason.DECLINED,
    "duplicate": Reason.DUPLICATE,
}
REASONS = {reason: name for name, reason in _REASONS.items()}


class User(Struct, gc=False):
    """Somebody, or a program."""

    login: str
    type: str = "User"


class Named(Struct, gc=False):
    """A label, a type: what has a name."""

    name: str


class PullRequest(Struct, gc=False):
    """What pull requests have and issues do not; nothing of it is read."""


class Milestone(Struct, gc=False):
    """A milestone."""

    number: int
    title: str
    html_url: str = ""
    description: str | None = None
    state: str = "open"
    created_at: datetime | None = None
    due_on: datetime | None = None
    closed_at: datetime | None = None


class Issue(Struct, gc=False):
    """An issue as lists and single answers give it."""

    number: int
    title: str
    html_url: str
    state: str
    created_at: datetime
    updated_at: datetime
    id: int = 0
    user: User | None = None
    author_association: str = "NONE"
    state_reason: str | None = None
    closed_at: datetime | None = None
    labels: list[Named | str] = []
    assignees: list[User] | None = None
    milestone: Milestone | None = None
    type: Named | None = None
    body: str | None = None
    comments: int = 0
    pull_request: PullRequest | None = None


class IssueComment(Struct, gc=False):
    """A comment."""

    id: int
    created_at: datetime
    body: str | None = None
    user: User | None = None
    author_association: str = "NONE"


class Repository(Struct):
    """A repository."""

    id: int
    node_id: str
    full_name: str
    private: bool = True
    visibility: str = ""
    has_issues: bool = True
    archived: bool = False
    permissions: dict[str, bool] = {}
    owner: User | None = None

    @property
    def is_public(self) -> bool:
        """Whether everybody can read it."""
        return self.visibility == "public" or not (self.visibility or self.private)


issue = msgspec.json.Decoder(Issue).decode
_issues = msgspec.json.Decoder(list[Issue]).decode
raw_list = msgspec.json.Decoder(list[Raw]).decode
comment = msgspec.json.Decoder(IssueComment).decode
comments = msgspec.json.Decoder(list[IssueComment]).decode
_milestones = msgspec.json.Decoder(list[Milestone]).decode
milestone = msgspec.json.Decoder(Milestone).decode
repository = msgspec.json.Decoder(Repository).decode
labels = msgspec.json.Decoder(list[Named]).decode


class _Number(Struct):
    number: int = 0


def number(data: Raw) -> int:
    """The number of an issue of which nothing else can be read."""
    try:
        return msgspec.json.decode(data, type=_Number).number
    except UNREADABLE:
        return 0


def nothing(body: bytes) -> None:
    """For answers of which only the status matters."""
    del body


def read_nothing(body: bytes) -> bool:
    """For answers that only have to come."""
    del body
    return True


@dataclass(frozen=True, slots=True)
class Whose:
    """Whose marks count, and under which name the repository's tickets appear."""

    tracker: str
    trusted: frozenset[str] = frozenset()
    """Logins in lower case, our own among them."""

    adopted: Callable[[int], bool] = lambda _: False
    """Whether somebody settled that the issue of this number is ours."""

    def vouches(self, found: Issue) -> bool:
        """Whether what stands in an issue was written by somebody trusted."""
        trusted = self.trusts(found.user, found.author_association)
        return trusted or self.adopted(found.number)

    def lets_edit(self, user: User | None, association: str) -> bool:
        """Whether this author may edit the ticket; programs and ghosts never."""
        if user is None or user.login.lower() == GHOST:
            return False
        is_program = user.type == "Bot" or user.login.endswith("[bot]")
        return not is_program and self.trusts(user, association)

    def trusts(self, user: User | None, association: str) -> bool:
        """Whether a mark by this author counts (rule 11)."""
        known = user is not None and user.login.lower() in self.trusted
        return known or association in MEMBERS


def page(body: bytes) -> tuple[list[Issue], list[int]]:
    """The issues of a page, and the numbers of those that can not be read.

    Raises one of `UNREADABLE` when it is no page at all.
    """
    return _each(body, _issues, issue)


def milestones(body: bytes) -> tuple[list[Milestone], list[int]]:
    """The milestones of a page, and the numbers of those that can not be read."""
    return _each(body, _milestones, milestone)


def _each(
    body: bytes, read_all: Callable[[bytes], list[T]], read_one: Callable[[Raw], T]
) -> tuple[list[T], list[int]]:
    with suppress(*UNREADABLE):
        return read_all(body), []
    found, broken = list[T](), list[int]()
    for data in raw_list(body):
        try:
            found.append(read_one(data))
        except UNREADABLE:
            broken.append(number(data))
    return found, broken


def single(body: bytes) -> tuple[list[Issue], list[int]]:
    """One issue as a page of its own, to be told of likewise when it is broken."""
    return page(b"[%b]" % body)


def stamp(found: Issue) -> str:
    """What tells two states of an issue apart, though they are of the same second."""
    return blake2b(msgspec.json.encode(found), digest_size=12).hexdigest()


def ticket(found: Issue, whose: Whose, finished: datetime | None = None) -> Ticket:
    """An issue as a ticket."""
    key, closed = str(found.number), found.state == "closed"
    assignees = [user.login for user in found.assignees or []]
    labels = label_names(found)
    ours = carries(labels, OUR_LABEL)
    # Most are nobody's of ours, and reading their texts would be most of the work.
    signed = ours or may_be_signed(found.body)
    body = read_body(found.body, ours=ours) if signed else _PLAIN
    claims = ours or body.mark is not None
    return Ticket(
        tracker=whose.tracker,
        id=key,
        key=key,
        ref=f"{whose.tracker}#{key}",
        url=found.html_url,
        title=found.title,
        state=State.CLOSED if closed else State.OPEN,
        reason=_REASONS.get(found.state_reason or "completed", Reason.COMPLETED)
        if closed
        else None,
        labels=labels,
        assignee=assignees[0] if assignees else body.owner,
        author=login(found.user),
        opened=utc(found.created_at),
        closed=utc(found.closed_at) if closed and found.closed_at else None,
        finished=finished,
        due=body.due,
        missed=body.stamps.missed,
        sprint=f"{MILESTONE}-{found.milestone.number}" if found.milestone else None,
        mark=body.mark,
        issue_type=found.type.name if found.type else None,
        problem=_problem(f"{whose.tracker}#{key}", body),
        stranger=claims and not whose.vouches(found),
    )


_PLAIN = Body()


def body_of(found: Issue) -> Body:
    """An issue's body in its parts; of what is not ours all of it is text."""
    return read_body(found.body, ours=carries(label_names(found), OUR_LABEL))


def _problem(ref: str, body: Body) -> Problem | None:
    if body.torn:
        return Problem(
            ref,
            "holds the hidden ends of two of our tickets; the first one counts",
            "take out what was pasted from the other ticket",
        )
    if body.unread is None:
        return None
    return Problem(
        ref,
        f"its due date can not be read: {quoted(body.unread)}",
        "write a day into that line, as in **Due:** 2026-12-01",
    )


def label_names(found: Issue) -> tuple[str, ...]:
    """The names of an issue's labels, which GitHub tells in two ways."""
    if not found.labels:  # most issues have none
        return ()
    return tuple(one if isinstance(one, str) else one.name for one in found.labels)


def login(user: User | None) -> str:
    """What people call an author; deleted accounts have one name."""
    return user.login if user else GHOST


def said(found: IssueComment, whose: Whose) -> Comment:
    """A comment; its mark counts when its author does."""
    texts = (found.body or "").replace("\r\n", "\n").rstrip().split("\n")
    mark = read_comment_mark(texts[-1])
    if mark is not None and whose.trusts(found.user, found.author_association):
        text = "\n".join(texts[:-1]).strip("\n")
    else:
        mark, text = None, "\n".join(texts)
    return Comment(
        id=str(found.id),
        author=login(found.user),
        at=utc(found.created_at),
        text=text,
        mark=mark,
        may_edit=mark is None
        and may_hold_commands(text)
        and whose.lets_edit(found.user, found.author_association),
    )


def utc(moment: datetime) -> datetime:
    """In UTC, whatever the zone in which it was told.

    What lies beyond every calendar is brought to where days can be added to it.
    """
    if moment.year <= _LONG_AGO.year:
        return _LONG_AGO
    return _LATE if moment.year >= _LATE.year else moment.astimezone(UTC)


def milestone_sprint(found: Milestone, tracker: str) -> Sprint:
    """A milestone as a sprint; it begins when it was made, for want of another day."""
    start = utc(found.created_at or _LONG_AGO)
    end = found.closed_at or found.due_on or found.created_at
    key = f"{MILESTONE}-{found.number}"
    return Sprint(
        tracker=tracker,
        id=f"sprint:{key}",
        key=key,
        ref=f"{tracker}:sprint:{key}",
        url=found.html_url,
        name=found.title,
        goal=" ".join((found.description or "").split()),
        start=start,
        end=utc(end) if end else start,
        state="closed" if found.state == "closed" else "active",
        sort=MILESTONE,
    )


class Iteration(Struct, rename="camel"):
    """An iteration of a project's field."""

    id: str
    title: str
    start_date: date
    duration: int


def iteration_sprint(
    found: Iteration, field: str, tracker: str, zone: ZoneInfo, url: str, *, over: bool
) -> Sprint:
    """An iteration as a sprint."""
    start = datetime.combine(found.start_date, time(), zone).astimezone(UTC)
    last = found.start_date + timedelta(days=found.duration)
    end = datetime.combine(last, time(), zone).astimezone(UTC) - timedelta(seconds=1)
    key = f"{ITERATION}-{found.id}"
    return Sprint(
        tracker=tracker,
        id=f"sprint:{key}",
        key=key,
        ref=f"{tracker}:sprint:{key}",
        url=url,
        name=found.title,
        goal="",
        start=start,
        end=end,
        state="closed" if over else "active",
        sort=f"{ITERATION}:{field}",
    )


def dropped(asked: Collection[str], given: Collection[str]) -> tuple[str, ...]:
    """What GitHub silently left out, as it does without push access."""
    there = {one.lower() for one in given}
    return tuple(one for one in asked if one.lower() not in there)
