"""Keys: how one and the same thing is recognised again (rules 9 and 10).

All keys come from durable ids, never from the configuration's names, so that a
renamed tracker or a fresh ledger leads to the same keys.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Collection

TOKEN = re.compile(r"\bf-[0-9a-f]{4,}\b")
"""A finding's token as it stands in a review: `f-3a9c`."""

_POINTING = "pointing"
_STEP = "step:"


def token_in(text: str) -> str | None:
    """The first token in a text."""
    found = TOKEN.search(text)
    return found[0] if found else None


def digest(*parts: str) -> str:
    """Sixteen hexadecimal digits that stand for these texts, in this order."""
    joined = "\x1f".join(parts).encode()
    return hashlib.sha256(joined).hexdigest()[:16]


def text_digest(text: str) -> str:
    """Digest of a ticket's text, by which a person's edit is noticed."""
    return digest(text.strip())


def uid(realm: str, ticket_id: str) -> str:
    """The durable name of a ticket across all trackers."""
    return f"{realm}#{ticket_id}"


def split_uid(text: str) -> tuple[str, str]:
    """The tracker's realm (which never holds a `#`) and the ticket's id of a `uid`."""
    realm, _, ticket = text.partition("#")
    return realm, ticket


def review_key(subject_uid: str) -> str:
    """The key of the one review of a subject."""
    return f"review-{digest(subject_uid)}"


def write_back_key(review: str, token: str) -> str:
    """The key of the one ticket that carries a finding."""
    return f"{review}.{token}"


def loop_of(key: str) -> str:
    """The key of the review to whose loop a key of any sort belongs."""
    return key.partition("/")[0].partition(".")[0]


def comment_key(review: str, what: str) -> str:
    """The key of a comment of ours on a review."""
    return f"{review}/{what}"


def pointing_key(ticket: str) -> str:
    """The key of the native links between a ticket of ours and what it is about."""
    return comment_key(ticket, _POINTING)


def pointed_key(key: str) -> str | None:
    """The ticket's key in that of its native links; None for another sort of key."""
    ticket, _, what = key.partition("/")
    return ticket if what == _POINTING else None


def step_key(review: str, token: str) -> str:
    """The key of a finding's steps in a standing checklist."""
    return comment_key(review, f"{_STEP}{token}")


def step_token(key: str) -> str | None:
    """The token in a key of steps; None for another sort of key."""
    what = key.partition("/")[2]
    return what.removeprefix(_STEP) if what.startswith(_STEP) else None


def is_comment_key(key: str) -> bool:
    """Whether a key is that of a comment, of links or of steps, not of a ticket."""
    return "/" in key


def new_token(review: str, said: str, taken: Collection[str]) -> str:
    """A token for a finding of `review` that says `said`, unlike those taken.

    It is made from the finding itself, so that a plan that is made twice, or again
    after a crash, names the same one.
    """
    for attempt in range(len(taken) + 1):
        token = f"f-{digest(review, said, str(attempt))[:4]}"
        if token not in taken:
            return token
    return f"f-{digest(review, said)}"
