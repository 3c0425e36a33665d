"""The fake Jira itself: HTTP on loopback around the state.

    with Jira(cloud=True) as jira:
        jira.build.user("ada", "Ada Lovelace", zone="Europe/Berlin")
        jira.build.project("OPS", types=["Incident", "Task"], people=["ada", "robot"])
        token = jira.build.token("robot")
        key = jira.person("ada").open("OPS", "Payments time out", type="Incident")

        jira.lag = timedelta(seconds=60)
        jira.faults.add("POST", "/issue/bulk", drops(commit=True))
        client = JIRA(jira.url, basic_auth=(jira.email("robot"), token), max_retries=0)
        …
        jira.clock.advance(timedelta(minutes=1))
        assert len(jira.log.of("POST", "/issue/bulk")) == 1
        assert jira.look.issue(key).labels == ()

It keeps state, forgets it at the end, and reaches nothing. What it does not know it
answers with 404, and remembers as a violation: leaving the block raises `Violated` when
a request was not as Atlassian describes it (see `honesty`).
"""

from __future__ import annotations

import threading
import traceback
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from types import TracebackType
from typing import Any

from tests.fakes.github.transport import Http, Reply, whole

from .access import Tokens
from .build import Build
from .faults import Behaviour, Faults
from .honesty import Honesty
from .limits import Limits
from .log import Entry, Log
from .look import Look
from .people import Person
from .processing import Processing
from .searching import Searches
from .state import Clock, State
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


class Jira:
    """A Jira for one test.

    Args:
        cloud: Cloud's dress, or Data Center's.
        context: a path that everything is below, like `/jira`, as is usual on Data
            Center.
        clock: the time; by default `jira.clock`, which stands still until a test
            moves it.
        check: compare what goes in and out with the descriptions; off for benchmarks.
    """

    def __init__(
        self,
        clock: Callable[[], datetime] | None = None,
        *,
        cloud: bool = True,
        context: str = "",
        check: bool = True,
    ) -> None:
        self.cloud = cloud
        self.clock = Clock()
        self.state = State(clock or self.clock, cloud=cloud)
        self.tokens = Tokens(self.state)
        self.build = Build(self.state, self.tokens)
        self.look = Look(self.state)
        self.limits = Limits(self.state.true_now)
        self.searches = Searches(self.state.true_now)
        self.faults = Faults()
        self.hooks = Hooks()
        self.log = Log()
        self.says: dict[str, Any] = {}
        """What `serverInfo` says otherwise; None leaves a key out."""
        self.raised: list[BaseException] = []
        """What hooks raised."""
        self._requests = 0
        self._http = Http(self)
        self.context = context
        self.root = f"http://127.0.0.1:{self._http.server_port}{context}"
        self.url = self.root
        self.honesty = Honesty(on=check, cloud=cloud)
        self._processing = Processing(self)
        self._thread = threading.Thread(
            target=self._http.serve_forever, args=(0.01,), name="fake Jira"
        )

    # What tests say

    def person(self, name: str) -> Person:
        """Somebody at a browser; the account is made where there is none."""
        return Person(self.state, self.build.user(name).name)

    def spoil(self, key: str) -> None:
        """Let what is told of an issue be no issue, until it is mended."""
        self.state.spoiled.add(self.look.issue(key).id)

    def mend(self, key: str) -> None:
        """Undo `spoil`."""
        self.state.spoiled.discard(self.look.issue(key).id)

    def email(self, name: str) -> str:
        """The mail address of an account, which Cloud's sign-in asks for."""
        return self.build.user(name).email

    @property
    def lag(self) -> timedelta:
        """How old the index is; what is asked for by key or id is always new."""
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

    def __enter__(self) -> Jira:
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
        request = parsed(
            method, target, headers, body, cloud=self.cloud, context=self.context
        )
        if request is None:
            self.honesty.stray(method, target)
            return None, whole(Answer(404, b"Not Found"))
        with self.state.lock:
            self._requests += 1
            number = self._requests
            fault = self.faults.take(request, request.named)
        try:
            self._run(self.hooks.before, request)
            if fault is not None and fault.act is not None:
                fault.act()
            answer, who = self._processing.answer(number, request, fault)
            reply = _spoilt(answer, fault)
            self._run(self.hooks.processed, request)
        except BaseException:
            self._note(number, request, "", Answer(0), fault)
            raise
        self._note(number, request, who, answer if reply.data else Answer(0), fault)
        if fault is not None and fault.wait:
            self._http.stopping.wait(fault.wait)
        return request, reply

    def answered(self, request: Any) -> None:  # noqa: ANN401 - what `exchange` gave
        """The answer was sent."""
        self._run(self.hooks.answered, request)

    def broke(self, error: BaseException) -> None:
        """Something was raised: a hook's doing, or a bug of the fake."""
        if not any(error is one for one in self.raised):
            trace = "".join(traceback.format_exception(error))
            self.honesty.violations.append(f"the fake itself broke:\n{trace}")

    def _note(
        self,
        number: int,
        request: Request,
        who: str,
        answer: Answer,
        fault: Behaviour | None,
    ) -> None:
        """Write it into the log, before the client can know."""
        entry = Entry(
            number=number,
            method=request.method,
            path=request.path,
            named=request.named,
            query=request.query,
            body=request.body,
            who=who,
            status=answer.status,
            received=len(answer.body),
            writes=request.writes,
            fault=fault.name if fault else "",
        )
        self.log.entries.append(entry)

    def _run(self, hooks: list[Hook], request: Request) -> None:
        for hook in hooks:
            try:
                hook(request)
            except BaseException as error:
                self.raised.append(error)
                raise


def _spoilt(answer: Answer, fault: Behaviour | None) -> Reply:
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
