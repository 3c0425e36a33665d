"""What the rules choose: incidents by their queries, and boards whose sprints end."""

from __future__ import annotations

import json
from collections.abc import Collection, Iterator
from contextlib import suppress
from typing import Final

from afteraction.domain.tickets import Reason, Ticket
from afteraction.errors import Gone, Refused
from afteraction.tracker import Advice

from . import wire_agile, wire_setup
from .looked_at import LookedAt, listed
from .rules import misunderstood
from .settings import BOARD
from .sprints import AGILE
from .wire import Status
from .wire_setup import Board

_MOST: Final = 100
"""Closed incidents that are counted for each rule."""
_SCRUM: Final = "scrum"

# --- incidents ------------------------------------------------------------------------


def incidents(looked: LookedAt, rules: Collection[tuple[str, ...]]) -> Iterator[Advice]:
    """Whether the queries can be used, and which closed incidents are left alone."""
    queries = {one.chosen_query for one in looked.around.incidents} - {""}
    for query in sorted(queries):
        try:
            closed, more = _closed(looked, query)
        except Refused as error:
            mended = misunderstood(query, error)
            yield looked.wrong(mended.message, mended.hint)
            continue
        yield looked.fine(f"`{query}` finds {_many(len(closed), more)}")
        yield from _left_alone(looked, closed, more, f"that `{query}` finds")
    for rule in rules:
        if rule:
            query = " AND ".join(f"labels = {_word(label)}" for label in rule)
            closed, more = _closed(looked, query)
            yield from _left_alone(looked, closed, more, f"with {', '.join(rule)}")


def _closed(looked: LookedAt, query: str) -> tuple[list[Ticket], str]:
    """The closed incidents that a query finds, as far as one page of them tells."""
    among = f"project = {looked.found.id} AND {_over(looked)}"
    asked = f"({query}) AND ({among}) ORDER BY created ASC"
    page = looked.project.issues.first(asked, _MOST)
    more = " or more" if len(page.issues) + len(page.broken) == _MOST else ""
    tickets = map(looked.project.ticket, page.issues)
    return [one for one in tickets if one.reason is Reason.COMPLETED], more


def _left_alone(
    looked: LookedAt, closed: Collection[Ticket], more: str, which: str
) -> Iterator[Advice]:
    """Those that ended before subjects count."""
    begins = looked.around.begins
    old = [one for one in closed if begins and one.closed and one.closed < begins]
    if old:
        yield looked.fine(
            f"{_many(len(old), more)} {which} ended before `since` and stay as they"
            " are",
            "for reviews of those as well, write an earlier day under subjects: since",
        )


def _many(count: int, more: str) -> str:
    if not count and not more:
        return "no closed incident yet"
    one = f"{count}{more}" == "1"
    return f"{count}{more} closed incident{'' if one else 's'}"


def _over(looked: LookedAt) -> str:
    """What is closed by Jira's own count, or by what the settings name."""
    known: list[Status] = []
    with suppress(Gone, Refused):  # it was told already that they can not be read
        known = [one for some in looked.statuses.values() for one in some]
    states = looked.project.states
    named = {one.name for one in known if states.reason(one, "") and not one.is_done}
    if not named:
        return "statusCategory = Done"
    listed_ = ", ".join(_word(name) for name in sorted(named))
    return f"(statusCategory = Done OR status in ({listed_}))"


def _word(text: str) -> str:
    """A name as it can stand in a query."""
    return json.dumps(text, ensure_ascii=False)


# --- boards ---------------------------------------------------------------------------


def boards(looked: LookedAt) -> Iterator[Advice]:
    """Whether the boards are there, and have sprints."""
    sorts = [rule.sort.partition(":") for rule in looked.around.sprints]
    for number in dict.fromkeys(end for kind, _, end in sorts if kind == BOARD):
        yield _board(looked, number)


def _board(looked: LookedAt, number: str) -> Advice:
    try:
        path = f"{AGILE}/board/{number}"
        found = looked.client.get(path, wire_setup.board)
    except (Gone, Refused):
        return looked.wrong(
            f"there is no board {number}, or this sign-in may not see it",
            _others(looked),
        )
    called = f"board {number} ({found.name})"
    if found.type != _SCRUM and not _has_sprints(looked, found):
        return looked.wrong(f"{called} has no sprints", _others(looked))
    home = found.location.project_id
    if home is not None and str(home) != looked.found.id:
        return looked.fine(
            f"{called} is there; it belongs to {found.location.project_key}, not to"
            f" {looked.where}",
            "if another was meant, correct board under subjects: sprints",
        )
    return looked.fine(f"{called} is there, and its sprints get reviews")


def _has_sprints(looked: LookedAt, found: Board) -> bool:
    """Boards of simple projects have them where somebody switched them on."""
    try:
        path, query = f"{AGILE}/board/{found.id}/sprint", {"maxResults": 1}
        looked.client.get(path, wire_agile.sprints, query)
    except (Gone, Refused):
        return False
    return True


def _others(looked: LookedAt) -> str:
    """Which boards could be meant."""
    correct = "correct board under subjects: sprints"
    try:
        query: dict[str, str | int]
        query = {"projectKeyOrId": looked.found.id, "type": _SCRUM}
        told = looked.client.get(f"{AGILE}/board", wire_setup.boards, query)
    except (Gone, Refused):
        return correct
    known = [f"{one.id} ({one.name})" for one in told.values]
    if not known:
        return f"{correct}, or leave sprints out: {looked.where} has no scrum board"
    return f"{correct}; those of {looked.where} with sprints are: {listed(known)}"
