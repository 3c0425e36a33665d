"""Every mix of three trackers: incident here, review there, findings everywhere."""

from __future__ import annotations

from itertools import product
from pathlib import Path

import pytest

from tests.across.team import KINDS, Mix, Team, three
from tests.engine.house import gap

NAMES = ("ops", "platform", "notes")
TURNS = (
    ("ops", "platform", "notes"),
    ("platform", "notes", "ops"),
    ("notes", "ops", "platform"),
)
MIXES = [
    pytest.param(
        Mix(incident, review, *TURNS[turn]),
        turn != 1,
        id=f"{incident}, {review}, {TURNS[turn][0]} first",
    )
    for incident, review, turn in product(NAMES, NAMES, range(3))
]
GAPS = (
    gap("No check before a deploy", owner="Ada Lovelace", due="2026-12-01"),
    gap("The link is slow", "inherent", owner="Lin Chen", due="2027-03-01"),
    gap("Retries helped", "experiment", owner="Ada Lovelace", due=""),
)


@pytest.mark.parametrize(("mix", "cloud"), MIXES)
def test_the_loop_in_every_mix(tmp_path: Path, mix: Mix, cloud: bool) -> None:
    with three(tmp_path, cloud=cloud) as team:
        team.decide(mix)
        subject = team.spots[mix.incident]
        incident = subject.incident("Payments time out", "502s.")

        assert team.does() == ["open-review"]
        where, review = team.the("review")
        assert where.name == mix.review
        assert where.owner(review) == "ada"
        assert where.title(review) == "Review: Payments time out"
        assert "Rolled back." in where.text(review)
        assert subject.link(incident) in where.text(review)
        team.hold(where, review, *GAPS)
        team.sync()

        for kind, label in KINDS.items():
            place, key = team.the(label)
            assert place.name == getattr(mix, kind)
            assert where.link(review) in place.text(key)
            assert place.link(key) in where.text(review)
            assert place.is_open(key) == (kind != "experiment")
            assert place.owner(key) == ("lin" if kind == "inherent" else "ada")
        settled(team)


def settled(team: Team) -> None:
    """Nothing is left to do, and a fresh runner sees the same."""
    assert team.does() == []
    before = team.report_text()
    team.forget()
    assert team.does() == []
    assert team.report_text() == before


def test_a_folder_without_an_address_is_linked_to_by_its_path(team: Team) -> None:
    """Nobody can click that, but the loop finds its way, odd names and all."""
    team.decide(Mix("ops", "ops", "notes", "notes", "notes"))
    team.spots["ops"].incident("Payments time out", "502s.")
    team.sync()
    where, review = team.the("review")
    other = team.spots["notes"].ticket("Rule out the pool")
    folder = team.home / "notes" / "tickets"
    (folder / f"{other}.md").rename(folder / "rule (out), 100%.md")
    path = "notes/tickets/rule%20%28out%29%2C%20100%25.md"
    mine = gap("Mine", owner="Ada Lovelace", more=f"- **Tracked in:** [it]({path})\n")
    team.hold(where, review, mine, gap("Theirs", owner="Ada Lovelace"))

    assert team.does() == ["edit", "write-back", "edit"]
    assert team.does() == []
    titles = {row.ticket.title for row in team.report().write_backs}
    assert titles == {"Rule out the pool", "Theirs"}
