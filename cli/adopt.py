"""`afteraction adopt`: settle that a ticket is ours (rule 11)."""

from __future__ import annotations

import click

from afteraction.cli.common import Common, common_options


@click.command()
@common_options
@click.argument("ref")
def adopt(common: Common, ref: str) -> None:
    """Count a ticket as ours though a stranger may have marked it."""
    from afteraction.adopting import adopt as settle
    from afteraction.bootstrap import open_site, read_config

    with open_site(read_config(common.config)) as site:
        adopted = settle(site, ref, common.time())
    said = f"{ref} is ours again: a {adopted.role.value}."
    if common.json:
        import json

        click.echo(json.dumps({"ref": ref, "role": adopted.role, "key": adopted.key}))
    else:
        click.echo(said)
