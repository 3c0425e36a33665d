"""`afteraction review`: filled-in reviews."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from afteraction.cli.common import Common, common_options, echo_json
from afteraction.cli.lines import say
from afteraction.cli.outcome import Exit

if TYPE_CHECKING:
    from afteraction.linting import Linted


@click.group()
def review() -> None:
    """Look at filled-in reviews."""


@review.command()
@common_options
@click.argument("reviews", metavar="REF|FILE…", nargs=-1, required=True)
def lint(common: Common, reviews: tuple[str, ...]) -> Exit:
    """Say what a filled-in review still lacks; exit 1 if anything.

    REF names a review in a tracker, as in notes:review-0007 or platform#41, or is its
    address; FILE is a text with the form in it.
    """
    from afteraction.bootstrap import open_site, read_config
    from afteraction.linting import lint as run

    with open_site(read_config(common.config)) as site:
        linted = tuple(run(site, one, common.time()) for one in reviews)
    if common.json:
        echo_json({"reviews": [_review(one) for one in linted]})
    else:
        _as_lines(linted)
    return Exit.FINDINGS if any(one.lacks for one in linted) else Exit.DONE


def _review(linted: Linted) -> dict[str, object]:
    """A review and what it lacks, as JSON."""
    lacks = [
        {
            "gap": lack.where or None,
            "line": lack.number or None,
            "sentences": list(lack.sentences),
        }
        for lack in linted.lacks
    ]
    return {"name": linted.name, "lacks": lacks}


def _as_lines(linted: tuple[Linted, ...]) -> None:
    for one in linted:
        if not one.lacks:
            say(f"{one.name}: nothing is missing")
        for lack in one.lacks:
            numbered = one.is_file and lack.number
            place = f"{one.name}:{lack.number}" if numbered else one.name
            about = f"{lack.where}: " if lack.where else ""
            for sentence in lack.sentences:
                say(f"{place}: {about}{sentence}")
