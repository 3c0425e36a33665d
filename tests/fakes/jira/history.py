"""What a change says in an issue's history: ids beside the words that people read."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from .state import State
from .texts import plain
from .values import Change

HISTORY_NAMES = {"parent": "Parent"}


class Words:
    """Values of fields as a history writes them."""

    def __init__(self, state: State) -> None:
        self._state = state

    def between(
        self, before: Mapping[str, Any], after: Mapping[str, Any]
    ) -> list[Change]:
        """One change for each field whose value is another one."""
        names = dict.fromkeys([*before, *after])
        return [
            self.change(name, before.get(name), after.get(name))
            for name in names
            if (before.get(name) or None) != (after.get(name) or None)
        ]

    def change(self, field_id: str, before: object, after: object) -> Change:
        """The change of one field."""
        field = self._state.fields[field_id]
        was, was_text = self._said(field.kind, before)
        now, now_text = self._said(field.kind, after)
        name = field.name if field.custom else HISTORY_NAMES.get(field_id, field_id)
        return Change(
            field=name,
            field_id=field_id,
            custom=field.custom,
            before=was,
            before_text=was_text,
            after=now,
            after_text=now_text,
        )

    def _said(self, kind: str, value: Any) -> tuple[str | None, str | None]:  # noqa: ANN401
        """The id and the words of a value."""
        match kind:
            case "textarea":
                return None, plain(value) or None
            case "labels":
                return None, " ".join(value or ())
            case "user":
                return self._user(value)
            case "sprint":
                return self._sprints(value or ())
            case "select" | "multiselect" | "priority" | "parent":
                return self._chosen(kind, value)
            case _:
                return None, None if value is None else str(value)

    def _chosen(self, kind: str, value: Any) -> tuple[str | None, str | None]:  # noqa: ANN401
        if value is None:
            return None, None
        if kind == "priority":
            return value, self._state.priorities[value].name
        if kind == "parent":
            issue = self._state.issues[value].newest
            return str(value), self._state.key(issue)
        names = {
            option.id: option.value
            for field in self._state.fields.values()
            for option in field.options
        }
        ids = [value] if isinstance(value, str) else list(value)
        return ",".join(ids), ",".join(names[one] for one in ids)

    def _user(self, name: str | None) -> tuple[str | None, str | None]:
        user = self._state.user(name)
        if user is None:
            return None, None
        return (user.account_id if self._state.cloud else user.key), user.display

    def _sprints(self, ids: tuple[int, ...]) -> tuple[str, str]:
        names = [self._state.sprints[one].name for one in ids]
        return ", ".join(map(str, ids)), ", ".join(names)
