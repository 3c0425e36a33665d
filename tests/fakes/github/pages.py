"""Pages: by number for most lists, by cursor for issues; and ETags.

Issue lists page by cursor, as GitHub's do since 2025: `Link` carries `after` with
`page` beside it and never says which page is the last. A page number by itself works
for the first 10,000 entries and answers 422 beyond.
"""

from __future__ import annotations

import base64
import binascii
import bisect
import hashlib
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TypeVar
from urllib.parse import urlencode

from .values import Issue
from .wire import Answer, Refusal, Request

Value = TypeVar("Value")
Key = tuple[float, int]

DEEPEST = 10_000
MOST = 100
DEFAULT = 30


@dataclass(frozen=True, slots=True)
class Slice:
    """Which part of a list is asked for."""

    size: int
    page: int

    @classmethod
    def of(cls, request: Request) -> Slice:
        """As the query says; what is out of range is put right, as GitHub does."""
        size = _number(request.query.get("per_page"), DEFAULT)
        page = _number(request.query.get("page"), 1)
        return cls(max(1, min(size, MOST)), max(1, page))


def _number(text: str | None, default: int) -> int:
    return int(text) if text and text.isdecimal() else default


def joined(parts: Sequence[bytes]) -> bytes:
    """A JSON array of what is JSON already."""
    return b"[" + b",".join(parts) + b"]"


def link(request: Request, url: str, relations: dict[str, dict[str, str]]) -> str:
    """The header `Link`: for each relation what its query has instead."""
    return ", ".join(
        f'<{url}?{urlencode(_without_cursors(request) | changes)}>; rel="{name}"'
        for name, changes in relations.items()
    )


def _without_cursors(request: Request) -> dict[str, str]:
    return {k: v for k, v in request.query.items() if k not in {"after", "before"}}


def numbered(
    request: Request,
    url: str,
    values: Sequence[Value],
    render: Callable[[Value], bytes],
) -> Answer:
    """A page by number; `Link` says where the next and the last one are."""
    part = Slice.of(request)
    start = (part.page - 1) * part.size
    last = max(1, -(-len(values) // part.size))
    pages = {}
    if part.page > 1:
        pages["prev"] = min(part.page - 1, last)
    if part.page < last:
        pages["next"] = part.page + 1
        pages["last"] = last
    if part.page > 1:
        pages["first"] = 1
    body = joined([render(one) for one in values[start : start + part.size]])
    relations = {name: {"page": str(page)} for name, page in pages.items()}
    headers = {"Link": link(request, url, relations)} if relations else {}
    return Answer(200, body, headers)


@dataclass(frozen=True, slots=True)
class Listing:
    """Issues in the order of their keys, upwards."""

    keys: list[Key]
    issues: list[Issue]

    @classmethod
    def of(cls, issues: Sequence[Issue], key: Callable[[Issue], Key]) -> Listing:
        """Sorted, once for all its pages."""
        pairs = sorted((key(issue), issue.number) for issue in issues)
        by_number = {issue.number: issue for issue in issues}
        return cls([pair[0] for pair in pairs], [by_number[n] for _, n in pairs])


def cursor(key: Key) -> str:
    """A place in a listing, as clients see it."""
    return base64.b64encode(f"cursor:v2:{key[0]!r}:{key[1]}".encode()).decode()


def place(text: str) -> Key:
    """The place that a cursor means.

    Raises:
        Refusal: it is none of ours.
    """
    try:
        mark, version, first, second = base64.b64decode(text).decode().split(":")
        if (mark, version) == ("cursor", "v2"):
            return float(first), int(second)
    except (ValueError, binascii.Error):
        pass
    raise Refusal(422, f"Invalid cursor: {text}", errors=[])


@dataclass(frozen=True, slots=True)
class Row:
    """A listing as it is asked for: from some place on, up or down."""

    listing: Listing
    least: int
    """The place in the listing before which nothing is shown."""
    upwards: bool

    def __len__(self) -> int:
        return len(self.listing.keys) - self.least

    def __getitem__(self, index: int) -> Issue:
        return self.listing.issues[self._at(index)]

    def cursor(self, index: int) -> str:
        """The cursor of what stands there."""
        return cursor(self.listing.keys[self._at(index)])

    def after(self, text: str) -> int:
        """Where what follows a cursor begins.

        Raises:
            Refusal: it is no cursor of ours.
        """
        keys, at = self.listing.keys, place(text)
        if self.upwards:
            return max(0, bisect.bisect_right(keys, at) - self.least)
        return len(keys) - bisect.bisect_left(keys, at)

    def before(self, text: str) -> int:
        """Where what precedes a cursor ends.

        Raises:
            Refusal: it is no cursor of ours.
        """
        keys, at = self.listing.keys, place(text)
        if self.upwards:
            return max(0, bisect.bisect_left(keys, at) - self.least)
        return min(len(self), len(keys) - bisect.bisect_right(keys, at))

    def _at(self, index: int) -> int:
        if self.upwards:
            return self.least + index
        return len(self.listing.keys) - 1 - index


def by_cursor(
    request: Request, url: str, row: Row, render: Callable[[Issue], bytes]
) -> Answer:
    """A page of issues.

    Args:
        request: says how many, and from which cursor or page on.
        url: where the next page is, without its query.
        row: all issues that match.
        render: an issue's JSON.
    """
    part = Slice.of(request)
    start = _start(request, part, row)
    shown = range(start, min(start + part.size, len(row)))
    relations = {}
    if shown and shown.stop < len(row):
        after = row.cursor(shown[-1])
        relations["next"] = {"after": after, "page": str(part.page + 1)}
    if shown and part.page > 1:
        before = row.cursor(start)
        relations["prev"] = {"before": before, "page": str(part.page - 1)}
    body = joined([render(row[index]) for index in shown])
    headers = {"Link": link(request, url, relations)} if relations else {}
    return Answer(200, body, headers)


def _start(request: Request, part: Slice, row: Row) -> int:
    """Where a page begins; a cursor counts more than the page beside it."""
    if "after" in request.query:
        return row.after(request.query["after"])
    if "before" in request.query:
        return max(0, row.before(request.query["before"]) - part.size)
    skipped = (part.page - 1) * part.size
    if skipped >= DEEPEST:
        text = (
            "Pagination with the page parameter is not supported for large datasets, "
            "please use cursor based pagination (after/before)"
        )
        raise Refusal(422, text, errors=[])
    return skipped


def etag(token: str, body: bytes) -> str:
    """The tag of an answer; another token gets another one for the same bytes."""
    digest = hashlib.sha256(token.encode() + b"\0" + body)
    return f'W/"{digest.hexdigest()}"'


def is_known(request: Request, tag: str) -> bool:
    """Whether the client has this already."""
    known = request.headers.get("if-none-match", "").split(",")
    return tag.removeprefix("W/") in {one.strip().removeprefix("W/") for one in known}
