"""What the tests of the log share: entries, a clock that is told what to say, and files of 8 entries."""

from datetime import UTC, datetime, timedelta
from importlib import import_module
from pathlib import Path

import pytest

from custom_components.secure_video.engine.model.names import CameraId, ClipId
from custom_components.secure_video.engine.vault.log import (
    Content,
    Coverage,
    CoverageState,
    Deleted,
    DeletionReason,
    DeviceKey,
    Exported,
    Finding,
    FindingKind,
    Heartbeat,
    Journal,
    Locked,
    RecipientsChanged,
    Recorded,
    Rewrapped,
    Shared,
    Started,
    Stopped,
    Unlocked,
    Viewed,
    Viewing,
    load_device_key,
    verify,
)

NOON = datetime(2026, 11, 1, 12, tzinfo=UTC)
SMALL = 8
_LOG = "custom_components.secure_video.engine.vault.log"
_SIZED = ("segment", "epoch", "recovery", "journal", "verifier", "prover", "pruning", "reader")


class Clock:
    """One second later at every look."""

    def __init__(self, now: datetime = NOON) -> None:
        """The first look is a second after `now`."""
        self.now = now

    def __call__(self) -> datetime:
        self.now += timedelta(seconds=1)
        return self.now


def small_files(patch: pytest.MonkeyPatch) -> None:
    """Let a file of the log hold 8 entries."""
    for name in _SIZED:
        patch.setattr(import_module(f"{_LOG}.{name}"), "SEGMENT_SIZE", SMALL)
    patch.setattr(import_module(f"{_LOG}.journal"), "MIN_PRUNED", 1)


def a_key(folder: Path, name: str = "key.pem") -> DeviceKey:
    """The device's key, beside the log."""
    return load_device_key(folder / name)


def a_clip_id(number: int) -> ClipId:
    return ClipId(f"{number:032x}")


def a_recording(number: int) -> Recorded:
    return Recorded(
        clip=a_clip_id(number),
        payload_hash=number.to_bytes(32),
        meta_hash=(number + 1).to_bytes(32),
        plaintext_hash=(number + 2).to_bytes(32),
    )


EVERY_KIND: tuple[Content, ...] = (
    Started(),
    Coverage(camera=CameraId("door"), state=CoverageState.WATCHED, since=NOON),
    a_recording(1),
    RecipientsChanged(recipients=("age1a", "age1b"), by="user"),
    Unlocked(by="user", clips=(a_clip_id(1), a_clip_id(2)), lifetime=900),
    Locked(by="", clips=(a_clip_id(1),)),
    Viewed(by="user", clip=a_clip_id(1), what=Viewing.OPENED),
    Exported(clip=a_clip_id(1), to="words"),
    Shared(clip=a_clip_id(1), to="other words"),
    Rewrapped(clip=a_clip_id(1)),
    Deleted(clip=a_clip_id(1), reason=DeletionReason.AGE),
    Heartbeat(),
    Stopped(),
)


def write_log(folder: Path, count: int, *, clock: Clock | None = None) -> str:
    """Log `count` recordings, sign and close. Return the checkpoint."""
    journal = Journal(folder / "log", a_key(folder), clock=clock or Clock())
    for number in range(count):
        journal.append(a_recording(number))
    journal.close()
    return journal.checkpoint


def check(folder: Path, last_checkpoint: str | None = None) -> list[Finding]:
    """Verify the log with the device's key."""
    return list(verify(folder / "log", a_key(folder).public, last_checkpoint))


def kinds(folder: Path, last_checkpoint: str | None = None) -> list[FindingKind]:
    return [finding.kind for finding in check(folder, last_checkpoint)]
