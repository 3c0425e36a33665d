"""The two dresses of Jira: Cloud, with documents (ADF), and Data Center, with markup.

Pure. What differs in a text and in how a person is named; what differs in the requests
is `search`'s. Both read as the same Markdown.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any, Final, Protocol

import msgspec

from afteraction.domain.tickets import Line, LineEdit
from afteraction.network.unreadable import UNREADABLE

from . import (
    adf_editing,
    adf_reading,
    adf_writing,
    wiki_editing,
    wiki_reading,
    wiki_writing,
)
from .wiki_editing import Change

Name = Callable[[str, str], str]
"""From an account and the text shown to how that person stands in Markdown."""
Text = Any
"""A text as Jira takes it: a document, or markup."""

MOST: Final = 32_767
"""Characters in a text; Cloud counts those of the whole document in JSON.

https://confluence.atlassian.com/jirakb/what-is-the-maximum-length-of-jira-fields
"""


class Dress(Protocol):
    """What a site wears."""

    @property
    def cloud(self) -> bool:
        """Whether it is Jira Cloud."""

    @property
    def api(self) -> str:
        """Where its REST API is."""

    def read(self, text: Text, name: Name) -> tuple[Line, ...]:
        """A text as Markdown."""

    def written(self, markdown: str) -> Text:
        """Markdown as a text."""

    def edited(self, text: Text, edits: Sequence[LineEdit], name: Name) -> Text:
        """A text with other lines. Raises `ValueError` with a plain sentence."""

    def below(self, head: Sequence[str], text: Text) -> Text:
        """A text with more lines above it, each a paragraph."""

    def size(self, text: Text) -> int:
        """How much of `MOST` it takes."""

    def person(self, account: str) -> dict[str, str]:
        """Somebody, as a field wants it."""


class Cloud:
    """Jira Cloud: REST version 3."""

    cloud = True
    api = "/rest/api/3"

    def read(self, text: Text, name: Name) -> tuple[Line, ...]:
        return adf_reading.read(text if isinstance(text, dict) else None, name)

    def written(self, markdown: str) -> Text:
        return adf_writing.written(markdown)

    def edited(self, text: Text, edits: Sequence[LineEdit], name: Name) -> Text:
        return adf_editing.edited(text if isinstance(text, dict) else {}, edits, name)

    def below(self, head: Sequence[str], text: Text) -> Text:
        above = self.written("\n\n".join(head))
        if not isinstance(text, dict):
            return above
        inside = text.get("content") or []
        return {**text, "content": [*above["content"], *inside]}

    def size(self, text: Text) -> int:
        return len(msgspec.json.encode(text).decode())

    def person(self, account: str) -> dict[str, str]:
        return {"accountId": account}


class DataCenter:
    """Jira Data Center: REST version 2."""

    cloud = False
    api = "/rest/api/2"

    def read(self, text: Text, name: Name) -> tuple[Line, ...]:
        return wiki_reading.read(
            text if isinstance(text, str) else None, _by_name(name)
        )

    def written(self, markdown: str) -> Text:
        return wiki_writing.written(markdown)

    def edited(self, text: Text, edits: Sequence[LineEdit], name: Name) -> Text:
        changes = [Change(e.line.anchor, e.text, e.where) for e in edits]
        old = text if isinstance(text, str) else ""
        return wiki_editing.edited(old, changes, _by_name(name))

    def below(self, head: Sequence[str], text: Text) -> Text:
        above = self.written("\n\n".join(head))
        if not isinstance(text, str) or not text.strip():
            return above
        end = "\r\n" if "\r\n" in text else "\n"
        return end.join([*above.split("\n"), "", text])

    def size(self, text: Text) -> int:
        return len(text)

    def person(self, account: str) -> dict[str, str]:
        return {"name": account}


def _by_name(name: Name) -> Callable[[str], str]:
    """Markup has a user's name and nothing else: `[~ada]`."""
    return lambda user: name(user, f"@{user}")


def decoded(raw: msgspec.Raw) -> Text:
    """A text out of an answer; None where there is none, or nobody can read it."""
    try:
        return msgspec.json.decode(raw)
    except UNREADABLE:
        return None


def markdown(lines: Sequence[Line]) -> str:
    """The text of lines."""
    return "\n".join(line.text for line in lines)
