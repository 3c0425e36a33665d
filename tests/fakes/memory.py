"""A tracker in this process, with all the faults that a network brings.

It implements the port, so that the engine is tested against something that loses
answers, lists late, and crashes, and that the contract suite holds to its promises.
Time is the test's own.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta

from afteraction.domain.comment_lines import may_hold_commands
from afteraction.domain.problems import Problem
from afteraction.domain.tickets import (
    Comment,
    Details,
    Event,
    Line,
    Reason,
    Sprint,
    SprintFacts,
    State,
    Ticket,
)
from afteraction.errors import Changed, Gone, Refused, Unreachable
from afteraction.tracker import (
    Abilities,
    Advice,
    Created,
    Draft,
    Edit,
    Memory,
    NotCreated,
    Page,
    Seen,
    TextFile,
    Unknown,
)
from tests.fakes.memory_edits import edited, lines_of

PAGE = 50


class Crash(BaseException):
    """The process died here; nothing below may catch it."""


@dataclass(frozen=True, slots=True)
class Version:
    """A ticket as it stood after one write."""

    details: Details
    changed: int
    written: datetime
    shown_from: datetime
    """From when on the listing shows it."""


@dataclass(slots=True)
class Kept:
    """A ticket as the tracker keeps it, the newest version last."""

    versions: list[Version]

    @property
    def details(self) -> Details:
        """As it is."""
        return self.versions[-1].details

    def as_of(self, then: datetime) -> Version | None:
        """As it stood then."""
        there = [one for one in self.versions if one.written <= then]
        return there[-1] if there else None


@dataclass(slots=True)
class Faults:
    """What goes wrong, asked before and after each write."""

    before_write: Callable[[], None] = lambda: None
    """Also what people do between our reading and our writing."""
    after_write: Callable[[], None] = lambda: None
    loses_answer: Callable[[], bool] = lambda: False
    refuses: Callable[[Draft], str] = lambda _: ""
    reaches: Callable[[], bool] = lambda: True
    """Asked at each call."""
    late: Callable[[timedelta], timedelta] = lambda lag: lag
    """How late the listing shows a ticket of ours."""
    behind: Callable[[timedelta], timedelta] = lambda _: timedelta(0)
    """How old is what we read, by the lag; as from a copy that is not up to date."""


@dataclass(slots=True)
class MemoryTracker:
    """Tickets in a dictionary, behind the port."""

    name: str
    clock: Callable[[], datetime]
    lag: timedelta = timedelta(0)
    history: bool = False
    network: bool = False
    begins: datetime | None = None
    """From when on subjects count."""
    faults: Faults = field(default_factory=Faults)
    kept: dict[str, Kept] = field(default_factory=dict)
    sprints: dict[str, tuple[Sprint, int]] = field(default_factory=dict)
    deleted: list[tuple[int, str]] = field(default_factory=list)
    broken: set[str] = field(default_factory=set)
    """Tickets that can not be understood."""
    known_people: set[str] = field(default_factory=set)
    outsiders: set[str] = field(default_factory=set)
    """People who may comment and nothing else: nothing can be given to them."""
    locked: set[str] = field(default_factory=set)
    """Tickets on which nobody may say anything."""
    created: list[Draft] = field(default_factory=list)
    """Everything that was ever made for us."""
    edits: list[tuple[str, Edit]] = field(default_factory=list)
    """Every edit of ours that was made, with the ticket's id."""
    pointed: dict[tuple[str, str], str] = field(default_factory=dict)
    """Native links: where one is and what it is called, to where it leads."""
    links: bool = False
    """Tickets that were linked to others elsewhere, and the refs of those."""
    files: dict[str, str] = field(default_factory=dict)
    """Texts beside the tickets, by their paths."""
    changes: list[tuple[str, str]] = field(default_factory=list)
    """Every change of ours to a file: its path, and why."""
    counter: int = 0
    numbers: int = 0
    handed_out: dict[str, tuple[Line, ...]] = field(default_factory=dict)
    """The lines of each ticket as they were last shown to us."""
    told_of: list[str] = field(default_factory=list)
    """The keys of sprints, each time that it was asked what is known of them."""
    reads: int = 0
    """How many texts were handed out."""

    # What tests do as people

    def put(self, ticket_id: str, **values: object) -> Ticket:
        """A person's ticket."""
        ticket = Ticket(
            **{
                "tracker": self.name,
                "id": ticket_id,
                "key": ticket_id,
                "ref": f"{self.name}:{ticket_id}",
                "url": f"https://{self.name}.example/{ticket_id}",
                "title": f"Ticket {ticket_id}",
                "state": State.OPEN,
                "reason": None,
                "labels": (),
                "assignee": None,
                "author": None,
                "opened": self.clock(),
                **values,
            }  # type: ignore[arg-type]
        )
        self._keep(Details(ticket, lines_of("Something happened.")))
        return ticket

    def put_sprint(
        self,
        key: str,
        start: datetime,
        end: datetime,
        state: str,
        *,
        name: str = "",
        goal: str = "A goal",
    ) -> None:
        """A sprint."""
        self.counter += 1
        sprint = Sprint(
            self.name,
            f"sprint:{key}",
            key,
            f"{self.name}:sprint:{key}",
            f"https://{self.name}.example/sprints/{key}",
            name or f"Sprint {key}",
            goal,
            start,
            end,
            "closed" if state == "closed" else "active",
        )
        self.sprints[sprint.id] = (sprint, self.counter)

    def change(self, ticket_id: str, **values: object) -> None:
        """A person changes fields of a ticket."""
        kept = self.kept[ticket_id]
        ticket = replace(kept.details.ticket, **values)  # type: ignore[arg-type]
        self._keep(replace(kept.details, ticket=ticket))

    def write(self, ticket_id: str, text: str) -> None:
        """A person writes a ticket's text anew."""
        kept = self.kept[ticket_id]
        self._keep(replace(kept.details, lines=lines_of(text)))

    def say(
        self, ticket_id: str, author: str, text: str, when: datetime | None = None
    ) -> None:
        """A person comments."""
        kept = self.kept[ticket_id]
        may_edit = may_hold_commands(text) and author not in self.outsiders
        comment = Comment(
            self._number(), author, when or self.clock(), text, None, may_edit
        )
        comments = (*kept.details.comments, comment)
        self._keep(replace(kept.details, comments=comments))

    def close(self, ticket_id: str, reason: Reason = Reason.COMPLETED) -> None:
        """A person closes a ticket now."""
        self.change(ticket_id, state=State.CLOSED, reason=reason, closed=self.clock())

    def spoil(self, ticket_id: str) -> None:
        """Somebody makes a ticket so that it can not be understood."""
        self.broken.add(ticket_id)
        self._keep(self.kept[ticket_id].details)

    def mend(self, ticket_id: str) -> None:
        """Somebody undoes that."""
        self.broken.remove(ticket_id)
        self._keep(self.kept[ticket_id].details)

    def delete(self, ticket_id: str) -> None:
        """A person deletes a ticket, or a sprint."""
        self.counter += 1
        if ticket_id in self.sprints:
            del self.sprints[ticket_id]
        else:
            del self.kept[ticket_id]
        self.deleted.append((self.counter, ticket_id))

    def tickets(self) -> list[Ticket]:
        """All tickets, whatever the listing shows."""
        return [kept.details.ticket for kept in self.kept.values()]

    def text(self, ticket_id: str) -> str:
        """A ticket's text."""
        return self.kept[ticket_id].details.text

    # The port

    @property
    def uid(self) -> str:
        return f"memory:{self.name}"

    @property
    def realm(self) -> str:
        return self.uid

    @property
    def abilities(self) -> Abilities:
        return Abilities(
            history=self.history,
            lag=self.lag,
            network=self.network,
            links=self.links,
            files=True,
        )

    @property
    def requests(self) -> int | None:
        return None

    def lock(self, wait: float) -> AbstractContextManager[None]:
        del wait
        return nullcontext()

    def observe(self, memory: Memory) -> Iterator[Page]:
        self._reach()
        since = int(memory.cursor or "0")
        behind = self.faults.behind(self.lag)
        shown = self.shown(behind)
        changed = [
            one.details.ticket
            for one in shown
            if one.changed > since or one.details.ticket.id in self.broken
        ]
        sprints = tuple(s for s, at in self.sprints.values() if at > since)
        gone = tuple(i for at, i in self.deleted if at > since)
        for start in range(0, len(changed), PAGE):
            some = tuple(changed[start : start + PAGE])
            whole = tuple(t for t in some if t.id not in self.broken)
            yield Page(
                whole,
                seen={t.id: self._seen(t) for t in whole},
                problems=tuple(map(_broken, (t for t in some if t not in whole))),
            )
        cursor = min([self.counter, *(at - 1 for at in self._hidden(behind))])
        yield Page(sprints=sprints, gone=gone, cursor=str(cursor))

    def fetch(
        self, *, ids: Sequence[str] = (), keys: Sequence[str] = ()
    ) -> Iterator[Ticket | Sprint | Problem]:
        self._reach()
        for one in (*ids, *keys):
            version = self._version(one)
            if version is not None and one in self.broken:
                yield _broken(version.details.ticket)
            elif version is not None:
                yield version.details.ticket
            elif one in self.sprints:
                yield self.sprints[one][0]

    def details(self, ids: Sequence[str]) -> Iterator[Details | Problem]:
        self._reach()
        for one in ids:
            version = self._version(one)
            if version is not None and one in self.broken:
                yield _broken(version.details.ticket)
            elif version is not None:
                self.reads += 1
                yield self._hand_out(version.details)

    def sprint_facts(self, sprint: Sprint) -> SprintFacts:
        self._reach()
        self.told_of.append(sprint.key)
        mine = [t for t in self.tickets() if t.sprint == sprint.key]
        done = tuple(t for t in mine if t.completed)
        still_open = tuple(t for t in mine if t.state is State.OPEN)
        return SprintFacts(sprint, done, still_open)

    def find(self, keys: Collection[str]) -> Iterator[Ticket]:
        self._reach()
        for version in self.shown(self.faults.behind(self.lag)):
            ticket = version.details.ticket
            if ticket.mark and ticket.mark.key in keys:
                yield ticket

    def create(
        self, drafts: Sequence[Draft]
    ) -> Iterator[Created | NotCreated | Unknown]:
        self._reach()
        for draft in drafts:
            why = self.faults.refuses(draft)
            if why:
                yield NotCreated(why, "mend it")
                continue
            self.faults.before_write()
            self._reach()
            details = self._make(draft)
            self.faults.after_write()
            if self.faults.loses_answer():
                yield Unknown("the answer was lost")
            else:
                yield Created(details)

    def point(self, ticket_id: str, target: Ticket | Sprint, name: str) -> None:
        self.faults.before_write()
        self._reach()
        self.pointed[ticket_id, name] = target.ref
        self.faults.after_write()

    def edit(self, ticket_id: str, edit: Edit) -> Details:
        self.faults.before_write()
        self._reach()
        if ticket_id not in self.kept:
            raise Gone(f"{ticket_id} is gone", "look for it")
        before = self.kept[ticket_id].details
        if edit.comment is not None and ticket_id in self.locked:
            raise Refused(f"{before.ticket.ref}: nobody may comment", "unlock it")
        if edit.assignee in self.outsiders:
            raise Refused(f"{before.ticket.ref}: not for {edit.assignee}", "ask lin")
        known = self.handed_out.get(ticket_id, before.lines) == before.lines
        after = edited(before, edit, self._number, known=known)
        if after != before:
            self._keep(after)
        self.edits.append((ticket_id, edit))
        self.faults.after_write()
        if self.faults.loses_answer():
            raise Unreachable("the answer was lost", "try again later")
        return self._hand_out(self.kept[ticket_id].details)

    def read_file(self, path: str) -> TextFile:
        self._reach()
        if path == "docs" or path.startswith(("/", "..")):
            raise Refused(f"{path} is no file of ours", "name another one")
        if path not in self.files:
            raise Gone(f"{path} is gone", "look for it")
        return TextFile(f"https://{self.name}.example/{path}", self.files[path])

    def change_file(self, path: str, before: str, after: str, why: str) -> None:
        self.faults.before_write()
        if self.read_file(path).text != before:
            raise Changed(f"{path} changed", "the next sync looks again")
        self.files[path] = after
        self.changes.append((path, why))
        self.faults.after_write()
        if self.faults.loses_answer():
            raise Unreachable("the answer was lost", "try again later")

    def people(self, handles: Collection[str], memory: Memory) -> frozenset[str]:
        self._reach()
        return frozenset(handles) & (memory.people(handles) | self.known_people)

    def mention(self, handle: str) -> str:
        return f"@{handle}"

    def link(self, target: Ticket | Sprint) -> str:
        return f"[{target.key}]({target.url})"

    def locate(self, text: str) -> str | None:
        found = re.search(r"https://[^\s)]*[^\s).]", text)
        return found[0] if found else None

    def key_at(self, address: str) -> str | None:
        base = f"https://{self.name}.example/"
        key = address.removeprefix(base)
        return (
            ("sprint:" + key.removeprefix("sprints/"))
            if key.startswith("sprints/")
            else (key if address.startswith(base) else None)
        )

    def check(
        self,
        rules: Collection[tuple[str, ...]],
        labels: Collection[str],
        memory: Memory,
    ) -> Iterator[Advice]:
        del labels, memory  # any label can be written at any time
        yield Advice(True, self.name, "it is there")
        old = [
            ticket
            for ticket in self.tickets()
            if ticket.completed
            and self.begins
            and ticket.over
            and ticket.over < self.begins
        ]
        for rule in rules:
            many = sum(set(rule) <= set(ticket.labels) for ticket in old)
            if many:
                said = (
                    f"{many} closed incident with {', '.join(rule)} ended before since"
                )
                yield Advice(True, self.name, said)

    def prepare(self, labels: Mapping[str, str]) -> Iterator[Advice]:
        del labels
        yield from ()

    # Within

    def _reach(self) -> None:
        if not self.faults.reaches():
            raise Unreachable(f"{self.name} gives no answer", "try again later")

    def _version(self, ticket_id: str) -> Version | None:
        kept = self.kept.get(ticket_id)
        return kept.as_of(self.clock() - self.faults.behind(self.lag)) if kept else None

    def shown(self, behind: timedelta) -> list[Version]:
        """What the listing shows to whom reads that far behind."""
        now = self.clock()
        found = (kept.as_of(now - behind) for kept in self.kept.values())
        return [version for version in found if version and version.shown_from <= now]

    def _hidden(self, behind: timedelta) -> list[int]:
        """When what is not to be seen yet was written, by the tracker's own count."""
        now = self.clock()
        return [
            version.changed
            for kept in self.kept.values()
            for version in kept.versions
            if version.shown_from > now or version.written > now - behind
        ]

    def _seen(self, ticket: Ticket) -> Seen:
        kept = self.kept[ticket.id]
        comments = kept.details.comments
        people = (ticket.assignee, ticket.author, *(c.author for c in comments))
        return Seen(str(kept.versions[-1].changed), tuple(p for p in people if p))

    def _number(self) -> str:
        self.numbers += 1
        return str(self.numbers)

    def _keep(self, details: Details, late: timedelta = timedelta(0)) -> None:
        """A new version; none is shown before the first one is."""
        self.counter += 1
        now = self.clock()
        ticket = details.ticket
        if self.history and ticket.completed and ticket.finished is None:
            details = replace(details, ticket=replace(ticket, finished=ticket.closed))
        kept = self.kept.setdefault(ticket.id, Kept([]))
        shown_from = max([now + late, *(one.shown_from for one in kept.versions[:1])])
        kept.versions.append(Version(details, self.counter, now, shown_from))

    def _hand_out(self, details: Details) -> Details:
        ticket = details.ticket
        self.handed_out[ticket.id] = details.lines
        events = [Event(ticket.opened, ticket.author, "opened")]
        if ticket.closed:
            events.append(Event(ticket.closed, None, f"closed as {ticket.reason}"))
        return replace(details, events=tuple(events))

    def _make(self, draft: Draft) -> Details:
        ticket_id = f"{draft.name}-{self._number()}"
        ticket = Ticket(
            tracker=self.name,
            id=ticket_id,
            key=ticket_id,
            ref=f"{self.name}:{ticket_id}",
            url=f"https://{self.name}.example/{ticket_id}",
            title=draft.title,
            state=State.CLOSED if draft.closed else State.OPEN,
            reason=Reason.COMPLETED if draft.closed else None,
            labels=draft.labels,
            assignee=draft.assignee,
            author="afteraction",
            opened=draft.at,
            closed=draft.at if draft.closed else None,
            finished=draft.at if draft.closed else None,
            due=draft.due,
            mark=draft.mark,
        )
        self.created.append(draft)
        self._keep(Details(ticket, lines_of(draft.text)), self.faults.late(self.lag))
        return self._hand_out(self.kept[ticket_id].details)


def _broken(ticket: Ticket) -> Problem:
    return Problem(ticket.ref, "can not be understood", "mend it")


def utc(*parts: int) -> datetime:
    """A moment in UTC."""
    return datetime(*parts, tzinfo=UTC)  # type: ignore[misc,arg-type]
