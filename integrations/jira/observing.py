"""What changed in a project since the last look: full pages, as few as possible.

One search for what was updated since the newest change that was seen, less an overlap,
because the index lags. Which of it answers to the rules' queries is asked once a look,
and only when something was closed that is not ours. Times are told in milliseconds: a
date in a query would be one in the account's zone.
https://support.atlassian.com/jira-software-cloud/docs/jql-fields/#Updated
"""

from __future__ import annotations

from collections import deque
from collections.abc import Collection, Iterable, Iterator, Sequence
from datetime import UTC, datetime, timedelta

import msgspec
from msgspec import Struct

from afteraction.domain.labels import OUR_LABEL, carries
from afteraction.domain.tickets import Reason
from afteraction.network.unreadable import UNREADABLE
from afteraction.tracker import Memory, Page, Problem, Seen

from . import tickets, wire
from .helpings import let_go
from .marks import Marks
from .project import Project
from .rules import Rules
from .wire import Issue

OVERLAP = timedelta(seconds=300)
SETTLED = timedelta(minutes=15)
"""After so long no index lags any more, whatever our clock says."""
SWEEP = timedelta(days=7)
RETRIED = 20
"""So many issues that could not be read are asked for again in one look."""
TOGETHER = 1_000
"""Issues that are handed over, and stored, at once."""
PASSED = 500
"""So many of the last issues that were of no interest are known again."""
_BEGINNING = datetime(1970, 1, 1, tzinfo=UTC)


class Cursor(Struct, omit_defaults=True):
    """Where the last look ended."""

    since: int | None = None
    """Milliseconds since 1970; None before the first look."""
    swept: datetime | None = None
    """When deleted and hidden issues were last looked for."""
    boards: dict[str, int] = {}
    """How many of each board's sprints are read and over."""
    broken: dict[str, str] = {}
    """Issues that could not be read, and their keys: told of until they can."""
    passed: dict[str, str] = {}
    """Stamps of issues that were of no interest and will be seen again."""

    @classmethod
    def read(cls, text: str) -> Cursor:
        """A cursor as `written` gave it; an empty one for anything else."""
        try:
            return msgspec.json.decode(text, type=cls) if text else cls()
        except UNREADABLE:
            return cls()

    def written(self) -> str:
        """The cursor as text."""
        return msgspec.json.encode(self).decode()

    def sweep_is_due(self, now: datetime) -> bool:
        """Whether a week has passed; a first look needs no sweep."""
        if self.swept is None:
            self.swept = now
            return False
        return now - self.swept >= SWEEP


class Watch:
    """One look at a project's issues."""

    def __init__(self, project: Project, memory: Memory, cursor: Cursor) -> None:
        """What the last look left in `memory` and `cursor`."""
        self._project = project
        self._memory = memory
        self._before = cursor
        self._newest = _BEGINNING
        self._home = f"project = {project.site.project_id}"
        self._passed: deque[Issue] = deque(maxlen=PASSED)
        self._mended: set[str] = set()
        self._new = False
        """Nothing of this project is known yet: most of it need not be looked at."""
        self._met: set[str] = set()
        """What was of interest so far in a project that is new."""
        self._again = _BEGINNING
        """The next look sees once more what changed since then."""
        self._rules = Rules(project)
        self.cursor = msgspec.structs.replace(cursor, broken={}, passed={})
        """Where this look ended, once it has."""

    def changed(self, now: datetime) -> Iterator[Page]:
        """The issues that changed, page by page."""
        self._new = self._is_new()
        waiting, problems = list[Issue](), list[Problem]()
        query = f"{self._query} ORDER BY updated ASC"
        for page in self._project.issues.search(query):
            problems += self._broken(page.broken)
            waiting += self._of_interest(page.issues, now)
            if len(waiting) >= TOGETHER:
                yield self._taken(waiting, problems, self._query)
                waiting, problems = [], []
        if waiting or problems:
            yield self._taken(waiting, problems, self._query)
        yield from self._once_broken(now)
        self._end(now)

    @property
    def _query(self) -> str:
        """Everything that may matter, in this project or moved out of it."""
        ours = f'labels = "{OUR_LABEL}"'
        since = self._before.since
        if since is not None:
            return f"({self._home} OR {ours}) AND updated >= {since}"
        begins = self._project.around.begins
        if begins is None:
            return self._home
        return f"{self._home} AND ({ours} OR updated >= {_milliseconds(begins)})"

    def _end(self, now: datetime) -> None:
        newest = min(self._newest, now)
        # What changed at once in a crowd would be read in full until something newer.
        settled = now - newest > SETTLED
        after = newest if settled else newest - OVERLAP
        begins = _milliseconds(self._project.around.begins or _BEGINNING)
        self.cursor.since = max(self._before.since or begins, _milliseconds(after))
        self.cursor.passed = {
            issue.id: wire.stamp(issue)
            for issue in self._passed
            if _milliseconds(_updated(issue)) >= self.cursor.since
        }

    def _broken(self, found: Sequence[tuple[str, str]]) -> list[Problem]:
        self.cursor.broken |= dict(found)
        return [self._project.unreadable(*one) for one in found]

    def _once_broken(self, now: datetime) -> Iterator[Page]:
        """Those that could not be read before: few, and not for long."""
        before = self._before.broken
        still = sorted(before.keys() - self.cursor.broken.keys() - self._mended)
        asked, rest = still[:RETRIED], still[RETRIED:]
        self.cursor.broken |= {one: before[one] for one in rest}
        if asked:
            found = self._project.issues.many(asked)
            problems = self._broken(found.broken)
            yield self._taken(self._of_interest(found.issues, now), problems)

    def left(self, issues: Sequence[Issue]) -> Page:
        """Those that changed without being updated.

        Somebody's account was closed, or who may see what was changed.
        """
        return self._taken(issues, ())

    # --- which of them matter ---------------------------------------------------------

    def _is_new(self) -> bool:
        """Whether what an issue says tells whether it is to be looked at."""
        known = self._before.since is not None or self._memory.count()
        return not (known or any(self._memory.kept()) or self._rules.choose(()))

    def _of_interest(self, issues: Sequence[Issue], now: datetime) -> Sequence[Issue]:
        """Those to be looked at, freed of their page; of the others, that they came."""
        self._note(issues, now)
        found = issues
        if self._new:
            found = [one for one in issues if self._may_matter(one)]
            self._met.update(one.id for one in found)
            self._pass(one for one in issues if one.id not in self._met)
        for one in found:
            let_go(one)
        return found

    def _note(self, issues: Sequence[Issue], now: datetime) -> None:
        """How far the look has come, and what of the broken can be read again."""
        self._newest = max((self._newest, *map(_updated, issues)))
        self._again = min(self._newest, now) - OVERLAP
        if self._before.broken:
            self._mended |= self._before.broken.keys() & {one.id for one in issues}

    def _may_matter(self, issue: Issue) -> bool:
        """Whether an issue is to be looked at of which nothing is known."""
        return self._is_asked(issue, self._met) or _is_ours(issue)

    def _pass(self, issues: Iterable[Issue]) -> None:
        """Remember those of no interest that the next look sees again."""
        for one in issues:
            if _updated(one) >= self._again:
                let_go(one)
                self._passed.append(one)

    def _taken(
        self, issues: Sequence[Issue], problems: Sequence[Problem], among: str = ""
    ) -> Page:
        """Those of some issues that matter and are not as they were last seen.

        `among`: the query that found them, where one did.
        """
        fresh = self._fresh(issues)
        ours = {number for number, issue in fresh.items() if _is_ours(issue)}
        kept = set(self._memory.kept(list(fresh)))
        known = self._memory.stamps(list(fresh))
        here = [i for i in fresh.values() if i.id in kept or self._project.is_here(i)]
        asked = [i for i in here if i.id not in ours and self._is_asked(i, kept)]
        answers = self._rules.answers(asked, among or _these(asked))
        certain = ours | kept | known.keys()
        mattering = {
            issue.id: issue
            for issue in here
            if issue.id in certain or self._rules.choose(answers[issue.id])
        }
        self._pass(one for one in fresh.values() if one.id not in mattering)
        marks = Marks(self._project)
        marks.read(mattering.values(), known)
        pasts = self._project.pasts(
            issue
            for issue in mattering.values()
            if issue.id in ours or self._has_a_past(issue, kept)
        )
        return Page(
            tickets=tuple(
                self._project.ticket(issue, pasts.get(issue.id), answers[issue.id])
                for issue in mattering.values()
            ),
            problems=tuple(problems),
            seen={number: Seen(marks.stamp(one)) for number, one in mattering.items()},
        )

    def _fresh(self, issues: Sequence[Issue]) -> dict[str, Issue]:
        """Those that are not as they were last seen; of two states the newer one."""
        known = self._memory.stamps([issue.id for issue in issues])
        broken = self._before.broken.keys()
        fresh: dict[str, Issue] = {}
        for issue in issues:
            passed, seen = self._before.passed.get(issue.id), known.get(issue.id)
            if passed is not None and passed == wire.stamp(issue):
                self._passed.append(issue)
            elif issue.id in broken or not _is_stamp(seen, issue):
                fresh[issue.id] = issue
        return fresh

    def _is_asked(self, issue: Issue, kept: Collection[str]) -> bool:
        """Whether it matters to which queries an issue answers that is not ours."""
        return issue.id in kept or self._project.reason(issue) is Reason.COMPLETED

    def _has_a_past(self, issue: Issue, kept: Collection[str]) -> bool:
        """Whether the history of what is not ours tells more than its fields do."""
        if issue.id in kept:
            return True
        closed = self._project.reason(issue) is not None
        return closed and not tickets.knows_when_closed(issue)


def _updated(issue: Issue) -> datetime:
    return wire.utc(issue.fields.updated)


def _is_ours(issue: Issue) -> bool:
    return carries(issue.fields.labels, OUR_LABEL)


def _these(issues: Sequence[Issue]) -> str:
    return f"id in ({', '.join(issue.id for issue in issues)})"


def _is_stamp(known: str | None, issue: Issue) -> bool:
    return known is not None and known.partition(" ")[0] == wire.stamp(issue)


def _milliseconds(moment: datetime) -> int:
    return int(moment.timestamp() * 1000)
