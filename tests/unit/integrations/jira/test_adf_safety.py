"""Other people's words, made inert, do nothing in Jira Cloud either."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from afteraction.domain.inert import inert, inert_lines
from afteraction.integrations.jira.adf_nodes import Node, content
from afteraction.integrations.jira.adf_reading import read
from afteraction.integrations.jira.adf_writing import written
from tests.unit.integrations.jira.adf_schema import faults
from tests.unit.integrations.jira.documents import shown, sorts
from tests.unit.test_ticket_texts import HOSTILE, bodies

ALIVE = {"mention", "inlineCard", "blockCard", "embedCard", "media", "mediaSingle"}
ALIVE |= {"mediaGroup", "mediaInline", "extension", "inlineExtension", "emoji", "date"}


def addresses(document: Node) -> set[str]:
    """The addresses of all links."""
    found = {
        mark["attrs"]["href"]
        for mark in document.get("marks", [])
        if mark["type"] == "link"
    }
    return found.union(*(addresses(each) for each in content(document)))


@pytest.mark.parametrize("words", [*HOSTILE, "[@Eve](mention:eve) <mention:eve>"])
def test_words_of_others_are_words(words: str) -> None:
    plain = list(bodies("words"))
    for body, like in zip(bodies(words), plain, strict=True):
        document = written(body)
        assert faults(document) == []
        assert not ALIVE & set(sorts(document))
        assert addresses(document) == addresses(written(like))
        again = shown(document)
        assert [line.text for line in read(written(again))] == again.split("\n")


@given(st.text() | st.text("[]()@~!<>mention:*_`#|\\ -", max_size=40))
def test_nothing_that_was_made_inert_is_alive(words: str) -> None:
    text = "\n\n".join([f"- **a**: {inert(words)}", *inert_lines(words)])
    document = written(text)

    assert not ALIVE & set(sorts(document))
    assert addresses(document) == set()


@pytest.mark.parametrize(
    ("markdown", "alive"),
    [
        ("[@Ada](mention:557058%3Aada)", ["mention"]),
        ("[@Ada](MENTION:x)", []),
        ("<mention:x>", []),
        ("[@Ada](mention:)", []),
        ("![a](mention:x)", []),
        ("`[@Ada](mention:x)`", []),
        ("[~ada] @ada [~accountid:x]", []),
        ("[a](javascript:alert)", []),
        ("<https://a.b>", []),
        ("![a](https://a.b/c.png)", []),
        ("{toc} {code}", []),
        ('<img src="https://a.b/c.png"><script>1</script>', []),
    ],
)
def test_a_person_is_named_in_one_way_only(markdown: str, alive: list[str]) -> None:
    document = written(markdown)

    assert [sort for sort in sorts(document) if sort in ALIVE] == alive
    assert not [each for each in addresses(document) if "javascript" in each]
    assert faults(document) == []


def test_a_mention_holds_the_account_id() -> None:
    (paragraph,) = written("[@Ada \\[x\\]](mention:ACCOUNT%20ID)")["content"]

    attrs = {"id": "ACCOUNT ID", "text": "@Ada [x]"}
    assert paragraph["content"] == [{"type": "mention", "attrs": attrs}]


@pytest.mark.parametrize(
    ("hidden", "seen"),
    [
        ("<!-- a -->", ""),
        ("b <!-- a --> c", "b  c"),
        ("<!-- a\nb -->\n\n- c", "- c"),
        ("<!-- never closed", ""),
        ("`<!-- a -->`", "`<!-- a -->`"),
    ],
)
def test_hidden_comments_are_dropped(hidden: str, seen: str) -> None:
    assert shown(written(hidden)) == seen
