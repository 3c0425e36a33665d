"""What changed in a repository since the last look: full pages, as few as possible.

A list `since` the newest change that was seen, less an overlap, because lists lag and
GitHub counts seconds. As long as nothing changes the address stays the same, so that
its ETag answers 304, which costs nothing.
https://docs.github.com/en/rest/issues/issues#list-repository-issues
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Sequence
from datetime import UTC, datetime, timedelta
from functools import lru_cache

import msgspec
from msgspec import Struct

from afteraction.around import Around
from afteraction.domain.labels import OUR_LABEL, carries
from afteraction.domain.tickets import Ticket
from afteraction.errors import Gone
from afteraction.network.outcomes import Answer
from afteraction.network.unreadable import UNREADABLE
from afteraction.tracker import Memory, Page, Problem, Seen

from . import wire
from .client import Client
from .wire import Issue, Whose

OVERLAP = timedelta(seconds=120)
SETTLED = timedelta(minutes=15)
"""After so long no list lags any more, whatever our clock says."""
SWEEP = timedelta(days=7)
RETRIED = 20
"""So many issues that could not be read are asked for again in one look."""
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
        except UNREADABLE:
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
        around: Around,
        unreadable: Callable[[int | str], Problem],
    ) -> None:
        """`path` is where the issues are."""
        self._unreadable = unreadable
        self._client = client
        self._path = path
        self._whose = whose
        self._around = around
        self._newest = _BEGINNING
        self._fresh = False
        """Nothing of this repository is known yet: it need not be asked for."""
        # Most of a repository's issues carry the same few sets of labels.
        self._chosen = lru_cache(maxsize=1_000)(self._are_chosen)
        self._broken: frozenset[int] = frozenset()
        self._mended: set[int] = set()
        self.cursor = Cursor()
        """Where this look ended, once it has."""
        self.once_closed: set[str] = set()
        """Those that are or were closed and carry a finding: their history counts."""
        self.address = ""
        """Where one of the issues is that were seen."""

    def changed(self, memory: Memory, cursor: Cursor, now: datetime) -> Iterator[Page]:
        """The issues that changed, page by page."""
        self.cursor = msgspec.structs.replace(cursor, broken=[])
        self._broken = frozenset(cursor.broken)
        self._fresh = not (cursor.since or memory.count() or any(memory.kept()))
        if not cursor.since:
            yield from self._listed(memory, {"labels": OUR_LABEL}, "")
            begins = self._around.begins or _BEGINNING
            cursor.since = _iso(begins)
        etag = cursor.etag if cursor.since == self.cursor.since else ""
        yield from self._listed(memory, {"since": cursor.since}, etag)
        yield from self._once_broken(memory)
        # A crowd that changed at once would be read in full until something newer came.
        newest = min(wire.utc(self._newest), now)
        settled = now - newest > SETTLED and not self.cursor.etag
        after = newest if settled else newest - OVERLAP
        if _iso(after) > cursor.since:
            # The next look has another address, of which there is no ETag yet.
            self.cursor.since, self.cursor.etag = _iso(after), ""
        else:
            self.cursor.since = cursor.since

    def _listed(
        self, memory: Memory, chosen: dict[str, str], etag: str
    ) -> Iterator[Page]:
        parameters = {"state": "all", "sort": "updated", "direction": "asc", **chosen}
        pages = self._client.pages(self._path, wire.page, parameters, etag)
        first, waiting, problems = True, list[Issue](), list[Problem]()
        # By `map`, which keeps no page while the next one is read.
        for found, broken, tag in map(self._looked_through, pages):
            # It speaks for one page: what stands on others would be missed.
            self.cursor.etag = tag if first else ""
            first = False
            problems += map(self._unreadable, broken)
            waiting += found
            if len(waiting) >= TOGETHER:
                yield self._taken(memory, waiting, problems)
                waiting, problems = [], []
        if waiting or problems:
            yield self._taken(memory, waiting, problems)

    def _looked_through(
        self, page: tuple[tuple[list[Issue], list[int]], Answer]
    ) -> tuple[list[Issue], list[int], str]:
        """What is left of a page: whom to look at, who is broken, and its ETag."""
        (issues, broken), answer = page
        self.cursor.broken += broken
        return self._of_interest(issues), broken, answer.headers.get("etag", "")

    def _once_broken(self, memory: Memory) -> Iterator[Page]:
        """Those that could not be read before, one by one: few, and not for long."""
        still = sorted(self._broken.difference(self.cursor.broken, self._mended))
        for number in still[:RETRIED]:
            try:
                page, _ = self._client.get(f"{self._path}/{number}", wire.single)
            except Gone:
                continue
            issues, broken = page or ([], [number])
            self.cursor.broken += [number] * len(broken)
            problems = [self._unreadable(number) for _ in broken]
            yield self._taken(memory, self._of_interest(issues), problems)
        self.cursor.broken += still[RETRIED:]

    def _of_interest(self, issues: Sequence[Issue]) -> list[Issue]:
        """Those to be looked at; of the others it matters only that they came."""
        for found in issues:
            self._newest = max(self._newest, found.updated_at)
            self.address = found.html_url
        if self._broken:
            self._mended |= self._broken.intersection(one.number for one in issues)
        return [
            found
            for found in issues
            if found.pull_request is None
            and (not self._fresh or self._may_matter(found))
        ]

    def _taken(
        self, memory: Memory, issues: Sequence[Issue], problems: Sequence[Problem]
    ) -> Page:
        """Those of some issues that are not as they were last seen."""
        known = memory.stamps([str(found.number) for found in issues])
        left_out = self._without_part(memory, issues, known)
        tickets: list[Ticket] = []
        seen: dict[str, Seen] = {}
        for found in issues:
            number = str(found.number)
            if number in left_out:
                continue
            stamp = wire.stamp(found)
            if known.get(number) == stamp and found.number not in self._broken:
                continue
            tickets.append(wire.ticket(found, self._whose))
            seen[number] = Seen(stamp)
            if self._has_a_history(found):
                self.once_closed.add(number)
        return Page(tickets=tuple(tickets), problems=tuple(problems), seen=seen)

    def _without_part(
        self, memory: Memory, issues: Sequence[Issue], known: Collection[str]
    ) -> set[str]:
        """Those that play no part in any loop, and never did: most of a repository."""
        without = {
            str(found.number)
            for found in issues
            if str(found.number) not in known and not self._may_matter(found)
        }
        return without.difference(memory.kept(without)) if without else without

    def _has_a_history(self, found: Issue) -> bool:
        """Whether it was closed once, and what became of it is asked for one day."""
        if found.state != "closed" and found.state_reason is None:
            return False
        ours = carries(wire.label_names(found), OUR_LABEL)
        return ours or not self._may_matter(found)

    def _may_matter(self, found: Issue) -> bool:
        issue_type = found.type.name if found.type else None
        return found.number in self._broken or self._chosen(
            wire.label_names(found), issue_type
        )

    def _are_chosen(self, labels: tuple[str, ...], issue_type: str | None) -> bool:
        """Whether issues with these labels and this type may matter."""
        ours = carries(labels, OUR_LABEL)
        return ours or self._around.may_be_incident(labels, issue_type)


def _iso(moment: datetime) -> str:
    """As GitHub wants it: in UTC, to the second."""
    return f"{moment.astimezone(UTC):%Y-%m-%dT%H:%M:%SZ}"
