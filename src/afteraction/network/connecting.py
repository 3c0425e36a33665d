"""Connections whose failures can be told apart: before a request left, or after.

Only what failed before is certain to have done nothing. Shared by the trackers whose
libraries use requests. Not here: what is asked again (`outcomes`).
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from http.client import HTTPException
from ssl import SSLCertVerificationError
from typing import Any

import requests
from requests.adapters import HTTPAdapter
from requests.exceptions import InvalidSchema, InvalidURL
from urllib3 import HTTPConnectionPool, HTTPSConnectionPool
from urllib3.connection import HTTPConnection, HTTPSConnection
from urllib3.exceptions import (
    ConnectTimeoutError,
    NewConnectionError,
    ProxyError,
    SSLError,
)

from afteraction.errors import ConfigError
from afteraction.network.outcomes import Answer, Silence


class _Connecting:
    """Says of all that fails on the way to a host that there was no connection.

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


class Adapter(HTTPAdapter):
    """Connects by the classes above, with a proxy and without."""

    def init_poolmanager(self, *args: Any, **more: Any) -> None:  # noqa: ANN401
        super().init_poolmanager(*args, **more)
        self.poolmanager.pool_classes_by_scheme = _POOLS

    def proxy_manager_for(self, proxy: str, **more: Any) -> Any:  # noqa: ANN401
        manager = super().proxy_manager_for(proxy, **more)
        if not proxy.lower().startswith("socks"):  # which has classes of its own
            manager.pool_classes_by_scheme = _POOLS
        return manager


def answered(
    send: Callable[[], requests.Response], host: str, timeout: int
) -> Answer | Silence:
    """The answer to what `send` sends once, within `timeout` seconds; or none.

    Raises `ConfigError` when this machine's own settings do not let it leave.
    """
    try:
        response = send()
    except (InvalidURL, InvalidSchema) as error:
        raise _no_proxy() from error
    except requests.RequestException as error:
        return Silence(why(error, timeout, host), sent=not never_left(error))
    except OSError as error:  # what requests says of certificates
        raise _no_certificates() from error
    headers = {name.lower(): value for name, value in response.headers.items()}
    return Answer(response.status_code, headers, response.content)


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


def _no_proxy() -> ConfigError:
    """The address of a proxy in the environment makes no sense."""
    # Without its address: a password may stand in it.
    return ConfigError(
        "the address of the proxy on the way out can not be used",
        "correct HTTPS_PROXY, HTTP_PROXY or ALL_PROXY in the environment",
    )


def _no_certificates() -> ConfigError:
    """The certificates that the environment names can not be read."""
    return ConfigError(
        "the file of certificates by which hosts are known can not be read",
        "correct REQUESTS_CA_BUNDLE or CURL_CA_BUNDLE in the environment",
    )
