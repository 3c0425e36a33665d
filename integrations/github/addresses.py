"""Addresses of issues: links to them, and what a link in a text leads to.

Pure. https://docs.github.com/en/get-started/writing-on-github/working-with-advanced-formatting/autolinked-references-and-urls
"""

from __future__ import annotations

import re
from urllib.parse import urlsplit

from afteraction.domain.tickets import Sprint, Ticket
from afteraction.file_links import href, path_in

SPRINT = "sprint:"
NUMBER = re.compile(r"[1-9][0-9]{0,8}")
_ADDRESS = re.compile(r"https?://[^\s<>()]+")
_ISSUE = re.compile(r"https?://[^/]+/(?:.+/)?([^/]+/[^/]+)/issues/([1-9][0-9]{0,9})$")
_NAMED = re.compile(
    r"(?<![\w./&-])([A-Za-z0-9][A-Za-z0-9-]*/[A-Za-z0-9._-]+)#([1-9][0-9]{0,9})\b"
)
_SHORT = re.compile(r"(?<![\w/&])#([1-9][0-9]{0,9})\b")


def link(tracker: str, target: Ticket | Sprint) -> str:
    """A Markdown link to `target` from an issue of `tracker`."""
    return f"[{_label(_called(tracker, target))}]({href(target.url)})"


def _called(tracker: str, target: Ticket | Sprint) -> str:
    """What people call it: `#41` here, `acme/other#41` elsewhere on GitHub, `OPS-7`."""
    if isinstance(target, Sprint):
        return target.key.replace("-", " ")
    if target.tracker == tracker:
        return f"#{target.key}"
    issue = _ISSUE.search(target.url)
    return f"{issue[1]}#{issue[2]}" if issue else target.key


def _label(text: str) -> str:
    return re.sub(r"([\[\]\\])", r"\\\1", " ".join(text.split()))


def locate(web: str, text: str) -> str | None:
    """The address in a text, or that of a `#41` in the repository at `web`.

    `acme/other#41` is one in another repository of the same GitHub.
    """
    found = _ADDRESS.search(text)
    if found:
        return found[0].rstrip(".,;:!?)]'\"`*_")
    if file := path_in(text):
        return file
    if named := _NAMED.search(text):
        return f"{web.rsplit('/', 2)[0]}/{named[1]}/issues/{named[2]}"
    short = _SHORT.search(text)
    return f"{web}/issues/{short[1]}" if short else None


def place(url: str, address: str) -> tuple[str, str] | None:
    """The repository's name and the key of the issue or milestone at an address.

    None when it is no such address, or none of the GitHub at `url`.
    """
    try:
        ours, theirs = urlsplit(url), urlsplit(address)
    except ValueError:
        return None
    base = f"{ours.path}/"
    if ours.netloc.lower() != theirs.netloc.lower():
        return None
    if not theirs.path.lower().startswith(base.lower()):
        return None
    owner, _, rest = theirs.path[len(base) :].strip("/").partition("/")
    name, _, rest = rest.partition("/")
    part, _, number = rest.partition("/")
    if not NUMBER.fullmatch(number):
        return None
    keys = {
        "issues": number,
        "pull": number,
        "milestone": f"{SPRINT}milestone-{number}",
    }
    return (f"{owner}/{name}", keys[part]) if part in keys else None
