"""The options that commands share."""

from __future__ import annotations

import logging
from datetime import UTC, datetime
from pathlib import Path

import click
import pytest
from click.testing import CliRunner

from afteraction.cli.common import Common, common_options


@pytest.fixture
def seen() -> list[Common]:
    return []


@pytest.fixture
def command(seen: list[Common]) -> click.Command:
    @click.command()
    @click.option("--dry-run", is_flag=True)
    @common_options
    def look(common: Common, *, dry_run: bool) -> None:
        """Look."""
        seen.append(common)
        logging.getLogger("afteraction.x").info("dry: %s, Bearer abcdefgh1", dry_run)

    return look


def test_what_is_usual(command: click.Command, seen: list[Common]) -> None:
    CliRunner().invoke(command, [])

    assert seen == [Common(Path("afteraction.yml"), "text", None, verbose=False)]
    assert not seen[0].json
    assert abs(datetime.now(UTC) - seen[0].time()).total_seconds() < 60


def test_all_of_them(command: click.Command, seen: list[Common]) -> None:
    now = "2026-11-21T10:00:00+01:00"

    CliRunner().invoke(command, f"--config x --format json --now {now} -v".split())

    time = datetime(2026, 11, 21, 9, tzinfo=UTC)
    assert seen == [Common(Path("x"), "json", time, verbose=True)]
    assert (seen[0].time(), seen[0].json) == (time, True)


def test_the_environment(command: click.Command, seen: list[Common]) -> None:
    env = {
        "AFTERACTION_CONFIG": "x",
        "AFTERACTION_FORMAT": "json",
        "AFTERACTION_NOW": "2026-11-21T09:00Z",
        "AFTERACTION_VERBOSE": "1",
    }

    CliRunner(env=env).invoke(command, [])

    time = datetime(2026, 11, 21, 9, tzinfo=UTC)
    assert seen == [Common(Path("x"), "json", time, verbose=True)]


def test_formats_of_its_own(seen: list[Common]) -> None:
    @click.command()
    @common_options(formats=("html", "json"))
    def look(common: Common) -> None:
        """Look."""
        seen.append(common)

    CliRunner().invoke(look, [])
    ran = CliRunner().invoke(look, ["--format", "text"])

    assert [common.format for common in seen] == ["html"]
    assert ran.exit_code == 2


@pytest.mark.parametrize(
    ("now", "said"),
    [
        ("2026-11-21T09:00:00", "has no zone; add Z, or as in +01:00"),
        ("2026-11-21", "has no zone"),
        ("now", "is not a time; write it as in 2026-11-21T09:00:00Z"),
        ("0001-01-01T00:00:00+14:00", "is not a time"),
        ("0001-06-01T00:00:00Z", "is not a time"),
        ("9999-12-31T23:59:59Z", "is not a time"),
        ("", "is not a time"),
    ],
)
def test_a_time_that_says_not_when(command: click.Command, now: str, said: str) -> None:
    ran = CliRunner().invoke(command, ["--now", now])

    assert ran.exit_code == 2
    assert f'"{now}" {said}' in ran.stderr


def test_talk_goes_to_stderr_without_secrets(command: click.Command) -> None:
    ran = CliRunner().invoke(command, ["-v", "--dry-run"])

    assert ran.stdout == ""
    assert ran.stderr == "dry: True, Bearer ***\n"


def test_talk_ends_with_the_command(command: click.Command) -> None:
    CliRunner().invoke(command, ["-v"])
    ran = CliRunner().invoke(command, [])

    assert ran.stderr == ""
    assert logging.getLogger("afteraction").handlers == []
