r"""What Jira's renderer would do with some wiki markup: a small model for tests.

Written from the renderer's own rules, in its own order, and from nothing of ours. It
sees too much rather than too little.
"""

from __future__ import annotations

import re

_SIGNS = r"[-#*_+?^~|%{}\[\]()!@]"
_NO_LETTER_BEFORE, _NO_LETTER_BEHIND = r"(?<![^\W_])(?<!\\)", r"(?![^\W_])"
_URL = re.compile(
    r"(?<![A-Za-z0-9])"
    r"(?:https?://|ftps?://|mailto:|nntp://|news://|irc://|file:)[\w.!~*';/?:@#&=%+$,-]+"
)
_EFFECTS = {"*": "bold", "_": "em", "-": "del", "+": "ins", "^": "sup", "~": "sub"}
_SMILES = re.compile(
    r"(?:\((?:[/x!?+\-*iyn]|\*[rgby]|on|off|flag|flagoff)\)"
    r"|(?<!\\)(?::-?[()DPp]|;-?\)))(?![^\W_])"
)
_RAW = re.compile(r"\{(noformat|code)(?::\w+)?\}.*?\{\1\}", re.DOTALL)
_BLOCKS = re.compile(
    r"\s*(?:h[1-6]\.|bq\.|\||-{4,5}\s*\Z|(?!-{2,3})[*#-]+\s)", re.MULTILINE
)


def mentions(wiki: str) -> list[str]:
    """Who is called: Jira looks in the bare text, in code too."""
    return [found[2:-1] for found in re.findall(r"\[[~@][^\\,]+?\]", wiki)]


def alive(wiki: str) -> set[str]:
    """All that is more than words or `{{code}}` in one line of wiki markup."""
    found = {"mention" for _ in mentions(wiki)}
    found |= {"macro" for _ in _macros(wiki)}
    if re.search(r"(?<!\\)\[(?![\s\]])(?:[^\[\]\\\n]|\\.)*\]", wiki):
        found.add("link")
    if _URL.search(wiki):
        found.add("address")
    text = re.sub(rf"(?<!\\)\\({_SIGNS})", lambda f: f"&#{ord(f[1])};", wiki)
    text = re.sub(r"\{\{(?![\s{])(.+?)(?<![\s\\])\}\}", "\ue000\\1\ue000", text)
    found |= {name for sign, name in _EFFECTS.items() if _effect(sign, text)}
    if _effect("??", text):
        found.add("cite")
    if any(len(f) > 4 for f in _between("!", text)):
        found.add("image")
    if re.search(r"(?<!\\)\\\\(?!\S*\\)", text):
        found.add("break")
    if _SMILES.search(text):
        found.add("smile")
    if re.search(r"(?<![A-Za-z0-9])[A-Z][A-Z0-9_]+-\d", text):
        found.add("issue")
    if re.search(r"(?:^|\s)---?(?:\s|$)", text):
        found.add("dash")
    if _BLOCKS.match(text):
        found.add("block")
    return found


def _macros(wiki: str) -> list[str]:
    return re.findall(r"(?<![\\{])\{(?![{*?^_\-+~])[^{}\n]+\}", _RAW.sub("", wiki))


def _effect(sign: str, text: str) -> bool:
    return bool(_between(sign, text))


def _between(sign: str, text: str) -> list[str]:
    mark, one = re.escape(sign), re.escape(sign[0])
    begins = rf"(?:{_NO_LETTER_BEFORE}{mark}|\{{{mark}\}})"
    ends = rf"(?<!\\)(?:{mark}{_NO_LETTER_BEHIND}|\{{{mark}\}})"
    return re.findall(rf"{begins}([^\s{one}](?:.*?[^\s{one}])??){ends}", text)
