"""How steps read in a checklist, and what a review tells of them."""

from __future__ import annotations

from datetime import date

import pytest

from afteraction.domain.steps import (
    Step,
    arrived,
    leading,
    read_step,
    step_lines,
    told,
    way,
)

DAY = date(2026, 11, 20)
STEP = Step("f-3a9c", "Release checklist", "https://x.example/12", DAY)
LINE = "step f-3a9c of [Release checklist](https://x.example/12), added 2026-11-20"


def test_what_a_review_tells() -> None:
    assert told(STEP) == LINE


@pytest.mark.parametrize(
    "text",
    [
        LINE,
        f"  {LINE}. ",
        LINE.replace("step", "Step").replace("f-3a9c", "`f-3a9c`"),
        LINE.replace("(https://x.example/12)", "(<https://x.example/12>)"),
        LINE.replace(", added", " added"),
    ],
)
def test_it_is_read_again(text: str) -> None:
    assert read_step(text) == STEP


@pytest.mark.parametrize(
    "name",
    ["On call", "[x] * y #12", "@team", "Owner: nobody", "A (b) [c]", "a|b", "v1.2"],
)
def test_any_name_is_read_again(name: str) -> None:
    found = read_step(told(Step("f-3a9c", name, "0012.md", DAY)))

    assert found is not None
    assert (found.name, found.href) == (name, "0012.md")


def test_without_its_link_it_still_tells() -> None:
    found = read_step("step f-3a9c of Release checklist, added 2026-11-20")

    assert found == Step("f-3a9c", "Release checklist", "", DAY)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "opening f-3a9c",
        "[0012](0012.md)",
        "step f-3a9c",
        "step f-3a9c of Release checklist",
        LINE.replace("2026-11-20", "2026-13-20"),
        LINE.replace("2026-11-20", "yesterday"),
        f"{LINE} and more",
        f"see {LINE}",
    ],
)
def test_what_tells_of_no_step(text: str) -> None:
    assert read_step(text) is None


def test_each_item_is_a_line_that_does_nothing() -> None:
    items = ("check the config", "ask @ada\nabout #12", "[ ] - [x] a box", "")

    assert step_lines(items[:1], "f-3a9c", DAY, "[41](41.md)") == (
        "- [ ] check the config (2026-11-20, [41](41.md), f-3a9c)",
    )
    second = step_lines(items, "f-3a9c", DAY, "[41](41.md)")[1]
    assert "\n" not in second
    assert "@ada" not in second
    assert "#12" not in second


@pytest.mark.parametrize(
    ("to", "here", "href"),
    [
        ("work/tickets/12.md", "work/tickets/review-41.md", "12.md"),
        ("work/docs/on call.md", "work/tickets/review-41.md", "../docs/on%20call.md"),
        ("a.md", "b.md", "a.md"),
        ("../other/a.md", "work/tickets/b.md", "../../../other/a.md"),
        ("https://x.example/12", "work/tickets/b.md", "https://x.example/12"),
        ("https://x.example/12", "https://y.example/1", "https://x.example/12"),
        ("work/a b.md", "https://y.example/1", "work/a%20b.md"),
    ],
)
def test_the_way_there_and_back(to: str, here: str, href: str) -> None:
    assert way(to, here) == href
    assert arrived(href, here) == to


def test_no_link_leads_nowhere() -> None:
    assert arrived("", "work/tickets/b.md") == ""


@pytest.mark.parametrize(
    ("link", "led"),
    [("[41](41.md)", "[41](x.md)"), ("[a (b)](c(d).md)", "[a (b)](x.md)")],
)
def test_a_link_that_leads_elsewhere(link: str, led: str) -> None:
    assert leading(link, "x.md") == led
