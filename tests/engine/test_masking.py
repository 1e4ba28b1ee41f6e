"""A mask covers every pixel that its polygon touches, however thin, crossed or far outside it is."""

from collections.abc import Sequence

import numpy as np
import pytest
from hypothesis import given, strategies as st

from custom_components.secure_video.engine.incidents.zones import is_inside
from custom_components.secure_video.engine.masking import covered, grown
from custom_components.secure_video.engine.model.areas import Mask, MaskKind
from custom_components.secure_video.engine.model.picture import Point

SAMPLES = 7
"""Along each side of a pixel."""

coordinates = st.one_of(
    st.sampled_from([0.0, 0.25, 0.5, 1.0]),
    st.floats(-0.5, 1.5, allow_nan=False),
    st.floats(-1e6, 1e6, allow_nan=False),
)
polygons = st.lists(st.tuples(coordinates, coordinates), min_size=3, max_size=7)
sizes = st.tuples(st.integers(1, 12), st.integers(1, 9))


def a_mask(*corners: tuple[float, float]) -> Mask:
    """A private mask with these corners."""
    return Mask(name="Neighbour", kind=MaskKind.PRIVATE, polygon=tuple(Point(x=x, y=y) for x, y in corners))


@given(corners=polygons, size=sizes)
def test_every_pixel_with_a_point_inside_is_covered(corners: list[tuple[float, float]], size: tuple[int, int]) -> None:
    width, height = size
    mask = a_mask(*corners)
    result = covered([mask], width, height)
    assert result.shape == (height, width)
    for row in range(height):
        for column in range(width):
            for point in _points(column, row, width, height):
                assert result[row, column] or not is_inside(point, mask.polygon), (column, row)


@given(corners=polygons, size=sizes, along=st.floats(0, 1))
def test_every_pixel_an_edge_runs_through_is_covered(
    corners: list[tuple[float, float]], size: tuple[int, int], along: float
) -> None:
    width, height = size
    result = covered([a_mask(*corners)], width, height)
    for (x, y), (next_x, next_y) in zip(corners, [*corners[1:], corners[0]], strict=True):
        column, row = ((x + (next_x - x) * along) * width, (y + (next_y - y) * along) * height)
        if 0 <= column < width and 0 <= row < height:
            assert result[int(row), int(column)]


@given(corners=st.lists(st.tuples(st.floats(-0.5, 1.5), st.floats(-0.5, 1.5)), min_size=3, max_size=7), size=sizes)
def test_no_pixel_further_than_its_neighbours_is_covered(
    corners: list[tuple[float, float]], size: tuple[int, int]
) -> None:
    width, height = size
    triangle = corners[:3]  # a polygon that crosses itself covers what it goes around, which sampling does not tell
    mask = a_mask(*triangle)
    sampled = np.zeros((height + 2, width + 2), np.bool_)  # a pixel more on every side
    for row in range(-1, height + 1):
        for column in range(-1, width + 1):
            points = _points(column, row, width, height)
            sampled[row + 1, column + 1] = any(is_inside(point, mask.polygon) for point in points)
    for (x, y), (next_x, next_y) in zip(triangle, [*triangle[1:], triangle[0]], strict=True):
        for part in np.linspace(0, 1, 500):
            column, row = int((x + (next_x - x) * part) * width // 1), int((y + (next_y - y) * part) * height // 1)
            if -1 <= column <= width and -1 <= row <= height:
                sampled[row + 1, column + 1] = True
    assert not np.any(covered([mask], width, height) & ~grown(sampled)[1:-1, 1:-1])


@pytest.mark.parametrize(
    ("corners", "expected"),
    [
        ([(0, 0), (0.5, 0), (0.5, 0.4), (0, 0.4)], ["###.", "###.", "....", "...."]),
        ([(0.3, 0.3), (0.45, 0.3), (0.45, 0.45), (0.3, 0.45)], ["....", ".#..", "....", "...."]),
        ([(0.1, 0.6), (0.9, 0.6), (0.5, 0.6)], ["....", "....", "####", "...."]),
        ([(0.4, -3), (0.4, 4), (0.4, 4)], [".#..", ".#..", ".#..", ".#.."]),
        ([(-1, -1), (2, -1), (2, 2), (-1, 2)], ["####"] * 4),
        ([(1.2, 1.2), (2, 1.2), (2, 2)], ["...."] * 4),
        ([(1, 0), (1, 1), (1, 0.5)], ["...#"] * 4),
    ],
)
def test_slivers_borders_and_what_is_outside(corners: Sequence[tuple[float, float]], expected: list[str]) -> None:
    result = covered([a_mask(*corners)], 4, 4)
    assert ["".join(".#"[int(pixel)] for pixel in row) for row in result] == expected


def test_what_a_polygon_goes_around_twice_is_covered_too() -> None:
    star = a_mask((0.5, 0.0), (0.8, 1.0), (0.0, 0.4), (1.0, 0.4), (0.2, 1.0))
    assert covered([star], 30, 30)[16, 15]


def test_masks_add_up_and_none_covers_nothing() -> None:
    left, right = a_mask((0, 0), (0.2, 0), (0.2, 1), (0, 1)), a_mask((0.8, 0), (1, 0), (1, 1), (0.8, 1))
    assert covered([left, right], 10, 2).tolist() == [[True] * 3 + [False] * 4 + [True] * 3] * 2
    assert not covered([], 10, 2).any()


def test_grown_adds_the_neighbours() -> None:
    pixels = np.zeros((4, 5), np.bool_)
    pixels[0, 2] = True
    assert grown(pixels).tolist() == [[False, True, True, True, False]] * 2 + [[False] * 5] * 2


def _points(column: int, row: int, width: int, height: int) -> list[Point]:
    """Points of one pixel, its corners left out."""
    offsets = (np.arange(SAMPLES) + 0.5) / SAMPLES
    return [Point(x=(column + x) / width, y=(row + y) / height) for y in offsets for x in offsets]
