"""The front matter of a file: which keys it has, and where their values stand.

Pure. Everything is text here (rule 25: `no`, `0057` and `10:30` stay what they are);
`wire` types it, `fields` changes it. Read as a stream of YAML events: that is safe for
whatever nesting a file may hold, shows where each value stands and costs a third of
building a tree.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

import yaml

from .faults import Broken, Fault

try:
    from yaml import CBaseLoader as Loader
except ImportError:  # a PyYAML that was built without libyaml
    from yaml import BaseLoader as Loader  # type: ignore[assignment]

LONGEST = 64 * 1024
"""More characters than this are no front matter."""
MOST_BRACKETS = 1000

Content = str | tuple[str, ...] | Mapping[str, str] | None
"""A word, a list of words, a mapping of words; None is anything more involved."""

_OPENING = re.compile(r"\ufeff?---[ \t]*(?:\r?\n|\Z)")
_CLOSING = re.compile(r"^(?:---|\.\.\.)[ \t]*\r?$\n?", re.MULTILINE)
# Line breaks for YAML 1.1 but for no editor: line numbers would no longer agree.
_ODD_BREAK = re.compile("[\x85\u2028\u2029]|\r(?!\n)")
# https://yaml.org/spec/1.1/#c-printable
_UNPRINTABLE = re.compile(
    "[^\t\n\r\x20-\x7e\x85\xa0-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]"
)
# https://git-scm.com/docs/git-merge#_how_conflicts_are_presented
_CONFLICT = re.compile(r"^(?:<{7}|>{7})(?=\s|\Z)", re.MULTILINE)
_IN_QUOTES = 'put the value in quotes, as in title: "Payments: time out"'


@dataclass(frozen=True, slots=True)
class Value:
    """What stands after one key. Places are (line, column), lines from the file's."""

    key: tuple[int, int]
    content: Content
    plain: bool
    """Neither quoted nor a block of text."""
    start: tuple[int, int]
    stop: tuple[int, int]
    """Of a list: behind its last item."""
    flow: bool = False
    """A list in brackets."""

    @property
    def line(self) -> int:
        """Its line in the file, from 1."""
        return self.key[0] + 1


FrontMatter = Mapping[str, Value]
"""The values by key, in the file's order."""


def located(text: str) -> tuple[int, int, int]:
    """Where the front matter of a file is: its first character, its last, the body's.

    Raises `Broken` when there is none.
    """
    opening = _OPENING.match(text)
    if opening is None:
        raise Broken(
            Fault(
                1,
                "has no front matter",
                "begin with a line ---, then title: and the other keys, then ---",
            )
        )
    closing = _CLOSING.search(text, opening.end())
    if closing is None:
        raise Broken(
            Fault(1, "the front matter has no end", "put a line --- below its last key")
        )
    return opening.end(), closing.start(), closing.end()


def parse(text: str) -> FrontMatter:
    """The values of a file's front matter, given the file's text.

    Raises `Broken` when it is no YAML, or not one key a line.
    """
    start, stop, _ = located(text)
    head = text[start:stop]
    _refuse_odd(head)
    try:
        return _values(head)
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        line = min(mark.line, head.count("\n")) + 2 if mark else 2
        what = f"is not valid YAML: {error.problem or error.context}"
        raise Broken(Fault(line, what, _mend(head, line))) from error


def _mend(head: str, line: int) -> str:
    """What to do about the line of a file at which YAML stumbled."""
    written = head.split("\n")[line - 2]
    if re.match(r"[ ]*\t", written):
        return "begin the line with spaces, not with a tab"
    return _IN_QUOTES


def _refuse_odd(head: str) -> None:
    if len(head) > LONGEST:
        fault = "the front matter is longer than 64 KiB"
        raise Broken(Fault(2, fault, "move its text below the second ---"))
    # PyYAML without libyaml takes time by the square of them.
    if head.count("[") + head.count("{") > MOST_BRACKETS:
        raise Broken(Fault(2, "the front matter is nested too deep", "simplify it"))
    conflict = _CONFLICT.search(head)
    if conflict:
        line = head.count("\n", 0, conflict.start()) + 2
        fault = f"a merge conflict was left here, {conflict[0]}"
        raise Broken(
            Fault(line, fault, "keep what is right and delete git's three lines")
        )
    odd = _ODD_BREAK.search(head) or _UNPRINTABLE.search(head)
    if odd:
        line = head.count("\n", 0, odd.start()) + 2
        fault = f"holds an invisible character, U+{ord(odd[0]):04X}"
        raise Broken(Fault(line, fault, "delete that character"))


def _values(head: str) -> dict[str, Value]:
    events = _content_events(head)
    first = next(events, None)
    if first is None:
        return {}
    if not isinstance(first, yaml.MappingStartEvent) or first.flow_style:
        raise Broken(
            Fault(
                _start(first)[0] + 1,
                "the front matter is no list of keys",
                "write one key a line, as in title: Payments time out",
            )
        )
    found: dict[str, Value] = {}
    for key in events:
        if isinstance(key, yaml.MappingEndEvent):
            break
        name = _name(key, found)
        found[name] = _value(key, next(events), events)
    _refuse_more(events)
    return found


def _content_events(head: str) -> Iterator[yaml.Event]:
    """YAML's events without those about streams and documents."""
    for event in yaml.parse(head, Loader=Loader):
        match event:
            case yaml.StreamStartEvent() | yaml.StreamEndEvent():
                pass
            case yaml.DocumentStartEvent() | yaml.DocumentEndEvent():
                pass
            case _:
                yield event


def _name(key: yaml.Event, found: Mapping[str, Value]) -> str:
    line = _start(key)[0] + 1
    if not isinstance(key, yaml.ScalarEvent):
        raise Broken(Fault(line, "a key is no word", "write key: value"))
    name: str = key.value
    if name in found:
        first = found[name].line
        message = f"{name}: stands twice, first in line {first}"
        raise Broken(Fault(line, message, "keep one of the two lines"))
    return name


def _value(key: yaml.Event, first: yaml.Event, events: Iterator[yaml.Event]) -> Value:
    place, start, stop = _start(key), _start(first), _stop(first)
    match first:
        case yaml.ScalarEvent():
            # An anchor or a tag means something to other tools, and nothing here.
            odd = first.anchor is not None or first.tag not in (None, "!")
            content = None if odd else first.value
            return Value(place, content, not first.style, start, stop)
        case yaml.SequenceStartEvent():
            items, stop = _until_end(events, stop)
            found = tuple(items) if items is not None else None
            return Value(place, found, False, start, stop, bool(first.flow_style))
        case yaml.MappingStartEvent():
            items, stop = _until_end(events, stop)
            return Value(place, _pairs(items), False, start, stop)
        case _:  # an alias
            return Value(place, None, False, start, stop)


def _until_end(
    events: Iterator[yaml.Event], stop: tuple[int, int]
) -> tuple[list[str] | None, tuple[int, int]]:
    """The words of a list or mapping, None when it holds more than words."""
    words: list[str] = []
    flat, depth = True, 1
    for event in events:
        match event:
            case yaml.SequenceEndEvent() | yaml.MappingEndEvent():
                depth -= 1
                if not depth:
                    end = _stop(event)
                    return (words if flat else None), (stop if words else end)
            case yaml.SequenceStartEvent() | yaml.MappingStartEvent():
                flat, depth = False, depth + 1
            case yaml.ScalarEvent() if event.anchor is None:
                words.append(event.value)
            case _:
                flat = False
        stop = _stop(event)
    raise AssertionError("YAML ended inside a list")


def _pairs(items: list[str] | None) -> Mapping[str, str] | None:
    if items is None:
        return None
    pairs = dict(zip(items[::2], items[1::2], strict=True))
    return pairs if len(pairs) * 2 == len(items) else None


def _refuse_more(events: Iterator[yaml.Event]) -> None:
    extra = next(events, None)
    if extra is not None:
        line = _start(extra)[0] + 1
        raise Broken(Fault(line, "a second document begins here", "delete the line"))


def _start(event: yaml.Event) -> tuple[int, int]:
    """Counted in the file, whose first line is the opening one."""
    assert event.start_mark is not None
    return event.start_mark.line + 1, event.start_mark.column


def _stop(event: yaml.Event) -> tuple[int, int]:
    assert event.end_mark is not None
    return event.end_mark.line + 1, event.end_mark.column
