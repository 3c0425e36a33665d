"""What we write on GitHub: issues, edits of them, comments.

Every body is read right before it is written, and only our lines of it change. A create
is sent once; what came of it when no answer was seen is not guessed at (law 3).
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import suppress
from dataclasses import replace

from msgspec.structs import replace as replace_fields

from afteraction.domain.labels import carries
from afteraction.domain.tickets import Comment, Details, Sprint, State, Ticket
from afteraction.errors import Changed, Gone, Refused, TrackerError, Unreachable
from afteraction.network.caller import Doubtful, Outdated
from afteraction.network.outcomes import TRIES
from afteraction.text_edits import READ_AGAIN, new_owner
from afteraction.tracker import (
    CommentDraft,
    Created,
    Draft,
    Edit,
    NotCreated,
    Unknown,
)

from . import owning, texts, wire
from .addresses import NUMBER
from .marks import comment_mark_line
from .pace import Pace
from .repository import Repository
from .wire import Issue


class Writer:
    """Writes in one repository."""

    def __init__(self, repository: Repository, pace: Pace) -> None:
        """Creates are kept apart by `pace`."""
        self._repo = repository
        self._pace = pace

    def create(
        self, drafts: Sequence[Draft]
    ) -> Iterator[Created | NotCreated | Unknown]:
        if drafts and self._repo.ours is None:
            list(self._repo.find([draft.mark.key for draft in drafts]))
        away: Unreachable | None = None
        for draft in drafts:
            try:
                if away is not None:
                    raise away
                standing = self._standing(draft)
                if standing is not None:
                    yield Created(standing, found=True)
                    continue
                made = self._made(draft)
            except Doubtful as error:
                yield Unknown(str(error))
            except TrackerError as error:
                # What was not to be reached for one is not asked for the others.
                away = error if isinstance(error, Unreachable) else away
                yield NotCreated(error.message, error.hint)
            else:
                ticket = made.details.ticket
                self._repo.ours = {**(self._repo.ours or {}), draft.mark.key: ticket}
                self._repo.hand_out(made.details)
                yield made

    def _standing(self, draft: Draft) -> Details | None:
        """The issue that this draft would make, if the list shows it.

        Raises `Refused` where an issue claims to be it, and nobody vouches for that.
        """
        ours = (self._repo.ours or {}).get(draft.mark.key)
        if ours is None or ours.mark is None:
            return None
        if ours.mark.installation != draft.mark.installation:
            return None
        if ours.stranger:
            raise Refused(
                f"{ours.ref} by {ours.author} claims to be it already",
                f"if it is ours, list {ours.author} under"
                f" trackers.{self._repo.name}.trusted, or run:"
                f" afteraction adopt {ours.ref}; if not, take its label off",
            )
        found = self._repo.details([ours.id])
        return next((one for one in found if isinstance(one, Details)), None)

    def _made(self, draft: Draft) -> Created:
        source = draft.about.tracker if draft.about else self._repo.name
        self._repo.where.check_rights(elsewhere=source != self._repo.name)
        made, body = self._sent(draft)
        self._repo.remember_us(made)
        dropped = self._dropped(draft, made)
        # It stands, whatever comes now, and that is what must be known of it.
        with suppress(TrackerError, Doubtful):
            made = self._completed(made, draft, body)
        return Created(self._repo.as_details(made, None), dropped=dropped)

    def _sent(self, draft: Draft) -> tuple[Issue, texts.Body]:
        """The issue, without what GitHub refuses of it, and the body that it has."""
        wishes = self._wishes(draft)
        while True:
            # Somebody who can not be assigned here owns it all the same.
            owner = None if "assignees" in wishes else draft.assignee
            body = texts.body_of(draft.text, draft.mark, draft.due, owner)
            asked = {
                "title": draft.title,
                "body": texts.written(body),
                "labels": list(draft.labels),
                **wishes,
            }
            self._before_create()
            try:
                client = self._repo.client
                return client.create(self._repo.issues, asked, wire.issue), body
            except Refused as error:
                said = error.message.lower()
                refused = next((w for w in wishes if w.rstrip("s") in said), None)
                if refused is None:
                    raise
                del wishes[refused]

    def _wishes(self, draft: Draft) -> dict[str, object]:
        """What an issue can do without, by the names of its fields."""
        wishes: dict[str, object] = {}
        if draft.assignee is not None:
            wishes["assignees"] = [draft.assignee]
        if issue_type := self._repo.settings.types.of(draft.mark.kind):
            wishes["type"] = issue_type
        return wishes

    def _before_create(self) -> None:
        limited = self._repo.client.caller.limited
        self._pace.before_create(self._repo.uid, limited=limited)

    def _dropped(self, draft: Draft, made: Issue) -> tuple[str, ...]:
        """What GitHub silently left out, as it does without the right to set it."""
        labels = wire.dropped(draft.labels, wire.label_names(made))
        self._repo.where.drops_labels |= bool(labels)
        logins = [user.login for user in made.assignees or []]
        people = wire.dropped([draft.assignee] if draft.assignee else [], logins)
        asked = self._repo.settings.types.of(draft.mark.kind)
        types = wire.dropped(
            [asked] if asked else [], [made.type.name] if made.type else []
        )
        return (
            *(f"the label {label}" for label in labels),
            *(f"{login} as its assignee, who owns it all the same" for login in people),
            *(f"the type {name}" for name in types),
        )

    def _completed(self, made: Issue, draft: Draft, body: texts.Body) -> Issue:
        """Close it, or say who owns it, where the create alone did not do that."""
        path = f"{self._repo.issues}/{made.number}"
        change: dict[str, object] = {}
        if draft.closed:
            change |= {"state": "closed", "state_reason": "completed"}
        given = [user.login for user in made.assignees or []]
        dropped = wire.dropped([draft.assignee] if draft.assignee else [], given)
        if dropped and body.owner is None:
            change["body"] = texts.written(replace(body, owner=draft.assignee))
        if draft.about is not None and self._is_parent(draft.about):
            self._link_below(draft.about, made)
        if not change:
            return made
        return self._repo.client.put("PATCH", path, change, wire.issue) or made

    def _is_parent(self, about: Ticket | Sprint) -> bool:
        ours = isinstance(about, Ticket) and about.mark is not None
        return (
            ours
            and about.tracker == self._repo.name
            and self._repo.settings.sub_issues == "yes"
        )

    def _link_below(self, parent: Ticket | Sprint, made: Issue) -> None:
        """Make it a sub-issue of its review, where sub-issues are to be had."""
        path = f"{self._repo.issues}/{parent.id}/sub_issues"
        try:
            self._repo.client.create(path, {"sub_issue_id": made.id}, wire.read_nothing)
        except (TrackerError, Doubtful):
            return  # the text has the link

    def edit(self, ticket_id: str, edit: Edit) -> Details:
        if not NUMBER.fullmatch(ticket_id):
            raise Refused(
                f"{self._repo.name}#{ticket_id} is no issue", "edit it on GitHub"
            )
        try:
            return self._repo.hand_out(self._edited(ticket_id, edit))
        except Doubtful as error:
            raise Unreachable(
                f"{self._repo.name}#{ticket_id}: {error}",
                "sync again: it is looked for then",
            ) from error

    def _edited(self, ticket_id: str, edit: Edit) -> Details:
        details = self._repo.shown.get(ticket_id)
        if details is None or not _only_speaks(edit):
            details = self._patched(ticket_id, edit, details)
        if edit.comment is not None:
            details = self._spoken(ticket_id, edit.comment, details)
        return details

    def _patched(self, ticket_id: str, edit: Edit, seen: Details | None) -> Details:
        """One read, and one write of what should be; again where that had to wait."""
        sent, why = list[str](), ""
        for _ in range(TRIES):
            found = self._repo.whole(int(ticket_id))
            before, body = self._repo.read(found), self._repo.body(found)
            try:
                if texts.whole(body) in sent:  # an answer was lost, nothing else
                    change = self._in_a_line(found.issue, before, edit)
                    return self._changed(found.issue, change, before, edit, sent)
                known = seen is None or seen.lines == body.lines
                change = self._change(found.issue, before, body, edit, known=known)
                return self._changed(found.issue, change, before, edit, sent)
            except Outdated as error:
                why = str(error)
        raise Unreachable(why, "try again later: nothing was lost")

    def _change(
        self,
        issue: Issue,
        before: Details,
        body: texts.Body,
        edit: Edit,
        *,
        known: bool,
    ) -> dict[str, object]:
        """What has to change, by GitHub's fields."""
        ticket = before.ticket
        after = texts.edited(ticket.ref, body, edit, known=known)
        self._check_replaced(edit.comment, before)
        if edit.mark is not None and ticket.stranger:
            self._adopt(ticket.id, edit.mark.key)
            after = texts.adopted(after)
        change = _changes(issue, ticket, edit)
        if after.due != body.due:
            owning.check_lines_count(ticket, after, edit)
        owner = new_owner(ticket.ref, edit)
        if owner is not None and not owning.is_owner(issue, body, owner):
            change["assignees"] = [owner]
            after = replace(after, owner=None)
        if texts.whole(after) != texts.whole(body):
            change["body"] = _fitting(ticket, after, edit)
        return change

    def _changed(
        self,
        issue: Issue,
        change: dict[str, object],
        before: Details,
        edit: Edit,
        sent: list[str],
    ) -> Details:
        """The issue after a change. Raises `Outdated` when that had to wait.

        `sent` gets the bodies that it may have then.
        """
        if not change:
            return before
        path = f"{self._repo.issues}/{issue.number}"
        # Added one by one, so that a label that somebody else sets meanwhile stays.
        if labels := change.pop("labels", None):
            self._repo.client.put(
                "POST", f"{path}/labels", {"labels": labels}, wire.read_nothing
            )
        if change:
            made = self._given(issue, change, before, edit, sent)
            return self._repo.as_details(made, before)
        found, _ = self._repo.client.get(path, wire.issue)
        assert found is not None
        return self._repo.as_details(found, before)

    def _given(
        self,
        issue: Issue,
        change: dict[str, object],
        before: Details,
        edit: Edit,
        sent: list[str],
    ) -> Issue:
        """The issue after a change; a line says whose it is if GitHub does not."""
        try:
            made = self._put(issue, change, sent)
        except Refused as error:
            if "assignees" not in change or "assignee" not in error.message.lower():
                raise
            # Nothing was written: so it is nobody's, and a line says whose.
            body = change.get("body", issue.body)
            asked = replace_fields(issue, assignees=[], body=body)
            line = self._in_a_line(asked, before, edit)
            return self._put(issue, {**change, "assignees": [], **line}, sent)
        line = self._in_a_line(made, before, edit)
        return self._put(made, line, sent) if line else made

    def _put(self, issue: Issue, change: dict[str, object], sent: list[str]) -> Issue:
        sent += [str(change["body"])] if "body" in change else []
        path = f"{self._repo.issues}/{issue.number}"
        return self._repo.client.edit(path, change, wire.issue)

    def _in_a_line(
        self, issue: Issue, before: Details, edit: Edit
    ) -> dict[str, object]:
        """What makes a line say whose an issue is; nothing where GitHub says it."""
        owner = new_owner(before.ticket.ref, edit)
        if owner is None:
            return {}
        body = wire.body_of(issue)
        after = owning.in_a_line(before.ticket, issue, body, owner)
        if after is None:
            return {}
        owning.check_lines_count(before.ticket, after, edit)
        return {"body": _fitting(before.ticket, after, edit)}

    def _check_replaced(self, draft: CommentDraft | None, before: Details) -> None:
        if draft is None or draft.replaces is None:
            return
        ours = [comment.id for comment in before.comments if comment.mark]
        if draft.replaces not in ours:
            raise _comment_is_gone(before)

    def _adopt(self, ticket_id: str, key: str) -> None:
        book = self._repo.around.patience.book
        if book is not None:
            book.identify(f"adopted:{self._repo.uid}#{ticket_id}", key)

    def _spoken(self, ticket_id: str, draft: CommentDraft, before: Details) -> Details:
        body = f"{draft.text.strip()}\n\n{comment_mark_line(draft.mark)}"
        if draft.replaces is None:
            self._before_create()
            path = f"{self._repo.issues}/{ticket_id}/comments"
            made = self._repo.client.create(path, {"body": body}, wire.comment)
            comments = (*before.comments, self._our_comment(made))
        else:
            self._check_replaced(draft, before)
            path = f"{self._repo.issues}/comments/{draft.replaces}"
            try:
                changed = self._repo.client.put(
                    "PATCH", path, {"body": body}, wire.comment
                )
            except Gone as error:
                raise _comment_is_gone(before) from error
            assert changed is not None
            new = self._our_comment(changed)
            comments = tuple(new if c.id == new.id else c for c in before.comments)
        return replace(before, comments=comments)

    def _our_comment(self, made: wire.IssueComment) -> Comment:
        trusted = self._repo.whose.trusted | {wire.login(made.user).lower()}
        return wire.said(made, replace(self._repo.whose, trusted=trusted))


def _fitting(ticket: Ticket, body: texts.Body, edit: Edit) -> str:
    """The body to send; a text of people's is never cut to make room for our lines."""
    text = texts.whole(body)
    if len(text) <= texts.MOST:
        return text
    if edit.text is not None:
        return texts.written(body)
    raise Refused(
        f"{ticket.ref}: with our lines its text is longer than GitHub takes"
        f" ({texts.MOST:,} characters)",
        "shorten it; then sync again",
    )


def _comment_is_gone(details: Details) -> Changed:
    return Changed(
        f"{details.ticket.ref}: our comment is not there any more", READ_AGAIN
    )


def _only_speaks(edit: Edit) -> bool:
    """Whether an edit is a comment and nothing else."""
    return edit == Edit(at=edit.at, comment=edit.comment)


def _changes(found: Issue, ticket: Ticket, edit: Edit) -> dict[str, object]:
    """The fields that have to change; those that are so already are left out."""
    changes: dict[str, object] = {}
    if edit.title is not None and edit.title != found.title:
        changes["title"] = edit.title
    state = edit.state or ticket.state
    if state is not ticket.state:
        changes["state"] = "closed" if state is State.CLOSED else "open"
    if state is State.CLOSED and edit.reason and edit.reason is not ticket.reason:
        changes |= {"state": "closed", "state_reason": wire.REASONS[edit.reason]}
    missing = [label for label in edit.labels if not carries(ticket.labels, label)]
    if missing:
        changes["labels"] = list(dict.fromkeys(missing))
    return changes
