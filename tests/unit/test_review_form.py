"""A review as people write it: read, judged for what can not be read, and edited.

Each table has the near misses next to what is meant.
"""

from __future__ import annotations

import re
from datetime import date

import pytest

from afteraction.domain.kinds import Kind
from afteraction.domain.reviews import Answer
from afteraction.domain.tickets import Line
from afteraction.review_form import (
    blank_fields,
    put_due,
    put_tracked,
    read_review,
    tracked_line,
)
from tests.unit.a_review import (
    FIELDS,
    apply,
    block,
    boxes,
    is_blank,
    lines,
    messages,
    only_gap,
    read,
    rendered_form,
    review,
)

A, I, E = Kind.AVOIDABLE, Kind.INHERENT, Kind.EXPERIMENT  # noqa: E741 - as in the boxes
FOUR = "## 4. Is the gap avoidable, inherent, or a valuable experiment?"
DAY = date(2026, 12, 1)
ADA = "[Ada Lovelace](https://example.org/people/ada)"


# The whole form.


def test_a_filled_in_review_is_read_from_top_to_bottom() -> None:
    found = read(review(block()))

    assert found.intended.text == "Deploy without anybody noticing."
    assert found.happened.text == "Checkout was down for an hour."
    assert found.gap.text == "The alert came an hour late."
    assert not found.no_gap
    assert found.carried_by.text == "@lin"
    assert found.problems == ()
    (gap,) = found.gaps
    assert (gap.title, gap.ticked) == ("The alert came late", (A,))
    assert (gap.what.text, gap.items) == ("An alert at 80 %", ("An alert at 80 %",))
    assert (gap.owner.text, gap.due.text) == ("@ada", "2026-12-01")
    assert (gap.next_try, gap.checklist, gap.tracked) == (Answer(), Answer(), Answer())
    assert gap.problems == ()


def test_lines_are_those_of_the_text() -> None:
    text = review(block())
    found = read(text)
    (gap,) = found.gaps

    assert found.happened.lines[0].text == "## 2. What actually happened?"
    assert gap.lines[0] == Line(str(gap.number), "### The alert came late")
    assert gap.lines[-1] == gap.last == gap.due.lines[0]
    assert gap.owner.lines == (Line("26", "- **Owner:** @ada"),)
    assert set(gap.lines) <= set(lines(text))


def test_the_blank_form_is_empty_and_nothing_is_wrong_with_it() -> None:
    found = read(rendered_form())

    assert is_blank(found)
    assert found.problems == ()
    assert found.carried_by.lines[0].text == "- **Carried by:**"


def test_a_text_without_the_form_says_so_once() -> None:
    assert messages("Just a note.\n\nOwner: ada") == [
        (
            "none of the four questions can be found: put their headings back, each"
            " above its answer"
        )
    ]
    assert read_review(()).gaps == ()


# Fields, as people write them.


@pytest.mark.parametrize(
    ("fields", "owner", "due"),
    [
        # The form's own, and what editors make of it.
        ("- **Owner:** ada\n- **Due:** Friday", "ada", "Friday"),
        ("* **Owner:** ada\n* **Due:** Friday", "ada", "Friday"),
        ("+ **Owner:** ada\n+ **Due:** Friday", "ada", "Friday"),
        ("1. **Owner:** ada\n2. **Due:** Friday", "ada", "Friday"),
        ("  - **Owner:** ada\n  - **Due:** Friday", "ada", "Friday"),
        ("**Owner:** ada\n**Due:** Friday", "ada", "Friday"),
        ("__Owner:__ ada\n__Due__: Friday", "ada", "Friday"),
        ("*Owner:* ada\n_Due:_ Friday", "ada", "Friday"),
        ("Owner: ada\n\nDue: Friday", "ada", "Friday"),
        ("- **Owner**: ada\n- **Due**: Friday", "ada", "Friday"),
        ("- **Owner** : ada\n- **Due** :Friday", "ada", "Friday"),
        ("- **Owner: ada**\n- **Due: Friday**", "ada", "Friday"),
        ("- **Owner: **ada\n- ** Due: ** Friday", "ada", "Friday"),
        ("- <b>Owner:</b> ada\n- <strong>Due</strong>: Friday", "ada", "Friday"),
        ("- OWNER: ada\n- due: Friday", "ada", "Friday"),
        ("- Owner\uff1aada\n- Due\uff1aFriday", "ada", "Friday"),
        ("- Owner:ada\n- Due:Friday", "ada", "Friday"),
        ("- **Owner**\u00a0:\u00a0ada\n-\u00a0**Due:**&nbsp;Friday", "ada", "Friday"),
        ("- **Owner:** ada\r\n- **Due:** Friday\r", "ada", "Friday"),
        ("- **Owner:** **ada**\n- **Due:** _Friday_", "ada", "Friday"),
        ("- 👤 Owner: ada\n- 📅 Due: Friday", "ada", "Friday"),
        ("- [ ] Owner: ada\n- [x] Due: Friday", "ada", "Friday"),
        ("#### Owner\nada\n#### Due\nFriday", "ada", "Friday"),
        ("#### Owner: ada\n#### Due: Friday", "ada", "Friday"),
        ("**Owner**\nada\n\n**Due**\nFriday", "ada", "Friday"),
        ("- **Owner**\n  - ada\n- **Due**\n  - Friday", "ada", "Friday"),
        ("- **Owner:**\n- ada\n- **Due:**\n- Friday", "ada", "Friday"),
        ("- **Owner:**\n\n  ada\n\n- **Due:**\n\n  Friday", "ada", "Friday"),
        ("Owner:\n\nada\n\nDue:\n\nFriday", "ada", "Friday"),
        # What wiki and ADF make of it.
        (r"\- \*\*Owner:\*\* ada" + "\n" + r"\- \*\*Due:\*\* Friday", "ada", "Friday"),
        (
            r"- **Owner:** ada\_l" + "\n" + r"- **Due:** 2026\-12\-01",
            "ada_l",
            "2026-12-01",
        ),
        # Other signs than a colon.
        ("- Owner - ada\n- Due \u2013 Friday", "ada", "Friday"),
        ("- **Owner** — ada\n- **Due** - Friday", "ada", "Friday"),
        ("- **Owner** ada\n- **Due** Friday", "ada", "Friday"),
        ("- Owner @ada\n- Due: Friday", "@ada", "Friday"),
        (f"- Owner {ADA}\n- Due? Friday", ADA, "Friday"),
        ("- Owner (one person): ada\n- **Due (a day):** Friday", "ada", "Friday"),
        # Several in one line.
        ("Owner: @ada, Due: Friday", "@ada", "Friday"),
        ("- Owner: ada; due: Friday", "ada", "Friday"),
        ("- Owner: ada | Due: Friday |", "ada", "Friday"),
        ("Owner: ada\\\nDue: Friday\\", "ada", "Friday"),
        ("#### 2. Owner\nada\n#### 3) Due\nFriday", "ada", "Friday"),
        ("**Owner:** ada **Due:** 2026-12-01", "ada", "2026-12-01"),
        ("- **Owner:** ada, **Due:** Friday.", "ada", "Friday"),
        ("Owner: ada Due: Friday", "ada", "Friday"),
        ("Owner: ada / Due: Friday", "ada", "Friday"),
        ("Owner: ada and Due: Friday", "ada", "Friday"),
        ("Owner: ada - Due: Friday", "ada", "Friday"),
        ("Owner: ada\tDue: Friday", "ada", "Friday"),
        ("Owner: ada<br>Due: Friday", "ada", "Friday"),
        ("Due: Friday (Owner: ada)", "ada", "Friday"),
        ("Due: Friday. Owner: ada.", "ada", "Friday"),
        ("What changes: an alert. Owner: ada. Due: Friday", "ada", "Friday"),
        ("- **What changes:** an alert (owner: ada, due: Friday)", "ada", "Friday"),
        ("- What changes:\n  - an alert (Owner: ada)\n- Due: Friday", "ada", "Friday"),
        # Other names, any order.
        ("Assignee: ada\nDeadline: Friday", "ada", "Friday"),
        ("Due date: Friday\nOwned by: ada", "ada", "Friday"),
        ("DRI: ada\nBy when: Friday", "ada", "Friday"),
        ("Responsible: ada\nTarget: Friday", "ada", "Friday"),
        ("Assigned to: ada\nTarget date: Friday", "ada", "Friday"),
        ("Owner(s): ada\nDue by: Friday", "ada", "Friday"),
        ("Owner: ada\nLook again on: 2027-03-01", "ada", "2027-03-01"),
        # Values stay as they were meant.
        (f"- **Owner:** {ADA}\n- **Due:** Dec 1, 2026", ADA, "Dec 1, 2026"),
        (
            "- Owner: Ada Lovelace (SRE)\n- Due: next Friday",
            "Ada Lovelace (SRE)",
            "next Friday",
        ),
        ("- Owner: ada, lin\n- Due: Friday or so", "ada, lin", "Friday or so"),
        ("- Owner:\n  - ada\n  - lin\n- Due: ", "ada, lin", ""),
        ("- Owner: ada\n  and lin\n- Due:", "ada and lin", ""),
        ("- Owner: `ada`\n- Due: `2026-12-01`", "`ada`", "`2026-12-01`"),
        ("- Owner: <!-- a person --> ada\n- Due: <!-- a day -->", "ada", ""),
        ("- Owner: <!-- one\nperson --> ada\n- Due: Friday", "ada", "Friday"),
        # Empty is empty.
        ("- **Owner:** TBD\n- **Due:** -", "", ""),
        ("- **Owner:** <name>\n- **Due:** {{ INSERT DATE }}", "", ""),
        ("- **Owner:** n/a\n- **Due:** none", "", ""),
        ("- **Owner:**\n- **Priority:** high\n- **Due:**", "", ""),
        ("- **Owner:**\n- Backup: lin\n- **Due:**", "", ""),
        ("- **Owner:**\n\n---\n\nSomething else", "", ""),
    ],
)
def test_owner_and_due_are_found(fields: str, owner: str, due: str) -> None:
    gap = only_gap(review(block(fields=fields)))

    assert (gap.owner.text, gap.due.text) == (owner, due)
    assert gap.problems == ()


@pytest.mark.parametrize(
    "fields",
    [
        "The owner of the service was away.",
        "Product owner: Lisa",
        "- Service owner: the platform team",
        "- co-owner: lin",
        "Ownership: unclear",
        "Owner was unknown until noon.",
        "We asked the owner: nobody knew.",
        "The reason is due: to the deploy",
        "Due to the outage we changed the pager.",
        "Past due: three invoices",
        "> Owner: ada\n> Due: Friday",
        "> quoted\nOwner: ada",
        "```\nOwner: ada\nDue: Friday\n```",
        "~~~yaml\nowner: ada\n~~~",
        "- **What changes:**\n  ```yaml\n  owner: ada\n  due: Friday\n  ```",
        "Like so:\n\n    owner: ada\n    due: Friday",
        "`Owner: ada`",
        "We set `owner: ada` and `due: Friday` in the file",
        "We link [Owner: ada, due: Friday](https://example.org/1)",
        "See https://example.org/?q=1,owner:ada",
        "<!-- Owner: ada\nDue: Friday -->",
        "<pre>\nOwner: ada\n</pre>",
        "Each file names its owner: that is new.",
        "owner/repo: the name of a repository",
        "What changes: we call the owner and the due date by name",
        "- **What changes:** a field for the Owner: and one for the Due: date",
    ],
)
def test_words_that_are_no_fields(fields: str) -> None:
    gap = only_gap(review(block(fields=fields)))

    assert (gap.owner.text, gap.due.text) == ("", "")
    assert gap.problems == ()


@pytest.mark.parametrize(
    ("fields", "items"),
    [
        ("- **What changes:** One alert", ("One alert",)),
        ("- **What changes:** One alert,\n  at 80 %", ("One alert, at 80 %",)),
        ("- **What changes:**\n  - An alert\n  - A page", ("An alert", "A page")),
        ("- **What changes:**\n- An alert\n- A page", ("An alert", "A page")),
        ("**What changes:**\n\n1. An alert\n2. A page", ("An alert", "A page")),
        ("**What changes:**\n* [ ] An alert\n* [x] A page", ("An alert", "A page")),
        ("- **What changes:**\n  \\- An alert\n  \\- A page", ("An alert", "A page")),
        ("**What changes:**\n\nAn alert.\n\nA page.", ("An alert.", "A page.")),
        ("- **What changes:** An alert.\n\n  A page.", ("An alert.", "A page.")),
        ("- What changes: An alert<br>A page", ("An alert", "A page")),
        ("- What changes: An alert\\\n  A page", ("An alert", "A page")),
        (
            "- What changes: We page earlier:\n  - at 80 %\n  - at 90 %",
            ("at 80 %", "at 90 %"),
        ),
        ("- What changes: We page.\n  - at 80 %", ("We page.", "at 80 %")),
        (
            "- What changes:\n  - Pages:\n    - at 80 %\n    - at 90 %",
            ("Pages: at 80 %; at 90 %",),
        ),
        (
            "- What changes:\n  - A page\n    with a link\n  - B",
            ("A page with a link", "B"),
        ),
        ("- What changes:\n  - A page\n\n  - An alert", ("A page", "An alert")),
        (
            "- What changes:\n  - **Paging:** earlier\n  - **Owner team:** SRE",
            ("**Paging:** earlier", "**Owner team:** SRE"),
        ),
        (
            "- What changes:\n  - Run\n    ```\n    make\n    ```",
            ("Run\n```\nmake\n```",),
        ),
        ("- What changes: TBD", ()),
        ("- What changes:\n  - ...\n  - An alert", ("An alert",)),
        ("- Action: An alert", ("An alert",)),
        ("- Action items:\n  - An alert", ("An alert",)),
        ("Action: An alert\nAction: A page", ("An alert Action: A page",)),
        ("- Action: An alert\n- Action: A page", ("An alert", "Action: A page")),
        ("- What will change: An alert", ("An alert",)),
        ("- What changes? An alert", ("An alert",)),
        (
            "- **What changes:** An alert\n- **Severity:** high\n- **Owner:** ada",
            ("An alert",),
        ),
        ("- What changes: An alert (owner: ada)\n- Due: Friday", ("An alert",)),
        (
            "- What changes:\n  - An alert (owner: ada)\n  - A page",
            ("An alert", "A page"),
        ),
        (
            "- What changes:\n  - An alert\n  - Owner: ada\n  - A page",
            ("An alert", "A page"),
        ),
        (
            "- What changes:\n  - [ ] experiment: two shards\n  - [x] avoidable",
            ("experiment: two shards", "avoidable"),
        ),
        (
            "What changes:\n- [ ] experiment: two shards\n- B",
            ("experiment: two shards", "B"),
        ),
        (
            "- What changes:\n  - Type: a column of text\n  - Target: 99.9 %",
            ("Type: a column of text", "Target: 99.9 %"),
        ),
        ("#### What changes\n\nAn alert.\n\n- A page", ("An alert.", "A page")),
        ("- What changes: An alert\n\nAnd say:\n\n- Owner: ada", ("An alert",)),
        ("- What changes: An alert\n\nNow the people:\n\n- Owner: ada", ("An alert",)),
    ],
)
def test_what_changes_is_split_into_its_steps(
    fields: str, items: tuple[str, ...]
) -> None:
    gap = only_gap(review(block(fields=fields)))

    assert gap.items == items
    assert gap.problems == ()


def test_what_changes_keeps_its_markdown() -> None:
    fields = (
        "- **What changes:** Two things:\n  - *alerts*\n    - at `80 %`\n\n"
        "  ```\n  x\n  ```"
    )

    gap = only_gap(review(block(fields=fields)))

    assert gap.what.text == "Two things:\n- *alerts*\n  - at `80 %`\n\n```\nx\n```"
    assert [line.text for line in gap.what.lines] == fields.split("\n")


@pytest.mark.parametrize(
    ("fields", "next_try", "checklist", "tracked"),
    [
        ("- Next try: With two shards.", "With two shards.", "", ""),
        ("- **Next try:** none", "", "", ""),
        ("- **Next attempt:** No", "", "", ""),
        ("- **Checklist:** Deploys", "", "Deploys", ""),
        ("- Checklist: none, Tracked in: opening f-3a9c", "", "", "opening f-3a9c"),
        ("- **Tracked in:** [a, owner: b](x.md)", "", "", "[a, owner: b](x.md)"),
        ("- **Tracked in:** opening f-3a9c\nMore words", "", "", "opening f-3a9c"),
        (r"- **Tracked in:** opening f\-3a9c", "", "", "opening f-3a9c"),
        ("- Tracked: <https://example.org/1>", "", "", "<https://example.org/1>"),
        ("We tracked in: three places", "", "", ""),
    ],
)
def test_fields_that_are_not_in_the_blank_form(
    fields: str, next_try: str, checklist: str, tracked: str
) -> None:
    gap = only_gap(review(block(fields=fields)))

    assert gap.next_try.text == next_try
    assert gap.checklist.text == checklist
    assert gap.tracked.text == tracked


# Boxes.


@pytest.mark.parametrize(
    ("text", "ticked"),
    [
        (boxes("a"), (A,)),
        (boxes("i").replace("x", "X"), (I,)),
        (boxes("e").replace("- ", "* "), (E,)),
        (boxes("e").replace("- ", "1. "), (E,)),
        (boxes("a").replace("[x]", "[ x ]"), (A,)),
        (boxes("a").replace("[x]", "[✓]"), (A,)),
        (boxes("a").replace("[x]", r"\[x\]").replace("[ ]", r"\[ \]"), (A,)),
        (boxes("i").replace("- [", r"\- \[").replace("]", r"\]"), (I,)),
        (boxes("a").replace("- [x]", "☑").replace("- [ ]", "☐"), (A,)),
        (boxes("a").replace("- ", ""), (A,)),
        (boxes("a").replace(": ", " "), (A,)),
        (boxes("a").replace("- [ ]", "- [  ]"), (A,)),
        (boxes("a").replace("- [ ]", "- []"), (A,)),
        (boxes("a").replace(" ", "\u00a0"), (A,)),
        ("- [x] avoidable", (A,)),
        ("- [x] **avoidable**", (A,)),
        ("- [x] **avoidable**: our mistake", (A,)),
        ("- [x] *Inherent* - a limit", (I,)),
        ("- [x] an experiment", (E,)),
        ("- [x] a valuable experiment", (E,)),
        ("- [x] avoidable because the alert was off", (A,)),
        ("**[x] avoidable**", (A,)),
        ("Kind: avoidable", (A,)),
        ("- **Kind:** Inherent.", (I,)),
        ("Type: inherent", (I,)),
        ("- Kind of gap: valuable experiment", (E,)),
        ("#### Kind\n\n- [x] avoidable", (A,)),
        ("- **Kind:**\n  - avoidable", (A,)),
        ("- [x] avoidable\n\nKind: avoidable", (A,)),
        ("Kind: avoidable (a step of ours)", (A,)),
        # Near misses: nothing is chosen, and nothing is guessed.
        (boxes(), ()),
        ("- avoidable", ()),
        ("- **avoidable**", ()),
        ("- avoidable: a step or an assumption of ours was wrong", ()),
        ("- [ ] avoidable", ()),
        ("- [x] unavoidable", ()),
        ("- [x] not avoidable", ()),
        ("- [x] ~~avoidable~~", ()),
        ("- [x] something else", ()),
        ("- [x] experimentation", ()),
        ("> - [x] avoidable", ()),
        ("```\n- [x] avoidable\n```", ()),
        ("<!-- - [x] avoidable -->", ()),
        ("`- [x] avoidable`", ()),
        ("- [x](https://example.org) avoidable", ()),
        ("It was avoidable.", ()),
        ("This kind: avoidable", ()),
        ("Type: outage", ()),
        ("- **Category:** Kubernetes", ()),
    ],
)
def test_kinds_are_chosen_by_a_tick_or_by_name(
    text: str, ticked: tuple[Kind, ...]
) -> None:
    gap = only_gap(review(f"### The alert came late\n\n{text}\n\n{FIELDS}\n"))

    assert gap.ticked == ticked
    assert gap.problems == ()


@pytest.mark.parametrize(
    ("text", "ticked", "says"),
    [
        (boxes("ai"), (A, I), "avoidable and inherent are chosen at once"),
        (boxes("aie"), (A, I, E), "avoidable, inherent and experiment are chosen"),
        ("- [x] avoidable / inherent", (A, I), "avoidable and inherent are chosen"),
        ("- [x] avoidable or inherent?", (A, I), "avoidable and inherent are chosen"),
        (boxes("a") + "\n\nKind: inherent", (A, I), "avoidable and inherent are"),
        ("Kind: avoidable | inherent | experiment", (A, I, E), "are chosen at once"),
        (boxes("a") + "\n" + boxes("i"), (A, I), "avoidable and inherent are chosen"),
        (boxes().replace("[ ]", "[?]", 1), (), "the box before “avoidable” holds “?”"),
        (boxes().replace("[ ]", "[maybe]", 1), (), "holds “maybe”: put an x in it"),
        ("Kind: unclear", (), "the kind “unclear” is none of ours: write avoidable,"),
        ("Kind: not avoidable", (), "the kind “not avoidable” is none of ours"),
        ("Kind: avoidable?", (), "the kind “avoidable?” is none of ours"),
    ],
)
def test_kinds_that_can_not_be_read(
    text: str, ticked: tuple[Kind, ...], says: str
) -> None:
    gap = only_gap(review(f"### The alert came late\n\n{text}\n\n{FIELDS}\n"))

    (problem,) = gap.problems
    assert gap.ticked == ticked
    assert says in problem.message
    assert problem.line in gap.lines
    assert problem.line is not None
    assert problem.line.anchor == str(problem.number)


# No gap.


@pytest.mark.parametrize(
    "answer",
    """\
No gap
no gap.
No gap!
**No gap**
- No gap
- [x] No gap
No gaps found.
No gap, all as intended
No gap, everything went as planned.
no gap: all as expected
No gap at all
No gap between the two.
No real gap
There was no gap.
There is no difference between the two
We saw no gap.
We found no gaps.
No difference
Zero gaps
none
None.
None found
None, all as intended
Nothing
Nothing differed.
Nothing was different
Everything went as planned.
All as intended, no gap
It all went as expected
No gap 🎉
no\u00a0gap
No gap\\.""".split("\n"),
)
def test_no_gap_is_an_answer(answer: str) -> None:
    found = read(review(gap=answer))

    assert found.no_gap
    assert found.gap
    assert found.problems == ()


@pytest.mark.parametrize(
    "answer",
    """\
No gap in monitoring was found until ten o'clock.
No gap?
No gaps in the tests, but deploys were slow
No gap, but the alert came late
No gap except the alert
Not a gap
There is no gap between staging and production any more
None of the alerts fired
Nothing differed except the rollback
Nothing went as planned
Nothing happened as intended
Everything went wrong
No alert
No
We see a gap
no gap analysis was made
A gap: none of the pages came
Almost no gap
There was hardly any gap
Not everything went as planned
Nobody noticed
n/a
TBD
-""".split("\n"),
)
def test_what_only_sounds_like_no_gap(answer: str) -> None:
    assert not read(review(gap=answer)).no_gap


def test_no_gap_with_more_to_say_is_an_answer_like_any_other() -> None:
    found = read(review(gap="No gap.\n\nBut the alert came late."))

    assert not found.no_gap
    assert found.gap.text == "No gap.\n\nBut the alert came late."


def test_no_gap_ends_the_form() -> None:
    text = review(gap="No gap.\n\n---\n\nReview of [0041](0041.md)")
    text = text[: text.index("## 4.")]

    found = read(text)

    assert (found.no_gap, found.problems) == (True, ())


@pytest.mark.parametrize("title", ["No gap", "none", "(no gap)", "No gap found."])
def test_no_gap_may_stand_in_the_gaps_heading(title: str) -> None:
    found = read(review(block(title, ticked="", fields="- **Owner:**"), gap=""))

    assert (found.no_gap, found.gaps) == (True, ())


def test_no_gap_beside_a_gap_is_a_contradiction() -> None:
    text = review(block(), gap="No gap.")

    (problem,) = read(text).problems

    assert problem.message == (
        "“no gap” stands under 3 and a gap under 4, “The alert came late”: take out the"
        " one that is not so"
    )
    assert problem.line == Line("11", "No gap.")


def test_no_gap_with_a_blank_block_is_none() -> None:
    blank = block("(the gap in a few words)", ticked="", fields="- **Owner:**")

    assert messages(review(blank, gap="No gap")) == []


# Headings.


@pytest.mark.parametrize(
    ("ours", "theirs"),
    [
        ("## 2. What", "## What"),
        ("## 2. What", "# 2. What"),
        ("## 2. What", "#### 2. What"),
        ("## 2. What", "## 2) What"),
        ("## 2. What", r"## 2\. What"),
        ("## 2. What", "##2. What"),
        ("## 2. What", "## Q2: What"),
        ("## 2. What", "## Question 2 \u2013 What"),
        ("## 2. What actually happened?", "## What actually happened"),
        ("## 2. What actually happened?", "## What actually happened:"),
        ("## 2. What actually happened?", "## **2. What actually happened?**"),
        ("## 2. What actually happened?", "## 2. WHAT ACTUALLY HAPPENED?"),
        ("## 2. What actually happened?", "## 2. What actually happened? ##"),
        ("## 2. What actually happened?", "## 2.\u00a0What  actually happened ?"),
        ("## 2. What actually happened?", "## What really happened on that day"),
        ("## 2. What actually happened?", "## What happened"),
        ("## 2. What actually happened?", "**2. What actually happened?**"),
        ("## 2. What actually happened?", "__What actually happened__"),
        ("## 2. What actually happened?", "2. What actually happened?"),
        ("## 2. What actually happened?", "What actually happened?"),
        ("## 2. What actually happened?", "What actually happened?\n---"),
        ("## 2. What actually happened?", "What actually happened?\n==="),
        ("## 2. What actually happened?\n\n", "## 2. What actually happened? "),
        ("## 2. What actually happened?\n\n", "## What actually happened: "),
        ("## 2. What actually happened?\n\n", "## 2. What actually happened?\n"),
        ("## 1. What did we intend to happen?", "## What was supposed to happen?"),
        ("## 1. What did we intend to happen?", "## What did we intend?"),
        ("## 1. What did we intend to happen?", "## Our intention"),
        ("## 3. What gap exists between the two?", "## What's the gap?"),
        ("## 3. What gap exists between the two?", "## What\u2019s the gap"),
        ("## 3. What gap exists between the two?", "## Which gaps do we see?"),
        ("## 3. What gap exists between the two?", "## 3. The gap"),
        ("## 3. What gap exists between the two?", "## Difference"),
        ("inherent, or a valuable", "inherent or a valuable"),
        (FOUR, "## Avoidable, inherent, or an experiment?"),
        (FOUR, "## Kind of gap"),
        (FOUR, "**Is it avoidable?**"),
    ],
)
def test_headings_may_be_changed(ours: str, theirs: str) -> None:
    text = review(block())
    assert ours in text

    changed, same = read(text.replace(ours, theirs)), read(text)

    assert changed.intended.text == same.intended.text
    assert changed.happened.text == same.happened.text
    assert changed.gap.text == same.gap.text
    assert [gap.title for gap in changed.gaps] == ["The alert came late"]
    assert changed.problems == ()


@pytest.mark.parametrize(
    "theirs",
    [
        "## 2. Summary",
        "## What happens next",
        "## Whatactually happened",
        r"\## 2. What actually happened?",
        "> ## 2. What actually happened?",
        "`## 2. What actually happened?`",
        "```\n## 2. What actually happened?\n```",
        "<!-- ## 2. What actually happened? -->",
        "We ask what actually happened?",
        "## Before: what actually happened?",
    ],
)
def test_a_heading_that_is_lost_is_named(theirs: str) -> None:
    text = review(block()).replace("## 2. What actually happened?", theirs)

    (problem,) = read(text).problems

    assert problem.message == (
        "the heading “2. What actually happened?” can not be found: put it back above"
        " its answer"
    )


def test_questions_may_stand_in_any_order() -> None:
    text = review(block())
    first, second, third, fourth = re.split(r"(?m)^(?=## )", text)[1:]

    found = read(fourth + second + "\n" + first + third)

    assert found.intended.text == "Deploy without anybody noticing."
    assert found.happened.text == "Checkout was down for an hour."
    assert found.gap.text == "The alert came an hour late."
    assert [gap.owner.text for gap in found.gaps] == ["@ada"]
    assert found.carried_by.text == "@lin"
    assert found.problems == ()


def test_answers_go_on_over_paragraphs_lists_and_headings_below_theirs() -> None:
    answer = (
        "First this.\n\n- a\n  - b\n\n### Timeline\n\n"
        "```\n## 3. What gap exists between the two?\n```\n\n"
        "> ## What did we intend to happen?\n\n**Owner:** not asked here\n\n"
        "| a | b |\n|---|---|\n\nThe plan\n\n---\n\nThe end."
    )
    text = review(block()).replace("Checkout was down for an hour.", answer)

    found = read(text)

    assert found.happened.text == answer
    assert found.happened.lines[0].text == "## 2. What actually happened?"
    assert found.problems == ()


def test_an_answer_ends_at_a_heading_that_is_none_of_ours() -> None:
    text = review(block()).replace(
        "Checkout was down for an hour.",
        "Checkout was down.\n\n## Notes\n\nBring cake. Owner: lin",
    )

    found = read(text)

    assert found.happened.text == "Checkout was down."
    assert found.problems == ()


def test_a_question_that_is_answered_twice_is_a_problem() -> None:
    text = review(block()) + "\n" + review(block()).replace("Checkout", "Nothing")

    assert messages(text) == [
        (
            "“2. What actually happened?” is answered twice: put both answers under one"
            " heading"
        )
    ]


# Facts and the last line.


def test_the_trackers_facts_are_not_read() -> None:
    facts = (
        "## What the tracker knows\n\n- 09:20, lin: Owner: ada, Due: Friday\n"
        "- **Carried by:** nobody\n- [x] avoidable\n\n### A gap\n\nKind: inherent\n\n"
        "`## 1. What did we intend to happen?`\n\n"
        "> ## 2. What actually happened?\n> Nothing.\n\n"
        "\\## 2. What actually happened?\n\n**What actually happened?**\n\n"
        "What actually happened?\n\n"
        "```\n## 3. What gap exists between the two?\n```\n\n"
    )
    blank = rendered_form()

    found = read(facts + blank)

    assert is_blank(found)
    assert found.problems == ()


@pytest.mark.parametrize(
    "last",
    [
        "---\n\nReview of [0041](0041.md)",
        "***\n\nReview of [Payments, owner: x](https://example.org/41)\n",
        "---\n\nReview of PAY-7",
        "Review of [0041](0041.md)",
        "---\n\nReview of [0041](0041.md)\n\n<!-- afteraction:1 owner: ada -->",
        "---\n\n*Review of [0041](0041.md)*",
    ],
)
def test_our_last_line_is_no_answer(last: str) -> None:
    blank = read(f"{rendered_form()}\n{last}")
    full = read(f"{review(block())}\n{last}")
    nowhere = read(f"{review(block())}".split("And last")[0] + last)

    assert not blank.carried_by
    assert blank.problems == ()
    assert full.carried_by.text == "@lin"
    assert nowhere.gaps[0].due.text == "2026-12-01"


@pytest.mark.parametrize(
    ("last", "carrier"),
    [
        ("- **Carried by:** ada", "ada"),
        ("Carried by: ada", "ada"),
        ("- Carried by @ada", "@ada"),
        ("**Carried by**\n\nada", "ada"),
        ("Facilitator: ada", "ada"),
        ("- **Carrier:** ada", "ada"),
        ("## Carried by\n\nada", "ada"),
        ("## 5. Carried by\n\nada", "ada"),
        ("### Carried by: ada", "ada"),
        ("- **Carried by:** ada\n\nThank you all!", "ada"),
        ("- **Carried by:** ada\n\n---\n\nSee you.", "ada"),
        ("- **Carried by:**\n\nSee you.", ""),
        ("- **Carried by:** TBD", ""),
        ("It was carried by: a truck", ""),
        ("> Carried by: ada", ""),
    ],
)
def test_who_carries_it(last: str, carrier: str) -> None:
    text = review(block()).replace("- **Carried by:** @lin", last)

    found = read(text)

    assert found.carried_by.text == carrier
    assert [gap.due.text for gap in found.gaps] == ["2026-12-01"]
    assert found.problems == ()


def test_the_carrier_may_stand_in_a_gaps_block() -> None:
    fields = "- Owner: ada\n- Carried by: lin\n- Due: Friday"
    text = review(block(fields=fields)).replace("- **Carried by:** @lin", "")

    found = read(text)

    assert found.carried_by.text == "lin"
    assert (found.gaps[0].owner.text, found.gaps[0].due.text) == ("ada", "Friday")
    assert found.problems == ()


def test_two_carriers_are_a_problem() -> None:
    text = review(block()) + "\n- **Carried by:** @ada\n- Carried by: @lin\n"

    assert messages(text) == [
        (
            "Carried by stands here twice, with “@lin” and with “@ada”: keep the one"
            " that holds"
        )
    ]


# Blocks.


@pytest.mark.parametrize(
    "second",
    [
        block("Nobody knew the owner"),
        block("Nobody knew the owner").replace("###", "####"),
        block("Nobody knew the owner").replace("###", "##"),
        block("Nobody knew the owner").replace("### ", "###"),
        "**Nobody knew the owner**" + block().removeprefix("### The alert came late"),
        "- **Nobody knew the owner**" + block().removeprefix("### The alert came late"),
        "Nobody knew the owner\n---" + block().removeprefix("### The alert came late"),
        block("Gap 2: Nobody knew the owner"),
        block("2. Nobody knew the owner"),
        block("**Nobody knew the owner**"),
        block("(the gap in a few words) Nobody knew the owner"),
        block("The gap in a few words: Nobody knew the owner"),
        block("Nobody knew the owner ###"),
        "### Nobody knew the owner\n\nKind: avoidable\n\n" + FIELDS,
        "#### Nobody knew the owner\n\nKind: avoidable\n\n" + FIELDS,
        "### Nobody knew the owner\n\n" + FIELDS + "\n\n" + boxes("a"),
        "### Nobody knew the owner\n\nSome words.\n\n**More words**\n\n#### Why\n\n"
        + boxes("a")
        + "\n"
        + FIELDS,
        "---\n\n" + block("Nobody knew the owner"),
        block("(the gap in a few words)", ticked="", fields="")
        + block("Nobody knew the owner"),
        "## 4. Is the gap avoidable, inherent, or a valuable experiment?\n\n"
        + block("Nobody knew the owner"),
    ],
)
def test_a_further_gap_is_copied_below(second: str) -> None:
    found = read(review(block(), second))

    assert [gap.title for gap in found.gaps] == [
        "The alert came late",
        "Nobody knew the owner",
    ]
    for gap in found.gaps:
        assert (gap.ticked, gap.owner.text, gap.due.text) == (
            (A,),
            "@ada",
            "2026-12-01",
        )
        assert gap.items == ("An alert at 80 %",)
        assert gap.problems == ()
    assert found.problems == ()


@pytest.mark.parametrize(
    "title",
    [
        "(the gap in a few words)",
        "The gap in a few words",
        "**(the gap in a few words)**",
        r"\(the gap in a few words\)",
        "(the gap in a few words):",
        "",
        "...",
        "TBD",
        "<title>",
        "{{ title }}",
        "Gap 2",
        "2.",
        "(say what differed here)",
    ],
)
def test_an_untouched_copy_is_no_gap(title: str) -> None:
    blank = block(title, ticked="", fields="- **What changes:**\n- **Owner:**\n- Due:")

    found = read(review(block(), blank))

    assert len(found.gaps) == 1
    assert found.problems == ()


@pytest.mark.parametrize(
    ("text", "says", "line"),
    [
        (
            block("(the gap in a few words)"),
            "the gap has no title: say it in a few words in its heading",
            "### (the gap in a few words)",
        ),
        (
            block("(The alert came late)"),
            (
                "the gap's title “(The alert came late)” is in brackets, as hints are:"
                " take the brackets away"
            ),
            "### (The alert came late)",
        ),
        (
            block().removeprefix("### The alert came late\n\nTick one:\n\n"),
            "the gap has no heading: put “### ” and the gap in a few words above it",
            boxes("a").split("\n")[0],
        ),
        (
            block("Gap 1", ticked="", fields="We changed the threshold."),
            "the gap has no title: say it in a few words in its heading",
            "### Gap 1",
        ),
    ],
)
def test_a_gap_without_a_title_is_a_problem(text: str, says: str, line: str) -> None:
    gap = only_gap(review(text))

    (problem,) = gap.problems
    assert gap.title == ""
    assert problem.message == says
    assert problem.line is not None
    assert (problem.line.text, problem.number) == (line, gap.number)


def test_a_second_set_of_boxes_is_a_gap_without_a_heading() -> None:
    second = block(ticked="i", fields="- **What changes:** B\n- **Owner:** lin")
    second = second.removeprefix("### The alert came late\n\n")

    first, other = read(review(block(), second)).gaps

    assert (first.ticked, first.owner.text, first.problems) == ((A,), "@ada", ())
    assert (other.title, other.ticked, other.owner.text) == ("", (I,), "lin")
    (problem,) = other.problems
    assert "a second set of boxes stands here without a heading" in problem.message
    assert problem.line is not None
    assert problem.line.text.startswith("- [ ] avoidable")
    assert problem.number == other.number


def test_a_second_set_of_boxes_that_nobody_touched_is_nothing() -> None:
    second = (
        f"Tick one:\n\n{boxes()}\n\n- **What changes:**\n- **Owner:**\n- **Due:**\n"
    )

    assert messages(review(block(), second)) == []
    assert only_gap(review(block(), second)).owner.text == "@ada"


@pytest.mark.parametrize(
    ("more", "says"),
    [
        ("- **Owner:** @lin", "Owner stands here twice, with “@ada” and with “@lin”"),
        ("Assignee: @lin", "Owner stands here twice, with “@ada” and with “@lin”"),
        ("- **Due:** Friday", "Due stands here twice, with “2026-12-01” and with"),
        ("- **What changes:** B", "What changes stands here twice, with “An alert at"),
        ("- Checklist: A\n- Checklist: B", "Checklist stands here twice"),
    ],
)
def test_a_field_that_is_said_twice_is_a_problem(more: str, says: str) -> None:
    gap = only_gap(review(block(fields=f"{FIELDS}\n{more}")))

    (problem,) = gap.problems
    assert says in problem.message
    assert problem.message.endswith(": keep the one that holds")
    assert problem.line is not None
    assert problem.line.text == more.split("\n")[-1]


@pytest.mark.parametrize(
    "more",
    [
        "- **Owner:** @ADA",
        "- **Owner:**",
        "- Assignee: TBD",
        "> **Owner:** @lin",
        "- **Due:**  2026-12-01 ",
    ],
)
def test_a_field_that_is_said_again_is_none(more: str) -> None:
    gap = only_gap(review(block(fields=f"{FIELDS}\n{more}")))

    assert (gap.owner.text, gap.due.text, gap.problems) == ("@ada", "2026-12-01", ())


def test_the_first_place_that_says_something_counts() -> None:
    gap = only_gap(review(block(fields="- **Owner:**\n- Owner: lin\n- Due:")))

    assert gap.owner.text == "lin"
    assert gap.owner.lines[0].text == "- Owner: lin"


@pytest.mark.parametrize("fence", ["```", "~~~~", "```yaml"])
def test_code_that_never_ends_is_a_problem(fence: str) -> None:
    gap = only_gap(review(block(fields=f"{FIELDS}\n- What changes:\n\n{fence}\nx: 1")))
    early = messages(review(block()).replace("Checkout was", f"{fence}\nCheckout was"))

    assert (
        f"a code block begins with “{fence}” and never ends" in gap.problems[-1].message
    )
    assert f"a code block begins with “{fence}” and never ends" in early[-1]


def test_code_inside_a_list_ends_with_the_list() -> None:
    fields = "- **What changes:**\n  ```\n  make\n- **Owner:** ada"

    gap = only_gap(review(block(fields=fields)))

    assert (gap.owner.text, gap.problems) == ("ada", ())


@pytest.mark.parametrize(
    "notes",
    [
        "## Notes\n\nOwner of the cake is lin.\n",
        "## Notes\n\n### More\n\nWords.\n",
        "# Links\n\n- https://example.org\n",
    ],
)
def test_other_parts_below_the_gaps_are_left_alone(notes: str) -> None:
    found = read(review(block(), notes))

    assert [gap.title for gap in found.gaps] == ["The alert came late"]
    assert found.carried_by.text == "@lin"
    assert found.problems == ()


def test_a_title_alone_is_a_gap() -> None:
    gap = only_gap(review("### The alert came late\n\nNobody was paged.\n"))

    assert (gap.title, gap.ticked, gap.items, gap.problems) == (
        "The alert came late", (), (), (),
    )  # fmt: skip


@pytest.mark.parametrize(
    "title", ["Target: 99.9 % was missed", "Owner: nobody felt it was theirs"]
)
def test_a_title_may_begin_like_a_label(title: str) -> None:
    gap = only_gap(review(block(title)))

    assert (gap.title, gap.owner.text, gap.problems) == (title, "@ada", ())


def test_a_teams_own_words_and_fields_leave_the_form_blank() -> None:
    text = (
        rendered_form()
        .replace("Tick one:", "What is it? Choose:")
        .replace("And say:", "Now what:\n\n- **Severity:**\n- **Area:** (which part)")
        .replace("- **Owner:**", "- **Owner (one person):** <!-- no teams -->")
        .replace("And last, for the whole review:", "Who takes it on:")
    )

    found = read(text)

    assert is_blank(found)
    assert found.problems == ()
    assert blank_fields(lines(text)) == ()


# Whether a template still has it all.


def test_the_rendered_form_has_lost_nothing() -> None:
    assert blank_fields(lines(rendered_form())) == ()
    assert blank_fields(lines(f"Facts: many\n\n{rendered_form()}\n---\n\nBye")) == ()


def test_an_empty_text_has_lost_everything() -> None:
    assert blank_fields(()) == (
        "1. What did we intend to happen?",
        "2. What actually happened?",
        "3. What gap exists between the two?",
        "4. Is the gap avoidable, inherent, or a valuable experiment?",
        "(the gap in a few words)",
        "avoidable",
        "inherent",
        "experiment",
        "What changes",
        "Owner",
        "Due",
        "Carried by",
    )


@pytest.mark.parametrize(
    ("ours", "theirs", "lost"),
    [
        ("## 2. What actually happened?", "", ("2. What actually happened?",)),
        ("- **Owner:**\n", "", ("Owner",)),
        ("- **Owner:**", "- **Who helps:**", ("Owner",)),
        ("- **Owner:**", "> **Owner:**", ("Owner",)),
        ("- **Owner:**", "Owner", ("Owner",)),
        ("- [ ] inherent", "- inherent", ("inherent",)),
        ("- **Carried by:**", "", ("Carried by",)),
        ("### (the gap in a few words)\n", "", ("(the gap in a few words)",)),
        ("### (the gap in a few words)", "### Your gap", ("(the gap in a few words)",)),
        ("- **Owner:**", "- **Assignee:**", ()),
        ("- **Owner:**\n- **Due:**", "- **Owner:** / **Due:**", ()),
        ("### (the gap in a few words)", "### <the gap>", ()),
        ("## 2. What actually happened?", "# What happened?", ()),
        ("avoidable: a step", "avoidable - a slip", ()),
    ],
)
def test_what_a_template_has_lost_is_named(
    ours: str, theirs: str, lost: tuple[str, ...]
) -> None:
    text = rendered_form()
    assert ours in text

    assert blank_fields(lines(text.replace(ours, theirs))) == lost


# Edits.

BLOCKS = [
    FIELDS,
    "- **Due:** Friday\n- **What changes:** An alert\n- **Owner:** ada",
    "- **What changes:**\n  - a\n\n  - b\n    - c\n- **Owner:** ada\n- **Due:** Friday",
    "- **Owner:** ada\n- **Due:** Friday\n- **What changes:**\n\n  - a\n\n  - b",
    "- Owner: ada\n- What changes: Run\n  ```\n  make\n\n  make all\n  ```",
    "Owner: ada\nWhat changes: Run\n\n```\nmake\n\nmake all\n```",
    "What changes: Run\n\n    make\n\n    make all",
    "Owner: ada | Due: in 2 weeks | What changes: An alert",
    "- **What changes:** An alert (owner: ada, due: Friday)\nand more words",
    "- **What changes:**\n  - a (owner: ada)\n  - b",
    "- An alert (Owner: ada)\n\n  and more words\n",
    "Due: Friday\n---",
    "- **Due:** Friday <!-- or\nso -->\n- more",
    "- **Due:** Friday\nor so",
    "- **Due:**\n  - Friday\n- **Owner:** ada",
    "#### Due\n\nFriday\n\n#### Owner\n\nada",
    "- **Due:** TBD\n- **Owner:** ada",
    "<details>\n\nOwner: ada\nDue: Friday\n</details>",
    "<details>\nOwner: ada\nDue: Friday\n</details>",
    "> quoted\n- **Due:** Friday\n> quoted",
    "- **What changes:** See\n> quoted",
    "1. Owner: ada\n   1. Due: Friday",
    "* Owner: ada\r\n* Due: Friday\r",
    "Words only.",
]


@pytest.mark.parametrize("fields", BLOCKS)
@pytest.mark.parametrize("below", ["", "\n", "\n\nMore words.\n", "\n  - more\n"])
def test_where_it_is_tracked_is_put_into_the_block(fields: str, below: str) -> None:
    text = review(block(fields=fields + below), block("The other"))
    before, other = read(text).gaps

    changed = apply(text, [put_tracked(before, "opening f-3a9c")])

    gap, second = read(changed).gaps
    assert gap.tracked.text == "opening f-3a9c"
    assert gap.tracked.lines[0].text == tracked_line("opening f-3a9c")
    assert _said(gap) == _said(before)
    assert _said(second) == _said(other)
    assert _without(changed, tracked_line("opening f-3a9c")) == text


@pytest.mark.parametrize(
    ("line", "changed"),
    [
        ("- **Tracked in:** opening f-3a9c", "- **Tracked in:** [T](t.md)"),
        ("- **Tracked in:**", "- **Tracked in:** [T](t.md)"),
        ("Tracked in: TBD", "- **Tracked in:** [T](t.md)"),
        ("  * tracked at \u2013 opening f-3a9c", "- **Tracked in:** [T](t.md)"),
        (
            "- **Tracked in:**\n  opening f-3a9c",
            "- **Tracked in:**\n- **Tracked in:** [T](t.md)",
        ),
        (
            "Checklist: A | Tracked in: opening f-3a9c",
            "Checklist: A | Tracked in: [T](t.md)",
        ),
        (
            "Checklist: A | Tracked in:",
            "Checklist: A | Tracked in:\n- **Tracked in:** [T](t.md)",
        ),
    ],
)
def test_a_place_for_where_it_is_tracked_is_used(line: str, changed: str) -> None:
    text = review(block(fields=f"{FIELDS}\n{line}"))

    edited = apply(text, [put_tracked(only_gap(text), "[T](t.md)")])

    assert edited == text.replace(line, changed)
    assert only_gap(edited).tracked.text == "[T](t.md)"


def test_the_text_of_a_tracked_line_is_one_line() -> None:
    assert tracked_line(" a\nb ") == "- **Tracked in:** a b"


def test_a_line_that_was_tracked_is_found_by_its_text() -> None:
    text = review(block())

    edited = apply(text, [put_tracked(only_gap(text), "opening f-3a9c")])

    assert tracked_line("opening f-3a9c") in edited.split("\n")


@pytest.mark.parametrize(
    ("line", "changed"),
    [
        ("- **Due:** in 2 weeks", "- **Due:** 2026-12-01"),
        ("  * Due: in 2 weeks", "  * Due: 2026-12-01"),
        ("__Due date__: *in 2 weeks*", "__Due date__: *2026-12-01*"),
        ("**Due: Friday**", "**Due: 2026-12-01**"),
        ("Deadline \u2013 Friday.", "Deadline \u2013 2026-12-01."),
        ("DUE:Friday\r", "DUE:2026-12-01\r"),
        ("- **Due:** TBD", "- **Due:** 2026-12-01"),
        ("- **Due:**", "- **Due:** 2026-12-01"),
        ("- **Due:** ", "- **Due:** 2026-12-01"),
        ("- **Due:**\u00a0Friday", "- **Due:**\u00a02026-12-01"),
        ("- **Due**", "- **Due** 2026-12-01"),
        ("- **Due:** Friday <!-- or so -->", "- **Due:** 2026-12-01 <!-- or so -->"),
        ("Due: Friday, Checklist: A", "Due: 2026-12-01, Checklist: A"),
        ("Checklist: A (due: Friday)", "Checklist: A (due: 2026-12-01)"),
        ("| Due: Friday | Checklist: A |", "| Due: 2026-12-01 | Checklist: A |"),
        ("Due: | Checklist: A", "Due: 2026-12-01 | Checklist: A"),
        ("- **Due:**\n  - Friday", "- **Due:**\n  - 2026-12-01"),
        ("#### Due\n\nFriday", "#### Due\n\n2026-12-01"),
        (r"\- \*\*Due:\*\* in 2 weeks", r"\- \*\*Due:\*\* 2026-12-01"),
        ("> Due: never\n\n- Due: 1 Dec 2026", "> Due: never\n\n- Due: 2026-12-01"),
        ("- 📅 Due: Friday", "- 📅 Due: 2026-12-01"),
    ],
)
def test_the_date_is_written_as_iso(line: str, changed: str) -> None:
    text = review(block(fields=f"- **Owner:** ada\n{line}"))

    edit = put_due(only_gap(text), DAY)

    assert edit is not None
    edited = apply(text, [edit])
    assert edited == text.replace(line, changed)
    assert only_gap(edited).due.text == "2026-12-01"
    assert only_gap(edited).owner.text == "ada"


@pytest.mark.parametrize(
    "line",
    [
        "- **Due:** 2026-12-01",
        "- **Due:** 2026-12-01.",
        r"- Due: 2026\-12\-01",
        "- **Due: 2026-12-01**",
        "",
        "- Due: in\n  2 weeks",
    ],
)
def test_a_date_that_stands_needs_no_edit(line: str) -> None:
    text = review(block(fields=f"- **Owner:** ada\n{line}"))

    assert put_due(only_gap(text), DAY) is None


@pytest.mark.parametrize(
    "fields",
    [
        "- **Owner:** ada\n- **Due:** in 2 weeks",
        "- **Due:** in 2 weeks\n- **Owner:** ada",
        "Owner: ada | Due: in 2 weeks",
        "- **Due:** in 2 weeks\n- **Tracked in:**\n- **Owner:** ada",
        "- **Due:** in 2 weeks\n- **Owner:** ada | Tracked in: TBD",
        "- **Tracked in:** | **Due:** in 2 weeks\n- **Owner:** ada",
    ],
)
def test_both_edits_go_together(fields: str) -> None:
    text = review(block(fields=fields))
    before = only_gap(text)
    due = put_due(before, DAY)
    assert due is not None

    gap = only_gap(apply(text, [due, put_tracked(before, "opening f-3a9c")]))

    assert gap.due.text == "2026-12-01"
    assert gap.tracked.text == "opening f-3a9c"
    assert gap.owner.text == "ada"
    assert gap.problems == ()


def _said(gap: object) -> tuple[object, ...]:
    names = ("title", "ticked", "items", "next_try", "checklist", "problems")
    answers = ("what", "owner", "due")
    plain = [getattr(gap, name) for name in names if name != "problems"]
    return (*plain, *(getattr(gap, name).text for name in answers))


def _without(text: str, line: str) -> str:
    kept = text.split("\n")
    kept.remove(line)
    return "\n".join(kept)
