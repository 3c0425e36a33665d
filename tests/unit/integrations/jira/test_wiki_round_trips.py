"""From Markdown to wiki markup and back: what has to be the same, and what dead."""

from __future__ import annotations

import re
from datetime import date
from pathlib import Path

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from markdown_it import MarkdownIt

from afteraction.domain.inert import inert, inert_lines
from afteraction.domain.kinds import Kind
from afteraction.domain.tickets import Line, LineEdit
from afteraction.integrations.jira.wiki_editing import Change, edited
from afteraction.integrations.jira.wiki_reading import read
from afteraction.integrations.jira.wiki_writing import written
from afteraction.review_form import put_due, put_tracked, read_review
from tests.unit.a_review import block, rendered_form, review
from tests.unit.a_review import lines as plain_lines
from tests.unit.integrations.jira.renderer import alive, mentions

TEXTS = Path(__file__).parents[2] / "__snapshots__" / "test_ticket_texts"
DAY = date(2026, 12, 1)
TOKEN = "opening f-3a9c"
LINK = "[OPS-12](https://jira.example.org/browse/OPS-12)"


def name(user: str) -> str:
    return f"[@{user}](mention:{user})"


def texts_of(wiki: str) -> list[str]:
    return [line.text for line in read(wiki, name)]


def there_and_back(markdown: str) -> str:
    return "\n".join(texts_of(written(markdown)))


def said(found: object) -> str:
    """A review without the places where its lines stand."""
    return re.sub(r"anchor='\d*'|number=\d+", "", str(found))


def changed(wiki: str, *edits: LineEdit | None) -> str:
    changes = [Change(e.line.anchor, e.text, e.where) for e in edits if e]
    return edited(wiki, changes, name)


# --- texts of ours --------------------------------------------------------------------


@pytest.mark.parametrize("file", sorted(TEXTS.glob("*.md")), ids=lambda file: file.stem)
def test_every_text_of_ours_comes_back_as_it_went(file: Path) -> None:
    text = file.read_text("utf-8").rstrip("\n")

    assert there_and_back(text) == text


def test_there_are_texts_of_ours() -> None:
    assert len(list(TEXTS.glob("*.md"))) > 10


@pytest.mark.parametrize(
    "text",
    [rendered_form(), review(block()), review(block(ticked="i"), block("And so"))],
)
def test_the_form_comes_back_and_reads_as_the_same_review(text: str) -> None:
    lines = read(written(text), name)

    assert [line.text for line in lines] == text.rstrip("\n").split("\n")
    assert lines == plain_lines(text.rstrip("\n"))
    assert read_review(lines) == read_review(plain_lines(text.rstrip("\n")))


def test_how_the_form_looks_in_jira() -> None:
    wiki = written(review(block(ticked="a")))

    assert "h2. 4. Is the gap avoidable, inherent, or a valuable experiment?" in wiki
    assert "h3. The alert came late" in wiki
    assert "\n* \\[x\\] avoidable: a step or an assumption of ours was wrong;" in wiki
    assert "\n* \\[ \\] inherent: a real limit" in wiki
    assert "\n* *What changes:* An alert at 80 %\n* *Owner:* @ada\n" in wiki


# --- as people fill it in -------------------------------------------------------------


@pytest.mark.parametrize(
    "tick",
    [r"\[x\]", r"\[X\]", "[x]", "[X]", "(x)", "(/)", r"\[✓\]", r"\[ x \]", r"\[v\]"],
)
@pytest.mark.parametrize("bullet", ["* ", "- ", "# ", ""])
def test_a_tick_in_any_form_is_one(tick: str, bullet: str) -> None:
    wiki = written(review(block(ticked="")))
    wiki = wiki.replace(r"* \[ \] inherent", f"{bullet}{tick} inherent")

    (gap,) = read_review(read(wiki, name)).gaps

    assert (gap.ticked, gap.problems) == ((Kind.INHERENT,), ())


@pytest.mark.parametrize(
    "owner",
    ["* *Owner:* [~ada]", "* *Owner:*[~ada]", "- Owner: [~ada]", "Owner: [~ada]"],
)
@pytest.mark.parametrize(
    "due", ["* *Due:* in 2 weeks", "*Due:* _in 2 weeks_", "* Due - in 2 weeks"]
)
def test_owners_and_dates_are_found(owner: str, due: str) -> None:
    wiki = written(review(block())).replace("* *Owner:* @ada", owner)
    wiki = wiki.replace("* *Due:* 2026-12-01", due)

    (gap,) = read_review(read(wiki, name)).gaps

    assert (gap.owner.text, gap.due.text) == (name("ada"), "in 2 weeks")
    assert gap.problems == ()


FILLED = [
    "* *What changes:* An alert (!) at 80 %\n* *Owner:* [~ada] (/)\n* *Due:* Friday",
    "*Owner:* [~ada]\\\\*Due:* in 2 weeks (on)\n",
    "# *Owner:* [~accountid:5b:1]\n## sub *x*\n# *Due:* next Friday  \n",
    "* *What changes:*\n** {{a_b}} and _c_ [x|https://y.z]\n** two\n* *Due:* 1 Dec",
    "* *What changes:* so\n{code:java}\nint x; // *no*\n{code}\n",
    "* *What changes:* so\n{quote}\nthey said\n{quote}\n",
    "{panel:title=Ours}\n* *Owner:* [~ada]\n* *Due:* Friday\n{panel}\n",
    "{color:red}* *Owner:* [~ada]\n* *Due:* Friday{color}\n",
    "|*Owner*|[~ada]|\n* *Due:* Friday",
    "* *Tracked in:* opening f-1111\n* *Due:* Friday (x)",
    "* *Owner:* [~ada]\n!shot.png|thumbnail!\n* *Due:* Friday\n\n!shot_2.png!",
]


@pytest.mark.parametrize("fields", FILLED)
@pytest.mark.parametrize("end", ["\n", "\r\n"])
def test_our_edits_change_their_lines_and_read_as_meant(fields: str, end: str) -> None:
    ours = "* *What changes:* An alert at 80 %\n* *Owner:* @ada\n* *Due:* 2026-12-01\n"
    wiki = written(review(block())).replace(ours, fields.rstrip("\n") + "\n")
    wiki = wiki.replace("\n", end)
    (gap,) = read_review(read(wiki, name)).gaps
    edits = [put_tracked(gap, TOKEN), put_due(gap, DAY)]

    once = changed(wiki, *edits)
    (after,) = read_review(read(once, name)).gaps

    assert after.tracked.text == TOKEN
    assert after.due.text == (DAY.isoformat() if gap.due else "")
    assert (after.owner.text, after.items) == (gap.owner.text, gap.items)
    assert len(once.split(end)) - len(wiki.split(end)) == (edits[0].where == "after")  # type: ignore[union-attr]
    kept = [line for line in wiki.split(end) if line in once.split(end)]
    assert len(kept) >= len(wiki.split(end)) - 2
    _links_replace_the_token(once)


def _links_replace_the_token(wiki: str) -> None:
    lines = read(wiki, name)
    line = next(each for each in lines if TOKEN in each.text)
    twice = changed(wiki, LineEdit(line, line.text.replace(TOKEN, LINK)))

    (gap,) = read_review(read(twice, name)).gaps
    assert gap.tracked.text == LINK
    assert "[OPS-12|https://jira.example.org/browse/OPS-12]" in twice


def test_what_people_added_to_a_line_stays() -> None:
    wiki = "* *Due:* in 2 weeks (!) says [~ada], {color:red}or{color} *not* !a.png!"
    (line,) = read(wiki, name)

    after = changed(wiki, LineEdit(line, line.text.replace("in 2 weeks", "2026-12-01")))

    assert after == wiki.replace("in 2 weeks", "2026-12-01")


# --- text of others, inert ------------------------------------------------------------

NASTY = [
    "[~ada]", "[@ada]", "[~accountid:1:2]", "{code}", "{noformat}",
    "{color:red}a{color}", "{quote}", "{panel:title=x}", "{html}<b>{html}", "!a.png!",
    "!http://x/y.png!", "[a|b]", "[a]", "[^f.txt]", "[#top]", "https://x.org/a_b_c",
    "mailto:a@b.cd", "file:///etc", "a@b.cd", "*b*", "_e_", "-d-", "+i+", "^s^",
    "~t~", "??c??", "{{m}}", "{*}b{*}", "h1. x", "bq. x", "bq.x", "* a", "# a", "- a",
    "-- a", "----", "||a||b||", "|a|", "(/)", "(x)", "(!)", ":)", ":D", ";-)", "(*r)",
    "(flag)", "OPS-7", "A_B-12", "@ada", "\\", "\\\\", "\\\\a", "\\[~ada]",
    "\\{code}", "`[~ada]`", "`OPS-7`", "`{code}`", "`https://x.org`", "` `` `",
    "&#42;", "&amp;", "<!-- x -->", "<b>", "> q", "- [x] a", "[x] a", "Owner: ada",
    "snake_case", "2 * 3", "a -b- c", "1. a", "2026-12-01", "C++", "…", "\u200b",
    "\u200d", "é", "a--b", "{", "}", "[", "]", "(", "!",
]  # fmt: skip
SAID = st.text(max_size=30) | st.lists(
    st.sampled_from(NASTY) | st.sampled_from([" ", "a", "\n"]) | st.text(max_size=3),
    max_size=8,
).map("".join)
PLACES = [
    "{}",
    "- {}",
    "- [ ] {}",
    "- 2026-11-18 10:20 CET, lin: {}",
    "## {}",
    "1. {}",
    "It was found by [OPS-7](https://jira.example.org/browse/OPS-7) {}.",
]


@given(SAID.map(inert).filter(bool), st.sampled_from(PLACES))
@example("\\[\\~", "{}")
def test_inert_text_comes_back_as_it_went(text: str, place: str) -> None:
    markdown = place.format(text)

    assert there_and_back(markdown) == markdown


@given(SAID.map(inert).filter(bool))
def test_nothing_in_inert_text_comes_alive(text: str) -> None:
    wiki = written(text)

    assert "\n" not in wiki
    assert alive(wiki) == set()


@given(
    SAID.map(inert).filter(bool), st.sampled_from(["**{}**", "_{}_", "a **b {} c** d"])
)
def test_nor_in_an_effect(text: str, place: str) -> None:
    wiki = written(place.format(text))

    assert alive(wiki) <= {"bold", "em"}
    assert mentions(wiki) == []


@given(SAID.map(inert).filter(bool))
def test_nor_in_a_links_text(text: str) -> None:
    wiki = written(f"[{text}](https://x.org/a)")

    assert mentions(wiki) == []
    label = wiki.removeprefix("[").removesuffix("|https://x.org/a]")
    assert alive(label) <= {"block", "issue"}


@given(SAID)
def test_many_lines_are_as_dead_as_one(text: str) -> None:
    wiki = written("\n".join(f"- {line}" for line in inert_lines(text)))

    for line in wiki.split("\n") if wiki else ():
        assert line.startswith("* ")
        assert alive(line[2:]) == set()


@given(SAID)
def test_any_markdown_can_be_written_and_calls_nobody(text: str) -> None:
    assert mentions(written(text)) == []
    assert mentions(written(f"```\n{text}\n```\n\n> {text}")) == []


# --- text of anybody ------------------------------------------------------------------

WORDS = st.from_regex(r"[a-z]{3,8}", fullmatch=True)
MARKUP = [
    "*", "_", "-", "+", "^", "~", "??", "{{", "}}", "[", "]", "|", "!", "{quote}",
    "{code}", "{noformat}", "{panel}", "{color:#fff}", "{color}", "\n", "\n", " ",
    " ", "\r\n", "\n\n", "h1. ", "bq. ", "* ", "# ", "** ", "*# ", "- ", "----\n",
    "||", "|", "\\", "\\\\", "{*}", "[~", "(/)", "&#42;", "&amp;", "`", "```", "~~~",
    "> ", "1. ", "    ", "\t", "<b>", "<!--",
]  # fmt: skip
WIKI = st.lists(st.sampled_from(MARKUP) | WORDS, max_size=40).map("".join)


@given(WIKI | st.text() | SAID)
def test_no_text_is_too_odd_and_no_word_gets_lost(wiki: str) -> None:
    found = read(wiki, name)
    markdown = "\n".join(line.text for line in found)

    lost = set(re.findall(r"[a-z]{3,}", _without_macros(wiki))) - {"amp", "nbsp"}
    assert {word for word in lost if word not in markdown} == set()
    anchors = [line.anchor for line in found if line.anchor]
    assert len(anchors) == len(set(anchors))
    assert all("\n" not in line.text and "\r" not in line.text for line in found)


def _without_macros(wiki: str) -> str:
    known = r"\{(?:quote|panel|color|code|noformat)(?::[^{}]*)?\}"
    return re.sub(r"&\w+;", " ", re.sub(known, " ", wiki))


@given(st.text(st.characters(exclude_categories=["C", "Z"]), min_size=1, max_size=20))
def test_signs_without_meaning_in_jira_have_none_in_markdown(text: str) -> None:
    """Whatever stands there with a backslash before each sign is what is shown."""
    plain = text.translate(str.maketrans("\\:;", "/.."))
    wiki = re.sub(r"([-#*_+?^~|%{}\[\]()!@])", r"\\\1", plain.replace("&", "&amp;"))
    if re.match(r"(?:h\d|bq)\.|\[.{0,3}\]|\([/ ]?\)", plain):
        return  # A heading, a quote, a box.

    (line,) = read(wiki, name)

    shown = re.sub(r"<[^>]+>", "", MarkdownIt("commonmark").render(f"x {line.text}"))
    assert _unescaped(shown).split() == f"x {plain}".split()


def _unescaped(html: str) -> str:
    for entity, char in (("&lt;", "<"), ("&gt;", ">"), ("&quot;", '"'), ("&amp;", "&")):
        html = html.replace(entity, char)
    return html


@pytest.mark.parametrize("empty", [None, "", "\n", " \r\n "])
def test_nothing_is_nothing(empty: str | None) -> None:
    assert read(empty, name) == ()
    assert written(empty or "") == ""


def test_a_long_line_takes_no_long_time() -> None:
    for part in ("*a ", "[a", "{{a ", "_a* ", "!a", "{code:x}", "{quote}", "\\", "|a"):
        assert read(part * 8000, name) is not None


def test_lines_are_numbered_as_they_stand() -> None:
    assert read("a\r\n\r\n|| b ||\n| c |", name) == (
        Line("1", "a"),
        Line("2", ""),
        Line("3", "| b |"),
        Line("", "| --- |"),
        Line("4", "| c |"),
    )
