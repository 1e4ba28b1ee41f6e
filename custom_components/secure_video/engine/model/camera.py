"""One camera: how it is set up, and how it is at one moment."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from .areas import Line, Mask, MaskedClips, MaskKind, Zone
from .incidents import Count
from .names import CameraId, ClipId, Label
from .video import StreamAddress, StreamFormat, StreamState


@dataclass(frozen=True, slots=True, kw_only=True)
class CameraSettings:
    """How one camera is watched. The URLs may hold credentials, so they stay out of `repr`."""

    id: CameraId
    name: str
    stream: StreamAddress
    analysis_stream: StreamAddress | None = None
    labels: frozenset[Label]
    zones: tuple[Zone, ...] = ()
    lines: tuple[Line, ...] = ()
    masks: tuple[Mask, ...] = ()
    masked_clips: MaskedClips = MaskedClips.REENCODED
    seconds_before: float = 5.0
    seconds_after: float = 5.0
    is_detecting: bool = True
    is_recording: bool = True

    @property
    def private(self) -> tuple[Mask, ...]:
        """The parts of the picture that nobody may see."""
        return tuple(mask for mask in self.masks if mask.kind is MaskKind.PRIVATE)

    @property
    def ignored(self) -> tuple[Mask, ...]:
        """The parts of the picture in which nothing counts."""
        return tuple(mask for mask in self.masks if mask.kind is MaskKind.IGNORED)


class AnalysisState(StrEnum):
    """How closely a camera is looked at.

    `RESTING`: key frames only, ready to wake. `WATCHING`: as often as it should be. `REDUCED`: less often than it
    should be, because the machine has too much to do.
    """

    OFF = "off"
    RESTING = "resting"
    WATCHING = "watching"
    REDUCED = "reduced"


class RecordingProblem(StrEnum):
    """Why clips are not kept, or not whole.

    `PRIVATE`: the owner wants none where a part of the picture is private. `NO_ENCODER`: clips without that part cannot
    be made here. `TOO_SLOW`: they cannot be made as fast as the pictures come.
    """

    NO_RECIPIENTS = "no_recipients"
    DISK_FULL = "disk_full"
    READ_ONLY = "read_only"
    NOT_POSSIBLE = "not_possible"
    PRIVATE = "private"
    NO_ENCODER = "no_encoder"
    TOO_SLOW = "too_slow"


@dataclass(frozen=True, slots=True, kw_only=True)
class CameraSnapshot:
    """All that is known about one camera at one moment, complete in itself.

    `problem` says why the stream is offline. `present` are the labels with an incident going on, `packages` how many
    were left and not yet taken.
    """

    camera_id: CameraId
    state: StreamState
    problem: type[Exception] | None = None
    format: StreamFormat | None = None
    last_frame_at: datetime | None = None
    has_motion: bool = False
    present: frozenset[Label] = frozenset()
    analysis: AnalysisState = AnalysisState.OFF
    counts: tuple[Count, ...] = ()
    packages: int = 0
    recording: ClipId | None = None
    recording_problem: RecordingProblem | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class AnalysisFigures:
    """How a camera's analysis goes, for diagnostics.

    `looks_per_second` over the last ten seconds, `decoded_share` of all pictures received since the start, `wakes` from
    resting, `false_wakes` those after which nothing moved, `trusts_sizes` whether packet sizes follow what moves here.
    """

    looks_per_second: float
    decoded_share: float
    wakes: int
    false_wakes: int
    trusts_sizes: bool
