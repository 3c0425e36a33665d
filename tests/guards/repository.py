"""Which files the repository has; what the guards look at. No test in here."""

from __future__ import annotations

import ast
import functools
import subprocess
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent.parent
HOMES = {
    "afteraction": "src/afteraction",
    "afteraction.cli": "cli",
    "afteraction.integrations": "integrations",
    "afteraction.templates": "templates",
}
"""Installed package and its folder; all but the first are reached through a link."""


@functools.cache
def files() -> tuple[str, ...]:
    """Return what git knows or would add, as paths from the root; links left out."""
    command = ["git", "ls-files", "--cached", "--others", "--exclude-standard", "-z"]
    answer = subprocess.run(
        command, cwd=ROOT, capture_output=True, text=True, check=True
    ).stdout
    return tuple(
        sorted(
            name
            for name in set(answer.split("\0"))
            if (ROOT / name).is_file() and not (ROOT / name).is_symlink()
        )
    )


def modules(*folders: str) -> tuple[str, ...]:
    """Return the paths of all Python files below these folders of the repository."""
    within = tuple(f"{folder}/" for folder in folders)
    return tuple(
        name for name in files() if name.endswith(".py") and name.startswith(within)
    )


@functools.cache
def tree(name: str) -> ast.Module:
    """Return the syntax tree of one Python file."""
    return ast.parse((ROOT / name).read_bytes(), name)
