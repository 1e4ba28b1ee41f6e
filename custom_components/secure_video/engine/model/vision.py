"""What is seen in a picture, and over time."""

from dataclasses import dataclass
from typing import Protocol

from .names import Label, TrackId
from .picture import Box, Frame


@dataclass(frozen=True, slots=True, kw_only=True)
class Motion:
    """What changed since the frames before. `is_settling` while the background is learned (start, light switch)."""

    regions: tuple[Box, ...] = ()
    is_settling: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Detection:
    """One object in one frame. `kind` is the model's own class ("dog" for the label animal)."""

    label: Label
    kind: str
    score: float
    box: Box


@dataclass(frozen=True, slots=True, kw_only=True)
class Track:
    """One object followed over time.

    `score` is the mean over its confident detections, `hits` their number, `is_visible` whether the latest look at its
    place saw it, `misses` how many looks there in a row did not.
    `is_moving` is false for what has stood in one place since it was first seen or for long (a parked car).
    """

    id: TrackId
    label: Label
    kind: str
    score: float
    box: Box
    hits: int
    first_time: float
    last_time: float
    is_visible: bool
    is_moving: bool
    misses: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class StillChange:
    """A place that looks different since somebody was there, and has been still since the time `since`.

    `appeared` says how surely something came (1) rather than went (0), `contrast` how much it differs, in grey levels.
    `person_height` is how tall who was there looked.
    """

    box: Box
    appeared: float
    contrast: float
    person_height: float
    since: float


class Detector(Protocol):
    """Finds objects. Called from many threads, one call per camera at a time."""

    @property
    def name(self) -> str:
        """The model's name, for people."""

    @property
    def labels(self) -> frozenset[Label]:
        """What it can find."""

    def detect(self, frame: Frame, regions: tuple[Box, ...]) -> tuple[Detection, ...]:
        """Objects in the regions of the frame, boxes relative to the whole picture. Raises `ModelError`."""
