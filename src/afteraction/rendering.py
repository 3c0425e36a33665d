"""The templates of everything that people read, and what fills them in.

A team's folder replaces any of our templates by a file of the same name. Templates
are trusted with the values they get and nothing else: they run in Jinja2's sandbox,
and a name that does not exist is an error with its file and line. Which values a
template gets is decided by who asks for it; no text of ours stands here.
"""

from __future__ import annotations

import traceback
from collections.abc import Callable, Mapping
from datetime import date, datetime, timedelta
from importlib import resources
from itertools import dropwhile, takewhile
from pathlib import Path
from types import CodeType
from zoneinfo import ZoneInfo

from jinja2 import (
    BaseLoader,
    BytecodeCache,
    ChoiceLoader,
    Environment,
    FileSystemLoader,
    StrictUndefined,
    TemplateNotFound,
    TemplateSyntaxError,
    meta,
)
from jinja2.bccache import Bucket
from jinja2.sandbox import ImmutableSandboxedEnvironment

from afteraction import escaping
from afteraction.domain.inert import inert
from afteraction.errors import TemplateError

_PACKAGE = "afteraction.templates"
_THEIRS = (
    "compare it with the template of that name that comes with afteraction, which is"
    " used when this file is gone"
)
_OURS = "this template comes with afteraction, so it is our mistake: please report it"
_TICKET = "the first line is the title, then comes an empty line, then the text"

_DAY = timedelta(days=1)
_HOUR = timedelta(hours=1)
_MINUTE = timedelta(minutes=1)
_HOURS_MATTER = timedelta(days=3)
"""Reviews are held within 48 and 72 hours: up to here a day is not precise enough."""


class Renderer:
    """Fills in templates: a team's own where there are any, else ours.

    `folder` is what the configuration calls `templates`, None: ours only. Days and
    instants are shown in `zone`.

    Raises:
        TemplateError: there is no such folder.
    """

    def __init__(self, folder: Path | None, zone: ZoneInfo) -> None:
        self._folder = folder
        self._ours = _Ours()
        self._theirs = None if folder is None else _loader(folder)
        loaders = [self._theirs, self._ours] if self._theirs else [self._ours]
        self._loader = ChoiceLoader(loaders)
        self._environment = _environment(self._loader, zone)

    def names(self) -> tuple[str, ...]:
        """The names of our templates: those that a team may replace."""
        return tuple(self._ours.list_templates())

    def replaced(self) -> tuple[str, ...]:
        """The names of our templates that the team's folder replaces."""
        return tuple(sorted(set(self.names()) & self._their_names()))

    def strangers(self) -> tuple[str, ...]:
        """Files in the team's folder that nothing uses: a name may be mistyped.

        A file that is included, extended or imported by a template in use is none.
        """
        used: set[str] = set()
        found = set(self.replaced())
        while found:
            used |= found
            found = {each for name in found for each in self._uses(name)} - used
        return tuple(sorted(self._their_names() - used))

    def problems(self) -> tuple[TemplateError, ...]:
        """What is wrong with the team's templates, as far as reading them shows."""
        tried = (self._problem(name) for name in self.replaced())
        return tuple(problem for problem in tried if problem is not None)

    def render(self, name: str, /, **values: object) -> str:
        """The text of template `name`, filled in with `values`.

        Raises:
            TemplateError: it can not be read, or asks for what is not there.
        """
        try:
            return self._environment.get_template(name).render(values)
        except Exception as error:
            raise self._explained(name, error, values) from error

    def render_ticket(self, name: str, /, **values: object) -> tuple[str, str]:
        """Title and text of a ticket: the first paragraph, and all the rest.

        The title comes in one line, the text ends with a line break.

        Raises:
            TemplateError: as from `render`, and when one of the two is empty.
        """
        title, body = _title_and_body(self.render(name, **values))
        if not title or not body:
            lacks = "text under the title" if title else "title"
            raise TemplateError(f"{self._file(name)}: it gives no {lacks}", _TICKET)
        return title, body

    def _their_names(self) -> set[str]:
        """What lies in the team's folder, but for hidden files and a README."""
        names = self._theirs.list_templates() if self._theirs else []
        return {name for name in names if not _besides(name)}

    def _uses(self, name: str) -> set[str]:
        """Which files of the team's folder template `name` speaks of."""
        try:
            source, _, _ = self._loader.get_source(self._environment, name)
            names = meta.find_referenced_templates(self._environment.parse(source))
            return {each for each in names if each} & self._their_names()
        except (TemplateSyntaxError, UnicodeDecodeError):
            return set()

    def _problem(self, name: str) -> TemplateError | None:
        try:
            self._environment.get_template(name)
        except (TemplateSyntaxError, UnicodeDecodeError) as error:
            return self._explained(name, error, {})
        return None

    def _explained(
        self, name: str, error: Exception, values: Mapping[str, object]
    ) -> TemplateError:
        """Where it went wrong, why, and what to do about it."""
        where = _place(error) or self._file(name)
        theirs = self._folder is not None and Path(where).is_relative_to(self._folder)
        known = f"; it may use {', '.join(sorted(values))}" if values else ""
        hint = f"{_THEIRS}{known}" if theirs else _OURS
        return TemplateError(f"{where}: {_reason(error)}", hint)

    def _file(self, name: str) -> str:
        """Where template `name` comes from, or would."""
        if self._folder is not None and name in self._their_names():
            return str(self._folder / name)
        return name


class _Ours(BaseLoader):
    """The templates that come with the package, wherever it is installed."""

    def get_source(
        self, environment: Environment, template: str
    ) -> tuple[str, str, Callable[[], bool]]:
        if template not in self.list_templates():
            raise TemplateNotFound(template)
        file = resources.files(_PACKAGE) / template
        return file.read_text("utf-8"), str(file), lambda: True

    def list_templates(self) -> list[str]:
        names = (file.name for file in resources.files(_PACKAGE).iterdir())
        return sorted(name for name in names if name.endswith(".j2"))


class _Compiled(BytecodeCache):
    """Templates that this process has compiled, by what they are called and say."""

    def __init__(self) -> None:
        self._known: dict[tuple[str, str], CodeType] = {}

    def load_bytecode(self, bucket: Bucket) -> None:
        bucket.code = self._known.get((bucket.key, bucket.checksum))

    def dump_bytecode(self, bucket: Bucket) -> None:
        if bucket.code is not None:
            self._known[bucket.key, bucket.checksum] = bucket.code


_COMPILED = _Compiled()


def _loader(folder: Path) -> FileSystemLoader:
    if not folder.is_dir():
        raise TemplateError(
            f"templates: {folder} is not a folder",
            "make the folder, or take `templates` out of the configuration",
        )
    return FileSystemLoader(folder, encoding="utf-8")


def _environment(loader: BaseLoader, zone: ZoneInfo) -> Environment:
    """Jinja2 as all templates here are written for it."""
    environment = ImmutableSandboxedEnvironment(
        loader=loader,
        undefined=StrictUndefined,
        autoescape=_is_html,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
        bytecode_cache=_COMPILED,
    )
    environment.filters["day"] = lambda moment: day(moment, zone)
    environment.filters["instant"] = lambda moment: instant(moment, zone)
    environment.filters["how_long"] = how_long
    environment.filters["one_line"] = escaping.one_line
    environment.filters["cut"] = escaping.cut
    environment.filters["inert"] = inert
    environment.filters["code"] = escaping.code
    environment.filters["link"] = escaping.link
    return environment


def _is_html(name: str | None) -> bool:
    """In Markdown an escaped `&` would be read as it stands by most trackers."""
    return name is not None and name.endswith(".html.j2")


def _besides(name: str) -> bool:
    """An editor's leftovers, hidden files and a README are nobody's mistake."""
    parts = name.split("/")
    hidden = any(part.startswith((".", "#")) for part in parts)
    return hidden or name.endswith("~") or parts[-1].casefold().startswith("readme")


def _title_and_body(text: str) -> tuple[str, str]:
    """Both without the blank lines around them; an indented first line stays so."""
    lines = iter(text.strip().split("\n"))
    title = " ".join(takewhile(str.strip, lines))
    body = "\n".join(dropwhile(lambda line: not line.strip(), lines))
    return " ".join(title.split()), f"{body}\n" if body else ""


def _place(error: Exception) -> str:
    """File and line, `""` when the error does not know them."""
    if isinstance(error, TemplateSyntaxError):
        return f"{error.filename or error.name}:{error.lineno}"
    # Jinja2 puts the template's own file and line into the traceback.
    frames = traceback.extract_tb(error.__traceback__)
    places = [f"{each.filename}:{each.lineno}" for each in frames if _is_ours(each)]
    return places[-1] if places else ""


def _is_ours(frame: traceback.FrameSummary) -> bool:
    return frame.filename.endswith(".j2")


def _reason(error: Exception) -> str:
    match error:
        case TemplateSyntaxError():
            said = error.message or ""
        case TemplateNotFound():
            said = f"there is no template {error.name}"
        case UnicodeDecodeError():
            said = "it is not UTF-8"
        case _:
            said = str(error)
    return " ".join(said.split()).rstrip(".") or type(error).__name__


def day(moment: date | datetime, zone: ZoneInfo) -> str:
    """`2026-11-21`; an instant's day is the one that it falls on in `zone`."""
    if isinstance(moment, datetime):
        return moment.astimezone(zone).date().isoformat()
    return moment.isoformat()


def instant(moment: datetime, zone: ZoneInfo) -> str:
    """`2026-11-18 12:40 CET`, as the clocks in `zone` show it."""
    local = moment.astimezone(zone)
    return f"{local:%Y-%m-%d %H:%M} {local.tzname()}"


def how_long(span: timedelta) -> str:
    """`28 min`, `2 h 28 min`, `2 days 4 h`, `12 days`, rounded down."""
    if span < timedelta(0):
        return f"minus {how_long(-span)}"
    if span < _MINUTE:
        return "less than a minute"
    if span < _DAY:
        return _two(span // _HOUR, "h", span % _HOUR // _MINUTE, "min")
    days = span // _DAY
    hours = span % _DAY // _HOUR if span < _HOURS_MATTER else 0
    return _two(days, "day" if days == 1 else "days", hours, "h")


def _two(large: int, unit: str, small: int, part: str) -> str:
    """Both measures, without the one that is zero."""
    said = ((large, unit), (small, part))
    return " ".join(f"{number} {name}" for number, name in said if number)
