"""A sealed file on the disk: written in place of its final name only when it is complete."""

import os
from collections.abc import Sequence
from pathlib import Path

from ..vault.age import Recipient, SealWriter

PART_SUFFIX = ".part"


class SealedFile:
    """Seals what is written to it. `<path>.part` until `finish`, which makes it durable and gives it its name.

    Not thread-safe. Every method may raise `OSError`; what had been sealed until then stays in the part.
    """

    def __init__(self, path: Path, recipients: Sequence[Recipient]) -> None:
        """Create the part and write the header."""
        self._path = path
        self._part = path.with_name(path.name + PART_SUFFIX)
        # Unbuffered: a crash then costs no more than the chunk that is still open.
        self._file = self._part.open("xb", buffering=0)
        self._seal = SealWriter(self._file, recipients)

    def write(self, data: bytes) -> int:
        """Seal more bytes."""
        self._seal.write(data)
        return len(data)

    def finish(self) -> int:
        """Complete the file; it survives a power cut from here on. Return its size in bytes."""
        try:
            self._seal.finish()
            self._file.flush()
            os.fsync(self._file.fileno())
            size = self._file.tell()
        finally:
            self._file.close()
        self._part.replace(self._path)
        _sync_folder(self._path.parent)
        return size

    def abandon(self) -> int:
        """Leave the part as it is, for its owner to recover. Return its size in bytes."""
        self._file.close()
        return self._part.stat().st_size


def _sync_folder(folder: Path) -> None:
    """Make a rename survive a power cut (on Linux a folder is synced through its own descriptor)."""
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
