"""The fields by which issues are made: those that want a value, ours, and the team's.

https://developer.atlassian.com/cloud/jira/platform/rest/v3/api-group-issues/#api-rest-api-3-issue-createmeta-projectidorkey-issuetypes-issuetypeid-get
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from afteraction.domain.kinds import Kind
from afteraction.errors import Refused
from afteraction.settings import nearest, quoted
from afteraction.tracker import Advice

from .checkup_rights import ASSIGN, CREATE, LINK, SCHEDULE
from .checkup_types import MadeType, types_made
from .looked_at import LookedAt, listed
from .own_fields import OwnFields
from .wire import Field
from .wire_setup import Allowed, ScreenField

_GIVEN: Final = frozenset(
    (
        *("project", "issuetype", "summary", "description", "labels"),
        *("assignee", "duedate", "issuelinks", "parent", "reporter"),
    )
)
"""What a new issue gets from us, or from Jira itself."""
_NEEDED: Final = {"labels": "Labels", "description": "Description"}
"""Without these nothing of ours can be made, or known again."""
_WISHES: Final = {
    "assignee": ("Assignee", ASSIGN, "owners stand in texts instead"),
    "duedate": ("Due date", SCHEDULE, "due dates stand in texts instead"),
    "issuelinks": ("Linked Issues", LINK, "links stand in texts instead"),
}
"""What is done without: name, the permission it takes, and what happens then."""
_EXAMPLES: Final = {
    "user": "ada@acme.example",
    "number": "1",
    "date": "2026-12-01",
    "datetime": "2026-12-01T09:00:00.000+0000",
}
"""A value to show, by what a field holds."""
_PLAIN: Final = re.compile(r"\w[\w ./()+@-]*")
"""What YAML needs no quotes for."""


@dataclass(frozen=True, slots=True)
class Own:
    """A field that the configuration gives a value."""

    name: str
    """As it stands there."""
    field: Field
    value: Any
    """In Jira's form; None where it is made from the subject."""


def fields(looked: LookedAt) -> Iterator[Advice]:
    """Whether an issue of each type can be made, and with all that we tell of it."""
    own: list[Own] = []
    yield from _configured(looked, own)
    if CREATE in looked.missing:
        return  # Jira shows no screens then
    for made in types_made(looked):
        yield from _of_type(looked, made, own)


def _configured(looked: LookedAt, own: list[Own]) -> Iterator[Advice]:
    """Put what can be used into `own`, and tell of what can not."""
    read = OwnFields(looked.project.site, looked.project.accounts)
    for name in looked.settings.fields:
        field, value = None, None
        try:
            field = read.field(name)
            value = read.known(name)
        except Refused as error:
            yield looked.wrong(error.message, error.hint)
        if field is not None:  # a wrong value is one all the same
            own.append(Own(name, field, value))


def _of_type(looked: LookedAt, made: MadeType, own: list[Own]) -> Iterator[Advice]:
    screen = {one.id: one for one in looked.screen(made.type)}
    said = [
        *_required(looked, made, screen, own),
        *_ours(looked, made, screen),
        *_theirs(looked, made, screen, own),
    ]
    if all(one.ok for one in said):
        yield looked.fine(
            f"issues of type {made.type.name} can be made in {looked.where}"
        )
    yield from said


# --- what must have a value -----------------------------------------------------------


def _required(
    looked: LookedAt,
    made: MadeType,
    screen: Mapping[str, ScreenField],
    own: Sequence[Own],
) -> Iterator[Advice]:
    known = {*_GIVEN, *(one.field.id for one in own)}
    for number, one in screen.items():
        if not one.required or one.has_default_value:
            continue
        if number not in known:
            yield looked.wrong(
                f"each {made.type.name} in {looked.where} must have a value for"
                f" {quoted(one.name)}, and none is configured",
                _how_to_fill(looked, one),
            )
        elif number == "duedate" and Kind.EXPERIMENT in made.kinds:
            yield looked.wrong(
                f"each {made.type.name} in {looked.where} must have a due date, and"
                " experiments have none",
                "let it stay empty there, or name another type under"
                f" {looked.setting}.types.experiment",
            )


def _how_to_fill(looked: LookedAt, one: ScreenField) -> str:
    values = [value.shown for value in one.allowed or () if value.shown]
    holds = one.schema.items or one.schema.type
    example = values[0] if values else _EXAMPLES.get(holds, "…")
    hint = (
        f"add under {looked.setting}: fields: {{{_yaml(one.name)}: {_yaml(example)}}}"
    )
    return f"{hint}; it can be {listed(values)}" if len(values) > 1 else hint


def _yaml(text: str) -> str:
    return text if _PLAIN.fullmatch(text) else json.dumps(text, ensure_ascii=False)


# --- what we tell of each issue -------------------------------------------------------


def _ours(
    looked: LookedAt, made: MadeType, screen: Mapping[str, ScreenField]
) -> Iterator[Advice]:
    where = f"the create screen of {made.type.name} in {looked.where}"
    for number, name in _NEEDED.items():
        if number not in screen:
            yield looked.wrong(
                f"{name} is not on {where}: nothing of ours can be made without",
                f"put it there ({looked.page('screens')})",
            )
    for number, (name, right, otherwise) in _WISHES.items():
        linked = number == "issuelinks" and made.below  # it has its parent
        if number not in screen and right not in looked.missing and not linked:
            yield looked.wrong(
                f"{name} is not on {where}: {otherwise}",
                f"put it there ({looked.page('screens')})",
            )


# --- what the team tells --------------------------------------------------------------


def _theirs(
    looked: LookedAt,
    made: MadeType,
    screen: Mapping[str, ScreenField],
    own: Sequence[Own],
) -> Iterator[Advice]:
    for one in own:
        shown = screen.get(one.field.id)
        if shown is None:
            yield _not_shown(looked, made, screen, one)
            continue
        wrong = _not_allowed(shown.allowed, one.value)
        if wrong is not None and shown.allowed is not None:
            values = [value.shown for value in shown.allowed]
            meant = nearest(wrong, values)
            yield looked.wrong(
                f"{quoted(wrong)} is no value of {quoted(shown.name)} for"
                f" {made.type.name} in {looked.where}",
                f"did you mean {meant}?" if meant else f"it can be {listed(values)}",
            )


def _not_shown(
    looked: LookedAt, made: MadeType, screen: Mapping[str, ScreenField], one: Own
) -> Advice:
    """Jira refuses an issue with a field that is not on the screen."""
    twin = next((x for x in screen.values() if x.name == one.field.name), None)
    if twin is not None:
        return looked.wrong(
            f"{one.name} is the name of several fields, and another one of them is"
            f" meant for {made.type.name} in {looked.where}",
            f"write {twin.id} instead under {looked.setting}.fields",
        )
    return looked.wrong(
        f"{one.name} is not on the create screen of {made.type.name} in"
        f" {looked.where}: Jira would refuse every one of ours",
        f"put it there ({looked.page('screens')}), or take it out of"
        f" {looked.setting}.fields",
    )


def _not_allowed(allowed: Sequence[Allowed] | None, value: Any) -> str | None:  # noqa: ANN401
    """What of a value in Jira's form is not among those that it allows."""
    for one in value if isinstance(value, list) else [value]:
        if allowed is None or not isinstance(one, Mapping):
            continue
        for key in ("id", "value", "name"):
            if key in one and str(one[key]) not in {
                str(getattr(each, key)) for each in allowed
            }:
                return str(one[key])
    return None
