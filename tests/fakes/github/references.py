"""What a text sets off at GitHub: whom it mentions and which issues it refers to.

Nothing inside of code or an HTML comment counts. A small part of GitHub's rules, on
the side of seeing too much: what the fake sees here pings or links for certain.
"""

from __future__ import annotations

import re

# Code in fences, code in lines, comments: looked for in this order, so that a fence
# that holds a backtick is one piece.
SILENT = re.compile(
    r"^ {0,3}(?P<fence>`{3,}|~{3,})[^\n]*\n.*?(?:^ {0,3}(?P=fence)[`~]*[ \t]*$|\Z)"
    r"|<!--.*?(?:-->|\Z)"
    r"|(?P<ticks>`+)(?!`).+?(?<!`)(?P=ticks)(?!`)",
    re.DOTALL | re.MULTILINE,
)
MENTION = re.compile(
    r"(?<![\w`/@.-])@(?P<login>[A-Za-z\d](?:-?[A-Za-z\d]){0,38})(?![\w/])"
)
REFERENCE = re.compile(
    r"(?<![\w/&-])(?P<name>[\w.-]+/[\w.-]+)?#(?P<number>\d+)\b"
    r"|\bGH-(?P<short>\d+)\b"
    r"|https?://(?!redirect\.)[\w.:-]+/(?P<path>[\w.-]+/[\w.-]+)/(?:issues|pull)/(?P<there>\d+)\b"
)


def spoken(text: str) -> str:
    """The text without code and comments."""
    return SILENT.sub(" ", text.replace("\r\n", "\n"))


def mentioned(text: str) -> tuple[str, ...]:
    """Whom a text mentions, each once, in order."""
    found = (match["login"] for match in MENTION.finditer(spoken(text)))
    return tuple(dict.fromkeys(found))


def referred(text: str, home: str) -> tuple[tuple[str, int], ...]:
    """Which issues a text refers to: full name and number, each once, in order.

    Args:
        text: Markdown.
        home: full name of the repository in which it stands.
    """
    found = (
        (
            match["name"] or match["path"] or home,
            int(match["number"] or match["short"] or match["there"]),
        )
        for match in REFERENCE.finditer(spoken(text))
    )
    return tuple(dict.fromkeys(found))
