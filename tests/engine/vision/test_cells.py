"""Arithmetic on cells, compared with the obvious way to do it."""

import numpy as np
import pytest
from hypothesis import given, strategies as st

from custom_components.secure_video.engine.vision.cells import Floats, around, calmed, means, repeated, shrunk, spread

shapes = st.tuples(st.integers(1, 6), st.integers(1, 6))
seeds = st.integers(0, 1000)


def some(seed: int, *shape: int) -> Floats:
    return np.random.default_rng(seed).uniform(0, 255, shape).astype(np.float32)


@given(shapes, seeds)
def test_means_and_repeated(shape: tuple[int, int], seed: int) -> None:
    rows, columns = shape
    pixels = some(seed, rows * 4, columns * 4)
    blocks = pixels.reshape(rows, 4, columns, 4)
    assert means(pixels, 4) == pytest.approx(blocks.mean(axis=(1, 3)), rel=1e-5)
    assert (repeated(means(pixels, 4), 4)[::4, ::4] == means(pixels, 4)).all()


@given(shapes, seeds)
def test_shrunk_is_the_mean_of_four(shape: tuple[int, int], seed: int) -> None:
    grey = some(seed, shape[0] * 2, shape[1] * 2).astype(np.uint8)
    assert shrunk(grey) == pytest.approx(means(grey.astype(np.float32), 2))


@given(shapes, seeds)
def test_spread_stays_between_the_cells_and_keeps_what_is_even(shape: tuple[int, int], seed: int) -> None:
    cells = some(seed, *shape)
    pixels = spread(cells, 4)
    assert pixels.shape == (shape[0] * 4, shape[1] * 4)
    assert pixels.min() >= cells.min() - 1e-3
    assert pixels.max() <= cells.max() + 1e-3
    assert spread(np.full(shape, 7, np.float32), 4) == pytest.approx(7)


@given(shapes, seeds)
def test_around_joins_the_neighbours(shape: tuple[int, int], seed: int) -> None:
    cells = some(seed, *shape)
    for row, column in np.ndindex(shape):
        near = cells[max(0, row - 1) : row + 2, max(0, column - 1) : column + 2]
        assert around(cells, np.maximum)[row, column] == near.max()
        assert around(cells, np.add)[row, column] == pytest.approx(near.sum(), rel=1e-5)


def test_calmed_overlooks_what_is_small_and_keeps_edges() -> None:
    cells = np.ones((6, 8), np.float32)
    cells[:, 4:] = 3
    cells[2, 1] = 9
    expected = np.ones((6, 8), np.float32)
    expected[:, 4:] = 3
    assert (calmed(cells) == expected).all()
