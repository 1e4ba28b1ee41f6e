"""Where a box is and where it is going: a Kalman filter of constant velocity and size. Pure.

The four coordinates (centre, width, height) move independently with the same uncertainty, counted in sizes of the
object itself. So one 2 x 2 covariance serves all four, and near and far objects are treated alike.
"""

import numpy as np

from ..model.picture import Box

MEASURING = 0.08
"""Standard deviation of a detector's box, in sizes of the object (YOLOX-Nano on standing people: 0.05 to 0.1)."""

ACCELERATION = 2.0
"""Standard deviation of what it does between looks, in sizes per second squared: people start within half a second."""

START_SPEED = 1.5
"""Standard deviation of an unknown speed, in sizes per second: walking past is 1 to 3 widths a second."""

LONGEST_START = 0.5
"""Seconds of uncertainty that a standing object collects at most, however long nobody looked."""

SMALLEST = 1e-3
"""Sides never shrink below this, whatever is predicted."""


class MovingBox:
    """A box followed over time."""

    def __init__(self, box: Box) -> None:
        """Start where it was first seen, with unknown speed."""
        self._state = np.stack([_measured(box), np.zeros(4)])
        self._covariance = np.diag([MEASURING**2, START_SPEED**2])

    @property
    def box(self) -> Box:
        """The best estimate."""
        x, y, width, height = self._state[0].tolist()
        width, height = max(width, SMALLEST), max(height, SMALLEST)
        return Box(left=x - width / 2, top=y - height / 2, right=x + width / 2, bottom=y + height / 2)

    def predict(self, seconds: float, *, is_standing: bool = False) -> None:
        """Let time pass. What stands may start at any moment, but is not expected to be elsewhere by now."""
        if is_standing:
            self._state[1] = 0
            seconds = min(seconds, LONGEST_START)
        # What grows in one look rather comes out from behind something than goes on growing.
        self._state[1, 2:] = 0
        transition = np.array([[1.0, seconds], [0.0, 1.0]])
        noise = np.array([[seconds**4 / 4, seconds**3 / 2], [seconds**3 / 2, seconds**2]]) * ACCELERATION**2
        self._state = transition @ self._state
        self._covariance = transition @ self._covariance @ transition.T + noise

    def correct(self, box: Box) -> None:
        """Take in a detection."""
        gain = self._covariance[:, :1] / (self._covariance[0, 0] + MEASURING**2)
        self._state = self._state + gain @ (_measured(box) - self._state[0])[None, :]
        self._covariance = self._covariance - gain @ self._covariance[:1, :]


def _measured(box: Box) -> np.ndarray[tuple[int], np.dtype[np.float64]]:
    return np.array([box.centre.x, box.centre.y, box.width, box.height])
