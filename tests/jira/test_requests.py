"""What each job costs on Jira, counted by the fake: requests are the cost (law 7)."""

from __future__ import annotations

import json
from math import ceil

import pytest

from tests.fakes.jira.log import Entry, Log
from tests.jira.jobs import (
    EDITS,
    JOBS,
    LEARNED,
    Job,
    changed_issues,
    closed_incidents,
    closed_write_backs,
    counted,
    declined,
    findings,
    first_incidents,
    forgotten,
    incomplete,
    kept,
    nothing,
)
from tests.jira.team import Team

FACTS = ("/serverInfo", "/project/*", "/field", "/status", "/myself")


@pytest.mark.parametrize(
    ("job", "size"),
    [
        pytest.param(job, size, id=f"{job.name}, {size}")
        for job in JOBS
        for size in job.sizes
    ],
)
def test_no_job_costs_more_than_it_may(team: Team, job: Job, size: int) -> None:
    check_few(team, size)
    job.ready(team, size)

    log = counted(team)

    assert len(log) <= job.most(team, size), str(log)


def check_few(team: Team, size: int) -> None:
    """Texts of many tickets are like those of few, and take long to validate."""
    team.jira.honesty.on = size <= 10


def searches(team: Team, log: Log) -> list[Entry]:
    """The searches among some requests."""
    return log.of("POST", "/search/jql" if team.jira.cloud else "/search")


def facts(log: Log) -> list[str]:
    """What was asked of the site itself."""
    return [entry.named for one in FACTS for entry in log.of("GET", one)]


def test_nothing_changed_is_one_search(team: Team) -> None:
    nothing(team, 0)

    log = counted(team)

    assert len(searches(team, log)) == 1
    assert [entry.named for entry in log.of("GET")] == ["/serverInfo"]


@pytest.mark.parametrize("changed", [1, 100, 250])
def test_many_changed_issues_come_in_full_pages(team: Team, changed: int) -> None:
    changed_issues(team, changed)

    assert len(searches(team, counted(team))) == ceil(changed / 100)


@pytest.mark.parametrize("reviews", [1, 60])
def test_opening_reviews(team: Team, reviews: int) -> None:
    check_few(team, reviews)
    closed_incidents(team, reviews)

    log = counted(team)

    creates = log.of("POST", "/issue/bulk")
    sizes = [len(json.loads(entry.body)["issueUpdates"]) for entry in creates]
    assert sizes == ([50, 10] if reviews == 60 else [1])
    assert log.writes == creates
    changed, answers, *rest = searches(team, log)
    assert b"updated >= " in changed.body
    assert b"issuetype = Incident" in answers.body
    assert b"labels in (" in rest[-1].body
    assert len(facts(log)) == 3
    if team.jira.cloud:
        assert len(log.of("POST", "/issue/bulkfetch")) == 1, "all stories together"
        assert len(log.of("POST", "/changelog/bulkfetch")) == 1


def test_the_very_first_sync_asks_what_the_site_is_and_who_we_are(team: Team) -> None:
    first_incidents(team, 1)

    asked = facts(counted(team))

    known = ["/serverInfo", "/project/OPS", "/field", "/status"]
    assert asked == [*known, *(["/myself"] if team.jira.cloud else [])]


@pytest.mark.parametrize("size", [1, 4])
def test_writing_findings_back(team: Team, size: int) -> None:
    findings(team, size)
    (review,) = team.ours("review")
    number = team.issue(review).id

    log = counted(team)

    edits = log.of("PUT", f"/issue/{number}")
    assert len(edits) == 2
    (create,) = log.of("POST", "/issue/bulk")
    assert len(json.loads(create.body)["issueUpdates"]) == size
    assert len(log.of("POST", "/issue/*/transitions")) == LEARNED
    assert len(log.writes) == 2 + 1 + LEARNED
    assert log.of("POST", "/issue/*/remotelink") == []
    by_number = {entry.number: entry for entry in log}
    before = [by_number[edit.number - 1] for edit in edits]
    assert {entry.writes for entry in before} == {False}, "read right before"
    assert len(edits) + len(before) == EDITS


def test_who_is_configured_is_not_asked_about(team: Team) -> None:
    findings(team, 2)

    log = counted(team)

    assert log.of("GET", "/user/**") == []
    assert log.of("GET", "/myself") == []


def test_whether_a_commenter_is_trusted_is_not_asked(team: Team) -> None:
    """Only marks need trust, and people's comments carry none."""
    team.jira.build.user("guest", "A Guest")
    declined(team, 1)
    (key,) = team.ours("checklist")
    team.jira.person("guest").comment(key, "Shame.")

    assert counted(team).of("GET", "/user/**") == []


def test_a_remark_is_one_request(team: Team) -> None:
    incomplete(team, 2)

    (remark,) = counted(team).writes

    assert (remark.method, remark.named.rpartition("/")[2]) == ("POST", "comment")


@pytest.mark.parametrize("size", [8])
def test_first_finishes_come_with_one_request_more(team: Team, size: int) -> None:
    closed_write_backs(team, size)

    log = counted(team)

    if team.jira.cloud:
        assert len(searches(team, log)) == 1
        assert len(log.of("POST", "/changelog/bulkfetch")) == 1
    else:
        assert len(searches(team, log)) == 2
        assert log.of("GET", "/issue/*/properties/*") == [], "their texts stayed"


@pytest.mark.parametrize("size", [1, 100, 250])
def test_states_and_histories_of_many_come_in_full_requests(
    team: Team, size: int
) -> None:
    keys = team.jira.build.fill("OPS", size)
    ids = [str(team.issue(key).id) for key in keys]
    with team.site() as site:
        tracker = site.trackers["ops"]
        list(tracker.fetch(ids=ids[:1]))  # what is asked once a journal is known now
    with team.site() as site:
        tracker = site.trackers["ops"]
        list(tracker.find(["nothing"]))  # what is asked once a process is known now
        with team.jira.log.counted() as log:
            found = list(tracker.fetch(ids=ids))

    assert len(found) == size
    hundreds = ceil(size / 100)
    assert len(log) == hundreds + (1 if team.jira.cloud else 0), str(log)


def test_what_is_gone_is_looked_for_once_a_week(team: Team) -> None:
    kept(team, 3)

    first, second = counted(team), counted(team)

    assert len(first) == len(second) + 1


def test_a_rebuild_asks_for_histories_and_texts_together(team: Team) -> None:
    team.jira.honesty.on = False
    forgotten(team, 16)

    log = counted(team)

    assert log.writes == []
    if team.jira.cloud:
        assert len(log.of("POST", "/changelog/bulkfetch")) == 1
        assert len(log.of("POST", "/issue/bulkfetch")) == 1, "all reviews together"
    else:
        assert len(log.of("GET", "/issue/*/properties/*")) == 16, "one for each mark"
