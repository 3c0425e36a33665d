r"""A text in Markdown, written in Jira's wiki markup.

Pure. Headings, lists, tables, code, quotes and rulers become Jira's; every line stays
a line where both have such lines, so that what is read back is what was written.
Jira ends a list at a blank line: lists are written without any, and with one behind.

A box is written as `\[ \]`: Jira shows `[ ]`, a person puts an x between the brackets,
in the visual editor or in the text, and it still shows `[x]`. `( )` would turn into
Jira's red cross on the way, which says "failed", and `[x]` without backslashes is the
link to a page.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field

from markdown_it.token import Token

from .wiki_line import inline, parser, written_inline
from .wiki_reading import ALERTS
from .wiki_words import unmentioned

_ALERT = re.compile(r"\[!(\w+)\][ \t]*(?:\n|\Z)")
_COMMENT = re.compile(r"<!--.*?(?:-->|\Z)", re.DOTALL)
_TAG = re.compile(r"</?[A-Za-z][^<>]*>")
_WITHIN = "-"
"""Closes a quote that has no end of its own."""
_BLANK = re.compile(r"[\s>]*")
_LANGUAGES = frozenset(
    "actionscript ada applescript bash c c# c++ cpp css erlang go groovy haskell html"
    " java javascript js json lua none objc perl php python r ruby scala sh sql swift"
    " visualbasic xml yaml".split()
)
"""Jira shows an error instead of code in any other language."""


def written(markdown: str) -> str:
    """The wiki markup of a text, its lines parted by LF, without one at its end.

    Never raises. No HTML stays, and nobody is mentioned but by `[@Ada](mention:ada)`.
    """
    text = markdown.replace("\r\n", "\n").replace("\r", "\n").replace("\0", "")
    # A lone surrogate can be sent nowhere.
    return _Writer(text.encode("utf-8", "ignore").decode("utf-8")).written()


@dataclass(slots=True)
class _Quote:
    """A quote that was begun."""

    closing: str = ""
    """What ends it; "" as long as nothing stands in it."""
    alert: str = ""


@dataclass(slots=True)
class _Writer:
    """Goes through Markdown's blocks."""

    source: str
    lines: list[str] = field(default_factory=list)
    lists: list[str] = field(default_factory=list)
    quotes: list[_Quote] = field(default_factory=list)
    done: int = 0
    """The line of the source up to which everything is written."""
    bullet: str = ""
    """What begins the next line, at the start of an item."""
    in_list: bool = False
    """Whether something of the list stands above."""
    after_list: bool = False
    heading: int = 0
    row: Token = field(default_factory=lambda: Token("", "", 0))
    cells: list[str] = field(default_factory=list)
    bar: str = "|"

    def written(self) -> str:
        tokens = parser().parse(self.source)
        for at, token in enumerate(tokens):
            self._block(token, tokens, at)
        return "\n".join(self.lines)

    def _block(self, token: Token, tokens: Sequence[Token], at: int) -> None:
        match token.type.split("_")[0]:
            case "bullet" | "ordered" | "list":
                self._list(token)
            case "blockquote":
                self._quote_edge(token)
            case "heading":
                self.heading = int(token.tag[1]) if token.nesting > 0 else 0
            case "table" | "tr" | "th" | "td":
                self._table(token)
            case "inline":
                self._inline(token, tokens, at)
            case "fence" | "code":
                self._code(token)
            case "hr":
                self._add(["----"], token)
            case "html":
                self._html(token)
            case _:
                pass  # A paragraph is its words; a table's head and body its rows.

    def _list(self, token: Token) -> None:
        match token.type:
            case "list_item_open":
                self.bullet = "".join(self.lists) + " "
            case "bullet_list_open" | "ordered_list_open":
                self._empty_item()
                self.lists.append("*" if token.type.startswith("b") else "#")
            case "list_item_close":
                self._empty_item()
            case _:
                self.lists.pop()
                self.after_list = not self.lists
                self.in_list = bool(self.lists)

    def _quote_edge(self, token: Token) -> None:
        if token.nesting > 0:
            self.quotes.append(_Quote())
            return
        quote = self.quotes.pop()
        if quote.closing not in ("", _WITHIN):
            self.lines.append(quote.closing)

    # Lines.

    def _add(self, lines: Sequence[str], token: Token) -> None:
        """Lines, with as many blank ones before them as there are in the source."""
        start, end = token.map or (self.done, self.done)
        self._gap(start)
        self._begin_quotes()
        if lines:
            self.lines += [self.bullet + lines[0], *lines[1:]]
            self.bullet = ""
        self.done = max(self.done, end)

    def _gap(self, start: int) -> None:
        between = self.source.split("\n")[self.done : start] if start else []
        blank = sum(1 for line in between if _BLANK.fullmatch(line))
        if self.lists and self.in_list:
            blank = 0
        if self.lines and self.after_list and not self.lists:
            blank = max(blank, 1)
        self.after_list = False
        self.in_list = bool(self.lists)
        self.lines += [""] * (blank if self.lines else 0)

    def _empty_item(self) -> None:
        if self.bullet:
            self._add([""], Token("", "", 0))

    # Blocks.

    def _inline(self, token: Token, tokens: Sequence[Token], at: int) -> None:
        children = token.children or ()
        if tokens[at - 1].type in ("th_open", "td_open"):
            self.cells += written_inline(children, one_line=True)
        elif self.quotes and not self.quotes[-1].closing:
            self._quote(token, tokens, at)
        elif self.heading and not self.lists:
            [line] = written_inline(children, start=False, one_line=True)
            self._add([f"h{self.heading}. {line}"], token)
        else:
            self._add(written_inline(children), token)

    def _quote(self, token: Token, tokens: Sequence[Token], at: int) -> None:
        """The first words in a quote: an alert, one line and no more, or more."""
        alert = _ALERT.match(token.content)
        lines = written_inline(token.children or ())
        ends = at + 2 < len(tokens) and tokens[at + 2].type == "blockquote_close"
        if alert and alert[1].upper() in ALERTS:
            self._alert(token, alert)
        elif ends and len(lines) == len(self.quotes) == 1 and not self.lists:
            self.quotes[-1].closing = _WITHIN
            self._add([f"bq. {lines[0]}"], token)
        else:
            self._add(lines, token)

    def _alert(self, token: Token, alert: re.Match[str]) -> None:
        start, end = token.map or (self.done, self.done)
        self.quotes[-1].alert = alert[1].upper()
        self._add([], Token("", "", 0, map=[start, start + 1]))
        if rest := token.content[alert.end() :]:
            self._add(inline(rest), Token("", "", 0, map=[start + 1, end]))

    def _begin_quotes(self) -> None:
        """Jira knows no quote in a quote: the outer one holds both."""
        for quote in self.quotes:
            macro = "panel" if quote.alert else "quote"
            closing = f"{{{macro}}}"
            if quote.closing:
                continue
            if any(outer.closing == closing for outer in self.quotes):
                quote.closing = _WITHIN
                continue
            quote.closing = closing
            params = ALERTS[quote.alert] if quote.alert else ""
            self.lines.append(f"{self.bullet}{{{macro}{params}}}")
            self.bullet = ""

    def _code(self, token: Token) -> None:
        language = " ".join(token.info.split()).partition(" ")[0].lower()
        macro = f"code:{language}" if language in _LANGUAGES else "noformat"
        name = macro.partition(":")[0]
        body = token.content.removesuffix("\n").replace(f"{{{name}}}", _split(name))
        lines = unmentioned(body).split("\n")
        self._add([f"{{{macro}}}", *lines, f"{{{name}}}"], token)

    def _html(self, token: Token) -> None:
        """What a reader would see of it."""
        text = _TAG.sub("", _COMMENT.sub("", token.content))
        shown = [line.strip() for line in text.split("\n") if line.strip()]
        if shown:
            self._add([" ".join(inline(line)) for line in shown], token)
        elif token.map:
            self.done = max(self.done, token.map[1])

    def _table(self, token: Token) -> None:
        match token.type:
            case "tr_open":
                self.cells, self.row = [], token
            case "th_open" | "td_open":
                self.bar = "||" if token.tag == "th" else "|"
            case "tr_close":
                cells = [cell or " " for cell in self.cells]
                self._add([self.bar + self.bar.join(cells) + self.bar], self.row)
                # Below the head comes a line of dashes, which Jira does not need.
                self.done += self.bar == "||"
            case _:
                pass


def _split(macro: str) -> str:
    """A macro's name in code, so that it does not end the code."""
    return f"{{\u200b{macro}}}"
