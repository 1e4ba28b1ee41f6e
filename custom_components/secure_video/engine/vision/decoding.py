"""What goes into each family of models and what comes out of it, without any runtime."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from ..errors import Unsupported
from ..model import Label

type Floats = NDArray[np.float32]

COCO_CLASSES = 80
"""Classes of the COCO data set, which every model of the catalogue was trained on."""

YOLOX_STRIDES = (8, 16, 32)
"""Input pixels per cell of YOLOX's three output grids (YOLOX, `demo_postprocess`)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ModelClass:
    """One class of a model that means something to us. `index` is its column in the model's scores."""

    index: int
    label: Label
    kind: str


WATCHED_CLASSES = (
    ModelClass(index=0, label=Label.PERSON, kind="person"),
    ModelClass(index=1, label=Label.VEHICLE, kind="bicycle"),
    ModelClass(index=2, label=Label.VEHICLE, kind="car"),
    ModelClass(index=3, label=Label.VEHICLE, kind="motorcycle"),
    ModelClass(index=5, label=Label.VEHICLE, kind="bus"),
    ModelClass(index=6, label=Label.VEHICLE, kind="train"),
    ModelClass(index=7, label=Label.VEHICLE, kind="truck"),
    ModelClass(index=14, label=Label.ANIMAL, kind="bird"),
    ModelClass(index=15, label=Label.ANIMAL, kind="cat"),
    ModelClass(index=16, label=Label.ANIMAL, kind="dog"),
    ModelClass(index=17, label=Label.ANIMAL, kind="horse"),
    ModelClass(index=18, label=Label.ANIMAL, kind="sheep"),
    ModelClass(index=19, label=Label.ANIMAL, kind="cow"),
    ModelClass(index=20, label=Label.ANIMAL, kind="elephant"),
    ModelClass(index=21, label=Label.ANIMAL, kind="bear"),
    ModelClass(index=22, label=Label.ANIMAL, kind="zebra"),
    ModelClass(index=23, label=Label.ANIMAL, kind="giraffe"),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Candidates:
    """What a model said about one picture.

    `boxes` has shape (N, 4): left, top, right, bottom in fractions of the model's input. `scores` has shape (N, 80).
    """

    boxes: Floats
    scores: Floats


@dataclass(frozen=True, slots=True, kw_only=True)
class ModelFamily:
    """How pictures are prepared for a kind of model and how its outputs are read.

    `is_letterboxed`: the picture keeps its shape at the top left, the rest is grey; else it is stretched.
    `scale` is what pixel values of 0..255 are multiplied with. `decode` gets the outputs by order and the input's size
    in pixels; it raises `Unsupported` if they are not what the family gives.
    """

    name: str
    is_letterboxed: bool
    is_rgb: bool
    scale: float
    decode: Callable[[Sequence[Floats], int], Candidates]


def decode_yolox(outputs: Sequence[Floats], size: int) -> Candidates:
    """Read (1, N, 85): place in the cell, log of the size in strides, objectness, classes (`demo_postprocess`)."""
    cells = [size // stride for stride in YOLOX_STRIDES]
    expected = (1, sum(count * count for count in cells), 5 + COCO_CLASSES)
    if len(outputs) != 1 or outputs[0].shape != expected:
        raise Unsupported(f"A YOLOX model gives one output of {expected}, not {[each.shape for each in outputs]}")
    rows = outputs[0][0]
    grid = np.concatenate([_grid(count) for count in cells])
    strides = np.repeat(np.array(YOLOX_STRIDES, np.float32), [count * count for count in cells])[:, None]
    centres = (rows[:, :2] + grid) * strides / size
    halves = np.exp(rows[:, 2:4]) * strides / (2 * size)
    return Candidates(boxes=np.hstack([centres - halves, centres + halves]), scores=rows[:, 4:5] * rows[:, 5:])


def decode_dfine(outputs: Sequence[Floats], size: int) -> Candidates:
    """Read logits (1, N, 80) and boxes (1, N, 4): centre, width, height in fractions (`DFineForObjectDetection`)."""
    shapes = [each.shape for each in outputs[:2]]
    if len(shapes) != 2 or shapes[0][2:] != (COCO_CLASSES,) or shapes[1] != (*shapes[0][:2], 4):  # noqa: PLR2004
        raise Unsupported(f"A D-FINE model of {size} pixels gives logits and boxes, not {shapes}")
    logits, boxes = outputs[0][0], outputs[1][0]
    centres, halves = boxes[:, :2], boxes[:, 2:] / 2
    return Candidates(boxes=np.hstack([centres - halves, centres + halves]), scores=1 / (1 + np.exp(-logits)))


def _grid(count: int) -> Floats:
    """Column and row of every cell, row by row: shape (count * count, 2)."""
    rows, columns = np.mgrid[:count, :count]
    return np.stack([columns.ravel(), rows.ravel()], axis=1).astype(np.float32)


YOLOX = ModelFamily(name="YOLOX", is_letterboxed=True, is_rgb=False, scale=1.0, decode=decode_yolox)
DFINE = ModelFamily(name="D-FINE", is_letterboxed=False, is_rgb=True, scale=1 / 255, decode=decode_dfine)
