"""The folder of sealed clips: what is where in it, and whether it is the right one.

    clips/.secure_video                     says that this is the folder; made once, when the owner sets it up
    clips/<yyyy-mm-dd>/<id>.mp4.age         a complete clip; its time of change is when it began
    clips/<yyyy-mm-dd>/<id>.mp4.age.part    one being recorded, or what a crash left of one
    clips/<yyyy-mm-dd>/<id>.meta.age        what it shows
    clips/<yyyy-mm-dd>/<id>.protected       empty: the clip stays until this is taken away

That a clip is protected is a file beside it, because the folder is the truth: it outlives the list of clips, goes along
when the folder is copied, needs no key and no feature of the disk, and one can see and undo it by hand.

Days are UTC's. A network folder that is not mounted leaves an empty folder in its place, on the disk below. So nothing
here makes the folder but `make_clip_folder`, and nothing begins or is deleted where another one has taken its place.
"""

import errno
import os
import secrets
import sqlite3
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from threading import Lock

from ..errors import Full, ReadOnly
from ..model.clips import ClipEntry, ClipState
from ..model.names import ClipId
from ..vault.age import Recipient
from ..vault.log.disk import sync_folder
from .rewrap import JOURNAL_SUFFIX
from .sealed import PART_SUFFIX, SealedFile, name_part

CLIP_SUFFIX = ".mp4.age"
META_SUFFIX = ".meta.age"
PROTECTED_SUFFIX = ".protected"

_FOLDER = "clips"
_MARK = ".secure_video"


@dataclass(frozen=True, slots=True, kw_only=True)
class FoundClip:
    """A clip as its files tell it. `day` is the name of its folder."""

    id: ClipId
    day: str
    state: ClipState
    is_protected: bool
    is_described: bool


def make_clip_folder(folder: Path) -> None:
    """Make the folder of clips inside `folder`, if need be: only when its owner asks for it. Raises `OSError`."""
    clips = folder / _FOLDER
    clips.mkdir(parents=True, exist_ok=True)
    _mark(clips)


class ClipFolder:
    """Thread-safe. Methods raise `OSError`."""

    def __init__(self, folder: Path) -> None:
        """`folder` is what was given to `make_clip_folder`. Touches no file."""
        self.path = folder / _FOLDER
        self._mark = b""
        self._making_room = Lock()

    def open(self) -> None:
        """Remember which folder it is. Raises `FileNotFoundError` if nobody has made it, or its disk is not there."""
        # A folder that was copied without its hidden files is as good.
        self._mark = _mark(self.path)

    def check(self) -> None:
        """Raise `OSError` unless it is still the same folder, and can be written."""
        if (self.path / _MARK).read_bytes() != self._mark:
            raise OSError(errno.ESTALE, "Another folder has taken its place")
        if not os.access(self.path, os.W_OK):
            raise OSError(errno.EROFS, os.strerror(errno.EROFS))

    def clip_path(self, clip: ClipEntry) -> Path:
        """Where the clip is, complete or not."""
        suffix = CLIP_SUFFIX if clip.state is ClipState.SEALED else CLIP_SUFFIX + PART_SUFFIX
        return self._beside(clip, suffix)

    def meta_path(self, clip: ClipEntry) -> Path:
        """Where its description is, or will be."""
        return self._beside(clip, META_SUFFIX)

    def create_clip(self, clip: ClipEntry, recipients: Sequence[Recipient]) -> SealedFile:
        """Begin the clip's file."""
        path = self._beside(clip, CLIP_SUFFIX)
        with self._making_room:
            if not path.parent.is_dir():
                path.parent.mkdir()
                sync_folder(self.path)
            return SealedFile(path, recipients, modified_at=clip.started_at.timestamp())

    def is_protected(self, clip: ClipEntry) -> bool:
        """Whether the clip has to stay."""
        return self._beside(clip, PROTECTED_SUFFIX).exists()

    def protect(self, clip: ClipEntry, *, is_protected: bool) -> None:
        """Let the clip stay, durably, or no longer."""
        path = self._beside(clip, PROTECTED_SUFFIX)
        if is_protected:
            path.touch()
        else:
            path.unlink(missing_ok=True)
        sync_folder(path.parent)

    def delete(self, clip: ClipEntry) -> None:
        """Delete the clip and all that is beside it. The clip goes last, so that nothing is left that is not listed."""
        leftovers = (part + end for part in (META_SUFFIX, CLIP_SUFFIX) for end in (JOURNAL_SUFFIX, PART_SUFFIX, ""))
        for suffix in (PROTECTED_SUFFIX, *leftovers):
            self._beside(clip, suffix).unlink(missing_ok=True)

    def tidy(self, clips: Sequence[ClipEntry]) -> None:
        """Make the deletion of clips durable, and remove the days that are empty now."""
        for day in {self._beside(clip, "").parent for clip in clips}:
            with self._making_room, suppress(FileNotFoundError):
                sync_folder(day)
                if not any(day.iterdir()):
                    day.rmdir()

    def scan(self) -> Iterator[FoundClip]:
        """Return all clips that are there; what is not ours is left out. Asks nothing of a file but its name."""
        with os.scandir(self.path) as days:
            names = [day.name for day in days if _is_day(day.name) and day.is_dir()]
        for day in names:
            yield from _clips_in(day, frozenset(os.listdir(self.path / day)))  # noqa: PTH208 - names, a third of the time

    def path_of(self, found: FoundClip) -> Path:
        """Where a clip is that was found."""
        end = "" if found.state is ClipState.SEALED else PART_SUFFIX
        return self.path / found.day / f"{found.id}{CLIP_SUFFIX}{end}"

    def name(self, found: FoundClip) -> None:
        """Give a complete part its name, durably."""
        name_part(self.path_of(found))

    def _beside(self, clip: ClipEntry, suffix: str) -> Path:
        return self.path / f"{clip.started_at:%Y-%m-%d}" / f"{clip.id}{suffix}"


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


def _clips_in(day: str, names: frozenset[str]) -> Iterator[FoundClip]:
    for name in names:
        clip_id, separator, end = name.partition(CLIP_SUFFIX)
        if not separator or end not in {"", PART_SUFFIX} or (end and clip_id + CLIP_SUFFIX in names):
            continue
        yield FoundClip(
            id=ClipId(clip_id),
            day=day,
            state=ClipState.INCOMPLETE if end else ClipState.SEALED,
            is_protected=clip_id + PROTECTED_SUFFIX in names,
            is_described=clip_id + META_SUFFIX in names,
        )


def _is_day(name: str) -> bool:
    try:
        return date.fromisoformat(name).isoformat() == name
    except ValueError:
        return False


def _mark(clips: Path) -> bytes:
    """Return what tells this folder from any other one, made if it is not there."""
    path = clips / _MARK
    with suppress(FileNotFoundError):
        if mark := path.read_bytes():
            return mark
    mark = secrets.token_hex(16).encode()
    path.write_bytes(mark)
    sync_folder(clips)
    return mark
