"""What each job costs on GitHub, counted by the fake: requests are the cost (law 7)."""

from __future__ import annotations

from math import ceil

import pytest

from tests.fakes.github.log import Entry
from tests.github.jobs import (
    JOBS,
    LEARNED,
    Job,
    changed_issues,
    closed_incidents,
    counted,
    findings,
    forgotten,
    incomplete,
    kept,
    nothing_with_iterations,
)
from tests.github.team import Team

ISSUES = ("GET", "/repos/*/*/issues")
GRAPHQL = ("POST", "/graphql")


@pytest.mark.parametrize(
    ("job", "size"),
    [
        pytest.param(job, size, id=f"{job.name}, {size}")
        for job in JOBS
        for size in job.sizes
    ],
)
def test_no_job_costs_more_than_it_may(team: Team, job: Job, size: int) -> None:
    job.ready(team, size)

    log = counted(team)

    assert len(log) <= job.most(size), str(log)


def test_where_nothing_changed_nothing_is_counted_by_github(team: Team) -> None:
    nothing_with_iterations(team, 3)

    log = counted(team)

    assert [entry.status for entry in log] == [304, 304, 200]
    assert log.primary == 1, "GraphQL knows no 304"


@pytest.mark.parametrize("changed", [1, 100, 250])
def test_many_changed_issues_come_in_full_pages(team: Team, changed: int) -> None:
    changed_issues(team, changed)

    assert len(counted(team).of(*ISSUES)) == ceil(changed / 100)


@pytest.mark.parametrize("reviews", [1, 3])
def test_opening_reviews(team: Team, reviews: int) -> None:
    closed_incidents(team, reviews)

    log = counted(team)

    assert len(log.of("POST", "/repos/*/*/issues")) == len(log.writes) == reviews
    assert len(log.of("GET", "/repos/*/*")) == 1
    changed, ours = log.of(*ISSUES)
    assert "since" in changed.query
    assert ours.query["labels"] == "afteraction"
    assert len(log.of(*GRAPHQL)) == 1, "all prefills together"


@pytest.mark.parametrize("size", [1, 4])
def test_writing_findings_back(team: Team, size: int) -> None:
    findings(team, size)
    (review,) = team.ours("review")

    log = counted(team)

    edits = log.of("PATCH", f"/repos/*/*/issues/{review.number}")
    assert len(edits) == 2
    assert len(log.of("POST", "/repos/*/*/issues")) == size
    assert len(log.of("POST", "/repos/*/*/issues/*/sub_issues")) == size
    assert len(log.of("PATCH", "/repos/*/*/issues/*")) == 2 + LEARNED
    assert len(log.writes) == 2 + 2 * size + LEARNED
    # To plan: its history and its text; and once right before each edit.
    reads = [entry.number for entry in log.of(*GRAPHQL)]
    assert len(reads) == 2 + 2
    assert reads[2:] == [edit.number - 1 for edit in edits]


def test_who_is_configured_is_not_asked_about(team: Team) -> None:
    findings(team, 2)

    assert counted(team).of("GET", "/repos/*/*/assignees/*") == []


def test_several_people_are_looked_up_together(team: Team) -> None:
    handles = ["ada", "lin", "nobody-of-that-name", *(f"p{n}" for n in range(30))]
    with team.site() as site, team.github.log.counted() as log:
        tracker, memory = site.trackers["platform"], site.ledger.view.memory("platform")
        assert tracker.people(handles, memory) == {"ada", "lin"}
        assert tracker.people(["lin", "p7"], memory) == {"lin"}

    assert len(log.of(*GRAPHQL)) == ceil(len(handles) / 20)
    assert log.of("GET", "/repos/*/*/assignees/*") == []


def test_a_remark_is_one_request(team: Team) -> None:
    incomplete(team, 2)

    (remark,) = counted(team).writes

    assert (remark.method, remark.named.rpartition("/")[2]) == ("POST", "comments")


@pytest.mark.parametrize(("size", "queries"), [(3, 1), (100, 1), (101, 2)])
def test_what_is_gone_is_looked_for_in_hundreds(
    team: Team, size: int, queries: int
) -> None:
    kept(team, size)

    asked = counted(team).of(*GRAPHQL)

    assert len(asked) == queries
    assert sum(map(asked_of, asked)) == size
    assert len(counted(team).of(*GRAPHQL)) == 0, "once a week"


def test_a_rebuild_asks_for_our_tickets_in_hundreds(team: Team) -> None:
    forgotten(team, 120)

    log = counted(team)

    lists = [entry for entry in log.of(*ISSUES) if "labels" in entry.query]
    assert len(lists) == 2
    *histories, texts = log.of(*GRAPHQL)
    assert [asked_of(entry) for entry in histories] == [100, 20]
    assert asked_of(texts) == len(team.ours("review")), "to know what was written back"
    assert log.writes == []
    (rebuild,) = (job for job in JOBS if job.ready is forgotten)
    assert len(log) <= rebuild.most(120)


def asked_of(entry: Entry) -> int:
    """How many issues a query asks about."""
    return entry.body.count(b": issue(number: ")
