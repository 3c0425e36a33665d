"""The real PyGithub, and a bare one for what PyGithub would hide; no test in here."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

import requests
from github import Auth, Github

from tests.fakes.github import GitHub


@contextmanager
def client_of(github: GitHub, token: str, timeout: int = 5) -> Iterator[Github]:
    """PyGithub without retries and pauses, closed at the end."""
    client = Github(
        base_url=github.url,
        auth=Auth.Token(token),
        retry=None,
        timeout=timeout,
        seconds_between_requests=None,
        seconds_between_writes=None,
    )
    try:
        yield client
    finally:
        client.close()


@dataclass(frozen=True, slots=True)
class Got:
    """An answer as it came."""

    status: int
    headers: dict[str, str]
    """By their names in small letters."""
    text: str
    links: dict[str, str] = field(default_factory=dict)
    """Relation to address."""

    @property
    def json(self) -> Any:  # noqa: ANN401 - JSON
        """The body."""
        return json.loads(self.text)


def ask(
    github: GitHub,
    method: str,
    path: str,
    token: str | None = "ghp_ada",
    *,
    body: object = None,
    headers: dict[str, str] | None = None,
    timeout: float = 5,
) -> Got:
    """One request, with no redirect followed and no retry."""
    address = path if path.startswith("http") else f"{github.url}{path}"
    auth = {"Authorization": f"token {token}"} if token else {}
    answer = requests.request(
        method,
        address,
        data=None if body is None else json.dumps(body),
        headers=auth | (headers or {}),
        timeout=timeout,
        allow_redirects=False,
    )
    links = {name: one["url"] for name, one in answer.links.items()}
    low = {name.lower(): value for name, value in answer.headers.items()}
    return Got(answer.status_code, low, answer.text, links)


def query(
    github: GitHub, text: str, token: str = "ghp_ada", **variables: object
) -> dict[str, Any]:
    """The answer to a query of GraphQL, errors and all."""
    address = f"{github.root}{github.graphql_path}"
    data = {"query": text, "variables": variables}
    got = ask(github, "POST", address, token, body=data)
    assert got.status == 200, got
    return dict(got.json)
