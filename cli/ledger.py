"""`afteraction ledger`: what is remembered between runs."""

from __future__ import annotations

import click

from afteraction.cli.common import Common, common_options
from afteraction.cli.outcome import Exit


@click.group()
def ledger() -> None:
    """Look after what is remembered between runs."""


@ledger.command()
@common_options
def rebuild(common: Common) -> Exit:
    """Forget what was seen and look at all trackers again; the journal is kept."""
    from afteraction.bootstrap import open_site, read_config
    from afteraction.cli.progress import watching
    from afteraction.observing import Observer

    config = read_config(common.config)
    with watching() as progress, open_site(config, progress) as site:
        site.ledger.forget_view()
        observer = Observer(site.trackers, site.ledger, site.policy, site.progress)
        observed = observer.observe(common.time())
        reviews = site.ledger.view.count_reviews()
    if common.json:
        import json

        click.echo(json.dumps({"reviews": reviews, "problems": len(observed.problems)}))
    else:
        click.echo(f"Looked again at everything: {reviews} reviews found.")
    for problem in observed.problems:
        click.echo(f"{problem.ref}: {problem.message}\n  {problem.hint}", err=True)
    if observed.unseen:
        return Exit.TRACKER
    return Exit.FINDINGS if observed.problems else Exit.DONE


@ledger.command()
@common_options
@click.argument("ref")
def forget(common: Common, ref: str) -> None:
    """Forget that the ticket REF was made, so that the next sync may make it again."""
    from afteraction.bootstrap import open_site, read_config
    from afteraction.errors import UsageError

    with open_site(read_config(common.config)) as site:
        if not site.ledger.journal.forget(ref):
            raise UsageError(
                f"the journal knows of no ticket {ref}",
                "give the ref as `afteraction sync` printed it",
            )
        site.ledger.forget_view()
    click.echo(f"{ref} is forgotten; the next sync looks at everything again.")
