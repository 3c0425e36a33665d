"""What a report over 100,000 write-backs takes beside plain SQL that reads its rows.

The bound is on the figures: at most four times as long as reading those rows with SQL
and doing nothing with them. What lies before them, rows put together to loops and each
review read as people wrote it, is told beside it, for fewer reviews; and how large the
page becomes.
"""

from __future__ import annotations

import sqlite3
import time
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory

from afteraction.domain.kinds import Kind
from afteraction.domain.tickets import Mark, Reason, Role, State, Ticket
from afteraction.ledger import Basis, Ledger, open_ledger
from afteraction.ledger.entries import Entry, Part
from afteraction.rendering import Renderer
from afteraction.report import Report, make_report
from afteraction.report_page import HTML_BYTES, render_report
from afteraction.report_text import report_text
from afteraction.reporting import report_on
from benchmarks.policy import BERLIN, POLICY

WRITE_BACKS = 100_000
A_REVIEW = 4
"""So many write-backs of each review."""
OWNERS = 400
TOGETHER = 5_000
RUNS = 5
MOST = 4.0
NOW = datetime(2026, 11, 30, 12, tzinfo=UTC)
DAY = timedelta(days=1)


def measure() -> None:
    """Make a ledger, then read it and count, turn by turn."""
    print(f"\nA report over {WRITE_BACKS:,} write-backs, CPU seconds")
    with TemporaryDirectory() as folder:
        place = Path(folder) / "ledger.db"
        with open_ledger(place, Basis("")) as ledger:
            _fill(ledger)
            began = time.process_time()
            report = report_on(ledger.view.all_loops(), POLICY, NOW)
            loops = time.process_time() - began
        plain, figures = _by_turns(
            lambda: _read(place),
            lambda: make_report(
                report.reviews, report.write_backs, zone=BERLIN, now=NOW
            ),
        )
    ratio = figures / plain
    print(f"  plain SQL, the rows read    {plain:8.2f}")
    told = f"{ratio:.1f} times as long (at most {MOST:g})"
    print(f"  the figures                 {figures:8.2f}   {told}")
    print(f"  loops put together, judged  {loops:8.2f}")
    _pages(report)


def _by_turns(*works: Callable[[], object]) -> Iterator[float]:
    """The median of what each takes, so that both have the machine's good moments."""
    took: list[list[float]] = [[] for _ in works]
    for _ in range(RUNS):
        for work, seconds in zip(works, took, strict=True):
            began = time.process_time()
            work()
            seconds.append(time.process_time() - began)
    return map(median, took)


def _read(place: Path) -> int:
    """Every ticket, as SQLite hands it over."""
    connection = sqlite3.connect(place)
    try:
        return len(connection.execute("SELECT * FROM view_tickets").fetchall())
    finally:
        connection.close()


def _pages(report: Report) -> None:
    renderer = Renderer(None, BERLIN)
    surfaces: dict[str, Callable[[], str]] = {
        "HTML": lambda: render_report(report, renderer, "html"),
        "Markdown": lambda: render_report(report, renderer, "markdown"),
        "text": lambda: report_text(report, width=80, colour=False),
        "CSV": lambda: render_report(report, renderer, "csv"),
    }
    for name, made in surfaces.items():
        began = time.process_time()
        size = len(made().encode())
        seconds = time.process_time() - began
        bound = f" (below {HTML_BYTES:,})" if name == "HTML" else ""
        print(f"  {name:<27} {seconds:8.2f}   {size:,} bytes{bound}")


def _fill(ledger: Ledger) -> None:
    entries: list[Entry] = []
    for number in range(WRITE_BACKS // A_REVIEW):
        entries += _loop(number)
        if len(entries) >= TOGETHER:
            ledger.view.remember("notes", seen={}, entries=entries)
            entries = []
    ledger.view.remember("notes", seen={}, entries=entries)


def _loop(number: int) -> Iterator[Entry]:
    """An incident, its review held or not, and what came of it, always the same."""
    key, about = f"review-{number:06}", f"notes#{number:06}"
    end = NOW - (number % 700 + 1) * DAY
    subject = _ticket(f"{number:06}", number, end - DAY / 24, end)
    mark = Mark(Role.REVIEW, key, "main", about)
    held = end + timedelta(hours=number % 90)
    review = _ticket(f"review-{number:06}", number, end, held, mark=mark)
    yield Entry(key, Part.SUBJECT, subject, about, selected=True)
    yield Entry(key, Part.REVIEW, review, about)
    for at in range(A_REVIEW):
        yield Entry(key, Part.WRITE_BACK, _write_back(key, number, at, held))


def _write_back(review: str, number: int, at: int, opened: datetime) -> Ticket:
    which = number * A_REVIEW + at
    kind = (Kind.AVOIDABLE, Kind.AVOIDABLE, Kind.INHERENT, Kind.EXPERIMENT)[which % 4]
    mark = Mark(
        Role.WRITE_BACK,
        f"{review}.f-{at:04x}",
        "main",
        review,
        kind=kind,
        next_try=True,
    )
    closed = opened + (which % 30) * DAY if which % 3 else None
    return _ticket(f"{review}-f{at:04x}", which, opened, closed, mark=mark)


def _ticket(
    key: str,
    which: int,
    opened: datetime,
    closed: datetime | None,
    mark: Mark | None = None,
) -> Ticket:
    return Ticket(
        tracker="notes",
        id=key,
        key=key,
        ref=f"notes:{key}",
        url=f"work/tickets/{key}.md",
        title=f"Something that ticket {key} tells of in so many words",
        state=State.OPEN if closed is None else State.CLOSED,
        reason=None if closed is None else Reason.COMPLETED,
        labels=("incident", "payments"),
        assignee=f"person{which % OWNERS}",
        author="lin",
        opened=opened,
        closed=closed,
        due=(opened + 14 * DAY).date(),
        mark=mark,
    )
