"""What a terminal shows in the end of all that was written to it. No test in here.

Only what `rich` sends: text, line ends, colours, erasing a line and moving up.
"""

from __future__ import annotations

import re

_PIECE = re.compile(
    r"\x1b\[(?P<numbers>[\d;?]*)(?P<command>[A-Za-z])|(?P<control>[\r\n])"
    r"|(?P<text>[^\x1b\r\n]+)|(?P<other>\x1b)"
)


def screen(written: str) -> str:
    """The lines that are left, without spaces at their ends."""
    lines, row, column = [""], 0, 0
    for piece in _PIECE.finditer(written):
        match piece["command"], piece["control"]:
            case "A", _:
                row = max(0, row - int(piece["numbers"] or 1))
            case "K", _:
                lines[row] = "" if piece["numbers"] == "2" else lines[row][:column]
            case _, "\r":
                column = 0
            case _, "\n":
                row, column = row + 1, 0
                lines += [""] * (row + 1 - len(lines))
            case _:
                text = piece["text"] or ""
                line = lines[row].ljust(column)
                lines[row] = line[:column] + text + line[column + len(text) :]
                column += len(text)
    return "\n".join(line.rstrip() for line in lines).rstrip("\n")
