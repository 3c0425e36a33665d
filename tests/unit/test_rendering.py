"""Templates: a team's own, their errors, tickets and filters."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from afteraction.errors import TemplateError
from afteraction.rendering import Renderer, day, how_long, instant

BERLIN = ZoneInfo("Europe/Berlin")


def renderer(folder: Path | None = None, **files: str) -> Renderer:
    """With these templates in the team's folder; `_` stands for the last dots."""
    for name, text in files.items():
        assert folder is not None
        (folder / name.replace("__", ".")).write_text(text, encoding="utf-8")
    return Renderer(folder, BERLIN)


def test_ours_are_found_without_a_folder() -> None:
    names = renderer().names()
    assert {"report.md.j2", "report.html.j2"} <= set(names)
    assert list(names) == sorted(names)


def test_a_file_of_the_same_name_replaces_ours(tmp_path: Path) -> None:
    made = renderer(tmp_path, report__md__j2="Hello {{ name }}\n")
    assert made.render("report.md.j2", name="you") == "Hello you\n"
    assert made.replaced() == ("report.md.j2",)
    assert made.strangers() == ()


def test_a_folder_that_is_not_there_is_told(tmp_path: Path) -> None:
    with pytest.raises(TemplateError, match="is not a folder") as told:
        Renderer(tmp_path / "nowhere", BERLIN)
    assert told.value.hint


class TestStrangers:
    def test_a_mistyped_name_is_one(self, tmp_path: Path) -> None:
        made = renderer(tmp_path, reprot__md__j2="x", report__md="x")
        assert made.strangers() == ("report.md", "reprot.md.j2")

    def test_what_a_template_uses_is_none(self, tmp_path: Path) -> None:
        made = renderer(
            tmp_path,
            report__md__j2="{% include 'a.j2' %}",
            a__j2="{% from 'b.j2' import c %}",
            b__j2="{% macro c() %}{% endmacro %}",
            left_over__j2="",
        )
        assert made.strangers() == ("left_over.j2",)

    def test_a_readme_and_what_an_editor_leaves_are_none(self, tmp_path: Path) -> None:
        made = renderer(
            tmp_path, **{"README__md": "", "__hidden": "", "report__md__j2~": ""}
        )
        assert made.strangers() == ()

    def test_a_template_that_can_not_be_read_hides_nothing(
        self, tmp_path: Path
    ) -> None:
        made = renderer(tmp_path, report__md__j2="{% if", other__j2="")
        assert made.strangers() == ("other.j2",)


class TestErrors:
    def test_a_broken_template_is_named_with_its_line(self, tmp_path: Path) -> None:
        made = renderer(tmp_path, report__md__j2="one\n{% if %}\n")
        with pytest.raises(TemplateError) as told:
            made.render("report.md.j2")
        assert told.value.message.startswith(f"{tmp_path / 'report.md.j2'}:2: ")
        assert "comes with afteraction" in told.value.hint

    def test_a_name_that_is_not_there_is_named_with_its_line(
        self, tmp_path: Path
    ) -> None:
        made = renderer(tmp_path, report__md__j2="one\ntwo\n{{ ownr }}\n")
        with pytest.raises(TemplateError) as told:
            made.render("report.md.j2", owner="Ada", due=None)
        assert told.value.message == (
            f"{tmp_path / 'report.md.j2'}:3: 'ownr' is undefined"
        )
        assert told.value.hint.endswith("it may use due, owner")

    def test_the_line_is_that_of_the_file_it_is_in(self, tmp_path: Path) -> None:
        made = renderer(
            tmp_path,
            report__md__j2="{% include 'part.j2' %}",
            part__j2="\n\n{{ 1 / 0 }}",
        )
        with pytest.raises(TemplateError, match=r"part\.j2:3: division by zero"):
            made.render("report.md.j2")

    @pytest.mark.parametrize(
        "text",
        [
            "{{ ''.__class__.__mro__ }}",
            "{{ rows.append(1) }}",
            "{{ '%s' | unknown }}",
            "{% include 'nowhere.j2' %}",
            "{% include '../secret.j2' %}",
            "{{ none | how_long }}",
        ],
    )
    def test_what_a_template_may_not_do_is_an_error(
        self, tmp_path: Path, text: str
    ) -> None:
        (tmp_path / "templates").mkdir()
        (tmp_path / "secret.j2").write_text("secret", encoding="utf-8")
        made = renderer(tmp_path / "templates", report__md__j2=text)
        with pytest.raises(TemplateError, match=r"report\.md\.j2:1: "):
            made.render("report.md.j2", rows=[])

    def test_a_template_that_is_not_utf_8(self, tmp_path: Path) -> None:
        (tmp_path / "report.md.j2").write_bytes(b"\xff\xfe")
        made = renderer(tmp_path)
        with pytest.raises(TemplateError, match=r"report\.md\.j2: it is not UTF-8"):
            made.render("report.md.j2")
        assert len(made.problems()) == 1

    def test_all_broken_ones_are_listed_before_anything_is_written(
        self, tmp_path: Path
    ) -> None:
        made = renderer(
            tmp_path,
            report__md__j2="{% nonsense %}",
            report__html__j2="{{ 'a' | unknown }}",
            remark__md__j2="fine {{ unknown_until_it_is_filled_in }}",
            other__j2="{% nonsense %}",
        )
        messages = [problem.message for problem in made.problems()]
        assert [message.partition(":1: ")[2] for message in messages] == [
            "No filter named 'unknown'",
            "Encountered unknown tag 'nonsense'",
        ]

    def test_ours_are_our_mistake(self) -> None:
        with pytest.raises(TemplateError) as told:
            renderer().render("report.md.j2")
        assert "our mistake" in told.value.hint

    def test_a_template_that_nobody_has(self) -> None:
        with pytest.raises(TemplateError, match=r"there is no template x\.j2"):
            renderer().render("x.j2")


def test_only_html_is_escaped(tmp_path: Path) -> None:
    made = renderer(tmp_path, report__md__j2="{{ a }}", report__html__j2="{{ a }}")
    assert made.render("report.md.j2", a="<b>") == "<b>"
    assert made.render("report.html.j2", a="<b>") == "&lt;b&gt;"


class TestTickets:
    @pytest.mark.parametrize(
        ("text", "title", "body"),
        [
            ("Title\n\nBody\n", "Title", "Body\n"),
            ("\n\n  A   title \t\n\nBody\n\nmore\n\n\n", "A title", "Body\n\nmore\n"),
            ("A\ntitle\n \n    code first\n", "A title", "    code first\n"),
        ],
    )
    def test_first_the_title_then_the_text(
        self, tmp_path: Path, text: str, title: str, body: str
    ) -> None:
        made = renderer(tmp_path, report__md__j2=text)
        assert made.render_ticket("report.md.j2") == (title, body)

    @pytest.mark.parametrize(
        ("text", "lacks"), [("", "title"), (" \n\n", "title"), ("A\nB\n", "text")]
    )
    def test_without_title_or_text_there_is_no_ticket(
        self, tmp_path: Path, text: str, lacks: str
    ) -> None:
        made = renderer(tmp_path, report__md__j2=text)
        with pytest.raises(TemplateError, match=f"it gives no {lacks}"):
            made.render_ticket("report.md.j2")


class TestFilters:
    def test_they_know_the_teams_zone(self, tmp_path: Path) -> None:
        made = renderer(
            tmp_path, report__md__j2="{{ at | day }} {{ at | instant }} {{ d | day }}"
        )
        at = datetime(2026, 11, 20, 23, 30, tzinfo=UTC)
        text = made.render("report.md.j2", at=at, d=date(2026, 12, 1))
        assert text == "2026-11-21 2026-11-21 00:30 CET 2026-12-01"

    @pytest.mark.parametrize(
        ("zone", "shown"),
        [
            ("Europe/Berlin", "2026-07-01 14:00 CEST"),
            ("America/New_York", "2026-07-01 08:00 EDT"),
            ("Asia/Kathmandu", "2026-07-01 17:45 +0545"),
            ("UTC", "2026-07-01 12:00 UTC"),
        ],
    )
    def test_instants_name_their_zone(self, zone: str, shown: str) -> None:
        noon = datetime(2026, 7, 1, 12, tzinfo=UTC)
        assert instant(noon, ZoneInfo(zone)) == shown

    @pytest.mark.parametrize(
        ("zone", "shown"), [("Pacific/Kiritimati", "2026-11-22"), ("UTC", "2026-11-21")]
    )
    def test_an_instants_day(self, zone: str, shown: str) -> None:
        late = datetime(2026, 11, 21, 23, 59, tzinfo=UTC)
        assert day(late, ZoneInfo(zone)) == shown

    @pytest.mark.parametrize(
        ("span", "said"),
        [
            (timedelta(0), "less than a minute"),
            (timedelta(seconds=59), "less than a minute"),
            (timedelta(minutes=1), "1 min"),
            (timedelta(minutes=28, seconds=59), "28 min"),
            (timedelta(hours=1), "1 h"),
            (timedelta(hours=2, minutes=28), "2 h 28 min"),
            (timedelta(hours=23, minutes=59), "23 h 59 min"),
            (timedelta(days=1), "1 day"),
            (timedelta(days=1, hours=4, minutes=59), "1 day 4 h"),
            (timedelta(hours=71, minutes=59), "2 days 23 h"),
            (timedelta(days=3), "3 days"),
            (timedelta(days=12, hours=20), "12 days"),
            (timedelta(hours=-2), "minus 2 h"),
        ],
    )
    def test_how_long(self, span: timedelta, said: str) -> None:
        assert how_long(span) == said
