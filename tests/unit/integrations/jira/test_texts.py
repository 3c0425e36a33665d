"""Texts of ours for Jira: made to fit, and signed as they will be read again."""

from __future__ import annotations

import pytest

from afteraction.domain.identity import text_digest
from afteraction.domain.tickets import Line, Mark, Role
from afteraction.integrations.jira.dress import (
    MOST,
    Cloud,
    DataCenter,
    Dress,
    decoded,
    markdown,
)
from afteraction.integrations.jira.texts import fitting, signed
from tests.unit.integrations.jira.adf_schema import faults

DRESSES: list[Dress] = [Cloud(), DataCenter()]


def read(text: object, dress: Dress) -> str:
    return markdown(dress.read(text, lambda _, shown: shown))


@pytest.mark.parametrize("dress", DRESSES, ids=["cloud", "data center"])
def test_what_fits_is_said_in_full_below_its_head(dress: Dress) -> None:
    made = fitting("# One\n\n- a\n- b\n\n\n", ["**Due:** 2026-12-01"], dress)

    assert read(made, dress) == "**Due:** 2026-12-01\n\n# One\n\n- a\n- b"


@pytest.mark.parametrize("dress", DRESSES, ids=["cloud", "data center"])
@pytest.mark.parametrize(
    "line",
    ["word " * 12, "- **a** [b](https://acme.example) `c` _d_ ~~e~~", "a*b_c{d}"],
)
def test_what_is_too_long_is_made_to_fit(line: str, dress: Dress) -> None:
    text = "\n".join(["## First", "", *[line] * 3_000, "", "## Last", "", "The end."])

    made = fitting(text, ["**Due:** 2026-12-01"], dress)

    assert dress.size(made) <= MOST
    told = read(made, dress)
    assert told.startswith("**Due:** 2026-12-01")
    assert told.endswith("The end.")


@pytest.mark.parametrize("dress", DRESSES, ids=["cloud", "data center"])
@pytest.mark.parametrize(
    "text", ["Words.", "# One\n\n- [ ] a\n- [x] b", "- a\n- b", "| a |\n| --- |\n| b |"]
)
def test_lines_are_put_above_a_text_and_change_nothing_in_it(
    dress: Dress, text: str
) -> None:
    head = ["**Due:** 2026-12-01", "**Owner:** ada"]
    old = dress.written(text)

    made = dress.below(head, old)

    above = "**Due:** 2026-12-01\n\n**Owner:** ada"
    assert read(made, dress) == f"{above}\n\n{read(old, dress)}"
    assert old == dress.written(text), "what was given stays as it is"
    if isinstance(made, dict):
        assert faults(made) == []


@pytest.mark.parametrize("dress", DRESSES, ids=["cloud", "data center"])
@pytest.mark.parametrize("empty", [None, "", {"type": "doc", "version": 1}])
def test_lines_above_no_text(dress: Dress, empty: object) -> None:
    assert read(dress.below(["**Owner:** ada"], empty), dress) == "**Owner:** ada"


def test_lines_have_the_ends_of_the_text_below() -> None:
    made = DataCenter().below(["**Due:** 2026-12-01"], "h1. One\r\nTwo")

    assert made == "*Due:* 2026-12-01\r\n\r\nh1. One\r\nTwo"


@pytest.mark.parametrize("raw", [b"", b"{", b"\xff", b"null"])
def test_a_text_that_can_not_be_read_is_none(raw: bytes) -> None:
    assert decoded(raw) is None  # type: ignore[arg-type]
    for dress in DRESSES:
        assert dress.read(decoded(raw), lambda _, shown: shown) == ()  # type: ignore[arg-type]


@pytest.mark.parametrize("dress", DRESSES, ids=["cloud", "data center"])
def test_a_text_of_the_other_dress_is_no_text(dress: Dress) -> None:
    other = {"type": "doc", "content": []} if not dress.cloud else "h1. a"

    assert dress.read(other, lambda _, shown: shown) == ()


def test_a_mark_holds_the_digest_of_what_will_be_read() -> None:
    mark = Mark(Role.REVIEW, "review-1", "main", "x", text=text_digest("* a"))
    lines = [Line("0", "- a")]

    assert signed(mark, "* a", lines).text == text_digest("- a")
    # Somebody edited it since: then it stays what it was.
    assert signed(mark, "* another", lines) is mark
