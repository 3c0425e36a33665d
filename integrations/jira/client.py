"""Moves bytes: one signed-in session with Jira, by the `jira` library, with our policy.

The library signs in and keeps the connections. It sends creates again after a dropped
connection, waits for ever, and keeps an error's words to itself: so its retries are
off, and requests go out on its session. What answers mean is `answers`'.
"""

from __future__ import annotations

from base64 import b64encode
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from typing import Any, Final, TypeVar
from urllib.parse import unquote

import msgspec
import requests
from jira import JIRA

from afteraction.network.caller import Caller
from afteraction.network.connecting import Adapter, answered
from afteraction.network.outcomes import Answer, Garbled, Outcome, Silence, Sort
from afteraction.network.patience import Patience
from afteraction.network.tokens import read_token
from afteraction.network.unreadable import UNREADABLE, shallow
from afteraction.secret import keep_secret

from . import wire
from .answers import meaning
from .settings import JiraSettings

CONNECT: Final = 5
ANSWER: Final = 90
"""Seconds; fifty issues in one request take their time."""

AWAY: Final = 503
BAD: Final = 400
"""How Jira answers to what it can not do as it was asked."""

T = TypeVar("T")
Json = Any
"""What can be sent as JSON."""


@dataclass(slots=True)
class Client:
    """One site's Jira."""

    settings: JiraSettings
    patience: Patience
    caller: Caller = field(init=False)
    us: str = field(default="", init=False)
    """Our own account, as every answer tells it; "" as long as none did."""
    _jira: JIRA | None = field(default=None, init=False)

    def __post_init__(self) -> None:
        """Nothing is sent yet, and no secret is read."""
        host = self.settings.url.partition("://")[2].partition("/")[0]
        self.caller = Caller(host, self.patience)

    def get(
        self,
        path: str,
        read: Callable[[bytes], T],
        query: Mapping[str, str | int] | None = None,
    ) -> T:
        """What is at `path`, from `/rest` on."""
        return self._ask(Sort.READ, "GET", path, read, query=query)[0]

    def look(
        self,
        path: str,
        read: Callable[[bytes], T],
        query: Mapping[str, str | int] | None = None,
    ) -> tuple[T, Answer]:
        """The same, with the answer in which it was told."""
        return self._ask(Sort.READ, "GET", path, read, query=query)

    def query(self, path: str, body: Json, read: Callable[[bytes], T]) -> T:
        """What a question says that is too long for an address; it changes nothing."""
        return self._ask(Sort.READ, "POST", path, read, body=body)[0]

    def put(self, verb: str, path: str, body: Json) -> None:
        """Say how something should be; saying it again changes nothing."""
        self._ask(Sort.SET, verb, path, wire.nothing, body=body)

    def edit(self, path: str, body: Json) -> None:
        """Change what was read a moment ago. Raises `Outdated` when that was longer."""
        self._ask(Sort.EDIT, "PUT", path, wire.nothing, body=body)

    def create(
        self, path: str, body: Json, read: Callable[[bytes], T], *, part: bool = False
    ) -> T:
        """Make something. Raises `Doubtful` when it may have been made.

        With `part` a refusal that `read` can read is an answer, too: of many things,
        all were refused, each for a reason of its own.
        """
        return self._ask(Sort.CREATE, "POST", path, read, body=body, part=part)[0]

    def anybody_sees(self, web: str, path: str) -> bool:
        """Whether what is at `path` is told to those who are not signed in.

        `web` is the site's own address: a gateway lets nobody in without a token.
        """

        def attempt() -> Outcome:
            with requests.Session() as session:
                _use_our_connections(session)
                return answered(lambda: _as_nobody(session, url), host, ANSWER)

        url, host = f"{web}{path}", self.caller.host
        answer = self.caller.ask(Sort.READ, attempt)
        told = answer.headers.get("content-type", "")
        return answer.status == requests.codes.ok and "json" in told

    def _ask(
        self,
        sort: Sort,
        verb: str,
        path: str,
        read: Callable[[bytes], T],
        *,
        query: Mapping[str, str | int] | None = None,
        body: Json = None,
        part: bool = False,
    ) -> tuple[T, Answer]:
        """Ask until the answer is there and can be read."""
        session = self._signed_in()._session  # noqa: SLF001 - there is no other way
        values: list[T] = []

        def send() -> requests.Response:
            # Past the library's own policy, not past its session.
            return requests.Session.request(
                session,
                verb,
                f"{self.settings.url}{path}",
                params=query,
                data=None if body is None else msgspec.json.encode(body),
                timeout=(CONNECT, ANSWER),
                allow_redirects=False,
            )

        def attempt() -> Outcome:
            answer = answered(send, self.caller.host, ANSWER)
            if isinstance(answer, Silence):
                return answer
            outcome = meaning(answer, self.patience.clock())
            if sort is Sort.CREATE and answer.status == AWAY:
                # Whoever stands before Jira says so when Jira takes too long, too.
                return Garbled(f"Jira could not be reached behind its door ({AWAY})")
            if part and answer.status == BAD:
                with suppress(*UNREADABLE):
                    values.append(read(answer.body))
                    return answer
            if not isinstance(outcome, Answer):
                return outcome
            self._remember(answer)
            try:
                values.append(_read(read, outcome.body))
            except UNREADABLE as error:
                return Garbled(f"an answer of Jira's can not be read: {error}")
            return outcome

        answer = self.caller.ask(sort, attempt)
        return values[-1], answer

    def _remember(self, answer: Answer) -> None:
        """Who we are: Cloud tells the account's id, Data Center its name."""
        headers = answer.headers
        told = headers.get("x-aaccountid") or headers.get("x-ausername") or ""
        if told and told != "anonymous":
            self.us = unquote(told)

    def _signed_in(self) -> JIRA:
        if self._jira is None:
            self._jira = self._library()
            _use_our_connections(self._jira._session)  # noqa: SLF001
        return self._jira

    def _library(self) -> JIRA:
        settings, token = self.settings, read_token(self.settings.token)
        email = settings.email.read() if settings.email else ""
        if email:  # as it is sent
            keep_secret(b64encode(f"{email}:{token}".encode()).decode())
        return JIRA(
            settings.url,
            basic_auth=(email, token) if email else None,
            token_auth=None if email else token,
            get_server_info=False,
            max_retries=0,
            timeout=(CONNECT, ANSWER),
            logging=False,
        )


def _use_our_connections(session: requests.Session) -> None:
    for scheme in ("https://", "http://"):
        session.mount(scheme, Adapter())


def _as_nobody(session: requests.Session, url: str) -> requests.Response:
    """Without a sign-in, one from the machine's .netrc included."""
    limit = (CONNECT, ANSWER)
    return session.get(url, auth=lambda r: r, timeout=limit, allow_redirects=False)


def _read(read: Callable[[bytes], T], body: bytes) -> T:
    """What an answer says; what lies too deep in it is left out."""
    try:
        return read(body)
    except RecursionError:
        return read(shallow(body))
