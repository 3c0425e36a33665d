"""The JSON that others build on: as its schemas say, and as docs/json.md shows it."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from typing import Any

import pytest
from jsonschema import Draft202012Validator

from afteraction.applying import Ended, Result
from afteraction.bootstrap import open_site, read_config
from afteraction.domain.tickets import Role
from afteraction.plan import Does
from afteraction.sync import Synced, sync
from afteraction.sync_words import sync_json
from tests.cli.place import INCIDENT, NEXT_DAY, WEEKS_LATER, Place
from tests.cli.shell import Ran
from tests.engine.house import filled, gap
from tests.guards.repository import ROOT

DOCS = ROOT / "docs"
PAGE = DOCS / "json.md"
EXAMPLE = re.compile(
    r"(?P<before><!-- example: (?P<name>[^>]+) -->\n```json\n).*?(?P<after>```)",
    re.DOTALL,
)
RESULTS = (
    "check",
    "review lint",
    "adopt",
    "ledger rebuild",
    "ledger forget",
    "init",
    "error",
)


def _schema(name: str) -> dict[str, Any]:
    found: dict[str, Any] = json.loads((DOCS / name).read_text("utf-8"))
    Draft202012Validator.check_schema(found)
    return found


def validator(command: str) -> Draft202012Validator:
    """Of what a command prints."""
    if command in {"sync", "report"}:
        schema = _schema(f"{command}.schema.json")
    else:
        whole = _schema("results.schema.json")
        schema = {"$ref": f"#/$defs/{command}", "$defs": whole["$defs"]}
    formats = Draft202012Validator.FORMAT_CHECKER
    return Draft202012Validator(schema, format_checker=formats)


def valid(command: str, ran: Ran) -> dict[str, Any]:
    """What a command printed, once it was found to be as its schema says."""
    assert ran.out.isascii()
    found: dict[str, Any] = json.loads(ran.out)
    validator(command).validate(found)
    return found


# --- as the schemas say --------------------------------------------------------------


@pytest.mark.parametrize("dry_run", [True, False])
def test_sync(place: Place, dry_run: bool) -> None:
    """With all that a person does wrong, and a file that is in the way."""
    options = ("--format", "json", *(("--dry-run",) if dry_run else ()))
    place.write("0042", INCIDENT)
    place.write("review-0042", "my own notes")
    valid("sync", place.run("sync", *options))
    place.run("sync")
    place.hold("review-0041", gap("No check"), gap("No owner", owner=""))
    place.now = NEXT_DAY

    found = valid("sync", place.run("sync", *options))

    does = {change["does"] for change in found["plan"]}
    assert does == {"edit", "write-back", "remark", "open-review"}
    assert [one["ref"] for one in found["problems"]] == ["notes:review-0042"]
    outcomes = {result["outcome"] for result in found["results"]}
    assert outcomes == (set() if dry_run else {"done", "refused"})
    if not dry_run:
        keys = [[entry["key"] for entry in found[k]] for k in ("plan", "results")]
        assert keys[0] == keys[1]
        assert len(set(keys[0])) == len(keys[0])


@pytest.mark.parametrize("ended", Ended)
def test_every_outcome(place: Place, ended: Ended) -> None:
    with open_site(read_config(place.path("afteraction.yml"))) as site:
        from datetime import datetime

        synced = sync(site, datetime.fromisoformat(place.now), dry_run=True)
    results = tuple(Result(one, ended, "", "a reason") for one in synced.plan.changes)
    told = Synced(synced.plan, results, (), (("github", 12),))

    assert results
    validator("sync").validate(json.loads(json.dumps(sync_json(told))))


def test_too_many_at_once(place: Place) -> None:
    found = valid("sync", place.run("sync", "--at-most", "0", "--format", "json"))

    assert [one["ref"] for one in found["problems"]] == ["subjects.at_most"]


def test_report(place: Place) -> None:
    valid("report", place.run("report", "--format", "json"))
    place.run("sync")
    place.hold("review-0041", gap("No check"), gap("No owner", owner=""))
    place.run("sync", now=NEXT_DAY)

    found = valid("report", place.run("report", "--format", "json", now=WEEKS_LATER))

    assert len(found["write_backs"]) == 1


def test_the_rest(place: Place) -> None:
    json_ = ("--format", "json")
    place.run("sync")
    place.write("broken", "no front matter")

    valid("check", place.run("check", *json_))
    valid("review lint", place.run("review", "lint", "notes:review-0041", *json_))
    valid("adopt", place.run("adopt", "notes:review-0041", *json_))
    valid("ledger rebuild", place.run("ledger", "rebuild", *json_))
    valid("ledger forget", place.run("ledger", "forget", "notes:review-0041", *json_))
    valid("init", place.run("init", "--config", "other/a.yml", *json_))


@pytest.mark.parametrize(
    "arguments",
    [
        ["sync", "--wait", "x"],
        ["sync", "--config", "nowhere.yml"],
        ["review", "lint", "notes:nothing"],
        ["adopt", "notes:0041"],
        ["ledger", "forget", "notes:0041"],
        ["init"],
    ],
    ids=" ".join,
)
def test_errors(place: Place, arguments: list[str]) -> None:
    ran = place.run(*arguments, "--format", "json")

    assert (ran.code, ran.err) == (2, "")
    valid("error", ran)


# --- the schemas themselves ----------------------------------------------------------


def test_they_know_every_word_of_ours() -> None:
    of_sync = _schema("sync.schema.json")["$defs"]
    of_results = _schema("results.schema.json")["$defs"]

    assert set(of_sync["change"]["properties"]["does"]["enum"]) == set(Does)
    assert set(of_sync["result"]["properties"]["outcome"]["enum"]) == set(Ended)
    assert set(of_results["adopt"]["properties"]["role"]["enum"]) == set(Role)
    assert {*of_results} - {"text", "problem"} == set(RESULTS)


def _objects(schema: object) -> Iterator[dict[str, Any]]:
    """Every place that describes an object with keys of its own."""
    if isinstance(schema, dict):
        if isinstance(schema.get("properties"), dict):
            yield schema
        for child in schema.values():
            yield from _objects(child)


@pytest.mark.parametrize("name", ["sync.schema.json", "results.schema.json"])
def test_they_are_strict(name: str) -> None:
    found = list(_objects(_schema(name)))

    assert len(found) >= 4
    for each in found:
        assert each["additionalProperties"] is False
        assert sorted(each["required"]) == sorted(each["properties"])


def test_every_command_with_a_format_is_described() -> None:
    import click

    from afteraction.cli.main import COMMANDS, afteraction

    found = set()
    for name in COMMANDS:
        command = afteraction.get_command(click.Context(afteraction), name)
        inner = command.commands if isinstance(command, click.Group) else {"": command}
        for part, one in inner.items():
            if one and any(parameter.name == "format_" for parameter in one.params):
                found.add(f"{name} {part}".strip())

    assert found == {"sync", "report", *RESULTS} - {"error"}


# --- the page ------------------------------------------------------------------------


def _examples(place: Place) -> Iterator[tuple[str, Ran]]:
    json_ = ("--format", "json")
    place.edit("afteraction.yml", "Chen, handles: {notes: lin}", "Chen")
    yield "sync --dry-run", place.run("sync", "--dry-run", *json_)
    place.run("sync")
    place.write("draft.md", filled(gap("No check", owner="Ada and Lin")))
    yield "review lint", place.run("review", "lint", "draft.md", *json_)
    place.hold("review-0041", gap("No check before a deploy"))
    place.now = NEXT_DAY
    place.write("0042", INCIDENT.replace("09:12:00Z", "09:12:00"))
    yield "sync", place.run("sync", *json_)
    yield "ledger rebuild", place.run("ledger", "rebuild", *json_)
    place.path("0042").unlink()
    yield "report", place.run("report", *json_)
    yield "check", place.run("check", *json_)
    yield "adopt", place.run("adopt", "notes:review-0041", *json_)
    yield "ledger forget", place.run("ledger", "forget", "notes:review-0041", *json_)
    place.edit("afteraction.yml", "Europe/Berlin", "Europe/Berln")
    yield "error", place.run("sync", *json_)
    for name in ("afteraction.yml", ".afteraction/.gitignore"):
        place.path(name).unlink()
    yield "init", place.run("init", *json_)


def test_the_examples_on_the_page(place: Place, pytestconfig: pytest.Config) -> None:
    """`pytest --snapshot-update` writes them anew, as it does with snapshots."""
    made = dict(_examples(place))
    page = PAGE.read_text("utf-8")
    renewed = EXAMPLE.sub(
        lambda m: m["before"] + made[m["name"]].out + m["after"], page
    )
    if pytestconfig.getoption("update_snapshots"):
        PAGE.write_text(renewed, "utf-8", newline="\n")

    assert sorted(m["name"] for m in EXAMPLE.finditer(page)) == sorted(made)
    assert PAGE.read_text("utf-8") == renewed
    for name, ran in made.items():
        valid("sync" if name.startswith("sync") else name, ran)
