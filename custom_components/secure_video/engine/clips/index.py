"""The list of clips, in SQLite: a cache of what the folder holds, plus what sealed files do not tell (which camera)."""

import logging
import sqlite3
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import UTC, datetime
from itertools import batched
from pathlib import Path
from threading import Lock
from typing import cast

from ..model.clips import ClipEntry, ClipState, Kept
from ..model.names import CameraId, ClipId, Label

_LOGGER = logging.getLogger(__name__)

_VERSION = 2
_SCHEMA = f"""
CREATE TABLE IF NOT EXISTS clips (
    id TEXT PRIMARY KEY, camera_id TEXT, started_at REAL NOT NULL, duration REAL NOT NULL,
    size INTEGER NOT NULL, labels TEXT NOT NULL, state TEXT NOT NULL, is_protected INTEGER NOT NULL DEFAULT 0
) WITHOUT ROWID;
CREATE INDEX IF NOT EXISTS clips_by_time ON clips (started_at, id);
CREATE INDEX IF NOT EXISTS clips_by_camera ON clips (camera_id, started_at, id);
PRAGMA user_version = {_VERSION};
"""
_FROM_1 = "ALTER TABLE clips ADD COLUMN is_protected INTEGER NOT NULL DEFAULT 0; DROP INDEX clips_by_time;"

_MAX_VALUES = 500
"""Of one question: SQLite allows 999 at least."""

type _Row = tuple[str, str | None, float, float, int, str, str, int]


@dataclass(frozen=True, slots=True, kw_only=True)
class ClipFilter:
    """Clips that began at or after `since` and before `before`, of these cameras, with one of these labels.

    `cameras` None means every camera, and clips of none that is known; no `labels` mean whatever was seen.
    """

    cameras: frozenset[CameraId] | None = None
    since: datetime | None = None
    before: datetime | None = None
    labels: frozenset[Label] = frozenset()


EVERY_CLIP = ClipFilter()


class ClipIndex:
    """Thread-safe. One that is damaged or of a later version is set aside and made anew: the folder is the truth."""

    def __init__(self, path: Path) -> None:
        """Open the index, creating it if there is none."""
        self._lock = Lock()
        path.parent.mkdir(parents=True, exist_ok=True)
        try:
            self._database = _connect(path)
        except sqlite3.DatabaseError as error:
            if isinstance(error, sqlite3.OperationalError):
                # The disk's fault, not the list's.
                raise
            aside = path.with_name(f"{path.name}.damaged")
            path.replace(aside)
            _LOGGER.warning("The list of clips cannot be read (%s); it is made anew, the old one is %s", error, aside)
            self._database = _connect(path)

    def close(self) -> None:
        """Close the file."""
        with self._lock:
            self._database.close()

    def update(self, *, put: Iterable[ClipEntry] = (), remove: Iterable[ClipId] = ()) -> None:
        """Forget clips, and add others or replace what was known of them; all of it or nothing."""
        with self._lock, self._database:
            self._database.executemany("DELETE FROM clips WHERE id = ?", [(clip_id,) for clip_id in remove])
            self._database.executemany("REPLACE INTO clips VALUES (?, ?, ?, ?, ?, ?, ?, ?)", map(_row, put))

    def protect(self, clip_id: ClipId, *, is_protected: bool) -> None:
        """Change only this of a clip: all else may change at the same moment, while it is being recorded."""
        with self._lock, self._database:
            self._database.execute("UPDATE clips SET is_protected = ? WHERE id = ?", (is_protected, clip_id))

    def find(self, ids: Iterable[ClipId]) -> dict[ClipId, ClipEntry]:
        """Those of the clips that are listed."""
        wanted = tuple(dict.fromkeys(ids))
        found: dict[ClipId, ClipEntry] = {}
        for some in batched(wanted, _MAX_VALUES, strict=False):
            rows = self._rows(f"SELECT * FROM clips WHERE id IN ({_marks(some)})", some)  # noqa: S608 - only marks
            found |= {clip.id: clip for clip in map(_entry, rows)}
        return found

    def entries(
        self, wanted: ClipFilter = EVERY_CLIP, *, after: ClipEntry | None = None, limit: int | None = None
    ) -> tuple[ClipEntry, ...]:
        """Clips, newest first; only those behind `after`."""
        conditions: dict[str, tuple[object, ...]] = {}
        if wanted.cameras is not None:
            conditions[f"camera_id IN ({_marks(wanted.cameras)})"] = tuple(wanted.cameras)
        if wanted.since is not None:
            conditions["started_at >= ?"] = (wanted.since.timestamp(),)
        if wanted.before is not None:
            conditions["started_at < ?"] = (wanted.before.timestamp(),)
        if wanted.labels:
            has_one = " OR ".join("',' || labels || ',' LIKE ?" for _ in wanted.labels)
            conditions[f"({has_one})"] = tuple(f"%,{label},%" for label in wanted.labels)
        if after is not None:
            conditions["(started_at, id) < (?, ?)"] = (after.started_at.timestamp(), after.id)
        rows = self._rows(
            f"SELECT * FROM clips{_where(conditions)} ORDER BY started_at DESC, id DESC LIMIT ?",  # noqa: S608 - ours
            (*(value for values in conditions.values() for value in values), -1 if limit is None else limit),
        )
        return tuple(map(_entry, rows))

    def start_times(self, camera_id: CameraId | None) -> tuple[datetime, ...]:
        """When each clip began, newest first."""
        query = "SELECT started_at FROM clips WHERE ?1 IS NULL OR camera_id = ?1 ORDER BY started_at DESC"
        with self._lock:
            times = self._database.execute(query, (camera_id,)).fetchall()
        return tuple(datetime.fromtimestamp(time, UTC) for (time,) in times)

    def kept(self, camera_id: CameraId | None) -> Kept:
        """How many clips and bytes."""
        query = "SELECT count(*), coalesce(sum(size), 0) FROM clips WHERE ?1 IS NULL OR camera_id = ?1"
        with self._lock:
            clips, size = self._database.execute(query, (camera_id,)).fetchone()
        return Kept(clips=clips, bytes=size)

    def _rows(self, query: str, parameters: tuple[object, ...]) -> list[_Row]:
        with self._lock:
            return cast("list[_Row]", self._database.execute(query, parameters).fetchall())


def _connect(path: Path) -> sqlite3.Connection:
    database = sqlite3.connect(path, check_same_thread=False)
    try:
        (version,) = database.execute("PRAGMA user_version").fetchone()
        _migrate(database, version)
        database.executescript(_SCHEMA)
        # Reading through it all raises for a damaged page.
        database.execute("SELECT count(*), sum(size) FROM clips").fetchone()
    except sqlite3.DatabaseError:
        database.close()
        raise
    return database


def _migrate(database: sqlite3.Connection, version: int) -> None:
    if version > _VERSION:
        raise sqlite3.DatabaseError(f"it is of version {version}")
    if version == 1:
        database.executescript(_FROM_1)


def _marks(values: Collection[object]) -> str:
    return ", ".join("?" * len(values))


def _where(conditions: Iterable[str]) -> str:
    joined = " AND ".join(conditions)
    return f" WHERE {joined}" if joined else ""


def _row(clip: ClipEntry) -> _Row:
    labels = ",".join(sorted(clip.labels))
    return (
        clip.id,
        clip.camera_id,
        clip.started_at.timestamp(),
        clip.duration,
        clip.size,
        labels,
        clip.state,
        clip.is_protected,
    )


def _entry(row: _Row) -> ClipEntry:
    clip_id, camera_id, started_at, duration, size, labels, state, is_protected = row
    return ClipEntry(
        id=ClipId(clip_id),
        camera_id=CameraId(camera_id) if camera_id is not None else None,
        started_at=datetime.fromtimestamp(started_at, UTC),
        duration=duration,
        size=size,
        labels=frozenset(Label(label) for label in labels.split(",") if label),
        state=ClipState(state),
        is_protected=bool(is_protected),
    )
