"""Errors as text and exit codes: every one of ours has both."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path

import click
import pytest
from click.testing import CliRunner

from afteraction.cli.outcome import EXITS, Exit, exit_of, run
from afteraction.errors import (
    AfteractionError,
    Busy,
    ConfigError,
    LedgerError,
    Refused,
    TemplateError,
    TrackerError,
    Unreachable,
    UsageError,
)
from tests.cli.shell import Ran


def _subclasses(kind: type[AfteractionError]) -> Iterator[type[AfteractionError]]:
    for below in kind.__subclasses__():
        yield below
        yield from _subclasses(below)


def _raises(error: BaseException) -> Callable[[], object]:
    def command() -> object:
        raise error

    return command


def _ran(command: Callable[[], object], *arguments: str, **env: str) -> Ran:
    with CliRunner(env=env).isolation() as (out, err, _both):
        code = run(command, arguments)
    return Ran(code, out.getvalue().decode(), err.getvalue().decode())


@pytest.fixture(autouse=True)
def temporary(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Where reports of bugs go."""
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    return tmp_path


@pytest.mark.parametrize("kind", sorted(set(_subclasses(AfteractionError)), key=str))
def test_every_error_has_an_exit_code(kind: type[AfteractionError]) -> None:
    assert exit_of(kind) in {Exit.USAGE, Exit.TRACKER}


def test_the_root_has_none_so_that_no_error_is_forgotten() -> None:
    assert AfteractionError not in EXITS
    assert exit_of(AfteractionError) is Exit.BUG


@pytest.mark.parametrize(
    ("error", "code"),
    [
        (UsageError("m", "h"), 2),
        (ConfigError("m", "h"), 2),
        (TemplateError("m", "h"), 2),
        (LedgerError("m", "h"), 2),
        (TrackerError("m", "h"), 4),
        (Unreachable("m", "h"), 4),
        (Refused("m", "h"), 4),
        (Busy("m", "h"), 4),
    ],
)
def test_message_and_hint_go_to_stderr(error: AfteractionError, code: int) -> None:
    assert _ran(_raises(error)) == Ran(code, "", "error: m\n  h\n")


def test_problems_stand_between_message_and_hint() -> None:
    ran = _ran(_raises(ConfigError("m", "h", ("one", "two"))))

    assert ran.err == "error: m\n  one\n  two\n  h\n"


@pytest.mark.parametrize(
    ("arguments", "env"),
    [
        (["--format", "json"], {}),
        (["--format=json"], {}),
        (["--format", "text", "--format", "json"], {}),
        ([], {"AFTERACTION_FORMAT": "json"}),
    ],
)
def test_json(arguments: list[str], env: dict[str, str]) -> None:
    ran = _ran(_raises(ConfigError("größer", "h", ("one",))), *arguments, **env)

    assert (ran.code, ran.err) == (2, "")
    assert json.loads(ran.out) == {
        "error": {"message": "größer", "hint": "h", "problems": ["one"]}
    }


@pytest.mark.parametrize("arguments", [["--format", "text"], ["--format"], ["json"]])
def test_no_json(arguments: list[str]) -> None:
    ran = _ran(_raises(UsageError("m", "h")), *arguments)

    assert (ran.out, ran.err) == ("", "error: m\n  h\n")


def test_the_command_line_outdoes_the_environment() -> None:
    arguments = ["--format", "text"]

    ran = _ran(_raises(UsageError("m", "h")), *arguments, AFTERACTION_FORMAT="json")

    assert ran.out == ""


@pytest.mark.parametrize(
    ("result", "code"),
    [(None, 0), (Exit.DONE, 0), (Exit.FINDINGS, 1), (4, 4), ("text", 0)],
)
def test_what_a_command_returns(result: object, code: int) -> None:
    assert _ran(lambda: result) == Ran(code, "", "")


@pytest.mark.parametrize("error", [KeyboardInterrupt(), click.Abort(), EOFError()])
def test_interrupted(error: BaseException) -> None:
    ran = _ran(_raises(error))

    assert (ran.code, ran.out) == (130, "")
    assert ran.err.startswith("error: interrupted\n  run it again: ")


def test_clicks_own_errors_name_the_help() -> None:
    command = click.Command("sync", params=[click.Option(["--dry-run"], is_flag=True)])

    ran = _ran(lambda: command.main(["--dry-rum"], "sync", standalone_mode=False))

    assert ran.code == 2
    assert ran.err.startswith("error: no such option '--dry-rum'")
    assert ran.err.endswith("\n  see `sync --help`\n")


def test_a_file_that_click_can_not_open() -> None:
    ran = _ran(_raises(click.FileError("x.md", "not there")))

    assert ran.code == 2
    assert "x.md" in ran.err


# --- bugs ----------------------------------------------------------------------------


def test_a_bug_leaves_a_report(temporary: Path) -> None:
    ran = _ran(_raises(KeyError("notes")), "sync", "--config", "a b.yml")

    (file,) = temporary.glob("afteraction-bug-*.txt")
    assert ran.code == 3
    assert ran.err == (
        "error: a bug in afteraction: KeyError: 'notes'\n"
        f"  please send {file} to those who maintain it, once you read it\n"
    )
    text = file.read_text(encoding="utf-8")
    assert "command:  afteraction sync --config 'a b.yml'\n" in text
    assert f"python:   {sys.version_info[0]}.{sys.version_info[1]}" in text
    assert "packages: afteraction 0." in text
    assert "Traceback (most recent call last):" in text
    assert text.endswith("KeyError: 'notes'\n")


@pytest.mark.skipif(os.name == "nt", reason="Windows has no such rights")
def test_the_report_is_for_its_user_alone(temporary: Path) -> None:
    _ran(_raises(KeyError("notes")))

    (file,) = temporary.glob("afteraction-bug-*.txt")
    assert file.stat().st_mode & 0o777 == 0o600


def test_no_secret_is_in_a_report(
    temporary: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("MY_TRACKER_TOKEN", "hunter2")
    error = RuntimeError("GET https://ada:s3cr3t@host failed with hunter2")

    ran = _ran(_raises(error), "sync", "hunter2")

    (file,) = temporary.glob("afteraction-bug-*.txt")
    for text in (ran.err, file.read_text(encoding="utf-8")):
        assert "hunter2" not in text
        assert "s3cr3t" not in text
        assert "https://***@host" in text


def test_a_report_that_can_not_be_written_is_told(
    temporary: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(tempfile, "tempdir", str(temporary / "nowhere"))

    ran = _ran(_raises(KeyError("notes")))

    assert ran.code == 3
    assert "Traceback (most recent call last):" in ran.err


def test_a_bug_in_json() -> None:
    ran = _ran(_raises(KeyError("notes")), "--format", "json")

    said = json.loads(ran.out)["error"]
    assert said["message"] == "a bug in afteraction: KeyError: 'notes'"


def test_an_error_of_ours_without_a_code_is_a_bug() -> None:
    assert _ran(_raises(AfteractionError("m", "h"))).code == 3


# --- pipes ---------------------------------------------------------------------------


@pytest.mark.skipif(os.name == "nt", reason="Windows has no such pipes")
@pytest.mark.parametrize("size", [1, 1_000_000])
def test_a_closed_pipe_is_no_news(size: int) -> None:
    code = (
        "import sys, click; from afteraction.cli.outcome import run; "
        f"command = click.Command('x', callback=lambda: click.echo('x' * {size})); "
        "sys.stdin.readline(); "
        "sys.exit(run(lambda: command.main([], 'x', standalone_mode=False)))"
    )
    process = subprocess.Popen(
        [sys.executable, "-c", code],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    )
    assert process.stdin
    assert process.stdout
    assert process.stderr
    process.stdout.close()
    process.stdin.write(b"\n")
    process.stdin.close()

    said = process.stderr.read()
    process.stderr.close()

    assert (process.wait(), said) == (141, b"")


def test_other_ways_out_are_left_alone() -> None:
    with pytest.raises(SystemExit):
        _ran(_raises(SystemExit(7)))


def test_a_terminal_without_a_character_gets_another() -> None:
    code = (
        "import click; from afteraction.cli.outcome import run; "
        "raise SystemExit(run(lambda: click.echo('a → b'), []))"
    )
    env = {**os.environ, "PYTHONIOENCODING": "latin-1", "PYTHONUTF8": "0"}

    answer = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, env=env
    )

    assert (answer.returncode, answer.stdout, answer.stderr) == (0, "a ? b\n", "")
