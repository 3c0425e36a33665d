"""The Markdown tracker: the port, on a folder with `tickets/*.md` and `sprints/*.md`.

Which promise becomes which reading and writing; formats are `wire`'s, the disk is
`client`'s. What is written where, for people: docs/markdown.md.
"""

from __future__ import annotations

import os
from collections.abc import Collection, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path

from afteraction.around import Around
from afteraction.domain.tickets import Details, Sprint, SprintFacts, State, Ticket
from afteraction.errors import Changed, Gone, Refused, Unreachable
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
    Seen,
    Unknown,
)

from . import links, lock, naming
from .checkup import advice
from .client import BATCH, Entry, Folder, Unfit
from .comments import AUTHOR
from .disk import Disk
from .edits import edited
from .files import WithFiles
from .links import SPRINT, SPRINTS, TICKETS, Home, is_stem
from .marks import KEY
from .reading import Place, Reader, Unreadable, place_of, text_of
from .settings import MarkdownSettings
from .wire import draft_text

# Goes into every stamp: when a new version reads more out of a file, raise it.
_READING = "2"
_CURSOR = "complete"
_MARKED = KEY.encode()


@dataclass(slots=True)
class _Helping:
    """A page in the making."""

    tickets: list[Ticket] = field(default_factory=list)
    sprints: list[Sprint] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)
    seen: dict[str, Seen] = field(default_factory=dict)

    def page(self) -> Page:
        """The page itself."""
        return Page(
            tickets=tuple(self.tickets),
            sprints=tuple(self.sprints),
            problems=tuple(self.problems),
            seen=self.seen,
        )


class MarkdownTracker(WithFiles):
    """A folder of Markdown files as a tracker."""

    def __init__(
        self,
        name: str,
        settings: MarkdownSettings,
        around: Around,
        disk: Disk | None = None,
    ) -> None:
        """Nothing is read before it is asked for."""
        zone = around.zone
        self._base = Path(os.path.normpath(around.home.absolute()))
        root = Path(os.path.normpath(self._base / settings.path))
        self._name = name
        self._readers = Readers(settings.readers)
        self._begins = around.begins
        self._disk = disk or Disk()
        self._home = Home(name, root, settings.url, self._base)
        where = self._home.url_of(TICKETS, "")
        reading = "\n".join([_READING, name, where, zone.key])
        self._folder = Folder(root, self._disk, reading)
        self._reader = Reader(self._home, self._folder, zone)
        # By ticket: what its lines were when they were last handed out.
        self._shown: dict[str, int] = {}

    @property
    def name(self) -> str:
        return self._name

    @property
    def uid(self) -> str:
        return self._uid

    @property
    def realm(self) -> str:
        return self.uid

    @cached_property
    def _uid(self) -> str:
        return f"markdown:{lock.folder_id(self._home.root, self._base)}"

    @property
    def abilities(self) -> Abilities:
        return Abilities(
            history=False,
            network=False,
            files=True,
            readers=self._readers,
            way=links.way(self._home),
        )

    @property
    def requests(self) -> int | None:
        return None

    @contextmanager
    def lock(self, wait: float) -> Iterator[None]:
        self._check_there()
        name = self._uid.removeprefix("markdown:")
        with lock.held(self._home.root, name, wait, self._disk):
            # While we waited another sync may have given the folder another name.
            del self._uid
            yield

    # --- reading ---------------------------------------------------------------------

    def observe(self, memory: Memory) -> Iterator[Page]:
        known, met = memory.count(), 0
        self._check_there(memory)
        for part in (SPRINTS, TICKETS):
            for entries in self._folder.listing(part):
                # A name that is no name of a ticket is told of each time.
                ids = [_place(entry).id for entry in entries if is_stem(entry.stem)]
                stamps = memory.stamps(ids)
                met += len(stamps)
                changed = [
                    entry
                    for entry in entries
                    if stamps.get(_place(entry).id) != entry.stamp
                ]
                if changed:
                    yield self._helping(changed)
        gone = self._gone(memory) if met != known else []
        for start in range(0, len(gone), BATCH):
            yield Page(gone=tuple(gone[start : start + BATCH]))
        yield Page(cursor=_CURSOR)

    def _check_there(self, memory: Memory | None = None) -> None:
        """An unmounted disk must not look like a folder without tickets."""
        root = self._home.root
        if not root.is_dir():
            raise Unreachable(
                f"there is no folder {root}",
                f"make it, or correct trackers.{self._name}.path",
            )
        if memory is None or (root / TICKETS).is_dir():
            return
        if any(place_of(known).part == TICKETS for known in memory.ids()):
            raise Unreachable(
                f"{root} has no folder tickets/ any more",
                "bring it back; if all its tickets are to go, make it an empty folder",
            )

    def _helping(self, entries: list[Entry]) -> Page:
        helping = _Helping()
        for entry in sorted(entries, key=lambda entry: entry.stem):
            try:
                self._look(_place(entry), helping)
            except Unreadable as error:
                # Without a stamp, so that it is read, and told of, again.
                helping.problems.append(error.problem)
            except FileNotFoundError:
                continue
        return helping.page()

    def _look(self, place: Place, helping: _Helping) -> None:
        self._reader.check_name(place)
        data, stamp = self._reader.settled(place)
        item = self._reader.item(place, data)
        if isinstance(item, Sprint):
            helping.sprints.append(item)
            helping.seen[place.id] = Seen(stamp)
            return
        commenters = self._reader.commenters(place, data)
        people = dict.fromkeys((item.assignee, item.author, *commenters))
        named = tuple(who for who in people if who and who != AUTHOR)
        helping.tickets.append(item)
        helping.seen[place.id] = Seen(stamp, named)

    def _gone(self, memory: Memory) -> list[str]:
        there = {
            Place(part, stem).id
            for part in (SPRINTS, TICKETS)
            for stem in self._folder.stems(part)
        }
        return [known for known in memory.ids() if known not in there]

    def fetch(
        self, *, ids: Sequence[str] = (), keys: Sequence[str] = ()
    ) -> Iterator[Ticket | Sprint | Problem]:
        self._check_there()
        for wanted in dict.fromkeys((*ids, *keys)):
            places = [place_of(wanted)]
            if wanted in keys and not wanted.startswith(SPRINT):
                places.append(Place(SPRINTS, wanted))
            for place in places:
                try:
                    yield self._reader.item(place, self._reader.content(place))
                except FileNotFoundError:
                    continue
                except Unreadable as error:
                    yield error.problem
                break

    def details(self, ids: Sequence[str]) -> Iterator[Details | Problem]:
        self._check_there()
        for place in map(place_of, ids):
            if place.part == SPRINTS:
                continue
            try:
                data = self._reader.content(place)
                yield self._hand_out(self._reader.details(place, data))
            except FileNotFoundError:
                continue
            except Unreadable as error:
                yield error.problem

    def _hand_out(self, details: Details) -> Details:
        self._shown[details.ticket.id] = hash(details.lines)
        return details

    def sprint_facts(self, sprint: Sprint) -> SprintFacts:
        tickets = sorted(
            (t for t in self._holding([sprint.key.encode()]) if t.sprint == sprint.key),
            key=lambda ticket: ticket.key,
        )
        return SprintFacts(
            sprint=sprint,
            done=tuple(ticket for ticket in tickets if ticket.completed),
            still_open=tuple(t for t in tickets if t.state is State.OPEN),
        )

    def find(self, keys: Collection[str]) -> Iterator[Ticket]:
        found = (
            ticket
            for ticket in self._holding([_MARKED])
            if ticket.mark and ticket.mark.key in keys
        )
        yield from sorted(found, key=lambda ticket: (ticket.opened, ticket.key))

    def _holding(self, words: Sequence[bytes]) -> Iterator[Ticket]:
        """The tickets whose files hold all of these words somewhere."""
        self._check_there()
        for stem in self._folder.stems(TICKETS):
            place = Place(TICKETS, stem)
            try:
                data = self._reader.content(place)
                if not all(word in data for word in words):
                    continue
                item = self._reader.item(place, data)
            except (FileNotFoundError, Unreadable):
                continue
            if isinstance(item, Ticket):
                yield item

    def people(self, handles: Collection[str], memory: Memory) -> frozenset[str]:
        return memory.people(handles)

    # --- writing ---------------------------------------------------------------------

    def create(
        self, drafts: Sequence[Draft]
    ) -> Iterator[Created | NotCreated | Unknown]:
        if drafts:
            self._check_there()
        for draft in drafts:
            try:
                yield self._created(draft)
            except Unreadable as error:
                yield NotCreated(error.problem.message, error.problem.hint)
            except OSError as error:
                path = self._home.path_of(TICKETS, naming.sanitised(draft.name))
                yield NotCreated(
                    f"{path} can not be written: {error.strerror or error}",
                    "make room, or the folder writable for whoever runs afteraction",
                )

    def _created(self, draft: Draft) -> Created | NotCreated:
        stems = tuple(naming.stems(draft.name, draft.mark))
        for stem in stems:
            details = self._standing(Place(TICKETS, stem), draft)
            if details:
                return Created(self._hand_out(details), found=True)
        data = draft_text(draft).encode()
        for stem in stems:
            if self._folder.create(TICKETS, stem, data):
                place = Place(TICKETS, stem)
                return Created(self._hand_out(self._reader.details(place, data)))
        return NotCreated(
            f"all names for {stems[0]}.md are taken by other tickets",
            "rename those files",
        )

    def _standing(self, place: Place, draft: Draft) -> Details | None:
        """The ticket that this draft would make, if it stands at `place`.

        A file there that can not be read is in the way: it may be the very ticket.
        """
        try:
            data = self._reader.content(place)
            details = self._reader.details(place, data) if data else None
        except FileNotFoundError:
            return None
        mark, ours = details.ticket.mark if details else None, draft.mark
        same = mark and (mark.key, mark.installation) == (ours.key, ours.installation)
        return details if same else None

    def edit(self, ticket_id: str, edit: Edit) -> Details:
        place = place_of(ticket_id)
        if place.part == SPRINTS:
            raise Refused(f"{self._name}:{ticket_id} is a sprint", "edit its file")
        try:
            return self._edited(place, edit)
        except FileNotFoundError as error:
            raise Gone(
                f"{self._reader.path(place)} is not there any more",
                "sync again: what is gone is left out then",
            ) from error
        except Unreadable as error:
            raise Refused(error.problem.message, error.problem.hint) from error
        except (OSError, Unfit) as error:
            why = error.strerror if isinstance(error, OSError) else error.message
            raise Refused(
                f"{self._reader.path(place)} can not be changed: {why}",
                "make it writable for whoever runs afteraction",
            ) from error

    def _edited(self, place: Place, edit: Edit) -> Details:
        before = self._reader.content(place)
        lines = hash(self._reader.details(place, before).lines)
        known = self._shown.get(place.id, lines) == lines
        text = text_of(before)
        after = edited(self._reader.source(place), text, edit, known=known)
        data = after.encode()
        if after != text and not self._folder.replace(
            place.part, place.stem, before, data
        ):
            raise Changed(
                f"{self._reader.path(place)} was changed by somebody at this moment",
                "sync again: it is read anew then",
            )
        return self._hand_out(self._reader.details(place, data))

    def point(self, ticket_id: str, target: Ticket | Sprint, name: str) -> None:
        """There are no such links here: the other ticket's text has one."""

    # --- words -----------------------------------------------------------------------

    def mention(self, handle: str) -> str:
        return f"@{handle}"

    def link(self, target: Ticket | Sprint) -> str:
        return links.link(self._home, target)

    def locate(self, text: str) -> str | None:
        return links.locate(self._home, text)

    def key_at(self, address: str) -> str | None:
        return links.key_at(self._home, address)

    def check(
        self,
        rules: Collection[tuple[str, ...]],
        labels: Collection[str],
        memory: Memory,
    ) -> Iterator[Advice]:
        del labels, memory  # any label can be written at any time
        yield from advice(self._home, self._folder, self._reader, rules, self._begins)

    def prepare(self, labels: Mapping[str, str]) -> Iterator[Advice]:
        del labels
        yield from ()  # a label in a file is there as soon as it is written


def _place(entry: Entry) -> Place:
    return Place(entry.part, entry.stem)
