"""What changed in a repository since the last look: full pages, as few as possible.

A list `since` the newest change that was seen, less an overlap, because lists lag and
GitHub counts seconds. As long as nothing changes the address stays the same, so that
its ETag answers 304, which costs nothing.
https://docs.github.com/en/rest/issues/issues#list-repository-issues
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from datetime import UTC, datetime, timedelta

import msgspec
from msgspec import Raw, Struct

from afteraction.domain.identity import OUR_LABEL
from afteraction.domain.tickets import Ticket
from afteraction.tracker import Memory, Page, Problem, Seen

from . import wire
from .client import Client
from .wire import Issue, Whose

OVERLAP = timedelta(seconds=120)
SWEEP = timedelta(days=7)
TOGETHER = 1_000
"""Issues that are handed over, and stored, at once."""
_BEGINNING = datetime(1970, 1, 1, tzinfo=UTC)


class Cursor(Struct, omit_defaults=True):
    """Where the last look ended."""

    since: str = ""
    """What the list was asked for; "" before the first look."""
    etag: str = ""
    swept: datetime | None = None
    """When deleted and transferred issues were last looked for."""
    milestones: str = ""
    """The ETag of the list of milestones."""
    broken: list[int] = []
    """Issues that could not be read: they are told of until they can."""

    @classmethod
    def read(cls, text: str) -> Cursor:
        """A cursor as `written` gave it; an empty one for anything else."""
        try:
            return msgspec.json.decode(text, type=cls) if text else cls()
        except msgspec.DecodeError:
            return cls()

    def written(self) -> str:
        """The cursor as text."""
        return msgspec.json.encode(self).decode()

    def sweep_is_due(self, now: datetime) -> bool:
        """Whether a week has passed; a first look needs no sweep."""
        if self.swept is None:
            self.swept = now
            return False
        return now - self.swept >= SWEEP


class Watch:
    """One look at a repository's issues."""

    def __init__(
        self,
        client: Client,
        path: str,
        whose: Whose,
        begins: datetime | None,
        unreadable: Callable[[int | str], Problem],
    ) -> None:
        """`path` is where the issues are; what ended before `begins` is left alone."""
        self._unreadable = unreadable
        self._client = client
        self._path = path
        self._whose = whose
        self._begins = begins
        self._newest = _BEGINNING
        self._broken: frozenset[int] = frozenset()
        self.cursor = Cursor()
        """Where this look ended, once it has."""

    def changed(self, memory: Memory, cursor: Cursor) -> Iterator[Page]:
        """The issues that changed, page by page."""
        self.cursor = msgspec.structs.replace(cursor, broken=[])
        self._broken = frozenset(cursor.broken)
        if not cursor.since:
            yield from self._listed(memory, {"labels": OUR_LABEL}, "")
            begins = self._begins or _BEGINNING
            cursor.since = _iso(begins)
        unchanged = cursor.since == self.cursor.since and not cursor.broken
        etag = cursor.etag if unchanged else ""
        yield from self._listed(memory, {"since": cursor.since}, etag)
        after = self._newest - OVERLAP
        if _iso(after) > cursor.since:
            # The next look has another address, of which there is no ETag yet.
            self.cursor.since, self.cursor.etag = _iso(after), ""
        else:
            self.cursor.since = cursor.since

    def _listed(
        self, memory: Memory, chosen: dict[str, str], etag: str
    ) -> Iterator[Page]:
        parameters = {"state": "all", "sort": "updated", "direction": "asc", **chosen}
        first, waiting = True, list[Raw]()
        for page, answer in self._client.pages(
            self._path, wire.raw_list, parameters, etag
        ):
            if first:
                self.cursor.etag = answer.headers.get("etag", "")
                first = False
            waiting += page
            if len(waiting) >= TOGETHER:
                yield self._taken(memory, waiting)
                waiting = []
        if waiting:
            yield self._taken(memory, waiting)

    def _taken(self, memory: Memory, page: Sequence[Raw]) -> Page:
        """Those issues of a page that are not as they were last seen."""
        tickets: list[Ticket] = []
        problems: list[Problem] = []
        seen: dict[str, Seen] = {}
        issues: list[tuple[Issue, str]] = []
        for data in page:
            try:
                found = wire.issue(data)
            except msgspec.DecodeError:
                number = wire.number(data)
                problems.append(self._unreadable(number))
                self.cursor.broken.append(number)
                continue
            if found.pull_request is None:
                issues.append((found, wire.stamp(bytes(data))))
        known = memory.stamps([str(one.number) for one, _ in issues])
        for found, stamp in issues:
            self._newest = max(self._newest, wire.utc(found.updated_at))
            same = known.get(str(found.number)) == stamp
            if same and found.number not in self._broken:
                continue
            tickets.append(wire.ticket(found, self._whose))
            seen[str(found.number)] = Seen(stamp)
        return Page(tickets=tuple(tickets), problems=tuple(problems), seen=seen)


def _iso(moment: datetime) -> str:
    """As GitHub wants it: in UTC, to the second."""
    return f"{moment.astimezone(UTC):%Y-%m-%dT%H:%M:%SZ}"
