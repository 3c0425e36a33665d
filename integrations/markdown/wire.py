"""A file's text as a ticket, a sprint or the details of a ticket, and a draft as text.

Pure. Every problem of a file is found at once, each with its line (`Broken`). Not here:
how front matter is parsed (`front_matter`), comments (`comments`), changes (`edits`).
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, date, datetime
from enum import StrEnum
from typing import Literal, TypeVar
from zoneinfo import ZoneInfo

from afteraction.domain.tickets import (
    Details,
    Event,
    Line,
    Reason,
    Sprint,
    State,
    Ticket,
)
from afteraction.text_edits import handle_of
from afteraction.tracker import Draft

from . import comments, front_matter, values
from .comments import Standing
from .faults import Broken, Fault
from .fields import instant, word, words
from .front_matter import FrontMatter
from .lines import Lines, plain_lines, split, trimmed
from .marks import KEY, mark_text, read_mark

T = TypeVar("T")

_INSTANT_HINT = "write it with its zone, as in 2026-11-18T09:12:00Z"
_DAY_HINT = "write year, month and day, as in 2026-12-01"
_WHEN_HINT = "write a day, as in 2026-11-16, or a time, as in 2026-11-16T09:00:00Z"
# What people write into YAML for "nobody" and "nothing".
_NOTHING = ("", "~", "null", "Null", "NULL")
# Never to be seen: it stands where a time could not be read, until that is raised.
_STAND_IN = datetime.min.replace(tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Source:
    """Which file a text came from, in the words of the port."""

    tracker: str
    id: str
    key: str
    url: str

    @property
    def ref(self) -> str:
        """What people type."""
        return f"{self.tracker}:{self.id}"


@dataclass(frozen=True, slots=True)
class Document:
    """A ticket's file in its three parts, one below the other."""

    head: Lines
    """The front matter with both its `---`."""
    body: Lines
    comments: Lines
    """From `## Comments` on, or nothing."""

    @property
    def file(self) -> Lines:
        """All of it."""
        return self.head + self.body + self.comments


class _Fields:
    """Takes typed values out of a front matter and collects what is wrong."""

    def __init__(self, head: FrontMatter, kind: str) -> None:
        """`kind` is what the file is: a ticket, a sprint."""
        self._head = head
        self._kind = kind
        self._faults: list[Fault] = []

    def text(self, key: str) -> str | None:
        """The words of a key; None when there are none."""
        value = self._head.get(key)
        if value is None:
            return None
        if not isinstance(value.content, str):
            self.fault(key, "is no single value", f"write {key}: and one value")
            return None
        if value.plain and value.content in _NOTHING:
            return None
        return " ".join(value.content.split()) or None

    def needed(self, key: str, hint: str) -> str:
        """The words of a key that has to be there."""
        text = self.text(key)
        if text is None and not self._has_fault(key):
            self.fault(key, f"is missing; a {self._kind} needs it", hint)
        return text or ""

    def typed(self, key: str, read: Callable[[str], T], hint: str) -> T | None:
        """The value of a key that may be missing."""
        text = self.text(key)
        return None if text is None else self._read(key, text, read, hint)

    def typed_and_needed(
        self, key: str, read: Callable[[str], T], hint: str, stand_in: T
    ) -> T:
        """The value of a key; after a fault `stand_in`, until `done` raises."""
        text = self.needed(key, hint)
        found = self._read(key, text, read, hint) if text else None
        return stand_in if found is None else found

    def labels(self) -> tuple[str, ...]:
        """`[a, b]`, a list with dashes, or `a, b`."""
        value = self._head.get("labels")
        match value.content if value else ():
            case str() as text:
                found = text.split(",") if text not in _NOTHING else []
            case tuple() as items:
                found = list(items)
            case _:
                found = []
                self.fault("labels", "is no list of words", "write labels: [a, b]")
        stripped = (" ".join(label.split()) for label in found)
        return tuple(dict.fromkeys(label for label in stripped if label))

    def handle(self, key: str) -> str | None:
        """A person, with or without the @."""
        return handle_of(self.text(key) or "")

    def fault(self, key: str, message: str, hint: str) -> None:
        """Remember what is wrong with a key."""
        line = self._head[key].line if key in self._head else 1
        self._faults.append(Fault(line, f"{key}: {message}", hint))

    def done(self) -> None:
        """Raise `Broken` when anything was wrong."""
        if self._faults:
            raise Broken(*sorted(self._faults, key=lambda fault: fault.line))

    def _has_fault(self, key: str) -> bool:
        return any(fault.message.startswith(f"{key}: ") for fault in self._faults)

    def _read(
        self, key: str, text: str, read: Callable[[str], T], hint: str
    ) -> T | None:
        try:
            return read(text)
        except ValueError as error:
            self.fault(key, str(error), hint)
            return None


W = TypeVar("W", bound=StrEnum)


def _one_of(kind: type[W]) -> Callable[[str], W]:
    """Reads one of an enumeration's words."""

    def read(text: str) -> W:
        try:
            return kind(text.casefold())
        except ValueError as error:
            known = " or ".join(kind)
            raise ValueError(f"{values.shown(text)} is not {known}") from error

    return read


def read_ticket(source: Source, text: str) -> Ticket:
    """The ticket that a file's text tells of. Raises `Broken`."""
    head = front_matter.parse(text)
    fields = _Fields(head, "ticket")
    state = fields.typed_and_needed(
        "state", _one_of(State), "write state: open or state: closed", State.OPEN
    )
    closed = state is State.CLOSED
    opened = fields.typed_and_needed(
        "opened", values.read_instant, _INSTANT_HINT, _STAND_IN
    )
    mark = head.get(KEY)
    ticket = Ticket(
        tracker=source.tracker,
        id=source.id,
        key=source.key,
        ref=source.ref,
        url=source.url,
        title=fields.needed("title", "write title: and a few words"),
        state=state,
        reason=_reason(fields) if closed else None,
        labels=fields.labels(),
        assignee=fields.handle("assignee"),
        author=fields.handle("author"),
        opened=opened,
        closed=_instant(fields, "closed") if closed else None,
        ended=_instant(fields, "ended"),
        finished=_instant(fields, "finished"),
        due=fields.typed("due", values.read_day, _DAY_HINT),
        missed=fields.typed("missed", values.read_day, _DAY_HINT),
        sprint=fields.text("sprint"),
        mark=read_mark(mark.content) if mark else None,
        priority=fields.text("priority"),
    )
    fields.done()
    return ticket


def _reason(fields: _Fields) -> Reason:
    hint = "write reason: completed, reason: declined or reason: duplicate"
    return fields.typed("reason", _one_of(Reason), hint) or Reason.COMPLETED


def _instant(fields: _Fields, key: str) -> datetime | None:
    return fields.typed(key, values.read_instant, _INSTANT_HINT)


def read_sprint(source: Source, text: str, zone: ZoneInfo) -> Sprint:
    """The sprint that a file's text tells of. Raises `Broken`."""
    fields = _Fields(front_matter.parse(text), "sprint")
    start = fields.typed_and_needed(
        "start", lambda text: values.read_start(text, zone), _WHEN_HINT, _STAND_IN
    )
    end = fields.typed_and_needed(
        "end", lambda text: values.read_end(text, zone), _WHEN_HINT, _STAND_IN
    )
    sprint = Sprint(
        tracker=source.tracker,
        id=source.id,
        key=source.key,
        ref=source.ref,
        url=source.url,
        name=fields.needed("name", "write name: and what people call it"),
        goal=fields.text("goal") or "",
        start=start,
        end=end,
        state=fields.typed_and_needed(
            "state", _sprint_state, "write state: active or state: closed", "active"
        ),
    )
    fields.done()
    return sprint


def _sprint_state(text: str) -> Literal["active", "closed"]:
    word = text.casefold()
    if word == "active":
        return "active"
    if word == "closed":
        return "closed"
    raise ValueError(f"{values.shown(text)} is not active or closed")


def document(text: str) -> Document:
    """A ticket's text in its parts. Raises `Broken` when it has no front matter."""
    _, _, body = front_matter.located(text)
    head = split(text[:body])
    below = split(text[body:])
    begin = comments.begin(below.texts)
    if begin is None:
        return Document(head, below, Lines((), ()))
    return Document(head, below.part(0, begin), below.part(begin))


def read_details(source: Source, text: str) -> Details:
    """A ticket with its text and comments. Raises `Broken`."""
    ticket = read_ticket(source, text)
    parts = document(text)
    found = standing_comments(parts)
    return Details(
        ticket=ticket,
        lines=body_lines(parts),
        comments=tuple(standing.comment for standing in found),
        events=_events(ticket),
    )


def body_lines(parts: Document) -> tuple[Line, ...]:
    """The lines of the text, each anchored by its number below the front matter.

    Keys come and go, and many by our own hand: that moves no line of the text.
    """
    texts = parts.body.texts
    return tuple(
        Line(str(index + 1), comments.disarmed(texts[index], comment=False))
        for index in trimmed(texts)
    )


def standing_comments(parts: Document) -> tuple[Standing, ...]:
    """The comments and where they stand. Raises `Broken`."""
    return comments.read(parts.comments.texts, len(parts.head) + len(parts.body))


def commenters(text: str) -> tuple[str, ...]:
    """Who commented, at less cost than reading what. Raises `Broken`."""
    if "comments" not in text.lower():
        return ()
    parts = document(text)
    offset = len(parts.head) + len(parts.body)
    return tuple(comments.commenters(parts.comments.texts, offset))


def _events(ticket: Ticket) -> tuple[Event, ...]:
    """What a file without a history still knows."""
    events = [Event(ticket.opened, ticket.author, "opened")]
    if ticket.closed and ticket.reason:
        events.append(Event(ticket.closed, None, f"closed as {ticket.reason}"))
    return tuple(events)


def draft_text(draft: Draft) -> str:
    """The file of a new ticket of ours."""
    head = [f"{key}: {text}" for key, text in _draft_fields(draft) if text]
    lines = ("---", *head, "---", *body_texts(draft.text))
    return "".join(f"{line}\n" for line in lines)


def body_texts(text: str) -> tuple[str, ...]:
    """The lines of a text of ours as they stand in a file."""
    texts = tuple(plain_lines(values.clean(text)))
    return tuple(comments.armed(texts[index]) for index in trimmed(texts))


def _draft_fields(draft: Draft) -> tuple[tuple[str, str | None], ...]:
    filed = instant(draft.at) if draft.closed else None
    return (
        ("title", one_line(draft.title)),
        ("state", State.CLOSED if draft.closed else State.OPEN),
        ("reason", Reason.COMPLETED if draft.closed else None),
        ("labels", words(draft.labels)),
        ("assignee", word(draft.assignee) if draft.assignee else None),
        ("author", comments.AUTHOR),
        ("opened", instant(draft.at)),
        ("closed", filed),
        ("finished", filed),
        ("due", day(draft.due)),
        (KEY, mark_text(draft.mark)),
    )


def one_line(text: str) -> str:
    """A title as YAML."""
    return word(" ".join(values.clean(text).split()) or "untitled")


def day(when: date | None) -> str | None:
    """A day as YAML."""
    return when.isoformat() if when else None
