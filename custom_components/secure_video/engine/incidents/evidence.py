"""How sure we are that an object is there: detections add up, and fade. Pure."""

from collections.abc import Iterable
from dataclasses import dataclass

from ..model.names import TrackId
from ..model.vision import Track

ENOUGH = 1.1
"""Two detections in a row at 0.6, or three at 0.42 (bench/events.py)."""

HALF_LIFE = 1.0
"""Seconds in which evidence loses half its weight, so that rare flickers never add up."""

LOOK_SECONDS = 0.2
"""What every look finds fades as if looks came 5 a second: on a busy machine they are rarer, and say no less."""

STEADY_SECONDS = 2.0
"""Looks further apart than this say nothing about each other."""


@dataclass(frozen=True, slots=True, kw_only=True)
class _Known:
    """What is known about one object, as of `time`."""

    weight: float
    hits: int
    time: float


class Evidence:
    """What is known for and against the objects of one camera."""

    def __init__(self) -> None:
        """Nothing is known yet."""
        self._known: dict[TrackId, _Known] = {}
        self._confirmed: set[TrackId] = set()

    def update(self, time: float, tracks: Iterable[Track]) -> None:
        """Weigh the detections that came since the last update. Tracks that are no longer named are forgotten."""
        unknown = _Known(weight=0.0, hits=0, time=time)
        self._known = {track.id: _weighed(self._known.get(track.id, unknown), track, time) for track in tracks}
        self._confirmed &= self._known.keys()
        self._confirmed |= {each for each, known in self._known.items() if known.weight >= ENOUGH}

    def is_enough(self, track: Track) -> bool:
        """Whether the object was ever confirmed."""
        return track.id in self._confirmed


def _weighed(known: _Known, track: Track, time: float) -> _Known:
    """Add new detections; let a look without one count against the object, and time without a look not at all."""
    new_hits = track.hits - known.hits
    if not new_hits and track.is_visible:
        return known
    elapsed = time - known.time
    if new_hits and elapsed <= STEADY_SECONDS:
        elapsed = min(elapsed, LOOK_SECONDS)
    weight = known.weight * 0.5 ** (elapsed / HALF_LIFE) + new_hits * track.score
    return _Known(weight=weight, hits=track.hits, time=time)
