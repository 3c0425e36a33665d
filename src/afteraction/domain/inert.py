"""Text that came from a ticket, made safe to stand in a ticket of ours.

Three functions from text to Markdown that shows what was said and does nothing: it
mentions nobody, refers to no issue, makes no link, loads no image and stays in the
place it was put (a list item, a table cell, a heading, a link's text, a paragraph).

The text is read as Markdown, taken apart into words and code, and written anew.
Safety rests on the writing alone, so no trick of the reading can weaken it. Signs
that would come alive are split by a zero-width space, which nobody sees and which
lives on when the text is turned into Jira's formats; a backslash stands only where
Markdown knows no other way. The result is stable: inert(inert(x)) == inert(x).

This is not a sanitiser for HTML, it does not decide who may read a text, and it does
not convert to Jira's formats: converters get plain words and code spans from it.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import accumulate
from unicodedata import category

from markdown_it import MarkdownIt
from markdown_it.token import Token

from afteraction.domain.form_names import FIELD_NAMES

_SPLIT = "\u200b"

# Joiners hold emoji and Persian words together; every other format character is
# invisible, and some of them turn the reading direction round.
_JOINERS = frozenset("\u200c\u200d")
_UNSEEN = frozenset({"Cc", "Cf", "Cs"})

# What a tracker would turn into a link by itself.
# https://github.github.com/gfm/#autolinks-extension-
# https://docs.github.com/en/get-started/writing-on-github/working-with-advanced-formatting/autolinked-references-and-urls
_ADDRESS = re.compile(
    r"""
    (?P<url>
        (?<![a-z]) (?: [a-z][a-z0-9+.-]{0,30}:// | (?:mailto|xmpp):(?=\S) ) [^\s<>|]+
      | (?<![a-z0-9]) www\.(?=[^\s.]) [^\s<>|]+
    )
  | (?P<mail> (?<![\w.+-]) [\w.+-]++ @ [\w-]+ (?:\.[\w-]+)+ [\w.+@-]* )
  | (?P<commit> (?-i:
        (?<![\w-]) (?=[0-9a-f]*[0-9]) (?=[0-9a-f]*[a-f]) [0-9a-f]{7,40} (?![\w-])
    ))
    """,
    re.VERBOSE | re.IGNORECASE | re.ASCII,
)
_AFTER_AN_ADDRESS = frozenset("?!.,:;*_~'\"]}")
# What Markdown, a tracker or our own form would make something of, inside a line.
_LIVE = re.compile(
    r"""
    (?P<harmless>
        (?<=[^\W_])_+(?=[^\W_])                                   # snake_case
      | (?<=\s)\*(?=\s)                                           # 2 * 3
    )
  | (?P<escape>
        [`*_|]
      | (?<=\S)~                            # only this one can end a strike-through
      | (?<!\S)\#(?=\#*\Z)                  # would end a heading
      | \\(?=[!-/:-@\[-`{-~]|\Z)
    )
  | (?P<split_after>
        @(?=\S)                             # @name, @org/team
      | \#(?=\d)                            # #12, owner/repo#12
      | <(?=[A-Za-z/!?])                    # a tag, a comment, our marks
      | &(?=\#?[0-9A-Za-z]+;)
      | \[(?=[~!]|[ xX]\])                  # Jira's [~name], [!NOTE], a check box
      | \](?=[(\[:])                        # the middle of a link, or of a note
      | \b(?:[A-Z][A-Z0-9]+(?:_[A-Z0-9]+)*|[Gg][Hh])-(?=\d+\b)    # OPS-7, GH-12
      | \bGHSA-(?=\w)
    )
  | (?P<field> (?i:"""  # "Owner:" is a field of ours
    rf"""{FIELD_NAMES}) (?=[\s*_]*[:\uff1a]) )
    """,
    re.VERBOSE,
)

# What would begin a block, or wake a bot, where a line starts.
_START = re.compile(
    r"""
    \A (?:
        (?P<escape_after>
            (?=\#{1,6}(?!\S) | > | [+-](?!\S) | -[-\s]*\Z | =+\Z)
          | \d{1,9}(?=[.)](?!\S))
        )
      | (?P<split_after>
            /(?=[A-Za-z]) | (?:h[1-6]|bq)(?=\.\s)       # /close, Jira's "h1. "
        )
    )
    """,
    re.VERBOSE,
)

_DISARMED = {
    "harmless": "{}",
    "escape": "\\{}",
    "escape_after": "{}\\",
    "field": "{}" + _SPLIT,
    "split_after": "{}" + _SPLIT,
}

_CHECK_BOX = re.compile(r"\s*\[[ xX]\](?:\s+|\Z)")
_QUOTED_LINE = re.compile(r"^[ ]{0,3}>.*$", re.MULTILINE)
_SENTENCE_END = re.compile(r"(?:(?<!\.)\.(?!\.)|[!?]+)[\"'\u201d\u2019)\]]*(?=\s)")
_ABBREVIATIONS = frozenset(
    "approx ca cf dr e.g eg etc fig i.e ie incl max min mr mrs ms prof st vs".split()
)


@dataclass(frozen=True, slots=True)
class _Piece:
    """A stretch of what was said: words, or code to be shown as it is."""

    text: str
    code: bool = False


def inert(text: str, *, most: int | None = None) -> str:
    """`text` as one line of Markdown that does nothing.

    At most `most` characters long, escapes counted; what is longer is cut between
    two words (inside a word only when nothing else is left) and ends in "…".
    Bold and italics are taken off, code spans stay, links and images become their
    text and their address as code, hidden comments go.
    """
    return _fit(_read(text), most)


def inert_lines(text: str, *, most: int | None = None) -> tuple[str, ...]:
    """Every non-empty line of `text`, inert, without its list marker or check box.

    Headings and quotes lose their markers too; lines of a code block become code.
    `most` holds for each line.
    """
    lines = (_fit(pieces, most) for pieces in _lines(text))
    return tuple(line for line in lines if line)


def first_sentence(text: str, *, most: int = 160) -> str:
    """The first sentence of a comment, inert; "" when it says nothing of its own.

    Quotes, headings and code are not its author's words, and nobody reads a megabyte.
    """
    for paragraph in _paragraphs(text[: 25 * most]):
        pieces = _read(paragraph)
        if pieces:
            return _fit(_up_to_sentence_end(pieces), most)
    return ""


# Reading: Markdown to pieces.


@cache
def _parser() -> MarkdownIt:
    # Tables, strike-through and bare addresses stay plain text for us to write.
    return MarkdownIt("commonmark")


def _encodable(text: str) -> str:
    # A lone surrogate can be sent nowhere; the parser makes a sign of NUL.
    return text.replace("\0", "").encode("utf-8", "ignore").decode("utf-8")


def _read(text: str) -> tuple[_Piece, ...]:
    [line] = _parser().parseInline(" ".join(_encodable(text).split()))
    return _tidy(_flatten(line.children or []))


def _lines(text: str) -> Iterator[tuple[_Piece, ...]]:
    for token in _parser().parse(_encodable(text)):
        match token.type:
            case "inline":
                for line in token.content.splitlines():
                    yield _read(_CHECK_BOX.sub("", line, count=1))
            case "fence" | "code_block":
                for line in token.content.splitlines():
                    yield _tidy([_Piece(line, code=True)])
            case "html_block":
                html = token.content
                if html.lstrip().startswith("<!--"):
                    html = html.partition("-->")[2]
                for line in html.splitlines():
                    yield _read(line)
            case _:
                pass  # Where a block begins or ends nothing is said.


def _paragraphs(text: str) -> Iterator[str]:
    # Quotes go before parsing: to Markdown, an answer right below a quote is quoted.
    in_heading = 0
    for token in _parser().parse(_QUOTED_LINE.sub("", _encodable(text))):
        if token.type in {"heading_open", "heading_close"}:
            in_heading += token.nesting
        elif token.type == "inline" and not in_heading:
            yield _CHECK_BOX.sub("", token.content, count=1)


def _flatten(tokens: Sequence[Token]) -> list[_Piece]:
    pieces: list[_Piece] = []
    links: list[tuple[int, str]] = []
    for token in tokens:
        match token.type:
            case "link_open":
                links.append((len(pieces), str(token.attrGet("href"))))
            case "link_close":
                start, address = links.pop()
                pieces[start:] = _with_address(pieces[start:], address)
            case "image":
                label = _flatten(token.children or [])
                pieces += _with_address(label, str(token.attrGet("src")))
            case _:
                pieces.append(_piece(token))
    return pieces


def _piece(token: Token) -> _Piece:
    match token.type:
        case "code_inline":
            return _Piece(token.content, code=True)
        case "html_inline" if token.content.startswith("<!--"):
            # Its readers did not see it where it came from either.
            return _Piece("")
        case "strong_open" | "strong_close" if token.markup == "__":
            # More often Python's __init__ than somebody's bold.
            return _Piece("__")
        case _:
            return _Piece(token.content)


def _with_address(label: list[_Piece], address: str) -> list[_Piece]:
    shown = "".join(piece.text for piece in label).strip()
    if not address:
        return label
    if not shown or address.removeprefix("mailto:") == _parser().normalizeLink(shown):
        return [_Piece(shown or address, code=True)]
    return [*label, _Piece(" ("), _Piece(address, code=True), _Piece(")")]


def _tidy(pieces: Iterable[_Piece]) -> tuple[_Piece, ...]:
    """Visible characters only, words joined, what looks like an address as code."""
    words = ""
    tidied: list[_Piece] = []
    for piece in pieces:
        text = _visible(piece.text)
        # A table would split a code span at its "|", and only words can be escaped.
        if not piece.code or "|" in text:
            words += text
        elif text.strip():
            tidied += [*_split_addresses(words), _Piece(text.strip(), code=True)]
            words = ""
    return _trimmed([*tidied, *_split_addresses(words)])


def _visible(text: str) -> str:
    return "".join(
        " " if char.isspace() else char
        for char in text
        if char.isspace() or char in _JOINERS or category(char) not in _UNSEEN
    )


def _split_addresses(words: str) -> Iterator[_Piece]:
    done = 0
    for found in _ADDRESS.finditer(words):
        address = _without_what_follows(found[0])
        yield _Piece(words[done : found.start()])
        yield _Piece(address, code=True)
        done = found.start() + len(address)
    yield _Piece(words[done:])


def _without_what_follows(address: str) -> str:
    """The address without the full stop or bracket of the sentence around it."""
    surplus = address.count(")") - address.count("(")
    end = len(address)
    while end > 1:
        if address[end - 1] == ")" and surplus > 0:
            surplus -= 1
        elif address[end - 1] not in _AFTER_AN_ADDRESS:
            break
        end -= 1
    return address[:end]


def _trimmed(pieces: Iterable[_Piece]) -> tuple[_Piece, ...]:
    """No empty piece, no double space, and never two code spans side by side."""
    trimmed: list[_Piece] = []
    for piece in pieces:
        text = re.sub(r"\s+", " ", piece.text)
        if piece.code and trimmed and trimmed[-1].code:
            trimmed.append(_Piece(" "))
        if not trimmed:
            text = text.lstrip()
        if text:
            trimmed.append(_Piece(text, piece.code))
    if trimmed and not trimmed[-1].code:
        last = trimmed.pop().text.rstrip()
        trimmed += [_Piece(last)] if last else []
    return tuple(trimmed)


def _up_to_sentence_end(pieces: Sequence[_Piece]) -> tuple[_Piece, ...]:
    for index, piece in enumerate(pieces):
        end = None if piece.code else _sentence_end(piece.text)
        if end is not None:
            return (*pieces[:index], _Piece(piece.text[:end]))
    return tuple(pieces)


def _sentence_end(words: str) -> int | None:
    for found in _SENTENCE_END.finditer(words):
        before = words[: found.start()].rpartition(" ")[2].lstrip("([\"'").casefold()
        is_short = len(before) == 1 and before.isalpha()
        if found[0][0] != "." or not (is_short or before in _ABBREVIATIONS):
            return found.end()
    return None


# Writing: pieces to Markdown that does nothing.


def _fit(pieces: tuple[_Piece, ...], most: int | None) -> str:
    line = _write(pieces)
    if most is None or len(line) <= most:
        return line
    # Escapes make a line longer than its words by an amount known only afterwards.
    room = bisect_right(
        range(most), most, key=lambda size: len(_write(_cut(pieces, size)))
    )
    for size in range(room, -1, -1):
        line = _write(_cut(pieces, size))
        if len(line) <= most:
            return line
    return ""


def _cut(pieces: Sequence[_Piece], size: int) -> tuple[_Piece, ...]:
    kept: list[_Piece] = []
    for piece in pieces:
        if len(piece.text) > size:
            words = _whole_words(piece.text, size)
            if not words and not kept:
                words = piece.text[:size]  # Half a word is better than none.
            kept.append(_Piece(words, piece.code))
            break
        kept.append(piece)
        size -= len(piece.text)
    kept = [*_tidy(kept)]
    if kept and not kept[-1].code:
        kept.append(_Piece(kept.pop().text.rstrip(" ([{")))
    return (*kept, _Piece("…"))


def _whole_words(text: str, size: int) -> str:
    cut = text[:size]
    return cut if text[size].isspace() else cut.rpartition(" ")[0]


def _write(pieces: Sequence[_Piece]) -> str:
    balanced = _is_balanced("".join(each.text for each in pieces if not each.code))
    line = "".join(
        _write_code(each.text) if each.code else _write_words(each.text, balanced)
        for each in pieces
    )
    return _START.sub(_disarm, line)


def _is_balanced(words: str) -> bool:
    steps = {"[": 1, "]": -1}
    depths = [0, *accumulate(steps.get(char, 0) for char in words)]
    return min(depths) == 0 and depths[-1] == 0


def _write_words(words: str, balanced: bool) -> str:
    written = _LIVE.sub(_disarm, words)
    # In a link of ours an odd bracket would end the link's text.
    return written if balanced else re.sub(r"[\[\]]", r"\\\g<0>", written)


def _disarm(found: re.Match[str]) -> str:
    return _DISARMED[found.lastgroup or "harmless"].format(found[0])


def _write_code(code: str) -> str:
    # Not even in code: our marks are looked for in the raw text, Jira's wiki markup
    # knows mentions in monospaced text, and a note's name may end inside of code.
    for sign in ("<!--", "[~", "]:"):
        code = code.replace(sign, f"{sign[0]}{_SPLIT}{sign[1:]}")
    fence = "`" * (1 + max((len(run) for run in re.findall("`+", code)), default=0))
    padding = " " if code.startswith("`") or code.endswith("`") else ""
    return f"{fence}{padding}{code}{padding}{fence}"
