"""Links that lead from one tracker to another: named tickets, duplicates, people."""

from __future__ import annotations

import pytest

from tests.across.spots import Spot
from tests.across.team import Mix, Team, github_of, jira_of
from tests.engine.house import gap

PLACES = ("ops", "platform", "notes")
NO_CHECK = gap("No check", owner="Ada Lovelace")


def address(team: Team, name: str, key: str) -> str:
    """What a person pastes to name a ticket of a tracker."""
    if name == "notes":
        return f"[it](notes/tickets/{key}.md)"
    if name == "platform":
        return f"{github_of(team).github.root}/acme/platform/issues/{key}"
    return f"{jira_of(team).jira.url}/browse/{key}"


def opened(team: Team, mix: Mix) -> tuple[Spot, str]:
    """A review was opened."""
    team.decide(mix)
    team.spots[mix.incident].incident("Payments time out", "502s.")
    team.sync()
    return team.the("review")


@pytest.mark.parametrize("other", PLACES)
@pytest.mark.parametrize("review", ["ops", "platform"])
def test_a_ticket_that_somebody_named_in_any_tracker(
    on_cloud: Team, review: str, other: str
) -> None:
    """It is followed, its text is left alone, and what becomes of it is told."""
    team = on_cloud
    where, key = opened(team, Mix(review, review, "ops", "ops", "ops"))
    named = team.spots[other].ticket("Rule out the pool")
    text = team.spots[other].text(named)
    link = f"- **Tracked in:** {address(team, other, named)}\n"
    team.hold(where, key, gap("No check", owner="Ada Lovelace", more=link))

    assert team.does() == []
    (row,) = team.report().write_backs
    assert (row.ticket.title, row.owner) == ("Rule out the pool", "Lin Chen")
    team.later(days=1)
    team.spots[other].close(named)
    assert team.does() in ([], ["edit"])  # a file is stamped
    assert team.spots[other].text(named) == text
    (row,) = team.report().write_backs
    assert row.finished is not None
    before = team.report_text()
    team.forget()
    assert team.does() == []
    assert team.report_text() == before


def declined(team: Team, name: str, key: str, said: str) -> None:
    """Ada closes a ticket as a duplicate, and says of which."""
    if name == "ops":
        ada = jira_of(team).jira.person("ada")
        ada.comment(key, said)
        ada.transition(key, "Resolve", "Duplicate")
    else:
        spot = github_of(team)
        spot.github.person("ada").comment(spot.ref(key), said)
        spot.github.person("ada").close(spot.ref(key), "duplicate")


@pytest.mark.parametrize(
    ("first", "second"), [("ops", "platform"), ("platform", "ops")]
)
def test_a_duplicate_goes_on_in_another_tracker_and_comes_back(
    team: Team, first: str, second: str
) -> None:
    where, review = opened(team, Mix(first, first, first, first, first))
    team.hold(where, review, NO_CHECK)
    team.sync()
    _, made = team.the("checklist")
    there = team.spots[second].ticket("Check everything")
    back = team.spots[first].ticket("Check it all")

    declined(team, first, made, f"Duplicate of {address(team, second, there)}")
    team.sync()
    (row,) = team.report().write_backs
    assert (row.ticket.title, row.owner) == ("Check everything", "Lin Chen")
    team.later(days=1)
    declined(team, second, there, f"Goes on in {address(team, first, back)}")
    team.sync()

    (row,) = team.report().write_backs
    assert (row.ticket.title, row.state.value) == ("Check it all", "open")
    team.spots[first].close(back)
    team.sync()
    (row,) = team.report().write_backs
    assert row.state.value == "done"
    before = team.report_text()
    team.forget()
    assert team.does() == []
    assert team.report_text() == before


def test_a_duplicate_of_nothing_that_is_known_stays_declined(team: Team) -> None:
    where, review = opened(team, Mix("ops", "ops", "ops", "ops", "ops"))
    team.hold(where, review, NO_CHECK)
    team.sync()
    declined(team, "ops", team.the("checklist")[1], "See https://elsewhere.example/7")

    assert team.does() == []
    (row,) = team.report().write_backs
    assert row.state.value == "declined"
    assert row.why == "See https://elsewhere.example/7"


def test_one_person_has_one_row_over_all_trackers(team: Team) -> None:
    """Jira shows no address of theirs, GitHub a login, the folder a short name."""
    where, review = opened(team, Mix("ops", "platform", "platform", "ops", "notes"))
    owners = ("Ada Lovelace", "ada", "@ada", "ada@acme.example")
    gaps = [gap(f"No check {n}", owner=who) for n, who in enumerate(owners)]
    tries = "- **Next try:** Twice\n"
    gaps.append(gap("Retries", "experiment", owner="Ada Lovelace", more=tries))
    team.hold(where, review, *gaps)
    team.sync()
    team.configure("avoidable: {in: platform", "avoidable: {in: ops")
    team.spots["ops"].incident("Again", "502s.")
    team.sync()
    second = next(
        key for key in where.all_keys() if where.title(key) == "Review: Again"
    )
    team.hold(where, second, gap("Still no check", owner="Ada Lovelace"))
    team.sync()
    assert team.does() == []

    report = team.report()

    assert [row.name for row in report.owners] == ["Ada Lovelace"]
    trackers = {
        row.ticket.ref.partition("#")[0].partition(":")[0] for row in report.write_backs
    }
    assert trackers == {"ops", "platform", "notes"}
    assert len(report.write_backs) == 6
