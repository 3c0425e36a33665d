"""Making issues: fifty in a request, each with its mark, its labels and its links.

A request is sent once. What came of it when no answer was seen is looked up where
nothing lags, in the links of what the issues are about, and else not guessed at
(law 3).
https://developer.atlassian.com/cloud/jira/platform/rest/v3/api-group-issues/#api-rest-api-3-issue-bulk-post
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from typing import Any, Final

import msgspec
from msgspec import Raw, Struct

from afteraction.domain.tickets import Details, Reason, Ticket
from afteraction.errors import Refused, TrackerError, Unreachable
from afteraction.marking import filled
from afteraction.network.caller import Doubtful
from afteraction.ticket_head import head_lines
from afteraction.tracker import Created, Draft, NotCreated, Unknown

from . import wire
from .answers import Errors
from .closing import Closing
from .dress import Text
from .links import Links
from .own_fields import OwnFields
from .project import Project, Whole, key_label
from .texts import fitting, signed
from .tickets import body_of
from .types_made import usual
from .wire import PROPERTY, Fields, Issue, IssueType, Status

BULK: Final = 50
_WISHES: Final = {
    "assignee": "its owner as assignee, who owns it all the same",
    "duedate": "the due date, which stands in its text",
    "issuelinks": "the link to what it is about, which stands in its text",
}
"""What an issue can do without, and what to say then, by the names of its fields."""

Answered = Created | NotCreated | Unknown


class _Made(Struct):
    id: str
    key: str


class _Failed(Struct, rename="camel"):
    failed_element_number: int = 0
    element_errors: Errors = msgspec.field(default_factory=Errors)


class _Bulk(Struct):
    issues: list[_Made]
    errors: list[_Failed] = []


_bulk = msgspec.json.Decoder(_Bulk).decode


@dataclass(slots=True)
class Attempt:
    """A draft on its way, and what it has to do without."""

    draft: Draft
    account: str | None = None
    """Whom it is for."""
    own: Mapping[str, Any] = field(default_factory=dict)
    without: set[str] = field(default_factory=set)
    issue: Issue | None = None
    """As it will be read."""
    answer: Answered | None = None

    @property
    def dropped(self) -> tuple[str, ...]:
        """What Jira did not take, in words."""
        without = set(self.without)
        if self.draft.assignee is None:
            without.discard("assignee")  # nobody asked for one
        return tuple(words for name, words in _WISHES.items() if name in without)


class Creator:
    """Makes issues in one project."""

    def __init__(self, project: Project, links: Links, closing: Closing) -> None:
        """Nothing is asked before it is needed."""
        self._project = project
        self._links = links
        self._closing = closing
        self._own = OwnFields(project.site, project.accounts)

    def create(self, drafts: Sequence[Draft]) -> Iterator[Answered]:
        """One answer for each draft, in order."""
        attempts = [Attempt(draft) for draft in drafts]
        try:
            self._look_for(attempts)
            for attempt in attempts:
                self._prepare(attempt)
            self._send(attempts)
        except Unreachable as error:
            for attempt in attempts:
                if attempt.answer is None:
                    attempt.answer = NotCreated(error.message, error.hint)
        for attempt in attempts:
            assert attempt.answer is not None
            yield attempt.answer

    # --- what stands already ----------------------------------------------------------

    def _look_for(self, attempts: Sequence[Attempt]) -> None:
        """What a draft would make may stand, or somebody may claim that it does."""
        keys = {attempt.draft.mark.key for attempt in attempts}
        standing = self._project.standing(keys) if keys else {}
        for attempt in attempts:
            ours = standing.get(attempt.draft.mark.key)
            mark = ours.mark if ours else None
            if ours is None or mark is None:
                continue
            if mark.installation != attempt.draft.mark.installation:
                continue
            attempt.answer = self._stands(ours)

    def _stands(self, ours: Ticket) -> Answered:
        if ours.stranger:
            name = self._project.name
            return NotCreated(
                f"{ours.ref} by {ours.author} claims to be it already",
                f"if it is ours, list {ours.author} under trackers.{name}.trusted, or"
                f" run: afteraction adopt {ours.ref}; if not, take its label off",
            )
        for found in self._project.details([ours.id]):
            if isinstance(found, Details):
                return Created(found, found=True)
            return NotCreated(f"{found.ref}: {found.message}", found.hint)
        return Unknown(f"{ours.ref} was there a moment ago")

    # --- what is sent -----------------------------------------------------------------

    def _prepare(self, attempt: Attempt) -> None:
        """What can be known to be wrong before anything is sent."""
        if attempt.answer is not None:
            return
        try:
            attempt.own = self._own.values(attempt.draft)
        except Refused as error:
            attempt.answer = NotCreated(error.message, error.hint)
            return
        if attempt.draft.assignee is not None:
            try:
                accounts = self._project.accounts
                attempt.account = accounts.account(attempt.draft.assignee)
            except Refused:
                attempt.without.add("assignee")

    def _send(self, attempts: Sequence[Attempt]) -> None:
        """Rounds of creates: what Jira refuses for a wish goes once more without it."""
        while waiting := [one for one in attempts if one.answer is None]:
            for start in range(0, len(waiting), BULK):
                self._bulk(waiting[start : start + BULK])

    def _bulk(self, attempts: Sequence[Attempt]) -> None:
        body = {"issueUpdates": [self._body(attempt) for attempt in attempts]}
        path = f"{self._project.site.api}/issue/bulk"
        try:
            made = self._project.client.create(path, body, _bulk, part=True)
        except Doubtful as error:
            self._look_behind(attempts, str(error))
            return
        except Refused as error:
            for attempt in attempts:
                attempt.answer = NotCreated(error.message, error.hint)
            return
        failed = {one.failed_element_number: one.element_errors for one in made.errors}
        good = [one for at, one in enumerate(attempts) if at not in failed]
        for at, errors in failed.items():
            if at < len(attempts):
                self._refused(attempts[at], errors)
        for attempt, one in zip(good, made.issues, strict=False):
            attempt.answer = self._created(attempt, one)
        for attempt in good[len(made.issues) :]:
            attempt.answer = Unknown("Jira's answer does not tell what became of it")

    def _refused(self, attempt: Attempt, errors: Errors) -> None:
        """Without a wish it may be possible; without anything else it is not."""
        named = set(errors.errors or {})
        wishes = named & _WISHES.keys() - attempt.without
        if wishes and wishes == named and not errors.error_messages:
            attempt.without |= wishes
            return
        own = any(name.startswith("customfield_") for name in named)
        hint = "mend what it names; afteraction check looks at all of it"
        if own:
            setting = f"trackers.{self._project.name}.fields"
            hint = (
                f"give the field a value under {setting}; afteraction check tells all"
            )
        attempt.answer = NotCreated(f"Jira refused it: {self._in_words(errors)}", hint)

    def _in_words(self, errors: Errors) -> str:
        """With the names of fields, where Jira tells numbers."""
        by_id = errors.errors or {}
        if not any(name.startswith("customfield_") for name in by_id):
            return str(errors)
        names = {one.id: one.name for one in self._project.site.fields}
        told = {names.get(name, name): text for name, text in by_id.items()}
        return str(msgspec.structs.replace(errors, errors=told))

    def _body(self, attempt: Attempt) -> dict[str, Any]:
        """An issue as the bulk request takes it."""
        draft, site = attempt.draft, self._project.site
        text, issue = self._written(attempt)
        attempt.issue = issue
        fields: dict[str, Any] = {
            "project": {"id": site.project_id},
            "issuetype": self._type(draft),
            "summary": draft.title,
            "description": text,
            "labels": issue.fields.labels,
            **attempt.own,
        }
        if "assignee" not in attempt.without:
            # Nobody, said aloud: else Jira gives it to whoever leads the project.
            who = attempt.account
            fields["assignee"] = site.dress.person(who) if who else None
        if issue.fields.duedate:
            fields["duedate"] = issue.fields.duedate
        if parent := self._parent(draft):
            fields["parent"] = {"id": parent.id}
        body = {
            "fields": fields,
            "properties": [{"key": PROPERTY, "value": issue.properties[PROPERTY]}],
        }
        near = None if parent else self._links.near(draft.about)
        if near is not None and "issuelinks" not in attempt.without:
            body["update"] = self._links.with_create(near)
        return body

    def _written(self, attempt: Attempt) -> tuple[Text, Issue]:
        """Its text, and the issue as it will be read with that text."""
        draft, project = attempt.draft, self._project
        has_due = draft.due and "duedate" not in attempt.without
        owner = draft.assignee if "assignee" in attempt.without else None
        head = head_lines(None if has_due else draft.due, owner)
        text = fitting(draft.text, head, project.site.dress)
        who = attempt.account if "assignee" not in attempt.without else None
        fields = Fields(
            summary=draft.title,
            status=Status(),
            created=project.around.patience.clock(),
            updated=project.around.patience.clock(),
            project=wire.Project(id=project.site.project_id),
            duedate=draft.due.isoformat() if draft.due and has_due else None,
            labels=[*draft.labels, key_label(draft.mark.key)],
            assignee=project.accounts.user(who) if who else None,
            creator=project.accounts.us,
            description=Raw(msgspec.json.encode(text)),
        )
        issue = Issue(id="", key="", fields=fields)
        mark = signed(draft.mark, draft.text, body_of(issue, project.whose).lines)
        issue.properties = {PROPERTY: Raw(msgspec.json.encode(filled(mark)))}
        return text, issue

    def _type(self, draft: Draft) -> dict[str, str]:
        """The configured type; else the most ordinary one of the project."""
        chosen = self._project.settings.types.of(draft.mark.kind)
        if chosen:
            return {"name": chosen}
        known = self._project.site.project.issue_types
        found = usual(known, below=self._parent(draft) is not None)
        # Without one Jira says which it wants.
        return {"id": found.id} if found else {"name": "Task"}

    def _parent(self, draft: Draft) -> Ticket | None:
        """The review below which a write-back goes, where that is wanted."""
        about = draft.about
        if self._project.settings.sub_tasks != "yes" or not isinstance(about, Ticket):
            return None
        is_review = about.mark is not None and about.tracker == self._project.name
        # Sub-tasks are where their parents are, and a review may have been moved.
        return about if is_review and self._project.is_called(about.key) else None

    # --- what comes of it -------------------------------------------------------------

    def _created(self, attempt: Attempt, made: _Made) -> Created:
        """It stands, whatever comes now, and that is what must be known of it."""
        assert attempt.issue is not None
        project, draft = self._project, attempt.draft
        project.accounts.remember_us()
        fields = msgspec.structs.replace(
            attempt.issue.fields, issuetype=IssueType(name=self._type_name(draft))
        )
        issue = msgspec.structs.replace(
            attempt.issue, id=made.id, key=made.key, fields=fields
        )
        past = project.past(issue, [])
        with suppress(TrackerError):
            if draft.closed:
                way = self._closing.way(issue, Reason.COMPLETED)
                issue, past = self._closing.take(way, issue, past)
        self._link_later(attempt, made)
        details = project.hand_out(Whole(issue, past, ()))
        return Created(details, dropped=attempt.dropped)

    def _link_later(self, attempt: Attempt, made: _Made) -> None:
        """Link what could not be linked with its create: that asks for no screen."""
        near = self._links.near(attempt.draft.about)
        if near is None or "issuelinks" not in attempt.without:
            return
        with suppress(TrackerError, Doubtful):
            self._links.link(made.id, near)
            attempt.without.discard("issuelinks")

    def _type_name(self, draft: Draft) -> str:
        chosen = self._type(draft)
        types = self._project.site.project.issue_types if "id" in chosen else []
        by_id = {one.id: one.name for one in types}
        return chosen.get("name") or by_id[chosen["id"]]

    def _look_behind(self, attempts: Sequence[Attempt], why: str) -> None:
        """After a lost answer: what stands, by the links that do not lag."""
        near = (self._links.near(attempt.draft.about) for attempt in attempts)
        standing: dict[str, Details] = {}
        with suppress(TrackerError):
            linked = self._links.linked_to([one.id for one in near if one is not None])
            for found in self._project.details_now(linked):
                mark = found.ticket.mark
                if mark is not None and not found.ticket.stranger:
                    standing[mark.key] = found
        for attempt in attempts:
            stands = standing.get(attempt.draft.mark.key)
            attempt.answer = Created(stands, found=True) if stands else Unknown(why)
