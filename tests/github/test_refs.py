"""Refs as people have them at hand: an issue's address, `owner/name#n`, our own."""

from __future__ import annotations

import pytest

from afteraction.errors import UsageError
from afteraction.finding_refs import find_ticket
from tests.github.team import REPO, Team


@pytest.mark.parametrize(
    "written",
    [
        "platform:1",
        "platform#1",
        "acme/platform#1",
        "Acme/Platform#1",
        "{root}/acme/platform/issues/1",
        "{root}/acme/platform/issues/1#issuecomment-7",
    ],
)
def test_an_issue_by_whatever_names_it(team: Team, written: str) -> None:
    team.incident()

    with team.site() as site:
        found = find_ticket(site.trackers, written.format(root=team.github.root))

    assert found.ref == "platform#1"


@pytest.mark.parametrize(
    ("written", "why"),
    [
        ("{root}/acme/other/issues/1", "no tracker of the configuration has a ticket"),
        ("https://example.org/1", "no tracker of the configuration has a ticket at"),
        ("acme/platform#99", "there is no ticket 99 in platform"),
        ("1", "“1” is no ref of a ticket"),
        ("#1", "“#1” is no ref of a ticket"),
    ],
)
def test_what_leads_to_no_issue(team: Team, written: str, why: str) -> None:
    team.incident()

    with team.site() as site, pytest.raises(UsageError) as caught:
        find_ticket(site.trackers, written.format(root=team.github.root))

    assert caught.value.message.startswith(why)


def test_an_example_is_of_the_tracker_at_hand(team: Team) -> None:
    with team.site() as site, pytest.raises(UsageError) as caught:
        find_ticket(site.trackers, "1")

    assert caught.value.hint.endswith("as in platform#41")


def test_a_review_is_told_of_by_its_address(team: Team) -> None:
    from afteraction.linting import lint

    team.incident()
    team.sync()
    (review,) = team.ours("review")

    with team.site() as site:
        address = f"{team.github.root}/{REPO}/issues/{review.number}"
        linted = lint(site, address, team.github.clock())

    assert linted.lacks
