"""Footage as a camera would send it: packets, also with a quiet time put before."""

import io
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import chain, cycle, islice, repeat
from pathlib import Path
from typing import TYPE_CHECKING

import av
import cv2
import numpy as np
from av.video.stream import VideoStream
from numpy.typing import NDArray

from custom_components.secure_video.engine.model.picture import BgrImage, Frame
from custom_components.secure_video.engine.model.video import CLOCK_RATE, Media, Packet, StreamFormat, VideoFormat
from custom_components.secure_video.engine.video.decoder import Decoder

if TYPE_CHECKING:
    from av.container.input import InputContainer

KEY_FRAME_SECONDS = 2
NOISE_LEVEL = 2.5
"""Standard deviation of a small sensor's noise by day, of 255."""
NOISES = 17
"""Different noise pictures, used in turn: drawing a new one for each frame would take longer than all the rest. No two
groups of pictures get the same ones."""

SCENE_PICTURES = 25
"""Pictures of a file from which its scene is known: what passes is in less than half of them."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Recording:
    """What one camera sent. `turns` are the seconds at which the footage in it begins."""

    format: StreamFormat
    packets: Sequence[Packet]
    turns: Sequence[float] = (0.0,)

    def frames(self) -> Iterator[Frame]:
        """Decode everything."""
        decoder = Decoder(self.format.video)
        for packet in self.packets:
            yield from decoder.decode(packet)


def demuxed(file: Path | io.BytesIO) -> Recording:
    """The packets of a file, from time 0."""
    with av.open(file, "r") as container:
        video = container.streams.video[0]
        assert video.time_base
        ticks = float(video.time_base) * CLOCK_RATE
        first = video.start_time or 0
        packets = [
            Packet(
                media=Media.VIDEO,
                pts=round((packet.pts - first) * ticks),
                dts=round((packet.dts - first) * ticks),
                duration=round((packet.duration or 0) * ticks),
                is_keyframe=packet.is_keyframe,
                data=bytes(packet),
            )
            for packet in container.demux(video)
            if packet.pts is not None and packet.dts is not None and packet.size
        ]
        context = video.codec_context
        coded = VideoFormat(
            codec=context.name, width=context.width, height=context.height, extradata=bytes(context.extradata or b"")
        )
    return Recording(format=StreamFormat(video=coded), packets=packets)


def with_quiet_before(path: Path, pauses: Sequence[float], *, is_empty: bool) -> Recording:
    """The file's pictures, encoded anew with a sensor's noise, once after each pause, in which nothing moves.

    Then its first picture is shown if it `is_empty`, else what stays the same in the file.
    """
    memory = io.BytesIO()
    with av.open(path, "r") as container:
        video = container.streams.video[0]
        rate = round(float(video.average_rate or 15))
        count = sum(1 for _ in container.decode(video))
        length = count / rate
        scene = next(_pictures(container)) if is_empty else _scene(container, count)
        pictures = chain.from_iterable(
            chain(repeat(scene, round(pause * rate)), _pictures(container)) for pause in pauses
        )
        encode(memory, with_noise(pictures), rate=rate)
    memory.seek(0)
    turns = [sum(pauses[: turn + 1]) + turn * length for turn in range(len(pauses))]
    return replace(demuxed(memory), turns=turns)


def with_noise(pictures: Iterator[BgrImage]) -> Iterator[BgrImage]:
    """Add what a sensor adds, the same in all three colours."""
    noises: Iterator[NDArray[np.int8]] | None = None
    for picture in pictures:
        noises = noises or cycle(_noises(picture.shape))
        yield cv2.add(picture, next(noises), dtype=cv2.CV_8U)  # type: ignore[misc]


def encode(
    file: Path | io.BytesIO,
    pictures: Iterator[BgrImage],
    *,
    rate: int,
    quality: int = 26,
    key_frame_seconds: int = KEY_FRAME_SECONDS,
) -> None:
    """Write H.264 as cameras send it: no B-frames, key frames at constant intervals; more bits if more moves."""
    options = {"preset": "veryfast", "bf": "0", "x264-params": "scenecut=0", "crf": str(quality)}
    with av.open(file, "w", format="mp4") as container:
        stream: VideoStream | None = None
        for picture in pictures:
            if stream is None:
                stream = container.add_stream("libx264", rate=rate, options=options)
                stream.height, stream.width = (side // 2 * 2 for side in picture.shape[:2])
                stream.pix_fmt = "yuv420p"
                stream.gop_size = key_frame_seconds * rate
            shown = np.ascontiguousarray(picture[: stream.height, : stream.width])
            container.mux(stream.encode(av.VideoFrame.from_ndarray(shown, format="bgr24")))
        assert stream is not None
        container.mux(stream.encode(None))


def _bgr(frame: av.VideoFrame) -> BgrImage:
    return np.asarray(frame.to_ndarray(format="bgr24"), np.uint8)


def _pictures(container: InputContainer) -> Iterator[BgrImage]:
    container.seek(0)
    return (_bgr(frame) for frame in container.decode(container.streams.video[0]))


def _scene(container: InputContainer, count: int) -> BgrImage:
    """What the camera sees when nobody is there: the median of pictures from all over the file."""
    sample = islice(_pictures(container), 0, None, max(1, count // SCENE_PICTURES))
    return np.asarray(np.median(np.stack(list(sample)), axis=0), np.uint8)


def _noises(shape: tuple[int, ...]) -> list[NDArray[np.int8]]:
    generator = np.random.default_rng(seed=1)
    return [
        np.repeat(generator.normal(0, NOISE_LEVEL, (*shape[:2], 1)), 3, axis=2).round().astype(np.int8)
        for _ in range(NOISES)
    ]
