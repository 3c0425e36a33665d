"""Fields that a project wants beside ours, types of issues, and sub-tasks."""

from __future__ import annotations

from typing import Any

import pytest

from afteraction.sync import Synced
from tests.engine.house import gap
from tests.fakes.jira.values import Kind
from tests.jira.team import Team

OWNER = "Ada Lovelace"


def configured(team: Team, *lines: str) -> None:
    """More settings of the tracker."""
    more = "".join(f"    {line}\n" for line in lines)
    team.configure("    readers: private\n", f"    readers: private\n{more}")


def incident(team: Team, *labels: str) -> str:
    """A closed incident with labels."""
    lin = team.jira.person("lin")
    key = lin.open(
        "OPS", "It broke", "502s.", type="Incident", assignee="ada", labels=labels
    )
    team.later(hours=1)
    lin.close(key)
    return key


def value(team: Team, key: str, field: str) -> Any:  # noqa: ANN401 - as the state has it
    """What an issue has in a field, options by their values."""
    known = team.jira.state.field(field)
    assert known is not None
    told = team.issue(key).fields.get(known.id)
    words = {option.id: option.value for option in known.options}
    if isinstance(told, list | tuple):
        return [words.get(one, one) for one in told]
    return words.get(told, told) if isinstance(told, str) else told


def whys(synced: Synced) -> list[str]:
    return [result.why for result in synced.results if result.why]


@pytest.mark.parametrize(
    ("kind", "setting", "expected"),
    [
        ("select", "Platform", "Platform"),
        ("select", "{value: Platform}", "Platform"),
        ("multiselect", "[Platform, Payments]", ["Platform", "Payments"]),
        ("multiselect", "[{value: Payments}]", ["Payments"]),
        ("multiselect", "Platform", ["Platform"]),
        ("number", "3.5", 3.5),
        ("number", "0057", 57.0),
        ("user", "ada@acme.example", "ada"),
        ("user", "Lin Chen", "lin"),
        ("text", "on", "on"),
        ("text", "10:30", "10:30"),
        ("date", "2026-12-24", "2026-12-24"),
        ("labels", "[a, b]", ["a", "b"]),
    ],
)
def test_a_required_field_gets_its_value_by_name(
    team: Team,
    kind: Kind,
    setting: str,
    expected: object,
) -> None:
    team.jira.build.field("Team of it", kind, options=["Platform", "Payments"])
    team.jira.build.require("OPS", "Task", "Team of it")
    configured(team, f"fields: {{team of IT: {setting}}}")
    incident(team)

    assert whys(team.sync()) == []

    (review,) = team.ours("review")
    told = value(team, review, "Team of it")
    assert (list(told) if isinstance(told, tuple) else told) == expected


def test_a_long_text_is_written_as_the_site_takes_it(team: Team) -> None:
    field = team.jira.build.field("Impact", "textarea")
    team.jira.build.require("OPS", "Task", "Impact")
    configured(team, 'fields: {Impact: "**Bad** for `{{ subject.key }}`, {{ title }}"}')
    key = incident(team)
    team.sync()

    (review,) = team.ours("review")
    text = team.issue(review).fields[field.id]
    read = team.dress.read(text, lambda _, shown: shown)
    assert [line.text for line in read] == [f"**Bad** for `{key}`, Review: It broke"]


def test_values_are_made_from_the_subject_also_for_what_follows(team: Team) -> None:
    team.jira.build.field("Area", "select", options=["payments", "none"])
    team.jira.build.field("Where", "text")
    for field in ("Area", "Where"):
        team.jira.build.require("OPS", "Task", field)
    configured(
        team,
        "fields:",
        "  Area: \"{{ subject.labels | first | default('none') }}\"",
        '  Where: "{{ subject.kind }} {{ subject.key }}"',
    )
    key = incident(team, "payments")
    team.sync()
    (review,) = team.ours("review")
    team.hold(review, gap("First", owner=OWNER))
    team.sync()
    (ticket,) = team.ours("checklist")

    for one in (review, ticket):
        assert value(team, one, "Area") == "payments"
        assert value(team, one, "Where") == f"incident {key}"


def test_a_sprint_has_no_labels_and_a_name(team: Team) -> None:
    team.jira.build.field("Area", "text")
    team.jira.build.require("OPS", "Task", "Area")
    words = "{{ subject.kind }} {{ subject.title }} {{ subject.labels | length }}"
    configured(team, f'fields: {{Area: "{words}"}}')
    sprint = team.jira.build.sprint(team.board, "Sprint 46")
    team.jira.person("ada").start_sprint(sprint)
    team.later(days=1)
    team.jira.person("ada").close_sprint(sprint)
    team.sync()

    (review,) = team.ours("review")
    assert value(team, review, "Area") == "sprint Sprint 46 0"


@pytest.mark.parametrize(
    ("kind", "setting", "told"),
    [
        ("text", '"{{ subject.labels | first }}"', "has no value for this subject"),
        ("text", '"{{ subject.owner }}"', "has no value for this subject"),
        ("text", '"{{ subject."', "can not be read"),
        ("number", "three", 'the field "Area" takes a number, not "three"'),
        ("user", "Nobody Known", "nobody in OPS can be meant by Nobody Known"),
        ("select", "Nonsense", "Area"),
    ],
)
def test_a_value_that_can_not_be_made_is_told_with_the_fields_name(
    team: Team, kind: Kind, setting: str, told: str
) -> None:
    team.jira.build.field("Area", kind, options=["payments"])
    team.jira.build.require("OPS", "Task", "Area")
    configured(team, f"fields: {{Area: {setting}}}")
    incident(team)

    (why,) = whys(team.sync())

    assert told in why
    assert "None" not in why
    assert team.ours("review") == []


def test_a_required_field_without_a_value_is_named_and_what_to_write(
    team: Team,
) -> None:
    team.jira.build.field("Root cause area", "select", options=["payments"])
    team.jira.build.require("OPS", "Task", "Root cause area")
    incident(team)

    (why,) = whys(team.sync())

    assert "Root cause area" in why
    assert "customfield" not in why
    assert "trackers.ops.fields" in why
    configured(team, "fields: {Root cause area: payments}")
    assert whys(team.sync()) == []
    assert len(team.ours("review")) == 1


def test_a_field_of_no_such_name_is_asked_about(team: Team) -> None:
    team.jira.build.field("Root cause area", "text")
    configured(team, "fields: {Root cause aera: payments}")
    incident(team)

    (why,) = whys(team.sync())

    assert 'there is no field "Root cause aera" on this site' in why
    assert 'did you mean "Root cause area"?' in why


# --- types and sub-tasks --------------------------------------------------------------


def test_what_we_make_has_the_types_that_the_team_wants(team: Team) -> None:
    configured(team, "types: {review: Story, inherent: Bug}")
    incident(team)
    team.sync()
    (review,) = team.ours("review")
    team.hold(
        review,
        gap("First", owner=OWNER),
        gap("A limit", "inherent", owner=OWNER, due="2027-01-01"),
    )
    team.sync()

    keys = (review, *team.ours("constraint"), *team.ours("checklist"))
    types = [team.jira.state.types[team.issue(key).type].name for key in keys]
    assert types == ["Story", "Bug", "Task"]


def test_write_backs_can_be_sub_tasks_of_their_review(team: Team) -> None:
    configured(team, "sub_tasks: yes")
    incident(team)
    team.sync()
    (review,) = team.ours("review")
    team.hold(review, gap("First", owner=OWNER), gap("Second", owner=OWNER))
    assert team.sync().problems == ()

    tickets = [team.issue(key) for key in team.ours("checklist")]
    assert {one.fields["parent"] for one in tickets} == {team.issue(review).id}
    assert {team.jira.state.types[one.type].subtask for one in tickets} == {True}
    assert team.does() == []
    assert [row.owner for row in team.report().write_backs] == [OWNER] * 2


def test_incidents_are_chosen_by_any_query(team: Team) -> None:
    team.configure(
        'jql: "issuetype = Incident"',
        'jql: "labels = outage AND priority in (High, Highest)"',
    )
    lin = team.jira.person("lin")
    keys = [
        lin.open("OPS", title, labels=labels, priority=priority)
        for title, labels, priority in (
            ("Theirs", ["outage"], "High"),
            ("Too small", ["outage"], "Low"),
            ("Another", [], "High"),
        )
    ]
    for key in keys:
        lin.close(key)
    team.sync()

    titles = [team.issue(key).summary for key in team.ours("review")]
    assert titles == ["Review: Theirs"]
