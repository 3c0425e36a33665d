"""What people write where a Jira, a project or a board is meant.

Pure: text in, the plain form out, or a `ValueError` that says what to write. Of a page
that a browser shows, only the part that all of Jira is below counts. Not here: whether
it is there (`site`), and addresses of issues (`addresses`).
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final
from urllib.parse import parse_qs, urlsplit

from afteraction.settings import quoted

GATEWAY: Final = "api.atlassian.com"
"""Where tokens with scopes are taken, below a path that names the site.

https://support.atlassian.com/confluence/kb/scoped-api-tokens-in-confluence-cloud/
"""
_CLOUD: Final = ".atlassian.net"
_SITE_AT_GATEWAY = re.compile(r"(/ex/jira/[0-9A-Za-z-]+)(?:/.*)?")
# What begins a page of Jira's own; whatever stands before is the path that it is below.
_PAGE = re.compile(
    r"/(?:browse|projects|issues|software|servicedesk|secure|plugins|rest"
    r"|login\.jsp)(?:/.*)?$"
)
_KEY = re.compile(r"[A-Z][A-Z0-9_]{1,254}")
_OF_AN_ISSUE = re.compile(rf"({_KEY.pattern})-[0-9]+")
_IN_AN_ADDRESS = re.compile(rf"/(?:browse|projects|issues)/({_KEY.pattern})(?:[-/?]|$)")
_BOARD = re.compile(r"https?://.*(?:/boards/|[?&]rapidView=)([1-9][0-9]{0,8})\b.*")


def jira_at(address: str) -> str:
    """Where Jira is, from an address that `WebAddress` let through."""
    parts = urlsplit(address)
    host, path = parts.netloc.lower(), parts.path
    if parts.scheme == "http" and (is_cloud(address) or host == GATEWAY):
        raise ValueError(
            f"{quoted(address)} would send the token in clear text; write"
            f" https://{host}{path}"
        )
    if is_cloud(address):
        path = ""
    elif host == GATEWAY:
        path = _at_gateway(address, path)
    return f"{parts.scheme}://{host}{_PAGE.sub('', path)}".rstrip("/")


def is_cloud(url: str) -> bool:
    """Whether this is Jira Cloud by its name alone, where a token has its e-mail."""
    return (urlsplit(url).hostname or "").endswith(_CLOUD)


def _at_gateway(address: str, path: str) -> str:
    site = _SITE_AT_GATEWAY.fullmatch(path)
    if site is None:
        raise ValueError(
            f"{quoted(address)} does not say which site is meant; write"
            f" https://{GATEWAY}/ex/jira/ and the cloud id, which stands at"
            " https://YOUR-SITE.atlassian.net/_edge/tenant_info"
        )
    return site[1]


def project(value: object) -> str:
    """A project's key, in capital letters."""
    text = str(value).strip()
    key = text.upper()
    if _KEY.fullmatch(key):
        return key
    named = _OF_AN_ISSUE.fullmatch(key) or _IN_AN_ADDRESS.search(text)
    write = named[1] if named else "it as in OPS"
    raise ValueError(f"{quoted(value)} is no project's key; write {write}")


def board(value: object) -> object:
    """The number in a board's address; anything else as it is."""
    found = _BOARD.fullmatch(str(value).strip())
    return found[1] if found else value


@dataclass(frozen=True, slots=True)
class Named:
    """What an address names."""

    url: str
    project: str
    board: str | None = None

    @property
    def is_cloud(self) -> bool:
        """Whether that is Jira Cloud by its name alone."""
        return is_cloud(self.url) or urlsplit(self.url).netloc == GATEWAY


def named(text: str) -> Named | None:
    """What the address of a project, a board or an issue names; None for others."""
    address = text.strip()
    try:
        parts = urlsplit(address)
        if is_cloud(address):
            parts = parts._replace(scheme="https")
        query = parse_qs(parts.query)
        url = jira_at(parts._replace(query="", fragment="").geturl())
    except ValueError:
        return None
    if parts.scheme not in {"http", "https"} or not parts.hostname:
        return None
    key, on_board = _key_in(parts.path, query), _BOARD.fullmatch(address)
    if key is None or "@" in parts.netloc:
        return None
    return Named(url, key, on_board[1] if on_board else None)


def _key_in(path: str, query: dict[str, list[str]]) -> str | None:
    """The key of the project that a page shows."""
    found = _IN_AN_ADDRESS.search(path)
    if found:
        return found[1]
    for key in query.get("projectKey", []):
        if _KEY.fullmatch(key):
            return key
    issues = map(_OF_AN_ISSUE.fullmatch, query.get("selectedIssue", []))
    return next((one[1] for one in issues if one), None)
