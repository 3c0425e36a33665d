"""Lines for people: broken between words on a terminal, whole everywhere else.

What goes into a file or a pipe is searched by line, so there it stays as it is. Not
here: the words.
"""

from __future__ import annotations

import shutil
import sys
import textwrap
from collections.abc import Iterator

import click

WIDEST = 100
"""Columns: a longer line is harder to read, however wide the terminal is."""
NARROWEST = 40


def say(line: str, *, err: bool = False) -> None:
    """Print a line of ours, to stderr where `err`."""
    for part in broken(line, columns(err=err)):
        click.echo(part, err=err)


def columns(*, err: bool = False) -> int | None:
    """How wide what is printed may be; None: as wide as it is."""
    stream = sys.stderr if err else sys.stdout
    return shutil.get_terminal_size().columns if stream.isatty() else None


def broken(line: str, width: int | None, more: int = 4) -> Iterator[str]:
    """A line in parts of that width; those that follow stand `more` to the right."""
    margin = len(line) - len(line.lstrip(" "))
    if width is None or len(line) <= min(width, WIDEST):
        yield line
        return
    # An address or a path that is broken can be neither clicked nor copied.
    yield from textwrap.wrap(
        line,
        max(min(width, WIDEST), NARROWEST),
        subsequent_indent=" " * (margin + more),
        break_long_words=False,
        break_on_hyphens=False,
    )
