"""Reports for the tests of what people read: one with every case, one without any.

Titles are made by people who may be in a hurry, or may want to do harm.
"""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

from afteraction.domain.follow_through import Became
from afteraction.domain.kinds import Counts, Kind, counts_as
from afteraction.report import (
    Link,
    Report,
    ReviewRow,
    ReviewState,
    WriteBackRow,
    make_report,
)

BERLIN = ZoneInfo("Europe/Berlin")
NOW = datetime(2026, 12, 1, 8, tzinfo=UTC)
LONG = "the retry of the retry of the queue that feeds the other queue " * 6
SCRIPT = "<script>alert('tickets')</script> & \"friends\""
MARKUP = (
    "](javascript:alert(1)) **| [x]** `code` @everyone fixes #12 https://evil.example"
)
TERMINAL = "\x1b[2J\x1b]0;gone\x07 and \u202eturned"


def link(key: str, title: str, tracker: str = "notes", url: str | None = None) -> Link:
    """A ticket with a file as its address, where no other is given."""
    return Link(
        ref=f"{tracker}:{key}",
        title=title,
        url=f"work/tickets/{key}.md" if url is None else url,
    )


def review(
    key: str,
    title: str,
    state: ReviewState,
    *,
    ended: datetime | None = NOW - timedelta(days=14),
    held_after: float | None = None,
    why: str = "",
    carried_by: str | None = None,
    unfinished: tuple[str, ...] = (),
    without_owner: tuple[str, ...] = (),
    url: str | None = None,
) -> ReviewRow:
    """A review of subject `key`, held so many hours after its end."""
    held = None
    if ended is not None and held_after is not None:
        held = ended + timedelta(hours=held_after)
    return ReviewRow(
        review=link(f"review-{key}", f"Review of: {title}", url=url),
        subject=link(key, title),
        state=state,
        due=(ended or NOW) + timedelta(hours=72),
        ended=ended,
        held=held,
        why=why,
        carried_by=carried_by,
        unfinished=unfinished,
        without_owner=without_owner,
        series="notes",
        reported=None if ended is None else ended - timedelta(hours=2),
    )


def write_back(
    key: str,
    title: str,
    state: Became,
    *,
    kind: Kind = Kind.AVOIDABLE,
    next_try: bool = False,
    owner: str | None = "Ada Lovelace",
    opened: int = 14,
    took: float | None = None,
    due: date | None = date(2026, 12, 4),
    why: str = "",
    url: str | None = None,
    subject: Link | None = None,
) -> WriteBackRow:
    """A write-back that was opened so many days ago, and took so many."""
    begun = NOW - timedelta(days=opened)
    counts = counts_as(kind, next_try=next_try)
    return WriteBackRow(
        ticket=link(f"review-{key}-f-{len(title):04x}", title, url=url),
        kind=kind,
        counts=counts,
        owner=owner,
        opened=begun,
        finished=None if took is None else begun + timedelta(days=took),
        due=None if counts is Counts.LEARNED else due,
        state=state,
        why=why,
        review=link(f"review-{key}", "Review of: Payments time out at checkout"),
        subject=subject or link(key, "Payments time out at checkout"),
        tracker="notes",
        closed=None if took is None else begun + timedelta(days=took),
        ended=NOW - timedelta(days=14),
        series="notes",
    )


def empty() -> Report:
    """Of a loop in which nothing has happened yet."""
    return make_report((), (), zone=BERLIN, now=NOW)


def every_case() -> Report:
    """Of a loop in which everything has happened once."""
    return make_report(_reviews(), _write_backs(), zone=BERLIN, now=NOW)


def _reviews() -> tuple[ReviewRow, ...]:
    held, late = ReviewState.HELD, ReviewState.HELD_LATE
    return (
        review("0041", "Payments time out at checkout", held, held_after=24),
        review("0042", "Search is empty for an hour", held, held_after=60),
        review("0043", SCRIPT, late, held_after=100.5, carried_by="Lin Chen"),
        review(
            "0044",
            MARKUP,
            held,
            held_after=48,
            unfinished=("“Nobody is told” has no owner.", "“Alarms” has no date."),
            without_owner=("Nobody is told",),
        ),
        review(
            "0045",
            "Sprint 2026-46",
            ReviewState.NOT_HELD,
            why="Covered by the review of Payments @everyone",
        ),
        review("0046", LONG, ReviewState.NOT_HELD, url="javascript:alert(1)"),
        review("0047", TERMINAL, ReviewState.OVERDUE, ended=NOW - timedelta(days=9)),
        review("0048", "Wrong prices", ReviewState.DUE, ended=NOW - timedelta(days=1)),
        review("0049", "The subject is gone", ReviewState.DUE, ended=None),
    )


def _write_backs() -> tuple[WriteBackRow, ...]:
    return (*_work(), *_facts())


def _work() -> tuple[WriteBackRow, ...]:
    """What counts in the owners' figures."""
    lin, nobody, handle = "Lin Chen", None, "<b>sam</b>"
    past = date(2026, 11, 20)
    return (
        write_back("0041", "Alarm on slow queries", Became.DONE, took=3.25),
        write_back("0041", "Try the roll-back every week", Became.DONE, took=6.5),
        write_back("0042", "A runbook for re-indexing", Became.DONE_LATE, took=12),
        write_back("0042", SCRIPT, Became.OVERDUE, due=past, opened=30),
        write_back("0043", MARKUP, Became.OVERDUE, owner=lin, due=past, url=SCRIPT),
        write_back(
            "0043",
            "Move to the other queue",
            Became.DECLINED,
            owner=lin,
            why="Too dear for what it saves; see the [plan](https://plan.example)",
        ),
        write_back("0044", LONG, Became.OPEN, owner=nobody, opened=40),
        write_back("0044", TERMINAL, Became.OPEN, owner=handle, opened=7),
        write_back("0044", "No date in sight", Became.OPEN, owner=lin, due=None),
        write_back(
            "0044",
            "Ask the second half of the users",
            Became.OPEN,
            kind=Kind.EXPERIMENT,
            next_try=True,
            owner="Änne Öz",
            due=date(2027, 3, 1),
            url="https://tickets.example/o/r/issues/7?a=(b)",
        ),
    )


def _facts() -> tuple[WriteBackRow, ...]:
    """Limits and what was learned: nobody is late with these."""
    inherent, experiment = Kind.INHERENT, Kind.EXPERIMENT
    return (
        write_back("0041", "The bank closes at night", Became.IN_FORCE, kind=inherent),
        write_back(
            "0042",
            "The index needs 40 minutes",
            Became.LOOK_AGAIN,
            kind=inherent,
            due=date(2026, 11, 30),
            opened=21,
        ),
        write_back("0043", "Old limit", Became.DONE, kind=inherent, took=5),
        write_back("0043", "Caching helps by half", Became.LEARNED, kind=experiment),
        write_back(
            "0050",
            "Half of the users never scroll",
            Became.LEARNED,
            kind=experiment,
            owner=None,
            subject=Link("", "", ""),
        ),
        write_back(
            "0043",
            "Not worth knowing",
            Became.DECLINED,
            kind=experiment,
            why="no reason given",
        ),
    )
