"""Delegated unlocking: keys of chosen clips, lent for a while by somebody who has the private key.

The private key never comes here. Whoever has it opens the headers elsewhere and lends the file keys, 16 bytes that open
one sealed file each. They are held in memory only and forgotten at the end of their lifetime, when they are locked, and
when the process ends.

What forgetting means: our copy of a key is overwritten. Python gives no way to overwrite the copies made on the way:
the `bytes` and texts that a key arrived in, the one that opening a file takes, the objects of OpenSSL with what is
derived from it. Their memory is given back as soon as nobody uses them, and used for something else sooner or later;
until then, a core dump or a swapped page may show them.
"""

import io
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from pathlib import Path
from threading import Lock
from typing import BinaryIO, NewType

from ..errors import ClipNotFound, NotUnlocked, Tampered, WrongIdentity
from ..model.names import ClipId
from .age import FileKey, SeekableReader, open_seekable, unwrap_file_key
from .log import Unlocked

UserId = NewType("UserId", str)

MIN_LIFETIME = 1
DEFAULT_LIFETIME = 60 * 60
MAX_LIFETIME = 24 * 60 * 60
"""Seconds. A day is the longest that anybody who forgets to lock should be forgiven."""

type Announce = Callable[[Unlocked], None]
"""Writes down durably who may see which clips from now on. Raises, and nothing is unlocked."""


class Part(StrEnum):
    """A clip is two sealed files, each with a key of its own."""

    VIDEO = "video"
    DESCRIPTION = "description"


@dataclass(frozen=True, slots=True, kw_only=True)
class LentKey:
    """The key of one sealed file, not yet tried."""

    clip_id: ClipId
    part: Part
    path: Path
    secret: bytes = field(repr=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class Access:
    """That a user may see a clip."""

    user: UserId
    clip_id: ClipId


@dataclass(slots=True, kw_only=True)
class _HeldClip:
    """What opens a clip until it expires."""

    expires: float
    paths: dict[Part, Path] = field(default_factory=dict)
    secrets: dict[Part, bytearray] = field(default_factory=dict, repr=False)

    def wipe(self) -> None:
        """Overwrite the keys."""
        for secret in self.secrets.values():
            secret[:] = bytes(len(secret))
        self.secrets.clear()


class UnlockedClips:
    """Which clips are unlocked for whom. Thread-safe.

    `now` and everything that expires are seconds of a clock that never goes back. Past its end a key opens nothing,
    whether or not it has been purged.
    """

    def __init__(self, announce: Announce) -> None:
        """Nothing is unlocked. `announce` is called before anything is."""
        self._announce = announce
        self._held: dict[Access, _HeldClip] = {}
        # Held while something is announced, so that locking never comes before the unlocking that it is to end.
        self._lock = Lock()

    def unlock(self, user: UserId, keys: Sequence[LentKey], *, lifetime: int, now: float) -> float:
        """Unlock the clips of all these keys for this user, or none, and return when they expire.

        What was unlocked before gets the new keys and the new end. Raises `ValueError` for a lifetime that is not
        allowed, `WrongIdentity`, `BadHeader`, `ClipNotFound`, `OSError`, and what `announce` raises.
        """
        if not MIN_LIFETIME <= lifetime <= MAX_LIFETIME:
            raise ValueError(f"Clips can be unlocked for {MIN_LIFETIME} to {MAX_LIFETIME} seconds.")
        for key in keys:
            try_key(key)
        accesses = {key.clip_id: Access(user=user, clip_id=key.clip_id) for key in keys}
        with self._lock:
            self._announce(Unlocked(by=user, clips=tuple(accesses), lifetime=lifetime))
            self._forget(*accesses.values())
            for key in keys:
                clip = self._held.setdefault(accesses[key.clip_id], _HeldClip(expires=now + lifetime))
                clip.paths[key.part] = key.path
                clip.secrets[key.part] = bytearray(key.secret)
        return now + lifetime

    def lock(self, user: UserId | None = None) -> tuple[Access, ...]:
        """Forget the keys of a user, or all of them, and return what was forgotten."""
        with self._lock:
            return self._forget(*(access for access in self._held if user in {None, access.user}))

    def purge(self, now: float) -> tuple[Access, ...]:
        """Forget the keys that have expired and return what was forgotten."""
        with self._lock:
            return self._forget(*(access for access, clip in self._held.items() if clip.expires <= now))

    def next_expiry(self) -> float | None:
        """When there is something to purge, or None."""
        with self._lock:
            return min((clip.expires for clip in self._held.values()), default=None)

    def expiries(self, user: UserId, now: float) -> dict[ClipId, float]:
        """The clips that are unlocked for a user, and until when."""
        with self._lock:
            return {
                access.clip_id: clip.expires
                for access, clip in self._held.items()
                if access.user == user and clip.expires > now
            }

    def check(self, access: Access, now: float) -> None:
        """Raise `NotUnlocked` unless the user may see the clip now."""
        with self._lock:
            self._usable(access, now)

    def open(self, access: Access, part: Part, now: float) -> UnlockedFile:
        """Open one of a clip's files. Raises `NotUnlocked`, `Tampered`, `BadHeader`, `ClipNotFound`, `OSError`."""
        with self._lock:
            clip = self._usable(access, now)
            if part not in clip.secrets:
                raise NotUnlocked(f"The key of the {part} of clip {access.clip_id} was not lent.")
            path, opener = clip.paths[part], FileKey(secret=bytes(clip.secrets[part]))
        file = _open(path, access.clip_id)
        try:
            payload = open_seekable(file, [opener])
        except BaseException:
            file.close()
            raise
        return UnlockedFile(file, payload, check=lambda now: self.check(access, now))

    def _usable(self, access: Access, now: float) -> _HeldClip:
        clip = self._held.get(access)
        if clip is None or clip.expires <= now:
            raise NotUnlocked(f"Clip {access.clip_id} is locked.")
        return clip

    def _forget(self, *accesses: Access) -> tuple[Access, ...]:
        for access in accesses:
            if clip := self._held.pop(access, None):
                clip.wipe()
        return accesses


class UnlockedFile:
    """The payload of a sealed file, as long as it is unlocked. Not thread-safe."""

    def __init__(self, file: BinaryIO, payload: SeekableReader, *, check: Callable[[float], None]) -> None:
        """`check` raises `NotUnlocked` from the moment on that nothing may be read any more."""
        self._file = file
        self._payload = payload
        self._check = check
        self.size = payload.size

    def read(self, start: int, size: int, now: float) -> bytes:
        """Return what stands there, less only at the end. Raises `NotUnlocked`, `Tampered`, `OSError`."""
        self._check(now)
        self._payload.seek(start, io.SEEK_SET)
        return self._payload.read(size) or b""

    def close(self) -> None:
        """Close the file."""
        self._file.close()


def try_key(key: LentKey) -> None:
    """Raise `WrongIdentity` unless the key is that file's; also `BadHeader`, `ClipNotFound`, `OSError`."""
    with _open(key.path, key.clip_id) as file:
        try:
            unwrap_file_key(file, [FileKey(secret=key.secret)])
        except Tampered, WrongIdentity:
            raise WrongIdentity(f"The key given for the {key.part} of clip {key.clip_id} is not its key.") from None


def _open(path: Path, clip_id: ClipId) -> BinaryIO:
    try:
        return path.open("rb")
    except FileNotFoundError:
        raise ClipNotFound(f"There is no clip {clip_id}") from None
