"""Text never moves to where more people read it, whatever trackers it is between."""

from __future__ import annotations

from itertools import permutations

import pytest

from afteraction.checking import check
from afteraction.sync import Site
from tests.across.team import Mix, Team, jira_of
from tests.engine.house import gap

NAMES = ("ops", "platform", "notes")
SECRET = "Falcon"
PAIRS = list(permutations(NAMES, 2))
GAPS = (
    gap(f"{SECRET} was never checked", owner="Ada Lovelace"),
    gap(f"{SECRET} is slow", "inherent", owner="Lin Chen", due="2027-03-01"),
    gap(f"{SECRET} was worth it", "experiment", owner="Ada Lovelace", due=""),
)


def told(team: Team, mix: Mix) -> None:
    """A whole loop whose incident and review speak of a secret."""
    team.decide(mix)
    spot = team.spots[mix.incident]
    spot.incident(f"{SECRET} times out", f"{SECRET} answers 502.")
    team.sync()
    where, review = team.the("review")
    team.hold(where, review, *GAPS)
    team.sync()
    assert team.does() == []


@pytest.mark.parametrize(("private", "public"), PAIRS)
def test_an_incident_is_not_told_in_a_public_review(
    on_cloud: Team, private: str, public: str
) -> None:
    team = on_cloud
    team.decide(Mix(private, public, public, public, public, (public,)))
    incident = team.spots[private].incident(f"{SECRET} times out", "502s.")
    team.sync()

    where, review = team.the("review")
    assert team.spots[private].link(incident) in where.text(review)
    assert SECRET not in where.everything()
    assert "Rolled back" not in where.everything()


@pytest.mark.parametrize(("private", "public"), PAIRS)
def test_a_review_is_not_told_in_public_tickets(
    on_cloud: Team, private: str, public: str
) -> None:
    told(on_cloud, Mix(private, private, public, public, public, (public,)))

    where = on_cloud.spots[public]
    assert SECRET not in where.everything()
    assert len(where.all_keys()) == 3
    _, review = on_cloud.the("review")
    for key in where.all_keys():
        assert on_cloud.spots[private].link(review) in where.text(key)


@pytest.mark.parametrize(("private", "public"), PAIRS)
def test_who_wants_it_told_says_so(on_cloud: Team, private: str, public: str) -> None:
    mix = Mix(private, public, public, private, public, (public,))
    mix.more = "review: {prefill: full}"

    told(on_cloud, mix)

    where, review = on_cloud.the("review")
    assert where.title(review) == f"Review: {SECRET} times out"
    assert "Rolled back." in where.text(review)


def test_what_is_public_may_be_told_everywhere(on_cloud: Team) -> None:
    told(on_cloud, Mix("platform", "ops", "ops", "notes", "platform", ("platform",)))

    where, review = on_cloud.the("review")
    assert where.title(review) == f"Review: {SECRET} times out"
    folder, constraint = on_cloud.the("constraint")
    assert SECRET in folder.title(constraint)
    assert SECRET not in on_cloud.the("learning")[0].text(on_cloud.the("learning")[1])


def advice(site: Site, team: Team) -> str:
    """The one thing that `check` says about readers."""
    (said,) = (a for a in check(site, team.clock()) if a.about == "readers")
    return said.message


@pytest.mark.parametrize(("private", "public"), PAIRS)
def test_check_says_what_is_told_less(
    on_cloud: Team, private: str, public: str
) -> None:
    on_cloud.decide(Mix(private, public, public, private, private, (public,)))
    with on_cloud.site() as site:
        said = advice(site, on_cloud)

    assert said == (
        f"reviews of {private} are held in {public}, which more people can read: they"
        " start with link and times only"
    )
    on_cloud.decide(Mix(private, private, public, private, private, (public,)))
    with on_cloud.site() as site:
        said = advice(site, on_cloud)

    assert said == (
        f"avoidable findings of {private} go to {public}, which more people can read:"
        " only a link and the dates will stand there"
    )


def test_nor_by_the_fields_of_a_project(team: Team) -> None:
    """They are made from the subject, which may be told here or not."""
    ops = jira_of(team)
    field = ops.jira.build.field("Root cause")
    ops.jira.build.show("OPS", "Task", "Root cause")
    fields = ', fields: {"Root cause": "About {{ subject.title }}"}'

    for public, said in (((), f"About {SECRET} times out"), (("ops",), "About")):
        team.decide(Mix("platform", "ops", "ops", "ops", "ops", public))
        team.configure("project: OPS,", f"project: OPS{fields},")
        team.spots["platform"].incident(f"{SECRET} times out", "502s.")
        team.sync()
        last = ops.jira.look.issues("OPS")[-1]
        assert last.fields[field.id] == said


def test_nor_by_the_name_of_a_sprint(team: Team) -> None:
    """A milestone is named by people; a link elsewhere has its number."""
    team.decide(Mix("ops", "ops", "ops", "ops", "ops", ("ops",)))
    team.configure(
        "  since:",
        '  sprints: [{in: platform, milestones: "*", review_in: ops}]\n  since:',
    )
    github = team.spots["platform"].github  # type: ignore[attr-defined]
    made = github.build.milestone("acme/platform", f"Save {SECRET}")
    github.person("lin").close_milestone("acme/platform", made.number)

    assert team.does() == ["open-review"]
    where, review = team.the("review")
    assert "[sprint milestone-1](" in where.text(review)
    assert SECRET not in where.everything()
    assert jira_of(team).remotes(review) == [f"{github.root}/acme/platform/milestone/1"]
