"""Headings in a review: which line is one, which question it asks, a gap's title.

A heading may be `##`, underlined, a line in bold type, or one of the questions as a
plain line; which of them counts when several could is decided in `form_sections`.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from afteraction.domain.form import FORM, Question
from afteraction.domain.form_marks import content_start
from afteraction.domain.form_rows import Row, unescaped
from afteraction.domain.words import is_empty

BOLD_LEVEL = 7
"""A line in bold type is below every heading."""
PLAIN_LEVEL = 8

_SIGNS = re.compile(r" {0,3}(?P<signs>#{1,6})(?P<text>\s.*|\Z|(?<=##)[^\s#].*)")
_CLOSING_SIGNS = re.compile(r"\s+#+\s*\Z")
_BOLD = re.compile(r"\s*(?P<mark>\*\*|__)(?=\S)(?P<text>.+?)(?P=mark)\s*[:.]?\s*\Z")


@dataclass(frozen=True, slots=True)
class Heading:
    """A line that heads what follows it."""

    level: int
    """1 to 6, and `BOLD_LEVEL`, `PLAIN_LEVEL` below them."""
    start: int
    """Where its words begin in the line."""
    end: int

    def text(self, row: Row) -> str:
        """Its words, as they stand there."""
        return row.shown[self.start : self.end]


def heading_of(row: Row) -> Heading | None:
    """The heading that a line with `#` is."""
    found = None if row.block else _SIGNS.match(row.shown)
    if found is None:
        return None
    closing = _CLOSING_SIGNS.search(row.shown)
    end = closing.start() if closing else len(row.shown.rstrip())
    start = found.start("text") + len(found["text"]) - len(found["text"].lstrip())
    return Heading(len(found["signs"]), start, max(start, end))


def title_line_of(row: Row) -> Heading | None:
    """The heading that a line in bold type, or an underlined one, may be meant as."""
    if row.underline:
        start = content_start(row)
        return Heading(row.underline, start, len(row.shown.rstrip()))
    found = None if row.block else _BOLD.match(row.bare, content_start(row))
    if found is None or found["mark"] in found["text"]:
        return None
    return Heading(BOLD_LEVEL, *found.span("text"))


def plain_line_of(row: Row) -> Heading | None:
    """A line as a heading, if it is exactly one of the questions."""
    if row.block or row.is_blank or len(row.shown) > _LONGEST_QUESTION:
        return None
    start = content_start(row)
    heading = Heading(PLAIN_LEVEL, start, len(row.shown.rstrip()))
    return heading if _key(heading.text(row)) in _BY_HEADING else None


# Questions.

_NUMBER = re.compile(r"(?:(?:question|q)\s*)?\d{1,2}\s*[.):–-]?\s+|\d{1,2}[.)]\s*")  # noqa: RUF001
_QUOTES = str.maketrans("’‘–—", "''--")  # noqa: RUF001 - people's quotes and dashes
_LONGEST_QUESTION = 120


@dataclass(frozen=True, slots=True)
class Asked:
    """The question that a heading asks."""

    question: Question
    surely: bool
    """By its own words, and not by a name that could mean something else."""
    rest: int
    """Where an answer begins that stands in the heading itself."""


def _key(text: str) -> str:
    """The words of a heading, without number, emphasis and punctuation."""
    words = unescaped(text).translate(_QUOTES).casefold().strip(" *_\t")
    words = " ".join(_NUMBER.sub("", words, count=1).split())
    return words.strip(" *_?:.!-")


_BY_HEADING = {_key(question.text): question for question in FORM.questions}
_BY_ALIAS = {
    alias: question for question in FORM.questions for alias in question.aliases
}
_BY_BEGINNING = tuple(
    (beginning, question)
    for question in FORM.questions
    for beginning in question.beginnings
)


def asked_by(heading: Heading, row: Row) -> Asked | None:
    """The question that a heading asks, if it is one of the form's."""
    text = heading.text(row)
    for end in (text.find("?"), text.find(":"), len(text) - 1):
        found = _question(_key(text[: end + 1])) if end >= 0 else None
        if found is not None:
            question, surely = found
            return Asked(question, surely, heading.start + end + 1)
    return None


def _question(key: str) -> tuple[Question, bool] | None:
    for beginning, question in _BY_BEGINNING:
        if key.startswith(beginning) and not key[len(beginning) :][:1].isalnum():
            return question, True
    question_of_alias = _BY_ALIAS.get(key)
    return (question_of_alias, False) if question_of_alias else None


# A gap's title.

_PLACEHOLDER = re.compile(
    rf"\A\(?\s*{re.escape(FORM.gap_title.strip('()'))}\s*\)?\s*[:–—-]?\s*",  # noqa: RUF001
    re.IGNORECASE,
)
_COUNTED = re.compile(r"(?:\d{1,2}[.)]\s+|gap\s*#?\s*\d*\s*[:.)–—-]\s+)", re.IGNORECASE)  # noqa: RUF001
_ONLY_COUNTED = re.compile(r"(?:(?:gap|block)\s*#?\s*)?\d{0,2}\W*", re.IGNORECASE)


def title_in(heading: Heading, row: Row) -> str:
    """A gap's title in plain words; "" where the heading has no words of its own."""
    text = " ".join(unescaped(heading.text(row)).split())
    text = _PLACEHOLDER.sub("", _without_emphasis(text), count=1)
    text = _without_emphasis(_COUNTED.sub("", text, count=1) or text)
    return "" if is_empty(text) or _ONLY_COUNTED.fullmatch(text) else text


def _without_emphasis(text: str) -> str:
    for mark in ("**", "__", "*", "_"):
        inner = text[len(mark) : -len(mark)]
        if text.startswith(mark) and text.endswith(mark) and inner.count(mark) == 0:
            return inner.strip()
    return text
