"""Charts as shapes: numbers in, sizes and places out.

Pure, and without a word of what the numbers mean. Widths and what lies along a line
are percent of the drawing's width, so that a picture fits a telephone and a sheet of
paper with its text at one size; heights are pixels. The templates make SVG of it.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import accumulate, pairwise

FULL = 100.0
"""Percent: the whole width of a drawing."""
LEAST = 0.8
"""What is there at all is to be seen: no part of a bar is narrower (percent) …"""
LEAST_HIGH = 2.0
"""… and no part of a column is lower (pixels)."""
_ROOM = 4.5
"""A digit fits into this many percent, also on a telephone."""
_BESIDE = 2.0
_NICE = (1, 2, 3, 4, 5, 6, 8, 10, 12, 16)


@dataclass(frozen=True, slots=True)
class Share:
    """One part of a bar or column: what it stands for, and how many."""

    name: str
    count: int


@dataclass(frozen=True, slots=True)
class Segment:
    """A part of a bar: from `x`, `width` wide, both in percent."""

    name: str
    count: int
    x: float
    width: float

    @property
    def middle(self) -> float:
        """Where its number stands."""
        return round(self.x + self.width / 2, 2)

    @property
    def labelled(self) -> bool:
        """Whether its number fits."""
        return self.width >= _BESIDE + (_ROOM - _BESIDE) * len(str(self.count))


@dataclass(frozen=True, slots=True)
class Bar:
    """One line of a bar chart."""

    label: str
    total: int
    segments: tuple[Segment, ...]


@dataclass(frozen=True, slots=True)
class Block:
    """A part of a column: from `y`, counted from the top, `height` high, in pixels."""

    name: str
    count: int
    y: float
    height: float


@dataclass(frozen=True, slots=True)
class Column:
    """One column: from `x`, `width` wide, in percent."""

    label: str
    named: bool
    """Whether there is room for its label under it."""
    total: int
    x: float
    width: float
    blocks: tuple[Block, ...]

    @property
    def middle(self) -> float:
        """Where its label stands."""
        return round(self.x + self.width / 2, 2)


@dataclass(frozen=True, slots=True)
class Tick:
    """A line across the columns: how many it stands for, and where."""

    count: int
    y: float


@dataclass(frozen=True, slots=True)
class Columns:
    """A column chart of `height` pixels."""

    height: float
    columns: tuple[Column, ...]
    ticks: tuple[Tick, ...]


def bars(rows: Iterable[tuple[str, Sequence[Share]]]) -> tuple[Bar, ...]:
    """Stacked bars on one scale: the longest is as wide as the drawing."""
    rows = tuple(rows)
    most = max((_total(shares) for _, shares in rows), default=0)
    return tuple(_bar(label, shares, most) for label, shares in rows)


def _bar(label: str, shares: Sequence[Share], most: int) -> Bar:
    there = [share for share in shares if share.count]
    widths = _sizes([share.count for share in there], most, FULL, LEAST)
    ends = list(accumulate(widths, initial=0.0))
    segments = tuple(
        Segment(share.name, share.count, round(start, 2), round(end - start, 2))
        for share, (start, end) in zip(there, pairwise(ends), strict=True)
    )
    return Bar(label, _total(shares), segments)


def _sizes(counts: Sequence[int], most: int, full: float, least: float) -> list[float]:
    """In proportion; where small parts had to grow, all give way a little."""
    sizes = [max(full * count / most, least) for count in counts]
    shrink = min(1.0, full / sum(sizes)) if sizes else 1.0
    return [size * shrink for size in sizes]


def columns(
    rows: Iterable[tuple[str, Sequence[Share]]],
    *,
    height: float = 160.0,
    widest: float = 9.0,
    most_labels: int = 7,
) -> Columns:
    """Stacked columns from left to right, the first share at the bottom.

    Labels stand under every so manieth column, counted from the last one, so that
    they do not run into each other.
    """
    rows = tuple(rows)
    top = nice(max((_total(shares) for _, shares in rows), default=0))
    step = FULL / max(len(rows), 1)
    every = -(-len(rows) // most_labels) or 1
    width = min(step * 0.72, widest)
    return Columns(
        height=height,
        columns=tuple(
            Column(
                label=label,
                named=(len(rows) - 1 - at) % every == 0,
                total=_total(shares),
                x=round(step * at + (step - width) / 2, 2),
                width=round(width, 2),
                blocks=_blocks(shares, top, height),
            )
            for at, (label, shares) in enumerate(rows)
        ),
        ticks=_ticks(top, height),
    )


def _blocks(shares: Sequence[Share], top: int, height: float) -> tuple[Block, ...]:
    there = [share for share in shares if share.count]
    sizes = _sizes([share.count for share in there], top, height, LEAST_HIGH)
    ends = accumulate(sizes)
    return tuple(
        Block(share.name, share.count, round(height - end, 2), round(size, 2))
        for share, size, end in zip(there, sizes, ends, strict=True)
    )


def _ticks(top: int, height: float) -> tuple[Tick, ...]:
    """Nothing, the whole, and the half where it is a number of things."""
    counts = [0, top] if top % 2 else [0, top // 2, top]
    return tuple(Tick(each, round(height * (1 - each / top), 2)) for each in counts)


def nice(most: int) -> int:
    """The end of a scale that holds `most`: a number people read at a glance."""
    power = 1
    while power * _NICE[-1] < most:
        power *= 10
    return next(each * power for each in _NICE if each * power >= max(most, 1))


def _total(shares: Sequence[Share]) -> int:
    return sum(share.count for share in shares)
