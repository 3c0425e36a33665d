"""Many at once, counting, and nothing left behind."""

from __future__ import annotations

import threading
from concurrent.futures import ThreadPoolExecutor
from typing import Any

from tests.fakes.jira import Jira
from tests.fakes.jira.clients import ask

NEW: dict[str, Any] = {
    "fields": {
        "project": {"key": "OPS"},
        "issuetype": {"name": "Task"},
        "summary": "It broke",
    }
}


def test_many_write_at_once(jira: Jira) -> None:
    def make(_: int) -> str:
        return str(ask(jira, "POST", "/issue", body=NEW).json["key"])

    with ThreadPoolExecutor(8) as pool:
        keys = set(pool.map(make, range(40)))

    assert keys == {f"OPS-{number}" for number in range(1, 41)}
    assert len(jira.log) == 40


def test_requests_are_counted(jira: Jira) -> None:
    ask(jira, "GET", "/myself")
    with jira.log.counted() as log:
        ask(jira, "POST", "/issue", body=NEW)
        ask(jira, "GET", "/issue/OPS-1", fields="summary,status")
        path = "/search/jql" if jira.cloud else "/search"
        ask(jira, "POST", path, body={"jql": "project = OPS"})

    assert [entry.named for entry in log] == ["/issue", "/issue/OPS-1", path]
    assert [entry.named for entry in log.writes] == ["/issue"]
    assert log.of("GET", "/issue/*")[0].query == {"fields": "summary,status"}
    assert {entry.who for entry in log} == {"robot"}
    assert len(jira.log) == 4
    jira.log.clear()
    assert len(jira.log) == 0


def test_nothing_is_left_behind() -> None:
    before = threading.active_count()
    with Jira() as jira:
        assert ask(jira, "GET", "/serverInfo", None).status == 200
        assert threading.active_count() > before

    assert threading.active_count() == before


def test_the_picture_tells_whether_anything_changed(jira: Jira) -> None:
    key = jira.person("ada").open("OPS", "It broke")
    before = jira.look.picture()
    ask(jira, "GET", f"/issue/{key}")
    assert jira.look.picture() == before
    jira.person("ada").comment(key, "Hm.")
    assert jira.look.picture() != before
