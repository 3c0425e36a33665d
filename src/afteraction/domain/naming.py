"""Which tickets a text names, as far as that can be told from the text alone.

Pure, and the same for all trackers: addresses, refs (`notes:0041`, `platform#41`),
links to a file of the same folder, and the short ways of writing a ticket of the same
tracker (`#41`, `OPS-7`). A name is a string that can be compared, and no more.
"""

from __future__ import annotations

import re
from posixpath import basename

_NAMED = re.compile(
    r"""
    (?P<url> https?://[^\s<>()\[\]|]+ )
  | \]\( (?P<file> [^\s()<>:#]+ ) (?:\#[^\s()]*)? \)
  | (?<![\w/:#-]) (?P<ref> [A-Za-z0-9_-]+ (?: : (?!//) [A-Za-z0-9_-]+ | \#\d+\b ) )
  | (?<![\w/:#-]) (?P<number> \#\d+ ) \b
  | (?<![\w/:#-]) (?P<key> [A-Z][A-Z0-9_]+-\d+ ) \b
    """,
    re.VERBOSE,
)


def named_in(text: str, tracker: str) -> tuple[str, ...]:
    """The names in `text`, which stands in a ticket of `tracker`; each once."""
    found = (_as_name(match, tracker) for match in _NAMED.finditer(text))
    return tuple(dict.fromkeys(found))


def names_of(ref: str, url: str) -> tuple[str, ...]:
    """The names by which the ticket with this ref and address may be called."""
    names = [ref.casefold()]
    if "://" in url:
        names.append(_address(url))
    return tuple(names)


def _as_name(match: re.Match[str], tracker: str) -> str:
    match match.lastgroup:
        case "url":
            return _address(match["url"])
        case "file":
            stem = basename(match["file"]).removesuffix(".md")
            return f"{tracker}:{stem}".casefold()
        case "number":
            return f"{tracker}{match['number']}".casefold()
        case "key":
            return f"{tracker}:{match['key']}".casefold()
        case _:
            return match["ref"].casefold()


def _address(url: str) -> str:
    """Without what leads to a place within the page, and without a sentence's end."""
    return url.partition("#")[0].partition("?")[0].rstrip("/.,;:!'\"").casefold()
