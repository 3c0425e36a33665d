"""Holding a tracker on the network for one sync, as far as this machine goes.

No tracker on the network can be held itself. What two machines do at once is repaired
by the trackers' rules (rule 12) and kept apart by whoever schedules them.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from filelock import FileLock, Timeout

from afteraction.errors import Busy, Refused
from afteraction.own_folder import OWN, make_folder


@contextmanager
def held(home: Path, name: str, wait: float) -> Iterator[None]:
    """Hold the tracker of this name, of the configuration in `home`.

    Raises `Busy` when another sync holds it for longer than `wait` seconds, `Refused`
    when nothing can be written there.
    """
    path = home / OWN / f"{name}.lock"
    lock = FileLock(path, thread_local=False)
    try:
        make_folder(path.parent)
        lock.acquire(timeout=wait)
    except Timeout as error:
        raise Busy(
            f"{name} is held by another sync on this machine",
            "wait until that one is done, then sync again",
        ) from error
    except OSError as error:
        raise Refused(
            f"{path} can not be locked: {error.strerror or error}",
            "make the folder writable for whoever runs afteraction",
        ) from error
    try:
        yield
    finally:
        lock.release()
