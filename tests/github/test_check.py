"""`afteraction check` on GitHub: what is ready, what is not, and what to do."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from afteraction.checking import check, prepare
from afteraction.errors import ConfigError
from afteraction.tracker import Advice
from tests.fakes.github import faults
from tests.fakes.github.state import Repository
from tests.fakes.github.values import Iteration, Project
from tests.github.team import REPO, Team

LABELS = "afteraction, checklist, constraint, learning, ready, review"
SPRINTS = 'sprints: [{in: platform, milestones: "Sprint *"}]'
ITERATIONS = "sprints: [{in: platform, iterations: Iteration}]"


@pytest.fixture
def team(team: Team) -> Team:
    """A team that has made all its labels."""
    for label in ("ready", "afteraction"):
        team.github.build.label(REPO, label)
    return team


def advised(team: Team) -> list[Advice]:
    with team.site() as site:
        advice = check(site, team.github.clock())
        return [one for one in advice if one.about == "platform"]


def told(team: Team) -> list[tuple[bool, str]]:
    return [(one.ok, one.message) for one in advised(team)]


def wrong(team: Team) -> list[str]:
    """What wants a look; none of it without a word on what to do."""
    found = [one for one in advised(team) if not one.ok]
    assert all(one.hint for one in found)
    return [one.message for one in found]


def hint(team: Team, message: str) -> str:
    """What is said to do about something."""
    (found,) = (one.hint for one in advised(team) if one.message == message)
    return found


def home(team: Team) -> Repository:
    (found,) = team.github.state.repositories.values()
    return found


def sign_in(team: Team, login: str, **more: object) -> None:
    text = str(more.pop("text", ""))
    token = team.github.build.token(login, text, **more)
    (team.home / "token").write_text(token.text, "utf-8")


def no_labels(team: Team, *names: str) -> None:
    for name in names:
        label = home(team).label(name)
        assert label is not None
        del home(team).labels[label.id]


def test_all_is_well(team: Team) -> None:
    assert told(team) == [
        (True, "acme/platform can be read and written"),
        (True, "everybody can read it, as configured"),
        (True, "this machine's clock and GitHub's agree"),
        (True, "label incident is there"),
        (True, f"labels of the loop are there: {LABELS}"),
        (True, "no milestone fits Sprint * yet, so that no sprint gets a review"),
    ]


def test_it_writes_nothing(team: Team) -> None:
    use_project(team)
    use_types(team, "Incident")
    with team.github.log.counted() as log:
        told(team)

    assert [str(entry) for entry in log.writes if "graphql" not in str(entry)] == []


# --- labels ---------------------------------------------------------------------------


def test_a_mistyped_label(team: Team) -> None:
    team.configure("labels: [incident]", "labels: [incidents]")

    assert wrong(team) == ["there is no label incidents"]
    assert hint(team, "there is no label incidents") == (
        f"did you mean incident? if not, make it on {team.github.root}/{REPO}/labels"
    )


def test_a_label_that_the_repository_spells_otherwise(team: Team) -> None:
    team.configure("labels: [incident]", "labels: [Incident]")
    team.configure("labels: [checklist]", "labels: [CHECKLIST]")

    assert wrong(team) == []
    assert {
        (True, "label Incident is there; acme/platform spells it incident"),
        (True, "label CHECKLIST is there; acme/platform spells it checklist"),
    } < set(told(team))


@pytest.mark.parametrize(
    "label", ["checklist", "constraint", "learning", "review", "ready", "afteraction"]
)
def test_a_label_that_the_loop_needs(team: Team, label: str) -> None:
    no_labels(team, label)

    message = f"label {label} is missing: the loop needs it"
    assert wrong(team) == [message]
    assert hint(team, message) == "run afteraction check --fix to make what is missing"


def test_several_labels_that_the_loop_needs(team: Team) -> None:
    no_labels(team, "ready", "afteraction")

    assert wrong(team) == ["labels afteraction, ready are missing: the loop needs them"]


def test_who_may_only_triage_can_not_make_labels(team: Team) -> None:
    home(team).roles["kim"] = "triage"
    sign_in(team, "kim")
    no_labels(team, "ready")

    message = "label ready is missing: the loop needs it"
    assert wrong(team) == [message]
    assert hint(team, message).startswith("ask somebody with the role Write")


def test_fix_makes_the_labels_that_are_missing(team: Team) -> None:
    no_labels(team, "ready", "afteraction")
    team.configure("labels: [incident]", "labels: [sev1]")
    with team.site() as site:
        made = [advice.message for advice in prepare(site)]

    assert made == [
        "label sev1 was made",
        "label ready was made",
        "label afteraction was made",
    ]
    assert wrong(team) == []
    with team.site() as site:
        assert list(prepare(site)) == []


def made(team: Team) -> list[tuple[bool, str, str]]:
    with team.site() as site:
        return [(one.ok, one.message, one.hint) for one in prepare(site)]


def test_fix_does_not_make_a_label_that_may_be_mistyped(team: Team) -> None:
    """It would look right from then on, and no incident would ever carry it."""
    team.configure("labels: [incident]", "labels: [incidnt]")

    page = f"{team.github.root}/{REPO}/labels"
    ask = f"did you mean incident? if not, make it on {page}"
    assert made(team) == [(False, "label incidnt was not made", ask)]
    assert wrong(team) == ["there is no label incidnt"]


def test_what_stands_in_the_way_of_several_labels_is_told_once(team: Team) -> None:
    sign_in(team, "mallory")
    no_labels(team, "ready", "afteraction", "checklist")

    ((ok, message, hint),) = made(team)
    assert not ok
    assert message.startswith("labels ready, afteraction, checklist can not be made: ")
    assert hint


def test_labels_of_which_no_answer_tells_are_told_of_once(team: Team) -> None:
    no_labels(team, "ready", "afteraction")
    labels = "/repos/*/*/labels"
    team.github.faults.add("POST", labels, faults.bad_gateway(), times=None)

    ((ok, message, _),) = made(team)
    assert not ok
    assert message.startswith("labels ready, afteraction may have been made: ")


def test_one_repository_as_two_trackers(team: Team) -> None:
    team.configure(
        "subjects:",
        f"  again: {{type: github, repo: Acme/Platform, url: {team.github.root},"
        " token: file:token}\nsubjects:",
    )

    with pytest.raises(ConfigError) as caught, team.site():
        pass
    assert caught.value.message.startswith("the trackers platform and again are the")
    assert caught.value.hint == (
        "keep one of them, and write platform wherever the other is named"
    )


def test_fix_makes_a_label_once_that_is_spelled_in_two_ways(team: Team) -> None:
    team.configure("labels: [constraint]", "labels: [Sev1]")
    team.configure("labels: [incident]", "labels: [sev1]")
    with team.site() as site:
        made = [(advice.ok, advice.message) for advice in prepare(site)]

    assert made == [(True, "label sev1 was made")]


# --- what we may do -------------------------------------------------------------------


def test_a_sign_in_that_may_not_label(team: Team) -> None:
    sign_in(team, "mallory")

    message = (
        "this sign-in may open issues in acme/platform, but may not label or assign"
        " them: GitHub drops both silently"
    )
    assert wrong(team) == [message]
    assert "role Triage or Write" in hint(team, message)


def test_a_fine_grained_token_that_may_not_label(team: Team) -> None:
    sign_in(team, "mallory", text="github_pat_1", kind="fine-grained")

    message = (
        "this sign-in may read acme/platform, but may not label or assign issues there:"
        " GitHub drops both silently"
    )
    assert wrong(team) == [message]
    assert "Issues: read and write" in hint(team, message)


def test_a_token_that_may_only_read(team: Team) -> None:
    sign_in(team, "ada", text="ghp_reads", scopes=("read:org",))

    message = "this token may only read in acme/platform"
    assert wrong(team) == [message]
    address = f"{team.github.root}/settings/tokens"
    assert hint(team, message) == f"give it the scope repo or public_repo on {address}"


def test_what_a_fine_grained_token_may_is_not_told(team: Team) -> None:
    sign_in(team, "ada", text="github_pat_2", kind="fine-grained")

    assert wrong(team) == []
    found = "acme/platform can be read, and this account may write there"
    assert "Issues: read and write" in hint(team, found)


def test_what_an_app_may_is_not_told(team: Team) -> None:
    sign_in(team, "acme-bot[bot]", text="ghs_bot", kind="installation")

    assert wrong(team) == []
    found = "acme/platform can be read; what an App may write there GitHub does not"
    assert "issues: write" in hint(team, f"{found} tell")


def test_a_token_that_may_not_even_read_issues(team: Team) -> None:
    home(team).private = True
    team.configure("readers: public", "readers: private")
    sign_in(team, "ada", text="github_pat_3", kind="fine-grained", issues="none")

    assert wrong(team)[-1] == "this sign-in may not read the issues of acme/platform"


def test_a_token_that_is_no_longer_accepted(team: Team) -> None:
    told(team)
    token = team.github.build.token("robot")
    token.revoked = True

    assert wrong(team) == ["GitHub does not accept our sign-in: Bad credentials"]


# --- the repository -------------------------------------------------------------------


def test_an_archived_repository(team: Team) -> None:
    home(team).archived = True

    message = "acme/platform is archived: nothing can be written there"
    assert wrong(team) == [message]
    assert hint(team, message).startswith("unarchive it on")
    assert not any("written" in one for ok, one in told(team) if ok)


def test_a_repository_without_issues(team: Team) -> None:
    home(team).has_issues = False

    message = "issues are switched off in acme/platform"
    assert wrong(team) == [message]
    page = f"{team.github.root}/acme/platform/settings"
    assert hint(team, message) == f"switch them on under Features on {page}"


def test_a_repository_of_whose_readers_nobody_said_a_word(team: Team) -> None:
    team.configure("    readers: public\n", "")

    message = (
        "everybody can read acme/platform; as nobody said so, no text moves between it"
        " and your other trackers"
    )
    assert (True, message) in told(team)
    assert hint(team, message) == "write readers: public under trackers.platform"


def test_a_public_repository_said_to_be_private(team: Team) -> None:
    team.configure("readers: public", "readers: private")

    (message,) = wrong(team)
    assert message.startswith("everybody can read acme/platform, but")
    assert "write readers: public" in hint(team, message)


def test_a_private_repository_said_to_be_public(team: Team) -> None:
    home(team).private = True

    (message,) = wrong(team)
    assert message.startswith("acme/platform is private, but")
    assert "write readers: private" in hint(team, message)


def test_a_private_repository(team: Team) -> None:
    home(team).private = True
    team.configure("readers: public", "readers: private")

    assert (True, "only who has access can read it, as configured") in told(team)


def test_a_repository_with_another_name(team: Team) -> None:
    told(team)
    team.github.person("ada").rename(REPO, "acme/core")

    assert wrong(team) == ["acme/platform is called acme/core now"]


def test_a_repository_that_is_not_there(team: Team) -> None:
    team.configure("repo: acme/platform", "repo: acme/platfrom")

    message = "there is no repository acme/platfrom, or we may not see it"
    assert wrong(team) == [message]


def test_a_repository_that_is_there_no_more(team: Team) -> None:
    told(team)
    home(team).private = True
    sign_in(team, "mallory")

    message = "there is no repository acme/platform, or we may not see it"
    assert wrong(team) == [message]


def test_a_clock_that_is_wrong(team: Team) -> None:
    team.github.skew = timedelta(minutes=5)

    (message,) = wrong(team)
    assert message == "this machine's clock and GitHub's are 5 minutes apart"


def test_a_server_that_is_down(team: Team) -> None:
    team.github.faults.add("*", "**", faults.bad_gateway(), times=None)

    (message,) = wrong(team)
    assert "(502)" in message


def test_a_server_that_goes_down_is_told_of_once(team: Team) -> None:
    told(team)
    path = "/repos/*/*/labels"
    team.github.faults.add("GET", path, faults.bad_gateway(), times=None)

    (message,) = wrong(team)
    assert "(502)" in message


def test_old_incidents_are_left_alone(team: Team) -> None:
    team.incident()
    team.configure("since: 2026-11-01", "since: 2026-11-17")

    assert any(
        message.startswith("1 closed incident with incident ended before")
        for ok, message in told(team)
        if ok
    )


def test_old_issues_of_another_type_are_no_incidents(team: Team) -> None:
    use_types(team, "Incident", labels="labels: [incident], ")
    team.incident()
    ref = team.incident()
    team.github.person("ada").put_type(ref, "Incident")
    team.configure("since: 2026-11-01", "since: 2026-11-17")

    assert any(message.startswith("1 closed incident ") for _, message in told(team))


# --- limits, where there are some -----------------------------------------------------


def test_many_requests_are_left(team: Team) -> None:
    team.github.limits.core = 5_000

    assert (True, "4,998 requests are left in this hour") in told(team)


def test_few_requests_are_left(team: Team) -> None:
    team.github.limits.core = 5_000
    told(team)
    team.github.limits.use_up("ghp_robot", left=90)

    (advice,) = (one for one in advised(team) if not one.ok)
    assert advice.message == "89 requests are left in this hour"
    assert advice.hint == "wait for the next hour, or use another token"


# --- issue types ----------------------------------------------------------------------


def use_types(team: Team, *names: str, labels: str = "") -> None:
    """The organisation has types, and incidents are chosen by them."""
    team.github.build.organization("acme", members=["robot"], types=["Incident", "Bug"])
    chosen = f"{{in: platform, {labels}types: [{', '.join(names)}]}}"
    team.configure("{in: platform, labels: [incident]}", chosen)


def test_a_type_that_is_there(team: Team) -> None:
    use_types(team, "Incident")

    assert wrong(team) == []
    assert (True, "issue type Incident is there") in told(team)


def test_a_type_that_the_organisation_has_not(team: Team) -> None:
    use_types(team, "Nonsense")

    message = "there is no issue type Nonsense in acme/platform"
    assert wrong(team) == [message]
    assert hint(team, message) == "the types are: Incident, Bug"


def test_a_mistyped_type(team: Team) -> None:
    use_types(team, "Incidnet")

    message = "there is no issue type Incidnet in acme/platform"
    assert hint(team, message) == "did you mean Incident?"


def test_a_repository_without_types(team: Team) -> None:
    use_types(team, "Incident", "Bug")
    del team.github.state.organizations["acme"]

    (message,) = wrong(team)
    assert message.startswith("acme/platform has no issue types")
    assert message.endswith("the configuration names Bug or Incident")


# --- milestones -----------------------------------------------------------------------


def test_milestones_that_fit(team: Team) -> None:
    for title in ("Sprint 46", "Sprint 47", "v2"):
        team.github.build.milestone(REPO, title)

    assert (True, "2 milestones fit Sprint *") in told(team)


def test_milestones_of_which_none_fits(team: Team) -> None:
    team.github.build.milestone(REPO, "Iteration 46")
    team.github.build.milestone(REPO, "v2")

    message = "no milestone fits Sprint * yet, so that no sprint gets a review"
    assert (True, message) in told(team)
    assert hint(team, message) == "the milestones are: Iteration 46, v2"


# --- iterations -----------------------------------------------------------------------


def use_project(team: Team, number: int = 12) -> Project:
    """Sprints are the iterations of a project that is there."""
    team.configure(SPRINTS, ITERATIONS)
    project = f"readers: public\n    project: acme/{number}"
    team.configure("readers: public", project)
    return team.github.build.project("acme", 12)


def weeks(number: int) -> Iteration:
    start = date(2026, 11, 2) + timedelta(weeks=number)
    return Iteration(id=f"i{number}", title=f"It {number}", start=start, duration=7)


def test_iterations_that_are_there(team: Team) -> None:
    project = use_project(team)
    team.github.build.iterations(project, "Iteration", weeks(0), weeks(1), weeks(2))

    assert wrong(team) == []
    message = "field Iteration of project acme/12 has 3 iterations, 2 completed"
    assert (True, message) in told(team)


def test_iterations_without_a_project(team: Team) -> None:
    team.configure(SPRINTS, ITERATIONS)

    message = "a rule chooses iterations, but no project is named"
    assert wrong(team) == [message]
    assert hint(team, message).startswith("add project: owner/12 under trackers.")


def test_a_project_that_is_not_there(team: Team) -> None:
    use_project(team, 99)

    message = "there is no project acme/99, or this sign-in may not see it"
    assert wrong(team) == [message]
    assert "trackers.platform.project" in hint(team, message)


def test_a_project_of_an_owner_who_is_not_there(team: Team) -> None:
    use_project(team)
    team.configure("project: acme/12", "project: acmee/12")

    message = "there is no project acmee/12, or this sign-in may not see it"
    assert wrong(team) == [message]


@pytest.mark.parametrize(
    "token",
    [
        {"text": "ghp_repo", "scopes": ("repo",)},
        {"text": "github_pat_4", "kind": "fine-grained", "projects": "none"},
    ],
)
def test_a_token_that_may_not_read_projects(
    team: Team, token: dict[str, object]
) -> None:
    use_project(team)
    sign_in(team, "robot", **token)

    message = "this sign-in may not read projects, and so not acme/12"
    assert wrong(team) == [message]
    assert "read:project" in hint(team, message)


def test_a_field_that_the_project_has_not(team: Team) -> None:
    project = use_project(team)
    message = "project acme/12 has no field Iteration with iterations"

    assert wrong(team) == [message]
    assert hint(team, message).startswith("add one of the type Iteration on")

    team.github.build.iterations(project, "Weeks", weeks(0))
    assert hint(team, message) == "those with iterations are: Weeks"

    team.github.build.iterations(project, "iteration", weeks(0))
    assert hint(team, message) == "did you mean iteration?"


def test_a_field_of_another_sort(team: Team) -> None:
    team.github.build.options(use_project(team), "Iteration", "Now", "Later")

    assert wrong(team) == ["project acme/12 has no field Iteration with iterations"]


def test_a_field_without_iterations(team: Team) -> None:
    team.github.build.iterations(use_project(team), "Iteration")

    message = "field Iteration of project acme/12 has no iterations yet"
    assert wrong(team) == [message]
    assert hint(team, message).startswith("add them on")


def test_a_type_for_what_we_make_that_is_not_there(team: Team) -> None:
    team.github.build.organization("acme", types=["Task"])
    team.configure(
        "    readers: public", "    readers: public\n    types: {review: Tusk}"
    )

    assert "there is no issue type Tusk in acme/platform" in wrong(team)
