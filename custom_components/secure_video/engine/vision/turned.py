"""Looks at a picture as if it were turned: a camera on its side, or above a road, shows nothing upright."""

from dataclasses import replace
from enum import IntEnum
from typing import override

import numpy as np

from ..model.picture import BgrImage, Box, Frame, GreyImage
from ..model.vision import Detection, Detector


class Turn(IntEnum):
    """By how many quarters a picture is turned, against the clock, so that what it shows stands upright."""

    NONE = 0
    LEFT = 1
    HALF = 2
    RIGHT = 3


def detect_turned(detector: Detector, frame: Frame, regions: tuple[Box, ...], turn: Turn) -> tuple[Detection, ...]:
    """What a detector finds in the regions once they are turned; all boxes are the picture's. Raises `ModelError`."""
    if turn is Turn.NONE:
        return detector.detect(frame, regions)
    found = detector.detect(TurnedFrame(frame, turn), tuple(turned(region, turn) for region in regions))
    return tuple(replace(each, box=turned(each.box, _back(turn))) for each in found)


class TurnedFrame(Frame):
    """A frame, turned. Nothing is converted that nobody asks for."""

    def __init__(self, frame: Frame, turn: Turn) -> None:
        """Stand for the frame."""
        self.untouched = frame
        self.turn = turn

    @property
    @override
    def time(self) -> float:
        return self.untouched.time

    @property
    @override
    def width(self) -> int:
        return _swapped(self.untouched.width, self.untouched.height, self.turn)[0]

    @property
    @override
    def height(self) -> int:
        return _swapped(self.untouched.width, self.untouched.height, self.turn)[1]

    @override
    def grey(self, width: int, height: int) -> GreyImage:
        grey = self.untouched.grey(*_swapped(width, height, self.turn))
        return np.ascontiguousarray(np.rot90(grey, self.turn))

    @override
    def crop(self, box: Box, width: int, height: int) -> BgrImage:
        crop = self.untouched.crop(turned(box, _back(self.turn)), *_swapped(width, height, self.turn))
        return np.ascontiguousarray(np.rot90(crop, self.turn))

    @override
    def jpeg(self, width: int | None = None) -> bytes:
        # What people see stays as the camera sends it.
        return self.untouched.jpeg(width)


def turned(box: Box, turn: Turn) -> Box:
    """Where a box is once the picture is turned."""
    for _ in range(turn):
        box = Box(left=box.top, top=1.0 - box.right, right=box.bottom, bottom=1.0 - box.left)
    return box


def _back(turn: Turn) -> Turn:
    return Turn(-turn % len(Turn))


def _swapped(width: int, height: int, turn: Turn) -> tuple[int, int]:
    return (height, width) if turn % 2 else (width, height)
