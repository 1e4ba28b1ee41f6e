"""Follows objects from frame to frame: two-step association by score, as in ByteTrack (arXiv 2110.06864). Pure."""

import math
from collections.abc import Iterable, Iterator, Sequence
from itertools import count

from ..model.names import Label, TrackId
from ..model.picture import WHOLE_PICTURE, Box
from ..model.vision import Detection, Motion, Track
from .kalman import MovingBox
from .liveliness import LIVELY_LOOKS, LIVING, SHIFTED_LOOKS, has_shifted, is_lively, lively_regions

CONFIDENT = 0.4
"""Detections from here on start tracks and count as hits; weaker ones only keep a track alive (bench/events.py)."""

MIN_SIMILARITY = 0.15
"""Less alike than this, a detection is another object (`_similarity`)."""

MAX_DISTANCE = 1.0
"""Sizes (means of width and height) between centres up to which boxes that no longer overlap may be one fast object:
a runner at 5 m/s goes 1 m in 0.2 s."""

NORMAL_PAUSE = 0.2
"""Seconds between looks that `MAX_DISTANCE` is made for."""

SPEED = 1.0
"""Sizes a second by which the distance may be larger after a longer pause: of what walks, not of what runs."""

MAX_GROWTH = 2.0
"""Factor by which an object's area may change between looks to be taken for the same without overlap."""

MIN_STANDING_IOU = 0.3
"""What has stood still so far does not jump: another box nearby is a neighbour (bench/events.py)."""

YOUNG_SECONDS = 0.5
"""Until then nobody knows whether it stands; a fast object no longer overlaps itself after 0.2 s."""

GAP_SECONDS = 0.9
"""Where a standing object appears after so long out of sight says nothing about whether it moved: boxes of what is half
hidden jump. Longer than a detector's dropout of some frames, shorter than the pause between two checks."""

SLOW_LOOK_SECONDS = 2.0
"""Looks of a busy machine are this far apart at most; what is seen in each of them was not out of sight."""

MOSTLY = 0.5
"""Share of an object's box that a look must show for not finding it to mean anything."""

STOOD_SECONDS = 2.0
"""What has stood still for so long since it was first seen is known to stand."""

LOST_SECONDS = 3.0
"""A moving object is searched for this long."""

STANDING_LOST_SECONDS = 600.0
"""A standing one is remembered longer, so that it is not new after an occlusion or when it is looked at again."""

MIN_STANDING_HITS = 3
"""What was found less often is not worth remembering."""

STILL_SECONDS = {Label.PERSON: 120.0, Label.ANIMAL: 120.0, Label.VEHICLE: 10.0}
"""After this time in one place an object no longer counts as moving: people wait, cars park."""

NOTHING_MOVES = Motion()


class Tracker:
    """The objects of one camera. `update` after each look of the detector."""

    def __init__(self, ids: Iterator[int] | None = None) -> None:
        """Nothing is known yet. `ids` name the objects; trackers that share them name none alike."""
        self._followed: list[_Followed] = []
        self._ids = ids or count(1)

    @property
    def tracks(self) -> tuple[Track, ...]:
        """All objects known after the latest update, also those out of sight."""
        return tuple(each.track() for each in self._followed)

    def update(
        self,
        time: float,
        detections: Iterable[Detection],
        motion: Motion = NOTHING_MOVES,
        regions: Sequence[Box] = (WHOLE_PICTURE,),
    ) -> tuple[Track, ...]:
        """Match what one look at `regions` found with what is known; return all tracks. `time` never goes back."""
        ordered = sorted(detections, key=lambda each: -each.score)
        confident = [each for each in ordered if each.score >= CONFIDENT]
        weak = [each for each in ordered if each.score < CONFIDENT]
        for each in self._followed:
            each.wait(time)
        new = _match(self._followed, confident, time)
        _match([each for each in self._followed if not each.is_found], weak, time)
        for each in self._followed:
            if not each.is_found and _are_covering(regions, each.box):
                each.miss()
        for detection in new:
            self._followed.append(_Followed(TrackId(next(self._ids)), detection, time))
        lively = lively_regions(motion, [each.box for each in self._followed if each.is_found and each.is_living])
        for each in self._followed:
            each.judge(lively, time)
        self._followed = [each for each in self._followed if not each.is_over(time)]
        return self.tracks


class _Followed:
    """One object and what is remembered about it."""

    def __init__(self, track_id: TrackId, detection: Detection, time: float) -> None:
        self._id = track_id
        self._label = detection.label
        self._first_time = self._last_time = self._time = time
        self._kinds = {detection.kind: detection.score}
        self._moving_box = MovingBox(detection.box)
        self._score_sum = detection.score
        self._hits = 1
        self._place = detection.box
        self._place_time = time
        self._has_moved = False
        self._halfway: Box | None = None
        self._shifted_looks = self._lively_looks = 0
        self._is_clear = True
        self._pause = 0.0
        self._misses = 0
        self.is_found = True

    def wait(self, time: float) -> None:
        """Let time pass until the next look. What has stood still is not expected to start."""
        self._pause = time - self._time
        self._moving_box.predict(self._pause, is_standing=self._is_standing)
        self._time = time
        self.is_found = False

    def see(self, detection: Detection, time: float) -> None:
        """Take in the detection that belongs to it."""
        self._moving_box.correct(detection.box)
        if not self._has_moved and self._was_away(time - self._last_time):
            self._place, self._shifted_looks, self._halfway = self.box, 0, None
        self._last_time = time
        self._misses = 0
        self.is_found = True
        self._is_clear = detection.score >= CONFIDENT
        if self._is_clear:
            self._hits += 1
            self._score_sum += detection.score
            self._kinds[detection.kind] = self._kinds.get(detection.kind, 0.0) + detection.score

    def miss(self) -> None:
        """Note that a look at its place did not find it."""
        self._misses += 1
        self._shifted_looks = self._lively_looks = 0

    def _was_away(self, gap: float) -> bool:
        """Whether it comes back after a gap, and not just in the next look of a busy machine."""
        return gap > (min(self._pause, SLOW_LOOK_SECONDS) if self._pause > GAP_SECONDS else GAP_SECONDS)

    @property
    def _is_standing(self) -> bool:
        """Whether it has stood still so far, as far as three sightings can tell, and still does."""
        is_young = self._last_time - self._first_time < YOUNG_SECONDS or self._hits < MIN_STANDING_HITS
        # Where looks are rare, what has started is far away by the next one.
        has_started = self._halfway is not None and 2 * NORMAL_PAUSE < self._pause <= SLOW_LOOK_SECONDS
        return not (self._has_moved or is_young or has_started)

    @property
    def box(self) -> Box:
        """Where it is."""
        return self._moving_box.box

    @property
    def is_living(self) -> bool:
        """Whether it is something that moves its limbs."""
        return self._label in LIVING

    def judge(self, lively: tuple[Box, ...], time: float) -> None:
        """Decide whether it moves, after a look. `lively` are the regions that move by themselves."""
        if not self.is_found:
            return
        box = self.box
        is_lively_look = self.is_living and self._is_clear and is_lively(box, lively)
        self._lively_looks = self._lively_looks + 1 if is_lively_look else 0
        if self._has_gone(box, time) or self._lively_looks >= LIVELY_LOOKS:
            self._place, self._place_time, self._has_moved = box, time, True
            self._shifted_looks = self._lively_looks = 0
            self._halfway = None
        elif time - self._place_time > STILL_SECONDS[self._label]:
            self._has_moved = False

    def _has_gone(self, box: Box, time: float) -> bool:
        """Whether it went from its place. What was known to stand there must go on: light lets a box jump once."""
        if not has_shifted(self._place, box):
            self._shifted_looks, self._halfway = 0, None
            return False
        self._shifted_looks += 1
        is_known = self._label is Label.VEHICLE and not self._has_moved and time - self._place_time > STOOD_SECONDS
        if not is_known:
            return self._shifted_looks >= SHIFTED_LOOKS[self._label]
        if self._halfway is None or self._halfway.iou(box) < self._place.iou(box):
            self._halfway = box
        return has_shifted(self._halfway, box)

    def is_over(self, time: float) -> bool:
        """Whether it has been out of sight for too long."""
        is_flicker = self._hits < MIN_STANDING_HITS
        kept = LOST_SECONDS if self._has_moved or is_flicker else STANDING_LOST_SECONDS
        return time - self._last_time > kept

    def similarity(self, detection: Detection) -> float:
        """0..1; 0 for another label."""
        if self._label is not detection.label:
            return 0.0
        if not self._is_standing:
            return _similarity(self.box, detection.box, self._pause)
        overlap = self.box.iou(detection.box)
        return overlap if overlap >= MIN_STANDING_IOU else 0.0

    def track(self) -> Track:
        """What others may know."""
        return Track(
            id=self._id,
            label=self._label,
            kind=max(self._kinds, key=self._kinds.__getitem__),
            score=self._score_sum / self._hits,
            box=self.box,
            hits=self._hits,
            first_time=self._first_time,
            last_time=self._last_time,
            is_visible=self._misses == 0,
            is_moving=self._has_moved,
            misses=self._misses,
        )


def _match(followed: Sequence[_Followed], detections: Sequence[Detection], time: float) -> list[Detection]:
    """Give each object the detection most like it, best pairs first; return the detections left over."""
    pairs = sorted(
        (
            (similarity, row, column)
            for row, each in enumerate(followed)
            for column, detection in enumerate(detections)
            if (similarity := each.similarity(detection)) >= MIN_SIMILARITY
        ),
        reverse=True,
    )
    rows: set[int] = set()
    columns: set[int] = set()
    for _, row, column in pairs:
        if row not in rows and column not in columns:
            followed[row].see(detections[column], time)
            rows.add(row)
            columns.add(column)
    return [detection for column, detection in enumerate(detections) if column not in columns]


def _are_covering(regions: Iterable[Box], box: Box) -> bool:
    """Whether one of the regions shows most of what the picture can show of a box."""
    needed = MOSTLY * WHOLE_PICTURE.intersection(box)
    return any(region.intersection(box) >= needed for region in regions)


def _similarity(one: Box, other: Box, pause: float) -> float:
    """Overlap; or, for boxes of about one size, how near they are, which is worth at most twice `MIN_SIMILARITY`.

    `pause` is how many seconds ago the last look was.
    """
    overlap = one.iou(other)
    small, large = sorted((one.area, other.area))
    if small <= 0 or large / small > MAX_GROWTH:
        return overlap
    size = (one.width + one.height + other.width + other.height) / 4
    distance = math.hypot(one.centre.x - other.centre.x, one.centre.y - other.centre.y) / size
    reach = MAX_DISTANCE + SPEED * max(0.0, pause - NORMAL_PAUSE)
    return max(overlap, MIN_SIMILARITY * (2 - distance / reach))
