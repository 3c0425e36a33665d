"""Which checklist is meant, what stands in it, and where the next step goes."""

from __future__ import annotations

from datetime import date

import pytest

from afteraction.domain.checklists import (
    Checklist,
    added_on,
    chosen,
    place_for_step,
    stands,
    tokens_in,
    unknown,
    with_steps,
)
from afteraction.domain.tickets import Line

KNOWN = (
    Checklist("Release checklist", "notes", ticket="0012"),
    Checklist("On call", "notes", file="docs/on-call.md"),
)


def lines(text: str) -> list[Line]:
    return [Line(str(n), line) for n, line in enumerate(text.split("\n"), 1)]


@pytest.mark.parametrize(
    "text",
    [
        "Release checklist",
        "release CHECKLIST",
        "  Release   checklist. ",
        "**Release checklist**",
        "“Release checklist”",
        '"Release checklist",',
        "`Release checklist`",
        "[Release checklist](https://notes.example/0012)",
        r"Release checklist\.",
    ],
)
def test_a_name_in_many_dresses(text: str) -> None:
    assert chosen(text, KNOWN) == KNOWN[0]


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("Relase checklist", "did you mean “Release checklist”?"),
        ("on-call", "did you mean “On call”?"),
        ("Something else", "write “Release checklist” or “On call”"),
        ("Release checklist and On call", "there is no checklist “Release checklist a"),
        ("the release", "there is no checklist “the release”"),
    ],
)
def test_a_name_that_is_none(text: str, said: str) -> None:
    assert chosen(text, KNOWN) is None
    assert said in unknown(text, KNOWN)


def test_where_there_are_none_at_all() -> None:
    assert chosen("Release checklist", ()) is None
    assert unknown("Release checklist", ()).startswith("no standing checklists are")


def test_where_it_is() -> None:
    assert [one.ref for one in KNOWN] == ["notes:0012", "notes:docs/on-call.md"]


@pytest.mark.parametrize(
    ("text", "after", "indent"),
    [
        ("- [ ] a\n- [x] b", 1, ""),
        ("- [ ] a\n\nThe end.", 0, ""),
        ("- [ ] a\n- [X] b\n- c", 1, ""),
        ("* [ ] a", 0, ""),
        ("1. [ ] a", 0, ""),
        ("- [ ] a\n  - [ ] a1\n  - [ ] a2\n\nThe end.", 2, ""),
        ("- [ ] a\n  - more\n    words\n- c", 2, ""),
        ("- [ ] a\nlazy\n\nThe end.", 1, ""),
        ("- [ ] a\n\n  A paragraph of its.\n\nThe end.", 2, ""),
        ("- Before\n  - [ ] a\n- After\n  - [ ] b\n\nThe end.", 3, "  "),
        ("- [ ] a\n## Next\n- b", 0, ""),
        ("- [ ] a\n```\n- [ ] b\n```", 0, ""),
        ("- [ ] first\n\n## Then\n\n- [ ] second\n", 4, ""),
        ("- [ ] a\n> a quote", 0, ""),
    ],
)
def test_after_the_last_item_with_a_box(text: str, after: int, indent: str) -> None:
    place = place_for_step(lines(text))

    assert (place.after, place.indent, place.beside) == (after, indent, True)


@pytest.mark.parametrize(
    ("text", "after"),
    [("", -1), ("\n\n", -1), ("Words.\n", 0), ("- a\n- b", 1), ("a\n\n[ ] b", 2)],
)
def test_at_the_end_where_no_item_has_one(text: str, after: int) -> None:
    place = place_for_step(lines(text))

    assert (place.after, place.beside) == (after, False)


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("", "- [ ] s\n- [ ] t\n"),
        ("Words.", "Words.\n\n- [ ] s\n- [ ] t\n"),
        ("- a\n", "- a\n- [ ] s\n- [ ] t\n"),
        ("- [ ] a\n\nEnd.\n\n\n", "- [ ] a\n- [ ] s\n- [ ] t\n\nEnd.\n"),
        ("- [ ] a\r\n\r\nEnd.\r\n", "- [ ] a\r\n- [ ] s\r\n- [ ] t\r\n\r\nEnd.\r\n"),
        ("- x\n  - [ ] a\n", "- x\n  - [ ] a\n  - [ ] s\n  - [ ] t\n"),
    ],
)
def test_steps_in_a_file(before: str, after: str) -> None:
    assert with_steps(before, ("- [ ] s", "- [ ] t")) == after


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("# T\r\n- [ ] a\n\n# End\n", "# T\r\n- [ ] a\n- [ ] s\n\n# End\n"),
        ("# T\n- [ ] a\r\n\n# End\n", "# T\n- [ ] a\r\n- [ ] s\r\n\n# End\n"),
        ("- [ ] a\n\nEnd\r\n", "- [ ] a\n- [ ] s\n\nEnd\r\n"),
        ("\ufeff- [ ] a\n\n# End\n", "\ufeff- [ ] a\n- [ ] s\n\n# End\n"),
        ("- [ ] a\r\n\r\nEnd", "- [ ] a\r\n- [ ] s\r\n\r\nEnd\r\n"),
    ],
)
def test_a_file_that_several_editors_wrote(before: str, after: str) -> None:
    """Its lines end as they did, and the step stands beside the others."""
    assert with_steps(before, ("- [ ] s",)) == after


REWORDED = [
    "- [ ] check it (2026-11-20, [platform#41](https://x.example/41), f-3a9c)",
    "- [x] look at it (2026-11-20, [#41](https://x.example/41), f-3a9c)",
    "  * look at it, f-3a9c",
    "~~look at it (f-3a9c)~~",
]


@pytest.mark.parametrize("line", REWORDED)
def test_a_token_is_found_in_any_words(line: str) -> None:
    assert stands(lines(f"# A list\n\n{line}"), "f-3a9c")
    assert tokens_in(lines(line)) == {"f-3a9c"}


@pytest.mark.parametrize("line", ["f-3a9c0", "af-3a9c", "f-3a9", "F_3a9c", ""])
def test_what_is_no_such_token(line: str) -> None:
    assert not stands(lines(line), "f-3a9c")


@pytest.mark.parametrize(
    ("line", "day"),
    [
        (REWORDED[0], date(2026, 11, 20)),
        (REWORDED[2], None),
        ("- [ ] by 2027-01-01 (2026-11-20, f-3a9c)", date(2026, 11, 20)),
        ("- [ ] a (2026-13-20, f-3a9c)", None),
        ("- [ ] a (2026-11-20, f-0000)", None),
    ],
)
def test_the_day_beside_a_token(line: str, day: date | None) -> None:
    assert added_on(lines(line), "f-3a9c") == day
