"""Clean streams to damage: small ones of every kind a camera sends, made with PyAV, and real ones if there are any."""

import os
from dataclasses import dataclass
from fractions import Fraction
from io import BytesIO
from pathlib import Path

import av
import numpy as np
from av.audio.stream import AudioStream
from av.video.stream import VideoStream

from custom_components.secure_video.engine.errors import SourceError
from custom_components.secure_video.engine.model.video import StreamAddress
from custom_components.secure_video.engine.video.source import Source
from custom_components.secure_video.engine.video.timeline import Timeline

FRAMES, RATE, GROUP = 24, 10, 8
SOUND_RATE = 16_000
LARGEST = 120_000
"""Bytes of a real stream: a larger one would take most of the time."""
FRAGMENTED = {"movflags": "frag_keyframe+empty_moov+default_base_moof"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Recipe:
    """How a stream is made. `container` is FFmpeg's name of its format."""

    container: str
    codec: str = "libx264"
    width: int = 64
    height: int = 48
    pixels: str = "yuv420p"
    b_frames: int = 0
    has_sound: bool = False
    is_fragmented: bool = False


RECIPES = {
    "transport": Recipe(container="mpegts", has_sound=True),
    "transport_wide": Recipe(container="mpegts", width=96, height=64),
    "transport_reordered": Recipe(container="mpegts", b_frames=2),
    "transport_hevc": Recipe(container="mpegts", codec="libx265", has_sound=True),
    "transport_hevc_deep": Recipe(container="mpegts", codec="libx265", pixels="yuv420p10le", width=96, b_frames=2),
    "file": Recipe(container="mp4", has_sound=True),
    "file_hevc": Recipe(container="mp4", codec="libx265"),
    "file_reordered": Recipe(container="mp4", b_frames=2),
    "fragmented": Recipe(container="mp4", has_sound=True, is_fragmented=True),
    "fragmented_hevc": Recipe(container="mp4", codec="libx265", is_fragmented=True),
    "bare": Recipe(container="h264"),
    "bare_wide": Recipe(container="h264", width=96, height=64),
    "bare_hevc": Recipe(container="hevc", codec="libx265"),
    "odd": Recipe(container="matroska", width=65, height=49, pixels="yuv444p"),
    "deep": Recipe(container="matroska", pixels="yuv420p10le"),
    "flash": Recipe(container="flv", has_sound=True),
}


def clean_streams() -> dict[str, bytes]:
    """All there are, by name."""
    return made_streams() | real_streams()


def made_streams() -> dict[str, bytes]:
    """One of every recipe."""
    return {name: made(recipe) for name, recipe in RECIPES.items()}


def real_streams() -> dict[str, bytes]:
    """The smaller files of the test data, if there is any."""
    data = os.environ.get("SECURE_VIDEO_TEST_DATA")
    if not data:
        return {}
    paths = sorted(path for kind in ("real", "derived") for path in Path(data, "streams", kind).iterdir())
    return {path.name: path.read_bytes() for path in paths if path.stat().st_size <= LARGEST and _is_ours(path)}


def _is_ours(path: Path) -> bool:
    """Whether it opens: what is refused at once exercises nothing."""
    with Source(StreamAddress(url=f"file:{path}"), Timeline(), allow_files=True) as source:
        try:
            source.open()
        except SourceError:
            return False
        return True


def made(recipe: Recipe) -> bytes:
    """Encode a square that moves."""
    file = BytesIO()
    with av.open(file, "w", format=recipe.container, options=FRAGMENTED if recipe.is_fragmented else {}) as container:
        video = container.add_stream(recipe.codec, rate=RATE)
        sound = container.add_stream("aac", rate=SOUND_RATE, layout="mono") if recipe.has_sound else None
        assert isinstance(video, VideoStream)
        assert sound is None or isinstance(sound, AudioStream)
        video.width, video.height, video.pix_fmt = recipe.width, recipe.height, recipe.pixels
        video.gop_size, video.max_b_frames = GROUP, recipe.b_frames
        if recipe.codec == "libx265":
            video.options = {"x265-params": f"log-level=none:keyint={GROUP}:bframes={recipe.b_frames}:pools=none"}
        for number in range(FRAMES):
            container.mux(video.encode(_picture(recipe, number)))
            if sound:
                container.mux(sound.encode(_silence(number)))
        container.mux(video.encode())
        if sound:
            container.mux(sound.encode())
    return file.getvalue()


def _picture(recipe: Recipe, number: int) -> av.VideoFrame:
    picture = np.full((recipe.height, recipe.width, 3), 40, np.uint8)
    picture[8:32, number : number + 24] = 220
    return av.VideoFrame.from_ndarray(picture)


def _silence(number: int) -> av.AudioFrame:
    samples = SOUND_RATE // RATE
    block = av.AudioFrame.from_ndarray(np.zeros((1, samples), np.int16), format="s16", layout="mono")
    block.sample_rate, block.pts, block.time_base = SOUND_RATE, number * samples, Fraction(1, SOUND_RATE)
    return block
