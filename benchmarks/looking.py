"""What looks at a growing place on GitHub or in Jira take, beside the least possible.

The place is served by a fake of the tests, in a process of its own on this machine.
"""

from __future__ import annotations

import json
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

SIZES = (1_000, 10_000, 100_000)


@dataclass(frozen=True, slots=True)
class Service:
    """Where is looked, and how."""

    place: str
    """As in: Looking at a project in Jira."""
    library: str
    """Whose objects decoding is compared with."""
    name: str
    """Of the modules that serve and look: `benchmarks.NAME_server`."""


GITHUB = Service("a repository on GitHub", "PyGithub", "github")
JIRA = Service("a project in Jira", "jira", "jira")


def measure(service: Service) -> None:
    """Measure and print everything."""
    print(f"\nLooking at {service.place} (served by a fake on this machine),")
    print("of which every tenth issue is a closed incident\n")
    print(
        f"{'issues':>8} {'look':<8} {'seconds':>8} {'CPU s':>8} {'peak MiB':>9}"
        f" {'requests':>9}"
    )
    firsts = {size: _looks(service, size) for size in SIZES}
    small, large = firsts[SIZES[0]], firsts[SIZES[-1]]
    for size in SIZES[1:]:
        peaks = firsts[size]["peak"] / small["peak"]
        print(f"  {size // SIZES[0]:>4} times the issues: {peaks:.2f} times the memory")
    more = SIZES[-1] - SIZES[0]
    each = {name: (large[name] - small[name]) / more * 1e6 for name in large}
    taken, floor = each["cpu"] - each["carrying"], large["decoding"] + each["storing"]
    print(
        f"  from bytes to ledger, one issue more: {taken:.1f} us,"
        f" {taken / floor:.1f} times the floor of {floor:.1f} us (at most 4)"
        f"\n  (a bare decode {large['decoding']:.1f} us,"
        f" the same rows by executemany {each['storing']:.1f} us)"
    )
    print(
        f"  decoding an issue as one of {service.library}'s objects"
        f" {large['objects']:.0f} us, {large['objects'] / large['decoding']:.0f}"
        f" times as long (at least 10)"
    )


def _looks(service: Service, size: int) -> dict[str, float]:
    """A first look and one with nothing new; the figures of the first."""
    command = [sys.executable, "-m", f"benchmarks.{service.name}_server", str(size)]
    with (
        TemporaryDirectory() as folder,
        subprocess.Popen(
            command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
        ) as server,
    ):
        assert server.stdout is not None
        address = server.stdout.readline().split()
        first = _look(service, Path(folder), address, size, "first")
        _look(service, Path(folder), address, size, "nothing")
        server.communicate()
    return first


def _look(
    service: Service, home: Path, address: list[str], size: int, name: str
) -> dict[str, float]:
    look = f"benchmarks.{service.name}_look"
    command = [sys.executable, "-m", look, str(home), *address]
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    figures: dict[str, float] = json.loads(done.stdout)
    print(
        f"{size:>8} {name:<8} {figures['seconds']:>8.2f} {figures['cpu']:>8.2f}"
        f" {figures['peak']:>9.1f} {figures['requests']:>9.0f}",
        flush=True,
    )
    return figures
