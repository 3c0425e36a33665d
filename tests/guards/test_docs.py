"""What the pages say is so: commands, options, links, and the types of trackers."""

from __future__ import annotations

import re
from collections.abc import Iterator
from fnmatch import fnmatch
from pathlib import PurePosixPath
from textwrap import dedent
from typing import get_args
from urllib.parse import unquote, urlsplit

import click
import pytest
import yaml

from afteraction.cli.main import COMMANDS, afteraction
from afteraction.config import Checklist, FollowThrough, parse_config
from afteraction.domain.command_table import COMMANDS as SAID
from afteraction.domain.tickets import Role
from afteraction.integrations import TRACKERS, all_settings
from afteraction.settings import Settings
from tests.cli import shell
from tests.guards.repository import ROOT, files

README = (ROOT / "README.md").read_text(encoding="utf-8")
PAGES = tuple(
    name
    for name in files()
    if name.endswith(".md")
    and PurePosixPath(name).parent.as_posix() in {".", "docs", "integrations"}
)
NOT_ABOUT_A_TRACKER = {
    "docs/figures.md",
    "docs/follow_through.md",
    "docs/json.md",
    "docs/sprints.md",
}

ROW = re.compile(r"^\| `afteraction (?P<usage>(?:[^`\\]|\\.)+)` \| (?P<words>.+) \|$")
# A link or a picture; what stands in code was taken out before.
LINK = re.compile(r"\]\(\s*(?P<target>[^()\s]+)[^()]*\)")
CODE = re.compile(r"```.*?```|~~~.*?~~~|`[^`\n]*`", re.DOTALL)
OPTIONAL = re.compile(r" \[(?P<option>--[\w-]+)\]")


# --- commands ------------------------------------------------------------------------


def commands() -> Iterator[tuple[str, click.Command]]:
    """Every command that does something, by what is typed: `review lint`."""
    for name in COMMANDS:
        command = afteraction.get_command(click.Context(afteraction), name)
        assert command is not None
        if isinstance(command, click.Group):
            for inner, one in command.commands.items():
                yield f"{name} {inner}", one
        else:
            yield name, command


ALL = dict(commands())


def _usage(path: str, command: click.Command) -> str:
    """The command with its arguments: `review lint REF|FILE…`."""
    context = click.Context(command)
    arguments = [
        parameter.make_metavar(context).removesuffix("...")
        for parameter in command.params
        if isinstance(parameter, click.Argument)
    ]
    return " ".join([path, *arguments])


def _words(command: click.Command) -> str:
    """The first line of its help, as it stands in the middle of a text."""
    first = (command.help or "").splitlines()[0].removesuffix(".")
    return first[:1].lower() + first[1:]


def _rows() -> dict[str, str]:
    """README's table: what is typed, and what that does."""
    found = filter(None, map(ROW.match, README.splitlines()))
    return {row["usage"].replace("\\|", "|"): row["words"] for row in found}


def test_readme_lists_the_commands_and_says_what_their_help_says() -> None:
    listed = {OPTIONAL.sub("", usage): words for usage, words in _rows().items()}

    assert listed == {_usage(path, one): _words(one) for path, one in ALL.items()}
    assert list(listed) == [_usage(path, one) for path, one in ALL.items()]


def test_the_options_in_readmes_table_are_there() -> None:
    for usage in _rows():
        path = next(path for path in ALL if usage.startswith(path))
        known = {name for parameter in ALL[path].params for name in parameter.opts}
        assert set(OPTIONAL.findall(usage)) <= known, usage


@pytest.mark.parametrize("path", ALL)
def test_every_option_has_help_and_shows_its_variable(path: str) -> None:
    shown = " ".join(shell.afteraction(*path.split(), "--help").out.split())
    options = [one for one in ALL[path].params if isinstance(one, click.Option)]
    for option in options:
        assert option.help, f"{path} {option.name} has no help"
        assert option.help.endswith("."), f"{path} {option.name}: {option.help}"
        assert " ".join(option.help.split()) in shown, f"{path} {option.name} is hidden"
    variables = re.findall(r"\[env var: AFTERACTION_\w+", shown)
    assert len(set(variables)) == len(variables) == len(options), path


@pytest.mark.parametrize("page", PAGES)
def test_commands_on_the_pages_are_commands(page: str) -> None:
    """Whatever a page says to type begins with a command that there is."""
    text = (ROOT / page).read_text(encoding="utf-8")
    typed = re.findall(r"(?:^ {4}|`)afteraction ((?:[a-z]+)(?: [a-z]+)?)", text, re.M)
    known = {*ALL, *(path.split()[0] for path in ALL)}

    for words in typed:
        first = words.split()[0]
        group = first in COMMANDS and first not in ALL
        assert (words if group and " " in words else first) in known, words


# --- configurations ------------------------------------------------------------------


def _blocks(text: str) -> Iterator[str]:
    """What a page shows as code, each block without its indent."""
    for found in re.finditer(r"(?:^(?: {4}.*)?\n)+", text, re.MULTILINE):
        yield dedent(found[0]).strip("\n") + "\n"
    for found in re.finditer(r"^```\w*\n(.*?)^```", text, re.MULTILINE | re.DOTALL):
        yield found[1]


def _configurations(text: str) -> list[str]:
    """Those that are meant to be whole; what begins there may also be a part."""
    return [
        block
        for block in _blocks(text)
        if re.search(r"^trackers:", block, re.M)
        and re.search(r"^subjects:", block, re.M)
    ]


@pytest.mark.parametrize("page", PAGES)
def test_every_whole_configuration_on_a_page_can_be_used(page: str) -> None:
    for text in _configurations((ROOT / page).read_text(encoding="utf-8")):
        parse_config(text, ROOT / "afteraction.yml", all_settings(tuple(TRACKERS)))


def test_the_page_of_github_shows_one() -> None:
    page = (ROOT / "docs" / "github.md").read_text(encoding="utf-8")

    assert len(_configurations(page)) == 1


def test_what_a_configuration_on_a_page_is() -> None:
    whole = "trackers:\n  a: {}\n\nsubjects: {}\n"
    shown = whole.replace("\n", "\n    ").replace("\n    \n", "\n\n")

    assert _configurations(f"Say:\n\n    {shown}\n\nor so") == [whole]
    assert _configurations(f"```yaml\n{whole}```\n") == [whole]
    assert _configurations("    trackers:\n      a: {}\n") == []


@pytest.mark.parametrize("page", PAGES)
def test_what_a_workflow_on_a_page_runs_is_there(page: str) -> None:
    text = (ROOT / page).read_text(encoding="utf-8")
    for block in filter(lambda one: "runs-on:" in one, _blocks(text)):
        steps = yaml.safe_load(block)["jobs"]["sync"]["steps"]
        typed = [step["run"].split() for step in steps if "run" in step]
        ours = [words[1] for words in typed if words[0] == "afteraction"]
        assert ours
        assert set(ours) <= set(ALL)


# --- links ---------------------------------------------------------------------------


def _targets(text: str) -> list[str]:
    """Where the links of a page lead within the repository."""
    found = [match["target"] for match in LINK.finditer(CODE.sub("", text))]
    return [
        target.strip("<>")
        for target in found
        if not urlsplit(target.strip("<>")).scheme
    ]


def _anchors(text: str) -> set[str]:
    """The fragments by which GitHub knows a page's headings."""
    headings = re.findall(r"^#+ +(.+?) *$", re.sub(r"```.*?```", "", text), re.M)
    return {
        re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-")
        for heading in headings
    }


@pytest.mark.parametrize("page", PAGES)
def test_every_link_leads_to_something(page: str) -> None:
    text = (ROOT / page).read_text(encoding="utf-8")
    for target in _targets(text):
        path, _, fragment = target.partition("#")
        file = (ROOT / page).parent / unquote(path) if path else ROOT / page
        assert file.exists(), f"{page}: {target}"
        assert file.resolve().is_relative_to(ROOT), f"{page}: {target}"
        if fragment:
            known = _anchors(file.read_text(encoding="utf-8"))
            assert fragment in known, f"{page}: {target}"


def test_what_a_link_is() -> None:
    text = "[a](b.md) ![c](d.png) `[e](f)` [g](https://h) [i](j.md#k 'l')"

    assert _targets(text) == ["b.md", "d.png", "j.md#k"]
    assert _anchors("# One, two\n\n## `three` & four\n") == {"one-two", "three--four"}


# --- the map --------------------------------------------------------------------------


def test_the_map_names_every_module_of_the_loop() -> None:
    """Also by a pattern: `planning_*.py`."""
    text = (ROOT / "ARCHITECTURE.md").read_text(encoding="utf-8")
    drawn = re.findall(r"[\w*]+", text.partition("## The map")[2].partition("\n## ")[0])
    homes = {"src/afteraction", "src/afteraction/network"}
    modules = {
        path.stem
        for path in map(PurePosixPath, files())
        if path.parent.as_posix() in homes and path.suffix == ".py"
    } - {"__init__"}

    missing = {
        name for name in modules if not any(fnmatch(name, pattern) for pattern in drawn)
    }
    assert missing == set(), "name them on the map in ARCHITECTURE.md"


# --- trackers ------------------------------------------------------------------------


def test_every_type_of_tracker_has_its_page_and_no_page_is_left_over() -> None:
    pages = {page for page in PAGES if page.startswith("docs/")}

    assert pages - NOT_ABOUT_A_TRACKER == {f"docs/{name}.md" for name in TRACKERS}


def test_readme_leads_to_the_page_of_each_type() -> None:
    linked = set(_targets(README))

    assert {f"docs/{name}.md" for name in TRACKERS} <= linked
    assert linked >= NOT_ABOUT_A_TRACKER


@pytest.mark.parametrize("type_name", TRACKERS)
def test_the_page_of_a_type_names_all_its_settings(type_name: str) -> None:
    from afteraction.integrations import settings_model

    page = (ROOT / "docs" / f"{type_name}.md").read_text(encoding="utf-8")
    fields = settings_model(type_name).model_fields
    keys = [str(field.validation_alias or name) for name, field in fields.items()]

    assert f"type: {type_name}" in page
    assert [key for key in keys if key != "type" and f"`{key}`" not in page] == []


# --- follow-through ------------------------------------------------------------------

FOLLOW_THROUGH = (ROOT / "docs" / "follow_through.md").read_text(encoding="utf-8")


def _keys(model: type[Settings], before: str = "") -> Iterator[str]:
    """The settings of a model as the page names them: `quiet.until`."""
    for attribute, field in model.model_fields.items():
        name = field.validation_alias or attribute
        yield f"{before}{name}"
        sections = (field.annotation, *get_args(field.annotation))
        for inner in sections:
            if isinstance(inner, type) and issubclass(inner, Settings):
                yield from _keys(inner, f"{before}{name}.")


def test_the_page_of_follow_through_lists_all_its_settings() -> None:
    settings = FOLLOW_THROUGH.partition("## Settings")[2].partition("\n## ")[0]
    listed = re.findall(r"^\| `([\w.]+)` \|", settings, re.MULTILINE)

    assert listed == list(_keys(FollowThrough))
    fields = Checklist.model_fields.items()
    keys = [str(field.validation_alias or name) for name, field in fields]
    assert [key for key in ("checklists", *keys) if f"`{key}`" not in settings] == []


def test_the_page_of_follow_through_lists_all_commands() -> None:
    """With the very words of their help."""
    said = FOLLOW_THROUGH.partition("## What people can say")[2]
    rows = re.findall(r"^\| `(/.+?)` \| (.+) \| (.+) \|$", said, re.MULTILINE)
    places = {
        (Role.WRITE_BACK,): "a finding's ticket",
        (Role.REVIEW,): "a review",
        (Role.WRITE_BACK, Role.REVIEW): "both",
    }

    assert rows == [(one.usage, one.means, places[one.places]) for one in SAID]
