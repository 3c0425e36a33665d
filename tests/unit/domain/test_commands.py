"""What people say to us in comments, and everything that only looks like it."""

from __future__ import annotations

from datetime import date
from time import process_time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from afteraction.domain.command_table import (
    COMMANDS,
    Spec,
    commands_for,
    person_meant,
    read_commands,
    said_in,
)
from afteraction.domain.commands import (
    AskHelp,
    Command,
    Decline,
    Done,
    GiveTo,
    Holds,
    Misread,
    NameGap,
    NewDue,
    Recurs,
    name_of,
    not_allowed,
)
from afteraction.domain.comment_lines import (
    Spoken,
    command_lines,
    may_hold_commands,
)
from afteraction.domain.kinds import Kind
from afteraction.domain.people import People, Person
from afteraction.domain.tickets import Role

WEDNESDAY = date(2026, 11, 18)
WORK = Role.WRITE_BACK
REVIEW = Role.REVIEW


def read(text: str, role: Role = WORK) -> list[Command | Misread]:
    return list(read_commands(text, role, said_on=WEDNESDAY))


def misread(text: str, role: Role = WORK) -> str:
    """The one sentence that a comment is answered with."""
    (found,) = read(text, role)
    assert isinstance(found, Misread), found
    assert f"/{name_of(found)}" == found.command
    assert not found.message.endswith(".")
    return f"{found.command}: {found.message}"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("/done", Done()),
        ("/done https://x.org/1", Done("https://x.org/1", "https://x.org/1")),
        (
            "/done, see https://x.org/1.",
            Done("https://x.org/1", "see https://x.org/1."),
        ),
        ("/done [the change](https://x.org/1)", "https://x.org/1"),
        ("/done <https://x.org/1>", "https://x.org/1"),
        ("/done platform#41", "platform#41"),
        ("/done acme/platform#41", "acme/platform#41"),
        ("/done in #41", "#41"),
        ("/done OPS-7", "OPS-7"),
        ("/done notes:0007", "notes:0007"),
        ("/done merged yesterday", Done("", "merged yesterday")),
        ("/due 2026-12-01 the vendor", NewDue(date(2026, 12, 1), "the vendor")),
        ("/due 2026-12-01: the vendor", NewDue(date(2026, 12, 1), "the vendor")),
        ("/due 2026-12-01 - the vendor", NewDue(date(2026, 12, 1), "the vendor")),
        ("/due 1 Dec 2026 the vendor", NewDue(date(2026, 12, 1), "the vendor")),
        ("/due Dec 1 two are ill", NewDue(date(2026, 12, 1), "two are ill")),
        ("/due next Friday the vendor", NewDue(date(2026, 11, 27), "the vendor")),
        ("/due in 2 weeks the vendor", NewDue(date(2026, 12, 2), "the vendor")),
        ("/due by Friday as agreed", NewDue(date(2026, 11, 20), "as agreed")),
        ("/due today it is small", NewDue(WEDNESDAY, "it is small")),
        ("/due end of next month as agreed", NewDue(date(2026, 12, 31), "as agreed")),
        # E-mail programs break lines; the reason goes on.
        (
            "/due 2026-12-01\nthe vendor\nis late\n\nBest, Ada",
            NewDue(date(2026, 12, 1), "the vendor is late"),
        ),
        ("/decline it is gone", Decline("it is gone")),
        ("/decline\nit is gone\nby then", Decline("it is gone by then")),
        ("/owner @lin", GiveTo("@lin")),
        ("/owner Lin Clark", GiveTo("Lin Clark")),
        ("/recurs platform#12", Recurs("platform#12")),
        ("/recurs [#12](https://x.org/12)", Recurs("https://x.org/12")),
        ("/recurs #12", Recurs("#12")),
        ("/yes", Holds(yes=True)),
        ("/yes not once since", Holds(yes=True, said="not once since")),
        ("/no it came back", Holds(yes=False, said="it came back")),
        ("/help", AskHelp()),
        ("/help me", AskHelp()),
    ],
)
def test_a_command(text: str, expected: Command | str) -> None:
    (found,) = read(text)
    if isinstance(expected, str):
        assert isinstance(found, Done)
        assert found.link == expected
    else:
        assert found == expected


@pytest.mark.parametrize("kind", list(Kind))
def test_a_gap_is_named_on_a_review(kind: Kind) -> None:
    said = f"/{kind} the alarm came late\nand nobody saw it"

    assert read(said, REVIEW) == [NameGap(kind, "the alarm came late")]


@pytest.mark.parametrize(
    "text",
    [
        "/done",
        "  /done",
        "   /done",
        "/DONE",
        "/Done",
        "/done.",
        "/done!",
        "/done:",
        "\ufeff\n/done",
        "Finished at last.\n/done",
        "Finished at last.\n\n/done\n\nThanks!",
        "Finished at last.\r\n/done\r\n",
        "Finished at last.  \n/done",
        "Finished at last.\\\n/done",
        "> Is it done?\n\n/done",
        "- one\n- two\n\n/done",
        "```\ncode\n```\n/done",
        "<details>\n\n/done\n\n</details>",
        "`code` and\n/done",
        "[#1]: https://x.org\n/done",
        "/done\u00a0",
    ],
)
def test_the_start_of_a_line(text: str) -> None:
    assert read(text) == [Done()]


@pytest.mark.parametrize(
    "text",
    [
        "",
        "done",
        "it is /done",
        "(/done)",
        "**/done**",
        "/done-ish",
        "/donee",
        "/done/that",
        "/done.md",
        "/done?",
        "/dones",
        "/do",
        "//done",
        "/ done",
        "\\/done",
        "&#47;done",
        "path\\\n/done.md",
        "https://x.org\n/done/",
        # quoted, also where Markdown goes on quoting
        "> /done",
        ">/done",
        "> Is it?\n/done",
        "> > /done",
        # code
        "`/done`",
        "``\n/done\n``",
        "`it is\n/done now`",
        "    /done",
        "\t/done",
        "```\n/done\n```",
        "~~~\n/done",
        "<pre>\n/done\n</pre>",
        # hidden
        "<!-- /done -->",
        "<!--\n/done\n-->",
        "words <!--\n/done\n--> words",
        # in a list, a heading, a table, a link, emphasis
        "- /done",
        "1. one\n   /done",
        "- one\n/done",
        "# /done",
        "/done\n===",
        "/done | when\n--- | ---\na | b",
        "[see\n/done](https://x.org)",
        "[see](\n/done)",
        "[see](https://x.org '\n/done')",
        "![see\n/done](https://x.org)",
        "*it is\n/done*",
        "*it is\n/done now*",
        "[see\n/done now](https://x.org)",
        "[see](https://x.org '\n/done now')",
        "[see]:\n/done",
        "<a\n/done>",
        # other programs' commands
        "/close",
        "/lgtm",
        "/assign @ada",
        "/remind me",
    ],
)
def test_everything_else_is_nothing(text: str) -> None:
    assert read(text) == []


def test_several_in_one_comment() -> None:
    said = "/owner @lin\n/due 2026-12-01 she is away\nuntil then\n\nSee?\n/help"

    assert read(said) == [
        GiveTo("@lin"),
        NewDue(date(2026, 12, 1), "she is away until then"),
        AskHelp(),
    ]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("/due", "/due: write the new day, and why, as in /due in 2 weeks wai"),
        (
            "/due 2026-12-01",
            "/due: write a few words on why behind the day, as in /due",
        ),
        ("/due 2026-12-01 -", "/due: write a few words on why behind the day"),
        ("/due 2026-11-17 x", "/due: 2026-11-17 is over already; write a day that is"),
        ("/due 1/12/2026 x", "/due: “1/12/2026” may be 2026-01-12 or 2026-12-01"),
        ("/due soon", "/due: “soon” is no day that can be read: write the day like"),
        ("/due 12 days", "/due: “12” is a number without a month: write the day like"),
        ("/due 2026-12-01T10:00 x", "/due: “2026-12-01T10:00” is a day with an hour"),
        ("/due 2026-02-30 x", "/due: “2026-02-30” is in no calendar"),
        ("/due Friday next week", "/due: which day is meant? write it like 2026-11-20"),
        ("/due Friday of next week x", "/due: which day is meant? write it like 2026"),
        ("/due Friday in a week x", "/due: which day is meant? write it like 2026-11"),
        ("/due 2026-12-01 or 2026-12-08 x", "/due: which day is meant? write it like"),
        ("/decline", "/decline: write why behind it, as in /decline the old system is"),
        ("/decline\n\nIt is gone.", "/decline: write why behind it, as in /decline"),
        ("/owner", "/owner: write who, as in /owner @ada"),
        ("/recurs", "/recurs: write the one earlier ticket alone behind it, as in"),
        ("/recurs #12 and #13", "/recurs: write the one earlier ticket alone behind"),
        ("/avoidable the alarm", "/avoidable: this means something on a review only"),
    ],
)
def test_what_is_missing_is_said_in_a_sentence(text: str, expected: str) -> None:
    assert misread(text).startswith(expected)


@pytest.mark.parametrize("kind", list(Kind))
def test_a_gap_without_words(kind: Kind) -> None:
    assert misread(f"/{kind}", REVIEW) == (
        f"/{kind}: write the gap in a few words, as in /{kind} the alarm came late"
    )


@pytest.mark.parametrize("name", ["done", "due", "decline", "owner", "yes", "no"])
def test_what_means_nothing_on_a_review(name: str) -> None:
    assert misread(f"/{name} 2026-12-01 x", REVIEW) == (
        f"/{name}: this means something on a finding's ticket only"
    )


@pytest.mark.parametrize("spec", COMMANDS, ids=lambda spec: spec.name)
def test_the_help_of_each_command_is_true(spec: Spec) -> None:
    """Its example is understood where it belongs, and begins as its usage does."""
    for role in spec.places:
        assert spec in commands_for(role)
        (found,) = read(spec.example, role)
        assert not isinstance(found, Misread)
        assert name_of(found) == spec.name
        assert not_allowed(found).command == f"/{spec.name}"
    assert spec.usage.split()[0] == spec.example.split()[0] == f"/{spec.name}"
    assert not spec.means.endswith(".")


def test_the_names_are_different() -> None:
    assert len({spec.name for spec in COMMANDS}) == len(COMMANDS)
    assert [spec.name for spec in commands_for(REVIEW)] == [
        "avoidable",
        "inherent",
        "experiment",
        "help",
    ]


PEOPLE = People(
    (
        Person("Ada Lovelace", (("notes", "ada"),)),
        Person("Lin Clark", (("plans", "lin"),)),
    )
)


@pytest.mark.parametrize(
    ("who", "expected"),
    [
        ("@ada", "Ada Lovelace"),
        ("Ada Lovelace", "Ada Lovelace"),
        ("@kim", "kim"),
        ("@bo", "the new owner is given as “@bo”, who is not known here; check the"),
        ("@ada and @lin", "the new owner is given as “@ada and @lin”, who are several"),
        ("@platform-team", "the new owner is given as “@platform-team”, a team or a"),
        ("lin", "Lin Clark has no handle in notes; in the configuration, add one to"),
    ],
)
def test_who_is_meant(who: str, expected: str) -> None:
    found = person_meant(GiveTo(who), PEOPLE, "notes", frozenset({"kim"}))

    said = found.name if isinstance(found, Person) else found.message
    assert said.startswith(expected)
    assert isinstance(found, Person) is (said == expected)


# --- laws ----------------------------------------------------------------------------

SIGNS = [*"/ \n\t`~>-*_[]()<>!#|=\\:&;1.\U000f0000é", "/done", "/due", "\r\n", "<!--"]
WORDS = st.lists(st.sampled_from(SIGNS), max_size=40).map("".join)
ANYTHING = st.text(max_size=60)


@given(WORDS | ANYTHING, st.sampled_from(Role))
def test_any_comment_can_be_read(text: str, role: Role) -> None:
    for found in read_commands(text, role, said_on=WEDNESDAY):
        assert not isinstance(found, Misread) or found.message


@given(WORDS)
def test_a_command_stands_in_a_line_that_begins_with_it(text: str) -> None:
    lines = text.replace("\r", "\n").split("\n")
    begins = [line for line in lines if line.lstrip(" ").startswith(("/done", "/due"))]

    assert len(command_lines(text, {"done", "due"})) <= len(begins)


@given(WORDS)
def test_in_a_fence_nothing_is_a_command(text: str) -> None:
    fence = "~" * 70

    assert command_lines(f"{fence}\n{text}\n{fence}", {"done", "due"}) == ()


@given(WORDS)
def test_in_a_quote_nothing_is_a_command(text: str) -> None:
    lines = text.replace("\r", "\n").split("\n")

    assert command_lines("\n".join(f"> {line}" for line in lines), {"done"}) == ()


@given(WORDS)
def test_what_comes_after_a_command_changes_nothing_in_it(after: str) -> None:
    around = f"## a\n\n/done it is\n\n## b\n\n{after}"

    assert command_lines(around, {"done"})[0] == Spoken("done", "it is", "it is")


# --- whether it is worth to look up who wrote a comment -------------------------------


@pytest.mark.parametrize(
    "text",
    [
        "/done",
        "   /done",
        "a\n/done",
        "a\r/done",
        "a\r\n /x",
        "/",
        "/etc/hosts",
        "\0/a",
    ],
)
def test_a_text_in_which_a_command_may_stand(text: str) -> None:
    assert may_hold_commands(text)


@pytest.mark.parametrize(
    "text",
    ["", "done", "    /done", "\t/done", "> /done", "- /done", "a /done", "`/a`"],
)
def test_a_text_in_which_none_can_stand(text: str) -> None:
    assert not may_hold_commands(text)


@given(
    st.lists(
        st.sampled_from(
            ["/done", " ", "    ", "\n", "\r", "\t", "\0", "> ", "\U000f0000"]
        )
        | st.text(max_size=3)
    ).map("".join)
)
def test_no_command_is_overlooked(text: str) -> None:
    assert may_hold_commands(text) or not command_lines(text, {"done"})


@pytest.mark.parametrize("nasty", ["[", "![[", "*a ", "[a](", "_a", "<!--"])
def test_a_nasty_comment_takes_no_time(nasty: str) -> None:
    """A stranger's sixty thousand brackets are read at each sync."""
    text = f"/done {nasty * (60_000 // len(nasty))}"
    began = process_time()
    for _ in range(20):
        assert said_in(text)
        read_commands(text, Role.WRITE_BACK, said_on=date(2026, 11, 20))

    assert process_time() - began < 1
