"""What a picture is made of: a plane of samples for each component, brightness and colours."""

from typing import TYPE_CHECKING

import numpy as np
from av.video.frame import VideoFrame

from ..model.picture import Box

if TYPE_CHECKING:
    from av.video.plane import VideoPlane
    from numpy.typing import NDArray

COARSEST = 2
"""Pixels across and down that share a sample of colour in what cameras send (4:2:0)."""


def in_planes(frame: VideoFrame) -> VideoFrame:
    """Return the frame itself, or a copy that has a plane for each component."""
    if [component.plane for component in frame.format.components] == list(range(len(frame.planes))):
        return frame
    return frame.reformat(format="yuv420p", threads=1)


def samples(plane: VideoPlane, bits: int) -> NDArray[np.unsignedinteger]:
    """Return what is in a plane, shape (height, padded width); written to it, it is in the picture."""
    kind = np.dtype(np.uint8 if bits <= np.iinfo(np.uint8).bits else np.uint16)
    return np.frombuffer(plane, kind).reshape(plane.height, -1)


def cut(frame: VideoFrame, box: Box) -> VideoFrame:
    """Return the part in the box, from and to even pixels: there the samples of brightness and colour meet."""
    left, right = _span(box.left, box.right, frame.width)
    top, bottom = _span(box.top, box.bottom, frame.height)
    if (right - left, bottom - top) == (frame.width, frame.height):
        return frame
    frame = in_planes(frame)
    part = VideoFrame(right - left, bottom - top, frame.format.name)
    part.colorspace, part.color_range = frame.colorspace, frame.color_range
    for whole, piece, component in zip(frame.planes, part.planes, frame.format.components, strict=True):
        x = left * component.width // frame.width
        y = top * component.height // frame.height
        source = samples(whole, component.bits)[y : y + piece.height, x : x + piece.width]
        samples(piece, component.bits)[:, : piece.width] = source
    return part


def _span(start: float, end: float, length: int) -> tuple[int, int]:
    """First pixel and the one after the last, both even unless the picture ends there."""
    pairs = length / COARSEST
    first = min(round(start * pairs) * COARSEST, length - 1)
    last = min(round(end * pairs) * COARSEST, length)
    return first, max(last, min(first + COARSEST, length))
