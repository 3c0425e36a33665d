"""A review's Markdown, line by line: what people see, what is code, what is hidden.

Blocks (code, quotes, hidden comments) are found by a Markdown parser, as trackers find
them; the lines themselves are kept as they are, because edits go to lines. Nothing
here knows the form: what a line means to it is in `form_marks`.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cache

from markdown_it import MarkdownIt
from markdown_it.token import Token

from afteraction.domain.tickets import Line

FILLER = "\ufffc"
"""Stands in `Row.bare` for what is a link or code: nothing in there is a label."""

# All of these replace signs by as many others, so that places stay places.
_NO_BREAK = re.compile("[\r\n\u00a0\u202f\u2007]|&(?:nbsp|#160|#xa0);", re.IGNORECASE)
_CODE = re.compile(r"(?<![`\\])(?P<ticks>`++)(?!`).+?(?<!`)(?P=ticks)(?!`)")
_LINK = re.compile(
    r"!?\[(?:[^\[\]\\]|\\.|\[[^\[\]]*+\])*+\]\((?:[^()\\]|\\.|\([^()]*+\))*+\)"
    r"|<[a-zA-Z][a-zA-Z0-9+.-]*:[^<>\s]*>"
    r"|\bhttps?://[^\s<>|)\]]*[^\s<>|)\].,;:!?*_]"
)
_ESCAPE = re.compile(r"\\(?P<sign>[!-/:-@\[-`{-~])")
_PLAIN_OR_ESCAPE = re.compile(f"{_CODE.pattern}|{_LINK.pattern}|{_ESCAPE.pattern}")
_BREAK = re.compile(r"<br\s*/?>", re.IGNORECASE)
_INLINE_TAG = re.compile(
    r"</?(?:b|strong|em|i|u|ins|mark|font|span)(?:\s[^<>]*)?>", re.IGNORECASE
)

_OPENS_COMMENT = "<!--"
_CLOSES_COMMENT = "-->"
_CODE_TAG = re.compile(r"\s*<(?:pre|script|style|textarea)\b", re.IGNORECASE)
_CODE_TAG_ENDS = re.compile(r"</(?:pre|script|style|textarea)>", re.IGNORECASE)
_BEGINS_ANEW = re.compile(r"\s*(?:\Z|(?:[-*+]|\d{1,9}[.)])\s| {0,3}#{1,6}\s)")
_FENCE_ENDS = re.compile(r"[\s>]*(?:`{3,}|~{3,})\s*")


@dataclass(frozen=True, slots=True)
class Row:
    """One line of a text, with what has to be known to read it.

    `shown` and `bare` are as long as `line.text`: a place in one is a place in all.
    """

    at: int
    """Its place in the text, from 0."""
    line: Line
    shown: str
    """What people see: hidden comments are blank, odd spaces are plain ones."""
    bare: str
    """For reading marks: links and code are filled over, escapes are off."""
    block: int = 0
    """The block of code or the quote to which it belongs; 0 for none."""
    underline: int = 0
    """The level of the heading that the next line makes of this one; 0 for none."""
    goes_on: bool = False
    """A hidden comment that begins in it ends in a later line."""

    @property
    def is_blank(self) -> bool:
        """Whether there is nothing to see."""
        return not self.shown or self.shown.isspace()

    @property
    def indent(self) -> int:
        """How many columns of white space it begins with."""
        text = self.shown.expandtabs(4)
        return len(text) - len(text.lstrip())

    @property
    def number(self) -> int:
        """Its number in the text, from 1."""
        return self.at + 1


@dataclass(frozen=True, slots=True)
class Rows:
    """A whole text."""

    rows: tuple[Row, ...]
    unclosed: Row | None = None
    """The line that opens a code block which nothing closes."""


@dataclass(slots=True)
class _Blocks:
    """What the Markdown parser found, by line."""

    blocks: dict[int, int] = field(default_factory=dict)
    comments: dict[int, int] = field(default_factory=dict)
    """From each line of a comment that is a block to the line after that block."""
    underlines: dict[int, int] = field(default_factory=dict)
    unclosed: int | None = None


def read_rows(lines: Sequence[Line]) -> Rows:
    """The lines of a text as rows. Never raises, whatever stands in them."""
    texts = [_NO_BREAK.sub(_blank, line.text) for line in lines]
    found = _blocks(texts)
    open_ended = _hide_comments(texts, found)
    rows = tuple(
        Row(
            at,
            line,
            text,
            "" if at in found.blocks else _bare(text),
            found.blocks.get(at, 0),
            found.underlines.get(at, 0),
            at in open_ended,
        )
        for at, (line, text) in enumerate(zip(lines, texts, strict=True))
    )
    unclosed = None if found.unclosed is None else rows[found.unclosed]
    return Rows(rows, unclosed)


def read_row(line: Line) -> Row:
    """One line that is known to be neither code nor a quote."""
    texts = [_NO_BREAK.sub(_blank, line.text)]
    # A comment may end in a line below, which is not at hand: hide all of the line.
    _hide_comments(texts, _Blocks(comments={0: 1}))
    return Row(0, line, texts[0], _bare(texts[0]))


def unescaped(text: str) -> str:
    """`text` without the backslashes that make signs plain; links and code stay."""
    if "\\" not in text:
        return text
    return _PLAIN_OR_ESCAPE.sub(lambda found: found["sign"] or found[0], text)


# What the parser finds.


@cache
def block_parser() -> MarkdownIt:
    """A parser that finds blocks and their lines, and leaves alone what is in them."""
    parser = MarkdownIt("commonmark")
    parser.core.ruler.disable("inline")
    return parser


def _blocks(texts: Sequence[str]) -> _Blocks:
    found = _Blocks()
    for number, token in enumerate(block_parser().parse("\n".join(texts)), 1):
        if token.map is None:
            continue
        start, end = token.map[0], min(token.map[1], len(texts))
        match token.type:
            case "fence" | "code_block" | "blockquote_open":
                _add_block(found, number, start, end)
                if token.type == "fence" and _is_unclosed(token, texts[start:end]):
                    found.unclosed = start
            case "html_block":
                _add_html(found, number, token, start, end)
            case "heading_open" if token.markup in ("-", "=") and end - start == 2:
                found.underlines[start] = 1 if token.markup == "=" else 2
            case _:
                pass
    return found


def _add_block(found: _Blocks, number: int, start: int, end: int) -> None:
    for at in range(start, end):
        found.blocks.setdefault(at, number)


def _add_html(found: _Blocks, number: int, token: Token, start: int, end: int) -> None:
    """Comments are hidden and `<pre>` is code; any other HTML is read as text."""
    if token.content.lstrip().startswith(_OPENS_COMMENT):
        found.comments.update(dict.fromkeys(range(start, end), end))
    elif _CODE_TAG.match(token.content):
        _add_block(found, number, start, end)
        if not _CODE_TAG_ENDS.search(token.content) and not token.level:
            found.unclosed = start


def _is_unclosed(token: Token, texts: Sequence[str]) -> bool:
    """A fence inside a list ends with the list; at the top it swallows the rest."""
    closed = len(texts) > 1 and _FENCE_ENDS.fullmatch(texts[-1])
    return not closed and not token.level


# What people do not see, and what is no mark.


def _hide_comments(texts: list[str], found: _Blocks) -> set[int]:
    """Blank the hidden comments in `texts`; the lines in which one does not end."""
    open_ended: set[int] = set()
    without_code = [_without_code(text) for text in texts]
    at, place = 0, 0
    while at < len(texts):
        start = without_code[at].find(_OPENS_COMMENT, place)
        if start < 0 or at in found.blocks:
            at, place = at + 1, 0
            continue
        last, stop = _comment_end(texts, at, start, found)
        if not stop and at not in found.comments:
            at, place = last, 0  # Without an end it is text, and so are all others.
            continue
        open_ended.update(range(at, last))
        _blank_from_to(texts, (at, start), (last, stop))
        at, place = last, stop
    return open_ended


def _comment_end(
    texts: Sequence[str], at: int, start: int, found: _Blocks
) -> tuple[int, int]:
    """The line and the place where a comment ends.

    Where it does not: the line below the block or the paragraph, and 0.
    """
    row, place = at, start + len(_OPENS_COMMENT)
    while True:
        end = texts[row].find(_CLOSES_COMMENT, place)
        if end >= 0:
            return row, end + len(_CLOSES_COMMENT)
        row, place = row + 1, 0
        if row == found.comments.get(at) or _is_below_paragraph(texts, row, at, found):
            return row, 0


def _is_below_paragraph(
    texts: Sequence[str], row: int, at: int, found: _Blocks
) -> bool:
    if row >= len(texts):
        return True
    begins = row in found.blocks or bool(_BEGINS_ANEW.match(texts[row]))
    return begins and at not in found.comments


def _blank_from_to(
    texts: list[str], start: tuple[int, int], stop: tuple[int, int]
) -> None:
    for row in range(start[0], min(stop[0] + 1, len(texts))):
        text = texts[row]
        first = start[1] if row == start[0] else 0
        last = stop[1] if row == stop[0] else len(text)
        texts[row] = _blanked(text, first, last)


def _without_code(text: str) -> str:
    return _CODE.sub(_filled, text) if _OPENS_COMMENT in text else ""


def _blanked(text: str, start: int, stop: int) -> str:
    return text[:start] + " " * (stop - start) + text[stop:]


def _bare(text: str) -> str:
    if "`" in text:
        text = _CODE.sub(_filled, text)
    if "](" in text or "://" in text or "<" in text:
        text = _LINK.sub(_filled, text)
    if "\\" in text:
        text = _ESCAPE.sub(r" \g<sign>", text)
    if "<" in text:
        text = _BREAK.sub(lambda found: ";".ljust(len(found[0])), text)
        text = _INLINE_TAG.sub(_blank, text)
    return text.replace("\uff1a", ":")


def _filled(found: re.Match[str]) -> str:
    return FILLER * len(found[0])


def _blank(found: re.Match[str]) -> str:
    return " " * len(found[0])
