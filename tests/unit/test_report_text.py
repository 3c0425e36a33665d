"""The report in a terminal: whole, in its width, and deaf to what titles say."""

from __future__ import annotations

import pytest
from rich.cells import cell_len
from syrupy.assertion import SnapshotAssertion

from afteraction.domain.follow_through import Became
from afteraction.report import Report, make_report
from afteraction.report_text import report_text
from tests.unit.a_report import BERLIN, NOW, empty, every_case, write_back


def test_in_eighty_columns(snapshot: SnapshotAssertion) -> None:
    assert report_text(every_case(), width=80, colour=False) == snapshot


def test_of_nothing(snapshot: SnapshotAssertion) -> None:
    assert report_text(empty(), width=80, colour=False) == snapshot


@pytest.mark.parametrize("width", [60, 80, 120, 200])
@pytest.mark.parametrize("report", [every_case(), empty()], ids=["every-case", "empty"])
def test_it_keeps_to_its_width(report: Report, width: int) -> None:
    lines = report_text(report, width=width, colour=False).splitlines()
    assert max(cell_len(line) for line in lines) <= width
    assert not [line for line in lines if line != line.rstrip()]


def test_a_pipe_gets_no_codes(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("FORCE_COLOR", "1")
    text = report_text(every_case(), width=80, colour=False)
    assert "\x1b" not in text


def test_a_terminal_gets_colour_and_links_but_no_title_speaks_to_it(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("NO_COLOR", "1")
    monkeypatch.setenv("TERM", "dumb")
    text = report_text(_linked(), width=80, colour=True)
    assert "\x1b[1m" in text
    assert ";https://tickets.example/7\x1b\\" in text
    assert "\x1b[2J" not in text
    assert "javascript" not in text


def _linked() -> Report:
    rows = (
        write_back("1", "x", Became.OVERDUE, url="https://tickets.example/7"),
        write_back("2", "\x1b[2J", Became.OVERDUE, url="javascript:alert(1)"),
    )
    return make_report((), rows, zone=BERLIN, now=NOW)


def test_markup_in_a_title_is_a_title() -> None:
    rows = [write_back("1", "[red]x[/red] :smile:", Became.OVERDUE)]
    made = make_report((), rows, zone=BERLIN, now=NOW)
    assert "[red]x[/red] :smile:" in report_text(made, width=80, colour=False)


def test_a_long_list_is_cut_and_says_so() -> None:
    rows = [write_back(f"{at}", "x", Became.OVERDUE) for at in range(2025)]
    made = make_report((), rows, zone=BERLIN, now=NOW)
    text = report_text(made, width=80, colour=False, shown=5)
    assert "and 2,020 more: --format csv has them all" in text
    assert len(text.splitlines()) < 75
