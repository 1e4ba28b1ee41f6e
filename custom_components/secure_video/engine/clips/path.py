"""Where objects were, as a clip tells it: twice a second, less often where that would be too much."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from math import floor
from typing import Final

from ..model.incidents import Whereabouts
from ..model.names import TrackId
from ..model.picture import Box
from .clip import Place

STEP_SECONDS: Final = 0.5
"""A player draws what is between two places."""

MAX_PLACES: Final = 1200
"""In one path: two objects for five minutes. The description is read whole before a clip plays."""


@dataclass(frozen=True, slots=True, kw_only=True)
class _Moment:
    """Where each object was at one time."""

    time: float
    boxes: dict[TrackId, Box] = field(default_factory=dict)


class ClipPath:
    """The path of an incident, or of people no incident is about.

    Its memory is bounded: of too many moments, every second one is dropped.
    """

    def __init__(self) -> None:
        """Nothing is known yet."""
        self._step = STEP_SECONDS
        self._moments: dict[int, _Moment] = {}
        self._size = 0

    def add(self, seen: Whereabouts) -> None:
        """Take note of where an object was; times may come in any order.

        What is seen within one step is told with one time, so that a reader knows what was there at once.
        """
        moment = self._moments.setdefault(floor(seen.time / self._step), _Moment(time=seen.time))
        if seen.track not in moment.boxes:
            moment.boxes[seen.track] = seen.box
            self._size += 1
        while self._size > MAX_PLACES and len(self._moments) > 1:
            self._thin_out()

    def between(self, begins: float, ends: float) -> tuple[Place, ...]:
        """Return the places of that time, in order."""
        moments = sorted(self._moments.values(), key=lambda moment: moment.time)
        return tuple(
            Place(time=moment.time, box=box)
            for moment in moments
            if begins <= moment.time <= ends
            for box in moment.boxes.values()
        )

    def forget(self, before: float) -> None:
        """Drop what was before a time, when another clip begins there."""
        self._step = STEP_SECONDS
        self._keep(moment for moment in self._moments.values() if moment.time >= before)

    def _thin_out(self) -> None:
        self._step *= 2
        self._keep(sorted(self._moments.values(), key=lambda moment: moment.time))

    def _keep(self, moments: Iterable[_Moment]) -> None:
        """Of these, the first one in each step."""
        kept: dict[int, _Moment] = {}
        for moment in moments:
            kept.setdefault(floor(moment.time / self._step), moment)
        self._moments = kept
        self._size = sum(len(moment.boxes) for moment in kept.values())
