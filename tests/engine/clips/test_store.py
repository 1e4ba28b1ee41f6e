"""The folder of clips: nothing readable in it, nothing lost by a crash, an index that follows the folder."""

import errno
import json
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime, timedelta
from io import BytesIO
from pathlib import Path
from types import SimpleNamespace
from zoneinfo import ZoneInfo

import pytest

from custom_components.secure_video.engine.clips.retention import RetentionPolicy
from custom_components.secure_video.engine.clips.store import ClipIncident, ClipMeta, ClipStore
from custom_components.secure_video.engine.errors import ClipNotFound, Full, NoRecipients, ReadOnly
from custom_components.secure_video.engine.model import CameraId, ClipEntry, ClipId, ClipState, Label
from custom_components.secure_video.engine.vault.age import SealWriter, generate_identity, open_sealed

NOON = datetime(2026, 11, 1, 12, tzinfo=UTC)
IDENTITY = generate_identity(post_quantum=False)
META = ClipMeta(
    camera_name="Front door",
    incidents=(ClipIncident(label=Label.PERSON, kind="person", score=0.9, zones=("Path",), begins=5.0, ends=8.0),),
    picture=b"\xff\xd8picture",
)


def a_store(folder: Path) -> ClipStore:
    return ClipStore(
        folder / "media",
        index=folder / "index.db",
        recipients=[str(IDENTITY.recipient)],
        timezone=ZoneInfo("Asia/Tokyo"),
    )


@contextmanager
def reopened(store: ClipStore, folder: Path) -> Iterator[ClipStore]:
    """The store as the next start finds it."""
    store.close()
    again = a_store(folder)
    again.open()
    yield again
    again.close()


@pytest.fixture
def store(tmp_path: Path) -> Iterator[ClipStore]:
    store = a_store(tmp_path)
    store.open()
    yield store
    store.close()


def record(store: ClipStore, number: int, *, started_at: datetime = NOON, data: bytes = b"video" * 99) -> ClipEntry:
    sealed = store.begin(CameraId("door"), ClipId(f"{number:032x}"), started_at)
    sealed.write(data)
    return sealed.finish(12.5, META)


def test_a_clip_and_its_description_open_with_the_identity(store: ClipStore) -> None:
    clip = record(store, 1, data=b"a video" * 20_000)
    path = store.path(clip)
    assert path.name == f"{1:032x}.mp4.age"
    assert open_sealed(BytesIO(path.read_bytes()), [IDENTITY]).read() == b"a video" * 20_000
    description = json.loads(
        open_sealed(BytesIO(path.with_name(f"{clip.id}.meta.age").read_bytes()), [IDENTITY]).read()
    )
    assert description["camera"] == {"id": "door", "name": "Front door"}
    assert description["incidents"][0]["label"] == "person"
    assert clip.labels == {Label.PERSON}
    assert clip.size == path.stat().st_size


def test_no_path_and_no_byte_tells_who_or_where(store: ClipStore, tmp_path: Path) -> None:
    record(store, 1)
    for path in (tmp_path / "media").rglob("*"):
        assert "door" not in str(path.relative_to(tmp_path)).lower()
        if path.is_file():
            assert not any(word in path.read_bytes() for word in (b"video", b"Front", b"person", b"picture"))


def test_a_clip_has_its_name_only_when_it_is_complete(store: ClipStore) -> None:
    sealed = store.begin(CameraId("door"), ClipId("a" * 32), NOON)
    sealed.write(b"half")
    clip = store.entries()[0]
    assert clip.state is ClipState.RECORDING
    assert store.path(clip).name.endswith(".part")
    assert not store.path(clip).with_name(f"{clip.id}.mp4.age").exists()
    finished = sealed.finish(1.0, META)
    assert store.path(finished).name == f"{clip.id}.mp4.age"
    assert not store.path(clip).exists()


def test_days_are_local(store: ClipStore) -> None:
    record(store, 1, started_at=datetime(2026, 11, 1, 14, 59, tzinfo=UTC))
    record(store, 2, started_at=datetime(2026, 11, 1, 15, 1, tzinfo=UTC))
    assert store.days() == (date(2026, 11, 2), date(2026, 11, 1))
    assert [clip.id for clip in store.entries(day=date(2026, 11, 2))] == [f"{2:032x}"]


def test_clips_are_found_again_after_a_restart(store: ClipStore, tmp_path: Path) -> None:
    clip = record(store, 1)
    with reopened(store, tmp_path) as again:
        assert again.entries() == (clip,)


@pytest.mark.parametrize("damage", ["missing", "garbage"])
def test_a_lost_index_is_made_anew_from_the_folder(store: ClipStore, tmp_path: Path, damage: str) -> None:
    clip = record(store, 1, started_at=datetime.now(UTC))
    store.close()
    index = tmp_path / "index.db"
    index.unlink()
    if damage == "garbage":
        index.write_bytes(b"not a database" * 999)
    with reopened(store, tmp_path) as again:
        (found,) = again.entries()
        assert (found.id, found.camera_id, found.size, found.state) == (clip.id, None, clip.size, ClipState.SEALED)
        assert again.path(found).exists()


def test_what_a_crash_left_is_kept_and_called_incomplete(store: ClipStore, tmp_path: Path) -> None:
    sealed = store.begin(CameraId("door"), ClipId("b" * 32), NOON)
    sealed.write(b"x" * 200_000)
    sealed._file.abandon()  # What the operating system does when the process dies; the index hears nothing of it.
    with reopened(store, tmp_path) as again:
        (clip,) = again.entries()
        assert (clip.state, clip.camera_id) == (ClipState.INCOMPLETE, "door")
        assert again.path(clip).exists()
        assert clip.size > 100_000


def test_files_that_are_not_ours_are_left_alone(store: ClipStore, tmp_path: Path) -> None:
    clip = record(store, 1)
    stranger = tmp_path / "media" / "clips" / "holiday" / "beach.mp4.age"
    stranger.parent.mkdir()
    stranger.write_bytes(b"not ours")
    with reopened(store, tmp_path) as again:
        assert again.entries() == (clip,)
        again.retain(RetentionPolicy(max_days=0), NOON + timedelta(days=999))
    assert stranger.exists()


def test_delete_removes_the_clip_its_description_and_the_empty_day(store: ClipStore) -> None:
    clip = record(store, 1)
    assert store.delete([clip.id]) == (clip,)
    assert not store.path(clip).parent.exists()
    assert store.kept().clips == 0


def test_delete_of_an_unknown_clip_deletes_nothing(store: ClipStore) -> None:
    clip = record(store, 1)
    with pytest.raises(ClipNotFound):
        store.delete([clip.id, ClipId("f" * 32)])
    assert store.path(clip).exists()


def test_the_clip_being_recorded_cannot_be_deleted(store: ClipStore) -> None:
    sealed = store.begin(CameraId("door"), ClipId("c" * 32), NOON)
    assert store.delete([sealed.id]) == ()
    assert sealed.finish(1.0, META) in store.entries()


def test_retention_deletes_from_the_disk(store: ClipStore) -> None:
    old, new = record(store, 1, started_at=NOON - timedelta(days=3)), record(store, 2)
    assert store.retain(RetentionPolicy(max_days=2), NOON) == (old,)
    assert not store.path(old).exists()
    assert store.entries() == (new,)


def test_kept_counts_by_camera(store: ClipStore) -> None:
    clip = record(store, 1)
    assert store.kept(CameraId("door")).bytes == clip.size
    assert store.kept(CameraId("garden")).clips == 0


def test_without_recipients_nothing_is_begun(tmp_path: Path) -> None:
    store = ClipStore(tmp_path / "media", index=tmp_path / "index.db", recipients=[])
    store.open()
    assert not store.can_seal
    with pytest.raises(NoRecipients):
        store.begin(CameraId("door"), ClipId("d" * 32), NOON)
    store.close()
    assert not list((tmp_path / "media").rglob("*.part"))


def test_a_nearly_full_disk_is_refused_before_anything_is_written(
    store: ClipStore, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr(shutil, "disk_usage", lambda _: SimpleNamespace(free=1000))
    with pytest.raises(Full):
        store.begin(CameraId("door"), ClipId("e" * 32), NOON)
    assert not list((tmp_path / "media").rglob("*.part"))


def test_a_disk_that_fills_while_writing_keeps_what_was_sealed(
    store: ClipStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    def disk_is_full(*_: object) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    sealed = store.begin(CameraId("door"), ClipId("e" * 32), NOON)
    sealed.write(b"x" * 200_000)
    monkeypatch.setattr(SealWriter, "write", disk_is_full)
    with pytest.raises(Full):
        sealed.write(b"y" * 200_000)
    clip = sealed.abandon(3.0, META)
    assert clip.state is ClipState.INCOMPLETE
    assert clip.size > 100_000
    assert store.entries() == (clip,)


def test_a_folder_that_cannot_be_made_is_a_clear_error(tmp_path: Path) -> None:
    (tmp_path / "media").write_text("a file where the folder should be")
    with pytest.raises(ReadOnly):
        a_store(tmp_path).open()
