"""What rules name beside labels: whether it is there, and what is chosen by it.

Issue types, milestones, the iterations of a project; and the incidents that are too old
to get a review.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator
from datetime import datetime
from fnmatch import fnmatchcase

import msgspec

from afteraction.domain.kinds import Kind
from afteraction.errors import Gone
from afteraction.settings import nearest, one_of
from afteraction.tracker import Advice

from . import wire
from .boards import BOARD, Project
from .boards import board as read_board
from .looked_at import LookedAt
from .settings import ITERATION, MILESTONE

_MOST = 100
"""Issues of a page."""
_SHOWN = 5
"""Names that a hint lists."""

# --- incidents ------------------------------------------------------------------------

_types = msgspec.json.Decoder(list[wire.Named]).decode


def types(looked: LookedAt) -> Iterator[Advice]:
    """Whether the issue types of rules, and for what we make, are there, as spelled.

    https://docs.github.com/en/rest/issues/issue-types
    """
    rules, made = looked.around.incidents, looked.settings.types
    ours = {one for kind in (None, *Kind) if (one := made.of(kind))}
    wanted = sorted({one for rule in rules for one in rule.chosen_types} | ours)
    if not wanted:
        return
    try:
        found, _ = looked.client.get(f"{looked.path}/issue-types", _types)
    except Gone:
        found = []
    there = [one.name for one in found or []]
    if not there:
        yield looked.wrong(
            f"{looked.where} has no issue types, or this sign-in may not see them;"
            f" the configuration names {one_of(wanted)}",
            "choose by labels instead, as in labels: [incident], and leave out"
            f" trackers.{looked.name}.types; only organisations have types",
        )
        return
    for one in wanted:
        yield _type(looked, one, there)


def _type(looked: LookedAt, wanted: str, there: list[str]) -> Advice:
    if wanted in there:
        return looked.fine(f"issue type {wanted} is there")
    meant = nearest(wanted, there)
    return looked.wrong(
        f"there is no issue type {wanted} in {looked.where}",
        f"did you mean {meant}?" if meant else f"the types are: {_listed(there)}",
    )


def left_alone(
    looked: LookedAt, rules: Collection[tuple[str, ...]]
) -> Iterator[Advice]:
    """Closed incidents that are too old to get a review, as far as one page tells."""
    begins = looked.around.begins
    if begins is None:
        return
    for rule in rules:
        if rule:
            yield from _left_alone(looked, rule, begins)


def _left_alone(
    looked: LookedAt, rule: tuple[str, ...], begins: datetime
) -> Iterator[Advice]:
    parameters = {
        "labels": ",".join(rule),
        "state": "closed",
        "sort": "created",
        "direction": "asc",
        "per_page": _MOST,
    }
    page, _ = looked.client.get(f"{looked.path}/issues", wire.page, parameters)
    issues, broken = page or ([], [])
    types = _types_of(looked, rule)
    old = sum(_is_old(one, begins) and _is_of(one, types) for one in issues)
    if old:
        more = " or more" if len(issues) + len(broken) == _MOST else ""
        incidents = "closed incident" if f"{old}{more}" == "1" else "closed incidents"
        yield looked.fine(
            f"{old}{more} {incidents} with {', '.join(rule)} ended before `since` and"
            " stay as they are",
            "for reviews of those as well, write an earlier day under subjects: since",
        )


def _types_of(looked: LookedAt, rule: tuple[str, ...]) -> Collection[str]:
    """The types that an incident with these labels must have; empty: any."""
    rules = [one for one in looked.around.incidents if one.chosen_labels == rule]
    if not all(one.chosen_types for one in rules):
        return ()
    return {name for one in rules for name in one.chosen_types}


def _is_of(one: wire.Issue, types: Collection[str]) -> bool:
    return not types or (one.type is not None and one.type.name in types)


def _is_old(one: wire.Issue, begins: datetime) -> bool:
    return (
        one.closed_at is not None
        and wire.utc(one.closed_at) < begins
        and one.state_reason in (None, "completed")
        and one.pull_request is None
    )


# --- sprints --------------------------------------------------------------------------


def milestones(looked: LookedAt) -> Iterator[Advice]:
    """How many milestones fit the patterns of rules."""
    rules = looked.around.sprints
    patterns = dict.fromkeys(rule.names for rule in rules if rule.sort == MILESTONE)
    if not patterns:
        return
    path = f"{looked.path}/milestones"
    pages = looked.client.pages(path, wire.milestones, {"state": "all"})
    titles = [one.title for (page, _), _ in pages for one in page]
    for pattern in patterns:
        fit = sum(fnmatchcase(title, pattern) for title in titles)
        if fit:
            many = "1 milestone fits" if fit == 1 else f"{fit:,} milestones fit"
            yield looked.fine(f"{many} {pattern}")
        else:
            yield looked.fine(
                f"no milestone fits {pattern} yet, so that no sprint gets a review",
                f"the milestones are: {_listed(titles)}"
                if titles
                else "make one, and close it when the sprint is over",
            )


def iterations(looked: LookedAt) -> Iterator[Advice]:
    """Whether the project can be read, and has the fields that rules name."""
    sorts = [rule.sort.partition(":") for rule in looked.around.sprints]
    wanted = dict.fromkeys(field for kind, _, field in sorts if kind == ITERATION)
    if not wanted:
        return
    setting = f"trackers.{looked.name}"
    if looked.settings.project is None:
        yield looked.wrong(
            "a rule chooses iterations, but no project is named",
            f"add project: owner/12 under {setting}; its address ends with that number",
        )
        return
    owner, number = looked.settings.project
    variables = {"owner": owner, "number": number}
    board = looked.client.graphql(BOARD, variables, read_board)
    if board.project is not None:
        for field in wanted:
            yield _iterations(looked, f"{owner}/{number}", board.project, field)
    elif board.is_denied:
        yield looked.wrong(
            f"this sign-in may not read projects, and so not {owner}/{number}",
            "give it the scope read:project, or the organisation's Projects: read; the"
            " GITHUB_TOKEN of Actions can not have it",
        )
    else:
        yield looked.wrong(
            f"there is no project {owner}/{number}, or this sign-in may not see it",
            f"correct {setting}.project, or give the sign-in access to the project",
        )


def _iterations(looked: LookedAt, called: str, project: Project, field: str) -> Advice:
    fields = project.iterated
    found = fields.get(field)
    if found is None:
        meant = nearest(field, fields)
        return looked.wrong(
            f"project {called} has no field {field} with iterations",
            f"did you mean {meant}?"
            if meant
            else f"those with iterations are: {_listed(list(fields))}"
            if fields
            else f"add one of the type Iteration on {project.url}/settings",
        )
    over, to_come = len(found.completed_iterations), len(found.iterations)
    if not over + to_come:
        return looked.wrong(
            f"field {field} of project {called} has no iterations yet",
            f"add them on {project.url}/settings; each gets a review when it is over",
        )
    return looked.fine(
        f"field {field} of project {called} has {over + to_come} iterations, {over}"
        " completed"
    )


def _listed(names: list[str]) -> str:
    more = len(names) - _SHOWN
    told = ", ".join(names[:_SHOWN])
    return f"{told} and {more} more" if more > 0 else told
