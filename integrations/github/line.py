"""The line to GitHub: PyGithub's connections, kept from acting on their own.

Not here: what answers mean (`answers`), and what is asked again (`network`).
"""

from __future__ import annotations

from collections.abc import ItemsView
from typing import Any
from urllib.parse import urlsplit

import requests
from github.Requester import HTTPRequestsConnectionClass, HTTPSRequestsConnectionClass

from afteraction.network.connecting import Adapter


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
    line.session.mount(f"{parts.scheme}://", Adapter())
    return line
