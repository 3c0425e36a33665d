"""Which issues a list shows, and in which order; sorted once for all its pages.

A list may lag: it then shows each issue as it stood a while ago, and not at all what
came later. REST's lists and GraphQL's connections are made of the same.
"""

from __future__ import annotations

import bisect
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import datetime

from .pages import Key, Listing, Row
from .state import Repository, State
from .values import Comment, Issue
from .wire import Request, invalid

KEPT = 16
"""How many listings are kept."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """Which issues a list is asked for; empty texts do not choose."""

    state: str = "open"
    labels: tuple[str, ...] = ()
    """All of them, in small letters."""
    creator: str = ""
    assignee: str = ""
    """A login, `none` or `*`."""
    milestone: str = ""
    """A number, `none` or `*`."""
    type: str = ""
    """A name, `none` or `*`."""
    since: datetime | None = None
    sort: str = "created"
    pull_requests: bool = True


def of_query(request: Request) -> Wanted:
    """What a query asks for.

    Raises:
        Refusal: 422, a value that GitHub does not know.
    """
    query = request.query
    names = query.get("labels", "").split(",")
    return Wanted(
        state=_one_of(query, "state", ("open", "closed", "all")),
        labels=tuple(name.strip().casefold() for name in names if name.strip()),
        creator=query.get("creator", "").casefold(),
        assignee=query.get("assignee", "").casefold(),
        milestone=query.get("milestone", ""),
        type=query.get("type", "").casefold(),
        since=read_time(query["since"]) if query.get("since") else None,
        sort=_one_of(query, "sort", ("created", "updated", "comments")),
    )


def _one_of(query: dict[str, str], name: str, values: tuple[str, ...]) -> str:
    value = query.get(name, values[0])
    if value not in values:
        raise invalid("Issue", name, "invalid", value=value)
    return value


def read_time(text: str) -> datetime:
    """A time in a query.

    Raises:
        Refusal: 422, it is none, or has no zone.
    """
    try:
        # A plus sign that was not encoded arrives as a space.
        when = datetime.fromisoformat(text.replace(" ", "+"))
    except ValueError:
        raise invalid("Issue", "since", "invalid", value=text) from None
    if when.tzinfo is None:
        raise invalid("Issue", "since", "invalid", value=text)
    return when


class Listings:
    """The listings that were asked for lately."""

    def __init__(self, state: State) -> None:
        self._state = state
        self._kept: dict[object, Listing] = {}

    def of(self, home: Repository, wanted: Wanted, *, upwards: bool) -> Row:
        """What matches, in the order that is wanted.

        In the order of updates `since` is a place: one listing serves all of them.
        """
        if wanted.sort == "updated" and wanted.since is not None:
            listing = self._listing(home, replace(wanted, since=None))
            first = (wanted.since.timestamp(), 0)
            return Row(listing, bisect.bisect_left(listing.keys, first), upwards)
        return Row(self._listing(home, wanted), 0, upwards)

    def _listing(self, home: Repository, wanted: Wanted) -> Listing:
        # What lags changes with time, not only with writes.
        moment = self._state.true_now() if self._state.lag else None
        key = (home.id, home.version, home.looks, moment, wanted)
        if key not in self._kept:
            if len(self._kept) >= KEPT:
                self._kept.clear()
            shown = [x for x in self.shown(home) if _matches(home, x, wanted)]
            self._kept[key] = Listing.of(shown, lambda x: place_of(x, wanted.sort))
        return self._kept[key]

    def shown(self, home: Repository) -> Iterator[Issue]:
        """What lists show now, each issue as old as the lag makes it."""
        if not self._state.lag:
            yield from (versions.newest for versions in home.issues.values())
            return
        then = self._state.true_now() - self._state.lag
        found = (versions.as_of(then) for versions in home.issues.values())
        yield from (issue for issue in found if issue is not None)

    def comments(self, home: Repository) -> Iterator[Comment]:
        """Likewise for the comments of a repository."""
        if not self._state.lag:
            yield from (versions.newest for versions in home.comments.values())
            return
        then = self._state.true_now() - self._state.lag
        found = (versions.as_of(then) for versions in home.comments.values())
        yield from (comment for comment in found if comment is not None)


def place_of(issue: Issue, sort: str) -> Key:
    """Where an issue stands in an order."""
    match sort:
        case "updated":
            return issue.updated_at.timestamp(), issue.number
        case "comments":
            return float(issue.comments), issue.number
        case _:
            return issue.created_at.timestamp(), issue.number


def _matches(home: Repository, issue: Issue, wanted: Wanted) -> bool:
    if wanted.state not in {"all", issue.state}:
        return False
    if not wanted.pull_requests and issue.pull_request is not None:
        return False
    if wanted.since is not None and issue.updated_at < wanted.since:
        return False
    if wanted.labels:
        names = {home.labels[one].name.casefold() for one in issue.labels}
        if not names.issuperset(wanted.labels):
            return False
    assignees = [login.casefold() for login in issue.assignees]
    return (
        wanted.creator in {"", (issue.author or "").casefold()}
        and _chosen(wanted.assignee, assignees)
        and _chosen(wanted.milestone, [str(issue.milestone)] if issue.milestone else [])
        and _chosen(wanted.type, [issue.type.casefold()] if issue.type else [])
    )


def _chosen(wanted: str, values: list[str]) -> bool:
    """Whether one of the values is wanted; `none` and `*` ask if there are any."""
    match wanted:
        case "":
            return True
        case "none":
            return not values
        case "*":
            return bool(values)
        case _:
            return wanted in values
