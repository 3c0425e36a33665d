"""Secrets by reference: where one is to be found, read at the moment of its use.

A `SecretRef` never holds the value, so it can be printed, compared and logged. Not
here: where the configuration allows one (`settings`, `config`).
"""

from __future__ import annotations

import os
import re
from dataclasses import dataclass
from pathlib import Path
from typing import Literal
from urllib.parse import urlsplit

from afteraction.errors import ConfigError

HIDDEN = "***"

# What was read in this process, so that `hide` can take it out of texts that libraries
# made. Shorter values would tear holes into ordinary words.
_read: set[str] = set()
_SHORTEST = 4

# What looks like a secret though it never passed through here: passwords in addresses,
# authorization headers, GitHub's and Atlassian's prefixes
# (https://github.blog/engineering/platform-security/behind-githubs-new-authentication-token-formats/).
_LOOKS_SECRET = (
    (re.compile(r"(?<=://)[^\s/@]+@"), f"{HIDDEN}@"),
    (re.compile(r"(?i)\b(basic|bearer|token)\s+[\w.~+/=-]{8,}"), rf"\1 {HIDDEN}"),
    (re.compile(r"\b(?:gh[oprsu]_|github_pat_|ATATT|ATCTT)[\w=-]+"), HIDDEN),
)


@dataclass(frozen=True, slots=True)
class SecretRef:
    """Where a secret is to be found: `env:NAME` or `file:PATH`."""

    source: Literal["env", "file"]
    name: str
    """The variable's name, or the file's path."""

    def __str__(self) -> str:
        """The reference, as it stands in the configuration."""
        return f"{self.source}:{self.name}"

    def read(self) -> str:
        """The secret itself, without white space around it.

        Raises `ConfigError` when there is nothing to be found.
        """
        value = (self._variable() if self.source == "env" else self._file()).strip()
        if not value:
            raise ConfigError(f"{self} is empty", f"put the secret into {self._where}")
        _remember(value)
        return value

    @property
    def _where(self) -> str:
        if self.source == "env":
            return f"the environment variable {self.name}"
        return f"the file {self.name}"

    def _variable(self) -> str:
        value = os.environ.get(self.name)
        if value is None:
            raise ConfigError(
                f"the environment variable {self.name} is not set",
                f"set {self.name} to the secret before you run afteraction",
            )
        return value

    def _file(self) -> str:
        try:
            return Path(self.name).read_text(encoding="utf-8")
        except OSError as error:
            raise ConfigError(
                f"{self} can not be read: {error.strerror}",
                "put the secret into that file, readable for you alone",
            ) from error
        except UnicodeDecodeError:
            # Not chained: the cause holds the file's bytes.
            raise ConfigError(
                f"{self} is not UTF-8 text", "put nothing but the secret into that file"
            ) from None


def keep_secret(value: str) -> str:
    """`value`, made of secrets: from now on `hide` takes it out of texts as well."""
    _remember(value)
    return value


def hide(text: str) -> str:
    """Return `text` with every secret that we know of, or can recognise, taken out."""
    for value in sorted(_read, key=len, reverse=True):
        text = text.replace(value, HIDDEN)
    for looks, instead in _LOOKS_SECRET:
        text = looks.sub(instead, text)
    return text


def _remember(value: str) -> None:
    """Keep `value`, its lines, and the password in it if it is an address, for `hide`.

    A key has many lines, which stand next to each other in no text that quotes it.
    """
    parts = {value, *value.splitlines()}
    if "://" in value:
        parts.add(_password(value))
    _read.update(part for part in parts if len(part) >= _SHORTEST)


def _password(address: str) -> str:
    try:
        return urlsplit(address).password or ""
    except ValueError:
        return ""
