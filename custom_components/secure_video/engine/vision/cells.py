"""Arithmetic on small pictures that are divided into square cells. Pure."""

from collections.abc import Callable
from functools import cache

import numpy as np
from numpy.typing import NDArray

type Floats = NDArray[np.float32]
type Flags = NDArray[np.bool_]


def shrunk(grey: NDArray[np.uint8]) -> Floats:
    """Half as wide and high: the mean of each four pixels."""
    rows = grey[0::2].astype(np.uint16) + grey[1::2]
    sums = rows[:, 0::2] + rows[:, 1::2]
    return sums.astype(np.float32) * np.float32(0.25)


def means(pixels: Floats, side: int) -> Floats:
    """Mean over each cell. A product with a vector sums rows of pixels ten times faster than `mean` over two axes."""
    rows, columns = pixels.shape[0] // side, pixels.shape[1] // side
    strips: Floats = pixels.reshape(-1, side) @ np.full(side, 1 / side**2, np.float32)
    result: Floats = strips.reshape(rows, side, columns).sum(axis=1)
    return result


def repeated(cells: Floats, side: int) -> Floats:
    """Each cell's value for all of its pixels."""
    return cells.repeat(side, axis=0).repeat(side, axis=1)


def spread(cells: Floats, side: int) -> Floats:
    """A value for each pixel, going over smoothly from the middle of one cell to the next."""
    rows, columns = cells.shape
    # One small product for each row of cells: a large one would make the library start threads.
    strips = (_weights(rows, side) @ cells).reshape(rows, side, columns) @ _weights(columns, side).T
    result: Floats = strips.reshape(rows * side, columns * side).astype(np.float32, copy=False)
    return result


def around[T: (Floats, Flags)](cells: T, join: Callable[..., T]) -> T:
    """Join each cell with its eight neighbours: `np.add`, `np.maximum` or `np.logical_or`."""
    rows = cells.copy()
    join(rows[1:], cells[:-1], out=rows[1:])
    join(rows[:-1], cells[1:], out=rows[:-1])
    result = rows.copy()
    join(result[:, 1:], rows[:, :-1], out=result[:, 1:])
    join(result[:, :-1], rows[:, 1:], out=result[:, :-1])
    return result


def calmed(cells: Floats) -> Floats:
    """Each cell as most around it are: the median of three down, then across. The edges of large things stay."""
    padded = np.pad(cells, 1, mode="edge")
    rows = _middle(padded[:-2], padded[1:-1], padded[2:])
    return _middle(rows[:, :-2], rows[:, 1:-1], rows[:, 2:])


def _middle(one: Floats, two: Floats, three: Floats) -> Floats:
    result: Floats = np.maximum(np.minimum(one, two), np.minimum(np.maximum(one, two), three))
    return result


@cache
def _weights(count: int, side: int) -> Floats:
    """How much each of `count` cells counts for each of their pixels in a row, shape (count * side, count)."""
    places = np.clip((np.arange(count * side) + 0.5) / side - 0.5, 0, count - 1)
    weights: Floats = np.maximum(0, 1 - np.abs(places[:, None] - np.arange(count))).astype(np.float32)
    return weights
