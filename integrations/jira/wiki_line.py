"""What stands in one line of Markdown, as wiki markup.

Pure. Markdown's own parser says what is meant; the words are made harmless in
`wiki_words`. What is no words becomes markup here: effects, code, links, mentions.
A mention is a link of ours, `[@Ada](mention:ada)`, and nothing else is.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from unicodedata import category
from urllib.parse import unquote

from markdown_it import MarkdownIt
from markdown_it.token import Token

from .wiki_pieces import ADDRESS
from .wiki_words import code, label, seen, words

_SIGNS = {"strong": "*", "em": "_", "s": "-"}
_MENTION = "mention:"
_USER = re.compile(r"[\w.@:+-]+")
_SCHEME = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*:")
_LEADS = re.compile(r"(?:https?://|mailto:)\S", re.IGNORECASE)
_IN_ADDRESS = re.compile(r"[\s\x00-\x1f|\[\]{}\\^]|\A~")
_OPENS, _CLOSES, _BREAKS = "\x01", "\x02", "\x03"
"""They stand in a line until what is beside them is known; no text has them."""
_BREAK_TAG = re.compile(r"<br\s*/?>", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class _Words:
    text: str
    escaped: frozenset[int] = frozenset()


@dataclass(frozen=True, slots=True)
class _Markup:
    wiki: str
    bare: str = ""
    """What it says, for where no markup may stand."""


@dataclass(frozen=True, slots=True)
class _Mark:
    """Where an effect begins or ends."""

    sign: str
    opens: bool


@dataclass(frozen=True, slots=True)
class _Break:
    pass


_Item = _Words | _Markup | _Mark | _Break


class _Markdown(MarkdownIt):
    def normalizeLink(self, url: str) -> str:
        """As it stands: `mention:accountid:5b:1` would be a host and a port."""
        return url


@cache
def parser() -> MarkdownIt:
    """Markdown as it is written here, escapes kept apart from other words."""
    reader = _Markdown("commonmark").enable(["table", "strikethrough"])
    return reader.disable("text_join")


def inline(markdown: str, *, start: bool = True) -> tuple[str, ...]:
    """The lines of wiki markup that some Markdown without blocks becomes."""
    [token] = parser().parseInline(markdown)
    return written_inline(token.children or (), start=start)


def written_inline(
    tokens: Sequence[Token], *, start: bool = True, one_line: bool = False
) -> tuple[str, ...]:
    """The same of what was parsed already: one line, and one more for each break.

    `start`: the first line begins a block; `one_line`: breaks stay within the line.
    """
    lines: list[list[_Item]] = [[]]
    depth = 0
    for item in _joined(_items(tokens)):
        if isinstance(item, _Mark):
            depth += 1 if item.opens else -1
        if isinstance(item, _Break) and not (one_line or depth):
            lines.append([])
        else:
            lines[-1].append(item)
    written = (_line(line, start=start or at > 0) for at, line in enumerate(lines))
    return tuple(line.strip(" \t") for line in written)


# What was parsed, as items.


def _items(tokens: Sequence[Token]) -> Iterator[_Item]:
    at = 0
    while at < len(tokens):
        token = tokens[at]
        if token.type == "link_open":
            end = _end_of_link(tokens, at)
            yield _link(token, tokens[at + 1 : end])
            at = end
        else:
            yield from _item(token)
        at += 1


def _end_of_link(tokens: Sequence[Token], at: int) -> int:
    return next(i for i in range(at, len(tokens)) if tokens[i].type == "link_close")


def _item(token: Token) -> Iterator[_Item]:
    kind, _, edge = token.type.rpartition("_")
    match token.type:
        case "text":
            yield _Words(token.content)
        case "text_special":
            # A backslash before a letter is such a token too, and escapes nothing.
            escapes = token.info == "escape" and len(token.content) == 1
            yield _Words(token.content, frozenset({0} if escapes else ()))
        case "softbreak":
            yield _Words(" ")
        case "hardbreak":
            yield _Break()
        case "code_inline":
            yield from _code(token.content)
        case "image":
            yield _image(token)
        case "html_inline" if _BREAK_TAG.fullmatch(token.content):
            yield _Markup(_BREAKS, " ")
        case _ if kind in _SIGNS:
            yield _Mark(_SIGNS[kind], edge == "open")
        case _:
            pass  # Tags and comments show nothing.


def _code(text: str) -> Iterator[_Item]:
    shown = text.strip()
    if shown:
        yield _Markup(f"{{{{{code(shown)}}}}}", shown)


def _link(token: Token, inside: Sequence[Token]) -> _Item:
    target = str(token.attrGet("href"))
    text = _bare(inside)
    if target.startswith(_MENTION):
        user = unquote(target.removeprefix(_MENTION))
        called = text.startswith("@") and _USER.fullmatch(user)
        return _Markup(f"[~{user}]", text) if called else _Words(text)
    return _led(text, target, bare=token.info == "auto")


def _image(token: Token) -> _Item:
    return _led(_bare(token.children or ()), str(token.attrGet("src")), bare=False)


def _led(text: str, target: str, *, bare: bool) -> _Item:
    """A link; an address that leads nowhere safe is words."""
    if _SCHEME.match(target) and not _LEADS.match(target):
        return _Markup(f"{label(text)} ({{{{{code(target)}}}}})", text)
    address = _IN_ADDRESS.sub(_percent, target)
    if bare or not text.strip():
        return _Markup(f"[{address}]", text) if address else _Words(text)
    return _Markup(f"[{label(text)}|{address}]" if address else label(text), text)


def _percent(found: re.Match[str]) -> str:
    return "".join(f"%{byte:02X}" for byte in found[0].encode())


def _bare(tokens: Sequence[Token]) -> str:
    """What tokens say, in one line."""
    said = ""
    for item in _items(tokens):
        match item:
            case _Words():
                said += item.text
            case _Markup():
                said += item.bare
            case _Break():
                said += " "
            case _Mark():
                pass
    return " ".join(said.split())


def _joined(items: Iterator[_Item]) -> Iterator[_Item]:
    """Words in one piece, and addresses in them apart."""
    text, escaped = "", set[int]()
    for item in items:
        if isinstance(item, _Words):
            escaped |= {len(text) + at for at in item.escaped}
            text += item.text
            continue
        yield from _apart(text, escaped)
        text, escaped = "", set()
        yield item
    yield from _apart(text, escaped)


def _apart(text: str, escaped: set[int]) -> Iterator[_Item]:
    done = 0
    for found in ADDRESS.finditer(text):
        yield from _part(text, escaped, done, found.start())
        yield _Markup(found[0], found[0])
        done = found.end()
    yield from _part(text, escaped, done, len(text))


def _part(text: str, escaped: set[int], start: int, stop: int) -> Iterator[_Item]:
    if start < stop:
        inside = frozenset(at - start for at in escaped if start <= at < stop)
        yield _Words(text[start:stop], inside)


# Items, as wiki markup.


def _line(items: Sequence[_Item], *, start: bool) -> str:
    parts: list[str] = []
    standing: list[str] = []
    for at, item in enumerate(items):
        match item:
            case _Words():
                last = at == len(items) - 1
                text = words(item.text, item.escaped, start=start and not at, last=last)
                parts.append(seen(text) if standing else _without_controls(text))
            case _Markup():
                parts.append(item.wiki)
            case _Break():
                parts.append(f"{_BREAKS} ")
            case _Mark():
                parts.append(_mark(item, standing))
    return _with_breaks(_joined_marks(parts))


def _with_breaks(line: str) -> str:
    """A line break is none if a backslash follows before the next space."""
    *before, done = line.split(_BREAKS)
    for part in reversed(before):
        space = " " if "\\" in done.split(" ")[0] else ""
        done = f"{part}\\\\{space}{done}"
    return done


def _without_controls(text: str) -> str:
    return "".join(
        char for char in text if char == "\t" or category(char) not in ("Cc", "Cs")
    )


def _mark(mark: _Mark, standing: list[str]) -> str:
    """A placeholder; an effect within the same effect is none."""
    if mark.opens:
        standing.append(mark.sign)
        return f"{_OPENS}{mark.sign}" if standing.count(mark.sign) == 1 else ""
    standing.remove(mark.sign)
    return "" if mark.sign in standing else f"{_CLOSES}{mark.sign}"


def _joined_marks(parts: Sequence[str]) -> str:
    """The parts, with signs that hold also next to a letter: `{*}`."""
    line = ""
    for at, part in enumerate(parts):
        before = line[-1:]
        after = next((p for p in parts[at + 1 :] if p), "")[:1]
        if part.startswith(_OPENS):
            sign = part[1:]
            line += f"{{{sign}}}" if before.isalnum() else sign
        elif part.startswith(_CLOSES):
            sign = part[1:]
            line += f"{{{sign}}}" if after.isalnum() else sign
        elif part.startswith("{{") and (before.isalnum() or after.isalnum()):
            line += f"{{{{{{}}{part[2:-2]}{{}}}}}}"
        else:
            line += part
    return line
