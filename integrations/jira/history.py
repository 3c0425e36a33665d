"""What became of an issue, by its history: first finish, missed dates, the story.

Pure. Jira remembers who changed what when; how far its answers reach back is the
reader's business.
https://developer.atlassian.com/cloud/jira/platform/rest/v3/api-group-issues/#api-rest-api-3-changelog-bulkfetch-post
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from zoneinfo import ZoneInfo

from afteraction.domain.calendar import end_of_day
from afteraction.domain.labels import READY, carries
from afteraction.domain.tickets import Event, Reason

from .states import States
from .wire import Change, Entry, Fields, Issue, Status, User, utc

FIELDS = ("status", "resolution", "duedate", "labels")
"""The fields whose changes are asked for."""
_SPRINT = "Sprint"


@dataclass(frozen=True, slots=True)
class Standing:
    """How an issue stood from a moment on."""

    at: datetime
    who: User | None
    reason: Reason | None
    """Why it was closed; None while it was open."""
    due: date | None
    ready: bool
    """Whether it carried the label that says: write this back now."""


@dataclass(frozen=True, slots=True)
class Past:
    """All that an issue went through, the oldest first; never empty."""

    standings: tuple[Standing, ...]

    def then(
        self, at: datetime, who: User | None, reason: Reason | None, fields: Fields
    ) -> Past:
        """The same past, and what was just done; `fields` as they are now."""
        last = self.standings[-1]
        due, ready = day_of(fields.duedate), carries(fields.labels, READY)
        if (last.reason, last.due, last.ready) == (reason, due, ready):
            return self
        return Past((*self.standings, Standing(at, who, reason, due, ready)))

    @property
    def closed(self) -> datetime | None:
        """Since when it is closed; None while it is open."""
        since: datetime | None = None
        for standing in self.standings:
            since = (since or standing.at) if standing.reason else None
        return since

    def stood(self, at: datetime) -> Standing:
        """How it stood at a moment."""
        told = [one for one in self.standings if one.at <= at]
        return told[-1] if told else self.standings[0]

    def finished(self, *, by_label: bool) -> datetime | None:
        """When it was first done; for a review also: first labelled as ready."""
        for one in self.standings:
            if one.reason is Reason.COMPLETED or (by_label and one.ready):
                return one.at
        return None

    def missed(self, zone: ZoneInfo) -> date | None:
        """The first due date that had passed, open, before it was moved."""
        for before, after in zip(self.standings, self.standings[1:], strict=False):
            moved = before.due is not None and before.due != after.due
            if before.due is None or not moved or before.reason is not None:
                continue
            if end_of_day(before.due, zone) < after.at:
                return before.due
        return None

    def events(self, name: Callable[[User | None], str | None]) -> tuple[Event, ...]:
        """What happened to it, in words."""
        return tuple(self._events(name))

    def _events(self, name: Callable[[User | None], str | None]) -> Iterator[Event]:
        first = self.standings[0]
        yield Event(first.at, name(first.who), "opened")
        for before, after in zip(self.standings, self.standings[1:], strict=False):
            if before.reason is after.reason:
                continue
            what = f"closed as {after.reason}" if after.reason else "reopened"
            yield Event(after.at, name(after.who), what)


def past_of(
    issue: Issue,
    entries: Iterable[Entry],
    states: States,
    statuses: Mapping[str, Status],
) -> Past:
    """The past of an issue, from how it is now and what changed, in any order.

    `statuses` are those of the site, by id; of unknown ones only the name counts.
    """
    newest_first = sorted(entries, key=lambda entry: entry.place, reverse=True)
    now = _Moment(
        issue.fields.status,
        issue.fields.resolution.name if issue.fields.resolution else "",
        day_of(issue.fields.duedate),
        tuple(issue.fields.labels),
    )
    told: list[Standing] = []
    for entry in newest_first:
        before = now.before(entry.items, statuses)
        if before != now:
            told.append(now.standing(entry.at, entry.author, states))
        now = before
    first = utc(issue.fields.created)
    told.append(now.standing(first, issue.fields.creator, states))
    return Past(tuple(reversed(told)))


@dataclass(frozen=True, slots=True)
class _Moment:
    status: Status
    resolution: str
    due: date | None
    labels: tuple[str, ...]

    def before(
        self, changes: Iterable[Change], statuses: Mapping[str, Status]
    ) -> _Moment:
        """How it stood before these changes."""
        status, resolution = self.status, self.resolution
        due, labels = self.due, self.labels
        for change in changes:
            match change.field:
                case "status":
                    named = Status(name=change.before_text or "")
                    status = statuses.get(change.before or "", named)
                case "resolution":
                    resolution = change.before_text or ""
                case "duedate":
                    due = day_of(change.before or change.before_text)
                case "labels":
                    labels = tuple((change.before_text or "").split())
                case _:
                    pass
        return _Moment(status, resolution, due, labels)

    def standing(self, at: datetime, who: User | None, states: States) -> Standing:
        reason = states.reason(self.status, self.resolution)
        return Standing(at, who, reason, self.due, carries(self.labels, READY))


def day_of(text: str | None) -> date | None:
    """A due date; Data Center's histories add a time to it."""
    try:
        return date.fromisoformat((text or "")[:10])
    except ValueError:
        return None


@dataclass(frozen=True, slots=True)
class Joining:
    """How an issue came into a sprint."""

    late: bool
    """It was not in it when the sprint began."""
    from_another: bool
    """It was in an earlier one before."""


@dataclass(frozen=True, slots=True)
class SprintName:
    """A sprint as histories of issues name it."""

    number: str
    field: str | None
    """The id of the field that holds sprints; None where that is not known."""

    def is_field(self, change: Change) -> bool:
        """Whether sprints were changed; Data Center tells the field's name alone."""
        named = change.field == _SPRINT
        return named if self.field is None else named or change.field_id == self.field

    def follows(self, before: set[str], after: set[str]) -> bool:
        """Whether an issue that came into it was in an earlier one.

        Sprints that are over stay on it; out of those that are not it is taken, and
        they were made before this one.
        """
        return any(one in after or int(one) < int(self.number) for one in before)


def joining(
    issue: Issue, entries: Iterable[Entry], sprint: SprintName, began: datetime
) -> Joining:
    """How an issue came into a sprint, in which it still is.

    Who takes it out and puts it back in the middle of the sprint adds nothing.
    """
    moves = [
        (entry.at, _ids(change.before), _ids(change.after))
        for entry in sorted(entries, key=lambda one: one.place)
        for change in entry.items
        if sprint.is_field(change)
    ]
    inside = moves[0][1] if moves else {sprint.number}
    for at, _, after in moves:
        inside = after if at <= began else inside
    there = utc(issue.fields.created) <= began and sprint.number in inside
    return Joining(
        late=not there,
        from_another=any(
            sprint.number in after - before and sprint.follows(before, after)
            for _, before, after in moves
        ),
    )


def _ids(text: str | None) -> set[str]:
    parts = (part.strip() for part in (text or "").split(","))
    return {part for part in parts if part.isdecimal()}
