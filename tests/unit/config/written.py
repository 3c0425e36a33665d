"""Configurations as people write them, whole and with one part put otherwise."""

from __future__ import annotations

from pathlib import Path

from afteraction.config import Config, parse_config
from afteraction.errors import ConfigError
from afteraction.integrations import all_settings

TRACKERS = """\
trackers:
  notes: {type: markdown, path: ./work}
"""
SUBJECTS = """\
subjects:
  incidents: [{in: notes, labels: [incident]}]
  since: 2026-11-01
"""
WRITE_BACK = """\
write_back:
  avoidable: {in: notes, labels: [checklist]}
  inherent: {in: notes, labels: [constraint]}
  experiment: {in: notes, labels: [learning]}
"""
FILE = Path("team", "afteraction.yml")


def written(
    rest: str = "",
    *,
    trackers: str = TRACKERS,
    subjects: str = SUBJECTS,
    write_back: str = WRITE_BACK,
) -> str:
    """Return the text of a configuration that is right, but for what is given."""
    return trackers + subjects + write_back + rest


def read(text: str, file: Path = FILE) -> Config:
    """Read a text as if it stood in `file`."""
    return parse_config(text, file, all_settings())


def told(text: str) -> str:
    """Return everything that is said about a text that is wrong."""
    try:
        read(text)
    except ConfigError as error:
        return "\n  ".join([error.message, *error.problems, error.hint])
    return "nothing"
