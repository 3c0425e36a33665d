"""Inline nodes of a document (ADF) as a line of Markdown.

Pure. Words of people come out such that Markdown shows them as they were typed: what
would be a sign gets a backslash, in the same places where `domain.inert` puts one, so
that our own texts come back as they were written. Colours, underlines and the like have
no Markdown and are left off; text never is.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from itertools import accumulate

from .adf_inline import inline
from .adf_nodes import Name, Node, Nodes, attr, content, said, sort_of, text_of

_DELIMITERS = {"strong": "**", "em": "*", "strike": "~~"}
_WHITE = " \t"
_LINE_ENDS = re.compile(r"[ \t]*[\r\n]+[ \t]*")
_SIGNS = r"""
    (?P<harmless>
        (?<=[^\W_])_+(?=[^\W_])             # snake_case
      | (?<=\s)\*(?=\s)                     # 2 * 3
    )
  | (?P<sign>
        [`*_|]
      | (?<=\S)~
      | (?<!\S)\#(?=\#*\Z)                  # would end a heading
      | \\(?=[!-/:-@\[-`{-~]|\Z)
      | <(?=[A-Za-z/!?])
      | &(?=\#?[0-9A-Za-z]+;)
      | \](?=[(\[:])
      %s
    )
"""
_LIVE = re.compile(_SIGNS % "", re.VERBOSE)
_LIVE_AND_ODD = re.compile(_SIGNS % r"| [\[\]]", re.VERBOSE)
_STARTS = re.compile(
    r"""
    \A (?:
        (?=\#{1,6}(?!\S) | > | [+-](?!\S) | -[-:\s]*\Z | :-+:?\s*\Z | =+\s*\Z)
      | \d{1,9}(?=[.)](?!\S))
    )
    """,
    re.VERBOSE,
)
_WEB = re.compile(r"https?://[^\s<>\x00-\x1f]+")
_UNFIT_AT_ALL = re.compile(r"[\s<>\\\x00-\x1f]|&(?=#?[0-9A-Za-z]+;)")
_UNFIT = re.compile(rf"[()]|{_UNFIT_AT_ALL.pattern}")
_Sign = tuple[str, str]
"""A mark as it is opened and closed, and a link's address."""
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class _Span:
    """Words with the same marks; `raw` is Markdown already."""

    text: str
    marks: frozenset[str] = frozenset()
    address: str = ""
    raw: bool = False

    @property
    def signs(self) -> frozenset[_Sign]:
        """The marks as they can be opened and closed, with what belongs to them."""
        marks = {(mark, "") for mark in self.marks if mark in _DELIMITERS}
        return frozenset(marks | ({("link", self.address)} if self.address else set()))


def lines_of(nodes: Sequence[Node]) -> list[Nodes]:
    """Inline nodes, parted at their hard breaks; at least one part."""
    lines: list[Nodes] = [[]]
    for node in nodes:
        if sort_of(node) == "hardBreak":
            lines.append([])
        else:
            lines[-1].append(node)
    return lines


def words(nodes: Sequence[Node], name: Name, *, start: bool = True) -> str:
    """Inline nodes without breaks as Markdown; `start` says that they begin a line.

    What is written is read once more where there is emphasis: where its signs would
    not work (`**Owner:**ada` is no bold type), they are left off.
    """
    spans = _tidy(_spans(nodes, name), start=start)
    line = _written(spans, start=start)
    for left_off in (("em", "strike"), ("em", "strike", "strong")):
        if _is_read_back(line, spans, name):
            return line
        spans = _merged(_without(span, left_off) for span in spans)
        line = _written(spans, start=start)
    return line


def escaped(text: str) -> str:
    """Plain words at the beginning of a line, as Markdown that says just them."""
    spans = _tidy([_Span(text)], start=True)
    return _written(spans, start=True)


# From nodes to spans.


def _spans(nodes: Sequence[Node], name: Name) -> Iterator[_Span]:
    for node in nodes:
        match sort_of(node):
            case "text":
                yield _text(node)
            case "mention":
                text = said(node, "text")
                shown = name(str(attr(node, "id") or ""), text)
                yield _Span(_one_line(shown), raw=True)
            case "inlineCard":
                yield _card(node)
            case _:
                yield _Span(shown_of(node))


def _text(node: Node) -> _Span:
    marks = [mark for mark in node.get("marks") or [] if isinstance(mark, dict)]
    names = frozenset(sort_of(mark) for mark in marks)
    links = (said(mark, "href") for mark in marks if sort_of(mark) == "link")
    address = next(links, "")
    text = node.get("text")
    if address == text and "code" not in names and _WEB.fullmatch(address):
        return _Span(f"<{address}>", names, raw=True)
    return _Span(text if isinstance(text, str) else "", names, address)


def _card(node: Node) -> _Span:
    address = said(node, "url") or _of_data(node)
    if _WEB.fullmatch(address):
        return _Span(f"<{address}>", raw=True)
    return _Span(address)


def _of_data(node: Node) -> str:
    data = attr(node, "data")
    found = (data.get(key) for key in ("url", "name")) if isinstance(data, dict) else ()
    return next((value for value in found if isinstance(value, str)), "")


def shown_of(node: Node) -> str:
    """What people see of a node that is neither text nor a person, in plain words."""
    match sort_of(node):
        case "date":
            return _day(said(node, "timestamp"))
        case "emoji":
            return said(node, "text", "shortName")
        case "status" | "placeholder":
            return said(node, "text")
        case "media" | "mediaInline":
            return f"Attached: {said(node, 'alt', 'url') or 'a file'}"
        case "blockCard" | "embedCard":
            return said(node, "url") or _of_data(node) or "A list of tickets"
        case sort:
            return said(node, "text", "title") or text_of(content(node)) or _kept(sort)


def _kept(sort: str) -> str:
    """What has no words at all must not look as if nothing were there."""
    return f"Not shown here: {sort}"


def _day(timestamp: str) -> str:
    """A date node's day: it holds milliseconds, as a text, and means UTC."""
    try:
        return (_EPOCH + timedelta(milliseconds=int(timestamp))).date().isoformat()
    except (ValueError, OverflowError):
        return timestamp


def _one_line(text: str) -> str:
    return _LINE_ENDS.sub(" ", text).replace("\0", "\ufffd")


# Spans that Markdown can write.


def _tidy(spans: Iterable[_Span], *, start: bool) -> list[_Span]:
    """On one line, no white space at the edges of emphasis, equal ones in one."""
    parted: list[_Span] = []
    for span in spans:
        one = replace(span, text=_one_line(span.text))
        parted += [one] if one.raw else _parted(one)
    merged = _merged(_without_edges(parted))
    while start and merged and not merged[0].text.strip():
        merged = merged[1:]
    if start and merged and not merged[0].raw and "code" not in merged[0].marks:
        merged[0] = replace(merged[0], text=merged[0].text.lstrip())
    return merged


def _parted(span: _Span) -> Iterator[_Span]:
    if not span.signs or "code" in span.marks:
        yield span
        return
    text = span.text.strip()
    before, _, after = span.text.partition(text) if text else (span.text, "", "")
    yield replace(span, text=before)
    yield replace(span, text=text)
    yield replace(span, text=after)


def _without_edges(spans: Sequence[_Span]) -> Iterator[_Span]:
    """White space has only the marks of what stands on both sides of it."""
    said = [span for span in spans if span.text]
    for at, span in enumerate(said):
        if span.raw or "code" in span.marks or span.text.strip():
            yield span
            continue
        beside = [*said[max(at - 1, 0) : at], *said[at + 1 : at + 2]]
        both = len(beside) == 2 and all(each.text.strip() for each in beside)
        marks = span.marks.intersection(*(each.marks for each in beside))
        same = both and all(each.address == span.address for each in beside)
        yield replace(
            span,
            marks=marks if both else frozenset(),
            address=span.address if same else "",
        )


def _merged(spans: Iterable[_Span]) -> list[_Span]:
    merged: list[_Span] = []
    for span in spans:
        one = replace(span, marks=span.marks & {*_DELIMITERS, "code"})
        if "code" in one.marks:
            one = replace(one, marks=frozenset({"code"}))
        last = merged[-1] if merged else None
        if last and not (one.raw or last.raw) and _alike(one, last):
            merged[-1] = replace(last, text=last.text + one.text)
        elif one.text:
            merged.append(one)
    return merged


def _alike(one: _Span, other: _Span) -> bool:
    return one.marks == other.marks and one.address == other.address


def _without(span: _Span, marks: Sequence[str]) -> _Span:
    return replace(span, marks=span.marks - set(marks))


def _is_read_back(line: str, spans: Sequence[_Span], name: Name) -> bool:
    if not any(span.marks & set(_DELIMITERS) for span in spans):
        return True
    wanted: list[_Span] = []
    for span in spans:
        inside = _spans(inline(span.text), name) if span.raw else [span]
        wanted += (replace(each, marks=each.marks | span.marks) for each in inside)
    found = _tidy(_spans(inline(line), name), start=False)
    return found == _tidy(wanted, start=False)


# From spans to Markdown.


def _written(spans: Sequence[_Span], *, start: bool) -> str:
    """The Markdown, with each mark opened before what it holds longest."""
    line = ""
    stack: list[_Sign] = []
    odd = _odd_places(spans)
    for at, span in enumerate(spans):
        while not set(stack) <= span.signs:
            line += _closing(stack.pop())
        opened = _outside_in(span.signs - set(stack), spans, at)
        line += "".join(_opening(sign) for sign in opened)
        stack += opened
        line += _span(span, odd=span.address in odd, start=start and not line)
    return line + "".join(_closing(sign) for sign in reversed(stack))


_RANKS = ("strong", "em", "strike", "link")


def _outside_in(signs: Iterable[_Sign], spans: Sequence[_Span], at: int) -> list[_Sign]:
    """Marks that open at a span: first the one that closes last."""
    return sorted(
        signs, key=lambda sign: (-_reach(spans, at, sign), _RANKS.index(sign[0]))
    )


def _reach(spans: Sequence[_Span], at: int, sign: _Sign) -> int:
    reach = 0
    while at + reach < len(spans) and sign in spans[at + reach].signs:
        reach += 1
    return reach


def _opening(sign: _Sign) -> str:
    return "[" if sign[0] == "link" else _DELIMITERS[sign[0]]


def _closing(sign: _Sign) -> str:
    name, address = sign
    if name != "link":
        return _DELIMITERS[name]
    unfit = _UNFIT if _is_odd(address, "()") else _UNFIT_AT_ALL
    return f"]({unfit.sub(_percent, address)})"


def _percent(found: re.Match[str]) -> str:
    return "".join(f"%{byte:02X}" for byte in found[0].encode())


def _odd_places(spans: Sequence[_Span]) -> set[str]:
    """Addresses of links, "" for no link, whose brackets do not match each other."""
    text: dict[str, str] = {}
    for span in spans:
        if not span.raw and "code" not in span.marks:
            text[span.address] = text.get(span.address, "") + span.text
    return {address for address, all_of_it in text.items() if _is_odd(all_of_it)}


def _is_odd(text: str, brackets: str = "[]") -> bool:
    steps = dict(zip(brackets, (1, -1), strict=True))
    depths = [0, *accumulate(steps.get(char, 0) for char in text)]
    return min(depths) < 0 or depths[-1] != 0


def _span(span: _Span, *, odd: bool, start: bool) -> str:
    if span.raw:
        return span.text
    if "code" in span.marks:
        return code(span.text)
    live = _LIVE_AND_ODD if odd else _LIVE
    text = live.sub(_disarmed, span.text)
    return _STARTS.sub(r"\g<0>\\", text) if start else text


def _disarmed(found: re.Match[str]) -> str:
    return found[0] if found.lastgroup == "harmless" else f"\\{found[0]}"


def code(text: str) -> str:
    """A code span that no backtick in it can end."""
    longest = max((len(run) for run in re.findall("`+", text)), default=0)
    fence = "`" * (1 + longest)
    spaced = text.startswith(" ") and text.endswith(" ") and text.strip(" ")
    ticked = text.startswith("`") or text.endswith("`")
    pad = " " if spaced or ticked else ""
    return f"{fence}{pad}{text}{pad}{fence}"
