"""Lines of a file with their ends, so that a change touches the lines it must.

Pure. A line ends with LF or CRLF, as people's editors left it; all other characters
that some tools take for line breaks are text like any other here.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from itertools import pairwise


@dataclass(frozen=True, slots=True)
class Lines:
    """Some lines in a row; `ends[i]` is what stands after `texts[i]`."""

    texts: tuple[str, ...]
    ends: tuple[str, ...]

    def __len__(self) -> int:
        return len(self.texts)

    def __add__(self, other: Lines) -> Lines:
        return Lines(self.texts + other.texts, self.ends + other.ends)

    def part(self, start: int, stop: int | None = None) -> Lines:
        """The lines from `start` up to `stop`, counted from 0."""
        return Lines(self.texts[start:stop], self.ends[start:stop])

    @property
    def joined(self) -> str:
        """The text that `split` was given."""
        return "".join(
            part for line in zip(self.texts, self.ends, strict=True) for part in line
        )


@dataclass(frozen=True, slots=True)
class Splice:
    """`texts` instead of the lines from `start` up to `stop` (which may be `start`)."""

    start: int
    stop: int
    texts: tuple[str, ...] = ()


def split(text: str) -> Lines:
    """The lines of `text`; the last one may have no end, or half of one."""
    *ended, last = text.split("\n")
    texts = [line.removesuffix("\r") for line in ended]
    ends = ["\r\n" if line.endswith("\r") else "\n" for line in ended]
    if last:
        # A CR alone is no end yet; it would become one with the next line's LF.
        texts.append(last.removesuffix("\r"))
        ends.append("\r" if last.endswith("\r") else "")
    return Lines(tuple(texts), tuple(ends))


def plain_lines(text: str) -> list[str]:
    """The lines of a text of ours, whatever its line breaks are."""
    return text.replace("\r\n", "\n").replace("\r", "\n").split("\n")


def newline_of(lines: Lines) -> str:
    """How the file ends its lines: as its first line does."""
    return next((end for end in lines.ends if _is_whole(end)), "\n")


def _is_whole(end: str) -> bool:
    return end.endswith("\n")


def spliced(lines: Lines, splices: Iterable[Splice], newline: str) -> Lines:
    """`lines` with all splices made; what is not in one of them stays as it is.

    Splices are counted in the lines as they are before and must not overlap. Those
    that insert at one place stay in their order.
    """
    texts, ends = list(lines.texts), list(lines.ends)
    in_order = sorted(splices, key=lambda splice: (splice.start, splice.stop))
    if any(one.stop > other.start for one, other in pairwise(in_order)):
        raise ValueError("two splices overlap")
    for splice in reversed(in_order):
        kept = ends[splice.start : splice.stop][: len(splice.texts)]
        added = [newline] * (len(splice.texts) - len(kept))
        texts[splice.start : splice.stop] = splice.texts
        ends[splice.start : splice.stop] = kept + added
    return Lines(tuple(texts), tuple(ends))


def ended_like(lines: Lines, model: Lines, newline: str) -> Lines:
    """`lines` with an end after each, and at the very end only if `model` has one."""
    if not lines.texts:
        return lines
    *inner, last = lines.ends
    closed = [end if _is_whole(end) else newline for end in inner]
    if model.ends and not _is_whole(model.ends[-1]):
        return Lines(lines.texts, (*closed, model.ends[-1]))
    return Lines(lines.texts, (*closed, last if _is_whole(last) else newline))


def is_blank(text: str) -> bool:
    """Nothing to be seen."""
    return not text.strip()


def trimmed(texts: tuple[str, ...]) -> range:
    """Where `texts` begins and ends without the blank lines around it."""
    seen = [index for index, text in enumerate(texts) if not is_blank(text)]
    return range(seen[0], seen[-1] + 1) if seen else range(0)
