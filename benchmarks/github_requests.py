"""How many requests the jobs of a sync take on GitHub, beside what they may take.

Counted by the fake GitHub of the tests, which holds the same jobs to the same bounds.
"""

from __future__ import annotations

from pathlib import Path
from tempfile import TemporaryDirectory

from tests.fakes.github import GitHub
from tests.github.jobs import JOBS, Job, counted
from tests.github.team import Team


def measure() -> None:
    """Count and print everything."""
    print("\nRequests to GitHub of one sync, counted by a fake on this machine\n")
    print(f"{'job':<43} {'size':>5} {'requests':>9} {'at most':>8}")
    for job in JOBS:
        for size in job.sizes:
            requests = _requests(job, size)
            print(
                f"{job.name:<43} {size:>5} {requests:>9} {job.most(size):>8}",
                flush=True,
            )


def _requests(job: Job, size: int) -> int:
    with TemporaryDirectory() as folder, GitHub(enterprise=True, check=False) as github:
        team = Team(github, Path(folder))
        job.ready(team, size)
        return len(counted(team))


if __name__ == "__main__":
    measure()
