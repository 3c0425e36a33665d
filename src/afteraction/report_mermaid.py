"""Pictures for Markdown: Mermaid charts, which GitHub and others draw.

Pure: columns in, text out, and no word of a ticket in it. Mermaid stacks no bars; it
draws one series over the other, so each series here is a sum up to its part, the
largest first: https://mermaid.js.org/syntax/xyChart.html
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from itertools import accumulate
from typing import NamedTuple

from afteraction.charts import nice
from afteraction.domain.follow_through import Became
from afteraction.domain.kinds import Kind


class Ink(NamedTuple):
    """A colour, and the square by which a legend names it."""

    colour: str
    square: str


STATES: Mapping[str, Ink] = {
    Became.DONE: Ink("#3aa35c", "🟩"),
    Became.DONE_LATE: Ink("#e2b714", "🟨"),
    Became.LEARNED: Ink("#9b6fc9", "🟪"),
    Became.IN_FORCE: Ink("#96694a", "🟫"),
    Became.LOOK_AGAIN: Ink("#6e7781", "⬛"),
    Became.OPEN: Ink("#3f83d4", "🟦"),
    Became.OVERDUE: Ink("#e8862e", "🟧"),
    Became.DECLINED: Ink("#b6bcc4", "⬜"),
}
KINDS: Mapping[str, Ink] = {
    Kind.AVOIDABLE: Ink("#3f83d4", "🟦"),
    Kind.INHERENT: Ink("#96694a", "🟫"),
    Kind.EXPERIMENT: Ink("#9b6fc9", "🟪"),
}
PLAIN: Mapping[str, Ink] = {"open": Ink("#3f83d4", "🟦")}

MOST_LABELS = 12
_UNSEEN = "\u200b"

Columns = Sequence[tuple[str, Sequence[tuple[str, int]]]]
"""Each column's label, and its parts from the bottom up; the same in each."""


def columns(rows: Columns, inks: Mapping[str, Ink], title: str) -> str:
    """A fenced block with a stacked column chart; "" where there is nothing to draw."""
    most = max((sum(n for _, n in parts) for _, parts in rows), default=0)
    if not most:
        return ""
    parts = [name for name, _ in rows[0][1]]
    labels = ", ".join(f'"{label}"' for label in _labels([one for one, _ in rows]))
    sums = [list(accumulate(n for _, n in column)) for _, column in rows]
    palette = ", ".join(inks[name].colour for name in reversed(parts))
    bars = [
        f"    bar [{', '.join(str(column[at]) for column in sums)}]"
        for at in reversed(range(len(parts)))
    ]
    return "\n".join(
        (
            "```mermaid",
            "---",
            "config:",
            "  themeVariables:",
            "    xyChart:",
            f'      plotColorPalette: "{palette}"',
            "---",
            "xychart-beta",
            f'    title "{title}"',
            f"    x-axis [{labels}]",
            f'    y-axis "tickets" 0 --> {nice(most)}',
            *bars,
            "```",
        )
    )


def _labels(labels: Sequence[str]) -> list[str]:
    """Only as many as there is room for, counted from the last one.

    Mermaid makes one column of two that are called the same, and takes the white space
    off a name: so each of the others has a number of signs that nobody sees.
    """
    every = -(-len(labels) // MOST_LABELS) or 1
    return [
        label if (len(labels) - 1 - at) % every == 0 else _UNSEEN * (at + 1)
        for at, label in enumerate(labels)
    ]


def legend(parts: Iterable[tuple[str, str]], inks: Mapping[str, Ink]) -> str:
    """`From the bottom up: 🟩 done, 🟦 open`, of pairs of a name and its word."""
    told = ", ".join(f"{inks[name].square} {said}" for name, said in parts)
    return f"From the bottom up: {told}."
