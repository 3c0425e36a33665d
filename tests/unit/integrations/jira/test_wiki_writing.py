"""Markdown of ours as wiki markup that Jira shows as it is meant."""

from __future__ import annotations

import pytest

from afteraction.integrations.jira.wiki_writing import written
from tests.unit.integrations.jira.renderer import alive, mentions


@pytest.mark.parametrize(
    ("markdown", "wiki"),
    [
        ("# A *b*", "h1. A _b_"),
        ("A\n=", "h1. A"),
        ("a **b** _c_ ~~d~~ `e`", "a *b* _c_ -d- {{e}}"),
        ("a**b**c, x`y`z", "a{*}b{*}c, x{{{}y{}}}z"),
        ("***a***", "_*a*_"),
        ("- a\n  - b\n    1. c\n- d", "* a\n** b\n**# c\n* d"),
        ("1. a\n2. b\n   - c", "# a\n# b\n#* c"),
        ("- a\n\n- b\n\n  more\n\nc", "* a\n* b\nmore\n\nc"),
        ("- a\n# H", "* a\n\nh1. H"),
        ("- [ ] a\n- [x] b", "* \\[ \\] a\n* \\[x\\] b"),
        ("- # a\n-\n- ```\n  c\n  ```", "* a\n* \n* {noformat}\nc\n{noformat}"),
        ("a\nb\\\nc  \nd", "a b\nc\nd"),
        ("a<br>b <!-- c --> <b>d</b>", "a\\\\b  d"),
        ("<!-- a\nb -->\n\nc", "c"),
        ("<details>\n<summary>a</summary>\n</details>", "a"),
        ("---", "----"),
        ("> a", "bq. a"),
        ("> a\\\n> b\n\nc", "{quote}\na\nb\n{quote}\n\nc"),
        ("> a\n>\n> > b", "{quote}\na\n\nb\n{quote}"),
        ("> [!TIP]\n> a\n> - b", "{panel:title=Tip|bgColor=#e3fcef}\na\n* b\n{panel}"),
        ("> [!WORD]\n> a", "bq. \\[\\!WORD\\] a"),
        ("| a | b |\n|--|--|\n| c\\|d | |", "||a||b||\n|c\\|d| |"),
        ("```sh\nx\n```", "{code:sh}\nx\n{code}"),
        ("```nonsense\nx\n\ny\n```", "{noformat}\nx\n\ny\n{noformat}"),
        ("    x", "{noformat}\nx\n{noformat}"),
        ("[a](https://x.org/b)", "[a|https://x.org/b]"),
        ("[0041](0041.md)", "[0041|0041.md]"),
        ("[a|b \\[c\\]](https://x.org/)", "[a&#124;b &#91;c&#93;|https://x.org/]"),
        ("[a](<https://x.org/b c|d]>)", "[a|https://x.org/b%20c%7Cd%5D]"),
        ("<https://x.org>, https://x.org/a_b_c.", "[https://x.org], https://x.org/a_b_c."),
        ("![alt](https://x.org/a.png)", "[alt|https://x.org/a.png]"),
        ("[a](ftp://x.org)", "a ({{ft&#112;://x.org}})"),
        ("[@Ada](mention:ada)", "[~ada]"),
        ("[@A B](mention:accountid:5b:1), ok", "[~accountid:5b:1], ok"),
        # Only signs.
        ("a_b 2 * 3 5 - 3 C++ a-b", "a_b 2 * 3 5 - 3 C\\+\\+ a-b"),
        (r"\*a\* \_b\_ -c- +d+ ^e^", r"\*a\* \_b\_ \-c\- \+d\+ \^e\^"),
        ("{code} {x} |y| !z.png! ??q??", r"\{code\} \{x\} \|y\| \!z.png! \?\?q\?\?"),
        ("Wow! What? (a) now.", "Wow! What? (a) now."),
        ("(x) (/) (*) :) :D ;)", r"\(x) \(/) \(\*\) :\) \:D ;\)"),
        ("OPS-7 and UTF-8", r"OPS\-7 and UTF\-8"),
        ("h1. a", "&#104;1. a"),
        ("bq.a", "&#98;q.a"),
        (r"\- a", r"\- a"),
        (r"x \- a", "x &#45; a"),
        (r"\# a", r"\# a"),
        ("a \\\\[b\\] C:\\x", "a &#92;\\[b&#93; C:\\x"),
        ("&amp;lt; a & b", "&amp;lt; a & b"),
        ("`a\\b` `[~ada]`", r"{{a\b}} {{\[\~ada\]}}"),
        ("`{x}` `OPS-7`", r"{{&#123;x&#125;}} {{OPS\-7}}"),
    ],
)  # fmt: skip
def test_what_becomes_of(markdown: str, wiki: str) -> None:
    assert written(markdown) == wiki


@pytest.mark.parametrize(
    "markdown",
    [
        "[~ada]",
        "\\[~ada\\]",
        "[@ada]",
        "@ada",
        "`[~ada]`",
        "**[~ada]**",
        "```\n[~ada] [@ada]\n```",
        "> [~ada]",
        "[Ada](mention:ada)",
        "[@Ada](mention:a%5D,b)",
        "[@Ada](mention:a%5Cb)",
        "[@Ada](mention:)",
        "[x](~ada)",
        "[~ada](https://x.org)",
        "[@ada](https://x.org)",
        "| [~ada] |\n|--|\n| `[@ada]` |",
        "<b title='[~ada]'>x</b>",
        "<div>[~ada]</div>",
    ],
)
def test_nobody_is_called_by(markdown: str) -> None:
    assert mentions(written(markdown)) == []


def test_the_model_of_the_renderer_sees_what_is_alive() -> None:
    seen = {
        "[~ada]": "mention", "{toc}": "macro", "{*}a{*}": "bold", "[a|b]": "link",
        "see https://x.org": "address", "a -b- c": "del", "!a.png!": "image",
        "a\\\\b": "break", "(x)": "smile", "\\!)": "smile", "OPS-7": "issue",
        "a -- b": "dash", "h1. a": "block", "??a??": "cite", "{{[a]}}": "link",
    }  # fmt: skip
    assert {wiki: name for wiki, name in seen.items() if name not in alive(wiki)} == {}
    assert alive("a_b 2 * 3, {{x}} C:\\x \\[a\\] (b) 5-3 wow!") == set()
