"""Wiki markup as people write it, read as Markdown; with the near misses."""

from __future__ import annotations

import pytest

from afteraction.integrations.jira.wiki_reading import read


def name(user: str) -> str:
    return f"[@{user}](mention:{user})"


def texts(wiki: str) -> list[str]:
    return [line.text for line in read(wiki, name)]


@pytest.mark.parametrize(
    ("wiki", "markdown"),
    [
        # Effects.
        ("*bold* and _em_", "**bold** and _em_"),
        ("-del- +ins+ ??cite??", "~~del~~ ins _cite_"),
        ("*_both_* (*b*), *b*: *b*.", "**_both_** (**b**), **b**: **b**."),
        ("x^2^ and H~2~O", "x^2^ and H\\~2\\~O"),
        ("a{*}b{*}c, a{_}b{_}c", "a**b**c, a*b*c"),
        ("2 * 3 * 4, a*b*c, *a b", "2 * 3 * 4, a\\*b\\*c, \\*a b"),
        ("snake_case_name, _x, 5 - 3 - 2", "snake_case_name, \\_x, 5 - 3 - 2"),
        ("2026-12-01 - 2026-12-05", "2026-12-01 - 2026-12-05"),
        ("\\*no\\* \\_no\\_ \\-no\\-", "\\*no\\* \\_no\\_ -no-"),
        ("{{mono *no* \\{x\\}}}", "`mono *no* {x}`"),
        ("{{{}mid{}}}word", "`mid`word"),
        ("a {code}x = 1{code} b {noformat}*{noformat}", "a `x = 1` b `*`"),
        ("{color:red}a *b*{color} c", "a **b** c"),
        # Links, people, files.
        (
            "[~ada] and [~accountid:5b:1].",
            f"{name('ada')} and {name('accountid:5b:1')}.",
        ),
        ("[text|https://x.org/a_b]", "[text](https://x.org/a_b)"),
        ("[t [x|y]", "[t [x](y)"),
        ("[https://x.org]", "<https://x.org>"),
        ("[t|https://x.org|smart-link]", "[t](https://x.org)"),
        ("[t|https://x.org/a(b]", "[t](https://x.org/a%28b)"),
        ("[a *b*|https://x.org]", "[a \\*b\\*](https://x.org)"),
        ("https://x.org/a_b_c, and", "https://x.org/a_b_c, and"),
        ("[mailto:a@b.cd] [M|mailto:a@b.cd]", "<mailto:a@b.cd> [M](mailto:a@b.cd)"),
        ("[#top] [up|#top]", "[top](#top) [up](#top)"),
        ("[^a.txt] [a|^a.txt]", "[^a.txt] [a\\|^a.txt]"),
        ("[INFO] a[0] [OPS-7] [x]: y", "[INFO] a[0] [OPS-7] [x\\]: y"),
        ("[x|javascript:alert(1)]", "[x\\|javascript:alert(1)]"),
        ("!shot.png|thumbnail! !https://x.org/a.png!", None),
        ("![a|http://b]", "\\![a](http://b)"),
        ("Wow! Great! [a|http://b]", "Wow! Great! [a](http://b)"),
        # Words.
        ("(/) is not (x), (!) and :)", "[x] is not (x), (!) and :)"),
        ("<b>`x`</b> & &amp; &#42;", "\\<b>\\`x\\`\\</b> & & \\*"),
        (
            "\\\\server\\share, C:\\Users, a\\\\b",
            "\\\\\\server\\share, C:\\Users, a<br>b",
        ),
        ("{expand:More} {anchor:a} {x", "{expand:More} {anchor:a} {x"),
        ("{code} alone", "{code} alone"),
        ("  1. a", "1\\. a"),
        ("+ a", "\\+ a"),
        ("> a", "\\> a"),
        ("### a", "1. a"),
        ("#hash and # hash", "#hash and # hash"),
        ("*", "\\*"),
        ("-- a", "-- a"),
        # Blocks.
        ("h1. A", "# A"),
        ("h6. 1. *A* #", "###### 1. **A** \\#"),
        ("h7. A", "h7. A"),
        ("bq. a *b*", "> a **b**"),
        ("----", "---"),
        ("* a", "- a"),
        (" - a  ", "- a"),
        ("# a", "1. a"),
        ("* # a", "- \\# a"),
    ],
)
def test_a_line(wiki: str, markdown: str | None) -> None:
    if markdown is None:
        assert texts(wiki)[0].replace("\\", "") == wiki
    else:
        assert texts(wiki) == [markdown]


@pytest.mark.parametrize(
    ("wiki", "markdown"),
    [
        ("* a\n** b\n*** c\n* d", "- a\n  - b\n    - c\n- d"),
        ("* a\n*# b\n*#* c\n# d", "- a\n  1. b\n     - c\n1. d"),
        ("- a\n-- b\n* c", "- a\n-- b\n- c"),
        ("*** a\n** b", "- a\n- b"),
        ("* a\nmore\n\n* b", "- a\nmore\n\n- b"),
        ("|| a || b ||\n| 1 | 2 |", "| a | b |\n| --- | --- |\n| 1 | 2 |"),
        ("||a|1|\n|| b | [x|http://y] |", None),
        ("|a\\|b|{{c|d}}|", "| a\\|b | `c\\|d` |\n| --- | --- |"),
        ("| |x|", "|  | x |\n| --- | --- |"),
        ("|a", "| a |\n| --- |"),
        ("{quote}\na\n\nb\n{quote}\nc", "> a\n>\n> b\n\nc"),
        ("{quote}a{quote}", "> a"),
        ("x {quote}a\nb{quote} c", "x\n> a\n> b\n\nc"),
        ("bq. a\nb", "> a\n\nb"),
        ("{quote}\na", "{quote}\na"),
        ("{panel:title=T *x*|bgColor=#fff}\na\n{panel}\nb", "**T \\*x\\***\na\nb"),
        ("{panel:title=Note|bgColor=#deebff}\na\n{panel}\nb", "> [!NOTE]\n> a\n\nb"),
        ("{color:red}\na\n{color}", "a"),
        ("{code:java}\n*x* [~a]\n{code}\n*y*", "```java\n*x* [~a]\n```\n**y**"),
        ("{code}\n```\n````\n{code}", "`````\n```\n````\n`````"),
        ("{noformat}\n{code}\nh1. x\n{noformat}", "```\n{code}\nh1. x\n```"),
        ("run {code}\nmake\n{code} then", "run\n```\nmake\n```\nthen"),
        ("{code}\nx", "{code}\nx"),
        ("{code}\n> a\nb\n{code}", "```\n> a\nb\n```"),
        ("{quote}\n{code}\n> a\n{code}\n{quote}", "> ```\n> > a\n> ```"),
        # What the visual editor leaves behind.
        (
            " * *{color:#172b4d}Owner:{color}* [~ada]\n * *Due:*\u00a02026-12-01 ",
            f"- **Owner:** {name('ada')}\n- **Due:**\u00a02026-12-01",
        ),
        ("h2. {color:#172b4d}1. What?{color}\n&nbsp;", "## 1. What?"),
        ("text\n----\ntext", "text\n***\ntext"),
        ("a\n---\n===", "a\n\\---\n\\==="),
        ("* \\[ \\] a\n* \\[x\\] b", "- [ ] a\n- [x] b"),
        ("* [ ] a\n* [x] b\n* [X] c", "- [ ] a\n- [x] b\n- [X] c"),
        ("* ( ) a\n* () b\n* (/) c\n* (x) d", "- [ ] a\n- [ ] b\n- [x] c\n- (x) d"),
        ("* [] a\n* [xyz] b\n* [x]b", "- [ ] a\n- [xyz] b\n- [x]b"),
    ],
)
def test_lines(wiki: str, markdown: str | None) -> None:
    if markdown is None:
        assert texts(wiki) == ["| a | 1 |", "| --- | --- |", "| b | [x](http://y) |"]
    else:
        assert texts(wiki) == markdown.split("\n")
        assert texts(wiki.replace("\n", "\r\n")) == markdown.split("\n")


def test_an_anchor_is_the_wiki_lines_number() -> None:
    lines = read("{quote}\na\n{quote}\nb {code}\nc\n{code}\n|d|", name)

    assert [(line.anchor, line.text) for line in lines] == [
        ("2", "> a"),
        ("", ""),
        ("4", "b"),
        ("", "```"),
        ("5", "c"),
        ("6", "```"),
        ("7", "| d |"),
        ("", "| --- |"),
    ]


def test_who_is_mentioned_is_for_the_caller_to_say() -> None:
    assert read("[~ada]", lambda user: user.upper())[0].text == "ADA"
