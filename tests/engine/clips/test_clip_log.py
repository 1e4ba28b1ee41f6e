"""The log is told before anything is done, and tells what it could not be told later."""

import errno
import json
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from io import BytesIO
from pathlib import Path

import pytest

from custom_components.secure_video.engine.clips.clip import ClipMeta
from custom_components.secure_video.engine.clips.folder import make_clip_folder
from custom_components.secure_video.engine.clips.retention import RetentionPolicy
from custom_components.secure_video.engine.clips.store import ClipStore
from custom_components.secure_video.engine.errors import Full, WrongIdentity
from custom_components.secure_video.engine.model.clips import ClipEntry, ClipState
from custom_components.secure_video.engine.model.names import CameraId, ClipId
from custom_components.secure_video.engine.vault.age import generate_identity, open_sealed
from custom_components.secure_video.engine.vault.log import (
    Content,
    Deleted,
    DeletionReason,
    Journal,
    Recorded,
    Rewrapped,
    Unknown,
    load_device_key,
    read_entries,
    salted_hash,
)

NOON = datetime(2026, 11, 1, 12, tzinfo=UTC)
IDENTITY = generate_identity(post_quantum=False)


@pytest.fixture
def journal(tmp_path: Path) -> Iterator[Journal]:
    journal = Journal(tmp_path / "log", load_device_key(tmp_path / "key.pem"))
    yield journal
    journal.close()


@pytest.fixture
def store(tmp_path: Path, journal: Journal) -> Iterator[ClipStore]:
    make_clip_folder(tmp_path / "media")
    store = ClipStore(
        tmp_path / "media", index=tmp_path / "index.db", recipients=[str(IDENTITY.recipient)], journal=journal
    )
    store.open()
    yield store
    store.close()


def record(store: ClipStore, number: int, *, started_at: datetime = NOON) -> ClipEntry:
    sealed = store.begin(CameraId("door"), ClipId(f"{number:032x}"), started_at)
    sealed.write(b"video" * 9)
    clip = sealed.finish(1.0, ClipMeta(camera_name="Front door"))
    assert clip is not None
    return clip


def logged(folder: Path) -> list[Content | Unknown]:
    return [entry.content for entry in read_entries(folder / "log")]


def full(*_: object) -> None:
    raise OSError(errno.ENOSPC, "No space left on device")


def test_a_clip_is_logged_with_the_hashes_of_what_is_on_the_disk(store: ClipStore, tmp_path: Path) -> None:
    clip = record(store, 1)
    (recorded,) = logged(tmp_path)
    assert isinstance(recorded, Recorded)
    path = store.path(clip)
    meta = path.with_name(f"{clip.id}.meta.age")
    assert recorded.payload_hash == sha256(path.read_bytes()[4096:]).digest()
    assert recorded.meta_hash == sha256(meta.read_bytes()[4096:]).digest()
    description = json.loads(open_sealed(BytesIO(meta.read_bytes()), [IDENTITY]).readall())
    assert description["sha256"] == sha256(b"video" * 9).hexdigest()
    salt = bytes.fromhex(description["salt"])
    assert recorded.plaintext_hash == salted_hash(sha256(b"video" * 9).digest(), salt)


def test_each_deletion_is_logged_with_its_reason(store: ClipStore, tmp_path: Path) -> None:
    old, large, unwanted = (record(store, number, started_at=NOON - timedelta(days=9 - number)) for number in (1, 2, 3))
    store.retain(RetentionPolicy(max_days=7.5, max_bytes=large.size + 1), NOON)
    store.delete([unwanted.id])
    assert logged(tmp_path)[3:] == [
        Deleted(clip=old.id, reason=DeletionReason.AGE),
        Deleted(clip=large.id, reason=DeletionReason.SPACE),
        Deleted(clip=unwanted.id, reason=DeletionReason.BY_HAND),
    ]


def test_a_clip_that_cannot_be_logged_keeps_the_name_of_a_part(
    store: ClipStore, journal: Journal, monkeypatch: pytest.MonkeyPatch
) -> None:
    sealed = store.begin(CameraId("door"), ClipId("a" * 32), NOON)
    sealed.write(b"video" * 9)
    with monkeypatch.context() as patch:
        patch.setattr(journal, "append", full)
        with pytest.raises(Full):
            sealed.finish(1.0, ClipMeta(camera_name="Front door"))
    clip = sealed.abandon(1.0, ClipMeta(camera_name="Front door"))
    assert clip.state is ClipState.INCOMPLETE
    assert open_sealed(BytesIO(store.path(clip).read_bytes()), [IDENTITY]).readall() == b"video" * 9
    store.close()
    store.open()
    assert store.entry(clip.id).state is ClipState.INCOMPLETE


def test_without_the_log_nothing_is_deleted_by_hand(
    store: ClipStore, journal: Journal, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    clip = record(store, 1)
    with monkeypatch.context() as patch:
        patch.setattr(journal, "append", full)
        with pytest.raises(Full):
            store.delete([clip.id])
    assert store.path(clip).exists()
    record(store, 2)
    assert not any(isinstance(content, Deleted) for content in logged(tmp_path))


def test_without_the_log_room_is_made_and_told_later(
    store: ClipStore, journal: Journal, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    first = record(store, 1)
    with monkeypatch.context() as patch:
        patch.setattr(journal, "append", full)
        store.retain(RetentionPolicy(max_bytes=0), NOON)
    assert not store.path(first).exists()
    assert store.entries() == ()
    second = record(store, 2)
    kinds = [(type(content), content.clip) for content in logged(tmp_path) if isinstance(content, Deleted | Recorded)]
    assert kinds == [(Recorded, first.id), (Deleted, first.id), (Recorded, second.id)]


def test_others_can_open_a_clip_only_after_it_is_logged(
    store: ClipStore, journal: Journal, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    clip = record(store, 1)
    other = generate_identity(post_quantum=False)
    recipients = [str(other.recipient)]
    with monkeypatch.context() as patch:
        patch.setattr(journal, "append", full)
        (result,) = store.rewrap(lambda _: [IDENTITY], recipients)
    assert isinstance(result.error, Full)
    (result,) = store.rewrap(lambda _: [other], recipients)
    assert isinstance(result.error, WrongIdentity)
    assert len(logged(tmp_path)) == 1
    (result,) = store.rewrap(lambda _: [IDENTITY], recipients)
    assert result.error is None
    assert logged(tmp_path)[1:] == [Rewrapped(clip=clip.id)]
    assert open_sealed(BytesIO(store.path(clip).read_bytes()), [other]).readall() == b"video" * 9


def test_files_copied_without_their_times_get_about_those_of_the_log(store: ClipStore, tmp_path: Path) -> None:
    today = datetime.now(UTC)
    clip = record(store, 1, started_at=today)
    store.close()
    (tmp_path / "index.db").unlink()
    path = store.path(clip)
    path.write_bytes(path.read_bytes())
    store.open()
    assert store.entry(clip.id).started_at - today < timedelta(minutes=1)
