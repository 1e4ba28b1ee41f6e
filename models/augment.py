"""Makes a picture as a camera might have seen it: nearer, farther, at the edge, among others, at night, badly sent."""

from collections.abc import Callable, Sequence

import cv2
import numpy as np
from numpy.typing import NDArray

from models.data import Boxes, Picture, Sample

GREY = 114
"""What the part of the input is filled with that no picture covers, as in use."""

_MIN_SIDE = 4.0
_MIN_VISIBLE = 0.25
"""A box that is smaller in pixels, or of which less is left, is no longer there."""

Labels = tuple[Boxes, NDArray[np.int64]]


def scene(samples: Sequence[Sample], chance: np.random.Generator, size: int) -> tuple[Picture, Labels]:
    """A square picture of `size` pixels from one sample or four. `samples`: four."""
    if chance.random() < 0.5:
        picture, labels = single(samples[0], chance, size)
    else:
        picture, labels = mosaic(samples, chance, size)
    if chance.random() < 0.1:
        picture, labels = wide_angle(picture, labels, chance.uniform(0.1, 0.35))
    if chance.random() < 0.5:
        picture, labels = mirrored(picture, labels)
    return picture, labels


def single(sample: Sample, chance: np.random.Generator, size: int) -> tuple[Picture, Labels]:
    """One picture, from half as large as the input to twice."""
    canvas = np.full((size, size, 3), GREY, np.uint8)
    picture = sample.picture()
    fit = size / max(picture.shape[:2])
    zoom = fit * (1.0 if chance.random() < 0.4 else 2 ** chance.uniform(-1, 0.8))
    height, width = (round(side * zoom) for side in picture.shape[:2])
    left, top = (int(chance.uniform(min(0, size - side), max(0, size - side))) for side in (width, height))
    labels = _pasted(canvas, sample, picture, zoom, (left, top), (0, 0, size, size))
    return canvas, labels


def mosaic(samples: Sequence[Sample], chance: np.random.Generator, size: int) -> tuple[Picture, Labels]:
    """Four pictures that meet somewhere near the middle."""
    canvas = np.full((size, size, 3), GREY, np.uint8)
    x, y = (int(chance.uniform(0.3, 0.7) * size) for _ in range(2))
    parts = ((0, 0, x, y), (x, 0, size, y), (0, y, x, size), (x, y, size, size))
    labels = []
    for sample, part in zip(samples, parts, strict=True):
        picture = sample.picture()
        zoom = size / max(picture.shape[:2]) * 2 ** chance.uniform(-1, 0.4)
        left, top, right, bottom = part
        height, width = (round(side * zoom) for side in picture.shape[:2])
        spare_x, spare_y = right - left - width, bottom - top - height
        corner = (
            left + int(chance.uniform(min(0, spare_x), max(0, spare_x))),
            top + int(chance.uniform(min(0, spare_y), max(0, spare_y))),
        )
        labels.append(_pasted(canvas, sample, picture, zoom, corner, part))
    return canvas, (np.concatenate([boxes for boxes, _ in labels]), np.concatenate([groups for _, groups in labels]))


def _pasted(
    canvas: Picture,
    sample: Sample,
    picture: Picture,
    zoom: float,
    corner: tuple[int, int],
    part: tuple[int, int, int, int],
) -> Labels:
    """Paint the picture, scaled, with its corner there, into this part of the canvas. Return the labels that show."""
    left, top, right, bottom = part
    x, y = corner
    height, width = (max(1, round(side * zoom)) for side in picture.shape[:2])
    scaled = cv2.resize(picture, (width, height), interpolation=cv2.INTER_AREA if zoom < 1 else cv2.INTER_LINEAR)
    x1, y1, x2, y2 = max(left, x), max(top, y), min(right, x + width), min(bottom, y + height)
    if x2 > x1 and y2 > y1:
        canvas[y1:y2, x1:x2] = scaled[y1 - y : y2 - y, x1 - x : x2 - x]
    boxes = sample.boxes * zoom + np.array([x, y, x, y], np.float32)
    return visible(boxes, sample.groups, (x1, y1, x2, y2))


def visible(boxes: Boxes, groups: NDArray[np.int64], part: tuple[float, float, float, float]) -> Labels:
    """Cut the boxes to the part, and leave out of which too little remains."""
    left, top, right, bottom = part
    cut = np.stack([boxes[:, side].clip(*((left, right), (top, bottom))[side % 2]) for side in range(4)], 1)
    sides = cut[:, 2:] - cut[:, :2]
    whole = (boxes[:, 2:] - boxes[:, :2]).clip(1e-3)
    keep = (sides.min(1) >= _MIN_SIDE) & (sides.prod(1) >= _MIN_VISIBLE * whole.prod(1))
    return cut[keep].astype(np.float32), groups[keep]


def mirrored(picture: Picture, labels: Labels) -> tuple[Picture, Labels]:
    """Left becomes right."""
    boxes, groups = labels
    width = picture.shape[1]
    turned = np.stack([width - boxes[:, 2], boxes[:, 1], width - boxes[:, 0], boxes[:, 3]], 1)
    return np.ascontiguousarray(picture[:, ::-1]), (turned, groups)


def wide_angle(picture: Picture, labels: Labels, strength: float) -> tuple[Picture, Labels]:
    """What a wide lens does: the middle swells, straight lines bend (r' = r (1 + strength r^2) from the middle)."""
    size = picture.shape[0]
    axis = (np.arange(size, dtype=np.float32) + 0.5) * 2 / size - 1
    x, y = np.meshgrid(axis, axis)
    bend = (1 + strength * (x * x + y * y)) / (1 + strength)
    across, down = ((each * bend + 1) * size / 2 - 0.5 for each in (x, y))
    bent = cv2.remap(
        picture, across, down, cv2.INTER_LINEAR, borderMode=cv2.BORDER_CONSTANT, borderValue=(GREY, GREY, GREY)
    )
    boxes, groups = labels
    goal = _edges(boxes) * 2 / size - 1
    # Where a point comes to lie is the inverse of where it is taken from: a fixed point, found in a few steps.
    point = goal.copy()
    for _ in range(8):
        point = goal * (1 + strength) / (1 + strength * (point * point).sum(0))
    x, y = (point + 1) * size / 2
    moved = np.stack([x.min(1), y.min(1), x.max(1), y.max(1)], 1).astype(np.float32)
    return np.asarray(bent, np.uint8), visible(moved, groups, (0, 0, size, size))


def _edges(boxes: Boxes) -> NDArray[np.float32]:
    """Points along the four edges of each box: (2, N, 36), across and down."""
    steps = np.linspace(0, 1, 9, dtype=np.float32)
    left, top, right, bottom = (boxes[:, [side]] for side in range(4))
    along_x, along_y, still = left + steps * (right - left), top + steps * (bottom - top), np.ones_like(steps)
    return np.stack(
        [
            np.concatenate([along_x, along_x, left * still, right * still], 1),
            np.concatenate([top * still, bottom * still, along_y, along_y], 1),
        ]
    )


def spoiled(picture: Picture, chance: np.random.Generator) -> Picture:
    """The same scene by another camera: its colours, its night, its noise, its lens, its line."""
    for likelihood, change in _CHANGES:
        if chance.random() < likelihood:
            picture = change(picture, chance)
    return picture


def _recoloured(picture: Picture, chance: np.random.Generator) -> Picture:
    hue, saturation, value = cv2.split(cv2.cvtColor(picture, cv2.COLOR_BGR2HSV))
    hue = ((hue.astype(np.int16) + int(chance.uniform(-8, 8))) % 180).astype(np.uint8)
    factors = chance.uniform(0.5, 1.5), chance.uniform(0.6, 1.4)
    merged = cv2.merge(
        [hue, cv2.convertScaleAbs(saturation, alpha=factors[0]), cv2.convertScaleAbs(value, alpha=factors[1])]
    )
    return np.asarray(cv2.cvtColor(merged, cv2.COLOR_HSV2BGR), np.uint8)


def _by_infrared(picture: Picture, chance: np.random.Generator) -> Picture:
    """Grey, lit from the camera: bright in the middle, black at the edges."""
    weights = chance.dirichlet((2, 2, 2)).astype(np.float32)
    grey = (picture @ weights) * chance.uniform(0.6, 1.3)
    if chance.random() < 0.5:
        height, width = grey.shape
        y, x = np.mgrid[-1 : 1 : height * 1j, -1 : 1 : width * 1j]
        grey = grey * (1.2 - chance.uniform(0.4, 1.0) * (x * x + y * y) / 2)
    return np.repeat(grey.clip(0, 255).astype(np.uint8)[:, :, None], 3, 2)


def _darkened(picture: Picture, chance: np.random.Generator) -> Picture:
    curve = (np.linspace(0, 1, 256) ** chance.uniform(1.2, 2.2) * 255 * chance.uniform(0.4, 1.0)).astype(np.uint8)
    return np.asarray(cv2.LUT(picture, curve), np.uint8)


def _noisy(picture: Picture, chance: np.random.Generator) -> Picture:
    noise = chance.normal(0, chance.uniform(3, 14), picture.shape).astype(np.float32)
    return (picture + noise).clip(0, 255).astype(np.uint8)


def _blurred(picture: Picture, chance: np.random.Generator) -> Picture:
    if chance.random() < 0.5:
        return np.asarray(cv2.GaussianBlur(picture, (0, 0), chance.uniform(0.5, 1.6)), np.uint8)
    length = int(chance.integers(3, 9))
    kernel = np.zeros((length, length), np.float32)
    kernel[length // 2] = 1 / length
    turn = cv2.getRotationMatrix2D(((length - 1) / 2, (length - 1) / 2), chance.uniform(0, 180), 1)
    return np.asarray(cv2.filter2D(picture, -1, cv2.warpAffine(kernel, turn, (length, length))), np.uint8)


def _compressed(picture: Picture, chance: np.random.Generator) -> Picture:
    _, data = cv2.imencode(".jpg", picture, [cv2.IMWRITE_JPEG_QUALITY, int(chance.integers(15, 60))])
    return np.asarray(cv2.imdecode(data, cv2.IMREAD_COLOR), np.uint8)


def _coarse(picture: Picture, chance: np.random.Generator) -> Picture:
    height, width = picture.shape[:2]
    factor = chance.uniform(0.4, 0.8)
    small = cv2.resize(picture, (int(width * factor), int(height * factor)), interpolation=cv2.INTER_AREA)
    return np.asarray(cv2.resize(small, (width, height), interpolation=cv2.INTER_LINEAR), np.uint8)


_CHANGES: tuple[tuple[float, Callable[[Picture, np.random.Generator], Picture]], ...] = (
    (0.5, _recoloured),
    (0.15, _by_infrared),
    (0.12, _darkened),
    (0.1, _coarse),
    (0.1, _blurred),
    (0.12, _noisy),
    (0.2, _compressed),
)
"""How often each happens. Where one says no source, it is a choice, made so that half of the pictures stay clean."""
