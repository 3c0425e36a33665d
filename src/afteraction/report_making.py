"""A report from the trackers as they stand: look at them, then count.

It writes to no tracker; what it sees goes into the view like in a sync.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime

from afteraction.domain.problems import Problem
from afteraction.observing import Observer
from afteraction.report import Link, Report
from afteraction.reporting import report_on
from afteraction.sync import Site


@dataclass(frozen=True, slots=True)
class Made:
    """A report, and what could not be looked at for it."""

    report: Report
    problems: tuple[Problem, ...]
    unseen: frozenset[str]


def make(site: Site, now: datetime) -> Made:
    """The report as of `now`."""
    observer = Observer(site.trackers, site.ledger, site.policy, site.progress)
    observed = observer.observe(now)
    counted = report_on(site.ledger.view.all_loops(), site.policy, now)
    report = replace(counted, unseen=tuple(sorted(observed.unseen)))
    return Made(report, tuple(observed.problems), observed.unseen)


def seen_from(report: Report, way: str) -> Report:
    """The report with paths that lead from another folder, `way` before each of them.

    Trackers give paths as from the configuration's folder; web addresses stay.
    """
    if way in ("", "."):
        return report

    def moved(link: Link) -> Link:
        on_the_web = "://" in link.url or not link.url
        return link if on_the_web else link._replace(url=f"{way}/{link.url}")

    return replace(
        report,
        reviews=tuple(
            replace(row, review=moved(row.review), subject=moved(row.subject))
            for row in report.reviews
        ),
        write_backs=tuple(
            replace(
                row,
                ticket=moved(row.ticket),
                review=moved(row.review),
                subject=moved(row.subject),
            )
            for row in report.write_backs
        ),
    )
