"""One repository on GitHub: whom it trusts, and many of its issues at once.

What both halves of the tracker stand on. Not here: which promise of the port needs what
(`tracker`), and changes (`writing`).
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Sequence
from dataclasses import replace
from datetime import datetime
from functools import cached_property

from msgspec import Raw

from afteraction.around import Around
from afteraction.domain.labels import OUR_LABEL, READY, carries
from afteraction.domain.tickets import Details, Role, Ticket
from afteraction.errors import Gone, Refused, Unreachable
from afteraction.network.unreadable import UNREADABLE
from afteraction.tracker import Problem

from . import queries, wire
from .addresses import NUMBER
from .client import Client
from .queries import Found
from .settings import GithubSettings
from .texts import Body
from .whereabouts import Whereabouts
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
        self.where = Whereabouts(name, settings, around, client)
        self.shown: dict[str, Details] = {}
        """Issues as they were last handed out."""
        self.ours: dict[str, Ticket] | None = None
        """Our newest tickets by key, as the freshest list shows them; and those that
        claim to be ours, though nobody vouches for who wrote them."""

    @property
    def uid(self) -> str:
        """Its durable identity."""
        return self.where.uid

    @property
    def path(self) -> str:
        """Where it is in the API."""
        return self.where.path

    @property
    def issues(self) -> str:
        """Where its issues are."""
        return self.where.issues

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
            variables = {"repository": self.where.ids[1]}
            answer = self.client.graphql(query(some), variables, queries.answer)
            if answer.trouble:
                raise Unreachable(
                    f"GitHub could not answer in full: {answer.trouble}",
                    "try again later: nothing was lost",
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
        ticket, body = wire.ticket(found, self.whose, finished), wire.body_of(found)
        if finished is None:
            ticket = replace(ticket, finished=_just_finished(ticket, found))
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
        claimed.sort(key=lambda ticket: (ticket.stranger, ticket.opened))
        self.ours = {t.mark.key: t for t in reversed(claimed) if t.mark}
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


def _just_finished(ticket: Ticket, found: Issue) -> datetime | None:
    """When what was not finished before was; its history tells it to the next sync."""
    if ticket.completed:
        return ticket.closed
    is_review = ticket.mark is not None and ticket.mark.role is Role.REVIEW
    ready = is_review and carries(ticket.labels, READY)
    return wire.utc(found.updated_at) if ready else None
