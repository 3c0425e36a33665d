"""One sync in a process of its own, watched by the interpreter's audit hook.

Prints one JSON line: what `benchmarks.one_sync` says, how many files of the workspace
were opened to be read, and everything that was about to change one.
"""

from __future__ import annotations

import json
import os
import sys
from pathlib import Path

from benchmarks.one_sync import main

WRITING = os.O_WRONLY | os.O_RDWR | os.O_CREAT | os.O_TRUNC | os.O_APPEND
CHANGING = {"os.rename", "os.remove", "os.link", "os.mkdir", "os.truncate", "os.utime"}


class Watch:
    """Notes what happens to files in some folders."""

    def __init__(self, folders: tuple[str, ...]) -> None:
        self.folders = folders
        self.reads = 0
        self.writes: list[str] = []

    def __call__(self, event: str, arguments: tuple[object, ...]) -> None:
        """The audit hook (https://docs.python.org/3/library/audit_events.html)."""
        if event == "open" and self._is_here(arguments[0]):
            if isinstance(arguments[2], int) and arguments[2] & WRITING:
                self.writes.append(f"open {arguments[0]}")
            else:
                self.reads += 1
        elif event in CHANGING and any(map(self._is_here, arguments)):
            self.writes.append(f"{event} {arguments}")

    def _is_here(self, path: object) -> bool:
        return isinstance(path, str | os.PathLike) and os.fspath(path).startswith(
            self.folders
        )


if __name__ == "__main__":
    config = Path(sys.argv[1])
    work = config.parent / "work"
    watch = Watch(tuple(f"{work / part}{os.sep}" for part in ("tickets", "sprints")))
    sys.addaudithook(watch)
    main(config)
    sys.stdout.write(json.dumps({"reads": watch.reads, "writes": watch.writes}) + "\n")
