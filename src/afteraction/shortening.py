"""Texts of ours made to fit where a tracker takes no longer ones.

Pure. What is longest goes first; the form at the end, and the last line, stay. Never
for words that people wrote into a ticket.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

_CUTS = (32_000, 16_000, 8_000, 4_000, 2_000, 1_000, 500)
_FEW_CUTS = 2_000
"""Rather than cut lines below this, those in the middle are left out."""
_BEGINNING = 40
_LEFT_OUT = "*({} lines are left out here: no longer texts are taken)*"
_CODE = re.compile(r"(?<!`)(`+)(?!`).*?(?<!`)\1(?!`)")
_FORM = 60
"""So many lines stay at the end: there the form is."""


def shortened(texts: Sequence[str], room: int) -> list[str]:
    """Lines that fit; what is longest goes first, the form and the last line stay."""
    kept = list(texts)
    for most in _CUTS:
        if _size(kept) <= room:
            break
        kept = [_cut(text, most) for text in kept]
        if most <= _FEW_CUTS:
            kept = _without_middle(kept, room)
    return kept


def _without_middle(texts: list[str], room: int) -> list[str]:
    over = _size(texts) - room
    if over <= 0:
        return texts
    over += _size([_LEFT_OUT.format("0" * 6)])
    start = end = min(len(texts) // 8, _BEGINNING)
    while over > 0 and end < len(texts) - _FORM:
        over -= len(texts[end]) + 2
        end += 1
    said = [_LEFT_OUT.format(f"{end - start:,}")] if end > start else []
    return texts[:start] + said + texts[end:]


def _cut(text: str, most: int) -> str:
    """A line's beginning; never half of a code span, whose words would come alive."""
    if len(text) <= most:
        return text
    at = most - 1
    for span in _CODE.finditer(text):
        if span.start() < at < span.end():
            at = span.start()
    return f"{text[:at]}…"


def _size(texts: Sequence[str]) -> int:
    """With two characters for each line's end."""
    return sum(len(text) + 2 for text in texts)
