"""Which lines an edit means, as far as no tracker's own tests say it."""

from __future__ import annotations

from afteraction.text_edits import line_is_gone


def test_a_line_is_named_on_one_short_harmless_line() -> None:
    message = line_is_gone("p#1", "a\x1b[31m\n b" + "x" * 500).message

    assert message.startswith('p#1: this line is not there as it was read: "a[31m bx')
    assert message.isprintable()
    assert len(message) < 120
