"""What our tickets say: whole texts, and other people's words that do nothing in them.

The snapshots are read by people: `pytest --snapshot-update`, then look at the diff.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from importlib.util import find_spec
from unicodedata import category
from zoneinfo import ZoneInfo

import pytest
from markdown_it import MarkdownIt
from syrupy.assertion import SnapshotAssertion
from syrupy.extensions.single_file import SingleFileSnapshotExtension, WriteMode

from afteraction.domain.findings import Lack
from afteraction.domain.kinds import Kind
from afteraction.domain.people import People, Person
from afteraction.domain.tickets import Line, SprintFacts
from afteraction.rendering import Renderer
from afteraction.review_form import blank_fields, read_review
from afteraction.ticket_texts import (
    LONGEST_TITLE,
    Signature,
    TicketTexts,
    read_signature,
)
from tests.unit.a_loop import (
    MINUTE,
    Names,
    comment,
    everything,
    finding,
    remark,
    review_of_incident,
    review_of_sprint,
    reword,
    sprint,
    story,
    tell_reopened,
    ticket,
    write_back,
)

TEXTS = TicketTexts(
    Renderer(None, ZoneInfo("Europe/Berlin")),
    {"notes": Names(), "open": Names()},
    People((Person("Ada Lovelace", (("notes", "ada"),)),)),
)
INCIDENT = review_of_incident(
    story(
        comment("502s from the gateway since the 09:05 deploy. All regions."),
        comment("> Is it the cache?\n\nNo, *the pool* is empty!", author="ada"),
        comment("Rolled back.", after=140 * MINUTE),
        incident=ticket(ended=ticket().opened + timedelta(hours=2)),
    )
)


def lines(text: str) -> tuple[Line, ...]:
    return tuple(Line(str(n), line) for n, line in enumerate(text.split("\n"), 1))


class _Markdown(SingleFileSnapshotExtension):
    """A file of its own, to be read like the ticket itself."""

    _write_mode = WriteMode.TEXT
    file_extension = "md"


@pytest.fixture
def whole(snapshot: SnapshotAssertion) -> SnapshotAssertion:
    return snapshot.use_extension(_Markdown)


def shown(title: str, body: str) -> str:
    return f"# {title}\n\n{body}"


class TestWholeTexts:
    def test_review_of_an_incident(self, whole: SnapshotAssertion) -> None:
        assert shown(*TEXTS.review(INCIDENT)) == whole

    def test_review_that_may_tell_nothing(self, whole: SnapshotAssertion) -> None:
        assert shown(*TEXTS.review(review_of_incident(tracker="open"))) == whole

    def test_review_of_a_long_incident(self, whole: SnapshotAssertion) -> None:
        said = [comment(f"Step {n}.", after=n * MINUTE) for n in range(1, 60)]
        bare = ticket(labels=(), assignee=None, closed=None)
        change = review_of_incident(story(*said, incident=bare), invited=())

        assert shown(*TEXTS.review(change)) == whole

    def test_review_of_a_sprint(self, whole: SnapshotAssertion) -> None:
        done = tuple(ticket(f"{n}", title=f"Story {n}") for n in (1, 2, 3))
        still_open = (ticket("4", title="Story 4"),)
        facts = SprintFacts(sprint(), done, still_open, carried_over=1, added=None)
        left = ticket("review-0039-f1", title="Alarm", due=done[0].opened.date())
        change = review_of_sprint(
            facts,
            left_open=(left, replace(left, due=None, assignee=None)),
            incidents=(ticket(),),
        )

        assert shown(*TEXTS.review(change)) == whole

    def test_review_of_a_sprint_that_goes_on(self, whole: SnapshotAssertion) -> None:
        goes_on = sprint(state="active")
        story_of = [ticket(f"{n}", title=f"Story {n}") for n in range(45)]
        facts = SprintFacts(goes_on, tuple(story_of[:43]), tuple(story_of[43:]))
        left = ticket("review-0039-f1", title="Alarm", due=story_of[0].opened.date())
        change = review_of_sprint(
            facts,
            left_open=(left, replace(left, due=None, assignee=None)),
            incidents=(ticket(),),
            invited=("ada",),
            kept_up=True,
        )

        assert shown(*TEXTS.review(change)) == whole
        above = TEXTS.above_the_form(change)
        assert "Invited" not in "".join(above)
        assert above[-1].startswith("- Left open by an earlier review: ")

    def test_review_of_a_sprint_that_goes_on_and_may_tell_nothing(
        self, whole: SnapshotAssertion
    ) -> None:
        told = review_of_sprint(SprintFacts(sprint(state="active"), (), ()))
        change = replace(told, facts=None, title="notes:sprint:2026-46", kept_up=True)

        assert shown(*TEXTS.review(change)) == whole

    def test_review_of_a_sprint_of_which_little_is_known(
        self, whole: SnapshotAssertion
    ) -> None:
        change = review_of_sprint(SprintFacts(sprint(goal=""), (), ()))

        assert shown(*TEXTS.review(change)) == whole

    def test_review_of_a_sprint_that_may_tell_nothing(
        self, whole: SnapshotAssertion
    ) -> None:
        told = review_of_sprint(SprintFacts(sprint(), (), ()))
        change = replace(told, facts=None, title="notes:sprint:2026-46")

        assert shown(*TEXTS.review(change)) == whole

    @pytest.mark.parametrize("kind", list(Kind))
    def test_write_back(self, kind: Kind, whole: SnapshotAssertion) -> None:
        due = None if kind is Kind.EXPERIMENT else write_back(finding()).due
        change = write_back(finding(kind), due=due)

        assert shown(*TEXTS.write_back(change)) == whole

    def test_write_back_of_an_experiment_with_a_next_try(
        self, whole: SnapshotAssertion
    ) -> None:
        found = finding(Kind.EXPERIMENT, items=("Retries help",), next_try="Shorter")

        assert shown(*TEXTS.write_back(write_back(found))) == whole

    @pytest.mark.parametrize("kind", list(Kind))
    def test_write_back_that_may_tell_nothing(
        self, kind: Kind, whole: SnapshotAssertion
    ) -> None:
        change = write_back(finding(kind, next_try="secret"), tells=False)

        assert shown(*TEXTS.write_back(change)) == whole

    def test_write_back_without_a_subject(self, whole: SnapshotAssertion) -> None:
        change = write_back(finding(Kind.INHERENT), subject=None, due=None)

        assert shown(*TEXTS.write_back(change)) == whole

    def test_remark(self, whole: SnapshotAssertion) -> None:
        lacks = (
            Lack("", 0, ("question 2 has no answer yet (what actually happened?)",)),
            Lack(
                "The alert came late",
                12,
                ("nobody owns it yet; name one person", "“soon” is no day"),
            ),
        )

        assert TEXTS.remark(remark(*lacks)) == whole

    def test_remark_that_reopens(self, whole: SnapshotAssertion) -> None:
        lack = Lack("", 0, ("nobody carries it on yet",))

        assert TEXTS.remark(remark(lack, reopens=True)) == whole

    def test_remark_that_nothing_is_missing(self, whole: SnapshotAssertion) -> None:
        assert TEXTS.remark(remark()) == whole

    def test_incident_opened_again(self, whole: SnapshotAssertion) -> None:
        assert TEXTS.subject_reopened(tell_reopened(ticket())) == whole

    def test_copy(self, whole: SnapshotAssertion) -> None:
        assert TEXTS.copy("notes", ticket("review-0041")) == whole


def test_what_may_not_be_told_is_nowhere_in_the_text() -> None:
    """A private review's words, in a ticket that everybody can read (rule 21)."""
    private = ticket(title="Secret subject", assignee="hidden", labels=("hush",))
    for kind in Kind:
        found = finding(kind, title="Secret gap", items=("Secret",), next_try="Secret")
        change = write_back(found, subject=private, tells=False)
        told = shown(*TEXTS.write_back(change)).casefold()
        assert "secret" not in told
        assert "f-3a9c" in told
    told = shown(*TEXTS.review(review_of_incident(subject=private))).casefold()
    assert "secret" not in told
    assert "hush" not in told
    assert "hidden" not in told


def test_a_reworded_text_keeps_the_tickets_own_date() -> None:
    due = write_back(finding()).due
    found = finding(Kind.INHERENT)

    assert TEXTS.write_back(reword(found, due)) == TEXTS.write_back(write_back(found))


@pytest.mark.parametrize(
    "title",
    ["x" * 500, "word " * 100, "\u202eturned\u2066 round", "two\nlines", "\x1b[2J"],
)
def test_a_title_is_one_line_that_every_tracker_takes(title: str) -> None:
    for told in _titles(title):
        assert told.isprintable()
        assert len(told) <= LONGEST_TITLE + len("Constraint: ")


@pytest.mark.parametrize("title", ["", "\u200b", "\u202e\x07", "   "])
def test_a_ticket_whose_words_can_not_be_seen_has_a_title_all_the_same(
    title: str,
) -> None:
    for told in _titles(title):
        assert told.strip(": ") not in {"", "Review", "Constraint", "Learned"}
        assert "changes how we work" not in told


def _titles(title: str) -> Iterator[str]:
    changes = everything(title)
    yield from (TEXTS.review(change)[0] for change in changes.reviews)
    yield from (TEXTS.write_back(change)[0] for change in changes.write_backs)


class TestSignatures:
    def test_every_ticket_says_in_its_last_line_what_it_is_of(self) -> None:
        for change in everything("words").reviews:
            link = Names().link(change.subject)
            _, body = TEXTS.review(change)
            assert read_signature(body) == Signature(link, None)
        for found in everything("words").write_backs:
            link = Names().link(found.review)
            _, body = TEXTS.write_back(found)
            assert read_signature(body) == Signature(link, "f-3a9c")

    @pytest.mark.parametrize(
        ("text", "signature"),
        [
            ("Review of [0041](0041.md)", Signature("[0041](0041.md)", None)),
            ("text\n\n---\n\nReview of #41  \n\n", Signature("#41", None)),
            ("Review of #41\r\n", Signature("#41", None)),
            ("Review of #41\n\nP.S. more", None),
            ("Review of", None),
            ("A review of #41", None),
            ("review of #41", None),
            (
                "From the review [r](r.md), finding f-3a9c",
                Signature("[r](r.md)", "f-3a9c"),
            ),
            ("From the review [r](r.md), finding 3a9c", None),
            ("From the review [r](r.md), finding f-3a9c and more", None),
            ("", None),
        ],
    )
    def test_what_is_one(self, text: str, signature: Signature | None) -> None:
        assert read_signature(text) == signature


# Words of others. Each of these stands in every place in which people write.

HOSTILE = [
    "@team @org/team @ada's, cc @everyone",
    "fixes #12, closes owner/repo#3, GH-7, OPS-7",
    "see https://evil.example/a?b=c#d or www.evil.example, a@evil.example",
    "<!-- afteraction: review-1 --> <img src=x onerror=alert(1)><script>1</script>",
    "![pixel](https://evil.example/p.png) [ok](javascript:alert(1))",
    "](javascript:alert(1)) [x](y) ][ [[ ]] [^1] [ref][1]\n\n[1]: https://evil.example",
    "</details></summary> &lt;b&gt; &#64;team &commat;team",
    "**bold** _it_ ~~gone~~ `code` ``` `` ` | a | b |\n|---|---|\n| @x | #1 |",
    "# heading\n## 1. What did we intend to happen?\n\nForged.",
    "### A forged gap\n\n- [x] avoidable: forged\n- **What changes:** Forged",
    "- **Owner:** eve\n- **Due:** 2026-12-24\n- **Carried by:** eve",
    "Owner: eve, Due: tomorrow, Kind: avoidable, Tracked in: f-0000",
    "- [x] done\n- [ ] not done\n1. one\n> quote\n    indented",
    "a\n\n---\n\nReview of [evil](evil.md)",
    "a\n\n---\n\nFrom the review [evil](evil.md), finding f-0000",
    "===\n---\n***\n```\nunclosed fence",
    "/close\n/assign @eve\n@dependabot rebase",
    "[~eve] {code} h1. Title\nbq. quote\n!image.png! ||a||",
    "{{ 7 * 7 }} {% include 'secret' %} {# gone #} ${x} $(y)",
    "\u202eturned round\u202c \u2066isolated\u2069 \x1b[2J\x07 \u200b",
    "f-3a9c0 0123456789abcdef0123456789abcdef01234567 opening f-0000",
    "C:\\dir\\*.* \\@team \\#12 \\<b>",
    "\u0000 \ufeff \u2028line\u2029para \x85next",
    "[ ] [x] [X] [!NOTE] [^note]: text",
    "~~~\n<pre>\n" + "@a " * 300,
]

_PLAIN = MarkdownIt("commonmark").enable(["table", "strikethrough"])
ALIVE = {
    "a mention": re.compile(r"@[\w-]"),
    "a reference": re.compile(r"#\d|\bGH-\d|\b[A-Z][A-Z0-9]+-\d"),
    "an address": re.compile(r"[a-z]+://|\bwww\.[a-z]|(?:mailto|xmpp):\S", re.I),
    "a box": re.compile(r"\[[ xX]\]"),
    "a mention of Jira's": re.compile(r"\[~"),
}


def _parsers() -> list[MarkdownIt]:
    if find_spec("linkify_it") is None:
        return [_PLAIN]
    linking = MarkdownIt("gfm-like", {"html": True})
    assert linking.linkify is not None
    # GitHub makes links of whole addresses only, not of "main.py".
    linking.linkify.set({"fuzzy_link": False})
    return [_PLAIN, linking]


def bodies(words: str) -> Iterator[str]:
    """Every text of ours, with these words in all places in which people write."""
    changes = everything(words)
    yield from (TEXTS.review(change)[1] for change in changes.reviews)
    yield from (TEXTS.write_back(change)[1] for change in changes.write_backs)
    yield from (TEXTS.remark(change) for change in changes.remarks)
    yield TEXTS.subject_reopened(changes.reopened)
    yield TEXTS.copy("notes", changes.original)


OUR_LINKS = re.compile(r"(?:review-)?0\d{3}\.md|2026-46\.md")


@pytest.mark.parametrize("words", HOSTILE)
def test_words_of_others_make_nothing_in_our_tickets(words: str) -> None:
    for body in bodies(words):
        for parser in _parsers():
            for token in parser.parse(body):
                assert token.type not in {"html_block", "table_open", "blockquote_open"}
                for child in token.children or ():
                    assert child.type not in {"html_inline", "image", "s_open"}
                    if child.type == "link_open":
                        assert OUR_LINKS.fullmatch(str(child.attrs["href"])), body


@pytest.mark.parametrize("words", HOSTILE)
def test_words_of_others_wake_nobody(words: str) -> None:
    for body in bodies(words):
        for said in _words(body):
            for what, alive in ALIVE.items():
                found = alive.search(said.replace("@ada", "", said == "Invited: @ada"))
                assert found is None, f"{what}: {said}"


def _words(body: str) -> Iterator[str]:
    """The words of each paragraph that are no code; our own boxes are taken off."""
    for token in _PLAIN.parse(body):
        if token.type == "inline":
            said = [c.content for c in token.children or () if c.type == "text"]
            yield re.sub(r"^\[ \] ", "", "".join(said))


@pytest.mark.parametrize("words", HOSTILE)
def test_words_of_others_can_not_be_taken_for_ours(words: str) -> None:
    plain = list(bodies("words"))
    for body, like in zip(bodies(words), plain, strict=True):
        assert "<!--" not in body
        assert read_signature(body) == read_signature(like)
        for line in body.split("\n"):
            unseen = {c for c in line if category(c) in {"Cc", "Cf", "Zl", "Zp"}}
            assert unseen <= {"\u200b", "\u200c", "\u200d"}


@pytest.mark.parametrize("words", HOSTILE)
def test_words_of_others_fill_in_no_form(words: str) -> None:
    for change in everything(words).reviews:
        _, body = TEXTS.review(change)
        text = read_review(lines(body))

        assert blank_fields(lines(body)) == ()
        assert not any((text.intended, text.happened, text.gap, text.carried_by))
        assert text.gaps == ()
        assert not text.no_gap
        assert text.problems == ()


@pytest.mark.parametrize("words", HOSTILE)
def test_words_of_others_tick_no_box_and_add_none(words: str) -> None:
    for change in everything(words).write_backs:
        _, body = TEXTS.write_back(change)
        boxes = re.findall(r"^- \[(.)\] ", body, re.MULTILINE)
        items = re.findall(r"^- ", body, re.MULTILINE)

        assert set(boxes) <= {" "}
        if change.finding.kind is Kind.AVOIDABLE:
            assert len(boxes) == len(items)
        else:
            assert boxes == []


def test_only_the_invited_are_mentioned() -> None:
    _, body = TEXTS.review(replace(INCIDENT, invited=("ada", "lin")))

    assert re.findall(r"@\w+", body) == ["@ada", "@lin"]
    assert "Invited: @ada, @lin\n" in body
    for other in bodies("words"):
        assert "@" not in other.replace("Invited: @ada", "")
