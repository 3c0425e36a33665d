"""How far a long step has come, for whoever wants to show it.

Silent by default: only a terminal is told.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Protocol, TypeVar

T = TypeVar("T")


class Progress(Protocol):
    """Something that watches a step go by."""

    def track(self, things: Iterable[T], step: str, total: int | None) -> Iterator[T]:
        """The same things, one by one; `total` is None where nobody knows."""


class Silent:
    """Nobody is watching."""

    def track(self, things: Iterable[T], step: str, total: int | None) -> Iterator[T]:
        """The same things, one by one."""
        del step, total
        yield from things
