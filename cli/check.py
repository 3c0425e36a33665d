"""`afteraction check`: whether everything is ready, and what to do where not."""

from __future__ import annotations

import shutil
import sys
import textwrap
from collections.abc import Iterator
from dataclasses import asdict
from typing import TYPE_CHECKING

import click

from afteraction.cli.common import Common, common_options, echo_json, option
from afteraction.cli.outcome import Exit

if TYPE_CHECKING:
    from afteraction.tracker import Advice


WIDEST = 100
NARROWEST = 40


@click.command()
@common_options
@option("--fix", is_flag=True, help="Make labels that are missing.")
def check(common: Common, *, fix: bool) -> Exit:
    """Say whether everything is ready, and what to do where not."""
    from afteraction.bootstrap import open_site, read_config
    from afteraction.checking import check as run
    from afteraction.checking import prepare

    config = read_config(common.config)
    with open_site(config) as site:
        made = tuple(prepare(site)) if fix else ()
        advice = (*made, *run(site, common.time()))
    if common.json:
        echo_json({"checks": [asdict(one) for one in advice]})
    else:
        _as_lines(advice)
    return Exit.DONE if all(one.ok for one in advice) else Exit.FINDINGS


def _as_lines(advice: tuple[Advice, ...]) -> None:
    # What goes elsewhere is searched by line, so only people get lines that are broken.
    width = shutil.get_terminal_size().columns if sys.stdout.isatty() else None
    for one in advice:
        for line in as_lines(one, width):
            click.echo(line)
    _last_word(advice)


def as_lines(one: Advice, width: int | None) -> Iterator[str]:
    """One thing and what to do about it, as lines of that width; None: of any."""
    yield from _broken(f"{'ok' if one.ok else '!!'}  {one.about}: {one.message}", width)
    if one.hint:
        yield from _broken(f"    {one.hint}", width)


def _broken(line: str, width: int | None) -> Iterator[str]:
    if width is None:
        yield line
        return
    # An address or a path that is broken can be neither clicked nor copied.
    yield from textwrap.wrap(
        line,
        max(min(width, WIDEST), NARROWEST),
        subsequent_indent="      ",
        break_long_words=False,
        break_on_hyphens=False,
    )


def _last_word(advice: tuple[Advice, ...]) -> None:
    wrong = sum(not one.ok for one in advice)
    if not wrong:
        click.echo("Everything is ready: afteraction sync --dry-run")
    else:
        things = "1 thing wants" if wrong == 1 else f"{wrong} things want"
        click.echo(f"{things} a look before the next sync.")
