"""The report of a bug, ready to be pasted, with no secret in it.

Imported only when there is a bug to report.
"""

from __future__ import annotations

import os
import platform
import re
import shlex
import tempfile
import traceback
from collections.abc import Sequence
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

from afteraction.cli.outcome import PROGRAM
from afteraction.secret import HIDDEN, hide

_PACKAGES = (
    PROGRAM,
    "click",
    "pydantic",
    "jinja2",
    "SQLAlchemy",
    "alembic",
    "msgspec",
    "PyGithub",
    "jira",
)
_SECRET_NAME = re.compile(r"TOKEN|SECRET|PASS|KEY|CREDENTIAL", re.IGNORECASE)
_SHORTEST = 6


def describe(error: BaseException, arguments: Sequence[str]) -> tuple[str, str]:
    """Write the report to a file; return what happened and where the report is."""
    said = without_secrets("".join(traceback.format_exception_only(error))).strip()
    message = f"a bug in {PROGRAM}: {' '.join(said.split())}"
    text = report(error, arguments)
    try:
        place = _keep(text)
    except OSError:
        return message, f"please send this to those who maintain it:\n\n{text}"
    return message, f"please send {place} to those who maintain it, once you read it"


def report(error: BaseException, arguments: Sequence[str]) -> str:
    """Return all that is needed to find the bug, without the secrets that we know."""
    trace = "".join(traceback.format_exception(error))
    lines = (
        f"A bug in {PROGRAM}. Please look through this before you send it.",
        "",
        f"command:  {shlex.join([PROGRAM, *arguments])}",
        f"python:   {platform.python_version()} on {platform.platform()}",
        f"packages: {', '.join(_versions())}",
        "",
        trace,
    )
    return without_secrets("\n".join(lines))


def without_secrets(text: str) -> str:
    """Return `text` without what was read as a secret, looks or is named like one."""
    for name, value in os.environ.items():
        if _SECRET_NAME.search(name) and len(value) >= _SHORTEST:
            text = text.replace(value, HIDDEN)
    return hide(text)


def _versions() -> list[str]:
    found = []
    for name in _PACKAGES:
        try:
            found.append(f"{name} {version(name)}")
        except PackageNotFoundError:
            found.append(f"{name} missing")
    return found


def _keep(text: str) -> Path:
    """Write to a fresh file that only this user can read."""
    handle, name = tempfile.mkstemp(prefix=f"{PROGRAM}-bug-", suffix=".txt", text=True)
    with os.fdopen(handle, "w", encoding="utf-8") as file:
        file.write(text)
    return Path(name)
