"""What the figures say in plain words: the same on every surface.

Blameless (law 6): what went well comes first, what is open is about work and never
about a person, and nobody is ranked. Layout is the templates' business.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime

from afteraction.domain.follow_through import Became
from afteraction.domain.kinds import Kind
from afteraction.domain.telling import By
from afteraction.report import FEWEST, Count, FollowThrough, Report, Unseen
from afteraction.report import ReviewFigures as ReviewFigures

NOBODY = "nobody yet"
"""Where a name would stand."""
NAMELESS = {
    By.OWNER: NOBODY,
    By.TEAM: "in no team",
    By.KIND: "of no kind",
    By.TRACKER: "in no tracker",
    By.SUBJECT: "subject not known",
}
"""Where the name of a group would stand."""
BY = {
    By.OWNER: ("Owner", "Who carries what"),
    By.TEAM: ("Team", "Which team carries what"),
    By.KIND: ("Kind", "What each kind of finding led to"),
    By.TRACKER: ("Tracker", "What stands in which tracker"),
    By.SUBJECT: ("After", "What each incident and sprint led to"),
}
"""How the groups are headed: the column, and the section."""
UNKNOWN = "—"
"""Where a figure would stand that is not known, or not told over so few."""

TITLE = "What became of what we learned"
EMPTY = "There is nothing to report yet."
NEXT = (
    "When an incident is closed or a sprint ends, the next sync opens its review, and "
    "what the review finds is followed here."
)
STEPS = (
    ("afteraction check", "says whether everything is ready"),
    ("afteraction sync --dry-run", "shows which reviews a sync would open"),
    ("afteraction sync", "opens them"),
)


def unseen(trackers: tuple[Unseen, ...], said: Callable[[datetime], str]) -> str:
    """That some trackers gave no answer, or "" when all did.

    `said` is how an instant is written.
    """
    if not trackers:
        return ""
    which = ", ".join(
        f"{each.tracker} (last seen {said(each.since)})"
        if each.since
        else f"{each.tracker} (never seen yet)"
        for each in trackers
    )
    return f"Not up to date: no answer from {which}; it is told of as last seen."


RATES = (
    f"On time: done by the due day, of all that was done or is overdue. No rate is "
    f"given over fewer than {FEWEST}."
)
COLUMNS = (
    "Week: due by Sunday. Overdue: how many, and for how many days at most. Done: by"
    " its day. Days: the median from opening to done."
)


def since(day: str) -> str:
    """What a report that does not go back to the beginning leaves out."""
    return f"Since {day}: what had been settled before that day is left out."


STATES = {
    Became.DONE: "done",
    Became.DONE_LATE: "done late",
    Became.OPEN: "open",
    Became.OVERDUE: "overdue",
    Became.DECLINED: "declined",
    Became.IN_FORCE: "limit in force",
    Became.LOOK_AGAIN: "to look at again",
    Became.LEARNED: "learned",
}
KINDS = {
    Kind.AVOIDABLE: "avoidable",
    Kind.INHERENT: "inherent",
    Kind.EXPERIMENT: "experiment",
}
KINDS_MEAN = {
    Kind.AVOIDABLE: "we change how we work",
    Kind.INHERENT: "we change the strategy",
    Kind.EXPERIMENT: "we change the next question",
}


@dataclass(frozen=True, slots=True)
class Tile:
    """One figure to read at a glance, and what puts it into proportion."""

    label: str
    value: str
    note: str
    count: Count
    """The tickets behind it."""


@dataclass(frozen=True, slots=True)
class Figure:
    """One number of a small chart; it looks as write-backs in state `like` do."""

    label: str
    count: Count
    like: Became


_NEAR = {-1: "yesterday", 0: "today", 1: "tomorrow"}


def some(number: int, one: str, many: str = "") -> str:
    """`1 review`, `2,000 reviews`."""
    return f"{number:,} {one if number == 1 else many or f'{one}s'}"


def percent(rate: float | None) -> str:
    """`86%`, or a dash where there is no rate; 0 and 100 are said of all only."""
    if rate is None:
        return UNKNOWN
    if rate in (0, 1):
        return f"{rate:.0%}"
    return f"{min(max(round(rate * 100), 1), 99)}%"


def number(figure: float | None) -> str:
    """`2,000`, `2.5`, `3`, or a dash where it is not known."""
    return UNKNOWN if figure is None else f"{figure:,.1f}".removesuffix(".0")


def away(day: date, today: date) -> str:
    """How far away a day is: `9 days ago`, `today`, `in 2 days`."""
    days = (day - today).days
    if days in _NEAR:
        return _NEAR[days]
    distance = some(abs(days), "day")
    return f"in {distance}" if days > 0 else f"{distance} ago"


def well(report: Report, *, ownerless: int) -> tuple[str, ...]:
    """What is going well, one sentence each; never without any."""
    found = (*_reviews_well(report), *_work_well(report), *_known(report))
    if report.write_backs and not ownerless:
        found = (*found, "Every finding has an owner.")
    return found or ("The loop has begun; the first reviews are on their way.",)


def _reviews_well(report: Report) -> tuple[str, ...]:
    figures = report.review_figures
    timely, judged = figures.held_in_time.n, figures.judged.n
    if not timely:
        return ()
    soon = figures.held_within_48h.n
    within = f", {soon:,} within 48 hours" if 0 < soon < judged else ""
    if timely < judged:
        verb = "was" if timely == 1 else "were"
        of = some(judged, "review")
        return (f"{timely:,} of {of} {verb} held in time{within}.",)
    which = _all_held(judged, len(report.reviews))
    return (
        f"{which} held {'within 48 hours' if soon == judged else 'in time'}{within}.",
    )


def _all_held(held: int, reviews: int) -> str:
    """The reviews that were held, when none of those that had to be is missing."""
    if held == reviews:
        return "The review was" if held == 1 else "Every review was"
    return "The one review held was" if held == 1 else f"All {held:,} reviews held were"


def _work_well(report: Report) -> tuple[str, ...]:
    done, late = report.together.done.n, report.together.late.n
    if not done:
        return ()
    what = some(done, "improvement is done", "improvements are done")
    if late:
        return (f"{what}, {done - late:,} of them by the agreed day.",)
    return (f"{what}, {'' if done == 1 else 'all '}by the agreed day.",)


def _known(report: Report) -> tuple[str, ...]:
    """What is known now and was not before."""
    learned = _count(report, Became.LEARNED)
    holds = _count(report, Became.IN_FORCE) + _count(report, Became.LOOK_AGAIN)
    sentences = (
        (learned, "experiment taught", "experiments taught", " us something."),
        (holds, "limit is known", "limits are known", " and planned with."),
    )
    return tuple(
        f"{some(count, one, many)}{rest}"
        for count, one, many, rest in sentences
        if count
    )


def _count(report: Report, state: Became) -> int:
    return sum(row.state is state for row in report.write_backs)


def tiles(report: Report) -> tuple[Tile, ...]:
    """The few figures that stand on top."""
    figures, work = report.review_figures, report.together
    rate = work.on_time
    late, overdue = work.late.n, work.overdue.n
    return (
        Tile(
            "Reviews in time",
            f"{figures.held_in_time.n:,}",
            f"of {figures.judged.n:,}",
            figures.held_in_time,
        ),
        Tile(
            "Done",
            f"{work.done.n:,}",
            f"{late:,} late" if late else "none late",
            work.done,
        ),
        Tile(
            "On time",
            percent(rate.value),
            "too few to tell" if rate.value is None else f"of {rate.of.n:,}",
            rate.part,
        ),
        Tile(
            "Open",
            f"{work.open.n:,}",
            f"{overdue:,} overdue" if overdue else "none overdue",
            work.open,
        ),
        Tile(
            "Learned",
            f"{report.health.learned.n:,}",
            "by experiment",
            report.health.learned,
        ),
    )


def review_figures(figures: ReviewFigures) -> tuple[Figure, ...]:
    """Each figure with its label, from the best to what is still to do."""
    return (
        Figure("held within 48 hours", figures.held_within_48h, Became.DONE),
        Figure("held within 72 hours", figures.held_within_72h, Became.DONE),
        Figure("held by the due date", figures.held_in_time, Became.DONE),
        Figure("held late", figures.held_late, Became.DONE_LATE),
        Figure("overdue", figures.overdue, Became.OVERDUE),
        Figure("not held", figures.not_held, Became.DECLINED),
        Figure("still to come", figures.due, Became.OPEN),
        Figure("to fill in", figures.unfinished, Became.LOOK_AGAIN),
    )


def group(each: FollowThrough, by: By) -> str:
    """What a group is called."""
    return each.name or NAMELESS[by]


def how_overdue(each: FollowThrough) -> str:
    """`up to 11 days`, or "" where nothing is overdue."""
    if not each.overdue:
        return ""
    return f"up to {some(each.longest_overdue, 'day')}"
