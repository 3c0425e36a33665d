"""The report as CSV: whole, and harmless in a spreadsheet."""

from __future__ import annotations

import csv
from io import StringIO

import pytest

from afteraction.domain.follow_through import Became
from afteraction.domain.telling import By, Telling
from afteraction.report import Report, WriteBackRow, make_report
from afteraction.report_csv import GROUPS, WRITE_BACKS, report_csv
from tests.unit.a_report import BERLIN, NOW, empty, every_case, write_back


def read(text: str) -> list[dict[str, str]]:
    return list(csv.DictReader(StringIO(text)))


def of(*rows: WriteBackRow, by: By = By.OWNER) -> Report:
    return make_report((), rows, zone=BERLIN, now=NOW, telling=Telling(by=by))


def test_a_line_for_each_write_back() -> None:
    report = every_case()
    rows = read(report_csv(report, grouped=False))
    assert [row["ref"] for row in rows] == [r.ticket.ref for r in report.write_backs]
    assert list(rows[0]) == WRITE_BACKS
    (late,) = [
        row for row in rows if row["owner"] == "Lin Chen" and row["days_overdue"]
    ]
    assert (late["due"], late["days_overdue"]) == ("2026-11-20", "11")


def test_a_line_for_each_group() -> None:
    rows = read(report_csv(every_case(), grouped=True))
    assert list(rows[0]) == GROUPS
    told = {row["name"]: (row["open"], row["on_time_rate"]) for row in rows}
    assert told == {
        "<b>sam</b>": ("1", ""),
        "Ada Lovelace": ("1", "0.5"),
        "Änne Öz": ("1", ""),
        "Lin Chen": ("2", ""),
        "nobody yet": ("1", ""),
    }


def test_by_subject_with_its_ref() -> None:
    report = of(write_back("1", "x", Became.OPEN), by=By.SUBJECT)
    (row,) = read(report_csv(report, grouped=True))
    assert (row["name"], row["ref"]) == ("Payments time out at checkout", "notes:1")


@pytest.mark.parametrize("grouped", [True, False])
def test_of_nothing_there_are_the_names_of_the_columns(grouped: bool) -> None:
    text = report_csv(empty(), grouped=grouped)
    assert text == ",".join(GROUPS if grouped else WRITE_BACKS) + "\n"


@pytest.mark.parametrize(
    ("title", "cell"),
    [
        ("=HYPERLINK(1)", "'=HYPERLINK(1)"),
        ("\t+1", "'+1"),
        ("-1", "'-1"),
        ("@SUM(A1)", "'@SUM(A1)"),
        ('a, "b"\nc', 'a, "b" c'),
        ("\x1b[2J\u202ea", "[2Ja"),
        ("1-1", "1-1"),
    ],
)
def test_no_title_is_calculated_or_breaks_a_line(title: str, cell: str) -> None:
    text = report_csv(of(write_back("1", title, Became.OPEN)), grouped=False)
    assert len(text.splitlines()) == 2
    assert read(text)[0]["title"] == cell
