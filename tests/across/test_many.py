"""States of many write-backs are read in full pages; `make bench` has 10,000."""

from __future__ import annotations

from math import ceil
from pathlib import Path

import pytest

from tests.across.crowd import on_github, on_jira
from tests.fakes.github import GitHub
from tests.fakes.jira import Jira
from tests.github import jobs as github_jobs
from tests.github.team import Team as GithubTeam
from tests.jira import jobs as jira_jobs
from tests.jira.team import Team as JiraTeam

MANY = 230


def test_on_github(tmp_path: Path) -> None:
    with GitHub(enterprise=True) as github:
        team = GithubTeam(github, tmp_path)
        refs = on_github(team, MANY)
        github_jobs.calm(team)
        for ref in refs:
            github.person("ada").close(ref)

        log = github_jobs.counted(team)

    most = github_jobs.of_changes(MANY) + github_jobs.histories(MANY)
    assert len(log) <= most, str(log)
    assert len(log) >= 2 * ceil(MANY / 100)


@pytest.mark.parametrize("cloud", [True, False], ids=["cloud", "data center"])
def test_on_jira(tmp_path: Path, cloud: bool) -> None:
    with Jira(cloud=cloud, context="" if cloud else "/jira") as jira:
        team = JiraTeam(jira, tmp_path)
        keys = on_jira(team, MANY)
        jira_jobs.calm(team)
        for key in keys:
            jira.person("ada").close(key)

        log = jira_jobs.counted(team)

    done = next(job for job in jira_jobs.JOBS if job.name.startswith("write-backs"))
    assert len(log) <= done.most(team, MANY), str(log)
    assert len(log) >= ceil(MANY / 100)
