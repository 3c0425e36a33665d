"""One project in Jira: whom it trusts, and its issues as tickets, with their pasts.

What both halves of the tracker stand on. Not here: which promise of the port needs what
(`tracker`), and changes (`writing`).
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from urllib.parse import quote

from afteraction.around import Around
from afteraction.domain.identity import digest
from afteraction.domain.labels import OUR_LABEL, carries
from afteraction.domain.tickets import Comment, Details, Reason, Ticket
from afteraction.errors import Gone, Refused
from afteraction.tracker import Problem

from . import addresses, tickets, wire
from .accounts import Accounts
from .client import Client
from .helpings import Page
from .history import Past, past_of
from .issues import Issues
from .recent import Recent
from .settings import JiraSettings
from .site import Site
from .states import States
from .tickets import Whose
from .wire import Comments, Entry, Issue, Status

BY_KEY = f"{OUR_LABEL}-"
"""Begins the label by which a ticket of ours is found: searches know no properties."""


def key_label(key: str) -> str:
    """The label of the ticket with a key."""
    return f"{BY_KEY}{digest(key)[:12]}"


@dataclass(frozen=True, slots=True)
class Whole:
    """An issue with everything that belongs to it."""

    issue: Issue
    past: Past
    comments: tuple[Comment, ...]


class Project:
    """A project, signed in to."""

    def __init__(
        self, name: str, settings: JiraSettings, around: Around, client: Client
    ) -> None:
        """Nothing is asked before it is needed."""
        self.name = name
        self.settings = settings
        self.around = around
        self.client = client
        self.site = Site(name, settings, around, client)
        self.accounts = Accounts(self.site)
        self.issues = Issues(self.site)
        self.shown: dict[str, tuple[Whole, Details]] = {}
        """Issues as they were last handed out."""
        self._pasts = Recent[Past]()
        self._statuses: dict[str, Status] = {}
        self._prefixes: dict[str, bool] = {}
        """Whether keys that begin so are, or were, keys of this project."""
        self._looked_for: dict[str, Ticket | None] = {}
        """By key, what was found in this process; None: nothing."""

    @property
    def uid(self) -> str:
        """Its durable identity."""
        return self.site.uid

    @cached_property
    def states(self) -> States:
        """What its statuses and resolutions mean."""
        return States.of(self.settings)

    @cached_property
    def whose(self) -> Whose:
        """Whose marks count here, and what people are called."""
        accounts = self.accounts
        return Whose(
            tracker=self.name,
            web=self.site.web,
            dress=self.site.dress,
            states=self.states,
            zone=self.around.zone,
            handle=accounts.handle,
            vouches=accounts.vouches,
            trusts=accounts.trusts,
            name=accounts.name,
        )

    def is_here(self, issue: Issue) -> bool:
        """Whether an issue is in this project, and was not moved to another one."""
        home = issue.fields.project
        return home is None or home.id == self.site.project_id

    def is_called(self, key: str) -> bool:
        """Whether an issue of this key is one of this project's.

        Its project's key may be a former one: then Jira is asked where it is now.
        """
        prefix = key.rpartition("-")[0]
        if prefix == self.settings.project:
            return True
        if prefix not in self._prefixes:
            path = f"{self.site.api}/project/{quote(prefix)}"
            try:
                found = self.client.get(path, wire.project)
                self._prefixes[prefix] = found.id == self.site.project_id
            except (Gone, Refused):
                self._prefixes[prefix] = False
        return self._prefixes[prefix]

    def reason(self, issue: Issue) -> Reason | None:
        """Why an issue is closed; None while it is open."""
        resolution = issue.fields.resolution
        return self.states.reason(
            issue.fields.status, resolution.name if resolution else ""
        )

    # --- issues as tickets ------------------------------------------------------------

    def pasts(self, issues: Iterable[Issue]) -> dict[str, Past]:
        """What these issues went through, by their ids."""
        found: dict[str, Past] = {}
        wanted: dict[str, Issue] = {}
        for issue in issues:
            past = self._pasts.get(issue.id, issue.fields.updated)
            if past is None:
                wanted[issue.id] = issue
            else:
                found[issue.id] = past
        entries = {i.id: i.changelog.histories for i in wanted.values() if i.changelog}
        if untold := wanted.keys() - entries.keys():
            entries |= self.issues.histories(untold)
        for number, issue in wanted.items():
            found[number] = self.past(issue, entries.get(number, []))
            self._pasts.put(number, issue.fields.updated, found[number])
        return found

    def past(self, issue: Issue, entries: Sequence[Entry]) -> Past:
        self._statuses[issue.fields.status.id] = issue.fields.status
        return past_of(issue, entries, self.states, self._known(entries))

    def _known(self, entries: Iterable[Entry]) -> Mapping[str, Status]:
        """The statuses in a history; asked for when one of them was never met."""
        met = {
            change.before
            for entry in entries
            for change in entry.items
            if change.field == "status" and change.before
        }
        if not met <= self._statuses.keys():
            self._statuses |= self.site.statuses
        return self._statuses

    def ticket(
        self, issue: Issue, past: Past | None = None, answers: tuple[str, ...] = ()
    ) -> Ticket:
        """An issue as a ticket; to which queries it answers is known beside it."""
        mark = tickets.mark_in(issue)
        return tickets.ticket(issue, self.whose, mark, past, answers)

    def unreadable(self, number: str, key: str = "") -> Problem:
        """What to say of an issue that is not as Jira describes issues."""
        return Problem(
            f"{self.name}:{key or number}",
            "Jira's answer for it can not be read",
            "look at it in Jira; the rest goes on",
        )

    # --- asking for some --------------------------------------------------------------

    def fetch(
        self, ids: Sequence[str], keys: Sequence[str]
    ) -> Iterator[Ticket | Problem]:
        """The present state of these, in the order in which they are named."""
        page = self._read(ids)
        by_id = {issue.id: issue for issue in page.issues}
        for key in keys:
            found = self.issues.one(key)
            page.issues += found.issues
            page.broken += found.broken
        pasts = self.pasts(page.issues)
        for one in ids:
            if one in by_id:
                yield self.ticket(by_id[one], pasts[one])
            yield from (self.unreadable(*b) for b in page.broken if b[0] == one)
        for issue in page.issues[len(by_id) :]:
            yield self.ticket(issue, pasts[issue.id])
        yield from (self.unreadable(*b) for b in page.broken if b[0] not in ids)

    def _read(self, ids: Collection[str], *more: str) -> Page:
        """Issues by id, with their marks."""
        if len(ids) == 1 and not self.site.dress.cloud:
            return self.issues.one(next(iter(ids)), *more)
        page = self.issues.many(ids, *more, story=True) if ids else Page()
        self.issues.with_marks(page.issues)
        return page

    def details(self, ids: Sequence[str]) -> Iterator[Details | Problem]:
        """Issues with everything, as the port has them."""
        wanted = [one for one in ids if addresses.NUMBER.fullmatch(one)]
        page = self._read(wanted, "comment")
        pasts = self.pasts(page.issues)
        found = {issue.id: issue for issue in page.issues}
        broken = dict(page.broken)
        for one in wanted:
            if one in found:
                comments = self._comments(found[one])
                yield self.hand_out(Whole(found[one], pasts[one], comments))
            elif one in broken:
                yield self.unreadable(one, broken[one])

    def details_now(self, ids: Sequence[str]) -> Iterator[Details]:
        """The same as it is now, of what is there: searches lag behind."""
        parts = [ids] if self.site.dress.cloud else [[one] for one in ids]
        for some in parts:
            for found in self.details(some):
                if isinstance(found, Details):
                    yield found

    def whole(self, number: str) -> Whole:
        """An issue with everything, read now.

        Raises `Gone`, or `Refused` when it can not be read.
        """
        page = self._read([number], "comment")
        if page.broken:
            problem = self.unreadable(*page.broken[0])
            raise Refused(f"{problem.ref}: {problem.message}", problem.hint)
        if not page.issues:
            raise Gone(
                f"{self.name}: the issue {number} is not there any more",
                "sync again: what is gone is left out then",
            )
        issue = page.issues[0]
        last = self.shown.get(issue.id)
        if last is not None and last[0].issue.fields.updated == issue.fields.updated:
            # Nothing happened since: what belongs to it is as it was.
            return Whole(issue, last[0].past, last[0].comments)
        return Whole(issue, self.pasts([issue])[issue.id], self._comments(issue))

    def as_details(self, whole: Whole) -> Details:
        """An issue as the port has it."""
        mark = tickets.mark_in(whole.issue)
        return tickets.details(
            whole.issue, self.whose, mark, whole.past, whole.comments
        )

    def _comments(self, issue: Issue) -> tuple[Comment, ...]:
        """What was said to all; asked for once more where one of ours may be among it.

        Comments that come with an issue are without their marks, and may be cut off.
        """
        told = issue.fields.comment or Comments()
        ours = any(self.accounts.is_ours(one.author) for one in told.comments)
        said = told.comments
        if ours or len(said) < told.total:
            said = self.issues.comments(issue.id)
        # What only a role or a group may read is nobody's who reads a review (rule 21).
        open_ = (one for one in said if one.visibility is None)
        return tuple(tickets.said(one, self.whose) for one in open_)

    def hand_out(self, whole: Whole) -> Details:
        """An issue as the port has it; how it was shown to the engine is remembered."""
        details = self.as_details(whole)
        self.issues.keep_mark(whole.issue)
        self.shown[whole.issue.id] = whole, details
        return details

    # --- finding ----------------------------------------------------------------------

    def find(self, keys: Collection[str]) -> Iterator[Ticket]:
        """Tickets of ours with one of these keys; those of strangers do not count."""
        for ticket in self.claimed(keys):
            if not ticket.stranger:
                yield ticket

    def standing(self, keys: Collection[str]) -> dict[str, Ticket]:
        """The ticket that counts for each key, as it was found a moment ago."""
        unknown = [key for key in keys if key not in self._looked_for]
        if unknown:
            self.claimed(unknown)
        found = {key: self._looked_for.get(key) for key in keys}
        return {key: ticket for key, ticket in found.items() if ticket is not None}

    def claimed(self, keys: Collection[str]) -> list[Ticket]:
        """The issues that claim to be one of these, the oldest of ours first."""
        labels = sorted(map(key_label, keys))
        found: dict[str, Ticket] = {}
        for start in range(0, len(labels), 100):
            some = ", ".join(f'"{label}"' for label in labels[start : start + 100])
            # In every project: people may have moved it.
            for page in self.issues.search(f"labels in ({some}) ORDER BY created ASC"):
                self._check_readable(page)
                self.issues.with_marks(page.issues)
                for issue in page.issues:
                    found[issue.id] = self.ticket(issue)
        ours = (one for one in found.values() if carries(one.labels, OUR_LABEL))
        claimed = [one for one in ours if one.mark and one.mark.key in keys]
        claimed.sort(key=lambda t: (t.stranger, t.opened, len(t.id), t.id))
        self._looked_for |= dict.fromkeys(keys)
        newest_first = reversed(claimed)
        self._looked_for |= {t.mark.key: t for t in newest_first if t.mark}
        return claimed

    def _check_readable(self, page: Page) -> None:
        """Raise `Refused` when what can not be read may be what is looked for.

        It would be made a second time.
        """
        for number, key in page.broken:
            problem = self.unreadable(number, key)
            raise Refused(f"{problem.ref}: {problem.message}", problem.hint)
