"""A line of Markdown to inline nodes of a document (ADF).

Pure. What is alive in the result is what the Markdown says, and no more: links, bold
type, italics, strikes, code, and mentions, for which there is one spelling only. HTML
is text, its comments are gone, images are links. No address becomes a card.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import cache
from typing import Any

from markdown_it import MarkdownIt
from markdown_it.token import Token

from .adf_nodes import Node, Nodes, is_mention, mentioned

_SCHEME = re.compile(r"[a-z][a-z0-9+.-]*:", re.IGNORECASE)
_HARMLESS = ("http://", "https://", "mailto:", "ftp://", "mention:")
_BREAK = re.compile(r"<br\s*/?>", re.IGNORECASE)
_MARK_OF = {"strong": "strong", "em": "em", "s": "strike"}
_ORDER = ("link", "em", "strong", "strike", "code")


class _Parser(MarkdownIt):
    """Takes addresses as they stand, so that they come back so."""

    def normalizeLink(self, url: str) -> str:
        return url

    def normalizeLinkText(self, link: str) -> str:
        return link

    def validateLink(self, url: str) -> bool:
        """An address that runs something, or reads a file, stays text."""
        address = url.strip().lower()
        return not _SCHEME.match(address) or address.startswith(_HARMLESS)


@cache
def parser(*, html: bool = True) -> MarkdownIt:
    """Our Markdown: CommonMark with tables and strikes.

    A line such as `[name]: address` stays text: it would be seen nowhere, and could
    make links of words far away from it. Without `html`, tags are words.
    """
    made = _Parser("commonmark", {"html": html})
    return made.enable(["table", "strikethrough"]).disable("reference")


def inline(text: str) -> Nodes:
    """The nodes of some words, which hold no blocks. Line ends are hard breaks."""
    (token,) = parser().parseInline(text.replace("\r", " "))
    return inline_nodes(token.children or [])


def text_node(text: str, marks: dict[str, str | None] | None = None) -> Node:
    """Words with marks on them; a link's value is its address.

    Code takes no other mark but a link, says the schema.
    """
    names = [name for name in _ORDER if name in (marks or {})]
    if "code" in names:
        names = [name for name in names if name in ("link", "code")]
    node: Node = {"type": "text", "text": text}
    if names and marks:
        node["marks"] = [_mark(name, marks[name]) for name in names]
    return node


def _mark(name: str, address: str | None) -> dict[str, Any]:
    return {"type": name} | ({"attrs": {"href": address}} if name == "link" else {})


def inline_nodes(tokens: Sequence[Token]) -> Nodes:
    """The nodes of what the parser found in a paragraph."""
    return _Inline().run(tokens)


class _Inline:
    """Goes through tokens and remembers which marks are open."""

    def __init__(self) -> None:
        self._nodes: Nodes = []
        self._marks: dict[str, str | None] = {}
        self._label: str | None = None
        """The text of a mention, while it is read."""
        self._address = ""
        self._start = 0

    def run(self, tokens: Sequence[Token]) -> Nodes:
        """The nodes of these tokens."""
        for token in tokens:
            self._token(token)
        return self._nodes

    def _token(self, token: Token) -> None:
        kind, _, edge = token.type.rpartition("_")
        match token.type:
            case "link_open":
                self._open_link(token)
            case "link_close":
                self._close_link()
            case "code_inline":
                self._text(token.content, {**self._marks, "code": None})
            case "image":
                self._image(token)
            case "softbreak" | "hardbreak":
                self._break()
            case "html_inline":
                self._html(token.content)
            case _ if kind in _MARK_OF and edge == "open":
                self._marks[_MARK_OF[kind]] = None
            case _ if kind in _MARK_OF:
                self._marks.pop(_MARK_OF[kind], None)
            case _:
                self._text(token.content, self._marks)

    def _text(self, text: str, marks: dict[str, str | None]) -> None:
        if self._label is not None:
            self._label += text
            return
        node = text_node(text, marks)
        last = self._nodes[-1] if self._nodes else {}
        if last.get("type") == "text" and last.get("marks") == node.get("marks"):
            last["text"] += text
        elif text:
            self._nodes.append(node)

    def _break(self) -> None:
        if self._label is not None:
            self._label += " "
            return
        last = self._nodes[-1] if self._nodes else {}
        if last.get("type") == "text" and not last.get("marks"):
            # What nobody sees at a line's end; read back it would change what is said.
            last["text"] = last["text"].rstrip()
            if not last["text"]:
                self._nodes.pop()
        self._nodes.append({"type": "hardBreak"})

    def _html(self, tag: str) -> None:
        if tag.startswith("<!--"):
            return
        if _BREAK.fullmatch(tag):
            self._break()
        else:
            self._text(tag, self._marks)

    def _open_link(self, token: Token) -> None:
        address = str(token.attrGet("href") or "")
        if is_mention(address) and token.markup != "autolink":
            self._label = ""
        elif address and not is_mention(address):
            self._marks["link"] = address
        self._address = address
        self._start = len(self._nodes)

    def _close_link(self) -> None:
        address = self._address
        self._marks.pop("link", None)
        label, self._label = self._label, None
        if label is not None:
            self._mention(mentioned(address), label)
        elif len(self._nodes) == self._start and address:
            self._text(address, {**self._marks, "link": address})

    def _mention(self, account_id: str, label: str) -> None:
        if account_id:
            attrs = {"id": account_id, "text": label}
            self._nodes.append({"type": "mention", "attrs": attrs})
        else:
            self._text(label, self._marks)

    def _image(self, token: Token) -> None:
        address = str(token.attrGet("src") or "")
        label = "".join(child.content for child in token.children or ()) or address
        link = {} if is_mention(address) or not address else {"link": address}
        self._text(label, {**link, **self._marks})
