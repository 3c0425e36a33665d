"""A report for the terminal: tables that can be read in 80 columns and in a pipe.

The same lists and sentences as on paper and on the page (`report_view`,
`report_words`). Titles are shown as texts and never as markup, and nothing in them
reaches the terminal as a command. Nothing is printed here.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from datetime import date
from functools import partial
from io import StringIO

from rich import box
from rich.console import Console, Group, RenderableType
from rich.style import Style
from rich.table import Table
from rich.text import Text

from afteraction import report_words as words
from afteraction.domain.telling import By
from afteraction.escaping import cut, link
from afteraction.rendering import day, instant
from afteraction.report import FollowThrough, Link, Report, ReviewRow, WriteBackRow
from afteraction.report_lines import health_parts
from afteraction.report_view import STACKED, Ownerless, ReportView, Row, Rows, view

SHOWN = 20
"""Rows of a list: a screen, not a scroll."""
_SOFT = "dim"
_HEAD = "bold"


def report_text(report: Report, *, width: int, colour: bool, shown: int = SHOWN) -> str:
    """The report as lines of at most `width` characters.

    With `colour`, terminal codes for colours and links are in it; without, it is
    plain text.
    """
    into = StringIO()
    console = Console(
        file=into,
        width=width,
        force_terminal=colour,
        color_system="standard" if colour else None,
        no_color=not colour,
        legacy_windows=False,
    )
    console.print(report_tables(report, shown=shown))
    lines = into.getvalue().splitlines()
    return "".join(f"{line.rstrip()}\n" for line in lines)


def report_tables(report: Report, *, shown: int = SHOWN) -> RenderableType:
    """The report for a `rich` console: what goes well, what needs somebody, figures."""
    seen = view(report, shown=shown)
    return Group(*_title(seen), *(_empty() if seen.empty else _parts(seen)))


def _title(seen: ReportView) -> Iterator[RenderableType]:
    report = seen.report
    reviews = words.some(len(report.reviews), "review")
    write_backs = words.some(len(report.write_backs), "write-back")
    as_of = instant(report.as_of, report.zone)
    yield Text(words.TITLE, style=_HEAD)
    yield Text(f"{reviews}, {write_backs}, as of {as_of}", style=_SOFT)
    if report.telling.since is not None:
        yield Text(words.since(day(report.telling.since, report.zone)), style=_SOFT)
    if report.unseen:
        said = words.unseen(report.unseen, partial(instant, zone=report.zone))
        yield Text(said, style="bold yellow")


def _empty() -> Iterator[RenderableType]:
    yield Text(f"\n{words.EMPTY} {words.NEXT}\n")
    steps = Table.grid(padding=(0, 3))
    for command, does in words.STEPS:
        steps.add_row(Text(f"  {command}", style=_HEAD), Text(does))
    yield steps


def _parts(seen: ReportView) -> Iterator[RenderableType]:
    yield from _sentences("Going well", seen.well, "green")
    needs = tuple(need.what for need in seen.needs) or ("Nothing right now.",)
    yield from _sentences("Needs somebody", needs, "yellow")
    yield from _needs(seen)
    yield from _groups(seen)
    yield from _reviews(seen)
    yield from _kinds(seen)
    yield from _health(seen)
    yield from _decided_otherwise(seen)


def _needs(seen: ReportView) -> Iterator[RenderableType]:
    """One table for each thing that somebody should look at."""
    if seen.overdue.total:
        yield from _write_backs("Past their day", seen.overdue, seen)
    if seen.reviews_overdue.total:
        yield from _late_reviews(seen)
    if seen.ownerless.total:
        yield from _ownerless(seen.ownerless)
    if seen.left.total:
        yield from _left(seen.left)
    if seen.look_again.total:
        yield from _write_backs("Limits to look at again", seen.look_again, seen)
    if seen.unfinished.total:
        yield from _unfinished(seen.unfinished)


def _sentences(
    title: str, sentences: Iterable[str], colour: str
) -> Iterator[RenderableType]:
    yield Text(f"\n{title}", style=f"bold {colour}")
    for sentence in sentences:
        yield _hanging(Text(sentence))


def _hanging(text: Text) -> RenderableType:
    """A list item whose later lines stand under its first."""
    grid = Table.grid(padding=(0, 1))
    grid.add_row("  •", text)
    return grid


def _headed() -> Table:
    """One line under the headings and none around: it stays readable in a pipe."""
    return Table(box=box.SIMPLE_HEAD, expand=True, show_edge=False, pad_edge=False)


def _table(title: str, *columns: tuple[str, int]) -> tuple[Text, Table]:
    """A headed table; a column of width 0 takes what the others leave."""
    table = _headed()
    for heading, width in columns:
        table.add_column(
            heading,
            width=width or None,
            ratio=None if width else 1,
            overflow="fold",
            header_style=_SOFT,
        )
    return Text(f"\n{title}", style=_HEAD), table


def _more(rows: Rows[Row]) -> Iterator[RenderableType]:
    if rows.more:
        yield Text(f"and {rows.more:,} more: --format csv has them all", style=_SOFT)


def _write_backs(
    title: str, rows: Rows[WriteBackRow], seen: ReportView
) -> Iterator[RenderableType]:
    heading, table = _table(title, ("When", 12), ("What", 0), ("Owner", 16))
    for row in rows.rows:
        owner = Text(cut(row.owner or words.NOBODY, 40))
        when = _when(row.due, seen) if row.due else Text("no date", style=_SOFT)
        table.add_row(when, _ticket(row.ticket), owner)
    yield from (heading, table, *_more(rows))


def _late_reviews(seen: ReportView) -> Iterator[RenderableType]:
    rows = seen.reviews_overdue
    heading, table = _table("Reviews still to be held", ("Due", 12), ("Review", 0))
    for row in rows.rows:
        table.add_row(_when(row.due, seen), _ticket(row.review))
    yield from (heading, table, *_more(rows))


def _ownerless(rows: Rows[Ownerless]) -> Iterator[RenderableType]:
    yield Text("\nWithout an owner", style=_HEAD)
    for each in rows.rows:
        where = Text(f" in {cut(each.ticket.ref, 60)}", style=_linked(each.ticket))
        yield _hanging(Text(cut(each.title)).append_text(where))
    yield from _more(rows)


def _left(rows: Rows[Link]) -> Iterator[RenderableType]:
    yield Text("\nWith somebody whose account is closed", style=_HEAD)
    for each in rows.rows:
        yield _hanging(_ticket(each))
    yield from _more(rows)


def _unfinished(rows: Rows[ReviewRow]) -> Iterator[RenderableType]:
    yield Text("\nReviews to fill in", style=_HEAD)
    for row in rows.rows:
        lacks = "".join(f"\n{cut(lack, 160)}" for lack in row.unfinished)
        yield _hanging(_ticket(row.review).append(lacks))
    yield from _more(rows)


def _when(due: date, seen: ReportView) -> Text:
    """The day, and how far away it is."""
    return Text(f"{seen.last_day(due)}").append(f"\n{seen.away(due)}", _SOFT)


def _ticket(ticket: Link) -> Text:
    """Its title, and its ref below: what people type, and a link where one works."""
    ref = Text(f"\n{cut(ticket.ref, 60)}", style=_linked(ticket))
    return Text(cut(ticket.title or ticket.ref)).append_text(ref)


def _linked(ticket: Link) -> Style:
    """Terminals follow whole addresses only, so a file is just named."""
    address = link(ticket.url)
    return Style(dim=True, link=address if address.startswith("http") else None)


_COLUMNS = "Open Week Overdue Done Late Declined On\u00a0time Days".split(" ")


def _groups(seen: ReportView) -> Iterator[RenderableType]:
    rows, by = seen.groups, seen.report.telling.by
    if not rows.total:
        return
    column, heading = words.BY[by]
    table = _headed()
    table.add_column(column, header_style=_SOFT, ratio=1, overflow="fold")
    for name in _COLUMNS:
        table.add_column(name, header_style=_SOFT, justify="right", no_wrap=True)
    for each in rows.rows:
        table.add_row(*_figures(each, by))
    yield Text(f"\n{heading}", style=_HEAD)
    yield table
    yield from _more(rows)
    yield Text(f"{words.RATES} {words.COLUMNS}", style=_SOFT)


def _figures(each: FollowThrough, by: By) -> tuple[RenderableType, ...]:
    rate = each.on_time
    counts = (each.due_this_week, each.in_time, each.late, each.declined)
    of = "" if rate.value is None else f" of {rate.of.n:,}"
    return (
        Text(cut(words.group(each, by), 40)),
        words.number(each.open.n),
        *(words.number(count.n) for count in counts[:1]),
        _overdue(each),
        *(words.number(count.n) for count in counts[1:]),
        f"{words.percent(rate.value)}{of}",
        words.number(each.days_to_done.value),
    )


def _overdue(each: FollowThrough) -> str:
    """How many, and how long the one has been so that has been for the longest."""
    days = f", {each.longest_overdue:,} d" if each.overdue else ""
    return f"{each.overdue.n:,}{days}"


def _reviews(seen: ReportView) -> Iterator[RenderableType]:
    """How many reviews stand where."""
    if not seen.report.reviews:
        return
    figures = words.review_figures(seen.report.review_figures)
    yield Text("\nReviews", style=_HEAD)
    yield _list((each.label, each.count.n) for each in figures)
    carriers = seen.report.carriers
    yield _list(
        (f"carried on by {cut(name or words.NOBODY, 40)}", count.n)
        for name, count in carriers
    )


def _kinds(seen: ReportView) -> Iterator[RenderableType]:
    """What was written back, by kind, and what became of it."""
    report = seen.report
    if not report.write_backs:
        return
    states = Counter((row.kind, row.state) for row in report.write_backs)
    yield Text("\nWrite-backs", style=_HEAD)
    table = Table.grid(padding=(0, 2))
    for kind, count in report.kinds:
        parts = [
            f"{states[kind, state]:,} {words.STATES[state]}"
            for state in STACKED
            if states[kind, state]
        ]
        told = Text(f"{count.n:>7,}"), words.KINDS[kind], Text(", ".join(parts))
        table.add_row(*told)
    yield table


def _health(seen: ReportView) -> Iterator[RenderableType]:
    """How well the loop itself runs."""
    for part in health_parts(seen.report):
        yield Text(f"\n{part.title}", style=_HEAD)
        table = Table.grid(padding=(0, 2))
        for line in part.lines:
            note = Text(line.note, style=_SOFT)
            table.add_row(f"{line.value:>15}", Text(line.label), note)
        yield table


def _decided_otherwise(seen: ReportView) -> Iterator[RenderableType]:
    """What was declined and which reviews were not held, and why."""
    if seen.declined.total or seen.not_held.total:
        yield Text("\nDecided otherwise, and why", style=_HEAD)
    for declined in seen.declined.rows:
        yield _hanging(_ticket(declined.ticket).append(f"\n{cut(declined.why, 240)}"))
    yield from _more(seen.declined)
    for review in seen.not_held.rows:
        yield _hanging(_ticket(review.review).append(f"\n{cut(review.why, 240)}"))
    yield from _more(seen.not_held)


def _list(rows: Iterable[tuple[str, int]]) -> RenderableType:
    """Numbers in front of what they count."""
    table = Table.grid(padding=(0, 2))
    for label, count in rows:
        table.add_row(Text(f"{count:>7,}"), Text(label))
    return table
