"""Moves bytes: one signed-in connection to GitHub, by PyGithub, with our own policy.

PyGithub's retries are off and its redirects are hidden from it: it re-sends creates,
drops query strings on 301 and takes a 307 for success. What answers mean is `answers`'.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import TypeVar
from urllib.parse import parse_qsl, urlencode, urlsplit

import requests
from github import Auth, Github
from github.Requester import Requester

from afteraction.errors import Gone, TrackerError, Unreachable
from afteraction.network.caller import Caller
from afteraction.network.connecting import answered
from afteraction.network.outcomes import Answer, Denied, Garbled, Outcome, Silence, Sort
from afteraction.network.patience import Patience
from afteraction.network.unreadable import UNREADABLE

from . import signing_in
from .answers import meaning
from .line import Line, line_to
from .settings import App, GithubSettings

TIMEOUT = 20
API_VERSION = "2022-11-28"

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class _Request:
    """What is asked, however often."""

    verb: str
    path: str
    parameters: Mapping[str, object] = field(default_factory=dict)
    etag: str = ""
    body: object = None


@dataclass(slots=True)
class Client:
    """One repository's GitHub."""

    settings: GithubSettings
    patience: Patience
    caller: Caller = field(init=False)
    why_gone: Callable[[str, Gone], TrackerError | None] | None = None
    """What to say instead when what is at a path is gone; None: just that."""
    _line: Line | None = field(default=None, init=False)
    _requester: Requester | None = field(default=None, init=False)
    _until: datetime | None = field(default=None, init=False)
    """When another token is needed; None: never."""

    def __post_init__(self) -> None:
        """Nothing is sent yet, and no secret is read."""
        host = self.settings.api.partition("://")[2].partition("/")[0]
        self.caller = Caller(host, self.patience)

    # --- asking -----------------------------------------------------------------------

    def get(
        self,
        path: str,
        read: Callable[[bytes], T],
        parameters: Mapping[str, object] | None = None,
        etag: str = "",
    ) -> tuple[T | None, Answer]:
        """What is at `path`; None where it is as it was when it had this `etag`."""
        request = _Request("GET", path, parameters or {}, etag)
        try:
            return self._ask(Sort.READ, request, read)
        except Gone as error:
            other = self.why_gone(path, error) if self.why_gone else None
            if other is None:
                raise
            raise other from error

    def pages(
        self,
        path: str,
        read: Callable[[bytes], T],
        parameters: Mapping[str, object],
        etag: str = "",
    ) -> Iterator[tuple[T, Answer]]:
        """All pages of a list, by GitHub's own links; none when nothing changed.

        Raises `Unreachable` when the links lead in a circle.
        """
        asked = {**parameters, "per_page": 100}
        seen = {_place(f"{self.settings.api}{path}?{urlencode(asked)}")}
        found, answer = self.get(path, read, asked, etag)
        while found is not None:
            following = next_page(answer.headers)
            yield found, answer
            if following is None:
                return
            # Pages are large: the next one is read faster where this one was.
            del found, answer
            place = _place(following)
            if place in seen:
                raise in_a_circle()
            seen.add(place)
            found, answer = self.get(following, read)

    def put(
        self, verb: str, path: str, body: object, read: Callable[[bytes], T]
    ) -> T | None:
        """Say how something should be; saying it again changes nothing."""
        return self._ask(Sort.SET, _Request(verb, path, body=body), read)[0]

    def edit(self, path: str, body: object, read: Callable[[bytes], T]) -> T:
        """Change what was read a moment ago. Raises `Outdated` when that was longer."""
        changed = self._ask(Sort.EDIT, _Request("PATCH", path, body=body), read)[0]
        assert changed is not None
        return changed

    def create(self, path: str, body: object, read: Callable[[bytes], T]) -> T:
        """Make something. Raises `Doubtful` when it may have been made."""
        made, _ = self._ask(Sort.CREATE, _Request("POST", path, body=body), read)
        assert made is not None
        return made

    def graphql(
        self, query: str, variables: Mapping[str, object], read: Callable[[bytes], T]
    ) -> T:
        """What a query says; with errors in it beside the data."""
        asked = {"query": query, "variables": dict(variables)}
        url = self._signed_in().graphql_url
        found, _ = self._ask(Sort.READ, _Request("POST", url, body=asked), read)
        assert found is not None
        return found

    def _ask(
        self, sort: Sort, request: _Request, read: Callable[[bytes], T]
    ) -> tuple[T | None, Answer]:
        """Ask until the answer is there and can be read; None: nothing changed."""
        requester = self._signed_in()

        def send() -> Outcome:
            return self._sent(requester, request)

        return self._asked(sort, send, read, may_stand=bool(request.etag))

    def _asked(
        self,
        sort: Sort,
        send: Callable[[], Outcome],
        read: Callable[[bytes], T],
        *,
        may_stand: bool = False,
    ) -> tuple[T | None, Answer]:
        """The same; `may_stand`: whether "as it was" is an answer at all."""
        values: list[T] = []

        def attempt() -> Outcome:
            outcome = send()
            if not isinstance(outcome, Answer):
                return outcome
            if outcome.status == 304:
                said = "GitHub answered that nothing changed (304), which was not asked"
                return outcome if may_stand else Garbled(said)
            try:
                values.append(read(outcome.body))
            except UNREADABLE as error:
                return Garbled(f"an answer of GitHub's can not be read: {error}")
            return outcome

        answer = self.caller.ask(sort, attempt)
        return (values[-1] if values else None), answer

    # --- sending ----------------------------------------------------------------------

    def _sent(self, requester: Requester, request: _Request) -> Outcome:
        """What comes of sending it once.

        Raises `ConfigError` when this machine's own settings do not let it leave.
        """
        line = self._connected()
        # PyGithub writes secrets into it.
        headers = {"If-None-Match": request.etag} if request.etag else {}

        def send() -> requests.Response:
            requester.requestJson(
                request.verb,
                request.path,
                parameters=dict(request.parameters),
                headers=headers,
                input=request.body,
                cnx=line,
            )
            assert line.last is not None
            return line.last

        answer = answered(send, self.caller.host, TIMEOUT)
        if isinstance(answer, Silence):
            return answer
        return meaning(answer, self.patience.clock())

    def _connected(self) -> Line:
        if self._line is None:
            self._line = line_to(self.settings.api, TIMEOUT)
        return self._line

    # --- signing in -------------------------------------------------------------------

    def _signed_in(self) -> Requester:
        """What makes requests ours, with a token that lasts for the next one."""
        late = self._until is not None and self.patience.clock() >= self._until
        if self._requester is None or late:
            self._requester = self._as(self._auth())
        return self._requester

    def _auth(self) -> Auth.Auth:
        if self.settings.token is not None:
            return signing_in.with_token(self.settings.token)
        assert self.settings.app is not None
        return Auth.Token(self._granted(self.settings.app))

    def _granted(self, app: App) -> str:
        """A token for an App; asked for twice there are two, which harms nobody."""
        requester = self._as(signing_in.as_app(app))
        request = _Request("POST", signing_in.grant_path(app))

        def send() -> Outcome:
            outcome = self._sent(requester, request)
            if isinstance(outcome, Denied):
                return Denied(signing_in.no_entry(app, outcome.error))
            return outcome

        granted, _ = self._asked(Sort.SET, send, signing_in.granted)
        assert granted is not None
        self._until = self.patience.clock() + signing_in.FRESH
        return granted.token

    def _as(self, auth: Auth.Auth) -> Requester:
        return Github(
            auth=auth,
            base_url=self.settings.api,
            timeout=TIMEOUT,
            retry=None,
            seconds_between_requests=None,
            seconds_between_writes=None,
            lazy=True,
            api_version=API_VERSION,
        ).requester


def in_a_circle() -> Unreachable:
    """A list whose next page is one that was read already would never end."""
    return Unreachable(
        "GitHub's pages of a list lead in a circle",
        "try again later: nothing was lost",
    )


def _place(address: str) -> tuple[str, frozenset[tuple[str, str]]]:
    """What is asked for at an address, however that is written."""
    parts = urlsplit(address)
    return parts.path, frozenset(parse_qsl(parts.query)) - {("page", "1")}


def next_page(headers: Mapping[str, str]) -> str | None:
    """The address of the page that follows, as GitHub gives it.

    https://docs.github.com/en/rest/using-the-rest-api/using-pagination-in-the-rest-api
    """
    for part in requests.utils.parse_header_links(headers.get("link", "")):
        if part.get("rel") == "next":
            return str(part["url"])
    return None
