"""How many requests the jobs of a sync take on Jira, beside what they may take.

Counted by the fake Jira of the tests, which holds the same jobs to the same bounds.
"""

from __future__ import annotations

from pathlib import Path
from tempfile import TemporaryDirectory

from tests.fakes.jira import Jira
from tests.jira.jobs import JOBS, Job, counted
from tests.jira.team import Team


def measure() -> None:
    """Count and print everything."""
    print("\nRequests to Jira of one sync, counted by a fake on this machine\n")
    print(f"{'':<37} {'':>5} {'Cloud':^17} {'Data Center':^17}")
    print(f"{'job':<37} {'size':>5}" + f" {'requests':>8} {'at most':>8}" * 2)
    for job in JOBS:
        for size in job.sizes:
            cloud, server = _requests(job, size, cloud=True), _requests(job, size)
            print(
                f"{job.name:<37} {size:>5} {cloud:>8} {job.cloud(size):>8}"
                f" {server:>8} {job.server(size):>8}",
                flush=True,
            )


def _requests(job: Job, size: int, *, cloud: bool = False) -> int:
    context = "" if cloud else "/jira"
    with (
        TemporaryDirectory() as folder,
        Jira(cloud=cloud, context=context, check=False) as jira,
    ):
        team = Team(jira, Path(folder))
        job.ready(team, size)
        return len(counted(team))


if __name__ == "__main__":
    measure()
