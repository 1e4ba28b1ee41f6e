"""What looks different where somebody was, and is still: something was left there, or went. Pure.

The picture is divided into cells. What a cell shows while nothing moves there and nobody is before it is
remembered; from the moment somebody comes near, the memory is kept until the cell is still again. Then both are
compared.
"""

from collections.abc import Iterator, Sequence
from math import inf

import numpy as np

from ..model import Box, GreyImage, Label, StillChange, Track, TrackId
from .appearance import DARK, Floats, Mask, grown, has_seams, judge, structural_change, window_means
from .places import CELL, Place, blend, extent, of_pixels, per_cell, pixels, places

LOOK_SECONDS = 0.35
"""Between two looks: every second picture at five a second."""

STILL_SECONDS = 1.2
"""How long a place must be still and uncovered before it is believed (bench.packages)."""

MIN_LOOKS = 3
"""Looks whose mean a still cell's picture is at least: noise cannot differ from noise."""

MAX_LOOKS = 8
"""Looks over which a still cell's picture is averaged: slow light is followed within seconds."""

MIN_STIR = 4.0
"""Grey levels of mean difference from which a cell is not still, in a picture without noise."""

NOISE_STIR = 3.0
"""The same in multiples of what half of the cells differ by at the moment."""

MIN_STRUCTURE = 3.0
"""Grey levels of structure that only one of two pictures has, from which they differ (bench.packages)."""

NOISE_STRUCTURE = 1.0
"""The same in multiples of the pictures' noise."""

RESTLESS = 0.35
"""Share of the time from which a cell that moves by itself says nothing: leaves, water."""

RESTLESS_SECONDS = 30.0
"""Over which that share is taken."""

CHANGED_SHARE = 0.2
"""Share of a cell's pixels that must differ for the cell to."""

MAX_CHANGED = 0.15
"""Share of the picture from which the light or the camera has changed, not the scene."""

SHADE = 0.1
"""Share by which a place must be brighter or darker to belong to a thing."""

MOSTLY = 0.3
"""Share of what is compared from which it is the light that has changed."""

MAX_JUDGED = 12
"""No more places than these are looked at closely."""

MAX_PLACES = 3
"""Nobody leaves more things than these at once; light that changes does."""

REACH = 0.35
"""Of a person's height, on either side and half as much before them: hands and what they hold (bench.packages)."""

AWAY = 0.03
"""The same for where somebody still is: nothing is seen there yet (bench.packages)."""

SEEN_SECONDS = 1.5
"""For so long is somebody where they were last seen; a little longer than between two looks of the detector."""

MIN_HITS = 2
"""Detections from which there is somebody."""

ALONE = 1 / 9
"""Share of the cells around one, itself among them, that must stir with it: a single one is noise."""

MEMORY_SECONDS = 20.0
"""How long a place where something changed with nobody near is not believed."""

OWN_SHARE = 0.1
"""Share of a place and its surroundings that has changed with nobody near, from which nobody has done it."""

APART = 1
"""Cells between what is compared and what still moves."""

KEPT_ROOM = 5
"""Cells kept around a thing while the stream is away: what is compared, and a margin."""

ROOM = 8
"""Pixels around a place that are compared too, a multiple of `CELL`."""


class Leftovers:
    """One camera's still scene. Give it every analysed picture, always in the same size (`motion_size`)."""

    def __init__(self) -> None:
        """Nothing is known yet."""
        self._scene: _Scene | None = None
        self._last: _Scene | None = None
        self._kept: tuple[Box, ...] = ()
        self._moved: set[TrackId] = set()
        self._looked_at = -inf

    def update(
        self, time: float, grey: GreyImage, tracks: Sequence[Track], *, is_settling: bool
    ) -> tuple[StillChange, ...]:
        """Take in a picture and who is in it; return what has changed for good. `time` never goes back."""
        if self._scene is None or self._scene.shape != grey.shape:
            self._scene = self._begun(grey, time)
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

    def _begun(self, grey: GreyImage, time: float, restless: Floats | None = None) -> _Scene:
        scene = _Scene(grey.astype(np.float32), time, restless=restless)
        if self._last is not None and self._last.shape == scene.shape:
            for box in self._kept:
                scene.recall(self._last, box)
        return scene

    def _is_there(self, track: Track, time: float) -> bool:
        """Whether something alive or driving is before the scene. What never moved is a part of it."""
        if track.hits < MIN_HITS or track.id not in self._moved:
            return False
        return (track.is_visible and time - track.last_time <= SEEN_SECONDS) or not track.is_moving


class _Scene:
    """The cells' memory. Arrays of pixels have the picture's shape, arrays of cells one value for each."""

    def __init__(self, picture: Floats, time: float, *, restless: Floats | None = None) -> None:
        rows, columns = picture.shape[0] // CELL, picture.shape[1] // CELL
        self.shape = picture.shape
        self._now, self._before = picture, picture.copy()
        self._time = time
        self._looks = np.ones((rows, columns), np.float32)
        self._still_since = np.full((rows, columns), time)
        self._person_height = np.zeros((rows, columns), np.float32)
        self._foot_distance = np.full((rows, columns), inf)
        self._is_other = np.zeros((rows, columns), np.bool_)
        self._is_known = np.zeros((rows, columns), np.bool_)
        self.restless = np.zeros((rows, columns), np.float32) if restless is None else restless
        self._noise = 1.0
        self._changed_by_itself = np.full((rows, columns), -inf)

    def cover(self, track: Track, time: float) -> None:
        """Something is before a part of the scene, or near it."""
        covered, touched = self._around(track.box, AWAY), self._around(track.box, REACH)
        self._still_since[covered] = time
        self._looks[covered] = 0
        if track.label is Label.PERSON:
            self._measure(track.box, touched)
        else:
            self._is_other[touched] = True

    def _measure(self, box: Box, touched: Place) -> None:
        """Note how tall somebody is for the places that they are nearest to, by where their feet are."""
        rows = np.arange(touched[0].start, min(touched[0].stop, self._is_known.shape[0]))
        distance = np.abs(box.bottom - (rows + 1) / self._is_known.shape[0])[:, None]
        is_nearer = distance < self._foot_distance[touched]
        self._person_height[touched] = np.where(is_nearer, box.height, self._person_height[touched])
        self._foot_distance[touched] = np.where(is_nearer, distance, self._foot_distance[touched])

    def recall(self, earlier: _Scene, box: Box) -> None:
        """Compare a box with what it was in an earlier scene, as if somebody had been there."""
        rows, columns = self._is_known.shape
        place = (
            slice(max(0, int(box.top * rows) - KEPT_ROOM), int(box.bottom * rows) + 1 + KEPT_ROOM),
            slice(max(0, int(box.left * columns) - KEPT_ROOM), int(box.right * columns) + 1 + KEPT_ROOM),
        )
        self._before[pixels(place)] = earlier._before[pixels(place)]
        self._is_known[place] = True
        self._person_height[place] = box.height

    def look(self, picture: Floats, time: float) -> None:
        """Follow what each cell shows, and remember it where nobody was near."""
        difference = picture - self._now
        difference -= np.median(difference[::CELL, ::CELL])
        stir = per_cell(np.abs(difference))
        self._noise += 0.1 * (float(np.median(stir)) - self._noise)
        uncovered = self._looks > 0
        limit = MIN_STIR + NOISE_STIR * self._noise
        moves = (stir > limit) & (window_means((stir > limit).astype(np.float32), 3) > ALONE + 0.01)
        share = min(1.0, (time - self._time) / RESTLESS_SECONDS)
        self.restless += np.where(uncovered & (self._person_height == 0), share, 0) * (moves - self.restless)
        self._time = time
        self._still_since[moves] = time
        self._looks = np.where(moves, 1, np.minimum(self._looks + 1, MAX_LOOKS)).astype(np.float32)
        blend(self._now, picture, (1 / self._looks).astype(np.float32))
        learned = self._is_still(time) & ((self._person_height == 0) | self._is_other)
        # Who comes soon after the start must not find a place that nobody remembers.
        learned |= ~self._is_known & (self._looks >= MIN_LOOKS)
        by_itself = learned & self._is_known & (per_cell(np.abs(self._now - self._before)) > limit)
        self._changed_by_itself[by_itself] = time
        self._accept(learned)

    def changes(self, time: float) -> Iterator[StillChange]:
        """Compare where somebody was and nobody is any more."""
        claimed = self._person_height > 0
        # A thing is compared as a whole: what is next to a place where somebody still may be waits with it.
        ripe = claimed & self._is_still(time)
        ripe &= ~grown(claimed & ~ripe, APART)
        if not ripe.any():
            return
        structure = np.zeros(self.shape, np.float32)
        part = pixels(extent(ripe), ROOM)
        structure[part] = structural_change(self._before[part], self._now[part])
        # Around the places where somebody was the memory is newer: what differs along its border is only that.
        inner = ~grown(~claimed, 1)
        changed = (structure > MIN_STRUCTURE + NOISE_STRUCTURE * self._noise) & of_pixels(inner)
        cells = per_cell(changed.astype(np.float32)) > CHANGED_SHARE
        if (cells & ripe).mean() > MAX_CHANGED:
            self._accept(ripe)
            return
        differs = (cells | self._is_shaded(ripe)) & claimed
        waits = grown(cells & claimed & ~ripe, 1) & differs & ripe
        whole = []
        for place in places(differs & ripe):
            if waits[place].any():
                ripe[place] = False
            else:
                whole.append(place)
        judged = (self._judged(place, changed, time) for place in whole[:MAX_JUDGED])
        found = [change for change in judged if change is not None]
        self._accept(ripe)
        if len(found) <= MAX_PLACES:
            yield from found

    def _is_shaded(self, ripe: Mask) -> Mask:
        """Where it is brighter or darker than before, beside the rest: the plain inside of a thing has no structure."""
        before, now = per_cell(self._before) + DARK, per_cell(self._now) + DARK
        ratio = now / before
        ratio /= np.median(ratio[ripe])
        shaded: Mask = np.maximum(ratio, 1 / ratio) > 1 + SHADE + self._noise / before
        return shaded if shaded[ripe].mean() < MOSTLY else np.zeros_like(shaded)

    def _judged(self, place: Place, changed: Mask, time: float) -> StillChange | None:
        if self.restless[place].mean() > RESTLESS:
            return None
        near = tuple(slice(max(0, each.start - APART), each.stop + APART) for each in place)
        if (time - self._changed_by_itself[near] < MEMORY_SECONDS).mean() > OWN_SHARE:
            return None
        own = np.zeros(self.shape, np.bool_)
        own[pixels(place)] = changed[pixels(place)]
        part = pixels(place, ROOM)
        # Cells that were learned at different times do not fit together where the light was not the same.
        if not own.any() or has_seams(self._before[part], CELL):
            return None
        verdict = judge(self._before[part], self._now[part], own[part])
        if verdict is None or verdict.is_light:
            return None
        own[...] = False
        own[part] = verdict.object
        cells = per_cell(own.astype(np.float32)) > 0
        height, width = self.shape
        rows, columns = extent(own)
        return StillChange(
            box=Box(
                left=columns.start / width,
                top=rows.start / height,
                right=columns.stop / width,
                bottom=rows.stop / height,
            ),
            appeared=verdict.presence,
            contrast=verdict.contrast,
            person_height=float(self._person_height[place].max()),
            since=float(np.median(self._still_since[cells])),
        )

    def _is_still(self, time: float) -> Mask:
        still: Mask = (time - self._still_since >= STILL_SECONDS) & (self._looks >= MIN_LOOKS)
        return still

    def _accept(self, cells: Mask) -> None:
        """Remember what these cells show now; whoever was there is forgotten."""
        blend(self._before, self._now, cells.astype(np.float32))
        self._is_known |= cells
        self._is_other &= ~cells
        self._person_height[cells] = 0
        self._foot_distance[cells] = inf

    def _around(self, box: Box, share: float) -> tuple[slice, slice]:
        """The cells of a box made wider by a share of its height on either side, and longer by half of it below."""
        rows, columns = self._is_known.shape
        down = share * box.height
        across = down * self.shape[0] / self.shape[1]
        return (
            slice(max(0, int(box.top * rows)), max(0, int((box.bottom + down / 2) * rows) + 1)),
            slice(max(0, int((box.left - across) * columns)), max(0, int((box.right + across) * columns) + 1)),
        )
