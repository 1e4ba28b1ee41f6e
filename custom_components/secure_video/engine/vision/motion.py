"""Where the picture changed: a background model on a small grey picture. Pure.

The picture is divided into cells of 8 x 8 pixels. A cell is active when it differs from the background, in the light
that falls on it now, by more than it usually does. So leaves and water raise their own threshold and nobody else's, and
a lit wall is the same wall. What differs but stands still, as the minute of a burnt-in clock does, is no motion.
"""

import math
from collections import deque
from collections.abc import Iterator
from functools import reduce
from itertools import product

import numpy as np
from numpy.typing import NDArray

from ..masking import covered
from ..model.areas import Mask
from ..model.picture import Box, GreyImage
from ..model.vision import Motion
from .cells import Flags, Floats, around, calmed, means, repeated, shrunk, spread
from .clutter import Clutter

type Cells = NDArray[np.intp]
"""Rows and columns, shape (count, 2)."""

LONG_SIDE = 320
"""Pixels: a person of 8 % of the picture's height is two cells high."""

CELL = 8
"""Pixels per side of a cell."""

SIDE = CELL // 2
"""Pixels per side of a cell after halving the picture: means of four pixels have half of the noise."""

BACKGROUND_SECONDS = 5.0
"""What stops melts into the background within about this time."""

FLASH_SHARE = 0.04
"""Share of a picture that is learned at most where it differs: one insect in a key frame must leave no ghost."""

DARKEST = 16.0
"""Grey levels added to all, so that nothing follows from the ratio of two kinds of black."""

MIN_CHANGE = 3.0
"""Grey levels of mean difference in a cell that count as change where nothing usually does (test_nuisances.py)."""

NOISE_FACTOR = 2.3
"""How far above its usual level a restless cell must go (bench/events.py)."""

PARTIAL = 3.0
"""No pixel counts more than this many thresholds: a third of a cell must change. A streak of rain covers less."""

USUAL_SHARE = 0.8
"""A cell's usual level is the one it stays under this share of the time: passers-by do not raise it, leaves do."""

USUAL_STEP = 2.5
"""Grey levels a second by which the usual level rises at most: strong foliage is learned in about 10 s."""

MAX_STEP_SECONDS = 1.0
"""A single picture says no more than this about what is usual, however long after the one before it comes."""

RELIT = 1.25
"""Ratio of brightness from which a neighbourhood is lit in another way, so that only its texture can be compared."""

STILL_SECONDS = 0.35
"""What was the same this long ago stands still: two pictures at 5 a second."""

STILL_SHARE = 0.6
"""Of a cell's threshold: what changed by less in the cell and its neighbours stands still."""

SUDDEN_SHARE = 0.5
"""Share of cells that became unlike the background at once from which the light, not the scene, has changed."""

SETTLING_SECONDS = 0.3
"""Time after a start or a sudden change before differences are believed: two pictures at 5 a second."""

MAX_REGIONS = 16
"""More places than these at once are reported as one."""

CROWDED_SHARE = 0.25
"""Share of cells that move from which they are one region: telling groups apart would take long and help nobody."""


def motion_size(width: int, height: int) -> tuple[int, int]:
    """Width and height of the grey picture to look at: whole cells, never enlarged by more than a cell's rest."""
    ratio = min(1.0, LONG_SIDE / max(width, height))
    return max(CELL, round(width * ratio / CELL) * CELL), max(CELL, round(height * ratio / CELL) * CELL)


class MotionDetector:
    """One camera's background. Give it every analysed picture, always in the same size, at whatever rate."""

    def __init__(self, ignored: tuple[Mask, ...] = ()) -> None:
        """Knows nothing until the first picture. Cells that are mostly `ignored` never move."""
        self._ignored = ignored
        self._scene: _Scene | None = None

    def update(self, grey: GreyImage, time: float) -> Motion:
        """Compare with the background, then learn. `grey` has sides that are multiples of `CELL` (`motion_size`).

        `time` is the picture's and never goes back.
        """
        picture = _Picture(grey, time)
        if self._scene is None or self._scene.shape != picture.cells.shape:
            watched = means(1 - covered(self._ignored, *grey.shape[::-1]).astype(np.float32), CELL) >= 0.5  # noqa: PLR2004
            self._scene = _Scene(picture, watched)
            return Motion(is_settling=True)
        return self._scene.update(picture)


class _Picture:
    """Half as wide and high as the one given. `cells` are the means of its cells."""

    __slots__ = ("cells", "pixels", "time")

    def __init__(self, grey: GreyImage, time: float) -> None:
        self.time = time
        self.pixels = shrunk(grey) + np.float32(DARKEST)
        self.cells = means(self.pixels, SIDE)


class _Scene:
    """What is known about a camera's scene in pictures of one size."""

    def __init__(self, first: _Picture, watched: Flags) -> None:
        self.shape = first.cells.shape
        self._watched = watched
        self._usual: Floats = np.zeros(self.shape, np.float32)
        self._clutter = Clutter(*self.shape)
        self._unlike: Flags = np.zeros(self.shape, np.bool_)
        self._restart(first)

    def update(self, picture: _Picture) -> Motion:
        """Compare with the background, then learn."""
        elapsed = picture.time - self._time
        light = picture.cells / self._background_cells
        limit = np.maximum(MIN_CHANGE, NOISE_FACTOR * around(self._usual, np.maximum))
        change = self._change(picture, light, limit)
        self._learn_usual(change, elapsed)
        active = (change > limit) & self._watched
        if self._is_sudden(active, light):
            self._restart(picture)
            return Motion(is_settling=True)
        moving = self._clutter.believed(active, elapsed) & self._is_not_still(picture, limit)
        self._learn_background(picture, active, elapsed)
        if picture.time - self._start < SETTLING_SECONDS:
            return Motion(is_settling=True)
        return Motion(regions=_regions(moving))

    def _restart(self, picture: _Picture) -> None:
        """Take the picture for the background."""
        self._background, self._background_cells = picture.pixels, picture.cells
        self._start = self._time = picture.time
        self._recent = deque([picture])

    def _change(self, picture: _Picture, light: Floats, limit: Floats) -> Floats:
        """Mean difference in each cell, in grey levels of the darker of background and picture.

        A small thing is brighter or darker than the ground around it, which `calmed` overlooks. But where the whole
        neighbourhood became so, it is the light, and each cell is compared with its own brightness: texture remains.
        """
        nearby = calmed(light)
        is_relit = np.maximum(nearby, 1 / nearby) > RELIT
        light = np.where(is_relit, light, nearby)
        brighter = np.maximum(light, 1)
        difference = np.abs(picture.pixels - self._background * spread(light, SIDE))
        np.minimum(difference, repeated(PARTIAL * limit * brighter, SIDE), out=difference)
        change: Floats = means(difference, SIDE) / brighter
        return change

    def _is_sudden(self, active: Flags, light: Floats) -> bool:
        """Whether most of the picture became unlike the background at once, other than all by the same exposure."""
        ratio = light / np.median(light)
        unlike = active | (np.maximum(ratio, 1 / ratio) > RELIT)
        is_sudden = float((unlike & ~self._unlike).mean()) > SUDDEN_SHARE
        self._unlike = unlike
        return is_sudden

    def _is_not_still(self, picture: _Picture, limit: Floats) -> Flags:
        """Which cells changed within `STILL_SECONDS`, or have a neighbour that did."""
        while len(self._recent) > 1 and picture.time - self._recent[1].time >= STILL_SECONDS:
            self._recent.popleft()
        earlier = self._recent[0]
        self._recent.append(picture)
        exposure = np.median(picture.cells / earlier.cells)
        difference = means(np.abs(picture.pixels - exposure * earlier.pixels), SIDE)
        return around(difference > STILL_SHARE * limit, np.logical_or)

    def _learn_usual(self, change: Floats, elapsed: float) -> None:
        """Move each cell's usual level a step towards the one it stays under for `USUAL_SHARE` of the time."""
        step = np.float32(USUAL_STEP * min(elapsed, MAX_STEP_SECONDS))
        self._usual += np.where(change > self._usual, step * USUAL_SHARE, -step * (1 - USUAL_SHARE))
        np.maximum(self._usual, 0, out=self._usual)

    def _learn_background(self, picture: _Picture, active: Flags, elapsed: float) -> None:
        """Mix the picture in; all since the start in equal shares until that is long ago."""
        self._time = picture.time
        least = elapsed / (picture.time - self._start + elapsed) if elapsed > 0 else 0.0
        share = 1 - math.exp(-elapsed / BACKGROUND_SECONDS)
        shares = np.where(active, max(least, min(share, FLASH_SHARE)), max(least, share)).astype(np.float32)
        self._background = self._background + repeated(shares, SIDE) * (picture.pixels - self._background)
        self._background_cells = self._background_cells + shares * (picture.cells - self._background_cells)


def _regions(moving: Flags) -> tuple[Box, ...]:
    """Boxes around groups of moving cells; a gap of one cell does not part a group."""
    cells = np.argwhere(moving)
    groups = [cells] if len(cells) > CROWDED_SHARE * moving.size else _groups(cells, moving.shape[1])
    boxes = tuple(_box(group, moving.shape) for group in groups)
    return boxes if len(boxes) <= MAX_REGIONS else (reduce(Box.united, boxes),)


def _box(cells: Cells, shape: tuple[int, ...]) -> Box:
    (top, left), (bottom, right) = cells.min(axis=0).tolist(), (cells.max(axis=0) + 1).tolist()
    rows, columns = shape
    return Box(left=left / columns, top=top / rows, right=right / columns, bottom=bottom / rows)


def _groups(cells: Cells, columns: int) -> Iterator[Cells]:
    """Part the cells into groups of neighbours."""
    # One number for each cell is quicker than two; the room between two rows keeps their ends apart.
    stride = columns + 2
    near = [stride * down + across for down, across in product((-2, -1, 0, 1, 2), repeat=2)]
    left = set((cells[:, 0] * stride + cells[:, 1]).tolist())
    while left:
        group = [left.pop()]
        for cell in group:
            found = left.intersection([cell + step for step in near])
            left -= found
            group += found
        yield np.stack(np.divmod(group, stride), axis=1)
