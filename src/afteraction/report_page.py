"""A report as a text: Markdown, one HTML page, JSON or CSV.

What is shown is decided in `report_view`, what it says in `report_words` and
`report_lines`, how it looks in the templates; here they are put together, and each page
gets its charts. The terminal's tables are `report_text`'s.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime
from functools import partial
from typing import Any, Literal, assert_never

from afteraction import charts
from afteraction import report_lines as lines
from afteraction import report_mermaid as mermaid
from afteraction import report_words as words
from afteraction.charts import Bar, Columns, Share
from afteraction.domain.follow_through import Became
from afteraction.domain.kinds import Kind
from afteraction.rendering import Renderer, day, instant
from afteraction.report import FollowThrough, Report
from afteraction.report_csv import report_csv
from afteraction.report_json import report_json_text
from afteraction.report_shelf import Shelf
from afteraction.report_time import Span
from afteraction.report_view import ReportView, view

Surface = Literal["markdown", "html", "json", "csv"]

MARKDOWN_ROWS = 40
MARKDOWN_BYTES = 60_000
"""A ticket's text ends at 65,536 characters on GitHub."""
HTML_ROWS = 200
HTML_BYTES = 1_000_000
_BEHIND = 8
"""The list behind a figure shows an eighth of what a list of its own does."""
_NOTED = 4
"""A footnote has refs only: a quarter."""


def render_report(
    report: Report,
    renderer: Renderer,
    surface: Surface,
    *,
    shown: int | None = None,
    grouped: bool = False,
    draws: bool = True,
) -> str:
    """The whole report for one surface.

    `shown` is how many rows a list has at most. With None it is what suits the
    surface, and fewer where titles are so long that the text would become too large.
    JSON and CSV are never cut short; CSV has a line for each group where it is
    `grouped`, else for each write-back. Markdown that is read where nobody `draws` its
    charts has the tables beside them alone.

    Raises:
        TemplateError: a template of the team's is broken.
    """
    match surface:
        case "markdown":
            made = partial(_markdown, report, renderer, draws)
            return _fitted(made, shown, MARKDOWN_ROWS, MARKDOWN_BYTES)
        case "html":
            made = partial(_html, report, renderer)
            return _fitted(made, shown, HTML_ROWS, HTML_BYTES)
        case "json":
            return report_json_text(report)
        case "csv":
            return report_csv(report, grouped=grouped)
        case _:
            assert_never(surface)


def _fitted(
    made: Callable[[int], str], shown: int | None, usual: int, most_bytes: int
) -> str:
    """What was asked for; else with so many rows that it stays below `most_bytes`."""
    if shown is not None:
        return made(shown)
    text = made(usual)
    while (size := len(text.encode())) >= most_bytes and usual > 1:
        usual = max(min(usual // 2, usual * most_bytes // size), 1)
        text = made(usual)
    return text


def _markdown(report: Report, renderer: Renderer, draws: bool, shown: int) -> str:
    seen = view(report, shown=shown)
    values = _values(seen, Shelf(max(shown // _NOTED, 1), refs=0))
    return renderer.render("report.md.j2", **values, **_charts(seen), draws=draws)


def _html(report: Report, renderer: Renderer, shown: int) -> str:
    seen = view(report, shown=shown)
    values = _values(seen, Shelf(max(shown // _BEHIND, 1)))
    return renderer.render("report.html.j2", **values, **_pictures(seen))


def _values(seen: ReportView, shelf: Shelf) -> dict[str, object]:
    """What every template of a report may use; docs/figures.md lists the names."""
    report = seen.report
    return {
        "view": seen,
        "report": report,
        "behind": shelf.put,
        "shelf": shelf,
        "tiles": words.tiles(report),
        "review_figures": words.review_figures(report.review_figures),
        "health_parts": lines.health_parts(report),
        "words": _words(report),
        "some": words.some,
        "percent": words.percent,
        "number": words.number,
        "group": partial(words.group, by=report.telling.by),
        "how_overdue": words.how_overdue,
        "age": lines.age,
        "month": lines.month,
    }


def _words(report: Report) -> dict[str, object]:
    said: Callable[[datetime], str] = partial(instant, zone=report.zone)
    column, heading = words.BY[report.telling.by]
    return {
        "title": words.TITLE,
        "empty": words.EMPTY,
        "next": words.NEXT,
        "steps": words.STEPS,
        "rates": words.RATES,
        "unseen": words.unseen(report.unseen, said),
        "since": _since(report),
        "nobody": words.NOBODY,
        "unknown": words.UNKNOWN,
        "states": words.STATES,
        "kinds": words.KINDS,
        "kinds_mean": words.KINDS_MEAN,
        "group": column,
        "groups": heading,
    }


def _since(report: Report) -> str:
    since = report.telling.since
    return "" if since is None else words.since(day(since, report.zone))


# --- charts of the page --------------------------------------------------------------


def _pictures(seen: ReportView) -> dict[str, object]:
    """What the page has on top of that: its charts."""
    return {
        "groups": _groups(seen),
        "weeks": _weeks(seen),
        "months": _months(seen),
        "ages": _ages(seen),
        "review_bars": _reviews(seen),
        "kind_bars": _kinds(seen),
    }


def _groups(seen: ReportView) -> tuple[tuple[FollowThrough, Bar], ...]:
    """Each group with a bar, all on one scale."""
    groups = seen.groups.rows
    by = seen.report.telling.by
    made = charts.bars((words.group(each, by), _shares(each)) for each in groups)
    return tuple(zip(groups, made, strict=True))


def _shares(figures: FollowThrough) -> tuple[Share, ...]:
    """The parts of a group's bar; overdue is a part of what is open."""
    return (
        Share(Became.DONE, figures.in_time.n),
        Share(Became.DONE_LATE, figures.late.n),
        Share(Became.OPEN, figures.open.n - figures.overdue.n),
        Share(Became.OVERDUE, figures.overdue.n),
        Share(Became.DECLINED, figures.declined.n),
    )


def _shares_of(span: Span[Any]) -> list[Share]:
    return [Share(part, count.n) for part, count in span.counts]


def _weeks(seen: ReportView) -> Columns:
    return charts.columns((lines.short(w.first), _shares_of(w)) for w in seen.weeks)


def _months(seen: ReportView) -> Columns:
    return charts.columns((lines.month(m.first), _shares_of(m)) for m in seen.months)


def _ages(seen: ReportView) -> tuple[tuple[Any, Bar], ...]:
    ages = seen.report.time.ages
    made = charts.bars((lines.age(a), [Share(Became.OPEN, a.work.n)]) for a in ages)
    return tuple(zip(ages, made, strict=True))


def _reviews(seen: ReportView) -> tuple[tuple[words.Figure, Bar], ...]:
    """One bar a figure, all on one scale; the same review is in several of them."""
    figures = words.review_figures(seen.report.review_figures)
    made = charts.bars((e.label, [Share(e.like, e.count.n)]) for e in figures)
    return tuple(zip(figures, made, strict=True))


def _kinds(seen: ReportView) -> tuple[tuple[Kind, Any, Bar], ...]:
    kinds = seen.report.kinds
    made = charts.bars((kind, [Share(kind, count.n)]) for kind, count in kinds)
    return tuple(
        (kind, count, bar) for (kind, count), bar in zip(kinds, made, strict=True)
    )


# --- charts in Markdown --------------------------------------------------------------


def _charts(seen: ReportView) -> dict[str, object]:
    """What Markdown has on top of that: charts as Mermaid, and what to say of them."""
    ages = [(lines.age(a), [("open", a.work.n)]) for a in seen.report.time.ages]
    return {
        "weeks": mermaid.columns(
            _parts(seen.weeks, lines.short), mermaid.STATES, "Follow-through by week"
        ),
        "weeks_legend": mermaid.legend(
            ((state, words.STATES[state]) for state in seen.states), mermaid.STATES
        ),
        "months": mermaid.columns(
            _parts(seen.months, lines.month), mermaid.KINDS, "Findings by month"
        ),
        "months_legend": mermaid.legend(words.KINDS.items(), mermaid.KINDS),
        "ages": mermaid.columns(ages, mermaid.PLAIN, "Open work by its age"),
    }


def _parts(
    spans: Sequence[Span[Any]], said: Callable[[Any], str]
) -> list[tuple[str, list[tuple[str, int]]]]:
    return [
        (said(span.first), [(part, count.n) for part, count in span.counts])
        for span in spans
    ]
