"""A picture divided into cells: their means, groups of them, and pictures that are learned cell by cell. Pure."""

from collections.abc import Iterator
from itertools import product

import numpy as np

from .appearance import Floats, Mask

type Cell = tuple[int, int]
"""Row and column."""
type Place = tuple[slice, slice]
"""Rows and columns of cells."""

CELL = 4
"""Pixels per side of a cell: parcels of 3 % of the picture's height are one or two cells high."""

_NEIGHBOURS = tuple(product((-1, 0, 1), repeat=2))


def pixels(place: Place, room: int = 0) -> Place:
    """Rows and columns of a place's pixels, with room around them."""
    rows, columns = (slice(max(0, each.start * CELL - room), each.stop * CELL + room) for each in place)
    return rows, columns


def per_cell(values: Floats) -> Floats:
    """Mean over each cell."""
    rows, columns = values.shape[0] // CELL, values.shape[1] // CELL
    strips: Floats = values.reshape(-1, CELL) @ np.full(CELL, 1 / CELL**2, np.float32)
    means: Floats = strips.reshape(rows, CELL, columns).sum(axis=1)
    return means


def of_pixels(cells: Mask) -> Mask:
    """Each cell's value for all of its pixels."""
    return cells.repeat(CELL, axis=0).repeat(CELL, axis=1)


def blend(into: Floats, picture: Floats, shares: Floats) -> None:
    """Move each cell of a picture by its share towards another picture, in place."""
    rows, columns = shares.shape
    shape = (rows, CELL, columns, CELL)
    into.reshape(shape)[...] += shares[:, None, :, None] * (picture.reshape(shape) - into.reshape(shape))


def extent(mask: Mask) -> Place:
    """Rows and columns around all of a mask, which is not empty."""
    rows, columns = np.flatnonzero(mask.any(axis=1)), np.flatnonzero(mask.any(axis=0))
    return slice(int(rows[0]), int(rows[-1]) + 1), slice(int(columns[0]), int(columns[-1]) + 1)


def places(mask: Mask) -> list[Place]:
    """Rectangles around groups of neighbouring cells, and one cell more; those that overlap are one."""
    rows, columns = mask.shape
    found: list[tuple[int, int, int, int]] = []
    for group in _groups(mask):
        top, bottom = min(row for row, _ in group) - 1, max(row for row, _ in group) + 2
        left, right = min(column for _, column in group) - 1, max(column for _, column in group) + 2
        place = (max(0, top), min(rows, bottom), max(0, left), min(columns, right))
        while touching := [other for other in found if _overlap(place, other)]:
            found = [other for other in found if other not in touching]
            tops, bottoms, lefts, rights = zip(place, *touching, strict=True)
            place = (min(tops), max(bottoms), min(lefts), max(rights))
        found.append(place)
    return [(slice(top, bottom), slice(left, right)) for top, bottom, left, right in found]


def _overlap(one: tuple[int, int, int, int], other: tuple[int, int, int, int]) -> bool:
    return one[0] < other[1] and other[0] < one[1] and one[2] < other[3] and other[2] < one[3]


def _groups(mask: Mask) -> Iterator[list[Cell]]:
    """Part cells into groups of neighbours."""
    cells = {(row, column) for row, column in np.argwhere(mask).tolist()}
    while cells:
        group = [cells.pop()]
        for row, column in group:
            near = {(row + down, column + across) for down, across in _NEIGHBOURS} & cells
            cells -= near
            group += near
        yield group
