"""The GitHub tracker: the port, on one repository's issues.

Which promise becomes which requests; what answers mean is `answers`', how they read is
`wire`'s and `queries`'. What is written where, for people: docs/github.md.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager
from dataclasses import replace
from datetime import timedelta

from afteraction.around import Around
from afteraction.domain.labels import READY, carries
from afteraction.domain.tickets import Details, Sprint, SprintFacts, Ticket
from afteraction.network.one_at_a_time import held
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
    Readers,
    TextFile,
    Unknown,
)

from . import addresses
from .addresses import NUMBER, SPRINT
from .assignable import Assignable
from .checkup import advice
from .checkup_labels import made_labels
from .client import Client
from .files import Files
from .observing import Cursor, Watch
from .pace import Pace
from .repository import Repository
from .settings import GithubSettings
from .sprints import Sprints
from .writing import Writer

LAG = timedelta(seconds=60)
"""How long a list may hide what was created: copies of GitHub's database lag behind."""


class GithubTracker:
    """The issues of one repository as a tracker."""

    def __init__(
        self,
        name: str,
        settings: GithubSettings,
        around: Around,
        client: Client | None = None,
    ) -> None:
        """Nothing is asked before it is needed, and no secret is read."""
        self._name = name
        self._settings = settings
        self._around = around
        self._client = client or Client(settings, around.patience)
        self._repo = Repository(name, settings, around, self._client)
        self._pace = Pace.of(settings.limits, around.patience)
        self._writer = Writer(self._repo, self._pace)
        self._files = Files(self._repo)
        self._people = Assignable(self._repo)

    @property
    def name(self) -> str:
        return self._name

    @property
    def uid(self) -> str:
        return self._repo.uid

    @property
    def realm(self) -> str:
        return self.uid

    @property
    def abilities(self) -> Abilities:
        return Abilities(
            history=True,
            lag=LAG,
            network=True,
            files=True,
            readers=Readers(self._settings.readers or Readers.UNKNOWN),
            due_history=False,
            declining="not planned",
            example="#41",
        )

    @property
    def requests(self) -> int | None:
        return self._client.caller.requests

    def lock(self, wait: float) -> AbstractContextManager[None]:
        return held(self._around.home, self._name, wait)

    # --- reading ----------------------------------------------------------------------

    def observe(self, memory: Memory) -> Iterator[Page]:
        repo, around = self._repo, self._around
        watch = Watch(self._client, repo.issues, repo.whose, around, repo.unreadable)
        cursor = Cursor.read(memory.cursor)
        sprints = self._sprints
        now = around.patience.clock()
        for page in watch.changed(memory, cursor, now):
            yield self._with_history(page, watch)
        cursor = watch.cursor
        last = sprints.observed(cursor, memory)
        yield replace(
            last,
            gone=(*last.gone, *self._swept(memory, cursor)),
            problems=(*last.problems, *repo.where.renamed(watch.address)),
            cursor=cursor.written(),
        )

    @property
    def _sprints(self) -> Sprints:
        return Sprints(
            self._client,
            self._settings,
            self._around,
            self._name,
            self._repo.path,
        )

    def _with_history(self, page: Page, watch: Watch) -> Page:
        """What a list does not tell: first finishes, and of what a duplicate is one."""
        closed = watch.once_closed
        ours = [
            int(t.id)
            for t in page.tickets
            if t.id in closed or (t.mark and carries(t.labels, READY))
        ]
        if not ours:
            return page
        found = self._repo.heads(ours)
        told = {str(number): one for number, one in found.items() if one}
        unread = [number for number, one in found.items() if one is None]
        watch.cursor.broken += unread
        tickets = (
            replace(t, finished=told[t.id].finished, same_as=told[t.id].same_as)
            if t.id in told
            else t
            for t in page.tickets
            if int(t.id) not in unread
        )
        problems = (*page.problems, *map(self._repo.unreadable, unread))
        return replace(page, tickets=tuple(tickets), problems=problems)

    def _swept(self, memory: Memory, cursor: Cursor) -> tuple[str, ...]:
        """Issues that were deleted or transferred, looked for once a week."""
        now = self._around.patience.clock()
        if not cursor.sweep_is_due(now):
            return ()
        kept = [int(one) for one in memory.kept() if NUMBER.fullmatch(one)]
        found = self._repo.heads(kept) if kept else {}
        cursor.swept = now
        return tuple(str(number) for number in kept if number not in found)

    def fetch(
        self, *, ids: Sequence[str] = (), keys: Sequence[str] = ()
    ) -> Iterator[Ticket | Sprint | Problem]:
        wanted = list(dict.fromkeys((*ids, *keys)))
        numbers = [int(one) for one in wanted if NUMBER.fullmatch(one)]
        found = self._repo.heads(numbers) if numbers else {}
        for number in numbers:
            if number in found:
                yield self._repo.ticket(number, found[number])
        for one in wanted:
            yield from self._sprints.fetch(one.removeprefix(SPRINT))

    def details(self, ids: Sequence[str]) -> Iterator[Details | Problem]:
        return self._repo.details(ids)

    def sprint_facts(self, sprint: Sprint) -> SprintFacts:
        return self._sprints.facts(sprint, self._repo)

    def find(self, keys: Collection[str]) -> Iterator[Ticket]:
        return self._repo.find(keys)

    def people(self, handles: Collection[str], memory: Memory) -> frozenset[str]:
        return self._people.among(handles)

    # --- writing ----------------------------------------------------------------------

    def create(
        self, drafts: Sequence[Draft]
    ) -> Iterator[Created | NotCreated | Unknown]:
        return self._writer.create(drafts)

    def edit(self, ticket_id: str, edit: Edit) -> Details:
        return self._writer.edit(ticket_id, edit)

    def read_file(self, path: str) -> TextFile:
        return self._files.read(path)

    def change_file(self, path: str, before: str, after: str, why: str) -> None:
        self._files.change(path, before, after, why)

    def point(self, ticket_id: str, target: Ticket | Sprint, name: str) -> None:
        """There are no such links here: the other ticket's text has one."""

    # --- words ------------------------------------------------------------------------

    def mention(self, handle: str) -> str:
        return f"@{handle}"

    def link(self, target: Ticket | Sprint) -> str:
        return addresses.link(self._name, target)

    def locate(self, text: str) -> str | None:
        return addresses.locate(self._web, text)

    def key_at(self, address: str) -> str | None:
        found = addresses.place(self._settings.url, address)
        if found is None:
            return None
        name, key = found
        return key if self._repo.where.is_called(name) else None

    @property
    def _web(self) -> str:
        return f"{self._settings.url}/{self._settings.repo}"

    def check(
        self,
        rules: Collection[tuple[str, ...]],
        labels: Collection[str],
        memory: Memory,
    ) -> Iterator[Advice]:
        del memory
        yield from advice(
            self._client,
            self._settings,
            self._around,
            self._repo.path,
            self._name,
            rules,
            labels,
        )

    def prepare(self, labels: Mapping[str, str]) -> Iterator[Advice]:
        path = f"{self._repo.path}/labels"
        rules = self._around.incidents
        chosen = {label for rule in rules for label in rule.chosen_labels}
        yield from made_labels(
            self._client, path, self._name, labels, self._settings, chosen
        )
