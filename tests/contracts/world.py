"""What the contract of trackers needs around a tracker: people, and a memory.

No test in here. An adapter's test file implements `World` on whatever the adapter
talks to: a folder, or a fake that speaks HTTP.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Protocol

from afteraction.domain.tickets import Reason
from afteraction.tracker import Draft, Memory, Page, Problem, Seen, Tracker


def at(day: int, hour: int = 9, minute: int = 0) -> datetime:
    """A time in November 2026."""
    return datetime(2026, 11, day, hour, minute, tzinfo=UTC)


LONG_AGO = at(18)


@dataclass(frozen=True, slots=True)
class Said:
    """A comment by a person."""

    who: str
    at: datetime
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """A ticket as a person writes it; closed when `closed` is given."""

    title: str = "Payments time out at checkout"
    text: str = "The gateway answers with 502."
    labels: tuple[str, ...] = ("incident", "payments")
    assignee: str | None = "ada"
    author: str = "lin"
    opened: datetime = LONG_AGO
    closed: datetime | None = None
    reason: Reason = Reason.COMPLETED
    due: date | None = None
    sprint: str | None = None
    """The id that `tell_sprint` gave."""
    comments: tuple[Said, ...] = ()


class World(Protocol):
    """A tracker's surroundings: what people do there, and adapters made anew."""

    def tracker(self, begins: datetime | None = None) -> Tracker:
        """A new object, as a new process would make it; subjects count from then."""

    def interrupted(self, action: Callable[[], object]) -> Tracker:
        """One whose next edit is interrupted between reading and writing."""

    def tell(self, told: Told) -> str:
        """Make a ticket and return its id."""

    def tell_sprint(
        self, name: str, goal: str, start: datetime, end: datetime, *, closed: bool
    ) -> str:
        """Make a sprint and return its id."""

    def rewrite(self, ticket_id: str, line: str, text: str) -> None:
        """Put `text` into the place of the first such line of a ticket's text."""

    def comment(self, ticket_id: str, said: Said) -> None:
        """Say something on a ticket."""

    def close(self, ticket_id: str, when: datetime, reason: Reason) -> None:
        """Close a ticket."""

    def remove(self, ticket_id: str) -> None:
        """Delete a ticket, or a sprint."""

    def spoil(self, ticket_id: str) -> None:
        """Make a ticket so that it can not be understood."""

    def mend(self, ticket_id: str) -> None:
        """Undo `spoil`."""

    def refused(self, draft: Draft) -> Draft:
        """Like `draft`, but the tracker will refuse it."""

    def put_file(self, path: str, text: str) -> None:
        """Put a file beside the tickets, where the tracker has files."""

    def file(self, path: str) -> str:
        """What stands in such a file."""

    def picture(self) -> object:
        """All that people can see, to compare it with `==`."""


class Remembered(Memory):
    """A memory that forgets nothing; `take` is what a ledger does with a page."""

    def __init__(self) -> None:
        self._cursor = ""
        self._seen: dict[str, Seen] = {}
        self._there: set[str] = set()

    @property
    def cursor(self) -> str:
        return self._cursor

    def stamps(self, ids: Collection[str]) -> Mapping[str, str]:
        return {known: self._seen[known].stamp for known in ids if known in self._seen}

    def count(self) -> int:
        return len(self._seen)

    def ids(self) -> Iterator[str]:
        # Not a copy: who changes the memory while reading it has to know.
        yield from self._seen

    def kept(self, ids: Collection[str] | None = None) -> Iterator[str]:
        yield from sorted(self._there if ids is None else self._there & set(ids))

    def people(self, handles: Collection[str]) -> frozenset[str]:
        known = {who for seen in self._seen.values() for who in seen.people}
        return frozenset(handles) & known

    def take(self, page: Page) -> None:
        """Remember a page."""
        self._seen.update(page.seen)
        self._there |= {ticket.id for ticket in page.tickets}
        self._there |= {sprint.id for sprint in page.sprints}
        self._there -= set(page.gone)
        for gone in page.gone:
            self._seen.pop(gone, None)
        if page.cursor is not None:
            self._cursor = page.cursor


def observed(tracker: Tracker, memory: Remembered) -> Page:
    """One observation, all its pages in one, and remembered."""
    pages = []
    for page in tracker.observe(memory):
        memory.take(page)
        pages.append(page)
    return Page(
        tickets=tuple(ticket for page in pages for ticket in page.tickets),
        sprints=tuple(sprint for page in pages for sprint in page.sprints),
        gone=tuple(gone for page in pages for gone in page.gone),
        problems=tuple(problem for page in pages for problem in page.problems),
        seen={key: seen for page in pages for key, seen in page.seen.items()},
        cursor=pages[-1].cursor if pages else None,
    )


def is_empty(page: Page) -> bool:
    """Nothing changed, nothing is gone, nothing is wrong."""
    return not (page.tickets or page.sprints or page.gone or page.problems)


def is_clear(problem: Problem) -> bool:
    """It says what it is about, what is wrong and what to do, each in one line."""
    sentences = (problem.ref, problem.message, problem.hint)
    return all(text and text.isprintable() for text in sentences)
