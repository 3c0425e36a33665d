"""Front matter: what stands where, and what is wrong on which line."""

from __future__ import annotations

from contextlib import suppress

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from afteraction.integrations.markdown import front_matter
from afteraction.integrations.markdown.faults import Broken
from afteraction.integrations.markdown.front_matter import Content, located, parse

EXAMPLE = """---
title: Payments time out
state: closed                  # open | closed
labels: [incident, payments]
empty:
nested: {a: [1]}
list:
  - a
  - b # c

# an aside
last: "x"
---
body
"""


@pytest.fixture(params=["libyaml", "Python"])
def loader(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    """Both readers of PyYAML have to come to the same."""
    if request.param == "Python":
        monkeypatch.setattr(front_matter, "Loader", yaml.BaseLoader)


def head(*lines: str) -> str:
    return "\n".join(("---", *lines, "---", ""))


@pytest.mark.usefixtures("loader")
@pytest.mark.parametrize(
    ("line", "content"),
    [
        ("a: no", "no"),
        ("a: 0057", "0057"),
        ("a: 10:30", "10:30"),
        ("a: 2026-11-18T09:12:00Z # c", "2026-11-18T09:12:00Z"),
        ("a: 'it''s: # x'", "it's: # x"),
        ("a:", ""),
        ("a: [x, 'y, z']", ("x", "y, z")),
        ("a: []", ()),
        ("a: {b: c}", {"b": "c"}),
        ("a: {b: c, b: d}", None),
        ("a: {b: [c]}", None),
        ("a: [[b]]", None),
        ("a: &x b", None),
        ("a: !!int 1", None),
        ("a: [&x b]", None),
    ],
)
def test_values_are_text(line: str, content: Content) -> None:
    assert parse(head(line))["a"].content == content


@pytest.mark.usefixtures("loader")
def test_where_values_stand() -> None:
    values = parse(EXAMPLE)

    assert values["state"].line == 3
    assert (values["state"].start, values["state"].stop) == ((2, 7), (2, 13))
    assert values["labels"].flow
    assert values["labels"].stop == (3, 27)
    assert values["empty"].start == values["empty"].stop == (4, 6)
    assert not values["list"].flow
    assert values["list"].stop == (8, 5)
    assert values["title"].plain
    assert not values["last"].plain


@pytest.mark.usefixtures("loader")
def test_an_alias_is_not_followed() -> None:
    assert parse(head("a: &x [b]", "c: *x"))["c"].content is None


@pytest.mark.usefixtures("loader")
@pytest.mark.parametrize(
    ("text", "line", "message"),
    [
        ("", 1, "has no front matter"),
        ("# Title\n---\n", 1, "has no front matter"),
        (" ---\na: b\n---\n", 1, "has no front matter"),
        ("----\na: b\n---\n", 1, "has no front matter"),
        ("---\na: b\n", 1, "has no end"),
        ("---\na: b\n ---\n", 1, "has no end"),
        (head("a: b", "c: d: e"), 3, "mapping values are not allowed"),
        (head("a: b", "c: [d", "e: f"), 4, "expected ',' or ']'"),
        (head("a: b", "\tc: d"), 3, "is not valid YAML"),
        (head("a: @b"), 2, "is not valid YAML"),
        (head("a: b", "c: d", "a: e"), 4, "a: stands twice, first in line 2"),
        (head("- a"), 2, "is no list of keys"),
        (head("{a: b}"), 2, "is no list of keys"),
        (head("just words"), 2, "is no list of keys"),
        (head("? [a]", ": b"), 2, "a key is no word"),
        (head("a: b", "--- c"), 3, "a second document"),
        (head("a: b", "c: d\x07"), 3, "U+0007"),
        (head("a: b", "c: d\u2028e"), 3, "U+2028"),
        (head("a: b\rc: d"), 2, "U+000D"),
        (head("a: " + "x" * 70_000), 2, "longer than 64 KiB"),
        (head("a: " + "[" * 1001), 2, "nested too deep"),
    ],
)
def test_what_is_wrong_and_where(text: str, line: int, message: str) -> None:
    with pytest.raises(Broken) as caught:
        parse(text)

    (fault,) = caught.value.faults
    assert fault.line == line
    assert message in fault.message
    assert fault.hint


@pytest.mark.usefixtures("loader")
@pytest.mark.parametrize("deep", ["[", "- ", "{a: ", "? "])
def test_no_nesting_ends_the_process(deep: str) -> None:
    """PyYAML's fast composer overflows the stack on this; a stream does not."""
    for times in (500, 15_000):
        with suppress(Broken):
            parse(head("a: " + deep * times))


@pytest.mark.parametrize(
    ("text", "body"),
    [
        (head("a: b") + "x", "x"),
        ("\ufeff" + head("a: b") + "x", "x"),
        (head("a: b").replace("\n", "\r\n") + "x", "x"),
        ("--- \na: b\n--- \t\nx", "x"),
        ("---\na: b\n...\nx", "x"),
        ("---\na: b\n---", ""),
        ("---\n---\nx", "x"),
        (head("a: b") + "---\nc: d\n---\n", "---\nc: d\n---\n"),
    ],
)
def test_where_the_text_begins(text: str, body: str) -> None:
    assert text[located(text)[2] :] == body


def test_bom_and_crlf_are_fine() -> None:
    text = "\ufeff" + head("a: b", "c: 'd'").replace("\n", "\r\n")

    assert {key: value.content for key, value in parse(text).items()} == {
        "a": "b",
        "c": "d",
    }


@given(st.text(max_size=40))
def test_any_text_is_understood_or_broken(text: str) -> None:
    with suppress(Broken):
        parse(f"---\n{text}\n---\n")


@given(st.text(st.sampled_from("ab:-[]{}#'\"|>&*!%@`?, \n\t~"), max_size=30))
def test_both_readers_of_yaml_agree_on_what_both_understand(text: str) -> None:
    def contents() -> object:
        found = parse(f"---\n{text}\n---\n")
        return {key: value.content for key, value in found.items()}

    with suppress(Broken), pytest.MonkeyPatch.context() as patch:
        fast = contents()
        patch.setattr(front_matter, "Loader", yaml.BaseLoader)
        assert contents() == fast
