"""The few things the log asks of a disk. All raise `OSError`."""

import os
from pathlib import Path

_NEW_SUFFIX = ".new"


def open_for_append(path: Path) -> int:
    """Open the file, made durable if it is new, and return its descriptor."""
    is_new = not path.exists()
    descriptor = os.open(path, os.O_WRONLY | os.O_APPEND | os.O_CREAT | os.O_CLOEXEC, 0o644)
    if is_new:
        sync_folder(path.parent)
    return descriptor


def write(descriptor: int, data: bytes) -> None:
    """Hand all of it to the operating system, which keeps it even if this process is killed."""
    rest = memoryview(data)
    while rest:
        rest = rest[os.write(descriptor, rest) :]


def sync(descriptor: int) -> None:
    """Make what was written survive a power cut."""
    os.fsync(descriptor)


def close(descriptor: int) -> None:
    """Close the file."""
    os.close(descriptor)


def truncate(path: Path, size: int) -> None:
    """Cut the file, durably."""
    descriptor = os.open(path, os.O_WRONLY | os.O_CLOEXEC)
    try:
        os.ftruncate(descriptor, size)
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def replace(path: Path, data: bytes, mode: int = 0o644) -> None:
    """Give the file this content, durably: after a crash it has the old content or the new one, whole."""
    new = path.with_name(path.name + _NEW_SUFFIX)
    new.unlink(missing_ok=True)
    descriptor = os.open(new, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC, mode)
    try:
        write(descriptor, data)
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
    os.replace(new, path)  # noqa: PTH105 - beside the other calls of the system
    sync_folder(path.parent)


def make_folder(path: Path) -> None:
    """Make the folder, and those above it, durably."""
    if path.is_dir():
        return
    make_folder(path.parent)
    os.mkdir(path)  # noqa: PTH102
    sync_folder(path.parent)


def sync_folder(folder: Path) -> None:
    """Make new names in it survive a power cut (on Linux a folder is synced through its own descriptor)."""
    descriptor = os.open(folder, os.O_RDONLY | os.O_CLOEXEC)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
