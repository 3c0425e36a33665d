"""What people write where GitHub, a repository or a project is meant.

Pure: text in, the plain form out, or a `ValueError` that says what to write. Whatever a
browser's address line or `git remote` shows is understood. Not here: whether it is
there (`whereabouts`), and addresses of issues (`addresses`).
"""

from __future__ import annotations

import re
from ipaddress import ip_address
from urllib.parse import SplitResult, urlsplit

from afteraction.settings import quoted

WEB = "https://github.com"
_OWNER = r"[A-Za-z0-9][A-Za-z0-9-]*"
_REPO = re.compile(rf"{_OWNER}/(?!\.{{1,2}}$)[A-Za-z0-9._-]{{1,100}}")
# git's own two forms, `git@host:owner/name` among them:
# https://git-scm.com/docs/git-clone#_git_urls
_REMOTE = re.compile(r"(?:ssh://)?git@(?P<host>[^/:@]+)(?::[0-9]+/|[:/])/?(?P<name>.+)")
_ADDRESS = re.compile(r"https?://(?P<host>[^/]+)/(?P<name>.*)")
# Numbers of projects are GraphQL's Int, which ends at 2,147,483,647.
_PROJECT = re.compile(rf"(?P<owner>{_OWNER})/(?P<number>[1-9][0-9]{{0,8}})")
_PROJECT_PAGE = re.compile(
    rf"https?://(?P<host>[^/]+)/(?:orgs|users)/(?P<owner>{_OWNER})/projects/"
    r"(?P<number>[1-9][0-9]{0,8})(?:/.*)?"
)


def github_at(address: str) -> str:
    """Where GitHub is, from an address that `WebAddress` let through.

    The API's address stands for its server's: people copy that, too.
    """
    parts = urlsplit(address)
    host = parts.netloc.lower()
    if parts.scheme == "http" and not _is_here(parts.hostname or ""):
        raise ValueError(
            f"{quoted(address)} would send the token in clear text; write"
            f" https://{host}"
        )
    if host in {"api.github.com", "www.github.com"}:
        host = "github.com"
    if host.startswith("api.") and host.endswith(".ghe.com"):
        host = host.removeprefix("api.")
    place = f"{parts.scheme}://{host}"
    if _more(parts):
        raise ValueError(
            f"{quoted(address)} is more than where GitHub is; write {place}"
            " (the repository stands under repo)"
        )
    return place


def _more(parts: SplitResult) -> bool:
    """Whether more than a server is named; the API's path on one is no more."""
    path = parts.path.rstrip("/")
    return path not in {"", "/api/v3"} or bool(parts.query or parts.fragment)


def _is_here(host: str) -> bool:
    """Whether a host is this machine, where nobody listens on the way."""
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"


def repository(value: object, url: str | None) -> str:
    """`owner/name`, as it is or from the repository's address at `url`."""
    text = str(value).strip().removesuffix("/")
    found = _REMOTE.fullmatch(text) or _ADDRESS.fullmatch(text)
    if found and "@" in found["host"]:
        raise ValueError("holds a user or a password; write it as in owner/name")
    name = (found["name"] if found else text).removesuffix(".git")
    if not _REPO.fullmatch(name):
        raise ValueError(f"{quoted(value)} is no repository; write it as in owner/name")
    if found and url:
        _check_host(value, found["host"], url)
    return name


def project(value: object, url: str | None) -> tuple[str, int]:
    """Owner and number of a project, from `owner/12` or its page's address."""
    text = str(value).strip().removesuffix("/")
    page = _PROJECT_PAGE.fullmatch(text.partition("?")[0])
    found = page or _PROJECT.fullmatch(text)
    if found is None:
        raise ValueError(f"{quoted(value)} is no project; write it as in owner/12")
    if page and url:
        _check_host(value, page["host"], url)
    return found["owner"], int(found["number"])


def _check_host(value: object, host: str, url: str) -> None:
    """An ssh port is none of the web's, so that only the names count there."""
    ours, theirs = urlsplit(url).netloc.lower(), host.lower()
    if theirs not in {ours, f"www.{ours}"} and not (
        str(value).strip().startswith(("git@", "ssh://"))
        and theirs == urlsplit(url).hostname
    ):
        raise ValueError(
            f"{quoted(value)} is not at {url}; if it is where it should be, write"
            f" url: https://{host} beside it"
        )


def named(text: str) -> tuple[str, str] | None:
    """Where GitHub is and `owner/name`, from a repository's address or its name.

    None when it is neither.
    """
    found = _REMOTE.fullmatch(text) or _ADDRESS.fullmatch(text)
    name = (found["name"] if found else text).removesuffix("/").removesuffix(".git")
    if not _REPO.fullmatch(name):
        return None
    if found is None:
        return WEB, name
    host = found["host"].rpartition("@")[2].lower().removeprefix("www.")
    scheme = "http" if text.startswith("http://") else "https"
    return f"{scheme}://{host.removeprefix('ssh.')}", name


def is_githubs(url: str) -> bool:
    """Whether this is GitHub by its name alone.

    Of an Enterprise Server on a name of its own nobody can see what it is.
    """
    host = urlsplit(url).hostname or ""
    return host == "github.com" or host.endswith(".ghe.com")
