"""Files of the repository: read from its default branch, and changed by commits to it.

GitHub takes a change only for the very content that was read, by its digest (`sha`); a
change whose answer was lost is known by what stands there afterwards.
https://docs.github.com/en/rest/repos/contents
"""

from __future__ import annotations

import binascii
from base64 import b64decode, b64encode
from urllib.parse import quote

from msgspec import Struct, json

from afteraction.errors import Changed, Gone, Refused, TrackerError
from afteraction.tracker import TextFile

from . import wire
from .answers import Conflict
from .repository import Repository

_MOVED_ON = ("does not match", "but expected")
"""What GitHub says when somebody was quicker, as opposed to a rule that forbids."""
_RIGHT = (
    "give the token or App the right to write contents, and let it push to the default"
    " branch; or name a ticket instead of the file"
)


class _File(Struct):
    sha: str
    type: str
    html_url: str | None = None
    content: str = ""
    encoding: str = ""


_content = json.Decoder(_File | list[_File]).decode


class Files:
    """The files of one repository."""

    def __init__(self, repository: Repository) -> None:
        """Nothing is asked before it is needed."""
        self._repo = repository

    def read(self, path: str) -> TextFile:
        found, text = self._found(path)
        may_push = self._repo.where.may_push()
        fixed = "" if may_push else "this sign-in may not write to the repository"
        return TextFile(found.html_url or "", text, fixed)

    def change(self, path: str, before: str, after: str, why: str) -> None:
        found, text = self._found(path)
        if text != before:
            raise _changed(path)
        asked = {
            "message": why,
            "content": b64encode(after.encode()).decode(),
            "sha": found.sha,
        }
        try:
            self._repo.client.put("PUT", self._at(path), asked, wire.read_nothing)
        except (Gone, Refused) as error:
            # It may be so all the same, and only the answer was lost the first time.
            _, text = self._found(path)
            if text != after:
                raise self._refused(path, error, same=text == before) from error

    def _refused(self, path: str, error: TrackerError, *, same: bool) -> TrackerError:
        moved_on = isinstance(error, Conflict) and any(
            words in error.message for words in _MOVED_ON
        )
        if moved_on or not same:
            return _changed(path)
        message = f"{path} can not be changed: {error.message}"
        return Refused(message, _RIGHT)

    def _found(self, path: str) -> tuple[_File, str]:
        """A file and its text."""
        try:
            found, _ = self._repo.client.get(self._at(path), _content)
        except Gone as error:
            raise Gone(
                f"there is no file {path} in {self._repo.settings.repo}, or we may not"
                " read it",
                "correct its path in the configuration, or give the token or App the"
                " right to read contents",
            ) from error
        if not isinstance(found, _File) or found.type != "file":
            raise Refused(f"{path} is no file", "name a Markdown file")
        if found.encoding != "base64":
            raise Refused(f"{path} is larger than GitHub shows (1 MB)", "shorten it")
        try:
            return found, b64decode(found.content).decode()
        except (UnicodeDecodeError, binascii.Error) as error:
            raise Refused(f"{path} is no text in UTF-8", "save it as UTF-8") from error

    def _at(self, path: str) -> str:
        """Where a file is in the API; raises `Refused` for what is no path of one."""
        parts = path.removeprefix("./").split("/")
        if any(part in ("", ".", "..") or not part.isprintable() for part in parts):
            raise Refused(
                f"{path} leads out of the repository",
                "write the path as GitHub shows it, as in docs/release.md",
            )
        return f"{self._repo.path}/contents/{'/'.join(map(quote, parts))}"


def _changed(path: str) -> Changed:
    return Changed(
        f"{path} was changed by somebody at this moment",
        "sync again: it is read anew then",
    )
