r"""What one line of wiki markup is: heading, item, row, quote, ruler or words.

Pure. Only lists and tables need to know of the lines above them. Macros that go over
several lines are in `wiki_reading`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from .wiki_pieces import Piece, marked

_HEADING = re.compile(r"\s*h([1-6])\.(?:\s+|\Z)")
_QUOTE = re.compile(r"\s*bq\.\s*")
_RULE = re.compile(r"\s*-{4,5}\s*")
_ITEM = re.compile(r"\s*(?!-{2,3})([*#-]+)\s+")
_ROW = re.compile(r"\s*\|")
_BOX = re.compile(
    r"(?:\\?\[(?P<square>[ xX✓✔×vV?.-]{0,3})\\?\]"  # noqa: RUF001 - people's ticks
    r"|\((?P<round>[/ ]?)\))(?=\s|\Z)"
)
_TICKS = {"/": "x", "": " "}


@dataclass(frozen=True, slots=True)
class Wiki:
    """A line of Markdown and what it was made of."""

    number: int
    """The wiki line's, from 1."""
    text: str
    anchor: str
    pieces: tuple[Piece, ...] = ()
    """All of the wiki line; none where more or less than that line is shown."""
    extra: bool = False
    """It stands in no wiki line."""
    quoted: bool = False


@dataclass(frozen=True, slots=True)
class Made:
    """The pieces of one line of Markdown."""

    pieces: tuple[Piece, ...]
    extra: bool = False


@dataclass(slots=True)
class Blocks:
    """The lists and the table in which a line stands."""

    lists: list[str] = field(default_factory=list)
    in_table: bool = False

    def pieces(self, inline: Sequence[Piece], wiki: str, above: str) -> Iterator[Made]:
        """The lines that a wiki line becomes; `above` is the Markdown line above."""
        in_table, self.in_table = self.in_table, False
        if not wiki.strip():
            self.lists.clear()
            yield Made((Piece(wiki, ""),))
        elif _RULE.fullmatch(wiki):
            plain = not above or above.startswith("#")
            yield Made((Piece(wiki, "---" if plain else "***"),))
        elif found := _HEADING.match(wiki):
            self.lists.clear()
            rest = marked(_from(inline, found.end()), start=False)
            yield _line((found[0], "#" * int(found[1]) + " "), rest)
        elif _ROW.match(wiki):
            yield from self._row(inline, in_table=in_table)
        else:
            signs = self._signs(wiki)
            yield _line(signs, _content(inline, wiki, len(signs[0])))

    def _signs(self, wiki: str) -> tuple[str, str]:
        """What begins a quote, an item or words, and what that is in Markdown."""
        if found := _QUOTE.match(wiki):
            return found[0], "> "
        if found := _ITEM.match(wiki):
            return found[0], self._item(found[1])
        return wiki[: len(wiki) - len(wiki.lstrip())], ""

    def _item(self, bullets: str) -> str:
        while self.lists and len(self.lists[-1]) >= len(bullets):
            self.lists.pop()
        indent = sum(3 if each.endswith("#") else 2 for each in self.lists)
        self.lists.append(bullets)
        return " " * indent + ("1. " if bullets.endswith("#") else "- ")

    def _row(self, inline: Sequence[Piece], *, in_table: bool) -> Iterator[Made]:
        self.in_table = True
        pieces, cells = _cells(inline)
        yield Made(pieces)
        if not in_table:
            yield Made((Piece("", "|" + " --- |" * cells),), extra=True)


def _line(signs: tuple[str, str], rest: Sequence[Piece]) -> Made:
    return Made((Piece(*signs), *_trimmed(rest)))


def _content(inline: Sequence[Piece], wiki: str, place: int) -> tuple[Piece, ...]:
    """Words from `place` on, where a box may begin them."""
    found = _BOX.match(wiki, place)
    if found is None:
        return marked(_from(inline, place), start=True)
    square = found["square"]
    tick = _TICKS.get(found["round"], " ") if square is None else square or " "
    rest = marked(_from(inline, found.end()), start=False)
    return (Piece(found[0], f"[{tick}]"), *rest)


def _from(inline: Sequence[Piece], place: int) -> list[Piece]:
    """The pieces from a place in the line on."""
    at, rest = 0, []
    for piece in inline:
        if at >= place:
            rest.append(piece)
        elif at + len(piece.wiki) > place:
            wiki = piece.wiki[place - at :]
            rest += [Piece(char, char, words=True) for char in wiki]
        at += len(piece.wiki)
    return rest


def _trimmed(pieces: Sequence[Piece]) -> tuple[Piece, ...]:
    """No white space around: Markdown would take it for code or a line break."""
    kept = [at for at, piece in enumerate(pieces) if piece.text.strip()]
    return tuple(
        piece if kept and kept[0] <= at <= kept[-1] else Piece(piece.wiki, "")
        for at, piece in enumerate(pieces)
    )


# Rows of a table.


def _cells(inline: Sequence[Piece]) -> tuple[tuple[Piece, ...], int]:
    """A row and how many cells it has."""
    lead, cells = _split(inline)
    pieces = [Piece(piece.wiki, "") for piece in lead]
    for number, (bars, inside) in enumerate(cells):
        if number and number == len(cells) - 1 and _is_blank(inside):
            pieces += [Piece(bars, " |"), *_cell(inside)]
            return tuple(pieces), number
        pieces.append(Piece(bars, " | " if number else "| "))
        pieces += _cell(inside)
    return (*pieces, Piece("", " |")), len(cells)


def _split(
    inline: Sequence[Piece],
) -> tuple[list[Piece], list[tuple[str, list[Piece]]]]:
    """What stands before the first bar; each bar with what stands behind it."""
    lead: list[Piece] = []
    cells: list[tuple[str, list[Piece]]] = []
    for piece in inline:
        if not (piece.words and piece.wiki == "|"):
            (cells[-1][1] if cells else lead).append(piece)
        elif cells and cells[-1] == ("|", []):
            cells[-1] = ("||", [])
        else:
            cells.append(("|", []))
    return lead, cells


def _is_blank(pieces: Sequence[Piece]) -> bool:
    return not any(piece.text.strip() for piece in pieces)


def _cell(inside: Sequence[Piece]) -> Iterator[Piece]:
    """What stands in a cell."""
    for piece in _trimmed(marked(inside, start=False)):
        is_word = piece.text.startswith("\\")
        text = piece.text if is_word else piece.text.replace("|", "\\|")
        yield Piece(piece.wiki, text)
