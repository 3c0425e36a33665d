"""Lines of ours at the top of a text that are kept up to date, one by one.

Pure. What we wrote is known again by a record that travels in the ticket's mark: a
line counts as ours as long as it stands as we wrote it. What somebody changed, deleted
or took elsewhere is theirs from then on, and is neither changed nor written again.
Not here: what the lines say, and when they are brought up to date.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import takewhile

from afteraction.domain.form import FORM
from afteraction.domain.identity import digest
from afteraction.domain.tickets import Line, LineEdit

FALLEN_AWAY = "No longer listed:"
"""Put before what a line said that has nothing to say any more.

Taking the line out would leave a blank one where texts are Markdown, and part the list
where they are not.
"""
MOST = 100
"""Lines; where so many stand none is added, though each is kept up to date."""

_KEY, _TEXT = 4, 8
"""So many digits of a record stand for what a line is about, and for what it says."""
_ABOUT_A_LINK = re.compile(
    r"[-*+] (?:[^:\[\]]{1,40}: )?\[[^\]]*\]\((?P<target>[^)]*)\)"
)
_WITH_A_LABEL = re.compile(r"[-*+] (?P<label>[^:]{1,40}):")
_ITEM = re.compile(r"[-*+] ")


@dataclass(frozen=True, slots=True)
class Renewed:
    """What becomes of our lines."""

    edits: tuple[LineEdit, ...]
    record: str
    """What to know them by from now on."""


def above_the_form(lines: Sequence[Line]) -> tuple[Line, ...]:
    """The lines of a review above its form, blank ones left out."""
    begins = {FORM.guidance, *(question.heading for question in FORM.questions)}
    above = takewhile(lambda line: line.text.strip("# ") not in begins, lines)
    return tuple(line for line in above if line.text.strip())


def record_of(texts: Iterable[str]) -> str:
    """What lines are known by when they are read again."""
    return "".join(_key(text) + _said(text) for text in texts)


def as_read(record: str, sent: str, read: str) -> str:
    """A record of lines of a text that a tracker shows otherwise than it was sent.

    Where it does not show line for line, those that differ do not count as ours.
    """
    ours = [[x for x in text.split("\n") if x.strip()] for text in (sent, read)]
    if len(ours[0]) != len(ours[1]):
        return record
    shown = {_said(a): _said(b) for a, b in zip(*ours, strict=True)}
    return "".join(key + shown.get(said, said) for key, said in _entries(record))


def renewed(record: str, there: Sequence[Line], wanted: Sequence[str]) -> Renewed:
    """How the lines that a record knows become the wanted ones.

    `there` are the lines among which ours are looked for. A line stands for the one
    that is about the same; what is new goes after the one that precedes it, or after
    the last of ours; what fell away says so.
    """
    work = _Work(_standing(record, there))
    before = ""
    for number, text in _numbered(wanted):
        if number in work.known:
            work.change(number, text)
            before = number if work.takes_items(number) else before
        elif len(work.known) + len(work.added) < MOST:
            work.add(number, text, before)
    return work.done([text for _, text in _numbered(wanted)])


def _numbered(texts: Iterable[str]) -> Iterator[tuple[str, str]]:
    """Each line with what it is about, those about the same told apart."""
    seen: dict[str, int] = {}
    for text in texts:
        key = _key(text)
        seen[key] = seen.get(key, 0) + 1
        yield f"{key}.{seen[key]}", text


@dataclass(slots=True)
class _Work:
    """The edits of one text, while they are gathered."""

    known: dict[str, Line | None]
    """What we wrote, by what it is about; None where it does not stand any more."""
    edits: list[LineEdit] = field(default_factory=list)
    added: list[str] = field(default_factory=list)
    kept: set[str] = field(default_factory=set)

    def takes_items(self, number: str) -> bool:
        """Whether a line stands after which an item of a list may go."""
        line = self.known[number]
        return line is not None and _ITEM.match(line.text) is not None

    def change(self, number: str, text: str) -> None:
        """Let the line say this, if it is still ours."""
        self.kept.add(number)
        line = self.known[number]
        if line is not None and line.text.rstrip() != text.rstrip():
            self.edits.append(LineEdit(line, text))

    def add(self, number: str, text: str, before: str) -> None:
        """Put a new line where it belongs; among paragraphs there is no such place."""
        after = before or next(filter(self.takes_items, reversed(self.known)), "")
        line = self.known.get(after)
        if line is not None and _ITEM.match(text):
            self.added.append(number)
            self.edits.append(LineEdit(line, text, "after"))

    def done(self, wanted: Sequence[str]) -> Renewed:
        """All edits, with those of lines that fell away."""
        for number, line in self.known.items():
            if number not in self.kept and line is not None and _ITEM.match(line.text):
                said = _ITEM.sub("", line.text, count=1)
                self.edits.append(LineEdit(line, f"- {FALLEN_AWAY} {said}"))
        numbers = {*self.kept, *self.added}
        ours = [text for number, text in _numbered(wanted) if number in numbers]
        return Renewed(tuple(self.edits), record_of(ours))


def _standing(record: str, there: Sequence[Line]) -> dict[str, Line | None]:
    """The lines of a record, in its order, each with where it stands."""
    free: dict[str, list[Line]] = {}
    for line in there:
        free.setdefault(_said(line.text), []).append(line)
    seen: dict[str, int] = {}
    found: dict[str, Line | None] = {}
    for key, said in _entries(record):
        seen[key] = seen.get(key, 0) + 1
        lines = free.get(said)
        found[f"{key}.{seen[key]}"] = lines.pop(0) if lines else None
    return found


def _entries(record: str) -> Iterator[tuple[str, str]]:
    """What each line of a record is about, and what it says."""
    size = _KEY + _TEXT
    for at in range(0, len(record) - size + 1, size):
        yield record[at : at + _KEY], record[at + _KEY : at + size]


def _key(text: str) -> str:
    """What a line is about: where its link leads, its label, or how it begins."""
    link, label = _ABOUT_A_LINK.match(text), _WITH_A_LABEL.match(text)
    begins = " ".join(text.split()[: 3 if _ITEM.match(text) is None else 2])
    about = link["target"] if link else label["label"] if label else begins
    return digest(about)[:_KEY]


def _said(text: str) -> str:
    return digest(text.rstrip())[:_TEXT]
