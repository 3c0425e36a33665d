"""The contract of trackers, about files: reading them, and changing what was read.

Subclass `TrackerContract`, not this.
"""

from __future__ import annotations

import pytest

from afteraction.errors import Changed, Gone, Refused
from tests.contracts.world import World

PATH = "docs/on call.md"
TEXT = "# On call\r\n\r\n- [ ] have a phone — always\r\n"


class FilesContract:
    """Files beside the tickets, for those trackers that have any."""

    def test_a_file_is_read_as_it_is(self, world: World) -> None:
        tracker = world.tracker()
        if not tracker.abilities.files:
            pytest.skip("there are no files beside the tickets")
        world.put_file(PATH, TEXT)

        found = tracker.read_file(PATH)

        assert (found.text, found.fixed) == (TEXT, "")
        assert found.url.endswith(("docs/on%20call.md", "docs/on call.md"))

    def test_a_file_is_changed_where_it_still_is_as_it_was_read(
        self, world: World
    ) -> None:
        tracker = world.tracker()
        if not tracker.abilities.files:
            pytest.skip("there are no files beside the tickets")
        world.put_file(PATH, TEXT)
        after = f"{TEXT}- [ ] and a number\r\n"

        tracker.change_file(PATH, TEXT, after, "Add a step")

        assert world.file(PATH) == after
        assert world.tracker().read_file(PATH).text == after
        with pytest.raises(Changed):
            tracker.change_file(PATH, TEXT, "mine", "Add a step")
        assert world.file(PATH) == after

    @pytest.mark.parametrize("path", ["docs/gone.md", "gone/on-call.md"])
    def test_a_file_that_is_not_there(self, world: World, path: str) -> None:
        tracker = world.tracker()
        if not tracker.abilities.files:
            pytest.skip("there are no files beside the tickets")
        world.put_file(PATH, TEXT)

        with pytest.raises(Gone) as read:
            tracker.read_file(path)
        with pytest.raises(Gone):
            tracker.change_file(path, "", "mine", "Add a step")

        assert path in read.value.message
        assert read.value.hint

    @pytest.mark.parametrize("path", ["../../secret.md", "/etc/hosts", "docs"])
    def test_what_is_no_file_of_ours_is_refused(self, world: World, path: str) -> None:
        tracker = world.tracker()
        if not tracker.abilities.files:
            pytest.skip("there are no files beside the tickets")
        world.put_file(PATH, TEXT)

        with pytest.raises(Refused) as read:
            tracker.read_file(path)
        with pytest.raises(Refused):
            tracker.change_file(path, "", "mine", "Add a step")

        assert read.value.message
        assert read.value.hint

    def test_where_there_are_none_that_is_said(self, world: World) -> None:
        tracker = world.tracker()
        if tracker.abilities.files:
            pytest.skip("there are files")

        with pytest.raises(Refused) as read:
            tracker.read_file(PATH)
        with pytest.raises(Refused):
            tracker.change_file(PATH, "", "mine", "Add a step")

        assert "notes has no files" in read.value.message
        assert "ticket" in read.value.hint
