"""What the agile part of Jira's API says, decoded: sprints of boards.

Pure. https://developer.atlassian.com/cloud/jira/software/rest/api-group-board/
"""

from __future__ import annotations

from datetime import datetime

import msgspec
from msgspec import Struct


class BoardSprint(Struct, rename="camel"):
    """A sprint of a board; the dates that it has not yet are left out."""

    id: int
    state: str
    name: str = ""
    goal: str | None = None
    start_date: datetime | None = None
    end_date: datetime | None = None
    complete_date: datetime | None = None
    created_date: datetime | None = None
    origin_board_id: int | None = None


class BoardSprints(Struct, rename="camel"):
    """A helping of a board's sprints."""

    values: list[BoardSprint] = []
    is_last: bool = True


sprint = msgspec.json.Decoder(BoardSprint).decode
sprints = msgspec.json.Decoder(BoardSprints).decode
