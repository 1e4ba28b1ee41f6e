"""Every clip there is: the folder is the truth, the list a cache of it, and the log is told before anything is done.

What a crash leaves is named by whoever compares folder and log, and is one of these: a part that the log knows as a
recorded clip (gets its name at the next start), a clip that the log knows as deleted (is listed again, and nobody but
its owner or retention deletes it), and a clip that retention deleted while the log could not be written (`ClipLog`).
"""

import logging
import shutil
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time, timedelta, tzinfo
from itertools import batched, groupby
from pathlib import Path

from ..errors import ClipNotFound, ClipProtected, EngineError, Full, NoRecipients, ReadOnly, StoreError
from ..model.clips import ClipEntry, ClipState, Kept
from ..model.names import CameraId, ClipId, Label
from ..vault.age import Kind, Opener, Recipient, parse_recipients
from ..vault.log import DeletionReason, Journal
from .clip import ClipIncident, ClipMeta, SealedClip
from .clip_log import ClipLog
from .folder import META_SUFFIX, ClipFolder, disk_errors
from .index import EVERY_CLIP, ClipFilter, ClipIndex
from .reconcile import reconcile
from .retention import Expired, RetentionPolicy, expired
from .rewrap import new_header, recover_all, rewrap

__all__ = [
    "META_SUFFIX",
    "ClipFilter",
    "ClipIncident",
    "ClipMeta",
    "ClipStore",
    "ClipsChanged",
    "RewrapResult",
    "SealedClip",
    "disk_errors",
]

_LOGGER = logging.getLogger(__name__)

MIN_FREE_BYTES = 512 * 2**20
"""No clip is begun with less room than this: a full disk would take Home Assistant's own database down with it."""

DELETED_AT_ONCE = 64
"""Clips that share a signature of the log: more would leave more untold while the log cannot be written."""

type Openers = Callable[[Path], Sequence[Opener]]
"""What opens this file: a person's identities, or the key that was made for this file alone."""
type Progress = Callable[[int, int], bool]
"""Hears how many of how many clips are done, and returns whether to go on."""


@dataclass(frozen=True, slots=True, kw_only=True)
class RewrapResult:
    """What became of one clip; `error` is None if it can be opened by the new recipients, and only by them."""

    clip_id: ClipId
    error: EngineError | None


@dataclass(frozen=True, slots=True, kw_only=True)
class ClipsChanged:
    """What is new in the list: clips as they are now, and those that it no longer has, as they were."""

    changed: tuple[ClipEntry, ...] = ()
    removed: tuple[ClipEntry, ...] = ()


class ClipStore:
    """Thread-safe. Methods block on the disk."""

    def __init__(
        self,
        folder: Path,
        *,
        index: Path,
        recipients: Sequence[str],
        timezone: tzinfo = UTC,
        journal: Journal | None = None,
        on_change: Callable[[ClipsChanged], None] = lambda _changes: None,
    ) -> None:
        """`recipients` are age public keys; `timezone` says what a day is. Touches no file. Raises `BadRecipient`.

        `on_change` hears of every change after `open`, from whichever thread makes it; it must not block.
        """
        self._folder = ClipFolder(folder)
        self._index_path = index
        self._recipients = parse_recipients(recipients) if recipients else ()
        self._timezone = timezone
        self._log = ClipLog(journal)
        self._on_change = on_change
        self._index: ClipIndex | None = None

    @property
    def can_seal(self) -> bool:
        """Whether there is somebody to seal clips to."""
        return bool(self._recipients)

    @property
    def key_kind(self) -> Kind | None:
        """What kind of keys clips are sealed to, if there is one."""
        return self._recipients[0].kind if self._recipients else None

    def open(self) -> None:
        """Open the list and compare it with the folder, which somebody has made. Raises `ReadOnly`, `Full`."""
        with disk_errors():
            self._folder.open()
            recover_all(self._folder.path)
            self._index = ClipIndex(self._index_path)
            reconcile(self._index, self._folder, self._log)

    def close(self) -> None:
        """Close the list."""
        if self._index is not None:
            self._index.close()
            self._index = None

    # --- what there is ------------------------------------------------------------------------------------------------

    def entry(self, clip_id: ClipId) -> ClipEntry:
        """One clip. Raises `ClipNotFound`."""
        clip = self.find([clip_id]).get(clip_id)
        if clip is None:
            raise ClipNotFound(f"There is no clip {clip_id}")
        return clip

    def find(self, ids: Iterable[ClipId]) -> dict[ClipId, ClipEntry]:
        """Those of the clips that there are."""
        return self._open_index.find(ids)

    def entries(
        self,
        wanted: ClipFilter = EVERY_CLIP,
        *,
        day: date | None = None,
        after: ClipEntry | None = None,
        limit: int | None = None,
    ) -> tuple[ClipEntry, ...]:
        """Clips, newest first; `day` in local time. `after` is the last clip of the page before."""
        return self._open_index.entries(self._on(day, wanted) if day else wanted, after=after, limit=limit)

    def days(self, camera_id: CameraId | None = None) -> tuple[date, ...]:
        """Days that have clips, newest first, local time."""
        starts = self._open_index.start_times(camera_id)
        return tuple(dict.fromkeys(start.astimezone(self._timezone).date() for start in starts))

    def kept(self, camera_id: CameraId | None = None) -> Kept:
        """How many clips and bytes."""
        return self._open_index.kept(camera_id)

    def path(self, clip: ClipEntry) -> Path:
        """Where the clip is."""
        return self._folder.clip_path(clip)

    # --- what is done -------------------------------------------------------------------------------------------------

    def begin(
        self, camera_id: CameraId, clip_id: ClipId, started_at: datetime, labels: frozenset[Label] = frozenset()
    ) -> SealedClip:
        """Start a clip, `labels` being what it is known to show by now. Raises `NoRecipients`, `Full`, `ReadOnly`."""
        if not self._recipients:
            raise NoRecipients("No public key to seal clips to has been set up")
        clip = ClipEntry(
            id=clip_id,
            camera_id=camera_id,
            started_at=started_at.astimezone(UTC),
            duration=0.0,
            size=0,
            labels=labels,
            state=ClipState.RECORDING,
        )
        with disk_errors():
            self._folder.check()
            if shutil.disk_usage(self._folder.path).free < MIN_FREE_BYTES:
                raise Full(f"Less than {MIN_FREE_BYTES // 2**20} MiB are free where the clips are kept")
            # First: a clip that could not be listed would not be found before the next start.
            self.put(clip)
            try:
                return SealedClip(clip, self._folder, self._recipients, self._log, on_change=self._changed)
            except StoreError:
                self._forget(clip)
                raise

    def put(self, clip: ClipEntry) -> None:
        """Note in the list what became of a clip."""
        self._open_index.update(put=[clip])
        self._on_change(ClipsChanged(changed=(clip,)))

    def protect(self, ids: Iterable[ClipId], *, is_protected: bool) -> tuple[ClipEntry, ...]:
        """Let clips stay, or no longer, and return them. An unknown id raises `ClipNotFound`, and nothing is done."""
        clips = [replace(self.entry(clip_id), is_protected=is_protected) for clip_id in dict.fromkeys(ids)]
        with disk_errors():
            self._folder.check()
            for clip in clips:
                self._folder.protect(clip, is_protected=is_protected)
                self._open_index.protect(clip.id, is_protected=is_protected)
        # Of a clip that is being recorded more may have changed.
        self._on_change(ClipsChanged(changed=tuple(self.find(clip.id for clip in clips).values())))
        return tuple(clips)

    def delete(self, ids: Iterable[ClipId]) -> tuple[ClipEntry, ...]:
        """Delete clips and return them; one being recorded stays.

        An unknown id raises `ClipNotFound`, a protected clip `ClipProtected`, and all stay.
        """
        clips = [self.entry(clip_id) for clip_id in dict.fromkeys(ids)]
        if names := [clip.id for clip in clips if clip.is_protected]:
            raise ClipProtected(f"Protected, so not deleted: {', '.join(names)}")
        clips = [clip for clip in clips if clip.state is not ClipState.RECORDING]
        self._delete(clips, DeletionReason.BY_HAND)
        return tuple(clips)

    def retain(self, policy: RetentionPolicy, now: datetime) -> tuple[Expired, ...]:
        """Delete what the policy no longer keeps, oldest first, and return it."""
        gone = expired(self._open_index.entries(), policy, now)
        for reason, group in groupby(gone, key=lambda each: each.reason):
            self._delete([each.clip for each in group], reason)
        return gone

    def rewrap(
        self,
        openers: Openers,
        recipients: Sequence[str],
        *,
        ids: Iterable[ClipId] | None = None,
        progress: Progress = lambda _done, _total: True,
    ) -> tuple[RewrapResult, ...]:
        """Let exactly `recipients` open these clips (all, if none are named), and their descriptions.

        Goes on after an error; what was not reached before `progress` ended it is not in the result. Whoever has kept
        an old header still opens the clip with it. Raises `BadRecipient`, `ReadOnly` before anything is done.
        """
        keys = parse_recipients(recipients)
        wanted = tuple(dict.fromkeys(ids if ids is not None else (clip.id for clip in self.entries())))
        results: list[RewrapResult] = []
        for clip_id in wanted:
            error: EngineError | None = None
            try:
                self._rewrap(self.entry(clip_id), openers, keys)
            except EngineError as problem:
                error = problem
            results.append(RewrapResult(clip_id=clip_id, error=error))
            if not progress(len(results), len(wanted)):
                break
        return tuple(results)

    @property
    def _open_index(self) -> ClipIndex:
        if self._index is None:
            raise ReadOnly("The folder of clips is not open")
        return self._index

    def _on(self, day: date, wanted: ClipFilter) -> ClipFilter:
        """The same, of this day only."""
        since, before = (datetime.combine(each, time(), self._timezone) for each in (day, day + timedelta(days=1)))
        return replace(
            wanted,
            since=max(since, wanted.since or since),
            before=min(before, wanted.before or before),
        )

    def _forget(self, *clips: ClipEntry) -> None:
        if clips:
            self._open_index.update(remove=[clip.id for clip in clips])
            self._on_change(ClipsChanged(removed=clips))

    def _changed(self, clip: ClipEntry) -> None:
        """Note what became of a clip, if possible: it is safe in the folder, and the next start lists it from there."""
        try:
            with disk_errors():
                self.put(clip)
        except StoreError as error:
            _LOGGER.warning("The list of clips misses clip %s until the next start: %s", clip.id, error)

    def _rewrap(self, clip: ClipEntry, openers: Openers, keys: Sequence[Recipient]) -> None:
        if clip.state is ClipState.RECORDING:
            raise StoreError(f"Clip {clip.id} is being recorded")
        with disk_errors():
            self._folder.check()
            path, meta = self._folder.clip_path(clip), self._folder.meta_path(clip)
            if not path.exists():
                raise ClipNotFound(f"The file of clip {clip.id} is no longer there")
            if meta.exists():
                # So that both are changed or none: what cannot be done shows before anything is.
                new_header(meta, openers(meta), keys)
            rewrap(path, openers(path), keys, announce=lambda: self._log.rewrapped(clip.id))
            if meta.exists():
                rewrap(meta, openers(meta), keys)

    def _delete(self, clips: Sequence[ClipEntry], reason: DeletionReason) -> None:
        with disk_errors():
            for batch in batched(clips, DELETED_AT_ONCE, strict=False):
                self._folder.check()
                self._log.deleted([clip.id for clip in batch], reason)
                gone: list[ClipEntry] = []
                try:
                    for clip in batch:
                        self._folder.delete(clip)
                        gone.append(clip)
                finally:
                    self._folder.tidy(gone)
                    self._forget(*gone)
                self._log.settle()
