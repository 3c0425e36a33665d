"""The registry of trackers: lazy, typed, and open to others."""

from __future__ import annotations

import subprocess
import sys
from importlib.metadata import EntryPoint, EntryPoints

import pytest

from afteraction import integrations
from afteraction.errors import ConfigError
from afteraction.integrations import (
    TRACKERS,
    Entry,
    all_settings,
    known_types,
    load,
    settings_model,
    tracker_class,
)
from afteraction.integrations.markdown.settings import MarkdownSettings

# What a distribution of others would hold, in a module that can be imported.
MARKDOWN = "afteraction.integrations.markdown.settings:MarkdownSettings"
OTHERS = Entry(settings=MARKDOWN, tracker="pathlib:Path")
NO_SETTINGS = Entry(settings="pathlib:Path", tracker="sys:path")


def _install(monkeypatch: pytest.MonkeyPatch, **values: str) -> None:
    points = EntryPoints(
        EntryPoint(name, f"{__name__}:{value}", integrations.GROUP)
        for name, value in values.items()
    )
    monkeypatch.setitem(sys.modules, __name__, sys.modules[__name__])
    monkeypatch.setattr(integrations, "entry_points", lambda group: points)


@pytest.mark.parametrize("type_name", TRACKERS)
def test_every_built_in_type_has_settings(type_name: str) -> None:
    settings_model(type_name)


def test_nothing_is_imported_before_it_is_used() -> None:
    code = (
        "import sys; import afteraction.integrations as i; i.known_types(); "
        "print({'pydantic', 'yaml', 'jira', 'github'} & set(sys.modules))"
    )
    answer = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True
    )

    assert answer.stdout == "set()\n"


def test_an_unknown_type() -> None:
    with pytest.raises(ConfigError, match="there is no type of tracker 'trello'"):
        settings_model("trello")


def test_others_add_theirs(monkeypatch: pytest.MonkeyPatch) -> None:
    _install(monkeypatch, others="OTHERS")

    assert known_types() == (*TRACKERS, "others")
    assert settings_model("others") is MarkdownSettings
    assert tracker_class("others").__name__ == "Path"


def test_nobody_takes_a_built_in_name(monkeypatch: pytest.MonkeyPatch) -> None:
    _install(monkeypatch, markdown="NO_SETTINGS")

    assert known_types() == tuple(TRACKERS)
    assert settings_model("markdown") is MarkdownSettings


def test_what_is_installed_may_be_broken(monkeypatch: pytest.MonkeyPatch) -> None:
    _install(monkeypatch, a="NOTHING", b="MARKDOWN", c="NO_SETTINGS")

    for name, why in (
        ("a", "has no attribute 'NOTHING'"),
        ("b", "is no afteraction.integrations.Entry"),
        ("c", "its settings are no TrackerSettings"),
    ):
        with pytest.raises(ConfigError, match=why):
            settings_model(name)
    with pytest.raises(ConfigError, match="its tracker is no class"):
        tracker_class("c")


def test_a_broken_type_disturbs_no_other(monkeypatch: pytest.MonkeyPatch) -> None:
    _install(monkeypatch, broken="NOTHING")
    settings = all_settings()

    assert list(settings) == [*TRACKERS, "broken"]
    assert "broken" in settings
    assert settings["markdown"] is MarkdownSettings
    assert settings.get("trello") is None


@pytest.mark.parametrize("path", ["afteraction.nowhere:X", "pathlib:Nothing"])
def test_a_class_that_is_not_there(path: str) -> None:
    with pytest.raises(ConfigError, match=f"{path} can not be loaded"):
        load(path)
