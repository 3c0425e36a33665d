"""Due date and owner in lines that people see: which they are, and another day."""

from __future__ import annotations

from datetime import date

import pytest

from afteraction.ticket_head import head_of, with_due

LATER = date(2026, 12, 15)


@pytest.mark.parametrize(
    ("texts", "due_at", "owner_at"),
    [
        (["**Due:** 2026-12-01", "**Owner:** ada", "", "Text."], 0, 1),
        (["Read this.", "- **Due:** 2026-12-01", "", "Text."], 1, None),
        # Nobody can read it, but it has our form: another day goes there.
        (["**Due:** next Friday", "", "Text."], 0, None),
        (["**Due:**", "", "Text."], 0, None),
        (["**Due:** soon", "**Due:** 2026-12-01", "Text."], 1, None),
        # Words of people's that only begin so.
        (["Due: the vendor is late", "", "Text."], None, None),
        (["Text.", "", "# Due", "**Due:** 2026-12-01"], None, None),
        ([], None, None),
    ],
)
def test_where_the_lines_are(
    texts: list[str], due_at: int | None, owner_at: int | None
) -> None:
    head = head_of(texts)

    assert (head.due_at, head.owner_at) == (due_at, owner_at)


@pytest.mark.parametrize(
    ("text", "after"),
    [
        ("**Due:** 2026-12-01", "**Due:** 2026-12-15"),
        ("- **Due date:** 1 Dec 2026", "- **Due date:** 2026-12-15"),
        ("Due: 2026-12-01", "Due: 2026-12-15"),
        ("**Due**:\t2026-12-01", "**Due**:\t2026-12-15"),
        ("**Due:**", "**Due:** 2026-12-15"),
        ("**Due:**2026-12-01", "**Due:** 2026-12-15"),
        ("Due to rain", "Due to rain"),
    ],
)
def test_another_day_in_the_form_that_stands_there(text: str, after: str) -> None:
    assert with_due(text, LATER) == after
