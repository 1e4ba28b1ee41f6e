"""Values for tests: only what a test says differs from the default."""

from datetime import UTC, datetime, timedelta
from fractions import Fraction
from pathlib import Path

import av
import numpy as np
from av.audio.stream import AudioStream
from av.video.stream import VideoStream

from custom_components.secure_video.engine.model import (
    CameraId,
    ClipEntry,
    ClipId,
    ClipState,
    IncidentChange,
    IncidentEnded,
    IncidentId,
    IncidentReport,
    IncidentStarted,
    IncidentUpdated,
    Label,
    ZoneId,
)


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


VIDEO_RATE = 10
VIDEO_SECONDS = 4
SOUND_RATE = 16_000


def make_video(path: Path, *, codec: str = "libx264", b_frames: int = 0, sound: str | None = None) -> Path:
    """4 s at 10 pictures a second, 128 x 96: a bright square moves over dark ground. A key frame every second."""
    with av.open(str(path), "w") as container:
        video = container.add_stream(codec, rate=VIDEO_RATE)
        audio = container.add_stream(sound, rate=SOUND_RATE, layout="mono") if sound else None
        assert isinstance(video, VideoStream)
        assert audio is None or isinstance(audio, AudioStream)
        video.width, video.height = 128, 96
        video.pix_fmt = "yuvj420p" if codec == "mjpeg" else "yuv420p"
        video.gop_size = VIDEO_RATE
        video.max_b_frames = b_frames
        if codec == "libx265":
            video.options = {"x265-params": f"log-level=none:keyint={VIDEO_RATE}:bframes={b_frames}"}
        for number in range(VIDEO_SECONDS * VIDEO_RATE):
            picture = np.full((96, 128, 3), 40, np.uint8)
            picture[32:64, number * 2 : number * 2 + 32] = 220
            container.mux(video.encode(av.VideoFrame.from_ndarray(picture)))
            if audio:
                container.mux(audio.encode(_silence(number)))
        container.mux(video.encode())
        if audio:
            container.mux(audio.encode())
    return path


def _silence(number: int) -> av.AudioFrame:
    """The sound of one picture."""
    samples = SOUND_RATE // VIDEO_RATE
    block = av.AudioFrame.from_ndarray(np.zeros((1, samples), np.int16), format="s16", layout="mono")
    block.sample_rate = SOUND_RATE
    block.pts = number * samples
    block.time_base = Fraction(1, SOUND_RATE)
    return block
