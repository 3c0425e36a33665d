"""What `afteraction init` asks, and the form of the answers.

Not here: what is made of them (`init`).
"""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Literal

import click

from afteraction.cli.zone import guess

if TYPE_CHECKING:
    from typing_extensions import TypeForm

Readers = Literal["private", "public"]
READERS: tuple[Readers, ...] = ("private", "public")
_GITHUB = "https://github.com"
_NO_NAME = re.compile(r"[^A-Za-z0-9_-]+")


@dataclass(frozen=True, slots=True)
class Repository:
    """A repository on GitHub, as the configuration names it."""

    repo: str
    url: str = _GITHUB
    readers: Readers = "private"

    @property
    def elsewhere(self) -> bool:
        """Whether its address has to be said: it is not on GitHub.com."""
        return self.url != _GITHUB

    @property
    def token_page(self) -> str:
        """Where a fine-grained token is made."""
        return f"{self.url}/settings/personal-access-tokens/new"


@dataclass(frozen=True, slots=True)
class Given:
    """What options said; None where they said nothing."""

    path: str | None
    github: str | None
    readers: Readers | None
    name: str | None
    label: str | None
    zone: str | None

    @property
    def is_empty(self) -> bool:
        """Whether they said nothing at all."""
        mine = (self.path, self.github, self.readers, self.name, self.label, self.zone)
        return not any(mine)


@dataclass(frozen=True, slots=True)
class Answers:
    """What a configuration is written from."""

    path: str
    github: Repository | None
    """Where tickets live, if not in the folder at `path`."""
    name: str
    label: str
    zone: str
    people: tuple[tuple[str, str], ...]
    """Names and handles."""

    @classmethod
    def of(
        cls, given: Given, remote: str | None, people: tuple[tuple[str, str], ...]
    ) -> Answers:
        """Take what was given, and what is usual for the rest.

        `remote` is where the git repository around came from: on GitHub, its issues
        are taken unless a folder was named. Raises `UsageError`.
        """
        repository = None
        if given.github is not None:
            repository = _repository(given.github)
        elif remote is not None and given.path is None:
            repository = found_at(remote, certain=True)
        if given.readers is not None:
            if repository is None:
                raise click.UsageError("--readers goes with --github")
            repository = replace(repository, readers=given.readers)
        return cls(
            path="./work" if given.path is None else given.path,
            github=repository,
            name=_name_of(repository) if given.name is None else given.name,
            label="incident" if given.label is None else given.label,
            zone=guess() if given.zone is None else given.zone,
            people=people,
        )


def found_at(address: str, *, certain: bool = False) -> Repository | None:
    """The repository on GitHub at an address; `certain`: only if that alone says so."""
    from afteraction.integrations import settings_model

    told: Mapping[str, str] | None = settings_model("github").at(
        address, certain=certain
    )
    if told is None:
        return None
    return Repository(told["repo"], told.get("url", _GITHUB))


def _repository(text: str) -> Repository:
    found = found_at(text)
    if found is None:
        raise click.UsageError(
            f'"{text}" is no repository; write it as in acme/platform, or its address'
        )
    return found


def _name_of(repository: Repository | None) -> str:
    """What to call a tracker: as its repository is called."""
    if repository is None:
        return "notes"
    return _NO_NAME.sub("-", repository.repo.partition("/")[2]).strip("-") or "github"


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

    github, path = _where(usual.github), usual.path
    if github is None:
        path = _question("The folder where tickets live", usual.path, LocalPath)
    first = _name_of(github)
    ref = f"{first}:0041" if github is None else f"{first}#41"
    name = _question(f"What to call it, in refs such as {ref}", first, Slug)
    label = _question("The label of incidents", usual.label, Word)
    zone = _question("The team's time zone", usual.zone, Zone)
    people = _people(f"Their handle in {name}" if github is None else "Their login")
    return Answers(path, github, name, label, zone, people)


def _where(usual: Repository | None) -> Repository | None:
    """The repository; None: tickets are Markdown files."""
    kinds = click.Choice(["markdown", "github"])
    kind = click.prompt(
        "Where do tickets live, in Markdown files or on GitHub",
        "markdown" if usual is None else "github",
        type=kinds,
        err=True,
    )
    if kind == "markdown":
        return None
    address = "" if usual is None else usual.repo
    if usual is not None and usual.elsewhere:
        address = f"{usual.url}/{usual.repo}"
    text = _prompt(
        "The repository, as in acme/platform, or its address", address, _is_repository
    )
    readers: Readers = click.prompt(
        "Who can read it", "private", type=click.Choice(READERS), err=True
    )
    return replace(_repository(text), readers=readers)


def _is_repository(text: str) -> str:
    _repository(text.strip())
    return text.strip()


def _people(ask_handle: str) -> tuple[tuple[str, str], ...]:
    from afteraction.settings import Handle

    people: dict[str, str] = {}
    while person := _prompt(
        "Who can own findings (a name; Enter goes on)", "", _fresh(people, str.strip)
    ):
        first = person.split()[0].lower()
        handle = _fresh(people.values(), _checked(Handle))
        people[person] = _prompt(ask_handle, first, handle)
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
