"""What a sync with nothing new costs does not grow with the folder.

Every sync here is a process of its own: its memory is its own, and the interpreter
itself says which files were opened.
"""

from __future__ import annotations

import hashlib
import json
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

import pytest

from benchmarks.workspace import INCIDENT_EVERY, make_workspace

ROOT = Path(__file__).resolve().parent.parent.parent
SMALL, LARGE = 1_000, 10_000

# On Linux a process begins with the peak of whoever started it, which would be that of
# all tests before: this one is small, so that the sync's own peak is seen.
SMALL_PARENT = "import subprocess, sys; sys.exit(subprocess.call(sys.argv[1:]))"


@dataclass(frozen=True, slots=True)
class Watched:
    """What a sync did, and what it cost."""

    changes: int
    peak: float
    """MiB."""
    reads: int
    """How many tickets were opened."""
    writes: tuple[str, ...]


def sync(config: Path) -> Watched:
    """One sync, watched."""
    pytest.importorskip("resource", reason="Windows has no getrusage")
    command = [sys.executable, "-m", "tests.markdown.watched_sync", str(config)]
    done = subprocess.run(
        [sys.executable, "-c", SMALL_PARENT, *command],
        cwd=ROOT,
        stdout=subprocess.PIPE,
        text=True,
        check=True,
    )
    cost, watched = map(json.loads, done.stdout.splitlines())
    return Watched(
        cost["changes"], cost["peak"], watched["reads"], tuple(watched["writes"])
    )


def fingerprint(config: Path) -> tuple[tuple[tuple[str, int], ...], str]:
    """Names, times of change and contents of everything in the folder."""
    paths = sorted((config.parent / "work").glob("*/*.md"))
    content = hashlib.sha256()
    for path in paths:
        content.update(path.read_bytes())
    return tuple(
        (path.name, path.stat().st_mtime_ns) for path in paths
    ), content.hexdigest()


def test_a_second_sync_reads_and_writes_nothing(tmp_path: Path) -> None:
    peaks = {}
    for tickets in (SMALL, LARGE):
        config = make_workspace(tmp_path / str(tickets), tickets)

        first = sync(config)
        before = fingerprint(config)
        second = sync(config)

        reviews = tickets // INCIDENT_EVERY
        assert first.changes == reviews
        assert first.reads >= tickets + reviews
        assert first.writes
        assert (second.changes, second.reads, second.writes) == (0, 0, ())
        assert fingerprint(config) == before
        peaks[tickets] = second.peak

    assert peaks[LARGE] <= 1.5 * peaks[SMALL], peaks


def test_a_third_sync_reads_only_what_changed(tmp_path: Path) -> None:
    config = make_workspace(tmp_path, SMALL)
    sync(config)
    ticket = tmp_path / "work" / "tickets" / "000001.md"
    ticket.write_text(ticket.read_text("utf-8") + "\nOne more line.\n", "utf-8")

    third = sync(config)

    assert (third.changes, third.reads, third.writes) == (0, 1, ())
