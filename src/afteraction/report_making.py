"""A report from the trackers as they stand: look at them, then count.

It writes to no tracker; what it sees goes into the view like in a sync.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from afteraction.domain.problems import Problem
from afteraction.domain.telling import Telling
from afteraction.observing import Observer
from afteraction.report import Report
from afteraction.report_counting import count
from afteraction.sync import Site


@dataclass(frozen=True, slots=True)
class Made:
    """A report, and what could not be looked at for it."""

    report: Report
    problems: tuple[Problem, ...]
    unseen: frozenset[str]


def make(site: Site, now: datetime, telling: Telling | None = None) -> Made:
    """The report as of `now`, told as is usual here unless it is said how."""
    observer = Observer(site.trackers, site.ledger, site.policy, site.progress)
    observed = observer.observe(now)
    telling = telling or site.telling
    report = count(site.ledger, site.policy, now, telling, observed.unseen)
    return Made(report, tuple(observed.problems), observed.unseen)
