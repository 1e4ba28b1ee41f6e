"""Learns which way is up for a camera that is mounted on its side, upside down or above a road. Pure.

What moves and is not recognised may be turned. So now and then it is looked at turned, too, and what is found that way
is followed, but not told. Once more objects were convincing in another turn than in the present one, that turn is the
present one, until the same happens again. Where objects are recognised as they are, nothing is tried.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import count
from math import inf

from ..model.names import TrackId
from ..model.picture import Box
from ..model.vision import Detection, Motion, Track
from .tracker import Tracker
from .turned import Turn

EXPLAINED = 0.2
"""Share of a region of motion in the boxes of what is found from which it is known what moves there."""

CONVINCING_HITS = 3
"""Confident detections of one object that moves: half a second at 5 a second (bench/events.py)."""

CONVINCING_SCORE = 0.5
"""Their mean score (bench/events.py)."""

MOST_SEEN = 5
"""Convincing objects beyond which more say nothing: a camera may be mounted anew."""

PAUSE_SECONDS = 3.0
"""After so long without a turned look, what is found is another object."""

MOST_TRIES = 40
"""Trials in a row: 8 s at 5 a second, as long as somebody is in view."""

TRIES_PER_SECOND = 0.1
"""New ones that time brings: a tree in the wind costs three looks every ten seconds."""

KNOWN_TRIES_PER_SECOND = 0.01
"""The same where objects were convincing as the picture is."""


@dataclass(slots=True, kw_only=True)
class _Side:
    """One way to look at the pictures: what is followed that way, and which objects were convincing."""

    turn: Turn
    tracker: Tracker
    convincing: set[TrackId] = field(default_factory=set)
    time: float = -inf

    def follow(
        self,
        time: float,
        detections: Sequence[Detection],
        motion: Motion,
        regions: Sequence[Box],
        ids: Iterator[int],
    ) -> None:
        """Take in a look that is one of few."""
        if time - self.time > PAUSE_SECONDS:
            self.tracker = Tracker(ids)
        self.time = time
        self.tracker.update(time, detections, motion, regions)
        self.note()

    def evidence(self, time: float) -> float:
        """The scores of what is seen now, summed up since it was first seen."""
        return sum(track.hits * track.score for track in self.tracker.tracks if track.last_time == time)

    def note(self) -> bool:
        """Take note of the objects that are convincing now. Return whether one is for the first time."""
        before = self.convincing
        now = {track.id for track in self.tracker.tracks if _is_convincing(track)}
        self.convincing = set(sorted(before | now)[-MOST_SEEN:])
        return not now <= before


class Orientation:
    """One camera's way to look at its pictures, and the objects followed that way."""

    def __init__(self) -> None:
        """Believe that it is upright."""
        self._ids = count(1)
        self._side = self._new(Turn.NONE)
        self._others = self._new_others()
        self._tries = float(MOST_TRIES)
        self._time = 0.0

    @property
    def turn(self) -> Turn:
        """How pictures are to be looked at."""
        return self._side.turn

    @property
    def other_turns(self) -> tuple[Turn, ...]:
        """All others."""
        return tuple(self._others)

    @property
    def tracks(self) -> tuple[Track, ...]:
        """All objects known now."""
        return self._side.tracker.tracks

    def is_near(self, time: float) -> bool:
        """Whether what a trial found at `time` may be convincing after another look."""
        return any(
            track.last_time == time and track.hits < CONVINCING_HITS and track.score >= CONVINCING_SCORE
            for other in self._others.values()
            for track in other.tracker.tracks
        )

    def forget(self) -> None:
        """Forget the objects: the stream is lost. Which way is up stays known, because the camera is the same."""
        for side in (self._side, *self._others.values()):
            side.tracker = Tracker(self._ids)

    def looked(self, time: float, detections: Iterable[Detection], motion: Motion, regions: Sequence[Box]) -> None:
        """Take in what a look at `regions` found, turned by `turn`. `time` never goes back."""
        self._side.tracker.update(time, detections, motion, regions)
        if self._side.note():
            self._others = self._new_others()

    def trial(self, time: float, motion: Motion) -> Box | None:
        """After a look: say what is worth another one in every other turn."""
        rate = KNOWN_TRIES_PER_SECOND if self._side.convincing else TRIES_PER_SECOND
        self._tries = min(MOST_TRIES, self._tries + rate * max(0.0, time - self._time))
        self._time = time
        seen = [track.box for track in self.tracks if track.last_time == time]
        unknown = [] if motion.is_settling else [each for each in motion.regions if not _is_explained(each, seen)]
        if not unknown or self._tries < 1:
            return None
        self._tries -= 1
        return max(unknown, key=lambda each: each.area)

    def tried(
        self, time: float, found: Mapping[Turn, Sequence[Detection]], motion: Motion, regions: Sequence[Box]
    ) -> None:
        """Take in what a trial found in `other_turns`. What was followed in a better one is what is known now."""
        for turn, detections in found.items():
            self._others[turn].follow(time, detections, motion, regions, self._ids)
        best = max(self._others.values(), key=lambda other: other.evidence(time))
        is_better = best.evidence(time) > self._side.evidence(time)
        if is_better and len(best.convincing) >= min(MOST_SEEN, len(self._side.convincing) + 1):
            self._side = best
            self._others = self._new_others()

    def _new(self, turn: Turn) -> _Side:
        return _Side(turn=turn, tracker=Tracker(self._ids))

    def _new_others(self) -> dict[Turn, _Side]:
        return {turn: self._new(turn) for turn in Turn if turn is not self.turn}


def _is_convincing(track: Track) -> bool:
    return track.is_moving and track.hits >= CONVINCING_HITS and track.score >= CONVINCING_SCORE


def _is_explained(region: Box, seen: Iterable[Box]) -> bool:
    return sum(region.intersection(box) for box in seen) >= EXPLAINED * region.area
