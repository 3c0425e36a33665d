"""The folder on the disk: stamps, what is no file, and writes that end at once."""

from __future__ import annotations

import errno
import os
import stat
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from afteraction.errors import Refused
from afteraction.integrations.markdown.client import (
    LARGEST,
    Folder,
    Unfit,
    until_settled,
)
from afteraction.integrations.markdown.disk import Disk

needs_links = pytest.mark.skipif(sys.platform == "win32", reason="links need rights")

SECOND = 1_000_000_000
MS = 1_000_000


class Crash(BaseException):
    """The process died here."""


class Dying(Disk):
    """Dies at the n-th of its writes, before it or after it, and stays dead.

    A file that is being written when it dies is left half written.
    """

    def __init__(self, at: int, *, before: bool) -> None:
        self._left = at
        self._before = before
        self.dead = False

    def _write(self, write: Callable[[], object], half: Callable[[], object]) -> None:
        if self.dead:
            raise Crash
        self._left -= 1
        self.dead = self._left == 0
        if not (self.dead and self._before):
            write()
        else:
            half()
        if self.dead:
            raise Crash

    def write_temporary(self, folder: Path, data: bytes, mode: int | None) -> Path:
        made: list[Path] = []
        whole = super().write_temporary
        self._write(
            lambda: made.append(whole(folder, data, mode)),
            lambda: whole(folder, data[: len(data) // 2], mode),
        )
        return made[0]

    def link(self, temporary: Path, target: Path) -> None:
        self._write(lambda: Disk.link(self, temporary, target), int)

    def claim(self, target: Path) -> None:
        self._write(lambda: Disk.claim(self, target), int)

    def replace(self, temporary: Path, target: Path) -> None:
        self._write(lambda: Disk.replace(self, temporary, target), int)

    def remove(self, path: Path) -> None:
        self._write(lambda: Disk.remove(self, path), int)

    def make_folder(self, folder: Path) -> None:
        self._write(lambda: Disk.make_folder(self, folder), int)


class Linkless(Disk):
    """A disk that knows no second names, as FAT."""

    def link(self, temporary: Path, target: Path) -> None:
        raise PermissionError(errno.EPERM, "Operation not permitted")


class DyingLinkless(Dying):
    """Both."""

    def link(self, temporary: Path, target: Path) -> None:
        raise PermissionError(errno.EPERM, "Operation not permitted")


class Watching(Disk):
    """Counts how often it was waited for."""

    def __init__(self) -> None:
        self.pauses: list[float] = []

    def pause(self, seconds: float) -> None:
        self.pauses.append(seconds)
        super().pause(seconds)


@pytest.fixture
def root(tmp_path: Path) -> Path:
    (tmp_path / "tickets").mkdir()
    return tmp_path


def folder(root: Path, disk: Disk | None = None, reading: str = "1") -> Folder:
    return Folder(root, disk or Disk(), reading)


def stamps(found: Folder) -> dict[str, str]:
    batches = found.listing("tickets")
    return {entry.stem: entry.stamp for batch in batches for entry in batch}


def names(root: Path) -> list[str]:
    return sorted(path.name for path in (root / "tickets").iterdir())


# --- listing and reading --------------------------------------------------------------


def test_what_is_listed(root: Path) -> None:
    tickets = root / "tickets"
    for name in ("1.md", "a b.md", "Ü.md", "x.MD", ".y.md", "README.md", "z.txt"):
        (tickets / name).touch()
    (tickets / "folder.md").mkdir()

    assert set(stamps(folder(root))) == {"1", "a b", "Ü"}
    assert set(folder(root).stems("tickets")) == {"1", "a b", "Ü"}
    assert list(folder(root).stems("sprints")) == []


def test_many_files_are_listed_some_at_a_time(root: Path) -> None:
    for number in range(1100):
        (root / "tickets" / f"{number}.md").touch()

    sizes = [len(batch) for batch in folder(root).listing("tickets")]

    assert sizes == [500, 500, 100]


def test_a_stamp_is_that_of_the_listing(root: Path) -> None:
    (root / "tickets" / "1.md").write_bytes(b"one")
    found = folder(root)

    data, stamp = found.read_settled("tickets", "1")

    assert data == b"one"
    assert stamp == stamps(found)["1"]
    assert stamp != stamps(folder(root, reading="2"))["1"]


def test_what_was_just_written_is_read_when_the_clock_has_ticked(root: Path) -> None:
    """Else a second writing within the same tick would go unnoticed."""
    path = root / "tickets" / "1.md"
    disk = Watching()
    found = folder(root, disk)
    for number in range(10):
        path.write_bytes(f"text {number}".encode())
        data, stamp = found.read_settled("tickets", "1")

        assert data == f"text {number}".encode()
        assert stamp == stamps(found)["1"]
    assert disk.pauses
    assert max(disk.pauses) < 0.1


@pytest.mark.parametrize(
    ("changed", "now", "wait"),
    [
        # A clock with fractions of a second: the tick is short.
        (5 * SECOND + 7, 6 * SECOND, 0),
        (5 * SECOND + 7, 5 * SECOND + 7 + 21 * MS, 0),
        (5 * SECOND + 7, 5 * SECOND + 7 + 5 * MS, 15 * MS + 1),
        (5 * SECOND + 7, 5 * SECOND + 7, 20 * MS + 1),
        # A clock ahead of ours.
        (5 * SECOND + 7, 5 * SECOND, None),
        # A clock that may count in pairs of seconds.
        (4 * SECOND, 5 * SECOND, None),
        (4 * SECOND, 6 * SECOND, None),
        (4 * SECOND, 6 * SECOND + 1, 0),
    ],
)
def test_when_a_file_can_be_read_for_good(
    changed: int, now: int, wait: int | None
) -> None:
    assert until_settled(changed, now) == wait


def test_where_the_clock_is_of_no_use_a_file_is_read_again(
    root: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (root / "tickets" / "1.md").write_bytes(b"one")
    found = folder(root)
    monkeypatch.setattr("time.time_ns", lambda: 0)

    _, stamp = found.read_settled("tickets", "1")

    assert stamp.endswith(stamps(found)["1"])
    assert stamp != stamps(found)["1"]


@needs_links
def test_no_link_is_followed(root: Path, tmp_path: Path) -> None:
    secret = tmp_path / "secret"
    secret.write_bytes(b"secret")
    (root / "tickets" / "1.md").symlink_to(secret)
    (root / "tickets" / "2.md").symlink_to("nowhere")

    for stem in ("1", "2"):
        with pytest.raises(Unfit):
            folder(root).read("tickets", stem)
    assert set(stamps(folder(root))) == {"1", "2"}


@needs_links
@pytest.mark.parametrize("part", ["tickets", "sprints"])
def test_no_linked_folder_is_entered(tmp_path: Path, part: str) -> None:
    (tmp_path / "elsewhere").mkdir()
    (tmp_path / "elsewhere" / "1.md").touch()
    (tmp_path / part).symlink_to(tmp_path / "elsewhere")
    found = folder(tmp_path)

    for action in (
        lambda: list(found.listing(part)),
        lambda: list(found.stems(part)),
        lambda: found.read(part, "1"),
        lambda: found.create(part, "2", b""),
        lambda: found.replace(part, "1", b"", b"x"),
    ):
        with pytest.raises(Refused, match="is a symbolic link"):
            action()
    assert [path.name for path in (tmp_path / "elsewhere").iterdir()] == ["1.md"]


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="there are no pipes with names")
def test_a_pipe_is_not_waited_for(root: Path) -> None:
    os.mkfifo(root / "tickets" / "1.md")

    with pytest.raises(Unfit):
        folder(root).read("tickets", "1")


def test_a_file_can_be_too_large(root: Path) -> None:
    with (root / "tickets" / "1.md").open("wb") as file:
        file.truncate(LARGEST + 1)

    with pytest.raises(Unfit, match="larger than 16 MiB"):
        folder(root).read("tickets", "1")


@pytest.mark.parametrize("stem", ["../1", "a/b", "", ".", "..", "sprint:1", "README"])
def test_what_no_ticket_is_called_is_not_there(root: Path, stem: str) -> None:
    (root / "1.md").touch()
    (root / "tickets" / "README.md").touch()

    with pytest.raises(FileNotFoundError):
        folder(root).read("tickets", stem)


# --- writing --------------------------------------------------------------------------


@pytest.mark.parametrize("disk", [Disk, Linkless])
def test_a_file_is_made_once(root: Path, disk: type[Disk]) -> None:
    found = folder(root, disk())

    assert found.create("tickets", "1", b"one")
    assert not found.create("tickets", "1", b"two")

    assert found.read("tickets", "1") == b"one"
    assert names(root) == ["1.md"]


@pytest.mark.parametrize("disk", [Disk, Linkless])
def test_an_empty_file_is_a_claim_that_nobody_uses(
    root: Path, disk: type[Disk]
) -> None:
    (root / "tickets" / "1.md").touch()
    found = folder(root, disk())

    assert found.create("tickets", "1", b"one")

    assert found.read("tickets", "1") == b"one"


def test_the_folder_is_made_with_its_first_file(tmp_path: Path) -> None:
    assert folder(tmp_path).create("tickets", "1", b"one")


@pytest.mark.skipif(sys.platform == "win32", reason="rights are others there")
def test_a_new_file_has_the_usual_rights(root: Path) -> None:
    (root / "usual").touch()
    folder(root).create("tickets", "1", b"one")

    rights = (root / "tickets" / "1.md").stat().st_mode
    assert rights == (root / "usual").stat().st_mode


@pytest.mark.skipif(sys.platform == "win32", reason="rights are others there")
def test_a_changed_file_keeps_its_rights(root: Path) -> None:
    path = root / "tickets" / "1.md"
    path.write_bytes(b"one")
    path.chmod(0o640)

    assert folder(root).replace("tickets", "1", b"one", b"two")

    assert path.read_bytes() == b"two"
    assert stat.S_IMODE(path.stat().st_mode) == 0o640
    assert names(root) == ["1.md"]


def test_a_file_that_is_another_one_by_now_stays_as_it_is(root: Path) -> None:
    path = root / "tickets" / "1.md"
    path.write_bytes(b"theirs")

    assert not folder(root).replace("tickets", "1", b"one", b"two")

    assert path.read_bytes() == b"theirs"
    assert names(root) == ["1.md"]


def test_a_file_that_is_gone_is_not_made_again(root: Path) -> None:
    with pytest.raises(FileNotFoundError):
        folder(root).replace("tickets", "1", b"one", b"two")
    assert names(root) == []


def test_a_write_protected_file_is_left_alone(root: Path) -> None:
    path = root / "tickets" / "1.md"
    path.write_bytes(b"one")
    path.chmod(0o444)

    with pytest.raises(PermissionError):
        folder(root).replace("tickets", "1", b"one", b"two")
    assert path.read_bytes() == b"one"


@pytest.mark.parametrize("before", [True, False])
@pytest.mark.parametrize("disk", [Dying, DyingLinkless])
def test_a_crash_while_creating_leaves_all_or_nothing(
    root: Path, disk: type[Dying], before: bool
) -> None:
    path = root / "tickets" / "1.md"
    for at in range(1, 20):
        dying = disk(at, before=before)
        try:
            folder(root, dying).create("tickets", "1", b"all of it")
        except Crash:
            # Nothing, all of it, or the empty claim, which counts as nothing.
            assert not path.exists() or path.read_bytes() in (b"", b"all of it")
            made = folder(root).create("tickets", "1", b"all of it")
            assert path.read_bytes() == b"all of it"
            assert made or path.exists()
            path.unlink()
        if not dying.dead:
            break
    else:
        pytest.fail("it never came to an end")


@pytest.mark.parametrize("before", [True, False])
def test_a_crash_while_changing_leaves_the_old_or_the_new(
    root: Path, before: bool
) -> None:
    path = root / "tickets" / "1.md"
    seen = set()
    for at in range(1, 20):
        path.write_bytes(b"the old text")
        dying = Dying(at, before=before)
        try:
            folder(root, dying).replace("tickets", "1", b"the old text", b"new")
        except Crash:
            seen.add(path.read_bytes())
        if not dying.dead:
            break
    else:
        pytest.fail("it never came to an end")
    assert seen == {b"the old text", b"new"}
