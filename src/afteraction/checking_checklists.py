"""What `check` looks at of standing checklists: that each is there, and can be changed.

It reads and writes nothing. Whether the sign-in may edit tickets at all is told by the
trackers themselves.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from afteraction.checklist_reading import read_checklist
from afteraction.domain.checklists import Checklist, boxes
from afteraction.domain.policy import Policy
from afteraction.domain.tickets import State
from afteraction.errors import TrackerError
from afteraction.tracker import Advice, Tracker

_ABOUT = "checklists"


def check_checklists(
    policy: Policy, trackers: Mapping[str, Tracker]
) -> Iterator[Advice]:
    """Each checklist of the configuration, and what is to be known of it."""
    places = {rule.review_in for rule in (*policy.incidents, *policy.sprints)}
    for checklist in policy.checklists:
        try:
            yield _there(checklist, trackers[checklist.tracker])
        except TrackerError as error:
            message = f"{checklist.name}: {error.message}"
            yield Advice(False, _ABOUT, message, error.hint)
            continue
        for place in sorted(places):
            if not policy.may_tell(place, checklist.tracker):
                yield Advice(
                    True,
                    _ABOUT,
                    f"more people can read {checklist.name} than reviews in {place}:"
                    " its steps will only say where the review is",
                )


def _there(checklist: Checklist, tracker: Tracker) -> Advice:
    name, text = checklist.name, read_checklist(checklist, tracker)
    if text.fixed:
        message = f"{name} is {text.ref}, which can not be changed: {text.fixed}"
        return Advice(False, _ABOUT, message, "let afteraction change it")
    if text.ticket is not None and text.ticket.state is State.CLOSED:
        message = f"{name} is {text.ref}, which is closed"
        hint = "open it again, or name the one that is used now"
        return Advice(False, _ABOUT, message, hint)
    count = boxes(text.lines)
    many = f"{count} item{'' if count == 1 else 's'} with a box"
    return Advice(True, _ABOUT, f"{name} is {text.ref}, with {many}")
