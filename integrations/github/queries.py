"""What is asked by GraphQL: many issues at once, which REST gives one by one.

Pure: queries out, answers in. https://docs.github.com/en/graphql/reference/objects#issue
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime

import msgspec
from msgspec import Struct, field

from afteraction.domain.labels import READY, carries
from afteraction.domain.tickets import Event, Role
from afteraction.network.unreadable import UNREADABLE

from .texts import may_be_signed, read_body
from .wire import Issue, IssueComment, Milestone, Named, User, login, utc

MOST = 100
"""Issues in one query; so many is what GitHub takes for `nodes`, too."""
MOST_WHOLE = 20
"""With texts, comments and history."""

_ACTOR = "{ __typename login }"
_HEAD = f"""
  number title url state stateReason(enableDuplicate: true) body
  createdAt updatedAt closedAt authorAssociation
  author {_ACTOR}
  assignees(first: 10) {{ nodes {{ login }} }}
  labels(first: 100) {{ nodes {{ name }} }}
  milestone {{ number title }}
  issueType {{ name }}
"""
_CLOSINGS = """
  closings: timelineItems(first: 100, itemTypes: [CLOSED_EVENT, LABELED_EVENT]) {
    nodes {
      __typename
      ... on ClosedEvent { createdAt stateReason }
      ... on LabeledEvent { createdAt label { name } }
    }
  }
  doubles: timelineItems(last: 1, itemTypes: [MARKED_AS_DUPLICATE_EVENT]) {
    nodes { ... on MarkedAsDuplicateEvent { canonical { ... on Issue { url } } } }
  }
"""
_WHOLE = f"""
  comments(first: 100) {{
    pageInfo {{ hasNextPage }}
    nodes {{ fullDatabaseId body createdAt authorAssociation author {_ACTOR} }}
  }}
  history: timelineItems(first: 100, itemTypes: [CLOSED_EVENT, REOPENED_EVENT,
      LABELED_EVENT, ASSIGNED_EVENT, CROSS_REFERENCED_EVENT, REFERENCED_EVENT]) {{
    nodes {{
      __typename
      ... on ClosedEvent {{ createdAt stateReason actor {_ACTOR} }}
      ... on ReopenedEvent {{ createdAt actor {_ACTOR} }}
      ... on LabeledEvent {{ createdAt label {{ name }} actor {_ACTOR} }}
      ... on AssignedEvent {{ createdAt assignee {{ ... on User {{ login }} }}
        actor {_ACTOR} }}
      ... on CrossReferencedEvent {{ createdAt actor {_ACTOR} source {{
        ... on Issue {{ number repository {{ nameWithOwner isPrivate }} }}
        ... on PullRequest {{ number repository {{ nameWithOwner isPrivate }} }} }} }}
      ... on ReferencedEvent {{ createdAt commit {{ messageHeadline }}
        actor {_ACTOR} }}
    }}
  }}
"""


def heads(numbers: Sequence[int]) -> str:
    """Issues without comments, with their closings."""
    return _query(numbers, _HEAD + _CLOSINGS)


def whole(numbers: Sequence[int]) -> str:
    """Issues with comments and history."""
    return _query(numbers, _HEAD + _CLOSINGS + _WHOLE)


def _query(numbers: Sequence[int], fields: str) -> str:
    wanted = "\n".join(f"i{n}: issue(number: {n}) {{ ...Wanted }}" for n in numbers)
    return (
        "query($repository: ID!) { node(id: $repository) { ... on Repository {"
        f"\n{wanted}\n}} }} }}\nfragment Wanted on Issue {{ {fields} }}"
    )


class Actor(Struct, rename="camel"):
    """Somebody, or a program; `null` is a deleted account."""

    login: str = ""
    typename: str = field(default="User", name="__typename")

    @property
    def user(self) -> User:
        """As REST has it: a program's login ends with `[bot]` there."""
        bot = self.typename == "Bot" and not self.login.endswith("[bot]")
        return User(f"{self.login}[bot]" if bot else self.login, self.typename)


class _Commit(Struct, rename="camel"):
    message_headline: str = ""


class _Home(Struct, rename="camel"):
    name_with_owner: str = ""
    is_private: bool = True


class _Source(Struct):
    """An issue or a pull request; nothing of one that we may not see."""

    number: int = 0
    repository: _Home = field(default_factory=_Home)


class Happening(Struct, rename="camel"):
    """One entry of a timeline."""

    created_at: datetime
    typename: str = field(default="", name="__typename")
    state_reason: str | None = None
    actor: Actor | None = None
    label: Named | None = None
    assignee: Actor | None = None
    commit: _Commit | None = None
    source: _Source | None = None

    @property
    def is_completion(self) -> bool:
        """Whether it was closed as completed."""
        reason = (self.state_reason or "COMPLETED").upper()
        return self.typename == "ClosedEvent" and reason == "COMPLETED"

    @property
    def is_readiness(self) -> bool:
        """Whether it was labelled as ready to be written back."""
        return self.label is not None and carries((self.label.name,), READY)


class _Happenings(Struct):
    nodes: list[Happening | None] = []


class _Said(Struct, rename="camel"):
    created_at: datetime
    full_database_id: str | int = 0
    body: str = ""
    author: Actor | None = None
    author_association: str = "NONE"


class _PageInfo(Struct, rename="camel"):
    has_next_page: bool = False


class _Comments(Struct, rename="camel"):
    nodes: list[_Said | None] = []
    page_info: _PageInfo = field(default_factory=_PageInfo)


class _Logins(Struct):
    nodes: list[Actor | None] = []


class _Names(Struct):
    nodes: list[Named | None] = []


class _Milestone(Struct):
    number: int
    title: str


class _Address(Struct):
    url: str = ""


class _Double(Struct):
    canonical: _Address | None = None


class _Doubles(Struct):
    nodes: list[_Double | None] = []


class Found(Struct, rename="camel"):
    """An issue as GraphQL gives it."""

    number: int
    title: str
    url: str
    state: str
    created_at: datetime
    updated_at: datetime
    state_reason: str | None = None
    closed_at: datetime | None = None
    author_association: str = "NONE"
    body: str = ""
    author: Actor | None = None
    assignees: _Logins = field(default_factory=_Logins)
    labels: _Names | None = None
    milestone: _Milestone | None = None
    issue_type: Named | None = None
    closings: _Happenings = field(default_factory=_Happenings)
    doubles: _Doubles = field(default_factory=_Doubles)
    comments: _Comments = field(default_factory=_Comments)
    history: _Happenings = field(default_factory=_Happenings)

    @property
    def issue(self) -> Issue:
        """As REST has it."""
        at = self.milestone
        return Issue(
            number=self.number,
            title=self.title,
            html_url=self.url,
            state=self.state.lower(),
            created_at=self.created_at,
            updated_at=self.updated_at,
            user=self.author.user if self.author else None,
            author_association=self.author_association,
            state_reason=self.state_reason.lower() if self.state_reason else None,
            closed_at=self.closed_at,
            labels=[one for one in (self.labels or _Names()).nodes if one],
            assignees=[one.user for one in self.assignees.nodes if one],
            milestone=Milestone(at.number, at.title) if at else None,
            type=self.issue_type,
            body=self.body,
        )

    @property
    def finished(self) -> datetime | None:
        """When it was first closed as completed; a review, or labelled `ready`."""
        done = [
            utc(one.created_at)
            for one in self.closings.nodes
            if one and (one.is_completion or (one.is_readiness and self._is_review))
        ]
        return min(done, default=None)

    @property
    def _is_review(self) -> bool:
        mark = read_body(self.body).mark if may_be_signed(self.body) else None
        return mark is not None and mark.role is Role.REVIEW

    @property
    def same_as(self) -> str | None:
        """The address of the issue of which this one is a duplicate, if it is told."""
        if (self.state_reason or "").upper() != "DUPLICATE":
            return None
        originals = [one.canonical for one in self.doubles.nodes if one]
        return next((one.url for one in originals if one and one.url), None)

    @property
    def said(self) -> tuple[IssueComment, ...]:
        """Its comments, the first hundred."""
        return tuple(
            IssueComment(
                int(one.full_database_id),
                one.created_at,
                one.body,
                one.author.user if one.author else None,
                one.author_association,
            )
            for one in self.comments.nodes
            if one
        )

    @property
    def has_more_comments(self) -> bool:
        """Whether there are more than these."""
        return self.comments.page_info.has_next_page


class _Data(Struct):
    node: dict[str, msgspec.Raw] | None = None


class Error(Struct):
    """What GitHub could not give, and why."""

    message: str = ""
    type: str = ""
    path: list[str | int] | None = None

    @property
    def words(self) -> str:
        """In one line."""
        return " ".join(self.message.split()) or "it gave no reason"


class Answer(Struct):
    """What came, and what GitHub could not give."""

    data: _Data | None = None
    errors: list[Error] = []

    @property
    def trouble(self) -> str | None:
        """Why nothing can be said of any issue, as in a time-out; None: all is well."""
        if self.data is not None and self.data.node is not None:
            return None
        return next((error.words for error in self.errors), Error().words)

    @property
    def found(self) -> Mapping[int, Found | None]:
        """The issues that are there, by number; None where one can not be read.

        One may be missing though it is there, as when it took too long; what lies
        deeper, as in a timeline, may be hidden from us: then the rest of it counts.
        """
        nodes = (self.data.node if self.data else None) or {}
        return {
            int(alias[1:]): _read(data)
            for alias, data in nodes.items()
            if bytes(data) != b"null" or self._held_back(alias)
        }

    def _held_back(self, alias: str) -> bool:
        """Whether what came as nothing may be there all the same."""
        return any(
            error.type != "NOT_FOUND" and (error.path or [])[1:2] in ([], [alias])
            for error in self.errors
        )


answer = msgspec.json.Decoder(Answer).decode
_found = msgspec.json.Decoder(Found).decode


def _read(data: msgspec.Raw) -> Found | None:
    try:
        return _found(data)
    except UNREADABLE:
        return None


_WORDS = {
    "ClosedEvent": "closed",
    "ReopenedEvent": "opened again",
    "LabeledEvent": "labelled",
    "AssignedEvent": "assigned",
    "CrossReferencedEvent": "mentioned elsewhere",
    "ReferencedEvent": "commit",
}


def events(found: Found) -> tuple[Event, ...]:
    """What happened to an issue, the opening first."""
    opened = Event(utc(found.created_at), login(found.issue.user), "opened")
    return (opened, *(_event(one, found.url) for one in found.history.nodes if one))


def _event(one: Happening, url: str) -> Event:
    what = _WORDS.get(one.typename, one.typename)
    if one.label is not None:
        what = f"{what} {one.label.name}"
    if one.assignee is not None:
        what = f"{what} to {one.assignee.login}"
    if one.commit is not None:
        what = f"{what}: {one.commit.message_headline}"
    if one.source is not None:
        what = _mentioned(one.source, url) or what
    if one.typename == "ClosedEvent":
        reason = (one.state_reason or "completed").lower().replace("_", " ")
        what = f"closed as {reason}"
    who = one.actor.user.login if one.actor else None
    return Event(utc(one.created_at), who, what)


def _mentioned(source: _Source, url: str) -> str:
    """Where the issue at `url` was mentioned, "" where not everybody may know that.

    GitHub itself shows a mention in a private repository only to who can read that.
    """
    name = source.repository.name_with_owner
    if not source.number or not name:
        return ""
    if f"/{name}/issues/" in url:
        return f"mentioned in #{source.number}"
    if source.repository.is_private:
        return ""
    return f"mentioned in {name}#{source.number}"
