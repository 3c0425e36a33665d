"""Values as YAML, and changes of front matter that leave the rest alone."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta, timezone

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from afteraction.integrations.markdown.fields import (
    changed,
    instant,
    pairs,
    with_labels,
    word,
    words,
)
from afteraction.integrations.markdown.front_matter import parse
from afteraction.integrations.markdown.lines import newline_of, spliced, split

SPECIAL = st.sampled_from(":# ,[]{}&*!|>'\"%@`-?~=\n\t\\.0123456789nNyoestrue")
TEXTS = st.text(
    st.one_of(st.characters(exclude_categories=["Cs"]), SPECIAL), max_size=15
)


@given(TEXTS)
def test_any_word_is_read_back_as_it_was(text: str) -> None:
    """By both of PyYAML's readers, and by those who take words for numbers."""
    for loader in (yaml.CBaseLoader, yaml.BaseLoader, yaml.SafeLoader):
        written = f"a: {word(text)}   # aside\nb: {words([text, 'x'])}\n"
        assert yaml.load(written, loader) == {"a": text, "b": [text, "x"]}  # noqa: S506 - safe ones


@given(st.lists(st.tuples(st.sampled_from("abc"), TEXTS), unique_by=lambda p: p[0]))
def test_any_mark_is_read_back_as_it_was(items: list[tuple[str, str]]) -> None:
    written = pairs(items)

    assert "\n" not in written
    assert "-->" not in written
    for loader in (yaml.CBaseLoader, yaml.BaseLoader):
        assert yaml.load(f"m: {written}", loader) == {"m": dict(items)}  # noqa: S506 - safe ones


@pytest.mark.parametrize(
    ("text", "written"),
    [
        ("Payments time out", "Payments time out"),
        ("Störung 🙂", "Störung 🙂"),
        ("markdown:work#0041", "markdown:work#0041"),
        ("Payments: time out", '"Payments: time out"'),
        ("the #1 cause", '"the #1 cause"'),
        ("0057", '"0057"'),
        ("no", '"no"'),
        ("2026-11-18", '"2026-11-18"'),
        ("2026-46 is late", "2026-46 is late"),
        ("", '""'),
        (" a", '" a"'),
        ('"a"', '"\\"a\\""'),
        ("- a", '"- a"'),
        ("[a]", '"[a]"'),
        ("a, b", "a, b"),
        ("half \ud83d", '"half \\ufffd"'),
    ],
)
def test_quotes_stand_only_where_they_have_to(text: str, written: str) -> None:
    assert word(text) == written


def test_inside_of_brackets_more_has_to_be_quoted() -> None:
    assert words(["a", "b c", "d, e", "f]"]) == '[a, b c, "d, e", "f]"]'


def test_an_instant_is_in_utc_and_to_the_second() -> None:
    zone = timezone(timedelta(hours=1))
    at = datetime(2026, 11, 18, 10, 12, 7, 999_999, tzinfo=zone)

    assert instant(at) == "2026-11-18T09:12:07Z"
    assert instant(at.astimezone(UTC)) == instant(at)


def after(head: str, changes: dict[str, str | None]) -> str:
    lines = split(head)
    splices = changed(lines, parse(head), changes)
    return spliced(lines, splices, newline_of(lines)).joined


HEAD = """---
# what this is
title: 'Payments: time out'   # short
state:   closed  # open | closed
ours: [1, 2]

reason: completed
labels:
  - incident
opened: 2026-11-18T09:12:00Z
# by hand
closed:   # not known
theirs:
  deep: {a: b}
---
"""


@pytest.mark.parametrize(
    ("changes", "old", "new"),
    [
        ({"state": "open"}, "state:   closed  #", "state:   open  #"),
        ({"reason": None}, "reason: completed\n", ""),
        ({"closed": "X"}, "closed:   # not", "closed: X   # not"),
        ({"title": "T"}, "title: 'Payments: time out'   #", "title: T   #"),
        ({"finished": "X"}, "# not known\n", "# not known\nfinished: X\n"),
        ({"missed": "X"}, "# not known\n", "# not known\nmissed: X\n"),
        ({"afteraction": "{a: b}"}, "known\n", "known\nafteraction: {a: b}\n"),
        ({"author": "X"}, "  - incident\n", "  - incident\nauthor: X\n"),
        ({"labels": "[x]"}, "labels:\n  - incident\n", "labels: [x]\n"),
        ({"closed": None}, "closed:   # not known\n", ""),
        (
            {"state": "open", "reason": None, "missed": "M", "finished": "F"},
            HEAD,
            HEAD.replace("closed  #", "open  #")
            .replace("reason: completed\n", "")
            .replace("# not known\n", "# not known\nfinished: F\nmissed: M\n"),
        ),
    ],
)
@pytest.mark.parametrize("newline", ["\n", "\r\n"])
def test_only_the_lines_that_change_change(
    changes: dict[str, str | None], old: str, new: str, newline: str
) -> None:
    expected = HEAD.replace(old, new, 1).replace("\n", newline)

    assert after(HEAD.replace("\n", newline), changes) == expected


@pytest.mark.parametrize(
    ("before", "expected"),
    [
        ("title: |\n  a\n  b\n\n# c\n", "title: X\n\n# c\n"),
        ("title: a\n  b\n", "title: X\n"),
        ("title: >-\n  a\n\n  # no comment\nstate: x\n", "title: X\nstate: x\n"),
        ("title:\n  a\n", "title: X\n"),
        ("title:\n", "title: X\n"),
        ("title: ''\n", "title: X\n"),
        ("'title': a\n", "'title': X\n"),
        ("  title: a\n  state: b\n", "  title: X\n  state: b\n"),
        ("title: a # 🙂 ü\n", "title: X # 🙂 ü\n"),
        ("title: 🙂🙂 # a\n", "title: X # a\n"),
    ],
)
def test_all_forms_of_a_value_can_be_replaced(before: str, expected: str) -> None:
    assert after(f"---\n{before}---\n", {"title": "X"}) == f"---\n{expected}---\n"


def test_new_keys_are_indented_like_the_others() -> None:
    assert after("---\n  title: a\n---\n", {"state": "open"}) == (
        "---\n  title: a\n  state: open\n---\n"
    )


def test_into_nothing() -> None:
    assert after("---\n---\n", {"title": "a"}) == "---\ntitle: a\n---\n"


@pytest.mark.parametrize(
    ("before", "old", "expected"),
    [
        ("labels: [a, b]  # c", ("a", "b"), "labels: [a, b, x, y-z]  # c"),
        ("labels: [a, b,]", ("a", "b"), "labels: [a, b, x, y-z,]"),
        ("labels: ['a']", ("a",), "labels: ['a', x, y-z]"),
        ("labels: []  # c", (), "labels: [x, y-z]  # c"),
        ("labels:  # c", (), "labels: [x, y-z]  # c"),
        ("labels: a, b  # c", ("a", "b"), "labels: a, b, x, y-z  # c"),
        ("labels: a", ("a",), "labels: a, x, y-z"),
        ("labels: 'a, b'", ("a", "b"), "labels: [a, b, x, y-z]"),
        ("labels:\n- a\n# c", ("a",), "labels:\n- a\n- x\n- y-z\n# c"),
        ("labels:\n  -  a # c", ("a",), "labels:\n  -  a # c\n  -  x\n  -  y-z"),
        ("labels:\n  -\n    a", ("a",), "labels: [a, x, y-z]"),
        (
            "labels: [a,  # 1\n  b  # 2\n  ]",
            ("a", "b"),
            "labels: [a,  # 1\n  b, x, y-z  # 2\n  ]",
        ),
        ("state: open", (), "state: open\nlabels: [x, y-z]"),
    ],
)
def test_labels_are_added_in_the_form_that_is_there(
    before: str, old: tuple[str, ...], expected: str
) -> None:
    head = f"---\n{before}\n---\n"
    lines = split(head)

    splices = with_labels(lines, parse(head), old, ("x", "y-z"))

    assert spliced(lines, splices, "\n").joined == f"---\n{expected}\n---\n"


def test_a_label_with_a_comma_makes_words_a_list() -> None:
    head = "---\nlabels: a, b\n---\n"
    lines = split(head)

    splices = with_labels(lines, parse(head), ("a", "b"), ("c, d",))

    assert spliced(lines, splices, "\n").texts[1] == 'labels: [a, b, "c, d"]'
