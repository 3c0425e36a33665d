"""One repository on GitHub: who it is, whom it trusts, and many of its issues at once.

What both halves of the tracker stand on. Not here: which promise of the port needs what
(`tracker`), and changes (`writing`).
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Sequence
from dataclasses import replace
from functools import cached_property

from msgspec import Raw

from afteraction.around import Around
from afteraction.domain.labels import OUR_LABEL
from afteraction.domain.tickets import Details, Ticket
from afteraction.errors import Gone, Refused, TrackerError, Unreachable
from afteraction.tracker import Problem

from . import addresses, queries, wire
from .addresses import NUMBER
from .answers import Moved
from .client import Client
from .queries import Found
from .settings import GithubSettings
from .texts import Body
from .unreadable import UNREADABLE
from .wire import Issue, Whose


class Repository:
    """One repository, signed in to."""

    def __init__(
        self, name: str, settings: GithubSettings, around: Around, client: Client
    ) -> None:
        """Nothing is asked before it is needed."""
        self.name = name
        self.settings = settings
        self.around = around
        self.client = client
        self.shown: dict[str, Details] = {}
        """Issues as they were last handed out."""
        self.ours: dict[str, Ticket] | None = None
        """Our newest tickets by key, as the freshest list shows them; and those that
        claim to be ours, though nobody vouches for who wrote them."""
        self._strange: set[str] = set()
        """Names that lead nowhere, as far as we may see."""
        self._told: wire.Repository | None = None
        """What GitHub tells of it, asked before the first create of a sync."""
        self.drops_labels = False
        """It left out labels of ours once: they would be left out again."""
        client.why_gone = self._why_gone

    @property
    def uid(self) -> str:
        """Its durable identity."""
        return f"github:{self.ids[0]}"

    @cached_property
    def ids(self) -> tuple[str, str]:
        """The repository's number and its node, which outlive its name."""
        book = self.around.patience.book
        name = self._named(self.settings.repo)
        known = book.identity(name) if book else None
        if known is None:
            found = self._told = self._found()
            known = f"{found.id} {found.node_id}"
            if book:
                book.identify(name, known)
        number, _, node = known.partition(" ")
        return number, node

    def is_called(self, name: str) -> bool:
        """Whether this name stands for this repository: it may have had another one.

        GitHub leads from a former name to the present one, and is asked once for each.
        """
        if name.lower() == self.settings.repo.lower():
            return True
        book = self.around.patience.book
        known = book.identity(self._named(name)) if book else None
        if known is None and name.lower() not in self._strange:
            try:
                found = self._at(f"/repos/{name}")
            except TrackerError:
                self._strange.add(name.lower())
                return False
            known = f"{found.id} {found.node_id}"
            if book:
                book.identify(self._named(name), known)
        return known is not None and known.partition(" ")[0] == self.ids[0]

    def renamed(self, address: str) -> Iterator[Problem]:
        """That it has another name than the configuration says, by an issue's address.

        GitHub leads on from the old name; links to it, and we, go by its number.
        """
        found = addresses.place(self.settings.url, address)
        if found and found[0].lower() != self.settings.repo.lower():
            yield Problem(
                self.name,
                f"{self.settings.repo} is called {found[0]} now; nothing is lost",
                f"write repo: {found[0]} under trackers.{self.name}",
            )

    def _named(self, name: str) -> str:
        return f"{self.settings.api}/{name.lower()}"

    def _found(self) -> wire.Repository:
        try:
            found = self._at(f"/repos/{self.settings.repo}")
        except Gone as error:
            raise Unreachable(
                f"there is no repository {self.settings.repo}, or we may not see it",
                f"correct trackers.{self.name}.repo, or give the token access to it",
            ) from error
        return found

    def _why_gone(self, path: str, error: Gone) -> TrackerError | None:
        """Whether another repository has the name of this one, which is gone.

        It is not gone on with: keys are made from the number.
        """
        del error
        if not path.startswith("/repositories/") or path not in (
            self.path,
            self.issues,
        ):
            return None
        try:
            found = self._found()
        except Unreachable as unreachable:
            return unreachable
        if str(found.id) == self.ids[0]:
            return None
        return Unreachable(
            f"{self.settings.repo} is another repository than the one that was here",
            f"if it is meant, delete the ledger (.afteraction/ledger.db, or where"
            f" `ledger` says) and sync again; if not, correct"
            f" trackers.{self.name}.repo",
        )

    def check_rights(self, elsewhere: bool) -> None:
        """Raise `Refused` where GitHub would drop our labels, or more people read.

        Without labels we would not know our own issues again. What an installation may
        do is not told here: it is compared when the issue stands.
        `elsewhere`: the text comes from another tracker (rule 21).
        """
        found = self._told = self._told or self._at(self.path)
        rights = {} if self.settings.signs_in_as_app else found.permissions
        may_label = not rights or rights.get("push") or rights.get("triage")
        if self.drops_labels or not may_label:
            raise Refused(
                f"this sign-in may not label issues in {self.settings.repo}",
                "give it the right to write issues (role Triage or Write)",
            )
        if elsewhere and found.is_public and self.settings.readers == "private":
            raise Refused(
                f"{self.settings.repo} is public, and configured as private: text would"
                " move to where more people read it",
                f"write readers: public under trackers.{self.name}",
            )

    def _at(self, path: str) -> wire.Repository:
        """The repository at a path, or where GitHub says that it is now."""
        try:
            found, _ = self.client.get(path, wire.repository)
        except Moved as moved:
            found, _ = self.client.get(moved.location, wire.repository)
        assert found is not None
        return found

    @property
    def path(self) -> str:
        """Where it is in the API, by its number: a name may change."""
        return f"/repositories/{self.ids[0]}"

    @property
    def issues(self) -> str:
        """Where its issues are."""
        return f"{self.path}/issues"

    @cached_property
    def whose(self) -> Whose:
        """Whose marks count here."""
        book = self.around.patience.book
        trusted = {one.lower() for one in self.settings.trusted}
        own = (book.identity(f"login:{self.uid}") if book else None) or ""
        trusted |= set(own.lower().split())

        def adopted(number: int) -> bool:
            return bool(book and book.identity(f"adopted:{self.uid}#{number}"))

        return Whose(self.name, frozenset(trusted), adopted)

    def heads(self, numbers: Sequence[int]) -> dict[int, Found | None]:
        """Issues without comments, by number; None where one can not be read."""
        return self.query(numbers, queries.heads, queries.MOST)

    def query(
        self, numbers: Sequence[int], query: Callable[[Sequence[int]], str], most: int
    ) -> dict[int, Found | None]:
        """What a query tells of issues, `most` of them at once.

        Raises `Unreachable` when GitHub could not answer in full.
        """
        found: dict[int, Found | None] = {}
        for start in range(0, len(numbers), most):
            some = numbers[start : start + most]
            variables = {"repository": self.ids[1]}
            answer = self.client.graphql(query(some), variables, queries.answer)
            if answer.trouble:
                raise Unreachable(
                    f"GitHub could not answer in full: {answer.trouble}",
                    "sync again later: nothing was lost",
                )
            found |= answer.found
        return found

    def ticket(self, number: int, found: Found | None) -> Ticket | Problem:
        """An issue as a ticket, or what is wrong with it."""
        if found is None:
            return self.unreadable(number)
        return self._ticket(found)

    def _ticket(self, found: Found) -> Ticket:
        ticket = wire.ticket(found.issue, self.whose, found.finished)
        return replace(ticket, same_as=found.same_as)

    def unreadable(self, number: int | str) -> Problem:
        """What to say of an issue that is not as GitHub describes issues."""
        return Problem(
            f"{self.name}#{number}",
            "GitHub's answer for it can not be read",
            "look at it on GitHub; the rest goes on",
        )

    def details(self, ids: Sequence[str]) -> Iterator[Details | Problem]:
        """Issues with everything, as the port has them."""
        numbers = [int(one) for one in ids if NUMBER.fullmatch(one)]
        found = (
            self.query(numbers, queries.whole, queries.MOST_WHOLE) if numbers else {}
        )
        for number in numbers:
            if number in found:
                one = found[number]
                read = self.hand_out(self.read(one)) if one else None
                yield read or self.unreadable(number)

    def whole(self, number: int) -> Found:
        """An issue with everything.

        Raises `Gone`, or `Refused` when it can not be read.
        """
        found = self.query([number], queries.whole, 1)
        if number not in found:
            raise Gone(
                f"{self.name}#{number} is not there any more",
                "sync again: what is gone is left out then",
            )
        one = found[number]
        if one is None:
            problem = self.unreadable(number)
            raise Refused(f"{problem.ref}: {problem.message}", problem.hint)
        return one

    def body(self, found: Found) -> Body:
        """An issue's body in its parts."""
        return wire.body_of(found.issue)

    def read(self, found: Found) -> Details:
        """An issue with everything, as the port has it."""
        ticket = self._ticket(found)
        body = self.body(found)
        said = found.said
        if found.has_more_comments:
            said = tuple(self._all_comments(found.number))
        comments = tuple(wire.said(one, self.whose) for one in said)
        return Details(ticket, body.lines, comments, queries.events(found))

    def _all_comments(self, number: int) -> Iterator[wire.IssueComment]:
        path = f"{self.issues}/{number}/comments"
        for page, _ in self.client.pages(path, wire.comments, {}):
            yield from page

    def hand_out(self, details: Details) -> Details:
        """Remember how an issue was shown to the engine."""
        self.shown[details.ticket.id] = details
        return details

    def as_details(self, found: Issue, before: Details | None) -> Details:
        """What a write answered; what it does not tell is as it was read `before`."""
        finished = before.ticket.finished if before else None
        if finished is None and found.state == "closed" and found.closed_at:
            reason = found.state_reason or "completed"
            finished = wire.utc(found.closed_at) if reason == "completed" else None
        ticket, body = wire.ticket(found, self.whose, finished), wire.body_of(found)
        comments = before.comments if before else ()
        return Details(ticket, body.lines, comments, before.events if before else ())

    def find(self, keys: Collection[str]) -> Iterator[Ticket]:
        """Our newest tickets with one of these keys, by the freshest list."""
        parameters = {
            "labels": OUR_LABEL,
            "state": "all",
            "sort": "created",
            "direction": "desc",
        }
        page, _ = self.client.get(
            self.issues, wire.raw_list, {**parameters, "per_page": 100}
        )  # older ones were observed
        issues = self._readable(page or [], keys)
        found = [wire.ticket(one, self.whose) for one in issues]
        claimed = [ticket for ticket in found if ticket.mark]
        # The oldest counts, and one of ours before any other.
        claimed.sort(key=lambda ticket: (not ticket.stranger, ticket.opened))
        self.ours = {t.mark.key: t for t in claimed if t.mark}
        for ticket in claimed:
            if ticket.mark and ticket.mark.key in keys and not ticket.stranger:
                yield ticket

    def _readable(self, page: Sequence[Raw], keys: Collection[str]) -> Iterator[Issue]:
        """What can be read of a page.

        Raises `Unreachable` when one of `keys` may be that of what can not be read: it
        would be made a second time.
        """
        for data in page:
            try:
                yield wire.issue(data)
            except UNREADABLE as error:
                text = bytes(data).decode(errors="replace")
                # So a key ends within the text of a mark within the text of an answer.
                if any(f'{key}\\"' in text for key in keys):
                    problem = self.unreadable(wire.number(data))
                    raise Unreachable(
                        f"{problem.ref}: {problem.message}", problem.hint
                    ) from error

    def remember_us(self, made: Issue) -> None:
        """Who we are signed in as: marks by that login count from now on (rule 11)."""
        book = self.around.patience.book
        if made.user is None or made.user.login.lower() in self.whose.trusted:
            return
        if book is not None:
            known = book.identity(f"login:{self.uid}") or ""
            book.identify(f"login:{self.uid}", f"{known} {made.user.login}".strip())
        trusted = self.whose.trusted | {made.user.login.lower()}
        self.whose = replace(self.whose, trusted=trusted)
