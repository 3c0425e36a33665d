"""`afteraction init`: a commented configuration to start from.

Asks on a terminal, takes options elsewhere, and writes only what is not there yet.
Not here: the questions and their answers' form (`init_answers`), and what a
configuration may hold (`afteraction.config`).
"""

from __future__ import annotations

import sys
from collections.abc import Iterator
from datetime import date, datetime, timedelta
from pathlib import Path
from textwrap import indent
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

import click

from afteraction.cli.common import DEFAULT_CONFIG, Common, common_options, option
from afteraction.cli.init_answers import Answers, Given, PersonType, ask
from afteraction.cli.init_places import READERS, Readers
from afteraction.cli.origin import origin
from afteraction.errors import AfteractionError, ConfigError, UsageError

_SCHEMA = ".afteraction/schema.json"
_LEDGER = ".afteraction/ledger.db"


@click.command()
@option("--tracker-path", help="The folder of tickets; else ./work.")
@option(
    "--github",
    metavar="OWNER/NAME",
    help="The repository whose issues are the tickets, or its address.",
)
@option(
    "--jira",
    metavar="ADDRESS",
    help="The address of the project in Jira, of its board or of an issue in it.",
)
@option(
    "--readers",
    type=click.Choice(READERS),
    help="Who can read that repository or project; else private.",
)
@option(
    "--name",
    help="What to call it in refs; else notes, or as repository or project is called.",
)
@option("--label", help="The label of incidents; else incident.")
@option("--jql", help="The query that finds incidents in Jira; else by their type.")
@option("--zone", help="The team's time zone; else this machine's.")
@option(
    "--person",
    type=PersonType(),
    multiple=True,
    help='Who can own findings, as in "Ada Lovelace=ada"; may be repeated.',
)
@option("--yes", is_flag=True, help="Ask nothing.")
@common_options
def init(
    common: Common,
    *,
    tracker_path: str | None,
    github: str | None,
    jira: str | None,
    readers: Readers | None,
    name: str | None,
    label: str | None,
    jql: str | None,
    zone: str | None,
    person: tuple[tuple[str, str], ...],
    yes: bool,
) -> None:
    """Write a commented afteraction.yml to start from.

    Asks on a terminal, unless an option below says something already. Tickets are
    Markdown files, issues where git's remote `origin` is on GitHub, or issues in Jira.
    A file that exists is never touched.
    """
    _refuse_existing(common.config)
    given = Given(tracker_path, github, jira, readers, name, label, jql, zone)
    here = common.config.absolute().parent
    answers = Answers.of(given, origin(here), person)
    if sys.stdin.isatty() and not yes and not person and given.is_empty:
        answers = ask(answers)
    made = _make(common.config, answers, common.time())
    _tell(common, made, answers)


def _refuse_existing(target: Path) -> None:
    if target.exists():
        raise _exists(target)


def _exists(target: Path) -> AfteractionError:
    return UsageError(
        f"{target} is there already, and stays as it is",
        "edit it, move it away, or name another file with --config",
    )


def _make(target: Path, answers: Answers, now: datetime) -> tuple[Path, ...]:
    """Write whatever is missing, the configuration last; return what was made."""
    text = _filled_in(answers, _today(now, answers.zone))
    folder = _folder_for(text, target, answers)
    try:
        made = (*(_folders(folder) if folder else ()), *_beside(target))
        with target.open("x", encoding="utf-8", newline="\n") as file:
            file.write(text)
    except FileExistsError as error:
        if not target.exists():
            raise UsageError(
                f"{error.filename} is a file, and a folder is needed there",
                "choose another folder with --tracker-path",
            ) from error
        raise _exists(target) from error
    except OSError as error:
        raise UsageError(
            f"{error.filename} can not be made: {error.strerror}",
            "make its folder writable, or choose others with --config, --tracker-path",
        ) from error
    return target, *made


def _filled_in(answers: Answers, since: date) -> str:
    from importlib import resources

    from jinja2 import StrictUndefined
    from jinja2.sandbox import SandboxedEnvironment

    environment = SandboxedEnvironment(
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )
    environment.filters["yaml"] = _scalar
    source = resources.files("afteraction.templates") / "afteraction.yml.j2"
    return environment.from_string(source.read_text(encoding="utf-8")).render(
        answers=answers, since=since.isoformat(), ledger=_LEDGER, schema=_SCHEMA
    )


def _scalar(value: str) -> str:
    """A value as YAML, in quotes where it needs them."""
    import json
    import re

    plain = re.fullmatch(r"[\w./~][\w ./@+~-]*(?<! )", value)
    return value if plain else json.dumps(value, ensure_ascii=False)


def _today(now: datetime, zone: str) -> date:
    try:
        return now.astimezone(ZoneInfo(zone)).date()
    except (ZoneInfoNotFoundError, ValueError, OSError):
        return now.date()  # the configuration's own check says it better


def _folder_for(text: str, target: Path, answers: Answers) -> Path | None:
    """The tracker's folder, if it has one, once the text was found to be right."""
    from afteraction.config import parse_config
    from afteraction.integrations import all_settings

    try:
        config = parse_config(text, target, all_settings())
    except ConfigError as error:
        raise ConfigError(
            "these answers do not make a configuration; nothing was written",
            "give others; `afteraction init --help` lists the options",
            error.problems or (error.message,),
        ) from error
    path = getattr(config.trackers[answers.name], "path", None)
    return path if isinstance(path, Path) else None


def _folders(tracker: Path) -> Iterator[Path]:
    for folder in (tracker / "tickets", tracker / "sprints"):
        if not folder.is_dir():
            folder.mkdir(parents=True)
            yield folder


def _beside(target: Path) -> Iterator[Path]:
    """What helps the editor, and what keeps the ledger out of git."""
    from afteraction.cli.config import schema_text
    from afteraction.config import config_schema
    from afteraction.integrations import all_settings
    from afteraction.own_folder import IGNORE, OWN, make_folder

    own = target.parent / OWN
    ignore, schema = own / IGNORE, target.parent / _SCHEMA
    missing = [file for file in (schema, ignore) if not file.exists()]
    make_folder(own)
    if schema in missing:
        text = schema_text(config_schema(all_settings()))
        schema.write_text(text, encoding="utf-8", newline="\n")
    yield from missing


_FIRST = """\
---
title: Payments time out at checkout
state: closed
reason: completed
labels: [{label}]
assignee: {who}
opened: {opened}
closed: {closed}
---
What happened, in Markdown."""


def _tell(common: Common, made: tuple[Path, ...], answers: Answers) -> None:
    where = "" if str(common.config) == DEFAULT_CONFIG else f" --config {common.config}"
    commands = [f"afteraction {each}{where}" for each in _next(answers)]
    paths = [_shown(path) for path in made]
    if common.json:
        import json

        click.echo(json.dumps({"made": paths, "next": commands}, indent=2))
        return
    for path in paths:
        click.echo(f"Made {path}")
    for tickets in (path for path in made if path.name == "tickets"):
        first = _shown(tickets / "0001.md")
        click.echo(f"\nA closed incident, say {first}, looks like this:\n")
        click.echo(indent(_first(answers, common.time()), "  "))
    if answers.place:
        click.echo(f"\n{answers.place.sign_in}")
    click.echo("\nNext:")
    for command in commands:
        click.echo(f"  {command}")


def _next(answers: Answers) -> tuple[str, ...]:
    """What to type; labels have to be made on GitHub."""
    fix = ("check --fix",) if answers.github else ()
    return "check", *fix, "sync --dry-run"


def _first(answers: Answers, now: datetime) -> str:
    """A ticket that the next sync would open a review of."""
    closed = now.replace(microsecond=0, tzinfo=None)
    return _FIRST.format(
        label=_scalar(answers.label),
        who=_scalar(answers.people[0][1] if answers.people else "ada"),
        opened=f"{closed - timedelta(hours=2):%Y-%m-%dT%H:%M:%SZ}",
        closed=f"{closed:%Y-%m-%dT%H:%M:%SZ}",
    )


def _shown(path: Path) -> str:
    here = Path.cwd()
    return str(path.relative_to(here) if path.is_relative_to(here) else path)
