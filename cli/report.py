"""`afteraction report`: what became of reviews and findings, and who carries them."""

from __future__ import annotations

import os
import sys
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

import click

from afteraction.cli.common import (
    Common,
    Format,
    common_options,
    echo_problems,
    option,
)
from afteraction.cli.outcome import Exit

if TYPE_CHECKING:
    from afteraction.rendering import Renderer
    from afteraction.report import Report

WIDEST = 120
"""Columns: a wider table is harder to read, not easier."""

ENDINGS: Mapping[str, Format] = {
    ".html": "html",
    ".htm": "html",
    ".md": "markdown",
    ".markdown": "markdown",
    ".json": "json",
    ".txt": "text",
    ".text": "text",
    "": "text",
}
"""What a file's name says of how the report is to be written."""


@click.command()
@common_options(formats=("text", "markdown", "html", "json"))
@option(
    "--to",
    type=click.Path(path_type=Path, dir_okay=False),
    envvar="AFTERACTION_TO",
    help="Write the report to this file; its ending says how, unless --format does.",
)
@click.pass_context
def report(context: click.Context, common: Common, to: Path | None) -> Exit:
    """Show owner follow-through and the state of the loop."""
    from afteraction.bootstrap import read_config
    from afteraction.cli.progress import opened
    from afteraction.report_making import make, seen_from

    source = context.get_parameter_source("format_")
    if to is not None and source is click.core.ParameterSource.DEFAULT:
        common = replace(common, format=_by_ending(to))
    config = read_config(common.config)
    with opened(common, config) as site:
        made = make(site, common.time())
        shown = seen_from(made.report, _way(config.folder, to))
        text = _text(shown, site.renderer, common, to)
    if to is None:
        click.echo(text, nl=False)
    else:
        _write(to, text)
    echo_problems(made.problems)
    if made.unseen:
        return Exit.TRACKER
    return Exit.FINDINGS if made.problems else Exit.DONE


def _text(report: Report, renderer: Renderer, common: Common, to: Path | None) -> str:
    from afteraction.report_page import render_report
    from afteraction.report_text import report_text

    match common.format:
        case "text":
            on_terminal = to is None and sys.stdout.isatty()
            return report_text(report, width=_width(), colour=on_terminal)
        case "markdown" | "html" | "json":
            return render_report(report, renderer, common.format)


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
