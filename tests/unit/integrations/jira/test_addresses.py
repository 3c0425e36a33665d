"""Addresses of issues and sprints, and what a link in a text leads to."""

from __future__ import annotations

import pytest

from afteraction.integrations.jira.addresses import key_in, locate, sprint_page

WEB = "https://acme.atlassian.net"
BELOW = "https://acme.example/jira"


@pytest.mark.parametrize(
    ("path", "key"),
    [
        ("/browse/OPS-7", "OPS-7"),
        ("/browse/OPS-7/", "OPS-7"),
        ("/browse/OPS-7?focusedCommentId=1#comment-1", "OPS-7"),
        ("/projects/OPS/issues/OPS-7", "OPS-7"),
        ("/projects/OPS/queues/custom/12/OPS-7", "OPS-7"),
        ("/jira/software/c/projects/OPS/issues/OPS-7", "OPS-7"),
        ("/jira/software/projects/OPS/boards/1?selectedIssue=OPS-7", "OPS-7"),
        ("/jira/servicedesk/projects/OPS/queues/issue/OPS-7", "OPS-7"),
        ("/jira/core/projects/OPS/issues/OPS-7?filter=mine", "OPS-7"),
        ("/servicedesk/customer/portal/2/OPS-7", "OPS-7"),
        ("/issues/OPS-7", "OPS-7"),
        ("/issues/?selectedIssue=OPS-7", "OPS-7"),
        ("/secure/RapidBoard.jspa?rapidView=1&sprint=46", "sprint:46"),
        ("/browse/ops-7", None),
        ("/browse/OPS", None),
        ("/browse/OPS-0", None),
        ("/browse/OPS-7/x", None),
        ("/wiki/browse/OPS-7", None),
        ("/secure/attachment/1/OPS-7", None),
        ("/rest/api/3/issue/OPS-7", None),
        ("", None),
    ],
)
def test_the_key_at_an_address(path: str, key: str | None) -> None:
    for web in (WEB, BELOW):
        assert key_in((web,), f"{web}{path}") == key


@pytest.mark.parametrize(
    "address",
    [
        "https://evil.example/browse/OPS-7",
        "https://acme.atlassian.net.evil.example/browse/OPS-7",
        "https://acme.example/browse/OPS-7",
        "https://acme.example/jiras/browse/OPS-7",
        "https://[acme/browse/OPS-7",
        "OPS-7",
        "mailto:OPS-7@acme.example",
    ],
)
def test_addresses_of_others(address: str) -> None:
    assert key_in((WEB, BELOW), address) is None


def test_a_host_is_the_same_in_any_case() -> None:
    assert key_in((WEB,), "https://ACME.atlassian.net/browse/OPS-7") == "OPS-7"


@pytest.mark.parametrize(
    ("text", "address"),
    [
        (f"[OPS-7]({WEB}/browse/OPS-7)", f"{WEB}/browse/OPS-7"),
        (f"<{WEB}/browse/OPS-7>", f"{WEB}/browse/OPS-7"),
        (f"see {WEB}/browse/OPS-7.", f"{WEB}/browse/OPS-7"),
        (f"**{WEB}/browse/OPS-7**", f"{WEB}/browse/OPS-7"),
        ("OPS-7", f"{WEB}/browse/OPS-7"),
        ("It is OPS-7, I think", f"{WEB}/browse/OPS-7"),
        ("ops-7", None),
        ("XOPS-", None),
        ("a/OPS-7", None),
        ("OPS-7-8", None),
        ("nowhere", None),
        ("", None),
    ],
)
def test_where_a_text_leads(text: str, address: str | None) -> None:
    assert locate(WEB, text) == address


def test_the_page_of_a_sprint_is_known_again() -> None:
    assert key_in((BELOW,), sprint_page(BELOW, "12", "46")) == "sprint:46"
