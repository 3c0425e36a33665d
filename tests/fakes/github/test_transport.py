"""Connections: kept alive, many at once, closed at the end."""

from __future__ import annotations

import http.client
import socket
import threading
from concurrent.futures import ThreadPoolExecutor
from urllib.parse import urlsplit

from tests.fakes.github import GitHub
from tests.fakes.github.clients import ask
from tests.fakes.github.conftest import HOME

ISSUES = f"/repos/{HOME}/issues"


def connected(github: GitHub) -> http.client.HTTPConnection:
    return http.client.HTTPConnection(urlsplit(github.url).netloc, timeout=5)


def test_a_connection_is_kept_alive(github: GitHub) -> None:
    connection = connected(github)
    sockets = set()
    for _ in range(3):
        connection.request("GET", ISSUES)
        assert connection.getresponse().read() == b"[]"
        sockets.add(connection.sock)
    connection.close()

    assert len(sockets) == 1
    assert None not in sockets


def test_a_client_may_ask_to_be_left(github: GitHub) -> None:
    host = urlsplit(github.url)
    with socket.create_connection((host.hostname, host.port), timeout=5) as line:
        line.sendall(f"GET {ISSUES} HTTP/1.1\r\nConnection: close\r\n\r\n".encode())
        with line.makefile("rb") as answer:
            assert answer.read().endswith(b"\r\n\r\n[]")


def test_many_write_at_once(github: GitHub) -> None:
    def make(number: int) -> int:
        body = {"title": f"Issue {number}"}
        return int(ask(github, "POST", ISSUES, body=body).json["number"])

    with ThreadPoolExecutor(8) as pool:
        numbers = sorted(pool.map(make, range(40)))

    assert numbers == list(range(1, 41))
    assert len(github.log) == 40


def test_nothing_is_left_behind() -> None:
    before = threading.active_count()
    with GitHub() as github:
        github.build.repository(HOME)
        connection = connected(github)
        connection.request("GET", ISSUES)
        connection.getresponse().read()
        assert threading.active_count() > before
    connection.close()

    assert threading.active_count() == before
