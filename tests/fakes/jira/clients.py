"""The real `jira` library, and a bare client for what it hides; no test in here."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

import requests
from jira import JIRA

from tests.fakes.jira import Jira


@contextmanager
def client_of(jira: Jira, name: str = "robot", **more: Any) -> Iterator[JIRA]:  # noqa: ANN401
    """The library without its retries, signed in as the dress wants it."""
    settings: dict[str, Any] = {"max_retries": 0, "timeout": (3, 30), **more}
    if jira.cloud:
        settings["basic_auth"] = (jira.email(name), f"token-{name}")
        settings["options"] = {"rest_api_version": "3", **settings.get("options", {})}
    else:
        settings["token_auth"] = f"token-{name}"
    client = JIRA(jira.url, **settings)
    try:
        yield client
    finally:
        client.close()  # type: ignore[no-untyped-call]


@dataclass(frozen=True, slots=True)
class Got:
    """An answer as it came."""

    status: int
    headers: dict[str, str]
    """By their names in small letters."""
    text: str

    @property
    def json(self) -> Any:  # noqa: ANN401 - JSON
        """The body."""
        return json.loads(self.text)


def ask(
    jira: Jira,
    method: str,
    path: str,
    who: str | None = "robot",
    *,
    body: object = None,
    timeout: float = 5,
    **query: object,
) -> Got:
    """One request, with no redirect followed and no retry.

    `path` begins with `/rest/`, or stands for one below `/rest/api/` in the version of
    the dress; `/agile/…` for boards and sprints.
    """
    headers = {"Content-Type": "application/json"} if body is not None else {}
    auth = None
    if who is not None and jira.cloud:
        auth = (jira.email(who), f"token-{who}")
    elif who is not None:
        headers["Authorization"] = f"Bearer token-{who}"
    answer = requests.request(
        method,
        jira.root + _full(jira, path),
        params={name: str(value) for name, value in query.items()},
        data=None if body is None else json.dumps(body),
        headers=headers,
        auth=auth,
        timeout=timeout,
        allow_redirects=False,
    )
    low = {name.lower(): value for name, value in answer.headers.items()}
    return Got(answer.status_code, low, answer.text)


def _full(jira: Jira, path: str) -> str:
    if path.startswith("/rest/"):
        return path
    if path.startswith("/agile/"):
        return f"/rest/agile/1.0{path.removeprefix('/agile')}"
    return f"/rest/api/{3 if jira.cloud else 2}{path}"
