r"""What stands in one line of wiki markup, as pieces of Markdown.

Pure. Jira's own order is kept: what is escaped, then code, links and addresses, then
effects. Superscript, subscript, emoticons, images and attachments have no harmless
Markdown: they stay the words that were typed. Colours go, underlining goes.
https://jira.atlassian.com/secure/WikiRendererHelpAction.jspa?section=all
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Callable, Iterator, Sequence
from html import unescape

from .wiki_pieces import ADDRESS, Piece, code_span, escaped_words

Name = Callable[[str], str]
"""How a mention of this user is written in Markdown."""

_EMOTICON = r"(?::-?[()]|:-?[DPp](?![^\W_])|;-?\))"
_TOKEN = re.compile(
    rf"""
    (?P<code>  (?<![\\{{]) \{{(?P<macro>code|noformat)(?::[^{{}}]*)?\}}
               (?P<body>.{{0,2000}}?) \{{(?P=macro)\}} )
  | (?P<line>  (?<!\\) \\\\ (?!\S*\\) )
  | (?P<sign>  (?<!\\) \\ [-\#*_+?^~|%{{}}\[\]()!@] )
  | (?P<smile> \\ {_EMOTICON} )
  | (?P<entity> & (?:\#\d{{1,7}} | \#[xX][0-9a-fA-F]{{1,6}} | [A-Za-z]\w{{1,30}}) ; )
  | (?P<color> \{{color(?::[^{{}}|]*)?\}} )
  | (?P<mono>  \{{\{{\{{\}} (?P<inner>.{{1,2000}}?) \{{\}}\}}\}}
             | \{{\{{ (?![\s{{]) (?P<plain>.{{1,2000}}?) (?<![\s\\]) \}}\}} (?!\}}) )
  | (?P<link>  \[ (?![\s\]]) (?P<inside>(?:[^\[\]\\]|\\.)++) \] )
  | (?P<image> (?<![^\W_\\])
               ! (?!\)) [^\s!|\[\]{{}}]{{3,300}} (?:\|[^!|\[\]{{}}]{{0,200}})?
               (?<!\\) ! (?![^\W_]) )
  | (?P<url>   {ADDRESS.pattern} )
  | (?P<wrap>  \{{ (?:[*_+\-]|\?\?) \}} )
    """,
    re.VERBOSE,
)
_EFFECTS = {"*": "**", "_": "_", "-": "~~", "+": "", "??": "_"}
_USER = re.compile(r"~\s*(.+)")
_SCHEME = re.compile(r"(?:https?|ftps?)://|mailto:", re.IGNORECASE)
_ANY_SCHEME = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*:")
_SPLIT = re.compile(r"(?<!\\)\|")
_SMART = re.compile(r"smart-\w+|block-\w+|embed-\w+")
_IN_WORDS = re.compile(
    rf"(?<!\\)\\(?P<sign>[-#*_+?^~|%{{}}\[\]()!@])|\\(?P<smile>{_EMOTICON})"
    r"|&(?:#\d{1,7}|#[xX][0-9a-fA-F]{1,6}|[A-Za-z]\w{1,30});"
)
_PUNCTUATION = re.compile(r"[!-/:-@\[-`{-~]")
_UNSEEN = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f]")


def pieces_of(wiki: str, name: Name) -> tuple[Piece, ...]:
    """The pieces of a line; together their `wiki` is the whole of it.

    Words are not escaped yet: see `wiki_pieces.marked`. Never raises.
    """
    items = list(_items(wiki, name))
    return tuple(_Effects(items).between(0, len(items)))


def shown(wiki: str) -> str:
    """The words of markup in which only escapes mean something."""
    return _IN_WORDS.sub(_unescaped, wiki)


def _unescaped(found: re.Match[str]) -> str:
    return found["sign"] or found["smile"] or _char_of(found[0])


def _char_of(entity: str) -> str:
    char = unescape(entity)
    return entity if char == entity or _is_unfit(char) else char


def _is_unfit(char: str) -> bool:
    return char in "\r\n\ufffd" or bool(_UNSEEN.search(char))


# Everything but effects.


def _items(wiki: str, name: Name) -> Iterator[Piece]:
    at = 0
    while at < len(wiki):
        found = _TOKEN.match(wiki, at) if wiki[at] in _BEGINNINGS else None
        if found is not None:
            yield from _token(found, name)
            at = found.end()
        elif word := _WORD.match(wiki, at):
            yield Piece(word[0], word[0], words=True)
            at = word.end()
        else:
            yield _plain(wiki[at])
            at += 1


_WORD = re.compile(r"[^\W_]+")
_BEGINNINGS = frozenset("{\\&[!hfHF")


def _plain(char: str) -> Piece:
    return Piece(char, "" if _UNSEEN.match(char) else char, words=True)


def _token(found: re.Match[str], name: Name) -> Iterator[Piece]:
    wiki = found[0]
    match found.lastgroup:
        case "code":
            yield _code(wiki, found["body"])
        case "line":
            yield Piece(wiki, "<br>")
        case "sign" | "smile":
            yield Piece(wiki[:2], wiki[1], words=True)
            yield from map(_plain, wiki[2:])
        case "entity":
            yield from _entity(wiki)
        case "color":
            yield Piece(wiki, "")
        case "mono":
            yield _code(wiki, shown(found["inner"] or found["plain"]))
        case "link":
            yield from _link(wiki, found["inside"], name)
        case "url" | "wrap":
            yield Piece(wiki, wiki)
        case _:
            yield from _verbatim(wiki)


def _verbatim(wiki: str) -> Iterator[Piece]:
    """Signs that mean nothing but themselves: no effect begins or ends in them."""
    for char in wiki:
        yield Piece(char, char, words=True, escaped=char in "*_~`")


def _code(wiki: str, code: str) -> Piece:
    words = " ".join(code.split())
    return Piece(wiki, code_span(words) if words else "")


def _entity(wiki: str) -> Iterator[Piece]:
    """`&#42;` is a sign that wants to be a sign: we write so what was escaped."""
    char = _char_of(wiki)
    if char == wiki:
        yield from map(_plain, wiki)
    else:
        forced = wiki[1] == "#" and wiki[2].isdigit() and len(char) == 1
        is_sign = forced and bool(_PUNCTUATION.fullmatch(char))
        yield Piece(wiki, char, words=True, escaped=is_sign)


# Links.


def _link(wiki: str, inside: str, name: Name) -> Iterator[Piece]:
    text, target = _parts(inside)
    user = _USER.fullmatch(target)
    markdown = ""
    if user and not text:
        markdown = name(shown(user[1]).strip())
    elif target.startswith("#") and len(target) > 1:
        markdown = f"[{escaped_words(text or target[1:])}]({_address(target)})"
    elif _SCHEME.match(target):
        bare = "<>" if not text else ""
        markdown = _bracketed(target) if bare else ""
        markdown = markdown or f"[{escaped_words(text)}]({_address(target)})"
    elif text and not _ANY_SCHEME.match(target) and target[:1] not in ("~", "^", ""):
        markdown = f"[{escaped_words(text)}]({_address(target)})"
    if markdown:
        yield Piece(wiki, markdown)
    else:
        yield from _in_brackets(wiki)


def _in_brackets(wiki: str) -> Iterator[Piece]:
    """What looks like a link and is none, as in `[INFO]`: words, and no effects."""
    at = 0
    while at < len(wiki):
        found = _IN_WORDS.match(wiki, at)
        part = found[0] if found else wiki[at]
        text = _unescaped(found) if found else part
        yield Piece(part, text, words=True, escaped=text in "*_~`")
        at += len(part)


def _parts(inside: str) -> tuple[str, str]:
    """The text and the target of a link; no text where only a target stands."""
    parts = [part.strip() for part in _SPLIT.split(inside)]
    if len(parts) == 1:
        return "", parts[0]
    if len(parts) > 2 and not (len(parts) == 3 and _SMART.fullmatch(parts[2])):
        return "", ""
    return shown(parts[0]), parts[1]


def _bracketed(target: str) -> str:
    return f"<{target}>" if not re.search(r"[\s<>]", target) else ""


def _address(target: str) -> str:
    """An address for Markdown's round brackets."""
    for char in (" ", "\t", "<", ">", "\\", "`"):
        target = target.replace(char, f"%{ord(char):02X}")
    if not _is_balanced(target):
        target = target.replace("(", "%28").replace(")", "%29")
    return target


def _is_balanced(text: str) -> bool:
    depth = 0
    for char in text:
        depth += (char == "(") - (char == ")")
        if depth < 0:
            return False
    return depth == 0


# Effects.


class _Effects:
    """Finds where an effect ends, in a line without anything else."""

    def __init__(self, items: Sequence[Piece]) -> None:
        self._items = items
        there = {item.wiki.strip("{}")[:1] for item in items if item.wiki}
        self._ends = {
            sign: self._places(sign) if sign[0] in there else [] for sign in _EFFECTS
        }

    def _places(self, sign: str) -> list[int]:
        size = len(sign)
        return [
            at
            for at in range(1, len(self._items) - size + 1)
            if self._is_wrap(at, sign)
            or (
                self._is(at, sign)
                and not self._is_space(at - 1)
                and not self._is(at - 1, sign[0])
                and not self._is_letter(at + size)
            )
        ]

    def between(self, start: int, stop: int) -> Iterator[Piece]:
        """The pieces from `start` to `stop`, effects found."""
        at = start
        while at < stop:
            sign = self._begins(at, start, stop)
            end = self._end(sign, at, stop) if sign else None
            if sign is None or end is None:
                yield from self._literal(at)
                at += 1
            else:
                yield from self._effect(sign, at, end)
                at = end + self._size(end, sign)

    def _effect(self, sign: str, at: int, end: int) -> Iterator[Piece]:
        opening, closing = self._size(at, sign), self._size(end, sign)
        inner = list(self.between(at + opening, end))
        text = "".join(piece.text for piece in inner)
        mark = _EFFECTS[sign] if text and text == text.strip() else ""
        if sign == "_" and (self._is_letter(at - 1) or self._is_letter(end + closing)):
            mark = mark and "*"
        yield Piece(self._wiki(at, opening), mark)
        yield from inner
        yield Piece(self._wiki(end, closing), mark)

    def _literal(self, at: int) -> Iterator[Piece]:
        item = self._items[at]
        yield from map(_plain, item.wiki) if self._wraps(at) else [item]

    def _begins(self, at: int, start: int, stop: int) -> str | None:
        for sign in _EFFECTS:
            if not self._ends[sign]:
                continue
            if self._is_wrap(at, sign):
                return sign
            after = at + len(sign)
            if (
                self._is(at, sign)
                and not (at > 0 and self._is_letter(at - 1))
                and after < stop
                and not self._is_space(after)
                and not self._is(after, sign[0])
            ):
                return sign
        return None

    def _end(self, sign: str, at: int, stop: int) -> int | None:
        places = self._ends[sign]
        place = bisect_left(places, at + self._size(at, sign) + 1)
        if (
            place == len(places)
            or places[place] + self._size(places[place], sign) > stop
        ):
            return None
        return places[place]

    def _size(self, at: int, sign: str) -> int:
        return 1 if self._wraps(at) else len(sign)

    def _wiki(self, at: int, size: int) -> str:
        return "".join(item.wiki for item in self._items[at : at + size])

    def _wraps(self, at: int) -> bool:
        item = self._items[at]
        return not item.words and item.wiki[1:-1] in _EFFECTS and item.wiki[0] == "{"

    def _is_wrap(self, at: int, sign: str) -> bool:
        return self._items[at].wiki == f"{{{sign}}}" and self._wraps(at)

    def _is(self, at: int, sign: str) -> bool:
        """Whether this very sign stands there, and nobody escaped it."""
        found = self._items[at : at + len(sign)]
        return len(found) == len(sign) and all(
            item.words and not item.escaped and item.wiki == char
            for item, char in zip(found, sign, strict=True)
        )

    def _is_space(self, at: int) -> bool:
        return self._items[at].words and self._items[at].text.isspace()

    def _is_letter(self, at: int) -> bool:
        if not 0 <= at < len(self._items):
            return False
        item = self._items[at]
        return item.words and item.text.isalnum()
