"""Many issues at once: by a query, by their ids; their histories, marks and comments.

Where the two dresses ask in different ways, here is how. Cloud pages by tokens and has
requests for many; Data Center has its search, which shows no entity properties.
https://developer.atlassian.com/cloud/jira/platform/rest/v3/api-group-issue-search/
https://developer.atlassian.com/server/jira/platform/rest/v10002/api-group-search/
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from hashlib import blake2b
from typing import Any, Final
from urllib.parse import quote

from msgspec import Raw

from afteraction.domain.labels import OUR_LABEL, carries
from afteraction.errors import Gone, Refused

from . import wire
from .helpings import Page, Reader, names
from .history import FIELDS as HISTORY
from .paging import Pages, broken_off
from .recent import Recent
from .site import Site
from .wire import LEAST, PROPERTY, READ, Entry, Issue

PAGE: Final = 100
HISTORIES: Final = 1_000
IDS: Final = 5_000
BRIEF: Final = (
    *LEAST,
    *("issuetype", "resolution", "resolutiondate", "statuscategorychangedate"),
)
"""The fields that say how an issue stands and since when."""
LAPS: Final = 3
"""So often a list is read that changes while it is read."""
Read = Callable[[bytes], Page]


class Issues:
    """The issues of a site."""

    def __init__(self, site: Site) -> None:
        """Nothing is asked before it is needed."""
        self._site = site
        self._reader: Reader | None = None
        self._marks = Recent[dict[str, Raw]]()
        """By issue and text: marks are written together with texts."""

    # --- by a query -------------------------------------------------------------------

    def search(self, jql: str) -> Iterator[Page]:
        """What a query finds, by full pages; an issue may come twice."""
        asked: dict[str, Any] = {"fields": [*READ, *self._sprint_field]}
        if self._site.dress.cloud:
            asked["properties"] = [PROPERTY]
        return self._pages(jql, asked, PAGE, self.reader.page)

    def first(self, jql: str, most: int) -> Page:
        """The first ones that a query finds, with what says how they stand."""
        asked = {"fields": list(BRIEF)}
        return next(self._pages(jql, asked, most, self.reader.page), Page())

    def ids(self, jql: str) -> Iterator[str]:
        """The ids of what a query finds."""
        for page in self._pages(jql, {"fields": ["id"]}, IDS, names):
            yield from page.ids

    def _pages(
        self, jql: str, asked: dict[str, Any], most: int, read: Read
    ) -> Iterator[Page]:
        body = {"jql": jql, "maxResults": most, **asked}
        if self._site.dress.cloud:
            return self._by_token(body, read)
        return self._by_number(body, read)

    def _by_token(self, body: dict[str, Any], read: Read) -> Iterator[Page]:
        pages = Pages()
        while True:
            page = self._found(f"{self._site.api}/search/jql", body, read)
            yield page
            if page.token is None:
                return
            pages.check([page.token])
            body = {**body, "nextPageToken": page.token}

    def _by_number(self, body: dict[str, Any], read: Read) -> Iterator[Page]:
        """What moves while it is read would hide something else: then once more."""
        path = f"{self._site.api}/search"
        seen: set[str] = set()
        for _ in range(LAPS):
            start, total, pages = 0, 1, Pages()
            while start < total:
                page = self._found(path, {**body, "startAt": start}, read)
                yield page
                ids = page.ids
                pages.check(ids)
                seen.update(ids)
                start, total = start + len(ids), page.total
                if not ids:
                    break
            if len(seen) >= total:
                return

    def _found(self, path: str, body: dict[str, Any], read: Read) -> Page:
        """One answer of a search. Raises `Unreachable` when one of many is missing."""
        try:
            return self._site.client.query(path, body, read)
        except Refused as error:
            if "nextPageToken" in body or body.get("startAt"):
                raise broken_off(error.message) from error
            raise

    @property
    def reader(self) -> Reader:
        """How issues of this site are read."""
        if self._reader is None:
            self._reader = Reader(self._site.sprint_field)
        return self._reader

    @property
    def _sprint_field(self) -> list[str]:
        return [self._site.sprint_field] if self._site.sprint_field else []

    # --- by their ids -----------------------------------------------------------------

    def many(self, ids: Collection[str], *more: str, story: bool = False) -> Page:
        """Issues by id, with `more` fields; what is not to be seen is left out.

        With `story` they come with their histories where one request tells both.
        """
        page = Page()
        for some in _parts(ids, PAGE):
            page.add(self._some(some, more, story=story))
        return page

    def _some(self, ids: Sequence[str], more: Sequence[str], *, story: bool) -> Page:
        fields = [*READ, *self._sprint_field, *more]
        if self._site.dress.cloud:
            body = {
                "issueIdsOrKeys": list(ids),
                "fields": fields,
                "properties": [PROPERTY],
            }
            path = f"{self._site.api}/issue/bulkfetch"
            return self._site.client.query(path, body, self.reader.page)
        asked = (
            {"fields": fields, "expand": ["changelog"]} if story else {"fields": fields}
        )
        return self._by_id(ids, asked)

    def _by_id(self, ids: Sequence[str], asked: dict[str, Any]) -> Page:
        """Data Center's way; one that is not there must not fail the others."""
        body = {
            "jql": f"id in ({','.join(ids)})",
            "validateQuery": False,
            "maxResults": len(ids),
            **asked,
        }
        found = Page()
        for page in self._by_number(body, self.reader.page):
            found.add(page)
        return found

    def now(self, ids: Collection[str]) -> Iterator[Issue]:
        """Issues by id as they are, whatever searches show: they lag behind.

        On Data Center each is a request; it is for what can not wait.
        """
        if self._site.dress.cloud:
            yield from self.many(ids).issues
            return
        for one in dict.fromkeys(ids):
            yield from self.one(one).issues

    def one(self, id_or_key: str, *more: str) -> Page:
        """An issue by id or key, former keys among them, with its mark."""
        path = f"{self._site.api}/issue/{quote(id_or_key, safe='')}"
        fields = ",".join((*READ, *self._sprint_field, *more))
        query: dict[str, str | int] = {"fields": fields, "properties": PROPERTY}
        if not self._site.dress.cloud:  # which would leave out all but the newest
            query["expand"] = "changelog"
        try:
            return self._site.client.get(path, self.reader.alone, query)
        except Gone:
            return Page()

    # --- what belongs to them ---------------------------------------------------------

    def with_marks(self, issues: Iterable[Issue]) -> None:
        """Read the marks that came with no search, one by one (Data Center)."""
        if self._site.dress.cloud:
            return
        for issue in issues:
            if not carries(issue.fields.labels, OUR_LABEL):
                continue
            if not issue.properties:
                known = self._marks.get(issue.id, _text(issue))
                issue.properties = self._mark_of(issue) if known is None else known
            self.keep_mark(issue)

    def keep_mark(self, issue: Issue) -> None:
        """Remember an issue's mark as long as its text stays."""
        held = {name: value.copy() for name, value in issue.properties.items()}
        self._marks.put(issue.id, _text(issue), held)

    def _mark_of(self, issue: Issue) -> dict[str, Raw]:
        path = f"{self._site.api}/issue/{issue.id}/properties/{PROPERTY}"
        try:
            return {PROPERTY: self._site.client.get(path, wire.held).value}
        except Gone:
            return {}

    def histories(self, ids: Collection[str]) -> dict[str, list[Entry]]:
        """What changed in issues, by their ids, in no order."""
        if self._site.dress.cloud:
            return self._logs(ids)
        found: dict[str, list[Entry]] = {}
        for some in _parts(ids, PAGE):
            asked = {"fields": list(wire.LEAST), "expand": ["changelog"]}
            for issue in self._by_id(some, asked).issues:
                found[issue.id] = issue.changelog.histories if issue.changelog else []
        return found

    def _logs(self, ids: Collection[str]) -> dict[str, list[Entry]]:
        found: dict[str, list[Entry]] = {}
        for some in _parts(ids, HISTORIES):
            body: dict[str, Any] = {
                "issueIdsOrKeys": list(some),
                "fieldIds": [*HISTORY, *self._sprint_field],
            }
            pages = Pages()
            while True:
                path = f"{self._site.api}/changelog/bulkfetch"
                told = self._site.client.query(path, body, wire.logs)
                for log in told.issue_change_logs:
                    found.setdefault(log.issue_id, []).extend(log.change_histories)
                token = told.next_page_token
                if token is None:
                    break
                pages.check([token])
                body = {**body, "nextPageToken": token}
        return found

    def comments(self, issue_id: str) -> list[wire.Comment]:
        """What was said on an issue, with the marks of comments."""
        path = f"{self._site.api}/issue/{issue_id}/comment"
        said: list[wire.Comment] = []
        pages = Pages()
        while True:
            query: dict[str, str | int]
            query = {"startAt": len(said), "maxResults": PAGE, "expand": "properties"}
            told = self._site.client.get(path, wire.comments, query)
            said += told.comments
            pages.check(one.id for one in told.comments)
            if not told.comments or len(said) >= told.total:
                return said


def _text(issue: Issue) -> bytes:
    return blake2b(issue.fields.description, digest_size=12).digest()


def _parts(ids: Iterable[str], most: int) -> Iterator[list[str]]:
    """Each of them once, `most` at a time."""
    wanted = list(dict.fromkeys(ids))
    for start in range(0, len(wanted), most):
        yield wanted[start : start + most]
