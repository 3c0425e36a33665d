"""How many requests it takes to learn what became of 10,000 write-backs.

All of them were done since the last sync. Counted by the fakes of the tests, which hold
fewer of them to the same bounds.
"""

from __future__ import annotations

import time
from pathlib import Path
from tempfile import TemporaryDirectory

from tests.across.crowd import on_github, on_jira
from tests.fakes.github import GitHub
from tests.fakes.jira import Jira
from tests.github import jobs as github_jobs
from tests.github.team import Team as GithubTeam
from tests.jira import jobs as jira_jobs
from tests.jira.team import Team as JiraTeam

MANY = 10_000
OVERLAP = 1
"""A page more of histories: the list begins with what was seen before."""
_DONE = next(job for job in jira_jobs.JOBS if job.name == "write-backs that were done")


def measure() -> None:
    """Count and print everything."""
    print(f"\nOne sync after {MANY:,} write-backs were done, against fakes\n")
    print(f"{'tracker':<18} {'requests':>9} {'at most':>8} {'seconds':>8}")
    _print("GitHub", *_github())
    _print("Jira Cloud", *_jira(cloud=True))
    _print("Jira Data Center", *_jira(cloud=False))


def _print(name: str, requests: int, most: int, seconds: float) -> None:
    print(f"{name:<18} {requests:>9} {most:>8} {seconds:>8.1f}", flush=True)


def _github() -> tuple[int, int, float]:
    with TemporaryDirectory() as folder, GitHub(enterprise=True, check=False) as github:
        team = GithubTeam(github, Path(folder))
        refs = on_github(team, MANY)
        github_jobs.calm(team)
        for ref in refs:
            github.person("ada").close(ref)
        begin = time.perf_counter()
        requests = len(github_jobs.counted(team))
    most = github_jobs.of_changes(MANY) + github_jobs.histories(MANY) + OVERLAP
    return requests, most, time.perf_counter() - begin


def _jira(*, cloud: bool) -> tuple[int, int, float]:
    context = "" if cloud else "/jira"
    with (
        TemporaryDirectory() as folder,
        Jira(cloud=cloud, context=context, check=False) as jira,
    ):
        team = JiraTeam(jira, Path(folder))
        keys = on_jira(team, MANY)
        jira_jobs.calm(team)
        for key in keys:
            jira.person("ada").close(key)
        begin = time.perf_counter()
        requests = len(jira_jobs.counted(team))
        most = _DONE.most(team, MANY)
    return requests, most, time.perf_counter() - begin


if __name__ == "__main__":
    measure()
