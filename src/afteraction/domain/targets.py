"""How long a finding may take, by how severe its subject was.

Pure: what the configuration calls `targets`, and a subject's labels and priority. It
does not guess: a label counts when it is a target's name, or says so behind one of the
words that people put before it, as in `severity:critical`.
"""

from __future__ import annotations

import re
from collections.abc import Collection
from dataclasses import dataclass
from datetime import timedelta

_BEFORE = re.compile(
    r"(?:severity|sev|priority|prio|impact|urgency)\s*(?:::?|[/=\s_-])"
)


@dataclass(frozen=True, slots=True)
class Targets:
    """How long findings may take."""

    named: tuple[tuple[str, timedelta], ...] = ()
    """What a team calls its severities or priorities, with whole days for each."""
    default: timedelta | None = None
    """For all others; None: what `write_back.due` says."""

    def target(
        self, labels: Collection[str] = (), priority: str | None = None
    ) -> timedelta | None:
        """How long a finding may take whose subject has these labels and priority.

        The shortest of those that fit; None where the targets say nothing.
        """
        said = {_name(word) for word in (*labels, priority or "")}
        spans = [span for name, span in self.named if _name(name) in said]
        return min(spans, default=self.default)


def _name(word: str) -> str:
    """`critical` for `Severity: Critical` and its like, `sev1` for `SEV-1`."""
    plain = " ".join(word.casefold().split())
    found = _BEFORE.match(plain)
    if found is None:
        return plain
    rest = plain[found.end() :].strip()
    # A number says nothing without the word before it.
    return f"{found[0].strip(':/=_- ')}{rest}" if rest.isdecimal() else rest
