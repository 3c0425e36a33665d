"""What was learned of issues a moment ago, so that one sync does not ask it twice.

Pure. It counts as long as the issue is in the state in which it was learned.
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Hashable
from typing import Final, Generic, TypeVar

MOST: Final = 2_000
"""Issues; a sync that looks at more of them asks some twice rather than hold all."""

T = TypeVar("T")


class Recent(Generic[T]):
    """What was learned of the last issues that were asked about."""

    def __init__(self) -> None:
        """Nothing is known yet."""
        self._known: OrderedDict[str, tuple[Hashable, T]] = OrderedDict()

    def get(self, number: str, state: Hashable) -> T | None:
        """What is known of an issue in this state; None where that is nothing."""
        known = self._known.get(number)
        return known[1] if known is not None and known[0] == state else None

    def put(self, number: str, state: Hashable, told: T) -> None:
        """Remember it; what was learned first is forgotten first."""
        self._known.pop(number, None)
        self._known[number] = state, told
        if len(self._known) > MOST:
            self._known.popitem(last=False)
