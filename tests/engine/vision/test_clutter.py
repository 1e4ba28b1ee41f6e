"""What flashes up here and there is not believed, and what goes through it is."""

import numpy as np
from hypothesis import given, settings, strategies as st

from custom_components.secure_video.engine.vision.cells import Flags
from custom_components.secure_video.engine.vision.clutter import MOST_LOOKS, Clutter

ROWS, COLUMNS = 22, 40


class Weather:
    """Cells that are active by chance, five pictures a second."""

    def __init__(self, seed: int, share: float) -> None:
        """`share` of all cells in each picture."""
        self._chance = np.random.default_rng(seed)
        self._share = share
        self.clutter = Clutter(ROWS, COLUMNS)

    def look(self, *visitor: tuple[slice, slice], elapsed: float = 0.2) -> Flags:
        active = self._chance.random((ROWS, COLUMNS)) < self._share
        for place in visitor:
            active[place] = True
        return self.clutter.believed(active, elapsed)


def walking(number: int) -> tuple[slice, slice]:
    """Two cells wide and four high, half a cell a picture to the right."""
    left = 5 + number // 2
    return slice(8, 12), slice(left, left + 2)


def test_when_it_is_calm_everything_is_believed_at_once() -> None:
    weather = Weather(1, 0.0)
    assert not any(weather.look().any() for _ in range(50))
    assert weather.look(walking(0)).sum() == 8
    one = slice(3, 4), slice(3, 4)
    assert weather.look(one)[one].all()


@settings(deadline=None, max_examples=20)
@given(st.integers(0, 1000), st.sampled_from([0.005, 0.02, 0.04]))
def test_who_walks_through_the_rain_is_seen_within_some_looks_and_the_rain_hardly(seed: int, share: float) -> None:
    weather = Weather(seed, share)
    for _ in range(75):
        weather.look()
    believed = sum(int(weather.look().sum()) for _ in range(75))
    assert believed < 0.05 * 75 * share * ROWS * COLUMNS
    seen = [bool(weather.look(walking(number))[walking(number)].any()) for number in range(MOST_LOOKS)]
    assert seen[-1]


def test_one_who_walks_about_does_not_pass_for_weather() -> None:
    weather = Weather(1, 0.0)
    believed = [weather.look(walking(number)) for number in range(60)]
    assert all(each.sum() == 8 for each in believed)


def test_a_camera_that_rests_believes_what_is_large() -> None:
    weather = Weather(1, 0.03)
    for _ in range(100):
        weather.look()
    large = slice(8, 16), slice(5, 9)
    assert weather.look(large, elapsed=2.0)[large].sum() > 16
    assert weather.look(elapsed=2.0).sum() < 3


def test_after_the_rain_everything_is_believed_again() -> None:
    weather = Weather(1, 0.03)
    for _ in range(100):
        weather.look()
    weather._share = 0.0
    for _ in range(200):
        weather.look()
    one = slice(3, 4), slice(3, 4)
    assert weather.look(one)[one].all()
