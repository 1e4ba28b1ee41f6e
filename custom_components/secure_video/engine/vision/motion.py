"""Where the picture changed: a background model on a small grey picture. Pure.

The picture is divided into cells of 8 x 8 pixels. A cell is active when it differs from the background by more than it
usually does, so leaves, water and a burnt-in clock raise their own threshold and nobody else's.
"""

from collections.abc import Iterator
from functools import reduce
from itertools import product

import numpy as np
from numpy.typing import NDArray

from ..model import Box, GreyImage, Motion

type Floats = NDArray[np.float32]
type Cell = tuple[int, int]
"""Row and column."""

LONG_SIDE = 320
"""Pixels: a person of 8 % of the picture's height is two cells high. A frame takes 0.3 ms on a 2-core EPYC, and up to
0.9 ms between decodes, which empty the caches."""

CELL = 8
"""Pixels per side of a cell."""

LEARNING = 0.04
"""Share of a new frame in the background: at 5 frames a second, what stops melts into it within about 5 s."""

MIN_CHANGE = 5.0
"""Grey levels of mean difference in a cell that count as change where nothing usually does (bench/events.py)."""

NOISE_FACTOR = 1.6
"""How far above its usual level a restless cell must go (bench/events.py)."""

USUAL_SHARE = 0.8
"""A cell's usual level is the one it stays under this share of the time: passers-by do not raise it, leaves do."""

NOISE_STEP = 0.5
"""Grey levels a frame by which the usual level rises at most: strong foliage is learned in about 10 s at 5 a second."""

SUDDEN_SHARE = 0.6
"""Share of active cells from which the light, not the scene, has changed."""

SETTLING_FRAMES = 2
"""Frames after a start or a sudden change before differences are believed."""

MAX_REGIONS = 16
"""More places than these at once are reported as one."""

_NEIGHBOURS = tuple(product((-2, -1, 0, 1, 2), repeat=2))


def motion_size(width: int, height: int) -> tuple[int, int]:
    """Width and height of the grey picture to look at: whole cells, never enlarged by more than a cell's rest."""
    ratio = min(1.0, LONG_SIDE / max(width, height))
    return max(CELL, round(width * ratio / CELL) * CELL), max(CELL, round(height * ratio / CELL) * CELL)


class MotionDetector:
    """One camera's background. Give it every analysed frame, about five a second, always in the same size."""

    def __init__(self) -> None:
        """Knows nothing until the first frame."""
        self._background: Floats | None = None
        self._usual: Floats = np.zeros((0, 0), np.float32)
        self._frames = 0

    def update(self, grey: GreyImage) -> Motion:
        """Compare with the background, then learn. `grey` has sides that are multiples of `CELL` (`motion_size`)."""
        picture = grey.astype(np.float32)
        if self._background is None or self._background.shape != picture.shape:
            self._usual = np.zeros((grey.shape[0] // CELL, grey.shape[1] // CELL), np.float32)
            return self._restart(picture)
        difference = picture - self._background
        # A whole picture that gets brighter or darker by the same amount is the camera's exposure, not motion.
        exposure = np.median(difference[:: CELL // 2, :: CELL // 2])
        change = _per_cell(np.abs(difference - exposure))
        active = change > np.maximum(MIN_CHANGE, NOISE_FACTOR * self._usual)
        self._learn_usual(change)
        if active.mean() > SUDDEN_SHARE:
            return self._restart(picture)
        self._frames += 1
        self._background += max(LEARNING, 1 / (self._frames + 1)) * difference
        if self._frames < SETTLING_FRAMES:
            return Motion(is_settling=True)
        return Motion(regions=_regions(active))

    def _restart(self, picture: Floats) -> Motion:
        self._background = picture
        self._frames = 0
        return Motion(is_settling=True)

    def _learn_usual(self, change: Floats) -> None:
        """Move each cell's usual level a step towards the one it stays under for `USUAL_SHARE` of the time."""
        self._usual += np.where(change > self._usual, NOISE_STEP * USUAL_SHARE, -NOISE_STEP * (1 - USUAL_SHARE))
        np.maximum(self._usual, 0, out=self._usual)


def _per_cell(values: Floats) -> Floats:
    """Mean over each cell. A product with a vector sums rows of eight ten times faster than `mean` over two axes."""
    rows, columns = values.shape[0] // CELL, values.shape[1] // CELL
    strips: Floats = values.reshape(-1, CELL) @ np.full(CELL, 1 / CELL**2, np.float32)
    means: Floats = strips.reshape(rows, CELL, columns).sum(axis=1)
    return means


def _regions(active: NDArray[np.bool_]) -> tuple[Box, ...]:
    """Boxes around groups of active cells; a gap of one cell does not part a group."""
    rows, columns = active.shape
    boxes = []
    for group in _groups({(row, column) for row, column in np.argwhere(active).tolist()}):
        top, bottom = min(row for row, _ in group), max(row for row, _ in group) + 1
        left, right = min(column for _, column in group), max(column for _, column in group) + 1
        boxes.append(Box(left=left / columns, top=top / rows, right=right / columns, bottom=bottom / rows))
    if len(boxes) > MAX_REGIONS:
        return (reduce(Box.united, boxes),)
    return tuple(boxes)


def _groups(cells: set[Cell]) -> Iterator[list[Cell]]:
    """Part the cells into groups of neighbours; empties `cells`."""
    while cells:
        group = [cells.pop()]
        for row, column in group:
            near = {(row + down, column + across) for down, across in _NEIGHBOURS} & cells
            cells -= near
            group += near
        yield group
