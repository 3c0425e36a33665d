"""From what people have at hand to an issue: its address, `OPS-7`, our own refs."""

from __future__ import annotations

import pytest

from afteraction.errors import UsageError
from afteraction.finding_refs import find_ticket
from tests.fakes.jira import Jira
from tests.jira.team import Team

OTHER = """\
  web:
    type: jira
    url: {url}
    project: WEB
    token: file:token
{email}    readers: private
"""


@pytest.mark.parametrize(
    "written",
    [
        "ops:OPS-1",
        "ops:ops-1",
        "ops#OPS-1",
        "OPS-1",
        "{url}/browse/OPS-1",
        "{url}/browse/OPS-1?focusedId=7#comment-7",
        "{url}/projects/OPS/issues/OPS-1",
    ],
)
def test_an_issue_by_whatever_names_it(team: Team, written: str) -> None:
    team.incident()

    with team.site() as site:
        found = find_ticket(site.trackers, written.format(url=team.jira.url))

    assert found.ref == "ops:OPS-1"


@pytest.mark.parametrize(
    ("written", "why"),
    [
        ("{url}/browse/WEB-1", "no tracker of the configuration has a ticket at"),
        ("https://example.org/browse/OPS-1", "no tracker of the configuration has a"),
        ("OPS-99", "there is no ticket OPS-99 in ops"),
        ("ops:1", "there is no ticket 1 in ops"),
        ("WEB-1", "“WEB-1” is no ref of a ticket"),
        ("1", "“1” is no ref of a ticket"),
    ],
)
def test_what_leads_to_no_issue(team: Team, written: str, why: str) -> None:
    team.incident()

    with team.site() as site, pytest.raises(UsageError) as caught:
        find_ticket(site.trackers, written.format(url=team.jira.url))

    assert caught.value.message.startswith(why)


def test_an_example_is_of_the_tracker_at_hand(team: Team) -> None:
    with team.site() as site, pytest.raises(UsageError) as caught:
        find_ticket(site.trackers, "1")

    assert caught.value.hint.endswith("as in ops:OPS-7")


def test_of_two_projects_on_a_site_a_key_names_its_own(team: Team) -> None:
    team.jira.build.project("WEB", people=["ada", "lin", "robot"])
    team.jira.person("lin").open("WEB", "The page is blank")
    email = "    email: file:mail\n" if team.jira.cloud else ""
    other = OTHER.format(url=team.jira.url, email=email)
    team.configure("subjects:", f"{other}subjects:")

    with team.site() as site:
        assert find_ticket(site.trackers, "WEB-1").ref == "web:WEB-1"


def test_of_two_sites_with_one_key_nobody_guesses(team: Team) -> None:
    team.incident()
    with Jira(cloud=False) as elsewhere:
        elsewhere.build.project("OPS", people=["ada", "robot"])
        elsewhere.build.token("robot")
        other = OTHER.replace("WEB", "OPS").format(url=elsewhere.url, email="")
        team.configure("subjects:", f"{other}subjects:")
        with team.site() as site, pytest.raises(UsageError) as caught:
            find_ticket(site.trackers, "OPS-1")

    assert caught.value.message == "“OPS-1” may be ops:OPS-1 or web:OPS-1"
