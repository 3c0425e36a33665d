"""What decoding may raise, whoever wrote what is decoded: servers, proxies, strangers.

A RecursionError is msgspec's word for lists within lists within lists, which anybody
may write into a comment.
"""

from __future__ import annotations

import msgspec

UNREADABLE = (msgspec.DecodeError, UnicodeDecodeError, RecursionError)
