"""What the statuses and resolutions of a project mean, and which ways lead where.

Workflows are told as far as there is an issue to ask about: a way is open from where an
issue stands. https://support.atlassian.com/jira-cloud-administration/docs/what-are-jira-workflows/
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Final

from afteraction.domain.tickets import Reason
from afteraction.errors import Gone, Refused
from afteraction.settings import nearest, quoted
from afteraction.tracker import Advice

from . import wire_setup
from .checkup_rights import LINK, TRANSITION
from .checkup_types import MadeType, types_made
from .links import RELATES
from .looked_at import LookedAt, listed
from .transitions import no_way, way_to, ways_from
from .wire import Issue, Status

_NO: Final = frozenset((Reason.DECLINED, Reason.DUPLICATE))
_SAMPLE: Final = 50
"""Open issues among which there may be one of each type."""


def meanings(looked: LookedAt) -> Iterator[Advice]:
    """Whether what is configured as done and declined is there, and something is."""
    for word in ("done", "declined"):
        names: tuple[str, ...] = getattr(looked.settings, word)
        for name in names:
            yield from _named(looked, word, name)
    for made in types_made(looked):
        if not _ends(looked, looked.statuses.get(made.type.id, ())):
            yield looked.wrong(
                f"no status of {made.type.name} in {looked.where} means done: none of"
                " ours would ever count as finished",
                f"name one under {looked.setting}.done",
            )


def _named(looked: LookedAt, word: str, name: str) -> Iterator[Advice]:
    """Names are compared as we compare them: in any case."""
    statuses = [one.name for some in looked.statuses.values() for one in some]
    if name.casefold() in {one.casefold() for one in statuses}:
        return
    resolutions = [one.name for one in looked.resolutions]
    if name.casefold() in {one.casefold() for one in resolutions}:
        return
    meant = nearest(name, [*statuses, *resolutions])
    yield looked.wrong(
        f"{quoted(name)}, under {looked.setting}.{word}, is neither a status of"
        f" {looked.where} nor a resolution",
        f"did you mean {meant}?"
        if meant
        else f"the statuses are: {listed(statuses)}; the resolutions are:"
        f" {listed(resolutions)}",
    )


def _ends(looked: LookedAt, statuses: Sequence[Status]) -> bool:
    """Whether an issue that stands in one of these can be done."""
    states = looked.project.states
    if any(states.reason(one, "") is Reason.COMPLETED for one in statuses):
        return True
    return any(
        states.reason(one, how.name) is Reason.COMPLETED
        for one in statuses
        for how in looked.resolutions
    )


# --- transitions ----------------------------------------------------------------------


def ways(looked: LookedAt) -> Iterator[Advice]:
    """Whether an issue of each type can be closed from where a new one stands."""
    made = {one.type.id: one for one in types_made(looked)}
    if not made or TRANSITION in looked.missing:
        return
    chosen = ", ".join(made)
    query = (
        f"project = {looked.found.id} AND issuetype in ({chosen})"
        " AND statusCategory != Done ORDER BY created DESC"
    )
    newest: dict[str, Issue] = {}
    for issue in looked.project.issues.first(query, _SAMPLE).issues:
        newest.setdefault(issue.fields.issuetype.id, issue)
    for number, one in made.items():
        if number in newest:
            yield from _from(looked, one, newest[number])
        else:
            yield looked.fine(
                f"whether {one.type.name} can be closed is not known yet: Jira tells"
                " transitions of an issue that is there, and none is open",
                "run afteraction check again once there is one",
            )


def _from(looked: LookedAt, made: MadeType, issue: Issue) -> Iterator[Advice]:
    states, ref = looked.project.states, f"{looked.name}:{issue.key}"
    there = ways_from(looked.client, looked.api, issue.id)
    done = way_to(Reason.COMPLETED, there, states)
    if done is None:
        error = no_way(ref, Reason.COMPLETED, there)
        yield looked.wrong(error.message, error.hint)
    else:
        yield looked.fine(
            f"{made.type.name} can be closed: {ref} goes from"
            f" {issue.fields.status.name} to {done.transition.to.name}"
        )
    if way_to(Reason.DECLINED, there, states) is None:
        yield looked.fine(
            f"{made.type.name} can not be declined: from {issue.fields.status.name}, as"
            f" with {ref}, nothing leads to where it counts so",
            "let a transition ask for the resolution, or name a status under"
            f" {looked.setting}.declined",
        )


# --- links ----------------------------------------------------------------------------


def links(looked: LookedAt) -> Iterator[Advice]:
    """Whether there is the type of links that we use."""
    if not looked.around.made or LINK in looked.missing:
        return
    try:
        path = f"{looked.api}/issueLinkType"
        told = looked.client.get(path, wire_setup.link_types)
    except (Gone, Refused):
        yield looked.wrong(
            "links between issues are switched off: they stand in texts instead",
            "ask an administrator of Jira to switch on issue linking",
        )
        return
    if RELATES not in {one.name for one in told.issue_link_types}:
        yield looked.wrong(
            f"there is no type of links called {RELATES}: links stand in texts instead",
            "ask an administrator of Jira to add it under Issue linking",
        )
