"""One sync: observe → wants → observe → plan → apply (design, section 3).

The trackers are locked while it runs. Nothing here knows of a terminal; what came out
is one value.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from functools import partial

from afteraction.applying import Applier, Ended, Result
from afteraction.domain.loops import View
from afteraction.domain.policy import Policy
from afteraction.domain.problems import Problem
from afteraction.domain.telling import Telling
from afteraction.drafting import Drafting
from afteraction.errors import Busy, TrackerError
from afteraction.ledger import Ledger
from afteraction.ledger.entries import Part
from afteraction.nudge_texts import NudgeTexts
from afteraction.observing import Observer
from afteraction.plan import Plan
from afteraction.planning import plan as make_plan
from afteraction.planning_posts import plan_posts
from afteraction.progress import Progress, Silent
from afteraction.rendering import Renderer
from afteraction.report_counting import count
from afteraction.report_page import render_report
from afteraction.ticket_texts import TicketTexts
from afteraction.tracker import Tracker


@dataclass(frozen=True, slots=True)
class Site:
    """Everything that a sync or a report works with, put together by `bootstrap`."""

    trackers: Mapping[str, Tracker]
    policy: Policy
    ledger: Ledger
    renderer: Renderer
    progress: Progress = field(default_factory=Silent)
    telling: Telling = field(default_factory=Telling)
    """How a report is told, unless something else is asked for."""
    clock: Callable[[], datetime] | None = None
    """Goes on while a sync runs; None: it takes no time."""


@dataclass(frozen=True, slots=True)
class Synced:
    """What a sync did, or would do."""

    plan: Plan
    results: tuple[Result, ...]
    """Empty after a dry run."""
    problems: tuple[Problem, ...]
    requests: tuple[tuple[str, int], ...]
    """How many requests each tracker was sent, for those that have requests."""
    unreachable: frozenset[str] = frozenset()


def sync(
    site: Site, now: datetime, *, dry_run: bool = False, wait: float = 30.0
) -> Synced:
    """Look at everything, and do what has to be done.

    Waits at most `wait` seconds for another sync of the same trackers, then raises
    `Busy`. A dry run waits for nobody and leaves no trace in any tracker.
    """
    before, at = _requests(site), _going_on(site, now)
    writes = {} if dry_run else site.trackers
    with _locked(writes, wait) as away:
        observer = Observer(site.trackers, site.ledger, site.policy, site.progress)
        observed = observer.observe(now, away)
        plan = make_plan(observed.view, site.policy, now)
        results: tuple[Result, ...] = ()
        not_quite: tuple[Problem, ...] = ()
        if not dry_run:
            drafting = _drafting(
                site,
                now,
                site.telling,
                observed.unseen,
                partial(observer.catch_up, now),
            )
            applier = Applier(
                site.trackers, site.ledger, drafting, now, site.progress, at
            )
            results = applier.apply(
                plan, unseen=observed.unseen, open_keys=observed.open_keys
            )
            not_quite = tuple(applier.problems)
            _rest(site, plan, now)
            _look_at_own_writes(site, observer, results, now)
    return Synced(
        plan,
        results,
        tuple(dict.fromkeys((*observed.problems, *plan.problems, *not_quite))),
        tuple((name, count - before[name]) for name, count in _requests(site).items()),
        observed.unseen,
    )


def post_report(
    site: Site,
    now: datetime,
    telling: Telling,
    unseen: Collection[str],
    wait: float = 30.0,
) -> tuple[Result, ...]:
    """Post the report of this period now, or bring the one that stands up to date.

    Everything was just looked at, but for what is `unseen`. Raises `Busy` like `sync`.
    """
    assert site.policy.posting is not None
    view = site.ledger.view
    seen = View(posted=tuple(view.each(Part.REPORT)), reviews=view.count_reviews())
    changes = plan_posts(seen, site.policy, now, asked=True)
    to, at = site.policy.posting.tracker, _going_on(site, now)
    with _locked({to: site.trackers[to]}, wait):
        drafting = _drafting(site, now, telling, unseen)
        applier = Applier(site.trackers, site.ledger, drafting, now, site.progress, at)
        return applier.apply(Plan(changes), unseen=unseen)


def _drafting(
    site: Site,
    now: datetime,
    telling: Telling,
    unseen: Collection[str],
    catch_up: Callable[[], None] = lambda: None,
) -> Drafting:
    """`catch_up` takes in what was written before a report is counted."""
    return Drafting(
        TicketTexts(site.renderer, site.trackers, site.policy.people),
        NudgeTexts(site.renderer, site.trackers),
        site.policy,
        site.trackers,
        now,
        partial(_report_ticket, site, now, telling, unseen, catch_up),
    )


def _report_ticket(
    site: Site,
    now: datetime,
    telling: Telling,
    unseen: Collection[str],
    catch_up: Callable[[], None],
    period: date,
) -> tuple[str, str]:
    """Title and text of the ticket that holds a report."""
    catch_up()
    assert site.policy.posting is not None
    there = site.trackers[site.policy.posting.tracker].abilities
    telling = replace(telling, way=there.way)
    report = count(site.ledger, site.policy, now, telling, unseen)
    text = render_report(report, site.renderer, "markdown", draws=there.draws)
    return f"After action: report of {period}", text


def _going_on(site: Site, now: datetime) -> Callable[[], datetime]:
    """The time from `now` on, whatever `now` is."""
    clock = site.clock
    if clock is None:
        return lambda: now
    began = clock()
    return lambda: now + (clock() - began)


def _rest(site: Site, plan: Plan, now: datetime) -> None:
    """Loops with nothing to do rest until time or a change wakes them."""
    site.ledger.view.sleep(
        {
            loop.key: until
            for loop, until in plan.looked_at
            if until is None or until > now
        }
    )


def _look_at_own_writes(
    site: Site, observer: Observer, results: tuple[Result, ...], now: datetime
) -> None:
    """Take in what was just written, where looking costs no request.

    The next sync then finds nothing changed; elsewhere it reads its own writes once.
    """
    wrote = any(result.ended is Ended.DONE for result in results)
    if wrote and all(not t.abilities.network for t in site.trackers.values()):
        observer.look(now)


def _requests(site: Site) -> dict[str, int]:
    return {
        name: tracker.requests
        for name, tracker in site.trackers.items()
        if tracker.requests is not None
    }


@contextmanager
def _locked(
    trackers: Mapping[str, Tracker], wait: float
) -> Iterator[Mapping[str, TrackerError]]:
    """Hold all trackers, always in the same order so that two syncs can not jam.

    What can not be held, and why, is told to whoever asked: the others go on without
    it. Raises `Busy` when another sync holds one of them.
    """
    away: dict[str, TrackerError] = {}
    with ExitStack() as stack:
        for tracker in sorted(trackers.values(), key=lambda one: one.uid):
            try:
                stack.enter_context(tracker.lock(wait))
            except Busy:
                raise
            except TrackerError as error:
                away[tracker.name] = error
        yield away


def with_at_most(site: Site, at_most: int) -> Site:
    """The same site, with another bound for one sync (rule 17)."""
    return replace(site, policy=replace(site.policy, at_most=at_most))
