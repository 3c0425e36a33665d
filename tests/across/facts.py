"""What can be seen of a ticket in the fakes themselves, in the same words for all.

Read from states, histories, comments and files, with nothing of afteraction's own. A
Markdown file has no history: how its due day stood before is told by a diary that the
story keeps. Here are no figures; what they are is in `months_figures`.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import Any
from urllib.parse import unquote
from zoneinfo import ZoneInfo

import yaml

from tests.across.spots import FolderSpot, GithubSpot, JiraSpot, Spot

BERLIN = ZoneInfo("Europe/Berlin")


@dataclass(frozen=True)
class Word:
    """A comment; ours has a mark."""

    author: str
    at: datetime
    text: str
    mark: Mapping[str, Any] | None

    @property
    def keys(self) -> list[str]:
        """What it says, by its mark."""
        return [self.mark["key"], *self.mark.get("covers", ())] if self.mark else []


@dataclass(frozen=True)
class Stood:
    """How a ticket stood from some time on."""

    at: datetime
    closed: str
    """"" while it is open; else `done` or `declined`."""
    due: date | None


@dataclass(frozen=True)
class Fact:
    """One ticket, as it is and as it was."""

    tracker: str
    key: str
    title: str
    labels: tuple[str, ...]
    owner: str | None
    opened: datetime
    past: tuple[Stood, ...]
    talk: tuple[Word, ...]
    mark: Mapping[str, Any]

    @property
    def ref(self) -> str:
        """What the report calls it."""
        between = "#" if self.key.isdecimal() and self.tracker == "platform" else ":"
        return f"{self.tracker}{between}{self.key}"

    @property
    def now(self) -> Stood:
        """How it stands."""
        return self.past[-1]

    @property
    def closed(self) -> datetime | None:
        """Since when it is closed."""
        since = None
        for stood in self.past:
            since = (since or stood.at) if stood.closed else None
        return since

    @property
    def finished(self) -> datetime | None:
        """When it was first done."""
        return next((one.at for one in self.past if one.closed == "done"), None)

    @property
    def missed(self) -> list[date]:
        """The due days that were over, while it was open, before they were moved."""
        found = []
        for before, after in zip(self.past, self.past[1:], strict=False):
            moved = before.due is not None and before.due != after.due
            if moved and not before.closed and after.at >= end_of(before.due):
                found.append(before.due)
        return [day for day in found if day]


def end_of(day: date | None) -> datetime:
    """When a day is over in Berlin; never, for no day."""
    if day is None:
        return datetime.max.replace(tzinfo=UTC)
    return datetime.combine(day + timedelta(days=1), time(), BERLIN).astimezone(UTC)


def facts(spot: Spot, diary: Mapping[str, tuple[Stood, ...]]) -> dict[str, Fact]:
    """Every ticket of a tracker, by key."""
    match spot:
        case JiraSpot():
            read = (_of_jira(spot, key) for key in spot.all_keys())
        case GithubSpot():
            read = (_of_github(spot, key) for key in spot.all_keys())
        case FolderSpot():
            read = (_of_folder(spot, key, diary) for key in spot.all_keys())
        case _:
            raise AssertionError(spot)
    return {one.key: one for one in read}


def _changed(past: Iterator[Stood]) -> tuple[Stood, ...]:
    """Without what tells nothing new."""
    kept: list[Stood] = []
    for one in past:
        if not kept or (kept[-1].closed, kept[-1].due) != (one.closed, one.due):
            kept.append(one)
    return tuple(kept)


# --- Jira -----------------------------------------------------------------------------

_DECLINED = ("Won't Do", "Duplicate", "Won't Fix", "Cannot Reproduce")


def _of_jira(spot: JiraSpot, key: str) -> Fact:
    issue = spot.jira.look.issue(key)
    talk = [
        Word(
            one.author or "",
            one.created,
            str(one.body if isinstance(one.body, str) else _plain(one.body)),
            one.properties.get("afteraction"),
        )
        for one in issue.comments
    ]
    return Fact(
        spot.name,
        key,
        issue.summary,
        issue.labels,
        issue.assignee,
        issue.created,
        _changed(_past_of_jira(spot, key)),
        tuple(talk),
        issue.properties.get("afteraction", {}),
    )


def _plain(node: Any) -> str:  # noqa: ANN401 - JSON
    if not isinstance(node, dict):
        return ""
    if node.get("type") == "hardBreak":
        return "\n"
    inside = "".join(map(_plain, node.get("content", [])))
    end = "\n\n" if node.get("type") == "paragraph" else ""
    return f"{node.get('text', '')}{inside}{end}"


def _past_of_jira(spot: JiraSpot, key: str) -> Iterator[Stood]:
    """From the first value on: what a field was before its first change, or is now."""
    issue, look = spot.jira.look.issue(key), spot.jira.look
    histories = look.history(key)
    dues = [c for h in histories for c in h.changes if c.field_id == "duedate"]
    due = dues[0].before_text if dues else issue.fields.get("duedate")
    done, resolution = False, None
    yield Stood(issue.created, "", _day(due))
    for entry in histories:
        for change in entry.changes:
            match change.field_id:
                case "duedate":
                    due = change.after_text
                case "status":
                    done = change.after_text == "Done"
                case "resolution":
                    resolution = change.after_text
                case _:
                    continue
        closed = "declined" if resolution in _DECLINED else "done"
        yield Stood(entry.at, closed if done else "", _day(due))


def _day(text: str | None) -> date | None:
    return date.fromisoformat(text) if text else None


# --- GitHub ---------------------------------------------------------------------------

_HIDDEN = re.compile(r"<!-- afteraction (\{.*\}) -->")
_DUE = re.compile(r"^\*\*Due:\*\* (\S+)", re.MULTILINE)
_OWNER = re.compile(r"^\*\*Owner:\*\* (\S+)", re.MULTILINE)
"""Whom GitHub does not let anybody assign stands in a line."""


def _of_github(spot: GithubSpot, key: str) -> Fact:
    look, ref = spot.github.look, spot.ref(key)
    issue = look.issue(ref)
    talk = []
    for one in look.comments(ref):
        found = _HIDDEN.search(one.body)
        mark = json.loads(found[1]) if found else None
        text = one.body.replace("\r\n", "\n")
        talk.append(Word(one.author or "", one.created_at, text, mark))
    hidden, named = _HIDDEN.search(issue.body or ""), _OWNER.search(issue.body or "")
    return Fact(
        spot.name,
        key,
        issue.title,
        tuple(look.labels(ref)),
        next(iter(issue.assignees), named[1] if named else None),
        issue.created_at,
        _changed(_past_of_github(spot, key)),
        tuple(talk),
        json.loads(hidden[1]) if hidden else {},
    )


def _past_of_github(spot: GithubSpot, key: str) -> Iterator[Stood]:
    """The versions that the fake keeps of an issue."""
    (home,) = spot.github.state.repositories.values()
    for written, issue in home.issues[int(key)]._all:
        found = _DUE.search((issue.body or "").replace("\r\n", "\n"))
        closed = "done" if issue.state_reason == "completed" else "declined"
        state = closed if issue.state == "closed" else ""
        at = issue.closed_at if state and issue.closed_at else written
        yield Stood(at, state, _day(found[1]) if found else None)


# --- Markdown -------------------------------------------------------------------------

_BELOW = re.compile(r"<!-- afteraction: (\{.*\}) -->")
_HEADER = re.compile(r"^### (?P<who>[^,\n]+), (?P<at>\S+Z)\n", re.MULTILINE)


def front_of(spot: FolderSpot, key: str) -> dict[str, Any]:
    """What stands above a ticket, every value as text."""
    front = spot._file(key).read_text("utf-8").removeprefix("---\n")
    front = front.partition("\n---\n")[0]
    loaded = yaml.load(front, yaml.BaseLoader)  # noqa: S506 - it makes texts only
    assert isinstance(loaded, dict)
    return loaded


def stood_of(spot: FolderSpot, key: str, at: datetime) -> Stood:
    """How a file stands, seen at some time; what it was closed at, it says."""
    front = front_of(spot, key)
    if front["state"] == "open":
        return Stood(at, "", _day(front.get("due")))
    closed = "done" if front.get("reason", "completed") == "completed" else "declined"
    return Stood(_moment(front["closed"]), closed, _day(front.get("due")))


def _moment(text: str) -> datetime:
    return datetime.fromisoformat(text.replace("Z", "+00:00"))


def _of_folder(
    spot: FolderSpot, key: str, diary: Mapping[str, tuple[Stood, ...]]
) -> Fact:
    front = front_of(spot, key)
    opened = _moment(front["opened"])
    seen = diary.get(key, ())
    past = (Stood(opened, "", seen[0].due if seen else _day(front.get("due"))), *seen)
    return Fact(
        spot.name,
        key,
        front["title"],
        tuple(front.get("labels", ())),
        front.get("assignee") or None,
        opened,
        _changed(iter((*past, stood_of(spot, key, opened)))),
        tuple(_talk_of(spot._file(key).read_text("utf-8"))),
        front.get("afteraction", {}),
    )


def _talk_of(text: str) -> Iterator[Word]:
    said = text.partition("\n## Comments\n")[2]
    found = list(_HEADER.finditer(said))
    ends = [*(one.start() for one in found[1:]), len(said)]
    for one, end in zip(found, ends, strict=False):
        body = said[one.end() : end]
        below = _BELOW.search(body)
        mark = yaml.load(below[1], yaml.BaseLoader) if below else None  # noqa: S506
        if mark is not None:
            covers = str(mark.get("covers", "")).split()
            mark = {**mark, "covers": [unquote(key) for key in covers]}
        yield Word(one["who"], _moment(one["at"]), body.strip(), mark)
