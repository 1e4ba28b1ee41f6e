"""The list of clips, in SQLite: a cache of what the folder holds, plus what sealed files do not tell (which camera)."""

import logging
import sqlite3
from collections.abc import Iterable
from datetime import UTC, datetime
from pathlib import Path
from threading import Lock
from typing import cast

from ..model import CameraId, ClipEntry, ClipId, ClipState, Kept, Label

_LOGGER = logging.getLogger(__name__)

_SCHEMA = """
CREATE TABLE IF NOT EXISTS clips (
    id TEXT PRIMARY KEY, camera_id TEXT, started_at REAL NOT NULL, duration REAL NOT NULL,
    size INTEGER NOT NULL, labels TEXT NOT NULL, state TEXT NOT NULL
) WITHOUT ROWID;
CREATE INDEX IF NOT EXISTS clips_by_time ON clips (started_at);
PRAGMA user_version = 1;
"""

type _Row = tuple[str, str | None, float, float, int, str, str]


class ClipIndex:
    """Thread-safe. A damaged index is set aside and made anew: the folder of clips is the truth."""

    def __init__(self, path: Path) -> None:
        """Open the index, creating it if there is none."""
        self._lock = Lock()
        path.parent.mkdir(parents=True, exist_ok=True)
        try:
            self._database = _connect(path)
        except sqlite3.DatabaseError:
            aside = path.with_name(f"{path.name}.damaged")
            path.replace(aside)
            _LOGGER.warning("The list of clips is damaged; it is made anew from the folder (the old one is %s)", aside)
            self._database = _connect(path)

    def close(self) -> None:
        """Close the file."""
        with self._lock:
            self._database.close()

    def put(self, clips: Iterable[ClipEntry]) -> None:
        """Add clips or replace what was known of them."""
        with self._lock, self._database:
            self._database.executemany("REPLACE INTO clips VALUES (?, ?, ?, ?, ?, ?, ?)", map(_row, clips))

    def remove(self, ids: Iterable[ClipId]) -> None:
        """Forget clips."""
        with self._lock, self._database:
            self._database.executemany("DELETE FROM clips WHERE id = ?", [(clip_id,) for clip_id in ids])

    def get(self, clip_id: ClipId) -> ClipEntry | None:
        """One clip, or None."""
        rows = self._rows("SELECT * FROM clips WHERE id = ?", (clip_id,))
        return _entry(rows[0]) if rows else None

    def entries(
        self,
        *,
        camera_id: CameraId | None = None,
        since: datetime | None = None,
        before: datetime | None = None,
        limit: int | None = None,
    ) -> tuple[ClipEntry, ...]:
        """Clips that began at or after `since` and before `before`, newest first."""
        rows = self._rows(
            "SELECT * FROM clips WHERE (?1 IS NULL OR camera_id = ?1) AND (?2 IS NULL OR started_at >= ?2)"
            " AND (?3 IS NULL OR started_at < ?3) ORDER BY started_at DESC, id LIMIT ?4",
            (
                camera_id,
                since.timestamp() if since else None,
                before.timestamp() if before else None,
                -1 if limit is None else limit,
            ),
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
        database.executescript(_SCHEMA)
        # Reading through it all raises for a damaged page.
        database.execute("SELECT count(*), sum(size) FROM clips").fetchone()
    except sqlite3.DatabaseError:
        database.close()
        raise
    return database


def _row(clip: ClipEntry) -> _Row:
    labels = ",".join(sorted(clip.labels))
    return (clip.id, clip.camera_id, clip.started_at.timestamp(), clip.duration, clip.size, labels, clip.state)


def _entry(row: _Row) -> ClipEntry:
    clip_id, camera_id, started_at, duration, size, labels, state = row
    return ClipEntry(
        id=ClipId(clip_id),
        camera_id=CameraId(camera_id) if camera_id is not None else None,
        started_at=datetime.fromtimestamp(started_at, UTC),
        duration=duration,
        size=size,
        labels=frozenset(Label(label) for label in labels.split(",") if label),
        state=ClipState(state),
    )
