"""Reviews' texts in the hands of people and of a test, without the loop's own parser.

Only for texts that `house.filled` wrote: what people do to single blocks of them, and
what an onlooker would say that stands in them.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass

LONG_OVER = "2026-11-10"
"""A day before all that happens here: nobody can mean it as a due date."""
LAST = "And for the whole review:"
CHECKLIST = "- **Checklist:** "
KNOWN = ("ada", "lin", "Ada Lovelace", "Lin Chen", "@lin")
_BLOCK = re.compile(rf"^### .*?(?=^### |^{LAST}|^---$|\Z)", re.MULTILINE | re.DOTALL)
_TRACKED = re.compile(r"^- \*\*Tracked in:\*\*(.*)$\n?", re.MULTILINE)
_DUE = re.compile(r"^(- \*\*Due:\*\*)(.*)$", re.MULTILINE)
_ISO = re.compile(r"\d{4}-\d\d-\d\d")


@dataclass(frozen=True, slots=True)
class Block:
    """One gap, as it stands in a review."""

    text: str

    @property
    def tracked(self) -> str:
        """What stands behind *Tracked in*."""
        found = _TRACKED.search(self.text)
        return found[1].strip() if found else ""

    @property
    def kinds(self) -> list[str]:
        """The kinds that are ticked."""
        return re.findall(r"^- \[x\] (\w+):", self.text, re.MULTILINE)

    @property
    def goes_into_a_list(self) -> bool:
        """Whether it names a checklist, and is not tracked anywhere yet."""
        return CHECKLIST in self.text and self.tracked.partition(" ")[0] in (
            "",
            "opening",
        )

    @property
    def complete(self) -> bool:
        """Whether it says everything that a finding needs."""
        owner = re.search(r"^- \*\*Owner:\*\*(.*)$", self.text, re.MULTILINE)
        what = re.search(
            r"\*\*What changes:\*\*(.*?)^- \*\*Own", self.text, re.M | re.S
        )
        return (
            len(self.kinds) == 1
            and (self.kinds == ["avoidable"] or not self.goes_into_a_list)
            and f"**Due:** {LONG_OVER}" not in self.text
            and bool(what and what[1].strip())
            and bool(owner and owner[1].strip() in KNOWN)
        )


def is_filled(text: str) -> bool:
    """Whether people have answered the questions."""
    return "A quiet deploy." in text


def blocks(text: str) -> list[Block]:
    """The gaps of a review that was filled in."""
    return (
        [Block(found[0]) for found in _BLOCK.finditer(text)] if is_filled(text) else []
    )


def with_block(text: str, which: int, change: Callable[[str], str]) -> str:
    """The text with one of its blocks changed; as it was where it has none."""
    found = list(_BLOCK.finditer(text)) if is_filled(text) else []
    if not found:
        return text
    block = found[which % len(found)]
    return text[: block.start()] + change(block[0]) + text[block.end() :]


def with_gap(text: str, gap: str) -> str:
    """One gap more, below the others."""
    return text.replace(LAST, f"{gap}\n{LAST}", 1) if is_filled(text) else text


def twice(block: str) -> str:
    """Copied, with whatever stands in it."""
    return f"{block.rstrip()}\n\n{block}"


def retitled(block: str) -> str:
    """The same gap in other words."""
    return block.replace("### ", "### Still: ", 1)


def of_other_kind(block: str) -> str:
    """Avoidable and inherent change places, or one of them is ticked."""
    ticked = {"avoidable": "inherent", "inherent": "avoidable"}
    kinds = Block(block).kinds
    to = ticked.get(kinds[0], "avoidable") if kinds else "avoidable"
    return block.replace("[x]", "[ ]").replace(f"[ ] {to}", f"[x] {to}", 1)


def owned(block: str) -> str:
    """It has one owner now, whatever it had before."""
    return re.sub(r"^(- \*\*Owner:\*\*).*$", r"\1 lin", block, flags=re.MULTILINE)


def disowned(block: str) -> str:
    """It has no owner any more."""
    return re.sub(r"^(- \*\*Owner:\*\*).*$", r"\1", block, flags=re.MULTILINE)


def untracked(block: str) -> str:
    """Nothing says any more where it is tracked."""
    return _TRACKED.sub("", block)


def taken_out(block: str) -> str:
    """The gap is no gap any more."""
    del block
    return ""


def linked(link: str) -> Callable[[str], str]:
    """A person says where it is tracked."""
    return lambda block: f"{untracked(block).rstrip()}\n- **Tracked in:** {link}\n\n"


def without_ours(text: str) -> str:
    """The text as it would be had the loop never written into it."""
    return re.sub(r"\n+", "\n", _DUE.sub(r"\1", _TRACKED.sub("", text)))


def dues(text: str) -> list[str]:
    """What stands behind each *Due*."""
    return [found[2].strip() for found in _DUE.finditer(text)]


def only_made_exact(before: list[str], after: list[str]) -> bool:
    """Whether due dates are as they were, or ISO where they were in words."""
    return len(before) == len(after) and all(
        old == new or (old and not _ISO.fullmatch(old) and _ISO.fullmatch(new))
        for old, new in zip(before, after, strict=True)
    )
