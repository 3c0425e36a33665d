"""Lists that come in pages: noticing that they never end."""

from __future__ import annotations

from collections.abc import Iterable

from afteraction.errors import Unreachable


class Pages:
    """The pages of one list, as they are read."""

    def __init__(self) -> None:
        """None was read yet."""
        self._seen: set[str] = set()

    def check(self, names: Iterable[str]) -> None:
        """Note what stands on a page, or where it leads.

        Raises `Unreachable` when all of that was there before: it would go on for ever.
        """
        told = set(names)
        if told and told <= self._seen:
            raise broken_off("its pages lead in a circle")
        self._seen |= told


def broken_off(why: str) -> Unreachable:
    """What to say when the rest of a list can not be had."""
    return Unreachable(
        f"a list in Jira broke off: {why}", "sync again: nothing was lost"
    )
