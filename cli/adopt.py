"""`afteraction adopt`: settle that a ticket is ours (rule 11)."""

from __future__ import annotations

import click

from afteraction.cli.common import (
    Common,
    common_options,
    echo_json,
    need_our_own_time,
)


@click.command()
@common_options
@click.argument("ref")
def adopt(common: Common, ref: str) -> None:
    """Count a ticket as ours though its mark does not say so.

    REF names a ticket, as in notes:0007 or platform#41, or is its address.
    """
    from afteraction.adopting import adopt as settle
    from afteraction.bootstrap import open_site, read_config

    with open_site(read_config(common.config)) as site:
        need_our_own_time(common, site.trackers.values())
        adopted = settle(site, ref, common.time())
    if common.json:
        echo_json({"ref": ref, "role": adopted.role.value, "key": adopted.key})
    else:
        click.echo(f"{ref} is ours again: a {adopted.role.value}.")
