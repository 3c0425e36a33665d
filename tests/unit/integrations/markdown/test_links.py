"""Links: how they are written, what text holds one, and where it leads."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest

from afteraction.domain.tickets import Sprint, State, Ticket
from afteraction.integrations.markdown.links import Home, is_stem, key_at, link, locate

BASE = Path("/srv/team").absolute()
HOME = Home("notes", BASE / "work", None, BASE)
ON_WEB = replace(HOME, url="https://example.org/team/blob/main/work")
HERE = (BASE / "work" / "tickets").as_uri()
AT = datetime(2026, 11, 18, tzinfo=UTC)


def ticket(tracker: str, key: str, url: str) -> Ticket:
    return Ticket(
        tracker=tracker,
        id=key,
        key=key,
        ref=f"{tracker}:{key}",
        url=url,
        title="",
        state=State.OPEN,
        reason=None,
        labels=(),
        assignee=None,
        author=None,
        opened=AT,
    )


def sprint(tracker: str, name: str, url: str) -> Sprint:
    return Sprint(
        tracker=tracker,
        id="sprint:46",
        key="46",
        ref=f"{tracker}:sprint:46",
        url=url,
        name=name,
        goal="",
        start=AT,
        end=AT,
        state="closed",
    )


@pytest.mark.parametrize(
    ("target", "expected"),
    [
        (ticket("notes", "0041", "work/tickets/0041.md"), "[0041](0041.md)"),
        (ticket("notes", "0041", "https://example.org/x"), "[0041](0041.md)"),
        (ticket("notes", "a b_c#(1)", ""), "[a b_c#(1)](a%20b_c%23%281%29.md)"),
        (sprint("notes", "Sprint 46", ""), "[46](../sprints/46.md)"),
        (
            ticket("notes", "[S] *46* _x_", ""),
            r"[\[S\] \*46\* \_x\_](%5BS%5D%20%2A46%2A%20_x_.md)",
        ),
        (
            ticket("other", "0041", "other/tickets/0041.md"),
            "[0041](../../other/tickets/0041.md)",
        ),
        (
            ticket("other", "0041", "../elsewhere/tickets/0041.md"),
            "[0041](../../../elsewhere/tickets/0041.md)",
        ),
        (
            sprint("other", "S", "other/sprints/46.md"),
            "[46](../../other/sprints/46.md)",
        ),
        (
            ticket("platform", "41", "https://example.org/o/r/issues/41?a=(b)#c"),
            "[41](https://example.org/o/r/issues/41?a=%28b%29#c)",
        ),
    ],
)
def test_a_link(target: Ticket | Sprint, expected: str) -> None:
    assert link(HOME, target) == expected


@pytest.mark.parametrize(
    ("text", "address"),
    [
        ("[0057](0057.md)", f"{HERE}/0057.md"),
        ("see [the [one] \\] there](0057.md), please", f"{HERE}/0057.md"),
        ("[x](./0057.md#comments)", f"{HERE}/0057.md"),
        ("[x](<a b.md>)", f"{HERE}/a%20b.md"),
        ("[x](a%20b.md?plain=1)", f"{HERE}/a%20b.md"),
        ('[x](0057.md "a title")', f"{HERE}/0057.md"),
        ("[x](a(b).md)", f"{HERE}/a%28b%29.md"),
        ("[x](../sprints/46.md)", (BASE / "work/sprints/46.md").as_uri()),
        ("[x](../../other/tickets/1.md)", (BASE / "other/tickets/1.md").as_uri()),
        ("[x](/elsewhere/1.md)", Path("/elsewhere/1.md").absolute().as_uri()),
        ("[one](1.md) and [two](2.md)", f"{HERE}/1.md"),
        ("0057.md [x](1.md)", f"{HERE}/1.md"),
        ("[x](https://example.org/1)", "https://example.org/1"),
        ("[x](//example.org/1)", "https://example.org/1"),
        ("<https://example.org/1>", "https://example.org/1"),
        ("at https://example.org/1.", "https://example.org/1"),
        ("(https://example.org/1)", "https://example.org/1"),
        ("[x](file:///srv/x.md)", "file:///srv/x.md"),
        ("0057.md", f"{HERE}/0057.md"),
        ("see `0057.md`, please", f"{HERE}/0057.md"),
        ("see review-0041.MD.", f"{HERE}/review-0041.MD"),
        ("tickets/0057.md", f"{HERE}/0057.md"),
        ("./tickets/0057.md", f"{HERE}/0057.md"),
        ("../other/tickets/1.md", (BASE / "work/other/tickets/1.md").as_uri()),
        # Near misses.
        ("", None),
        ("0057", None),
        ("notes:0057", None),
        ("opening f-3a9c", None),
        ("[x]", None),
        ("[x]()", None),
        ("[x](#there)", None),
        ("0057.mdx", None),
        ("none .md yet", None),
        ("[x](a%00b.md)", None),
    ],
)
def test_where_a_text_leads(text: str, address: str | None) -> None:
    assert locate(HOME, text) == address


@pytest.mark.parametrize(
    ("address", "key"),
    [
        (f"{HERE}/0057.md", "0057"),
        (f"{HERE}/a%20b.md", "a b"),
        (f"{HERE}/x/../0057.md#there", "0057"),
        (f"{HERE}/0057.MD", "0057"),
        (f"FILE://localhost{HERE[7:]}/0057.md", "0057"),
        (str(BASE / "work/tickets/0057.md"), "0057"),
        ("work/tickets/0057.md", "0057"),
        (f"{HERE[:-7]}sprints/46.md", "sprint:46"),
        # Near misses.
        ("", None),
        (f"{HERE}/0057", None),
        (f"{HERE}/sub/0057.md", None),
        (f"{HERE}/.hidden.md", None),
        (f"{HERE}/README.md", None),
        (f"{HERE}/a%2Fb.md", None),
        (f"{HERE}s/0057.md", None),
        (f"{HERE[:-7]}other/0057.md", None),
        (f"file://elsewhere{HERE[7:]}/0057.md", None),
        ("https://example.org/team/blob/main/work/tickets/0057.md", None),
        ("0057.md", None),
        ("https://[", None),
    ],
)
def test_which_ticket_is_at_an_address(address: str, key: str | None) -> None:
    assert key_at(HOME, address) == key


@pytest.mark.parametrize(
    ("address", "key"),
    [
        (f"{ON_WEB.url}/tickets/0057.md", "0057"),
        (f"{ON_WEB.url}/tickets/a%20b.md?plain=1#L3", "a b"),
        (f"{ON_WEB.url}/sprints/46.md", "sprint:46"),
        ("HTTPS://Example.ORG/team/blob/main/./x/../work/tickets/0057.md", "0057"),
        (f"{HERE}/0057.md", "0057"),
        (f"{ON_WEB.url}/0057.md", None),
        ("https://example.org/team/blob/other/work/tickets/0057.md", None),
        ("https://example.com/team/blob/main/work/tickets/0057.md", None),
        ("http://example.org/team/blob/main/work/tickets/0057.md", None),
        ("https://example.org:8443/team/blob/main/work/tickets/0057.md", None),
    ],
)
def test_which_ticket_is_at_an_address_on_the_web(
    address: str, key: str | None
) -> None:
    assert key_at(ON_WEB, address) == key


@pytest.mark.parametrize("key", ["0057", "a b", "Störung#7", "100%", "x(1)", "a&b"])
@pytest.mark.parametrize("home", [HOME, ON_WEB])
def test_a_link_leads_back(home: Home, key: str) -> None:
    for url in (home.url_of("tickets", key), "elsewhere"):
        address = locate(home, link(home, ticket("notes", key, url)))
        assert key_at(home, address or "") == key
    assert key_at(home, home.url_of("tickets", key)) == key


@pytest.mark.parametrize(
    "stem",
    ["", ".a", "..", "a/b", "a\\b", "sprint:1", "README", "readme", "a\nb", "\udc80"],
)
def test_what_no_ticket_is_called(stem: str) -> None:
    assert not is_stem(stem)
