"""Progress bars for a terminal, and nothing of the kind in a pipe."""

from __future__ import annotations

import sys
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, TypeVar

if TYPE_CHECKING:
    from rich.progress import Progress as Bars

    from afteraction.progress import Progress

T = TypeVar("T")


class _OnTerminal:
    """Shows each step as a bar that goes away when the step is over."""

    def __init__(self, bars: Bars) -> None:
        self._bars = bars

    def track(self, things: Iterable[T], step: str, total: int | None) -> Iterator[T]:
        """The same things, one by one."""
        task = self._bars.add_task(step, total=total)
        try:
            for thing in things:
                yield thing
                self._bars.advance(task)
        finally:
            self._bars.remove_task(task)


@contextmanager
def watching() -> Iterator[Progress]:
    """Bars on stderr if somebody can see them, else silence."""
    from afteraction.progress import Silent

    if not sys.stderr.isatty():
        yield Silent()
        return
    from rich.console import Console
    from rich.progress import Progress as Bars

    with Bars(console=Console(stderr=True), transient=True) as bars:
        yield _OnTerminal(bars)
