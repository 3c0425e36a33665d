"""Runs the command line as the installed command does, in this process."""

from __future__ import annotations

import io
from dataclasses import dataclass

from click.testing import CliRunner

from afteraction.cli.main import main


@dataclass(frozen=True, slots=True)
class Ran:
    """What came of a command."""

    code: int
    out: str
    err: str


def afteraction(*arguments: str, stdin: str = "", **env: str) -> Ran:
    """Run `afteraction` with these arguments and environment variables."""
    runner = CliRunner(env=env)
    with runner.isolation(input=io.BytesIO(stdin.encode())) as (out, err, _both):
        code = main(arguments)
    return Ran(code, out.getvalue().decode(), err.getvalue().decode())
