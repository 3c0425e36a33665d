"""Moves bytes: one signed-in connection to GitHub, by PyGithub, with our own policy.

PyGithub's retries are off and its redirects are hidden from it: it re-sends creates,
drops query strings on 301 and takes a 307 for success. What answers mean is `answers`'.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, TypeVar

import requests
from github import Auth, Github
from github.Requester import HTTPRequestsConnectionClass, HTTPSRequestsConnectionClass
from urllib3.exceptions import ConnectTimeoutError, NewConnectionError

from afteraction.network.caller import Caller
from afteraction.network.outcomes import Answer, Garbled, Outcome, Silence, Sort
from afteraction.network.patience import Patience

from .answers import meaning
from .settings import GithubSettings
from .unreadable import UNREADABLE

TIMEOUT = 20
API_VERSION = "2022-11-28"
_REDIRECTS = frozenset({301, 302, 307, 308})

T = TypeVar("T")


class _Response:
    """An answer as PyGithub wants it, without what would make it act on its own."""

    def __init__(self, response: requests.Response) -> None:
        self.status = response.status_code
        self._headers = dict(response.headers)
        if self.status in _REDIRECTS:
            self._headers.pop("Location", None)
        # PyGithub waits and asks again by itself when it sees this one.
        if self.status == 202:
            self.status = 200

    def getheaders(self) -> Any:  # noqa: ANN401 - as PyGithub types it
        return self._headers.items()

    def read(self) -> str:
        return ""


class _Seeing:
    """Keeps the last answer as it came; a mixin for PyGithub's two connections."""

    last: requests.Response | None = None

    def getresponse(self) -> Any:  # noqa: ANN401 - as PyGithub types it
        self.last = super().getresponse().response  # type: ignore[misc]
        return _Response(self.last)


class _Https(_Seeing, HTTPSRequestsConnectionClass):
    pass


class _Http(_Seeing, HTTPRequestsConnectionClass):
    pass


@dataclass(slots=True)
class Client:
    """One repository's GitHub."""

    settings: GithubSettings
    patience: Patience
    caller: Caller = field(init=False)
    _github: Github | None = field(default=None, init=False)
    _line: Any = field(default=None, init=False)

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
        headers = {"If-None-Match": etag} if etag else {}
        send = self._sending("GET", path, parameters, headers, None)
        return self._ask(Sort.READ, send, read)

    def pages(
        self,
        path: str,
        read: Callable[[bytes], T],
        parameters: Mapping[str, object],
        etag: str = "",
    ) -> Iterator[tuple[T, Answer]]:
        """All pages of a list, by GitHub's own links; none when nothing changed."""
        found, answer = self.get(path, read, {**parameters, "per_page": 100}, etag)
        while found is not None:
            yield found, answer
            following = next_page(answer.headers)
            if following is None:
                return
            found, answer = self.get(following, read)

    def put(
        self, verb: str, path: str, body: object, read: Callable[[bytes], T]
    ) -> T | None:
        """Say how something should be; saying it again changes nothing."""
        return self._ask(Sort.SET, self._sending(verb, path, None, {}, body), read)[0]

    def create(self, path: str, body: object, read: Callable[[bytes], T]) -> T:
        """Make something. Raises `Doubtful` when it may have been made."""
        send = self._sending("POST", path, None, {}, body)
        made, _ = self._ask(Sort.CREATE, send, read)
        assert made is not None
        return made

    def graphql(
        self, query: str, variables: Mapping[str, object], read: Callable[[bytes], T]
    ) -> T:
        """What a query says; with errors in it beside the data."""
        asked = {"query": query, "variables": dict(variables)}
        url = self._connected().requester.graphql_url
        send = self._sending("POST", url, None, {}, asked)
        found, _ = self._ask(Sort.READ, send, read)
        assert found is not None
        return found

    def _ask(
        self, sort: Sort, send: Callable[[], Outcome], read: Callable[[bytes], T]
    ) -> tuple[T | None, Answer]:
        """Ask until the answer is there and can be read."""
        values: list[T] = []

        def attempt() -> Outcome:
            outcome = send()
            if not isinstance(outcome, Answer):
                return outcome
            if outcome.status in (204, 304):
                return outcome
            try:
                values.append(read(outcome.body))
            except UNREADABLE as error:
                return Garbled(f"an answer of GitHub's can not be read: {error}")
            return outcome

        answer = self.caller.ask(sort, attempt)
        return (values[-1] if values else None), answer

    # --- sending ----------------------------------------------------------------------

    def _sending(
        self,
        verb: str,
        path: str,
        parameters: Mapping[str, object] | None,
        headers: Mapping[str, str],
        body: object,
    ) -> Callable[[], Outcome]:
        def send() -> Outcome:
            try:
                self._connected().requester.requestJson(
                    verb,
                    path,
                    parameters=dict(parameters or {}),
                    headers=dict(headers),  # PyGithub writes secrets into it
                    input=body,
                    cnx=self._line,
                )
            except requests.RequestException as error:
                return Silence(_why(error), sent=not _never_left(error))
            return meaning(_answer(self._line.last), self.patience.clock())

        return send

    def _connected(self) -> Github:
        if self._github is None:
            self._github = Github(
                auth=_auth(self.settings),
                base_url=self.settings.api,
                timeout=TIMEOUT,
                retry=None,
                seconds_between_requests=None,
                seconds_between_writes=None,
                lazy=True,
                api_version=API_VERSION,
            )
            requester = self._github.requester
            kind = _Https if requester.scheme == "https" else _Http
            self._line = kind(
                requester.hostname, _port(requester.hostname_and_port), timeout=TIMEOUT
            )
        return self._github


def _auth(settings: GithubSettings) -> Auth.Auth:
    if settings.token is not None:
        return Auth.Token(settings.token.read())
    assert settings.app is not None
    app = Auth.AppAuth(settings.app.id, settings.app.key.read())
    return app.get_installation_auth(settings.app.installation)


def _port(host_and_port: str) -> int | None:
    _, _, port = host_and_port.partition(":")
    return int(port) if port else None


def _answer(response: requests.Response | None) -> Answer:
    assert response is not None
    headers = {name.lower(): value for name, value in response.headers.items()}
    return Answer(response.status_code, headers, response.content)


def _never_left(error: requests.RequestException) -> bool:
    """Whether the request can not have arrived: there was no connection for it."""
    if isinstance(error, requests.ConnectTimeout | requests.exceptions.SSLError):
        return True
    reason = getattr(error.args[0] if error.args else None, "reason", None)
    return isinstance(reason, NewConnectionError | ConnectTimeoutError)


def _why(error: requests.RequestException) -> str:
    """In our own words: theirs show addresses of memory and of proxies."""
    match error:
        case requests.exceptions.SSLError():
            return "GitHub's certificate is not trusted here"
        case requests.ConnectTimeout():
            return "GitHub can not be reached: nobody answers there"
        case requests.Timeout():
            return f"GitHub gave no answer within {TIMEOUT} seconds"
        case _ if _never_left(error):
            return "GitHub can not be reached"
        case _:
            return "the connection to GitHub broke off"


def next_page(headers: Mapping[str, str]) -> str | None:
    """The address of the page that follows, as GitHub gives it.

    https://docs.github.com/en/rest/using-the-rest-api/using-pagination-in-the-rest-api
    """
    for part in requests.utils.parse_header_links(headers.get("link", "")):
        if part.get("rel") == "next":
            return str(part["url"])
    return None
