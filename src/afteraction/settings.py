"""What settings are made of: the base models and the types of single values.

The configuration and every integration build on these. Nothing here knows which
settings there are (`config`), which trackers there are (`integrations`) or how a file
is read. Values arrive as strings (rule 25) and each type says in plain words what it
expects; values that have their type already are taken as they are.
"""

from __future__ import annotations

import os
import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path
from types import MappingProxyType
from typing import Annotated, ClassVar, TypeVar
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError, available_timezones

from pydantic import (
    AfterValidator,
    BaseModel,
    ConfigDict,
    Field,
    PlainSerializer,
    PlainValidator,
    ValidationInfo,
    WithJsonSchema,
)

from afteraction.secret import SecretRef
from afteraction.wording import nearest as nearest
from afteraction.wording import one_of as one_of
from afteraction.wording import quoted as quoted
from afteraction.wording import written as written

_LONGEST = timedelta(days=3650)
_UNITS = {"m": "minutes", "h": "hours", "d": "days", "w": "weeks"}
_DURATION = re.compile(r"([0-9]{1,9})\s*([mhdw])")
_VARIABLE = re.compile(r"[A-Za-z_][A-Za-z0-9_]*")
_SLUG = re.compile(r"[A-Za-z0-9_-]+")

K = TypeVar("K")
V = TypeVar("V")


@dataclass(frozen=True, slots=True)
class Origin:
    """The validation context: paths are relative to the configuration's folder."""

    folder: Path


# --- single values -------------------------------------------------------------------


def _text(value: object) -> str:
    """One line of text; all other values start from it."""
    if isinstance(value, Mapping | list | tuple):
        raise ValueError("must be a single value, not a list or a mapping")
    text = str(value).strip()
    if not text:
        raise ValueError("is empty; write what it should be, or leave it out")
    if "\n" in text:
        raise ValueError("must be a single line")
    if "\0" in text:
        raise ValueError("holds a NUL, an invisible character; delete it")
    return text


def as_duration(value: object) -> timedelta:
    """The length of time that `value` is, as in `72h`. Raises `ValueError`."""
    if isinstance(value, timedelta):
        return value
    text = _text(value)
    match = _DURATION.fullmatch(text)
    if match is None:
        raise ValueError(
            f"{quoted(text)} is not a length of time; write a whole number with its "
            "unit, as in 90m, 72h, 14d or 2w"
        )
    found = timedelta(**{_UNITS[match[2]]: int(match[1])})
    if found > _LONGEST:
        raise ValueError(f"{quoted(text)} is longer than ten years; write less")
    return found


def as_days(value: object) -> timedelta:
    """The whole days that `value` is, as in `14d`. Raises `ValueError`."""
    found = as_duration(value)
    if found % timedelta(days=1):
        raise ValueError(
            f"{quoted(value)} is not a number of whole days; write it as in 14d or 2w"
        )
    return found


def as_day(value: object) -> date:
    """The day that `value` is, as in `2026-11-01`. Raises `ValueError`."""
    if isinstance(value, date):
        return value
    text = _text(value)
    try:
        found = date.fromisoformat(text)
    except ValueError:
        found = None
    # Python takes weeks and dates without dashes, too; people misread them.
    sensible = found is not None and 1970 <= found.year < 9000
    if found is None or found.isoformat() != text or not sensible:
        raise ValueError(
            f"{quoted(text)} is not a date; write year, month and day, as in 2026-11-01"
        )
    return found


def _count(value: object) -> int:
    text = _text(value)
    if not re.fullmatch(r"[0-9]{1,9}", text) or int(text) < 1:
        raise ValueError(
            f"{quoted(text)} is not a whole number from 1 up; write one, as in 20"
        )
    return int(text)


def _zone(value: object) -> ZoneInfo:
    if isinstance(value, ZoneInfo):
        return value
    text = _text(value)
    try:
        return ZoneInfo(text)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        meant = nearest(text, available_timezones())
    ask = f"did you mean {quoted(meant)}?" if meant else "write it as in Europe/Berlin"
    raise ValueError(f"there is no time zone {quoted(text)}; {ask}")


def _slug(value: object) -> str:
    text = _text(value)
    if not _SLUG.fullmatch(text):
        raise ValueError(
            f"{quoted(text)} holds more than letters, digits, - and _; "
            "choose a name without"
        )
    return text


def _handle(value: object) -> str:
    handle = _text(value).removeprefix("@")
    if not handle:
        raise ValueError("is empty; write what it should be, or leave it out")
    return handle


def as_local_path(value: object, info: ValidationInfo) -> Path:
    """Return the path that `value` is, seen from the configuration's folder."""
    path = value if isinstance(value, Path) else Path(_text(value))
    origin = info.context
    folder = origin.folder if isinstance(origin, Origin) else Path()
    try:
        path = path.expanduser()
    except RuntimeError as error:
        raise ValueError(
            f"{quoted(value)} is in a home folder that is not known; write it out"
        ) from error
    # Without following links: people see the path that they wrote.
    return Path(os.path.normpath(folder / path))


def _web_address(value: object) -> str:
    text = _text(value)
    try:
        parts = urlsplit(text)
        wrong = parts.scheme not in {"http", "https"} or not parts.hostname
        wrong = wrong or parts.port == 0
    except ValueError:  # brackets that do not match, a port above 65535
        parts, wrong = urlsplit(""), True
    # Before all else, because the other message repeats the address.
    if "@" in (text if wrong else parts.netloc):
        raise ValueError(
            "holds a user or a password; write the address without what stands before @"
        )
    if wrong:
        raise ValueError(
            f"{quoted(text)} is not a web address; write it as in https://example.org"
        )
    return text.rstrip("/")


def as_secret(value: object, info: ValidationInfo) -> SecretRef:
    """Return the reference that `value` is; no message of this repeats the value."""
    if isinstance(value, SecretRef):
        return value
    text = "" if isinstance(value, Mapping | list | tuple) else str(value).strip()
    source, _, name = text.partition(":")
    if source == "env" and _VARIABLE.fullmatch(name):
        return SecretRef("env", name)
    if source == "file" and name.strip():
        return SecretRef("file", str(as_local_path(name, info)))
    if source == "env":
        raise ValueError(
            "env: must be followed by a variable's name (letters, digits, _), "
            "as in env:TRACKER_TOKEN"
        )
    raise ValueError(
        "a secret must not stand here itself; put it into an environment variable or "
        "a file of its own and write env:NAME or file:PATH"
    )


def _frozen(value: Mapping[K, V]) -> Mapping[K, V]:
    return MappingProxyType(dict(value))


def _word(**more: object) -> WithJsonSchema:
    """The JSON Schema of text: an editor may take what stands there for a number."""
    return WithJsonSchema({"type": ["string", "number", "boolean"], **more})


def _string(*examples: str, **more: object) -> WithJsonSchema:
    return WithJsonSchema({"type": "string", "examples": [*examples], **more})


Word = Annotated[str, PlainValidator(_text), _word()]
"""One line of text: a label, a name."""

Slug = Annotated[str, PlainValidator(_slug), _word(pattern="^[A-Za-z0-9_-]+$")]
"""A name that stands in refs and marks: letters, digits, `-` and `_`."""

Handle = Annotated[str, PlainValidator(_handle), _word()]
"""What a person is called in a tracker, without `@`."""

Duration = Annotated[
    timedelta,
    PlainValidator(as_duration),
    _string("72h", "14d", "90m", pattern=r"^\s*[0-9]+\s*[mhdw]\s*$"),
]
"""`90m`, `72h`, `14d`, `2w`: not negative, ten years at most."""

Days = Annotated[
    timedelta,
    PlainValidator(as_days),
    _string("14d", "2w", pattern=r"^\s*[0-9]+\s*[mhdw]\s*$"),
]
"""A duration of whole days."""

Day = Annotated[date, PlainValidator(as_day), _string("2026-11-01", format="date")]

Count = Annotated[
    int,
    PlainValidator(_count),
    WithJsonSchema(
        {"type": ["integer", "string"], "minimum": 1, "pattern": "^[0-9]+$"}
    ),
]
"""A whole number from 1 up."""

Zone = Annotated[ZoneInfo, PlainValidator(_zone), _string("Europe/Berlin", "UTC")]

LocalPath = Annotated[Path, PlainValidator(as_local_path), _word()]
"""A path; a relative one starts at the configuration's folder."""

WebAddress = Annotated[
    str, PlainValidator(_web_address), _string("https://example.org", format="uri")
]
"""http or https, without user, password and last slash."""

Secret = Annotated[
    SecretRef,
    PlainValidator(as_secret),
    _string("env:TRACKER_TOKEN", "file:secret.txt", pattern="^(env|file):"),
]
"""`env:NAME` or `file:PATH`, never the secret itself."""

Frozen = Annotated[
    Mapping[K, V],
    AfterValidator(_frozen),
    PlainSerializer(dict),
]
"""A mapping that can not be changed."""


# --- models --------------------------------------------------------------------------


class Settings(BaseModel):
    """The base of every part of the configuration: frozen, unknown keys refused.

    A field whose key in YAML is no name in Python has a `validation_alias`; Python
    makes it by its name, the file only by its key.
    """

    model_config = ConfigDict(
        frozen=True,
        extra="forbid",
        validate_by_name=True,
        validate_by_alias=True,
        arbitrary_types_allowed=True,
        # Pydantic's own text of an error would repeat what stands in the file.
        hide_input_in_errors=True,
    )


class Selection(Settings):
    """Which of a tracker's closed tickets or ended sprints are subjects.

    What stands in a rule beside `in`, `review_in` and `assign`. A tracker whose rules
    have keys of their own (a query, a board) declares a subclass with them, and says
    by the properties below what a subject must have.
    """

    @property
    def chosen_labels(self) -> tuple[str, ...]:
        """The labels that an incident carries, all of them."""
        return ()

    @property
    def chosen_types(self) -> tuple[str, ...]:
        """The types of which an incident has one; empty: any."""
        return ()

    @property
    def chosen_query(self) -> str:
        """What incidents answer to in the tracker's own language; empty: nothing."""
        return ""

    @property
    def sort(self) -> str:
        """The sort of sprints that is meant; empty: any."""
        return ""

    @property
    def names(self) -> str:
        """The pattern that a sprint's name fits."""
        return "*"


class Everything(Selection):
    """All of them; the rule has no keys of its own."""


class ByLabels(Selection):
    """Those that carry all of these labels."""

    labels: tuple[Word, ...] = Field(
        min_length=1,
        description="Tickets that carry all of these labels.",
        examples=["[incident]"],
    )

    @property
    def chosen_labels(self) -> tuple[str, ...]:
        """The labels that an incident carries, all of them."""
        return self.labels


class TrackerSettings(Settings):
    """The base of what one tracker needs to know; a type of tracker extends it.

    The two selections are the models of the keys by which a rule under `subjects`
    chooses in a tracker of this type; a type with other keys names its own.
    """

    incident_selection: ClassVar[type[Selection]] = ByLabels
    sprint_selection: ClassVar[type[Selection]] = Everything
    has_files: ClassVar[bool] = True
    """Whether there are files beside the tickets, for checklists to be in."""

    # Not `type`: in the class's body that name would hide Python's own.
    type_name: Word = Field(
        validation_alias="type",
        description="What kind of tracker it is.",
        examples=["markdown"],
    )

    @classmethod
    def at(cls, address: str, *, certain: bool = False) -> Mapping[str, str] | None:
        """What to write of the tracker at an address; None: there is none.

        Keys of its rules may be among it: a board that the address names.
        `certain`: only where the address alone says that it is one, as that of a git
        remote may.
        """
        del address, certain
        return None


SettingsByType = Mapping[str, type[TrackerSettings]]
"""The settings of each type of tracker, by the type's name in the registry."""
