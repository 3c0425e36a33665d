"""A report as CSV, for spreadsheets: every write-back, or the figures of each group.

RFC 4180 in UTF-8, the first line being the names of the columns. Nothing is left out.
A cell that a spreadsheet would take for a formula begins with an apostrophe: titles are
other people's words (https://owasp.org/www-community/attacks/CSV_Injection).
"""

from __future__ import annotations

import csv
from collections.abc import Iterable
from datetime import datetime
from io import StringIO
from zoneinfo import ZoneInfo

from afteraction.domain.calendar import day_of
from afteraction.escaping import link, one_line
from afteraction.report import FollowThrough, Report, WriteBackRow
from afteraction.report_words import group

Cell = str | int | float | None
_FORMULA = ("=", "+", "-", "@")

WRITE_BACKS = (
    "ref title kind state owner team tracker opened due finished days_overdue why"
    " review subject subject_title address"
).split()
GROUPS = (
    "name ref open due_this_week overdue median_days_overdue most_days_overdue"
    " done_in_time done_late declined on_time_rate on_time_of median_days_to_done"
    " median_days_of"
).split()


def report_csv(report: Report, *, grouped: bool) -> str:
    """One line a write-back, in the order of their opening; or one line a group."""
    if grouped:
        return _table(GROUPS, (_group(each, report) for each in report.groups))
    return _table(WRITE_BACKS, (_write_back(row, report) for row in report.write_backs))


def _table(names: Iterable[str], rows: Iterable[tuple[Cell, ...]]) -> str:
    into = StringIO()
    writer = csv.writer(into, lineterminator="\n")
    writer.writerow(names)
    writer.writerows([_harmless(cell) for cell in row] for row in rows)
    return into.getvalue()


def _harmless(cell: Cell) -> Cell:
    """Numbers are ours; texts may begin with what a spreadsheet would calculate."""
    if not isinstance(cell, str):
        return cell
    line = one_line(cell)
    return f"'{line}" if line.startswith(_FORMULA) else line


def _group(each: FollowThrough, report: Report) -> tuple[Cell, ...]:
    rate, days = each.on_time, each.days_to_done
    return (
        group(each, report.telling.by),
        each.link.ref if each.link else None,
        each.open.n,
        each.due_this_week.n,
        each.overdue.n,
        each.days_overdue.value,
        each.longest_overdue,
        each.in_time.n,
        each.late.n,
        each.declined.n,
        rate.value,
        rate.of.n,
        days.value,
        days.of.n,
    )


def _write_back(row: WriteBackRow, report: Report) -> tuple[Cell, ...]:
    today = day_of(report.as_of, report.zone)
    late = row.state.value == "overdue" and row.due is not None
    return (
        row.ticket.ref,
        row.ticket.title,
        row.kind.value,
        row.state.value,
        row.owner,
        row.team,
        row.tracker,
        _day(row.opened, report.zone),
        row.due.isoformat() if row.due else None,
        _day(row.finished, report.zone),
        (today - row.due).days if late and row.due else None,
        row.why,
        row.review.ref,
        row.subject.ref,
        row.subject.title,
        link(row.ticket.url),
    )


def _day(moment: datetime | None, zone: ZoneInfo) -> str | None:
    return None if moment is None else day_of(moment, zone).isoformat()
