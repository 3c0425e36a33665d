"""The Jira tracker: the port, on one project's issues, on Cloud and on Data Center.

Which promise becomes which requests; what answers mean is `answers`', how they read is
`wire`'s and `tickets`'. What is written where, for people: docs/jira.md.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, suppress
from dataclasses import replace
from datetime import timedelta

from afteraction.around import Around
from afteraction.domain.tickets import Details, Sprint, SprintFacts, Ticket
from afteraction.errors import Refused, TrackerError
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
from afteraction.without_files import no_files

from . import addresses
from .addresses import KEY, NUMBER, SPRINT
from .checkup import advice
from .client import Client
from .closing import Closing
from .creating import Creator
from .editing import Editor
from .links import Links
from .observing import Cursor, Watch
from .project import Project
from .settings import JiraSettings
from .sprints import Sprints

LAG = timedelta(minutes=5)
"""How long a search may hide what was created: the index lags behind."""


class JiraTracker:
    """The issues of one project as a tracker."""

    def __init__(
        self,
        name: str,
        settings: JiraSettings,
        around: Around,
        client: Client | None = None,
    ) -> None:
        """Nothing is asked before it is needed, and no secret is read."""
        self._name = name
        self._settings = settings
        self._around = around
        self._client = client or Client(settings, around.patience)
        self._project = Project(name, settings, around, self._client)
        self._sprints = Sprints(self._project)
        self._links = Links(self._project)
        closing = Closing(self._project)
        self._creator = Creator(self._project, self._links, closing)
        self._editor = Editor(self._project, closing)

    @property
    def name(self) -> str:
        return self._name

    @property
    def uid(self) -> str:
        return self._project.uid

    @property
    def realm(self) -> str:
        """An issue keeps its number wherever it is moved on its site."""
        return self._project.site.realm

    @property
    def abilities(self) -> Abilities:
        return Abilities(
            history=True,
            due_history=True,
            lag=LAG,
            network=True,
            links=True,
            draws=False,
            readers=Readers(self._settings.readers or Readers.UNKNOWN),
            declining=next(iter(self._settings.declined), "Won't Do"),
            example=f":{self._settings.project}-7",
        )

    @property
    def requests(self) -> int | None:
        return self._client.caller.requests

    def lock(self, wait: float) -> AbstractContextManager[None]:
        return held(self._around.home, self._name, wait)

    # --- reading ----------------------------------------------------------------------

    def observe(self, memory: Memory) -> Iterator[Page]:
        now = self._around.patience.clock()
        before = Cursor.read(memory.cursor)
        sweeps = before.sweep_is_due(now)
        watch = Watch(self._project, memory, before)
        try:
            yield from watch.changed(now)
        except Refused:
            self._project.site.check_it_is_the_same()
            raise
        cursor = watch.cursor
        if sweeps:
            yield self._swept(memory)
            cursor.swept = now
        last = self._sprints.observed(cursor, memory, all_=sweeps)
        yield replace(last, cursor=cursor.written())

    def _swept(self, memory: Memory) -> Page:
        """Issues that were deleted or hidden, looked for once a week.

        And those that changed, though no issue was: an account was closed, a rule of
        who sees what became another one.
        """
        kept = [one for one in memory.kept() if NUMBER.fullmatch(one)]
        found = self._project.issues.many(kept) if kept else None
        if found is None:
            return Page()
        there = {issue.id for issue in found.issues} | {one for one, _ in found.broken}
        left = Watch(self._project, memory, Cursor()).left(found.issues)
        return replace(left, gone=tuple(one for one in kept if one not in there))

    def fetch(
        self, *, ids: Sequence[str] = (), keys: Sequence[str] = ()
    ) -> Iterator[Ticket | Sprint | Problem]:
        wanted = [one for one in dict.fromkeys(ids) if NUMBER.fullmatch(one)]
        named = [one for one in map(str.upper, keys) if KEY.fullmatch(one)]
        if wanted or named:
            yield from self._project.fetch(wanted, list(dict.fromkeys(named)))
        for one in dict.fromkeys((*ids, *keys)):
            if one.startswith(SPRINT):
                yield from self._sprints.fetch(one.removeprefix(SPRINT))

    def details(self, ids: Sequence[str]) -> Iterator[Details | Problem]:
        return self._project.details(ids)

    def sprint_facts(self, sprint: Sprint) -> SprintFacts:
        return self._sprints.facts(sprint)

    def find(self, keys: Collection[str]) -> Iterator[Ticket]:
        return self._project.find(keys)

    def people(self, handles: Collection[str], memory: Memory) -> frozenset[str]:
        return self._project.accounts.assignable(handles)

    # --- writing ----------------------------------------------------------------------

    def create(
        self, drafts: Sequence[Draft]
    ) -> Iterator[Created | NotCreated | Unknown]:
        return self._creator.create(drafts)

    def edit(self, ticket_id: str, edit: Edit) -> Details:
        return self._editor.edit(ticket_id, edit)

    def read_file(self, path: str) -> TextFile:
        raise no_files(self._name, path)

    def change_file(self, path: str, before: str, after: str, why: str) -> None:
        del before, after, why
        raise no_files(self._name, path)

    def point(self, ticket_id: str, target: Ticket | Sprint, name: str) -> None:
        if self._links.near(target) is None:
            self._links.far(ticket_id, target, name)

    # --- words ------------------------------------------------------------------------

    def mention(self, handle: str) -> str:
        """As our dialects of Markdown write it; a name where nobody can be meant."""
        with suppress(TrackerError):
            return self._project.accounts.mention(handle)
        return handle

    def link(self, target: Ticket | Sprint) -> str:
        return addresses.link(self._name, target)

    def locate(self, text: str) -> str | None:
        return addresses.locate(self._settings.url, text)

    def key_at(self, address: str) -> str | None:
        former = self._settings.formerly
        webs = (
            self._settings.url,
            self._project.site.web,
            *((former,) if former else ()),
        )
        key = addresses.key_in(webs, address)
        if key is None or key.startswith(SPRINT):
            return key
        return key if self._project.is_called(key) else None

    def check(
        self,
        rules: Collection[tuple[str, ...]],
        labels: Collection[str],
        memory: Memory,
    ) -> Iterator[Advice]:
        del memory
        return advice(self._project, rules, labels)

    def prepare(self, labels: Mapping[str, str]) -> Iterator[Advice]:
        """Jira makes labels when they are used; all else is its administrators'.

        Screens, permissions and types of links are shared by many projects: changing
        them for one would change the others, too.
        """
        del labels
        yield Advice(
            True,
            self._name,
            "there is nothing to make in Jira: labels come with the issues that carry"
            " them",
            "what else is missing is set up by the project's administrators; check"
            " tells what it is, and where",
        )
