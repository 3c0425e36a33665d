"""Queries of GraphQL: what they answer, and how they fail in part."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
from github import Github

from tests.fakes.github import GitHub
from tests.fakes.github.clients import ask, query
from tests.fakes.github.conftest import HOME
from tests.fakes.github.graphql import TYPES
from tests.fakes.github.specs import graphql_schema
from tests.fakes.github.values import Iteration, PullRequest

STATES = """
query States($ids: [ID!]!) {
  nodes(ids: $ids) {
    id
    ... on Issue {
      number title state closedAt
      reason: stateReason(enableDuplicate: true)
      author { __typename login }
      timelineItems(itemTypes: [CLOSED_EVENT], first: 1) {
        nodes { ... on ClosedEvent { createdAt actor { login } stateReason } }
      }
    }
  }
  rateLimit { cost remaining }
}
"""


def node(github: GitHub, ref: str) -> str:
    return github.issue(ref).node


def test_many_issues_are_read_at_once(github: GitHub) -> None:
    ada = github.person("ada")
    first, second = ada.open(HOME, "One"), ada.open(HOME, "Two")
    ada.close(second, "duplicate", duplicate_of=first)
    ids = [node(github, first), node(github, second)]
    data = query(github, STATES, ids=ids)["data"]

    assert [one["state"] for one in data["nodes"]] == ["OPEN", "CLOSED"]
    assert [one["reason"] for one in data["nodes"]] == [None, "DUPLICATE"]
    assert data["nodes"][1]["timelineItems"]["nodes"] == [
        {
            "createdAt": "2026-11-20T09:00:00Z",
            "actor": {"login": "ada"},
            "stateReason": "DUPLICATE",
        }
    ]
    assert data["rateLimit"] == {"cost": 1, "remaining": 4_999}


def test_a_missing_node_is_null_beside_an_error(github: GitHub) -> None:
    ref = github.person("ada").open(HOME, "One")
    ids = [node(github, ref), "I_kwDOffff"]
    answer = query(github, STATES, ids=ids)

    assert [one and one["number"] for one in answer["data"]["nodes"]] == [1, None]
    (error,) = answer["errors"]
    assert (error["type"], error["path"]) == ("NOT_FOUND", ["nodes", 1])


def test_a_token_without_permission_is_forbidden_node_by_node(github: GitHub) -> None:
    ref = github.person("ada").open("acme/secret", "One")
    other = github.person("ada").open(HOME, "Two")
    github.build.token("ada", "github_pat_1", kind="fine-grained", issues="none")
    ids = [node(github, ref), node(github, other)]
    answer = query(github, STATES, "github_pat_1", ids=ids)

    assert [one and one["title"] for one in answer["data"]["nodes"]] == [None, "Two"]
    assert [one["type"] for one in answer["errors"]] == ["FORBIDDEN"]


def test_more_than_a_hundred_nodes_are_refused(github: GitHub) -> None:
    answer = query(github, STATES, ids=["I_kwDO1"] * 101)

    assert answer["data"] is None
    assert answer["errors"][0]["type"] == "ARGUMENT_LIMIT"
    assert query(github, STATES, ids=["I_kwDO1"] * 100)["data"] is not None


def test_the_limit_is_an_error_with_status_200(github: GitHub) -> None:
    github.limits.use_up("ghp_ada", "graphql")
    answer = query(github, "{ viewer { login } }")

    assert answer["errors"][0]["type"] == "RATE_LIMITED"
    assert "data" not in answer


FIELDS = """
fragment Person on Actor { login ... on User { name } }
query All($owner: String!, $name: String!, $more: Boolean = true) {
  repository(owner: $owner, name: $name) {
    nameWithOwner
    issues(first: 2, orderBy: {field: CREATED_AT, direction: DESC}, states: [OPEN]) {
      totalCount
      pageInfo { hasNextPage endCursor }
      edges { cursor node { number } }
    }
    one: issue(number: 1) {
      databaseId fullDatabaseId url body lastEditedAt authorAssociation
      author { ...Person }
      editor { ...Person }
      assignees(first: 5) { nodes { login } }
      labels(first: 5) { nodes { name color } }
      milestone { title number }
      issueType { name }
      parent { number }
      subIssues(first: 5) { totalCount nodes { number } }
      duplicateOf { ... on Issue { number } }
      stateReason
      comments(last: 1) { totalCount nodes { body author { login } } }
      timelineItems(last: 3) { nodes { __typename } }
      repository @include(if: $more) { id }
      title @skip(if: $more)
    }
  }
  viewer { login }
}
"""


def test_everything_about_an_issue(github: GitHub) -> None:
    github.build.milestone(HOME, "Sprint 1")
    ada, bot = github.person("ada"), github.person("acme-bot[bot]")
    ref = ada.open(
        HOME,
        "One",
        "Text",
        labels=["incident"],
        assignees=["lin"],
        milestone=1,
        type="Incident",
    )
    child = ada.open(HOME, "Two")
    ada.open(HOME, "Pull", pull_request=PullRequest())
    ada.open(HOME, "Three")
    ada.open(HOME, "Four")
    ada.add_sub_issue(ref, child)
    bot.comment(ref, "Noted.")
    ada.edit(ref, body="Other text")
    ada.close(ref, "duplicate", duplicate_of=child)
    answer = query(github, FIELDS, owner="acme", name="platform")
    assert "errors" not in answer
    repository = answer["data"]["repository"]

    assert repository["issues"]["totalCount"] == 3
    assert [one["node"]["number"] for one in repository["issues"]["edges"]] == [5, 4]
    assert repository["issues"]["pageInfo"]["hasNextPage"] is True
    one = repository["one"]
    assert one["databaseId"] is None  # it does not fit into 32 bits
    assert one["fullDatabaseId"] == str(github.issue(ref).id)
    assert one["author"] == {"login": "ada", "name": None}
    assert one["assignees"]["nodes"] == [{"login": "lin"}]
    assert one["labels"]["nodes"] == [{"name": "incident", "color": "ededed"}]
    assert one["milestone"] == {"title": "Sprint 1", "number": 1}
    assert one["issueType"] == {"name": "Incident"}
    assert one["subIssues"] == {"totalCount": 1, "nodes": [{"number": 2}]}
    assert one["duplicateOf"] == {"number": 2}
    assert one["stateReason"] == "NOT_PLANNED"  # unless duplicates are asked for
    assert one["comments"]["nodes"] == [
        {"body": "Noted.", "author": {"login": "acme-bot"}}
    ]
    assert [x["__typename"] for x in one["timelineItems"]["nodes"]] == [
        "IssueComment",
        "ClosedEvent",
        "MarkedAsDuplicateEvent",
    ]
    assert "repository" in one
    assert "title" not in one


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("issues { totalCount }", "MISSING_PAGINATION_BOUNDARIES"),
        ("issues(first: 101) { totalCount }", "EXCESSIVE_PAGINATION"),
        ('issues(first: 1, after: "x") { totalCount }', "INVALID_CURSOR_ARGUMENTS"),
        ("issue(number: 77) { id }", "NOT_FOUND"),
    ],
)
def test_what_github_refuses(github: GitHub, text: str, kind: str) -> None:
    within = f'{{ repository(owner: "acme", name: "platform") {{ {text} }} }}'

    assert query(github, within)["errors"][0]["type"] == kind


def test_pages_of_issues_follow_their_cursors(github: GitHub) -> None:
    github.build.fill(HOME, 25)
    text = """
    query Page($after: String, $since: DateTime) {
      repository(owner: "acme", name: "platform") {
        issues(first: 10, after: $after, filterBy: {since: $since},
               orderBy: {field: UPDATED_AT, direction: ASC}) {
          nodes { number } pageInfo { hasNextPage endCursor }
        }
      }
    }"""
    seen: list[int] = []
    after, more = None, True
    while more:
        data = query(github, text, after=after, since="2026-11-20T08:40:00Z")["data"]
        issues = data["repository"]["issues"]
        seen += [one["number"] for one in issues["nodes"]]
        after, more = issues["pageInfo"]["endCursor"], issues["pageInfo"]["hasNextPage"]

    assert seen == list(range(6, 26))


def test_milestones_and_their_issues(github: GitHub) -> None:
    github.build.milestone(HOME, "Sprint 1", closed_at=github.clock())
    github.person("ada").open(HOME, "One", milestone=1)
    text = """{ repository(owner: "acme", name: "platform") {
      milestones(first: 5, states: [CLOSED]) { nodes {
        title state closedAt issues(first: 5) { nodes { number } } } } } }"""
    (sprint,) = query(github, text)["data"]["repository"]["milestones"]["nodes"]

    assert (sprint["title"], sprint["state"]) == ("Sprint 1", "CLOSED")
    assert sprint["issues"]["nodes"] == [{"number": 1}]


BOARD = """
query Board($owner: String!, $number: Int!) {
  organization(login: $owner) { projectV2(number: $number) {
    title
    fields(first: 20) { nodes {
      ... on ProjectV2FieldCommon { name dataType }
      ... on ProjectV2IterationField { configuration {
        iterations { id title startDate duration }
        completedIterations { id title startDate duration } } } } }
    items(first: 50) { nodes {
      type
      content { ... on Issue { number } ... on DraftIssue { title } }
      fieldValues(first: 20) { nodes {
        ... on ProjectV2ItemFieldIterationValue { title iterationId
          field { ... on ProjectV2IterationField { name } } }
        ... on ProjectV2ItemFieldSingleSelectValue { name } } } } } } }
}
"""


def board(github: GitHub) -> None:
    project = github.build.project("acme", 12)
    field = github.build.iterations(
        project,
        "Iteration",
        Iteration(id="i1", title="One", start=date(2026, 11, 2), duration=14),
        Iteration(id="i2", title="Two", start=date(2026, 11, 16), duration=14),
    )
    status = github.build.options(project, "Status", "Todo", "Done")
    ada = github.person("ada")
    item = github.build.item(project, ada.open(HOME, "It broke"))
    ada.plan(project, item, field, "i1")
    ada.plan(project, item, status, "done")
    github.build.item(project, draft="An idea")


def values(data: dict[str, Any]) -> list[Any]:
    items = data["organization"]["projectV2"]["items"]["nodes"]
    return [[v for v in item["fieldValues"]["nodes"] if v] for item in items]


def test_a_board_shows_iterations_and_entries(github: GitHub) -> None:
    board(github)
    data = query(github, BOARD, owner="acme", number=12)["data"]
    fields = data["organization"]["projectV2"]["fields"]["nodes"]
    iterations = fields[1]["configuration"]

    assert [one["name"] for one in fields] == ["Title", "Iteration", "Status"]
    assert [one["id"] for one in iterations["completedIterations"]] == ["i1"]
    assert [one["id"] for one in iterations["iterations"]] == ["i2"]
    assert values(data) == [
        [
            {"title": "One", "iterationId": "i1", "field": {"name": "Iteration"}},
            {"name": "Done"},
        ],
        [],
    ]


def test_an_iteration_is_over_when_its_last_day_has_passed(github: GitHub) -> None:
    board(github)
    github.clock.advance(timedelta(days=10))
    data = query(github, BOARD, owner="acme", number=12)["data"]
    iterations = data["organization"]["projectV2"]["fields"]["nodes"][1]
    completed = iterations["configuration"]["completedIterations"]

    assert [one["id"] for one in completed] == ["i2", "i1"]


@pytest.mark.parametrize(
    ("token", "kind"),
    [
        ({"kind": "fine-grained", "projects": "none"}, "FORBIDDEN"),
        ({"scopes": ("repo",)}, "INSUFFICIENT_SCOPES"),
    ],
)
def test_a_board_needs_a_permission(
    github: GitHub, token: dict[str, object], kind: str
) -> None:
    board(github)
    github.build.token("ada", "other", **token)
    answer = query(github, BOARD, "other", owner="acme", number=12)

    assert answer["errors"][0]["type"] == kind
    assert answer["data"] == {"organization": {"projectV2": None}}


def test_pygithub_asks_too(github: GitHub, client: Github) -> None:
    ref = github.person("ada").open(HOME, "One")
    ids = [node(github, ref)]
    _, data = client.requester.graphql_query(STATES, {"ids": ids})

    assert data["data"]["nodes"][0]["title"] == "One"
    (entry,) = github.log.of("POST", "/graphql")
    assert (entry.points, entry.primary) == (1, 1)


def test_nobody_asks_nothing(github: GitHub) -> None:
    address = f"{github.root}/graphql"

    assert ask(github, "POST", address, None, body={"query": "{x}"}).status == 401


def test_an_unknown_field_is_answered_and_held_against_the_test(github: GitHub) -> None:
    answer = query(github, "{ viewer { nonsense } }")

    assert "nonsense" in answer["errors"][0]["message"]
    assert "data" not in answer
    assert len(github.honesty.take()) == 1


@pytest.mark.parametrize(
    "text",
    ["{ viewer { login }", "{ viewer }", "query ($a: Int!) { viewer { login } }"],
)
def test_a_query_that_is_none_has_errors_only(github: GitHub, text: str) -> None:
    assert set(query(github, text)) == {"errors"}
    github.honesty.take()


# `Edge` stands for the edges of all connections.
@pytest.mark.parametrize("name", sorted({*TYPES} - {"Edge"}))
def test_every_field_is_in_githubs_schema(name: str) -> None:
    schema = graphql_schema()
    if schema is None:
        pytest.skip("there is no shared folder with GitHub's schema")
    kind: Any = schema.type_map[name]

    assert set(TYPES[name].fields) - set(kind.fields) == set()
    known = {one.name for one in kind.interfaces}
    unions = {
        other.name
        for other in schema.type_map.values()
        if any(one.name == name for one in getattr(other, "types", ()))
    }
    assert TYPES[name].interfaces - known - unions == set()
