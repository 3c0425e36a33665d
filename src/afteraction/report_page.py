"""A report as a text: Markdown, one HTML page, or JSON.

What is shown is decided in `report_view`, what it says in `report_words`, how it looks
in the templates; here the three are put together, and the page gets its charts. The
terminal's tables are `report_text`'s.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from functools import partial
from typing import Literal, assert_never

from afteraction import charts
from afteraction import report_words as words
from afteraction.charts import Bar, Columns, Share
from afteraction.domain.follow_through import Became
from afteraction.domain.kinds import Kind
from afteraction.rendering import Renderer
from afteraction.report import OwnerFigures, Report
from afteraction.report_json import report_json_text
from afteraction.report_view import ReportView, view

Surface = Literal["markdown", "html", "json"]

MARKDOWN_ROWS = 40
MARKDOWN_BYTES = 60_000
"""A ticket's text ends at 65,536 characters on GitHub."""
HTML_ROWS = 200
HTML_BYTES = 1_000_000

_MONTHS = "Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec".split()


def render_report(
    report: Report, renderer: Renderer, surface: Surface, *, shown: int | None = None
) -> str:
    """The whole report for one surface.

    `shown` is how many rows a list has at most. With None it is what suits the
    surface, and fewer where titles are so long that the text would become too large.
    JSON is never cut short.

    Raises:
        TemplateError: a template of the team's is broken.
    """
    match surface:
        case "markdown":
            made = partial(_markdown, report, renderer)
            return _fitted(made, shown, MARKDOWN_ROWS, MARKDOWN_BYTES)
        case "html":
            made = partial(_html, report, renderer)
            return _fitted(made, shown, HTML_ROWS, HTML_BYTES)
        case "json":
            return report_json_text(report)
        case _:
            assert_never(surface)


def _fitted(
    made: Callable[[int], str], shown: int | None, usual: int, most_bytes: int
) -> str:
    """What was asked for; else with so many rows that it stays below `most_bytes`."""
    if shown is not None:
        return made(shown)
    text = made(usual)
    while len(text.encode()) >= most_bytes and usual > 1:
        usual //= 2
        text = made(usual)
    return text


def _markdown(report: Report, renderer: Renderer, shown: int) -> str:
    return renderer.render("report.md.j2", **_values(view(report, shown=shown)))


def _html(report: Report, renderer: Renderer, shown: int) -> str:
    seen = view(report, shown=shown)
    return renderer.render("report.html.j2", **_values(seen), **_pictures(seen))


def _values(seen: ReportView) -> dict[str, object]:
    """What every template of a report may use; docs/figures.md lists the names."""
    return {
        "view": seen,
        "report": seen.report,
        "tiles": words.tiles(seen.report),
        "review_figures": words.review_figures(seen.report.review_figures),
        "words": {
            "title": words.TITLE,
            "empty": words.EMPTY,
            "next": words.NEXT,
            "steps": words.STEPS,
            "rates": words.RATES,
            "unseen": words.unseen(seen.report.unseen),
            "nobody": words.NOBODY,
            "unknown": words.UNKNOWN,
            "states": words.STATES,
            "kinds": words.KINDS,
            "kinds_mean": words.KINDS_MEAN,
        },
        "some": words.some,
        "percent": words.percent,
        "number": words.number,
    }


def _pictures(seen: ReportView) -> dict[str, object]:
    """What the page has on top of that: its charts."""
    return {
        "owners": _owners(seen),
        "weeks": _weeks(seen),
        "review_bars": _reviews(seen),
        "kind_bars": _kinds(seen),
    }


def _owners(seen: ReportView) -> tuple[tuple[OwnerFigures, Bar], ...]:
    """Each owner with a bar, all on one scale."""
    owners = seen.owners.rows
    made = charts.bars((each.owner or words.NOBODY, _shares(each)) for each in owners)
    return tuple(zip(owners, made, strict=True))


def _shares(figures: OwnerFigures) -> tuple[Share, ...]:
    """The parts of an owner's bar; overdue is a part of what is open."""
    return (
        Share(Became.DONE, figures.done - figures.done_late),
        Share(Became.DONE_LATE, figures.done_late),
        Share(Became.OPEN, figures.open - figures.overdue),
        Share(Became.OVERDUE, figures.overdue),
        Share(Became.DECLINED, figures.declined),
    )


def _weeks(seen: ReportView) -> Columns:
    return charts.columns(
        (_short(week.first), [Share(state, count) for state, count in week.counts])
        for week in seen.weeks
    )


def _reviews(seen: ReportView) -> tuple[Bar, ...]:
    """One bar a figure, all on one scale; the same review is in several of them."""
    figures = words.review_figures(seen.report.review_figures)
    return charts.bars((each.label, [Share(each.like, each.count)]) for each in figures)


def _kinds(seen: ReportView) -> tuple[tuple[Kind, Bar], ...]:
    kinds = seen.report.kinds
    made = charts.bars((kind, [Share(kind, count)]) for kind, count in kinds)
    return tuple((kind, bar) for (kind, _), bar in zip(kinds, made, strict=True))


def _short(day: date) -> str:
    """`16 Nov`; `%-d` is not known on Windows, month names are English on purpose."""
    return f"{day.day} {_MONTHS[day.month - 1]}"
