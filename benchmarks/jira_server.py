"""A Jira Cloud in a process of its own, with a project of any size.

The tests' fake makes two issues, an open one and a closed incident; all that is served
is made from them: what a look asks is known, so nothing needs to be searched. Prints
its address and serves until its standard input ends.
"""

from __future__ import annotations

import re
import sys
import threading
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import msgspec
import requests

from tests.fakes.jira import Jira

TEXT = "\n\n".join(["The gateway answers with 502, and then with 200. " * 5] * 15)
"""With it an issue is 6 kB of JSON, as large as those of real projects."""
EVERY = 10
"""One in so many issues is a closed incident."""
NOW = datetime(2026, 11, 20, 9, tzinfo=UTC)
MINUTE = timedelta(minutes=1)
Json = dict[str, Any]
_SINCE = re.compile(r"updated >= ([0-9]+)")


class Project:
    """A project whose issues changed a minute apart, the last one a minute ago."""

    def __init__(self, size: int) -> None:
        """Nothing is kept but two issues: the others are like them."""
        self._size = size
        self.token = self.email = ""
        self.known: dict[str, bytes] = {}
        """Answers that are always the same, by path."""
        self._open, self._closed = self._made()

    def _made(self) -> tuple[Json, Json]:
        """Two issues as a search of the fake tells of them."""
        with Jira(cloud=True, check=False) as jira:
            jira.build.user("ada", "Ada Lovelace")
            jira.build.project("OPS", people=["ada", "robot"], private=True)
            self.token, self.email = jira.build.token("robot"), jira.email("robot")
            ada = jira.person("ada")
            ada.open("OPS", "Payments time out", TEXT, labels=["payments"])
            ada.close(ada.open("OPS", "It broke", TEXT, type="Incident"))
            for path in ("/rest/api/2/serverInfo", "/rest/api/3/project/OPS"):
                self.known[path] = self._asked(jira, "GET", path)
            body = {"jql": "project = OPS", "fields": ["*all"]}
            told = self._asked(jira, "POST", "/rest/api/3/search/jql", body)
            by_status = {
                one["fields"]["status"]["name"]: one
                for one in msgspec.json.decode(told)["issues"]
            }
            return by_status["To Do"], by_status["Done"]

    def _asked(
        self, jira: Jira, verb: str, path: str, body: Json | None = None
    ) -> bytes:
        sign_in = self.email, self.token
        answer = requests.request(
            verb, f"{jira.url}{path}", json=body, auth=sign_in, timeout=30
        )
        answer.raise_for_status()
        return answer.content

    def search(self, asked: Json) -> Json:
        """A page of the issues since a moment, or of the ids of the incidents."""
        since = _SINCE.search(asked["jql"])
        first = self._first(int(since[1])) if since else 0
        if asked["fields"] == ["id"]:
            numbers = range(first + -first % EVERY, self._size, EVERY)
            return self._page(numbers, asked, lambda n: {"id": str(n + 10_000)})
        return self._page(range(first, self._size), asked, self._like(asked["fields"]))

    def _first(self, since: int) -> int:
        past = NOW - datetime.fromtimestamp(since / 1000, UTC)
        return max(0, self._size - past // MINUTE)

    def _page(self, numbers: range, asked: Json, tell: Callable[[int], Json]) -> Json:
        start, most = int(asked.get("nextPageToken", 0)), asked["maxResults"]
        page = {"issues": [tell(one) for one in numbers[start : start + most]]}
        if start + most >= len(numbers):
            return {**page, "isLast": True}
        return {**page, "isLast": False, "nextPageToken": str(start + most)}

    def _like(self, fields: list[str]) -> Callable[[int], Json]:
        """How an issue is told of, with these fields."""

        def tell(number: int) -> Json:
            made = self._open if number % EVERY else self._closed
            when = _written(NOW - (self._size - number) * MINUTE)
            told = {name: made["fields"].get(name) for name in fields}
            told |= {"created": when, "updated": when}
            if made is self._closed:
                told |= {"resolutiondate": when, "statuscategorychangedate": when}
            return {"id": str(number + 10_000), "key": f"OPS-{number}", "fields": told}

        return tell


def _written(moment: datetime) -> str:
    return f"{moment:%Y-%m-%dT%H:%M:%S}.000+0000"


def _handler(project: Project) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_GET(self) -> None:
            path = self.path.partition("?")[0]
            self._answer(project.known.get(path))

        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"]))
            asked = msgspec.json.decode(body)
            self._answer(msgspec.json.encode(project.search(asked)))

        def _answer(self, data: bytes | None) -> None:
            self.send_response(404 if data is None else 200)
            self.send_header("Content-Type", "application/json;charset=UTF-8")
            self.send_header("Content-Length", str(len(data or b"")))
            self.end_headers()
            self.wfile.write(data or b"")

        def log_message(self, format: str, *args: object) -> None:  # noqa: A002
            """Nothing is said of requests."""

    return Handler


def main(size: int) -> None:
    """Serve `size` issues."""
    project = Project(size)
    with ThreadingHTTPServer(("127.0.0.1", 0), _handler(project)) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        host = f"http://127.0.0.1:{server.server_port}"
        told = (host, project.email, project.token, NOW.isoformat())
        sys.stdout.write(" ".join(told) + "\n")
        sys.stdout.flush()
        sys.stdin.read()
        server.shutdown()


if __name__ == "__main__":
    main(int(sys.argv[1]))
