"""Sprints of boards, and what is known of their work: by Jira's supported requests.

What was committed, added and carried over comes from the histories of a sprint's
issues. What was taken out of it again is not told there (rule 26).
https://developer.atlassian.com/cloud/jira/software/rest/api-group-sprint/
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import UTC, datetime
from hashlib import blake2b

import msgspec

from afteraction.domain.tickets import Reason, Sprint, SprintFacts, Ticket
from afteraction.errors import Gone, Refused
from afteraction.tracker import Memory, Page, Problem, Seen

from . import wire, wire_agile
from .addresses import NUMBER, SPRINT, sprint_page
from .history import Joining, Past, SprintName, joining
from .observing import Cursor
from .paging import Pages
from .project import Project
from .settings import BOARD
from .wire import Entry, Issue
from .wire_agile import BoardSprint

AGILE = "/rest/agile/1.0"
PAGE = 50
AGAIN = 20
"""So many sprints that are over are read again: the newest may still change."""
_LONG_AGO = datetime(1970, 1, 1, tzinfo=UTC)


class Sprints:
    """The sprints of the boards that the rules name."""

    def __init__(self, project: Project) -> None:
        """Nothing is asked before it is needed."""
        self._project = project

    @property
    def _boards(self) -> list[str]:
        sorts = {rule.sort for rule in self._project.around.sprints}
        return sorted(s.partition(":")[2] for s in sorts if s.startswith(f"{BOARD}:"))

    # --- observing --------------------------------------------------------------------

    def observed(self, cursor: Cursor, memory: Memory, *, all_: bool) -> Page:
        """The sprints that changed; with `all_` also the ids of those that are gone.

        Raises `Refused` or `Gone` only where every board does.
        """
        there: dict[str, tuple[Sprint, str]] = {}
        problems: list[Problem] = []
        for board in self._boards:
            try:
                for found in self._of(board, cursor, all_=all_):
                    sprint = self._sprint(found, board)
                    there[sprint.id] = sprint, _stamp(found)
            except (Gone, Refused) as error:
                problems.append(self._no_board(board, error))
        known = memory.stamps(list(there))
        changed = {
            number: (sprint, stamp)
            for number, (sprint, stamp) in there.items()
            if known.get(number) != stamp
        }
        kept = memory.kept() if all_ and not problems else iter(())
        return Page(
            sprints=tuple(sprint for sprint, _ in changed.values()),
            gone=tuple(x for x in kept if x.startswith(SPRINT) and x not in there),
            problems=tuple(problems),
            seen={number: Seen(stamp) for number, (_, stamp) in changed.items()},
        )

    def _of(self, board: str, cursor: Cursor, *, all_: bool) -> Iterator[BoardSprint]:
        """A board's sprints that are over or running; those long over only at times."""
        first = 0 if all_ else max(0, cursor.boards.get(board, 0) - AGAIN)
        start = over = first
        pages = Pages()
        while True:
            query: dict[str, str | int]
            query = {"state": "active,closed", "startAt": start, "maxResults": PAGE}
            path = f"{AGILE}/board/{board}/sprint"
            page = self._project.client.get(path, wire_agile.sprints, query)
            over += sum(one.state == "closed" for one in page.values)
            yield from (one for one in page.values if _is_of(board, one))
            start += len(page.values)
            pages.check(str(one.id) for one in page.values)
            if page.is_last or not page.values:
                break
        if start == first and first:
            # So many were deleted that nothing is left where we looked.
            yield from self._of(board, cursor, all_=True)
            return
        cursor.boards[board] = over

    def _no_board(self, board: str, error: Gone | Refused) -> Problem:
        return Problem(
            self._project.name,
            f"the sprints of board {board} can not be read: {error.message}",
            "correct board under subjects: sprints, or let the account of the token"
            " see the board; one without sprints, as for Kanban, can not be named",
        )

    def _sprint(self, found: BoardSprint, board: str) -> Sprint:
        start = found.start_date or found.created_date or _LONG_AGO
        closed = found.state == "closed"
        end = (found.complete_date if closed else None) or found.end_date or start
        key, name = str(found.id), self._project.name
        return Sprint(
            tracker=name,
            id=f"{SPRINT}{key}",
            key=key,
            ref=f"{name}:{SPRINT}{key}",
            url=sprint_page(self._project.site.web, board, key),
            name=found.name,
            goal=" ".join((found.goal or "").split()),
            start=wire.utc(start),
            end=wire.utc(end),
            state="closed" if closed else "active",
            sort=f"{BOARD}:{board}",
        )

    def fetch(self, number: str) -> Iterator[Sprint]:
        """The sprint of this number, if it is there."""
        if not NUMBER.fullmatch(number):
            return
        try:
            path = f"{AGILE}/sprint/{number}"
            found = self._project.client.get(path, wire_agile.sprint)
        except Gone:
            return
        yield self._sprint(found, str(found.origin_board_id or ""))

    # --- what became of one -----------------------------------------------------------

    def facts(self, sprint: Sprint) -> SprintFacts:
        """What is known of a sprint's work, as it stood when the sprint was closed.

        As long as it goes on, its end may have passed: then as it stands now.

        Raises `Refused` when some of it can not be read: figures would be made up.
        """
        issues = self._issues(sprint)
        entries = self._project.issues.histories([issue.id for issue in issues])
        pasts = {i.id: self._project.past(i, entries.get(i.id, [])) for i in issues}
        found = [(self._shown(i, pasts[i.id]), pasts[i.id]) for i in issues]
        came = [
            self._came(issue, entries.get(issue.id, []), sprint) for issue in issues
        ]
        added = sum(how.late for how in came)
        closed = sprint.state == "closed"
        at = sprint.end if closed else self._project.around.patience.clock()
        return SprintFacts(
            sprint,
            done=tuple(t for t, past in found if _stood(past, at) is _DONE),
            still_open=tuple(t for t, past in found if _stood(past, at) is None),
            carried_over=sum(how.from_another for how in came),
            added=added,
            committed=len(issues) - added,
        )

    def _shown(self, issue: Issue, past: Past) -> Ticket:
        """An issue as it counts; its title where all read it who read the project."""
        ticket = self._project.ticket(issue, past)
        open_ = self._project.is_here(issue) and not ticket.restricted
        return ticket if open_ else replace(ticket, title="")

    def _issues(self, sprint: Sprint) -> list[Issue]:
        issues: list[Issue] = []
        read, pages = 0, Pages()
        while True:
            query: dict[str, str | int]
            query = {
                "fields": ",".join(wire.READ),
                "startAt": read,
                "maxResults": 100,
            }
            path = f"{AGILE}/sprint/{sprint.key}/issue"
            reader = self._project.issues.reader
            page = self._project.client.get(path, reader.page, query)
            for one in page.broken:
                problem = self._project.unreadable(*one)
                raise Refused(f"{problem.ref}: {problem.message}", problem.hint)
            read += len(page.issues)
            pages.check(page.ids)
            # Those below others go where those go: Jira counts them with these.
            issues += [i for i in page.issues if not i.fields.issuetype.subtask]
            if not page.issues or read >= page.total:
                return issues

    def _came(self, issue: Issue, entries: Sequence[Entry], sprint: Sprint) -> Joining:
        name = SprintName(sprint.key, self._project.site.sprint_field)
        return joining(issue, entries, name, sprint.start)


_DONE = Reason.COMPLETED


def _stood(past: Past, at: datetime) -> Reason | None:
    return past.stood(at).reason


def _is_of(board: str, sprint: BoardSprint) -> bool:
    """Whether a sprint is the board's own; boards list those of others, too.

    Any sprint with an issue that fits a board's filter is shown on that board.
    """
    return sprint.origin_board_id in (None, int(board))


def _stamp(found: BoardSprint) -> str:
    return blake2b(msgspec.json.encode(found), digest_size=12).hexdigest()
