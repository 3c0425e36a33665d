"""Each fault and each limit does what it says, on the wire."""

from __future__ import annotations

import json
import time
from datetime import timedelta
from typing import Any

import pytest
import requests

from tests.fakes.jira import Jira, faults
from tests.fakes.jira.clients import ask
from tests.fakes.jira.faults import Behaviour
from tests.fakes.jira.limits import Bucket, Burst
from tests.fakes.jira.wire import Request

NEW: dict[str, Any] = {
    "fields": {
        "project": {"key": "OPS"},
        "issuetype": {"name": "Task"},
        "summary": "It broke",
    }
}
BULK = {"issueUpdates": [NEW]}


def made(jira: Jira) -> int:
    return len(jira.look.issues("OPS"))


@pytest.mark.parametrize(
    ("behaviour", "count", "status"),
    [
        (faults.answers(502), 0, 502),
        (faults.answers(502, commit=True), 1, 502),
        (faults.unavailable(), 0, 503),
        (faults.unavailable("1800", commit=True), 1, 503),
        (faults.too_many(0, server=True), 0, 429),
        (faults.too_many("Fri, 20 Nov 2026 09:30:00 GMT"), 0, 429),
        (faults.html(), 0, 200),
        (faults.html(commit=True), 1, 200),
        (faults.unauthorized(), 0, 401),
        (faults.unauthorized(page=False), 0, 401),
        (faults.redirects(302, "/login"), 0, 302),
        (faults.refuses(400, "No."), 0, 400),
        (faults.truncates(), 1, 201),
    ],
)
def test_a_create_happened_where_the_fault_says_so(
    jira: Jira, behaviour: Behaviour, count: int, status: int
) -> None:
    jira.faults.add("POST", "/issue/bulk", behaviour)
    got = ask(jira, "POST", "/issue/bulk", body=BULK)

    assert (got.status, made(jira)) == (status, count)
    assert ask(jira, "POST", "/issue/bulk", body=BULK).status == 201


@pytest.mark.parametrize(("commit", "count"), [(True, 1), (False, 0)])
def test_a_connection_is_dropped(jira: Jira, commit: bool, count: int) -> None:
    jira.faults.add("POST", "/issue/bulk", faults.drops(commit=commit))
    with pytest.raises(requests.ConnectionError):
        ask(jira, "POST", "/issue/bulk", body=BULK)

    assert made(jira) == count
    assert [entry.status for entry in jira.log] == [0]


@pytest.mark.parametrize(("commit", "count"), [(True, 1), (False, 0)])
def test_an_answer_does_not_come(jira: Jira, commit: bool, count: int) -> None:
    jira.faults.add("POST", "/issue/bulk", faults.hangs(commit=commit))
    started = time.perf_counter()
    with pytest.raises(requests.ReadTimeout):
        ask(jira, "POST", "/issue/bulk", body=BULK, timeout=0.2)

    assert time.perf_counter() - started < 2
    assert made(jira) == count


def test_json_is_cut(jira: Jira) -> None:
    jira.faults.add("GET", "/project", faults.truncates())
    with pytest.raises(json.JSONDecodeError):
        assert ask(jira, "GET", "/project").json


def test_a_body_is_torn(jira: Jira) -> None:
    jira.faults.add("GET", "/project", faults.tears())
    with pytest.raises(requests.exceptions.RequestException):
        ask(jira, "GET", "/project")


def test_a_fault_strikes_when_it_is_told(jira: Jira) -> None:
    jira.faults.add("GET", "/issue/*", faults.answers(500), call=2, times=2)
    key = jira.person("ada").open("OPS", "It broke")
    seen = [ask(jira, "GET", f"/issue/{key}").status for _ in range(4)]

    assert seen == [200, 500, 500, 200]


def test_a_fault_strikes_what_it_names(jira: Jira) -> None:
    rule = jira.faults.add("POST", "/issue", faults.answers(500), holds="broke")
    other = {"fields": {**NEW["fields"], "summary": "Another"}}
    assert ask(jira, "POST", "/issue", body=other).status == 201
    assert ask(jira, "POST", "/issue", body=NEW).status == 500
    assert rule.struck == 1


def test_people_act_between(jira: Jira) -> None:
    ada = jira.person("ada")
    key = ada.open("OPS", "It broke")
    jira.faults.add("PUT", "/issue/*", faults.moving(lambda: ada.move(key, "PAY")))
    body = {"fields": {"summary": "New"}}

    assert ask(jira, "PUT", f"/issue/{key}", body=body).status == 204
    assert jira.look.issue("PAY-1").summary == "New"


def test_hooks_see_each_request(jira: Jira) -> None:
    seen: list[str] = []

    def note(request: Request) -> None:
        seen.append(request.named)

    for hooks in (jira.hooks.before, jira.hooks.processed, jira.hooks.answered):
        hooks.append(note)
    ask(jira, "GET", "/myself")
    time.sleep(0.05)

    assert seen == ["/myself"] * 3


def test_a_hook_can_break_the_line(jira: Jira) -> None:
    def broken(request: Request) -> None:
        raise RuntimeError(request.named)

    jira.hooks.processed.append(broken)
    with pytest.raises(requests.ConnectionError):
        ask(jira, "POST", "/issue", body=NEW)

    assert made(jira) == 1
    assert len(jira.raised) == 1


# Limits


def test_cloud_limits_bursts(cloud: Jira) -> None:
    cloud.limits.burst = Burst(get=2, retry_after=5)
    seen = [ask(cloud, "GET", "/myself") for _ in range(3)]

    assert [one.status for one in seen] == [200, 200, 429]
    headers = seen[2].headers
    assert (headers["retry-after"], headers["ratelimit-reason"]) == (
        "5",
        "jira-burst-based",
    )
    assert ask(cloud, "GET", "/field").status == 200
    cloud.clock.advance(timedelta(seconds=1))
    assert ask(cloud, "GET", "/myself").status == 200


def test_cloud_may_say_so_in_html(cloud: Jira) -> None:
    cloud.limits.burst = Burst(get=0, html=True)
    got = ask(cloud, "GET", "/myself")

    assert got.status == 429
    assert got.headers["content-type"] == "text/html"


def test_cloud_limits_writes_to_one_issue(cloud: Jira) -> None:
    cloud.limits.per_issue = True
    keys = [cloud.person("ada").open("OPS", "It broke") for _ in range(2)]

    def write(key: str, number: int) -> int:
        body = {"fields": {"summary": f"{number}"}}
        return ask(cloud, "PUT", f"/issue/{key}", body=body).status

    assert [write(keys[0], number) for number in range(21)] == [204] * 20 + [429]
    assert write(keys[1], 1) == 204
    cloud.clock.advance(timedelta(seconds=3))
    assert write(keys[0], 22) == 204


def test_data_center_has_a_bucket(server: Jira) -> None:
    server.limits.bucket = Bucket(size=2, fill=1)
    seen = [ask(server, "GET", "/myself") for _ in range(3)]

    assert [one.status for one in seen] == [200, 200, 429]
    assert seen[2].headers["retry-after"] == "0"
    assert "x-ratelimit-fillrate" in seen[2].headers
    assert "<html" in seen[2].text
    server.clock.advance(timedelta(seconds=1))
    assert ask(server, "GET", "/myself").status == 200
