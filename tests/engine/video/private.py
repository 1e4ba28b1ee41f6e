"""A mask over the right half of the tiny videos, into which their bright square walks, and a look at what is left."""

import math
from collections.abc import Iterable
from io import BytesIO
from typing import TYPE_CHECKING

import av
import numpy as np
from av.video.frame import VideoFrame

from custom_components.secure_video.engine.masking import covered
from custom_components.secure_video.engine.model.areas import Mask, MaskKind
from custom_components.secure_video.engine.model.picture import Point

if TYPE_CHECKING:
    from numpy.typing import NDArray

GREY = 128
"""In YUV; 130 as a colour."""
NEAR = 3
"""What encoding may change where nothing happens."""


def a_mask(*corners: tuple[float, float]) -> Mask:
    """A private mask with these corners."""
    return Mask(name="Neighbour", kind=MaskKind.PRIVATE, polygon=tuple(Point(x=x, y=y) for x, y in corners))


RIGHT_HALF = a_mask((0.5, 0.0), (1.0, 0.0), (1.0, 1.0), (0.5, 1.0))


def brightness(frame: VideoFrame) -> NDArray[np.uint8]:
    """The luma of an 8-bit picture, shape (height, width)."""
    plane = frame.planes[0]
    return np.frombuffer(plane, np.uint8).reshape(plane.height, -1)[:, : frame.width].copy()


def pictures(clip: bytes) -> list[VideoFrame]:
    """Every picture of an MP4 file."""
    with av.open(BytesIO(clip), "r") as container:
        return list(container.decode(video=0))


def assert_hidden(frames: Iterable[VideoFrame], masks: Iterable[Mask] = (RIGHT_HALF,)) -> None:
    """Every picture is grey where the masks are, in brightness and in colour."""
    for frame in frames:
        hidden = covered(masks, frame.width, frame.height)
        assert np.ptp(frame.to_ndarray(format="rgb24")[hidden].astype(np.int16)) <= 2 * NEAR
        assert np.abs(brightness(frame)[hidden].astype(np.int16) - GREY).max() <= NEAR


def psnr(one: NDArray[np.uint8], other: NDArray[np.uint8]) -> float:
    """Peak signal-to-noise ratio in decibels."""
    error = float(np.mean((one.astype(np.float64) - other) ** 2))
    return 10 * math.log10(255**2 / max(error, 1e-9))
