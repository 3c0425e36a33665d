"""JQL: what each clause finds, and what Jira says of what it can not read."""

from __future__ import annotations

from datetime import timedelta

import pytest

from tests.fakes.jira import Jira
from tests.fakes.jira.access import Viewer
from tests.fakes.jira.jql import Search
from tests.fakes.jira.wire import Refusal


@pytest.fixture
def full(cloud: Jira) -> Jira:
    """Four issues, an hour apart: OPS-1 the oldest."""
    ada = cloud.person("ada")
    ada.open("OPS", "Payments time out", type="Incident", labels=["a", "b"])
    cloud.clock.advance(timedelta(hours=1))
    key = ada.open("OPS", "Raise the limit", "Of the pool.", assignee="lin")
    ada.close(key, "Won't Do")
    cloud.clock.advance(timedelta(hours=1))
    ada.open("PAY", "Check the gateway", labels=["a"], due="2026-12-01")
    cloud.clock.advance(timedelta(hours=1))
    ada.transition(ada.open("OPS", "Write it down", type="Story"), "In Progress")
    ada.link("OPS-1", "Relates", "OPS-2")
    return cloud


def find(jira: Jira, jql: str, who: str = "ada") -> list[str]:
    viewer = Viewer(jira.build.user(who))
    found = Search(jira.state, viewer).find(jql)
    return sorted(jira.state.key(one) for one in found)


# The clock stood at 09:00 UTC, 10:00 in ada's zone, when OPS-1 was made.
@pytest.mark.parametrize(
    ("jql", "keys"),
    [
        ("", "OPS-1 OPS-2 OPS-3 PAY-1"),
        ("project = OPS", "OPS-1 OPS-2 OPS-3"),
        ("project = operations", "OPS-1 OPS-2 OPS-3"),
        ("project in (OPS, PAY) and type = Incident", "OPS-1"),
        ("issuetype != Incident", "OPS-2 OPS-3 PAY-1"),
        ('status = "in progress"', "OPS-3"),
        ("statusCategory = Done", "OPS-2"),
        ("statusCategory in (new, indeterminate)", "OPS-1 OPS-3 PAY-1"),
        ("resolution is EMPTY", "OPS-1 OPS-3 PAY-1"),
        ("resolution = Unresolved", "OPS-1 OPS-3 PAY-1"),
        ('resolution = "Won\'t Do"', "OPS-2"),
        ("resolution != Done", "OPS-2"),
        ("labels = a", "OPS-1 PAY-1"),
        ("labels in (b, c)", "OPS-1"),
        ("labels != b", "PAY-1"),
        ("labels not in (b)", "PAY-1"),
        ("labels is EMPTY", "OPS-2 OPS-3"),
        ("labels is not empty", "OPS-1 PAY-1"),
        ("labels = empty or labels = b", "OPS-1 OPS-2 OPS-3"),
        ("key = OPS-1", "OPS-1"),
        ("issuekey in (ops-1, PAY-1)", "OPS-1 PAY-1"),
        ("id in (10001, 10003)", "OPS-1 PAY-1"),
        ("not project = OPS", "PAY-1"),
        ("!(labels = a or status = Done)", "OPS-3"),
        ("labels = a && project = PAY || type = Story", "OPS-3 PAY-1"),
        ("labels = b or labels = a and project = PAY", "OPS-1 PAY-1"),
        ("assignee = currentUser()", ""),
        ('assignee = "Lin Chen"', "OPS-2"),
        ("assignee is EMPTY", "OPS-1 OPS-3 PAY-1"),
        ("due <= 2026-12-01", "PAY-1"),
        ("duedate < 2026-12-01", ""),
        ("created >= -90m", "OPS-3 PAY-1"),
        ('created >= "-1h 30m"', "OPS-3 PAY-1"),
        ("updated >= 1795168800000", "OPS-1 OPS-2 OPS-3 PAY-1"),
        ("created >= 1795168800000", "OPS-2 OPS-3 PAY-1"),
        ("created > 1795168800000", "OPS-3 PAY-1"),
        ('created >= "2026-11-20 11:00"', "OPS-2 OPS-3 PAY-1"),
        ('created < "2026/11/20 11:00"', "OPS-1"),
        ('created >= "2026-11-20"', "OPS-1 OPS-2 OPS-3 PAY-1"),
        ("created >= 2026-11-21", ""),
        ("created <= now()", "OPS-1 OPS-2 OPS-3 PAY-1"),
        ("resolved >= -1d", "OPS-2"),
        ("resolved is EMPTY", "OPS-1 OPS-3 PAY-1"),
        ('summary ~ "time out"', "OPS-1"),
        ("text ~ pool", "OPS-2"),
        ("text !~ pool and project = OPS", "OPS-1 OPS-3"),
        ('issue in linkedIssues("OPS-1")', "OPS-2"),
        ("project = OPS ORDER BY updated DESC, key", "OPS-1 OPS-2 OPS-3"),
    ],
)
def test_a_query_finds(full: Jira, jql: str, keys: str) -> None:
    assert find(full, jql) == keys.split()


def test_times_are_in_the_zone_of_the_account(full: Jira) -> None:
    jql = 'created >= "2026-11-20 11:00"'

    assert len(find(full, jql, "ada")) == 3
    assert len(find(full, jql, "robot")) == 2


def test_a_moved_issue_is_found_by_its_old_key(full: Jira) -> None:
    full.person("ada").move("OPS-1", "PAY")

    assert find(full, "key = OPS-1") == ["PAY-2"]
    assert find(full, "key = PAY-2") == ["PAY-2"]


def test_a_field_of_ones_own_is_asked_for(full: Jira) -> None:
    team = full.build.field("Team area", "select", options=["Platform"])
    value = {team.id: team.options[0].id}
    full.person("ada").edit("OPS-1", **value)
    number = team.id.removeprefix("customfield_")

    assert find(full, '"Team area" = Platform') == ["OPS-1"]
    assert find(full, f"cf[{number}] is not EMPTY") == ["OPS-1"]


def test_the_order_is_kept(full: Jira) -> None:
    viewer = Viewer(full.build.user("ada"))

    def order(jql: str) -> list[str]:
        found = Search(full.state, viewer).find(jql)
        return [full.state.key(one) for one in found]

    assert order("order by created") == ["OPS-1", "OPS-2", "PAY-1", "OPS-3"]
    assert order("order by created desc")[0] == "OPS-3"
    assert order("order by project desc, key asc")[0] == "PAY-1"
    assert order("") == ["OPS-3", "PAY-1", "OPS-2", "OPS-1"]


VALID = (
    "The valid operators are '=', '!=', '<', '>', '<=', '>=', '~', '!~', 'IN', "
    "'NOT IN', 'IS' and 'IS NOT'."
)
NO_VALUE = (
    "Expecting either a value, list or function but got 'or'. "
    "You must surround 'or' in quotation marks to use it as a value."
)
NO_CHARACTER = (
    "The character '@' is a reserved JQL character. "
    "You must enclose it in a string or use the escape '\\u0040' instead."
)


def refusal(jira: Jira, jql: str) -> list[str]:
    with pytest.raises(Refusal) as refused:
        find(jira, jql)
    assert refused.value.status == 400
    return refused.value.messages


@pytest.mark.parametrize(
    ("jql", "text", "line", "character"),
    [
        ("type Bug", f"Expecting operator but got 'Bug'. {VALID}", 1, 6),
        (
            "project = OPS\nand status",
            f"Expecting operator before the end of the query. {VALID}",
            2,
            11,
        ),
        ("project = OPS a", "Expecting either 'OR' or 'AND' but got 'a'.", 1, 15),
        ("project = or", NO_VALUE, 1, 11),
        ("project = a@b", NO_CHARACTER, 1, 12),
        ("fixed = 1.5", NO_CHARACTER.replace("@", ".").replace("0040", "002e"), 1, 10),
        ('text ~ "a', "The quoted string 'a' has not been completed.", 1, 8),
        ("(key = OPS-1", "Expecting ')' before the end of the query.", 1, 13),
        ("key in (OPS-1", "Expecting ')' or ',' but got the end of the query.", 1, 14),
        ("key = OPS-1 order", "Expecting 'BY' after 'ORDER'.", 1, 18),
    ],
)
def test_what_is_not_well_formed_is_refused_with_its_place(
    full: Jira, jql: str, text: str, line: int, character: int
) -> None:
    place = f"(line {line}, character {character})"

    assert refusal(full, jql) == [f"Error in the JQL Query: {text} {place}"]


@pytest.mark.parametrize(
    ("jql", "text"),
    [
        (
            "milk = 1",
            "Field 'milk' does not exist or you do not have permission to view it.",
        ),
        ("project = NO", "The value 'NO' does not exist for the field 'project'."),
        ("type = NO", "The value 'NO' does not exist for the field 'type'."),
        ("key = OPS-9", "An issue with key 'OPS-9' does not exist for field 'key'."),
        ("labels > a", "The operator '>' is not supported by the 'labels' field."),
        ("summary = a", "The operator '=' is not supported by the 'summary' field."),
        (
            "labels in a",
            (
                "Operator 'in' does not support the non-list value '\"a\"' for field "
                "'labels'."
            ),
        ),
        ("labels = milk()", "Unable to find JQL function 'milk()'."),
        ("order by milk", "Not able to sort using field 'milk'."),
    ],
)
def test_what_is_not_there_is_refused(full: Jira, jql: str, text: str) -> None:
    assert refusal(full, jql) == [text]


@pytest.mark.parametrize("when", ["2026-11-20T09:00:00Z", "yesterday", "20.11.2026"])
def test_a_time_that_is_none_is_refused(full: Jira, when: str) -> None:
    with pytest.raises(Refusal, match="Valid formats include: 'yyyy/MM/dd HH:mm'"):
        find(full, f'updated >= "{when}"')


def test_all_that_is_wrong_is_told_at_once(full: Jira) -> None:
    assert len(refusal(full, "project = NO and milk = 1")) == 2
