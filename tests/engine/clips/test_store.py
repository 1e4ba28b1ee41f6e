"""The folder of clips: nothing readable in it, nothing lost by a crash, an index that follows the folder."""

import errno
import json
import shutil
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from io import BytesIO
from pathlib import Path
from types import SimpleNamespace
from zoneinfo import ZoneInfo

import pytest

from custom_components.secure_video.engine.clips.clip import ClipIncident, ClipMeta
from custom_components.secure_video.engine.clips.folder import make_clip_folder
from custom_components.secure_video.engine.clips.retention import Expired, RetentionPolicy
from custom_components.secure_video.engine.clips.store import ClipFilter, ClipsChanged, ClipStore
from custom_components.secure_video.engine.errors import (
    BadHeader,
    ClipNotFound,
    ClipProtected,
    Full,
    NoRecipients,
    ReadOnly,
    WrongIdentity,
)
from custom_components.secure_video.engine.model.clips import ClipEntry, ClipState
from custom_components.secure_video.engine.model.names import CameraId, ClipId, Label
from custom_components.secure_video.engine.vault.age import Identity, SealWriter, generate_identity, open_sealed
from custom_components.secure_video.engine.vault.log import DeletionReason, Journal

NOON = datetime(2026, 11, 1, 12, tzinfo=UTC)
IDENTITY = generate_identity(post_quantum=False)
META = ClipMeta(
    camera_name="Front door",
    incidents=(ClipIncident(label=Label.PERSON, kind="person", score=0.9, zones=("Path",), begins=5.0, ends=8.0),),
    picture=b"\xff\xd8picture",
)


def a_store(folder: Path, journal: Journal | None = None, told: list[ClipsChanged] | None = None) -> ClipStore:
    return ClipStore(
        folder / "media",
        index=folder / "index.db",
        recipients=[str(IDENTITY.recipient)],
        timezone=ZoneInfo("Asia/Tokyo"),
        journal=journal,
        on_change=lambda changes: told.append(changes) if told is not None else None,
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
    make_clip_folder(tmp_path / "media")
    store = a_store(tmp_path)
    store.open()
    yield store
    store.close()


def record(store: ClipStore, number: int, *, started_at: datetime = NOON, data: bytes = b"video" * 99) -> ClipEntry:
    sealed = store.begin(CameraId("door"), ClipId(f"{number:032x}"), started_at)
    sealed.write(data)
    clip = sealed.finish(12.5, META)
    assert clip is not None
    return clip


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
    assert finished is not None
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
    clip = record(store, 1, started_at=NOON + timedelta(microseconds=123_457))
    store.close()
    index = tmp_path / "index.db"
    index.unlink()
    if damage == "garbage":
        index.write_bytes(b"not a database" * 999)
    with reopened(store, tmp_path) as again:
        (found,) = again.entries()
        assert found == replace(clip, camera_id=None, duration=0.0, labels=frozenset())
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
    assert store.retain(RetentionPolicy(max_days=2), NOON) == (Expired(clip=old, reason=DeletionReason.AGE),)
    assert not store.path(old).exists()
    assert store.entries() == (new,)


def test_kept_counts_by_camera(store: ClipStore) -> None:
    clip = record(store, 1)
    assert store.kept(CameraId("door")).bytes == clip.size
    assert store.kept(CameraId("garden")).clips == 0


def test_without_recipients_nothing_is_begun(tmp_path: Path) -> None:
    make_clip_folder(tmp_path / "media")
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


def test_a_folder_that_nobody_made_is_a_clear_error_and_is_not_made(tmp_path: Path) -> None:
    (tmp_path / "media").mkdir()
    with pytest.raises(ReadOnly):
        a_store(tmp_path).open()
    assert not list((tmp_path / "media").iterdir())


def test_a_folder_that_another_one_took_the_place_of_is_left_alone(store: ClipStore, tmp_path: Path) -> None:
    clip = record(store, 1)
    media = tmp_path / "media"
    media.rename(tmp_path / "unmounted")
    media.mkdir()
    with pytest.raises(ReadOnly):
        store.begin(CameraId("door"), ClipId("d" * 32), NOON)
    make_clip_folder(media)
    for change in (
        lambda: store.begin(CameraId("door"), ClipId("e" * 32), NOON),
        lambda: store.delete([clip.id]),
        lambda: store.protect([clip.id], is_protected=True),
        lambda: store.retain(RetentionPolicy(max_days=1), NOON + timedelta(days=9)),
    ):
        with pytest.raises(ReadOnly):
            change()
    assert [path.name for path in media.rglob("*") if path.is_file()] == [".secure_video"]
    assert store.entries() == (clip,)
    shutil.rmtree(media)
    (tmp_path / "unmounted").rename(media)
    assert record(store, 2) in store.entries()


def test_one_clip_is_found_by_its_id(store: ClipStore) -> None:
    clip = record(store, 1)
    assert store.entry(clip.id) == clip
    with pytest.raises(ClipNotFound):
        store.entry(ClipId("f" * 32))


def test_pages_join_without_a_gap(store: ClipStore) -> None:
    clips = [record(store, number, started_at=NOON + timedelta(seconds=number // 3)) for number in range(7)]
    pages: list[ClipEntry] = []
    while page := store.entries(after=pages[-1] if pages else None, limit=2):
        pages.extend(page)
    assert pages == clips[::-1] == list(store.entries())


def test_protection_outlives_the_list_of_clips(store: ClipStore, tmp_path: Path) -> None:
    clip, other = record(store, 1), record(store, 2)
    (protected,) = store.protect([clip.id], is_protected=True)
    assert protected == replace(clip, is_protected=True) == store.entry(clip.id)
    store.close()
    (tmp_path / "index.db").unlink()
    with reopened(store, tmp_path) as again:
        assert again.entry(clip.id).is_protected
        with pytest.raises(ClipProtected):
            again.delete([other.id, clip.id])
        again.retain(RetentionPolicy(max_days=1, max_bytes=0), NOON + timedelta(days=9))
        assert [entry.id for entry in again.entries()] == [clip.id]
        again.protect([clip.id], is_protected=False)
        again.delete([clip.id])
    assert [path.name for path in (tmp_path / "media").rglob("*") if path.is_file()] == [".secure_video"]


def test_a_clip_protected_while_it_is_recorded_stays_so(store: ClipStore) -> None:
    sealed = store.begin(CameraId("door"), ClipId("c" * 32), NOON)
    store.protect([sealed.id], is_protected=True)
    clip = sealed.finish(1.0, META)
    assert clip is not None
    assert clip.is_protected
    assert store.entries() == (clip,)


def test_of_unknown_clips_none_is_protected(store: ClipStore) -> None:
    clip = record(store, 1)
    with pytest.raises(ClipNotFound):
        store.protect([clip.id, ClipId("f" * 32)], is_protected=True)
    assert store.entries() == (clip,)


def test_what_a_change_of_recipients_left_goes_with_the_clip(store: ClipStore, tmp_path: Path) -> None:
    clip = record(store, 1)
    store.path(clip).with_name(f"{clip.id}.mp4.age.rewrap").write_bytes(b"a header")
    store.delete([clip.id])
    assert [path.name for path in (tmp_path / "media").rglob("*") if path.is_file()] == [".secure_video"]


def test_a_list_of_the_first_version_keeps_what_it_knows(store: ClipStore, tmp_path: Path) -> None:
    clip = record(store, 1)
    store.close()
    (tmp_path / "index.db").unlink()
    with sqlite3.connect(tmp_path / "index.db") as database:
        database.executescript(
            "CREATE TABLE clips (id TEXT PRIMARY KEY, camera_id TEXT, started_at REAL NOT NULL,"
            " duration REAL NOT NULL, size INTEGER NOT NULL, labels TEXT NOT NULL, state TEXT NOT NULL) WITHOUT ROWID;"
            "CREATE INDEX clips_by_time ON clips (started_at); PRAGMA user_version = 1;"
        )
        row = (clip.id, clip.camera_id, clip.started_at.timestamp(), clip.duration, clip.size, "person", clip.state)
        database.execute("INSERT INTO clips VALUES (?, ?, ?, ?, ?, ?, ?)", row)
    database.close()
    with reopened(store, tmp_path) as again:
        assert again.entries() == (clip,)


def test_a_list_of_a_later_version_is_made_anew(store: ClipStore, tmp_path: Path) -> None:
    clip = record(store, 1)
    store.close()
    with sqlite3.connect(tmp_path / "index.db") as database:
        database.execute("PRAGMA user_version = 99")
    database.close()
    with reopened(store, tmp_path) as again:
        assert [entry.id for entry in again.entries()] == [clip.id]
    assert (tmp_path / "index.db.damaged").exists()


# --- changing who can open clips --------------------------------------------------------------------------------------


def opens(path: Path, identity: Identity) -> bool:
    try:
        return bool(open_sealed(BytesIO(path.read_bytes()), [identity]).readall())
    except WrongIdentity:
        return False


def test_many_clips_get_new_recipients_and_one_that_fails_stops_nothing(store: ClipStore) -> None:
    clips = [record(store, number, started_at=NOON - timedelta(hours=number)) for number in range(3)]
    other = generate_identity(post_quantum=False)
    store.path(clips[1]).write_bytes(b"no header")
    told: list[tuple[int, int]] = []

    def progress(done: int, total: int) -> bool:
        told.append((done, total))
        return True

    results = store.rewrap(lambda _: [IDENTITY], [str(other.recipient)], progress=progress)
    assert [(result.clip_id, type(result.error)) for result in results] == [
        (clips[0].id, type(None)),
        (clips[1].id, BadHeader),
        (clips[2].id, type(None)),
    ]
    assert told == [(1, 3), (2, 3), (3, 3)]
    for clip in (clips[0], clips[2]):
        for path in (store.path(clip), store.path(clip).with_name(f"{clip.id}.meta.age")):
            assert (opens(path, IDENTITY), opens(path, other)) == (False, True)


def test_a_change_of_recipients_can_be_ended(store: ClipStore) -> None:
    clips = [record(store, number) for number in range(3)]
    other = generate_identity(post_quantum=False)
    wanted = [clip.id for clip in clips] + [ClipId("f" * 32)]
    results = store.rewrap(lambda _: [IDENTITY], [str(other.recipient)], ids=wanted, progress=lambda done, _: done < 2)
    assert [result.clip_id for result in results] == wanted[:2]
    assert opens(store.path(clips[2]), IDENTITY)
    (result,) = store.rewrap(lambda _: [IDENTITY], [str(other.recipient)], ids=wanted[3:])
    assert isinstance(result.error, ClipNotFound)


def test_every_change_is_told(tmp_path: Path) -> None:
    told: list[ClipsChanged] = []
    make_clip_folder(tmp_path / "media")
    store = a_store(tmp_path, told=told)
    store.open()
    clip = record(store, 1)
    (protected,) = store.protect([clip.id], is_protected=True)
    store.protect([clip.id], is_protected=False)
    store.delete([clip.id])
    begun, *rest = told
    assert [each.state for each in begun.changed] == [ClipState.RECORDING]
    assert rest == [
        ClipsChanged(changed=(clip,)),
        ClipsChanged(changed=(protected,)),
        ClipsChanged(changed=(clip,)),
        ClipsChanged(removed=(clip,)),
    ]
    told.clear()
    store.delete([])
    store.retain(RetentionPolicy(max_days=1, max_bytes=None), NOON)
    assert told == []
    store.close()


def test_clips_are_chosen_by_camera_time_and_label(store: ClipStore) -> None:
    clips = [record(store, number, started_at=NOON + timedelta(hours=number)) for number in range(4)]
    garden = replace(clips[3], camera_id=CameraId("garden"), labels=frozenset({Label.ANIMAL, Label.VEHICLE}))
    unknown = replace(clips[2], camera_id=None, labels=frozenset())
    store.put(garden)
    store.put(unknown)
    door = frozenset({CameraId("door")})
    assert store.entries(ClipFilter(cameras=door)) == (clips[1], clips[0])
    assert store.entries(ClipFilter(cameras=door | {CameraId("garden")})) == (garden, clips[1], clips[0])
    assert store.entries(ClipFilter(cameras=frozenset())) == ()
    assert store.entries(ClipFilter(since=clips[1].started_at, before=garden.started_at)) == (unknown, clips[1])
    assert store.entries(ClipFilter(labels=frozenset({Label.VEHICLE}))) == (garden,)
    assert store.entries(ClipFilter(labels=frozenset({Label.VEHICLE, Label.PERSON}))) == (garden, clips[1], clips[0])
    # In Tokyo it is already the next day three hours after noon in London.
    assert store.entries(ClipFilter(since=clips[2].started_at), day=date(2026, 11, 1)) == (unknown,)
    assert store.entries(ClipFilter(before=clips[2].started_at), day=date(2026, 11, 2)) == ()
    many = [ClipId(f"{number:032x}") for number in range(2000)]
    assert store.find(many) == {clip.id: clip for clip in (clips[0], clips[1], unknown, garden)}
