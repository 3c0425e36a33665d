"""From a request to the answer that GitHub gives: who asks, limits, routes, headers."""

from __future__ import annotations

from datetime import UTC
from email.utils import format_datetime

from .access import Viewer
from .call import Call, Server
from .faults import Behaviour
from .graphql import execute, limited
from .graphql_model import Context
from .limits import Resource
from .pages import etag, is_known
from .rest import find, respond
from .wire import Answer, Refusal, Request

CONTENT = ("/issues", "/comments")
"""What is created there counts against the limits of content."""


class Processing:
    """Answers requests, one at a time, with the state of a server."""

    def __init__(self, server: Server) -> None:
        self._server = server
        self._state = server.state
        self._limits = server.limits

    def answer(
        self, number: int, request: Request, named: str, fault: Behaviour | None
    ) -> tuple[Answer, str]:
        """The answer with all its headers, and the login of who asked.

        Args:
            number: which request this is.
            request: what was sent.
            named: its path, with the repository's name instead of its id.
            fault: may forbid to process it, and may have another answer.
        """
        resource: Resource = "graphql" if request.path == "/graphql" else "core"
        with self._state.lock:
            self._server.honesty.check_request(request, named)
            viewer = Viewer(self._state, None)
            answer = Answer(204)
            try:
                # An app's JWT is no token; its route looks at it.
                if not named.startswith("/app/"):
                    viewer = self._server.tokens.viewer(request)
                if fault is None or fault.commit:
                    answer = self._processed(request, named, viewer)
            except Refusal as refusal:
                answer = refusal.answer()
                self._check(request, named, answer)
            if fault is not None and fault.answer is not None:
                answer = fault.answer
            limits = self._limits.headers(viewer.key, resource)
            headers = self._common(number, viewer) | limits | answer.headers
        return Answer(answer.status, answer.body, headers), viewer.name

    def _processed(self, request: Request, named: str, viewer: Viewer) -> Answer:
        """What GitHub answers when all is well.

        Raises:
            Refusal: GitHub says no.
        """
        if request.path == "/graphql":
            return self._query(request, viewer)
        if named != "/rate_limit" and not named.startswith("/app/"):
            points = 1 if request.method == "GET" else 5
            creates = request.method == "POST" and named.endswith(CONTENT)
            whom = self._whom(viewer)
            self._limits.check(viewer.key, whom, points, creates=creates)
        if find(request.method, named) is None:
            self._server.honesty.unknown(request, named)
        answer = respond(self._server, Call(self._server, request, viewer))
        self._check(request, named, answer)
        return self._tagged(request, answer, viewer.key)

    def _query(self, request: Request, viewer: Viewer) -> Answer:
        """The answer to a query of GraphQL.

        Raises:
            Refusal: nobody asks, or a secondary limit is reached.
        """
        if viewer.token is None:
            text = "This endpoint requires you to be authenticated."
            raise Refusal(401, text)
        if self._limits.is_used_up(viewer.key, "graphql"):
            return limited(self._whom(viewer))
        self._limits.check_secondary(viewer.key, 1, creates=False)
        self._limits.window(viewer.key, "graphql").used += 1
        return execute(Context(self._server, viewer), request, self._server.honesty)

    def _check(self, request: Request, named: str, answer: Answer) -> None:
        if not self._server.payloads.spoiled:
            self._server.honesty.check_answer(request, named, answer)

    def _whom(self, viewer: Viewer) -> str:
        """How a refusal calls the one who asks."""
        user = self._state.user(viewer.name)
        if user is None:
            return "127.0.0.1"
        kind = "installation" if user.kind == "Bot" else "user"
        return f"{kind} ID {user.id}"

    def _tagged(self, request: Request, answer: Answer, token: str) -> Answer:
        """With an ETag; or 304, which is free, where the client has it already."""
        if request.method != "GET" or answer.status != 200:
            return answer
        tag = etag(token, answer.body)
        headers = {**answer.headers, "ETag": tag}
        if not is_known(request, tag):
            return Answer(200, answer.body, headers)
        self._limits.give_back(token)
        return Answer(304, b"", headers)

    def _common(self, number: int, viewer: Viewer) -> dict[str, str]:
        """What every answer says."""
        now = self._state.true_now().astimezone(UTC)
        headers = {
            "Date": format_datetime(now, usegmt=True),
            "Content-Type": "application/json; charset=utf-8",
            "Cache-Control": "private, max-age=60, s-maxage=60",
            "X-GitHub-Media-Type": "github.v3; format=json",
            "X-GitHub-Request-Id": f"FAKE:{number:06}",
        }
        if self._server.enterprise:
            headers["X-GitHub-Enterprise-Version"] = "3.19.0"
        token = viewer.token
        if token is not None and token.kind == "classic":
            headers["X-OAuth-Scopes"] = ", ".join(token.scopes)
        if token is not None and token.expires and token.kind != "installation":
            text = f"{token.expires:%Y-%m-%d %H:%M:%S} UTC"
            headers["GitHub-Authentication-Token-Expiration"] = text
        return headers
