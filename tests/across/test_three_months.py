"""One team on GitHub, in Jira and in a folder, for three months, with deaths in it.

Forty subjects, 120 findings, nine people who have another name in each tracker. What
the report says is counted anew from the fakes' own state, and so is what had to be said
to whom and when.
"""

from __future__ import annotations

import json
import os
from collections import Counter
from pathlib import Path
from random import Random

import pytest

from tests.across.crew import CREW, who_is
from tests.across.dying import AFTER_COMMENT, Deaths
from tests.across.facts import BERLIN
from tests.across.months import GAPS, Story, story
from tests.across.months_figures import figures, told
from tests.across.months_reminders import Days, expected, said, spoken
from tests.across.months_setting import HOLIDAYS, MOVES, configure, days, moment
from tests.across.team import Team, three

WORKED = Days(HOLIDAYS)
EARLY = 9
"""On every ninth day there is also a sync before the quiet hours are over."""


def test_three_months(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(os, "fsync", lambda _: None)
    with three(tmp_path, check=False) as team:
        months = story(team)
        deaths = live(months)

        worth_telling(months, deaths)
        the_figures_are_what_the_trackers_tell(months)
        nothing_is_said_twice(months)
        what_nobody_touched_is_reminded_of_on_its_days(months)
        nobody_is_disturbed(months)
        the_same_without_a_ledger(team)


def live(months: Story) -> Deaths:
    """Through all the days; two syncs of each five may die."""
    team = months.team
    deaths = Deaths(team, Random(7))
    for number, day in enumerate(days()):
        if day in MOVES:
            configure(team, MOVES[day])
        if number % EARLY == 0:
            team.clock.set(moment(day, 8, 30))
            deaths.sync(dies=False)
        team.clock.set(moment(day, 9, 30))
        deaths.sync(dies=number % 5 < 2)
        if day.weekday() < 5:
            months.act()
    team.clock.set(moment(day, 18))
    deaths.sync(dies=False)
    return deaths


def worth_telling(months: Story, deaths: Deaths) -> None:
    """Everything happened that was to happen, and often enough."""
    world = months.world()
    assert len(world.reviews) == len(months.plan) == 40
    assert {one.tracker for one in months.plan if one.sprint} == set(months.desks)
    assert len(world.write_backs) == months.gaps == GAPS
    places = {(one.tracker, *_kind(one.labels)) for one in world.write_backs}
    assert len(places) == 9, "each kind was in each tracker"
    owners: dict[str, set[str]] = {}
    for one in world.write_backs:
        if one.owner is not None:
            owner = who_is(one.tracker, one.owner)
            owners.setdefault(owner or "", set()).add(one.tracker)
    assert set(owners) == {one.name for one in CREW.values()}
    assert sum(len(trackers) == 3 for trackers in owners.values()) >= 6, owners
    assert all(months.done.get(what, 0) > 0 for what in WHAT), months.done
    assert len(months.untouched) >= 5
    ways = Counter(deaths.died)
    assert len(deaths.died) >= 18, ways
    assert ways[AFTER_COMMENT] >= 5, ways


WHAT = (
    *("closed", "declined", "moved", "moved late", "given", "nobody's", "reopened"),
    *("/done", "/due", "/decline", "/owner", "/recurs", "/yes or /no"),
    *("review held", "review declined"),
)


SORTS = (
    *("remind", "look-again", "escalate", "owner-gone", "unassigned", "verify"),
    *("answer", "remark"),
)
"""What is said at all."""


def _kind(labels: tuple[str, ...]) -> set[str]:
    return {"checklist", "constraint", "learning"} & set(labels)


def the_figures_are_what_the_trackers_tell(months: Story) -> None:
    """Each figure, over all trackers and for each person."""
    counted = figures(months.world())
    report = told(json.loads(months.team.report_text()))
    for name, figure in counted.items():
        assert report[name] == figure, name
    assert all(counted["reviews"][name] for name in counted["reviews"] if name != "due")
    together = counted["together"]
    assert all(together[name] for name in together if name != "due_this_week"), together
    limits = ("learned", "in_force", "look_again", "ownerless", "closed_accounts")
    assert all(counted[name] for name in limits), counted


def nothing_is_said_twice(months: Story) -> None:
    """No key stands twice, neither a comment's own nor one that it covers."""
    keys = Counter(key for key, _ in said(months.facts()))
    assert [key for key, count in keys.items() if count > 1] == []
    sorts = Counter(key.partition("/")[2].partition(":")[0] for key in keys)
    assert all(sorts[sort] for sort in SORTS), sorts


def what_nobody_touched_is_reminded_of_on_its_days(months: Story) -> None:
    """Zoe's findings rot: the schedule alone decides what is said of them."""
    found = months.facts()
    at = {key: when.astimezone(BERLIN).date() for key, when in said(found)}
    until = months.today
    for fact in found:
        if fact.ref in months.untouched:
            schedule = expected(fact, WORKED, until)
            begin = f"{fact.mark['key']}/"
            told_of = {key: day for key, day in at.items() if key.startswith(begin)}
            assert told_of == schedule, fact.ref


def nobody_is_disturbed(months: Story) -> None:
    """At most three comments a day, none before nine, none on a day off."""
    to = spoken(months.facts())
    local = [(who, when.astimezone(BERLIN)) for who, when in to]
    assert all(WORKED.works(when.date()) for _, when in local)
    assert all(when.hour >= 9 for _, when in local)
    a_day = Counter((who, when.date()) for who, when in local)
    assert max(a_day.values()) == 3, "some had as much as may be"


def the_same_without_a_ledger(team: Team) -> None:
    """Byte for byte, and nothing is left to do."""
    before = team.report_text()
    assert team.does() == []
    team.forget()
    assert team.report_text() == before
    assert team.does() == []
    assert team.report_text() == before
    team.later(hours=1)
    assert team.does() == []
