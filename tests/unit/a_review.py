"""Reviews for the tests of the form: rendered, filled in, and edited as a tracker does.

`apply` is what a tracker promises: an edit goes to one line, the others stay as they
are, and two edits of one text do not get in each other's way.
"""

from __future__ import annotations

from collections.abc import Sequence
from zoneinfo import ZoneInfo

from afteraction.domain.form import FORM
from afteraction.domain.reviews import Gap, ReviewText
from afteraction.domain.tickets import Line, LineEdit
from afteraction.rendering import Renderer
from afteraction.review_form import read_review

BOXES = """\
- [{a}] avoidable: a step or an assumption of ours was wrong; we change how we work
- [{i}] inherent: a real limit that we now know; we change the strategy
- [{e}] experiment: it was worth finding out; we change the next question"""


def boxes(ticked: str = "") -> str:
    """The three boxes, those whose first letters are in `ticked` with an x."""
    return BOXES.format(**{kind: "x" if kind in ticked else " " for kind in "aie"})


FIELDS = """\
- **What changes:** An alert at 80 %
- **Owner:** @ada
- **Due:** 2026-12-01"""


def block(
    title: str = "The alert came late", *, ticked: str = "a", fields: str = FIELDS
) -> str:
    """One gap, filled in."""
    return f"### {title}\n\nTick one:\n\n{boxes(ticked)}\n\nAnd say:\n\n{fields}\n"


def review(*blocks: str, gap: str = "The alert came an hour late.") -> str:
    """A whole review with these blocks under the fourth question."""
    below = "\n".join(blocks)
    return f"""\
## 1. What did we intend to happen?

Deploy without anybody noticing.

## 2. What actually happened?

Checkout was down for an hour.

## 3. What gap exists between the two?

{gap}

## 4. Is the gap avoidable, inherent, or a valuable experiment?

{below}
And last, for the whole review:

- **Carried by:** @lin
"""


def rendered_form() -> str:
    """The blank form, as a review gets it."""
    return Renderer(None, ZoneInfo("UTC")).render("form.md.j2", form=FORM)


def lines(text: str) -> tuple[Line, ...]:
    """The lines of a text, with anchors as the Markdown tracker gives them."""
    return tuple(Line(str(at), line) for at, line in enumerate(text.split("\n"), 1))


def read(text: str) -> ReviewText:
    """The review in a text."""
    return read_review(lines(text))


def only_gap(text: str) -> Gap:
    """The one gap in a review."""
    (gap,) = read(text).gaps
    return gap


def is_blank(found: ReviewText) -> bool:
    """Whether nothing at all was filled in."""
    answers = (found.intended, found.happened, found.gap, found.carried_by)
    return not any(answers) and not found.gaps and not found.no_gap


def messages(text: str) -> list[str]:
    """All that is wrong with a review, its gaps' problems first."""
    found = read(text)
    problems = [problem for gap in found.gaps for problem in gap.problems]
    return [problem.message for problem in (*problems, *found.problems)]


def apply(text: str, edits: Sequence[LineEdit]) -> str:
    """The text with edits made in the lines where they belong."""
    result: list[str] = []
    for line in lines(text):
        instead = [e for e in edits if e.line == line and e.where == "instead"]
        assert len(instead) <= 1, "two edits want the same line"
        result.append(instead[0].text if instead else line.text)
        result += [e.text for e in edits if e.line == line and e.where == "after"]
    assert all(edit.line in lines(text) for edit in edits), "an edit has no line"
    return "\n".join(result)
