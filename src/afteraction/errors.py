"""The one tree of errors that this project raises on purpose.

Every error says what happened and what to do next. How an error becomes text and an
exit code is decided in `afteraction.cli.outcome`, nowhere else.
"""

from __future__ import annotations


class AfteractionError(Exception):
    """Something went wrong that a person can do something about.

    `message` says what and where, in one line; `hint` is the next thing to do.
    """

    def __init__(self, message: str, hint: str) -> None:
        """Keep both sentences apart, so that each surface can lay them out."""
        super().__init__(message)
        self.message = message
        self.hint = hint


class UsageError(AfteractionError):
    """What was asked for can not be done that way: a wrong option, an unknown ref."""


class ConfigError(AfteractionError):
    """The configuration can not be used; `problems` lists every reason at once."""

    def __init__(self, message: str, hint: str, problems: tuple[str, ...] = ()) -> None:
        """Each problem is one line: path, line and what is wrong there."""
        super().__init__(message, hint)
        self.problems = problems


class TemplateError(ConfigError):
    """A template is broken or lost a field of the form."""


class LedgerError(AfteractionError):
    """The ledger can not be opened, read or written."""


class TrackerError(AfteractionError):
    """A tracker said no or is out of reach."""


class Unreachable(TrackerError):
    """No answer, or not now: nothing was done, trying later is safe."""


class Busy(TrackerError):
    """Another sync holds the tracker's lock."""


class Refused(TrackerError):
    """The tracker said no to one request: a right, a field, a limit."""


class Gone(TrackerError):
    """The ticket is not there any more, or not to be seen."""


class Changed(TrackerError):
    """The lines to edit are no longer there as they were read; nothing was written."""
