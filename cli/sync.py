"""`afteraction sync`: do what has to be done, or say what that would be."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from afteraction.cli.common import (
    Common,
    common_options,
    echo_json,
    need_our_own_time,
    option,
)
from afteraction.cli.lines import say
from afteraction.cli.outcome import Exit

if TYPE_CHECKING:
    from afteraction.sync import Synced


@click.command()
@common_options
@option(
    "--dry-run",
    is_flag=True,
    envvar="AFTERACTION_DRY_RUN",
    help="Only say what would be done.",
)
@option(
    "--at-most",
    type=click.IntRange(min=0),
    metavar="NUMBER",
    envvar="AFTERACTION_AT_MOST",
    help="Allow so many new reviews, write-backs or comments, this once.",
)
@option(
    "--wait",
    type=click.FloatRange(min=0),
    metavar="SECONDS",
    default=30,
    show_default=True,
    envvar="AFTERACTION_WAIT",
    help="How long to wait for another sync of the same trackers.",
)
def sync(common: Common, dry_run: bool, at_most: int | None, wait: float) -> Exit:
    """Open reviews, read them and write their findings back."""
    from afteraction.bootstrap import read_config
    from afteraction.cli.progress import opened
    from afteraction.sync import sync as run
    from afteraction.sync import with_at_most

    config = read_config(common.config)
    with opened(common, config) as site:
        if not dry_run:
            need_our_own_time(common, site.trackers.values())
        chosen = site if at_most is None else with_at_most(site, at_most)
        synced = run(chosen, common.time(), dry_run=dry_run, wait=wait)
    _tell(common, synced, dry_run=dry_run)
    return exit_of(synced)


def _tell(common: Common, synced: Synced, *, dry_run: bool) -> None:
    from afteraction.sync_words import problem_lines, sync_json, sync_lines

    if common.json:
        echo_json(sync_json(synced))
        return
    for line in sync_lines(synced, dry_run=dry_run, verbose=common.verbose):
        say(line)
    for line in problem_lines(synced):
        say(line, err=True)


def exit_of(synced: Synced) -> Exit:
    """Whether all went well, something is to be looked at, or a tracker said no."""
    from afteraction.applying import Ended

    if synced.unreachable or any(
        result.ended in {Ended.REFUSED, Ended.UNKNOWN} for result in synced.results
    ):
        return Exit.TRACKER
    if synced.problems or synced.plan.held_back:
        return Exit.FINDINGS
    return Exit.DONE
