"""A report as JSON: the shape that other tools build on.

docs/report.schema.json describes it and a test holds the two together; a key may be
added, none is renamed or dropped without a new major version. Texts are given as they
are, not made harmless for any surface: that is for who shows them.
"""

from __future__ import annotations

import json
from datetime import UTC, datetime
from typing import Any

from afteraction.report import (
    FollowThrough,
    Report,
    ReviewFigures,
    ReviewRow,
    WriteBackRow,
)
from afteraction.report_counts import Middle, Rate
from afteraction.report_health import Health
from afteraction.report_time import OverTime, Span


def report_json(report: Report) -> dict[str, Any]:
    """The report as values that `json` writes: instants in UTC, days as dates.

    Everything comes in the report's own order, so that equal reports give equal bytes.
    """
    telling = report.telling
    return {
        "as_of": _instant(report.as_of),
        "since": None if telling.since is None else _instant(telling.since),
        "names": telling.names.value,
        "unseen": [each.tracker for each in report.unseen],
        "last_seen": {
            each.tracker: None if each.since is None else _instant(each.since)
            for each in report.unseen
        },
        "owners": [{"owner": each.name, **_work(each)} for each in report.owners],
        "by": telling.by.value,
        "groups": [
            {
                "name": each.name,
                "ref": None if each.link is None else each.link.ref,
                **_work(each),
            }
            for each in report.groups
        ],
        "together": _work(report.together),
        "reviews": _reviews(report.review_figures),
        "carried_by": [
            {"name": name, "reviews": count.n} for name, count in report.carriers
        ],
        "review_list": [_review(row) for row in report.reviews],
        "write_backs": [_write_back(row) for row in report.write_backs],
        "kinds": {kind.value: count.n for kind, count in report.kinds},
        "health": _health(report.health),
        **_time(report.time),
    }


def report_json_text(report: Report) -> str:
    """The report as a JSON text.

    In ASCII: it survives every pipe and code page, and no title in it can talk to the
    terminal that shows it.
    """
    return f"{json.dumps(report_json(report), indent=2)}\n"


def _work(figures: FollowThrough) -> dict[str, Any]:
    rate, days = figures.on_time, figures.days_to_done
    return {
        "open": figures.open.n,
        "due_this_week": figures.due_this_week.n,
        "overdue": figures.overdue.n,
        "median_days_overdue": figures.days_overdue.value,
        "most_days_overdue": figures.longest_overdue,
        "done": figures.done.n,
        "done_in_time": figures.in_time.n,
        "done_late": figures.late.n,
        "declined": figures.declined.n,
        "on_time_rate": rate.value,
        "on_time_of": rate.of.n,
        "median_days_to_done": days.value,
        "median_days_of": days.of.n,
    }


def _reviews(figures: ReviewFigures) -> dict[str, int]:
    return {
        "due": figures.due.n,
        "held_within_48h": figures.held_within_48h.n,
        "held_within_72h": figures.held_within_72h.n,
        "held_in_time": figures.held_in_time.n,
        "held_late": figures.held_late.n,
        "overdue": figures.overdue.n,
        "not_held": figures.not_held.n,
        "unfinished": figures.unfinished.n,
    }


def _health(health: Health) -> dict[str, Any]:
    """Medians and rates with their n; None is not known, or too few for a rate."""
    return {
        "hours_to_report": _median(health.hours_to_report),
        "hours_to_review": _median(health.hours_to_review),
        "days_to_last_write_back": _median(health.days_to_last_write_back),
        "days_to_know": _median(health.days_to_know),
        "days_since_shared_experiment": health.days_since_shared,
        "procedures_per_review": _rate(health.procedures),
        "recurring": _rate(health.recurring),
        "fixes_that_hold": _rate(health.fixes),
        "learned": health.learned.n,
        "in_force": health.in_force.n,
        "look_again": health.look_again.n,
        "carried_over": health.carried_over.n,
        "most_carried_over": health.most_carried,
        "ownerless": health.ownerless.n,
        "closed_accounts": health.left.n,
    }


def _median(figure: Middle) -> dict[str, Any]:
    return {"median": figure.value, "of": figure.of.n}


def _rate(rate: Rate) -> dict[str, Any]:
    return {"rate": rate.value, "count": rate.part.n, "of": rate.of.n}


def _time(time: OverTime) -> dict[str, Any]:
    return {
        "weeks": [_span("week", week) for week in time.weeks],
        "months": [_span("month", month) for month in time.months],
        "ages": [
            {"over_days": each.over, "up_to_days": each.up_to, "open": each.work.n}
            for each in time.ages
        ],
        "trend": {
            "days": time.trend_days,
            "now": {each.kind.value: each.now.n for each in time.trend},
            "before": {each.kind.value: each.before.n for each in time.trend},
        },
    }


def _span(unit: str, span: Span[Any]) -> dict[str, Any]:
    counts = {part.value: count.n for part, count in span.counts}
    return {unit: span.first.isoformat(), "opened": counts}


def _review(row: ReviewRow) -> dict[str, Any]:
    return {
        "ref": row.review.ref,
        "title": row.review.title,
        "subject": row.subject.ref,
        "state": row.state.value,
        "due": _instant(row.due),
        "ended": None if row.ended is None else _instant(row.ended),
        "held": None if row.held is None else _instant(row.held),
        "why": row.why,
        "carried_by": row.carried_by,
        "unfinished": list(row.unfinished),
        "without_owner": list(row.without_owner),
        "assignee": row.assignee,
        "account_closed": row.left,
    }


def _write_back(row: WriteBackRow) -> dict[str, Any]:
    return {
        "ref": row.ticket.ref,
        "kind": row.kind.value,
        "title": row.ticket.title,
        "owner": row.owner,
        "team": row.team,
        "account_closed": row.left,
        "opened": _instant(row.opened),
        "finished": None if row.finished is None else _instant(row.finished),
        "due": None if row.due is None else row.due.isoformat(),
        "state": row.state.value,
        "why": row.why,
        "review": row.review.ref,
        "subject": row.subject.ref,
        "found_again_in": [link.ref for link in row.again],
    }


def _instant(moment: datetime) -> str:
    """`2026-11-18T11:40:00Z`."""
    text = moment.astimezone(UTC).isoformat(timespec="seconds")
    return text.replace("+00:00", "Z")
