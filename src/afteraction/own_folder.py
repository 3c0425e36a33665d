"""The folder `.afteraction`: what we keep beside what people write, hidden from git.

Made by whoever needs it first. Not here: what is in it.
"""

from __future__ import annotations

from contextlib import suppress
from pathlib import Path

OWN = ".afteraction"
IGNORE = ".gitignore"
IGNORED = """\
# What is remembered between runs can be made again and does not belong into git.
# The name of a folder of tickets does, and so does what editors complete keys by.
*
!.gitignore
!folder-id
!schema.json
"""


def make_folder(folder: Path) -> None:
    """Make a folder; git sees nothing of what is in it where it is one of ours.

    Raises `OSError` when it can not be made.
    """
    folder.mkdir(parents=True, exist_ok=True)
    if folder.name == OWN:
        # Somebody's own file stays; and without one everything else works.
        with suppress(OSError), (folder / IGNORE).open("x", encoding="utf-8") as file:
            file.write(IGNORED)
