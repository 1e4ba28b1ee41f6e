"""What is kept."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from .names import CameraId, ClipId, Label


class ClipState(StrEnum):
    """`INCOMPLETE` is what a crash left: the owner can still open what had been sealed."""

    RECORDING = "recording"
    SEALED = "sealed"
    INCOMPLETE = "incomplete"


@dataclass(frozen=True, slots=True, kw_only=True)
class ClipEntry:
    """One clip in the store. `camera_id` is None for a file found in the folder that the index does not know.

    `started_at` is the first picture's time, `size` the sealed bytes on the disk, `duration` in seconds. A protected
    clip is never deleted before somebody takes the protection away.
    """

    id: ClipId
    camera_id: CameraId | None
    started_at: datetime
    duration: float
    size: int
    labels: frozenset[Label]
    state: ClipState
    is_protected: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Kept:
    """How much is kept: number of clips and their bytes."""

    clips: int = 0
    bytes: int = 0
