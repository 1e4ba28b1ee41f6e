"""The vocabulary: every type that crosses from one stage of the engine to another.

Times named `time` are seconds on a camera's stream clock: continuous, never going back, comparable within one camera
only. Times named `*_at` are aware datetimes in UTC. Boxes and points are fractions of the picture, 0..1, origin at the
top left.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import TYPE_CHECKING, NewType, Protocol, override

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

CameraId = NewType("CameraId", str)
ZoneId = NewType("ZoneId", str)
LineId = NewType("LineId", str)
TrackId = NewType("TrackId", int)
IncidentId = NewType("IncidentId", str)
ClipId = NewType("ClipId", str)

type GreyImage = NDArray[np.uint8]
"""Shape (height, width)."""
type BgrImage = NDArray[np.uint8]
"""Shape (height, width, 3), blue first."""

CLOCK_RATE = 90_000
"""Ticks a second of every packet's timestamps (RTP's clock for video, RFC 6184 section 5.1)."""


class Label(StrEnum):
    """What an incident can be about. `PACKAGE` is never an incident: that one comes or goes is an `Occurrence`."""

    MOTION = "motion"
    PERSON = "person"
    VEHICLE = "vehicle"
    ANIMAL = "animal"
    PACKAGE = "package"


class Media(StrEnum):
    """The kinds of stream we keep."""

    VIDEO = "video"
    AUDIO = "audio"


# --- video: what comes in ---------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True, kw_only=True)
class Packet:
    """One compressed packet as the camera sent it, on the camera's continuous clock.

    `pts`, `dts` and `duration` are in ticks of `CLOCK_RATE`; `dts` grows strictly within one medium.
    """

    media: Media
    pts: int
    dts: int
    duration: int
    is_keyframe: bool
    data: bytes

    @property
    def time(self) -> float:
        """When it is decoded, in seconds."""
        return self.dts / CLOCK_RATE


@dataclass(frozen=True, slots=True, kw_only=True)
class VideoFormat:
    """How a camera's video is coded. `extradata` holds the parameter sets as the camera announced them."""

    codec: str
    width: int
    height: int
    extradata: bytes


@dataclass(frozen=True, slots=True, kw_only=True)
class AudioFormat:
    """How a camera's sound is coded."""

    codec: str
    sample_rate: int
    channels: int
    extradata: bytes


@dataclass(frozen=True, slots=True, kw_only=True)
class StreamFormat:
    """What one connection carries. `dropped` names the codecs of streams a clip cannot hold (G.711 sound in MP4)."""

    video: VideoFormat
    audio: AudioFormat | None = None
    dropped: tuple[str, ...] = ()


class Frame(Protocol):
    """One decoded picture, converted only when somebody asks. Safe to use from another thread."""

    @property
    def time(self) -> float:
        """When it is shown, in seconds of the stream clock."""

    @property
    def width(self) -> int:
        """Pixels across."""

    @property
    def height(self) -> int:
        """Pixels down."""

    def grey(self, width: int, height: int) -> GreyImage:
        """Brightness, scaled to the size given."""

    def crop(self, box: Box, width: int, height: int) -> BgrImage:
        """The part of the picture in the box, its edges moved to even pixels, scaled to the size given."""

    def jpeg(self, width: int | None = None) -> bytes:
        """The picture as a JPEG file, no wider than `width` pixels."""


# --- vision: what is seen ---------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True, kw_only=True)
class Point:
    """A place in the picture."""

    x: float
    y: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Box:
    """A rectangle in the picture."""

    left: float
    top: float
    right: float
    bottom: float

    @property
    def width(self) -> float:
        """Fraction of the picture's width."""
        return self.right - self.left

    @property
    def height(self) -> float:
        """Fraction of the picture's height."""
        return self.bottom - self.top

    @property
    def area(self) -> float:
        """Fraction of the picture's area; 0 if the box is empty."""
        return max(0.0, self.width) * max(0.0, self.height)

    @property
    def centre(self) -> Point:
        """The middle."""
        return Point(x=(self.left + self.right) / 2, y=(self.top + self.bottom) / 2)

    @property
    def foot(self) -> Point:
        """The middle of the lower edge: where an object stands on the ground."""
        return Point(x=(self.left + self.right) / 2, y=self.bottom)

    def intersection(self, other: Box) -> float:
        """Area shared with another box."""
        width = min(self.right, other.right) - max(self.left, other.left)
        height = min(self.bottom, other.bottom) - max(self.top, other.top)
        return max(0.0, width) * max(0.0, height)

    def iou(self, other: Box) -> float:
        """Intersection over union, 0..1."""
        shared = self.intersection(other)
        union = self.area + other.area - shared
        return shared / union if union > 0 else 0.0

    def united(self, other: Box) -> Box:
        """The smallest box around both."""
        return Box(
            left=min(self.left, other.left),
            top=min(self.top, other.top),
            right=max(self.right, other.right),
            bottom=max(self.bottom, other.bottom),
        )


WHOLE_PICTURE = Box(left=0.0, top=0.0, right=1.0, bottom=1.0)


@dataclass(frozen=True, slots=True, kw_only=True)
class Motion:
    """What changed since the frames before. `is_settling` while the background is learned (start, light switch)."""

    regions: tuple[Box, ...] = ()
    is_settling: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Detection:
    """One object in one frame. `kind` is the model's own class ("dog" for the label animal)."""

    label: Label
    kind: str
    score: float
    box: Box


@dataclass(frozen=True, slots=True, kw_only=True)
class Track:
    """One object followed over time.

    `score` is the mean over its confident detections, `hits` their number, `is_visible` whether the latest look at its
    place saw it, `misses` how many looks there in a row did not.
    `is_moving` is false for what has stood in one place since it was first seen or for long (a parked car).
    """

    id: TrackId
    label: Label
    kind: str
    score: float
    box: Box
    hits: int
    first_time: float
    last_time: float
    is_visible: bool
    is_moving: bool
    misses: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class StillChange:
    """A place that looks different since somebody was there, and has been still since the time `since`.

    `appeared` says how surely something came (1) rather than went (0), `contrast` how much it differs, in grey levels.
    `person_height` is how tall who was there looked.
    """

    box: Box
    appeared: float
    contrast: float
    person_height: float
    since: float


class Detector(Protocol):
    """Finds objects. Called from many threads, one call per camera at a time."""

    @property
    def name(self) -> str:
        """The model's name, for people."""

    @property
    def labels(self) -> frozenset[Label]:
        """What it can find."""

    def detect(self, frame: Frame, regions: tuple[Box, ...]) -> tuple[Detection, ...]:
        """Objects in the regions of the frame, boxes relative to the whole picture. Raises `ModelError`."""


# --- incidents: what it means -----------------------------------------------------------------------------------------


class ZoneKind(StrEnum):
    """Whether a zone is watched or left out."""

    INCLUDE = "include"
    EXCLUDE = "exclude"


@dataclass(frozen=True, slots=True, kw_only=True)
class Zone:
    """A polygon of at least three points. `labels` empty means every label.

    The limits are an included zone's: an object counts in it from `min_score` on, while its box covers between
    `min_area` and `max_area` of the picture, and after `dwell` seconds inside. They do not apply to bare motion.
    """

    id: ZoneId
    name: str
    kind: ZoneKind
    polygon: tuple[Point, ...]
    labels: frozenset[Label] = frozenset()
    min_score: float = 0.0
    min_area: float = 0.0
    max_area: float = 1.0
    dwell: float = 0.0


class Direction(StrEnum):
    """Which side of a line something went to, for who stands at its start and looks towards its end."""

    TO_LEFT = "to_left"
    TO_RIGHT = "to_right"


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """A line on the ground that objects cross. `direction` None means both, `labels` empty every label."""

    id: LineId
    name: str
    start: Point
    end: Point
    direction: Direction | None = None
    labels: frozenset[Label] = frozenset()


class MaskKind(StrEnum):
    """`IGNORED`: what happens there is not looked at. `PRIVATE`: nobody sees it, in any picture we make."""

    IGNORED = "ignored"
    PRIVATE = "private"


@dataclass(frozen=True, slots=True, kw_only=True)
class Mask:
    """A part of the picture that is left out: a polygon of at least three points."""

    name: str
    kind: MaskKind
    polygon: tuple[Point, ...]


class MaskedClips(StrEnum):
    """What becomes of clips where a part of the picture is private: a clip never shows it."""

    REENCODED = "reencoded"
    NOT_RECORDED = "not_recorded"


@dataclass(frozen=True, slots=True, kw_only=True)
class _Incident:
    """What every change of an incident tells: what it is, where, since when, and the `time` of the change."""

    id: IncidentId
    label: Label
    kind: str
    score: float
    zones: tuple[ZoneId, ...]
    first_time: float
    time: float


@dataclass(frozen=True, slots=True, kw_only=True)
class IncidentStarted(_Incident):
    """Somebody or something is there. It was first seen at `first_time`; `box` is None for bare motion."""

    box: Box | None


@dataclass(frozen=True, slots=True, kw_only=True)
class IncidentUpdated(_Incident):
    """A better look at the object (higher score, or all of it for the first time), or it entered further zones."""

    box: Box | None


@dataclass(frozen=True, slots=True, kw_only=True)
class IncidentEnded(_Incident):
    """It is gone. `time` is when it was last seen; `score`, `kind` and `zones` sum up the whole incident."""


type IncidentChange = IncidentStarted | IncidentUpdated | IncidentEnded


@dataclass(frozen=True, slots=True, kw_only=True)
class Whereabouts:
    """Where an object was seen at `time`: one of an incident's, or, without one, a person no incident is about."""

    incident: IncidentId | None
    track: TrackId
    box: Box
    time: float


@dataclass(frozen=True, slots=True, kw_only=True)
class _Occurrence:
    """What happens at one moment, and does not last.

    It began to show at `first_time` and was certain at `time`.
    """

    id: IncidentId
    label: Label
    kind: str
    score: float
    box: Box
    zones: tuple[ZoneId, ...]
    first_time: float
    time: float


@dataclass(frozen=True, slots=True, kw_only=True)
class PackageDelivered(_Occurrence):
    """Something was left that was not there before, and whoever left it is gone."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PackageTaken(_Occurrence):
    """Something that had been left is gone."""


@dataclass(frozen=True, slots=True, kw_only=True)
class LineCrossed(_Occurrence):
    """An object crossed a line."""

    line: LineId
    direction: Direction


type Occurrence = PackageDelivered | PackageTaken | LineCrossed


@dataclass(frozen=True, slots=True, kw_only=True)
class Count:
    """How many objects of a label are in a zone now; `zone` None means where things count at all."""

    zone: ZoneId | None
    label: Label
    count: int


class Reason(StrEnum):
    """Why something that was seen did not become an incident."""

    NOT_SURE = "not_sure"
    NOT_MOVING = "not_moving"
    OUTSIDE = "outside"
    EXCLUDED = "excluded"
    LOW_SCORE = "low_score"
    TOO_SMALL = "too_small"
    TOO_LARGE = "too_large"
    TOO_SHORT = "too_short"


@dataclass(frozen=True, slots=True, kw_only=True)
class NearMiss:
    """Something that was seen and not told, and why. `seconds` is how long it was seen, `time` when last.

    `zone` is the one whose limit it missed, if it was a zone's.
    """

    label: Label
    kind: str
    score: float
    box: Box
    reason: Reason
    zone: ZoneId | None
    seconds: float
    time: float


# --- clips: what is kept ----------------------------------------------------------------------------------------------


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


# --- one camera: how it is set up, what it tells ----------------------------------------------------------------------


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


@dataclass(frozen=True, slots=True, kw_only=True)
class StreamAddress:
    """Where a stream is. `str()` and `repr()` leave user name, password and query out."""

    url: str

    @override
    def __str__(self) -> str:
        """The address without anything secret."""
        return without_secrets(self.url)

    @override
    def __repr__(self) -> str:
        """The same, for debuggers and logs."""
        return f"StreamAddress({self!s})"


class StreamState(StrEnum):
    """`OFF` means closed on purpose: nothing is received."""

    CONNECTING = "connecting"
    STREAMING = "streaming"
    OFFLINE = "offline"
    OFF = "off"


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


@dataclass(frozen=True, slots=True, kw_only=True)
class ClipSealed:
    """A clip is complete on the disk."""

    clip: ClipEntry


type CameraReport = CameraSnapshot | IncidentReport | OccurrenceReport | ClipSealed
type Listener = Callable[[CameraReport], None]
"""Called from the engine's threads; must not block."""


def without_secrets(url: str) -> str:
    """Return scheme, host, port and path. User, password, query and path parts with a `=` are left out."""
    scheme, separator, rest = url.partition("://")
    if not separator:
        return "(not an address)"
    authority, *path = rest.split("?")[0].split("#")[0].split("/")
    shown = [part if "=" not in part else "***" for part in path]
    return f"{scheme}://{'/'.join([authority.rpartition('@')[2], *shown])}"
