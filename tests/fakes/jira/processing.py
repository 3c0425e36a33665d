"""From a request to the answer that Jira gives: who asks, limits, routes, headers."""

from __future__ import annotations

from datetime import UTC
from email.utils import format_datetime
from urllib.parse import quote

from tests.fakes.github.faults import Behaviour

from .access import Viewer
from .call import Call, Server
from .routes import find, respond
from .wire import Answer, Refusal, Request, encoded


class Processing:
    """Answers requests, one at a time, with the state of a server."""

    def __init__(self, server: Server) -> None:
        self._server = server

    def answer(
        self, number: int, request: Request, fault: Behaviour | None
    ) -> tuple[Answer, str]:
        """The answer with all its headers, and the account of who asked.

        Args:
            number: which request this is.
            request: what was sent.
            fault: may forbid to process it, and may have another answer.
        """
        with self._server.state.lock:
            self._server.honesty.check_request(request)
            viewer, answer = Viewer(), Answer(204)
            try:
                viewer = self._server.tokens.viewer(request)
                if fault is None or fault.commit:
                    answer = self._processed(request, viewer)
            except Refusal as refusal:
                answer = refusal.answer()
                self._server.honesty.check_answer(request, answer)
            if fault is not None and fault.answer is not None:
                answer = fault.answer
            headers = self._common(number) | self._named(viewer) | answer.headers
        return Answer(answer.status, answer.body, headers), viewer.name or ""

    def _processed(self, request: Request, viewer: Viewer) -> Answer:
        """What Jira answers when all is well.

        Raises:
            Refusal: Jira says no.
        """
        cloud = self._server.cloud
        found = find(request.method, request.named, cloud=cloud)
        if found is None or (request.version == 3 and not cloud):
            return self._unknown(request)
        self._server.limits.check(viewer.name or "", request.method, found[0])
        answer = respond(Call(self._server, request, viewer), found)
        self._server.honesty.check_answer(request, answer)
        return answer

    def _unknown(self, request: Request) -> Answer:
        """No route: what the other dress has is no error of the fake's."""
        other = find(request.method, request.named, cloud=not self._server.cloud)
        if other is None:
            self._server.honesty.unknown(request)
        address = f"{self._server.root}{request.path}"
        body = {"message": f"null for uri: {address}", "status-code": 404}
        return Answer(404, encoded(body))

    def _named(self, viewer: Viewer) -> dict[str, str]:
        """Who asked: every answer of both dresses says it."""
        headers = viewer.headers
        if viewer.user is None:
            return headers
        if self._server.cloud:
            return {**headers, "X-AACCOUNTID": quote(viewer.user.account_id, safe="")}
        return {**headers, "X-AUSERNAME": quote(viewer.user.name, safe="")}

    def _common(self, number: int) -> dict[str, str]:
        """What every answer says."""
        now = self._server.state.true_now()
        headers = {
            "Date": format_datetime(now.astimezone(UTC), usegmt=True),
            "Content-Type": "application/json;charset=UTF-8",
            "Cache-Control": "no-cache, no-store, no-transform",
            "X-AREQUESTID": f"fake{number:06}",
        }
        if self._server.cloud:
            headers["Server"] = "AtlassianEdge"
        return headers
