"""How sure we are that an object is there: detections add up, and fade. Pure."""

from collections.abc import Iterable

from ..model import Track, TrackId

ENOUGH = 1.1
"""Two detections in a row at 0.6, or three at 0.42 (bench/events.py)."""

HALF_LIFE = 1.0
"""Seconds in which evidence loses half its weight, so that rare flickers never add up."""


class Evidence:
    """What is known for and against the objects of one camera."""

    def __init__(self) -> None:
        """Nothing is known yet."""
        self._time = 0.0
        self._weights: dict[TrackId, float] = {}
        self._hits: dict[TrackId, int] = {}
        self._confirmed: set[TrackId] = set()

    def update(self, time: float, tracks: Iterable[Track]) -> None:
        """Weigh the detections that came since the last update. Tracks that are no longer named are forgotten."""
        fading = 0.5 ** ((time - self._time) / HALF_LIFE)
        self._time = time
        weights: dict[TrackId, float] = {}
        hits: dict[TrackId, int] = {}
        for track in tracks:
            new_hits = track.hits - self._hits.get(track.id, 0)
            weights[track.id] = self._weights.get(track.id, 0.0) * fading + new_hits * track.score
            hits[track.id] = track.hits
        self._weights, self._hits = weights, hits
        self._confirmed &= weights.keys()
        self._confirmed |= {each for each, weight in weights.items() if weight >= ENOUGH}

    def is_enough(self, track: Track) -> bool:
        """Whether the object was ever confirmed."""
        return track.id in self._confirmed
