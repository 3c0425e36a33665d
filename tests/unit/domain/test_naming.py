"""Which tickets a text names, with what only looks like it."""

from __future__ import annotations

import pytest

from afteraction.domain.naming import named_in, names_of


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("", ()),
        ("as in notes:0041", ("notes:0041",)),
        ("as in (platform#41).", ("platform#41",)),
        ("again, see #41!", ("platform#41",)),
        ("again OPS-7, and OPS-7", ("platform:ops-7",)),
        ("[it](review-0041-f3a9c.md)", ("platform:review-0041-f3a9c",)),
        ("[it](../tickets/0041.md#comments)", ("platform:0041",)),
        (
            "see https://tickets.example/acme/platform/issues/41#issuecomment-7.",
            ("https://tickets.example/acme/platform/issues/41",),
        ),
        ("[it](https://Tickets.example/7)", ("https://tickets.example/7",)),
        ("at 10:30 it was 99:1", ("10:30", "99:1")),
        ("a heading # 41", ()),
        ("a#41b", ()),
        ("utf-8 and x-7", ()),
        ("acme/platform#41", ()),
        ("Owner: ada", ()),
    ],
)
def test_what_a_text_names(text: str, names: tuple[str, ...]) -> None:
    assert named_in(text, "platform") == names


def test_by_what_a_ticket_is_named() -> None:
    assert names_of("Notes:0041", "work/tickets/0041.md") == ("notes:0041",)
    assert names_of("platform#41", "https://t.example/a/p/issues/41/") == (
        "platform#41",
        "https://t.example/a/p/issues/41",
    )
