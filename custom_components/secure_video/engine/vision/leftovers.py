"""What looks different where somebody was, and is still: something was left there, or went. Pure."""

from collections.abc import Sequence
from math import inf

import numpy as np

from ..model.names import TrackId
from ..model.picture import Box, GreyImage
from ..model.vision import StillChange, Track
from .appearance import Floats
from .still_scene import StillScene

LOOK_SECONDS = 0.35
"""Between two looks: every second picture at five a second."""

SEEN_SECONDS = 1.5
"""For so long is somebody where they were last seen; a little longer than between two looks of the detector."""

UNSEEN_SECONDS = 2.0
"""Who stands there when the first picture comes may be seen so much later: at night, half hidden."""

MIN_HITS = 2
"""Detections from which there is somebody."""


class Leftovers:
    """One camera's still scene. Give it every analysed picture, always in the same size (`motion_size`)."""

    def __init__(self) -> None:
        """Nothing is known yet."""
        self._scene: StillScene | None = None
        self._last: StillScene | None = None
        self._kept: tuple[Box, ...] = ()
        self._moved: set[TrackId] = set()
        self._first_boxes: dict[TrackId, Box] = {}
        self._looked_at = -inf

    def update(
        self, time: float, grey: GreyImage, tracks: Sequence[Track], *, is_settling: bool
    ) -> tuple[StillChange, ...]:
        """Take in a picture and who is in it; return what has changed for good. `time` never goes back."""
        if self._scene is None or self._scene.shape != grey.shape:
            self._scene = self._begun(grey, time)
        self._first_boxes = {track.id: self._first_boxes.get(track.id, track.box) for track in tracks}
        for track in tracks:
            if track.is_moving and track.id not in self._moved:
                self._scene.doubt(self._first_boxes[track.id], track.first_time - UNSEEN_SECONDS)
        self._moved = {track.id for track in tracks if track.is_moving or track.id in self._moved}
        for track in tracks:
            if self._is_there(track, time):
                self._scene.cover(track, time)
        if is_settling:
            # What is to be seen in the new light is what has always been there.
            self._scene = self._begun(grey, time, self._scene.restless)
        elif time - self._looked_at >= LOOK_SECONDS:
            self._looked_at = time
            self._last = None
            self._scene.look(grey.astype(np.float32), time)
            return tuple(self._scene.changes(time))
        return ()

    def close(self, kept: Sequence[Box]) -> None:
        """No more pictures: forget all but what these boxes show, which is compared when they come again."""
        self._last, self._scene, self._kept = self._scene or self._last, None, tuple(kept)
        self._moved.clear()
        self._first_boxes.clear()

    def _begun(self, grey: GreyImage, time: float, restless: Floats | None = None) -> StillScene:
        scene = StillScene(grey.astype(np.float32), time, restless=restless)
        if self._last is not None and self._last.shape == scene.shape:
            for box in self._kept:
                scene.recall(self._last, box)
        return scene

    def _is_there(self, track: Track, time: float) -> bool:
        """Whether something alive or driving is before the scene. What never moved is a part of it."""
        if track.hits < MIN_HITS or track.id not in self._moved:
            return False
        return (track.is_visible and time - track.last_time <= SEEN_SECONDS) or not track.is_moving
