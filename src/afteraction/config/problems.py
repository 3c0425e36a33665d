"""Collects everything that is wrong with a configuration, in plain words.

A model's complaints (pydantic's) become sentences here, with the way to the value, its
line and what may have been meant. Not here: what is right (`model`, `checks`).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import TypeVar, get_args

from pydantic import ValidationError
from pydantic.fields import FieldInfo
from pydantic_core import ErrorDetails

from afteraction.config.document import Document, Flaw, Where
from afteraction.errors import ConfigError
from afteraction.settings import Origin, Settings, nearest, one_of, quoted

M = TypeVar("M", bound=Settings)

_FEW = 12
_WORDS = {
    "mapping": "must be a mapping (key: value), not a single value or a list",
    "single": "must be a single value, not a list or a mapping",
    "list": "must be a list; write {example}, or a line with - for each",
}
_ABSENT = {"missing", "extra_forbidden"}
_KIND_OF = {
    "literal_error": "single",
    "model_type": "mapping",
    "model_attributes_type": "mapping",
    "mapping_type": "mapping",
    "dict_type": "mapping",
    "tuple_type": "list",
    "list_type": "list",
}


class Problems:
    """What was found so far; `validated` and `add` look for more."""

    def __init__(self, document: Document, origin: Origin) -> None:
        """`origin` is where relative paths start."""
        self._document = document
        self._origin = origin
        self._flaws = [*document.flaws]

    def add(self, where: Where, words: str) -> None:
        """Note that the value at `where` is wrong."""
        self._flaws.append(Flaw(where, words))

    def validated(
        self,
        model: type[M],
        values: Mapping[str, object],
        where: Where = (),
        also_known: Iterable[str] = (),
    ) -> M | None:
        """Make a `model`, or note everything that speaks against it.

        `also_known` are keys that may stand beside those of the model.
        """
        try:
            return model.model_validate(values, context=self._origin, by_name=False)
        except ValidationError as error:
            for details in error.errors(include_url=False):
                if details["type"] == "too_short" and details["input"]:
                    continue  # only because what is in it is wrong, as is said, too
                found = _in_file(details, values)
                self.add((*where, *found), self._words(details, model, also_known))
            return None

    def accepted(self, made: M | None, name: str) -> M:
        """Return what was made of the file `name`, if there is no problem in it.

        Raises `ConfigError` with everything that was noted, in the file's order.
        """
        if made is not None and not self._flaws:
            return made
        placed = dict.fromkeys(sorted(map(self._placed, self._flaws)))
        count = "1 problem" if len(placed) == 1 else f"{len(placed)} problems"
        raise ConfigError(
            f"{name} can not be used: {count}",
            "correct the file, then run `afteraction check`",
            tuple(_sentence(*flaw) for flaw in placed),
        )

    def _words(
        self, details: ErrorDetails, model: type[Settings], also_known: Iterable[str]
    ) -> str:
        key = str(details["loc"][-1]) if details["loc"] else ""
        fields = _fields(_model_at(model, details["loc"][:-1]))
        match details["type"]:
            case "missing":
                return f"is missing; add {key}: {self._example(fields, key)}"
            case "extra_forbidden":
                return f"is not known here; {near(key, [*fields, *also_known])}"
            case "literal_error" if isinstance(details["input"], str):
                choices = details["ctx"]["expected"].replace("'", "")
                return (
                    f"{quoted(details['input'])} is not possible here; choose {choices}"
                )
            case "too_short":
                return f"must hold one at least, as in {self._example(fields, key)}"
            case "value_error":
                return str(details["ctx"]["error"])
            case kind if kind in _KIND_OF:
                example = _as_list(details["input"])
                return _WORDS[_KIND_OF[kind]].format(example=example)
            case _:  # of a type that only an integration uses
                return details["msg"]

    def _example(self, fields: Mapping[str, FieldInfo], key: str) -> str:
        """What to write, in terms of the first tracker that the file names."""
        field = fields.get(key)
        examples = (field.examples if field else None) or ["…"]
        trackers = self._document.data.get("trackers")
        first = next(iter(trackers), "notes") if isinstance(trackers, dict) else "notes"
        return str(examples[0]).replace("notes", first)

    def _placed(self, flaw: Flaw) -> tuple[int, str, str]:
        line = flaw.line or self._document.line(flaw.where) or 0
        return line, _way(flaw.where), flaw.words


def near(word: str, known: Iterable[str]) -> str:
    """Return what to say about a word that is not among `known`."""
    names = list(known)
    if meant := nearest(word, names):
        return f"did you mean {quoted(meant)}?"
    if not names or len(names) > _FEW:
        return "`afteraction config schema` lists what there is"
    return f"choose {one_of(names)}"


def _sentence(line: int, way: str, words: str) -> str:
    return f"{way} (line {line}): {words}" if line else f"{way}: {words}"


def _way(where: Where) -> str:
    """`subjects.incidents[0].in`; keys with other characters in brackets."""
    way = ""
    for step in where:
        if isinstance(step, int):
            way += f"[{step}]"
        elif step.replace("-", "_").isidentifier():
            way += f".{step}"
        else:
            way += f"[{quoted(step)}]"
    return way.removeprefix(".") or "the file"


def _in_file(details: ErrorDetails, values: object) -> Where:
    """The way to the value in the file.

    Pydantic's own way has more steps: one for each branch of a union that it tried.
    """
    way: list[str | int] = []
    steps = details["loc"]
    for step in steps:
        if isinstance(values, Mapping) and step in values:
            values = values[str(step)]
        elif isinstance(values, list) and isinstance(step, int):
            values = values[step]
        elif step is not steps[-1] or details["type"] not in _ABSENT:
            continue
        way.append(step)
    return tuple(way)


def _model_at(model: type[Settings], steps: Iterable[str | int]) -> type[Settings]:
    """The model whose keys stand at the end of `steps`."""
    for step in steps:
        if field := _fields(model).get(str(step)):
            model = next(_models_in(field.annotation), model)
    return model


def _models_in(annotation: object) -> Iterator[type[Settings]]:
    if isinstance(annotation, type) and issubclass(annotation, Settings):
        yield annotation
    for inner in get_args(annotation):
        yield from _models_in(inner)


def _fields(model: type[Settings]) -> dict[str, FieldInfo]:
    """A model's fields by their keys in YAML."""
    return {
        str(field.validation_alias or name): field
        for name, field in model.model_fields.items()
    }


def _as_list(value: object) -> str:
    return f"[{value}]" if isinstance(value, str) else "[{…}]"
