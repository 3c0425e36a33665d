"""Plain words as Markdown that means them, and the pieces of which a line is made.

Pure. Which signs have to be escaped is asked twice: where wiki markup is read, and
where it is written, which marks all other escapes of ours so that they come back.
The escapes are those that `domain.inert` makes, for what is inert must stay the same.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

ADDRESS = re.compile(
    r"(?<![^\W_])(?:https?|ftps?)://[^\s|\[\]{}<>\"\\]+(?<![.,>);'!:?*_+\-])"
)
"""An address of which Jira makes a link by itself."""

_PUNCTUATION = r"[!-/:-@\[-`{-~]"
_LIVE = re.compile(
    rf"""
    (?P<harmless>
        (?<=[^\W_])_+(?=[^\W_])                 # snake_case
      | (?<=\s)\*(?=\s)                         # 2 * 3
    )
  | (?P<escape>
        [`*_|]
      | (?<=\S)~
      | (?<!\S)\#(?=\#*\Z)                      # would end a heading
      | \\(?={_PUNCTUATION}|\Z)
      | <(?=[A-Za-z/!?])                        # a tag, an address
      | &(?=\#?[0-9A-Za-z]+;)
      | \](?=[(\[:])                            # the middle of a link
    )
    """,
    re.VERBOSE,
)
_START = re.compile(
    r"(?:\#{1,6}(?!\S) | > | [+-](?!\S) | -[-\s]*\Z | =+\Z"
    r"| (?P<number>\d{1,9})[.)](?!\S))",
    re.VERBOSE,
)
_MORE = "\ufffc"
"""Stands behind words that something else follows."""


@dataclass(frozen=True, slots=True)
class Piece:
    """A stretch of a wiki line, and what it is in Markdown."""

    wiki: str
    text: str
    words: bool = False
    """A word, or one sign: it gets a backslash where Markdown would see more in it."""
    escaped: bool = False
    """Words that get a backslash in any case."""


def to_escape(words: str) -> set[int]:
    """The places in plain words where Markdown needs a backslash."""
    return {
        found.start() for found in _LIVE.finditer(words) if found.lastgroup == "escape"
    }


def to_escape_at_start(words: str, *, more: bool) -> set[int]:
    """The same for what would begin a block; `more`: something else follows."""
    found = _START.match(words + (_MORE if more else ""))
    if found is None:
        return set()
    return {found.end("number") if found["number"] else 0}


def marked(pieces: Sequence[Piece], *, start: bool) -> tuple[Piece, ...]:
    """The pieces with their final Markdown; `start`: a block could begin here."""
    done: list[Piece] = []
    for run, first, last in _runs(pieces):
        if not run[0].words:
            done += run
            continue
        words = "".join(piece.text for piece in run)
        places = to_escape(words)
        if first and start:
            places |= to_escape_at_start(words, more=not last)
        if not last and _begins_a_link(pieces[len(done) + len(run)]):
            places |= {len(words) - 1} if words.endswith(("!", "]")) else set()
        done += _with_backslashes(run, places)
    return tuple(done)


def _runs(pieces: Sequence[Piece]) -> Iterator[tuple[list[Piece], bool, bool]]:
    """Neighbours of one sort; whether they are the first and the last that is seen."""
    seen = [at for at, piece in enumerate(pieces) if piece.text]
    at = 0
    while at < len(pieces):
        end = at + 1
        while end < len(pieces) and pieces[end].words == pieces[at].words:
            end += 1
        first = not seen or seen[0] >= at
        last = not seen or seen[-1] < end
        yield list(pieces[at:end]), first, last
        at = end


def _begins_a_link(piece: Piece) -> bool:
    return piece.text.startswith("[")


def _with_backslashes(run: Sequence[Piece], places: set[int]) -> Iterator[Piece]:
    at = 0
    for piece in run:
        needs = piece.escaped or at in places
        yield Piece(piece.wiki, f"\\{piece.text}" if needs else piece.text)
        at += len(piece.text)


def code_span(code: str) -> str:
    """Code in a line of Markdown, whatever stands in it."""
    longest = max((len(run) for run in re.findall("`+", code)), default=0)
    fence = "`" * (1 + longest)
    padding = " " if code.startswith("`") or code.endswith("`") else ""
    return f"{fence}{padding}{code}{padding}{fence}"


def escaped_words(words: str) -> str:
    """Words for a place between brackets."""
    places = to_escape(words)
    return "".join(
        f"\\{char}" if at in places or char in "[]" else char
        for at, char in enumerate(words)
    )
