"""The way in: help that costs little, and a table that tells the truth."""

from __future__ import annotations

import importlib
import subprocess
import sys
from collections.abc import Iterator

import click
import pytest
from syrupy.assertion import SnapshotAssertion

from afteraction.cli.main import COMMANDS, afteraction
from tests.cli import shell

HEAVY = {
    "alembic",
    "github",
    "jinja2",
    "jira",
    "markdown_it",
    "msgspec",
    "pydantic",
    "requests",
    "rich",
    "sqlalchemy",
    "yaml",
}


def _command(name: str) -> click.Command:
    place = COMMANDS[name][0].partition(":")[0]
    if importlib.util.find_spec(place) is None:
        pytest.skip(f"{place} is not written yet")
    command = afteraction.get_command(click.Context(afteraction), name)
    assert command is not None, "the module has it"
    return command


def _all_of(command: click.Command, path: str) -> Iterator[tuple[str, click.Command]]:
    yield path, command
    if isinstance(command, click.Group):
        for name, inner in command.commands.items():
            yield from _all_of(inner, f"{path} {name}")


def test_help(snapshot: SnapshotAssertion) -> None:
    ran = shell.afteraction("--help")

    assert (ran.code, ran.err) == (0, "")
    assert ran.out == snapshot


@pytest.mark.parametrize("arguments", [(), ("-h",)])
def test_other_ways_to_the_help(arguments: tuple[str, ...]) -> None:
    assert shell.afteraction(*arguments) == shell.afteraction("--help")


@pytest.mark.parametrize("arguments", ["--help", "--version"])
def test_help_imports_nothing_heavy(arguments: str) -> None:
    code = (
        "import sys; from afteraction.cli.main import main; "
        f"code = main(['{arguments}']); print(*sys.modules, file=sys.stderr); "
        "sys.exit(code)"
    )

    answer = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True
    )

    imported = {name.partition(".")[0] for name in answer.stderr.split()}
    assert "click" in imported
    assert imported & HEAVY == set()


def test_loading_a_command_imports_nothing_heavy() -> None:
    places = [
        place
        for place, _ in (value[0].split(":") for value in COMMANDS.values())
        if importlib.util.find_spec(place) is not None
    ]
    code = f"import sys, {', '.join(places)}; print(*sys.modules)"

    answer = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True
    )

    assert {name.partition(".")[0] for name in answer.stdout.split()} & HEAVY == set()


def test_the_version() -> None:
    assert shell.afteraction("--version").out.startswith("afteraction 0.")


@pytest.mark.parametrize("name", COMMANDS)
def test_the_table_says_what_the_command_says(name: str) -> None:
    text = _command(name).help or ""

    assert text.splitlines()[0] == COMMANDS[name][1]


@pytest.mark.parametrize("name", COMMANDS)
def test_the_lines_fit_a_terminal(name: str) -> None:
    assert len(COMMANDS[name][1]) < 68
    assert COMMANDS[name][1].endswith(".")


@pytest.mark.parametrize("name", COMMANDS)
def test_every_option_has_help_and_a_variable(name: str) -> None:
    for path, command in _all_of(_command(name), name):
        assert command.help, path
        for parameter in command.params:
            if isinstance(parameter, click.Option):
                assert parameter.help, (path, parameter.name)
                assert parameter.show_envvar, (
                    path,
                    parameter.name,
                    "shows no variable",
                )


@pytest.mark.parametrize("name", COMMANDS)
def test_every_command_shows_its_help(name: str) -> None:
    for path, _ in _all_of(_command(name), name):
        ran = shell.afteraction(*path.split(), "--help")

        assert (ran.code, ran.err) == (0, "")
        assert ran.out.startswith(f"Usage: afteraction {path}")


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["synk"], 'there is no command "synk"; did you mean sync?'),
        (["xyz"], 'there is no command "xyz"'),
        (["--confg", "x"], "no such option"),
        (["config"], "`afteraction config` needs a command after it"),
        (["config", "schema", "x"], "got unexpected extra argument"),
    ],
)
def test_what_can_not_be_understood(arguments: list[str], said: str) -> None:
    ran = shell.afteraction(*arguments)

    assert (ran.code, ran.out) == (2, "")
    assert ran.err.startswith(f"error: {said}")
    assert "--help`" in ran.err


def test_options_stand_after_the_command() -> None:
    ran = shell.afteraction("--config", "a.yml", "sync")

    assert ran.code == 2
    assert ran.err == (
        "error: no such option '--config'\n"
        "  options stand after the command, as in `afteraction sync -v`;"
        " see `afteraction --help`\n"
    )


def test_the_installed_command() -> None:
    code = "from afteraction.cli.main import main; import sys; sys.exit(main())"

    answer = subprocess.run(
        [sys.executable, "-c", code, "synk"], capture_output=True, text=True
    )

    assert answer.returncode == 2
    assert answer.stderr.startswith("error: there is no command")


def test_the_schema() -> None:
    ran = shell.afteraction("config", "schema")

    assert (ran.code, ran.err) == (0, "")
    assert '"title": "afteraction.yml"' in ran.out
