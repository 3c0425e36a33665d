"""The comments at the end of a ticket's file.

Pure. They begin with the last `## Comments` (outside of code) that is followed by
`### who, time`; each lasts until the next such line. Text of ours that holds a line of
that look gets a backslash before it, which Markdown does not show, so that nothing can
break out of the place it was given; reading takes the backslash away again.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

from afteraction.domain.comment_lines import may_hold_commands
from afteraction.domain.tickets import Comment
from afteraction.tracker import CommentDraft

from .faults import Broken, Fault
from .fields import instant
from .lines import is_blank, plain_lines, trimmed
from .marks import comment_mark_line, read_comment_mark
from .values import clean, read_instant

AUTHOR = "afteraction"
"""Who stands above our comments, and as the author of our tickets."""

SECTION = "## Comments"

_SECTION = re.compile(r" {0,3}## +Comments *#*[ \t]*", re.IGNORECASE)
_HEADER = re.compile(
    r" {0,3}### +(?P<who>\S.*?) *, *(?P<at>\d{4}-\d\d-\d\d[T ]+\d\d?:\d\d.*)"
)
# What could be taken for structure, with the backslashes that already disarm it.
_LOOKS_LIKE_SECTION = re.compile(r"( {0,3})(\\*)(## +Comments *#*[ \t]*)", re.I)
_LOOKS_LIKE_HEADER = re.compile(
    r"( {0,3})(\\*)(### +\S.*?, *\d{4}-\d\d-\d\d[T ]+\d\d?:\d\d.*)"
)
# https://spec.commonmark.org/0.31.2/#fenced-code-blocks
_FENCE = re.compile(r" {0,3}(?P<fence>`{3,}(?=[^`]*$)|~{3,})(?P<info>.*)")


@dataclass(frozen=True, slots=True)
class Standing:
    """A comment and the lines of the section in which it stands."""

    comment: Comment
    start: int
    stop: int


def begin(texts: Sequence[str]) -> int | None:
    """The index of the line with which the comments begin; None when there are none."""
    headings = [i for i, text in enumerate(texts) if _SECTION.fullmatch(text)]
    if not headings:
        return None
    hidden, _ = _code(texts)
    for index in reversed(headings):
        if not any(index in lines for lines in hidden) and _opens(texts, index):
            return index
    return None


def _opens(texts: Sequence[str], heading: int) -> bool:
    below = (text for text in texts[heading + 1 :] if not is_blank(text))
    return bool(_HEADER.fullmatch(next(below, "")))


def _code(texts: Sequence[str]) -> tuple[list[range], str | None]:
    """Where fenced code is, and the fence that was opened last and never closed.

    Such a fence hides nothing here: somebody forgot to close it.
    """
    hidden: list[range] = []
    fence, opened = None, 0
    for index, text in enumerate(texts):
        found = _FENCE.fullmatch(text) if "```" in text or "~~~" in text else None
        if found is None:
            continue
        if fence is None:
            fence, opened = found["fence"], index
        elif found["fence"].startswith(fence) and is_blank(found["info"]):
            hidden.append(range(opened, index + 1))
            fence = None
    return hidden, fence


def unclosed(texts: Sequence[str]) -> str | None:
    """The line that would close the code that is still open at the end."""
    return _code(texts)[1]


def read(texts: Sequence[str], offset: int) -> tuple[Standing, ...]:
    """The comments of a section; `offset` is the index of its first line in the file.

    Raises `Broken` when one has a time that can not be read.
    """
    headers = [
        (i, found) for i, text in enumerate(texts) if (found := _HEADER.fullmatch(text))
    ]
    stops = [*(index for index, _ in headers), len(texts)][1:]
    taken: dict[str, int] = {}
    standing = []
    for (start, found), stop in zip(headers, stops, strict=True):
        at = _time(found, offset + start + 1)
        comment, length = _comment(found["who"], at, texts[start + 1 : stop], taken)
        standing.append(Standing(comment, start, start + 1 + length))
    return tuple(standing)


def commenters(texts: Sequence[str], offset: int) -> Iterator[str]:
    """Who commented, without reading what. Raises `Broken` as `read` does."""
    for index, text in enumerate(texts):
        found = _HEADER.fullmatch(text)
        if found:
            _time(found, offset + index + 1)
            yield found["who"].removeprefix("@")


def _time(found: re.Match[str], line: int) -> datetime:
    try:
        return read_instant(found["at"].rstrip(" \t#"))
    except ValueError as error:
        raise Broken(
            Fault(
                line,
                f"the comment's time {error}",
                "write the line as in ### lin, 2026-11-18T09:20:00Z",
            )
        ) from error


def _comment(
    who: str, at: datetime, texts: Sequence[str], taken: dict[str, int]
) -> tuple[Comment, int]:
    """The comment, and how many lines below its header are its own."""
    author = who.removeprefix("@")
    inside = trimmed(tuple(texts))
    lines = list(texts[inside.start : inside.stop])
    mark = read_comment_mark(lines[-1]) if lines else None
    if mark:
        lines.pop()
    name = mark.key if mark else f"{author}, {instant(at)}"
    taken[name] = taken.get(name, 0) + 1
    ordinal = f" ({taken[name]})" if taken[name] > 1 else ""
    text = "\n".join(disarmed(line) for line in _without_blanks(lines))
    # Who wrote into the file may edit it; what is signed is nobody's word to us.
    may_edit = mark is None and may_hold_commands(text)
    told = Comment(f"{name}{ordinal}", author, at, text, mark, may_edit)
    return told, inside.stop


def written(draft: CommentDraft) -> tuple[str, ...]:
    """The lines of a comment of ours, from its header to its mark."""
    texts = _without_blanks(plain_lines(clean(draft.text)))
    return (
        f"### {AUTHOR}, {instant(draft.at)}",
        *(armed(text, comment=True) for text in texts),
        comment_mark_line(draft.mark),
    )


def armed(text: str, *, comment: bool = False) -> str:
    """A line of text of ours that can not be taken for the beginning of comments."""
    found = _LOOKS_LIKE_SECTION.fullmatch(text)
    if comment and not found:
        found = _LOOKS_LIKE_HEADER.fullmatch(text)
    return f"{found[1]}\\{found[2]}{found[3]}" if found else text


def disarmed(text: str, *, comment: bool = True) -> str:
    """The line that `armed` was given."""
    found = _LOOKS_LIKE_SECTION.fullmatch(text)
    if comment and not found:
        found = _LOOKS_LIKE_HEADER.fullmatch(text)
    return f"{found[1]}{found[2][1:]}{found[3]}" if found and found[2] else text


def _without_blanks(texts: Sequence[str]) -> Sequence[str]:
    inside = trimmed(tuple(texts))
    return texts[inside.start : inside.stop]
