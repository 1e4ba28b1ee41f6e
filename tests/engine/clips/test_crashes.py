"""Whatever step of recording, protecting, deleting and retaining fails, and however: clips, list and log agree."""

import sqlite3
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from datetime import UTC, datetime, timedelta
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest

from custom_components.secure_video.engine.clips import sealed
from custom_components.secure_video.engine.clips.clip import ClipMeta
from custom_components.secure_video.engine.clips.folder import ClipFolder, make_clip_folder
from custom_components.secure_video.engine.clips.retention import RetentionPolicy
from custom_components.secure_video.engine.clips.sealed import payload_hash
from custom_components.secure_video.engine.clips.store import ClipStore
from custom_components.secure_video.engine.errors import StoreError
from custom_components.secure_video.engine.model.clips import ClipEntry, ClipState
from custom_components.secure_video.engine.model.names import CameraId, ClipId
from custom_components.secure_video.engine.vault.age import generate_identity, open_sealed
from custom_components.secure_video.engine.vault.log import (
    Deleted,
    DeviceKey,
    Journal,
    Recorded,
    load_device_key,
    read_entries,
    verify,
)
from tests.faults import Fault

from .faulty_disk import FaultyDisk

NOON = datetime(2026, 11, 1, 12, tzinfo=UTC)
IDENTITY = generate_identity(post_quantum=False)
VIDEO = bytes(value * 7 % 251 for value in range(70_000))
"""One chunk that is written at once, and one at the end."""
META = ClipMeta(camera_name="Front door")
KEPT, BY_HAND, OLD, LAST = (ClipId(f"{number:032x}") for number in range(1, 5))


class Story:
    """Records four clips, protects one, deletes one by hand and one by its age, and remembers what was promised."""

    def __init__(self, folder: Path, key: DeviceKey, *, has_log: bool) -> None:
        """Open the store; nothing fails yet."""
        self.folder = folder
        self.complete: set[ClipId] = set()
        self.is_deleting: set[ClipId] = set()
        self.deleted: set[ClipId] = set()
        self.protected: set[ClipId] = set()
        self._key = key
        self._has_log = has_log
        make_clip_folder(folder / "media")
        self.open()

    def open(self) -> None:
        """Start."""
        self.journal = Journal(self.folder / "log", self._key) if self._has_log else None
        self.store = ClipStore(
            self.folder / "media",
            index=self.folder.parent / f"{self.folder.name}.db",
            recipients=[str(IDENTITY.recipient)],
            journal=self.journal,
        )
        self.store.open()

    def close(self) -> None:
        """Let go of what a process that is gone does not hold, and write nothing."""
        self.store.close()
        if self.journal is not None:
            self.journal._close_file()

    def tell(self) -> None:
        """Go through all of it, as a program does that goes on after an error."""
        steps: tuple[Callable[[], None], ...] = (
            lambda: self._record(KEPT, NOON),
            lambda: self._protect(KEPT),
            lambda: self._record(BY_HAND, NOON),
            lambda: self._record(OLD, NOON - timedelta(days=9)),
            lambda: self._delete(BY_HAND, lambda: self.store.delete([BY_HAND])),
            lambda: self._delete(OLD, lambda: self.store.retain(RetentionPolicy(max_days=5), NOON)),
            lambda: self._record(LAST, NOON - timedelta(days=1)),
        )
        for step in steps:
            with suppress(StoreError):
                step()

    def _record(self, clip_id: ClipId, started_at: datetime) -> None:
        clip = self.store.begin(CameraId("door"), clip_id, started_at)
        try:
            clip.write(VIDEO)
            while clip.finish(1.0, META) is None:
                pass
        except StoreError:
            clip.abandon(1.0, META)
            raise
        self.complete.add(clip_id)

    def _protect(self, clip_id: ClipId) -> None:
        self.store.protect([clip_id], is_protected=True)
        self.protected.add(clip_id)

    def _delete(self, clip_id: ClipId, delete: Callable[[], object]) -> None:
        self.is_deleting.add(clip_id)
        delete()
        self.deleted.add(clip_id)

    def check(self) -> set[str]:
        """Assert that the folder, the list and the log agree. Return the names of the exceptions that were met."""
        entries = {clip.id: clip for clip in self.store.entries()}
        found = {clip.id: clip for clip in ClipFolder(self.folder / "media").scan()}
        assert entries.keys() == found.keys()
        for clip in entries.values():
            there = found[clip.id]
            assert (clip.state, clip.is_protected) == (there.state, there.is_protected)
            assert self.store.path(clip).stat().st_size == clip.size
            if clip.state is ClipState.SEALED:
                assert self._opens(clip)
        for clip_id in self.complete - self.is_deleting:
            assert entries[clip_id].state is ClipState.SEALED
        assert all(entries[clip_id].is_protected for clip_id in self.protected)
        assert not self.deleted & entries.keys()
        return self._check_log(entries) if self._has_log else set()

    def _opens(self, clip: ClipEntry) -> bool:
        path = self.store.path(clip)
        description = path.with_name(f"{clip.id}.meta.age")
        # Deleting takes the description first.
        if clip.id not in self.is_deleting and not open_sealed(BytesIO(description.read_bytes()), [IDENTITY]).readall():
            return False
        return open_sealed(BytesIO(path.read_bytes()), [IDENTITY]).readall() == VIDEO

    def _check_log(self, entries: dict[ClipId, ClipEntry]) -> set[str]:
        assert not [finding for finding in verify(self.folder / "log", self._key.public) if finding.is_damage]
        contents = [entry.content for entry in read_entries(self.folder / "log")]
        recorded = {content.clip: content.payload_hash for content in contents if isinstance(content, Recorded)}
        deleted = {content.clip for content in contents if isinstance(content, Deleted)}
        sealed_clips = {clip_id for clip_id, clip in entries.items() if clip.state is ClipState.SEALED}
        for clip_id in sealed_clips:
            assert recorded[clip_id] == payload_hash(self.store.path(entries[clip_id]))
        assert deleted <= self.is_deleting
        exceptions = {"deleted, but there"} if deleted & entries.keys() else set[str]()
        if recorded.keys() - deleted - sealed_clips:
            exceptions.add("missing")
        return exceptions


@pytest.fixture(autouse=True)
def _no_pause(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sealed, "RETRY_SECONDS", 0.0)
    connect = sqlite3.connect

    def connect_quickly(*args: Any, **kwargs: Any) -> sqlite3.Connection:  # noqa: ANN401
        database: sqlite3.Connection = connect(*args, **kwargs)
        database.execute("PRAGMA synchronous = OFF")
        return database

    monkeypatch.setattr(sqlite3, "connect", connect_quickly)


@pytest.fixture(scope="module", name="key")
def key_fixture(tmp_path_factory: pytest.TempPathFactory) -> DeviceKey:
    return load_device_key(tmp_path_factory.mktemp("key") / "key.pem")


@contextmanager
def told(story: Story, fault: Fault, fail_at: int) -> Iterator[FaultyDisk]:
    """The story with one step that fails, and then the next start."""
    disk = FaultyDisk(story.folder, fault, fail_at)
    try:
        with disk.failing():
            story.tell()
        story.close()
        if fault is Fault.POWER:
            disk.cut_power()
        story.open()
        yield disk
    finally:
        story.close()
        disk.close()


def stories(folder: Path, key: DeviceKey, *, has_log: bool) -> Iterator[tuple[int, Story]]:
    """One for each step that can fail."""
    count = folder / "count"
    with told(Story(count, key, has_log=has_log), Fault.KILL, 0) as disk:
        steps = disk.steps
    assert steps > 50
    for fail_at in range(1, steps + 1):
        yield fail_at, Story(folder / str(fail_at), key, has_log=has_log)


def test_the_story_has_no_fault_of_its_own(tmp_path: Path, key: DeviceKey) -> None:
    story = Story(tmp_path / "story", key, has_log=True)
    with told(story, Fault.KILL, 0):
        assert story.check() == set()
        assert story.complete == {KEPT, BY_HAND, OLD, LAST}
        assert {clip.id for clip in story.store.entries()} == {KEPT, LAST}


@pytest.mark.parametrize(("fault", "has_log"), [*((fault, True) for fault in Fault), (Fault.POWER, False)])
def test_every_step_fails_once(tmp_path: Path, key: DeviceKey, fault: Fault, *, has_log: bool) -> None:
    exceptions: set[str] = set()
    for fail_at, story in stories(tmp_path, key, has_log=has_log):
        with told(story, fault, fail_at):
            exceptions |= story.check()
    assert exceptions <= {"deleted, but there"}
