"""Reads a configuration: file, YAML, models, checks; all problems at once.

The only part of the configuration that touches the file system. Not here: which types
of trackers there are; the caller hands their settings' models in.
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from afteraction.config.checks import Part, check_together, entries, part
from afteraction.config.document import Raw, Where, read_document
from afteraction.config.model import Config
from afteraction.config.problems import Problems, near
from afteraction.config.subjects import SprintRule, SubjectRule
from afteraction.errors import ConfigError
from afteraction.settings import (
    Origin,
    Selection,
    SettingsByType,
    TrackerSettings,
    one_of,
    quoted,
)


class _NoTracker(TrackerSettings):
    """In place of one that is wrong; its rules' own keys can not be judged."""

    incident_selection = Selection
    sprint_selection = Selection


# So that the rest can be looked at; a configuration that holds one is never returned.
_NO_TRACKER = _NoTracker(type_name="?")
_NO_RULE = SprintRule(tracker="?", selection=Selection())
_RULE_KEYS = ("in", "review_in", "assign")
_MODELS: Mapping[str, tuple[type[SubjectRule], tuple[str, ...]]] = {
    "incidents": (SubjectRule, _RULE_KEYS),
    "sprints": (SprintRule, (*_RULE_KEYS, "open")),
}
"""By the sort of subjects: the model of their rules, and the keys in it."""


def load_config(path: Path, tracker_settings: SettingsByType) -> Config:
    """Read the configuration at `path`; relative paths in it start at its folder.

    `tracker_settings` are the models of the trackers' settings, by type. Raises
    `ConfigError`, which lists every problem, each with its way and its line.
    """
    return parse_config(_text(path), path, tracker_settings)


def parse_config(text: str, path: Path, tracker_settings: SettingsByType) -> Config:
    """Do as `load_config` does, with `text` instead of what stands at `path`."""
    document = read_document(text, path.name)
    origin = Origin(path.absolute().parent)
    problems = Problems(document, origin)
    prepared = _prepared(document.data, tracker_settings, problems)
    config = problems.validated(Config, prepared)
    check_together(document.data, problems)
    return problems.accepted(config, path.name)


def _text(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8-sig")
    except FileNotFoundError as error:
        raise ConfigError(
            f"there is no {path.name} in {path.absolute().parent}",
            "`afteraction init` writes one; --config names another",
        ) from error
    except UnicodeDecodeError as error:
        line = error.object[: error.start].count(b"\n") + 1
        raise ConfigError(
            f"{path.name} (line {line}) is not UTF-8 text",
            "save the file as UTF-8 in your editor",
        ) from error
    except OSError as error:
        raise ConfigError(
            f"{path} can not be read: {error.strerror}",
            "--config names the file to read",
        ) from error


def _prepared(
    data: Part, tracker_settings: SettingsByType, problems: Problems
) -> dict[str, object]:
    """The file's data, with trackers and rules made by the models of their types."""
    prepared: dict[str, object] = {**data}
    trackers = {
        name: _tracker(value, ("trackers", name), tracker_settings, problems)
        for name, value in part(data, "trackers").items()
    }
    _check_apart(trackers, problems)
    _check_files(data, trackers, problems)
    if trackers:
        prepared["trackers"] = trackers
    if isinstance(subjects := data.get("subjects"), dict):
        incidents = {name: made.incident_selection for name, made in trackers.items()}
        sprints = {name: made.sprint_selection for name, made in trackers.items()}
        prepared["subjects"] = {
            **subjects,
            **_rules(subjects, "incidents", incidents, problems),
            **_rules(subjects, "sprints", sprints, problems),
        }
    return prepared


def _tracker(
    value: Raw, where: Where, tracker_settings: SettingsByType, problems: Problems
) -> TrackerSettings:
    if not isinstance(value, dict):
        words = "must be a mapping, as in {type: markdown, path: ./work}"
        problems.add(where, words)
        return _NO_TRACKER
    kind = value.get("type")
    if kind is None:
        problems.add(
            (*where, "type"), f"is missing; add type: {one_of(tracker_settings)}"
        )
    elif not isinstance(kind, str) or kind not in tracker_settings:
        words = f"there is no type of tracker {quoted(kind)}; "
        problems.add((*where, "type"), words + near(str(kind), tracker_settings))
    else:
        made = problems.validated(tracker_settings[kind], value, where)
        # Of the right class, so that the keys of its rules are known.
        return made or tracker_settings[kind].model_construct(type_name="?")
    return _NO_TRACKER


def _check_files(
    data: Part, trackers: Mapping[str, TrackerSettings], problems: Problems
) -> None:
    """A checklist can be a file only where there are files."""
    for name, checklist in part(data, "checklists").items():
        values = checklist if isinstance(checklist, dict) else {}
        tracker = str(values.get("in", "")).strip()
        made = trackers.get(tracker)
        if made is not None and not made.has_files and values.get("file"):
            problems.add(
                ("checklists", name, "file"),
                f"has no place: {tracker} has no files; name a ticket instead, as in"
                " ticket: KEY",
            )


def _check_apart(trackers: Mapping[str, TrackerSettings], problems: Problems) -> None:
    """Two names for one place: everything in it would be looked at twice."""
    seen: list[tuple[str, TrackerSettings]] = []
    for name, made in trackers.items():
        twin = next((other for other, known in seen if known == made), None)
        if twin and made.type_name != _NO_TRACKER.type_name:
            problems.add(("trackers", name), f"is the same as {twin}; keep one")
        seen.append((name, made))


def _rules(
    subjects: Part,
    sort: str,
    selections: Mapping[str, type[Selection]],
    problems: Problems,
) -> dict[str, object]:
    """The rules in `subjects` of one sort, made; nothing, where there is no list."""
    made: dict[int, object] = {
        position: _rule(rule, ("subjects", sort, position), selections, problems)
        for position, rule in entries(subjects, sort)
    }
    written = subjects.get(sort)
    if not isinstance(written, list):
        return {}
    return {sort: [made.get(at, value) for at, value in enumerate(written)]}


def _rule(
    rule: Part,
    where: Where,
    selections: Mapping[str, type[Selection]],
    problems: Problems,
) -> SubjectRule:
    model = selections.get(str(rule.get("in", "")).strip(), Selection)
    made_by, keys = _MODELS[str(where[1])]
    own = {key: value for key, value in rule.items() if key not in keys}
    selection: Selection | None = Selection()
    if model is not Selection:
        selection = problems.validated(model, own, where, also_known=keys)
    common = {key: rule[key] for key in keys if key in rule}
    made = problems.validated(
        made_by, {**common, "selection": selection or Selection()}, where
    )
    return made if made is not None else _NO_RULE
