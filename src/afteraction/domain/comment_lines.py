"""Where in a comment a command stands: at the start of a line, in plain words.

What is quoted, code, a heading, a list item or a table's cell is found by a Markdown
parser, as trackers find it. What is glued to a word, as in `/done-ish` or
`path/done`, is no command. Nothing here knows which commands there are.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Container, Iterator, Sequence
from dataclasses import dataclass
from functools import cache

from markdown_it import MarkdownIt
from markdown_it.token import Token

_STARTS = re.compile(
    r"^(?P<indent>[ ]{0,3})/(?P<name>[A-Za-z]+)(?=[.,:;!]*(?:\s|\Z))[.,:;!]*",
    re.MULTILINE,
)
_SLASH = re.compile(r"^[ ]{0,3}/", re.MULTILINE)
# Letters of a part of Unicode that is nobody's. One stands before each thing that may
# be a command, another one each time, and the parser says where they came to lie.
_FIRST_SIGN = 0xF0000
_MOST_SIGNS = 1000
_SIGN = re.compile(f"[{chr(_FIRST_SIGN)}-{chr(_FIRST_SIGN + _MOST_SIGNS)}]")


@dataclass(frozen=True, slots=True)
class Spoken:
    """A command as it was written."""

    name: str
    """In lower case, without its slash."""
    line: str
    """What stands behind it in its line; white space is single spaces."""
    all: str
    """That and the rest of its paragraph, up to the next command."""


def may_hold_commands(text: str) -> bool:
    """Whether a line begins with a slash: nowhere else a command can begin.

    Cheap, and never wrong about a text that holds one; to be asked of each comment
    before it is looked up who wrote it.
    """
    return "/" in text and _SLASH.search(_plain(text)) is not None


def command_lines(text: str, names: Container[str]) -> tuple[Spoken, ...]:
    """The commands with one of these names, in their order. Never raises."""
    found: list[Spoken] = []
    for paragraph in _paragraphs(_signed(text, names)):
        found += _spoken(paragraph)
    return tuple(found)


def _signed(text: str, names: Container[str]) -> str:
    """The text with a sign before each slash that may begin a command."""
    signs = map(chr, range(_FIRST_SIGN, _FIRST_SIGN + _MOST_SIGNS))

    def sign(found: re.Match[str]) -> str:
        start = found["indent"]
        known = found["name"].casefold() in names
        mark = next(signs, "") if known else ""
        return f"{start}{mark}{found[0][len(start) :]}"

    return _STARTS.sub(sign, _plain(text))


def _plain(text: str) -> str:
    """The text without what could pass for a sign, with one sort of line end."""
    plain = _SIGN.sub("", text).replace("\0", "")
    return plain.replace("\r\n", "\n").replace("\r", "\n")


@cache
def _parser() -> MarkdownIt:
    # Tables are no part of CommonMark, but of what all trackers show.
    return MarkdownIt("commonmark").enable("table")


def _paragraphs(text: str) -> Iterator[str]:
    """The paragraphs that are in nothing else, with signs only where they mean it."""
    if not _SIGN.search(text):
        return
    above = ""
    for token in _parser().parse(text):
        if above == "paragraph_open" and token.type == "inline" and token.level == 1:
            alive = frozenset(_in_plain_words(token.children or []))
            yield _SIGN.sub(_kept(alive), token.content)
        above = token.type


def _kept(signs: frozenset[str]) -> Callable[[re.Match[str]], str]:
    return lambda found: found[0] if found[0] in signs else ""


def _in_plain_words(tokens: Sequence[Token]) -> Iterator[str]:
    """The signs that are in no code, link, emphasis or hidden comment."""
    for token in tokens:
        if token.type == "text" and token.level == 0:
            yield from _SIGN.findall(token.content)


def _spoken(paragraph: str) -> Iterator[Spoken]:
    for part in _SIGN.split(paragraph)[1:]:
        name = _STARTS.match(part)
        assert name is not None  # a sign stands nowhere else
        rest = part[name.end() :].replace("\\\n", "\n")  # a break that was typed
        first, _, _ = rest.partition("\n")
        yield Spoken(
            name["name"].casefold(), " ".join(first.split()), " ".join(rest.split())
        )
