"""A camera's still scene: what each place of it shows while nothing moves there and nobody is before it. Pure.

The picture is divided into cells. From the moment somebody comes near a cell, its memory is kept until it is still
again. Then both are compared.
"""

from collections.abc import Iterator
from math import inf

import numpy as np

from ..model.names import Label
from ..model.picture import Box
from ..model.vision import StillChange, Track
from .appearance import DARK, Floats, Mask, grown, has_seams, judge, structural_change, window_means
from .places import CELL, Place, blend, extent, of_pixels, per_cell, pixels, places

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


class StillScene:
    """The cells' memory. Arrays of pixels have the picture's shape, arrays of cells one value for each."""

    def __init__(self, picture: Floats, time: float, *, restless: Floats | None = None) -> None:
        """Begin with a picture. `restless` is how often each cell moves by itself, where that is known."""
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
        self._known_since = np.full((rows, columns), time)
        self.restless = np.zeros((rows, columns), np.float32) if restless is None else restless
        self._noise = 1.0
        self._changed_by_itself = np.full((rows, columns), -inf)

    def doubt(self, box: Box, since: float) -> None:
        """Forget what a box shows, where it was not known before `since`: somebody stood there already."""
        place = self._around(box, AWAY)
        self._is_known[place] &= self._known_since[place] < since

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

    def recall(self, earlier: StillScene, box: Box) -> None:
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
        claimed = (self._person_height > 0) & self._is_known
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
        self._known_since[cells & ~self._is_known] = self._time
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
