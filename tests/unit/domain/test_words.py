"""What stands in an answer's place and is none, and what only looks like it."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from afteraction.domain.words import is_empty


@pytest.mark.parametrize(
    "text",
    [
        *("", " ", "\n\t", "\u200b", "\u00a0"),
        *("-", "--", "---", "—", "_", "___", "*", "**", "...", "…", ".", "?", "???"),
        *("n/a", "N/A", "n.a.", "NA", "tbd", "TBD", "t.b.d.", "tba", "TBC"),
        *("TODO", "todo", "To do", "to be decided", "to be determined"),
        *("none yet", "None yet.", "nothing yet", "not yet"),
        *("**TBD**", "_TBD_", "`TBD`", "TBD.", "TBD:", "(TBD)", "[TBD]", "<TBD>"),
        *("- TBD", "- [ ]", "- [ ] TBD", "[ ]", "{{TBD}}", "tbd?", "TBD!"),
        "_No response_",
        "{{ INSERT THE OWNER }}",
        "{{ insert\nthe owner }}",
        "<a fix>",
        "**<a fix>**",
        "<name of the owner>",
        "(what has happened)",
        "(the gap in a few words)",
        "_(the gap in a few words)_",
        "<!-- one person -->",
        "<!-- one\nperson --> TBD",
        "<!-- without an end",
    ],
)
def test_a_stand_in_is_empty(text: str) -> None:
    assert is_empty(text)


@pytest.mark.parametrize(
    "text",
    [
        *("None", "none", "no", "nothing", "No gap", "unknown", "0", "1", "x", "✅"),
        *("TBD by Sam", "n/a for us", "TODO list", "not yet done", "none yet known"),
        *("[x]", "- [x]", "@sam", "(Sam)", "(Sam Lee)", "[sam]", "-1", "+1", "日本"),
        "<https://example.org>",
        "<sam@example.org>",
        "<b>bold</b> words",
        "{{ the owner }} is Sam",
        "the fix (the gap in a few words)",
        "(it was slow) and then (it was fast)",
        "<!-- one person --> Sam",
        "a <fix>",
    ],
)
def test_an_answer_is_not_empty(text: str) -> None:
    assert not is_empty(text)


@given(st.text())
def test_any_text_can_be_asked_about(text: str) -> None:
    assert is_empty(text) == is_empty(f"  {text}\n")
