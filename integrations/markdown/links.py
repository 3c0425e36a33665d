"""Links in a ticket's file: how they are written, and where one leads.

Pure: paths are compared as they are written, no disk is looked at. An address is a
`file:` URI or a web address; it may point anywhere.
"""

from __future__ import annotations

import os
import re
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import quote, unquote, urlsplit
from urllib.request import url2pathname

from afteraction.domain.tickets import Sprint, Ticket

SPRINT = "sprint:"
"""What the ids of sprints begin with."""

TICKETS, SPRINTS = "tickets", "sprints"
SUFFIX = ".md"

_LINK = re.compile(
    r"\[(?:[^\[\]\\]|\\.|\[[^\[\]]*\])*\]"
    r"\(\s*(?:<(?P<wrapped>[^<>\n]*)>|(?P<bare>[^\s()<>]*(?:\([^\s()]*\)[^\s()<>]*)*))"
    r"(?:\s+(?:\"[^\"]*\"|'[^']*'))?\s*\)"
)
_ADDRESS = re.compile(r"(?:https?|file)://[^\s<>\"`]+", re.IGNORECASE)
_FILE = re.compile(r"(?<![^\s`(<\"'])(?P<path>[^\s`()<>\[\]\"']+\.md)\b", re.IGNORECASE)
# Two letters at least: one is a drive of Windows.
_SCHEME = re.compile(r"[A-Za-z][A-Za-z0-9+.-]+:")
_DRIVE = re.compile(r"[A-Za-z]:[\\/]")
_MARKUP = re.compile(r"([\\`*\[\]<>!&]|(?<!\w)_|_(?!\w))")


@dataclass(frozen=True, slots=True)
class Home:
    """Where a folder of tickets is: its absolute path and, if any, its web address.

    Paths that people see are as from `base`, the configuration's folder: a report
    must not tell whose machine it was made on.
    """

    tracker: str
    root: Path
    url: str | None
    base: Path

    def url_of(self, part: str, stem: str) -> str:
        """Where people find a file of `part`: on the web, else its path."""
        if self.url:
            return f"{self.url.rstrip('/')}/{part}/{quote(stem)}{SUFFIX}"
        return self.path_of(part, stem)

    def path_of(self, part: str, stem: str) -> str:
        """The path of a file of `part` as people see it."""
        path = self.root / part / f"{stem}{SUFFIX}"
        try:
            return Path(os.path.relpath(path, self.base)).as_posix()
        except ValueError:  # another drive
            return str(path)


def link(home: Home, target: Ticket | Sprint) -> str:
    """A Markdown link from one of `home`'s tickets to `target`."""
    return f"[{_label(target.key)}]({_href(home, target)})"


def _label(text: str) -> str:
    return _MARKUP.sub(r"\\\1", " ".join(text.split()))


def _href(home: Home, target: Ticket | Sprint) -> str:
    part = SPRINTS if isinstance(target, Sprint) else TICKETS
    if target.tracker == home.tracker:
        name = f"{quote(target.key)}{SUFFIX}"
        return name if part == TICKETS else f"../{part}/{name}"
    if _SCHEME.match(target.url) and not _DRIVE.match(target.url):
        return quote(target.url, safe=":/?#@!$&'*+,;=%~")
    return _relative(home, home.base / target.url)


def _relative(home: Home, path: Path) -> str:
    try:
        relative = os.path.relpath(path, home.root / TICKETS)
    except ValueError:  # another drive
        return path.as_uri()
    return quote(Path(relative).as_posix())


def way(home: Home) -> str:
    """How a link in one of `home`'s tickets reaches the configuration's folder.

    "" where people read the tickets on the web: from there no path leads to a disk.
    """
    if home.url:
        return ""
    try:
        return Path(os.path.relpath(home.base, home.root / TICKETS)).as_posix()
    except ValueError:  # another drive
        return ""


def locate(home: Home, text: str) -> str | None:
    """The address of the first link in `text`, else of the first file that it names."""
    found = _LINK.search(text)
    if found:
        return _absolute(home, found["wrapped"] or found["bare"] or "")
    found = _ADDRESS.search(text)
    if found:
        return found[0].rstrip(".,;:!?)'*_")
    found = _FILE.search(text)
    return _named(home, found["path"]) if found else None


def _absolute(home: Home, href: str) -> str | None:
    if href.startswith("//"):
        return f"https:{href}"
    if _SCHEME.match(href):
        return href
    path = unquote(re.split("[?#]", href, maxsplit=1)[0])
    return _file_address(home.root / TICKETS, path) if path else None


def _named(home: Home, path: str) -> str | None:
    """A file that people name without linking to it: seen from the folder as well."""
    parts = path.replace("\\", "/").removeprefix("./").split("/")
    inside = parts[0] in (TICKETS, SPRINTS) and len(parts) > 1
    return _file_address(home.root if inside else home.root / TICKETS, path)


def _file_address(base: Path, path: str) -> str | None:
    if "\x00" in path:
        return None
    return Path(os.path.normpath(base / path)).as_uri()


def key_at(home: Home, address: str) -> str | None:
    """The key of the ticket, or `sprint:` and the key of the sprint, at `address`."""
    try:
        inside = _within_web(home, address) or _within_folder(home, address)
    except ValueError:
        return None
    if inside is None or len(inside) != 2:
        return None
    part, name = inside
    stem, suffix = name[: -len(SUFFIX)], name[-len(SUFFIX) :]
    if suffix.lower() != SUFFIX or not is_stem(stem):
        return None
    return {TICKETS: stem, SPRINTS: f"{SPRINT}{stem}"}.get(part)


def _within_web(home: Home, address: str) -> tuple[str, ...] | None:
    if home.url is None:
        return None
    ours, theirs = urlsplit(home.url), urlsplit(address)
    if (ours.scheme.lower(), ours.hostname, ours.port) != (
        theirs.scheme.lower(),
        theirs.hostname,
        theirs.port,
    ):
        return None
    return _below(_steps(ours.path), _steps(theirs.path))


def _steps(path: str) -> tuple[str, ...]:
    steps: list[str] = []
    for step in unquote(path).split("/"):
        if step == "..":
            del steps[-1:]
        elif step not in ("", "."):
            steps.append(step)
    return tuple(steps)


def _within_folder(home: Home, address: str) -> tuple[str, ...] | None:
    scheme = _SCHEME.match(address)
    if scheme and not _DRIVE.match(address):
        if scheme[0].lower() != "file:":
            return None
        parts = urlsplit(address)
        if parts.netloc not in ("", "localhost"):
            return None
        path = Path(url2pathname(parts.path))
    else:
        path = Path(address)
    found = Path(os.path.normpath(home.base / path)).parts
    return _below(home.root.parts, found)


def _below(base: tuple[str, ...], steps: tuple[str, ...]) -> tuple[str, ...] | None:
    above = tuple(os.path.normcase(step) for step in steps[: len(base)])
    same = above == tuple(os.path.normcase(step) for step in base)
    return steps[len(base) :] if same else None


def is_stem(stem: str) -> bool:
    """Whether a file of ours may have this name, without its ending.

    Nothing that leads to another folder, is hidden, is the folder's own README, could
    be taken for a sprint's id, or can not be shown and stored as text.
    """
    return (
        bool(stem)
        and stem.isprintable()
        and not stem.startswith((".", SPRINT))
        and stem.lower() != "readme"
        and not any(character in stem for character in "/\\")
    )
