"""What decoding may raise, whoever wrote what is decoded: servers, proxies, strangers.

A RecursionError is msgspec's word for lists within lists within lists, which anybody
may write into a comment, or into a property of an issue.
"""

from __future__ import annotations

import re
from typing import Final

import msgspec

UNREADABLE = (msgspec.DecodeError, UnicodeDecodeError, RecursionError)

DEEPEST: Final = 100
"""Lists and objects within each other; no answer that means something has so many."""
_PIECE = re.compile(rb'"(?:[^"\\]|\\.)*"|[\[\]{}]', re.DOTALL)


def shallow(data: bytes) -> bytes:
    """JSON without what lies deeper than anything that is meant: null instead.

    What one stranger wrote must not make the rest of an answer unreadable. Nothing is
    checked: what was no JSON stays none.
    """
    kept: list[bytes] = []
    depth = begins = 0
    for piece in _PIECE.finditer(data):
        sign = piece[0]
        if sign in b"[{":
            depth += 1
            if depth == DEEPEST:
                kept += [data[begins : piece.start()], b"null"]
        elif sign in b"]}":
            depth -= 1
            if depth == DEEPEST - 1:
                begins = piece.end()
    if depth < DEEPEST:
        kept.append(data[begins:])
    return b"".join(kept)
