"""Changes to single lines of a text in wiki markup; all other bytes stay as they are.

Pure. A change is made in Markdown, to a line that `wiki_reading` gave. Of the wiki line
only that part changes that has to: a mention or an emoticon beside a date stays as its
author typed it. Every change is read back before it counts.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from .wiki_blocks import Wiki
from .wiki_inline import Name
from .wiki_line import inline
from .wiki_pieces import Piece
from .wiki_reading import LINE_END, read_wiki
from .wiki_writing import written

_ITEM = re.compile(r"(\s*)(?:[-*+]|\d{1,9}[.)])\s")
_ESCAPE = re.compile(r"(?<=.)\\([~!@&<(){}^?])")


@dataclass(frozen=True, slots=True)
class Change:
    """A line of Markdown for a text, instead of one that stands there or after it."""

    anchor: str
    """Of a line that `read` gave for this very text."""
    text: str
    where: Literal["instead", "after"] = "instead"


def edited(text: str, changes: Sequence[Change], name: Name) -> str:
    """The text after all changes; `name` is the one with which it was read.

    Lines that go after the same one stay in their order.

    Raises:
        ValueError: a line is not there, or can not be changed safely; in a plain
            sentence.
    """
    there = read_wiki(text, name)
    instead: dict[int, str] = {}
    after: dict[int, list[str]] = {}
    for change in changes:
        line = _line_at(there, change.anchor)
        if change.where == "after":
            place = _place_after(there, line, change.text, text)
            after.setdefault(place, []).append(_new(change.text, line))
        elif line.number in instead:
            raise ValueError(f"line {line.number} can not be changed twice at once")
        elif change.text != line.text:
            instead[line.number] = _changed(text, there, line, change.text, name)
    done = _spliced(text, instead, after)
    _check(read_wiki(done, name), _expected(there, changes))
    return done


def _line_at(there: Sequence[Wiki], anchor: str) -> Wiki:
    found = next((line for line in there if anchor and line.anchor == anchor), None)
    if found is None:
        where = f"in line {anchor}" if anchor else "there"
        raise ValueError(f"nothing that can be changed stands {where}")
    return found


# One line instead of another.


def _changed(
    text: str, there: Sequence[Wiki], line: Wiki, wanted: str, name: Name
) -> str:
    """The wiki line that reads as `wanted`: as much as can be of the old one."""
    if not line.pieces:
        raise ValueError(
            f"line {line.number} is part of a macro and can not be changed from here"
        )
    expected = _expected(there, [Change(line.anchor, wanted)])
    for wiki in (_patched(line, wanted), _whole(line, wanted)):
        if LINE_END.search(wiki):
            continue
        done = read_wiki(_spliced(text, {line.number: wiki}, {}), name)
        if _texts(done) == expected:
            return wiki
    raise ValueError(f"line {line.number} can not be changed without changing others")


def _patched(line: Wiki, wanted: str) -> str:
    """The old line with another middle."""
    pieces = line.pieces
    start, place = 0, 0
    while start < len(pieces) and wanted.startswith(pieces[start].text, place):
        place += len(pieces[start].text)
        start += 1
    stop, end = len(pieces), len(wanted)
    while stop > start and _ends(wanted, pieces[stop - 1].text, place, end):
        end -= len(pieces[stop - 1].text)
        stop -= 1
    middle = wanted[place:end]
    lead = middle[: len(middle) - len(middle.lstrip())]
    tail = middle[len(middle.rstrip()) :] if middle.strip() else ""
    new = " ".join(inline(middle.strip(), start=not start)) if middle.strip() else ""
    return f"{_wiki(pieces[:start])}{lead}{new}{tail}{_wiki(pieces[stop:])}"


def _ends(text: str, part: str, start: int, end: int) -> bool:
    return end - len(part) >= start and text[start:end].endswith(part)


def _wiki(pieces: Sequence[Piece]) -> str:
    return "".join(piece.wiki for piece in pieces)


def _whole(line: Wiki, wanted: str) -> str:
    """A new line in the old one's place."""
    return _new(wanted, line)


# A new line.


def _new(wanted: str, beside: Wiki) -> str:
    """A line of Markdown as wiki markup, beside a line in whose quote it may stand."""
    if LINE_END.search(wanted):
        raise ValueError("a change is one line")
    if beside.quoted and wanted.startswith("> ") and beside.pieces:
        wanted = wanted.removeprefix("> ")
    item = _ITEM.match(wanted)
    wiki = written(wanted.strip())
    if item and item[1] and wiki[:1] in ("*", "#"):
        wiki = wiki[0] * (len(item[1]) // 2) + wiki
    if "\n" in wiki:
        raise ValueError("a change is one line, and this one needs several in Jira")
    return wiki


def _place_after(there: Sequence[Wiki], line: Wiki, wanted: str, text: str) -> int:
    """The number of the wiki line below which a new one goes.

    What is no quote goes below the quote's end, which is a line of its own.
    """
    if not line.quoted or wanted.startswith(">"):
        return line.number
    wiki = LINE_END.split(text)
    shown = {each.number for each in there if each.text}
    number = line.number
    while number < len(wiki) and number + 1 not in shown and wiki[number].strip():
        number += 1
    return number


# The text.


def _spliced(text: str, instead: dict[int, str], after: dict[int, list[str]]) -> str:
    parts = LINE_END.split(text)
    ends = [*LINE_END.findall(text), ""]
    usual = ends[0] or "\n"
    done: list[str] = []
    for number, (wiki, end) in enumerate(zip(parts, ends, strict=True), 1):
        new = after.get(number, [])
        done.append(instead.get(number, wiki))
        done += [part for each in new for part in (end or usual, each)]
        done.append(end)
    return "".join(done)


def _expected(there: Sequence[Wiki], changes: Sequence[Change]) -> list[str]:
    """What is to be read afterwards, blank lines left aside."""
    instead = {c.anchor: c.text for c in changes if c.where == "instead"}
    after: dict[int, list[str]] = {}
    for change in changes:
        if change.where == "after":
            number = _line_at(there, change.anchor).number
            after.setdefault(number, []).append(change.text)
    texts: list[str] = []
    for at, line in enumerate(there):
        texts.append(instead.get(line.anchor, line.text) if line.anchor else line.text)
        if at + 1 == len(there) or there[at + 1].number != line.number:
            texts += after.get(line.number, [])
    return _compared(texts)


def _texts(there: Sequence[Wiki]) -> list[str]:
    return _compared([line.text for line in there])


def _compared(texts: Sequence[str]) -> list[str]:
    """What is the same however its signs are escaped and its rulers drawn."""
    plain = (_ESCAPE.sub(r"\1", text).rstrip() for text in texts)
    return ["---" if text == "***" else text for text in plain if text]


def _check(there: Sequence[Wiki], expected: Sequence[str]) -> None:
    if _texts(there) != list(expected):
        raise ValueError("this can not be put there without changing other lines")
