"""What a camera tells, with what only its pipeline can add."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from .camera import CameraSnapshot
from .clips import ClipEntry
from .incidents import IncidentChange, NearMiss, Occurrence
from .names import CameraId, ClipId


@dataclass(frozen=True, slots=True, kw_only=True)
class IncidentReport:
    """An incident's change with what only the pipeline can add: wall-clock times, the clip, a picture (JPEG)."""

    camera_id: CameraId
    change: IncidentChange
    started_at: datetime
    at: datetime
    clip_id: ClipId | None
    zone_names: tuple[str, ...]
    picture: bytes | None


@dataclass(frozen=True, slots=True, kw_only=True)
class OccurrenceReport:
    """An occurrence with what only the pipeline can add, as in `IncidentReport`."""

    camera_id: CameraId
    occurrence: Occurrence
    at: datetime
    clip_id: ClipId | None
    zone_names: tuple[str, ...]
    line_name: str | None
    picture: bytes | None


@dataclass(frozen=True, slots=True, kw_only=True)
class NearMissReport:
    """A near miss, and when it was last seen."""

    miss: NearMiss
    at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class ClipSealed:
    """A clip is complete on the disk."""

    clip: ClipEntry


type CameraReport = CameraSnapshot | IncidentReport | OccurrenceReport | ClipSealed
type Listener = Callable[[CameraReport], None]
"""Called from the engine's threads; must not block."""
