"""The real `jira` library against the fake: its traps are the fake's to reproduce.

An adapter is written around these; should a later version mend one, the test that fails
here says which care has become needless.
"""

from __future__ import annotations

import time
from collections.abc import Iterator
from typing import Any

import pytest
import requests
from jira import JIRA, JIRAError

from tests.fakes.jira import Jira, faults
from tests.fakes.jira.clients import client_of

FIELDS: dict[str, Any] = {
    "project": {"key": "OPS"},
    "issuetype": {"name": "Task"},
    "summary": "It broke",
}


@pytest.fixture
def client(jira: Jira) -> Iterator[JIRA]:
    """Without retries, as ours is to be."""
    with client_of(jira) as client:
        jira.log.clear()
        yield client


@pytest.fixture
def hasty(monkeypatch: pytest.MonkeyPatch) -> list[float]:
    """No waiting between the library's own retries."""
    waits: list[float] = []
    monkeypatch.setattr("jira.resilientsession.time.sleep", waits.append)
    return waits


def made(jira: Jira) -> int:
    return len(jira.look.issues("OPS"))


# What works


def test_it_knows_which_dress_it_talks_to(jira: Jira) -> None:
    with client_of(jira) as client:
        assert client._is_cloud is jira.cloud

    assert [entry.named for entry in jira.log] == ["/serverInfo"]


def test_it_searches(jira: Jira, client: JIRA) -> None:
    for number in range(3):
        jira.person("ada").open("OPS", f"Case {number}")
    found = client.search_issues("project = OPS order by key", fields="summary,status")

    assert [one.fields.summary for one in found] == ["Case 0", "Case 1", "Case 2"]


def test_it_follows_the_pages(jira: Jira, client: JIRA) -> None:
    jira.searches.most = jira.searches.most_server = 2
    for number in range(5):
        jira.person("ada").open("OPS", f"Case {number}")
    found = client.search_issues("project = OPS", maxResults=False, fields="summary")

    assert len(found) == 5


def test_it_reads_and_writes_one_issue(jira: Jira, client: JIRA) -> None:
    key = client.create_issue(fields=FIELDS, prefetch=False).key
    issue = client.issue(key)
    issue.update(fields={"labels": ["a"]})
    client.transition_issue(key, "31")
    client.add_simple_link(issue.key, {"url": "https://example.com", "title": "There"})
    other = client.create_issue(fields=FIELDS, prefetch=False).key
    client.create_issue_link("Relates", key, other)

    assert jira.look.issue(key).labels == ("a",)
    assert jira.look.status(key) == "Done"
    assert len(jira.look.remotes(key)) == 1
    assert jira.look.links(key) == [("Relates", key, other)]


def test_it_reads_boards_and_sprints(jira: Jira, client: JIRA) -> None:
    board = jira.build.board("OPS")
    jira.build.sprint(board, goal="Less")

    assert [one.name for one in client.boards()] == ["OPS board"]
    assert [one.goal for one in client.sprints(board.id)] == ["Less"]


def test_a_server_may_be_below_a_path() -> None:
    with Jira(cloud=False, context="/jira") as jira:
        jira.build.project("OPS", people=["robot"])
        jira.build.token("robot")
        with client_of(jira) as client:
            issue = client.create_issue(fields=FIELDS)

        assert issue.self == f"{jira.url}/rest/api/2/issue/10001"
        assert jira.log.of("POST", "/issue")[0].path == "/rest/api/2/issue"


# Its traps


def test_it_posts_again_after_a_dropped_connection(
    jira: Jira, hasty: list[float]
) -> None:
    jira.faults.add("POST", "/issue", faults.drops(commit=True), times=2)
    with client_of(jira, max_retries=3) as client:
        issue = client.create_issue(fields=FIELDS, prefetch=False)

    assert issue.key == "OPS-3"
    assert len(jira.log.of("POST", "/issue")) == 3
    assert made(jira) == 3


def test_without_retries_it_posts_once(jira: Jira, client: JIRA) -> None:
    jira.faults.add("POST", "/issue", faults.drops(commit=True))
    with pytest.raises(requests.ConnectionError):
        client.create_issue(fields=FIELDS, prefetch=False)

    assert len(jira.log.of("POST", "/issue")) == 1
    assert made(jira) == 1


def test_it_waits_for_ever_by_default(jira: Jira) -> None:
    with client_of(jira, timeout=None) as client:
        assert client._session.timeout is None
    with client_of(jira, timeout=(3, 0.2)) as client:
        jira.faults.add("GET", "/myself", faults.hangs())
        started = time.perf_counter()
        with pytest.raises(requests.ReadTimeout):
            client.myself()
        assert time.perf_counter() - started < 2


def test_it_says_none_where_the_deployment_is_not_told(cloud: Jira) -> None:
    cloud.says["deploymentType"] = None
    with client_of(cloud) as client:
        assert client.enhanced_search_issues("project = OPS") is None
        assert client.approximate_issue_count("project = OPS") is None
        with pytest.raises(JIRAError) as gone:
            client.search_issues("project = OPS")

    assert gone.value.status_code == 410


def test_it_loses_the_message_of_a_failed_bulk_create(jira: Jira, client: JIRA) -> None:
    jira.build.forbid("PAY", "robot", "CREATE_ISSUES")
    refused = {**FIELDS, "project": {"key": "PAY"}}
    good, bad = client.create_issues([FIELDS, refused], prefetch=False)

    assert good["status"] == "Success"
    assert (bad["status"], bad["error"]) == ("Error", {})


@pytest.mark.parametrize(
    ("errors", "raised"), [({}, KeyError), ({"project": "No."}, TypeError)]
)
def test_it_breaks_when_a_whole_bulk_create_is_refused(
    jira: Jira, client: JIRA, errors: dict[str, str], raised: type[Exception]
) -> None:
    jira.faults.add("POST", "/issue/bulk", faults.refuses(400, "No.", errors=errors))
    with pytest.raises(raised):
        client.create_issues([FIELDS])


def test_a_failing_read_looks_like_a_failed_create(jira: Jira, client: JIRA) -> None:
    jira.faults.add("GET", "/issue/*", faults.answers(500))
    with pytest.raises(JIRAError):
        client.create_issue(fields=FIELDS)

    assert made(jira) == 1
    assert [one.method for one in jira.log] == ["POST", "GET"]


def test_it_does_not_obey_a_long_wait(jira: Jira, hasty: list[float]) -> None:
    jira.faults.add("GET", "/myself", faults.too_many(1800), times=2)
    with client_of(jira, max_retries=3) as client:
        client.myself()

    assert len(hasty) == 2
    assert max(hasty) <= 60


def test_it_can_not_read_a_wait_that_is_a_date(jira: Jira, client: JIRA) -> None:
    date = "Fri, 20 Nov 2026 09:30:00 GMT"
    jira.faults.add("GET", "/myself", faults.too_many(date), times=None)
    with (
        client_of(jira, max_retries=1) as patient,
        pytest.raises(ValueError, match="invalid literal"),
    ):
        patient.myself()


def test_it_asks_for_types_with_each_link(jira: Jira, client: JIRA) -> None:
    keys = [jira.person("ada").open("OPS", f"Case {x}") for x in range(3)]
    for other in keys[1:]:
        client.create_issue_link("Relates", keys[0], other)

    assert len(jira.log.of("GET", "/issueLinkType")) == 2


def test_it_asks_for_applications_with_each_remote_link(
    jira: Jira, client: JIRA
) -> None:
    key = jira.person("ada").open("OPS", "It broke")
    there = {"url": "https://example.com", "title": "There"}
    for _ in range(2):
        with pytest.warns(Warning, match="Unable to gather applicationlinks"):
            client.add_remote_link(key, there, globalId="ours=1")

    asked = [entry.named for entry in jira.log]
    link = f"/issue/{key}/remotelink"
    assert asked == ["/applinks/listApplicationlinks", link] * 2
    assert len(jira.look.remotes(key)) == 1


def test_it_assigns_the_first_who_is_called_so(jira: Jira, client: JIRA) -> None:
    jira.build.user("linda", "Linda Berg")
    jira.build.allow("OPS", "linda")
    key = jira.person("ada").open("OPS", "It broke")
    client.assign_issue(key, "Lin Chen")

    assert jira.look.issue(key).assignee == "lin"
    searched = [entry.named for entry in jira.log]
    assert searched == ["/user/search", f"/issue/{key}/assignee"]
    if jira.cloud:
        assert len(jira.honesty.take()) == 2, "it sends what Cloud does not describe"


def test_it_refuses_createmeta_on_cloud(jira: Jira, client: JIRA) -> None:
    if jira.cloud:
        with pytest.raises(JIRAError, match="Unsupported JIRA deployment type"):
            client.project_issue_types("OPS")
    else:
        found = [one.name for one in client.project_issue_types("OPS")]
        assert "Incident" in found


def test_an_update_is_two_requests(jira: Jira, client: JIRA) -> None:
    key = jira.person("ada").open("OPS", "It broke")
    issue = client.issue(key)
    with jira.log.counted() as log:
        issue.update(fields={"labels": ["a"]})

    assert [entry.method for entry in log] == ["PUT", "GET"]


def test_a_page_instead_of_an_answer_is_an_error_of_its_own(
    jira: Jira, client: JIRA
) -> None:
    jira.faults.add("GET", "/myself", faults.html())
    with pytest.raises(ValueError, match="Expecting value"):
        client.myself()


def test_a_search_without_a_last_page_never_ends_by_itself(
    cloud: Jira,
) -> None:
    """The library stops at a missing token; who waits for `isLast` would not."""
    cloud.faults.add("GET", "/search/jql", faults.shim())
    with client_of(cloud) as client:
        assert client.search_issues("project = OPS", maxResults=False) == []
