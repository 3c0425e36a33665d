"""Every name by which people call a field of the form, as one pattern.

For whoever has to notice a field in a text without reading it as a form.
"""

from __future__ import annotations

import re

from afteraction.domain.form import FORM

_names = {
    name
    for field in FORM.fields
    for name in (field.label, *field.names, *field.first_only)
}

FIELD_NAMES = "|".join(
    r"\s+".join(map(re.escape, name.split()))
    for name in sorted(_names, key=lambda name: (-len(name), name))
)
"""An alternation, longest names first; to be matched in any case."""
