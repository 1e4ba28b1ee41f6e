"""Makes the list of clips say what the folder holds, at start.

Of a clip that is listed as it is found nothing is asked but its name, so 10,000 clips on a network folder cost no more
than reading its days. Where the list is lost, the files tell when a clip began, and the log when it was complete, for
files that were copied without their times. Which camera it was, only the sealed description knows.
"""

from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, date, datetime, time
from pathlib import Path

from ..errors import BadHeader
from ..model.clips import ClipEntry, ClipState
from ..model.names import ClipId
from .clip_log import ClipLog, Recording
from .folder import ClipFolder, FoundClip
from .index import ClipIndex
from .sealed import payload_hash


def reconcile(index: ClipIndex, folder: ClipFolder, log: ClipLog) -> None:
    """Bring the list up to date, and give their names to the parts that lack nothing else. Raises `OSError`."""
    known = {clip.id: clip for clip in index.entries()}
    found = {clip.id: clip for clip in folder.scan()}
    # An empty folder may mean that its disk went away while it was read.
    folder.check()
    changed = [clip for clip in found.values() if not _is_listed(clip, known.get(clip.id))]
    asks_log = any(clip.id not in known or _may_be_complete(clip) for clip in changed)
    recordings = log.recordings() if asks_log else {}
    named = [_named(clip, folder, recordings if log.is_kept else None) for clip in changed]
    index.update(
        put=[_entry(clip, known.get(clip.id), folder, recordings.get(clip.id)) for clip in named],
        remove=known.keys() - found.keys(),
    )


def _is_listed(found: FoundClip, known: ClipEntry | None) -> bool:
    # A part may be longer than was known when it was given up.
    if known is None or found.state is not ClipState.SEALED:
        return False
    listed = (known.state, known.is_protected, _day(known))
    return listed == (found.state, found.is_protected, found.day)


def _may_be_complete(found: FoundClip) -> bool:
    """Whether the clip is a part, but beside it is what is written only after its last byte."""
    return found.state is ClipState.INCOMPLETE and found.is_described


def _named(found: FoundClip, folder: ClipFolder, recordings: Mapping[ClipId, Recording] | None) -> FoundClip:
    """Give a complete part its name, unless there is a log and it does not know just this clip."""
    if not _may_be_complete(found):
        return found
    if recordings is not None:
        recording = recordings.get(found.id)
        if recording is None or recording.payload_hash != _payload_hash(folder.path_of(found)):
            return found
    folder.name(found)
    return replace(found, state=ClipState.SEALED)


def _payload_hash(path: Path) -> bytes | None:
    try:
        return payload_hash(path)
    except BadHeader:
        return None


def _entry(found: FoundClip, known: ClipEntry | None, folder: ClipFolder, recording: Recording | None) -> ClipEntry:
    status = folder.path_of(found).stat()
    if known is None or _day(known) != found.day:
        known = ClipEntry(
            id=found.id,
            camera_id=None,
            started_at=_moment(found.day, datetime.fromtimestamp(status.st_mtime, UTC), recording),
            duration=0.0,
            size=0,
            labels=frozenset(),
            state=found.state,
        )
    return replace(known, size=status.st_size, state=found.state, is_protected=found.is_protected)


def _moment(day: str, modified_at: datetime, recording: Recording | None) -> datetime:
    """When a clip began: what its file says, else about what the log says, if that is within its folder's day."""
    midnight = datetime.combine(date.fromisoformat(day), time(), UTC)
    moments = [modified_at, *([recording.at] if recording else [])]
    return next((moment for moment in moments if moment.date() == midnight.date()), midnight)


def _day(clip: ClipEntry) -> str:
    return f"{clip.started_at:%Y-%m-%d}"
