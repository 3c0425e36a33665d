"""What came of a command, as text and exit code: the one place that decides both.

Commands raise, or return an `Exit`; nothing else in the project knows exit codes.
"""

from __future__ import annotations

import errno
import io
import os
import sys
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from enum import IntEnum
from typing import NamedTuple

import click

from afteraction.errors import (
    AfteractionError,
    ConfigError,
    LedgerError,
    TrackerError,
    UsageError,
)

PROGRAM = "afteraction"


class Exit(IntEnum):
    """The exit codes, as `afteraction --help` tells them."""

    DONE = 0
    FINDINGS = 1
    """Something was found, or a plan was refused."""
    USAGE = 2
    """The command line, the configuration or the ledger has to be put right."""
    BUG = 3
    TRACKER = 4
    """A tracker said no or is out of reach."""
    INTERRUPTED = 130
    PIPE_CLOSED = 141
    """Who read our output went away: what the shell calls SIGPIPE; nothing is said."""


EXITS: Mapping[type[AfteractionError], Exit] = {
    UsageError: Exit.USAGE,
    ConfigError: Exit.USAGE,
    LedgerError: Exit.USAGE,
    TrackerError: Exit.TRACKER,
}
"""Errors and what they mean for the exit code; subclasses mean the same."""


class Trouble(NamedTuple):
    """Why a command did not do what it was asked for."""

    exit: Exit
    message: str
    hint: str
    problems: tuple[str, ...] = ()


def exit_of(kind: type[BaseException]) -> Exit:
    """Return the exit code of a kind of error; what is not in the table is a bug."""
    return next((EXITS[base] for base in kind.__mro__ if base in EXITS), Exit.BUG)


def run(command: Callable[[], object], arguments: Sequence[str] | None = None) -> int:
    """Run `command`, tell people what went wrong, if anything, and return the code.

    `arguments` are those that `command` reads, None for `sys.argv`.
    """
    given = sys.argv[1:] if arguments is None else list(arguments)
    _open()
    stdout = sys.stdout
    _lenient()
    try:
        result = command()
        sys.stdout.flush()
    except BrokenPipeError:
        return _quietly()
    except SystemExit:
        # How click.Command.main answers a closed pipe, once it has replaced both
        # streams by harmless ones.
        if sys.stdout is stdout:
            raise
        return _quietly()
    except BaseException as error:  # noqa: BLE001 - here every error finds its words
        trouble = trouble_of(error, given)
        with suppress(BrokenPipeError):
            _tell(trouble, as_json=_wants_json(given))
        return trouble.exit
    return result if isinstance(result, int) else Exit.DONE


def trouble_of(error: BaseException, arguments: Sequence[str] = ()) -> Trouble:
    """Return what to say about an error; a bug's report is written to a file here."""
    if isinstance(error, (KeyboardInterrupt, EOFError, click.Abort)):
        return Trouble(
            Exit.INTERRUPTED,
            "interrupted",
            "run it again: what was done is not done twice",
        )
    if isinstance(error, click.ClickException):
        return _misused(error)
    if isinstance(error, OSError) and error.errno == errno.ENOSPC:
        return Trouble(
            Exit.USAGE,
            "there is no space left to write to",
            "make room, then run it again: what was done is not done twice",
        )
    if isinstance(error, AfteractionError) and exit_of(type(error)) is not Exit.BUG:
        problems = error.problems if isinstance(error, ConfigError) else ()
        return Trouble(exit_of(type(error)), error.message, error.hint, problems)
    from afteraction.cli.bug import describe

    return Trouble(Exit.BUG, *describe(error, arguments))


def _misused(error: click.ClickException) -> Trouble:
    context = error.ctx if isinstance(error, click.UsageError) else None
    path = context.command_path if context else PROGRAM
    hint = f"see `{path} --help`"
    if isinstance(error, click.NoSuchOption) and path == PROGRAM:
        hint = f"options stand after the command, as in `{path} sync -v`; {hint}"
    if isinstance(error, click.exceptions.NoArgsIsHelpError):
        return Trouble(Exit.USAGE, f"`{path}` needs a command after it", hint)
    message = error.format_message().removesuffix(".")
    return Trouble(Exit.USAGE, message[:1].lower() + message[1:], hint)


def _tell(trouble: Trouble, *, as_json: bool) -> None:
    if as_json:
        import json

        said = trouble._asdict()
        del said["exit"]
        click.echo(json.dumps({"error": said}, indent=2))
        return
    from afteraction.cli.lines import say

    say(f"error: {trouble.message}", err=True)
    for line in (*trouble.problems, trouble.hint):
        say(f"  {line}", err=True)


def _wants_json(arguments: Sequence[str]) -> bool:
    """Whether the answer is to be JSON, also where the options could not be read."""
    wanted = os.environ.get("AFTERACTION_FORMAT", "")
    for at, argument in enumerate(arguments):
        if argument == "--format" and at + 1 < len(arguments):
            wanted = arguments[at + 1]
        elif argument.startswith("--format="):
            wanted = argument.partition("=")[2]
    return wanted == "json"


def _open() -> None:
    """Who closed our streams before we began (`>&-`) wants to hear nothing."""
    for name in ("stdout", "stderr"):
        if getattr(sys, name) is None:
            setattr(sys, name, io.StringIO())


def _lenient() -> None:
    """A terminal that can not show a character gets a `?`, not a crash."""
    for stream in (sys.stdout, sys.stderr):
        with suppress(AttributeError, OSError):
            stream.reconfigure(errors="replace")  # type: ignore[union-attr]


def _quietly() -> Exit:
    """Keep Python from complaining when it flushes a closed pipe at its end."""
    # https://docs.python.org/3/library/signal.html#note-on-sigpipe
    with suppress(OSError, ValueError):
        nowhere = os.open(os.devnull, os.O_WRONLY)
        os.dup2(nowhere, sys.stdout.fileno())
    return Exit.PIPE_CLOSED
