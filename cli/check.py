"""`afteraction check`: whether everything is ready, and what to do where not."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import asdict
from typing import TYPE_CHECKING

import click

from afteraction.cli.common import Common, common_options, echo_json, option
from afteraction.cli.lines import broken, columns
from afteraction.cli.outcome import Exit

if TYPE_CHECKING:
    from afteraction.tracker import Advice


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
        # What could not be fixed may be just what is found.
        advice = tuple(dict.fromkeys((*made, *run(site, common.time()))))
    if common.json:
        echo_json({"checks": [asdict(one) for one in advice]})
    else:
        _as_lines(advice)
    return Exit.DONE if all(one.ok for one in advice) else Exit.FINDINGS


def _as_lines(advice: tuple[Advice, ...]) -> None:
    for one in advice:
        for line in as_lines(one, columns()):
            click.echo(line)
    _last_word(advice)


def as_lines(one: Advice, width: int | None) -> Iterator[str]:
    """One thing and what to do about it, as lines of that width; None: of any."""
    said = f"{'ok' if one.ok else '!!'}  {one.about}: {one.message}"
    yield from broken(said, width, more=6)
    if one.hint:
        yield from broken(f"    {one.hint}", width, more=2)


def _last_word(advice: tuple[Advice, ...]) -> None:
    wrong = sum(not one.ok for one in advice)
    if not wrong:
        click.echo("Everything is ready: afteraction sync --dry-run")
    else:
        things = "1 thing wants" if wrong == 1 else f"{wrong} things want"
        click.echo(f"{things} a look before the next sync.")
