"""Issues as GitHub's API exported them, put into the fake with all that was said.

An export holds an issue, and its comments and events in the order in which they
happened. Numbers and ids are the fake's own; people, texts and times are the export's.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any

from .people import Person
from .server import GitHub
from .values import PullRequest

Json = Mapping[str, Any]


def put(github: GitHub, full_name: str, export: Json) -> str:
    """Let it all happen again in a repository; returns what the issue is called."""
    told = export["issue"]
    author = _person(github, told["user"])
    is_request = export.get("type") == "pull" or bool(told.get("pull_request"))
    ref = author.at(_time(told["created_at"])).open(
        full_name,
        told["title"],
        told["body"],
        pull_request=PullRequest() if is_request else None,
    )
    for event in export["events"]:
        _happen(github, ref, event, told)
    return ref


def _happen(github: GitHub, ref: str, event: Json, told: Json) -> None:
    """One entry of a timeline; what the fake has no word for is passed over."""
    happening = HAPPENINGS.get(event["event"])
    if happening is not None:
        who = _person(github, event.get("actor") or event.get("user"))
        happening(who.at(_time(event["created_at"])), ref, event, told)


def _close(who: Person, ref: str, event: Json, told: Json) -> None:
    """The export has the last reason only, with the issue."""
    reason = told.get("state_reason") or "completed"
    who.close(ref, reason, commit=event.get("commit_id"))


HAPPENINGS: dict[str, Callable[[Person, str, Json, Json], object]] = {
    "assigned": lambda who, ref, e, _: who.assign(ref, e["assignee"]["login"]),
    "closed": _close,
    "commented": lambda who, ref, e, _: who.comment(ref, e["body"] or ""),
    "labeled": lambda who, ref, e, _: who.label(ref, e["label"]["name"]),
    "locked": lambda who, ref, e, _: who.lock(ref, e.get("lock_reason")),
    "renamed": lambda who, ref, e, _: who.edit(ref, title=e["rename"]["to"]),
    "reopened": lambda who, ref, _, __: who.reopen(ref),
    "unlabeled": lambda who, ref, e, _: who.unlabel(ref, e["label"]["name"]),
}


def _person(github: GitHub, account: Json | None) -> Person:
    """The one who did it; a ghost is an account that is not there."""
    if account is None:
        return Person(github.state, "ghost")
    return github.person(account["login"])


def _time(text: str) -> datetime:
    return datetime.fromisoformat(text)
