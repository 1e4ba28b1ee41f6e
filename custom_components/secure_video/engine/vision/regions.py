"""Which parts of a frame the detector looks at. Pure."""

import math
from collections.abc import Iterable

from ..masking import covered
from ..model.areas import Mask
from ..model.picture import WHOLE_PICTURE, Box
from ..model.vision import Motion, Track

SMALLEST_SIDE = 416
"""Pixels of the frame: the input of the smallest models; a smaller crop would only be enlarged."""

MARGIN = 0.3
"""Added around what moved, as a share of its size: motion shows an arm where the detector needs the whole person."""

MAX_CROPS = 2
"""Beyond this one look at the whole picture costs less, and finds more people in a crowd than crops that take turns."""

GRID = 128
"""Points across and down at which a box is compared with what is ignored."""

MOSTLY_HIDDEN = 0.5
"""Share of a box in ignored parts from which it does not count."""

MOSTLY = 0.5
"""A crop of more than this share of the picture becomes the whole picture: surroundings help, and it costs the same."""

FRESH_SECONDS = 2.0
"""A new track is looked at in every frame, so that it is confirmed or forgotten soon."""

RECHECK_SECONDS = 1.0
"""How long somebody who stands still goes without a look; well within the incident's cooldown."""


class IgnoredAreas:
    """The parts of the picture in which nothing counts."""

    def __init__(self, masks: Iterable[Mask]) -> None:
        """Draw them once."""
        self._covered = covered(masks, GRID, GRID)

    def hide(self, box: Box) -> bool:
        """Whether most of the box is in them."""
        rows, columns = _points(box.top, box.bottom), _points(box.left, box.right)
        return bool(self._covered[rows, columns].mean() > MOSTLY_HIDDEN)


def plan_regions(motion: Motion, tracks: Iterable[Track], *, time: float, width: int, height: int) -> tuple[Box, ...]:
    """Return at most `MAX_CROPS` crops, or the whole picture, or nothing.

    `width` and `height` are the frame's, in pixels. A picture whose background is still being learned is looked at as a
    whole: what stands there has not moved yet.
    """
    if motion.is_settling:
        return (WHOLE_PICTURE,)
    moved = [_widened(box, MARGIN) for box in motion.regions]
    wanted = moved + [
        _widened(track.box, MARGIN)
        for track in tracks
        if needs_look(track, time) or any(track.box.intersection(box) > 0 for box in moved)
    ]
    crops: list[Box] = []
    for box in wanted:
        crops = _with(crops, box, width, height)
    if len(crops) > MAX_CROPS or any(crop.area > MOSTLY for crop in crops):
        return (WHOLE_PICTURE,)
    return tuple(crops)


def needs_look(track: Track, time: float) -> bool:
    """Whether the track is new, or somebody present who has not been seen for a while."""
    is_fresh = time - track.first_time < FRESH_SECONDS
    return is_fresh or (track.is_moving and time - track.last_time >= RECHECK_SECONDS)


def _points(start: float, end: float) -> slice:
    """The points of the grid between two edges, at least one."""
    first = min(GRID - 1, max(0, int(start * GRID)))
    return slice(first, max(first + 1, math.ceil(end * GRID)))


def _with(crops: list[Box], box: Box, width: int, height: int) -> list[Box]:
    """Add a box, joining it with the crops it touches once they are square."""
    crop = _squared(box, width, height)
    apart = []
    for other in crops:
        if crop.intersection(other) > 0:
            crop = _squared(crop.united(other), width, height)
        else:
            apart.append(other)
    return [*apart, crop] if len(apart) == len(crops) else _with(apart, crop, width, height)


def _widened(box: Box, share: float) -> Box:
    across, down = box.width * share / 2, box.height * share / 2
    return Box(left=box.left - across, top=box.top - down, right=box.right + across, bottom=box.bottom + down)


def _squared(box: Box, width: int, height: int) -> Box:
    """The square around the box, in pixels, not smaller than the model's input, moved into the picture."""
    side = max(box.width * width, box.height * height, SMALLEST_SIDE)
    left, right = _placed(box.centre.x, side / width)
    top, bottom = _placed(box.centre.y, side / height)
    return Box(left=left, top=top, right=right, bottom=bottom)


def _placed(centre: float, length: float) -> tuple[float, float]:
    """Start and end of a stretch around the centre, inside 0..1."""
    length = min(1.0, length)
    start = min(max(0.0, centre - length / 2), 1.0 - length)
    return start, start + length
