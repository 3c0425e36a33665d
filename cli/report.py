"""`afteraction report`: what became of reviews and findings, and who carries them."""

from __future__ import annotations

import os
import sys
from collections.abc import Mapping
from dataclasses import replace
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING

import click

from afteraction.cli.common import (
    Common,
    Format,
    common_options,
    echo_problems,
    need_our_own_time,
    option,
)
from afteraction.cli.outcome import Exit

if TYPE_CHECKING:
    from zoneinfo import ZoneInfo

    from afteraction.config import Config
    from afteraction.domain.telling import Telling
    from afteraction.rendering import Renderer
    from afteraction.report import Report
    from afteraction.report_making import Made
    from afteraction.sync import Site

WIDEST = 120
"""Columns: a wider table is harder to read, not easier."""

ENDINGS: Mapping[str, Format] = {
    ".html": "html",
    ".htm": "html",
    ".md": "markdown",
    ".markdown": "markdown",
    ".json": "json",
    ".csv": "csv",
    ".txt": "text",
    ".text": "text",
    "": "text",
}
"""What a file's name says of how the report is to be written."""


BY = ("owner", "team", "kind", "tracker", "subject")


def _since(
    context: click.Context, parameter: click.Parameter, value: str | None
) -> date | timedelta | None:
    """Read a length of whole days, or a day."""
    if value is None:
        return None
    from afteraction.settings import as_day, as_days

    try:
        return as_day(value) if "-" in value else as_days(value)
    except ValueError as error:
        raise click.BadParameter(str(error), context, parameter) from None


@click.command()
@common_options(formats=("text", "markdown", "html", "json", "csv"))
@option(
    "--by",
    type=click.Choice(BY),
    envvar="AFTERACTION_BY",
    help="By what follow-through is told; by owner, if left out.",
)
@option(
    "--since",
    metavar="90d|DAY",
    callback=_since,
    envvar="AFTERACTION_SINCE",
    help="Leave out what was settled before; what is still open always counts.",
)
@option(
    "--to",
    type=click.Path(path_type=Path, dir_okay=False),
    envvar="AFTERACTION_TO",
    help="Write the report to this file; its ending says how, unless --format does.",
)
@option(
    "--post",
    is_flag=True,
    help="Post it as a ticket, where follow_through.report says.",
)
@click.pass_context
def report(
    context: click.Context,
    common: Common,
    by: str | None,
    since: date | timedelta | None,
    to: Path | None,
    post: bool,
) -> Exit:
    """Show owner follow-through and the state of the loop.

    CSV has a line for each write-back; with --by, a line for each group.
    """
    from afteraction.bootstrap import read_config
    from afteraction.cli.progress import opened
    from afteraction.domain.telling import By
    from afteraction.report_making import make

    source = context.get_parameter_source("format_")
    if to is not None and source is click.core.ParameterSource.DEFAULT:
        common = replace(common, format=_by_ending(to))
    config = read_config(common.config)
    if post:
        _check_post(config)
    now = common.time()
    with opened(common, config) as site:
        if post and site.policy.posting is not None:
            need_our_own_time(common, [site.trackers[site.policy.posting.tracker]])
        telling = replace(
            site.telling,
            by=By(by or "owner"),
            since=_begin(since, now, config.zone),
            way=_way(config.folder, to),
        )
        made = make(site, now, telling)
        text = _text(made.report, site.renderer, common, to, grouped=by is not None)
        posted = not post or _post(site, now, telling, made)
    if to is None:
        click.echo(text, nl=False)
    else:
        _write(to, text)
    echo_problems(made.problems)
    if made.unseen or not posted:
        return Exit.TRACKER
    return Exit.FINDINGS if made.problems else Exit.DONE


def _check_post(config: Config) -> None:
    """Raise `UsageError` where nobody said where to."""
    from afteraction.errors import UsageError

    if config.follow_through is None or config.follow_through.report is None:
        raise UsageError(
            "nobody said where the report is to be posted",
            "write `follow_through: {report: {in: TRACKER, every: monday}}` in the"
            " configuration",
        )


def _post(site: Site, now: datetime, telling: Telling, made: Made) -> bool:
    """Post a report that was made, and say what came of it."""
    from afteraction.applying import Ended
    from afteraction.plan import Does
    from afteraction.sync import post_report

    results = post_report(site, now, telling, made.unseen)
    for result in results:
        if result.ended is Ended.DONE and result.change.does is Does.POST:
            click.echo(f"The report is in {result.ref}", err=True)
        elif result.ended is not Ended.DONE:
            click.echo(f"The report was not posted: {result.why}", err=True)
    if not results:
        click.echo("There is nothing to report yet: nothing was posted.", err=True)
    return all(result.ended is Ended.DONE for result in results)


def _begin(
    since: date | timedelta | None, now: datetime, zone: ZoneInfo
) -> datetime | None:
    """The first instant of the day that is meant, in the team's zone."""
    from afteraction.domain.calendar import begin_of, day_of

    if since is None:
        return None
    if isinstance(since, timedelta):
        since = day_of(now, zone) - since
    return begin_of(since, zone)


def _text(
    report: Report,
    renderer: Renderer,
    common: Common,
    to: Path | None,
    *,
    grouped: bool,
) -> str:
    from afteraction.report_page import render_report
    from afteraction.report_text import report_text

    match common.format:
        case "text":
            on_terminal = to is None and sys.stdout.isatty()
            return report_text(report, width=_width(), colour=on_terminal)
        case "markdown" | "html" | "json" | "csv":
            return render_report(report, renderer, common.format, grouped=grouped)


def _by_ending(to: Path) -> Format:
    from afteraction.errors import UsageError

    chosen = ENDINGS.get(to.suffix.lower())
    if chosen is None:
        known = ", ".join(ending for ending in ENDINGS if ending)
        raise UsageError(
            f"{to} does not say how the report is to be written",
            f"end it with one of {known}, or say --format",
        )
    return chosen


def _way(home: Path, to: Path | None) -> str:
    """How the configuration's folder is reached from where the report is read."""
    here = to.parent if to else Path()
    try:
        return Path(os.path.relpath(home, here)).as_posix()
    except ValueError:  # another drive
        return home.as_posix()


def _width() -> int:
    import shutil

    return min(shutil.get_terminal_size().columns, WIDEST)


def _write(to: Path, text: str) -> None:
    from afteraction.errors import UsageError

    try:
        to.write_text(text, encoding="utf-8", newline="\n")
    except OSError as error:
        raise UsageError(
            f"the report can not be written to {to}: {error.strerror or error}",
            "name a file in a folder that exists and that you may write to",
        ) from error
    click.echo(f"The report is in {to}", err=True)
