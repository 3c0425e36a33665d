"""`afteraction check` on Jira: what is ready, what is not, and what to do, by dress."""

from __future__ import annotations

from datetime import timedelta

import pytest

from afteraction.checking import check, prepare
from afteraction.tracker import Advice
from tests.fakes.jira import faults
from tests.fakes.jira.state import Project
from tests.jira.team import Team

RULE = "`issuetype = Incident`"
SETTINGS = "    readers: private\n"


def advised(team: Team) -> list[Advice]:
    with team.site() as site:
        advice = check(site, team.jira.clock())
        return [one for one in advice if one.about == "ops"]


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


def home(team: Team) -> Project:
    (found,) = team.jira.state.projects.values()
    return found


def add(team: Team, line: str) -> None:
    """One more setting of the tracker."""
    team.configure(SETTINGS, f"{SETTINGS}    {line}\n")


def page(team: Team, what: str) -> str:
    return f"{team.jira.url}/plugins/servlet/project-config/OPS/{what}"


def test_all_is_well(team: Team) -> None:
    dress = "Jira Cloud" if team.jira.cloud else "Jira Data Center 10.3.2"

    assert told(team) == [
        (True, f"{dress} lets us in, and OPS is there"),
        (True, "only who has access can read it, as configured"),
        (True, "this machine's clock and Jira's agree"),
        (True, "OPS can be read and written"),
        (True, "issues of type Task can be made in OPS"),
        (
            True,
            (
                "whether Task can be closed is not known yet: Jira tells transitions of"
                " an issue that is there, and none is open"
            ),
        ),
        (True, "2 people can be given issues in OPS"),
        (True, f"{RULE} finds no closed incident yet"),
        (True, "board 1 (OPS board) is there, and its sprints get reviews"),
    ]


def test_it_writes_nothing_and_asks_everything_once(team: Team) -> None:
    team.incident()
    team.jira.person("lin").open("OPS", "Something to do")
    team.jira.build.field("Team", "select", options=["Platform"])
    team.jira.build.require("OPS", "Task", "Team")
    add(team, "fields: {Team: Platform}")
    add(team, "done: [Done, Fixed]")
    before = team.jira.look.picture()
    with team.jira.log.counted() as log:
        told(team)

    assert log.writes == []
    assert team.jira.look.picture() == before
    asked = [(one.path, *one.query.items(), one.body, one.who) for one in log]
    assert len(asked) == len(set(map(str, asked))) == 16


def test_it_costs_no_more_with_many_issues(team: Team) -> None:
    with team.jira.log.counted() as few:
        told(team)
    team.jira.build.fill("OPS", 300, type_name="Incident")
    with team.jira.log.counted() as many:
        told(team)

    assert len(many) < len(few), "what is known for good is not asked again"


def test_there_is_nothing_to_fix_in_jira(team: Team) -> None:
    with team.jira.log.counted() as log, team.site() as site:
        (made,) = prepare(site)

    assert made.ok
    assert made.message.startswith("there is nothing to make in Jira: labels come with")
    assert "administrators" in made.hint
    assert log.writes == []


# --- getting in -----------------------------------------------------------------------


def test_a_token_that_is_no_longer_accepted(team: Team) -> None:
    told(team)
    team.jira.tokens.revoke("token-robot")

    (message,) = wrong(team)
    assert message.startswith("Jira does not accept our sign-in: ")


def test_a_token_that_has_expired(team: Team) -> None:
    told(team)
    team.jira.tokens.expire("token-robot")

    (message,) = wrong(team)
    assert message.startswith("Jira does not accept our sign-in: ")


def test_an_address_that_is_no_jira(team: Team) -> None:
    team.jira.says["deploymentType"] = None

    (message,) = wrong(team)
    assert message.endswith(" answers neither as Jira Cloud nor as Data Center")
    assert "trackers.ops.url" in hint(team, message)


def test_a_server_that_is_down(team: Team) -> None:
    team.jira.faults.add("*", "**", faults.answers(502), times=None)

    (message,) = wrong(team)
    assert "(502)" in message


def test_a_server_that_goes_down_is_told_of_once(team: Team) -> None:
    told(team)
    path = "/project/*/statuses"
    team.jira.faults.add("GET", path, faults.answers(502), times=None)

    (message,) = wrong(team)
    assert "(502)" in message


def test_what_can_not_be_told_is_no_reason_to_stop(team: Team) -> None:
    add(team, "done: [Done]")
    path = "/project/*/statuses"
    team.jira.faults.add("GET", path, faults.refuses(403, "Not you."), times=None)

    assert wrong(team) == ["Jira does not allow it: Not you."]
    assert told(team)[-1][1].startswith("board 1 ")


def test_a_clock_that_is_wrong(team: Team) -> None:
    team.jira.skew = timedelta(minutes=5)

    assert wrong(team) == ["this machine's clock and Jira's are 5 minutes apart"]


# --- the project ----------------------------------------------------------------------


def test_a_project_that_is_not_there(team: Team) -> None:
    team.configure("project: OPS", "project: OSP")

    message = "there is no project OSP, or we may not see it"
    assert wrong(team) == [message]
    assert "trackers.ops.project" in hint(team, message)


def test_a_project_with_another_key(team: Team) -> None:
    team.incident()
    team.sync()
    team.jira.build.rename("OPS", "CORE")

    assert wrong(team) == ["OPS is called CORE now"]
    assert hint(team, "OPS is called CORE now") == (
        "write that under trackers.ops.project; nothing is lost until then"
    )


def test_a_project_that_was_archived(team: Team) -> None:
    team.jira.build.archive("OPS")

    message = "OPS is archived: nothing can be written there"
    assert wrong(team) == [message]
    assert not any("written" in one for ok, one in told(team) if ok)


# --- what we may do -------------------------------------------------------------------


@pytest.mark.parametrize(
    ("permission", "may", "otherwise"),
    [
        ("CREATE_ISSUES", "create issues", "nothing of ours can be made there"),
        ("EDIT_ISSUES", "edit issues", "reviews would never show what became of them"),
        ("TRANSITION_ISSUES", "transition issues", "what we file as done stays open"),
        ("ASSIGN_ISSUES", "assign issues", "owners stand in texts instead"),
        ("SCHEDULE_ISSUES", "schedule issues", "due dates stand in texts instead"),
        ("LINK_ISSUES", "link issues", "links stand in texts instead"),
        ("ADD_COMMENTS", "add comments", "nobody is told what a review lacks"),
        (
            "EDIT_OWN_COMMENTS",
            "edit own comments",
            "what a review lacks is not kept up to date",
        ),
    ],
)
def test_a_permission_that_is_missing_is_told_of_once(
    team: Team, permission: str, may: str, otherwise: str
) -> None:
    team.jira.person("ada").open("OPS", "Something to do")
    team.jira.build.forbid("OPS", "robot", permission)

    message = f"this sign-in may not {may} in OPS: {otherwise}"
    assert wrong(team) == [message]
    called = may.title()
    where = page(team, "permissions")
    assert hint(team, message) == f"give its account {called} there ({where})"


def test_an_account_that_may_only_read(team: Team) -> None:
    team.jira.build.forbid("OPS", "robot")
    team.jira.build.allow("OPS", "robot", "BROWSE_PROJECTS")

    message = "this sign-in may only read in OPS"
    assert wrong(team) == [message]
    assert "Create Issues, Edit Issues, " in hint(team, message)


def test_nothing_more_than_reading_is_asked_where_nothing_is_made(team: Team) -> None:
    team.jira.build.forbid("OPS", "robot")
    team.jira.build.allow("OPS", "robot", "BROWSE_PROJECTS")
    team.configure("{in: ops, labels", "{in: notes, labels")
    team.configure("in: ops, jql", "in: ops, review_in: notes, jql")
    team.configure("in: ops, board", "in: ops, review_in: notes, board")
    team.configure("subjects:", "  notes: {type: markdown, path: notes}\nsubjects:")
    (team.home / "notes").mkdir()

    assert wrong(team) == []
    assert (True, "OPS can be read") in told(team)


# --- who reads it ---------------------------------------------------------------------


@pytest.mark.parametrize("is_admin", [False, True])
def test_a_public_project_said_to_be_private(team: Team, is_admin: bool) -> None:
    """Administrators are told of it; what others see is what nobody is shown."""
    home(team).anybody.add("BROWSE_PROJECTS")
    if is_admin:
        team.jira.build.allow("OPS", "robot", "ADMINISTER_PROJECTS")

    (message,) = wrong(team)
    assert message.startswith("everybody can read OPS, but the configuration says")
    assert "write readers: public" in hint(team, message)


@pytest.mark.parametrize("is_admin", [False, True])
def test_a_private_project_said_to_be_public(team: Team, is_admin: bool) -> None:
    team.configure("readers: private", "readers: public")
    if is_admin:
        team.jira.build.allow("OPS", "robot", "ADMINISTER_PROJECTS")

    (message,) = wrong(team)
    assert message.startswith("OPS is not public, but the configuration says")


def test_who_is_signed_in_by_the_machine_is_nobody(
    team: Team, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What this machine's .netrc knows would make a private project look public."""
    token = team.jira.build.token("robot")
    netrc = team.home / "netrc"
    login = f"login {team.jira.email('robot')} password {token}"
    netrc.write_text(f"machine 127.0.0.1 {login}\n", "utf-8")
    monkeypatch.setenv("NETRC", str(netrc))

    assert wrong(team) == []


def test_a_project_of_whose_readers_nobody_said_a_word(team: Team) -> None:
    team.configure(SETTINGS, "")

    message = (
        "not everybody can read OPS; as nobody said so, no text moves between it and"
        " your other trackers"
    )
    assert (True, message) in told(team)
    assert hint(team, message) == "write readers: private under trackers.ops"


# --- issue types ----------------------------------------------------------------------


def test_a_type_that_the_project_has_not(team: Team) -> None:
    add(team, "types: {review: Nonsense}")

    message = "there is no issue type Nonsense in OPS"
    assert wrong(team) == [message]
    assert hint(team, message) == "the types are: Epic, Story, Task, Bug, Incident"


def test_a_mistyped_type(team: Team) -> None:
    add(team, "types: {avoidable: task}")

    assert hint(team, "there is no issue type task in OPS") == "did you mean Task?"


def test_reviews_are_no_sub_tasks(team: Team) -> None:
    add(team, "types: {review: Sub-task}")

    message = "Sub-task is a type of sub-tasks, but reviews stand on their own"
    assert wrong(team) == [message]


def test_sub_tasks_need_a_type_of_sub_tasks(team: Team) -> None:
    add(team, "sub_tasks: yes")
    add(team, "types: {avoidable: Task}")

    message = "Task is no type of sub-tasks, but trackers.ops says sub_tasks: yes"
    assert wrong(team) == [message]
    assert hint(team, message) == (
        "write sub_tasks: no, or name one under trackers.ops.types: Sub-task"
    )


def test_a_project_without_sub_tasks(team: Team) -> None:
    add(team, "sub_tasks: yes")
    types = team.jira.state.types
    home(team).types = [x for x in home(team).types if not types[x].subtask]

    message = "OPS has no type of sub-tasks"
    assert wrong(team) == [message]
    assert hint(team, message) == "write sub_tasks: no under trackers.ops"


def test_each_type_that_is_used_is_looked_at(team: Team) -> None:
    add(team, "types: {inherent: Story}")

    assert {
        (True, "issues of type Task can be made in OPS"),
        (True, "issues of type Story can be made in OPS"),
    } < set(told(team))


def test_without_a_task_no_epics_are_made(team: Team) -> None:
    types = team.jira.state.types
    home(team).types = [x for x in home(team).types if types[x].name != "Task"]

    assert (True, "issues of type Story can be made in OPS") in told(team)


# --- fields that must have a value ----------------------------------------------------


def test_a_required_field_without_a_value(team: Team) -> None:
    options = ["Platform", "Payments", "Data: all"]
    team.jira.build.field("Team", "select", options=options)
    team.jira.build.require("OPS", "Task", "Team")

    message = 'each Task in OPS must have a value for "Team", and none is configured'
    assert wrong(team) == [message]
    assert hint(team, message) == (
        "add under trackers.ops: fields: {Team: Platform}; it can be Platform,"
        " Payments, Data: all"
    )
    add(team, "fields: {Team: Platform}")
    assert wrong(team) == []


@pytest.mark.parametrize(
    ("kind", "name", "pair"),
    [
        ("number", "Effort", "Effort: 1"),
        ("user", "Approver", "Approver: ada@acme.example"),
        ("date", "Go-live", "Go-live: 2026-12-01"),
        ("text", "Cause: in short", '"Cause: in short": "…"'),
    ],
)
def test_what_to_write_for_a_required_field(
    team: Team, kind: str, name: str, pair: str
) -> None:
    team.jira.build.field(name, kind)  # type: ignore[arg-type]
    team.jira.build.require("OPS", "Task", name)

    (message,) = wrong(team)
    assert hint(team, message) == f"add under trackers.ops: fields: {{{pair}}}"


def test_a_required_field_with_a_value_of_its_own(team: Team) -> None:
    field = team.jira.build.field("Team", "select", options=["Platform"])
    team.jira.build.require("OPS", "Task", "Team")
    team.jira.build.default("OPS", "Task", "Team", field.options[0].id)

    assert wrong(team) == []


def test_required_fields_of_types_that_are_not_used_do_not_matter(team: Team) -> None:
    team.jira.build.field("Team")
    team.jira.build.require("OPS", "Bug", "Team")

    assert wrong(team) == []


def test_experiments_have_no_due_date(team: Team) -> None:
    team.jira.build.require("OPS", "Task", "duedate")

    message = "each Task in OPS must have a due date, and experiments have none"
    assert wrong(team) == [message]
    add(team, "types: {experiment: Story}")
    assert wrong(team) == []


# --- fields of ours -------------------------------------------------------------------


@pytest.mark.parametrize(
    ("field", "name", "otherwise"),
    [
        ("assignee", "Assignee", "owners stand in texts instead"),
        ("duedate", "Due date", "due dates stand in texts instead"),
        ("issuelinks", "Linked Issues", "links stand in texts instead"),
        ("labels", "Labels", "nothing of ours can be made without"),
        ("description", "Description", "nothing of ours can be made without"),
    ],
)
def test_a_field_of_ours_that_is_not_on_the_screen(
    team: Team, field: str, name: str, otherwise: str
) -> None:
    team.jira.build.take_off("OPS", "Task", field)

    message = f"{name} is not on the create screen of Task in OPS: {otherwise}"
    assert wrong(team) == [message]
    assert hint(team, message) == f"put it there ({page(team, 'screens')})"


# --- fields that are configured -------------------------------------------------------


def test_a_configured_field_that_is_not_there(team: Team) -> None:
    team.jira.build.field("Team", "select", options=["Platform"])
    team.jira.build.show("OPS", "Task", "Team")
    add(team, "fields: {Taem: Platform}")

    message = 'there is no field "Taem" on this site'
    assert wrong(team) == [message]
    assert hint(team, message).endswith('did you mean "Team"?')


def test_a_configured_value_that_is_not_allowed(team: Team) -> None:
    team.jira.build.field("Team", "select", options=["Platform", "Payments"])
    team.jira.build.show("OPS", "Task", "Team")
    add(team, "fields: {Team: Platfrom}")

    message = '"Platfrom" is no value of "Team" for Task in OPS'
    assert wrong(team) == [message]
    assert hint(team, message) == "did you mean Platform?"

    team.configure("Platfrom", "Zzz")
    message = '"Zzz" is no value of "Team" for Task in OPS'
    assert hint(team, message) == "it can be Platform, Payments"


def test_one_of_several_values_that_is_not_allowed(team: Team) -> None:
    team.jira.build.field("Areas", "multiselect", options=["Web", "Data"])
    team.jira.build.show("OPS", "Task", "Areas")
    add(team, "fields: {Areas: [Web, {value: Date}]}")

    assert wrong(team) == ['"Date" is no value of "Areas" for Task in OPS']


def test_a_configured_field_that_is_not_on_the_screen(team: Team) -> None:
    team.jira.build.field("Team", "select", options=["Platform"])
    add(team, "fields: {Team: Platform}")

    message = (
        "Team is not on the create screen of Task in OPS: Jira would refuse every one"
        " of ours"
    )
    assert wrong(team) == [message]
    assert "take it out of trackers.ops.fields" in hint(team, message)


def test_two_fields_of_one_name(team: Team) -> None:
    team.jira.build.field("Team", "select", options=["Platform"])
    other = team.jira.build.field("Team", "select", options=["Platform"])
    screen = home(team).screens[team.jira.build.type("Task").id]
    screen.create[other.id] = True
    add(team, "fields: {Team: Platform}")

    first, second = wrong(team)
    assert first.startswith('each Task in OPS must have a value for "Team"')
    assert second.startswith("Team is the name of several fields")
    assert hint(team, second) == f"write {other.id} instead under trackers.ops.fields"

    team.configure("{Team:", f"{{{other.id}:")
    assert wrong(team) == []


def test_a_template_that_can_not_be_read(team: Team) -> None:
    team.jira.build.field("Area")
    team.jira.build.show("OPS", "Task", "Area")
    add(team, 'fields: {Area: "{{ subject.labels | first }}"}')
    (message,) = wrong(team)
    assert "has no value for this subject (incident without labels)" in message

    team.configure("| first }}", "| first | default('none') }}")
    assert wrong(team) == []

    team.configure("default('none') }}", "default('none') }")
    (message,) = wrong(team)
    assert message.startswith('the template of the field "Area" can not be read: ')


def test_a_value_that_is_no_number(team: Team) -> None:
    team.jira.build.field("Effort", "number")
    team.jira.build.show("OPS", "Task", "Effort")
    add(team, "fields: {Effort: much}")

    assert wrong(team) == ['the field "Effort" takes a number, not "much"']


def test_a_value_that_is_nobody(team: Team) -> None:
    team.jira.build.field("Approver", "user")
    team.jira.build.require("OPS", "Task", "Approver")
    add(team, "fields: {Approver: Grace Hopper}")

    assert wrong(team) == ["nobody in OPS can be meant by Grace Hopper"]


# --- labels ---------------------------------------------------------------------------


def test_a_label_with_a_space(team: Team) -> None:
    team.configure("labels: [checklist]", "labels: [check list]")

    message = 'the label "check list" has a space, and Jira takes none'
    assert wrong(team) == [message]
    assert hint(team, message).startswith("write check-list instead")


def test_a_label_that_is_too_long(team: Team) -> None:
    team.configure("labels: [checklist]", f"labels: [{'x' * 256}]")

    (message,) = wrong(team)
    assert message.endswith(" is longer than Jira takes")


# --- the workflow ---------------------------------------------------------------------


def test_a_status_that_is_not_there(team: Team) -> None:
    add(team, "declined: [Wont Do, done]")

    message = (
        '"Wont Do", under trackers.ops.declined, is neither a status of OPS nor a'
        " resolution"
    )
    assert message in wrong(team)
    assert hint(team, message) == "did you mean Won't Do?"


def test_a_status_that_is_like_no_other(team: Team) -> None:
    add(team, "done: [Done, Zzzz]")

    (message,) = wrong(team)
    assert message.startswith('"Zzzz", under trackers.ops.done, is neither')
    assert hint(team, message) == (
        "the statuses are: To Do, In Progress, Done; the resolutions are: Done, Won't"
        " Do, Duplicate, Cannot Reproduce"
    )


def test_resolutions_and_statuses_in_any_case(team: Team) -> None:
    add(team, "done: [done, in progress]")
    add(team, "declined: [won't do]")

    assert wrong(team) == []


def test_nothing_that_means_done(team: Team) -> None:
    for way in ("Done", "Resolve"):
        team.jira.build.without_transition("OPS", way)

    message = (
        "no status of Task in OPS means done: none of ours would ever count as finished"
    )
    assert wrong(team) == [message]
    assert hint(team, message) == "name one under trackers.ops.done"
    add(team, "done: [In Progress]")
    assert wrong(team) == []


def test_the_way_to_done_is_told_where_an_issue_shows_it(team: Team) -> None:
    team.jira.person("lin").open("OPS", "Something to do")

    assert wrong(team) == []
    message = "Task can be closed: ops:OPS-1 goes from To Do to Done"
    assert (True, message) in told(team)


def test_a_workflow_without_a_way_to_done(team: Team) -> None:
    team.jira.person("lin").open("OPS", "Something to do")
    for way in ("Done", "Resolve"):
        team.jira.build.without_transition("OPS", way)
    team.jira.build.transition("OPS", "Finish", "Done", sources=["In Progress"])

    (message,) = wrong(team)
    assert message == (
        "ops:OPS-1: no transition that is open to us can close it as completed; from"
        " here it goes to To Do, In Progress"
    )


def test_a_transition_that_asks_for_more_than_we_know(team: Team) -> None:
    team.jira.person("lin").open("OPS", "Something to do")
    for way in ("Done", "Resolve"):
        team.jira.build.without_transition("OPS", way)
    team.jira.build.field("Root cause")
    team.jira.build.transition("OPS", "Finish", "Done", required=["Root cause"])

    (message,) = wrong(team)
    assert message.startswith("ops:OPS-1: no transition that is open to us can close")


def test_a_workflow_in_which_nobody_can_say_no(team: Team) -> None:
    team.jira.person("lin").open("OPS", "Something to do")
    team.jira.build.without_transition("OPS", "Resolve")

    assert wrong(team) == []
    message = (
        "Task can not be declined: from To Do, as with ops:OPS-1, nothing leads to"
        " where it counts so"
    )
    assert (True, message) in told(team)
    assert "trackers.ops.declined" in hint(team, message)


def test_no_type_of_links(team: Team) -> None:
    links = team.jira.state.link_types
    (number,) = (one.id for one in links.values() if one.name == "Relates")
    del links[number]

    message = "there is no type of links called Relates: links stand in texts instead"
    assert wrong(team) == [message]


def test_links_that_are_switched_off(team: Team) -> None:
    off = faults.refuses(404, "Issue linking is currently disabled.")
    team.jira.faults.add("GET", "/issueLinkType", off, times=None)

    message = "links between issues are switched off: they stand in texts instead"
    assert wrong(team) == [message]


# --- people ---------------------------------------------------------------------------


def test_somebody_whom_nobody_knows(team: Team) -> None:
    team.configure("ops: Lin Chen", "ops: Lin Chan")

    message = "nobody on this Jira is called Lin Chan"
    assert wrong(team) == [message]
    assert hint(team, message) == (
        "write an address, an account's id or the whole name, as handles: {ops: …}"
        " under people"
    )
    assert (True, "1 person can be given issues in OPS") in told(team)


def test_two_people_of_one_name(team: Team) -> None:
    team.jira.build.user("lin2", "Lin Chen")
    team.jira.build.allow("OPS", "lin2")

    message = "2 people in OPS are called Lin Chen"
    assert wrong(team) == [message]
    assert "an address or an account's id" in hint(team, message)


def test_an_account_may_be_named_by_what_jira_calls_it(team: Team) -> None:
    team.jira.build.user("lin2", "Lin Chen")
    team.jira.build.allow("OPS", "lin2")
    lin = team.jira.build.user("lin")
    called = lin.account_id if team.jira.cloud else lin.name
    team.configure("ops: Lin Chen", f'ops: "{called}"')

    assert wrong(team) == []
    assert (True, "2 people can be given issues in OPS") in told(team)


def test_somebody_who_can_not_be_given_issues(team: Team) -> None:
    team.jira.build.forbid("OPS", "lin", "ASSIGNABLE_USER")

    message = "Lin Chen can not be given issues in OPS"
    assert wrong(team) == [message]
    assert "Assignable User" in hint(team, message)


def test_an_account_that_was_closed(team: Team) -> None:
    """By its name Cloud tells nothing of it, by its id it does."""
    lin = team.jira.build.user("lin")
    if team.jira.cloud:
        team.configure("ops: Lin Chen", f'ops: "{lin.account_id}"')
    team.jira.build.change_user("lin", active=False)

    called = lin.account_id if team.jira.cloud else "Lin Chen"
    message = f"the account of {called} is closed"
    assert wrong(team) == [message]


def test_who_may_not_look_for_people_finds_nobody(team: Team) -> None:
    told_so = {
        "permissions": {
            "USER_PICKER": {"key": "USER_PICKER", "havePermission": False},
        }
    }
    answer = faults.answers(200, told_so)
    team.jira.faults.add("GET", "/mypermissions", answer, times=None)

    message = "this sign-in may not look for people: no owner would be found"
    assert wrong(team) == [message]
    assert "global permission Browse" in hint(team, message)


# --- incidents ------------------------------------------------------------------------


def test_a_query_with_a_mistake_and_where_it_is(team: Team) -> None:
    team.configure("issuetype = Incident", "issuetype Incident")

    (message,) = wrong(team)
    assert message.startswith("the query `issuetype Incident` can not be used: ")
    assert "(at its character 11)" in message
    assert "jql under subjects: incidents" in hint(team, message)


def test_a_query_with_a_field_that_is_not_there(team: Team) -> None:
    team.configure("issuetype = Incident", "Severity = 1")

    (message,) = wrong(team)
    assert message.startswith("the query `Severity = 1` can not be used: ")


def test_how_many_incidents_a_query_finds(team: Team) -> None:
    team.incident()
    team.incident()
    team.jira.person("ada").transition(team.incident(), "Resolve", "Won't Do")
    team.jira.person("ada").open("OPS", "Still on fire", type="Incident")

    assert (True, f"{RULE} finds 2 closed incidents") in told(team)


def test_old_incidents_are_left_alone(team: Team) -> None:
    team.incident()
    team.configure("since: 2026-11-01", "since: 2026-11-17")

    message = (
        f"1 closed incident that {RULE} finds ended before `since` and stay as they are"
    )
    assert (True, message) in told(team)
    assert "an earlier day" in hint(team, message)


def test_more_than_a_page_of_incidents(team: Team) -> None:
    ada = team.jira.person("ada")
    for key in team.jira.build.fill("OPS", 101, type_name="Incident"):
        ada.close(key)

    assert (True, f"{RULE} finds 100 or more closed incidents") in told(team)


def test_closed_by_a_status_that_only_the_settings_know(team: Team) -> None:
    add(team, "done: [In Progress]")
    key = team.jira.person("lin").open("OPS", "It broke", type="Incident")
    team.jira.person("ada").transition(key, "In Progress")

    assert (True, f"{RULE} finds 1 closed incident") in told(team)


# --- boards ---------------------------------------------------------------------------


def test_a_board_that_is_not_there(team: Team) -> None:
    team.configure("board: 1", "board: 99")

    message = "there is no board 99, or this sign-in may not see it"
    assert wrong(team) == [message]
    assert hint(team, message) == (
        "correct board under subjects: sprints; those of OPS with sprints are:"
        " 1 (OPS board)"
    )


def test_a_board_without_sprints(team: Team) -> None:
    team.board.kind = "kanban"

    message = "board 1 (OPS board) has no sprints"
    assert wrong(team) == [message]
    assert hint(team, message).endswith("leave sprints out: OPS has no scrum board")


def test_a_board_of_another_project(team: Team) -> None:
    team.jira.build.project("CORE", people=["robot"])
    other = team.jira.build.board("CORE")
    team.configure("board: 1", f"board: {other.id}")

    assert wrong(team) == []
    message = "board 2 (CORE board) is there; it belongs to CORE, not to OPS"
    assert (True, message) in told(team)
