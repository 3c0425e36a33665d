"""The options that commands share, as one decorator.

Not here: what a command does with them.
"""

from __future__ import annotations

import functools
import logging
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Literal, TypeVar, overload

import click

from afteraction.cli.lines import say

if TYPE_CHECKING:
    from afteraction.domain.problems import Problem
    from afteraction.tracker import Tracker

R = TypeVar("R")
Command = Callable[..., object]
Format = Literal["text", "json", "markdown", "html", "csv"]

DEFAULT_CONFIG = "afteraction.yml"

option = functools.partial(click.option, show_envvar=True)
"""`click.option` whose help names the environment variable."""


@dataclass(frozen=True, slots=True)
class Common:
    """What was asked for, beside a command's own options."""

    config: Path
    format: Format
    now: datetime | None
    """In UTC; None unless the command line or the environment says so (rule 22)."""
    verbose: bool

    @property
    def json(self) -> bool:
        """Whether the result is to be JSON."""
        return self.format == "json"

    def time(self) -> datetime:
        """The time that counts as now, in UTC."""
        return self.now or datetime.now(UTC)


def echo_json(value: object) -> None:
    """Print a result for other tools; in ASCII, which survives every pipe."""
    import json

    click.echo(json.dumps(value, indent=2))


def echo_problems(problems: Iterable[Problem]) -> None:
    """Say on stderr what could not be read, and what to do about it."""
    for problem in problems:
        say(f"{problem.ref}: {problem.message}", err=True)
        say(f"  {problem.hint}", err=True)


def need_our_own_time(common: Common, trackers: Iterable[Tracker]) -> None:
    """Only a Markdown tracker lets us say when something happened (rule 22).

    Raises `UsageError` when `--now` was given and one of `trackers` is another.
    """
    from afteraction.errors import UsageError

    others = [tracker.name for tracker in trackers if tracker.abilities.network]
    if common.now is not None and others:
        raise UsageError(
            f"--now can not be used to write to {', '.join(others)}:"
            " a tracker on the network has a clock of its own",
            "leave --now out; `afteraction sync --dry-run` and `report` take it",
        )


def _moment(
    context: click.Context, parameter: click.Parameter, value: str | None
) -> datetime | None:
    """Read a time in ISO 8601; without a zone it would not say when."""
    if value is None:
        return None
    try:
        found = datetime.fromisoformat(value)
        utc = found.astimezone(UTC)
        if utc.year not in range(1970, 9000):
            raise OverflowError
    except (ValueError, OverflowError):
        raise click.BadParameter(
            f'"{value}" is not a time; write it as in 2026-11-21T09:00:00Z',
            context,
            parameter,
        ) from None
    if found.tzinfo is None:
        raise click.BadParameter(
            f'"{value}" has no zone; add Z, or as in +01:00', context, parameter
        )
    return utc


def _options(formats: Sequence[Format]) -> tuple[Callable[[Command], Command], ...]:
    return (
        option(
            "--config",
            type=click.Path(path_type=Path),
            default=DEFAULT_CONFIG,
            show_default=True,
            envvar="AFTERACTION_CONFIG",
            help="The configuration to use.",
        ),
        option(
            "--format",
            "format_",
            type=click.Choice(formats),
            default=formats[0],
            show_default=True,
            envvar="AFTERACTION_FORMAT",
            help="How to print the result.",
        ),
        option(
            "--now",
            metavar="ISO-8601",
            callback=_moment,
            envvar="AFTERACTION_NOW",
            help="Act as if it were then; with the zone, as in 2026-11-21T09:00:00Z.",
        ),
        option(
            "-v",
            "--verbose",
            is_flag=True,
            envvar="AFTERACTION_VERBOSE",
            help="Tell on stderr what is being done.",
        ),
    )


@overload
def common_options(command: Callable[..., R]) -> Callable[..., R]: ...
@overload
def common_options(
    *, formats: Sequence[Format]
) -> Callable[[Callable[..., R]], Callable[..., R]]: ...
def common_options(
    command: Callable[..., R] | None = None,
    *,
    formats: Sequence[Format] = ("text", "json"),
) -> Callable[..., R] | Callable[[Callable[..., R]], Callable[..., R]]:
    """Give a command the shared options; it gets them as `Common`, its first argument.

    To be written below `@click.command()`, with or without the formats that the
    command prints, the usual one first. The help lists these options where the
    decorator stands among the others.
    """
    if command is None:
        return functools.partial(_with_options, formats=formats)
    return _with_options(command, formats)


def _with_options(
    command: Callable[..., R], formats: Sequence[Format]
) -> Callable[..., R]:
    @functools.wraps(command)
    def wrapped(
        *arguments: object,
        config: Path,
        format_: Format,
        now: datetime | None,
        verbose: bool,
        **options: object,
    ) -> R:
        if verbose:
            _talk()
        return command(Common(config, format_, now, verbose), *arguments, **options)

    for add in reversed(_options(formats)):
        add(wrapped)
    return wrapped


def _talk() -> None:
    """Show the library's log on stderr as long as the command runs."""
    logger = logging.getLogger("afteraction")
    handler = _ToStderr()
    handler.setFormatter(logging.Formatter("%(message)s"))
    before = logger.level
    logger.addHandler(handler)
    logger.setLevel(logging.INFO)

    def hush() -> None:
        logger.removeHandler(handler)
        logger.setLevel(before)

    click.get_current_context().call_on_close(hush)


class _ToStderr(logging.Handler):
    def emit(self, record: logging.LogRecord) -> None:
        from afteraction.secret import hide

        click.echo(hide(self.format(record)), err=True)
