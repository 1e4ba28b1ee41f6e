"""Streams whose format changes without an end."""

from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path

import av
import numpy as np
from av.video.codeccontext import VideoCodecContext

RATE = 10
GROUP = 10


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """One second or more of one encoder: a key frame every second, its parameter sets before it."""

    width: int = 128
    height: int = 96
    seconds: int = 2
    options: str = ""
    codec: str = "libx264"
    pixels: str = "yuv420p"


def make_changing(path: Path, parts: list[Part], options: dict[str, str] | None = None) -> Path:
    """Put the packets of one encoder after the other into one stream of one file. The codec must be the same in all."""
    number = 0
    with av.open(str(path), "w", options=options) as container:
        stream = None
        for part in parts:
            encoder = _encoder(part)
            pictures = [_picture(part, number + i) for i in range(part.seconds * RATE)]
            number += len(pictures)
            if stream is None:
                stream = container.add_stream(part.codec, rate=RATE)
                stream.width, stream.height, stream.pix_fmt = part.width, part.height, part.pixels  # type: ignore[union-attr]
                stream.time_base = Fraction(1, RATE)
            for picture in (*pictures, None):
                for packet in encoder.encode(picture):
                    packet.stream = stream
                    packet.time_base = Fraction(1, RATE)
                    container.mux(packet)
    return path


def _encoder(part: Part) -> VideoCodecContext:
    encoder = av.CodecContext.create(part.codec, "w")
    assert isinstance(encoder, VideoCodecContext)
    encoder.width, encoder.height, encoder.pix_fmt = part.width, part.height, part.pixels
    encoder.framerate, encoder.time_base = Fraction(RATE), Fraction(1, RATE)
    encoder.gop_size, encoder.max_b_frames = GROUP, 0
    name = "x265-params" if part.codec == "libx265" else "x264-params"
    own = f"log-level=none:repeat-headers=1:keyint={GROUP}:bframes=0" if part.codec == "libx265" else "bframes=0"
    encoder.options = {name: f"{own}:{part.options}".rstrip(":")}
    return encoder


def _picture(part: Part, number: int) -> av.VideoFrame:
    picture = np.full((part.height, part.width, 3), 40, np.uint8)
    picture[8:40, number % 32 : number % 32 + 32] = 220
    frame = av.VideoFrame.from_ndarray(picture)
    frame.pts, frame.time_base = number, Fraction(1, RATE)
    return frame
