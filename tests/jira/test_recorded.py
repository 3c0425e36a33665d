"""What real Jiras said, recorded by others, and what we make of it.

It lies outside of the project (see `tests.fakes.jira.specs`): where it is absent, these
tests are skipped.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import UTC, datetime
from functools import cache
from typing import Any

import pytest

from afteraction.errors import Refused, Unreachable
from afteraction.integrations.jira import tickets, transitions, wire, wire_agile
from afteraction.integrations.jira.answers import meaning
from afteraction.integrations.jira.helpings import Reader
from afteraction.integrations.jira.history import day_of
from afteraction.network.outcomes import Answer, Denied, Limited
from tests.fakes.jira.specs import shared
from tests.unit.integrations.jira.told import whose

Json = dict[str, Any]
NOW = datetime(2026, 11, 18, 9, tzinfo=UTC)
LEAST = {"summary", "status", "created", "updated"}


@cache
def recordings() -> tuple[tuple[str, Any], ...]:
    """Every recording in JSON, by its path."""
    folder = shared() / "samples" / "jira"
    found: list[tuple[str, Any]] = []
    for file in sorted(folder.rglob("*")):
        if not file.is_file():
            continue
        try:
            found.append((str(file.relative_to(folder)), json.loads(file.read_text())))
        except ValueError:
            continue  # Some are no JSON, and meant to be none.
    return tuple(found) or pytest.skip(f"there are no recordings at {folder}")


def recorded(name: str) -> Any:  # noqa: ANN401 - JSON
    return dict(recordings())[name]


def parts(told: object) -> Iterator[Json]:
    """Every object that is anywhere in an answer."""
    if isinstance(told, dict):
        yield told
    for one in told.values() if isinstance(told, dict) else told or ():  # type: ignore[attr-defined]
        if isinstance(one, dict | list):
            yield from parts(one)


def with_keys(*keys: str) -> list[Json]:
    return [
        part
        for _, told in recordings()
        for part in parts(told)
        if set(keys) <= set(part)
    ]


def moment(text: str | None) -> datetime | None:
    return datetime.fromisoformat(text).astimezone(UTC) if text else None


def issues() -> list[Json]:
    found = with_keys("id", "key", "fields") + with_keys("key", "fields")
    told = {json.dumps(one, sort_keys=True): one for one in found}
    return [one for one in told.values() if set(one["fields"]) >= LEAST]


def test_recorded_issues_are_read_without_loss() -> None:
    read = Reader().issue
    found = 0
    for told in issues():
        fields = told["fields"]
        issue = read(json.dumps({"id": "1", **told}).encode())
        cloud = not isinstance(fields.get("description"), str)
        ticket = tickets.ticket(issue, whose(cloud=cloud), None)

        assert (ticket.key, ticket.title) == (told["key"], fields["summary"])
        assert ticket.labels == tuple(fields.get("labels") or ())
        assert ticket.opened == moment(fields["created"])
        assert wire.utc(issue.fields.updated) == moment(fields["updated"])
        category = fields["status"].get("statusCategory", {}).get("key")
        assert (ticket.closed is not None) == (category == "done")
        assert ticket.due == day_of(fields.get("duedate"))
        who = fields.get("assignee")
        name = who and (who.get("displayName") or who.get("name"))
        assert ticket.assignee == name
        links = fields.get("issuelinks") or []
        assert len(issue.fields.issuelinks) == len(links)
        found += 1
    assert found > 4


def test_recorded_texts_say_the_same_words() -> None:
    """Signs may be escaped and blank space go; no word is lost."""
    read = Reader().issue
    found = 0
    for told in issues():
        text = told["fields"].get("description")
        if not text:
            continue
        issue = read(json.dumps({"id": "1", **told}).encode())
        cloud = not isinstance(text, str)
        lines = tickets.body_of(issue, whose(cloud=cloud)).lines
        shown = "".join("\n".join(line.text for line in lines).split())
        bare = shown.replace("\\", "")
        words = text.split() if isinstance(text, str) else list(_words(text))
        plain = [one for one in words if one.isalnum()]
        assert [one for one in plain if one not in bare] == []
        found += bool(plain)
    assert found > 1


def _words(node: Json) -> Iterator[str]:
    for part in parts(node):
        if isinstance(part.get("text"), str):
            yield from part["text"].split()


def test_recorded_comments() -> None:
    told = [one for one in with_keys("body", "author", "created") if "id" in one]

    assert told
    for one in told:
        cloud = not isinstance(one["body"], str)
        said = tickets.said(wire.comment(json.dumps(one).encode()), whose(cloud=cloud))
        assert (said.id, said.at) == (one["id"], moment(one["created"]))
        author = one["author"]
        assert said.author == (author.get("displayName") or author["name"])
        assert said.mark is None


def test_recorded_sprints() -> None:
    told = [one for one in with_keys("state", "id", "name") if "startDate" in one]

    assert len(told) > 3
    for one in told:
        sprint = wire_agile.sprint(json.dumps(one).encode())
        assert (sprint.id, sprint.name) == (one["id"], one["name"])
        assert sprint.state == one["state"]
        assert sprint.start_date == moment(one["startDate"])
        assert sprint.complete_date == moment(one.get("completeDate"))


def test_recorded_fields_statuses_and_sites() -> None:
    for name in ("go-jira/all_fields.json", "jira-cli/fields.json"):
        told = recorded(name)
        fields = wire.fields(json.dumps(told).encode())
        assert [one.name for one in fields] == [one["name"] for one in told]
    statuses = json.dumps(recorded("go-jira/all_statuses.json")).encode()
    assert all(one.id and one.name for one in wire.statuses(statuses))
    site = wire.site(json.dumps(recorded("jira-cli/serverinfo.json")).encode())
    assert site.deployment_type == "Cloud"


def test_recorded_transitions_lead_somewhere() -> None:
    told = json.dumps(recorded("go-jira/transitions.json")).encode()
    ways = transitions._ways(told).transitions
    assert ways
    assert all(way.id and way.name for way in ways)


@pytest.mark.parametrize(
    ("name", "kind"),
    [
        ("jira-cloud-200-authenticated-failed-2026", Unreachable),
        ("jira-cloud-401-client-must-be-authenticated", Unreachable),
        ("jira-cloud-410-search-2025-08", Refused),
        ("jira-cloud-410-search-headers-2025-12", Refused),
        ("jira-cloud-429-html-2020-2022", Limited),
        ("jira-dc-429-tomcat-html-2024", Limited),
    ],
)
def test_recorded_refusals(name: str, kind: type[object]) -> None:
    file = shared() / "samples" / "errors" / f"{name}.json"
    if not file.is_file():
        pytest.skip(f"there are no quoted errors at {file}")
    told = json.loads(file.read_text("utf-8"))
    headers = {key.lower(): text for key, text in told["headers"].items()}
    body = told["body"]
    data = body.encode() if isinstance(body, str) else json.dumps(body).encode()

    outcome = meaning(Answer(told["status"], headers, data), NOW)

    found = outcome.error if isinstance(outcome, Denied) else outcome
    assert type(found) is kind
