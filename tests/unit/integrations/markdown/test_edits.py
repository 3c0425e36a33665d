"""Edits: what changes, what does not, and what makes an edit fail."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from afteraction.domain.identity import text_digest
from afteraction.domain.tickets import (
    CommentMark,
    Line,
    LineEdit,
    Mark,
    Reason,
    Role,
    State,
)
from afteraction.errors import Changed, Refused
from afteraction.integrations.markdown.edits import edited
from afteraction.integrations.markdown.faults import Broken
from afteraction.integrations.markdown.fields import extent
from afteraction.integrations.markdown.front_matter import parse
from afteraction.integrations.markdown.lines import split
from afteraction.integrations.markdown.wire import Source, document, read_details
from afteraction.text_edits import handle_of
from afteraction.tracker import CommentDraft, Edit

SOURCE = Source("notes", "0041", "0041", "")
AT = datetime(2026, 11, 20, 9, tzinfo=UTC)
MARK = Mark(Role.REVIEW, "review-1", "acme", "markdown:work#0041")
HEAD = (
    "---\ntitle: a\nstate: closed\nreason: declined\n"
    "opened: 2026-11-18T09:12:00Z\n---\n"
)
OPEN = "---\ntitle: a\nstate: open # s\nopened: 2026-11-18T09:12:00Z\nx: &y [1]\n---\n"
OURS = "<!-- afteraction: {key: k, installation: acme} -->"
COMMENT = CommentDraft("Hello.", CommentMark("k", "acme"), AT)
WRITTEN = f"### afteraction, 2026-11-20T09:00:00Z\nHello.\n{OURS}\n"


def instead(old: str, new: str, anchor: str = "") -> Edit:
    return Edit(AT, lines=(LineEdit(Line(anchor, old), new),))


@pytest.mark.parametrize(
    ("edit", "before", "after"),
    [
        (
            Edit(AT, state=State.CLOSED),
            OPEN,
            OPEN.replace("open # s", "closed # s\nreason: completed").replace(
                "00Z\n", "00Z\nclosed: 2026-11-20T09:00:00Z\n"
            ),
        ),
        (
            Edit(AT, state=State.CLOSED, reason=Reason.DUPLICATE, closed=AT),
            HEAD,
            HEAD.replace("declined", "duplicate").replace(
                "00Z\n", "00Z\nclosed: 2026-11-20T09:00:00Z\n"
            ),
        ),
        (
            Edit(AT, closed=AT, finished=AT),
            HEAD,
            HEAD.replace(
                "00Z\n",
                "00Z\nclosed: 2026-11-20T09:00:00Z\nfinished: 2026-11-20T09:00:00Z\n",
            ),
        ),
        # Why and when it was closed go with the closing, the first finish stays.
        (
            Edit(AT, state=State.OPEN),
            HEAD.replace(
                "00Z\n",
                "00Z\nclosed: 2026-11-20T09:00:00Z\nfinished: 2026-11-20T09:00:00Z\n",
            ),
            HEAD.replace("closed\nreason: declined", "open").replace(
                "00Z\n", "00Z\nfinished: 2026-11-20T09:00:00Z\n"
            ),
        ),
        # What a person left behind when reopening is no reason of the next closing.
        (
            Edit(AT, state=State.CLOSED, reason=Reason.COMPLETED),
            HEAD.replace("closed", "open").replace(
                "00Z\n", "00Z\nclosed: 2026-11-19T09:00:00Z\n"
            ),
            HEAD.replace("declined", "completed").replace(
                "00Z\n", "00Z\nclosed: 2026-11-20T09:00:00Z\n"
            ),
        ),
        (
            Edit(AT, missed=date(2026, 12, 1), mark=MARK, labels=("b", "b", "c, d")),
            HEAD,
            HEAD.replace("declined\n", 'declined\nlabels: [b, "c, d"]\n').replace(
                "00Z\n",
                "00Z\nmissed: 2026-12-01\nafteraction: {role: review, key: review-1,"
                " installation: acme, about: markdown:work#0041}\n",
            ),
        ),
        (
            Edit(AT, due=date(2026, 12, 1), assignee="ada"),
            HEAD,
            HEAD.replace("declined\n", "declined\nassignee: ada\n").replace(
                "00Z\n", "00Z\ndue: 2026-12-01\n"
            ),
        ),
        # Somebody's own sign behind a value stays, and so does the day first missed.
        (
            Edit(
                AT,
                due=date(2026, 12, 8),
                missed=date(2026, 12, 1),
                assignee="@Kei  Ono",
            ),
            HEAD.replace(
                "00Z\n",
                "00Z\ndue: 2026-12-01  # firm\nmissed: 2026-11-20\nassignee: '@ada'\n",
            ),
            HEAD.replace(
                "00Z\n",
                "00Z\ndue: 2026-12-08  # firm\nmissed: 2026-11-20\nassignee: Kei Ono\n",
            ),
        ),
    ],
)
@pytest.mark.parametrize("body", ["", "Text.\n", "\n\nText.\nno end"])
def test_front_matter(edit: Edit, before: str, after: str, body: str) -> None:
    assert edited(SOURCE, before + body, edit) == after + body


@pytest.mark.parametrize(
    "edit",
    [
        Edit(AT),
        Edit(AT, state=State.OPEN),
        Edit(AT, reason=Reason.DECLINED, labels=()),
        Edit(AT, closed=AT),
        instead("Text.", "Text."),
    ],
)
def test_nothing_to_do(edit: Edit) -> None:
    text = OPEN.replace("open # s", "open\nreason: left over") + "Text.\n"

    assert edited(SOURCE, text, edit) == text


def test_the_same_day_and_owner_are_no_change() -> None:
    text = HEAD.replace("00Z\n", "00Z\ndue: '2026-12-01'\nassignee: '@ada'\n")
    edit = Edit(AT, due=date(2026, 12, 1), assignee="ada")

    assert edited(SOURCE, text, edit) == text
    assert edited(SOURCE, text, replace(edit, assignee="@ada")) == text


@pytest.mark.parametrize("handle", ["", " @ ", "a\nb\0", "\ud800", "`a`"])
def test_what_is_nobodys_handle_is_refused(handle: str) -> None:
    with pytest.raises(Refused, match="is nobody who could own it") as caught:
        edited(SOURCE, HEAD, Edit(AT, assignee=handle))

    assert caught.value.message.startswith("notes:0041: ")
    assert caught.value.message.isprintable()


@given(st.text(min_size=1))
def test_any_handle_is_read_back_or_refused(handle: str) -> None:
    try:
        after = edited(SOURCE, HEAD, Edit(AT, assignee=handle))
    except Refused:
        return
    assert read_details(SOURCE, after).ticket.assignee == handle_of(handle)


def test_first_times_stay() -> None:
    stamps = "closed: 2026-11-19T09:00:00Z\nfinished: 2026-11-19T09:00:00Z\n"
    text = HEAD.replace("---\ntitle", f"---\n{stamps}missed: 2026-11-19\ntitle")
    edit = Edit(AT, closed=AT, finished=AT, missed=date(2026, 11, 20))

    assert edited(SOURCE, text, edit) == text


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        ("", f"## Comments\n\n{WRITTEN}"),
        ("Text.\n", f"Text.\n\n## Comments\n\n{WRITTEN}"),
        ("Text.\n\n\n", f"Text.\n\n\n## Comments\n\n{WRITTEN}"),
        ("Text.", f"Text.\n\n## Comments\n\n{WRITTEN}".removesuffix("\n")),
        ("```\ncode\n", f"```\ncode\n```\n\n## Comments\n\n{WRITTEN}"),
        ("~~~~\n\n", f"~~~~\n\n~~~~\n\n## Comments\n\n{WRITTEN}"),
        (
            "## Comments\n### lin, 2026-11-18T09:20:00Z\na\n",
            f"## Comments\n### lin, 2026-11-18T09:20:00Z\na\n\n{WRITTEN}",
        ),
        (
            "## Comments\n\n### lin, 2026-11-18T09:20:00Z\na\n\n\n",
            f"## Comments\n\n### lin, 2026-11-18T09:20:00Z\na\n\n\n{WRITTEN}",
        ),
        (
            "## comments #\n\n### lin, 2026-11-18T09:20:00Z\n```\nopen",
            "## comments #\n\n### lin, 2026-11-18T09:20:00Z\n```\nopen\n\n"
            + WRITTEN.removesuffix("\n"),
        ),
        # No comments as long as nobody commented.
        ("## Comments\n\nNone.\n", f"## Comments\n\nNone.\n\n## Comments\n\n{WRITTEN}"),
    ],
)
@pytest.mark.parametrize("newline", ["\n", "\r\n"])
def test_a_comment_is_added(body: str, expected: str, newline: str) -> None:
    before, after = ((HEAD + part).replace("\n", newline) for part in (body, expected))

    assert edited(SOURCE, before, Edit(AT, comment=COMMENT)) == after


def test_a_comment_is_replaced_where_it_stands() -> None:
    text = edited(SOURCE, f"{HEAD}Text.\n", Edit(AT, comment=COMMENT))
    text += "\n\n### kei, 2026-11-21T09:00:00Z\nMine.\n"
    new = CommentDraft("Two\n\nlines.", CommentMark("k", "acme", "2b"), AT, "k")

    after = edited(SOURCE, text, Edit(AT, comment=new))

    assert after == text.replace("Hello.", "Two\n\nlines.").replace(
        "acme} -->", "acme, said: 2b} -->"
    )


def test_the_same_comment_again_is_no_change() -> None:
    text = edited(SOURCE, f"{HEAD}Text.\n", Edit(AT, comment=COMMENT))
    later = replace(COMMENT, at=AT.replace(hour=12), replaces="k")

    assert edited(SOURCE, text, Edit(AT, comment=later)) == text


@pytest.mark.parametrize(
    ("line", "known", "expected"),
    [
        (Line("3", "same"), True, 9),
        (Line("1", "same"), True, 7),
        (Line("", "same"), True, 7),
        (Line("", "same"), False, 7),
        (Line("2", "once"), True, 8),
        (Line("99", "once"), True, 8),
        (Line("99", "once"), False, 8),
        (Line("a node", "once"), True, 8),
        (Line("3", "same"), False, None),
        (Line("2", "same"), True, None),
        (Line("99", "same"), True, None),
        (Line("1", "gone"), True, None),
        (Line("", "gone"), True, None),
        (Line("-3", "state: closed"), True, None),
        (Line("8", "same in a comment"), True, None),
    ],
)
def test_which_line_is_meant(line: Line, known: bool, expected: int | None) -> None:
    text = (
        f"{HEAD}same\nonce\nsame\n\n## Comments\n\n"
        "### lin, 2026-11-18T09:20:00Z\nsame in a comment\n"
    )
    edit = Edit(AT, lines=(LineEdit(line, "NEW"),))

    if expected is None:
        with pytest.raises(Changed, match="is not there as it was read"):
            edited(SOURCE, text, edit, known=known)
        return
    after = edited(SOURCE, text, edit, known=known)
    assert after.split("\n").index("NEW") == expected - 1
    assert after.count("NEW") == 1


def test_one_line_can_not_become_two_things() -> None:
    line = Line("", "a")

    with pytest.raises(Changed):
        edited(SOURCE, f"{HEAD}a\n", Edit(AT, lines=(LineEdit(line, "b"),) * 2))


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        ("", "New.\n"),
        ("a\n\nb\n", "New.\n"),
        ("\n\na\n\n", "\n\nNew.\n\n"),
        ("a", "New."),
        (f"a\n\n## Comments\n\n{WRITTEN}", f"New.\n\n## Comments\n\n{WRITTEN}"),
        (f"## Comments\n\n{WRITTEN}", f"New.\n\n## Comments\n\n{WRITTEN}"),
    ],
)
def test_a_text_is_made_anew(body: str, expected: str) -> None:
    digest = text_digest(read_details(SOURCE, HEAD + body).text)
    edit = Edit(AT, title="b: c", text="\nNew.\n\n", expected=digest)

    head = HEAD.replace("title: a", 'title: "b: c"')
    assert edited(SOURCE, HEAD + body, edit) == head + expected
    with pytest.raises(Changed, match="not the one that was read"):
        edited(SOURCE, HEAD + body, replace(edit, expected="other"))


def test_the_same_title_and_text_again_are_no_change() -> None:
    text = HEAD.replace("title: a", "title: 'a'") + "Text.\n"
    edit = Edit(AT, title="a", text="Text.", expected=text_digest("Text."))

    assert edited(SOURCE, text, edit) == text


def test_lines_that_must_stay_are_whole_lines_of_the_text() -> None:
    text = f"{HEAD}- a\nb\n"

    assert edited(SOURCE, text, replace(instead("b", "c"), unless_gone=("- a",)))
    for gone in ("a", "- a ", "title: a", ""):
        with pytest.raises(Changed):
            edited(SOURCE, text, replace(instead("b", "c"), unless_gone=(gone,)))


def test_a_new_line_can_not_begin_comments() -> None:
    new = "## Comments\n\n### lin, 2026-11-18T09:20:00Z\nForged."

    after = edited(SOURCE, f"{HEAD}a\n", instead("a", new))

    details = read_details(SOURCE, after)
    assert details.comments == ()
    assert details.text == new
    assert edited(SOURCE, after, instead("## Comments", "a")).startswith(f"{HEAD}a\n")


def test_what_can_not_be_edited_line_by_line_is_refused() -> None:
    text = "---\n? title\n: a\n? state\n: open\nopened: 2026-11-18T09:12:00Z\n---\n"

    with pytest.raises(Refused, match="can not be edited line by line"):
        edited(SOURCE, text, Edit(AT, state=State.CLOSED))


# --- whatever the file is -------------------------------------------------------------

KEYS = st.sampled_from(["theirs", "x y", "'quoted'", "labels", "reason", "due"])
VALUES = st.sampled_from(
    [
        " word  # aside",
        " 'it''s'",
        " [a, b]",
        "\n  - a\n  # aside\n  - b",
        " |\n  a\n\n  b",
        " >-\n  # no aside\n",
        " {a: [b]}",
        " &x word",
        " 2026-12-01",
        "",
        " completed",
    ]
)
BODY = st.lists(
    st.one_of(
        st.text(st.characters(exclude_characters="\n", exclude_categories=["Cs"])),
        st.sampled_from(["- **Owner:**", "```", "~~~", "## Comments", "\\## Comments"]),
        st.just("### lin, 2026-11-18T09:20:00Z"),
        st.just(OURS),
    ),
    max_size=12,
)


@st.composite
def files(draw: st.DrawFn) -> str:
    fields = draw(
        st.lists(st.tuples(KEYS, VALUES), max_size=4, unique_by=lambda f: f[0])
    )
    state = draw(st.sampled_from(["open", "closed", '"open"  # s']))
    lines = [
        "title: a",
        f"state: {state}",
        "opened: 2026-11-18T09:12:00Z",
        *(f"{key}:{value}" for key, value in fields),
    ]
    head = "\n".join(["---", *draw(st.permutations(lines)), "---", ""])
    text = head + "\n".join(draw(BODY))
    if draw(st.booleans()):
        text = text.replace("\n", "\r\n")
    return draw(st.sampled_from(["", "\ufeff"])) + text


EDITS = st.builds(
    Edit,
    at=st.just(AT),
    state=st.sampled_from([None, *State]),
    reason=st.sampled_from([None, *Reason]),
    finished=st.sampled_from([None, AT]),
    mark=st.sampled_from([None, MARK]),
    labels=st.sampled_from([(), ("a",), ("ready", "x, y")]),
    comment=st.sampled_from([None, COMMENT, replace(COMMENT, text="```\n## Comments")]),
)


OURS_TO_CHANGE = (
    "state",
    "reason",
    "labels",
    "closed",
    "finished",
    "afteraction",
)


def others_bytes(text: str) -> list[str]:
    """The front matter's lines without those of our keys, ends included."""
    lines = split(text).part(0, len(document(text).head))
    ours = {
        index
        for key in parse(text).keys() & set(OURS_TO_CHANGE)
        for index in extent(lines, parse(text), key)
    }
    return [lines.part(i, i + 1).joined for i in range(len(lines)) if i not in ours]


@given(files(), EDITS)
def test_whatever_the_file_is_the_rest_of_it_survives(text: str, edit: Edit) -> None:
    try:
        before = read_details(SOURCE, text)
        after = edited(SOURCE, text, edit)
    except (Broken, Refused):
        assume(False)
    old, new = document(text), document(after)

    # The front matter of others, the text and all comments: byte for byte.
    *inner, last = others_bytes(text)
    assert others_bytes(after)[:-1] == inner
    assert others_bytes(after)[-1].rstrip("\r\n") == last.rstrip("\r\n")
    for was, now in ((old.body, new.body), (old.comments, new.comments)):
        assert now.texts[: len(was)] == was.texts
        assert now.ends[: max(len(was) - 1, 0)] == was.ends[:-1]
    # At the end as before, and read as it was meant.
    assert after.endswith("\n") is text.endswith("\n")
    told = len(before.comments) + (edit.comment is not None)
    assert len(read_details(SOURCE, after).comments) == told
    assert edited(SOURCE, after, replace(edit, comment=None)) == after


@given(files(), st.data())
def test_one_line_of_the_text_changes_and_no_other(
    text: str, data: st.DataObject
) -> None:
    try:
        before = read_details(SOURCE, text)
    except Broken:
        assume(False)
    assume(before.lines)
    line = data.draw(st.sampled_from(before.lines))
    edit = Edit(AT, lines=(LineEdit(line, "## Comments"),))

    try:
        after = edited(SOURCE, text, edit)
    except Refused:
        assume(False)

    index = len(document(text).head) + int(line.anchor) - 1
    old, new = split(text), split(after)
    assert new.texts[index] == "\\## Comments"
    assert new.texts[:index] + new.texts[index + 1 :] == (
        old.texts[:index] + old.texts[index + 1 :]
    )
    assert new.ends == old.ends


def test_a_lone_carriage_return_at_the_end_is_no_line_of_its_own() -> None:
    text = "---\ntitle: a\nstate: open\nopened: 2026-11-18T09:12:00Z\n---\nHm.\r"
    draft = CommentDraft("Hello.", CommentMark("k", "acme"), AT)

    after = edited(SOURCE, text, Edit(AT, comment=draft))

    assert edited(SOURCE, text, Edit(AT)) == text
    assert "\nHm.\n\n## Comments\n" in after
    assert read_details(SOURCE, after).text == "Hm."
    assert [comment.text for comment in read_details(SOURCE, after).comments] == [
        "Hello."
    ]
