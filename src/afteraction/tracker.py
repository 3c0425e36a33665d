"""The port: what the loop asks of a tracker, and what a tracker promises.

Words: a *ticket* has an `id` that lasts and a `key` that people type. A *page* is one
helping of what changed. A *mark* is our signature in a ticket. *Lag* is how long a
tracker's own listing may not yet show what it has accepted.

Promises that hold for every method: times are UTC and texts Markdown, without NUL and
lone surrogates; one broken ticket is a `Problem` in its place and the rest goes on;
`Unreachable` is raised when the tracker gives no answer at all, `Refused` when it says
no to a request as a whole.
`tests/contracts` holds every adapter to this file.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from enum import StrEnum
from typing import Protocol

from afteraction.domain.problems import Problem as Problem
from afteraction.domain.tickets import (
    CommentMark,
    Details,
    LineEdit,
    Mark,
    Reason,
    Sprint,
    SprintFacts,
    State,
    Ticket,
)


class Readers(StrEnum):
    """Who can read a tracker; text never moves to where more can (rule 21)."""

    PRIVATE = "private"
    PUBLIC = "public"
    UNKNOWN = "unknown"
    """Nobody said: text neither moves there, nor from there to elsewhere."""


@dataclass(frozen=True, slots=True)
class Abilities:
    """What a tracker can do; where it can not, the engine has another way."""

    history: bool
    """It remembers when a ticket was first finished; else we stamp `finished:`."""
    due_history: bool = False
    """It remembers due dates that were moved; else we stamp the first one missed."""
    lag: timedelta = timedelta(0)
    """How long its listing may hide an accepted create; zero: never."""
    network: bool = True
    """Requests are counted and `--now` is refused for syncing (rule 22)."""
    links: bool = False
    """It has native links to what is in other trackers: `point` makes them."""
    files: bool = False
    """It has files beside its tickets: `read_file` and `change_file`."""
    readers: Readers = Readers.PRIVATE
    declining: str = "declined"
    """What closing as declined is called there, as in: close it as declined."""
    example: str = ""
    """How a ref goes on after the tracker's name: `#41`; "": it is a file's name."""
    draws: bool = True
    """Mermaid charts in its tickets are shown as pictures, at least in some viewers."""
    way: str = ""
    """How links in its tickets reach the configuration's folder; "": no path does."""


class Memory(Protocol):
    """What the ledger remembers of one tracker between observations."""

    @property
    def cursor(self) -> str:
        """What the last complete observation left, "" before the first."""

    def stamps(self, ids: Collection[str]) -> Mapping[str, str]:
        """The stamps left for these ids; the unknown ones are absent."""

    def count(self) -> int:
        """How many ids have a stamp."""

    def ids(self) -> Iterator[str]:
        """All ids that have a stamp, in no order."""

    def people(self, handles: Collection[str]) -> frozenset[str]:
        """Those of `handles` that were seen on a ticket that still stands."""

    def kept(self, ids: Collection[str] | None = None) -> Iterator[str]:
        """Those ids, of all or of some, whose tickets play a part in a loop."""


@dataclass(frozen=True, slots=True)
class Seen:
    """What to remember of one ticket so that it need not be read again."""

    stamp: str
    people: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Page:
    """One helping of what changed since the last observation."""

    tickets: tuple[Ticket, ...] = ()
    sprints: tuple[Sprint, ...] = ()
    gone: tuple[str, ...] = ()
    """Ids that were there at the last observation and are no more."""
    problems: tuple[Problem, ...] = ()
    seen: Mapping[str, Seen] = field(default_factory=dict)
    cursor: str | None = None
    """To remember once this page is stored; on the last page at the latest."""


@dataclass(frozen=True, slots=True)
class CommentDraft:
    """A comment of ours."""

    text: str
    mark: CommentMark
    at: datetime
    replaces: str | None = None
    """The id of the comment of ours that this one takes the place of."""


@dataclass(frozen=True, slots=True)
class Draft:
    """A ticket of ours, about to be made."""

    name: str
    """A short name for trackers that let us choose one: `review-0041`."""
    title: str
    text: str
    labels: tuple[str, ...]
    assignee: str | None
    due: date | None
    mark: Mark
    at: datetime
    closed: bool = False
    """Filed as done at once."""
    about: Ticket | Sprint | None = None
    """What to link to natively, where that is in the same tracker; else see `point`."""
    subject: Ticket | Sprint | None = None
    """What the loop looks back at, for what a tracker's own fields want to know.

    None where its words may not stand in this tracker (rule 21)."""


@dataclass(frozen=True, slots=True)
class Created:
    """The ticket stands, made now or found to exist already."""

    details: Details
    found: bool = False
    dropped: tuple[str, ...] = ()
    """What the tracker did not take, in words: `the label review`."""


@dataclass(frozen=True, slots=True)
class NotCreated:
    """The tracker refused this one; nothing was made."""

    message: str
    hint: str


@dataclass(frozen=True, slots=True)
class Unknown:
    """No answer was seen: it may stand or not. Look for its mark before all else."""

    message: str


@dataclass(frozen=True, slots=True)
class Edit:
    """One change to a ticket, made in one step where the tracker can.

    The lines are changed in what stands there at this moment, and only if each of
    them is still there. `finished`, `closed` and `missed` are stamps for trackers
    without a history of their own; others ignore them.
    """

    at: datetime
    lines: tuple[LineEdit, ...] = ()
    unless_gone: tuple[str, ...] = ()
    """Texts of lines that must still be there though they do not change."""
    expected: str | None = None
    """Digest of the whole text (`identity.text_digest`) that must still stand."""
    title: str | None = None
    text: str | None = None
    """The whole text anew: only ever with `expected`, when it is still all ours."""
    state: State | None = None
    reason: Reason | None = None
    closed: datetime | None = None
    finished: datetime | None = None
    missed: date | None = None
    mark: Mark | None = None
    labels: tuple[str, ...] = ()
    """To be added where they are missing."""
    due: date | None = None
    """The new due day; None: it stays."""
    assignee: str | None = None
    """The handle of who has it from now on; None: that stays."""
    comment: CommentDraft | None = None
    """Said after everything else is done, so that what is cut off is tried again."""

    @property
    def says(self) -> tuple[str, ...]:
        """The keys of all that is said with it for the first time."""
        comment = self.comment
        return comment.mark.keys if comment and comment.replaces is None else ()


@dataclass(frozen=True, slots=True)
class TextFile:
    """A text that is kept beside the tickets, in the same repository or folder."""

    url: str
    """Where people find it: a web address, or a path as in `Ticket.url`."""
    text: str
    fixed: str = ""
    """Why it can not be changed, as far as that can be seen; "" if it can."""


@dataclass(frozen=True, slots=True)
class Place:
    """A ticket that a link points to."""

    tracker: str
    key: str


@dataclass(frozen=True, slots=True)
class Advice:
    """One thing that `check` found: fine, or what to do about it."""

    ok: bool
    about: str
    message: str
    hint: str = ""


class Tracker(Protocol):
    """A place where tickets live."""

    @property
    def name(self) -> str:
        """Its name in the configuration."""

    @property
    def uid(self) -> str:
        """Its durable identity, from which keys are made (rule 9)."""

    @property
    def realm(self) -> str:
        """Within what its tickets' ids last, from which their names are made.

        That is its `uid`, or what it shares with trackers to which tickets can be
        moved, as the projects of one Jira.
        """

    @property
    def abilities(self) -> Abilities:
        """What it can do."""

    @property
    def requests(self) -> int | None:
        """How many requests were made so far; None where there are none."""

    def lock(self, wait: float) -> AbstractContextManager[None]:
        """Hold the tracker for one sync; at most `wait` seconds of waiting.

        Raises `Busy` when another sync holds it.
        """

    def observe(self, memory: Memory) -> Iterator[Page]:
        """What changed since `memory`; everything, when it is empty.

        What carries neither our label nor what a rule asks for, and plays no part in a
        loop (`Memory.kept`), may be left out. A ticket may come twice. Only the last
        page has to carry the cursor.
        """

    def fetch(
        self, *, ids: Sequence[str] = (), keys: Sequence[str] = ()
    ) -> Iterator[Ticket | Sprint | Problem]:
        """The present state of these; what is not to be found is left out."""

    def details(self, ids: Sequence[str]) -> Iterator[Details | Problem]:
        """Texts, comments and history; what is not to be found is left out."""

    def sprint_facts(self, sprint: Sprint) -> SprintFacts:
        """What is known of a sprint's work (rule 26)."""

    def find(self, keys: Collection[str]) -> Iterator[Ticket]:
        """Tickets of ours that carry one of these keys, by the freshest listing."""

    def create(
        self, drafts: Sequence[Draft]
    ) -> Iterator[Created | NotCreated | Unknown]:
        """Make tickets; one answer for each draft, in order. Never retried blindly."""

    def point(self, ticket_id: str, target: Ticket | Sprint, name: str) -> None:
        """Link natively to what is in another tracker, where `Abilities.links`.

        `name` is the target's durable one: saying it again changes nothing. Nothing
        that people wrote goes with it but what the target is called (rule 21). Raises
        `Gone` when there is no such ticket, `Refused` when it may not be linked.
        """

    def edit(self, ticket_id: str, edit: Edit) -> Details:
        """Change a ticket and return it as it stands afterwards.

        Raises `Changed` when a line is no longer there or somebody else wrote in the
        same moment (nothing was written then), `Gone` when there is no such ticket,
        `Refused` when it may not be changed, or can not be understood.
        """

    def read_file(self, path: str) -> TextFile:
        """A Markdown file as it stands now, where `Abilities.files`.

        Raises `Gone` when there is no such file, `Refused` when the path leads
        elsewhere, the file is no text, or there are no files here.
        """

    def change_file(self, path: str, before: str, after: str, why: str) -> None:
        """Write `after` where `before` still stands; `why` is for who looks back.

        Raises `Changed` when something else stands there by now (nothing was written
        then), and what `read_file` raises.
        """

    def people(self, handles: Collection[str], memory: Memory) -> frozenset[str]:
        """Those of `handles` who can be given a ticket here (rule 23)."""

    def mention(self, handle: str) -> str:
        """Text that notifies this person."""

    def link(self, target: Ticket | Sprint) -> str:
        """A Markdown link to `target` that works in this tracker's tickets."""

    def locate(self, text: str) -> str | None:
        """Make a link or reference in a ticket of this tracker absolute.

        The answer is an address that `key_at` of some tracker may recognise; None
        when the text holds no link.
        """

    def key_at(self, address: str) -> str | None:
        """The key of the ticket of this tracker at an absolute address."""

    def check(
        self,
        rules: Collection[tuple[str, ...]],
        labels: Collection[str],
        memory: Memory,
    ) -> Iterator[Advice]:
        """Whether this tracker is ready, without writing anything.

        Incidents carry all labels of one of the `rules`; `labels` are those and the
        ones that tickets of ours carry there. How many incidents were over before
        subjects count, and are left alone, is told.
        """

    def prepare(self, labels: Mapping[str, str]) -> Iterator[Advice]:
        """Make those labels that are missing, where labels have to be made first.

        `labels` are names and what they mean; what was made is told.
        """
