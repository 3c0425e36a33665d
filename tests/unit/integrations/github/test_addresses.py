"""Links to issues and milestones, what text holds one, and where it leads."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from afteraction.domain.tickets import Sprint, State, Ticket
from afteraction.integrations.github.addresses import link, locate, place

WEB = "https://github.com/acme/platform"
GHE = "https://ghe.acme.example/acme/platform"
AT = datetime(2026, 11, 18, tzinfo=UTC)


def ticket(tracker: str, key: str, url: str = f"{WEB}/issues/41") -> Ticket:
    return Ticket(
        tracker=tracker,
        id=key,
        key=key,
        ref=f"{tracker}#{key}",
        url=url,
        title="",
        state=State.OPEN,
        reason=None,
        labels=(),
        assignee=None,
        author=None,
        opened=AT,
    )


def sprint(tracker: str, key: str) -> Sprint:
    return Sprint(
        tracker=tracker,
        id=f"sprint:{key}",
        key=key,
        ref=f"{tracker}:sprint:{key}",
        url=f"{WEB}/milestone/3",
        name="Sprint 46",
        goal="",
        start=AT,
        end=AT,
        state="closed",
    )


@pytest.mark.parametrize(
    ("target", "expected"),
    [
        (ticket("platform", "41"), f"[#41]({WEB}/issues/41)"),
        (ticket("other", "41"), f"[acme/platform#41]({WEB}/issues/41)"),
        (ticket("ops", "OPS-7", "https://jira.example/browse/OPS-7"),
         "[OPS-7](https://jira.example/browse/OPS-7)"),
        (ticket("notes", "[S] a\\b\n c", "work/x.md"), r"[\[S\] a\\b c](work/x.md)"),
        (sprint("platform", "milestone-3"), f"[milestone 3]({WEB}/milestone/3)"),
    ],
)  # fmt: skip
def test_a_link(target: Ticket | Sprint, expected: str) -> None:
    assert link("platform", target) == expected


@pytest.mark.parametrize(
    ("text", "address"),
    [
        ("#41", f"{WEB}/issues/41"),
        ("see #41, please", f"{WEB}/issues/41"),
        ("(#41)", f"{WEB}/issues/41"),
        ("[#41]", f"{WEB}/issues/41"),
        ("`#41`", f"{WEB}/issues/41"),
        ("#41 and #42", f"{WEB}/issues/41"),
        (f"{WEB}/issues/41", f"{WEB}/issues/41"),
        (f"[#41]({WEB}/issues/41)", f"{WEB}/issues/41"),
        (f"[a [b] c]({WEB}/issues/41), and more", f"{WEB}/issues/41"),
        (f"<{WEB}/issues/41>", f"{WEB}/issues/41"),
        (f"It is {WEB}/issues/41.", f"{WEB}/issues/41"),
        (f"**{WEB}/issues/41**", f"{WEB}/issues/41"),
        (f"[{WEB}/issues/41]", f"{WEB}/issues/41"),
        (f"`{WEB}/issues/41`", f"{WEB}/issues/41"),
        (f'"{WEB}/issues/41"', f"{WEB}/issues/41"),
        (f"{WEB}/issues/41#issuecomment-7", f"{WEB}/issues/41#issuecomment-7"),
        (f"#7 is {GHE}/issues/41", f"{GHE}/issues/41"),
        ("http://example.org/a", "http://example.org/a"),
        ("acme/other#41", "https://github.com/acme/other/issues/41"),
        ("see (acme/.other_2#41).", "https://github.com/acme/.other_2/issues/41"),
        # Near misses.
        ("", None),
        ("41", None),
        ("a/acme/other#41", None),
        ("acme/other#41a", None),
        ("platform#41", None),
        ("acme/platform/#41", None),
        ("#0", None),
        ("#041", None),
        ("#41a", None),
        ("#12345678901", None),
        ("# 41", None),
        ("&#41;", None),
        ("opening f-3a9c", None),
        ("ftp://example.org/41", None),
        ("https://", None),
    ],
)
def test_where_a_text_leads(text: str, address: str | None) -> None:
    assert locate(WEB, text) == address


def test_a_number_alone_leads_into_its_own_repository() -> None:
    assert locate(GHE, "#41") == f"{GHE}/issues/41"
    assert locate(GHE, "a/b#41") == f"{GHE.rsplit('/', 2)[0]}/a/b/issues/41"


@pytest.mark.parametrize(
    ("web", "address", "key"),
    [
        (WEB, f"{WEB}/issues/41", "41"),
        (WEB, f"{WEB}/issues/41/", "41"),
        (WEB, f"{WEB}/issues/41#issuecomment-7", "41"),
        (WEB, f"{WEB}/issues/41?notification_referrer_id=x", "41"),
        (WEB, "http://github.com/acme/platform/issues/41", "41"),
        (WEB, "HTTPS://GitHub.com/Acme/Platform/issues/41", "41"),
        (WEB, f"{WEB}/milestone/3", "sprint:milestone-3"),
        # GitHub leads from one to the other.
        (WEB, f"{WEB}/pull/41", "41"),
        (GHE, f"{GHE}/issues/41", "41"),
        ("http://127.0.0.1:8080/a/b", "http://127.0.0.1:8080/a/b/issues/41", "41"),
        # Near misses.
        (WEB, "", None),
        (WEB, WEB, None),
        (WEB, f"{WEB}/issues", None),
        (WEB, f"{WEB}/issues/", None),
        (WEB, f"{WEB}/issues/new", None),
        (WEB, f"{WEB}/issues/0", None),
        (WEB, f"{WEB}/issues/041", None),
        (WEB, f"{WEB}/issues/41/events", None),
        (WEB, f"{WEB}/issues/\u0664\u0661", None),
        (WEB, f"{WEB}/pulls/41", None),
        (WEB, f"{WEB}/pull/41/files", None),
        (WEB, f"{WEB}/discussions/41", None),
        (WEB, f"{WEB}/milestones/3", None),
        (WEB, f"{WEB}/commit/41", None),
        (WEB, "https://github.com/acme/issues/41", None),
        (WEB, f"{GHE}/issues/41", None),
        (GHE, f"{WEB}/issues/41", None),
        (WEB, "https://api.github.com/repos/acme/platform/issues/41", None),
        (WEB, "https://github.com.example.org/acme/platform/issues/41", None),
        (WEB, "https://ada@github.com/acme/platform/issues/41", None),
        (WEB, "https://github.com:8443/acme/platform/issues/41", None),
        (WEB, "/acme/platform/issues/41", None),
        (WEB, "#41", None),
        (WEB, "https://[", None),
    ],
)
def test_what_is_at_an_address(web: str, address: str, key: str | None) -> None:
    found = place(web.removesuffix("/acme/platform").removesuffix("/a/b"), address)
    assert (found[1] if found else None) == key


@pytest.mark.parametrize("web", [WEB, GHE])
@pytest.mark.parametrize("tracker", ["platform", "other"])
def test_a_link_leads_back(web: str, tracker: str) -> None:
    target = ticket("platform", "41", f"{web}/issues/41")

    address = locate(web, link(tracker, target)) or ""
    assert place(web.removesuffix("/acme/platform"), address) == ("acme/platform", "41")


def test_a_place_names_its_repository_as_the_address_does() -> None:
    hub = "https://github.com"
    assert place(hub, f"{hub}/Other/core/issues/41") == ("Other/core", "41")
    assert place(f"{hub}/git", f"{hub}/git/a/b/issues/4") == ("a/b", "4")
