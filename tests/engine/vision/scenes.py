"""Made-up things to see: boxes, detections, and a detector that finds painted squares."""

from dataclasses import dataclass
from typing import override

import numpy as np

from custom_components.secure_video.engine.model.names import Label, TrackId
from custom_components.secure_video.engine.model.picture import BgrImage, Box, Frame, GreyImage
from custom_components.secure_video.engine.model.vision import Detection, Detector, Track
from custom_components.secure_video.engine.vision.turned import Turn, TurnedFrame, turned


def a_box(left: float, top: float, width: float = 0.1, height: float = 0.3) -> Box:
    """A box of a person's shape."""
    return Box(left=left, top=top, right=left + width, bottom=top + height)


def a_detection(box: Box, *, label: Label = Label.PERSON, kind: str | None = None, score: float = 0.8) -> Detection:
    """Something found, by default a person, clearly."""
    return Detection(label=label, kind=kind or label.value, score=score, box=box)


def a_track(  # noqa: PLR0913 - a test names only what matters to it
    number: int = 1,
    *,
    label: Label = Label.PERSON,
    box: Box | None = None,
    score: float = 0.8,
    hits: int = 3,
    first_time: float = 0.0,
    last_time: float = 0.0,
    is_moving: bool = True,
) -> Track:
    """Somebody who walks, seen just now."""
    return Track(
        id=TrackId(number),
        label=label,
        kind=label.value,
        score=score,
        box=box or a_box(0.4, 0.4),
        hits=hits,
        first_time=first_time,
        last_time=last_time,
        is_visible=True,
        is_moving=is_moving,
    )


@dataclass(frozen=True)
class PaintedFrame(Frame):
    """A grey picture with bright boxes on it, and parcels with a bright lid. `seed` makes the camera's noise."""

    at: float
    boxes: tuple[Box, ...] = ()
    brightness: int = 90
    seed: int = 0
    size: tuple[int, int] = (640, 352)
    parcels: tuple[Box, ...] = ()

    @property
    @override
    def time(self) -> float:
        return self.at

    @property
    @override
    def width(self) -> int:
        return self.size[0]

    @property
    @override
    def height(self) -> int:
        return self.size[1]

    @override
    def grey(self, width: int, height: int) -> GreyImage:
        noise = np.random.default_rng(self.seed).integers(-3, 4, (height, width))
        picture = np.full((height, width), self.brightness) + noise
        for parcel in self.parcels:
            lid = Box(left=parcel.left, top=parcel.top, right=parcel.right, bottom=parcel.centre.y)
            picture[_inside(parcel, width, height)] -= 40
            picture[_inside(lid, width, height)] += 110
        for box in self.boxes:
            picture[_inside(box, width, height)] += 60
        return picture.clip(0, 255).astype(np.uint8)

    @override
    def crop(self, box: Box, width: int, height: int) -> BgrImage:
        raise NotImplementedError

    @override
    def jpeg(self, width: int | None = None) -> bytes:
        raise NotImplementedError


def _inside(box: Box, width: int, height: int) -> tuple[slice, slice]:
    rows = slice(round(box.top * height), round(box.bottom * height))
    return rows, slice(round(box.left * width), round(box.right * width))


class PaintedDetector(Detector):
    """Finds the boxes painted on a frame, if their middle is in a region it is asked about."""

    def __init__(self, label: Label = Label.PERSON, *, turn: Turn = Turn.NONE) -> None:
        """Every box is a thing of this label, recognised in this turn only.

        `score` and `is_blind` may be changed between frames.
        """
        self.label = label
        self.turn = turn
        self.score = 0.8
        self.is_blind = False
        self.asked: list[tuple[Box, ...]] = []

    @property
    @override
    def name(self) -> str:
        return "Painted"

    @property
    @override
    def labels(self) -> frozenset[Label]:
        return frozenset({self.label})

    @override
    def detect(self, frame: Frame, regions: tuple[Box, ...]) -> tuple[Detection, ...]:
        painted, turn = (frame.untouched, frame.turn) if isinstance(frame, TurnedFrame) else (frame, Turn.NONE)
        assert isinstance(painted, PaintedFrame)
        if turn is not self.turn:
            return ()
        self.asked.append(regions)
        if self.is_blind:
            return ()
        return tuple(
            a_detection(box, label=self.label, score=self.score)
            for box in (turned(each, turn) for each in painted.boxes)
            if any(region.intersection(box) > box.area / 2 for region in regions)
        )
