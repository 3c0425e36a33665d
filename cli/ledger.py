"""`afteraction ledger`: what is remembered between runs."""

from __future__ import annotations

from dataclasses import asdict
from typing import TYPE_CHECKING

import click

from afteraction.cli.common import Common, common_options, echo_json, echo_problems
from afteraction.cli.outcome import Exit

if TYPE_CHECKING:
    from afteraction.ledger import Ledger


@click.group()
def ledger() -> None:
    """Look after what is remembered between runs."""


@ledger.command()
@common_options
def rebuild(common: Common) -> Exit:
    """Forget what was seen and look at all trackers again; the journal is kept."""
    from afteraction.bootstrap import read_config
    from afteraction.cli.progress import opened
    from afteraction.observing import Observer

    config = read_config(common.config)
    with opened(common, config) as site:
        site.ledger.forget_view()
        observer = Observer(site.trackers, site.ledger, site.policy, site.progress)
        observed = observer.observe(common.time())
        reviews = site.ledger.view.count_reviews()
    if common.json:
        problems = [asdict(problem) for problem in observed.problems]
        echo_json({"reviews": reviews, "problems": problems})
    else:
        click.echo(_looked(reviews, observed.unseen))
        echo_problems(observed.problems)
    if observed.unseen:
        return Exit.TRACKER
    return Exit.FINDINGS if observed.problems else Exit.DONE


def _looked(reviews: int, unseen: frozenset[str]) -> str:
    found = f"{reviews} review{'' if reviews == 1 else 's'} found"
    if unseen:
        return f"Looked again, but not at {', '.join(sorted(unseen))}: {found}."
    return f"Looked again at everything: {found}."


@ledger.command()
@common_options
@click.argument("ref")
def forget(common: Common, ref: str) -> None:
    """Let a ticket that was deleted be made again.

    REF is the ticket as the journal knows it: `afteraction sync` names it.
    """
    from afteraction.bootstrap import open_site, read_config
    from afteraction.errors import UsageError

    with open_site(read_config(common.config)) as site:
        known = _was_seen(site.ledger, ref)
        if not site.ledger.journal.forget(ref) and not known:
            raise UsageError(
                f"nothing is known of a ticket {ref} that was made by afteraction",
                "give the ref as `afteraction sync` printed it",
            )
        site.ledger.forget_view()
    if common.json:
        echo_json({"forgotten": ref})
    else:
        click.echo(f"{ref} is forgotten; the next sync looks at everything again.")


def _was_seen(ledger: Ledger, ref: str) -> bool:
    """Whether the view holds a ticket of ours of this ref, though it is gone."""
    from afteraction.ledger.entries import Part

    ours = (Part.REVIEW, Part.WRITE_BACK)
    return any(one.ref == ref for part in ours for one in ledger.view.each(part))
