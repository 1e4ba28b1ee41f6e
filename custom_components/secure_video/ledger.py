"""A page of the log for somebody who may not see everything: what became of the clips and cameras that they may see."""

import json
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from itertools import islice
from pathlib import Path
from typing import Any, Final

from .engine.model.clips import ClipEntry
from .engine.model.names import CameraId, ClipId
from .engine.vault.log import (
    Content,
    Coverage,
    Deleted,
    EntryLine,
    Exported,
    Locked,
    Place,
    Recorded,
    Rewrapped,
    Shared,
    Unknown,
    Unlocked,
    Viewed,
    read_backwards,
)
from .engine.vault.log.entries import decode

MAX_READ: Final = 16_384
"""Lines read for one page, four files: where only few of them are wanted, it is shorter than it may be."""

type Find = Callable[[Iterable[ClipId]], Mapping[ClipId, ClipEntry]]
"""Those of the clips that there are."""


@dataclass(frozen=True, slots=True, kw_only=True)
class LedgerQuery:
    """Which entries: those before a place, of these kinds, about these cameras and their clips.

    `kinds` None means every kind, `cameras` None every camera, and what is about none.
    """

    before: Place | None = None
    kinds: frozenset[str] | None = None
    cameras: frozenset[CameraId] | None = None
    limit: int


@dataclass(frozen=True, slots=True, kw_only=True)
class LedgerPage:
    """Entries as they are logged, newest first; `next` is the place to go on at, if there is more to read."""

    entries: list[dict[str, Any]] = field(default_factory=list)
    users: set[str] = field(default_factory=set)
    clips: dict[ClipId, ClipEntry] = field(default_factory=dict)
    next: Place | None = None


def ledger_page(folder: Path, query: LedgerQuery, find: Find) -> LedgerPage:
    """Read a page. Blocks on the disk. Raises `OSError`, and what `find` raises."""
    chooser = _Chooser(query, find)
    last: Place | None = None
    for line in islice(read_backwards(folder, query.before), MAX_READ):
        if len(chooser.entries) == query.limit:
            break
        last = line.place
        chooser.add(line)
    is_more = last is not None and any(True for _ in read_backwards(folder, last))
    return LedgerPage(entries=chooser.entries, users=chooser.users, clips=chooser.clips, next=last if is_more else None)


class _Chooser:
    """Takes what is asked for, and notes of whom and of which clips it tells."""

    def __init__(self, query: LedgerQuery, find: Find) -> None:
        self.entries: list[dict[str, Any]] = []
        self.users: set[str] = set()
        self.clips: dict[ClipId, ClipEntry] = {}
        self._cameras = query.cameras
        self._marks = None if query.kinds is None else [f'"kind":"{kind}"'.encode() for kind in query.kinds]
        self._find = find
        self._known: dict[ClipId, ClipEntry | None] = {}

    def add(self, line: EntryLine) -> None:
        """Take the entry if it is wanted; what is no entry is left out."""
        # Most lines are of other kinds, and reading one takes much longer than this.
        if self._marks is not None and not any(mark in line.text for mark in self._marks):
            return
        try:
            content = decode(line.text).content
        except ValueError:
            return
        clips = _clips(content)
        seen = {clip: entry for clip in clips if (entry := self._look_up(clip)) and self._is_wanted(entry.camera_id)}
        if self._cameras is not None and not seen and not self._is_wanted(_camera(content)):
            return
        told = {**json.loads(line.text), "log": line.place.log}
        if self._cameras is not None and "clips" in told:
            told["clips"] = list(seen)
        self.entries.append(told)
        self.users |= {told[name] for name in ("by", "to") if name in told}
        self.clips |= seen

    def _look_up(self, clip: ClipId) -> ClipEntry | None:
        if clip not in self._known:
            self._known[clip] = self._find([clip]).get(clip)
        return self._known[clip]

    def _is_wanted(self, camera: CameraId | None) -> bool:
        return self._cameras is None or camera in self._cameras


def _clips(content: Content | Unknown) -> tuple[ClipId, ...]:
    """The clips that an entry is about."""
    match content:
        case Unlocked() | Locked():
            return content.clips
        case Recorded() | Deleted() | Rewrapped() | Shared() | Exported() | Viewed():
            return (content.clip,)
        case _:
            return ()


def _camera(content: Content | Unknown) -> CameraId | None:
    """The camera that an entry is about."""
    return content.camera if isinstance(content, Coverage) else None
