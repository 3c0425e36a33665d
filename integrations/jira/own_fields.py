"""The fields that a project wants beside ours: their values, from the settings.

A value stands there, or is made from the subject: `{{ subject.labels | first }}`. Its
form follows from what the field holds: options, people, numbers.
https://developer.atlassian.com/cloud/jira/platform/rest/v3/api-group-issue-fields/
"""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import suppress
from functools import cached_property
from math import isfinite
from typing import Any

from jinja2 import StrictUndefined, Template, TemplateError
from jinja2.sandbox import SandboxedEnvironment

from afteraction.domain.inert import inert
from afteraction.domain.tickets import Sprint, Ticket
from afteraction.errors import Refused
from afteraction.tracker import Draft
from afteraction.wording import nearest, quoted

from .accounts import Accounts
from .site import Site
from .wire import Field

_LONG = ":textarea"
_FORMS = {
    "option": "value",
    "priority": "name",
    "version": "name",
    "component": "name",
    "group": "name",
    "issuelink": "key",
}
"""What has options is set by an object with this key."""


class OwnFields:
    """The values of a project's own fields."""

    def __init__(self, site: Site, accounts: Accounts) -> None:
        """Nothing is asked where no fields are configured."""
        self._site = site
        self._accounts = accounts
        self._templates = SandboxedEnvironment(undefined=StrictUndefined)

    def values(self, draft: Draft) -> dict[str, Any]:
        """What a new issue gets, by the fields' ids.

        Raises `Refused` when a value can not be made, or the site has no such field.
        """
        told = {"subject": _told(draft.subject), "title": inert(draft.title)}
        return {
            self.field(name).id: self._formed(
                self.field(name), self._made(name, value, told)
            )
            for name, value in self._site.settings.fields.items()
        }

    def known(self, name: str) -> Any:  # noqa: ANN401 - JSON
        """The value of a field as far as it is known without a subject; else None.

        Raises `Refused` when it can not be made for any subject.
        """
        value = self._site.settings.fields[name]
        if self._depends(name, value):
            for kind in ("incident", "sprint"):
                told = {**_told(None), "kind": kind}
                self._made(name, value, {"subject": told, "title": ""})
            return None
        return self._formed(self.field(name), self._made(name, value, {}))

    def _depends(self, name: str, value: object) -> bool:
        """Whether there is a template in a value. Raises `Refused` for a wrong one."""
        match value:
            case Mapping():
                return self._depends(name, list(value.values()))
            case list() | tuple():
                found = [self._depends(name, one) for one in value]  # read all of them
                return any(found)
            case _:
                return self._template(name, str(value)) is not None

    def field(self, name: str) -> Field:
        """The field of this name, or id. Raises `Refused` when there is none."""
        found = self._by_name.get(name.casefold())
        if found is None:
            near = nearest(name, [field.name for field in self._site.fields])
            ask = f"did you mean {quoted(near)}?" if near else "look it up in Jira"
            raise Refused(
                f"there is no field {quoted(name)} on this site",
                f"correct trackers.{self._site.name}.fields; {ask}",
            )
        return found

    @cached_property
    def _by_name(self) -> Mapping[str, Field]:
        """By name and id; of two fields of one name the site's own one counts."""
        named = {field.name.casefold(): field for field in reversed(self._site.fields)}
        return {**named, **{field.id.casefold(): field for field in self._site.fields}}

    def _made(self, name: str, value: object, told: Mapping[str, Any]) -> object:
        """A value with all its templates filled in."""
        match value:
            case Mapping():
                return {key: self._made(name, one, told) for key, one in value.items()}
            case list() | tuple():
                return [self._made(name, one, told) for one in value]
            case _:
                return self._rendered(name, str(value), told)

    def _rendered(self, name: str, text: str, told: Mapping[str, Any]) -> str:
        template = self._template(name, text)
        if template is None:
            return text
        try:
            return template.render(told).strip()
        except TemplateError as error:
            subject = told.get("subject") or {}
            what = f"has no value for this subject ({_which(subject)})"
            wrong = self._wrong(name, what, error)
            raise Refused(
                wrong.message,
                f"{wrong.hint}, so that it has one for all, as in"
                " {{ subject.labels | first | default('none') }}",
            ) from error

    def _template(self, name: str, text: str) -> Template | None:
        """A text as a template; None where it is none."""
        if "{{" not in text and "{%" not in text:
            return None
        try:
            return self._templates.from_string(text)
        except TemplateError as error:
            raise self._wrong(name, "can not be read", error) from error

    def _wrong(self, name: str, what: str, error: TemplateError) -> Refused:
        return Refused(
            f"the template of the field {quoted(name)} {what}: {error.message}",
            f"correct trackers.{self._site.name}.fields.{name}",
        )

    def _formed(self, field: Field, value: object) -> Any:  # noqa: ANN401 - JSON
        """A value in the form that its field takes; what is formed already stays."""
        schema = field.schema
        if schema.type == "array":
            values = value if isinstance(value, list) else [value]
            return [self._single(schema.items, field, one) for one in values]
        return self._single(schema.type, field, value)

    def _single(self, holds: str, field: Field, value: object) -> Any:  # noqa: ANN401
        if not isinstance(value, str):
            return value
        if holds in _FORMS:
            return {_FORMS[holds]: value}
        if holds == "user":
            return self._site.dress.person(self._accounts.account(value))
        if holds == "number":
            return _number(field, value)
        if field.schema.custom.endswith(_LONG) or field.id == "environment":
            return self._site.dress.written(value)
        return value


def _which(subject: Mapping[str, Any]) -> str:
    kind = subject.get("kind") or "one that is not told of"
    return kind if subject.get("labels") else f"{kind} without labels"


def _number(field: Field, text: str) -> float:
    with suppress(ValueError):
        number = float(text)
        if isfinite(number):
            return number
    raise Refused(
        f"the field {quoted(field.name)} takes a number, not {quoted(text)}",
        "correct it under fields",
    )


def _told(subject: Ticket | Sprint | None) -> dict[str, Any]:
    """What templates know of a subject; all of it does nothing where it will stand."""
    if isinstance(subject, Ticket):
        return {
            "key": subject.key,
            "title": inert(subject.title),
            "labels": list(subject.labels),
            "type": subject.issue_type or "",
            "url": subject.url,
            "kind": "incident",
        }
    if isinstance(subject, Sprint):
        return {
            "key": subject.key,
            "title": inert(subject.name),
            "labels": [],
            "type": "",
            "url": subject.url,
            "kind": "sprint",
        }
    return {"key": "", "title": "", "labels": [], "type": "", "url": "", "kind": ""}
