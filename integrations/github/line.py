"""The line to GitHub: PyGithub's connections, kept from acting on their own.

What fails before a request leaves is told apart from what fails after: only the first
is certain to have done nothing. Not here: what answers mean (`answers`), and what is
asked again (`network`).
"""

from __future__ import annotations

from collections.abc import ItemsView, Iterator
from http.client import HTTPException
from ssl import SSLCertVerificationError
from typing import Any
from urllib.parse import urlsplit

import requests
from github.Requester import HTTPRequestsConnectionClass, HTTPSRequestsConnectionClass
from requests.adapters import HTTPAdapter
from urllib3 import HTTPConnectionPool, HTTPSConnectionPool
from urllib3.connection import HTTPConnection, HTTPSConnection
from urllib3.exceptions import (
    ConnectTimeoutError,
    NewConnectionError,
    ProxyError,
    SSLError,
)


class _Response:
    """An answer as PyGithub wants it, without what would make it act on its own.

    It follows redirects, converts limits to numbers whatever stands there, and waits
    and asks again by itself when it sees a 202.
    """

    def __init__(self, response: requests.Response) -> None:
        self.status = 200 if response.status_code == 202 else response.status_code

    def getheaders(self) -> ItemsView[str, str]:
        return dict[str, str]().items()

    def read(self) -> str:
        return ""


class _Connecting:
    """Says of all that fails on the way to GitHub that there was no connection.

    urllib3 tells a proxy's refusal to connect, or its silence, by what it also tells
    when the answer to a request is lost. A mixin for its two connections.
    """

    def connect(self: Any) -> None:
        try:
            super().connect()  # type: ignore[misc]
        except (OSError, HTTPException, SSLError) as error:
            raise NewConnectionError(self, "there is no connection") from error


class _HttpConnection(_Connecting, HTTPConnection):
    pass


class _HttpsConnection(_Connecting, HTTPSConnection):
    pass


class _HttpPool(HTTPConnectionPool):
    ConnectionCls = _HttpConnection


class _HttpsPool(HTTPSConnectionPool):
    ConnectionCls = _HttpsConnection


_POOLS = {"http": _HttpPool, "https": _HttpsPool}


class _Adapter(HTTPAdapter):
    """Connects by the classes above, with a proxy and without."""

    def init_poolmanager(self, *args: Any, **more: Any) -> None:  # noqa: ANN401
        super().init_poolmanager(*args, **more)
        self.poolmanager.pool_classes_by_scheme = _POOLS

    def proxy_manager_for(self, proxy: str, **more: Any) -> Any:  # noqa: ANN401
        manager = super().proxy_manager_for(proxy, **more)
        if not proxy.lower().startswith("socks"):  # which has classes of its own
            manager.pool_classes_by_scheme = _POOLS
        return manager


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


Line = _Https | _Http


def line_to(address: str, timeout: int) -> Line:
    """A connection to the host of an address; nothing is sent yet."""
    parts = urlsplit(address)
    host = parts.hostname or ""
    kind = _Https if parts.scheme == "https" else _Http
    # PyGithub puts it into an address again, where IPv6 stands in brackets.
    line = kind(f"[{host}]" if ":" in host else host, parts.port, timeout=timeout)
    line.session.mount(f"{parts.scheme}://", _Adapter())
    return line


def never_left(error: requests.RequestException) -> bool:
    """Whether the request can not have arrived: there was no connection for it."""
    return _no_connection(error) is not None


def _no_connection(error: requests.RequestException) -> ConnectTimeoutError | None:
    reason = getattr(error.args[0] if error.args else None, "reason", None)
    # Of itself that word means nothing: urllib3 uses it for lost answers, too.
    if isinstance(reason, ProxyError):
        reason = reason.original_error
    return reason if isinstance(reason, ConnectTimeoutError) else None


def why(error: requests.RequestException, timeout: int, host: str) -> str:
    """In our own words: theirs show addresses of memory and of proxies."""
    failed = _no_connection(error)
    if failed is None:
        if isinstance(error, requests.Timeout):
            return f"{host} gave no answer within {timeout} seconds"
        return f"the connection to {host} broke off"
    if not isinstance(failed, NewConnectionError):
        return f"{host} can not be reached: nobody answers there"
    causes = list(_causes(failed))
    if any(isinstance(one, SSLCertVerificationError) for one in causes):
        return f"the certificate of {host} is not trusted here"
    return f"{host} can not be reached"


def _causes(error: BaseException) -> Iterator[BaseException]:
    """What an error goes back to; urllib3 keeps some of it in arguments."""
    yield error
    kept = next((one for one in error.args if isinstance(one, BaseException)), None)
    cause = error.__cause__ or kept
    if cause is not None:
        yield from _causes(cause)
