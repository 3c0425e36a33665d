"""Which label or priority says how long a finding may take, and which does not."""

from __future__ import annotations

from datetime import timedelta

import pytest

from afteraction.domain.targets import Targets

DAY = timedelta(days=1)
TARGETS = Targets(
    (("critical", 7 * DAY), ("high", 14 * DAY), ("SEV1", 3 * DAY), ("P2", 20 * DAY)),
    30 * DAY,
)


@pytest.mark.parametrize(
    ("label", "days"),
    [
        ("critical", 7),
        ("Critical", 7),
        ("severity:critical", 7),
        ("Severity: Critical", 7),
        ("severity/critical", 7),
        ("severity::critical", 7),
        ("priority-high", 14),
        ("prio high", 14),
        ("impact=high", 14),
        ("sev1", 3),
        ("SEV-1", 3),
        ("sev:1", 3),
        ("p2", 20),
        ("priority:P2", 20),
        # near misses
        ("not-critical", 30),
        ("criticality", 30),
        ("high-availability", 30),
        ("area:high", 30),
        ("very high", 30),
        ("severity", 30),
        ("1", 30),
        ("sev12", 30),
        ("priority:1", 30),
        ("", 30),
    ],
)
def test_a_label(label: str, days: int) -> None:
    assert TARGETS.target([label]) == days * DAY
    assert TARGETS.target(priority=label) == days * DAY


def test_the_shortest_of_several_counts() -> None:
    assert TARGETS.target(["high", "incident", "critical"], "P2") == 7 * DAY


def test_without_a_default_nothing_is_said() -> None:
    assert Targets((("critical", DAY),)).target(["low"]) is None
    assert Targets().target() is None
    assert Targets(default=DAY).target(["critical"]) == DAY
