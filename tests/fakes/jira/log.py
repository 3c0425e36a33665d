"""What was asked, one entry a request, so that tests can count exactly."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

from tests.fakes.github.faults import matches


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One request and what became of it."""

    number: int
    """1 for the first request that this server got."""
    method: str
    path: str
    named: str
    """The path without `/rest/api/3`; `/agile/…` for boards and sprints."""
    query: dict[str, str]
    body: bytes
    who: str
    """The account; empty for nobody."""
    status: int
    """0 when the connection was dropped."""
    received: int
    """Bytes of the answer's body."""
    writes: bool
    fault: str = ""
    """The fault that struck."""

    def __str__(self) -> str:
        query = "&".join(f"{name}={value}" for name, value in self.query.items())
        return f"{self.method} {self.path}{'?' if query else ''}{query} → {self.status}"


@dataclass(slots=True)
class Log:
    """All requests since the start, or since `clear`."""

    entries: list[Entry] = field(default_factory=list)

    def __iter__(self) -> Iterator[Entry]:
        return iter(tuple(self.entries))

    def __len__(self) -> int:
        return len(self.entries)

    def __str__(self) -> str:
        return "\n".join(map(str, self.entries))

    def of(self, method: str = "*", path: str = "**") -> list[Entry]:
        """The requests of a method to paths like `/issue/*/comment`."""
        return [x for x in self if method in {"*", x.method} and matches(x.named, path)]

    @property
    def writes(self) -> list[Entry]:
        """The requests that are not reads; searches and fetches by POST are reads."""
        return [entry for entry in self if entry.writes]

    def clear(self) -> None:
        """Begin anew."""
        self.entries.clear()

    @contextmanager
    def counted(self) -> Iterator[Log]:
        """A log of what is asked within the block only."""
        start, within = len(self.entries), Log()
        try:
            yield within
        finally:
            within.entries.extend(self.entries[start:])
