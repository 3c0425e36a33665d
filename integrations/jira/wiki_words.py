r"""Words and code as wiki markup in which nothing comes alive.

Pure. What Jira's renderer would take for markup gets a backslash; where that does not
help (in links, in code, before a backslash) it becomes an entity, which Jira shows as
the sign. Jira looks for mentions in the bare text, in code and behind a backslash too:
"[" is therefore never followed by "~" or "@" (see `unmentioned`).
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from unicodedata import category

from .wiki_pieces import to_escape, to_escape_at_start

_SPLIT = "\u200b"

_LIVE = re.compile(
    r"""
    (?P<fine>
        (?<=[^\W_])[-_+^~*](?=[^\W_])           # inside of a word
      | (?<=\s)[-_+^~*](?=\s)                   # alone
    )
  | (?P<key> (?<![A-Za-z0-9])[A-Z][A-Z0-9_]+-(?=\d) )
  | (?P<smile>
        \((?:[/x!?+\-*iyn]|\*[rgby]|on|off|flag|flagoff)\)
      | :-?[()] | ;-?\) | :-?[DPp](?![^\W_])
    )
  | (?P<sign>
        [-_+^~*\[\]{}|]
      | \?(?=\?) | (?<=\?)\?
      | (?<![^\W_])!(?!\s)
      | (?<=\[)@
    )
  | (?P<entity> \\(?=[!-/:-@\[-`{-~]|\Z) | &(?=\#?[0-9A-Za-z]+;) )
  | (?P<colon>
        (?<=[A-Za-z0-9+.-]):(?=//)
      | (?i: (?<=mailto)|(?<=file)|(?<=news)|(?<=nntp)|(?<=irc) ) :(?=\S)
    )
    """,
    re.VERBOSE,
)
_START = re.compile(r"\#+(?=\s|\Z)|(?:h[1-6]|bq)\.")
_NOT_IN_A_LABEL = re.compile(
    r"[^\w\s.,/\"'=<>$%#:-]|_|:(?=\S)|(?<![^\W_])-|-(?![^\W_])"
)
_SMILE = re.compile(r"&#\d+;(?=\))")
_MENTION = re.compile(r"\[(?=[~@])")


def words(text: str, escaped: frozenset[int], *, start: bool, last: bool) -> str:
    """Plain words as they stand in a line.

    `escaped` are the places where Markdown had a backslash; those that nobody would
    put there again are written as entities, so that they come back. `start`: the words
    begin a line or what stands in an item; `last`: nothing follows them in the line.
    """
    needed = to_escape(text)
    if start:
        needed |= to_escape_at_start(text, more=not last)
    signs = {at: entity(text[at]) for at in escaped - needed}
    return _put(text, _in_wiki(text, start=start) | signs)


def code(text: str) -> str:
    """Code, for between `{{` and `}}`."""
    braces = {at: entity(char) for at, char in enumerate(text) if char in "{}"}
    return seen(_put(text, _in_wiki(text, start=False) | braces))


def label(text: str) -> str:
    """Words for a link's text, where backslashes mean nothing."""
    return _NOT_IN_A_LABEL.sub(lambda found: entity(found[0]), text)


def entity(char: str) -> str:
    """A sign that Jira shows and does not read."""
    return f"&#{ord(char)};"


def unmentioned(text: str) -> str:
    """Code in a block, which has no escapes: nobody is called by it."""
    return _MENTION.sub(f"[{_SPLIT}", text)


def seen(text: str) -> str:
    """Words in an effect, where Jira does not find its end behind what is not seen."""
    shown = "".join(
        entity(char) if category(char)[0] == "C" and char != "\n" else char
        for char in text
    )
    return _SMILE.sub(r"\g<0>\\", shown)


def _in_wiki(text: str, *, start: bool) -> dict[int, str]:
    """Where the renderer would do something, and what to write instead."""
    signs: dict[int, str] = {}
    for found in _LIVE.finditer(text):
        signs |= _sign(found)
    if start and _START.match(text):
        signs[0] = "\\#" if text[0] == "#" else entity(text[0])
    return signs


def _sign(found: re.Match[str]) -> dict[int, str]:
    at = found.start()
    match found.lastgroup:
        case "fine":
            return {}
        case "key":
            return {found.end() - 1: "\\-"}
        case "colon":
            # Of a letter nobody thinks that it was escaped, when it comes back.
            place = at - 1 if found.string[at - 1].isalnum() else at
            return {place: entity(found.string[place])}
        case "entity":
            return {at: "&amp;" if found[0] == "&" else entity("\\")}
        case "smile":
            return {at + place: f"\\{found[0][place]}" for place in _of_smile(found[0])}
        case _:
            return {at: f"\\{found[0]}"}


def _of_smile(smile: str) -> Iterator[int]:
    """Which of its signs have to be escaped; those of an effect always."""
    if smile[0] == "(":
        yield 0
    elif smile[-1] in "()":
        yield len(smile) - 1
    elif "-" not in smile:
        yield 0
    yield from (at for at, char in enumerate(smile) if char in "*-+!")


def _put(text: str, signs: dict[int, str]) -> str:
    written, escaped = "", False
    for at, char in enumerate(text):
        # To Jira an escaped sign is `&#33;`: a bracket behind it makes a smile, `;)`.
        sign = signs.get(at, "\\)" if char == ")" and escaped else char)
        escaped = sign != char
        written += sign
    return written
