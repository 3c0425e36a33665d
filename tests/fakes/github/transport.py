"""HTTP on loopback: connections, threads, and the bytes of requests and answers.

It knows nothing of GitHub; what to answer says whatever it was given as `Exchange`.
"""

from __future__ import annotations

import threading
from dataclasses import dataclass
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from socket import SHUT_RDWR, socket
from typing import Any, Protocol

from .wire import Answer, Request, phrase


@dataclass(frozen=True, slots=True)
class Reply:
    """What goes over the wire."""

    data: bytes
    """Empty: the connection is closed without a word."""
    close: bool


def whole(answer: Answer) -> Reply:
    """All of an answer."""
    headers = dict(answer.headers)
    if answer.status not in {204, 304}:
        headers["Content-Length"] = str(len(answer.body))
    lines = [f"HTTP/1.1 {answer.status} {phrase(answer.status)}"]
    lines += [f"{name}: {value}" for name, value in headers.items()]
    head = "\r\n".join([*lines, "", ""]).encode("latin-1")
    return Reply(head + answer.body, close=False)


class Exchange(Protocol):
    """What turns requests into answers."""

    def exchange(
        self, method: str, target: str, headers: dict[str, str], body: bytes
    ) -> tuple[Request | None, Reply]:
        """The answer to a request."""

    def answered(self, request: Request) -> None:
        """The answer was sent."""

    def broke(self, error: BaseException) -> None:
        """Something was raised; the connection is dropped."""


class Http(ThreadingHTTPServer):
    """A port on loopback; each connection has its thread and is kept alive."""

    daemon_threads = True

    def __init__(self, github: Exchange) -> None:
        super().__init__(("127.0.0.1", 0), Handler)
        self.github = github
        self.stopping = threading.Event()
        self._open: set[socket] = set()
        self._change = threading.Condition()

    def process_request_thread(self, request: Any, client_address: Any) -> None:  # noqa: ANN401
        """One connection, from its first request to its last."""
        with self._change:
            self._open.add(request)
        try:
            super().process_request_thread(request, client_address)
        finally:
            with self._change:
                self._open.discard(request)
                self._change.notify_all()

    def handle_error(self, request: Any, client_address: Any) -> None:  # noqa: ANN401
        """A client that hangs up is no news."""

    def close_all(self) -> None:
        """Hang up on everybody and wait until their threads are done."""
        with self._change:
            for connection in self._open:
                try:
                    connection.shutdown(SHUT_RDWR)
                except OSError:
                    continue
            self._change.wait_for(lambda: not self._open, timeout=5)


class Handler(BaseHTTPRequestHandler):
    """Reads requests and writes answers; `GitHub.exchange` does the rest."""

    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True
    server: Http

    def handle_one_request(self) -> None:
        """One request of a connection."""
        self.raw_requestline = self.rfile.readline(65537)
        if not self.raw_requestline or not self.parse_request():
            self.close_connection = True
            return
        headers = {name.lower(): value for name, value in self.headers.items()}
        body = self.rfile.read(int(headers.get("content-length") or 0))
        github = self.server.github
        self.close_connection = True
        try:
            request, reply = github.exchange(self.command, self.path, headers, body)
            self.wfile.write(reply.data)
            if request is not None:
                github.answered(request)
        except OSError:
            return  # the client did not wait
        except BaseException as error:  # noqa: BLE001 - hooks may raise anything
            github.broke(error)
            return
        self.close_connection = reply.close or headers.get("connection") == "close"

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002
        """Nothing: `GitHub.log` remembers what was asked."""
