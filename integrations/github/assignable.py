"""Who can be given an issue: one is looked up by REST, several at once by GraphQL.

https://docs.github.com/en/rest/issues/assignees#check-if-a-user-can-be-assigned
https://docs.github.com/en/graphql/reference/objects#repository (`assignableUsers`)
"""

from __future__ import annotations

import json
from collections.abc import Collection, Iterator, Sequence
from urllib.parse import quote

import msgspec
from msgspec import Raw, Struct, field

from afteraction.errors import Gone, Unreachable

from . import wire
from .queries import Error
from .repository import Repository

MOST = 20
"""People in one query, each with everybody whose name is like theirs."""
_ALIKE = 100


class _User(Struct):
    login: str = ""


class _More(Struct, rename="camel"):
    has_next_page: bool = False


class _Users(Struct, rename="camel"):
    """Those whose login or name has the asked one in it."""

    nodes: list[_User | None] = []
    page_info: _More = field(default_factory=_More)


class _Data(Struct):
    node: dict[str, Raw] | None = None


class _Answer(Struct):
    data: _Data | None = None
    errors: list[Error] = []


_answer = msgspec.json.Decoder(_Answer).decode
_users = msgspec.json.Decoder(_Users).decode


class Assignable:
    """Knows, once a process, who can be given issues of one repository."""

    def __init__(self, repository: Repository) -> None:
        """Nothing is asked before it is needed."""
        self._repo = repository
        self._known: dict[str, bool] = {}

    def among(self, handles: Collection[str]) -> frozenset[str]:
        """Those of `handles` who can be given an issue."""
        unknown = [one for one in dict.fromkeys(handles) if one not in self._known]
        if len(unknown) > 1:
            for start in range(0, len(unknown), MOST):
                self._ask(unknown[start : start + MOST])
        return frozenset(handle for handle in handles if self._is(handle))

    def _is(self, handle: str) -> bool:
        if handle not in self._known:
            path = f"{self._repo.path}/assignees/{quote(handle)}"
            try:
                self._repo.client.get(path, wire.nothing)
                self._known[handle] = True
            except Gone:
                self._known[handle] = False
        return self._known[handle]

    def _ask(self, handles: Sequence[str]) -> None:
        """Look several up; who is one of very many alike is left to be asked for."""
        variables = {"repository": self._repo.where.ids[1]}
        answer = self._repo.client.graphql(_query(handles), variables, _answer)
        found = answer.data.node if answer.data else None
        if found is None:
            words = next((error.words for error in answer.errors), Error().words)
            raise Unreachable(
                f"GitHub did not say who can be given issues: {words}",
                "try again later: nothing was lost",
            )
        for at, handle in enumerate(handles):
            users = _users(found[f"p{at}"])
            logins = {user.login.casefold() for user in users.nodes if user}
            if handle.casefold() in logins:
                self._known[handle] = True
            elif not users.page_info.has_next_page:
                self._known[handle] = False


def _query(handles: Sequence[str]) -> str:
    return (
        "query($repository: ID!) { node(id: $repository) { ... on Repository {\n"
        + "\n".join(_asked(handles))
        + "\n} } }"
    )


def _asked(handles: Sequence[str]) -> Iterator[str]:
    for at, handle in enumerate(handles):
        yield (
            f"p{at}: assignableUsers(first: {_ALIKE}, query: {json.dumps(handle)})"
            " { nodes { login } pageInfo { hasNextPage } }"
        )
