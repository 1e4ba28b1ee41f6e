"""Values for tests: only what a test says differs from the default."""

from datetime import UTC, datetime, timedelta
from fractions import Fraction
from pathlib import Path

import av
import numpy as np
from av.audio.stream import AudioStream
from av.video.stream import VideoStream

from custom_components.secure_video.engine.model.areas import Direction, Zone, ZoneKind
from custom_components.secure_video.engine.model.camera import CameraSettings
from custom_components.secure_video.engine.model.clips import ClipEntry, ClipState
from custom_components.secure_video.engine.model.incidents import (
    IncidentChange,
    IncidentEnded,
    IncidentStarted,
    IncidentUpdated,
    LineCrossed,
    NearMiss,
    Occurrence,
    PackageDelivered,
    PackageTaken,
    Reason,
)
from custom_components.secure_video.engine.model.names import (
    CameraId,
    ClipId,
    IncidentId,
    Label,
    LineId,
    TrackId,
    ZoneId,
)
from custom_components.secure_video.engine.model.picture import Box, Point
from custom_components.secure_video.engine.model.reports import IncidentReport, NearMissReport, OccurrenceReport
from custom_components.secure_video.engine.model.video import StreamAddress
from custom_components.secure_video.engine.model.vision import Track

A_BOX = Box(left=0.5, top=0.25, right=0.625, bottom=0.5)


def a_clip(
    number: int = 1,
    *,
    camera_id: str | None = "door",
    started_at: datetime = datetime(2026, 11, 1, 12, tzinfo=UTC),
    size: int = 1000,
    state: ClipState = ClipState.SEALED,
    is_protected: bool = False,
) -> ClipEntry:
    """A clip of 10 s whose id is made from the number."""
    return ClipEntry(
        id=ClipId(f"{number:032x}"),
        camera_id=CameraId(camera_id) if camera_id else None,
        started_at=started_at,
        duration=10.0,
        size=size,
        labels=frozenset({Label.PERSON}),
        state=state,
        is_protected=is_protected,
    )


def an_incident_report(
    change: IncidentChange | None = None, *, camera_id: str = "door", picture: bytes | None = None
) -> IncidentReport:
    """A report about a change (default: a person came), one second after it was first seen, with a clip."""
    at = datetime(2026, 11, 1, 12, tzinfo=UTC)
    return IncidentReport(
        camera_id=CameraId(camera_id),
        change=change or a_start(),
        started_at=at - timedelta(seconds=1),
        at=at,
        clip_id=ClipId("c" * 32),
        zone_names=("Garden",),
        picture=picture,
    )


def a_start(number: int = 1) -> IncidentStarted:
    """A person came."""
    return IncidentStarted(
        id=IncidentId(f"incident-{number}"),
        label=Label.PERSON,
        kind="person",
        score=0.876,
        box=None,
        zones=(ZoneId("garden"),),
        first_time=10.0,
        time=11.0,
    )


def an_update(number: int = 1) -> IncidentUpdated:
    """A better look at the person."""
    return IncidentUpdated(
        id=IncidentId(f"incident-{number}"),
        label=Label.PERSON,
        kind="person",
        score=0.9,
        box=None,
        zones=(ZoneId("garden"),),
        first_time=10.0,
        time=12.0,
    )


def an_end(number: int = 1) -> IncidentEnded:
    """The person is gone."""
    return IncidentEnded(
        id=IncidentId(f"incident-{number}"),
        label=Label.PERSON,
        kind="person",
        score=0.9,
        zones=(ZoneId("garden"),),
        first_time=10.0,
        time=20.0,
    )


def a_delivery(number: int = 1) -> PackageDelivered:
    """A package was left, and it took 5 s to be sure."""
    return PackageDelivered(
        id=IncidentId(f"occurrence-{number}"),
        label=Label.PACKAGE,
        kind="package",
        score=0.7,
        box=A_BOX,
        zones=(ZoneId("garden"),),
        first_time=10.0,
        time=15.0,
    )


def a_taking(number: int = 2) -> PackageTaken:
    """The package is gone."""
    return PackageTaken(
        id=IncidentId(f"occurrence-{number}"),
        label=Label.PACKAGE,
        kind="package",
        score=0.8,
        box=A_BOX,
        zones=(ZoneId("garden"),),
        first_time=20.0,
        time=25.0,
    )


def a_crossing(number: int = 3, *, label: Label = Label.VEHICLE) -> LineCrossed:
    """A car goes to the left of a line."""
    return LineCrossed(
        id=IncidentId(f"occurrence-{number}"),
        label=label,
        kind="car",
        score=0.876,
        box=A_BOX,
        zones=(),
        first_time=10.0,
        time=11.0,
        line=LineId("gate"),
        direction=Direction.TO_LEFT,
    )


def an_occurrence_report(
    occurrence: Occurrence | None = None, *, camera_id: str = "door", picture: bytes | None = None
) -> OccurrenceReport:
    """A report about what happened (default: a package was left), with a clip."""
    happened = occurrence or a_delivery()
    return OccurrenceReport(
        camera_id=CameraId(camera_id),
        occurrence=happened,
        at=datetime(2026, 11, 1, 12, tzinfo=UTC),
        clip_id=ClipId("c" * 32),
        zone_names=("Garden",) if happened.zones else (),
        line_name="Gate" if isinstance(happened, LineCrossed) else None,
        picture=picture,
    )


def a_near_miss_report(*, zone: str | None = None) -> NearMissReport:
    """Somebody may have been there for 2.4 s."""
    return NearMissReport(
        miss=NearMiss(
            label=Label.PERSON,
            kind="person",
            score=0.412,
            box=A_BOX,
            reason=Reason.LOW_SCORE,
            zone=ZoneId(zone) if zone else None,
            seconds=2.41,
            time=12.0,
        ),
        at=datetime(2026, 11, 1, 12, tzinfo=UTC),
    )


def a_track(  # noqa: PLR0913 - a track has many sides
    time: float,
    x: float = 0.5,
    y: float = 0.7,
    *,
    number: int = 1,
    hits: int = 10,
    label: Label = Label.PERSON,
    score: float = 0.8,
    width: float = 0.1,
    height: float = 0.3,
    since: float = 0.0,
    is_moving: bool = True,
    misses: int = 0,
) -> Track:
    """Somebody whose feet are at `x`, `y`, last seen at `time`; `hits` are enough to be sure."""
    return Track(
        id=TrackId(number),
        label=label,
        kind=label.value,
        score=score,
        box=Box(left=x - width / 2, top=y - height, right=x + width / 2, bottom=y),
        hits=hits,
        first_time=since,
        last_time=time,
        is_visible=misses == 0,
        is_moving=is_moving,
        misses=misses,
    )


def a_zone(
    *corners: tuple[float, float],
    name: str = "path",
    kind: ZoneKind = ZoneKind.INCLUDE,
    only: frozenset[Label] = frozenset(),
    min_score: float = 0.0,
    min_area: float = 0.0,
    max_area: float = 1.0,
    dwell: float = 0.0,
) -> Zone:
    """A zone whose id is its name."""
    return Zone(
        id=ZoneId(name),
        name=name,
        kind=kind,
        polygon=tuple(Point(x=x, y=y) for x, y in corners),
        labels=only,
        min_score=min_score,
        min_area=min_area,
        max_area=max_area,
        dwell=dwell,
    )


VIDEO_RATE = 10
VIDEO_SECONDS = 4
SOUND_RATE = 16_000


def make_video(  # noqa: PLR0913 - a camera has many sides
    path: Path,
    *,
    codec: str = "libx264",
    b_frames: int = 0,
    sound: str | None = None,
    sound_rate: int = SOUND_RATE,
    pixels: str = "yuv420p",
    width: int = 128,
    height: int = 96,
) -> Path:
    """4 s at 10 pictures a second: a bright square moves over dark ground. A key frame every second."""
    with av.open(str(path), "w") as container:
        video = container.add_stream(codec, rate=VIDEO_RATE)
        audio = container.add_stream(sound, rate=sound_rate, layout="mono") if sound else None
        assert isinstance(video, VideoStream)
        assert audio is None or isinstance(audio, AudioStream)
        video.width, video.height = width, height
        video.pix_fmt = "yuvj420p" if codec == "mjpeg" else pixels
        video.gop_size = VIDEO_RATE
        video.max_b_frames = b_frames
        if codec == "libx265":
            video.options = {"x265-params": f"log-level=none:keyint={VIDEO_RATE}:bframes={b_frames}"}
        for number in range(VIDEO_SECONDS * VIDEO_RATE):
            picture = np.full((height, width, 3), 40, np.uint8)
            picture[32:64, number * 2 : number * 2 + 32] = 220
            container.mux(video.encode(av.VideoFrame.from_ndarray(picture)))
            if audio:
                container.mux(audio.encode(_silence(number, sound_rate)))
        container.mux(video.encode())
        if audio:
            container.mux(audio.encode())
    return path


def _silence(number: int, rate: int) -> av.AudioFrame:
    """The sound of one picture."""
    samples = rate // VIDEO_RATE
    block = av.AudioFrame.from_ndarray(np.zeros((1, samples), np.int16), format="s16", layout="mono")
    block.sample_rate = rate
    block.pts = number * samples
    block.time_base = Fraction(1, rate)
    return block


def a_camera() -> CameraSettings:
    """A camera at the front door that is watched for people."""
    return CameraSettings(
        id=CameraId("door"),
        name="Front door",
        stream=StreamAddress(url="rtsp://camera/door"),
        labels=frozenset({Label.PERSON}),
        seconds_before=5.0,
        seconds_after=3.0,
    )
