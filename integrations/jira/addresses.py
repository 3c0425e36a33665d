"""Addresses of issues and sprints: links to them, and what a link in a text leads to.

Pure.
"""

from __future__ import annotations

import re
from urllib.parse import parse_qs, urlsplit

from afteraction.domain.tickets import Sprint, Ticket
from afteraction.file_links import href, path_in

SPRINT = "sprint:"
NUMBER = re.compile(r"[1-9][0-9]{0,17}")
KEY = re.compile(r"[A-Z][A-Z0-9_]*-[1-9][0-9]{0,9}")
_ADDRESS = re.compile(r"https?://[^\s<>()|\]]+")
_NAMED = re.compile(rf"(?<![\w/&-])({KEY.pattern})(?![\w-])")
_PATHS = re.compile(
    rf"""
    (?:/jira/[a-z]+(?:/c)?)?
    /(?: browse | issues | servicedesk/customer/portal/[0-9]+
       | projects/[^/]+/(?: issues | queues/(?:issue|(?:custom/)?[0-9]+) ) )
    /({KEY.pattern})/?
    """,
    re.VERBOSE,
)
"""Where Jira's pages show an issue: `/jira/software/c/projects/OPS/issues/OPS-7`."""
_ISSUE_ELSEWHERE = re.compile(r"https?://[^/]+/(?:.+/)?([^/]+/[^/]+)/issues/([0-9]+)$")


def link(tracker: str, target: Ticket | Sprint) -> str:
    """A Markdown link to `target` from an issue of `tracker`."""
    return f"[{_label(called(tracker, target))}]({href(target.url)})"


def called(tracker: str, target: Ticket | Sprint) -> str:
    """What people of `tracker` call it: `OPS-7`, `acme/platform#41`, a sprint's name.

    A sprint's name is somebody's text: it stays where the sprint is (rule 21).
    """
    if isinstance(target, Sprint):
        own = target.name if target.tracker == tracker else ""
        return own or f"sprint {target.key}"
    issue = _ISSUE_ELSEWHERE.search(target.url)
    return f"{issue[1]}#{issue[2]}" if issue else target.key


def _label(text: str) -> str:
    return re.sub(r"([\[\]\\*_`<>|~@&])", r"\\\1", " ".join(text.split()))


def locate(web: str, text: str) -> str | None:
    """The address in a text, or that of an `OPS-7` of the Jira at `web`."""
    found = _ADDRESS.search(text)
    if found:
        return found[0].rstrip(".,;:!?)]'\"`*_")
    if file := path_in(text):
        return file
    named = _NAMED.search(text)
    return f"{web}/browse/{named[1]}" if named else None


def key_in(webs: tuple[str, ...], address: str) -> str | None:
    """The key of the issue or sprint at an address; None for what is not of `webs`."""
    try:
        theirs = urlsplit(address)
        query = parse_qs(theirs.query)
    except ValueError:
        return None
    for web in webs:
        ours = urlsplit(web)
        if theirs.netloc.lower() != ours.netloc.lower():
            continue
        if not f"{theirs.path}/".startswith(f"{ours.path.rstrip('/')}/"):
            continue
        return _key(theirs.path[len(ours.path.rstrip("/")) :], query)
    return None


def _key(path: str, query: dict[str, list[str]]) -> str | None:
    issue = _PATHS.fullmatch(path)
    if issue:
        return issue[1]
    for chosen in query.get("selectedIssue", []):
        if KEY.fullmatch(chosen):
            return chosen
    for sprint in query.get("sprint", []):
        if NUMBER.fullmatch(sprint):
            return f"{SPRINT}{sprint}"
    return None


def sprint_page(web: str, board: str, sprint: str) -> str:
    """Where people look back at a sprint; Cloud leads on from here."""
    return (
        f"{web}/secure/RapidBoard.jspa?rapidView={board}&view=reporting"
        f"&chart=sprintRetrospective&sprint={sprint}"
    )
