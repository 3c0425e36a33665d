"""The figures of the loop's health in words: one line each, the same on every surface.

Pure. A line has its label, its value, over how many that is, and the tickets behind
it; what is not known is said to be not known.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

from afteraction.report import Count, Report
from afteraction.report_counts import Middle, Rate
from afteraction.report_health import Health
from afteraction.report_time import Age
from afteraction.report_words import KINDS, number, percent, some

UNTOLD = "not known"
TOO_FEW = "too few to tell"
_MONTHS = "Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec".split()


@dataclass(frozen=True, slots=True)
class Line:
    """One figure in words."""

    label: str
    value: str
    note: str
    """Over how many it is, or what puts it into proportion."""
    count: Count


@dataclass(frozen=True, slots=True)
class Part:
    """Lines that belong together."""

    title: str
    lines: tuple[Line, ...]


def health_parts(report: Report) -> tuple[Part, ...]:
    """Everything that is told of the loop's health."""
    health = report.health
    days = report.time.trend_days
    return (
        Part(f"Found in the last {days} days", _lately(report)),
        Part("How fast we get to know", _speed(health)),
        Part("What it changes", _changes(health)),
        Part("What is carried along", _along(report)),
    )


def _lately(report: Report) -> tuple[Line, ...]:
    days = report.time.trend_days
    return tuple(
        Line(
            KINDS[each.kind],
            f"{each.now.n:,}",
            f"{each.before.n:,} in the {days} days before",
            each.now,
        )
        for each in report.time.trend
    )


def _speed(health: Health) -> tuple[Line, ...]:
    return (
        _median(
            "from an incident's beginning to its report", health.hours_to_report, "h"
        ),
        _median("from the end to the review", health.hours_to_review, "h"),
        _median(
            "from the end to the last write-back", health.days_to_last_write_back, "day"
        ),
        _median("from trying to knowing", health.days_to_know, "day"),
        _since_shared(health),
    )


def _median(label: str, figure: Middle, unit: str) -> Line:
    if figure.value is None:
        return Line(label, UNTOLD, "", figure.of)
    ending = "" if unit == "h" or figure.value == 1 else "s"
    value = f"{number(figure.value)} {unit}{ending}"
    return Line(label, value, f"median of {figure.of.n:,}", figure.of)


def _since_shared(health: Health) -> Line:
    label = "since the last shared experiment"
    if health.days_since_shared is None:
        return Line(label, UNTOLD, "none was shared yet", health.shared)
    return Line(label, some(health.days_since_shared, "day"), "", health.shared)


def _changes(health: Health) -> tuple[Line, ...]:
    again = health.look_again.n
    return (
        _each("procedures changed for each review", health.procedures),
        _share("findings that name an earlier one", health.recurring, "that were read"),
        *_fixes(health),
        Line("learned by experiment", f"{health.learned.n:,}", "", health.learned),
        Line(
            "limits in force",
            f"{health.in_force.n:,}",
            f"{again:,} to look at again" if again else "",
            health.in_force,
        ),
    )


def _each(label: str, rate: Rate) -> Line:
    note = f"{rate.part.n:,} in {some(rate.of.n, 'review')}"
    return Line(label, _or_too_few(rate, number), note, rate.part)


def _fixes(health: Health) -> tuple[Line, ...]:
    """Nothing, where nobody was asked yet."""
    if not health.fixes.of.n:
        return ()
    return (_share("fixes that hold", health.fixes, "that were asked about"),)


def _share(label: str, rate: Rate, those: str) -> Line:
    note = f"{rate.part.n:,} of {rate.of.n:,} {those}"
    return Line(label, _or_too_few(rate, percent), note, rate.part)


def _or_too_few(rate: Rate, said: Callable[[float | None], str]) -> str:
    if rate.value is None:
        return TOO_FEW if rate.of else UNTOLD
    return said(rate.value)


def _along(report: Report) -> tuple[Line, ...]:
    health = report.health
    most = health.most_carried
    return (
        *(
            Line(f"open for more than {days} days", f"{work.n:,}", "", work)
            for days, work in report.time.rotting
        ),
        Line(
            "carried over from retro to retro",
            f"{health.carried_over.n:,}",
            f"at most over {some(most, 'retro')}" if most else "",
            health.carried_over,
        ),
        Line(
            "reviews and work without an owner",
            f"{health.ownerless.n:,}",
            "",
            health.ownerless,
        ),
        Line(
            "with somebody whose account is closed",
            f"{health.left.n:,}",
            "",
            health.left,
        ),
    )


def age(each: Age) -> str:
    """`up to 30 days`, `31 to 60 days`, `more than 90 days`."""
    if each.up_to is None:
        return f"more than {each.over} days"
    if each.over < 0:
        return f"up to {each.up_to} days"
    return f"{each.over + 1} to {each.up_to} days"


def short(day: date) -> str:
    """`16 Nov`; `%-d` is not known on Windows, month names are English on purpose."""
    return f"{day.day} {_MONTHS[day.month - 1]}"


def month(day: date) -> str:
    """`Nov 26`."""
    return f"{_MONTHS[day.month - 1]} {day:%y}"
