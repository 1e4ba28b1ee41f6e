"""Files that are made here: never in the place of another, and gone again if making them fails."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO

PRIVATE = 0o600
"""Only its owner may read it."""


@contextmanager
def new_file(path: Path) -> Iterator[BinaryIO]:
    """Make a file that only its owner may read, durable in the end. Raises `OSError`, `FileExistsError` among them."""
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC, PRIVATE)
    try:
        with os.fdopen(descriptor, "wb") as file:
            yield file
            file.flush()
            os.fsync(file.fileno())
    except BaseException:
        path.unlink()
        raise
