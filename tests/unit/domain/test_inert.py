"""Other people's text in tickets of ours: shown, and doing nothing.

In the tables "·" stands for the zero-width space, so that it can be seen. What the
result does is asked of a real parser of Markdown; what trackers do with the words
after that (mentions, references, links) is in ALIVE.
"""

from __future__ import annotations

import re
from importlib.util import find_spec
from unicodedata import category

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from markdown_it import MarkdownIt
from markdown_it.token import Token

from afteraction.domain.inert import first_sentence, inert, inert_lines

NO_WIDTH = "\u200b"


def shown(text: str) -> str:
    """`text` with the zero-width space made visible."""
    return text.replace(NO_WIDTH, "·")


# What trackers make of words outside of code.
ALIVE = [
    re.compile(r"@[\w-]"),
    re.compile(r"#[0-9]"),
    re.compile(r"\bGH-[0-9]+\b", re.IGNORECASE),
    re.compile(r"\b[A-Z][A-Z0-9]+-[0-9]+\b"),
    re.compile(r"\bGHSA-\w"),
    re.compile(r"\[[ xX]\]"),
    re.compile(r"[a-z]+://", re.IGNORECASE),
    re.compile(r"(?<![a-z0-9])www\.[a-z0-9]", re.IGNORECASE),
    re.compile(r"(?<![a-z])(?:mailto|xmpp):\S", re.IGNORECASE),
    re.compile(r"\[~"),
    re.compile(
        r"(?<![\w-])(?=[0-9a-f]*[0-9])(?=[0-9a-f]*[a-f])[0-9a-f]{7,40}(?![\w-])"
    ),
]

# What our own parsers, bots and Jira look for in the raw text.
FORGED = [
    re.compile(r"<!--"),
    re.compile(r"\[~"),
    re.compile(r"\A/[a-z]", re.IGNORECASE),
    re.compile(r"\A(?:h[1-6]|bq)\. "),
]
LABEL = re.compile(r"(?:owner|due|kind|tracked in)[*_\s]*[:\uff1a]", re.IGNORECASE)

PLACES = [
    "{}",
    "before\n{}\nafter",
    "- {}\n- next",
    "- **Owner:** {}\n- **Due:** next",
    "1. {}\n2. next",
    "- [ ] {}\n- [ ] next",
    "### {}\n\nnext",
    "> {}\n\nnext",
    "| a | b |\n|---|---|\n| {} | next |\n| next | {} |",
    "see [{}](https://example.org/1) and more",
    "**{}** and more",
    "_{}_ and more",
    "({}) and [more](https://example.org/2)",
]


def _parsers() -> list[MarkdownIt]:
    plain = MarkdownIt("commonmark").enable(["table", "strikethrough"])
    if find_spec("linkify_it") is None:
        return [plain]
    linking = MarkdownIt("gfm-like", {"html": True})
    # GitHub makes links of whole addresses only, not of "main.py".
    assert linking.linkify is not None
    linking.linkify.set({"fuzzy_link": False})
    return [plain, linking]


PARSERS = _parsers()


def shape(markdown: MarkdownIt, document: str) -> list[str]:
    """All that the document is made of, but for words and code."""
    return [token.type for token in flat(markdown, document) if not is_said(token)]


def flat(markdown: MarkdownIt, document: str) -> list[Token]:
    tokens: list[Token] = []
    for token in markdown.parse(document):
        tokens += [token, *(token.children or [])]
    return tokens


def is_said(token: Token) -> bool:
    return token.type in {"text", "code_inline"}


def words_of(document: str) -> str:
    """What is read in the rendered document; a backtick stands for each code span."""
    tokens = flat(PARSERS[0], document)
    return "".join(
        token.content if token.type == "text" else "`"
        for token in tokens
        if is_said(token)
    )


def said_in(document: str) -> str:
    """What is read in the rendered document, without any space."""
    tokens = flat(PARSERS[0], document)
    said = "".join(token.content for token in tokens if is_said(token))
    return "".join(said.replace(NO_WIDTH, "").split())


def assert_does_nothing(line: str) -> None:
    """`line` is words and code only, wherever it is put."""
    assert len(line.splitlines()) <= 1
    unseen = {char for char in line if category(char) in {"Cc", "Cf", "Cs"}}
    assert unseen <= {NO_WIDTH, "\u200c", "\u200d"}
    assert [each.pattern for each in FORGED if each.search(line)] == []
    assert [each.pattern for each in ALIVE if each.search(words_of(line))] == []
    assert not LABEL.search(words_of(line))
    for place in PLACES if line else []:
        document = place.replace("{}", line)
        for markdown in PARSERS:
            expected = shape(markdown, place.replace("{}", "words"))
            assert shape(markdown, document) == expected, document


HOSTILE = [
    # who is spoken to
    "@sam",
    "@org/team please, cc @ada,@bob",
    "(@sam) **@sam** `x`@sam *@*sam",
    "&#64;sam &commat;sam \\@sam @\u200bsam",
    "[~sam] [~accountid:5b10] `[~sam]` \\[~sam]",
    "<!channel> <@U123> <!here>",
    # what is referred to or closed
    "Fixes #12, closes owner/repo#3, resolves GH-4 and gh-5",
    "fix &#35;12 &num;12 #&#49;2 \\#12",
    "closes https://github.com/owner/repo/issues/12",
    "OPS-7 [OPS-7] CVE-2021-44228 GHSA-jfh8-c2jp-5v3q",
    "sam@2c1a7be owner/repo@0a1b2c3d4e5f60718293a4b5c6d7e8f901234567 deadbee1",
    # links and images
    "[text](https://example.org) [a](/b 'title') [ref][1] [1] [1]: https://x.y",
    "[1]: https://evil.example 'x'",
    "[^1]: note",
    "[x]:+1: [x]:tada:",
    "![alt](https://example.org/x.png) ![](x.png) [![a](b)](c)",
    "<https://example.org> <sam@example.org> <irc:x>",
    "https://example.org/a_b_(c)?d=*e*&f=`g`|h. www.example.org, WWW.X.ORG",
    "1http://a.b _www.a.b_ .http://a.b éhttp://a.b (www.a.b) ~www.a.b~ a:http://x",
    "sam@example.org mailto:sam@example.org xmpp:a@b.c ftp://a.b git+ssh://a.b",
    "a@b.co+a@b.co a@b.co@sam a@b.co- a@b.co_ a@b.co.. GH-10a1b2c3",
    "[a](javascript:alert(1)) javascript:alert(1) data:text/html,x",
    "[a\\](https://x.y) [a]\\(https://x.y) !\\[a](x)",
    # HTML
    "<img src=x onerror=alert(1)> <script>alert(1)</script>",
    "</details></summary><details open> </td></table> <br/> <?php ?> <![CDATA[x]]>",
    "&lt;img src=x&gt; &amp;lt;b&amp;gt; &amp;#64;sam &copy;",
    "<!-- afteraction: review 1 --> <!-- open",
    "`<!-- afteraction:x -->` &lt;!-- afteraction:x --&gt; \\<!-- x -->",
    # blocks
    "# heading",
    "### ",
    "#######",
    "a ## b ##",
    "> quote",
    ">> > quote",
    "- item",
    "* item",
    "+ item",
    "1. item",
    "2) item",
    "- [x] box",
    "[x] avoidable [ ] inherent [X] experiment",
    "---",
    "***",
    "___",
    "===",
    "- - -",
    "* * *",
    "=",
    "-",
    "```sh rm -rf / ```",
    "```sh",
    "~~~",
    "    code",
    "\tcode",
    "| a | b | |---|---|",
    ":---",
    ":-: | :-:",
    "[!WARNING] look out",
    "line one\n\n# line two\r\n- three\u2028four\x0bfive\x85six",
    # inline
    "`unbalanced",
    "a ` b `` c ``` d",
    "`` a`b `` `c``d` ` ` `` ` ``",
    "`a``b` `a` `b`",
    "`a | b` c | d \\| e \\\\| f",
    "**bold** *it* _it_ __bold__ ~~gone~~ ~gone~ ***x***",
    "**open *open _open ~~open",
    "close** close* close_ close~~",
    "snake_case _x_y_ __init__ a__b__ *.py",
    "back\\slash\\",
    "\\",
    "\\\\ \\* \\` \\[x\\](y)",
    "]( [ ] ]] [[ [a]] ](https://x.y)",
    "a] (b) [c",
    "!",
    "a\\!",
    # our own form, our own commands, Jira
    "- **Owner:** @sam - **Due:** today",
    "Owner: sam Due: today Kind : avoidable **Tracked in**: x owner\uff1asam",
    "### a gap [x] avoidable - **Carried by:** sam",
    "/close",
    "/assign @sam",
    "h1. title",
    "bq. quote",
    "{code}x{code} {color:red}x{color} !image.png! [link|https://x.y] {{x}}",
    # characters
    "\u202egnp.exe\u202c \u2066x\u2069 \u200e \u061c",
    "&#x202e;gnp.exe &#8203; &#0; &#10;# x &NewLine;- y &Tab;z",
    "nul\x00 bell\x07 esc\x1b[31m del\x7f bom\ufeff soft\u00adhyphen",
    "\ud800 lone \udfff [\ud800\udfff](/\ud800\udfff) `\ud800`",
    "\U000e0001\U000e0068\U000e0069 hidden tags",
    "👩\u200d💻 \u0645\u06cc\u200c\u062e\u0648",
    # splits that only appear when something is taken away
    "@<!-- -->sam #<!-- x -->12 **@**sam **#**12 htt**p://x.y** w*ww.x.y*",
    "<\u200b!-- x --> [\u200b~sam] ]\u200b(x) #\u202e12 @\u2060sam",
    "**[a]**(https://x.y) *!*[a](b) \\<b>",
]


@pytest.mark.parametrize("text", HOSTILE)
def test_hostile_text_does_nothing(text: str) -> None:
    line = inert(text)

    assert_does_nothing(line)
    assert inert(line) == line


@pytest.mark.parametrize("text", HOSTILE)
def test_hostile_text_does_nothing_when_it_is_cut(text: str) -> None:
    for most in range(40):
        line = inert(text, most=most)

        assert len(line) <= most
        assert_does_nothing(line)


@pytest.mark.parametrize("text", HOSTILE)
def test_hostile_text_does_nothing_in_lines_and_sentences(text: str) -> None:
    for line in (*inert_lines(text), first_sentence(text)):
        assert_does_nothing(line)


SIGNS = st.sampled_from(
    [
        *"`*_~[]()<>!#@&|\\/:;.-+=^${}'\"1aX \t\n",
        *("<!--", "-->", "http://x.y", "www.x.y", "](", "![", "a@b.co", "GH-1", "```"),
        *("Owner:", "[x]", "[~a]", "&#64;", "&lt;", "**", "__", "\u200b", "\u202e"),
        *("</b>", "<b ", "é", "👍", "0a1b2c3", "OPS-7", ":+1:", "h1. ", "/close"),
    ]
)
MARKED_UP = st.lists(SIGNS, max_size=25).map("".join)


@settings(deadline=None)
@given(MARKED_UP | st.text())
@example("[](\\))")
def test_no_text_does_anything(text: str) -> None:
    line = inert(text)

    assert_does_nothing(line)
    assert inert(line) == line


@settings(deadline=None)
@given(MARKED_UP, st.integers(min_value=-1, max_value=60))
@example("``````0a1b2c3_", 20)
def test_no_cut_text_does_anything(text: str, most: int) -> None:
    line = inert(text, most=most)

    assert len(line) <= max(most, 0)
    assert_does_nothing(line)


@settings(deadline=None)
@given(st.lists(MARKED_UP, max_size=6).map("\n".join))
def test_no_lines_and_no_sentence_do_anything(text: str) -> None:
    for line in (*inert_lines(text), first_sentence(text)):
        assert_does_nothing(line)


@settings(deadline=None)
@given(MARKED_UP | st.text())
def test_no_word_is_lost(text: str) -> None:
    """With all markup escaped in the source, all of it is there to be read."""
    source = re.sub(r"([!-/:-@\[-`{-~])", r"\\\1", text)

    unseen = {"Cc", "Cf", "Cs"}
    kept = [c for c in text if c in "\u200c\u200d" or category(c) not in unseen]
    assert said_in(inert(source)) == "".join("".join(kept).split())


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        # as it is
        ("", ""),
        ("The cache was cold.", "The cache was cold."),
        ("two  spaces\n and a line", "two spaces and a line"),
        ("a < b > c & d <= 5 <3", "a < b > c & d <= 5 <3"),
        ("2 * 3 * 4, 5-3=2, 1+1", "2 * 3 * 4, 5-3=2, 1+1"),
        ("snake_case_name", "snake_case_name"),
        ("at 10:30 (UTC), 50%, $5", "at 10:30 (UTC), 50%, $5"),
        ("[SEV1] outage", "[SEV1] outage"),
        ("[[SEV1] outage]", "[[SEV1] outage]"),
        ("C:\\temp\\x.log", "C:\\temp\\x.log"),
        ("~5 minutes, ~10 users", "~5 minutes, ~10 users"),
        ("issue # 12, C# and #general", "issue # 12, C# and #general"),
        ("-5 degrees", "-5 degrees"),
        ("+1 from me", "+1 from me"),
        ("1.5 hours", "1.5 hours"),
        ("#general", "#general"),
        ("a @ b", "a @ b"),
        (":tada: :+1: :rotating_light: done", ":tada: :+1: :rotating_light: done"),
        ("1/2 of it", "1/2 of it"),
        ("readme.md and main.py", "readme.md and main.py"),
        ("wwwhat. awww.", "wwwhat. awww."),
        ("it `works` now", "it `works` now"),
        ("`` a ` b ``", "``a ` b``"),
        ("`<b>` `@sam` `#12` `OPS-7`", "`<b>` `@sam` `#12` `OPS-7`"),
        ("1234567 users on 20261201", "1234567 users on 20261201"),
        # mentions and references
        ("ask @sam", "ask @·sam"),
        ("ask @org/team", "ask @·org/team"),
        ("fixes #12", "fixes #·12"),
        ("owner/repo#12", "owner/repo#·12"),
        ("GH-12 gh-12", "GH-·12 gh-·12"),
        ("OPS-7, not ops-7", "OPS-·7, not ops-7"),
        ("[~sam]", "[·\\~sam]"),
        ("at 0a1b2c3", "at `0a1b2c3`"),
        (
            "550e8400-e29b-41d4-a716-446655440000",
            "550e8400-e29b-41d4-a716-446655440000",
        ),
        # addresses
        ("see https://x.y/z.", "see `https://x.y/z`."),
        ("(https://x.y/a_(b))", "(`https://x.y/a_(b)`)"),
        ("www.x.y, then", "`www.x.y`, then"),
        ("mail sam@x.org.", "mail `sam@x.org`."),
        ("mailto:sam@x.org", "`mailto:sam@x.org`"),
        ("[the log](https://x.y/log)", "the log (`https://x.y/log`)"),
        ("[https://x.y](https://x.y)", "`https://x.y`"),
        ("<https://x.y>", "`https://x.y`"),
        ("<sam@x.org>", "`sam@x.org`"),
        ("![a chart](https://x.y/c.png)", "a chart (`https://x.y/c.png`)"),
        ("![](https://x.y/c.png)", "`https://x.y/c.png`"),
        ("[a]()", "a"),
        ("[l|https://x.y]", "[l\\|`https://x.y`]"),
        ("<https://x.y><https://z.y>", "`https://x.y` `https://z.y`"),
        # markup
        ("**bold**, *it*, _it_", "bold, it, it"),
        ("__init__.py", "\\_\\_init\\_\\_.py"),
        ("~~gone~~", "~\\~gone\\~\\~"),
        ("a <b>tag</b>", "a <·b>tag<·/b>"),
        ("deploy <service>", "deploy <·service>"),
        ("a <!-- hint --> b", "a b"),
        ("a <!-- b", "a <·!-- b"),
        ("`<!-- x -->`", "`<·!-- x -->`"),
        ("&lt;b&gt; &amp;amp; AT&T;", "<·b> &·amp; AT&·T;"),
        ("`a | b`", "a \\| b"),
        ("it`s", "it\\`s"),
        ("odd ] bracket", "odd \\] bracket"),
        ("end\\", "end\\\\"),
        ("\\\\(a\\\\)", "\\\\(a\\\\)"),
        # the start of a line
        ("# title", "\\# title"),
        ("#", "\\#"),
        ("title #", "title \\#"),
        ("> quote", "\\> quote"),
        ("- item", "\\- item"),
        ("* item", "\\* item"),
        ("+ item", "\\+ item"),
        ("1. item", "1\\. item"),
        ("12) item", "12\\) item"),
        ("---", "\\---"),
        ("===", "\\==="),
        ("/close", "/·close"),
        ("h1. title", "h1·. title"),
        ("[x] done", "[·x] done"),
        # fields of ours
        ("- **Owner:** sam", "\\- Owner·: sam"),
        ("Due : today", "Due· : today"),
        # characters
        ("\u202eevil\u202c", "evil"),
        ("&#x202e;evil", "evil"),
        ("a\x00\x1b[31mb", "a\\[31mb"),
        ("👩\u200d💻", "👩\u200d💻"),
    ],
)
def test_text_stays_readable(text: str, expected: str) -> None:
    assert shown(inert(text)) == expected


@pytest.mark.parametrize(
    ("text", "most", "expected"),
    [
        ("The cache was cold", 18, "The cache was cold"),
        ("The cache was cold", 17, "The cache was…"),
        ("The cache was cold", 14, "The cache was…"),
        ("The cache was cold", 13, "The cache…"),
        ("The cache was cold", 3, "Th…"),
        ("The cache was cold", 1, "…"),
        ("The cache was cold", 0, ""),
        ("The cache was cold", -1, ""),
        ("run `kubectl get pods` now", 20, "run `kubectl get`…"),
        ("run `kubectl get pods` now", 10, "run…"),
        ("see (https://example.org/x)", 20, "see…"),
        ("ask @sam or @bob", 13, "ask @·sam or…"),
        ("ask @sam or @bob", 12, "ask @·sam…"),
        ("ask @sam or @bob", 9, "ask…"),
        ("a_ b_ c_", 8, "a\\_ b\\_…"),
        ("a_ b_ c_", 7, "a\\_…"),
        ("****", 3, "\\*…"),
    ],
)
def test_cuts_between_words(text: str, most: int, expected: str) -> None:
    assert shown(inert(text, most=most)) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("", ()),
        ("\n \n", ()),
        ("one\n\ntwo\nthree", ("one", "two", "three")),
        ("- one\n* two\n+ three", ("one", "two", "three")),
        ("1. one\n2) two", ("one", "two")),
        ("- [ ] one\n- [x] two\n* [X] three", ("one", "two", "three")),
        ("- one\n  - two\n    1. [ ] three", ("one", "two", "three")),
        ("[ ] one", ("one",)),
        ("- [ ] ", ()),
        ("# one\n\ntwo\n===", ("one", "two")),
        ("> one\n> two", ("one", "two")),
        ("```sh\nrm *\n\n# x\n```", ("`rm *`", "`# x`")),
        ("    indented_ code", ("`indented_ code`",)),
        ("<!-- a\nhint -->\none", ("one",)),
        ("<!-- a hint --> one", ("one",)),
        ("<!-- a hint\nwithout end", ()),
        ("<details>\none\n</details>", ("<·details>", "one", "<·/details>")),
        ("one\n\n---\n\ntwo", ("one", "two")),
        ("-5 degrees\n- - x", ("-5 degrees", "x")),
        ("| a |", ("\\| a \\|",)),
    ],
)
def test_lines_lose_their_markers(text: str, expected: tuple[str, ...]) -> None:
    assert tuple(map(shown, inert_lines(text))) == expected


def test_each_line_is_cut() -> None:
    assert inert_lines("- one two\n- three four", most=6) == ("one…", "three…")


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("", ""),
        ("We will not do this. It costs too much.", "We will not do this."),
        ("We will not", "We will not"),
        ("Why? Because.", "Why?"),
        ("No way!! Really.", "No way!!"),
        ("It runs over\ntwo lines. Then more.", "It runs over two lines."),
        ("Old, e.g. 1.2.3 of a.py. More.", "Old, e.g. 1.2.3 of a.py."),
        ("Dr. Ada (vs. J. Smith) agreed. More.", "Dr. Ada (vs. J. Smith) agreed."),
        ("Hm... not now. More.", "Hm... not now."),
        ('He said "no." Then more.', 'He said "no."'),
        ("(Not now.) Later.", "(Not now.)"),
        ("See [it](https://x.y/a.b). More", "See it (`https://x.y/a.b`)."),
        ("It is `a. b`. More", "It is `a. b`."),
        ("See https://x.y/z. More", "See `https://x.y/z`."),
        ("> quoted. Yes.\n\nOurs. More.", "Ours."),
        ("> quoted. Yes.\nOurs. More.", "Ours."),
        ("> only a quote", ""),
        ("```\ncode. x\n```\nOurs. More.", "Ours."),
        ("```\nonly code", ""),
        ("# Heading. x\nOurs. More.", "Ours."),
        ("<!-- hint. x -->\n\nOurs. More.", "Ours."),
        ("- [ ] one. two\n- three", "one."),
        ("Closed by @sam, see #12. More.", "Closed by @·sam, see #·12."),
        ("**Declined.** It costs too much.", "Declined."),
    ],
)
def test_the_first_sentence(text: str, expected: str) -> None:
    assert shown(first_sentence(text)) == expected


def test_a_long_sentence_is_cut() -> None:
    assert first_sentence("word " * 100) == "word " * 31 + "word…"
    assert first_sentence("One two three. Four.", most=8) == "One two…"
