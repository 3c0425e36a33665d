"""Who is meant by a name: one person, or a problem that says what to write instead.

The tables hold the near misses: what looks like a person and is none, and what looks
like several and is one.
"""

from __future__ import annotations

import unicodedata

import pytest

from afteraction.domain.inert import inert
from afteraction.domain.people import (
    NotAPerson,
    People,
    Person,
    candidates,
    is_bot,
    read_person,
)

ADA = Person(
    "Ada Lovelace",
    (("notes", "ada"), ("hub", "countess")),
    aliases=("AL", "the countess"),
)
LIN = Person("Lin Chen", (("notes", "lin"), ("mail", "lin@example.org")))
SAM_JONES = Person("Sam Jones", (("notes", "sjones"),))
SAM_WEBER = Person("Sam Weber", (("hub", "weber"),))
AENNE = Person("Änne Öz", (("notes", "aenne"),))
ONE_NAME = Person("名前", (("notes", "namae"),))
AND = Person("Rock and Roll", (("notes", "rnr"),))
HANDLELESS = Person("Bo Nilsson")
BOT = Person("Release-bot", (("notes", "release-bot"),))
EVERYBODY = People(
    (ADA, LIN, SAM_JONES, SAM_WEBER, AENNE, ONE_NAME, AND, HANDLELESS, BOT)
)

CONFIRMED = frozenset(
    {"eve", "jörg", "o-neill", "ada.b", "eve@example.org", "42", "platform", "sre-team"}
)


def who(text: str, *, confirmed: frozenset[str] = CONFIRMED) -> str:
    """The name of the person, or the problem with it."""
    found = read_person(text, EVERYBODY, "notes", confirmed)
    return found.message if isinstance(found, NotAPerson) else found.name


@pytest.mark.parametrize(
    "text",
    [
        "Ada Lovelace",
        "ada lovelace",
        "ADA LOVELACE",
        "  Ada \t Lovelace  ",
        "Ada\u00a0Lovelace",
        "**Ada Lovelace**",
        "_Ada Lovelace_",
        "`ada`",
        "“Ada Lovelace”",
        "Ada Lovelace.",
        "Ada",
        "ada",
        "@ada",
        "@Ada",
        "AL",
        "al",
        "The Countess",
        "countess",
        "@countess",
        "[@ada](https://hub.example/ada)",
        "[Ada Lovelace](mailto:ada@example.org)",
        "[Ada](<work/people/ada (1).md>)",
        "Ada Lovelace (ada)",
        "Ada Lovelace (@ada)",
        "ada (Ada Lovelace)",
        "@ada (Ada)",
        "Ada (ADA)",
        "Ada Lovelace (she/her)",
        "Ada Lovelace (platform)",
        "Platform (Ada Lovelace)",
        "(Ada)",
        "(@ada)",
    ],
)
def test_one_person_in_many_ways_of_writing(text: str) -> None:
    assert who(text) == "Ada Lovelace"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("[@Ada Lovelace](mention:712020:5b-c0)", "Ada Lovelace"),
        ("[@ada](mention:ada)", "Ada Lovelace"),
        ("**[@ada](mention:1)** ", "Ada Lovelace"),
        ("[@Kim Poe](mention:1)", "Kim Poe"),
        ("[@Kim Poe](mention:1)\u00a0\u200b", "Kim Poe"),
        (r"[@Kim Poe \(1\)](mention:1)", "Kim Poe (1)"),
        (r"[@kim\_poe](mention:kim_poe)", "kim_poe"),
        (r"kim\_poe", "kim_poe"),
    ],
)
def test_a_mention_is_a_handle_whatever_it_is_called(text: str, expected: str) -> None:
    confirmed = frozenset({"Kim Poe", "Kim Poe (1)", "kim_poe"})

    assert who(text, confirmed=confirmed) == expected


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("[@Kim Poe](mention:1)", "not known here"),
        ("[@Ops team](mention:1)", "a team or a role"),
        ("[@everyone](mention:1)", "a team or a role"),
        ("[@Ada Lovelace](mention:1) [@Lin Chen](mention:2)", "several"),
        ("[@Ada Lovelace](mention:1)[@Ada Lovelace](mention:2)", "several"),
    ],
)
def test_who_is_mentioned_may_be_nobody_or_several(text: str, why: str) -> None:
    confirmed = frozenset({"Ops team", "everyone"})

    assert why in who(text, confirmed=confirmed)


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("lin@example.org", "Lin Chen"),
        ("LIN@example.org", "Lin Chen"),
        ("Sam Jones", "Sam Jones"),
        ("sjones", "Sam Jones"),
        ("weber", "Sam Weber"),
        ("Änne Öz", "Änne Öz"),
        ("ÄNNE ÖZ", "Änne Öz"),
        ("Änne", "Änne Öz"),
        (unicodedata.normalize("NFD", "Änne Öz"), "Änne Öz"),
        ("名前", "名前"),
        ("Rock and Roll", "Rock and Roll"),
        ("Bo Nilsson", "Bo Nilsson"),
        ("Bo", "Bo Nilsson"),
        ("@release-bot", "Release-bot"),
    ],
)
def test_everybody_who_is_configured(text: str, name: str) -> None:
    assert who(text) == name


@pytest.mark.parametrize(
    ("text", "handle"),
    [
        ("eve", "eve"),
        ("@eve", "eve"),
        ("Eve (eve)", "eve"),
        ("Eve", "eve"),
        ("@EVE", "eve"),
        ("[@eve](https://hub.example/eve)", "eve"),
        ("jörg", "jörg"),
        ("o-neill", "o-neill"),
        ("ada.b", "ada.b"),
        ("eve@example.org", "eve@example.org"),
        ("42", "42"),
    ],
)
def test_a_handle_that_the_tracker_confirmed_is_a_person(
    text: str, handle: str
) -> None:
    found = read_person(text, EVERYBODY, "notes", CONFIRMED)

    assert found == Person(handle, (("notes", handle),))


@pytest.mark.parametrize(
    "text",
    [
        "evee",
        "ev",
        "Eve Adams",
        "Ada Lovelac",
        "Ada Lovelace Byron",
        "Lovelace",
        "Adam",
        "countess of Lovelace",
        "@ada lovelace",
        "me",
        "I",
        "?",
        "@",
        "@@",
        "(@)",
        "",
        "-",
        "x" * 5000,
    ],
)
def test_who_is_not_known_is_a_problem(text: str) -> None:
    found = read_person(text, EVERYBODY, "notes", CONFIRMED)

    assert isinstance(found, NotAPerson)
    assert "not known" in found.message


@pytest.mark.parametrize(
    "text",
    [
        "Ada and Lin",
        "Ada & Lin",
        "Ada + Lin",
        "Ada/Lin",
        "Ada, Lin",
        "Ada; Lin",
        "Ada or Lin",
        "Ada AND Lin",
        "Ada with Lin",
        "@ada, @lin",
        "Ada Lovelace and the platform team",
        "Lovelace, Ada",
        "Ada Lovelace (or Lin)",
        "Ada Lovelace (and Lin)",
        "Ada Lovelace (with eve)",
        "Lin, Sam Jones (ada)",
        "[Ada](a.md), [Lin](l.md)",
        "eve, lin",
    ],
)
def test_several_are_never_one(text: str) -> None:
    assert "several" in who(text)


@pytest.mark.parametrize(
    "text",
    ["Ada Lovelace (lin)", "lin (Ada)", "Ada (Lin Chen)", "eve (ada)", "Ada (@eve)"],
)
def test_a_name_and_a_handle_of_another_are_two(text: str) -> None:
    assert "two" in who(text)


@pytest.mark.parametrize(
    "text",
    [
        "Team",
        "the team",
        "platform",
        "@platform",
        "Platform team",
        "everyone",
        "on-call",
        "SRE",
        "@sre-team",
        "sre-team",
        "Support (level 2)",
        "Engineering manager",
        "PO",
        "scribe",
        "whoever is on call",
        "the author of this",
    ],
)
def test_a_team_or_a_role_is_nobody_even_if_the_tracker_knows_it(text: str) -> None:
    assert "team or a role" in who(text)


@pytest.mark.parametrize("text", ["nobody", "No one", "somebody"])
def test_nobody_is_no_person(text: str) -> None:
    assert who(text) == f"is given as “{text}”; name one person"


@pytest.mark.parametrize("text", ["Sam", "sam", "Sam (platform)"])
def test_an_ambiguous_first_name_says_who_it_could_be(text: str) -> None:
    said = who(text)

    assert "Sam Jones, Sam Weber" in said
    assert "full name" in said


def test_a_first_name_that_is_also_somebody_elses_handle_is_ambiguous() -> None:
    """The tracker knows another "bo" and another "countess" than the configuration."""
    assert who("Lin") == "Lin Chen"
    for text, other in (("Änne", "Änne"), ("countess", "countess")):
        said = who(text, confirmed=CONFIRMED | {other})
        assert "could be" in said, text
    assert who("@ada", confirmed=CONFIRMED | {"ada"}) == "Ada Lovelace"
    assert who("AL", confirmed=CONFIRMED | {"AL"}) == "Ada Lovelace"


def test_who_has_no_handle_here_is_found_by_handles_elsewhere() -> None:
    found = read_person("weber", EVERYBODY, "notes")

    assert found == SAM_WEBER
    assert SAM_WEBER.handle("notes") is None


@pytest.mark.parametrize(
    "text", ["dependabot[bot]", "@dependabot[bot]", "renovate-bot", "ci_bot", "Bot"]
)
def test_a_bot_is_nobody_even_if_the_tracker_knows_it(text: str) -> None:
    handle = text.removeprefix("@")

    assert "bot" in who(text, confirmed=frozenset({handle}))
    assert "bot" in who(text)


@pytest.mark.parametrize(
    ("handle", "expected"),
    [
        ("dependabot[bot]", True),
        ("Renovate-Bot", True),
        ("ci_bot", True),
        ("afteraction", True),
        ("bot", True),
        ("abbot", False),
        ("talbot", False),
        ("botond", False),
        ("bot-ond", False),
        ("ada", False),
        ("", False),
    ],
)
def test_is_bot(handle: str, expected: bool) -> None:
    assert is_bot(handle) is expected


@pytest.mark.parametrize(
    "name", ["ada@example.org", "snake_case", "_ada_", "o'neill", "a.b+c", "@ada"]
)
def test_a_name_copied_from_a_ticket_of_ours_is_the_same_name(name: str) -> None:
    """There it was made inert: with signs that nobody sees."""
    person = Person("Ada", (("notes", name.removeprefix("@")),))

    found = read_person(inert(name), People((person,)), "notes")

    assert found == person


@pytest.mark.parametrize(
    ("text", "asked"),
    [
        ("ada", ("ada",)),
        ("@ada", ("ada",)),
        ("Ada Lovelace", ()),
        ("Ada Lovelace (ada)", ("ada",)),
        ("ada (lin)", ("ada", "lin")),
        ("[@ada](https://hub.example/ada)", ("ada",)),
        ("**ada**.", ("ada",)),
        ("ada@example.org", ("ada@example.org",)),
        ("dependabot[bot]", ("dependabot[bot]",)),
        ("jörg", ("jörg",)),
        ("(ada)", ("ada",)),
        ("[@Kim Poe](mention:712020:5b)", ("Kim Poe",)),
        ("Kim Poe", ()),
        ("ada, lin", ()),
        ("acme/platform", ()),
        ("", ()),
        ("@", ()),
        ("-", ()),
    ],
)
def test_the_handles_to_ask_a_tracker_about(text: str, asked: tuple[str, ...]) -> None:
    assert candidates(text) == asked


@pytest.mark.parametrize("text", ["Eve", "ada (eve)", "@jörg", "42", "(eve)"])
def test_whoever_is_found_by_being_confirmed_was_asked_about(text: str) -> None:
    found = read_person(text, People(), "notes", candidates(text))

    assert isinstance(found, Person) or "two" in found.message


class TestByHandle:
    def test_in_its_tracker_alone_and_in_any_case(self) -> None:
        assert EVERYBODY.by_handle("hub", "Countess") == ADA
        assert EVERYBODY.by_handle("notes", "countess") is None
        assert EVERYBODY.by_handle("nowhere", "ada") is None

    def test_no_handle_is_nobodys(self) -> None:
        assert EVERYBODY.by_handle("notes", "") is None
        assert EVERYBODY.by_handle("nowhere", "") is None

    def test_a_name_where_there_is_one(self) -> None:
        assert EVERYBODY.name("notes", "ADA") == "Ada Lovelace"
        assert EVERYBODY.name("notes", "eve") == "eve"
        assert EVERYBODY.name("notes", "") == ""
