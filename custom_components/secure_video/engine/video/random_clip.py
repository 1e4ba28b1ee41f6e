"""A short clip that nobody has seen and nobody can guess: whoever tells what is in it has opened it."""

import io
import secrets
from itertools import chain
from typing import TYPE_CHECKING, Final

import numpy as np
from av.video.frame import VideoFrame
from av.video.reformatter import Interpolation

from ..model.video import StreamFormat
from .decoder import DecodedFrame
from .muxer import Muxer
from .reencoder import Encoder
from .veil import Veil

if TYPE_CHECKING:
    from collections.abc import Iterator

    from numpy.typing import NDArray

WIDTH: Final = 320
HEIGHT: Final = 240
PATCHES: Final = (6, 8, 3)
"""Rows, columns and colours of a pattern: 144 random bytes, of which a codec keeps far more than the 16 of a key."""
PICTURES: Final = 20
PICTURES_A_SECOND: Final = 10


def random_clip() -> bytes:
    """Return 2 s of H.264 as MP4, in which one random pattern fades into another. Needs `can_reencode()`."""
    frames = tuple(_frames())
    encoder = Encoder(frames[0].picture, None)
    file = io.BytesIO()
    muxer = Muxer(file, StreamFormat(video=encoder.format))
    for packet in chain(chain.from_iterable(map(encoder.encode, frames)), encoder.finish()):
        muxer.write(packet)
    muxer.finish()
    return file.getvalue()


def random_picture() -> bytes:
    """Return one such picture as JPEG, for machines that cannot encode video."""
    return next(_frames()).jpeg()


def _frames() -> Iterator[DecodedFrame]:
    first, last = _pattern(), _pattern()
    for number in range(PICTURES):
        share = number / (PICTURES - 1)
        pixels = (first * (1 - share) + last * share).astype(np.uint8)
        picture = VideoFrame.from_ndarray(pixels, format="rgb24").reformat(
            WIDTH, HEIGHT, "yuv420p", interpolation=Interpolation.BICUBIC, threads=1
        )
        yield DecodedFrame(picture, number / PICTURES_A_SECOND, Veil(()))


def _pattern() -> NDArray[np.float64]:
    drawn = np.frombuffer(secrets.token_bytes(int(np.prod(PATCHES))), dtype=np.uint8)
    return drawn.reshape(PATCHES).astype(np.float64)
