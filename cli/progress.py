"""Working where somebody looks on, or nobody: progress bars, and how long to wait."""

from __future__ import annotations

import logging
import sys
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, TypeVar

if TYPE_CHECKING:
    from rich.progress import Progress as Bars

    from afteraction.cli.common import Common
    from afteraction.config import Config
    from afteraction.progress import Progress
    from afteraction.sync import Site

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


class _InWords:
    """Logs each step as it begins, for `--verbose`."""

    def track(self, things: Iterable[T], step: str, total: int | None) -> Iterator[T]:
        """The same things, one by one."""
        said = step if total is None else f"{step}: {total}"
        logging.getLogger(__name__).info("%s", said)
        yield from things


@contextmanager
def opened(common: Common, config: Config) -> Iterator[Site]:
    """The configured site; where nobody looks on, trackers are waited for longer."""
    from afteraction.bootstrap import open_site
    from afteraction.network.patience import BUDGET, UNWATCHED, Patience

    patience = Patience(budget=BUDGET if sys.stderr.isatty() else UNWATCHED)
    with (
        _watching(common) as progress,
        open_site(config, progress, patience=patience) as site,
    ):
        yield site


@contextmanager
def _watching(common: Common) -> Iterator[Progress]:
    """Words on stderr if asked for, bars if somebody can see them, else silence."""
    from afteraction.progress import Silent

    if common.verbose:
        yield _InWords()
        return
    if not sys.stderr.isatty():
        yield Silent()
        return
    from rich.console import Console
    from rich.progress import Progress as Bars

    with Bars(console=Console(stderr=True), transient=True) as bars:
        yield _OnTerminal(bars)
