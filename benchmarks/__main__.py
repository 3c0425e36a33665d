"""Prints what syncs and reports of growing size take, and `--help` beside click.

All figures come from this one run; the last columns are ratios, which is what matters:
machines differ, growth does not.
"""

from __future__ import annotations

import json
import subprocess
import sys
import time
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory

from benchmarks import github_requests, jira_requests, looking, many, report
from benchmarks.workspace import make_workspace

SIZES = (1_000, 10_000, 100_000)
HELP_RUNS = 15


def main() -> None:
    """Measure and print everything."""
    print("Syncing a folder of Markdown tickets (one in 50 is a closed incident)\n")
    print(
        f"{'tickets':>8} {'sync':<8} {'seconds':>8} {'CPU s':>8} {'peak MiB':>9}"
        f" {'CPU ms/ticket':>14} {'changes':>8}"
    )
    rows = {size: _measure(size) for size in SIZES}
    print("\nGrowth of the sync with nothing new")
    small, *larger = SIZES
    for size in larger:
        first, now = rows[small]["nothing"], rows[size]["nothing"]
        print(
            f"  {size // small:>4} times the tickets:"
            f" {now['cpu'] / first['cpu']:.1f} times the CPU,"
            f" {now['peak'] / first['peak']:.2f} times the memory"
        )
    looking.measure(looking.GITHUB)
    github_requests.measure()
    looking.measure(looking.JIRA)
    jira_requests.measure()
    many.measure()
    report.measure()
    _help()


def _measure(size: int) -> dict[str, dict[str, float]]:
    """A first sync, one that settles, and one with nothing new."""
    rows = {}
    with TemporaryDirectory() as folder:
        config = make_workspace(Path(folder), size)
        for name in ("first", "second", "nothing"):
            rows[name] = figures = _sync(config)
            per_ticket = figures["cpu"] / size * 1000
            print(
                f"{size:>8} {name:<8} {figures['seconds']:>8.2f} {figures['cpu']:>8.2f}"
                f" {figures['peak']:>9.1f} {per_ticket:>14.3f}"
                f" {figures['changes']:>8.0f}",
                flush=True,
            )
    return rows


def _sync(config: Path) -> dict[str, float]:
    command = [sys.executable, "-m", "benchmarks.one_sync", str(config)]
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    figures: dict[str, float] = json.loads(done.stdout)
    return figures


def _help() -> None:
    """`afteraction --help` beside `import click`, interleaved, by the median."""
    script = Path(sys.executable).with_name("afteraction")
    commands = {
        "import click": [sys.executable, "-c", "import click"],
        "afteraction --help": [str(script), "--help"],
    }
    took: dict[str, list[float]] = {name: [] for name in commands}
    for _ in range(HELP_RUNS):
        for name, command in commands.items():
            began = time.perf_counter()
            subprocess.run(command, capture_output=True, check=True)
            took[name].append(time.perf_counter() - began)
    base, ours = (median(took[name]) for name in commands)
    print("\nStarting")
    print(f"  import click        {base * 1000:6.0f} ms")
    ratio = f"{ours / base:.2f} times as long (at most 1.5)"
    print(f"  afteraction --help  {ours * 1000:6.0f} ms, {ratio}")


if __name__ == "__main__":
    main()
