"""`afteraction config`: what a configuration may hold.

Not here: whether one is right and ready (`check`).
"""

from __future__ import annotations

import click


@click.group()
def config() -> None:
    """Show what may stand in afteraction.yml."""


@config.command()
def schema() -> None:
    """Print the JSON Schema by which editors complete afteraction.yml."""
    from afteraction.config import config_schema
    from afteraction.integrations import all_settings

    click.echo(schema_text(config_schema(all_settings())), nl=False)


def schema_text(schema: dict[str, object]) -> str:
    """Return a JSON Schema as it stands in files."""
    import json

    return json.dumps(schema, ensure_ascii=False, indent=2) + "\n"
