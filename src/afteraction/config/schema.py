"""The configuration's JSON Schema, by which editors complete and check it.

An editor reads YAML's own types, we read text (rule 25); so the schema takes a number
for a label, too. It is more lenient than `checks`: what sections say about each other
is not in it.
"""

from __future__ import annotations

from collections.abc import Iterable
from copy import deepcopy
from datetime import time, timedelta
from typing import Any, TypeAlias
from zoneinfo import ZoneInfo

import yaml
from pydantic.json_schema import (
    GenerateJsonSchema,
    JsonSchemaMode,
    models_json_schema,
)
from pydantic_core import core_schema

from afteraction.config.model import Config
from afteraction.config.subjects import SprintRule, SubjectRule
from afteraction.settings import Selection, Settings, SettingsByType, written

Schema: TypeAlias = dict[str, Any]

_DIALECT = "https://json-schema.org/draft/2020-12/schema"
_NAME = "^[A-Za-z0-9_-]+$"
_MODE: JsonSchemaMode = "validation"


def config_schema(tracker_settings: SettingsByType) -> Schema:
    """Return the JSON Schema of a configuration with these types of trackers."""
    types = {name: tracker_settings[name] for name in tracker_settings}
    incidents = {model.incident_selection: None for model in types.values()}
    sprints = {model.sprint_selection: None for model in types.values()}
    models: list[type[Settings]] = [Config, *types.values(), *incidents, *sprints]
    unique = dict.fromkeys(models)
    refs, schema = models_json_schema(
        [(model, _MODE) for model in unique], schema_generator=_ForEditors
    )
    made = _Made(
        schema["$defs"], {model: refs[model, _MODE]["$ref"] for model in unique}
    )
    return made.whole(types, incidents, sprints)


class _ForEditors(GenerateJsonSchema):
    """Defaults as people write them, and no titles that only repeat the key."""

    def encode_default(self, dft: object) -> object:
        match dft:
            case timedelta():
                return written(dft)
            case ZoneInfo():
                return str(dft)
            case time():
                return f"{dft:%H:%M}"
            case _:
                return super().encode_default(dft)

    def default_schema(self, schema: core_schema.WithDefaultSchema) -> Schema:
        if schema.get("default", ...) is None:  # left out: nothing to complete
            return self.generate_inner(schema["schema"])
        return super().default_schema(schema)

    def field_title_should_be_set(self, schema: object) -> bool:
        return False


class _Made:
    """What pydantic made of the models: definitions, and each model's reference."""

    def __init__(
        self, definitions: dict[str, Schema], refs: dict[type[Settings], str]
    ) -> None:
        self._definitions = definitions
        self._refs = refs

    def whole(
        self,
        types: SettingsByType,
        incidents: Iterable[type[Selection]],
        sprints: Iterable[type[Selection]],
    ) -> Schema:
        config = self._of(Config)
        trackers = [self._tracker(name, types[name]) for name in types]
        by_name = config["properties"]["trackers"]
        by_name["patternProperties"] = {_NAME: _any(trackers)}
        by_name["additionalProperties"] = False
        subjects = self._definitions["Subjects"]["properties"]
        subjects["incidents"]["items"] = _any(
            self._rule(SubjectRule, one) for one in incidents
        )
        subjects["sprints"]["items"] = _any(
            self._rule(SprintRule, one) for one in sprints
        )
        config["title"] = "afteraction.yml"
        whole = {"$schema": _DIALECT, **config, "$defs": self._reachable(config)}
        _read_examples(whole)
        return whole

    def _of(self, model: type[Settings]) -> Schema:
        name = self._refs[model].rpartition("/")[2]
        return deepcopy(self._definitions[name])

    def _tracker(self, name: str, model: type[Settings]) -> Schema:
        schema = self._of(model)
        schema["properties"]["type"] = {
            "const": name,
            "description": schema["properties"]["type"]["description"],
        }
        return schema

    def _rule(self, model: type[SubjectRule], selection: type[Selection]) -> Schema:
        """The common keys of a rule and those of a selection, side by side."""
        rule = deepcopy(self._definitions[model.__name__])
        del rule["properties"]["selection"]
        own = self._of(selection)
        rule["properties"] |= own.get("properties", {})
        rule["required"] = ["in", *own.get("required", [])]
        if "anyOf" in own:
            rule["anyOf"] = own["anyOf"]
        return rule

    def _reachable(self, schema: Schema) -> Schema:
        """The definitions that are still referred to."""
        found: Schema = {}
        waiting = [*_refs(schema)]
        while waiting:
            name = waiting.pop()
            if name not in found:
                found[name] = self._definitions[name]
                waiting += _refs(found[name])
        return dict(sorted(found.items()))


def _read_examples(schema: object) -> None:
    """Turn the models' examples, which are YAML, into values."""
    if isinstance(schema, dict):
        for at, example in enumerate(schema.get("examples", ())):
            # BaseLoader makes nothing but strings, lists and mappings.
            found = yaml.load(example, Loader=yaml.BaseLoader)  # noqa: S506
            schema["examples"][at] = found
        schema = list(schema.values())
    if isinstance(schema, list):
        for inner in schema:
            _read_examples(inner)


def _any(schemas: Iterable[Schema]) -> Schema:
    several = list(schemas)
    return several[0] if len(several) == 1 else {"anyOf": several}


def _refs(schema: object) -> Iterable[str]:
    if isinstance(schema, dict):
        if isinstance(ref := schema.get("$ref"), str):
            yield ref.rpartition("/")[2]
        schema = list(schema.values())
    if isinstance(schema, list):
        for inner in schema:
            yield from _refs(inner)
