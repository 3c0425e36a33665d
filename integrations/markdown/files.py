"""Files beside the tickets: read, and changed where they still are as they were read.

Paths are as from the tracker's folder and never lead out of its repository, or of the
folder itself where it is in none. Not here: what is written into a file.
"""

from __future__ import annotations

import contextlib
import os
import posixpath
import stat
from pathlib import Path
from urllib.parse import quote

from afteraction.errors import Changed, Gone, Refused
from afteraction.tracker import TextFile

from .client import LARGEST
from .disk import Disk
from .links import Home


class WithFiles:
    """The half of the port that is about files."""

    _home: Home
    _disk: Disk

    def read_file(self, path: str) -> TextFile:
        target = _inside(self._home, path)
        text, status = _read(self._home, path, target)
        fixed = "" if status.st_mode & stat.S_IWUSR else "it is write-protected"
        return TextFile(_url_of(self._home, target), text, fixed)

    def change_file(self, path: str, before: str, after: str, why: str) -> None:
        del why  # for who looks back there is the folder's own history
        target = _inside(self._home, path)
        _, status = _read(self._home, path, target)
        try:
            if not status.st_mode & stat.S_IWUSR:
                raise PermissionError("it is write-protected")
            same = self._put(path, target, before, after, status)
        except OSError as error:
            raise Refused(
                f"{path} can not be changed: {error.strerror or error}",
                "make it writable for whoever runs afteraction",
            ) from error
        if not same:
            raise Changed(
                f"{path} was changed by somebody at this moment",
                "sync again: it is read anew then",
            )

    def _put(
        self, path: str, target: Path, before: str, after: str, was: os.stat_result
    ) -> bool:
        """Put another text there in one step; False where it is another one by now."""
        mode = stat.S_IMODE(was.st_mode)
        temporary = self._disk.write_temporary(target.parent, after.encode(), mode)
        try:
            same = _read(self._home, path, target)[0] == before
            if same:
                self._disk.replace(temporary, target)
        finally:
            with contextlib.suppress(OSError):
                self._disk.remove(temporary)
        self._disk.sync_folder(target.parent)
        return same


def _inside(home: Home, path: str) -> Path:
    """Where a path leads; raises `Refused` where that is outside."""
    try:
        root = home.root.resolve()
        target = (root / path).resolve()
    except (OSError, ValueError, RuntimeError) as error:
        raise Refused(f"{path} is no path", "correct file:") from error
    top = _repository(root)
    if Path(path).is_absolute() or not target.is_relative_to(top):
        raise Refused(
            f"{path} leads out of the repository in which {home.tracker} is",
            f"write a path as from the folder of {home.tracker}, to a file that is in"
            " the same repository",
        )
    if any(part in (".git", ".afteraction") for part in target.relative_to(top).parts):
        raise Refused(f"{path} is no file for people", "correct file:")
    return target


def _repository(root: Path) -> Path:
    """The folder of the repository in which a folder is; itself where it is in none."""
    above = (folder for folder in (root, *root.parents) if (folder / ".git").exists())
    return next(above, root)


def _read(home: Home, path: str, target: Path) -> tuple[str, os.stat_result]:
    try:
        status = target.stat()
        if not stat.S_ISREG(status.st_mode):
            raise Refused(f"{path} is no file", "correct file:")
        if status.st_size > LARGEST:
            raise Refused(f"{path} is larger than 16 MiB", "shorten it")
        return target.read_bytes().decode(), status
    except FileNotFoundError as error:
        raise Gone(
            f"there is no file {path} in {home.tracker}",
            "make it, or correct its path in the configuration",
        ) from error
    except UnicodeDecodeError as error:
        raise Refused(f"{path} is no text in UTF-8", "save it as UTF-8") from error
    except OSError as error:
        raise Refused(
            f"{path} can not be read: {error.strerror or error}",
            "make it readable for whoever runs afteraction",
        ) from error


def _url_of(home: Home, target: Path) -> str:
    """On the web, where the folder is there; else as from the configuration's."""
    if home.url:
        scheme, _, rest = home.url.partition("://")
        path = quote(Path(os.path.relpath(target, home.root.resolve())).as_posix())
        return f"{scheme}://{posixpath.normpath(posixpath.join(rest, path))}"
    try:
        return Path(os.path.relpath(target, home.base.resolve())).as_posix()
    except ValueError:  # another drive
        return str(target)
