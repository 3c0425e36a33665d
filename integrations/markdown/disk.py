"""The disk: every single write as one method, so that a test can crash between two.

It knows nothing of tickets. Not here: in which order the writes are made (`client`).
"""

from __future__ import annotations

import contextlib
import os
import secrets
import time
from pathlib import Path

TEMPORARY = ".afteraction-"
"""What the names of files begin with that exist only while something is written."""


class Disk:
    """Writes to a disk. Every method raises `OSError` when the disk says no."""

    def make_folder(self, folder: Path) -> None:
        """Make a folder and those above it, where they are missing."""
        folder.mkdir(parents=True, exist_ok=True)

    def write_temporary(self, folder: Path, data: bytes, mode: int | None) -> Path:
        """A new hidden file with this content, safe on the disk.

        `mode` None is what the process gives to any new file.
        """
        path = folder / f"{TEMPORARY}{secrets.token_hex(8)}.tmp"
        with path.open("xb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        if mode is not None:
            path.chmod(mode)
        return path

    def link(self, temporary: Path, target: Path) -> None:
        """Give the file a second name; `FileExistsError` when that is taken."""
        target.hardlink_to(temporary)

    def claim(self, target: Path) -> None:
        """Make an empty file; `FileExistsError` when the name is taken."""
        target.touch(exist_ok=False)

    def replace(self, temporary: Path, target: Path) -> None:
        """Put the file into the place of `target`, in one step."""
        temporary.replace(target)

    def remove(self, path: Path) -> None:
        """Remove a file, if it is there."""
        path.unlink(missing_ok=True)

    def sync_folder(self, folder: Path) -> None:
        """Make names in a folder safe, on systems that can."""
        with contextlib.suppress(OSError):
            handle = os.open(folder, os.O_RDONLY)
            try:
                os.fsync(handle)
            finally:
                os.close(handle)

    def pause(self, seconds: float) -> None:
        """Wait, so that the disk's clock moves on."""
        time.sleep(seconds)
