"""A file whose disk goes away waits in memory, in order, and is continued where it was."""

import errno
import os
from collections.abc import Iterator
from hashlib import sha256
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest

from custom_components.secure_video.engine.clips import sealed
from custom_components.secure_video.engine.clips.sealed import (
    MAX_WAITING_BYTES,
    MAX_WAITING_SECONDS,
    RETRY_SECONDS,
    SealedFile,
    WaitingFile,
    payload_hash,
)
from custom_components.secure_video.engine.vault.age import generate_identity, open_sealed

IDENTITY = generate_identity(post_quantum=False)


class Disk:
    """Goes away and comes back as the test tells it. `takes` is what it still takes of the write that fails."""

    def __init__(self) -> None:
        """It is there."""
        self.problem: int | None = None
        self.takes = 0
        self.now = 0.0
        self.tries = 0
        self._write, self._open = os.write, os.open

    def clock(self) -> float:
        return self.now

    def write(self, descriptor: int, data: bytes) -> int:
        if self.problem is not None:
            self.tries += 1
            self._write(descriptor, data[: self.takes])
            raise OSError(self.problem, os.strerror(self.problem))
        return self._write(descriptor, data)

    def open(self, path: Any, flags: int, *args: Any) -> int:  # noqa: ANN401
        if self.problem is not None:
            self.tries += 1
            raise OSError(self.problem, os.strerror(self.problem))
        return self._open(path, flags, *args)

    def come_back(self) -> None:
        self.problem = None
        self.now += RETRY_SECONDS


@pytest.fixture
def disk(monkeypatch: pytest.MonkeyPatch) -> Disk:
    disk = Disk()
    monkeypatch.setattr(os, "write", disk.write)
    monkeypatch.setattr(os, "open", disk.open)
    return disk


@pytest.fixture
def file(tmp_path: Path, disk: Disk) -> Iterator[WaitingFile]:
    file = WaitingFile(tmp_path / "file", clock=disk.clock)
    yield file
    file.close()


def test_what_comes_while_the_disk_is_away_is_written_in_order_when_it_is_back(
    tmp_path: Path, disk: Disk, file: WaitingFile
) -> None:
    file.write(b"before ")
    disk.problem, disk.takes = errno.EIO, 3
    for word in (b"while ", b"it ", b"is "):
        assert file.write(word) == len(word)
    assert not file.flush()
    disk.come_back()
    file.write(b"away")
    assert file.flush()
    assert (tmp_path / "file").read_bytes() == b"before while it is away"
    assert file.size == 23
    assert file.was_away


def test_it_is_tried_once_in_a_while_and_not_at_every_write(disk: Disk, file: WaitingFile) -> None:
    disk.problem = errno.EROFS
    for _ in range(100):
        file.write(b"x")
    assert disk.tries == 1
    disk.now += RETRY_SECONDS
    file.write(b"x")
    file.write(b"x")
    assert disk.tries == 2


def test_a_full_disk_is_told_at_once(disk: Disk, file: WaitingFile) -> None:
    disk.problem = errno.ENOSPC
    with pytest.raises(OSError, match="No space"):
        file.write(b"x")


def test_no_more_is_held_back_than_the_limit(disk: Disk, file: WaitingFile) -> None:
    disk.problem = errno.EIO
    chunk = bytes(2**20)
    for _ in range(MAX_WAITING_BYTES // len(chunk)):
        file.write(chunk)
    with pytest.raises(OSError, match="Input/output"):
        file.write(b"x")


def test_it_does_not_wait_for_ever(disk: Disk, file: WaitingFile) -> None:
    disk.problem = errno.EIO
    file.write(b"x")
    disk.now += MAX_WAITING_SECONDS
    assert not file.flush()
    disk.now += 1
    with pytest.raises(OSError, match="Input/output"):
        file.flush()


def test_a_file_that_lost_what_it_had_is_not_continued(tmp_path: Path, disk: Disk, file: WaitingFile) -> None:
    file.write(b"twelve bytes")
    disk.problem = errno.EIO
    file.write(b"more")
    os.truncate(tmp_path / "file", 5)
    disk.come_back()
    with pytest.raises(OSError, match="lost"):
        file.flush()
    assert (tmp_path / "file").read_bytes() == b"twelv"


def test_in_another_folder_under_the_same_name_nothing_is_written(
    tmp_path: Path, disk: Disk, file: WaitingFile
) -> None:
    file.write(b"before")
    disk.problem = errno.EIO
    file.write(b"more")
    (tmp_path / "file").unlink()
    disk.come_back()
    assert not file.flush()
    assert not list(tmp_path.iterdir())


def a_sealed_file(folder: Path) -> SealedFile:
    return SealedFile(folder / "clip.age", [IDENTITY.recipient], modified_at=1e9)


def test_the_hash_is_that_of_all_behind_the_header(tmp_path: Path) -> None:
    file = a_sealed_file(tmp_path)
    file.write(b"video" * 50_000)
    assert file.complete()
    file.name()
    content = (tmp_path / "clip.age").read_bytes()
    assert file.payload_hash == sha256(content[4096:]).digest() == payload_hash(tmp_path / "clip.age")
    assert (tmp_path / "clip.age").stat().st_mtime == 1e9
    assert file.size == len(content)


def test_the_end_waits_as_well(tmp_path: Path, disk: Disk, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sealed, "RETRY_SECONDS", 0.0)
    file = a_sealed_file(tmp_path)
    file.write(b"video" * 50_000)
    disk.problem = errno.EIO
    assert not file.complete()
    assert not file.complete()
    disk.problem = None
    assert file.complete()
    file.name()
    opened = open_sealed(BytesIO((tmp_path / "clip.age").read_bytes()), [IDENTITY]).readall()
    assert opened == b"video" * 50_000


def test_a_disk_that_forgot_silently_is_found_out(tmp_path: Path, disk: Disk, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sealed, "RETRY_SECONDS", 0.0)
    file = a_sealed_file(tmp_path)
    file.write(b"video" * 50_000)
    disk.problem = errno.EIO
    assert not file.complete()
    disk.problem = None
    with (tmp_path / "clip.age.part").open("r+b") as part:
        part.seek(10_000)
        part.write(bytes(100))
    with pytest.raises(OSError, match="lost"):
        file.complete()


def test_a_file_without_a_header_is_not_left_behind(
    tmp_path: Path, disk: Disk, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_: object) -> int:
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(os, "write", fail)
    with pytest.raises(OSError, match="No space"):
        a_sealed_file(tmp_path)
    assert not list(tmp_path.iterdir())
