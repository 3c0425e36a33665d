"""The trackers that afteraction can talk to: one folder each, and their registry.

Installed as `afteraction.integrations`. The table names classes by text, so that
nothing of a tracker is imported before it is used. Other distributions add theirs by
the entry-point group `afteraction.trackers`: the entry's name is the type, its value
an `Entry`. Not here: making a tracker; `afteraction.bootstrap` does.
"""

from __future__ import annotations

import importlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from importlib.metadata import EntryPoint, entry_points
from types import MappingProxyType
from typing import TYPE_CHECKING

from afteraction.errors import ConfigError

if TYPE_CHECKING:
    from afteraction.settings import TrackerSettings
    from afteraction.tracker import Tracker

GROUP = "afteraction.trackers"


@dataclass(frozen=True, slots=True)
class Entry:
    """Where the two classes of a type of tracker are, each as `module:Class`."""

    settings: str
    """A subclass of `afteraction.settings.TrackerSettings`."""
    tracker: str
    """An implementation of `afteraction.tracker.Tracker`."""


TRACKERS: Mapping[str, Entry] = MappingProxyType(
    {
        "github": Entry(
            settings="afteraction.integrations.github.settings:GithubSettings",
            tracker="afteraction.integrations.github.tracker:GithubTracker",
        ),
        "jira": Entry(
            settings="afteraction.integrations.jira.settings:JiraSettings",
            tracker="afteraction.integrations.jira.tracker:JiraTracker",
        ),
        "markdown": Entry(
            settings="afteraction.integrations.markdown.settings:MarkdownSettings",
            tracker="afteraction.integrations.markdown.tracker:MarkdownTracker",
        ),
    }
)
"""The built-in types; what others install can not take their names."""


def known_types() -> tuple[str, ...]:
    """The types that there are: the built-in ones, then the installed ones."""
    return (*TRACKERS, *sorted(set(_installed()) - set(TRACKERS)))


def settings_model(type_name: str) -> type[TrackerSettings]:
    """The model of a type's settings. Raises `ConfigError` when it can not be had."""
    from afteraction.settings import TrackerSettings

    found = load(_entry(type_name).settings)
    if isinstance(found, type) and issubclass(found, TrackerSettings):
        return found
    raise _broken(type_name, "its settings are no TrackerSettings")


def tracker_class(type_name: str) -> type[Tracker]:
    """The class of a type's trackers. Raises `ConfigError` when it can not be had."""
    found = load(_entry(type_name).tracker)
    if isinstance(found, type):
        return found
    raise _broken(type_name, "its tracker is no class")


def all_settings(types: tuple[str, ...] | None = None) -> SettingsOf:
    """The settings' models of all known types, or of `types`, loaded when asked for."""
    return SettingsOf(known_types() if types is None else types)


class SettingsOf(Mapping[str, "type[TrackerSettings]"]):
    """Settings' models by type, each loaded when it is asked for."""

    def __init__(self, types: tuple[str, ...]) -> None:
        """For these types, in this order."""
        self._types = types

    def __getitem__(self, type_name: str) -> type[TrackerSettings]:
        if type_name not in self._types:
            raise KeyError(type_name)
        return settings_model(type_name)

    def __contains__(self, type_name: object) -> bool:
        return type_name in self._types

    def __iter__(self) -> Iterator[str]:
        return iter(self._types)

    def __len__(self) -> int:
        return len(self._types)


def load(path: str) -> object:
    """What `module:name` names. Raises `ConfigError` when it is not to be had."""
    module, _, name = path.partition(":")
    try:
        return vars(importlib.import_module(module))[name]
    except (ImportError, KeyError) as error:
        raise ConfigError(
            f"{path} can not be loaded: {error}",
            "install the package that it belongs to again",
        ) from error


def _entry(type_name: str) -> Entry:
    if type_name in TRACKERS:
        return TRACKERS[type_name]
    point = _installed().get(type_name)
    if point is None:
        known = ", ".join(known_types())
        raise ConfigError(
            f"there is no type of tracker {type_name!r}", f"the types are: {known}"
        )
    try:
        entry = point.load()
    except (ImportError, AttributeError) as error:
        raise _broken(type_name, str(error)) from error
    if isinstance(entry, Entry):
        return entry
    raise _broken(type_name, f"{point.value} is no afteraction.integrations.Entry")


def _installed() -> dict[str, EntryPoint]:
    return {point.name: point for point in entry_points(group=GROUP)}


def _broken(type_name: str, why: str) -> ConfigError:
    return ConfigError(
        f"the type of tracker {type_name!r} can not be used: {why}",
        "install the package that brings it again, or ask its authors",
    )
