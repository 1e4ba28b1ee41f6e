"""What goes into each family of models and what comes out of it, without any runtime."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from ..errors import Unsupported
from ..model.names import Label

type Floats = NDArray[np.float32]

COCO_CLASSES = 80
"""Classes of the COCO data set."""

STRIDES = (8, 16, 32)
"""Input pixels per cell of the output grids of YOLOX (`demo_postprocess`) and of the detector that comes along."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ModelClass:
    """A class that is watched for. `index` is its column in the scores of a model with COCO's classes."""

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


WATCHED_LABELS = tuple(dict.fromkeys(each.label for each in WATCHED_CLASSES))
_COCO_COLUMNS = [each.index for each in WATCHED_CLASSES]
_LABEL_COLUMNS = [WATCHED_LABELS.index(each.label) for each in WATCHED_CLASSES]


@dataclass(frozen=True, slots=True, kw_only=True)
class Candidates:
    """What a model said about one picture.

    `boxes` has shape (N, 4): left, top, right, bottom in fractions of the model's input. `scores` has shape
    (N, len(`WATCHED_CLASSES`)).
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
    """Read (1, N, 85): box, objectness, classes (`demo_postprocess`)."""
    rows = _rows(outputs, size, COCO_CLASSES)
    return Candidates(boxes=_boxes(rows, size), scores=rows[:, 4:5] * rows[:, 5:][:, _COCO_COLUMNS])


def decode_secure_video(outputs: Sequence[Floats], size: int) -> Candidates:
    """Read (1, N, 25): box, objectness, a score for each label, then for each kind (models/network.py).

    The label's score is the one to go by; the likeliest kind of a label gets it whole, the others their share.
    """
    rows = _rows(outputs, size, len(WATCHED_LABELS) + len(WATCHED_CLASSES))
    labels = rows[:, 4:5] * rows[:, 5 : 5 + len(WATCHED_LABELS)]
    kinds = rows[:, 5 + len(WATCHED_LABELS) :]
    likeliest = np.stack([kinds[:, _columns(label)].max(axis=1) for label in WATCHED_LABELS], axis=1)
    shares = kinds / np.maximum(likeliest, np.finfo(np.float32).tiny)[:, _LABEL_COLUMNS]
    return Candidates(boxes=_boxes(rows, size), scores=labels[:, _LABEL_COLUMNS] * shares)


def decode_dfine(outputs: Sequence[Floats], size: int) -> Candidates:
    """Read logits (1, N, 80) and boxes (1, N, 4): centre, width, height in fractions (`DFineForObjectDetection`)."""
    shapes = [each.shape for each in outputs[:2]]
    if len(shapes) != 2 or shapes[0][2:] != (COCO_CLASSES,) or shapes[1] != (*shapes[0][:2], 4):  # noqa: PLR2004
        raise Unsupported(f"A D-FINE model of {size} pixels gives logits and boxes, not {shapes}")
    logits, boxes = outputs[0][0], outputs[1][0]
    centres, halves = boxes[:, :2], boxes[:, 2:] / 2
    return Candidates(
        boxes=np.hstack([centres - halves, centres + halves]), scores=1 / (1 + np.exp(-logits[:, _COCO_COLUMNS]))
    )


def _rows(outputs: Sequence[Floats], size: int, classes: int) -> Floats:
    """The one output, (N, 5 + classes): a row for each cell of three grids. Raises `Unsupported`."""
    expected = (1, sum((size // stride) ** 2 for stride in STRIDES), 5 + classes)
    if len(outputs) != 1 or outputs[0].shape != expected:
        raise Unsupported(f"This model should give one output of {expected}, not {[each.shape for each in outputs]}")
    rows: Floats = outputs[0][0]
    return rows


def _boxes(rows: Floats, size: int) -> Floats:
    """Read the place in the cell and the log of the size in strides, the first four columns."""
    cells = [size // stride for stride in STRIDES]
    grid = np.concatenate([_grid(count) for count in cells])
    strides = np.repeat(np.array(STRIDES, np.float32), [count * count for count in cells])[:, None]
    centres = (rows[:, :2] + grid) * strides / size
    halves = np.exp(rows[:, 2:4]) * strides / (2 * size)
    return np.hstack([centres - halves, centres + halves])


def _columns(label: Label) -> list[int]:
    """Where the label's kinds are in `WATCHED_CLASSES`."""
    return [index for index, each in enumerate(WATCHED_CLASSES) if each.label is label]


def _grid(count: int) -> Floats:
    """Column and row of every cell, row by row: shape (count * count, 2)."""
    rows, columns = np.mgrid[:count, :count]
    return np.stack([columns.ravel(), rows.ravel()], axis=1).astype(np.float32)


YOLOX = ModelFamily(name="YOLOX", is_letterboxed=True, is_rgb=False, scale=1.0, decode=decode_yolox)
SECURE_VIDEO = ModelFamily(
    name="Secure Video", is_letterboxed=True, is_rgb=False, scale=1.0, decode=decode_secure_video
)
DFINE = ModelFamily(name="D-FINE", is_letterboxed=False, is_rgb=True, scale=1 / 255, decode=decode_dfine)
