"""A tracker of which not even the identity is known, because it gave no answer.

It takes the real one's place for one run, so that the others go on (law 8).
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass
from typing import NoReturn

from afteraction.domain.tickets import Details, Sprint, SprintFacts, Ticket
from afteraction.errors import TrackerError
from afteraction.tracker import (
    Abilities,
    Advice,
    Created,
    Draft,
    Edit,
    Memory,
    NotCreated,
    Page,
    Problem,
    TextFile,
    Unknown,
)


@dataclass(frozen=True, slots=True)
class Absent:
    """Says `error` to everything that would need an answer."""

    name: str
    abilities: Abilities
    error: TrackerError

    @property
    def uid(self) -> str:
        return f"absent:{self.name}"

    @property
    def realm(self) -> str:
        return self.uid

    @property
    def requests(self) -> int | None:
        return None

    def lock(self, wait: float) -> AbstractContextManager[None]:
        self._say_no()

    def observe(self, memory: Memory) -> Iterator[Page]:
        self._say_no()

    def fetch(
        self, *, ids: Sequence[str] = (), keys: Sequence[str] = ()
    ) -> Iterator[Ticket | Sprint | Problem]:
        self._say_no()

    def details(self, ids: Sequence[str]) -> Iterator[Details | Problem]:
        self._say_no()

    def sprint_facts(self, sprint: Sprint) -> SprintFacts:
        self._say_no()

    def find(self, keys: Collection[str]) -> Iterator[Ticket]:
        self._say_no()

    def create(
        self, drafts: Sequence[Draft]
    ) -> Iterator[Created | NotCreated | Unknown]:
        self._say_no()

    def point(self, ticket_id: str, target: Ticket | Sprint, name: str) -> None:
        self._say_no()

    def edit(self, ticket_id: str, edit: Edit) -> Details:
        self._say_no()

    def read_file(self, path: str) -> TextFile:
        self._say_no()

    def change_file(self, path: str, before: str, after: str, why: str) -> None:
        self._say_no()

    def people(self, handles: Collection[str], memory: Memory) -> frozenset[str]:
        self._say_no()

    def mention(self, handle: str) -> str:
        return handle

    def link(self, target: Ticket | Sprint) -> str:
        return target.ref

    def locate(self, text: str) -> str | None:
        return None

    def key_at(self, address: str) -> str | None:
        return None

    def check(
        self,
        rules: Collection[tuple[str, ...]],
        labels: Collection[str],
        memory: Memory,
    ) -> Iterator[Advice]:
        self._say_no()

    def prepare(self, labels: Mapping[str, str]) -> Iterator[Advice]:
        self._say_no()

    def _say_no(self) -> NoReturn:
        raise self.error
