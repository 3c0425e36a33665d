"""What looks at a growing repository on GitHub take, beside the least that is possible.

The repository is served by the fake GitHub of the tests, in a process of its own.
"""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from tempfile import TemporaryDirectory

SIZES = (1_000, 10_000, 100_000)


def measure() -> None:
    """Measure and print everything."""
    print("\nLooking at a repository on GitHub (served by a fake on this machine)")
    print("The last columns are from bytes to ledger: less what carrying takes\n")
    print(
        f"{'issues':>8} {'look':<8} {'seconds':>8} {'CPU s':>8} {'peak MiB':>9}"
        f" {'requests':>9} {'CPU us/issue':>13} {'of the floor':>13}"
    )
    firsts = {size: _repository(size) for size in SIZES}
    small, *larger = SIZES
    for size in larger:
        peaks = firsts[size]["peak"] / firsts[small]["peak"]
        print(f"  {size // small:>4} times the issues: {peaks:.2f} times the memory")
    one = firsts[SIZES[-1]]
    print(
        f"  decoding an issue: {one['decoding'] * 1e6:.0f} us, as one of PyGithub's"
        f" objects {one['objects'] * 1e6:.0f} us,"
        f" {one['objects'] / one['decoding']:.0f} times as long"
    )


def _repository(size: int) -> dict[str, float]:
    """A first look and one with nothing new; the figures of the first."""
    command = [sys.executable, "-m", "benchmarks.github_server", str(size)]
    with (
        TemporaryDirectory() as folder,
        subprocess.Popen(
            command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
        ) as server,
    ):
        assert server.stdout is not None
        address = server.stdout.readline().split()
        first = _look(Path(folder), address, size, "first")
        _look(Path(folder), address, size, "nothing")
        server.communicate()
    return first


def _look(home: Path, address: list[str], size: int, name: str) -> dict[str, float]:
    command = [sys.executable, "-m", "benchmarks.github_look", str(home), *address]
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    figures: dict[str, float] = json.loads(done.stdout)
    each = max(figures["cpu"] - figures["carrying"], 0) / size
    print(
        f"{size:>8} {name:<8} {figures['seconds']:>8.2f} {figures['cpu']:>8.2f}"
        f" {figures['peak']:>9.1f} {figures['requests']:>9.0f} {each * 1e6:>13.1f}"
        f" {each / figures['floor']:>12.1f}x",
        flush=True,
    )
    return figures
