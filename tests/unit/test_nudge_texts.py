"""What our comments say: whole texts, and other people's words that do nothing in them.

The snapshots are read by people: `pytest --snapshot-update`, then look at the diff.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import date

import pytest
from markdown_it import MarkdownIt
from syrupy.assertion import SnapshotAssertion
from syrupy.extensions.single_file import SingleFileSnapshotExtension, WriteMode

from afteraction.domain.command_table import (
    COMMANDS,
    read_commands,
)
from afteraction.domain.commands import (
    Misread,
)
from afteraction.domain.gathering import gathered
from afteraction.domain.kinds import Kind
from afteraction.domain.reminders import Duty, nudges_due
from afteraction.domain.tickets import Role
from afteraction.nudge_samples import COMMAND_SAMPLES, nudge_samples
from afteraction.nudge_texts import NudgeTexts
from afteraction.rendering import Renderer
from tests.unit.a_loop import Names
from tests.unit.a_loop import ticket as incident
from tests.unit.domain.duties import ADA, BERLIN, LIN, RULES, at, done, duty, ticket
from tests.unit.test_ticket_texts import ALIVE, HOSTILE

SPOKEN_ON = (Role.WRITE_BACK, Role.REVIEW)
TEXTS = NudgeTexts(
    Renderer(None, BERLIN), {"notes": Names(), "sample": Names("not planned")}
)
TODAY = date(2026, 12, 4)
SAID_ON = date(2026, 11, 18)
WORK = duty(subject=incident())
REMINDED = {"review-1.f-0107/remind:2026-12-01:+3": at("2026-12-04T09:00")}


class _Markdown(SingleFileSnapshotExtension):
    """A file of its own, to be read like the comment itself."""

    _write_mode = WriteMode.TEXT
    file_extension = "md"


@pytest.fixture
def whole(snapshot: SnapshotAssertion) -> SnapshotAssertion:
    return snapshot.use_extension(_Markdown)


def said(when: str, *duties: Duty, again: bool = False) -> str:
    """The one comment that is made at this time, by rule and by template."""
    before = REMINDED if again else {}
    now = at(when)
    nudges = [n for one in duties for n in nudges_due(one, RULES, before, now)]
    (message,) = gathered(nudges, (), RULES, now).messages
    return TEXTS.message(message, now.date())


def answer(comment: str, role: Role = Role.WRITE_BACK) -> str:
    found = read_commands(comment, role, said_on=SAID_ON)
    return TEXTS.answer("sample", role, found)


class TestWholeTexts:
    @pytest.mark.parametrize("day", ["27", "30"])
    def test_reminder_before_the_day(self, day: str, whole: SnapshotAssertion) -> None:
        assert said(f"2026-11-{day}T10:00", WORK) == whole

    @pytest.mark.parametrize("day", ["01", "02", "04"])
    def test_reminder_from_the_day_on(self, day: str, whole: SnapshotAssertion) -> None:
        assert said(f"2026-12-{day}T10:00", WORK) == whole

    def test_reminder_where_the_subject_may_not_be_told(
        self, whole: SnapshotAssertion
    ) -> None:
        assert said("2026-12-04T10:00", replace(WORK, tells=False)) == whole

    def test_reminder_of_a_next_try(self, whole: SnapshotAssertion) -> None:
        one = duty(kind=Kind.EXPERIMENT, next_try=True, title="Retry with a pause")

        assert said("2026-12-04T10:00", one) == whole

    def test_reminder_of_several(self, whole: SnapshotAssertion) -> None:
        limit = duty("0109", kind=Kind.INHERENT, title="Logs are kept for a week")
        late = duty("0108", due=date(2026, 11, 24), title="No one could roll back")

        assert said("2026-12-04T10:00", WORK, limit, late) == whole

    def test_look_again(self, whole: SnapshotAssertion) -> None:
        assert said("2026-12-01T10:00", replace(WORK, kind=Kind.INHERENT)) == whole

    @pytest.mark.parametrize("nobody", [{"owner": None}, {"owner_left": True}])
    def test_look_again_where_nobody_has_it(
        self, nobody: dict[str, object], whole: SnapshotAssertion
    ) -> None:
        limits = [duty(kind=Kind.INHERENT, **nobody)]
        assert said("2026-12-01T10:00", *limits).startswith("@lin, the day has come")

        limits.append(duty("0108", kind=Kind.INHERENT, owner=LIN))
        assert said("2026-12-01T10:00", *limits) == whole(name="several")

    def test_escalation(self, whole: SnapshotAssertion) -> None:
        assert said("2026-12-08T10:00", WORK, again=True) == whole

    def test_escalation_because_the_owner_is_gone(
        self, whole: SnapshotAssertion
    ) -> None:
        assert said("2026-12-08T10:00", replace(WORK, owner_left=True)) == whole

    def test_escalation_because_nobody_owns_it(self, whole: SnapshotAssertion) -> None:
        assert said("2026-12-08T10:00", duty(owner=None)) == whole

    def test_escalation_of_several(self, whole: SnapshotAssertion) -> None:
        gone = duty("0108", owner_left=True, title="No one could roll back")
        nobody = duty("0109", owner=None, title="The page was out of date")

        assert said("2026-12-08T10:00", WORK, gone, nobody, again=True) == whole

    def test_question(self, whole: SnapshotAssertion) -> None:
        finished = done("2026-12-02T15:00", subject=incident())

        assert said("2027-01-04T10:00", finished) == whole

    @pytest.mark.parametrize("role", SPOKEN_ON)
    def test_help(self, role: Role, whole: SnapshotAssertion) -> None:
        assert TEXTS.help(role) == whole

    def test_answer_to_one(self, whole: SnapshotAssertion) -> None:
        assert answer("/due Friday the vendor is late.") == whole

    def test_answer_to_many(self, whole: SnapshotAssertion) -> None:
        comment = "\n".join(
            (
                "/done https://example.org/change/41",
                "/due Friday the vendor is late",
                "/decline it is gone",
                "/owner @lin",
                "/recurs platform#12",
                "/yes",
                "/no",
                "/due soon",
                "/avoidable the alarm came late",
                "/help",
            )
        )

        assert answer(comment) == whole

    def test_answer_on_a_review(self, whole: SnapshotAssertion) -> None:
        assert answer("/avoidable the alarm came late\n/done", Role.REVIEW) == whole

    def test_answer_to_a_call_for_help(self, whole: SnapshotAssertion) -> None:
        assert answer("/help", Role.REVIEW) == whole


def texts(words: str) -> Iterator[str]:
    """Every text of ours, with these words in all places in which people write."""
    about = ticket(title=words, assignee=words, closed=at("2026-12-02T15:00"))
    for message in nudge_samples(replace(about, tracker="sample")):
        yield TEXTS.message(message, TODAY)
    for role in SPOKEN_ON:
        spoken = [f"{spec.example} {words}" for spec in COMMANDS]
        yield answer("\n\n".join(spoken), role)
        yield TEXTS.answer("sample", role, [Misread("/due", f"“{words}” is no day")])
        yield TEXTS.answer("sample", role, COMMAND_SAMPLES)


@pytest.mark.parametrize("words", HOSTILE)
def test_words_of_others_make_nothing_and_wake_nobody(words: str) -> None:
    parser = MarkdownIt("commonmark").enable(["table", "strikethrough"])
    for text in texts(words):
        for token in parser.parse(text):
            assert token.type not in {"html_block", "table_open", "blockquote_open"}
            for child in token.children or ():
                assert child.type not in {"html_inline", "image", "s_open"}
                if child.type == "link_open":
                    assert child.attrs["href"] == "0107.md"
                if child.type == "text":
                    found = [name for name, one in ALIVE.items() if _lives(one, child)]
                    assert found == [], child.content


def _lives(pattern: re.Pattern[str], child: object) -> bool:
    """Whether words of a text do something; who is asked for help is mentioned."""
    ours = str(getattr(child, "content", "")).removeprefix("@ada, ")
    return pattern.search(ours) is not None


@pytest.mark.parametrize("words", [*HOSTILE, "/done", "a\n/done\n\n/decline b"])
def test_nothing_that_we_say_is_a_command(words: str) -> None:
    for text in texts(words):
        for role in SPOKEN_ON:
            assert read_commands(text, role, said_on=SAID_ON) == ()


def test_nobody_is_mentioned_but_who_is_asked_for_help() -> None:
    here = ticket(closed=at("2026-12-02T15:00"), tracker="sample")
    mentions = {
        (message.voice, who)
        for message in nudge_samples(here)
        for who in re.findall(r"(?<!`/owner )@\w+", TEXTS.message(message, TODAY))
    }

    assert mentions == {("escalation", "@ada")}


def test_whoever_has_no_handle_there_is_called_by_name() -> None:
    elsewhere = replace(ADA, handles=(("plans", "ada.l"),))
    one = duty(owner=None, carrier=elsewhere)

    assert said("2026-12-08T10:00", one).startswith("Ada Lovelace, ")


def test_what_may_not_be_told_is_nowhere() -> None:
    private = incident(title="Secret subject", labels=("secret",), assignee="secret")
    for when in ("2026-12-01T10:00", "2026-12-04T10:00"):
        for several in (False, True):
            hidden = duty(subject=private, tells=False)
            duties = (hidden, duty("2")) if several else (hidden,)
            assert "secret" not in said(when, *duties).casefold()
