"""A report as JSON: the shape that other tools build on.

docs/report.schema.json describes it and a test holds the two together; a key may be
added, none is renamed or dropped without a new major version. Texts are given as they
are, not made harmless for any surface: that is for who shows them.
"""

from __future__ import annotations

import json
from dataclasses import asdict
from datetime import UTC, datetime
from typing import Any

from afteraction.report import OwnerFigures, Report, ReviewRow, WriteBackRow


def report_json(report: Report) -> dict[str, Any]:
    """The report as values that `json` writes: instants in UTC, days as dates.

    Everything comes in the report's own order, so that equal reports give equal bytes.
    """
    return {
        "as_of": _instant(report.as_of),
        "unseen": list(report.unseen),
        "owners": [_owner(each) for each in report.owners],
        "reviews": asdict(report.review_figures),
        "review_list": [_review(row) for row in report.reviews],
        "write_backs": [_write_back(row) for row in report.write_backs],
        "kinds": {kind.value: count for kind, count in report.kinds},
    }


def report_json_text(report: Report) -> str:
    """The report as a JSON text.

    In ASCII: it survives every pipe and code page, and no title in it can talk to the
    terminal that shows it.
    """
    return f"{json.dumps(report_json(report), indent=2)}\n"


def _owner(figures: OwnerFigures) -> dict[str, Any]:
    return {
        "owner": figures.owner,
        "open": figures.open,
        "done": figures.done,
        "done_late": figures.done_late,
        "declined": figures.declined,
        "overdue": figures.overdue,
        "on_time_rate": figures.on_time_rate,
        "on_time_of": figures.on_time_of,
        "median_days_to_done": figures.median_days_to_done,
    }


def _review(row: ReviewRow) -> dict[str, Any]:
    return {
        "ref": row.review.ref,
        "title": row.review.title,
        "subject": row.subject.ref,
        "state": row.state.value,
        "due": _instant(row.due),
        "held": None if row.held is None else _instant(row.held),
        "why": row.why,
        "carried_by": row.carried_by,
        "unfinished": list(row.unfinished),
        "without_owner": list(row.without_owner),
        "assignee": row.assignee,
    }


def _write_back(row: WriteBackRow) -> dict[str, Any]:
    return {
        "ref": row.ticket.ref,
        "kind": row.kind.value,
        "title": row.ticket.title,
        "owner": row.owner,
        "due": None if row.due is None else row.due.isoformat(),
        "state": row.state.value,
        "why": row.why,
        "review": row.review.ref,
        "subject": row.subject.ref,
    }


def _instant(moment: datetime) -> str:
    """`2026-11-18T11:40:00Z`."""
    text = moment.astimezone(UTC).isoformat(timespec="seconds")
    return text.replace("+00:00", "Z")
