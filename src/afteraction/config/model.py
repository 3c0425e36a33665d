"""What a configuration holds, section by section, and its defaults.

Only the shape: what belongs together across sections is in `checks`, and the settings
of trackers come from the integrations.
"""

from __future__ import annotations

import hashlib
import json
import os
import re
from collections.abc import Mapping
from datetime import date, timedelta
from pathlib import Path
from typing import Annotated, Literal
from zoneinfo import ZoneInfo

from pydantic import (
    BaseModel,
    Field,
    PlainValidator,
    PrivateAttr,
    SerializeAsAny,
    ValidationInfo,
    WithJsonSchema,
)

from afteraction.config.follow_through import Checklist, FollowThrough
from afteraction.config.subjects import SprintRule, SubjectRule, Subjects
from afteraction.domain.kinds import Kind
from afteraction.secret import SecretRef
from afteraction.settings import (
    Days,
    Duration,
    Frozen,
    Handle,
    LocalPath,
    Origin,
    Settings,
    Slug,
    TrackerSettings,
    Word,
    Zone,
    as_local_path,
    as_secret,
)

_POSTGRES = "postgresql+psycopg://"


def _ledger(value: object, info: ValidationInfo) -> Path | str | SecretRef:
    if isinstance(value, Path | SecretRef):
        return value
    text = "" if isinstance(value, Mapping | list | tuple) else str(value).strip()
    if re.match(r"(env|file):", text):
        return as_secret(text, info)
    if "://" in text:
        return _database(text)
    return as_local_path(value, info)


def _database(address: str) -> str:
    """The address of a database; no message of this repeats a password."""
    if re.search(r"://[^/@]*:[^/]*@|[?&]password=", address):
        raise ValueError(
            "holds a password; put the whole address into an environment variable and "
            "write env:NAME, or leave the password to PGPASSWORD or ~/.pgpass"
        )
    if not address.startswith(_POSTGRES):
        raise ValueError(
            f"is not an address that a ledger can have; write {_POSTGRES}host/database "
            "for PostgreSQL, or just a path for SQLite"
        )
    return address


LedgerPlace = Annotated[
    Path | str | SecretRef,
    PlainValidator(_ledger),
    WithJsonSchema(
        {
            "type": "string",
            "examples": [
                ".afteraction/ledger.db",
                f"{_POSTGRES}host/database",
                "env:LEDGER_URL",
            ],
        }
    ),
]
"""A file (`Path`), a database's URL (`str`), or a secret that gives such a URL."""


class Review(Settings):
    """How reviews are held."""

    due: Duration = Field(
        default=timedelta(hours=72),
        description="How long after its subject's end a review is due.",
    )
    grace: Duration = Field(
        default=timedelta(hours=24),
        description="But never sooner than this after the review was opened.",
    )
    label: Word = Field(default="review", description="The label of reviews.")
    gate: Literal["remark", "reopen"] = Field(
        default="remark",
        description=(
            "What happens when something is missing: say so, or also reopen the "
            "review, once."
        ),
    )
    invite: Literal["assignee", "closest", "none"] = Field(
        default="assignee",
        description="Whom the opening of a review mentions, once.",
    )
    prefill: Literal["auto", "full"] = Field(
        default="auto",
        description=(
            "auto: only link and times where more people can read the review than "
            "its subject; full: everything, everywhere."
        ),
    )


class Target(Settings):
    """Where the findings of one kind go."""

    tracker: Word = Field(
        validation_alias="in",
        description="The tracker that gets the tickets.",
        examples=["notes"],
    )
    labels: tuple[Word, ...] = Field(default=(), description="Their labels.")


class WriteBack(Settings):
    """What becomes of findings."""

    avoidable: Target = Field(
        description="Checklist issues: we change how we work.",
        examples=["{in: notes, labels: [checklist]}"],
    )
    inherent: Target = Field(
        description="Constraints: we change the strategy.",
        examples=["{in: notes, labels: [constraint]}"],
    )
    experiment: Target = Field(
        description="Knowledge entries: we change the next question.",
        examples=["{in: notes, labels: [learning]}"],
    )
    due: Days = Field(
        default=timedelta(days=14),
        description="When a finding is due where its review names no date.",
    )
    look_again: Days = Field(
        default=timedelta(days=90),
        description="When to look again at a constraint, likewise.",
    )

    def target(self, kind: Kind) -> Target:
        """Where findings of `kind` go."""
        match kind:
            case Kind.AVOIDABLE:
                return self.avoidable
            case Kind.INHERENT:
                return self.inherent
            case Kind.EXPERIMENT:
                return self.experiment


class Person(Settings):
    """Somebody who can own a finding."""

    name: Word = Field(
        description="The name that reviews and reports use.",
        examples=["Ada Lovelace"],
    )
    handles: Frozen[Word, Handle] = Field(
        default_factory=dict,
        validate_default=True,
        description="What they are called in each tracker.",
    )
    aliases: tuple[Word, ...] = Field(
        default=(), description="Other names by which reviews call them."
    )


class Telling(Settings):
    """How the report is told."""

    names: Literal["full", "initials", "none"] | None = Field(
        default=None,
        description=(
            "What is shown of people's names; initials, if left out and any tracker is "
            "public or does not say who reads it, else full."
        ),
    )


class Config(Settings):
    """Everything that a team decides."""

    trackers: Frozen[Slug, SerializeAsAny[TrackerSettings]] = Field(
        min_length=1,
        description="Where tickets live; the names are yours.",
        examples=["{notes: {type: markdown, path: ./work}}"],
    )
    subjects: Subjects = Field(
        description="What reviews look back at.",
        examples=[
            "{incidents: [{in: notes, labels: [incident]}], since: 2026-11-01}",
        ],
    )
    review: Review = Field(default_factory=Review, description="How reviews are held.")
    write_back: WriteBack = Field(
        description="What becomes of findings.",
        examples=[
            "{avoidable: {in: notes}, inherent: {in: notes}, experiment: {in: notes}}",
        ],
    )
    follow_through: FollowThrough | None = Field(
        default=None,
        description="What happens so that findings are not forgotten.",
    )
    checklists: Frozen[Word, Checklist] = Field(
        default_factory=dict,
        validate_default=True,
        description="Standing checklists, by the names that reviews call them.",
        examples=["{Release checklist: {in: notes, file: docs/release.md}}"],
    )
    people: tuple[Person, ...] = Field(default=(), description="Who can own a finding.")
    groups: Frozen[Word, tuple[Word, ...]] = Field(
        default_factory=dict,
        validate_default=True,
        description="Teams for `report --by team`: names from people, each in one.",
        examples=["{Platform: [Ada Lovelace]}"],
    )
    report: Telling = Field(
        default_factory=Telling, description="How the report is told."
    )
    zone: Zone = Field(
        default=ZoneInfo("UTC"),
        description="The team's time zone: where a due day ends.",
    )
    ledger: LedgerPlace = Field(
        default=".afteraction/ledger.db",
        validate_default=True,
        description=(
            "What is remembered between runs: a file, a PostgreSQL address, or "
            "env:NAME or file:PATH where such an address is found."
        ),
    )
    templates: LocalPath | None = Field(
        default=None,
        description="A folder whose files replace the built-in ones of the same name.",
    )
    installation: Slug = Field(
        default="main",
        description=(
            "A name for this configuration's tickets; others' tickets are left alone."
        ),
    )

    _folder: Path = PrivateAttr(default_factory=Path)

    def model_post_init(self, context: object, /) -> None:
        """Remember where the configuration stands."""
        if isinstance(context, Origin):
            self._folder = context.folder

    @property
    def folder(self) -> Path:
        """Where the configuration's file is; its relative paths start there."""
        return self._folder

    def fingerprint(self) -> str:
        """Equal as long as the same tickets matter (32 hex digits).

        Made from what is read and written where. Secrets, people and times play no
        part, and the folder may be moved with all that is in it.
        """
        decides = {
            "installation": self.installation,
            "trackers": self.trackers,
            "since": self.subjects.since,
            "incidents": [_chooses(rule) for rule in self.subjects.incidents],
            "sprints": [_chooses(rule) for rule in self.subjects.sprints],
            "write_back": [self.write_back.target(kind) for kind in Kind],
        }
        text = json.dumps(_plain(decides, self.folder), sort_keys=True)
        return hashlib.sha256(text.encode()).hexdigest()[:32]


def _chooses(rule: SubjectRule) -> tuple[object, ...]:
    early = isinstance(rule, SprintRule) and rule.lead is not None
    chosen = (rule.tracker, rule.reviews_go_to, rule.selection)
    # Those that go on matter then, too.
    return (*chosen, "early") if early else chosen


def _plain(value: object, folder: Path) -> object:
    """The value as JSON knows it, with paths as seen from `folder`."""
    match value:
        case BaseModel():
            fields = {name: getattr(value, name) for name in type(value).model_fields}
            return _plain(fields, folder)
        case Mapping():
            return {
                str(key): _plain(inner, folder)
                for key, inner in value.items()
                if not isinstance(inner, SecretRef)
            }
        case list() | tuple():
            return [_plain(inner, folder) for inner in value]
        case Path():
            return _seen_from(folder, value)
        case date() | timedelta():
            return str(value)
        case _:
            return value if isinstance(value, bool | int | float | None) else str(value)


def _seen_from(folder: Path, path: Path) -> str:
    try:
        return Path(os.path.relpath(path, folder)).as_posix()
    except ValueError:  # another drive, on Windows
        return path.as_posix()
