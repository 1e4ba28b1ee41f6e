"""Whatever happens while the recipients of a clip are changed, somebody can open it: the old ones or the new ones."""

import io
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import override

import pytest

from custom_components.secure_video.engine.clips.rewrap import JOURNAL_SUFFIX, recover, recover_all, rewrap
from custom_components.secure_video.engine.errors import BadRecipient, HeaderFull, VaultError, WrongIdentity
from custom_components.secure_video.engine.vault.age import (
    FileKey,
    Identity,
    SealWriter,
    generate_identity,
    open_sealed,
    unwrap_file_key,
)
from tests.sealing import seal

CLIP = bytes(value * 7 % 251 for value in range(100_000))
OLD, NEW, THIRD = (generate_identity(post_quantum=False) for _ in range(3))
MOMENTS = range(9)
"""A change makes, writes and syncs the journal, opens and syncs the folder, then opens, writes and syncs the clip, and
deletes the journal."""
RECOVERY_MOMENTS = range(4)


class KilledError(BaseException):
    """The process is gone; nobody cleans up."""


class Disk:
    """Stops working at one moment, after half of a write, and knows what had reached the platter by then."""

    def __init__(self, folder: Path, stop_at: int, error: BaseException) -> None:
        """All that is in the folder now is durable."""
        self.folder = folder
        self.steps = 0
        self._stop_at = stop_at
        self._error = error
        self._names = {path.name for path in folder.iterdir()}
        self._contents = {path.name: path.read_bytes() for path in folder.iterdir()}

    def step(self) -> None:
        """Stop here, perhaps. Once killed, nothing more is done."""
        self.steps += 1
        if self.steps - 1 == self._stop_at or (self.steps > self._stop_at and isinstance(self._error, KilledError)):
            raise self._error

    def sync(self, descriptor: int) -> None:
        """Make durable what is behind the descriptor."""
        self.step()
        path = Path(f"/proc/self/fd/{descriptor}").readlink()
        if path == self.folder:
            self._names = {path.name for path in path.iterdir()}
        else:
            self._contents[path.name] = path.read_bytes()

    def lose_what_was_not_synced(self) -> None:
        """The power was cut."""
        for path in self.folder.iterdir():
            path.unlink()
        for name in self._names:
            (self.folder / name).write_bytes(self._contents.get(name, b""))


class FaultyFile(io.FileIO):
    """Writes half, then asks the disk."""

    disk: Disk

    @override
    def write(self, data: object) -> int:
        content = bytes(data)  # type: ignore[call-overload]
        half = super().write(content[: len(content) // 2])
        self.disk.step()
        return half + super().write(content[half:])


@contextmanager
def disk_failing(folder: Path, stop_at: int, error: BaseException) -> Iterator[Disk]:
    """Fail at the given moment; the error is swallowed."""
    disk = Disk(folder, stop_at, error)
    open_path, unlink, open_folder = Path.open, Path.unlink, os.open

    def open_file(path: Path, mode: str = "r", buffering: int = -1) -> object:
        if mode == "rb":
            return open_path(path, mode, buffering)
        disk.step()
        file = FaultyFile(path, mode)
        file.disk = disk
        return file

    def step_first(path: Path, *, missing_ok: bool = False) -> None:
        disk.step()
        unlink(path, missing_ok=missing_ok)

    def open_synced(path: Path, flags: int) -> int:
        disk.step()
        return open_folder(path, flags)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Path, "open", open_file)
        patch.setattr(Path, "unlink", step_first)
        patch.setattr(os, "open", open_synced)
        patch.setattr(os, "fsync", disk.sync)
        try:
            yield disk
        except type(error) as raised:
            assert raised is error  # noqa: PT017 - any other is a fault of the test


@pytest.fixture
def clip(tmp_path: Path) -> Path:
    """A clip that only the old owner opens, in a folder of its own."""
    path = tmp_path / "clips" / "clip.mp4.age"
    path.parent.mkdir()
    path.write_bytes(seal(CLIP, OLD))
    return path


def opens(path: Path, identity: Identity) -> bool:
    """Whether the private key opens the whole clip."""
    with path.open("rb") as file:
        try:
            return open_sealed(file, [identity]).readall() == CLIP
        except VaultError:
            return False


def assert_old_or_new(path: Path) -> None:
    """Exactly one of them opens it, and nothing is left beside it."""
    assert opens(path, OLD) != opens(path, NEW)
    assert list(path.parent.iterdir()) == [path]


def test_from_old_to_new(clip: Path) -> None:
    before = clip.read_bytes()
    rewrap(clip, [OLD], [NEW.recipient, THIRD.recipient])
    after = clip.read_bytes()
    assert (opens(clip, OLD), opens(clip, NEW), opens(clip, THIRD)) == (False, True, True)
    assert (len(after), after[4096:]) == (len(before), before[4096:])
    assert list(clip.parent.iterdir()) == [clip]


def test_with_the_key_of_the_file(clip: Path) -> None:
    with clip.open("rb") as file:
        file_key = unwrap_file_key(file, [OLD])
    rewrap(clip, [FileKey(secret=file_key)], [NEW.recipient])
    assert opens(clip, NEW)


def test_what_cannot_be_done_leaves_everything_as_it_was(clip: Path) -> None:
    before = clip.read_bytes()
    many = [generate_identity(post_quantum=True).recipient for _ in range(3)]
    with pytest.raises(HeaderFull):
        rewrap(clip, [OLD], many)
    with pytest.raises(WrongIdentity):
        rewrap(clip, [THIRD], [NEW.recipient])
    with pytest.raises(BadRecipient):
        rewrap(clip, [OLD], [NEW.recipient, many[0]])
    assert clip.read_bytes() == before
    assert list(clip.parent.iterdir()) == [clip]


def test_all_moments_are_known(clip: Path) -> None:
    with disk_failing(clip.parent, 99, KilledError()) as disk:
        rewrap(clip, [OLD], [NEW.recipient])
    assert disk.steps == len(MOMENTS)
    disk.lose_what_was_not_synced()
    assert recover(clip)
    assert_old_or_new(clip)
    assert opens(clip, NEW)


@pytest.mark.parametrize("is_power_cut", [False, True])
@pytest.mark.parametrize("moment", MOMENTS)
def test_killed(clip: Path, moment: int, *, is_power_cut: bool) -> None:
    with disk_failing(clip.parent, moment, KilledError()) as disk:
        rewrap(clip, [OLD], [NEW.recipient])
    if is_power_cut:
        disk.lose_what_was_not_synced()
    recover(clip)
    assert_old_or_new(clip)


@pytest.mark.parametrize("is_power_cut", [False, True])
@pytest.mark.parametrize("recovery_moment", RECOVERY_MOMENTS)
@pytest.mark.parametrize("moment", MOMENTS)
def test_killed_again_while_recovering(clip: Path, moment: int, recovery_moment: int, *, is_power_cut: bool) -> None:
    with disk_failing(clip.parent, moment, KilledError()) as disk:
        rewrap(clip, [OLD], [NEW.recipient])
    if is_power_cut:
        disk.lose_what_was_not_synced()
    with disk_failing(clip.parent, recovery_moment, KilledError()) as disk:
        recover(clip)
    if is_power_cut:
        disk.lose_what_was_not_synced()
    recover(clip)
    assert_old_or_new(clip)


@pytest.mark.parametrize("moment", MOMENTS)
def test_a_disk_that_fails_once(clip: Path, moment: int) -> None:
    with disk_failing(clip.parent, moment, OSError(28, "No space left on device")):
        rewrap(clip, [OLD], [NEW.recipient])
    recover(clip)
    assert_old_or_new(clip)


@pytest.mark.parametrize("moment", MOMENTS)
def test_the_next_change_begins_where_the_last_one_was_broken_off(clip: Path, moment: int) -> None:
    with disk_failing(clip.parent, moment, KilledError()):
        rewrap(clip, [OLD], [NEW.recipient])
    rewrap(clip, [OLD, NEW], [THIRD.recipient])
    assert opens(clip, THIRD)
    assert not recover(clip)


def test_at_start_all_of_the_folder_is_recovered(clip: Path) -> None:
    with disk_failing(clip.parent, 6, KilledError()):  # Half of the header is written.
        rewrap(clip, [OLD], [NEW.recipient])
    assert not opens(clip, OLD)
    assert not opens(clip, NEW)
    assert recover_all(clip.parent.parent) == (clip,)
    assert opens(clip, NEW)
    assert recover_all(clip.parent.parent) == ()


@pytest.mark.parametrize("content", [b"", b"x" * 31, b"x" * 32, b"x" * 4128])
def test_a_journal_that_is_none_is_dropped(clip: Path, content: bytes) -> None:
    clip.with_name(clip.name + JOURNAL_SUFFIX).write_bytes(content)
    assert not recover(clip)
    assert_old_or_new(clip)


def test_a_journal_of_another_clip_or_of_none_is_dropped(clip: Path) -> None:
    with disk_failing(clip.parent, 5, KilledError()):
        rewrap(clip, [OLD], [NEW.recipient])
    journal = clip.with_name(clip.name + JOURNAL_SUFFIX)
    with clip.open("wb") as file:
        SealWriter(file, [OLD.recipient]).finish()
    before = clip.read_bytes()
    (clip.parent / f"deleted.mp4.age{JOURNAL_SUFFIX}").write_bytes(journal.read_bytes())
    assert recover_all(clip.parent) == ()
    assert clip.read_bytes() == before
    assert list(clip.parent.iterdir()) == [clip]
