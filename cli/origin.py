"""Where the git repository around a folder came from, as far as git says so.

Only a guess to offer; what is meant is said by options and answers.
"""

from __future__ import annotations

import subprocess
from pathlib import Path

_LONGEST = 5
"""Seconds that git may take to say so."""


def origin(folder: Path) -> str | None:
    """The address of the remote `origin`; None where there is none, or no git."""
    # As git resolves it: work trees, submodules and `insteadOf` are its affair.
    command = ["git", "remote", "get-url", "origin"]
    try:
        said = subprocess.run(
            command, cwd=folder, capture_output=True, text=True, timeout=_LONGEST
        )
    except (OSError, UnicodeDecodeError, subprocess.TimeoutExpired):
        return None
    return said.stdout.strip() or None
