"""The folder of sealed clips: `clips/<yyyy-mm-dd>/<id>.mp4.age`, beside each its sealed description `<id>.meta.age`.

A clip is `<id>.mp4.age.part` while it is written and renamed when it is complete and on the disk. After a crash the
part stays: its owner can open every complete 64 KiB of it. No name of a camera or person is in a path.
"""

import errno
import hashlib
import json
import shutil
import sqlite3
from base64 import b64encode
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import asdict, dataclass, replace
from datetime import UTC, date, datetime, time, timedelta, tzinfo
from pathlib import Path

from ..errors import ClipNotFound, Full, NoRecipients, ReadOnly
from ..model import CameraId, ClipEntry, ClipId, ClipState, Kept, Label
from ..vault.age import Recipient, parse_recipients
from .index import ClipIndex
from .retention import RetentionPolicy, expired
from .sealed import PART_SUFFIX, SealedFile

CLIP_SUFFIX = ".mp4.age"
META_SUFFIX = ".meta.age"

MIN_FREE_BYTES = 512 * 2**20
"""No clip is begun with less room than this: a full disk would take Home Assistant's own database down with it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ClipIncident:
    """An incident within a clip: in seconds after the clip's first picture; `ends` is None if it went on."""

    label: Label
    kind: str
    score: float
    zones: tuple[str, ...]
    begins: float
    ends: float | None = None

    def shifted(self, seconds: float) -> ClipIncident:
        """The same, counted from another moment."""
        ends = None if self.ends is None else self.ends + seconds
        return replace(self, begins=self.begins + seconds, ends=ends)


@dataclass(frozen=True, slots=True, kw_only=True)
class ClipMeta:
    """What a clip shows. Sealed beside it, since nobody but the owner may read it. `picture` is a JPEG."""

    camera_name: str
    incidents: tuple[ClipIncident, ...] = ()
    picture: bytes | None = None

    @property
    def labels(self) -> frozenset[Label]:
        """What was seen."""
        return frozenset(incident.label for incident in self.incidents)


class ClipStore:
    """Thread-safe. Methods block on the disk."""

    def __init__(self, folder: Path, *, index: Path, recipients: Sequence[str], timezone: tzinfo = UTC) -> None:
        """`recipients` are age public keys; `timezone` says what a day is. Touches no file. Raises `BadRecipient`."""
        self._folder = folder / "clips"
        self._index_path = index
        self._recipients = parse_recipients(recipients) if recipients else ()
        self._timezone = timezone
        self._index: ClipIndex | None = None

    @property
    def can_seal(self) -> bool:
        """Whether there is somebody to seal clips to."""
        return bool(self._recipients)

    def open(self) -> None:
        """Open the index and compare it with the folder. Raises `ReadOnly`, `Full`."""
        with disk_errors():
            self._folder.mkdir(parents=True, exist_ok=True)
            self._index = ClipIndex(self._index_path)
            self._reconcile()

    def close(self) -> None:
        """Close the index."""
        if self._index is not None:
            self._index.close()
            self._index = None

    def entries(
        self, *, camera_id: CameraId | None = None, day: date | None = None, limit: int | None = None
    ) -> tuple[ClipEntry, ...]:
        """Clips, newest first; `day` in local time."""
        since = datetime.combine(day, time(), self._timezone) if day else None
        before = datetime.combine(day + timedelta(days=1), time(), self._timezone) if day else None
        return self._open_index.entries(camera_id=camera_id, since=since, before=before, limit=limit)

    def days(self, camera_id: CameraId | None = None) -> tuple[date, ...]:
        """Days that have clips, newest first, local time."""
        starts = self._open_index.start_times(camera_id)
        return tuple(dict.fromkeys(start.astimezone(self._timezone).date() for start in starts))

    def kept(self, camera_id: CameraId | None = None) -> Kept:
        """How many clips and bytes."""
        return self._open_index.kept(camera_id)

    def path(self, clip: ClipEntry) -> Path:
        """Where the clip is."""
        suffix = CLIP_SUFFIX if clip.state is ClipState.SEALED else CLIP_SUFFIX + PART_SUFFIX
        return self._folder / clip.started_at.strftime("%Y-%m-%d") / f"{clip.id}{suffix}"

    def begin(self, camera_id: CameraId, clip_id: ClipId, started_at: datetime) -> SealedClip:
        """Start a clip. Raises `NoRecipients`, `Full`, `ReadOnly`."""
        if not self._recipients:
            raise NoRecipients("No public key to seal clips to has been set up")
        clip = _new_clip(clip_id, camera_id, started_at.astimezone(UTC))
        with disk_errors():
            if shutil.disk_usage(self._folder).free < MIN_FREE_BYTES:
                raise Full(f"Less than {MIN_FREE_BYTES // 2**20} MiB are free where the clips are kept")
            self.path(clip).parent.mkdir(exist_ok=True)
            sealed = SealedClip(self, clip, self._recipients)
        self.put(clip)
        return sealed

    def put(self, clip: ClipEntry) -> None:
        """Note in the index what became of a clip."""
        self._open_index.put([clip])

    def delete(self, ids: Sequence[ClipId]) -> tuple[ClipEntry, ...]:
        """Delete clips and return them; one being recorded stays. An unknown id raises `ClipNotFound`, and all stay."""
        clips = []
        for clip_id in dict.fromkeys(ids):
            clip = self._open_index.get(clip_id)
            if clip is None:
                raise ClipNotFound(f"There is no clip {clip_id}")
            if clip.state is not ClipState.RECORDING:
                clips.append(clip)
        return self._delete(clips)

    def retain(self, policy: RetentionPolicy, now: datetime) -> tuple[ClipEntry, ...]:
        """Delete what the policy no longer keeps, oldest first, and return it."""
        return self._delete(expired(self._open_index.entries(), policy, now))

    @property
    def _open_index(self) -> ClipIndex:
        if self._index is None:
            raise ReadOnly("The folder of clips is not open")
        return self._index

    def _delete(self, clips: Sequence[ClipEntry]) -> tuple[ClipEntry, ...]:
        gone = []
        try:
            with disk_errors():
                for clip in clips:
                    path = self.path(clip)
                    path.unlink(missing_ok=True)
                    path.with_name(f"{clip.id}{META_SUFFIX}").unlink(missing_ok=True)
                    gone.append(clip)
                    if not any(path.parent.iterdir()):
                        path.parent.rmdir()
        finally:
            self._open_index.remove([clip.id for clip in gone])
        return tuple(gone)

    def _reconcile(self) -> None:
        """Make the index say what the folder holds."""
        index = self._open_index
        known = {clip.id: clip for clip in index.entries()}
        found = {clip.id: clip for clip in self._scan(known)}
        index.remove(known.keys() - found.keys())
        index.put(clip for clip in found.values() if known.get(clip.id) != clip)

    def _scan(self, known: dict[ClipId, ClipEntry]) -> Iterator[ClipEntry]:
        for path in self._folder.glob(f"*/*{CLIP_SUFFIX}*"):
            name, _, rest = path.name.partition(CLIP_SUFFIX)
            if rest not in {"", PART_SUFFIX}:
                continue
            status = path.stat()
            started_at = _moment_in(path.parent.name, status.st_mtime)
            if started_at is None:
                continue
            state = ClipState.INCOMPLETE if rest else ClipState.SEALED
            unknown = _new_clip(ClipId(name), None, started_at)
            clip = known.get(unknown.id, unknown)
            yield replace(clip, size=status.st_size, state=state)


class SealedClip:
    """A clip being written. One thread. `write` makes it a file for the muxer; errors leave the part for its owner."""

    def __init__(self, store: ClipStore, clip: ClipEntry, recipients: Sequence[Recipient]) -> None:
        """Create the clip's file."""
        self._store = store
        self._clip = clip
        self._recipients = recipients
        self._path = store.path(replace(clip, state=ClipState.SEALED))
        self._file = SealedFile(self._path, recipients)
        self._hash = hashlib.sha256()

    @property
    def id(self) -> ClipId:
        """The clip's name."""
        return self._clip.id

    def write(self, data: bytes) -> int:
        """Seal more of the clip. Raises `Full`, `ReadOnly`."""
        self._hash.update(data)
        with disk_errors():
            return self._file.write(data)

    def finish(self, duration: float, meta: ClipMeta) -> ClipEntry:
        """Complete the clip and the description beside it. Raises `Full`, `ReadOnly`."""
        with disk_errors():
            size = self._file.finish()
            clip = replace(self._clip, duration=duration, size=size, labels=meta.labels, state=ClipState.SEALED)
            self._store.put(clip)
            description = SealedFile(self._path.with_name(f"{clip.id}{META_SUFFIX}"), self._recipients)
            description.write(_description(clip, meta, self._hash.hexdigest()))
            description.finish()
        return clip

    def abandon(self, duration: float, meta: ClipMeta) -> ClipEntry:
        """Give up after an error; what was sealed until then stays and is listed as incomplete."""
        with disk_errors():
            size = self._file.abandon()
            clip = replace(self._clip, duration=duration, size=size, labels=meta.labels, state=ClipState.INCOMPLETE)
            self._store.put(clip)
        return clip


def _new_clip(clip_id: ClipId, camera_id: CameraId | None, started_at: datetime) -> ClipEntry:
    return ClipEntry(
        id=clip_id,
        camera_id=camera_id,
        started_at=started_at,
        duration=0.0,
        size=0,
        labels=frozenset(),
        state=ClipState.RECORDING,
    )


@contextmanager
def disk_errors() -> Iterator[None]:
    """Turn the operating system's and SQLite's errors into `Full` and `ReadOnly`."""
    try:
        yield
    except OSError as error:
        if error.errno in {errno.ENOSPC, errno.EDQUOT}:
            raise Full("The disk where clips are kept is full") from error
        raise ReadOnly(f"The folder of clips cannot be used: {error.strerror or error}") from error
    except sqlite3.OperationalError as error:
        if "full" in str(error):
            raise Full("The disk where the list of clips is kept is full") from error
        raise ReadOnly(f"The list of clips cannot be written: {error}") from error


def _description(clip: ClipEntry, meta: ClipMeta, sha256: str) -> bytes:
    """The JSON beside a clip. `sha256` is that of the MP4 before it was sealed."""
    return json.dumps(
        {
            "version": 1,
            "clip": clip.id,
            "camera": {"id": clip.camera_id, "name": meta.camera_name},
            "started_at": clip.started_at.isoformat(),
            "duration": round(clip.duration, 3),
            "sha256": sha256,
            "incidents": [asdict(incident) for incident in meta.incidents],
            "picture": b64encode(meta.picture).decode() if meta.picture else None,
        }
    ).encode()


def _moment_in(day: str, modified: float) -> datetime | None:
    """When a file the index does not know was made: when it was changed, if that is within its folder's day (UTC)."""
    try:
        midnight = datetime.combine(date.fromisoformat(day), time(), UTC)
    except ValueError:
        return None
    moment = datetime.fromtimestamp(modified, UTC)
    return moment if moment.date() == midnight.date() else midnight
