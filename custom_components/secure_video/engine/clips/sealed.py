"""A sealed file on the disk: it gets its name only when it is complete. While its disk is away, it waits in memory."""

import os
import time
from collections import deque
from collections.abc import Buffer, Callable, Sequence
from contextlib import suppress
from errno import EDQUOT, EIO, ENODATA, ENOSPC
from hashlib import file_digest, sha256
from pathlib import Path
from typing import BinaryIO, cast

from ..errors import VaultError
from ..vault.age import Recipient, SealWriter, header_size
from ..vault.log.disk import sync_folder

PART_SUFFIX = ".part"

MAX_WAITING_BYTES = 32 * 2**20
"""What one file may hold back: a minute of a camera with 4 Mbit/s. Eight cameras take 256 MiB, which 2 GB allow."""

MAX_WAITING_SECONDS = 120.0
"""How long a file may wait: as long as the memory lasts at 2 Mbit/s. A disk that is away for longer must be told."""

RETRY_SECONDS = 1.0
"""Between two tries: they are made in the thread that receives the stream, and each may take a moment."""

_WAITING_IS_OF_NO_USE = frozenset({ENOSPC, EDQUOT, ENODATA})


class WaitingFile:
    """Appends to a new file. What the disk does not take waits, in order, and is handed over when the disk is back.

    Then the same file is continued behind the last byte that was taken, never another in its place. Not thread-safe.
    """

    def __init__(self, path: Path, *, clock: Callable[[], float] = time.monotonic) -> None:
        """Create the file. Raises `OSError`."""
        self._path = path
        self._clock = clock
        self._descriptor: int | None = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC, 0o644)
        self._waiting: deque[bytes] = deque()
        self._waiting_bytes = 0
        self._problem: OSError | None = None
        self._since = 0.0
        self._next_try = 0.0
        self.size = 0
        """Bytes that the disk has taken."""
        self.was_away = False

    def write(self, data: Buffer) -> int:
        """Take all of it. Raises `OSError` once waiting is of no use any more."""
        chunk = bytes(data)
        self._waiting.append(chunk)
        self._waiting_bytes += len(chunk)
        self.flush()
        return len(chunk)

    def flush(self) -> bool:
        """Hand over what waits, if it is time to try. Return whether nothing waits. Raises as `write` does."""
        if self._problem is None or self._clock() >= self._next_try:
            try:
                self._write_waiting()
            except OSError as error:
                self._wait(error)
            else:
                self._problem = None
        if self._problem is not None and self._is_hopeless(self._problem):
            raise self._problem
        return not self._waiting

    def sync(self, modified_at: float) -> None:
        """Make it survive a power cut, as changed at this time. Raises `OSError`."""
        if self._descriptor is None:
            self._descriptor = self._reopened()
        os.utime(self._descriptor, ns=(_nanoseconds(modified_at),) * 2)
        os.fsync(self._descriptor)

    def close(self) -> None:
        """Close the file; what waits is lost."""
        if self._descriptor is not None:
            # A disk that is away may refuse even this.
            with suppress(OSError):
                os.close(self._descriptor)
            self._descriptor = None

    def _write_waiting(self) -> None:
        if self._descriptor is None:
            self._descriptor = self._reopened()
        while self._waiting:
            count = os.write(self._descriptor, self._waiting[0])
            self.size += count
            self._waiting_bytes -= count
            chunk = self._waiting.popleft()
            if count < len(chunk):
                self._waiting.appendleft(chunk[count:])

    def _reopened(self) -> int:
        """Open the same file again, cut to what it was known to have. Never makes one: this may be another disk."""
        if os.stat(self._path).st_size < self.size:  # noqa: PTH116 - beside the other calls of the system
            raise OSError(ENODATA, "What had been written is lost")
        os.truncate(self._path, self.size)
        return os.open(self._path, os.O_WRONLY | os.O_APPEND | os.O_CLOEXEC)

    def _wait(self, problem: OSError) -> None:
        now = self._clock()
        if self._problem is None:
            self._since = now
        self._problem = problem
        self._next_try = now + RETRY_SECONDS
        self.was_away = True
        self.close()

    def _is_hopeless(self, problem: OSError) -> bool:
        return (
            problem.errno in _WAITING_IS_OF_NO_USE
            or self._waiting_bytes > MAX_WAITING_BYTES
            or self._clock() - self._since > MAX_WAITING_SECONDS
        )


class SealedFile:
    """Seals what is written to it. `<path>.part` until `name`, which comes after `complete`.

    Not thread-safe. Every method may raise `OSError`; what had been sealed until then stays in the part.
    """

    def __init__(self, path: Path, recipients: Sequence[Recipient], *, modified_at: float) -> None:
        """Create the part and write the header. `modified_at` is what the complete file tells as its time."""
        self._path = path
        self._part = path.with_name(path.name + PART_SUFFIX)
        self._modified_at = modified_at
        self._is_whole = False
        self._file = WaitingFile(self._part)
        try:
            payload = _Payload(self._file)
            self._seal = SealWriter(cast("BinaryIO", payload), recipients)
        except OSError, VaultError:
            # Without a header there is nothing in it that its owner could recover.
            self._file.close()
            self._part.unlink(missing_ok=True)
            raise
        payload.begin(self._seal.header_size)
        self._hash = payload.hash

    @property
    def size(self) -> int:
        """Bytes on the disk."""
        return self._file.size

    @property
    def payload_hash(self) -> bytes:
        """SHA-256 of all that follows the header: nonce and chunks."""
        return self._hash.digest()

    def write(self, data: bytes) -> int:
        """Seal more bytes."""
        self._seal.write(data)
        return len(data)

    def complete(self) -> bool:
        """Write the end and make it durable. Return False while the disk is away: ask again a little later."""
        if not self._is_whole:
            self._seal.finish()
            self._is_whole = True
        if not self._file.flush():
            return False
        self._file.sync(self._modified_at)
        self._file.close()
        # A disk that was away may have forgotten what it had taken, and say nothing of it.
        if self._file.was_away and payload_hash(self._part) != self.payload_hash:
            raise OSError(EIO, "The disk has lost a part of what had been written")
        return True

    def name(self) -> None:
        """Give the complete file its name, durably."""
        name_part(self._part)

    def abandon(self) -> None:
        """Leave the part as it is, for its owner to recover."""
        self._file.close()


class _Payload:
    """Passes on what is written, and hashes what follows the header."""

    def __init__(self, file: WaitingFile) -> None:
        self._file = file
        self._head = b""
        self.hash = sha256()
        self._has_begun = False

    def write(self, data: Buffer) -> int:
        if self._has_begun:
            self.hash.update(data)
        else:
            self._head += bytes(data)
        return self._file.write(data)

    def begin(self, size: int) -> None:
        """The header, which has this size, and the nonce have been written."""
        self.hash.update(self._head[size:])
        self._has_begun = True


def payload_hash(path: Path) -> bytes:
    """Return the SHA-256 of all that follows the header of a sealed file. Raises `OSError`, `BadHeader`."""
    with path.open("rb") as file:
        file.seek(header_size(file))
        return file_digest(file, "sha256").digest()


def name_part(part: Path) -> None:
    """Give a complete part its name, durably. Raises `OSError`."""
    part.replace(part.with_name(part.name.removesuffix(PART_SUFFIX)))
    sync_folder(part.parent)


def _nanoseconds(seconds: float) -> int:
    """To the microsecond, which is what a float of today's time holds."""
    return round(seconds * 10**6) * 1000
