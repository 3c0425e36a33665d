"""Texts in Jira: what people add in its editor stays, and what they import is inert."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from typing import Any

import pytest

from afteraction.domain.tickets import LineEdit
from tests.engine.house import gap
from tests.jira.team import Team
from tests.unit.integrations.jira.adf_schema import SHARED, faults

OWNER = "Ada Lovelace"
Node = dict[str, Any]


def opened(team: Team) -> str:
    """An incident has its review; the review's key."""
    team.incident()
    team.sync()
    (review,) = team.ours("review")
    return review


def p(*inside: Node | str) -> Node:
    nodes = [
        {"type": "text", "text": one} if isinstance(one, str) else one for one in inside
    ]
    return {"type": "paragraph", "content": nodes}


def node(sort: str, *inside: Node, **attrs: object) -> Node:
    made: Node = {"type": sort}
    if attrs:
        made["attrs"] = attrs
    if inside:
        made["content"] = list(inside)
    return made


def cell(*inside: Node, sort: str = "tableCell", **attrs: object) -> Node:
    return {"type": sort, "attrs": attrs, "content": list(inside)}


def from_the_editor(team: Team) -> list[Node]:
    """What people add with Jira's own editor."""
    lin = team.jira.state.users["lin"].account_id
    colour = [{"type": "textColor", "attrs": {"color": "#ff5630"}}]
    return [
        p(
            "Ask ",
            node("mention", id=lin, text="@Lin Chen", localId="m1"),
            " ",
            node("emoji", shortName=":fire:", id="1f525", text="🔥"),
            node("inlineCard", url="https://acme.example/wiki/1"),
            node("date", timestamp="1796083200000"),
            node("status", text="BROKEN", color="red", localId="s1"),
            {"type": "text", "text": "red", "marks": colour},
        ),
        node("panel", p("Read this first."), panelType="warning"),
        node("expand", p("The whole log."), title="Log"),
        node(
            "mediaSingle",
            node("media", type="file", id="9b1c", collection=""),
            layout="center",
        ),
        node(
            "taskList",
            node(
                "taskItem",
                {"type": "text", "text": "Look at the pool"},
                localId="t1",
                state="TODO",
            ),
            localId="tl",
        ),
        node(
            "table",
            node("tableRow", cell(p("When"), sort="tableHeader", colspan=2)),
            node("tableRow", cell(p("10:02"), rowspan=1), cell(p("502s"))),
            isNumberColumnEnabled=False,
            layout="default",
        ),
        node("codeBlock", {"type": "text", "text": "kubectl get *\n"}, language="sh"),
        node("blockquote", p("It was the pool.")),
        node("rule"),
    ]


WIKI = """\
Ask [~lin] (!) and {color:red}look{color} at !graph.png|thumbnail!

{panel:title=Read this first|borderStyle=dashed}
The pool.
{panel}

{code:sh}
kubectl get *
- **Owner:** not an owner
{code}

{noformat}
| no | table |
{noformat}

{quote}
It was the pool.
{quote}

||When||What||
|10:02|502s|

# one
## two
* [OPS|https://acme.example/wiki/1|smart-link]

----"""


def put_beside(team: Team, review: str) -> object:
    """Somebody adds these things to a review; gives what must stay."""
    text = team.issue(review).description
    added: object = WIKI
    if isinstance(text, dict):
        added = nodes = from_the_editor(team)
        content = text["content"]
        at = next(
            i for i, one in enumerate(content) if "actually happened" in json.dumps(one)
        )
        new: Any = {**text, "content": [*content[: at + 1], *nodes, *content[at + 1 :]]}
        assert faults(new) == []
    else:
        assert isinstance(text, str)
        heading = re.search(r"^h\d\. 2\..*$", text, re.MULTILINE)
        assert heading is not None
        new = text.replace(heading[0], f"{heading[0]}\n\n{WIKI}", 1)
    team.later(minutes=1)
    team.jira.person("ada").edit(review, description=new)
    return added


def stands(team: Team, review: str, added: object) -> bool:
    """Whether every node, or every sign, of it is there as it was."""
    text = team.issue(review).description
    if isinstance(text, str):
        return str(added) in text
    assert isinstance(text, dict)
    assert isinstance(added, list)
    return all(one in text["content"] for one in added)


def answer(team: Team, review: str, *lines: tuple[str, str]) -> None:
    """Somebody fills in some lines of the form as they stand there."""
    text = team.issue(review).description
    read = team.dress.read(text, lambda _, shown: shown)
    edits = []
    for old, new in lines:
        # The last one: others may stand in what people quote.
        line = [one for one in read if one.text.startswith(old)][-1]
        edits.append(LineEdit(line, new))
    team.later(minutes=1)
    made = team.dress.edited(text, edits, lambda _, shown: shown)
    team.jira.person("ada").edit(review, description=made)


def test_what_people_add_in_jiras_editor_is_untouched_by_every_edit_of_ours(
    team: Team,
) -> None:
    review = opened(team)
    added = put_beside(team, review)
    answer(
        team,
        review,
        ("### ", "### No check"),
        ("- [ ] avoidable", "- [x] avoidable: a step of ours was wrong"),
        ("- **What changes", "- **What changes:** We check it"),
        ("- **Owner", f"- **Owner:** {OWNER}"),
        ("- **Due", "- **Due:** next Friday"),
    )
    team.jira.person("ada").close(review)

    assert team.does()[:3] == ["edit", "write-back", "edit"]

    (ticket,) = team.ours("checklist")
    assert stands(team, review, added)
    text = team.markdown(review)
    assert f"/browse/{ticket})" in text
    assert re.search(r"^- \*\*Due:\*\* 2026-11-\d\d$", text, re.MULTILINE)
    if team.jira.cloud:
        assert faults(team.issue(review).description) == []  # type: ignore[arg-type]
    assert team.sync().problems == ()


def tick(team: Team, key: str, item: str) -> None:
    """Somebody clicks on a box; on Data Center they type a sign."""
    team.later(minutes=1)
    if team.jira.cloud:
        team.jira.person("ada").tick(key, item)
        return
    text = str(team.issue(key).description)
    ticked = re.sub(rf"\\\[ \\\](?= {item})", "(/)", text, count=1)
    assert ticked != text
    team.jira.person("ada").edit(key, description=ticked)


def test_action_items_can_be_ticked_in_jira(team: Team) -> None:
    """Boxes of the form are real ones on Cloud, and signs on Data Center."""
    review = opened(team)
    tick(team, review, "avoidable")
    answer(
        team,
        review,
        ("### ", "### No check"),
        ("- **What changes", "- **What changes:** We check it"),
        ("- **Owner", f"- **Owner:** {OWNER}"),
    )
    team.jira.person("ada").close(review)
    team.sync()

    (ticket,) = team.ours("checklist")
    assert "- [ ] We check it" in team.markdown(ticket)
    tick(team, ticket, "We check it")
    team.later(minutes=5)
    assert "- [x] We check it" in team.markdown(ticket)
    assert "reword" not in team.does(), "a person edited it: the wording is theirs"


def test_our_documents_are_what_jira_cloud_takes(team: Team) -> None:
    review = opened(team)
    gaps = [
        gap(kind.title(), kind, owner=OWNER, due=due)
        for kind, due in (
            ("avoidable", "2026-12-01"),
            ("inherent", "2027-01-01"),
            ("experiment", ""),
        )
    ]
    team.hold(review, *gaps, gap("Nobody's", owner=""))
    team.sync()

    sent = [issue.description for issue in team.jira.look.issues("OPS")]
    sent += [c.body for i in team.jira.look.issues("OPS") for c in i.comments]
    assert len([one for one in sent if one]) == 7
    for text in sent:
        if team.jira.cloud:
            assert isinstance(text, dict)
            assert faults(text) == []
        else:
            assert isinstance(text, str)


# --- a good guest ---------------------------------------------------------------------

ADF_ALIVE = [
    {"type": "mention", "attrs": {"id": "LIN", "text": "@Lin Chen"}},
    {"type": "inlineCard", "attrs": {"url": "https://evil.example/card"}},
    {
        "type": "text",
        "text": "[@Lin](mention:LIN) [~lin] [~accountid:LIN] https://evil.example/x",
    },
]
WIKI_ALIVE = (
    "[~lin] \\[~lin\\] [@Lin](mention:lin) {color:red}a{color} !https://evil.example/i.png!"
    " [x|https://evil.example/x] {jira:OPS-1} {include:x} h1. no {code}[~lin]{code}"
)


def alive(team: Team) -> Any:  # noqa: ANN401 - a document or markup
    """A text in which everything pings, links or runs."""
    if not team.jira.cloud:
        return f"{WIKI_ALIVE}\n\nh2. 3. What gap exists\n\n|| a || b ||\n{{quote}}\nx"
    lin = team.jira.state.users["lin"].account_id
    inside = json.loads(json.dumps(ADF_ALIVE).replace("LIN", lin))
    panel = node("panel", p("A panel"), panelType="error")
    heading = node("heading", {"type": "text", "text": "3. What gap"}, level=2)
    blocks = [{"type": "paragraph", "content": inside}, panel, heading]
    return {"type": "doc", "version": 1, "content": blocks}


def links(value: object) -> Iterator[str]:
    """Every address that is alive in a document."""
    if isinstance(value, dict):
        if value.get("type") in ("link", "inlineCard", "blockCard"):
            attrs = value["attrs"]
            yield attrs.get("href") or attrs.get("url")
        for one in value.values():
            yield from links(one)
    elif isinstance(value, list):
        for one in value:
            yield from links(one)


def test_what_is_imported_pings_nobody_and_does_nothing(team: Team) -> None:
    lin = team.jira.person("lin")
    key = lin.open("OPS", "[~lin] !x! {code}", alive(team), type="Incident")
    lin.comment(key, alive(team))
    lin.assign(key, "ada")
    lin.close(key)
    before = list(team.jira.look.mentions())
    team.sync()
    (review,) = team.ours("review")
    team.hold(
        review,
        gap("[~lin] {color:red}x{color}", owner=OWNER, what="Ask [~lin] !a.png!"),
        gap("No owner [~lin]", owner=""),
    )
    team.sync()

    # Ada once, as the one who is asked; nobody because of what somebody wrote.
    assert team.jira.look.mentions()[len(before) :] == [("ada", review)]
    for ticket in (review, *team.ours("checklist")):
        text = team.issue(ticket).description
        if isinstance(text, dict):
            assert faults(text) == []
            assert not [one for one in links(text) if "evil" in one]
            cards = [one for one in json.dumps(text).split('"type"') if "Card" in one]
            assert cards == []
        else:
            assert isinstance(text, str)
            assert not re.search(r"(?<!\\)\{(?:jira|include|color|code)", text)
            assert not re.search(r"(?<![\\\w])![\w:/.]+!", text)
            assert "|https://evil" not in text


def test_a_mention_of_ours_happens_once(team: Team) -> None:
    review = opened(team)
    team.hold(review, gap("First", owner=OWNER), gap("Nobody's", owner=""))
    for _ in range(3):
        team.sync()
        team.later(hours=30)

    assert team.jira.look.mentions() == [("ada", review)]


# --- long texts -----------------------------------------------------------------------

MOST = 32_767


def test_a_text_that_is_too_long_is_shortened_where_it_hurts_least(team: Team) -> None:
    lin = team.jira.person("lin")
    key = lin.open("OPS", "It broke", "x", type="Incident", assignee="ada")
    for number in range(80):
        lin.comment(key, f"{number} " + "word " * 60)
    team.later(hours=1)
    lin.close(key)

    team.sync()

    (review,) = team.ours("review")
    text = team.issue(review).description
    assert team.dress.size(text) <= MOST
    markdown = team.markdown(review)
    assert "## 4. Is the gap" in markdown
    assert "Review of [OPS-1]" in markdown


def test_nobodys_words_are_cut_to_make_room_for_ours(team: Team) -> None:
    review = opened(team)
    team.hold(review, gap("First", owner=OWNER))
    size = team.dress.size(team.issue(review).description)

    def long(text: str) -> str:
        words = "A quiet deploy. " + "x" * (MOST - size - 2)
        return text.replace("A quiet deploy.", words)

    team.edit(review, long)
    before = team.issue(review).description
    assert MOST - 5 < team.dress.size(before) <= MOST

    synced = team.sync()

    assert any("longer than Jira takes" in result.why for result in synced.results)
    assert team.issue(review).description == before
    assert team.ours("checklist") == []


# --- what people wrote elsewhere ------------------------------------------------------


def descriptions(*, cloud: bool) -> list[Any]:
    """Every text of an issue that was recorded: documents, or markup."""
    folder = SHARED / "samples" / "jira"
    found: list[Any] = []
    for file in sorted(folder.rglob("*.json")):
        try:
            found += _texts(json.loads(file.read_text("utf-8")))
        except ValueError:
            continue  # Some are no JSON, and meant to be none.
    kept = [one for one in found if isinstance(one, dict) is cloud]
    return kept or pytest.skip(f"there are no samples at {folder}")


def _texts(value: object) -> Iterator[Any]:
    if isinstance(value, dict):
        text = value.get("description")
        is_issue = bool({"summary", "issuetype"} & set(value))
        is_document = isinstance(text, dict) and bool(text.get("content"))
        if is_issue and text and (is_document or isinstance(text, str)):
            yield text
        for one in value.values():
            yield from _texts(one)
    elif isinstance(value, list):
        for one in value:
            yield from _texts(one)


def test_our_edits_change_nothing_that_people_wrote_anywhere(team: Team) -> None:
    """Recorded texts stand in a review's second answer while it is written back."""
    for number, recorded in enumerate(descriptions(cloud=team.jira.cloud)):
        team.incident(f"Case {number}")
        team.sync()
        review = team.ours("review")[-1]
        team.hold(review, gap("First", owner=OWNER))
        text: Any = team.issue(review).description
        if isinstance(text, dict):
            at = next(
                i for i, one in enumerate(text["content"]) if "loud" in json.dumps(one)
            )
            content = [*text["content"][:at], *recorded["content"]]
            before: Any = {**text, "content": content + text["content"][at:]}
        else:
            before = text.replace("It was loud.", f"{recorded}\n\nIt was loud.")
        team.jira.person("ada").edit(review, description=before)
        team.later(minutes=1)

        team.sync()

        after: Any = team.issue(review).description
        if isinstance(after, dict):
            kept = [one for one in before["content"] if one in after["content"]]
            changed = len(before["content"]) - len(kept)
            assert changed <= 1, "the list in which our line stands"
            assert all(one in after["content"] for one in recorded["content"])
        else:
            assert recorded in after
