"""A folder of files: lists them, reads them, writes them. The one that moves bytes.

What stands in a file is `wire`'s affair. Only regular files directly inside of
tickets/ and sprints/ are touched and no link is followed on the way there: nothing is
read from, or written to, a place outside of the folder.

A *stamp* tells whether a file is still the one that was read: times of change, size
and inode. Like git's index it has to beware of a file that is written twice within one
tick of the disk's clock: the second writing would leave the stamp as it was. So a file
that changed just now is read once the tick is over; where ticks are too long to wait
for (FAT counts in two seconds), or the disk's clock runs ahead of ours, it gets a
stamp that no file has, and is read once more next time.
"""

from __future__ import annotations

import contextlib
import errno
import os
import stat
import time
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice
from pathlib import Path

from afteraction.domain.identity import digest
from afteraction.errors import Refused, Unreachable

from .disk import Disk
from .links import SPRINTS, SUFFIX, TICKETS, is_stem

BATCH = 500
LARGEST = 16 * 1024 * 1024
"""Bytes; a larger file is no ticket, and would only fill the memory."""

# Kernels stamp files by a clock that ticks 64 to 1000 times a second.
_TICK_NS = 20_000_000
# A time of change without fractions: the disk may count in seconds, or in pairs.
_COARSE_TICK_NS = 2_000_000_000
_SECOND_NS = 1_000_000_000
_UNSETTLED = "?"
# How often a file is waited for that somebody writes all the time.
_PATIENCE = 5
_READING = (
    os.O_RDONLY
    | getattr(os, "O_NOFOLLOW", 0)
    | getattr(os, "O_NONBLOCK", 0)
    | getattr(os, "O_BINARY", 0)
)
# What opening a symbolic link says, by system, when links are not followed.
_IS_LINK = (errno.ELOOP, errno.EMLINK)


class Unfit(Exception):
    """There is something of that name, but no file that we read."""

    def __init__(self, message: str, hint: str) -> None:
        """Both for the person who put it there."""
        super().__init__(message)
        self.message = message
        self.hint = hint


@dataclass(frozen=True, slots=True)
class Entry:
    """A file as a listing shows it."""

    part: str
    """The folder that it is in: tickets or sprints."""
    stem: str
    stamp: str


class Folder:
    """The files below one folder. Methods raise `OSError` as the disk does.

    All raise `Refused` when tickets/ or sprints/ is a link to somewhere else.
    """

    def __init__(self, root: Path, disk: Disk, reading: str) -> None:
        """`reading` is all that files' meaning depends on beside their content.

        It goes into the stamps: where it changes, everything is read again.
        """
        self.root = root
        self.disk = disk
        self._prefix = digest(reading)[:8]
        self._parts = {part: root / part for part in (TICKETS, SPRINTS)}

    def listing(self, part: str) -> Iterator[list[Entry]]:
        """All files, some at a time and in no order, without opening one.

        Names that no ticket can have are among them: reading those says why.
        """
        files = self._files(part)
        while some := list(islice(files, BATCH)):
            found = (self._listed(part, entry) for entry in some)
            yield [entry for entry in found if entry]

    def stems(self, part: str) -> Iterator[str]:
        """The names of all files, without their ending."""
        for entry in self._files(part):
            yield entry.name[: -len(SUFFIX)]

    def _files(self, part: str) -> Iterator[os.DirEntry[str]]:
        """Raises `Unreachable` when there is a folder that can not be listed."""
        path = self._real(part)
        try:
            with os.scandir(path) as entries:
                yield from filter(_is_ours, entries)
        except FileNotFoundError:
            return
        except OSError as error:
            raise _unreachable(path, error) from error

    def _listed(self, part: str, entry: os.DirEntry[str]) -> Entry | None:
        try:
            # What Windows lists has no inode, and its times may be late.
            status = (
                Path(entry.path).lstat()
                if os.name == "nt"
                else entry.stat(follow_symlinks=False)
            )
        except FileNotFoundError:
            return None
        except OSError as error:
            raise _unreachable(self._parts[part], error) from error
        return Entry(part, entry.name[: -len(SUFFIX)], self._stamp(status))

    def read(self, part: str, stem: str) -> bytes:
        """A file's content. `Unfit` when it is none that we read."""
        return self._read(part, stem)[0]

    def read_settled(self, part: str, stem: str) -> tuple[bytes, str]:
        """A file's content and its stamp, as the module's text says."""
        data, stamp = b"", ""
        for _ in range(_PATIENCE):
            now = time.time_ns()
            data, status = self._read(part, stem)
            stamp = self._stamp(status)
            # Where there is a time of any change at all, nobody can set it back.
            changed = status.st_mtime_ns if os.name == "nt" else status.st_ctime_ns
            wait = until_settled(changed, now)
            if wait is None:
                break
            if not wait:
                return data, stamp
            self.disk.pause(wait / _SECOND_NS)
        return data, f"{_UNSETTLED}{stamp}"

    def _read(self, part: str, stem: str) -> tuple[bytes, os.stat_result]:
        if not is_stem(stem):
            raise FileNotFoundError(errno.ENOENT, "no ticket has such a name")
        path = f"{self._real(part)}{os.sep}{stem}{SUFFIX}"
        try:
            handle = os.open(path, _READING)
        except OSError as error:
            if error.errno in _IS_LINK:
                raise _no_file() from error
            raise
        with os.fdopen(handle, "rb", buffering=0) as file:
            # Where links can not be refused when opening, look whether it is one.
            linked = not hasattr(os, "O_NOFOLLOW") and Path(path).is_symlink()
            status = os.fstat(handle)
            if linked or not stat.S_ISREG(status.st_mode):
                raise _no_file()
            if status.st_size > LARGEST:
                raise Unfit("is larger than 16 MiB", "move what it quotes elsewhere")
            return file.read(), status

    def create(self, part: str, stem: str, data: bytes) -> bool:
        """Make a file; False when there is one of that name, which stays as it is."""
        folder = self._real(part)
        target = folder / f"{stem}{SUFFIX}"
        self.disk.make_folder(folder)
        temporary = self.disk.write_temporary(folder, data, None)
        try:
            made = self._put(temporary, target)
        finally:
            # The file stands, or does not; the next lock removes what is left over.
            with contextlib.suppress(OSError):
                self.disk.remove(temporary)
        self.disk.sync_folder(folder)
        return made

    def _put(self, temporary: Path, target: Path) -> bool:
        try:
            self.disk.link(temporary, target)
        except FileExistsError:
            return self._take_over(temporary, target)
        except OSError:
            # No hard links on this disk: an empty file claims the name.
            try:
                self.disk.claim(target)
            except FileExistsError:
                return self._take_over(temporary, target)
            self.disk.replace(temporary, target)
        return True

    def _take_over(self, temporary: Path, target: Path) -> bool:
        """An empty file is a claim whose maker crashed, and loses nothing."""
        status = target.lstat()
        if status.st_size or not stat.S_ISREG(status.st_mode):
            return False
        self.disk.replace(temporary, target)
        return True

    def replace(self, part: str, stem: str, before: bytes, after: bytes) -> bool:
        """Change a file in one step; False when it is not what it was `before`.

        Between looking and replacing lie microseconds in which an editor could still
        save; no system that we know of can close that gap for plain files.
        """
        folder = self._real(part)
        target = folder / f"{stem}{SUFFIX}"
        mode = target.lstat().st_mode
        if not mode & stat.S_IWUSR:
            raise PermissionError(errno.EACCES, "the file is write-protected")
        temporary = self.disk.write_temporary(folder, after, stat.S_IMODE(mode))
        try:
            same = self.read(part, stem) == before
            if same:
                self.disk.replace(temporary, target)
        finally:
            with contextlib.suppress(OSError):
                self.disk.remove(temporary)
        self.disk.sync_folder(folder)
        return same

    def _real(self, part: str) -> Path:
        """The folder of a part, which must be no link to a place outside."""
        path = self._parts[part]
        if path.is_symlink():
            raise Refused(
                f"{path} is a symbolic link",
                "make it a folder; the tracker's path itself may be a link",
            )
        return path

    def _stamp(self, status: os.stat_result) -> str:
        return (
            f"{self._prefix}-{status.st_mtime_ns:x}-{status.st_ctime_ns:x}"
            f"-{status.st_size:x}-{status.st_ino:x}"
        )


def until_settled(changed: int, now: int) -> int | None:
    """How long to wait until a file that changed then can be read for good.

    All in nanoseconds; None when waiting is no use.
    """
    fine = changed % _SECOND_NS != 0
    age = now - changed
    if age > (_TICK_NS if fine else _COARSE_TICK_NS):
        return 0
    return _TICK_NS - age + 1 if fine and age >= 0 else None


def _is_ours(entry: os.DirEntry[str]) -> bool:
    name = entry.name
    return (
        name.endswith(SUFFIX)
        and not name.startswith(".")
        and name.lower() != f"readme{SUFFIX}"
        and not entry.is_dir(follow_symlinks=False)
    )


def _unreachable(path: Path, error: OSError) -> Unreachable:
    return Unreachable(
        f"{path} can not be listed: {error.strerror or error}",
        "make the folder readable for whoever runs afteraction",
    )


def _no_file() -> Unfit:
    return Unfit(
        "is a link or no regular file, and is not read",
        "put the file itself there",
    )
