"""What a tracker knows of a subject, laid out for its review: no more, no less."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from afteraction.domain.people import People, Person
from afteraction.domain.tickets import CommentMark, Details, Event, SprintFacts
from afteraction.facts import MOST_MOMENTS, IncidentFacts, incident_facts, sprint_story
from tests.unit.a_loop import CLOSED, MINUTE, OPENED, comment, sprint, story, ticket

ADA = Person("Ada Lovelace", (("notes", "ada"),))


def known(details: Details, *people: Person) -> IncidentFacts:
    return incident_facts(details, People(people))


def test_who_is_known_has_a_name() -> None:
    facts = known(story(comment("Is it the cache?", author="ADA")), ADA)

    assert facts.closest == ("Ada Lovelace",)
    assert [m.who for m in facts.timeline] == ["lin", "Ada Lovelace", ""]


def test_an_incidents_facts() -> None:
    facts = known(story(comment("502s since the deploy. All of them.")))

    assert facts.title == "Payments time out at checkout"
    assert (facts.opened, facts.closed, facts.ended) == (OPENED, CLOSED, None)
    assert facts.lasted == timedelta(hours=2, minutes=28)
    assert facts.labels == ("incident", "payments")
    assert facts.closest == ("ada", "lin")
    assert [(moment.who, moment.what) for moment in facts.timeline] == [
        ("lin", "opened"),
        ("lin", "502s since the deploy."),
        ("", "closed as completed"),
    ]
    assert facts.left_out == 0


@pytest.mark.parametrize(
    ("values", "lasted"),
    [
        ({"ended": OPENED + 30 * MINUTE}, 30 * MINUTE),
        ({"closed": None, "ended": OPENED}, timedelta(0)),
        ({"closed": None}, None),
        ({"closed": OPENED - MINUTE}, -MINUTE),
    ],
)
def test_how_long_it_lasted(
    values: dict[str, object], lasted: timedelta | None
) -> None:
    assert known(story(incident=ticket(**values))).lasted == lasted


class TestClosest:
    def closest(self, assignee: str | None, *authors: str) -> tuple[str, ...]:
        comments = [comment("Hm.", author=author) for author in authors]
        incident = ticket(assignee=assignee)
        return known(story(*comments, incident=incident)).closest

    def test_its_assignee_and_those_who_spoke_each_once(self) -> None:
        assert self.closest("ada", "lin", "ada", "sam", "lin") == ("ada", "lin", "sam")

    def test_nobody_is_made_up(self) -> None:
        assert self.closest(None) == ()
        assert self.closest("") == ()

    def test_no_bots(self) -> None:
        assert self.closest("ops-bot", "renovate[bot]", "abbot") == ("abbot",)

    def test_names_of_others_are_inert(self) -> None:
        assert self.closest("@ada") == ("@\u200bada",)


class TestTimeline:
    def test_it_is_in_the_order_in_which_things_happened(self) -> None:
        late, early = comment("Late.", after=90 * MINUTE), comment("Early.")
        facts = known(story(late, early))

        assert [moment.what for moment in facts.timeline] == [
            "opened",
            "Early.",
            "Late.",
            "closed as completed",
        ]

    def test_what_we_said_ourselves_is_no_part_of_the_story(self) -> None:
        ours = replace(comment("Ours."), mark=CommentMark("review-1/remark", "main"))

        assert len(known(story(ours)).timeline) == 2

    def test_a_comment_without_words_of_its_own_keeps_its_place(self) -> None:
        moments = known(story(comment("> quoted\n\n```\ntrace\n```"))).timeline

        assert [moment.what for moment in moments] == [
            "opened",
            "commented",
            "closed as completed",
        ]

    @pytest.mark.parametrize(
        ("comments", "left_out"),
        [
            (MOST_MOMENTS - 2, 0),
            (MOST_MOMENTS - 1, 1),
            (MOST_MOMENTS, 2),
            (10 * MOST_MOMENTS, 9 * MOST_MOMENTS + 2),
        ],
    )
    def test_a_long_one_keeps_its_beginning_and_its_end(
        self, comments: int, left_out: int
    ) -> None:
        said = [
            comment(f"Step {n}.", after=n * MINUTE / 10) for n in range(1, comments + 1)
        ]
        facts = known(story(*said))

        assert facts.left_out == left_out
        assert len(facts.timeline) == comments + 2 - left_out
        assert facts.timeline[0].what == "opened"
        assert facts.timeline[1].what == "Step 1."
        assert facts.timeline[-2].what == f"Step {comments}."
        assert facts.timeline[-1].what == "closed as completed"


def test_words_of_others_are_inert() -> None:
    bad = "@team fixes #12"
    details = story(comment(bad, author=bad), who=bad)
    events = (*details.events, Event(CLOSED, bad, bad))
    incident = ticket(title=bad, labels=(bad,), assignee=bad)
    facts = known(replace(details, ticket=incident, events=events))

    told = (
        facts.title,
        *facts.labels,
        *facts.closest,
        *(word for moment in facts.timeline for word in (moment.who, moment.what)),
    )
    assert "@team" not in "".join(told)
    assert "#12" not in "".join(told)


def test_a_sprints_story() -> None:
    done, still_open = ticket("1"), ticket("2")
    told = sprint_story(SprintFacts(sprint(), (done,), (still_open,), added=0))

    assert told.name == "Sprint 46"
    assert told.goal == "Checkout in two clicks"
    assert (told.start, told.end) == (sprint().start, sprint().end)
    assert (told.done, told.still_open) == ((done,), (still_open,))
    assert told.carried_over is None, "not known is not none"
    assert told.added == 0


def test_a_sprints_words_are_inert() -> None:
    bad = sprint(name="@team", goal="fixes #12")
    told = sprint_story(SprintFacts(bad, (), ()))

    assert (told.name, told.goal) == ("@\u200bteam", "fixes #\u200b12")
