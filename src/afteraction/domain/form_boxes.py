"""The boxes that a kind is chosen with, and kinds by their names.

Never a guess: a box counts as ticked when a tick is in it, and other signs are told.
What two ticks mean is said in `form_gaps`.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

from afteraction.domain.form import FORM
from afteraction.domain.form_marks import BULLET, loose, name_key
from afteraction.domain.form_rows import Row
from afteraction.domain.kinds import Kind


@dataclass(frozen=True, slots=True)
class BoxMark:
    """A box of the form in a line."""

    kinds: tuple[Kind, ...]
    sign: str
    """What stands in the box."""
    ticked: bool
    unclear: bool
    """Something stands in it, and it is no tick."""
    exact: bool
    """Whether the kind's name or the form's own words stand behind it, and no more."""


_BOX = re.compile(
    r"\s*[*_]*(?:\[(?P<square>[^\[\]\u200b]{0,8})\]|\((?P<round>[ xX✓✔]?)\)"
    r"|(?P<glyph>[☐☑☒✅]))[*_]*\s*(?P<text>.*)"
)
_TICKS = frozenset("x × ✓ ✔ ✔\ufe0f ✅ ☑ ☒ v y yes".split())  # noqa: RUF001
_NO_TICK = " \t_.-–—☐"  # noqa: RUF001 - people's dashes

_KIND_OF = {name: box.kind for box in FORM.boxes for name in box.names}
_KIND_NAMES = "|".join(sorted(map(loose, _KIND_OF), key=len, reverse=True))
_KIND = re.compile(
    rf"[\s*_\"“”'(]*(?:an?\s+)?(?P<name>{_KIND_NAMES})(?!\w)", re.IGNORECASE
)
_AND_KIND = re.compile(
    r"[\s*_]*(?:(?:[,/&+|;]|\bor\b|\band\b)[\s*_]*)+(?=\w)", re.IGNORECASE
)
_SIGNS = " \t*_\"“”').:;,-–—\\"  # noqa: RUF001 - people's dashes
_WORDS_OF_OURS = 3


def box_of(row: Row) -> BoxMark | None:
    """The box of a kind in a line; boxes before other words are none of the form's."""
    bullet = BULLET.match(row.bare)
    found = _BOX.match(row.bare, bullet.end() if bullet else 0)
    if found is None:
        return None
    kinds, rest = kinds_in(found["text"])
    if not kinds:
        return None
    sign = (found["square"] or found["round"] or found["glyph"] or "").strip()
    ticked = sign.casefold() in _TICKS
    return BoxMark(
        kinds=kinds,
        sign=sign,
        ticked=ticked,
        unclear=not ticked and bool(sign.strip(_NO_TICK)),
        exact=not rest.strip(_SIGNS) or _is_our_text(kinds[0], rest),
    )


def kinds_in(text: str) -> tuple[tuple[Kind, ...], str]:
    """The kinds that a text begins with, several if it lists several, and the rest."""
    kinds: list[Kind] = []
    place = 0
    while found := _KIND.match(text, place):
        kinds.append(_KIND_OF[name_key(found["name"])])
        joined = _AND_KIND.match(text, found.end())
        place = found.end()
        if joined is None or not _KIND.match(text, joined.end()):
            break
        place = joined.end()
    return in_order(kinds), text[place:]


def in_order(kinds: Iterable[Kind]) -> tuple[Kind, ...]:
    """Each of `kinds` once, in the form's order."""
    chosen = set(kinds)
    return tuple(box.kind for box in FORM.boxes if box.kind in chosen)


def _is_our_text(kind: Kind, rest: str) -> bool:
    """Whether the form's own words follow."""
    box = next(box for box in FORM.boxes if box.kind is kind)
    ours = box.meaning.casefold().split()[:_WORDS_OF_OURS]
    return rest.casefold().lstrip(_SIGNS).split()[:_WORDS_OF_OURS] == ours
