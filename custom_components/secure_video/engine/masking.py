"""Which pixels of a picture a mask covers: every one that its polygon touches, so that nothing shows at its edge."""

from collections.abc import Iterable
from typing import TYPE_CHECKING, Final

import numpy as np

from .model.areas import Mask

if TYPE_CHECKING:
    from numpy.typing import NDArray

TOLERANCE: Final = 1e-6
"""Of a pixel: what rounding may cost. An edge that runs along the border of two pixels covers both."""


def covered(masks: Iterable[Mask], width: int, height: int) -> NDArray[np.bool_]:
    """Return which pixels the masks cover, shape (height, width).

    Where a polygon crosses itself, all that it goes around is covered, however often.
    """
    result = np.zeros((height, width), np.bool_)
    for mask in masks:
        corners = np.array([(point.x * width, point.y * height) for point in mask.polygon], np.float64)
        result |= _inside(corners, width, height) | _touched(corners, width, height)
    return result


def grown(pixels: NDArray[np.bool_]) -> NDArray[np.bool_]:
    """Return the pixels given and their eight neighbours."""
    result = pixels.copy()
    result[1:] |= pixels[:-1]
    result[:-1] |= pixels[1:]
    rows = result.copy()
    result[:, 1:] |= rows[:, :-1]
    result[:, :-1] |= rows[:, 1:]
    return result


def _inside(corners: NDArray[np.float64], width: int, height: int) -> NDArray[np.bool_]:
    """Return the pixels whose centre the polygon goes around: the edges to the left of it do not cancel out."""
    turns = np.zeros((height, width + 1), np.int32)
    for (x, y), (next_x, next_y) in zip(corners, np.roll(corners, -1, axis=0), strict=True):
        first, last = (int(row) for row in np.clip(np.ceil(np.sort((y, next_y)) - 0.5), 0, height))
        if first == last:
            continue
        rows = np.arange(first, last)
        crossings = x + (rows + 0.5 - y) / (next_y - y) * (next_x - x)
        columns = np.clip(np.ceil(crossings - 0.5), 0, width).astype(np.intp)
        turns[rows, columns] += 1 if next_y > y else -1
    result: NDArray[np.bool_] = np.cumsum(turns, axis=1)[:, :width] != 0
    return result


def _touched(corners: NDArray[np.float64], width: int, height: int) -> NDArray[np.bool_]:
    """Return the pixels that an edge runs through or along."""
    steps = np.zeros((height, width + 1), np.int32)
    for edge in zip(corners, np.roll(corners, -1, axis=0), strict=True):
        (x, y), (next_x, next_y) = sorted(edge, key=lambda corner: float(corner[1]))
        first, last = np.clip((np.floor(y - TOLERANCE), np.floor(next_y + TOLERANCE) + 1), 0, height).astype(np.intp)
        rows = np.arange(first, last)
        enters = np.interp(rows - TOLERANCE, (y, next_y), (x, next_x))
        leaves = np.interp(rows + 1 + TOLERANCE, (y, next_y), (x, next_x))
        left = np.floor(np.minimum(enters, leaves) - TOLERANCE)
        right = np.floor(np.maximum(enters, leaves) + TOLERANCE) + 1
        steps[rows, np.clip(left, 0, width).astype(np.intp)] += 1
        steps[rows, np.clip(right, 0, width).astype(np.intp)] -= 1
    return np.cumsum(steps, axis=1)[:, :width] > 0
