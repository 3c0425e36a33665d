"""What `afteraction init` asks, and the form of the answers.

Not here: what is made of them (`init`).
"""

from __future__ import annotations

from collections.abc import Callable, Collection
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import click

from afteraction.cli.zone import guess

if TYPE_CHECKING:
    from typing_extensions import TypeForm


@dataclass(frozen=True, slots=True)
class Answers:
    """What a configuration is written from."""

    path: str
    name: str
    label: str
    zone: str
    people: tuple[tuple[str, str], ...]
    """Names and handles."""

    @classmethod
    def given(
        cls,
        path: str | None,
        name: str | None,
        label: str | None,
        zone: str | None,
        people: tuple[tuple[str, str], ...],
    ) -> Answers:
        """Take what was given, and what is usual for the rest."""
        return cls(
            path="./work" if path is None else path,
            name="notes" if name is None else name,
            label="incident" if label is None else label,
            zone=guess() if zone is None else zone,
            people=people,
        )


class PersonType(click.ParamType):  # type: ignore[type-arg]  # generic since click 8.5
    """`Ada Lovelace=ada`: a name and a handle."""

    name = "NAME=HANDLE"
    envvar_list_splitter = ";"

    def convert(
        self,
        value: str | tuple[str, str],
        param: click.Parameter | None,
        ctx: click.Context | None,
    ) -> tuple[str, str]:
        """Return both."""
        if isinstance(value, tuple):
            return value
        name, _, handle = value.rpartition("=")
        if not name.strip() or not handle.strip():
            self.fail(f'"{value}" is not as in "Ada Lovelace=ada"', param, ctx)
        return name.strip(), handle.strip()


def ask(usual: Answers) -> Answers:
    """Ask on the terminal; an empty answer takes what is usual."""
    from afteraction.settings import Handle, LocalPath, Slug, Word, Zone

    path = _question("The folder where tickets live", usual.path, LocalPath)
    name = _question("What to call it, in refs such as notes:0041", usual.name, Slug)
    label = _question("The label of incidents", usual.label, Word)
    zone = _question("The team's time zone", usual.zone, Zone)
    people: dict[str, str] = {}
    while person := _prompt(
        "Who can own findings (a name; Enter goes on)", "", _fresh(people, str.strip)
    ):
        first = person.split()[0].lower()
        handle = _fresh(people.values(), _checked(Handle))
        people[person] = _prompt(f"Their handle in {name}", first, handle)
    named = tuple(people.items())
    return replace(usual, path=path, name=name, label=label, zone=zone, people=named)


def _question(text: str, usual: str, kind: TypeForm[object]) -> str:
    """Ask until the configuration would take the answer."""
    return _prompt(text, usual, _checked(kind))


def _checked(kind: TypeForm[object]) -> Callable[[str], str]:
    """Refuse what the configuration would refuse, in its words."""
    from pydantic import TypeAdapter, ValidationError

    adapter = TypeAdapter(kind)

    def check(answer: str) -> str:
        try:
            adapter.validate_python(answer)
        except ValidationError as error:
            raise click.UsageError(str(error.errors()[0]["ctx"]["error"])) from None
        return answer.strip()

    return check


def _fresh(taken: Collection[str], check: Callable[[str], str]) -> Callable[[str], str]:
    """Refuse what was given to somebody else already."""

    def refuse(answer: str) -> str:
        found = check(answer)
        known = {one.removeprefix("@").casefold() for one in taken}
        if found.removeprefix("@").casefold() in known:
            raise click.UsageError(f'"{found}" is taken already; give another')
        return found

    return refuse


def _prompt(text: str, usual: str, check: Callable[[str], str] = str.strip) -> str:
    show = bool(usual)
    answer = click.prompt(text, usual, show_default=show, value_proc=check, err=True)
    return str(answer)
