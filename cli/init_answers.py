"""What `afteraction init` asks, and the form of the answers.

Not here: what is made of them (`init`).
"""

from __future__ import annotations

from collections.abc import Callable, Collection
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import click

from afteraction.cli.init_places import (
    INCIDENTS,
    READERS,
    JiraProject,
    Readers,
    Repository,
    jira_project,
    query,
    repository,
    repository_at,
)
from afteraction.cli.zone import guess

if TYPE_CHECKING:
    from typing_extensions import TypeForm

Place = Repository | JiraProject | None
"""Where tickets live, if not in a folder."""


@dataclass(frozen=True, slots=True)
class Given:
    """What options said; None where they said nothing."""

    path: str | None = None
    github: str | None = None
    jira: str | None = None
    readers: Readers | None = None
    name: str | None = None
    label: str | None = None
    jql: str | None = None
    zone: str | None = None

    @property
    def is_empty(self) -> bool:
        """Whether they said nothing at all."""
        return self == Given()

    def check(self) -> None:
        """Raise `UsageError` for what does not go together."""
        if sum(one is not None for one in (self.path, self.github, self.jira)) > 1:
            raise click.UsageError(
                "tickets live in one place; say one of --tracker-path, --github, --jira"
            )
        if self.jql is not None and self.jira is None:
            raise click.UsageError("--jql goes with --jira")
        if self.label is not None and self.jira is not None:
            raise click.UsageError("incidents in Jira are found by --jql, not --label")


@dataclass(frozen=True, slots=True)
class Answers:
    """What a configuration is written from."""

    path: str
    place: Place
    """Where tickets live, if not in the folder at `path`."""
    name: str
    label: str
    zone: str
    people: tuple[tuple[str, str], ...]
    """Names and handles."""

    @property
    def github(self) -> Repository | None:
        """The repository where tickets live, if they do."""
        return self.place if isinstance(self.place, Repository) else None

    @property
    def jira(self) -> JiraProject | None:
        """The project in Jira where tickets live, if they do."""
        return self.place if isinstance(self.place, JiraProject) else None

    @property
    def ref_end(self) -> str:
        """How a ref goes on after the name, to show one."""
        return _ref_end(self.place)

    @classmethod
    def of(
        cls, given: Given, remote: str | None, people: tuple[tuple[str, str], ...]
    ) -> Answers:
        """Take what was given, and what is usual for the rest.

        `remote` is where the git repository around came from: on GitHub, its issues
        are taken unless another place was named. Raises `UsageError`.
        """
        given.check()
        place = _place(given, remote)
        return cls(
            path="./work" if given.path is None else given.path,
            place=place,
            name=_name_of(place) if given.name is None else given.name,
            label="incident" if given.label is None else given.label,
            zone=guess() if given.zone is None else given.zone,
            people=people,
        )


def _place(given: Given, remote: str | None) -> Place:
    place: Place = None
    if given.jira is not None:
        place = replace(jira_project(given.jira), jql=given.jql or INCIDENTS)
    elif given.github is not None:
        place = repository(given.github)
    elif remote is not None and given.path is None:
        place = repository_at(remote, certain=True)
    if given.readers is None:
        return place
    if place is None:
        raise click.UsageError("--readers goes with --github and --jira")
    return replace(place, readers=given.readers)


def _name_of(place: Place) -> str:
    """What to call a tracker: as its repository or project is called."""
    return "notes" if place is None else place.name


def _ref_end(place: Place) -> str:
    return ":0041" if place is None else place.ref_end


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
    from afteraction.settings import LocalPath, Slug, Word, Zone

    place, path, label = _where(usual.github), usual.path, usual.label
    if place is None:
        path = _question("The folder where tickets live", usual.path, LocalPath)
    first = _name_of(place)
    shown = f"{first}{_ref_end(place)}"
    name = _question(f"What to call it, in refs such as {shown}", first, Slug)
    if isinstance(place, JiraProject):
        jql = _prompt("The query (JQL) that finds incidents", place.jql, query)
        place = replace(place, jql=jql)
    else:
        label = _question("The label of incidents", usual.label, Word)
    zone = _question("The team's time zone", usual.zone, Zone)
    return Answers(path, place, name, label, zone, _owners(place, name))


def _owners(place: Place, name: str) -> tuple[tuple[str, str], ...]:
    match place:
        case JiraProject():
            return _people("Their address, account id or name there", str.strip)
        case Repository():
            return _people("Their login", _first_name)
        case None:
            return _people(f"Their handle in {name}", _first_name)


def _first_name(person: str) -> str:
    return person.split()[0].lower()


def _where(usual: Repository | None) -> Place:
    """The repository or project; None: tickets are Markdown files."""
    kind = click.prompt(
        "Where do tickets live, in Markdown files, on GitHub or in Jira",
        "markdown" if usual is None else "github",
        type=click.Choice(["markdown", "github", "jira"]),
        err=True,
    )
    if kind == "markdown":
        return None
    place = _repository(usual) if kind == "github" else _jira()
    readers: Readers = click.prompt(
        "Who can read it", "private", type=click.Choice(READERS), err=True
    )
    return replace(place, readers=readers)


def _repository(usual: Repository | None) -> Repository:
    def check(text: str) -> str:
        return repository(text.strip()).address

    address = "" if usual is None else usual.address
    text = "The repository, as in acme/platform, or its address"
    return repository(_prompt(text, address, check))


def _jira() -> JiraProject:
    def check(text: str) -> str:
        jira_project(text)
        return text.strip()

    text = "The address of the project, of its board or of an issue in it"
    return jira_project(_prompt(text, "", check))


def _people(
    ask_handle: str, usual: Callable[[str], str]
) -> tuple[tuple[str, str], ...]:
    from afteraction.settings import Handle

    people: dict[str, str] = {}
    while person := _prompt(
        "Who can own findings (a name; Enter goes on)", "", _fresh(people, str.strip)
    ):
        handle = _fresh(people.values(), _checked(Handle))
        people[person] = _prompt(ask_handle, usual(person), handle)
    return tuple(people.items())


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
