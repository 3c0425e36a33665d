"""The report as Markdown and as a page: whole, harmless, accessible, small enough."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from html.parser import HTMLParser
from itertools import pairwise
from pathlib import Path
from typing import get_args

import pytest
from markdown_it import MarkdownIt
from syrupy.assertion import SnapshotAssertion
from syrupy.extensions.single_file import SingleFileSnapshotExtension, WriteMode

from afteraction.domain.follow_through import Became
from afteraction.domain.kinds import Kind
from afteraction.domain.telling import By, Telling
from afteraction.errors import TemplateError
from afteraction.rendering import Renderer
from afteraction.report import Report, ReviewState, Unseen, make_report
from afteraction.report_page import (
    HTML_BYTES,
    MARKDOWN_BYTES,
    Surface,
    render_report,
)
from afteraction.report_words import BY
from tests.unit.a_report import (
    BERLIN,
    NOW,
    SCRIPT,
    empty,
    every_case,
    review,
    write_back,
)

OURS = Renderer(None, BERLIN)
REPORTS = [
    pytest.param(every_case(), id="every-case"),
    pytest.param(empty(), id="empty"),
]
VOID = frozenset({"meta", "link", "br", "hr", "img", "input"})
LEVELS = {"h1": 1, "h2": 2, "h3": 3, "h4": 4}


class _Html(SingleFileSnapshotExtension):
    """A page of its own, to be opened in a browser."""

    _write_mode = WriteMode.TEXT
    file_extension = "html"


class _Markdown(SingleFileSnapshotExtension):
    _write_mode = WriteMode.TEXT
    file_extension = "md"


class Page(HTMLParser):
    """What a browser would make of it, as far as these tests ask."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.levels: list[int] = []
        self.words: list[str] = []
        self._open: list[str] = []
        self.feed(text)
        self.close()
        assert self._open == []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        assert len(dict(attrs)) == len(attrs), f"twice the same attribute in {tag}"
        self.tags.append((tag, dict(attrs)))
        if tag in LEVELS:
            self.levels.append(LEVELS[tag])
        if tag not in VOID:
            self._open.append(tag)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        assert "svg" in self._open
        self.tags.append((tag, dict(attrs)))

    def handle_endtag(self, tag: str) -> None:
        assert self._open.pop() == tag

    def handle_data(self, data: str) -> None:
        self.words.append(data)

    def all(self, tag: str) -> Iterator[dict[str, str | None]]:
        return (attributes for name, attributes in self.tags if name == tag)

    def values(self, attribute: str) -> list[str]:
        return [each[attribute] or "" for _, each in self.tags if attribute in each]


def html(report: Report) -> str:
    return render_report(report, OURS, "html")


class TestWholeTexts:
    def test_html(self, snapshot: SnapshotAssertion) -> None:
        assert html(every_case()) == snapshot(extension_class=_Html)

    def test_html_of_nothing(self, snapshot: SnapshotAssertion) -> None:
        assert html(empty()) == snapshot(extension_class=_Html)

    def test_markdown(self, snapshot: SnapshotAssertion) -> None:
        text = render_report(every_case(), OURS, "markdown")
        assert text == snapshot(extension_class=_Markdown)

    def test_markdown_of_nothing(self, snapshot: SnapshotAssertion) -> None:
        text = render_report(empty(), OURS, "markdown")
        assert text == snapshot(extension_class=_Markdown)


@pytest.mark.parametrize("report", REPORTS)
class TestEveryPage:
    def test_it_is_well_formed(self, report: Report) -> None:
        ids = Page(html(report)).values("id")
        assert len(ids) == len(set(ids))

    def test_it_needs_nothing_from_elsewhere(self, report: Report) -> None:
        page = Page(html(report))
        names = {tag for tag, _ in page.tags}
        loading = {"script", "link", "img", "iframe", "object", "embed", "base", "form"}
        assert not names & loading
        assert (
            page.values("src") == page.values("srcset") == page.values("action") == []
        )
        for tag, attributes in page.tags:
            assert "href" not in attributes or tag == "a"
            assert not [name for name in attributes if name.startswith("on")]
        style = html(report).partition("<style>")[2].partition("</style>")[0]
        assert "@import" not in style
        assert set(re.findall(r"url\((.)", style)) == {"#"}

    def test_links_lead_to_web_and_files_only(self, report: Report) -> None:
        for address in Page(html(report)).values("href"):
            assert re.match(r"https?://|#|[\w.%-]+(/|$)", address), address

    def test_headings_go_down_one_by_one(self, report: Report) -> None:
        levels = Page(html(report)).levels
        assert levels[0] == 1
        assert levels.count(1) == 1
        assert all(below - above <= 1 for above, below in pairwise(levels))

    def test_it_has_landmarks_a_language_and_a_title(self, report: Report) -> None:
        page = Page(html(report))
        names = [tag for tag, _ in page.tags]
        assert [names.count(tag) for tag in ("header", "main", "footer")] == [1, 1, 1]
        assert [each["lang"] for each in page.all("html")] == ["en"]
        assert "title" in names
        for attributes in page.all("section"):
            assert attributes["aria-labelledby"] in page.values("id")

    def test_every_inner_link_arrives(self, report: Report) -> None:
        page = Page(html(report))
        inner = {each[1:] for each in page.values("href") if each.startswith("#")}
        assert inner <= set(page.values("id"))

    def test_every_picture_says_what_it_shows(self, report: Report) -> None:
        text = html(report)
        for picture in re.findall(r"<svg.*?</svg>", text, re.DOTALL):
            named = "aria-label=" in picture or "<title>" in picture
            assert ('role="img"' in picture) is named
            assert named or 'aria-hidden="true"' in picture


def test_there_are_all_the_charts() -> None:
    text = html(every_case())
    assert "Ada Lovelace: 2 done, 1 done late, 1 overdue" in text
    assert "Write-backs by the week they were opened in, 8 weeks up to" in text
    assert "held within 48 hours: 2" in text
    assert "inherent: 3" in text


class TestTheTicketsBehindEachFigure:
    """What a figure leads to are as many tickets as it says."""

    def test_on_a_page(self) -> None:
        text = html(every_case())
        pattern = r'<a class="figure" id="t\d+-from" href="#(t\d+)">(\d+)<'
        figures = re.findall(pattern, text)
        assert len(figures) > 20
        for behind, said in figures:
            inside = re.search(rf'id="{behind}".*?</section>', text, re.DOTALL)
            assert inside, behind
            total = re.search(r'<span class="n">(\d+)</span>', inside[0])
            assert total, behind
            assert inside[0].count("<li>") == int(total[1])
            assert said == total[1]

    def test_a_count_is_exactly_what_is_behind_it(self) -> None:
        page = html(every_case())
        rows = re.findall(r"<tr>.*?</tr>", page, re.DOTALL)
        (ada,) = [row for row in rows if "Ada Lovelace: 2 done," in row]
        found = re.search(r'href="#(t\d+)">2<span class="unseen">([^<]*)', ada)
        assert found
        assert found[2] == ": Ada Lovelace, in time"
        inside = page.split(f'id="{found[1]}"')[1].split("</section>")[0]
        assert "Alarm on slow queries" in inside
        assert "Try the roll-back every week" in inside

    def test_one_ticket_is_a_link_at_once(self) -> None:
        page = html(every_case())
        assert (
            'href="https://tickets.example/o/r/issues/7?a=%28b%29"'
            ' rel="noopener noreferrer">1<' in page
        )

    def test_where_no_chart_is_drawn_its_table_is_there_alone(self) -> None:
        drawn = render_report(every_case(), OURS, "markdown")
        text = render_report(every_case(), OURS, "markdown", draws=False)
        assert "```" in drawn
        assert "```" not in text
        assert "From the bottom up" not in text
        assert [one for one in text.splitlines() if "|" in one] == [
            one for one in drawn.splitlines() if "|" in one
        ]

    def test_in_markdown(self) -> None:
        text = render_report(every_case(), OURS, "markdown")
        asked = re.findall(r"(?<!^)\[\^(t\d+)\](?!:)", text, re.MULTILINE)
        notes = dict(re.findall(r"^\[\^(t\d+)\]: (.*)$", text, re.MULTILINE))
        assert len(asked) > 20
        assert set(asked) == set(notes)
        for behind in re.findall(r"\| (\d+) \[\^(t\d+)\]", text):
            note, count = notes[behind[1]], int(behind[0])
            refs = re.findall(r"(?<![\w/])notes:review", note)
            assert len(refs) == min(count, 10)
            assert (f", and {count - 10} more" in note) is (count > 10)

    def test_a_footnote_is_no_address_where_there_are_no_footnotes(self) -> None:
        """CommonMark would take `[^t1]: x` for the address of a link."""
        text = render_report(every_case(), OURS, "markdown")
        tokens = MarkdownIt("commonmark").parse(text)
        addresses = [
            str(token.attrGet("href"))
            for each in tokens
            for token in each.children or ()
            if token.type == "link_open"
        ]
        assert addresses
        assert not [each for each in addresses if "[" in each or each.endswith(",")]


def test_markdown_has_its_pictures() -> None:
    text = render_report(every_case(), OURS, "markdown")
    assert text.count("```mermaid\n") == 3
    assert "```mermaid" not in render_report(empty(), OURS, "markdown")


@pytest.mark.parametrize("by", By)
@pytest.mark.parametrize("surface", get_args(Surface))
def test_by_whatever_it_is_told(by: By, surface: Surface) -> None:
    there = every_case()
    told = make_report(
        there.reviews,
        there.write_backs,
        zone=BERLIN,
        now=NOW,
        telling=Telling(by=by, since=NOW - timedelta(days=30)),
    )
    text = render_report(told, OURS, surface, grouped=True)
    if surface == "html":
        Page(text)
    if surface in ("html", "markdown"):
        assert BY[by][1] in text
        assert "Since 2026-11-01: what had been settled before" in text
    assert "<script>" not in text or surface in ("json", "csv")


def test_it_says_how_old_the_part_of_a_silent_tracker_is() -> None:
    silent = (Unseen("ops", NOW - timedelta(days=2)), Unseen("old <b>", None))
    report = replace(every_case(), unseen=silent)
    said = "no answer from ops (last seen 2026-11-29 09:00 CET), old "
    assert said in render_report(report, OURS, "markdown")
    page = html(report)
    assert f"{said}&lt;b&gt; (never seen yet)" in page


class TestOtherPeoplesWords:
    def test_on_a_page_they_are_words(self) -> None:
        page = Page(html(every_case()))
        assert not list(page.all("script"))
        assert not list(page.all("b"))
        assert SCRIPT in page.words
        assert any("javascript:alert(1)" in each for each in page.words)
        assert not [each for each in page.values("href") if "alert(1)" in each]

    def test_in_markdown_they_do_nothing(self) -> None:
        text = render_report(every_case(), OURS, "markdown")
        parser = MarkdownIt("gfm-like", {"linkify": False})
        tokens = [
            token
            for each in parser.parse(text)
            for token in (each, *(each.children or ()))
        ]
        kinds = {token.type for token in tokens}
        assert not kinds & {"html_block", "html_inline", "image", "strong_open"}
        addresses = [
            str(token.attrGet("href")) for token in tokens if token.type == "link_open"
        ]
        assert addresses
        for address in addresses:
            assert address.startswith(("work/", "%3C", "https://tickets.example/"))
        assert "@everyone" not in text
        assert "fixes #12" not in text

    def test_no_title_breaks_a_table(self) -> None:
        text = render_report(every_case(), OURS, "markdown")
        for table in re.findall(r"(?:^\|.*\n)+", text, re.MULTILINE):
            cells = [len(re.findall(r"(?<!\\)\|", line)) for line in table.splitlines()]
            assert len(set(cells)) == 1


def _large(title: str) -> Report:
    write_backs = [
        write_back(f"{at}", title, state, owner=f"{title}{at % 500}", why=title)
        for at, state in enumerate([*Became] * 250)
    ]
    write_backs += [
        write_back(f"i{at}", title, Became.LOOK_AGAIN, kind=Kind.INHERENT)
        for at in range(300)
    ]
    reviews = [
        review(
            f"{at}",
            title,
            state,
            ended=NOW - timedelta(days=at % 50),
            why=title,
            unfinished=(title,) * 12,
            without_owner=(title,),
        )
        for at, state in enumerate([*ReviewState] * 60)
    ]
    return make_report(reviews, write_backs, zone=BERLIN, now=NOW)


@pytest.mark.parametrize(
    "title", ["An alarm", "<&\"'>" * 100, "\U0001d518" * 300, "`|@a" * 99], ids=range(4)
)
def test_a_large_report_fits(title: str) -> None:
    report = _large(title)
    page = html(report)
    assert len(page.encode()) < HTML_BYTES
    assert "has them all" in page
    text = render_report(report, OURS, "markdown")
    assert len(text.encode()) < MARKDOWN_BYTES
    assert "has them all" in text


def test_who_asks_for_more_rows_gets_them() -> None:
    few = render_report(_large("An alarm"), OURS, "html", shown=10)
    many = render_report(_large("An alarm"), OURS, "html", shown=240)
    assert few.count("<li>") < many.count("<li>")


@pytest.mark.parametrize("surface", get_args(Surface))
def test_every_surface_is_made_twice_the_same(surface: Surface) -> None:
    first = render_report(every_case(), OURS, surface)
    assert first == render_report(every_case(), Renderer(None, BERLIN), surface)
    assert first.endswith("\n")


def test_a_team_may_replace_a_part_of_the_page(tmp_path: Path) -> None:
    (tmp_path / "_report_style.html.j2").write_text("body { margin: 3rem }\n")
    text = render_report(every_case(), Renderer(tmp_path, BERLIN), "html")
    assert "<style>\nbody { margin: 3rem }\n</style>" in text


def test_a_team_may_replace_the_page(tmp_path: Path) -> None:
    page = tmp_path / "report.html.j2"
    page.write_text("{% for each in report.owners %}{{ each.name }}\n{% endfor %}")
    text = render_report(every_case(), Renderer(tmp_path, BERLIN), "html")
    assert text.splitlines()[1] == "Ada Lovelace"
    page.write_text("{{ report.nothing }}")
    with pytest.raises(TemplateError, match=r"report\.html\.j2:1: "):
        render_report(every_case(), Renderer(tmp_path, BERLIN), "html")


class TestColours:
    """WCAG 2.2 AA, https://www.w3.org/TR/WCAG22/#contrast-minimum."""

    @staticmethod
    def themes() -> dict[str, dict[str, str]]:
        style = OURS.render("_report_style.html.j2")
        light, dark = re.findall(r":root \{(.*?)\}", style, re.DOTALL)[:2]
        return {"light": _colours(light), "dark": _colours(dark)}

    @pytest.mark.parametrize("theme", ["light", "dark"])
    @pytest.mark.parametrize(
        ("ink", "ground"),
        [
            (ink, ground)
            for ink in ("ink", "soft", "accent")
            for ground in ("ground", "card", "good", "ask")
        ]
        + [("ask-ink", "ask")]
        + [
            ("on", part)
            for part in ("done", "open", "declined", "limit", "learned", "plain")
        ]
        + [("on-overdue", "overdue")],
    )
    def test_text_can_be_read(self, theme: str, ink: str, ground: str) -> None:
        colours = self.themes()[theme]
        assert _contrast(colours[ink], colours[ground]) >= 4.5

    @pytest.mark.parametrize("theme", ["light", "dark"])
    @pytest.mark.parametrize(
        "part", ["done", "open", "overdue", "declined", "limit", "learned", "plain"]
    )
    def test_parts_of_charts_can_be_seen(self, theme: str, part: str) -> None:
        colours = self.themes()[theme]
        assert _contrast(colours[part], colours["card"]) >= 3


def _colours(rules: str) -> dict[str, str]:
    return dict(re.findall(r"--([\w-]+): (#[0-9a-f]{6});", rules))


def _contrast(one: str, other: str) -> float:
    low, high = sorted((_luminance(one), _luminance(other)))
    return (high + 0.05) / (low + 0.05)


def _luminance(colour: str) -> float:
    channels = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    red, green, blue = (
        each / 12.92 if each <= 0.04045 else ((each + 0.055) / 1.055) ** 2.4
        for each in channels
    )
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue
