"""Addresses of issues: links to them, and what a link in a text leads to.

Pure. https://docs.github.com/en/get-started/writing-on-github/working-with-advanced-formatting/autolinked-references-and-urls
"""

from __future__ import annotations

import re
from urllib.parse import urlsplit

from afteraction.domain.tickets import Sprint, Ticket

SPRINT = "sprint:"
NUMBER = re.compile(r"[1-9][0-9]{0,9}")
_ADDRESS = re.compile(r"https?://[^\s<>()]+")
_SHORT = re.compile(r"(?<![\w/&])#([1-9][0-9]{0,9})\b")


def link(tracker: str, target: Ticket | Sprint) -> str:
    """A Markdown link to `target` from an issue of `tracker`."""
    here = isinstance(target, Ticket) and target.tracker == tracker
    label = f"#{target.key}" if here else target.key
    return f"[{_label(label)}]({target.url})"


def _label(text: str) -> str:
    return re.sub(r"([\[\]\\])", r"\\\1", " ".join(text.split()))


def locate(web: str, text: str) -> str | None:
    """The address in a text, or that of a `#41` in the repository at `web`."""
    found = _ADDRESS.search(text)
    if found:
        return found[0].rstrip(".,;:!?)]'\"`*_")
    short = _SHORT.search(text)
    return f"{web}/issues/{short[1]}" if short else None


def key_at(web: str, address: str) -> str | None:
    """The key of the issue or milestone at an address."""
    try:
        ours, theirs = urlsplit(web), urlsplit(address)
    except ValueError:
        return None
    base = f"{ours.path.lower()}/"
    if ours.netloc.lower() != theirs.netloc.lower():
        return None
    if not theirs.path.lower().startswith(base):
        return None
    part, _, number = theirs.path[len(base) :].strip("/").partition("/")
    if not NUMBER.fullmatch(number):
        return None
    keys = {
        "issues": number,
        "pull": number,
        "milestone": f"{SPRINT}milestone-{number}",
    }
    return keys.get(part)
