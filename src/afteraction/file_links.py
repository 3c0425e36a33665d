"""Links to ticket files from tickets that are on the web, where no file is beside them.

A folder of files without a web address has only paths to offer, as they are seen from
the configuration's folder. People can not click them; the loop reads them all the same.
Pure.
"""

from __future__ import annotations

import re
from urllib.parse import quote, unquote

_SCHEME = re.compile(r"[A-Za-z][A-Za-z0-9+.-]+:")
_LINKED = re.compile(r"\]\(\s*<?(?P<path>[^\s<>()]+\.md)>?\s*\)", re.IGNORECASE)


def href(url: str) -> str:
    """Where a Markdown link to a ticket's `url` leads: an address, or a quoted path."""
    return url if _SCHEME.match(url) else quote(url)


def path_in(text: str) -> str | None:
    """The path to which the first link in `text` leads, if that is a file's."""
    found = _LINKED.search(text)
    if found is None or _SCHEME.match(found["path"]):
        return None
    return unquote(found["path"])
