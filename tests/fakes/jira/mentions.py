"""Whom a text mentions, and so sends a mail to.

A mention is `[~name]` in wiki markup, outside of `{code}` and `{noformat}` and without
a backslash; in a document it is a node of its own, and the same letters in a text are
but letters.
"""

from __future__ import annotations

import re
from typing import Any

from .state import State
from .values import Text

QUOTED = re.compile(r"\{(code|noformat)(?::[^}]*)?\}.*?\{\1\}", re.DOTALL)
MENTION = re.compile(r"(?<!\\)\[~(?:accountid:)?([^\]\s]+)\]")


def mentioned(state: State, text: Text) -> set[str]:
    """The names of the accounts that a text mentions."""
    if isinstance(text, dict):
        found = {user for one in _ids(text) if (user := state.account(one))}
    else:
        bare = QUOTED.sub("", text or "")
        found = {user for one in MENTION.findall(bare) if (user := state.user(one))}
    return {user.name for user in found}


def _ids(node: dict[str, Any]) -> set[str]:
    inside = {one for child in node.get("content", []) for one in _ids(child)}
    if node.get("type") == "mention":
        inside.add(str(node["attrs"]["id"]))
    return inside


def tell(state: State, issue: int, before: Text, after: Text) -> None:
    """Remember who is told now and was not before."""
    for name in sorted(mentioned(state, after) - mentioned(state, before)):
        state.mentions.append((name, issue))
