"""The folders of all tests are in memory, where the machine offers that.

Every sync waits for its ledger to be on the disk, and tests sync thousands of times:
that was a third of a run. Whoever sets TMPDIR decides themselves.
"""

from __future__ import annotations

import os
import tempfile
from pathlib import Path
from shutil import disk_usage

MEMORY = Path("/dev/shm")
ROOM = 2 * 1024**3
"""Bytes; some containers offer only a little, which would soon be full."""


def pytest_configure() -> None:
    """Before the first folder is made; processes that tests start inherit it."""
    usable = MEMORY.is_dir() and os.access(MEMORY, os.W_OK | os.X_OK)
    if "TMPDIR" not in os.environ and usable and disk_usage(MEMORY).free >= ROOM:
        os.environ["TMPDIR"] = str(MEMORY)
        tempfile.tempdir = None  # it may have been asked already
