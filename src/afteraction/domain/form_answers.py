"""What stands in one place of the form: pieces of lines in, an answer's text out.

Not here: which lines belong to the answer (`form_blocks`), and who or which day is
meant by it (`people`, `dates`).
"""

from __future__ import annotations

import dataclasses
import re
from collections.abc import Sequence
from dataclasses import dataclass

from markdown_it.token import Token

from afteraction.domain.form import Field
from afteraction.domain.form_marks import (
    content_start,
    is_bullet,
    is_like_a_field,
    is_rule,
)
from afteraction.domain.form_rows import Row, block_parser, unescaped
from afteraction.domain.reviews import Answer
from afteraction.domain.words import is_empty


@dataclass(frozen=True, slots=True)
class Piece:
    """A part of a line that belongs to an answer."""

    row: Row
    start: int
    end: int

    @property
    def text(self) -> str:
        """Its words, as they stand there."""
        return self.row.shown[self.start : self.end].rstrip()


@dataclass(slots=True)
class Entry:
    """One place where an answer stands: its label or heading, and what follows."""

    row: Row
    """The line of the label or heading."""
    field: Field | None
    """None for the answer to a question."""
    pieces: list[Piece] = dataclasses.field(default_factory=list)
    inside: bool = False
    """Its label stands in the middle of a line."""
    _answer: Answer | None = None

    @property
    def is_long(self) -> bool:
        """Whether it may go on over paragraphs and lists."""
        return self.field is None or self.field.is_long

    @property
    def is_carrier(self) -> bool:
        """Whether it names who carries the review on, and belongs to no gap."""
        return self.field is not None and self.field.id == "carried_by"

    @property
    def says_something(self) -> bool:
        """Whether any of its lines has words in it."""
        return any(piece.text.strip() for piece in self.pieces)

    @property
    def last_row(self) -> Row:
        """Its last line that is not blank."""
        rows = [piece.row for piece in self._said()]
        return rows[-1] if rows else self.row

    def takes(self, row: Row) -> bool:
        """Whether a line without marks below it still belongs to it.

        A short answer ends with its paragraph or its list item, and no code or quote is
        a part of it. One in the middle of a line does not go on at all, and neither
        does a link: ours has to read as it was written, whatever people put below.
        """
        if self.is_long:
            return True
        before, says = self.pieces[-1].row, self.says_something
        is_link = self.field is not None and self.field.holds == "link"
        if self.inside or row.block or (says and is_link):
            return False
        if row.is_blank:
            return True
        is_item = is_bullet(self.row)
        if is_item and row.indent > self.row.indent:
            return True
        if says:
            return not (before.is_blank or is_bullet(row))
        return not (is_item and (before.is_blank or is_like_a_field(row)))

    def answer(self) -> Answer:
        """The answer; without words when there is just a placeholder.

        To be asked for only when all of its lines are there.
        """
        if self._answer is None:
            self._answer = self._read()
        return self._answer

    def _read(self) -> Answer:
        rows = dict.fromkeys([self.row, *(piece.row for piece in self._said())])
        lines = tuple(row.line for row in rows)
        text = _long(self._said()) if self.is_long else _short(self._said())
        nothing = is_empty(text) or self._is_none(text)
        return Answer("" if nothing else text, lines)

    def _said(self) -> list[Piece]:
        """The pieces up to the last one with words; rulers at the end are none."""
        said = self.pieces[:]
        while said and (not said[-1].text.strip() or is_rule(said[-1].row)):
            said.pop()
        return said

    def _is_none(self, text: str) -> bool:
        optional = self.field is not None and self.field.may_be_none
        return optional and bool(_NONE.fullmatch(text.casefold()))


_NONE = re.compile(
    r"\W*(?:none|no|nothing|not (?:needed|planned|applicable)"
    r"|no (?:due )?date|no (?:next )?(?:try|attempt)|no checklist)\W*"
)


def _long(pieces: Sequence[Piece]) -> str:
    """Paragraphs and lists, moved to the left as far as they go together."""
    if not pieces:
        return ""
    first, rest = pieces[0].text.strip(), [p.text.expandtabs(4) for p in pieces[1:]]
    indents = [len(text) - len(text.lstrip()) for text in rest if text.strip()]
    shift = min(indents, default=0)
    return "\n".join([first, *(text[shift:] for text in rest)]).strip("\n")


def _short(pieces: Sequence[Piece]) -> str:
    """One line of words; items of a list are parted by commas."""
    text = ""
    for piece in pieces:
        start = piece.start or content_start(piece.row)
        words = piece.row.shown[start : piece.end].rstrip("\\ \t").lstrip()
        if words:
            is_item = not piece.start and is_bullet(piece.row)
            text += (", " if is_item else " ") * bool(text) + words
    return " ".join(unescaped(text).split())


# The items of *What changes*.

_ESCAPED_BULLET = re.compile(r"^(\s*)\\([-*+])(?=\s)", re.MULTILINE)
_TASK = re.compile(r"\\?\[[ xX]?\\?\]\s+")
_LINE_BREAK = re.compile(r"(?: {2,}|\\|<br\s*/?>)\n|<br\s*/?>(?=.)", re.IGNORECASE)


def items_of(text: str) -> tuple[str, ...]:
    """The steps in *What changes*: an item for each of a list, else each paragraph.

    What is nested under an item is told with it, and a paragraph that leads to a list
    is none. An item is one line, but for code blocks, which stay with what they follow.
    """
    items: list[str] = []
    depth, nested = 0, False
    tokens = block_parser().parse(_ESCAPED_BULLET.sub(r"\1\2", text))
    for at, token in enumerate(tokens):
        match token.type:
            case "list_item_open":
                depth, nested = depth + 1, depth > 0 and bool(items)
            case "list_item_close":
                depth, nested = depth - 1, depth > 1
            case "inline" if not _leads_to_list(tokens, at, depth):
                items, nested = _with_words(items, token.content, nested), depth > 0
            case "html_block":
                items = _with_words(items, token.content, nested=False)
            case "fence" | "code_block" if token.content.strip():
                items = _with_code(items, token)
            case _:
                pass
    return tuple(item for item in items if not is_empty(item))


def _leads_to_list(tokens: Sequence[Token], at: int, depth: int) -> bool:
    """`inline` is followed by its paragraph's end; what comes then decides."""
    after = tokens[at + 2].type if at + 2 < len(tokens) else ""
    ends = tokens[at].content.rstrip().endswith(":")
    return ends and not depth and after in ("bullet_list_open", "ordered_list_open")


def _with_words(items: list[str], content: str, nested: bool) -> list[str]:
    lines = [" ".join(part.split()) for part in _LINE_BREAK.split(content)]
    words = [_TASK.sub("", line, count=1) for line in lines if line]
    if not nested:
        return [*items, *words]
    above = items[-1]
    joint = " " if above.endswith((":", ";", ".", ",")) else "; "
    return [*items[:-1], joint.join([above, *words])]


def _with_code(items: list[str], token: Token) -> list[str]:
    mark = token.markup or "```"
    code = f"{mark}{token.info}\n{token.content.rstrip()}\n{mark}"
    return [*items[:-1], f"{items[-1]}\n{code}"] if items else [code]


# "No gap" under the third question.

_AS_PLANNED = (
    r"(?:it |things |we |what happened |the result )?(?:all |everything )?"
    r"(?:has |had )?(?:(?:went|gone|was|were|is|happened|worked|ran) )?(?:out )?"
    r"(?:just |exactly )?(?:as|to|according to)"
    r" (?:we )?(?:intended|planned|expected|plan)"
)
_GAP = (
    r"(?:real |actual |relevant |significant |notable |further )?"
    r"(?:gaps?|differences?|deviations?)"
)
_FOUND = (
    r"(?: (?:at all|found|seen|noticed|noted|identified|to report|to note|here"
    r"|this time|between the two|between them))*"
)
_SO_IT_WENT = rf"(?:(?:\s*[^\w\s]+\s*| because | as | since ){_AS_PLANNED})?"
_NO_GAP = re.compile(
    r"(?:(?:there (?:is|was|were|are)|we (?:see|saw|found|have|had)|i see) )?"
    rf"(?:no|zero) {_GAP}{_FOUND}{_SO_IT_WENT}"
    rf"|none{_FOUND}{_SO_IT_WENT}"
    rf"|nothing(?: (?:differed|differs|(?:was|is) different|to report))?{_SO_IT_WENT}"
    rf"|{_AS_PLANNED}(?:[^\w\s]+\s*no {_GAP}{_FOUND})?"
)
_AROUND = re.compile(r"^(?:[-*+•]\s+|\d[.)]\s+)?(?:\[[ xX]?\]\s+)?|[^\w?]+\Z")


def says_no_gap(text: str) -> bool:
    """Whether an answer to the third question says that there is no gap, and no more.

    A sentence that goes on ("No gap in monitoring was found until …") is an answer
    like any other, and so is one that asks ("No gap?").
    """
    words = " ".join(unescaped(text).casefold().replace("*", "").split())
    return bool(_NO_GAP.fullmatch(_AROUND.sub("", words).strip(' _"“”(')))
