"""Holding a folder for one sync, and the folder's durable name.

Both live in `.afteraction/` inside of the folder. Git keeps the name (`folder-id`) and
ignores the rest, so that a clone, a move or a new name of the folder change no key.
"""

from __future__ import annotations

import contextlib
import os
import re
import socket
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

from filelock import FileLock, Timeout

from afteraction.errors import Busy, Refused
from afteraction.own_folder import IGNORE, IGNORED, OWN

from .disk import TEMPORARY, Disk
from .fields import instant
from .links import SPRINTS, TICKETS

FOLDER_ID = "folder-id"

_ID = re.compile(r"[^\s#\x00-\x1f\x7f]{1,500}")
_HOLDER = re.compile(r"process \d+ on [\w.-]+ since [\d:TZ-]+")


def folder_id(root: Path, home: Path) -> str:
    """The folder's durable name: what its file says, else where it is below `home`.

    Raises `Refused` when the file holds something else than a name.
    """
    path = root / OWN / FOLDER_ID
    try:
        text = path.read_text(encoding="utf-8").strip()
    except (FileNotFoundError, NotADirectoryError):
        return _from_path(root, home)
    except (OSError, UnicodeDecodeError) as error:
        raise _no_id(path, str(error)) from error
    if not _ID.fullmatch(text):
        raise _no_id(path, "it does not hold a single word")
    return text


def _from_path(root: Path, home: Path) -> str:
    try:
        relative = Path(os.path.relpath(root, home)).as_posix()
    except ValueError:  # another drive
        relative = root.as_posix()
    return re.sub(r"[#%\s\x00-\x1f\x7f]", lambda c: f"%{ord(c[0]):02X}", relative)


def _no_id(path: Path, why: str) -> Refused:
    return Refused(
        f"{path} can not be used: {why}",
        "restore it as git has it: reviews know the folder by this name",
    )


@contextlib.contextmanager
def held(root: Path, name: str, wait: float, disk: Disk) -> Iterator[None]:
    """Hold the folder, whose durable name is `name`.

    Raises `Busy` when somebody else holds it for longer than `wait` seconds,
    `Refused` when it can not be written.
    """
    own = root / OWN
    lock = _acquired(root, own, wait, disk)
    try:
        with _refusing(root):
            _prepare(root, own, name, disk)
        yield
    finally:
        try:
            with contextlib.suppress(OSError):
                disk.remove(own / "holder")
        finally:
            lock.release()


def _acquired(root: Path, own: Path, wait: float, disk: Disk) -> FileLock:
    with _refusing(root):
        if own.is_symlink():
            raise PermissionError(f"{own} is a symbolic link")
        disk.make_folder(own)
        lock = FileLock(own / "lock", thread_local=False)
        try:
            lock.acquire(timeout=wait)
        except Timeout as error:
            raise Busy(
                f"{root} is held by another sync{_holder(own)}",
                "wait until that one is done, then sync again",
            ) from error
    return lock


@contextlib.contextmanager
def _refusing(root: Path) -> Iterator[None]:
    try:
        yield
    except OSError as error:
        raise Refused(
            f"{root} can not be locked: {error.strerror or error}",
            "make the folder writable for whoever runs afteraction",
        ) from error


def _prepare(root: Path, own: Path, name: str, disk: Disk) -> None:
    for part in (TICKETS, SPRINTS, OWN):
        _tidy(root / part, disk)
    _write_once(own, IGNORE, IGNORED, disk)
    _write_once(own, FOLDER_ID, f"{name}\n", disk)
    since = instant(datetime.now(UTC))
    holder = f"process {os.getpid()} on {socket.gethostname()} since {since}\n"
    temporary = disk.write_temporary(own, holder.encode(), None)
    disk.replace(temporary, own / "holder")


def _tidy(folder: Path, disk: Disk) -> None:
    """Remove what a sync left behind that was killed while it wrote."""
    if folder.is_symlink() or not folder.is_dir():
        return
    with os.scandir(folder) as entries:
        for entry in entries:
            if entry.name.startswith(TEMPORARY) and entry.name.endswith(".tmp"):
                disk.remove(Path(entry.path))


def _write_once(own: Path, name: str, text: str, disk: Disk) -> None:
    if not (own / name).exists():
        temporary = disk.write_temporary(own, text.encode(), None)
        disk.replace(temporary, own / name)


def _holder(own: Path) -> str:
    """Who holds the lock, as far as that is known."""
    try:
        text = (own / "holder").read_text(encoding="utf-8").strip()
    except (OSError, UnicodeDecodeError):
        return ""
    return f": {text}" if _HOLDER.fullmatch(text) else ""
