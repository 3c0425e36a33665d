"""Words that stand in an answer's place and are no answer.

What people leave there when they skip a question: a dash, "TBD", a template's hint.
Not here: "none" and "no gap", which are answers, and what an answer means.
"""

from __future__ import annotations

import re

# With every dash, and with spaces that have no width.
_FILLERS = frozenset(
    " -\u2010\u2011\u2012\u2013\u2014\u2015_.…·?*+/|\\`~#>:;,![]()\u200b\u2060\ufeff"
)

_EMPHASIS = "*`"
_AROUND = " -_.:!?()[]{}<>"

_STAND_INS = frozenset(
    {
        "n.a",
        "n/a",
        "na",
        "no answer yet",
        "no response",  # GitHub's issue forms put it where nothing was written
        "none so far",
        "none yet",
        "not yet",
        "nothing yet",
        "t.b.a",
        "t.b.c",
        "t.b.d",
        "tba",
        "tbc",
        "tbd",
        "to be announced",
        "to be confirmed",
        "to be decided",
        "to be defined",
        "to be determined",
        "to do",
        "to-do",
        "todo",
    }
)

_COMMENT = re.compile(r"<!--.*?(?:-->|\Z)", re.DOTALL)
_INSERT = re.compile(r"\{\{[^{}]*\}\}")
# "<a fix>" is a hint, "<https://…>" and "<sam@example.org>" are addresses.
_ANGLED = re.compile(r"<[^<>@]*>")
_BRACKETED = re.compile(r"\([^()]*\)")
_A_HINTS_WORDS = 3


def is_empty(text: str) -> bool:
    """Whether `text` is what people leave in place of an answer.

    That is nothing at all, punctuation only, a word such as "TBD" or "n/a", or a
    template's hint left as it was: `{{ INSERT … }}`, `<a fix>`, a hidden comment, and
    three words or more that are all in round brackets, as in our own form. Two words
    or fewer in brackets may be a name: "(Sam)" is an answer.

    "None", "nothing" and "no" are answers.
    """
    bare = " ".join(_COMMENT.sub(" ", text).split())
    if _is_hint(bare.strip(_EMPHASIS + "_")):
        return True
    word = "".join(char for char in bare.casefold() if char not in _EMPHASIS)
    return word.strip(_AROUND) in _STAND_INS or _FILLERS.issuperset(bare)


def _is_hint(bare: str) -> bool:
    if _INSERT.fullmatch(bare):
        return True
    if _ANGLED.fullmatch(bare):
        return "://" not in bare
    return bool(_BRACKETED.fullmatch(bare)) and len(bare.split()) >= _A_HINTS_WORDS
