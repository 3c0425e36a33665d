"""A report from the trackers as they stand: look at them, then count.

It writes to no tracker; what it sees goes into the view like in a sync.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from afteraction.domain.problems import Problem
from afteraction.observing import Observer
from afteraction.report import Report
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
    report = report_on(site.ledger.view.all_loops(), site.policy, now)
    return Made(report, tuple(observed.problems), observed.unseen)
