"""Where the command line starts: the table of commands, and the way in.

A command's module is imported when the command is run, never for `--help`: that must
cost little more than importing click. Not here: how errors become text and exit codes
(`outcome`) and the options that commands share (`common`).
"""

from __future__ import annotations

import importlib
from collections.abc import Mapping, Sequence

import click

from afteraction.cli.outcome import PROGRAM, run

COMMANDS: Mapping[str, tuple[str, str]] = {
    "init": (
        "afteraction.cli.init:init",
        "Write a commented afteraction.yml to start from.",
    ),
    "check": (
        "afteraction.cli.check:check",
        "Say whether everything is ready, and what to do where not.",
    ),
    "sync": (
        "afteraction.cli.sync:sync",
        "Open reviews, read them and write their findings back.",
    ),
    "report": (
        "afteraction.cli.report:report",
        "Show owner follow-through and the state of the loop.",
    ),
    "review": (
        "afteraction.cli.review:review",
        "Look at filled-in reviews.",
    ),
    "adopt": (
        "afteraction.cli.adopt:adopt",
        "Count a ticket as ours though its mark does not say so.",
    ),
    "ledger": (
        "afteraction.cli.ledger:ledger",
        "Look after what is remembered between runs.",
    ),
    "config": (
        "afteraction.cli.config:config",
        "Show what may stand in afteraction.yml.",
    ),
    "demo": (
        "afteraction.cli.demo:demo",
        "Walk the whole loop on real incidents, in a folder of its own.",
    ),
}
"""Name → where its command is (`module:function`) and the first line of its help."""


class LazyGroup(click.Group):
    """A group that knows its commands by the table and imports one when it is run."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """Return the names in the table's order: the order in which they are used."""
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """Import and return a command; None when there is none of this name."""
        if cmd_name not in COMMANDS:
            return None
        module, _, function = COMMANDS[cmd_name][0].partition(":")
        command = vars(importlib.import_module(module))[function]
        return command if isinstance(command, click.Command) else None

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        """Find the command, or say which one may have been meant."""
        name = args[0]
        if name not in COMMANDS and not name.startswith("-"):
            from difflib import get_close_matches

            close = get_close_matches(name, COMMANDS, n=1)
            ask = f"; did you mean {close[0]}?" if close else ""
            ctx.fail(f'there is no command "{name}"{ask}')
        return super().resolve_command(ctx, args)

    def format_commands(
        self,
        ctx: click.Context,
        formatter: click.HelpFormatter,
    ) -> None:
        """List the commands without importing them."""
        with formatter.section("Commands"):
            formatter.write_dl([(name, line) for name, (_, line) in COMMANDS.items()])


@click.group(
    PROGRAM,
    cls=LazyGroup,
    invoke_without_command=True,
    context_settings={
        "auto_envvar_prefix": PROGRAM.upper(),
        "help_option_names": ["-h", "--help"],
    },
)
@click.version_option(package_name=PROGRAM, message="%(prog)s %(version)s")
@click.pass_context
def afteraction(context: click.Context) -> None:
    """Close the loop after incidents and sprints.

    Every closed incident and every finished sprint gets a review; each gap that a
    review finds becomes one ticket with one owner and one due date; the report shows
    what came of them. Everything stays in your trackers.

    Exit codes: 0 done, 1 findings or a refused plan, 2 usage or configuration, 3 a
    bug, 4 a tracker said no or is out of reach, 130 interrupted.
    """
    if context.invoked_subcommand is None:
        click.echo(context.get_help())


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command, by default the one in `sys.argv`; return its exit code."""
    given = None if arguments is None else list(arguments)
    return run(
        lambda: afteraction.main(given, prog_name=PROGRAM, standalone_mode=False), given
    )


if __name__ == "__main__":
    raise SystemExit(main())
