"""Tells what goes through the picture from what only flashes up in it: rain, snow, insects. Pure."""

import math

import numpy as np

from .cells import Flags, Floats, around

LEARNING_SECONDS = 8.0
"""In this time most of what is known about the weather comes from new pictures."""

CALM = 0.002
"""Share of the picture near something that only flashed up, below which everything that moves is believed."""

CHANCE = 3e-6
"""Share of cells that may be believed by mistake (tests/engine/vision/test_nuisances.py)."""

MOST_LOOKS = 4
"""Pictures in which something must be seen at most: 0.6 s at 5 a second, also in the heaviest rain."""

LONGEST_GAP = 0.5
"""Seconds between pictures from which nobody can tell which of two things is the same."""


class Clutter:
    """One camera's weather. What flashes up is nowhere near in the picture before, nor in the one after."""

    def __init__(self, rows: int, columns: int) -> None:
        """It is calm until something flashes up. The sizes are the picture's, in cells."""
        self._share = 0.0
        self._before = self._earlier = np.zeros((rows, columns), np.bool_)
        self._looks: Floats = np.zeros((rows, columns), np.float32)

    def believed(self, active: Flags, elapsed: float) -> Flags:
        """Return which of the active cells belong to something that stays; `elapsed` since the picture before."""
        near = around(active, np.logical_or)
        flashed = self._before & ~near & ~around(self._earlier, np.logical_or)
        share = float(around(flashed, np.logical_or).mean())
        self._share += (1 - math.exp(-elapsed / LEARNING_SECONDS)) * (share - self._share)
        self._earlier, self._before = self._before, active
        seen_before = around(self._looks, np.maximum) if elapsed <= LONGEST_GAP else 0
        self._looks = np.where(active, seen_before + np.float32(1), np.float32(0))
        needed = self._needed_looks()
        if needed == 1:
            return active
        neighbours = around(active.astype(np.float32), np.add) - 1
        if elapsed > LONGEST_GAP:
            # Neighbours in space have to do for those in time.
            believed: Flags = active & (neighbours >= needed)
        else:
            believed = active & (neighbours >= 1) & (self._looks >= needed)
        return believed

    def _needed_looks(self) -> int:
        """In how many pictures one after the other something must be, so that it is hardly by chance.

        Where a share `p` of the picture is near something that flashes up, about `p / 4` flashes up itself, and a place
        is near it in n pictures with the chance p ** n.
        """
        if self._share < CALM:
            return 1
        chance = min(self._share, 0.3)
        return min(MOST_LOOKS, 1 + round(math.log(4 * CHANCE / chance) / math.log(chance)))
