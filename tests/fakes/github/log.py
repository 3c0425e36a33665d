"""What was asked, one entry a request, so that tests can count exactly."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

from .faults import matches


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One request and what became of it."""

    number: int
    """1 for the first request that this server got."""
    method: str
    path: str
    """As it came, without the prefix of Enterprise Server."""
    named: str
    """The path with the repository's name instead of its id."""
    query: dict[str, str]
    body: bytes
    who: str
    """Login of the one who asked; empty for nobody."""
    status: int
    """0 when the connection was dropped."""
    received: int
    """Bytes of the answer's body."""
    points: int
    """What it costs of the secondary limits: a read 1, a write 5."""
    primary: int
    """What it costs of the primary limit: 1, but 0 for a 304."""
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
        """The requests of a method to paths like `/repos/*/*/issues`."""
        return [x for x in self if method in {"*", x.method} and matches(x.named, path)]

    @property
    def writes(self) -> list[Entry]:
        """The requests that are not reads; queries over GraphQL are reads."""
        return [entry for entry in self if entry.points > 1]

    @property
    def points(self) -> int:
        """What all of it costs of the secondary limits."""
        return sum(entry.points for entry in self)

    @property
    def primary(self) -> int:
        """What all of it costs of the primary limits."""
        return sum(entry.primary for entry in self)

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
