"""What a folder of Markdown tickets needs to know.

Only the shape of the settings; what is in the folder is `tracker`'s business.
"""

from __future__ import annotations

from typing import Literal

from pydantic import Field

from afteraction.settings import LocalPath, TrackerSettings, WebAddress


class MarkdownSettings(TrackerSettings):
    """A folder of Markdown files: `{type: markdown, path: ./work}`."""

    path: LocalPath = Field(
        description="The folder that holds tickets/ and sprints/.", examples=["./work"]
    )
    url: WebAddress | None = Field(
        default=None,
        description="Where people read the folder on the web; links start with it.",
    )
    readers: Literal["private", "public"] = Field(
        default="private",
        description="Who can read it; text never moves to where more people can.",
    )
