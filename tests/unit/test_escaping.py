"""Other people's words do no harm, and addresses lead where they may."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from afteraction.escaping import code, cut, link, one_line


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("as it was", "as it was"),
        ("  two\r\n\tlines ", "two lines"),
        ("\x1b[2Jgone\x07", "[2Jgone"),
        ("\x9b31mred", "31mred"),
        ("left \u202eturned\u202c", "left turned"),
        ("zero\u200bwidth", "zerowidth"),
        ("half \ud800", "half"),
        ("👩\u200d🔧 works", "👩\u200d🔧 works"),
        ("a\u2028b", "a b"),
    ],
)
def test_one_line(text: str, shown: str) -> None:
    assert one_line(text) == shown


@pytest.mark.parametrize(
    ("text", "most", "shown"),
    [("short", 5, "short"), ("longer", 5, "long…"), ("two words", 5, "two…")],
)
def test_cut(text: str, most: int, shown: str) -> None:
    assert cut(text, most) == shown


@given(st.text(), st.integers(min_value=1, max_value=30))
def test_what_is_cut_fits_and_can_be_written(text: str, most: int) -> None:
    shown = cut(text, most)
    assert len(shown) <= most
    assert "\n" not in shown
    shown.encode()


@pytest.mark.parametrize(
    ("text", "span"),
    [
        ("notes:0041", "`notes:0041`"),
        ("a`b", "`` a`b ``"),
        ("a``b`c", "``` a``b`c ```"),
        ("a|b", "`a\\|b`"),
        ("", "` `"),
    ],
)
def test_code(text: str, span: str) -> None:
    assert code(text) == span


@pytest.mark.parametrize(
    ("url", "address"),
    [
        ("https://example.org/o/r/issues/7", "https://example.org/o/r/issues/7"),
        ("HTTP://example.org", "HTTP://example.org"),
        ("https://example.org/a?b=(c)&d=%20", "https://example.org/a?b=%28c%29&d=%20"),
        ('https://example.org/"<x>', "https://example.org/%22%3Cx%3E"),
        ("https://münchen.example/ä", "https://m%C3%BCnchen.example/%C3%A4"),
        ("work/tickets/0041.md", "work/tickets/0041.md"),
        ("../tickets/a b(c)#1?.md", "../tickets/a%20b%28c%29%231%3F.md"),
        ("/srv/notes/0041.md", "/srv/notes/0041.md"),
        ("a b:c.md", "a%20b%3Ac.md"),
        ("C:\\notes\\0041 a.md", "file:///C:/notes/0041%20a.md"),
        ("c:/notes/0041.md", "file:///c:/notes/0041.md"),
    ],
)
def test_where_a_link_may_lead(url: str, address: str) -> None:
    assert link(url) == address


@pytest.mark.parametrize(
    "url",
    [
        "",
        "javascript:alert(1)",
        "JavaScript:alert(1)",
        " javascript:alert(1)",
        "java\tscript:alert(1)",
        "\x01javascript:alert(1)",
        "data:text/html,<script>",
        "vbscript:x",
        "file:///etc/passwd",
        "mailto:a@example.org",
        "//example.org/x",
        "/\\example.org/x",
        "\\\\example.org\\share",
        "C:relative.md",
        "C:\\\\host\\share",
        "https:",
        "https:/path",
        "https://[broken",
    ],
)
def test_where_no_link_leads(url: str) -> None:
    assert link(url) == ""
