"""Paints the private parts of pictures over, before anything else sees them."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from av.video.frame import VideoFrame

from ..masking import covered, grown
from ..model.areas import Mask
from .planes import in_planes, samples

if TYPE_CHECKING:
    from av.video.format import VideoFormat
    from numpy.typing import NDArray

type _Shape = tuple[str, int, int]
"""Pixel format, width and height."""


@dataclass(frozen=True, slots=True, kw_only=True)
class _Patch:
    """The samples of a plane that are hidden, within the rows and columns where there are any."""

    rows: slice
    columns: slice
    samples: NDArray[np.bool_]


class Veil:
    """Covers the masks given with grey. Safe to use from several threads."""

    def __init__(self, masks: Sequence[Mask]) -> None:
        """Without masks, pictures stay as they are."""
        self._masks = tuple(masks)
        self._last: tuple[_Shape, tuple[_Patch, ...]] | None = None

    def cover(self, frame: VideoFrame) -> VideoFrame:
        """Return the frame painted over. Nothing that is hidden is left in it, so nothing shows when it is scaled."""
        if not self._masks:
            return frame
        frame = in_planes(frame)
        # The decoder goes on using its buffer: the next pictures are differences to it.
        frame.make_writable()
        patches = self._patches(frame)
        for plane, component, patch in zip(frame.planes, frame.format.components, patches, strict=True):
            # Half of every component is grey, in YUV as in RGB.
            grey = 1 << component.bits - 1
            np.copyto(samples(plane, component.bits)[patch.rows, patch.columns], grey, where=patch.samples)
        return frame

    def _patches(self, frame: VideoFrame) -> tuple[_Patch, ...]:
        """Return a patch for each plane; they are the same for every picture of a stream."""
        shape = frame.format.name, frame.width, frame.height
        last = self._last
        if last is None or last[0] != shape:
            last = self._last = shape, _patches(self._masks, frame.format)
        return last[1]


def _patches(masks: Sequence[Mask], pixels: VideoFormat) -> tuple[_Patch, ...]:
    """Return the samples of each component that show anything of the masks' parts of the picture.

    Colours are coarser than brightness, and one of their samples tells of its neighbours' pixels too (ITU-T H.264,
    figure E-1), so the coarsest grid decides for all, and one more of its samples on every side is hidden.
    """
    width = min(component.width for component in pixels.components)
    height = min(component.height for component in pixels.components)
    hidden = grown(covered(masks, width, height))
    return tuple(_patch(hidden, component.width, component.height) for component in pixels.components)


def _patch(hidden: NDArray[np.bool_], width: int, height: int) -> _Patch:
    """Return what is hidden of a component of this size, from what is hidden of the coarsest."""
    finer = -(-height // hidden.shape[0]), -(-width // hidden.shape[1])
    whole = hidden.repeat(finer[0], axis=0).repeat(finer[1], axis=1)[:height, :width]
    rows, columns = _span(whole, axis=1), _span(whole, axis=0)
    return _Patch(rows=rows, columns=columns, samples=whole[rows, columns].copy())


def _span(pixels: NDArray[np.bool_], *, axis: int) -> slice:
    """Return from the first to the last row or column (those across the axis) that has any."""
    found = np.flatnonzero(np.any(pixels, axis=axis))
    return slice(int(found[0]), int(found[-1]) + 1) if found.size else slice(0)
