"""Other people's words, made harmless for a page, a terminal or an address.

Titles, names and reasons come from tickets: they may hold terminal commands, signs
that turn the text round, and addresses that run. Pure: text in, text out. For Markdown
there is `domain.inert`; HTML is escaped by Jinja2 itself.
"""

from __future__ import annotations

import re
from unicodedata import category
from urllib.parse import quote, urlsplit

_UNSEEN = frozenset({"Cc", "Cf", "Cs"})
# They hold emoji and Persian words together. All other characters without a shape of
# their own go: a terminal obeys some, others turn the reading direction round
# (CVE-2021-42574), and a lone surrogate can be written to no file.
_JOINERS = frozenset("\u200c\u200d")
_SCHEME = re.compile(r"^([A-Za-z][A-Za-z0-9+.-]*):")
_WEB = frozenset({"http", "https"})


def one_line(text: str) -> str:
    """The visible words of `text` in one line."""
    shown = (each for each in text if _is_visible(each))
    return " ".join("".join(shown).split())


def _is_visible(character: str) -> bool:
    if character.isspace() or character in _JOINERS:
        return True
    return category(character) not in _UNSEEN


def cut(text: str, most: int = 120) -> str:
    """`text` in one line of at most `most` characters, the last one an ellipsis."""
    line = one_line(text)
    return line if len(line) <= most else f"{line[: most - 1].rstrip()}…"


def code(text: str) -> str:
    """`text` in a code span, where Markdown and GitHub leave it alone."""
    line = one_line(text).replace("|", "\\|") or " "
    longest = max((len(ticks) for ticks in re.findall("`+", line)), default=0)
    fence = "`" * (longest + 1)
    pad = " " if longest else ""
    return f"{fence}{pad}{line}{pad}{fence}"


def link(url: str) -> str:
    """Where `url` leads, fit for `href` and for Markdown's `](…)`; "" when it must not.

    Web addresses and files only: nothing that a browser would run, and no other host
    by way of a path.
    """
    if not url or url != one_line(url) or url.startswith(("//", "/\\", "\\")):
        return ""
    scheme = _SCHEME.match(url)
    if scheme is None:
        return quote(url, safe="/~")
    if len(scheme[1]) == 1:
        return _drive(url)
    return _web(url) if scheme[1].lower() in _WEB else ""


def _drive(path: str) -> str:
    r"""`C:\notes\0041.md`: a browser takes the drive for a scheme."""
    rest = path[2:].replace("\\", "/")
    rooted = rest.startswith("/") and not rest.startswith("//")
    return f"file:///{path[0]}:{quote(rest)}" if rooted else ""


def _web(url: str) -> str:
    try:
        host = urlsplit(url).hostname
    except ValueError:
        return ""
    # Parentheses would end a Markdown link; servers read both spellings alike.
    return quote(url, safe=":/?#[]@!$&'*+,;=%~") if host else ""
