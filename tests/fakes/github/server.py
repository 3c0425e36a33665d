"""The fake GitHub itself: HTTP on loopback around the state.

    with GitHub() as github:
        github.build.organization("acme", members=["ada"], types=["Incident"])
        github.build.repository("acme/platform", roles={"ada": "write"})
        token = github.build.token("ada")
        ref = github.person("ada").open("acme/platform", "Payments time out")

        github.lag = timedelta(seconds=30)
        github.faults.add("POST", "/repos/*/*/issues", bad_gateway(commit=True))
        client = Github(base_url=github.url, auth=Auth.Token(token.text), retry=None)
        …
        github.clock.advance(timedelta(minutes=1))
        assert len(github.log.of("POST", "/repos/*/*/issues")) == 1
        assert github.look.labels(ref) == []

It keeps state, forgets it at the end, and reaches nothing. What it does not know it
answers with 404, and remembers as a violation: leaving the block raises `Violated` when
a request or an answer was not as GitHub describes it (see `honesty`).
"""

from __future__ import annotations

import threading
import traceback
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from types import TracebackType

from .access import Tokens
from .build import Build
from .faults import Behaviour, Faults
from .graphql import is_mutation
from .honesty import Honesty
from .limits import Limits
from .lists import Listings
from .log import Entry, Log
from .look import Look
from .payloads import Payloads
from .people import Person, find
from .processing import Processing
from .rest import by_name
from .state import Clock, State
from .transport import Http, Reply, whole
from .values import Issue
from .wire import Answer, Request, parsed

Hook = Callable[[Request], None]


@dataclass(slots=True)
class Hooks:
    """Called for each request, in the server's thread; what they raise drops it."""

    before: list[Hook] = field(default_factory=list)
    """Nothing has happened yet."""
    processed: list[Hook] = field(default_factory=list)
    """It has happened; the client does not know."""
    answered: list[Hook] = field(default_factory=list)
    """The answer was sent."""


class GitHub:
    """A GitHub for one test.

    Args:
        clock: the time; by default `github.clock`, which stands still until a test
            moves it.
        enterprise: answer under `/api/v3` and `/api/graphql`, without limits.
        web: address of the pages that people see; `https://github.com`, or on
            Enterprise Server this server's own.
        check: validate what goes in and out; off for benchmarks.
    """

    def __init__(
        self,
        clock: Callable[[], datetime] | None = None,
        *,
        enterprise: bool = False,
        web: str = "",
        check: bool = True,
    ) -> None:
        self.enterprise = enterprise
        self.clock = Clock()
        self.state = State(clock or self.clock)
        self.tokens = Tokens(self.state)
        self.build = Build(self.state, self.tokens)
        self.look = Look(self.state)
        self.limits = Limits(self.state.true_now)
        if enterprise:
            self.limits.core = self.limits.graphql = None
        self.faults = Faults()
        self.hooks = Hooks()
        self.log = Log()
        self.listings = Listings(self.state)
        self.raised: list[BaseException] = []
        """What hooks raised."""
        self._requests = 0
        self._http = Http(self)
        self.root = f"http://127.0.0.1:{self._http.server_port}"
        self.prefix = "/api/v3" if enterprise else ""
        self.url = f"{self.root}{self.prefix}"
        self.graphql_path = "/api/graphql" if enterprise else "/graphql"
        page = web or (self.root if enterprise else "https://github.com")
        self.payloads = Payloads(self.state, self.url, page)
        self.honesty = Honesty(on=check)
        self._processing = Processing(self)
        self._thread = threading.Thread(
            target=self._http.serve_forever, args=(0.01,), name="fake GitHub"
        )

    # What tests say

    def person(self, login: str) -> Person:
        """Somebody at a browser; the account is made where there is none."""
        self.build.user(login)
        return Person(self.state, login)

    def issue(self, ref: str) -> Issue:
        """The issue that people call so, as it is now: `acme/platform#3`."""
        return self.look.issue(ref)

    def spoil(self, ref: str) -> None:
        """Show an issue without title and date from now on; answers go unchecked."""
        self._show(ref, self.payloads.spoiled.add)

    def mend(self, ref: str) -> None:
        """Undo `spoil`."""
        self._show(ref, self.payloads.spoiled.discard)

    def _show(self, ref: str, how: Callable[[int], None]) -> None:
        with self.state.lock:
            home, issue = find(self.state, ref)
            how(issue.id)
            home.looks += 1

    @property
    def lag(self) -> timedelta:
        """How old lists are; what is asked for by number or id is always new."""
        return self.state.lag

    @lag.setter
    def lag(self, lag: timedelta) -> None:
        self.state.lag = lag

    @property
    def skew(self) -> timedelta:
        """How far this server's clock is ahead: in `Date` and in all it writes."""
        return self.state.skew

    @skew.setter
    def skew(self, skew: timedelta) -> None:
        self.state.skew = skew

    def __enter__(self) -> GitHub:
        self._thread.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.stop()
        if error is None:
            self.honesty.settle()

    def stop(self) -> None:
        """Close every connection and forget the port."""
        self._http.stopping.set()
        self._http.shutdown()
        self._thread.join()
        self._http.close_all()
        self._http.server_close()

    # One request

    def exchange(
        self, method: str, target: str, headers: dict[str, str], body: bytes
    ) -> tuple[Request | None, Reply]:
        """Everything between reading a request and writing its answer."""
        request = self._parsed(method, target, headers, body)
        if request is None:
            self.honesty.stray(method, target)
            return None, whole(Answer(404, b"Not Found"))
        named = by_name(self, request)
        with self.state.lock:
            self._requests += 1
            number = self._requests
            fault = self.faults.take(request, named)
        try:
            self._run(self.hooks.before, request)
            if fault is not None and fault.act is not None:
                fault.act()
            answer, who = self._processing.answer(number, request, named, fault)
            reply = self._spoilt(answer, fault)
            self._run(self.hooks.processed, request)
        except BaseException:
            self._note(number, request, named, "", Answer(0), fault)
            raise
        sent = answer if reply.data else Answer(0)
        self._note(number, request, named, who, sent, fault)
        if fault is not None and fault.wait:
            self._http.stopping.wait(fault.wait)
        return request, reply

    def answered(self, request: Request) -> None:
        """The answer was sent."""
        self._run(self.hooks.answered, request)

    def broke(self, error: BaseException) -> None:
        """Something was raised: a hook's doing, or a bug of the fake."""
        if not any(error is one for one in self.raised):
            trace = "".join(traceback.format_exception(error))
            self.honesty.violations.append(f"the fake itself broke:\n{trace}")

    def _parsed(
        self, method: str, target: str, headers: dict[str, str], body: bytes
    ) -> Request | None:
        if target.partition("?")[0] == self.graphql_path:
            return Request(method, "/graphql", {}, headers, body)
        return parsed(method, target, headers, body, self.prefix)

    def _note(
        self,
        number: int,
        request: Request,
        named: str,
        who: str,
        answer: Answer,
        fault: Behaviour | None,
    ) -> None:
        """Write it into the log, before the client can know."""
        entry = Entry(
            number=number,
            method=request.method,
            path=request.path,
            named=named,
            query=request.query,
            body=request.body,
            who=who,
            status=answer.status,
            received=len(answer.body),
            points=1 if self._reads(request) else 5,
            primary=0 if answer.status == 304 or named == "/rate_limit" else 1,
            fault=fault.name if fault else "",
        )
        self.log.entries.append(entry)

    def _reads(self, request: Request) -> bool:
        if request.path == "/graphql":
            return not is_mutation(request)
        return request.method in {"GET", "HEAD"}

    def _run(self, hooks: list[Hook], request: Request) -> None:
        for hook in hooks:
            try:
                hook(request)
            except BaseException as error:
                self.raised.append(error)
                raise

    # Writing

    def _spoilt(self, answer: Answer, fault: Behaviour | None) -> Reply:
        """The bytes of an answer, or what a fault leaves of them."""
        if fault is None:
            return whole(answer)
        if fault.drop:
            return Reply(b"", close=True)
        half = answer.body[: len(answer.body) // 2]
        match fault.cut:
            case "json":
                return whole(Answer(answer.status, half, answer.headers))
            case "connection":
                data = whole(answer).data
                return Reply(data[: len(data) - len(half)], close=True)
            case "nowhere":
                return whole(answer)
