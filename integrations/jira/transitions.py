"""Closing and opening issues: the way through a workflow that means what is wanted.

Pure, but for asking which ways there are and taking one. Workflows are a team's own: a
way counts by where it leads, never by its name.
https://developer.atlassian.com/cloud/jira/platform/rest/v3/api-group-issues/#api-rest-api-3-issue-issueidorkey-transitions-get
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from typing import Final

import msgspec
from msgspec import Raw, Struct

from afteraction.domain.tickets import Reason
from afteraction.errors import Refused
from afteraction.network.unreadable import UNREADABLE

from .client import Client
from .states import States
from .wire import Named, Status

_RESOLUTION: Final = "resolution"
_USUALLY_DONE: Final = frozenset(("done", "fixed", "resolved"))
_INSTEAD: Final[Mapping[Reason | None, tuple[Reason | None, ...]]] = {
    None: (None,),
    Reason.COMPLETED: (Reason.COMPLETED,),
    Reason.DECLINED: (Reason.DECLINED, Reason.DUPLICATE),
    # A copy is closed in any case: that it is one stands in a comment.
    Reason.DUPLICATE: (Reason.DUPLICATE, Reason.DECLINED, Reason.COMPLETED),
}


class OnScreen(Struct, rename="camel"):
    """A field on a transition's screen."""

    required: bool = False
    has_default_value: bool = False
    allowed_values: list[Raw] | None = None

    @property
    def named(self) -> list[Named]:
        """What may be chosen by name; fields of apps offer all sorts of things."""
        found: list[Named] = []
        for raw in self.allowed_values or ():
            with suppress(*UNREADABLE):
                found.append(msgspec.json.decode(raw, type=Named))
        return [one for one in found if one.name]


class Transition(Struct):
    """One way out of a status."""

    id: str
    name: str = ""
    to: Status = msgspec.field(default_factory=Status)
    fields: dict[str, OnScreen] = {}


class _Ways(Struct):
    transitions: list[Transition] = []


_ways = msgspec.json.Decoder(_Ways).decode


@dataclass(frozen=True, slots=True)
class Way:
    """A transition to take, and with which resolution."""

    transition: Transition
    resolution: str = ""

    @property
    def body(self) -> dict[str, object]:
        """As Jira takes it."""
        taken: dict[str, object] = {"transition": {"id": self.transition.id}}
        if self.resolution:
            taken["fields"] = {_RESOLUTION: {"name": self.resolution}}
        return taken


def ways_from(client: Client, api: str, issue_id: str) -> Sequence[Transition]:
    """The ways out of an issue's status that are open to us."""
    path = f"{api}/issue/{issue_id}/transitions"
    return client.get(path, _ways, {"expand": "transitions.fields"}).transitions


def way_to(
    wanted: Reason | None, ways: Sequence[Transition], states: States
) -> Way | None:
    """The best way to be closed so, or open (None); None when there is none."""
    for reason in _INSTEAD[wanted]:
        for way in _possible(ways, states):
            if _leads_to(way, states) is reason:
                return way
    return None


def _possible(ways: Sequence[Transition], states: States) -> Iterator[Way]:
    """What can be done without knowing more than a resolution; the usual ones first."""

    def rank(way: Transition) -> tuple[bool, bool]:
        listed = way.to.name.casefold() in states.done | states.declined
        return not listed, way.to.status_category.key == "indeterminate"

    for way in sorted(ways, key=rank):
        others = (one for name, one in way.fields.items() if name != _RESOLUTION)
        if any(one.required and not one.has_default_value for one in others):
            continue
        screen = way.fields.get(_RESOLUTION, OnScreen())
        # Where one can be set, one should be: without it Jira calls it unresolved.
        for value in sorted(screen.named, key=_unusual):
            yield Way(way, value.name)
        if not screen.required:
            yield Way(way)


def _unusual(resolution: Named) -> bool:
    return resolution.name.casefold() not in _USUALLY_DONE


def _leads_to(way: Way, states: States) -> Reason | None:
    return states.reason(way.transition.to, way.resolution)


def no_way(ref: str, wanted: Reason | None, ways: Sequence[Transition]) -> Refused:
    """What to say where a workflow has no such way."""
    what = f"close it as {wanted}" if wanted else "open it again"
    there = ", ".join(dict.fromkeys(way.to.name for way in ways)) or "nowhere"
    return Refused(
        f"{ref}: no transition that is open to us can {what}; from here it goes to"
        f" {there}",
        "add one to the workflow that asks for nothing but a resolution, or name its"
        " status under done or declined",
    )
