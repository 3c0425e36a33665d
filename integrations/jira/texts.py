"""Texts of ours for Jira: made to fit, and signed as they will be read again.

Pure. Jira's editors and formats say the same in other signs, so the digest in a mark is
that of the text as it comes back, not as it was sent.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from afteraction.domain.identity import text_digest
from afteraction.domain.kept_lines import as_read
from afteraction.domain.tickets import Line, Mark
from afteraction.shortening import shortened

from .dress import MOST, Dress, Text, markdown

_STEPS = (30_000, 20_000, 14_000, 9_000, 6_000, 4_000, 2_500, 1_500, 800)
"""Characters of Markdown to try; a document's nodes take many more."""


def fitting(text: str, head: Sequence[str], dress: Dress) -> Text:
    """A text of ours below its `head`, shortened as far as Jira wants it."""
    lines = text.rstrip("\n").split("\n")
    # Each a paragraph: markup would make one line of two that follow each other.
    above = [line for one in head for line in (one, "")]
    made = dress.written("\n".join((*above, *lines)))
    for room in _STEPS:
        if dress.size(made) <= MOST:
            break
        made = dress.written("\n".join((*above, *shortened(lines, room))))
    return made


def signed(mark: Mark, text: str, lines: Sequence[Line]) -> Mark:
    """A mark for a `text` of ours that is read as `lines`."""
    read = markdown(lines)
    ours = mark.text == text_digest(text)
    return replace(
        mark,
        text=text_digest(read) if ours else mark.text,
        facts=as_read(mark.facts, text, read),
    )
