"""The contract of trackers: every promise of `afteraction.tracker`, errors included.

An adapter's test file subclasses `TrackerContract`, gives it a `world` fixture and is
done:

    class TestMarkdownTracker(TrackerContract):
        @pytest.fixture
        def world(self, tmp_path): return Folder(tmp_path)

Where an adapter can not do something, its class says so with one of the flags; there
are few, because the engine counts on the rest.
"""

from __future__ import annotations

from tests.contracts.tracker_files import FilesContract
from tests.contracts.tracker_reading import ReadingContract
from tests.contracts.tracker_writing import WritingContract


class TrackerContract(ReadingContract, WritingContract, FilesContract):
    """All of it: in `tracker_reading`, `tracker_writing` and `tracker_files`."""
