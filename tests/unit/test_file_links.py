"""Links to ticket files from tickets on the web: written so that they can be read."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from afteraction.file_links import href, path_in

NAMES = st.text(st.characters(codec="utf-8", exclude_categories=["Cc", "Cs"]))


@given(NAMES)
def test_a_path_comes_back_as_it_was(name: str) -> None:
    path = f"notes/tickets/{name}x.md"

    assert path_in(f"See [it]({href(path)}), please.") == path


@pytest.mark.parametrize(
    "url", ["https://acme.example/a b", "http://x/(1)", "file:///t/1.md"]
)
def test_an_address_stays_as_it_is(url: str) -> None:
    assert href(url) == url


@pytest.mark.parametrize(
    "text",
    [
        "notes/tickets/0003.md",
        "[it](notes/tickets/0003)",
        "[it](https://acme.example/0003.md)",
        "[it](mailto:ada@acme.example.md)",
        "[it](notes/tickets/0003.md",
        "",
    ],
)
def test_what_is_no_link_to_a_file(text: str) -> None:
    assert path_in(text) is None
