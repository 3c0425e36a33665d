"""What is wrong inside one file, and on which line.

A fault is for the person who wrote the file; `tracker` turns it into the port's
`Problem`. Not here: files that can not be opened at all (`client`).
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Fault:
    """One thing that keeps a file from being understood."""

    line: int
    """Counted from 1, as editors do."""
    message: str
    hint: str


class Broken(ValueError):
    """A file can not be understood; `faults` lists every reason at once."""

    def __init__(self, *faults: Fault) -> None:
        """At least one fault."""
        super().__init__("; ".join(f"line {f.line}: {f.message}" for f in faults))
        self.faults = faults

    @property
    def hint(self) -> str:
        """What to write instead, each advice once."""
        return "; ".join(dict.fromkeys(fault.hint for fault in self.faults))
