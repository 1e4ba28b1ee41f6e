"""Whatever call to the disk fails, and however: no entry that was acknowledged is lost, and the log verifies."""

from collections.abc import Iterator
from contextlib import suppress
from datetime import timedelta
from pathlib import Path

import pytest

from custom_components.secure_video.engine.vault.log import (
    FindingKind,
    Heartbeat,
    Journal,
    LoggedEntry,
    disk,
    prove_consistency,
    read_entries,
    verify_consistency,
)
from tests.faults import Fault, Killed

from .faulty_os import FaultyOs
from .stories import NOON, Clock, a_clip_id, a_key, a_recording, check, small_files

ENTRIES = 18
CALLS = 99
"""That the story below makes; a test checks it."""


class Story:
    """Logs, signs and thins out, and remembers what it was told."""

    def __init__(self, folder: Path) -> None:
        """Nothing is logged yet."""
        self.logged: list[LoggedEntry] = []
        self.committed: list[LoggedEntry] = []
        self.note = ""
        self._folder = folder
        self._clock = Clock()
        self._journal: Journal | None = None

    def tell(self, *, ignoring: type[Exception]) -> None:
        """Go through all of it, as a program does that goes on after an error."""
        for number in range(ENTRIES):
            with suppress(ignoring):
                self._open()
                self.logged.append(self._open().append(a_recording(number)))
            if number % 4 == 3:
                with suppress(ignoring):
                    self._commit()
            if number == 16:
                with suppress(ignoring):
                    self._open().prune(NOON + timedelta(days=1), {a_clip_id(2), a_clip_id(9)})
        with suppress(ignoring):
            self._commit()
            self._open().close()

    def _open(self) -> Journal:
        if self._journal is None:
            self._journal = Journal(self._folder / "log", a_key(self._folder), clock=self._clock)
            self.note = self._journal.checkpoint
        return self._journal

    def _commit(self) -> None:
        self.note = self._open().commit()
        self.committed = list(self.logged)

    def go_on(self) -> None:
        """The next start."""
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(disk, "os", FaultyOs(self._folder, Fault.KILL))
            journal = Journal(self._folder / "log", a_key(self._folder), clock=self._clock)
            assert not any(finding.is_damage for finding in journal.findings)
            journal.append(Heartbeat())
            journal.commit()
            journal.close()


@pytest.fixture(autouse=True)
def files_of_eight(monkeypatch: pytest.MonkeyPatch) -> None:
    small_files(monkeypatch)


def with_fault(folder: Path, fault: Fault, fail_at: int, *, ignoring: type[Exception]) -> tuple[Story, FaultyOs]:
    """The story, with one call to the system that fails."""
    a_key(folder)
    faulty, story = FaultyOs(folder, fault, fail_at), Story(folder)
    with pytest.MonkeyPatch.context() as patch, suppress(Killed):
        patch.setattr(disk, "os", faulty)
        story.tell(ignoring=ignoring)
    return story, faulty


def assert_whole(folder: Path, story: Story, entries: list[LoggedEntry]) -> None:
    """The log verifies, goes on from what was signed, and holds the entries but those it dropped itself."""
    found = check(folder, story.note or None)
    assert [finding for finding in found if finding.is_damage] == []
    dropped = {
        number
        for finding in found
        if finding.kind is FindingKind.PRUNED_ENTRIES
        for number in range(finding.first, finding.end)
    }
    there = {entry.sequence: entry for entry in read_entries(folder / "log")}
    for entry in entries:
        assert there.get(entry.sequence) == entry or entry.sequence in dropped
    if story.note and not dropped:
        size = int(story.note.splitlines()[1])
        verify_consistency(prove_consistency(folder / "log", 1, size), story.note, a_key(folder).public)


def folders(folder: Path) -> Iterator[tuple[int, Path]]:
    """A folder for every call that can fail."""
    for fail_at in range(1, CALLS + 1):
        place = folder / str(fail_at)
        place.mkdir()
        yield fail_at, place


def test_the_story_has_no_fault_of_its_own(tmp_path: Path) -> None:
    story, faulty = with_fault(tmp_path, Fault.KILL, 0, ignoring=KeyError)
    assert faulty.calls == CALLS
    assert len(story.logged) == ENTRIES
    assert {finding.kind for finding in check(tmp_path, story.note)} == {FindingKind.PRUNED_ENTRIES}
    story.go_on()
    assert_whole(tmp_path, story, story.logged)


def test_killed_at_every_call(tmp_path: Path) -> None:
    for fail_at, folder in folders(tmp_path):
        story, _ = with_fault(folder, Fault.KILL, fail_at, ignoring=KeyError)
        assert len(story.logged) <= ENTRIES
        story.go_on()
        assert_whole(folder, story, story.logged)


def test_power_cut_at_every_call(tmp_path: Path) -> None:
    for fail_at, folder in folders(tmp_path):
        story, faulty = with_fault(folder, Fault.POWER, fail_at, ignoring=KeyError)
        faulty.cut_power()
        story.go_on()
        assert_whole(folder, story, story.committed)


@pytest.mark.parametrize("fault", [Fault.FULL, Fault.BROKEN])
def test_one_call_fails_and_the_program_goes_on(tmp_path: Path, fault: Fault) -> None:
    for fail_at, folder in folders(tmp_path):
        story, faulty = with_fault(folder, fault, fail_at, ignoring=OSError)
        assert faulty.calls >= fail_at
        story.go_on()
        assert_whole(folder, story, story.logged)
