"""The installed command as a process: in a pipe, and on a terminal."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

import pytest

from tests.cli.place import INCIDENT, NEXT_DAY, Place
from tests.cli.screen import screen

SCRIPT = Path(sys.executable).with_name("afteraction")
MODULE = [sys.executable, "-m", "afteraction.cli.main"]

pytestmark = pytest.mark.usefixtures("many")


@pytest.fixture
def many(place: Place) -> None:
    """Enough to look at that a bar has something to show."""
    for number in range(1, 16):
        place.write(f"{number:04}", INCIDENT)


def _command() -> list[str]:
    """The script, where the project is installed as one."""
    return [str(SCRIPT)] if SCRIPT.exists() else MODULE


@pytest.mark.parametrize(
    "arguments",
    [
        ["sync", "--dry-run"],
        ["sync"],
        ["report"],
        ["ledger", "rebuild"],
    ],
    ids=" ".join,
)
def test_in_a_pipe_there_is_no_bar_and_no_colour(arguments: list[str]) -> None:
    ran = subprocess.run(
        [*_command(), *arguments, "--now", NEXT_DAY],
        stdin=subprocess.DEVNULL,
        capture_output=True,
        env={**os.environ, "FORCE_COLOR": "", "TERM": "xterm-256color"},
    )

    assert ran.returncode == 0
    assert ran.stdout
    assert ran.stderr == b""
    assert b"\x1b" not in ran.stdout
    assert b"\r" not in ran.stdout.replace(b"\r\n", b"\n")


def test_a_module_does_as_the_script_does(place: Place) -> None:
    arguments = ["sync", "--dry-run", "--now", NEXT_DAY]

    by_script = subprocess.run([*_command(), *arguments], capture_output=True)
    by_module = subprocess.run([*MODULE, *arguments], capture_output=True)

    assert by_script.returncode == 0
    assert (by_script.stdout, by_script.stderr) == (by_module.stdout, by_module.stderr)


@pytest.mark.parametrize(
    ("arguments", "code"),
    [(["sync"], 0), (["nonsense"], 2), (["--version"], 0), (["adopt", "x"], 2)],
    ids=str,
)
def test_the_exit_code_is_the_process_s(arguments: list[str], code: int) -> None:
    ran = subprocess.run([*_command(), *arguments], capture_output=True, text=True)

    assert ran.returncode == code
    assert "Traceback" not in ran.stderr


def _on_terminal(command: Sequence[str]) -> tuple[str, str]:
    """What the command wrote to stdout, a pipe, and to stderr, a terminal."""
    import pty
    import threading

    ours, theirs = pty.openpty()
    written: list[bytes] = []

    def read() -> None:
        while True:
            try:
                some = os.read(ours, 65536)
            except OSError:  # Linux: nobody holds the other end any more
                return
            if not some:
                return
            written.append(some)

    reader = threading.Thread(target=read)
    reader.start()
    # Wide enough that no line is broken; colours as on most terminals.
    env = {**os.environ, "TERM": "xterm-256color", "COLUMNS": "100"}
    ran = subprocess.run(command, stdout=subprocess.PIPE, stderr=theirs, env=env)
    os.close(theirs)
    reader.join(timeout=30)
    os.close(ours)
    assert ran.returncode == 0
    return ran.stdout.decode(), b"".join(written).decode()


@pytest.mark.skipif(os.name == "nt", reason="no pseudo-terminals on Windows")
@pytest.mark.parametrize(
    "arguments", [["sync"], ["report"], ["ledger", "rebuild"]], ids=" ".join
)
def test_on_a_terminal_there_is_a_bar_that_goes_away(arguments: list[str]) -> None:
    out, err = _on_terminal([*_command(), *arguments, "--now", NEXT_DAY])

    assert "Reading notes" in err
    assert screen(err) == ""
    assert err.rindex("\x1b[?25h") > err.rindex("\x1b[?25l"), "the cursor is back"
    assert out
    assert "\x1b" not in out


@pytest.mark.skipif(os.name == "nt", reason="no pseudo-terminals on Windows")
def test_words_take_the_place_of_the_bar(place: Place) -> None:
    _, err = _on_terminal([*_command(), "sync", "-v", "--now", NEXT_DAY])

    assert "\x1b" not in err
    assert "Reading notes\r\n" in err
    assert "Writing: 16\r\n" in err


@pytest.mark.parametrize(
    ("written", "shown"),
    [
        ("a\nb", "a\nb"),
        ("abc\rx", "xbc"),
        ("abc\r\x1b[2K", ""),
        ("a\nb\r\x1b[2K\x1b[1A\x1b[2Kc", "c"),
        ("\x1b[?25l\x1b[1;31mred\x1b[0m\x1b[?25h", "red"),
    ],
)
def test_the_screen(written: str, shown: str) -> None:
    assert screen(written) == shown


@pytest.mark.skipif(os.name == "nt", reason="a shell of another kind")
@pytest.mark.parametrize("command", ["report", "sync --dry-run", "check"])
def test_nobody_listens(place: Place, command: str) -> None:
    line = (
        f"{sys.executable} -m afteraction.cli.main {command} --now {NEXT_DAY} >&- 2>&-"
    )

    ran = subprocess.run(["sh", "-c", line], check=False)

    assert ran.returncode == 0


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="there is no full disk")
def test_a_disk_that_is_full(place: Place) -> None:
    line = (
        f"{sys.executable} -m afteraction.cli.main report --now {NEXT_DAY} > /dev/full"
    )

    ran = subprocess.run(["sh", "-c", line], capture_output=True, text=True)

    assert ran.returncode == 2
    assert ran.stderr.startswith("error: there is no space left to write to\n")
