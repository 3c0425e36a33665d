"""The folder's lock and its durable name."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from pathlib import Path

import pytest

from afteraction.errors import Busy, Refused
from afteraction.integrations.markdown.disk import TEMPORARY, Disk
from afteraction.integrations.markdown.lock import folder_id, held

KEPT = [".gitignore", "folder-id"]

HOLDING = """
import sys, time
from pathlib import Path
from afteraction.integrations.markdown.disk import Disk
from afteraction.integrations.markdown.lock import held
with held(Path(sys.argv[1]), "work", 1, Disk()):
    sys.stdout.write("held\\n")
    sys.stdout.flush()
    time.sleep(60)
"""


@pytest.fixture
def root(tmp_path: Path) -> Path:
    root = tmp_path / "work"
    (root / "tickets").mkdir(parents=True)
    return root


def own(root: Path) -> list[str]:
    return sorted(path.name for path in (root / ".afteraction").iterdir())


def test_what_is_left_after_a_lock(root: Path) -> None:
    with held(root, "work", 1, Disk()):
        assert "holder" in own(root)

    assert [name for name in own(root) if name != "lock"] == KEPT
    assert (root / ".afteraction" / "folder-id").read_text(encoding="utf-8") == "work\n"


def test_git_keeps_the_name_and_nothing_else(root: Path) -> None:
    subprocess.run(["git", "init", "-q"], cwd=root, check=True)
    with held(root, "work", 1, Disk()):
        (root / ".afteraction" / "ledger.db").touch()
        command = ["git", "status", "--porcelain", "-uall"]
        answer = subprocess.run(command, cwd=root, check=True, capture_output=True)

    assert sorted(answer.stdout.decode().split()) == sorted(
        ["??", "??", *(f".afteraction/{name}" for name in KEPT)]
    )


def test_who_is_busy_is_said(root: Path) -> None:
    with (
        held(root, "work", 1, Disk()),
        pytest.raises(Busy) as caught,
        held(root, "work", 0, Disk()),
    ):
        pytest.fail("two hold it")

    assert str(root) in caught.value.message
    assert f": process {os.getpid()} on " in caught.value.message


@pytest.mark.parametrize("text", ["", "nonsense \x1b[31m", "process 1 on x since now;"])
def test_who_is_busy_is_only_said_when_it_is_known(root: Path, text: str) -> None:
    with held(root, "work", 1, Disk()):
        (root / ".afteraction" / "holder").write_text(text, encoding="utf-8")
        with pytest.raises(Busy) as caught, held(root, "work", 0, Disk()):
            pytest.fail("two hold it")

    assert caught.value.message == f"{root} is held by another sync"


def test_a_killed_process_holds_nothing(root: Path) -> None:
    left = root / "tickets" / f"{TEMPORARY}1234.tmp"
    left.touch()
    process = subprocess.Popen(
        [sys.executable, "-c", HOLDING, str(root)], stdout=subprocess.PIPE
    )
    with process:
        assert process.stdout is not None
        assert process.stdout.readline() == b"held\n"
        left.touch()
        began = time.monotonic()
        with pytest.raises(Busy), held(root, "work", 0.2, Disk()):
            pytest.fail("two hold it")
        assert 0.2 <= time.monotonic() - began < 10
        process.kill()

    with held(root, "work", 5, Disk()):
        assert not left.exists()


def test_waiting_is_worth_it(root: Path) -> None:
    class Releasing(Disk):
        """Another sync ends while this one waits."""

        def make_folder(self, folder: Path) -> None:
            super().make_folder(folder)
            first.__exit__(None, None, None)

    first = held(root, "work", 1, Disk())
    first.__enter__()

    with held(root, "work", 5, Releasing()):
        pass


def test_a_folder_that_can_not_be_written(root: Path) -> None:
    (root / ".afteraction").touch()

    with (
        pytest.raises(Refused, match="can not be locked"),
        held(root, "work", 0, Disk()),
    ):
        pytest.fail("it is held")


@pytest.mark.skipif(sys.platform == "win32", reason="links need rights")
def test_nothing_is_written_outside_of_the_folder(root: Path, tmp_path: Path) -> None:
    elsewhere = tmp_path / "elsewhere"
    elsewhere.mkdir()
    (elsewhere / f"{TEMPORARY}x.tmp").touch()
    (root / "sprints").symlink_to(elsewhere)
    with held(root, "work", 0, Disk()):
        pass
    (root / "sprints").unlink()
    other = root / "tickets"
    (other / ".afteraction").symlink_to(elsewhere)

    with pytest.raises(Refused), held(other, "x", 0, Disk()):
        pytest.fail("it is held")
    assert [path.name for path in elsewhere.iterdir()] == [f"{TEMPORARY}x.tmp"]


@pytest.mark.parametrize(
    ("path", "name"),
    [
        ("work", "work"),
        (".", "."),
        ("a/b", "a/b"),
        ("../b", "../b"),
        ("my #1 folder%", "my%20%231%20folder%25"),
        ("Störung", "Störung"),
    ],
)
def test_a_name_follows_from_the_path(tmp_path: Path, path: str, name: str) -> None:
    home = tmp_path / "home"

    assert folder_id(Path(os.path.normpath(home / path)), home) == name


def test_a_moved_folder_keeps_its_name(root: Path) -> None:
    with held(root, folder_id(root, root.parent), 1, Disk()):
        pass
    moved = root.rename(root.parent / "moved")

    assert folder_id(moved, root.parent) == "work"
    with held(moved, "work", 1, Disk()):
        pass
    assert folder_id(moved, root.parent) == "work"


@pytest.mark.parametrize(
    "data", [b"", b"two words", b"a#b", b"<<<<<<< HEAD\na\n", b"\xff", b"x" * 600]
)
def test_a_spoilt_name_is_refused_not_replaced(root: Path, data: bytes) -> None:
    path = root / ".afteraction" / "folder-id"
    path.parent.mkdir()
    path.write_bytes(data)

    with pytest.raises(Refused) as caught:
        folder_id(root, root.parent)

    assert caught.value.hint
    with held(root, "work", 1, Disk()):
        pass
    assert path.read_bytes() == data
