"""Many write-backs at once, as if they had been made one by one; no test in here.

They are copies of one that was really made, each with a key of its own.
"""

from __future__ import annotations

import json
from typing import Any

from tests.fakes.jira.changes import Changes
from tests.github.jobs import complete, held_review
from tests.github.team import REPO
from tests.github.team import Team as GithubTeam
from tests.jira import jobs
from tests.jira.team import Team as JiraTeam

IN_A_REVIEW = 8
"""A review has so many findings."""
PROPERTY = "afteraction"


def key_of(number: int) -> tuple[str, str]:
    """The keys of a review that nobody wrote, and of one of its findings."""
    review = f"review-{number // IN_A_REVIEW:016x}"
    return review, f"{review}.f-{number:05x}"


def on_github(team: GithubTeam, count: int) -> list[str]:
    """So many open write-backs on GitHub; their refs."""
    held_review(team, *complete(1))
    team.later(minutes=5)
    team.sync()
    (made,) = team.ours("checklist")
    first = team.github.look.issues(REPO)[-1].number + 1
    for number in range(count):
        team.github.build.fill(
            REPO,
            1,
            author=made.author or "",
            labels=["checklist", "afteraction"],
            body=_signed(made.body or "", number),
        )
    return [f"{REPO}#{first + number}" for number in range(count)]


def _signed(body: str, number: int) -> str:
    """The text with another mark at its end."""
    text, begin, line = body.rpartition("<!-- afteraction ")
    mark = _other(json.loads(line.rpartition(" -->")[0]), number)
    return f"{text}{begin}{json.dumps(mark)} -->"


def _other(mark: dict[str, Any], number: int) -> dict[str, Any]:
    review, key = key_of(number)
    return {**mark, "about": review, "key": key}


def on_jira(team: JiraTeam, count: int) -> list[str]:
    """So many open write-backs in Jira; their keys."""
    jobs.held_reviews(team, 1, 1)
    jobs.calm(team)
    (key,) = team.ours("checklist")
    made = team.issue(key)
    held = made.properties[PROPERTY]
    author = made.creator or ""
    team.later(minutes=count)  # They are a minute apart, and all are new.
    keys = team.jira.build.fill("OPS", count, author=author, labels=made.labels)
    with team.jira.state.lock:
        for number, each in enumerate(keys):
            mark = _other(dict(held), number)
            Changes(team.jira.state).put_property(team.issue(each), PROPERTY, mark)
    return keys
