"""Tables of a document (ADF) as rows of Markdown, and rows of Markdown as cells.

Pure. Markdown has neither merged cells nor several blocks in one: a merged cell's words
stand where it begins, the rest of it is empty, and the lines in a cell are parted by
`<br>`. A table without a header gets an empty one, which is none when it is written.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from itertools import zip_longest

from .adf_nodes import Node, Nodes, attr, content, sort_of, whole

Row = tuple[int | None, int, str]
"""A row's place in the table (None for the table itself), a line in it, its text."""

JOINT = "<br>"
_BARE_BAR = re.compile(r"(?<!\\)\|")
_WIDEST = 100
"""No cell reaches over more columns, whatever its number says."""


def table_lines(table: Node, lines_in: Callable[[Node], list[str]]) -> Iterator[Row]:
    """The lines of a table; `lines_in` reads a cell."""
    rows = content(table)
    grid = _grid(rows)
    width = max((len(row) for row in grid), default=0)
    if not width:
        return
    texts = [[cell_text(cell, lines_in) for cell in row] for row in grid]
    headed = all(sort_of(cell) == "tableHeader" for cell in content(rows[0]))
    if headed and content(rows[0]):
        yield 0, 0, _line(texts[0], width)
        yield None, 1, _under(grid[0], width)
    else:
        yield None, 0, _line([], width)
        yield None, 1, _under(grid[0], width)
        yield 0, 0, _line(texts[0], width)
    for at, row in enumerate(texts[1:], 1):
        yield at, 0, _line(row, width)


def cell_text(cell: Node | None, lines_in: Callable[[Node], list[str]]) -> str:
    """A cell's words, as they stand between two bars."""
    text = JOINT.join(lines_in(cell)) if cell else ""
    return _BARE_BAR.sub(r"\\|", text)


def _grid(rows: Nodes) -> list[list[Node | None]]:
    """The cells by row and column; None where another one reaches over."""
    grid: list[list[Node | None]] = [[] for _ in rows]
    taken: set[tuple[int, int]] = set()
    for at, row in enumerate(rows):
        column = 0
        for cell in content(row):
            column = _next_free(grid[at], taken, at, column)
            across, down = span_of(cell)
            grid[at].append(cell)
            grid[at] += [None] * (across - 1)
            below = range(at + 1, min(at + down, len(rows)))
            taken |= {(y, column + x) for y in below for x in range(across)}
            column += across
        _next_free(grid[at], taken, at, column)
    return grid


def _next_free(
    row: list[Node | None], taken: set[tuple[int, int]], at: int, column: int
) -> int:
    while (at, column) in taken:
        row.append(None)
        column += 1
    return column


def span_of(cell: Node) -> tuple[int, int]:
    """Over how many columns and rows a cell reaches."""
    across, down = whole(cell, "colspan", 1), whole(cell, "rowspan", 1)
    return min(max(across, 1), _WIDEST), max(down, 1)


def _line(texts: list[str], width: int) -> str:
    cells = [*texts, *[""] * (width - len(texts))]
    return "|" + "|".join(f" {text} " if text else "  " for text in cells) + "|"


_SIGNS = {"end": "--:", "center": ":-:"}


def _under(cells: list[Node | None], width: int) -> str:
    """The line under the header, with where each column is aligned."""
    signs = [_SIGNS.get(alignment_of(cell), ":--") for cell in cells]
    return "|" + "|".join([*signs, *[":--"] * (width - len(signs))]) + "|"


def alignment_of(cell: Node | None) -> str:
    """`center`, `end` or "" for a cell, by its first block."""
    blocks = content(cell or {})
    marks = blocks[0].get("marks") or [] if blocks else []
    aligned = (attr(mark, "align") for mark in marks if isinstance(mark, dict))
    return next((each for each in aligned if isinstance(each, str)), "")


# A row of Markdown as cells.


def edit_row(
    table: Node,
    at: int,
    line: str,
    lines_in: Callable[[Node], list[str]],
    with_text: Callable[[Node, str], Node],
) -> None:
    """Change a row's cells to what a line says; `with_text` makes the new cells.

    The row is changed in place. Raises ValueError where the line is no such row.
    """
    cells = _grid(content(table))[at]
    texts = _texts_in(line)
    width = max(len(row) for row in _grid(content(table)))
    if len(texts) != width:
        raise ValueError("the line has another number of cells than the table")
    made: Nodes = []
    for cell, text in zip_longest(cells, texts):
        if text == cell_text(cell, lines_in):
            made += [cell] if cell else []
        elif cell is None:
            raise ValueError("a part of a merged cell holds no words")
        else:
            made.append(with_text(cell, text.replace("\\|", "|")))
    content(table)[at]["content"] = made


def _texts_in(line: str) -> list[str]:
    before, *texts = [text.strip() for text in _BARE_BAR.split(line.strip())]
    if before or not texts or texts.pop():
        raise ValueError("the line is no row of a table")
    return texts
