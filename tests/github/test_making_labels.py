"""`afteraction check --fix` makes labels, and says what came of each."""

from __future__ import annotations

import json

import pytest

from afteraction.checking import prepare
from tests.fakes.github import faults
from tests.fakes.github.faults import Behaviour
from tests.github.team import Team

MAKE = ("POST", "/repos/*/*/labels")


def told(team: Team) -> list[tuple[bool, str, str]]:
    with team.site() as site:
        return [(one.ok, one.message, one.hint) for one in prepare(site)]


def test_a_label_has_a_colour_and_says_what_it_means(team: Team) -> None:
    team.configure("labels: [checklist]", "labels: [todo]")
    with team.github.log.counted() as log:
        told(team)

    asked = {one["name"]: one for one in (json.loads(e.body) for e in log.of(*MAKE))}
    assert set(asked) == {"ready", "todo", "afteraction"}
    for one in asked.values():
        assert one["color"] == "c5def5"
        assert 10 <= len(one["description"]) <= 100
    (home,) = team.github.state.repositories.values()
    for name, one in asked.items():
        made = home.label(name)
        assert made is not None
        assert (made.color, made.description) == (one["color"], one["description"])


def test_those_of_a_posted_report_are_made_too(team: Team) -> None:
    posted = "follow_through:\n  report: {in: platform, labels: [weekly]}\npeople:"
    team.configure("people:", posted)
    told(team)

    (home,) = team.github.state.repositories.values()
    assert home.label("weekly") is not None


@pytest.mark.parametrize(
    "behaviour",
    [faults.bad_gateway(commit=True), faults.drops(commit=True), faults.drops()],
    ids=["502", "dropped", "never made"],
)
def test_a_label_of_which_nobody_knows_does_not_stop_the_next(
    team: Team, behaviour: Behaviour
) -> None:
    team.github.faults.add(*MAKE, behaviour)

    made, in_doubt = told(team)

    assert made == (True, "label afteraction was made", "")
    why = "label ready may have been made: no answer came"
    assert in_doubt == (False, why, "check again")
    again = [] if behaviour.commit else [(True, "label ready was made", "")]
    assert told(team) == again


def test_a_label_that_may_not_be_made_does_not_stop_the_next(team: Team) -> None:
    team.github.faults.add(*MAKE, faults.says(403, "Not yours"))

    made, refused = told(team)

    told_why = "label ready can not be made: GitHub does not allow it: Not yours"
    assert refused[:2] == (False, told_why)
    assert refused[2]
    assert made == (True, "label afteraction was made", "")
