"""Tokens: secrets that are sent in a header."""

from __future__ import annotations

import re

from afteraction.errors import ConfigError
from afteraction.secret import SecretRef

_SENDABLE = re.compile(r"[!-~]+")


def read_token(token: SecretRef) -> str:
    """The token that a reference stands for.

    Raises `ConfigError` when there is none, or when it can not be sent: a header holds
    one line of ASCII.
    """
    text = token.read()
    if not _SENDABLE.fullmatch(text):
        raise ConfigError(
            f"{token} is no token: a space, a line break or a letter that none has"
            " stands in it",
            "copy the token again, and put nothing else there",
        )
    return text
