"""The report's figures, counted anew from what stands in the fakes.

A small model of docs/figures.md that takes nothing from afteraction: facts in, the
figures as JSON has them out.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cached_property
from hashlib import sha256
from statistics import median
from typing import Any

from tests.across.crew import CREW, who_is
from tests.across.facts import BERLIN, Fact, Word, end_of

KIND_OF = {
    "checklist": "avoidable",
    "constraint": "inherent",
    "learning": "experiment",
}
DAY = timedelta(days=1)


@dataclass(frozen=True)
class World:
    """Everything that can be seen, at one instant."""

    facts: tuple[Fact, ...]
    ends: Mapping[str, datetime]
    """By its title: when a subject was over."""
    now: datetime
    gone: Mapping[str, frozenset[str]]
    """By tracker: whose accounts are closed."""

    def ours(self, label: str) -> list[Fact]:
        """Our tickets with a label."""
        return [x for x in self.facts if {label, "afteraction"} <= set(x.labels)]

    @property
    def reviews(self) -> list[Fact]:
        """All reviews."""
        return self.ours("review")

    @property
    def write_backs(self) -> list[Fact]:
        """All tickets that carry a finding."""
        return [one for label in KIND_OF for one in self.ours(label)]

    def left(self, fact: Fact) -> bool:
        """Whether whoever has it is gone: the tracker tells, or we told somebody."""
        if fact.owner is None:
            return False
        who = sha256(fact.owner.encode()).hexdigest()[:16]
        told = f"{fact.mark.get('key')}/owner-gone:{who}"
        return (
            fact.owner in self.gone.get(fact.tracker, frozenset()) or told in self.said
        )

    @cached_property
    def said(self) -> set[str]:
        """The keys of everything that our comments say."""
        return {k for fact in self.facts for word in fact.talk for k in word.keys}


def kind_of(fact: Fact) -> str:
    """What a finding was, by the label of its ticket."""
    return next(kind for label, kind in KIND_OF.items() if label in fact.labels)


def is_work(fact: Fact) -> bool:
    """A step to take: what was learned has no day, and a limit is no work."""
    kind = kind_of(fact)
    dated = any(one.due for one in fact.past)
    return kind == "avoidable" or (kind == "experiment" and dated)


def commands(fact: Fact, name: str) -> Iterator[Word]:
    """What members said with a command, in order."""
    members = {one.handle(fact.tracker) for one in CREW.values()}
    for word in fact.talk:
        asked = re.search(rf"^/{name}\b", word.text, re.MULTILINE)
        if asked and word.mark is None and word.author in members:
            yield word


def finished(fact: Fact) -> datetime | None:
    """When it was first done: said to be, or closed."""
    if fact.finished is None:
        return None
    said = (word.at for word in commands(fact, "done"))
    return min((fact.finished, *said))


def _late(fact: Fact) -> bool:
    """By the first due day that was missed and not moved in time."""
    first = finished(fact)
    days = [day for day in fact.missed if not _promised(fact, day)]
    day = min([*days, *([fact.now.due] if fact.now.due else [])], default=None)
    return first is not None and first >= end_of(day)


def _promised(fact: Fact, missed: object) -> bool:
    """Whether somebody named another day in a comment before this one was over."""
    for word in commands(fact, "due"):
        then = [one.due for one in fact.past if one.at <= word.at]
        if then and then[-1] == missed and word.at < end_of(then[-1]):
            return True
    return False


def state_of(fact: Fact, now: datetime) -> str:
    """What became of a write-back."""
    passed = now >= end_of(fact.now.due)
    if fact.now.closed == "declined":
        return "declined"
    if is_work(fact):
        if fact.now.closed:
            return "done-late" if _late(fact) else "done"
        return "overdue" if passed else "open"
    if kind_of(fact) == "experiment":
        return "learned"
    if fact.now.closed:
        return "done"
    return "look-again" if passed else "in-force"


# --- figures --------------------------------------------------------------------------


def _work(some: Iterable[Fact], now: datetime) -> dict[str, Any]:
    work = list(some)
    states = Counter(state_of(one, now) for one in work)
    judged = states["done"] + states["done-late"] + states["overdue"]
    spans = [
        (first - one.opened).total_seconds()
        for one in work
        if state_of(one, now).startswith("done") and (first := finished(one))
    ]
    today = now.astimezone(BERLIN).date()
    late = [
        (today - one.now.due).days
        for one in work
        if one.now.due and state_of(one, now) == "overdue"
    ]
    sunday = today + (6 - today.weekday()) * DAY
    soon = [
        one
        for one in work
        if state_of(one, now) == "open" and one.now.due and one.now.due <= sunday
    ]
    return {
        "open": states["open"] + states["overdue"],
        "due_this_week": len(soon),
        "overdue": states["overdue"],
        "median_days_overdue": round(float(median(late)), 1) if late else None,
        "most_days_overdue": max(late, default=0),
        "done": states["done"] + states["done-late"],
        "done_in_time": states["done"],
        "done_late": states["done-late"],
        "declined": states["declined"],
        "on_time_rate": round(states["done"] / judged, 3) if judged >= 3 else None,
        "on_time_of": judged,
        "median_days_to_done": round(median(spans) / 86400, 1) if spans else None,
        "median_days_of": len(spans),
    }


def _review_state(review: Fact, world: World) -> tuple[str, datetime | None]:
    """Where a review stands, and when it was held."""
    ended = world.ends[review.title.removeprefix("Review: ")]
    due = max(ended + 72 * timedelta(hours=1), review.opened + DAY)
    if review.now.closed == "declined":
        return "not_held", None
    if review.finished is None:
        return ("overdue" if world.now > due else "due"), None
    held = review.finished
    return ("held_in_time" if held <= due else "held_late"), held


def _reviews(world: World) -> dict[str, int]:
    counts = Counter(dict.fromkeys(_REVIEW_FIGURES, 0))
    for review in world.reviews:
        state, held = _review_state(review, world)
        counts[state] += 1
        ended = world.ends[review.title.removeprefix("Review: ")]
        took = held - ended if held else None
        for hours in (48, 72):
            within = took is not None and took <= timedelta(hours=hours)
            counts[f"held_within_{hours}h"] += within
    return dict(counts)


_REVIEW_FIGURES = (
    *("due", "held_within_48h", "held_within_72h", "held_in_time", "held_late"),
    *("overdue", "not_held"),
)


def _holds(fact: Fact) -> bool | None:
    """What was said last on whether it holds, once it was done."""
    said = [(word.at, True) for word in commands(fact, "yes")]
    said += [(word.at, False) for word in commands(fact, "no")]
    done = fact.finished
    return max([one for one in said if done and one[0] > done], default=(None, None))[1]


def figures(world: World) -> dict[str, Any]:
    """All figures that the test compares, in the form of the report's JSON."""
    now = world.now
    work = [one for one in world.write_backs if is_work(one)]
    owners: dict[str, list[Fact]] = {}
    for one in work:
        owners.setdefault(who_is(one.tracker, one.owner) or "", []).append(one)
    names = sorted(owners, key=lambda name: (name == "", name.casefold()))
    states = Counter(state_of(one, now) for one in world.write_backs)
    kinds = Counter(map(kind_of, world.write_backs))
    standing = [(one, _review_state(one, world)[0]) for one in world.reviews]
    to_hold = [one for one, state in standing if state in ("due", "overdue")]
    open_work = [one for one in work if not one.now.closed]
    limits = [
        one
        for one in world.write_backs
        if state_of(one, now) in ("in-force", "look-again")
    ]
    holds = [
        held
        for one in work
        if state_of(one, now).startswith("done") and (held := _holds(one)) is not None
    ]
    return {
        "owners": [
            {"owner": name or None, **_work(owners[name], now)} for name in names
        ],
        "together": _work(work, now),
        "reviews": _reviews(world),
        "kinds": {kind: kinds[kind] for kind in KIND_OF.values()},
        "learned": states["learned"],
        "in_force": len(limits),
        "look_again": states["look-again"],
        "ownerless": sum(one.owner is None for one in (*to_hold, *open_work)),
        "closed_accounts": sum(map(world.left, (*to_hold, *open_work, *limits))),
        "fixes_that_hold": {
            "rate": round(sum(holds) / len(holds), 3) if len(holds) >= 3 else None,
            "count": sum(holds),
            "of": len(holds),
        },
        "write_backs": {one.ref: _write_back(one, world) for one in world.write_backs},
        "review_list": {one.ref: _review(one, world) for one in world.reviews},
    }


def _write_back(fact: Fact, world: World) -> dict[str, Any]:
    state = state_of(fact, world.now)
    asked = [word.text.strip() for word in commands(fact, "decline")]
    said = [word.text.strip() for word in fact.talk if word.mark is None]
    why = (asked or said or [""])[-1].removeprefix("/decline ")
    return {
        "title": fact.title,
        "kind": kind_of(fact),
        "owner": who_is(fact.tracker, fact.owner),
        "account_closed": world.left(fact),
        "opened": _instant(fact.opened),
        "finished": _instant(finished(fact)),
        "due": fact.now.due.isoformat() if fact.now.due else None,
        "state": state,
        "why": why if state == "declined" else "",
    }


def _review(fact: Fact, world: World) -> dict[str, Any]:
    return {
        "title": fact.title,
        "ended": _instant(world.ends[fact.title.removeprefix("Review: ")]),
        "held": _instant(_review_state(fact, world)[1]),
        "assignee": who_is(fact.tracker, fact.owner),
        "account_closed": world.left(fact),
    }


def _instant(moment: datetime | None) -> str | None:
    return None if moment is None else moment.strftime("%Y-%m-%dT%H:%M:%SZ")


def told(report: Mapping[str, Any]) -> dict[str, Any]:
    """The same figures as a report tells them."""
    health = ("learned", "in_force", "look_again", "ownerless", "closed_accounts")
    return {
        "owners": report["owners"],
        "together": report["together"],
        "reviews": {name: report["reviews"][name] for name in _REVIEW_FIGURES},
        "kinds": report["kinds"],
        **{name: report["health"][name] for name in health},
        "fixes_that_hold": report["health"]["fixes_that_hold"],
        "write_backs": _rows(report["write_backs"], _WRITE_BACK),
        "review_list": _rows(report["review_list"], _REVIEW),
    }


_WRITE_BACK = (
    *("title", "kind", "owner", "account_closed", "opened", "finished", "due"),
    *("state", "why"),
)
_REVIEW = ("title", "ended", "held", "assignee", "account_closed")


def _rows(
    rows: Iterable[Mapping[str, Any]], names: tuple[str, ...]
) -> dict[str, dict[str, Any]]:
    return {row["ref"]: {name: row[name] for name in names} for row in rows}
