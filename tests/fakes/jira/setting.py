"""`fields` and `update` of a request, against a screen: values, or errors by field."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from typing import Any

from .call import Call
from .reading import Reading, Wrong, off_screen
from .state import Project
from .values import Field, Issue
from .wire import Refusal

VERBS = {
    "labels": {"add", "remove", "set"},
    "multiselect": {"add", "remove", "set"},
    "links": {"add"},
}
NEEDS = {
    "assignee": "ASSIGN_ISSUES",
    "duedate": "SCHEDULE_ISSUES",
    "issuelinks": "LINK_ISSUES",
}
"""Fields that are as good as absent from the screen for those who may not."""


@dataclass(slots=True)
class Problems:
    """What is wrong with a request."""

    errors: dict[str, str] = field(default_factory=dict)
    messages: list[str] = field(default_factory=list)

    def refuse(self, status: int = 400) -> None:
        """Say it.

        Raises:
            Refusal: there is something.
        """
        if self.errors or self.messages:
            raise Refusal(status, *self.messages, errors=self.errors)


@dataclass(slots=True)
class Settings:
    """What a request asks for."""

    values: dict[str, Any] = field(default_factory=dict)
    comments: list[dict[str, Any]] = field(default_factory=list)
    links: list[tuple[str, Issue, bool]] = field(default_factory=list)
    """Type, the other issue, and whether that is the outward end."""


class Setter:
    """Reads a request's `fields` and `update`.

    Args:
        call: the request.
        home: the project.
        screen: the ids of the fields that can be set.
        before: what the fields hold, for `add` and `remove`.
    """

    def __init__(
        self,
        call: Call,
        home: Project,
        screen: Collection[str],
        before: Mapping[str, Any],
    ) -> None:
        self._call = call
        self._home = home
        self._screen = screen
        self._before = before
        self.reading = Reading(call.state, home, call.request.version)
        self.problems = Problems()
        self.settings = Settings()

    def read(self, data: Mapping[str, Any]) -> Settings:
        """Everything; what is wrong is in `problems`."""
        fields, update = data.get("fields") or {}, data.get("update") or {}
        if not isinstance(fields, dict) or not isinstance(update, dict):
            raise Refusal(400, "Can not instantiate value of type from JSON")
        for name, value in fields.items():
            if name in update:
                text = "The field cannot be set in both 'fields' and 'update'."
                self.problems.errors[name] = text
            else:
                self._field(name, [{"set": value}])
        for name, steps in update.items():
            if name not in fields:
                self._field(name, steps)
        return self.settings

    def _field(self, name: str, steps: Any) -> None:  # noqa: ANN401
        try:
            if name == "comment":
                self._comments(steps)
                return
            known = self._call.state.fields.get(name)
            if known is None or not self._may(known):
                raise Wrong(off_screen(name))
            for step in steps:
                self._step(known, *next(iter(step.items())))
        except Wrong as wrong:
            self.problems.errors[name] = str(wrong)

    def _may(self, known: Field) -> bool:
        permission = NEEDS.get(known.id)
        if permission and not self._call.may(permission, self._home):
            return False
        return known.id in self._screen

    def _step(self, known: Field, verb: str, sent: Any) -> None:  # noqa: ANN401
        if verb not in VERBS.get(known.kind, {"set", "edit"}) and (
            known.kind != "links" or verb != "set"
        ):
            raise Wrong(f"Field '{known.id}' does not support operation '{verb}'")
        if known.kind == "links":
            self._link(sent)
            return
        if verb in {"set", "edit"}:
            self.settings.values[known.id] = self.reading.value(known, sent)
            return
        now = self.settings.values.get(known.id, self._before.get(known.id)) or ()
        one = self._one(known, sent)
        rest = tuple(x for x in now if x != one)
        both = tuple(now) if one in now else (*now, one)
        self.settings.values[known.id] = both if verb == "add" else rest

    def _one(self, known: Field, sent: Any) -> str:  # noqa: ANN401
        if known.kind == "labels":
            return self.reading.label(sent)
        return self.reading.option(known, sent)

    def _comments(self, steps: list[dict[str, Any]]) -> None:
        if not self._call.may("ADD_COMMENTS", self._home):
            raise Wrong(off_screen("comment"))
        for step in steps:
            body = self.reading.text(step["add"].get("body"))
            self.settings.comments.append({"body": body})

    def _link(self, sent: Any) -> None:  # noqa: ANN401
        """One link to an issue that is there: `add` in `update.issuelinks`."""
        if not isinstance(sent, dict):
            raise Wrong("Operation value must be an object")
        kind = find_type(self._call, sent.get("type") or {})
        end = "outwardIssue" if "outwardIssue" in sent else "inwardIssue"
        named = sent.get(end) or {}
        other = self._call.state.issue(str(named.get("key") or named.get("id")))
        if other is None or not self._call.state.sees(self._call.viewer.name, other):
            raise Wrong(
                f"Issue '{named.get('key') or named.get('id')}' does not exist."
            )
        self.settings.links.append((kind, other, end == "outwardIssue"))


def find_type(call: Call, sent: dict[str, Any]) -> str:
    """The id of the type of links that is meant.

    Raises:
        Wrong: there is none.
    """
    for one in call.state.link_types.values():
        if sent.get("id") == one.id or sent.get("name") == one.name:
            return one.id
    named = sent.get("name") or sent.get("id")
    raise Wrong(f"No issue link type with name '{named}' found.")


def carry_out(call: Call, issue: Issue, settings: Settings) -> None:
    """What was asked beside the values: comments and links."""
    for comment in settings.comments:
        call.changes.comment(call.state.issues[issue.id].newest, call.who, **comment)
    for kind, other, outward in settings.links:
        here = call.state.issues[issue.id].newest
        source, target = (here, other) if outward else (other, here)
        call.changes.link(kind, source, target, call.who)
