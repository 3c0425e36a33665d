r"""A text in Jira's wiki markup, read as lines of Markdown.

Pure, and never fails: what can not be read stays the words that were typed. Each line
of wiki markup becomes one line of Markdown with the wiki line's number as its anchor.
Three sorts of lines differ. A table's second line, and a blank line below a quote,
stand in no wiki line: they have no anchor. Where a macro begins or ends in the middle
of a line, that line becomes several, and the first has the anchor. A macro's own line
becomes none if it shows nothing (`{quote}`, `{color}`, a panel without a title).

Boxes are read in every form that people give them where an item begins: `\[x\]`,
`[x]`, `(/)`, `( )`. A red cross, `(x)`, says "done" in a form and "failed" in a list
of attempts: it stays as it is, and the form, which knows its boxes, sees a tick in it.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from afteraction.domain.tickets import Line

from .wiki_blocks import Blocks, Wiki
from .wiki_inline import Name, pieces_of
from .wiki_pieces import Piece, escaped_words

ALERTS = {
    "NOTE": ":title=Note|bgColor=#deebff",
    "TIP": ":title=Tip|bgColor=#e3fcef",
    "IMPORTANT": ":title=Important|bgColor=#eae6ff",
    "WARNING": ":title=Warning|bgColor=#fffae6",
    "CAUTION": ":title=Caution|bgColor=#ffebe6",
}
"""How we write a panel that is to be read as one of these again."""

LINE_END = re.compile(r"\r\n?|\n")
_TAG = re.compile(r"(?<![\\{])\{(code|noformat|quote|panel)(:[^{}\r\n]*)?\}")
_RAW = ("code", "noformat")
_MACROS = (*_RAW, "quote", "panel")
_TITLE = re.compile(r"[:|]title=([^|]*)")


@dataclass(frozen=True, slots=True)
class Tag:
    """Where a macro with several lines begins or ends."""

    start: int
    end: int
    macro: str
    params: str
    opens: bool
    body: str = ""
    """Of code, where it begins."""


def read(text: str | None, name: Name) -> tuple[Line, ...]:
    """The lines of a text, without the blank ones at its end.

    `name` says how a mention of a user is written in Markdown; it is given what stands
    behind the `~`, as in `ada` or `accountid:5b10a2844c20165700ede21g`.
    """
    return tuple(Line(line.anchor, line.text) for line in read_wiki(text, name))


def read_wiki(text: str | None, name: Name) -> tuple[Wiki, ...]:
    """The same with the pieces of each line, for edits."""
    lines = list(_Reader(text or "", name).lines())
    while lines and not lines[-1].text.strip():
        lines.pop()
    return tuple(lines)


def tags_of(text: str) -> tuple[Tag, ...]:
    """The macros that go over several lines, in their order; without an end: none."""
    tags: list[Tag] = []
    standing: set[str] = set()
    last = {macro: text.rfind(f"{{{macro}}}") for macro in _MACROS}
    at = 0
    while found := _TAG.search(text, at):
        macro, params = found[1], found[2] or ""
        at = found.end()
        ends_later = last[macro] >= at
        if macro in standing and not params:
            standing.discard(macro)
            tags.append(Tag(found.start(), at, macro, "", opens=False))
        elif macro in _RAW and ends_later:
            at = _add_code(tags, text, found)
        elif macro not in _RAW and macro not in standing and ends_later:
            standing.add(macro)
            tags.append(Tag(found.start(), at, macro, params, opens=True))
    return tuple(tags)


def _add_code(tags: list[Tag], text: str, found: re.Match[str]) -> int:
    """Code that ends in its line is for `wiki_inline`. Where to go on."""
    macro, start = found[1], found.end()
    end = text.find(f"{{{macro}}}", start)
    body, stop = text[start:end], end + len(macro) + 2
    if LINE_END.search(body):
        tags.append(Tag(found.start(), start, macro, found[2] or "", True, body))
        tags.append(Tag(end, stop, macro, "", opens=False))
    return stop


class _Reader:
    """Goes through a text line by line; knows in which macros it is."""

    def __init__(self, text: str, name: Name) -> None:
        self._text = text
        self._name = name
        self._tags = tags_of(text)
        self._starts = [tag.start for tag in self._tags]
        self._blocks = Blocks()
        self._fence = ""
        self._quotes: set[str] = set()
        self._last = ""
        self._below_a_quote = False

    def lines(self) -> Iterator[Wiki]:
        at = 0
        for number, wiki in enumerate(LINE_END.split(self._text), 1):
            first = bisect_right(self._starts, at - 1)
            last = bisect_right(self._starts, at + len(wiki))
            tags = self._tags[first:last]
            made = list(self._line(wiki, at, tags))
            yield from self._numbered(number, made, whole=not tags)
            at += len(wiki)
            at += 2 if self._text.startswith("\r\n", at) else 1

    def _numbered(
        self, number: int, made: Sequence[Wiki], *, whole: bool
    ) -> Iterator[Wiki]:
        """The lines made of one, the first of their own with its number."""
        anchored = False
        for line in made:
            if self._below_a_quote and line.text and not line.quoted:
                # Markdown would take a line of words for a part of the quote.
                yield Wiki(number, "", "")
            anchor = "" if anchored or line.extra else str(number)
            anchored = anchored or bool(anchor)
            pieces = line.pieces if whole else ()
            yield Wiki(number, line.text, anchor, pieces, line.extra, line.quoted)
            self._last, self._below_a_quote = line.text, line.quoted

    def _line(self, wiki: str, at: int, tags: Sequence[Tag]) -> Iterator[Wiki]:
        place = 0
        for tag in tags:
            yield from self._part(wiki[place : tag.start - at], alone=False)
            yield from self._turn(tag)
            place = tag.end - at
        yield from self._part(wiki[place:], alone=not tags)

    def _part(self, wiki: str, *, alone: bool) -> Iterator[Wiki]:
        """A line, or what stands of it before, between and behind macros."""
        if not alone and not wiki.strip():
            return
        if self._fence:
            yield self._made(wiki, code=True)
            return
        inline = pieces_of(wiki, self._name)
        for pieces in self._blocks.pieces(inline, wiki, self._last):
            text = "".join(piece.text for piece in pieces.pieces)
            if text or not wiki.strip():
                yield self._made(text, pieces.pieces, extra=pieces.extra)

    def _made(
        self,
        text: str,
        pieces: tuple[Piece, ...] = (),
        *,
        extra: bool = False,
        code: bool = False,
    ) -> Wiki:
        quoted = text.startswith(">") and not code
        if self._quotes and not quoted:
            text = f"> {text}".rstrip()
            pieces = (Piece("", "> "), *pieces) if pieces else ()
        return Wiki(0, text, "", pieces, extra, quoted or bool(self._quotes))

    def _turn(self, tag: Tag) -> Iterator[Wiki]:
        """What a macro's begin or end shows."""
        if tag.macro in _RAW:
            if tag.opens:
                self._fence = _fence_for(tag)
                info = " ".join(tag.params[1:].replace("`", " ").split())
                yield self._made(f"{self._fence}{info}")
            else:
                yield self._made(self._fence)
                self._fence = ""
        elif tag.macro == "quote":
            self._quote("quote", opens=tag.opens)
        elif tag.opens:
            yield from self._panel(tag.params)
        else:
            self._quote("panel", opens=False)

    def _panel(self, params: str) -> Iterator[Wiki]:
        kind = next((kind for kind, ours in ALERTS.items() if ours == params), "")
        title = _TITLE.search(params)
        if kind:
            self._quote("panel", opens=True)
            yield self._made(f"> [!{kind}]")
        elif title and title[1].strip():
            yield self._made(f"**{escaped_words(title[1].strip())}**")

    def _quote(self, macro: str, *, opens: bool) -> None:
        self._blocks = Blocks()
        if opens:
            self._quotes.add(macro)
        else:
            self._quotes.discard(macro)


def _fence_for(tag: Tag) -> str:
    """A fence that nothing in the code can end."""
    runs = re.findall(r"`{3,}", tag.body)
    return "`" * max((3, *(len(run) + 1 for run in runs)))
