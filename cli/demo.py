"""`afteraction demo`: the whole loop, walked aloud on well-known outages."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from afteraction.cli.common import option

if TYPE_CHECKING:
    from datetime import datetime

    from afteraction.demo.people import Story
    from afteraction.sync import Site


@click.command()
@click.argument(
    "folder",
    metavar="[DIR]",
    type=click.Path(path_type=Path, file_okay=False),
    required=False,
    envvar="AFTERACTION_DEMO_DIR",
)
@option(
    "--quiet",
    is_flag=True,
    envvar="AFTERACTION_QUIET",
    help="Only show the report and what to type next.",
)
def demo(folder: Path | None, quiet: bool) -> None:
    """Walk the whole loop on real incidents, in a folder of its own.

    DIR is a new folder; without it one is made and named.
    """
    from afteraction.bootstrap import open_site, read_config
    from afteraction.demo.people import lay_out

    folder = folder or _fresh_folder()
    story = lay_out(folder)
    say = (lambda _: None) if quiet else click.echo
    say(f"Well-known outages and two sprints, as Markdown tickets, in {folder}\n")
    config = read_config(folder / "afteraction.yml")
    with open_site(config) as site:
        _walk(site, folder, story, say)
        _report(site, folder, story.report)
    _what_next(folder, story.report)


def _fresh_folder() -> Path:
    from tempfile import mkdtemp

    return Path(mkdtemp(prefix="afteraction-demo-"))


def _walk(site: Site, folder: Path, story: Story, say: object) -> None:
    """Sync, hold the reviews, sync again, let two weeks pass."""
    from afteraction.demo.people import hold_reviews, work_on

    assert callable(say)
    say(f"1. Friday evening, {_day(story.first_sync)}: afteraction sync")
    _sync(site, story.first_sync, say)
    held = hold_reviews(folder, story)
    declined = len(story.reviews) - held
    say(
        f"2. Over the next days the team holds {held} reviews, in their editors,"
        f" and declines {declined}, saying why.\n"
    )
    say(f"3. Tuesday, {_day(story.second_sync)}: afteraction sync")
    _sync(site, story.second_sync, say)
    became = work_on(folder, story)
    say(
        f"4. Two weeks pass: {became['done']} things are done, {became['late']} late,"
        f" {became['declined']} declined with a reason, {became['open']} still stand.\n"
    )
    say(f"5. Tuesday, {_day(story.report)}: afteraction report\n")


def _day(moment: datetime) -> str:
    return f"{moment:%Y-%m-%d}"


def _sync(site: Site, now: datetime, say: object) -> None:
    from afteraction.sync import sync
    from afteraction.sync_words import problem_lines, sync_lines

    assert callable(say)
    synced = sync(site, now)
    *lines, total = sync_lines(synced, dry_run=False)
    for line in _shortened(lines):
        say(f"   {line}")
    for line in problem_lines(synced):
        say(f"   {line}")
    say(f"   {total}\n")


def _shortened(lines: list[str], most: int = 6) -> list[str]:
    """The first few lines and the last; all of them would bury the point."""
    if len(lines) <= most:
        return lines
    left_out = len(lines) - most + 1
    return [*lines[: most - 2], f"… {left_out} more such lines …", lines[-1]]


def _report(site: Site, folder: Path, now: datetime) -> None:
    import shutil

    from afteraction.report_making import make
    from afteraction.report_page import render_report
    from afteraction.report_text import report_text

    made = make(site, now)
    width = min(shutil.get_terminal_size().columns, 100)
    click.echo(report_text(made.report, width=width, colour=False), nl=False)
    page = render_report(made.report, site.renderer, "html")
    (folder / "report.html").write_text(page, encoding="utf-8", newline="\n")


def _quoted(folder: Path) -> str:
    """The folder as it can be typed, also with a space in its name."""
    import os
    import shlex

    if os.name == "nt":
        return f'"{folder}"' if " " in str(folder) else str(folder)
    return shlex.quote(str(folder))


def _what_next(folder: Path, now: datetime) -> None:
    at, program = now.isoformat(), _program()
    click.echo(
        f"\nThe same as a page: {folder / 'report.html'}\n"
        "\nGo on from here (the demo's clock is ahead or behind, hence --now):\n"
        f"  cd {_quoted(folder)}\n"
        f"  {program} sync --dry-run --now {at}\n"
        f"  {program} report --now {at}\n"
        f"  {program} review lint notes:review-0017 --now {at}\n"
        f"\nIn a folder of your own: {program} init"
    )


def _program() -> str:
    """The command as this shell finds it: its path, where the name is not enough."""
    import shutil
    import sys

    from afteraction.cli.outcome import PROGRAM

    started = Path(sys.argv[0])
    if shutil.which(PROGRAM) is not None or started.stem != PROGRAM:
        return PROGRAM
    return str(started.resolve())
