"""Values of fields as clients send them, turned into what the state keeps.

Each kind has its form and its words of refusal, as users saw them.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date
from typing import Any

from .state import Project, State
from .texts import stored
from .values import Field, User

DOCUMENT = (
    "Operation value must be an Atlassian Document (see the Atlassian Document Format)"
)
LONGEST = 32_767
SUMMARY = 255


class Wrong(Exception):
    """A value will not do; says why, for the field's place in `errors`."""


class Reading:
    """Reads values for one project.

    Args:
        state: what there is.
        home: the project.
        version: of the API.
    """

    def __init__(self, state: State, home: Project, version: int) -> None:
        self._state = state
        self._home = home
        self._version = version
        self._kinds: dict[str, Callable[[Field, Any], Any]] = {
            "text": self._text,
            "textarea": self._rich,
            "number": self._number,
            "select": self._select,
            "multiselect": self._multiselect,
            "user": self._user,
            "date": self._date,
            "datetime": self._text,
            "labels": self._labels,
            "sprint": self._sprint,
            "priority": self._priority,
            "resolution": self._resolution,
            "parent": self._parent,
        }

    def value(self, field: Field, sent: object) -> Any:  # noqa: ANN401
        """What is kept of a value.

        Raises:
            Wrong: it is of the wrong form, or names what is not there.
        """
        if field.kind not in self._kinds:
            raise Wrong(off_screen(field.id))
        if sent is None:
            return () if field.kind in {"labels", "multiselect", "sprint"} else None
        return self._kinds[field.kind](field, sent)

    def text(self, sent: object) -> Any:  # noqa: ANN401
        """A rich text, as comments and descriptions have it.

        Raises:
            Wrong: it has the other version's form, or is too long.
        """
        if self._version == 3:
            if not isinstance(sent, dict) or sent.get("type") != "doc":
                raise Wrong(DOCUMENT)
            if len(str(sent)) > 4 * LONGEST:
                raise Wrong("CONTENT_LIMIT_EXCEEDED")
            return sent
        if not isinstance(sent, str):
            raise Wrong("Operation value must be a string")
        if len(sent) > LONGEST:
            raise Wrong(too_long(LONGEST))
        return stored(sent, cloud=self._state.cloud)

    def _rich(self, field: Field, sent: object) -> object:
        return self.text(sent)

    def _text(self, field: Field, sent: object) -> object:
        if not isinstance(sent, str):
            raise Wrong("Operation value must be a string")
        if field.id == "summary":
            return self._summary(sent)
        if len(sent) > SUMMARY:
            raise Wrong(too_long(SUMMARY))
        return sent

    def _summary(self, sent: str) -> str:
        if not sent.strip():
            raise Wrong("You must specify a summary of the issue.")
        if "\n" in sent or "\r" in sent:
            text = "The summary is invalid because it contains newline characters."
            raise Wrong(text)
        if len(sent) > SUMMARY:
            more = "can't exceed" if self._state.cloud else "must be less than"
            raise Wrong(f"Summary {more} {SUMMARY} characters.")
        return sent

    def _number(self, field: Field, sent: object) -> object:
        if isinstance(sent, bool) or not isinstance(sent, int | float):
            raise Wrong("Operation value must be a number")
        return sent

    def _date(self, field: Field, sent: object) -> object:
        if not isinstance(sent, str) or not re.fullmatch(r"\d{4}-\d\d-\d\d", sent):
            raise Wrong(f"Error parsing date string: {sent}")
        try:
            date.fromisoformat(sent)
        except ValueError:
            raise Wrong(f"Error parsing date string: {sent}") from None
        return sent

    def _labels(self, field: Field, sent: object) -> object:
        if not isinstance(sent, list) or not all(isinstance(x, str) for x in sent):
            raise Wrong("data was not an array")
        return tuple(dict.fromkeys(self.label(one) for one in sent))

    def label(self, sent: str) -> str:
        """One label.

        Raises:
            Wrong: it has spaces, or is too long.
        """
        if not isinstance(sent, str):
            raise Wrong("string expected at index 0")
        if re.search(r"\s", sent):
            raise Wrong(f"The label '{sent}' contains spaces which is invalid.")
        if len(sent) > SUMMARY:
            raise Wrong(f"The label '{sent}' exceeds the maximum length of {SUMMARY}.")
        return sent

    def _select(self, field: Field, sent: object) -> object:
        return self.option(field, sent)

    def _multiselect(self, field: Field, sent: object) -> object:
        if not isinstance(sent, list):
            raise Wrong("data was not an array")
        return tuple(self.option(field, one) for one in sent)

    def option(self, field: Field, sent: object) -> str:
        """The id of one of a field's options.

        Raises:
            Wrong: there is no such option.
        """
        if not isinstance(sent, dict):
            raise Wrong(f"Specify a valid 'id' or 'name' for {field.name}")
        for option in field.options:
            if sent.get("id") == option.id or sent.get("value") == option.value:
                return option.id
        if "value" in sent:
            raise Wrong(f"Option value '{sent['value']}' is not valid")
        raise Wrong(f"Option id '{sent.get('id', 'null')}' is not valid")

    def _user(self, field: Field, sent: object) -> object:
        if not isinstance(sent, dict):
            raise Wrong("data was not an object")
        user = self.person(sent)
        if user is not None and field.id == "assignee" and not self.assignable(user):
            shown = user.account_id if self._state.cloud else user.name
            raise Wrong(f"User '{shown}' cannot be assigned issues.")
        return user.name if user else None

    def person(self, sent: dict[str, Any]) -> User | None:
        """The account that is meant; None: nobody.

        Raises:
            Wrong: there is none, or it is named as the other dress does.
        """
        if not self._state.cloud:
            name = sent.get("name")
            found = self._state.user(name) if name else None
            if name and found is None:
                raise Wrong(f"User '{name}' does not exist.")
            return found
        account = sent.get("accountId", sent.get("id"))
        if account is None and ("name" in sent or "key" in sent):
            text = "'accountId' must be the only user identifying query parameter"
            raise Wrong(f"{text} in GDPR strict mode.")
        found = self._state.account(account) if account else None
        if account and found is None:
            raise Wrong(f"User '{account}' cannot be assigned issues.")
        return found

    def assignable(self, user: User) -> bool:
        """Whether an account can carry the project's issues."""
        return user.active and self._state.may(user.name, "ASSIGNABLE_USER", self._home)

    def _sprint(self, field: Field, sent: object) -> object:
        if isinstance(sent, bool) or not isinstance(sent, int):
            raise Wrong("Number value expected as the Sprint id.")
        if sent not in self._state.sprints:
            raise Wrong(f"Sprint with id '{sent}' does not exist.")
        return (sent,)

    def _priority(self, field: Field, sent: object) -> object:
        return self._among(self._state.priorities, "Priority", sent)

    def _resolution(self, field: Field, sent: object) -> object:
        return self._among(self._state.resolutions, "Resolution", sent)

    def _among(self, known: dict[str, Any], what: str, sent: object) -> str:
        if not isinstance(sent, dict):
            raise Wrong("data was not an object")
        for one in known.values():
            if sent.get("id") == one.id or sent.get("name") == one.name:
                return str(one.id)
        name = sent.get("name")
        if name is not None:
            raise Wrong(f"{what} name '{name}' is not valid")
        raise Wrong(f"{what} id '{sent.get('id')}' is not valid")

    def _parent(self, field: Field, sent: object) -> object:
        named = sent.get("key") or sent.get("id") if isinstance(sent, dict) else None
        found = self._state.issue(str(named)) if named else None
        if found is None:
            raise Wrong("Could not find issue by id or key.")
        return found.id


def off_screen(field: str) -> str:
    """The field is not there, or not on the screen: Jira does not tell which."""
    text = "It is not on the appropriate screen, or unknown."
    return f"Field '{field}' cannot be set. {text}"


def too_long(limit: int) -> str:
    """A text is longer than Jira takes."""
    text = "The entered text is too long. It exceeds the allowed limit of"
    return f"{text} {limit:,} characters."
