"""Mermaid's charts: stacked though Mermaid stacks nothing, in our own words only."""

from __future__ import annotations

import re

from afteraction import report_mermaid as mermaid
from afteraction.domain.follow_through import Became
from afteraction.domain.kinds import Kind
from afteraction.report_words import KINDS

INKS = {
    "done": mermaid.Ink("#00ff00", "🟩"),
    "open": mermaid.Ink("#0000ff", "🟦"),
}


def test_each_series_is_a_sum_and_the_largest_is_drawn_first() -> None:
    rows = [
        ("1 Nov", [("done", 2), ("open", 1)]),
        ("8 Nov", [("done", 0), ("open", 4)]),
    ]
    assert mermaid.columns(rows, INKS, "Title").splitlines() == [
        "```mermaid",
        "---",
        "config:",
        "  themeVariables:",
        "    xyChart:",
        '      plotColorPalette: "#0000ff, #00ff00"',
        "---",
        "xychart-beta",
        '    title "Title"',
        '    x-axis ["1 Nov", "8 Nov"]',
        '    y-axis "tickets" 0 --> 4',
        "    bar [3, 4]",
        "    bar [2, 0]",
        "```",
    ]


def test_nothing_is_no_picture() -> None:
    assert mermaid.columns([], INKS, "Title") == ""
    assert mermaid.columns([("1 Nov", [("done", 0)])], INKS, "Title") == ""


def test_no_two_columns_are_called_the_same() -> None:
    rows = [(f"{at} Nov", [("done", 1)]) for at in range(26)]
    text = mermaid.columns(rows, INKS, "Title")
    labels = re.findall(r'"([^"]*)"', text.split("x-axis")[1].split("\n")[0])
    assert len(labels) == len(set(labels)) == 26
    named = [label for label in labels if label.strip("\u200b")]
    assert named[-1] == "25 Nov"
    assert 6 <= len(named) <= mermaid.MOST_LABELS


def test_every_part_has_a_colour_of_its_own() -> None:
    assert set(mermaid.STATES) == set(Became)
    assert set(mermaid.KINDS) == set(Kind)
    for inks in (mermaid.STATES, mermaid.KINDS):
        assert len({ink.colour for ink in inks.values()}) == len(inks)
        assert len({ink.square for ink in inks.values()}) == len(inks)


def test_the_legend_names_them() -> None:
    assert mermaid.legend(KINDS.items(), mermaid.KINDS) == (
        "From the bottom up: 🟦 avoidable, 🟫 inherent, 🟪 experiment."
    )
