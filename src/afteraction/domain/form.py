"""The review's form as data: what it asks, and what people write in its place.

The template `form.md.j2` shows it and `review_form` reads by it, so that both always
mean the same form. Not here: how a line of somebody's Markdown is read (`form_marks`),
and what an answer amounts to (`findings`).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from afteraction.domain.kinds import Kind

QuestionId = Literal["intended", "happened", "gap", "kind"]
FieldId = Literal[
    "what", "owner", "due", "next_try", "checklist", "tracked", "kind", "carried_by"
]
Holds = Literal["text", "person", "day", "words", "kind", "link"]


@dataclass(frozen=True, slots=True)
class Question:
    """One of the four questions; its answer stands below its heading."""

    id: QuestionId
    number: int
    text: str
    beginnings: tuple[str, ...]
    """A heading that begins so is this question, whatever follows."""
    aliases: tuple[str, ...]
    """A heading that says exactly this is the question, if no other one is it."""

    @property
    def heading(self) -> str:
        """The heading as the form has it, without the signs before it."""
        return f"{self.number}. {self.text}"


@dataclass(frozen=True, slots=True)
class Box:
    """The box to tick for one kind."""

    kind: Kind
    meaning: str
    names: tuple[str, ...]
    """What people call the kind, with or without an article."""

    @property
    def text(self) -> str:
        """What stands behind the box."""
        return f"{self.kind}: {self.meaning}"


@dataclass(frozen=True, slots=True)
class Field:
    """A place with a label: `**Owner:** …`."""

    id: FieldId
    label: str
    holds: Holds
    names: tuple[str, ...]
    """Other labels that people use, in lower case."""
    first_only: tuple[str, ...] = ()
    """Labels that mean this only where a line begins: in the middle they are words."""
    asked: bool = True
    """Whether it stands in the blank form; others are read where people add them."""

    @property
    def is_long(self) -> bool:
        """Whether its answer may go on over paragraphs and lists."""
        return self.holds == "text"

    @property
    def may_be_none(self) -> bool:
        """Whether "none" says that there is nothing to say here."""
        return self.holds in ("day", "words", "link")


@dataclass(frozen=True, slots=True)
class Form:
    """The whole form, from top to bottom."""

    guidance: str
    """One paragraph at the top; nothing in it reads as an answer."""
    questions: tuple[Question, ...]
    gap_title: str
    """Stands in a blank block's heading."""
    tick: str
    boxes: tuple[Box, ...]
    say: str
    fields: tuple[Field, ...]
    last: str
    """Keeps the last list apart from the gap's, for Jira's sake (rule 2)."""
    signature: str
    """How our visible last line begins, in a ticket made from the form (rule 11)."""

    @property
    def gap_fields(self) -> tuple[Field, ...]:
        """The fields of a blank block."""
        return tuple(f for f in self.fields if f.asked and f.id != "carried_by")

    @property
    def carried_by(self) -> Field:
        """The one field that belongs to the review as a whole."""
        return self.field("carried_by")

    @property
    def leads(self) -> tuple[str, ...]:
        """The lines that lead to a list and answer nothing."""
        return (self.tick, self.say, self.last)

    def question(self, wanted: QuestionId) -> Question:
        """The question with this id."""
        return next(question for question in self.questions if question.id == wanted)

    def field(self, wanted: FieldId) -> Field:
        """The field with this id."""
        return next(field for field in self.fields if field.id == wanted)


FORM = Form(
    guidance=(
        "Answer in your own words, about what happened and not about who. For a further"
        " gap, copy the block from its heading (###) on. Each gap needs one owner, a"
        ' person, and a date such as 2026-12-01 or "in 2 weeks"; for an inherent limit'
        " the date says when to look at it again, and an experiment needs one only if"
        ' there is a next try. When nothing differed, write "no gap" under 3; 4 stays'
        " empty then."
    ),
    questions=(
        Question(
            "intended",
            1,
            "What did we intend to happen?",
            beginnings=(
                "what did we intend",
                "what did we plan",
                "what did we expect",
                "what did we mean to",
                "what did we want to",
                "what was intended",
                "what was planned",
                "what was expected",
                "what was meant to happen",
                "what was supposed to happen",
                "what should have happened",
            ),
            aliases=(
                "what we intended",
                "what we planned",
                "what we expected",
                "what was the plan",
                "our intention",
                "intention",
                "intended",
                "intent",
                "expected",
                "the plan",
                "plan",
            ),
        ),
        Question(
            "happened",
            2,
            "What actually happened?",
            beginnings=(
                "what actually happened",
                "what really happened",
                "what did actually happen",
                "what did really happen",
                "what has actually happened",
            ),
            aliases=(
                "what happened",
                "what did happen",
                "what has happened",
                "actually happened",
                "happened",
                "actual",
            ),
        ),
        Question(
            "gap",
            3,
            "What gap exists between the two?",
            beginnings=(
                "what gap",
                "what gaps",
                "which gap",
                "which gaps",
                "what is the gap",
                "what's the gap",
                "what was the gap",
                "what are the gaps",
                "where is the gap",
                "what is the difference",
                "what was the difference",
                "what are the differences",
            ),
            aliases=(
                "gap between the two",
                "the gap between the two",
                "the gap",
                "the gaps",
                "gap",
                "gaps",
                "the difference",
                "difference",
                "differences",
                "what was different",
                "why was there a difference",
            ),
        ),
        Question(
            "kind",
            4,
            "Is the gap avoidable, inherent, or a valuable experiment?",
            beginnings=(
                "is the gap avoidable",
                "is this gap avoidable",
                "is each gap avoidable",
                "are the gaps avoidable",
                "was the gap avoidable",
                "is it avoidable",
                "avoidable, inherent",
                "avoidable or inherent",
            ),
            aliases=(
                "what kind of gap is it",
                "what kind of gap",
                "kind of gap",
                "kinds of gaps",
                "kind",
            ),
        ),
    ),
    gap_title="(the gap in a few words)",
    tick="Tick one:",
    boxes=(
        Box(
            Kind.AVOIDABLE,
            "a step or an assumption of ours was wrong; we change how we work",
            ("avoidable",),
        ),
        Box(
            Kind.INHERENT,
            "a real limit that we now know; we change the strategy",
            ("inherent",),
        ),
        Box(
            Kind.EXPERIMENT,
            "it was worth finding out; we change the next question",
            ("valuable experiment", "experiment", "experimental"),
        ),
    ),
    say="And say:",
    fields=(
        Field(
            "what",
            "What changes",
            "text",
            names=(
                "what will change",
                "what we change",
                "what we will change",
                "what do we change",
                "what will we change",
                "what should change",
                "what must change",
                "what needs to change",
                "what has to change",
                "action item",
                "action items",
                "action points",
                "action point",
                "next steps",
                "next step",
                "follow-up",
                "follow-ups",
                "follow-up action",
                "follow-up actions",
            ),
            first_only=("action", "actions", "change", "changes", "to do", "todo"),
        ),
        Field(
            "owner",
            "Owner",
            "person",
            names=(
                "owners",
                "owned by",
                "action owner",
                "assignee",
                "assignees",
                "assigned to",
                "responsible",
                "responsible person",
                "person responsible",
                "accountable",
                "taken by",
                "dri",
            ),
        ),
        Field(
            "due",
            "Due",
            "day",
            names=(
                "due date",
                "due on",
                "due by",
                "deadline",
                "by when",
                "target date",
                "expected date",
                "completion date",
                "look again",
                "look again on",
                "look at it again",
                "look at it again on",
                "eta",
            ),
            first_only=("target",),
        ),
        Field(
            "next_try",
            "Next try",
            "words",
            names=("next attempt", "next experiment", "try next"),
            asked=False,
        ),
        Field(
            "checklist",
            "Checklist",
            "words",
            names=("standing checklist",),
            asked=False,
        ),
        Field(
            "tracked",
            "Tracked in",
            "link",
            names=("tracked at", "tracked as"),
            first_only=("tracked",),
            asked=False,
        ),
        Field(
            "kind",
            "Kind",
            "kind",
            names=("kind of gap", "type of gap", "gap kind", "gap type"),
            first_only=("type", "category"),
            asked=False,
        ),
        Field(
            "carried_by",
            "Carried by",
            "person",
            names=(
                "carrier",
                "carried on by",
                "carried forward by",
                "carried over by",
                "carried into the next cycle by",
                "learning carried by",
                "who carries it",
                "facilitator",
                "facilitated by",
            ),
        ),
    ),
    last="And last, for the whole review:",
    signature="Review of",
)
"""The form that reviews are made from."""
