"""A journal's memory for trackers on the network, in memory."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime

from afteraction.network.patience import Book


@dataclass
class MemoryBook(Book):
    """What the journal would remember."""

    waits: dict[str, datetime] = field(default_factory=dict)
    names: dict[str, str] = field(default_factory=dict)
    creates: dict[str, list[datetime]] = field(default_factory=dict)

    def wait(self, host: str, reason: str, until: datetime) -> None:
        del reason
        self.waits[host] = until

    def not_before(self, host: str) -> datetime | None:
        return self.waits.get(host)

    def identity(self, name: str) -> str | None:
        return self.names.get(name)

    def identify(self, name: str, identity: str) -> None:
        self.names[name] = identity

    def note_create(self, tracker: str, at: datetime) -> None:
        self.creates.setdefault(tracker, []).append(at)

    def creates_since(self, tracker: str, since: datetime) -> tuple[datetime, ...]:
        return tuple(at for at in self.creates.get(tracker, ()) if at >= since)
